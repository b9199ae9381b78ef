//! From the command line to the explorer, and to pictures of it.

use super::{Colors, Error, ExplorerArgs, Picture, Prepared, RenderArgs, Switch, records};
use crate::{
    app::{App, Own, Taste},
    lesson::{Course, Progress},
    study::Session,
    ui::{self, Depth, Ending, Setup, Still},
};
use std::{
    collections::hash_map::RandomState,
    hash::{BuildHasher, Hasher},
    io::Write,
    process::ExitCode,
    sync::Arc,
};

/// Opens the explorer, at the lecture where no ratings were named; the exit status tells how it ended.
pub(super) fn explore(opened: Prepared, args: &ExplorerArgs, at_lecture: bool) -> Result<ExitCode, Error> {
    let course = course(args)?;
    let at_lecture = args.script.is_none() && (at_lecture || args.lesson.is_some() || args.present);
    // Whoever opens a file sees first what was made of it.
    let first = if at_lecture { "lecture" } else { opened.reading.as_ref().map_or("", |_| "reading") };
    let script = args.script.as_deref().unwrap_or(first);
    match explore_with(opened, args, course, script) {
        Ok(Ending::Quit) => Ok(ExitCode::SUCCESS),
        Ok(Ending::Signal(signal)) => Ok(ExitCode::from(u8::try_from(128 + signal).unwrap_or(u8::MAX))),
        Err(error) => Err(Error::Explorer(error)),
    }
}

/// The lessons that were asked for: those of a file or a folder, or the lecture.
fn course(args: &ExplorerArgs) -> Result<Arc<Course>, Error> {
    match &args.lesson {
        Some(path) => Ok(Arc::new(Course::load(path)?)),
        None => Ok(Course::lecture()),
    }
}

fn explore_with(opened: Prepared, args: &ExplorerArgs, course: Arc<Course>, script: &str) -> anyhow::Result<Ending> {
    let file = if args.present { records::File::none() } else { records::File::of_platform() };
    let (mut progress, note) = file.read(&course.name);
    // A talk shows the options as they are written; a student has an order of the own from the first day on.
    if progress.seed == 0 && !args.present {
        progress.seed = RandomState::new().build_hasher().finish();
    }
    let name = course.name.clone();
    let setup = Setup {
        own: own(&opened),
        taste: taste(args),
        depth: depth(args.colors),
        script: script.into(),
        course,
        progress,
        presents: args.present,
        keep: Box::new(move |progress| file.keep(&name, progress)),
        notice: note,
    };
    ui::explore(session(opened, args), setup)
}

/// Draws one screen after the commands of `--do` and prints it.
pub(super) fn render(opened: Prepared, args: &RenderArgs, out: &mut dyn Write) -> Result<(), Error> {
    let course = course(&args.screen)?;
    let still = still(opened, args, course).map_err(|why| Error::Script { why })?;
    let text = match args.format {
        Picture::Svg => still.svg(),
        Picture::Text => still.text(),
    };
    out.write_all(text.as_bytes())?;
    Ok(out.flush()?)
}

fn still(opened: Prepared, args: &RenderArgs, course: Arc<Course>) -> Result<Still, String> {
    let own = own(&opened);
    let screen = &args.screen;
    let depth = if screen.colors == Colors::Auto { Depth::True } else { depth(screen.colors) };
    let script = screen.script.as_deref().unwrap_or_default();
    let mut session = session(opened, screen);
    let mut app = App::new(own, Arc::new(session.snapshot())).with_taste(taste(screen));
    app.follow_course(course, Progress::default(), screen.present);
    Still::of(app, &mut session, depth, args.size, script)
}

fn own(opened: &Prepared) -> Own {
    Own { title: opened.title.clone(), reading: opened.reading.as_ref().map(ToString::to_string) }
}

fn session(opened: Prepared, args: &ExplorerArgs) -> Session {
    Session::new(opened.source, opened.options, (args.memory as usize).saturating_mul(1 << 20))
}

fn taste(args: &ExplorerArgs) -> Taste {
    Taste { theme: args.theme, ascii: args.ascii, mouse: args.mouse == Switch::On, ..Taste::default() }
}

fn depth(colors: Colors) -> Depth {
    match colors {
        Colors::Auto => Depth::of_environment(|name| std::env::var(name).ok()),
        Colors::True => Depth::True,
        Colors::Many => Depth::Indexed,
        Colors::Few => Depth::Named,
        Colors::None => Depth::None,
    }
}
