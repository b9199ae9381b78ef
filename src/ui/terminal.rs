//! The event loop, and what wakes it.
//!
//! Five threads speak to the loop through one channel: one reads input, the worker says that there is a new snapshot, the one
//! beside it brings what screens derive from those, one waits for signals and one looks now and then whether the terminal is still there, because after a hang-up reading input
//! never returns. The loop draws only when something has changed.

use super::{
    Depth, Drawn, input,
    screen::{self, Screen},
};
use crate::{
    app::{App, Effect, Look, Message},
    lesson::{Course, Progress},
    model::Real,
    study::{
        Session,
        worker::{Beside, Told, Worker},
    },
};
use anyhow::Context;
use crossterm::event::{self, Event};
use signal_hook::{
    consts::{SIGCONT, SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP, SIGWINCH},
    iterator::Signals,
};
use std::{
    collections::VecDeque,
    io::{self, IsTerminal},
    panic,
    sync::{
        Arc,
        mpsc::{self, Receiver, Sender},
    },
    thread,
    time::Duration,
};

/// Keeps what was answered in the lecture.
pub type Keep = Box<dyn FnMut(&Progress) -> io::Result<()>>;

/// How the explorer opens.
pub struct Setup {
    /// The name of the ratings.
    pub title: String,
    /// How things are shown.
    pub look: Look,
    /// How many colours the terminal has.
    pub depth: Depth,
    /// Commands to begin with.
    pub script: String,
    /// The lessons.
    pub course: Arc<Course>,
    /// What was answered in them before.
    pub progress: Progress,
    /// Whether they are shown to an audience.
    pub presents: bool,
    /// Keeps what is answered.
    pub keep: Keep,
    /// How the file of ratings was read, if it was one.
    pub reading: Option<String>,
    /// Something to say at the start.
    pub notice: Option<String>,
}

impl Default for Setup {
    fn default() -> Self {
        Self {
            title: String::new(),
            look: Look::default(),
            depth: Depth::True,
            script: String::new(),
            course: Course::lecture(),
            progress: Progress::default(),
            presents: false,
            keep: Box::new(|_| Ok(())),
            reading: None,
            notice: None,
        }
    }
}

/// How the explorer ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// As it was asked to.
    Quit,
    /// By a signal.
    Signal(i32),
}

/// What wakes the loop.
enum Wake {
    Input(Event),
    Snapshot,
    Beside(Told),
    Signal(i32),
}

/// Opens the explorer on a session and returns when it ends. The terminal is given back on every way out.
///
/// # Errors
/// When the terminal cannot be taken over or written to, or the opening script has a mistake.
pub fn explore<T: Real>(mut session: Session<T>, setup: Setup) -> anyhow::Result<Ending> {
    let mut app = App::new(setup.title, Arc::new(session.snapshot()));
    app.look = setup.look;
    app.own_reading = setup.reading;
    app.follow_course(setup.course, setup.progress, setup.presents);
    let mut first = setup.notice.map(|notice| app.update(Message::Trouble(notice))).unwrap_or_default();
    first.extend(app.script(&setup.script).map_err(anyhow::Error::msg).context("the commands to begin with")?);

    let (wakes, inbox) = mpsc::channel();
    let tell = wakes.clone();
    let worker = Worker::start(session, move || drop(tell.send(Wake::Snapshot))).context("starting the session")?;
    let tell = wakes.clone();
    let beside = Beside::start(move |told| drop(tell.send(Wake::Beside(told)))).context("starting the work beside")?;
    listen_for_signals(wakes.clone()).context("listening for signals")?;
    watch_for_hang_up(wakes.clone()).context("watching the terminal")?;

    give_back_on_panic();
    let mut screen = Screen::take_over(app.look.mouse).context("taking over the terminal")?;
    let mut explorer = Explorer { app, worker, beside, depth: setup.depth, drawn: Drawn::default(), keep: setup.keep };
    let result = explorer.run(&mut screen, first, wakes, &inbox);
    // First the terminal: the worker may need a moment to come to its end.
    drop(screen);
    match result {
        // The signal may come after the first write that fails.
        Err(_) if !io::stdout().is_terminal() => Ok(Ending::Signal(SIGHUP)),
        result => result,
    }
}

struct Explorer {
    app: App,
    worker: Worker,
    beside: Beside,
    depth: Depth,
    drawn: Drawn,
    keep: Keep,
}

