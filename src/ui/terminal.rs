//! The event loop, and what wakes it.
//!
//! Threads speak to the loop through one channel: one reads input, the worker says that there is a new snapshot, the one
//! beside it brings what screens derive from those, one waits for signals and one looks now and then whether the terminal is
//! still there, because after a hang-up reading input never returns. The loop draws only when something has changed. What
//! differs between systems is in one module for each.

#[cfg(unix)]
mod bytes;
mod door;
mod screen;
#[cfg(unix)]
#[path = "terminal/unix.rs"]
mod system;
#[cfg(windows)]
#[path = "terminal/windows.rs"]
mod system;
mod wake;

pub use self::door::{Door, File, Opened, Waiting, in_time};
use self::{door::Through, screen::Screen, wake::Wake};
use super::{Depth, Drawn, input};
use crate::{
    app::{App, Audience, Effect, Message, Taste},
    lesson::{Course, Progress},
    study::{
        Session,
        worker::{Beside, News, Worker},
    },
};
use anyhow::Context;
use crossterm::event::Event;
use std::{
    collections::VecDeque,
    io::{self, IsTerminal},
    panic,
    sync::{
        Arc,
        atomic::AtomicBool,
        mpsc::{self, Receiver, RecvTimeoutError, Sender, SyncSender},
    },
    thread,
    time::{Duration, Instant},
};

/// How many events are read ahead. Those after them wait in the terminal.
const AHEAD: usize = 1 << 10;
/// The longest time that events may come in before there is a frame.
const FRAME: Duration = Duration::from_millis(50);

/// How long one portion of what a page shows is looked at.
const BEAT: Duration = Duration::from_millis(120);

/// Keeps what was answered in the lecture.
pub type Keep = Box<dyn FnMut(&Progress) -> io::Result<()>>;

/// Looks whether something outside has changed: the files of lessons, a talk that is followed.
pub type Look = Box<dyn FnMut() -> Option<Message> + Send>;

/// How often that is looked at.
const LOOK: Duration = Duration::from_millis(300);

/// How the explorer opens.
pub struct Setup {
    /// How the program is drawn and held.
    pub taste: Taste,
    /// How many colours the terminal has.
    pub depth: Depth,
    /// Commands to begin with.
    pub script: String,
    /// The lessons.
    pub course: Arc<Course>,
    /// What was answered in them before.
    pub progress: Progress,
    /// Who looks at them.
    pub audience: Audience,
    /// Keeps what is answered.
    pub keep: Keep,
    /// What is looked at now and then.
    pub looks: Vec<Look>,
    /// Something to say at the start.
    pub notice: Option<String>,
}

impl Default for Setup {
    fn default() -> Self {
        Self {
            taste: Taste::default(),
            depth: Depth::True,
            script: String::new(),
            course: Course::lecture(),
            progress: Progress::default(),
            audience: Audience::Student,
            keep: Box::new(|_| Ok(())),
            looks: Vec::new(),
            notice: None,
        }
    }
}

/// For commands without a screen: has control-c set a flag rather than end the program, which it does when it is pressed again.
///
/// # Errors
/// When the system does not let it.
pub fn on_interrupt(flag: Arc<AtomicBool>) -> io::Result<()> {
    system::on_interrupt(flag)
}

/// How the explorer ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// As it was asked to.
    Quit,
    /// By a signal.
    Signal(i32),
}

/// What comes in.
struct Inbox {
    wakes: Receiver<Wake>,
    events: Receiver<io::Result<Event>>,
}

/// Opens the explorer on a session and returns when it ends. The terminal is given back on every way out.
///
/// # Errors
/// When the terminal cannot be taken over or written to, or the opening script has a mistake.
pub fn explore(door: Door, setup: Setup) -> anyhow::Result<Ending> {
    let ((tell, wakes), (send, events)) = (mpsc::channel(), mpsc::sync_channel(AHEAD));
    let inbox = Inbox { wakes, events };
    let mut setup = setup;
    // A mistake in the opening script is said before the terminal is taken, where that can be.
    let (door, ready) = match door {
        Door::Open(opened) => (None, Some(begin(*opened, &mut setup)?)),
        later => (Some(later), None),
    };
    let keyboard = system::keyboard().context("opening the keyboard")?;
    system::listen(listener(tell.clone())).context("listening for signals")?;
    watch_for_hang_up(tell.clone()).context("watching the terminal")?;
    look_outside(std::mem::take(&mut setup.looks), tell.clone()).context("watching the lessons")?;

    give_back_on_panic();
    let mut screen = Screen::take_over(setup.taste.mouse).context("taking over the terminal")?;
    // The first frame goes out before anything waits for a key.
    let read = reader(send, tell.clone());
    let mut listen: Option<Listen> =
        Some(Box::new(move || system::read(keyboard, read).context("reading the keyboard")));
    let passed = match (door, ready) {
        (Some(door), _) => door::pass(door, &setup, &mut screen, &inbox, &tell, &mut listen),
        (None, ready) => Ok(ready.map_or(Through::Out(Ending::Quit), |ready| Through::Ready(ready.into()))),
    };
    let result = passed.and_then(|through| {
        let (app, session, first) = match through {
            Through::Out(ending) => return Ok(ending),
            Through::In(opened) => begin(*opened, &mut setup)?,
            Through::Ready(ready) => *ready,
        };
        let snapshot = tell.clone();
        let wake = move || snapshot.send(Wake::Snapshot).unwrap_or_default();
        let worker = Worker::start(session, wake).context("starting the session")?;
        let news = tell.clone();
        let wake = move |told| news.send(Wake::Beside(told)).unwrap_or_default();
        let beside = Beside::start(wake).context("starting the work beside")?;
        let drawn = Drawn::default();
        let mut explorer =
            Explorer { app, worker, beside, depth: setup.depth, drawn, held: input::Held::default(), keep: setup.keep };
        let result = explorer.run(&mut screen, first, &mut listen, &inbox);
        // First the terminal: the worker may need a moment to come to its end.
        screen::give_back();
        result
    });
    drop(screen);
    match result {
        // The signal may come after the first write that fails.
        Err(_) if !io::stdout().is_terminal() => Ok(Ending::Signal(system::HUNG_UP)),
        result => result,
    }
}

