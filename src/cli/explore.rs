//! From the command line to the explorer, and to pictures of it.

use super::{
    Colors, DataArgs, Error, ExplorerArgs, ModelArgs, Picture, Prepared, RenderArgs, Switch,
    open::{prepared, ratings},
    records,
    say::left_out,
};
use crate::{
    app::{App, Audience, Gate, Message, Own, Taste},
    choice::Choice,
    command::{self, Command},
    data::load::{self, LoadError, Loaded, Progress as HowFar},
    lesson::{Course, Progress},
    study::{Opening, Session, worker},
    ui::{self, Camera, Depth, Door, Ending, File, Look, Opened, Reel, Setup, Still, Waiting},
};
use std::{
    collections::hash_map::RandomState,
    fs,
    hash::{BuildHasher, Hasher},
    io::{self, IsTerminal, Write},
    path::{Path, PathBuf},
    process::ExitCode,
    sync::{Arc, OnceLock, mpsc::Receiver},
    time::{Duration, SystemTime},
};

/// Opens the explorer, at the lecture where no ratings were named; the exit status tells how it ended.
pub(super) fn explore(
    data: &DataArgs,
    model: &ModelArgs,
    args: &ExplorerArgs,
    err: &mut dyn Write,
) -> Result<ExitCode, Error> {
    worker::share_gently();
    let course = course(args)?;
    let at_lecture =
        args.script.is_none() && (data.path.is_none() || args.lesson.is_some() || args.present || args.notes);
    let path = data.path.as_deref().unwrap_or(Path::new("lecture"));
    // Whoever opens a file looks at it first, unless it is plain. A script knows what it opens.
    let looks = !at_lecture && args.script.is_none() && !data.yes;
    let first = if at_lecture { "lecture" } else { "reading" };
    let script = args.script.as_deref().unwrap_or(first);
    let origin = Origin::of(path, looks);
    let how = Opens { looks, origin, data: data.clone(), model: model.clone(), args: args.clone() };
    let door = match reading(path, &how)? {
        Read::Done(loaded) => {
            left_out(&loaded.skipped, err);
            how.door(*loaded)?
        }
        Read::Going(results, progress) => Door::Wait(Box::new(Waiting {
            name: how.origin.name(),
            results,
            progress,
            then: Box::new(move |result| Ok(how.door(result.map_err(Error::Load)?)?)),
        })),
    };
    match explore_with(door, args, course, script) {
        Ok(Ending::Quit) => Ok(ExitCode::SUCCESS),
        Ok(Ending::Signal(signal)) => Ok(ExitCode::from(u8::try_from(128 + signal).unwrap_or(u8::MAX))),
        Err(error) => Err(error.downcast::<Error>().unwrap_or_else(Error::Explorer)),
    }
}

/// How long a file is read before the terminal is taken over to show how far that has come.
const SOON: Duration = Duration::from_millis(300);

/// What became of reading.
enum Read {
    Done(Box<Loaded>),
    /// It goes on, and its result comes here.
    Going(Receiver<Result<Loaded, LoadError>>, HowFar),
}

/// Reads the ratings: a file or a stream in a thread of its own, which is waited for only for a moment.
fn reading(path: &Path, how: &Opens) -> Result<Read, Error> {
    let data = DataArgs { yes: how.data.yes || how.looks, ..how.data.clone() };
    // Whoever types the ratings has the terminal until they are all there.
    let is_typed = path.as_os_str() == "-" && io::stdin().is_terminal();
    let is_there = path.as_os_str() == "-" || path.exists();
    if is_typed || !is_there || Opening::ALL.iter().any(|known| path.as_os_str() == known.name()) {
        return ratings(path, &data).map(|loaded| Read::Done(loaded.into()));
    }
    let options = data.reading();
    let progress = options.progress.clone();
    let origin = how.origin.clone();
    match ui::in_time(SOON, move || origin.read(&options)).map_err(Error::Explorer)? {
        Ok(result) => Ok(Read::Done(result?.into())),
        Err(results) => Ok(Read::Going(results, progress)),
    }
}

/// Where ratings come from, again and again.
#[derive(Clone)]
enum Origin {
    File(PathBuf),
    /// Standard input or a pipe, with what came from it where that is to be read again.
    Stream(PathBuf, Option<Arc<OnceLock<Vec<u8>>>>),
}

