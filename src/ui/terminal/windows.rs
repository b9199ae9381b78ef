//! What is Windows alone: a console that sends events, and says when it is closed.

use super::wake::Wake;
use crossterm::{
    event::{self, DisableMouseCapture, EnableMouseCapture, Event},
    execute,
};
use std::{
    io::{self, Write},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread,
};

/// The number that a terminal which is gone goes by elsewhere.
pub(in crate::ui) const HUNG_UP: i32 = 1;
/// The number that control-c goes by elsewhere.
const INTERRUPTED: i32 = 2;

/// Where keys come from: the library finds the console by itself.
pub(super) type Keyboard = ();

/// The console's keyboard, also where standard input is something else.
pub(super) fn keyboard() -> io::Result<Keyboard> {
    Ok(())
}

/// Reads events until `tell` wants no more.
pub(super) fn read((): Keyboard, mut tell: impl FnMut(io::Result<Event>) -> bool + Send + 'static) -> io::Result<()> {
    thread::Builder::new().name("input".into()).spawn(move || {
        loop {
            let event = event::read();
            let last = event.is_err();
            if !tell(event) || last {
                return;
            }
        }
    })?;
    Ok(())
}

/// Tells when the program is asked to end: by control-break, by closing the console, or by the system. Control-c is a key.
pub(super) fn listen(tell: impl Fn(Wake) -> bool + Send + 'static) -> io::Result<()> {
    ctrlc::set_handler(move || _ = tell(Wake::End(INTERRUPTED))).map_err(io::Error::other)
}

/// Has control-c set a flag.
pub(in crate::ui) fn on_interrupt(flag: Arc<AtomicBool>) -> io::Result<()> {
    ctrlc::set_handler(move || flag.store(true, Ordering::Relaxed)).map_err(io::Error::other)
}

/// There is no background here.
pub(in crate::ui) fn stop() -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

/// Has the console report the mouse. It tells motions as well, which mean nothing and are not drawn for.
pub(in crate::ui) fn catch_mouse(out: &mut impl Write, on: bool) -> io::Result<()> {
    match on {
        true => execute!(out, EnableMouseCapture),
        false => execute!(out, DisableMouseCapture),
    }
}
