//! The terminal itself: taking it over, giving it back whatever happens, and the loop in between.
//!
//! Three threads speak to the loop through one channel: this one reads input, the worker says that there is a new snapshot,
//! and a third waits for signals, because after a hang-up reading input never returns. The loop draws only when something
//! has changed.

use super::{Depth, Drawn, draw, input};
use crate::{
    app::{App, Effect, Look, Message},
    model::Real,
    study::{Session, worker::Worker},
};
use anyhow::Context;
use crossterm::{
    event::{self, DisableBracketedPaste, DisableMouseCapture, EnableBracketedPaste, EnableMouseCapture, Event},
    execute,
    style::force_color_output,
    terminal::{
        BeginSynchronizedUpdate, EndSynchronizedUpdate, EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode,
        enable_raw_mode,
    },
};
use ratatui::{Terminal, backend::CrosstermBackend, layout::Rect};
use signal_hook::{
    consts::{SIGCONT, SIGHUP, SIGINT, SIGTERM, SIGTSTP},
    iterator::Signals,
    low_level::emulate_default_handler,
};
use std::{
    io::{self, BufWriter, Stdout, Write},
    panic,
    sync::{
        Arc,
        mpsc::{self, Receiver, Sender},
    },
    thread,
    time::Duration,
};

/// How the explorer opens.
#[derive(Clone, Debug)]
pub struct Setup {
    /// The name of the ratings.
    pub title: String,
    /// How things are shown.
    pub look: Look,
    /// How many colours the terminal has.
    pub depth: Depth,
    /// Commands to begin with.
    pub script: String,
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
    Signal(i32),
}

/// Opens the explorer on a session and returns when it ends. The terminal is given back on every way out.
///
/// # Errors
/// When the terminal cannot be taken over or written to, or the opening script has a mistake.
pub fn explore<T: Real>(mut session: Session<T>, setup: Setup) -> anyhow::Result<Ending> {
    let mut app = App::new(setup.title, Arc::new(session.snapshot()));
    app.look = setup.look;
    let first = app.script(&setup.script).map_err(anyhow::Error::msg).context("the commands to begin with")?;

    let (wakes, inbox) = mpsc::channel();
    let tell = wakes.clone();
    let worker = Worker::start(session, move || drop(tell.send(Wake::Snapshot))).context("starting the session")?;
    listen_for_signals(wakes.clone()).context("listening for signals")?;

    let mut screen = Screen::take_over(app.look.mouse).context("taking over the terminal")?;
    let result =
        Loop { app, worker, depth: setup.depth, drawn: Drawn::default() }.run(&mut screen, first, wakes, &inbox);
    drop(screen);
    result
}

struct Loop {
    app: App,
    worker: Worker,
    depth: Depth,
    drawn: Drawn,
}