impl Origin {
    /// What lies at `path`; `again` says that it may be read more than once.
    fn of(path: &Path, again: bool) -> Self {
        match path.as_os_str() == "-" || load::is_stream(path) {
            true => Self::Stream(path.to_owned(), again.then(Arc::default)),
            false => Self::File(path.to_owned()),
        }
    }

    fn path(&self) -> &Path {
        let (Self::File(path) | Self::Stream(path, _)) = self;
        path
    }

    /// What it is called while it is read.
    fn name(&self) -> String {
        match self.path().as_os_str() == "-" {
            true => load::STANDARD_INPUT.to_owned(),
            false => self.path().to_string_lossy().into_owned(),
        }
    }

    fn read(&self, options: &load::Options) -> Result<Loaded, LoadError> {
        let is_input = self.path().as_os_str() == "-";
        let taken = || match is_input {
            true => load::taken(load::STANDARD_INPUT, io::stdin().lock(), options),
            false => load::taken_from(self.path(), options),
        };
        let source = if is_input { load::STANDARD_INPUT.to_owned() } else { load::title(self.path()) };
        match self {
            Self::File(path) => load::path(path, options),
            Self::Stream(_, None) => load::bytes(&source, taken()?, options),
            Self::Stream(_, Some(held)) => {
                let bytes = match held.get() {
                    Some(bytes) => bytes,
                    None => {
                        let taken = taken()?;
                        held.get_or_init(|| taken)
                    }
                };
                load::bytes(&source, bytes.clone(), options)
            }
        }
    }
}

/// How what was read is opened.
struct Opens {
    /// Whether it is looked at first, where something is odd.
    looks: bool,
    origin: Origin,
    data: DataArgs,
    model: ModelArgs,
    args: ExplorerArgs,
}

impl Opens {
    /// What is opened: the ratings, or the first look at them.
    fn door(self, loaded: Loaded) -> Result<Door, Error> {
        let Self { looks, origin, data, model, args } = self;
        if !looks || loaded.look.as_ref().is_none_or(|look| look.plain) {
            return Ok(Door::Open(ready(prepared(loaded, &data, &model)?, &args).into()));
        }
        let options = load::Options { likeliest: true, ..data.reading() };
        let gate = Gate::new(origin.path().to_string_lossy(), options, loaded);
        Ok(Door::File(Box::new(File {
            gate,
            read: Arc::new(move |options| origin.read(options)),
            open: Box::new(move |loaded| Ok(ready(prepared(loaded, &data, &model)?, &args))),
        })))
    }
}

fn ready(opened: Prepared, args: &ExplorerArgs) -> Opened {
    let own = own(&opened);
    Opened { session: session(opened, args), own }
}

/// The lessons that were asked for: those of a file or a folder, or the lecture.
fn course(args: &ExplorerArgs) -> Result<Arc<Course>, Error> {
    Ok(Course::open(args.lesson.as_deref())?)
}

fn explore_with(door: Door, args: &ExplorerArgs, course: Arc<Course>, script: &str) -> anyhow::Result<Ending> {
    let audience = audience(args);
    let file = match audience {
        Audience::Student => records::File::of_students(),
        Audience::Class | Audience::Speaker => records::File::of_talk(),
    };
    // A talk begins at its beginning.
    let (mut progress, note) = match audience {
        Audience::Class => Default::default(),
        Audience::Student | Audience::Speaker => file.read(&course.name),
    };
    // Of a student's progress others may write as well, and a talk begins at its beginning.
    let mut base = (audience == Audience::Student).then(|| progress.clone());
    // A talk shows the options as they are written; a student has an order of the own from the first day on.
    if progress.seed == 0 && audience == Audience::Student {
        progress.seed = RandomState::new().build_hasher().finish();
    }
    let name = course.name.clone();
    let mut looks: Vec<Look> = Vec::new();
    if let Some(path) = args.lesson.as_ref().filter(|_| args.watch) {
        looks.push(watch(path.clone()));
    }
    if audience == Audience::Speaker {
        looks.push(follow(records::File::of_talk(), name.clone()));
    }
    let setup = Setup {
        taste: taste(args),
        depth: depth(args.colors),
        script: script.into(),
        course,
        progress,
        audience,
        keep: Box::new(move |progress| {
            file.keep(&name, progress, base.as_ref())?;
            base = base.take().map(|_| progress.clone());
            Ok(())
        }),
        looks,
        notice: note,
    };
    ui::explore(door, setup)
}

