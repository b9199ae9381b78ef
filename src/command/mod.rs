//! The vocabulary: everything that anyone can do, as a value with a name, a sentence and a text form.
//!
//! Keys, mouse, palette, scripts and tests all speak [`Command`]. [`TABLE`] is the one list from which help,
//! completion and documentation are written.

mod choice;
mod line;
mod table;
mod who;

pub use crate::study::listing::Sort;
pub use choice::{
    Axes, Cells, Choice, Experiment, Measure, Panel, Scaling, Screen, Span, Theme, Toward, Working, Zoom,
};
pub use line::{complete, parse, phrase, split, words};
pub use table::{Argument, Spec, Subject, TABLE, spec};
pub use who::Who;

use crate::{
    data::{Entity, Share, Side, lecture::Known},
    model::{Basis, Setting, svd::Fill},
    study::{Grain, Opening, Speed, neighbours::Metric},
};
use std::fmt;

/// One of the numbers that are learned, as people point at one: `user An 1`, `item BTS bias`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spot {
    /// A user's or an item's.
    pub side: Side,
    /// Whose.
    pub who: Who,
    /// Which factor, from 1; `None` for the bias.
    pub factor: Option<usize>,
}

/// A switch: on, off, or the other way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Switch {
    /// On.
    On,
    /// Off.
    Off,
    /// Whatever it is not now.
    Flip,
}

impl Switch {
    /// The new state of something that is `now`.
    pub fn of(self, now: bool) -> bool {
        match self {
            Switch::On => true,
            Switch::Off => false,
            Switch::Flip => !now,
        }
    }
}

