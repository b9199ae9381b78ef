//! Arguments in, exit status out.
use factorscope::{app::Look, data::lecture::Lecture, model::*, study::*, ui};
fn main() {
    let s = Session::<f64>::new(
        Source::new(std::sync::Arc::new(Lecture::Main.ratings())),
        Options::new(Method::Als),
        256 << 20,
    );
    let depth = ui::Depth::of_environment(|n| std::env::var(n).ok());
    ui::explore(s, ui::Setup { title: "the lecture".into(), look: Look::default(), depth, script: String::new() })
        .unwrap();
}
