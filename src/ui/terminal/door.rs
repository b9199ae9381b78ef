//! What is opened, and the first look at it before it is.

use super::{Ending, Inbox, Listen, Ready, Setup, Wake, input, screen::Screen};
use crate::{
    app::{Code, Gate, Key, Message, Own, Step},
    data::load::{LoadError, Loaded, Options, Progress},
    study::{Session, worker::give_way},
    ui::{Drawn, gate},
};
use anyhow::Context;
use ratatui::{buffer::Buffer, layout::Position};
use std::{
    sync::{
        Arc,
        mpsc::{self, Receiver, RecvTimeoutError, Sender, TryRecvError},
    },
    thread,
    time::{Duration, Instant},
};

/// What the explorer is opened on.
pub enum Door {
    /// A session that is shown at once.
    Open(Box<Opened>),
    /// A file that is looked at first.
    File(Box<File>),
    /// A file that is still being read.
    Wait(Box<Waiting>),
}

/// A session, and what to call its ratings.
pub struct Opened {
    /// The session.
    pub session: Session,
    /// The ratings.
    pub own: Own,
}

/// Reads a file by some decisions.
pub type Reread = Arc<dyn Fn(&Options) -> Result<Loaded, LoadError> + Send + Sync>;

/// A file that was read once, and may be read otherwise.
pub struct File {
    /// The first look.
    pub gate: Gate,
    /// Reads it again.
    pub read: Reread,
    /// Makes a session of what was read.
    pub open: Box<dyn FnOnce(Loaded) -> anyhow::Result<Opened>>,
}

/// A file while it is read.
pub struct Waiting {
    /// What it is called.
    pub name: String,
    /// Where the result comes.
    pub results: Receiver<Result<Loaded, LoadError>>,
    /// How far it has come.
    pub progress: Progress,
    /// What is opened then.
    pub then: Box<dyn FnOnce(Result<Loaded, LoadError>) -> anyhow::Result<Door>>,
}

/// What some work comes to if it takes no longer than `time`; else where its result will come.
///
/// # Errors
/// When there is no thread for it.
pub fn in_time<T: Send + 'static>(
    time: Duration,
    work: impl FnOnce() -> T + Send + 'static,
) -> anyhow::Result<Result<T, Receiver<T>>> {
    let (send, results) = mpsc::channel();
    // Nobody may be waiting for it any more.
    beside(move || send.send(work()).unwrap_or_default())?;
    Ok(results.recv_timeout(time).map_err(|_| results))
}

fn beside(work: impl FnOnce() + Send + 'static) -> anyhow::Result<()> {
    let read = || {
        give_way();
        work();
    };
    thread::Builder::new().name("read".into()).spawn(read).context("reading the file")?;
    Ok(())
}

/// How the first look ended.
pub(super) enum Through {
    /// It was opened.
    In(Box<Opened>),
    /// There was nothing to look at.
    Ready(Box<Ready>),
    /// It was not opened.
    Out(Ending),
}

/// Goes through a door: waits until the file is read, and shows the first look until it is opened, or is not.
pub(super) fn pass(
    mut door: Door,
    setup: &Setup,
    screen: &mut Screen,
    inbox: &Inbox,
    tell: &Sender<Wake>,
    listen: &mut Option<Listen>,
) -> anyhow::Result<Through> {
    let mut porch = Porch { setup, screen, inbox, listen };
    loop {
        door = match door {
            Door::Open(opened) => return Ok(Through::In(opened)),
            Door::File(file) => return porch.look(*file, tell),
            Door::Wait(waiting) => match porch.wait(*waiting)? {
                Ok(door) => door,
                Err(ending) => return Ok(Through::Out(ending)),
            },
        };
    }
}

/// How often it is drawn how far the reading has come.
const BEAT: Duration = Duration::from_millis(100);

/// The terminal before there is a session.
struct Porch<'p> {
    setup: &'p Setup,
    screen: &'p mut Screen,
    inbox: &'p Inbox,
    listen: &'p mut Option<Listen>,
}

/// What came in there.
enum Came {
    /// Nothing that matters; it may be that time has passed.
    Nothing,
    Key(Key),
    /// Something was clicked.
    Click(Position),
    Read(Box<(Options, Result<Loaded, LoadError>)>),
    End(Ending),
}

