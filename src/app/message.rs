//! What comes in, and what is to be done outside.

use super::{Key, Sheets, Viewport};
use crate::{
    command::Command,
    lesson::{Course, Progress},
    study::{
        Order, Snapshot,
        derive::{Derived, Job},
    },
};
use std::sync::Arc;

/// What comes in.
#[derive(Clone, Debug)]
pub enum Message {
    /// A key was pressed.
    Key(Key),
    /// Text was pasted.
    Paste(String),
    /// Something is to be done: by mouse or test.
    Command(Command),
    /// The session has something new to show.
    Snapshot(Arc<Snapshot>),
    /// This much of the main list or grid fits on the screen now.
    Viewport(Viewport),
    /// The terms in the Working panel take so many pages now.
    Pages(usize),
    /// The page of the lecture takes these sheets now.
    Sheets(Sheets),
    /// Something that was asked for is worked out.
    Derived(Arc<Derived>),
    /// It takes long.
    Deriving,
    /// A moment has passed in which something was looked at.
    Beat,
    /// The lessons were read anew.
    Course(Arc<Course>),
    /// This is how far the talk has come that is followed.
    Talk(Box<Progress>),
    /// Something outside went wrong.
    Trouble(String),
}

/// What is to be done outside.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Tell the session.
    Order(Order),
    /// Work this out beside, all of it and nothing that was asked for before: [`Message::Derived`] brings each back.
    Derive(Vec<Job>),
    /// Catch the mouse, or let it go.
    Mouse(bool),
    /// Draw everything anew.
    Redraw,
    /// Give this to the clipboard.
    Copy(String),
    /// Keep what was answered in the lecture.
    Keep(Box<Progress>),
    /// Go into the background.
    Suspend,
    /// End.
    Quit,
}
