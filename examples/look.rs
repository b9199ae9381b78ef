// usage: look PATH WIDTHxHEIGHT "script" out.svg   (prints the text as well)
use factorscope::{
    app::*,
    data::{lecture::Lecture, load},
    model::*,
    study::*,
    ui,
};
use std::sync::Arc;
fn main() {
    let a: Vec<String> = std::env::args().collect();
    let ratings = match a[1].as_str() {
        "lecture" => Lecture::Main.ratings(),
        p => load::path(p.as_ref(), &load::Options::default()).unwrap().ratings,
    };
    let (w, h) = a[2].split_once('x').unwrap();
    let mut session = Session::<f64>::new(Source::new(Arc::new(ratings)), Options::new(Method::Als), 256 << 20);
    let title =
        if a[1] == "lecture" { "the lecture".to_string() } else { a[1].rsplit('/').next().unwrap().to_string() };
    let mut app = App::new(title, Arc::new(session.snapshot()));
    let depth = match std::env::var("DEPTH").as_deref() {
        Ok("none") => ui::Depth::None,
        Ok("16") => ui::Depth::Named,
        Ok("256") => ui::Depth::Indexed,
        _ => ui::Depth::True,
    };
    let area = ratatui::layout::Rect::new(0, 0, w.parse().unwrap(), h.parse().unwrap());
    let mut buffer = ratatui::buffer::Buffer::empty(area);
    let mut light = false;
    for line in factorscope::command::split(&a[3]) {
        // keys may be given as `key x`
        let effects = match line.strip_prefix("key ") {
            Some(k) => app.update(Message::Key(match k {
                "enter" => Key::plain(Code::Enter),
                "up" => Key::plain(Code::Up),
                "down" => Key::plain(Code::Down),
                "left" => Key::plain(Code::Left),
                "right" => Key::plain(Code::Right),
                "tab" => Key::plain(Code::Tab),
                k => Key::char(k.chars().next().unwrap()),
            })),
            None => app.script(line).unwrap(),
        };
        for e in effects {
            if let Effect::Order(o) = e {
                session.obey(o);
                app.update(Message::Snapshot(Arc::new(session.snapshot())));
            }
        }
        light = app.look.theme == factorscope::command::Theme::Light;
        buffer = ratatui::buffer::Buffer::empty(area);
        let d = ui::draw(&app, depth, &mut buffer);
        if let Some(v) = d.viewport {
            app.update(Message::Viewport(v));
        }
    }
    buffer = ratatui::buffer::Buffer::empty(area);
    let t = std::time::Instant::now();
    ui::draw(&app, depth, &mut buffer);
    eprintln!("drawn in {:?}", t.elapsed());
    for y in 0..area.height {
        let mut l = String::new();
        let mut x = 0;
        while x < area.width {
            let s = buffer[(x, y)].symbol();
            l.push_str(s);
            x += (unicode_width::UnicodeWidthStr::width(s) as u16).max(1);
        }
        println!("{}", l.trim_end());
    }
    std::fs::write(&a[4], ui::svg(&buffer, light)).unwrap();
}
