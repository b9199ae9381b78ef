//! What is opened, and the first look at it before it is.

use super::{Ending, Inbox, Listen, Ready, Setup, Wake, input, screen::Screen};
use crate::{
    app::{Gate, Key, Message, Own, Step},
    data::load::{LoadError, Loaded, Options},
    study::Session,
    ui::{Drawn, gate},
};
use anyhow::Context;
use std::{
    sync::{Arc, mpsc::Sender},
    thread,
};

/// What the explorer is opened on.
pub enum Door {
    /// A session that is shown at once.
    Open(Box<Opened>),
    /// A file that is looked at first.
    File(Box<File>),
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

/// How the first look ended.
pub(super) enum Through {
    /// It was opened.
    In(Box<Opened>),
    /// There was nothing to look at.
    Ready(Box<Ready>),
    /// It was not opened.
    Out(Ending),
}

/// Shows the first look until the file is opened, or is not.
pub(super) fn pass(
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
