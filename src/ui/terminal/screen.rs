//! The terminal as a thing that is taken over, drawn on, and given back whatever happens.

use super::system;
use crate::{
    app::App,
    ui::{Depth, Drawn, draw},
};
use crossterm::{
    clipboard::CopyToClipboard,
    event::{DisableBracketedPaste, EnableBracketedPaste},
    execute,
    style::force_color_output,
    terminal::{
        BeginSynchronizedUpdate, EndSynchronizedUpdate, EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode,
        enable_raw_mode,
    },
};
use ratatui::{
    Terminal, TerminalOptions, Viewport,
    backend::{Backend, ClearType, CrosstermBackend},
    buffer::Buffer,
    layout::{Position, Rect},
};
use std::{
    io::{self, BufWriter, Stdout, Write},
    mem::{self, ManuallyDrop},
    sync::atomic::{AtomicBool, Ordering},
};

/// The columns and rows that are drawn on: more than any screen has. What a terminal says of itself may be anything.
const MOST: (u16, u16) = (1000, 500);
/// The columns and rows of a terminal that does not say how many it has.
const USUAL: (u16, u16) = (80, 24);

/// The terminal, taken over. Dropping it gives it back.
pub(super) struct Screen {
    // Its own drop complains on standard error where it cannot show the cursor, and panics where that is gone too.
    terminal: ManuallyDrop<Terminal<CrosstermBackend<BufWriter<Stdout>>>>,
    /// It was suspended and is back, and the signal that says so is still to come.
    back: bool,
    /// Nobody knows what is on it: the next frame is drawn from nothing.
    anew: bool,
}

/// Whether there is something to give back.
static TAKEN: AtomicBool = AtomicBool::new(false);

impl Screen {
    /// Takes it over.
    pub(super) fn take_over(mouse: bool) -> io::Result<Self> {
        // The library would drop bold and underline along with colours; the theme knows better.
        force_color_output(true);
        let backend = CrosstermBackend::new(BufWriter::with_capacity(1 << 16, io::stdout()));
        let options = TerminalOptions { viewport: Viewport::Fixed(area()?) };
        let mut screen =
            Self { terminal: ManuallyDrop::new(Terminal::with_options(backend, options)?), back: false, anew: true };
        screen.enter(mouse)?;
        Ok(screen)
    }

    fn enter(&mut self, mouse: bool) -> io::Result<()> {
        TAKEN.store(true, Ordering::SeqCst);
        enable_raw_mode()?;
        execute!(self.terminal.backend_mut(), EnterAlternateScreen, EnableBracketedPaste)?;
        self.catch_mouse(mouse)?;
        self.terminal.hide_cursor()?;
        self.redraw();
        Ok(())
    }

    /// Has all of the next frame drawn, not only what differs.
    pub(super) fn redraw(&mut self) {
        self.anew = true;
    }

    /// Catches the mouse, or leaves it to the terminal.
    pub(super) fn catch_mouse(&mut self, on: bool) -> io::Result<()> {
        system::catch_mouse(self.terminal.backend_mut(), on)
    }

    /// Puts the program in the background.
    pub(super) fn suspend(&mut self, mouse: bool) -> io::Result<()> {
        give_back();
        // Stops here, and goes on from here when the shell brings the program back.
        system::stop()?;
        self.back = true;
        self.enter(mouse)
    }

    /// Comes back after a stop that left no time to give the terminal back: whoever had it meanwhile may have changed its
    /// settings. After [`Screen::suspend`] there is nothing left to do.
    pub(super) fn resume(&mut self, mouse: bool) -> io::Result<()> {
        if mem::take(&mut self.back) {
            return Ok(());
        }
        give_back();
        self.enter(mouse)
    }

    /// Draws a frame, as far as it differs from the last one.
    pub(super) fn paint(&mut self, app: &App, depth: Depth) -> io::Result<Drawn> {
        let mut drawn = Drawn::default();
        self.draw(|buffer| {
            drawn = draw(app, depth, buffer);
            drawn.cursor
        })?;
        Ok(drawn)
    }

    /// Has a frame drawn, as far as it differs from the last one; `with` returns where the cursor belongs.
    pub(super) fn draw(&mut self, with: impl FnOnce(&mut Buffer) -> Option<Position>) -> io::Result<()> {
        execute!(self.terminal.backend_mut(), BeginSynchronizedUpdate)?;
        // The window may change before anybody says so.
        let area = area()?;
        if mem::take(&mut self.anew) || self.terminal.get_frame().area() != area {
            // The library's own way asks the terminal where its cursor is, and waits in vain for an answer that the thread
            // which reads input gets.
            self.terminal.backend_mut().clear_region(ClearType::All)?;
            self.terminal.resize(area)?;
        }
        self.terminal.draw(|frame| {
            if let Some(at) = with(frame.buffer_mut()) {
                frame.set_cursor_position(at);
            }
        })?;
        execute!(self.terminal.backend_mut(), EndSynchronizedUpdate)
    }

    /// Gives text to the clipboard, where the terminal lets programs do so.
    pub(super) fn copy(&mut self, text: &str) -> io::Result<()> {
        execute!(self.terminal.backend_mut(), CopyToClipboard::to_clipboard_from(text))
    }
}

/// Where there is something to draw on: all of the terminal, unless it is absurd.
fn area() -> io::Result<Rect> {
    let (columns, rows) = match crossterm::terminal::size()? {
        (0, _) | (_, 0) => USUAL,
        size => size,
    };
    Ok(Rect::new(0, 0, columns.min(MOST.0), rows.min(MOST.1)))
}

impl Drop for Screen {
    fn drop(&mut self) {
        give_back();
    }
}

/// Gives the terminal back as it was, if it is taken. It can be called at any time, from any thread; what cannot be written
/// any more is nobody's loss. A second time would do harm: it moves the cursor over what was printed since.
pub(super) fn give_back() {
    if !TAKEN.swap(false, Ordering::SeqCst) {
        return;
    }
    let mut out = io::stdout();
    let _ = execute!(out, EndSynchronizedUpdate);
    let _ = system::catch_mouse(&mut out, false);
    let _ = execute!(out, DisableBracketedPaste, LeaveAlternateScreen, crossterm::cursor::Show);
    give_back_settings();
    let _ = out.flush();
}

/// Gives back its settings alone, which never waits for output.
pub(super) fn give_back_settings() {
    let _ = disable_raw_mode();
}
