//! What wakes the event loop.

use crate::{
    app::Message,
    data::load::{LoadError, Loaded, Options},
    study::worker::News,
};

/// What wakes the loop.
#[derive(Clone, Debug)]
pub(super) enum Wake {
    /// There is an event.
    Input,
    /// The session has something new to show.
    Snapshot,
    /// The thread beside has something to tell.
    Beside(News),
    /// The file was read in another way, or could not be.
    Read(Box<(Options, Result<Loaded, LoadError>)>),
    /// Something outside has changed.
    Outside(Box<Message>),
    /// The program is to end, by the signal of this number.
    End(i32),
    #[cfg_attr(windows, allow(dead_code, reason = "there is no background there"))]
    /// It is to go into the background.
    Suspend,
    #[cfg_attr(windows, allow(dead_code, reason = "there is no background there"))]
    /// It was stopped and is back.
    Back,
    /// The window has another size.
    Resized,
}