impl Loop {
    fn run(
        mut self,
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
            Wake::Signal(SIGCONT) => return self.effects(vec![Effect::Redraw], screen),
            Wake::Signal(signal) => return Ok(Some(Ending::Signal(signal))),
            Wake::Snapshot => self.worker.take().map(Message::Snapshot),
            Wake::Input(event) => input::message(event, &self.drawn),
        };
        let effects = message.map(|message| self.app.update(message)).unwrap_or_default();
        self.effects(effects, screen)
    }

    fn effects(&mut self, effects: Vec<Effect>, screen: &mut Screen) -> anyhow::Result<Option<Ending>> {
        for effect in effects {
            match effect {
                Effect::Order(order) => {
                    self.worker.send(order);
                }
                Effect::Mouse(on) => screen.catch_mouse(on)?,
                Effect::Redraw => screen.wipe()?,
                Effect::Suspend => screen.suspend(self.app.look.mouse)?,
                Effect::Quit => return Ok(Some(Ending::Quit)),
            }
        }
        Ok(None)
    }

    fn paint(&mut self, screen: &mut Screen) -> anyhow::Result<()> {
        self.drawn = screen.paint(&self.app, self.depth)?;
        if let Some(viewport) = self.drawn.viewport
            && viewport != self.app.viewport
        {
            let first = self.app.first;
            self.app.update(Message::Viewport(viewport));
            if self.app.first != first {
                self.drawn = screen.paint(&self.app, self.depth)?;
            }
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
    let mut signals = Signals::new([SIGINT, SIGTERM, SIGHUP, SIGTSTP, SIGCONT])?;
    thread::Builder::new().name("signals".into()).spawn(move || {
        for signal in &mut signals {
            let ends = !matches!(signal, SIGTSTP | SIGCONT);
            if wakes.send(Wake::Signal(signal)).is_err() {
                return;
            }
            if ends {
                // A loop that is stuck on a terminal which takes no more output must not keep the process alive.
                thread::sleep(Duration::from_secs(2));
                give_back();
                std::process::exit(128 + signal);
            }
        }
    })?;
    Ok(())
}

/// The terminal, taken over. Dropping it gives it back.
struct Screen {
    terminal: Terminal<CrosstermBackend<BufWriter<Stdout>>>,
}

impl Screen {
    fn take_over(mouse: bool) -> anyhow::Result<Self> {
        // The library would drop bold and underline along with colours; the theme knows better.
        force_color_output(true);
        let before = panic::take_hook();
        panic::set_hook(Box::new(move |report| {
            give_back();
            before(report);
            // Whichever thread it was, nobody answers for the screen any more.
            std::process::exit(101);
        }));
        let backend = CrosstermBackend::new(BufWriter::with_capacity(1 << 16, io::stdout()));
        let mut screen = Self { terminal: Terminal::new(backend)? };
        screen.enter(mouse)?;
        Ok(screen)
    }

    fn enter(&mut self, mouse: bool) -> io::Result<()> {
        enable_raw_mode()?;
        execute!(self.terminal.backend_mut(), EnterAlternateScreen, EnableBracketedPaste)?;
        self.catch_mouse(mouse)?;
        self.terminal.hide_cursor()?;
        self.wipe()
    }

    /// Clears the screen, so that the next frame draws every cell. (The library's own `clear` first asks the terminal where
    /// its cursor is, and waits for an answer that not every terminal gives.)
    fn wipe(&mut self) -> io::Result<()> {
        let size = self.terminal.size()?;
        self.terminal.resize(Rect::new(0, 0, size.width, size.height))
    }

    fn catch_mouse(&mut self, on: bool) -> io::Result<()> {
        match on {
            true => execute!(self.terminal.backend_mut(), EnableMouseCapture),
            false => execute!(self.terminal.backend_mut(), DisableMouseCapture),
        }
    }

    fn suspend(&mut self, mouse: bool) -> io::Result<()> {
        give_back();
        // Stops here, and goes on from here when the shell brings the program back.
        emulate_default_handler(SIGTSTP)?;
        self.enter(mouse)
    }

    fn paint(&mut self, app: &App, depth: Depth) -> io::Result<Drawn> {
        let mut drawn = Drawn::default();
        execute!(self.terminal.backend_mut(), BeginSynchronizedUpdate)?;
        self.terminal.draw(|frame| {
            drawn = draw(app, depth, frame.buffer_mut());
            if let Some(at) = drawn.cursor {
                frame.set_cursor_position(at);
            }
        })?;
        execute!(self.terminal.backend_mut(), EndSynchronizedUpdate)?;
        Ok(drawn)
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        give_back();
    }
}

/// Gives the terminal back as it was. It can be called at any time, more than once; what cannot be written any more is
/// nobody's loss.
fn give_back() {
    let mut out = io::stdout();
    let _ = execute!(
        out,
        EndSynchronizedUpdate,
        DisableMouseCapture,
        DisableBracketedPaste,
        LeaveAlternateScreen,
        crossterm::cursor::Show
    );
    let _ = disable_raw_mode();
    let _ = out.flush();
}