/// Begins to read the keyboard.
type Listen = Box<dyn FnOnce() -> anyhow::Result<()>>;

/// The program on a session, and what is to be done first.
type Ready = (App, Session, Vec<Effect>);

fn begin(opened: Opened, setup: &mut Setup) -> anyhow::Result<Ready> {
    let Opened { mut session, own } = opened;
    let mut app = App::new(own, Arc::new(session.snapshot())).with_taste(setup.taste);
    app.follow_course(Arc::clone(&setup.course), std::mem::take(&mut setup.progress));
    app.present_to(setup.audience);
    let notice = setup.notice.take();
    let mut first = notice.map(|notice| app.update(Message::Trouble(notice))).unwrap_or_default();
    first.extend(app.script(&setup.script).map_err(anyhow::Error::msg).context("the commands to begin with")?);
    Ok((app, session, first))
}

struct Explorer {
    app: App,
    worker: Worker,
    beside: Beside,
    depth: Depth,
    drawn: Drawn,
    /// The mouse, while its button is held.
    held: input::Held,
    keep: Keep,
}

impl Explorer {
    fn run(
        &mut self,
        screen: &mut Screen,
        first: Vec<Effect>,
        listen: &mut Option<Listen>,
        inbox: &Inbox,
    ) -> anyhow::Result<Ending> {
        if let Some(ending) = self.effects(first, screen)? {
            return Ok(ending);
        }
        if let Some(ending) = self.paint(screen)? {
            return Ok(ending);
        }
        if let Some(listen) = listen.take() {
            listen()?;
        }
        loop {
            let Some(mut wake) = self.next(inbox) else { return Ok(Ending::Quit) };
            let (begun, mut changed) = (Instant::now(), false);
            // All that has come in goes into one frame, unless it takes too long.
            loop {
                match self.handle(wake, screen, inbox)? {
                    After::Nothing => {}
                    After::Frame => changed = true,
                    After::End(ending) => return Ok(ending),
                }
                if changed && begun.elapsed() > FRAME {
                    break;
                }
                match inbox.wakes.try_recv() {
                    Ok(next) => wake = next,
                    Err(_) => break,
                }
            }
            if changed && let Some(ending) = self.paint(screen)? {
                return Ok(ending);
            }
        }
    }

    /// What comes in next, which may be that a moment has passed; nothing where all that could send has gone.
    fn next(&self, inbox: &Inbox) -> Option<Wake> {
        if !self.app.wants_beat() {
            return inbox.wakes.recv().ok();
        }
        match inbox.wakes.recv_timeout(BEAT) {
            Err(RecvTimeoutError::Timeout) => Some(Wake::Outside(Message::Beat.into())),
            Err(RecvTimeoutError::Disconnected) => None,
            Ok(wake) => Some(wake),
        }
    }

    fn handle(&mut self, wake: Wake, screen: &mut Screen, inbox: &Inbox) -> anyhow::Result<After> {
        let message = match wake {
            Wake::End(signal) => return Ok(After::End(Ending::Signal(signal))),
            Wake::Suspend => {
                screen.suspend(self.app.taste().mouse)?;
                return Ok(After::Frame);
            }
            Wake::Back => {
                screen.resume(self.app.taste().mouse)?;
                return Ok(After::Frame);
            }
            // What the terminal shows now is anybody's guess.
            Wake::Resized => {
                screen.redraw();
                return Ok(After::Frame);
            }
            Wake::Snapshot => self.worker.take().map(Message::Snapshot),
            Wake::Beside(News::Done(derived)) => Some(Message::Derived(derived)),
            Wake::Beside(News::Long) => Some(Message::Deriving),
            Wake::Outside(message) => Some(*message),
            // The file was opened before that was known.
            Wake::Read(_) => None,
            Wake::Input => match inbox.events.try_recv() {
                Ok(event) => input::message(event.context("reading the keyboard")?, &self.drawn, &mut self.held),
                Err(_) => None,
            },
        };
        let Some(message) = message else { return Ok(After::Nothing) };
        let effects = self.app.update(message);
        Ok(self.effects(effects, screen)?.map_or(After::Frame, After::End))
    }