impl Porch<'_> {
    /// Draws a frame, and begins to read the keyboard after the first.
    fn draw(&mut self, with: impl FnOnce(&mut Buffer) -> Option<Position>) -> anyhow::Result<()> {
        self.screen.draw(with)?;
        self.listen.take().map_or(Ok(()), |listen| listen())
    }

    /// What comes in next, within some time where one is given. What concerns the terminal alone is done.
    fn next(&mut self, within: Option<Duration>) -> anyhow::Result<Came> {
        let mouse = self.setup.taste.mouse;
        let wake = match within {
            None => self.inbox.wakes.recv().map_err(|_| RecvTimeoutError::Disconnected),
            Some(time) => self.inbox.wakes.recv_timeout(time),
        };
        match wake {
            Err(RecvTimeoutError::Disconnected) => return Ok(Came::End(Ending::Quit)),
            Ok(Wake::End(signal)) => return Ok(Came::End(Ending::Signal(signal))),
            Ok(Wake::Read(news)) => return Ok(Came::Read(news)),
            Ok(Wake::Suspend) => self.screen.suspend(mouse)?,
            Ok(Wake::Back) => self.screen.resume(mouse)?,
            Ok(Wake::Resized) => self.screen.redraw(),
            Ok(Wake::Input) => {
                let Ok(event) = self.inbox.events.try_recv() else { return Ok(Came::Nothing) };
                let event = event.context("reading the keyboard")?;
                if let Some(at) = input::click(&event) {
                    return Ok(Came::Click(at));
                }
                match input::message(event, &Drawn::default(), &mut input::Held::default()) {
                    Some(Message::Key(key)) if key == Key::ctrl('z') && cfg!(unix) => self.screen.suspend(mouse)?,
                    Some(Message::Key(key)) => return Ok(Came::Key(key)),
                    _ => {}
                }
            }
            Ok(Wake::Snapshot | Wake::Beside(_) | Wake::Outside(_)) | Err(RecvTimeoutError::Timeout) => {}
        }
        Ok(Came::Nothing)
    }

    /// Shows how far the reading has come until it is done, or given up by `esc`.
    fn wait(&mut self, waiting: Waiting) -> anyhow::Result<Result<Door, Ending>> {
        let mut begun = (waiting.progress.stage(), Instant::now());
        let Setup { taste, depth, .. } = self.setup;
        loop {
            // Each stage goes at a pace of its own.
            if begun.0 != waiting.progress.stage() {
                begun = (waiting.progress.stage(), Instant::now());
            }
            self.draw(|buffer| {
                gate::draw_waiting(&waiting.name, &waiting.progress, begun.1.elapsed(), taste, *depth, buffer);
                None
            })?;
            match waiting.results.try_recv() {
                Ok(result) => return Ok(Ok((waiting.then)(result)?)),
                Err(TryRecvError::Empty) => {}
                Err(TryRecvError::Disconnected) => anyhow::bail!("the reading ended without a result"),
            }
            match self.next(Some(BEAT))? {
                Came::End(ending) => return Ok(Err(ending)),
                Came::Key(Key { code: Code::Esc | Code::Char('q'), .. }) => return Ok(Err(Ending::Quit)),
                Came::Key(key) if key == Key::ctrl('c') => return Ok(Err(Ending::Quit)),
                Came::Key(_) | Came::Click(_) | Came::Read(..) | Came::Nothing => {}
            }
        }
    }

    /// Shows the first look until the file is opened, or is not.
    fn look(&mut self, file: File, tell: &Sender<Wake>) -> anyhow::Result<Through> {
        let File { mut gate, read, open } = file;
        let mut reader = Reader { read, busy: false, next: None, tell: tell.clone() };
        let Setup { taste, depth, .. } = self.setup;
        loop {
            let mut drawn = gate::Porch::default();
            self.draw(|buffer| {
                drawn = gate::draw(&gate, taste, *depth, buffer);
                drawn.cursor
            })?;
            let step = match self.next(None)? {
                Came::Nothing => continue,
                Came::End(ending) => return Ok(Through::Out(ending)),
                Came::Read(news) => {
                    let (options, result) = *news;
                    gate.take(&options, result);
                    reader.done()?;
                    continue;
                }
                Came::Key(key) => gate.key(key),
                Came::Click(at) => match drawn.touch(at) {
                    Some(touch) => gate.touch(touch),
                    None => continue,
                },
            };
            match step {
                Step::Stay => {}
                Step::Read(options) => reader.want(*options)?,
                Step::Copy(text) => self.screen.copy(&text)?,
                Step::Leave => return Ok(Through::Out(Ending::Quit)),
                Step::Open => return Ok(Through::In(open(gate.into_loaded())?.into())),
            }
        }
    }
}

/// Reads the file beside the terminal: one reading at a time, and after it the last one that was asked for meanwhile.
struct Reader {
    read: Reread,
    busy: bool,
    next: Option<Options>,
    tell: Sender<Wake>,
}

impl Reader {
    fn want(&mut self, options: Options) -> anyhow::Result<()> {
        if self.busy {
            self.next = Some(options);
            return Ok(());
        }
        let (read, tell) = (Arc::clone(&self.read), self.tell.clone());
        beside(move || {
            let result = read(&options);
            // Nobody waits for it any more.
            let _ = tell.send(Wake::Read(Box::new((options, result))));
        })?;
        self.busy = true;
        Ok(())
    }

    fn done(&mut self) -> anyhow::Result<()> {
        self.busy = false;
        match self.next.take() {
            Some(options) => self.want(options),
            None => Ok(()),
        }
    }
}