/// One thing to do.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    // Time.
    /// Go on by so many grains.
    Step(Grain, u64),
    /// Go back by so many grains.
    Back(Grain, u64),
    /// Go forward again along what was done.
    Forward(Grain, u64),
    /// Go to a step; `None` is the last one.
    Goto(Option<u64>),
    /// Keep stepping, or not.
    Run(Switch),
    /// How fast to keep stepping.
    Speed(Speed),
    /// The next faster pace.
    Faster,
    /// The next slower pace.
    Slower,
    /// Give up what is under way.
    Stop,
    /// A new run from fresh factors; with a seed, from that one; `next` is the seed after the present one.
    Restart(Option<Seed>),
    /// Return to an earlier run or branch.
    Branch(usize),

    // Model.
    /// Change an option, go on from the present factors.
    Set(Setting),
    /// Change an option, begin again from fresh factors.
    Refit(Setting),
    /// The next solver, from the present factors.
    NextMethod,

    /// Set a factor (from 1; 0 is the bias) of a user or an item by hand.
    SetFactor(Side, Who, usize, f64),
    /// Begin a new run from factors of the lecture, or from random ones.
    StartFrom(Option<Known>),
    /// Begin anew on other ratings.
    Open(Opening),
    /// Turn or shear the two factors of the map.
    Basis(Basis),

    // Ratings.
    /// Set or add a rating; without user and item, the one under the cursor.
    Rate(Option<(Who, Who)>, f64),
    /// Remove a rating.
    Unrate(Option<(Who, Who)>),
    /// Take back the last change of a rating.
    Undo,
    /// Hold out a share by seed.
    HoldOut(Share, u64),

    // Picking.
    /// Move the cursor.
    Move(Toward, u64),
    /// Choose a user and an item.
    Select(Who, Who),
    /// Choose a user.
    SelectUser(Who),
    /// Choose an item.
    SelectItem(Who),
    /// Choose a factor, from 1.
    SelectFactor(usize),
    /// Choose the next factor.
    NextFactor,
    /// Look at users or at items.
    Side(SideChoice),
    /// Find a user or an item by a part of its name.
    Find(String),
    /// The next, or previous, that was found.
    FindNext(bool),
    /// Give a factor (from 1) a name; empty takes it away.
    NameFactor(usize, String),
    /// Take what is under the cursor as the new centre: in Neighbours, walk there.
    Choose,

    // Looking.
    /// Go to a screen.
    Screen(Screen),
    /// The next screen, or the previous one.
    NextScreen(bool),
    /// Go to an experiment of the Lab.
    Lab(Experiment),
    /// The next experiment.
    NextLab,
    /// Which two numbers the landscape is drawn over; without any, the next sensible pair.
    Over(Option<(Spot, Spot)>),
    /// The fits from so many seeds.
    Starts(usize),
    /// The descent with each of these learning rates.
    Rates(Vec<f64>),
    /// The real SVD, the missing cells filled so.
    Fill(Fill),
    /// The next way to fill them.
    NextFill,
    /// What the cells of the grid show.
    Cells(Cells),
    /// The next view of the cells.
    NextCells,
    /// Clip predictions to the scale.
    Clip(Switch),
    /// The order of users or items.
    Sort(Side, Sort),
    /// The next order of the side that is looked at.
    NextSort,
    /// What the error curve shows.
    Measure(Measure),
    /// The next measure.
    NextMeasure,
    /// A second measure in the same plot, or none.
    Second(Option<Measure>),
    /// The next one beside the first; after the last of them, none.
    NextSecond,
    /// Linear or logarithmic error axis.
    Scaling(Scaling),
    /// The whole run or its recent part.
    Span(Span),
    /// Which factors the map is drawn over.
    Axes(Axes),
    /// Come nearer, or go away.
    Zoom(Zoom),
    /// Tails in the map.
    Tails(Switch),
    /// How many ratings those who are compared have at least; `None` for as many as the data can afford.
    AtLeast(Option<usize>),
    /// How nearness is measured.
    Metric(Metric),
    /// The other way of measuring it.
    NextMetric,
    /// What the Working panel explains.
    Working(Working),
    /// The next thing it can explain.
    NextWorking,
    /// Page through its terms.
    Terms(bool),
    /// The colours.
    Theme(Theme),
    /// The next colours.
    NextTheme,
    /// Draw with ASCII only.
    Ascii(Switch),
    /// Catch the mouse, or leave it to the terminal for selecting text.
    Mouse(Switch),

    /// What stands beside the text of the lecture.
    Panel(Panel),
    /// The next of these.
    NextPanel,
    /// Light something up, or nothing.
    Light(Option<Light>),

    // The lecture.
    /// Come back to the lecture, where the path was left.
    Lecture,
    /// Go to a part (from 1) and a page (from 1) of it.
    Lesson(usize, usize),
    /// Turn the page.
    Page(Turn),
    /// Show the table of contents.
    Contents,
    /// Answer the open question; without an answer, begin to.
    Answer(Option<String>),
    /// Show the next hint.
    Hint,
    /// Show the answer.
    Reveal,
    /// Leave the question unanswered.
    Skip,
    /// Ask the last question of the page again.
    Again,
    /// Leave the path of the lecture.
    Explore,
    /// Forget all answers.
    Forget,

    // The program.
    /// Show all keys of this screen.
    Help,
    /// Open the command palette, with this already typed.
    Palette(String),
    /// Say how the file of ratings was read.
    Reading,
    /// Draw everything anew.
    Redraw,
    /// Put the program in the background.
    Suspend,
    /// Close what is open on top; in the end, nothing.
    Close,
    /// End the program.
    Quit,
}

/// Which seed a new run starts from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Seed {
    /// This one.
    Given(u64),
    /// The one after the present one.
    Next,
}

/// Something that a page of the lecture points at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Light {
    /// All of a user or an item.
    Row(Side, Who),
    /// A cell of the grid.
    Cell(Who, Who),
    /// One factor (from 1) of a user or an item.
    Factor(Side, Who, usize),
    /// The holes of the grid.
    Missing,
}

/// Where to turn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turn {
    /// On.
    Next,
    /// Back.
    Previous,
    /// To a page of this part, from 1.
    To(usize),
}

/// Which side to look at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SideChoice {
    /// This one.
    Given(Side),
    /// The other one.
    Other,
}

impl Command {
    /// What it is about.
    pub fn subject(&self) -> Option<Subject> {
        let text = self.to_string();
        spec(text.split(' ').next().unwrap_or_default()).map(|spec| spec.subject)
    }

    /// Chooses a user or an item.
    pub fn select(of: Entity) -> Self {
        let who = Who::Number(of.index() + 1);
        match of {
            Entity::User(_) => Self::SelectUser(who),
            Entity::Item(_) => Self::SelectItem(who),
        }
    }
}

