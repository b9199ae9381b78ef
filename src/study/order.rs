//! What a session can be told.

use super::{
    Grain, Which,
    lab::{Ask, Taken},
};
use crate::{
    data::{ItemId, Share, Side, UserId, lecture::Known},
    model::{Basis, Parameter, Setting},
};
use std::sync::Arc;

/// How fast a running session goes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Speed {
    /// What is done at a time.
    pub grain: Grain,
    /// How many of them a second; `None` for as fast as it goes.
    pub per_second: Option<f64>,
}

impl Default for Speed {
    fn default() -> Self {
        Self { grain: Grain::Unit, per_second: Some(4.0) }
    }
}

/// What can be remembered and come back to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Mark {
    /// Where the path of the lecture was left.
    Path,
    /// What the program was opened with, where it was left for the lecture.
    Own,
}

/// What a session can be told to do.
///
/// Orders are done in turn: one that comes while steps or a replay are under way waits for them, so that what comes of
/// a row of orders does not depend on how fast the machine is. [`Order::Stop`], [`Order::Run`]`(false)`,
/// [`Order::Speed`], [`Order::Promote`] and [`Order::Lab`] do not wait. The first two give up what is under way and what waits, all but marks
/// and coming back to them; [`Order::Recall`] gives up the same, but waits for a mark that is still to be set. A session
/// that keeps stepping by itself does every order at once.
#[derive(Clone, Debug, PartialEq)]
pub enum Order {
    /// Go on by so many grains, and no further. From the past this starts a new branch.
    Step(Grain, u64),
    /// Go back in time by so many grains.
    Back(Grain, u64),
    /// Go forward along what was already done.
    Forward(Grain, u64),
    /// Go to a step of the run; beyond its end counts as the end.
    Goto(u64),
    /// Keep stepping, or stop.
    Run(bool),
    /// Keep stepping if it does not, or else stop: what that means is settled when the order arrives, not when it was given.
    Toggle,
    /// How fast to keep stepping.
    Speed(Speed),
    /// Give up what is under way.
    Stop,
    /// Begin a new run from fresh factors, with these options changed.
    Restart(Vec<Setting>),
    /// Change an option and go on from the present factors.
    Set(Setting),
    /// Set, add or remove a rating and go on.
    Rate(UserId, ItemId, Option<f64>),
    /// Have a user or an item of this name join, unless there is one already, and give the rating: with whom or what of the other
    /// side (from 0), and how much.
    Join(Side, Arc<str>, Option<(usize, f64)>),
    /// Promote an item, or no more: no step of the fit, which knows nothing of it.
    Promote(ItemId),
    /// Take back the last change of a rating that led to the present and still stands.
    Undo,
    /// Hold out a share of the ratings by seed, and begin a new run; refused where nothing would be left to learn from.
    HoldOut(Share, u64),
    /// Return to an earlier run or branch, by its number from 1.
    Branch(usize),
    /// Remember everything as it is, to come back to it; what was remembered under this mark before is forgotten.
    Mark(Mark),
    /// Come back to what was remembered under this mark, exactly as it was.
    Recall(Mark),
    /// Set a factor or a bias by hand and go on.
    SetFactor(Parameter, f64),
    /// Turn or shear the plane of two factors (from 0) and go on: no prediction changes.
    Basis(usize, usize, Basis),
    /// Begin a new run that starts from factors of the lecture, or (with `None`) from random ones.
    Given(Option<Known>),
    /// Begin anew on other ratings; all runs so far are dropped.
    Open(Which),
    /// Do an experiment beside the fit, or go on with it where it was stopped.
    Lab(Ask),
}

impl From<Taken> for Order {
    fn from(taken: Taken) -> Self {
        match taken {
            Taken::Restart(settings) => Self::Restart(settings),
            Taken::Set(setting) => Self::Set(setting),
        }
    }
}