fn audience(args: &ExplorerArgs) -> Audience {
    match (args.present, args.notes) {
        (_, true) => Audience::Speaker,
        (true, false) => Audience::Class,
        (false, false) => Audience::Student,
    }
}

/// Reads the lessons anew whenever one of their files was written.
fn watch(path: PathBuf) -> Look {
    let mut last = written(&path);
    Box::new(move || {
        let now = written(&path);
        if now == last {
            return None;
        }
        last = now;
        Some(match Course::load(&path) {
            Ok(course) => Message::Course(Arc::new(course)),
            Err(error) => Message::Trouble(error.to_string()),
        })
    })
}

/// The files of a lesson or of a folder, with when each was written and how long it is.
fn written(path: &Path) -> Vec<(PathBuf, Option<SystemTime>, u64)> {
    /// Beyond so many files only some are looked at.
    const MOST: usize = 1000;
    let folder = if path.is_dir() { path } else { path.parent().unwrap_or(path) };
    let entries = fs::read_dir(folder).into_iter().flatten().flatten().take(MOST);
    let mut files: Vec<_> = entries
        .filter_map(|entry| {
            let about = entry.metadata().ok().filter(|about| about.is_file())?;
            Some((entry.path(), about.modified().ok(), about.len()))
        })
        .collect();
    files.sort();
    files
}

/// Says how far a talk has come, whenever it has come further.
fn follow(talk: records::File, course: String) -> Look {
    let mut last = None;
    Box::new(move || {
        let now = talk.state();
        if now.is_none() || now == last {
            return None;
        }
        last = now;
        let (progress, _) = talk.read(&course);
        progress.at.is_some().then(|| Message::Talk(progress.into()))
    })
}

/// Draws one screen after the commands of `--do` and prints it; as HTML, a screen after each step of them.
pub(super) fn render(opened: Prepared, args: &RenderArgs, out: &mut dyn Write) -> Result<(), Error> {
    let course = course(&args.screen)?;
    let text = pictured(opened, args, course).map_err(|why| Error::Script { why })?;
    out.write_all(text.as_bytes())?;
    Ok(out.flush()?)
}

fn pictured(opened: Prepared, args: &RenderArgs, course: Arc<Course>) -> Result<String, String> {
    let own = own(&opened);
    let title = own.title.clone();
    let screen = &args.screen;
    let depth = if screen.colors == Colors::Auto { Depth::True } else { depth(screen.colors) };
    let script = screen.script.as_deref().unwrap_or_default();
    let mut session = session(opened, screen);
    let mut app = App::new(own, Arc::new(session.snapshot())).with_taste(Taste { motion: false, ..taste(screen) });
    app.follow_course(course, Progress::default());
    app.present_to(audience(screen));
    match args.format {
        Picture::Svg => Still::of(app, &mut session, depth, args.size, script).map(|still| still.svg()),
        Picture::Text => Still::of(app, &mut session, depth, args.size, script).map(|still| still.text()),
        Picture::Html => reel(Camera::new(app, &mut session, depth, args.size)?, script).map(|reel| reel.html(&title)),
    }
}

/// A frame after each command, and after each step of a command that does several.
fn reel(mut camera: Camera<'_>, script: &str) -> Result<Reel, String> {
    let mut reel = Reel::default();
    reel.add(&camera, "the start")?;
    for line in command::split(script) {
        let (each, times) = match command::parse(line) {
            Ok(Command::Step(grain, times)) => (Command::Step(grain, 1).to_string(), times),
            Ok(Command::Back(grain, times)) => (Command::Back(grain, 1).to_string(), times),
            Ok(Command::Forward(grain, times)) => (Command::Forward(grain, 1).to_string(), times),
            _ => (line.to_owned(), 1),
        };
        for _ in 0..times {
            camera.does(&each)?;
            reel.add(&camera, &each)?;
        }
    }
    Ok(reel)
}

fn own(opened: &Prepared) -> Own {
    Own { title: opened.title.clone(), reading: opened.reading.as_ref().map(ToString::to_string) }
}

fn session(opened: Prepared, args: &ExplorerArgs) -> Session {
    Session::new(opened.source, opened.options, (args.memory as usize).saturating_mul(1 << 20))
}

fn taste(args: &ExplorerArgs) -> Taste {
    let (mouse, motion) = (args.mouse == Switch::On, args.motion == Switch::On);
    Taste { theme: args.theme, ascii: args.ascii, mouse, motion, ..Taste::default() }
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