impl fmt::Display for Spot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} ", self.side.one(), self.who)?;
        match self.factor {
            Some(z) => write!(f, "{z}"),
            None => f.write_str("bias"),
        }
    }
}

impl fmt::Display for Switch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Switch::On => " on",
            Switch::Off => " off",
            Switch::Flip => "",
        })
    }
}

impl fmt::Display for Command {
    /// The text form, which [`parse`] reads back.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let grains = |f: &mut fmt::Formatter<'_>, name: &str, grain: &Grain, times: &u64| match times {
            1 => write!(f, "{name} {grain}"),
            n => write!(f, "{name} {grain} {n}"),
        };
        match self {
            Self::Step(grain, times) => grains(f, "step", grain, times),
            Self::Back(grain, times) => grains(f, "back", grain, times),
            Self::Forward(grain, times) => grains(f, "forward", grain, times),
            Self::Goto(Some(step)) => write!(f, "goto {step}"),
            Self::Goto(None) => f.write_str("goto end"),
            Self::Run(switch) => write!(f, "run{switch}"),
            Self::Speed(Speed { grain, per_second: Some(rate) }) => write!(f, "speed {grain} {rate}"),
            Self::Speed(Speed { grain, per_second: None }) => write!(f, "speed {grain} max"),
            Self::Faster => f.write_str("faster"),
            Self::Slower => f.write_str("slower"),
            Self::Stop => f.write_str("stop"),
            Self::Restart(None) => f.write_str("restart"),
            Self::Restart(Some(Seed::Given(seed))) => write!(f, "restart {seed}"),
            Self::Restart(Some(Seed::Next)) => f.write_str("restart next"),
            Self::Branch(number) => write!(f, "branch {number}"),
            Self::Set(setting) => write!(f, "set {setting}"),
            Self::Refit(setting) => write!(f, "refit {setting}"),
            Self::NextMethod => f.write_str("next-method"),
            Self::SetFactor(side, who, z, value) => write!(f, "factor {} {who} {z} {value}", side.one()),
            Self::StartFrom(known) => write!(f, "start-from {}", table::name_of(&table::STARTS, known)),
            Self::Open(what) => write!(f, "open {}", table::name_of(&Opening::NAMES, what)),
            Self::Basis(basis) => write!(f, "{basis}"),
            Self::Rate(None, value) => write!(f, "rate {value}"),
            Self::Rate(Some((user, item)), value) => write!(f, "rate {user} {item} {value}"),
            Self::Unrate(None) => f.write_str("unrate"),
            Self::Unrate(Some((user, item))) => write!(f, "unrate {user} {item}"),
            Self::Undo => f.write_str("undo"),
            Self::HoldOut(share, seed) => write!(f, "holdout {share} {seed}"),
            Self::Move(toward, 1) => write!(f, "move {toward}"),
            Self::Move(toward, times) => write!(f, "move {toward} {times}"),
            Self::Select(user, item) => write!(f, "select {user} {item}"),
            Self::SelectUser(user) => write!(f, "select-user {user}"),
            Self::SelectItem(item) => write!(f, "select-item {item}"),
            Self::SelectFactor(z) => write!(f, "select-factor {z}"),
            Self::NextFactor => f.write_str("select-factor"),
            Self::Side(SideChoice::Given(side)) => write!(f, "side {side}"),
            Self::Side(SideChoice::Other) => f.write_str("side"),
            Self::Find(text) if text.is_empty() => f.write_str("find"),
            Self::Find(text) => write!(f, "find {}", phrase(text)),
            Self::FindNext(true) => f.write_str("find-next"),
            Self::FindNext(false) => f.write_str("find-previous"),
            Self::NameFactor(z, name) if name.is_empty() => write!(f, "name-factor {z}"),
            Self::NameFactor(z, name) => write!(f, "name-factor {z} {}", phrase(name)),
            Self::Choose => f.write_str("choose"),
            Self::Screen(screen) => write!(f, "screen {screen}"),
            Self::NextScreen(true) => f.write_str("next-screen"),
            Self::NextScreen(false) => f.write_str("previous-screen"),
            Self::Lab(experiment) => write!(f, "lab {experiment}"),
            Self::NextLab => f.write_str("lab"),
            Self::Over(None) => f.write_str("over"),
            Self::Over(Some((x, y))) => write!(f, "over {x} {y}"),
            Self::Starts(count) => write!(f, "starts {count}"),
            Self::Rates(rates) => rates.iter().try_fold(f.write_str("rates")?, |(), rate| write!(f, " {rate}")),
            Self::Fill(fill) => write!(f, "fill {fill}"),
            Self::NextFill => f.write_str("fill"),
            Self::Cells(cells) => write!(f, "cells {cells}"),
            Self::NextCells => f.write_str("cells"),
            Self::Clip(switch) => write!(f, "clip{switch}"),
            Self::Sort(side, sort) => write!(f, "sort {side} {sort}"),
            Self::NextSort => f.write_str("sort"),
            Self::Measure(measure) => write!(f, "measure {measure}"),
            Self::NextMeasure => f.write_str("measure"),
            Self::Second(Some(measure)) => write!(f, "second {measure}"),
            Self::Second(None) => f.write_str("second off"),
            Self::NextSecond => f.write_str("second"),
            Self::Scaling(Scaling::Flip) => f.write_str("axis"),
            Self::Scaling(scaling) => write!(f, "axis {scaling}"),
            Self::Span(Span::Flip) => f.write_str("span"),
            Self::Span(span) => write!(f, "span {span}"),
            Self::Axes(axes) => write!(f, "axes {axes}"),
            Self::Zoom(zoom) => write!(f, "zoom {zoom}"),
            Self::Tails(switch) => write!(f, "tails{switch}"),
            Self::AtLeast(Some(least)) => write!(f, "at-least {least}"),
            Self::AtLeast(None) => f.write_str("at-least auto"),
            Self::Metric(metric) => write!(f, "metric {metric}"),
            Self::NextMetric => f.write_str("metric"),
            Self::Working(working) => write!(f, "working {working}"),
            Self::NextWorking => f.write_str("working"),
            Self::Terms(true) => f.write_str("terms next"),
            Self::Terms(false) => f.write_str("terms previous"),
            Self::Theme(theme) => write!(f, "theme {theme}"),
            Self::NextTheme => f.write_str("theme"),
            Self::Ascii(switch) => write!(f, "ascii{switch}"),
            Self::Mouse(switch) => write!(f, "mouse{switch}"),
            Self::Panel(panel) => write!(f, "panel {panel}"),
            Self::NextPanel => f.write_str("panel"),
            Self::Light(None) => f.write_str("light off"),
            Self::Light(Some(Light::Row(side, who))) => write!(f, "light {} {who}", side.one()),
            Self::Light(Some(Light::Cell(user, item))) => write!(f, "light cell {user} {item}"),
            Self::Light(Some(Light::Factor(side, who, z))) => write!(f, "light factor {} {who} {z}", side.one()),
            Self::Light(Some(Light::Missing)) => f.write_str("light missing"),
            Self::Lecture => f.write_str("lecture"),
            Self::Lesson(part, page) => write!(f, "lesson {part} {page}"),
            Self::Page(Turn::Next) => f.write_str("page next"),
            Self::Page(Turn::Previous) => f.write_str("page previous"),
            Self::Page(Turn::To(page)) => write!(f, "page {page}"),
            Self::Contents => f.write_str("contents"),
            Self::Answer(None) => f.write_str("answer"),
            Self::Answer(Some(answer)) => write!(f, "answer {}", phrase(answer)),
            Self::Hint => f.write_str("hint"),
            Self::Reveal => f.write_str("reveal"),
            Self::Skip => f.write_str("skip"),
            Self::Again => f.write_str("again"),
            Self::Explore => f.write_str("explore"),
            Self::Forget => f.write_str("forget all"),
            Self::Help => f.write_str("help"),
            Self::Palette(text) if text.is_empty() => f.write_str("palette"),
            Self::Palette(text) => write!(f, "palette {text}"),
            Self::Reading => f.write_str("reading"),
            Self::Redraw => f.write_str("redraw"),
            Self::Suspend => f.write_str("suspend"),
            Self::Close => f.write_str("close"),
            Self::Quit => f.write_str("quit"),
        }
    }
}
