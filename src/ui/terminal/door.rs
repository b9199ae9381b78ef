//! What is opened, and the first look at it before it is.

use super::{Ending, Inbox, Listen, Ready, Setup, Wake, input, screen::Screen};
use crate::{
    app::{Code, Gate, Key, Message, Own, Step},
    data::load::{LoadError, Loaded, Options, Progress},
    study::Session,
    ui::{Drawn, gate},
};
use anyhow::Context;
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
    let work = move || send.send(work()).unwrap_or_default();
    thread::Builder::new().name("read".into()).spawn(work).context("reading the file")?;
    Ok(results.recv_timeout(time).map_err(|_| results))
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
    loop {
        door = match door {
            Door::Open(opened) => return Ok(Through::In(opened)),
            Door::File(file) => return look(*file, setup, screen, inbox, tell, listen),
            Door::Wait(waiting) => match wait(*waiting, setup, screen, inbox, listen)? {
                Ok(door) => door,
                Err(ending) => return Ok(Through::Out(ending)),
            },
        };
    }
}

/// How often it is drawn how far the reading has come.
const BEAT: Duration = Duration::from_millis(100);

/// Shows how far the reading has come until it is done, or given up by `esc`.
fn wait(
    waiting: Waiting,
    setup: &Setup,
    screen: &mut Screen,
    inbox: &Inbox,
    listen: &mut Option<Listen>,
) -> anyhow::Result<Result<Door, Ending>> {
    let begun = Instant::now();
    loop {
        screen.draw(|buffer| {
            let (name, since) = (&waiting.name, begun.elapsed());
            gate::draw_waiting(name, &waiting.progress, since, &setup.taste, setup.depth, buffer);
            None
        })?;
        if let Some(listen) = listen.take() {
            listen()?;
        }
        match waiting.results.try_recv() {
            Ok(result) => return Ok(Ok((waiting.then)(result)?)),
            Err(TryRecvError::Empty) => {}
            Err(TryRecvError::Disconnected) => anyhow::bail!("the reading ended without a result"),
        }
        match inbox.wakes.recv_timeout(BEAT) {
            Ok(Wake::End(signal)) => return Ok(Err(Ending::Signal(signal))),
            Ok(Wake::Suspend) => screen.suspend(setup.taste.mouse)?,
            Ok(Wake::Back) => screen.resume(setup.taste.mouse)?,
            Ok(Wake::Resized) => screen.redraw(),
            Ok(Wake::Input) => {
                let Ok(event) = inbox.events.try_recv() else { continue };
                let message = input::message(event.context("reading the keyboard")?, &Drawn::default());
                let Some(Message::Key(key)) = message else { continue };
                match key.code {
                    Code::Esc | Code::Char('q') => return Ok(Err(Ending::Quit)),
                    Code::Char('c') if key.ctrl => return Ok(Err(Ending::Quit)),
                    Code::Char('z') if key.ctrl && cfg!(unix) => screen.suspend(setup.taste.mouse)?,
                    _ => {}
                }
            }
            Ok(_) | Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => return Ok(Err(Ending::Quit)),
        }
    }
}

/// Shows the first look until the file is opened, or is not.
fn look(
    file: File,
    setup: &Setup,
    screen: &mut Screen,
    inbox: &Inbox,
    tell: &Sender<Wake>,
    listen: &mut Option<Listen>,
) -> anyhow::Result<Through> {
    let File { mut gate, read, open } = file;
    let mut reader = Reader { read, busy: false, next: None, tell: tell.clone() };
    loop {
        screen.draw(|buffer| gate::draw(&gate, &setup.taste, setup.depth, buffer))?;
        if let Some(listen) = listen.take() {
            listen()?;
        }
        let Ok(wake) = inbox.wakes.recv() else { return Ok(Through::Out(Ending::Quit)) };
        let event = match wake {
            Wake::End(signal) => return Ok(Through::Out(Ending::Signal(signal))),
            Wake::Suspend => {
                screen.suspend(setup.taste.mouse)?;
                continue;
            }
            Wake::Back => {
                screen.resume(setup.taste.mouse)?;
                continue;
            }
            Wake::Resized => {
                screen.redraw();
                continue;
            }
            Wake::Read(news) => {
                let (options, result) = *news;
                gate.take(&options, result);
                reader.done()?;
                continue;
            }
            Wake::Input => match inbox.events.try_recv() {
                Ok(event) => event.context("reading the keyboard")?,
                Err(_) => continue,
            },
            Wake::Snapshot | Wake::Beside(_) | Wake::Outside(_) => continue,
        };
        let Some(Message::Key(key)) = input::message(event, &Drawn::default()) else { continue };
        if key == Key::ctrl('z') && cfg!(unix) {
            screen.suspend(setup.taste.mouse)?;
            continue;
        }
        match gate.key(key) {
            Step::Stay => {}
            Step::Read(options) => reader.want(*options)?,
            Step::Copy(text) => screen.copy(&text)?,
            Step::Leave => return Ok(Through::Out(Ending::Quit)),
            Step::Open => return Ok(Through::In(open(gate.into_loaded())?.into())),
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
        let work = move || {
            let result = read(&options);
            // Nobody waits for it any more.
            let _ = tell.send(Wake::Read(Box::new((options, result))));
        };
        thread::Builder::new().name("read".into()).spawn(work).context("reading the file")?;
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