    fn effects(&mut self, effects: Vec<Effect>, screen: &mut Screen) -> anyhow::Result<Option<Ending>> {
        let mut effects = VecDeque::from(effects);
        while let Some(effect) = effects.pop_front() {
            match effect {
                Effect::Order(order) => {
                    self.worker.send(order);
                }
                Effect::Derive(jobs) => self.beside.want(jobs),
                Effect::Mouse(on) => screen.catch_mouse(on)?,
                Effect::Redraw => screen.redraw(),
                Effect::Copy(text) => screen.copy(&text)?,
                Effect::Keep(progress) => {
                    if let Err(why) = (self.keep)(&progress) {
                        effects.extend(self.app.update(Message::Trouble(format!("the progress is not kept: {why}"))));
                    }
                }
                Effect::Suspend if cfg!(unix) => screen.suspend(self.app.taste().mouse)?,
                Effect::Suspend => {
                    let why = "this system has no background to go into";
                    effects.extend(self.app.update(Message::Trouble(why.into())));
                }
                Effect::Quit => return Ok(Some(Ending::Quit)),
            }
        }
        Ok(None)
    }

    /// Draws a frame, and says to the program what of it fits on the screen.
    fn paint(&mut self, screen: &mut Screen) -> anyhow::Result<Option<Ending>> {
        self.drawn = screen.paint(&self.app, self.depth)?;
        let seen = |app: &App| (app.view().first, app.spread().sheets);
        let before = seen(&self.app);
        let viewport =
            self.drawn.viewport.filter(|viewport| *viewport != self.app.taste().viewport).map(Message::Viewport);
        let sheets = self.drawn.sheets.map(Message::Sheets);
        let messages = sheets.into_iter().chain(self.drawn.pages.map(Message::Pages)).chain(viewport);
        let effects = messages.flat_map(|message| self.app.update(message)).collect();
        // What the frame taught may change what it shows: which rows are in sight, and what a key does on this sheet.
        if seen(&self.app) != before {
            self.drawn = screen.paint(&self.app, self.depth)?;
        }
        self.effects(effects, screen)
    }
}

/// What follows from what came in.
enum After {
    Nothing,
    /// A frame is to be drawn.
    Frame,
    End(Ending),
}

/// Hands on what is read. So much and no more is read ahead: whoever sends faster than it can be done waits.
fn reader(send: SyncSender<io::Result<Event>>, tell: Sender<Wake>) -> impl FnMut(io::Result<Event>) -> bool + Send {
    move |event| match event {
        Ok(Event::Resize(..)) => tell.send(Wake::Resized).is_ok(),
        event => send.send(event).is_ok() && tell.send(Wake::Input).is_ok(),
    }
}

/// Hands on what comes by signal, and sees to it that the program does end.
fn listener(tell: Sender<Wake>) -> impl Fn(Wake) -> bool + Send {
    move |wake| {
        let end = if let Wake::End(signal) = wake { Some(signal) } else { None };
        let heard = tell.send(wake).is_ok();
        if let Some(signal) = end.filter(|_| heard) {
            end_at_last(signal);
        }
        heard
    }
}

/// Ends the process where the loop does not: it may be stuck on a terminal that takes no more output. Then giving the
/// terminal back is stuck as well, all but its settings.
fn end_at_last(signal: i32) -> ! {
    thread::sleep(Duration::from_secs(2));
    // Without a thread there is nothing left to try.
    let _ = thread::Builder::new().spawn(screen::give_back);
    thread::sleep(Duration::from_millis(500));
    screen::give_back_settings();
    std::process::exit(128 + signal)
}

/// A hang-up comes as a signal from the controlling terminal only. Any other one is looked at: once it has hung up, it is
/// no terminal any more.
fn watch_for_hang_up(tell: Sender<Wake>) -> io::Result<()> {
    thread::Builder::new().name("watch".into()).spawn(move || {
        while io::stdout().is_terminal() {
            thread::sleep(Duration::from_secs(5));
        }
        let _ = tell.send(Wake::End(system::HUNG_UP));
    })?;
    Ok(())
}

/// Looks at what is outside, again and again, where there is something to look at.
fn look_outside(mut looks: Vec<Look>, tell: Sender<Wake>) -> io::Result<()> {
    if looks.is_empty() {
        return Ok(());
    }
    thread::Builder::new().name("outside".into()).spawn(move || {
        loop {
            thread::sleep(LOOK);
            let news = looks.iter_mut().filter_map(|look| look());
            if news.map(|message| tell.send(Wake::Outside(message.into()))).any(|sent| sent.is_err()) {
                return;
            }
        }
    })?;
    Ok(())
}

/// A panic in any thread gives the terminal back before it is told.
fn give_back_on_panic() {
    let before = panic::take_hook();
    panic::set_hook(Box::new(move |report| {
        screen::give_back();
        before(report);
        // Whichever thread it was, nobody answers for the screen any more.
        std::process::exit(101);
    }));
}