impl Explorer {
    fn run(
        &mut self,
        screen: &mut Screen,
        first: Vec<Effect>,
        wakes: Sender<Wake>,
        inbox: &Receiver<Wake>,
    ) -> anyhow::Result<Ending> {
        if let Some(ending) = self.effects(first, screen)? {
            return Ok(ending);
        }
        self.paint(screen)?;
        // The first frame goes out before anything waits for a key.
        thread::Builder::new().name("input".into()).spawn(move || read_input(&wakes)).context("reading input")?;
        loop {
            let Ok(mut wake) = inbox.recv() else { return Ok(Ending::Quit) };
            // All that has come in goes into one frame.
            loop {
                if let Some(ending) = self.handle(wake, screen)? {
                    return Ok(ending);
                }
                match inbox.try_recv() {
                    Ok(next) => wake = next,
                    Err(_) => break,
                }
            }
            self.paint(screen)?;
        }
    }

    fn handle(&mut self, wake: Wake, screen: &mut Screen) -> anyhow::Result<Option<Ending>> {
        let message = match wake {
            Wake::Signal(SIGTSTP) => return self.effects(vec![Effect::Suspend], screen),
            // The library listens only once input is read; a window that changes before that is drawn for as well.
            Wake::Signal(SIGWINCH) => None,
            Wake::Signal(SIGCONT) => {
                screen.resume(self.app.look.mouse)?;
                None
            }
            Wake::Signal(signal) => return Ok(Some(Ending::Signal(signal))),
            Wake::Snapshot => self.worker.take().map(Message::Snapshot),
            Wake::Beside(Told::Done(derived)) => Some(Message::Derived(derived)),
            Wake::Beside(Told::Long) => Some(Message::Deriving),
            Wake::Input(event) => input::message(event, &self.drawn),
        };
        let effects = message.map(|message| self.app.update(message)).unwrap_or_default();
        self.effects(effects, screen)
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
                Effect::Redraw => screen.clear()?,
                Effect::Keep(progress) => {
                    if let Err(why) = (self.keep)(&progress) {
                        effects.extend(self.app.update(Message::Trouble(format!("the progress is not kept: {why}"))));
                    }
                }
                Effect::Suspend => screen.suspend(self.app.look.mouse)?,
                Effect::Quit => return Ok(Some(Ending::Quit)),
            }
        }
        Ok(None)
    }

    fn paint(&mut self, screen: &mut Screen) -> anyhow::Result<()> {
        self.drawn = screen.paint(&self.app, self.depth)?;
        let first = self.app.first;
        let viewport = self.drawn.viewport.filter(|viewport| *viewport != self.app.viewport);
        let drawn = [
            self.drawn.sheets.map(Message::Sheets),
            self.drawn.pages.map(Message::Pages),
            viewport.map(Message::Viewport),
        ];
        for message in drawn.into_iter().flatten() {
            let effects = self.app.update(message);
            self.effects(effects, screen)?;
        }
        if self.app.first != first {
            self.drawn = screen.paint(&self.app, self.depth)?;
        }
        Ok(())
    }
}

fn read_input(wakes: &Sender<Wake>) {
    while let Ok(event) = event::read() {
        if wakes.send(Wake::Input(event)).is_err() {
            return;
        }
    }
    // The terminal is gone; so is whoever could quit.
    drop(wakes.send(Wake::Signal(SIGHUP)));
}

fn listen_for_signals(wakes: Sender<Wake>) -> io::Result<()> {
    let mut signals = Signals::new([SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP, SIGCONT, SIGWINCH])?;
    thread::Builder::new().name("signals".into()).spawn(move || {
        for signal in &mut signals {
            if wakes.send(Wake::Signal(signal)).is_err() {
                return;
            }
            if !matches!(signal, SIGTSTP | SIGCONT | SIGWINCH) {
                end_at_last(signal);
            }
        }
    })?;
    Ok(())
}

/// Ends the process where the loop does not: it may be stuck on a terminal that takes no more output. Then giving the
/// terminal back is stuck as well, all but its settings.
fn end_at_last(signal: i32) -> ! {
    thread::sleep(Duration::from_secs(2));
    thread::spawn(screen::give_back);
    thread::sleep(Duration::from_millis(500));
    screen::give_back_settings();
    std::process::exit(128 + signal)
}

/// A hang-up comes as a signal from the controlling terminal only. Any other one is looked at: once it has hung up, it is
/// no terminal any more.
fn watch_for_hang_up(wakes: Sender<Wake>) -> io::Result<()> {
    thread::Builder::new().name("watch".into()).spawn(move || {
        while io::stdout().is_terminal() {
            thread::sleep(Duration::from_secs(5));
        }
        drop(wakes.send(Wake::Signal(SIGHUP)));
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
