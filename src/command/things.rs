//! What commands are about, where a word is not enough: a moment, a number that is learned, a place on a page.

use super::{
    lists::Measure,
    text::quoted,
    value::{Nth, Value, Words},
    who::Who,
};
use crate::{
    choice::{Choice, listed},
    data::{Side, lecture::Known},
    study::{Opening, mixes, recommend::Asked, within::Corners},
};

/// A moment of the run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moment {
    /// After so many steps.
    Step(u64),
    /// As far as one has been.
    End,
}

impl Value for Moment {
    fn read(words: &mut Words<'_>) -> Result<Self, String> {
        match words.next()? {
            "start" => Ok(Self::Step(0)),
            "end" => Ok(Self::End),
            step => {
                step.parse().map(Self::Step).map_err(|_| format!("'{step}' is not start, end or the number of a step"))
            }
        }
    }

    fn text(&self) -> String {
        match self {
            Self::Step(step) => step.to_string(),
            Self::End => "end".into(),
        }
    }
}

/// Which seed a new run starts from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Seed {
    /// This one.
    Given(u64),
    /// The one after the present one.
    Next,
}

impl Value for Seed {
    fn read(words: &mut Words<'_>) -> Result<Self, String> {
        match words.next()? {
            "next" => Ok(Self::Next),
            seed => {
                seed.parse().map(Self::Given).map_err(|_| format!("'{seed}' is not next or a seed, a whole number"))
            }
        }
    }

    fn text(&self) -> String {
        match self {
            Self::Given(seed) => seed.to_string(),
            Self::Next => "next".into(),
        }
    }
}

/// What a run begins from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Beginning {
    /// Factors drawn at random.
    Random,
    /// Factors of the lecture.
    Known(Known),
}

impl Choice for Beginning {
    const WHAT: &'static str = "something to start from";
    const ALL: &'static [Self] =
        &[Self::Random, Self::Known(Known::Experts), Self::Known(Known::Survey), Self::Known(Known::Worked)];
    const NAMES: &'static [&'static str] = &["random", Known::NAMES[0], Known::NAMES[1], Known::NAMES[2]];
}

/// A user or an item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Whose {
    /// Which of the two.
    pub side: Side,
    /// Who, or what.
    pub who: Who,
}

impl Value for Whose {
    fn read(words: &mut Words<'_>) -> Result<Self, String> {
        let word = words.next()?;
        let side = Side::named(word).map_err(|_| format!("'{word}' is neither user nor item"))?;
        Ok(Self { side, who: words.value()? })
    }

    fn text(&self) -> String {
        format!("{} {}", self.side.one(), self.who)
    }
}

/// One of the numbers that are learned, as people point at one: `user An 1`, `item BTS bias`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spot {
    /// A user's or an item's.
    pub whose: Whose,
    /// Which factor; `None` for the bias.
    pub factor: Option<Nth>,
}

impl Value for Spot {
    fn read(words: &mut Words<'_>) -> Result<Self, String> {
        let whose = words.value()?;
        let factor = match words.peek() {
            Some("bias") => words.next().map(|_| None)?,
            _ => Some(words.value()?),
        };
        Ok(Self { whose, factor })
    }

    fn text(&self) -> String {
        let factor = self.factor.map_or("bias".into(), |z| z.text());
        format!("{} {factor}", self.whose.text())
    }
}

/// What the second curve of the plot shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Second {
    /// This measure.
    Measure(Measure),
    /// There is none.
    Off,
}

impl Choice for Second {
    const WHAT: &'static str = "a measure, or off";
    const ALL: &'static [Self] = &[
        Self::Measure(Measure::Mse),
        Self::Measure(Measure::Rmse),
        Self::Measure(Measure::Sse),
        Self::Measure(Measure::Objective),
        Self::Off,
    ];
    const NAMES: &'static [&'static str] =
        &[Measure::NAMES[0], Measure::NAMES[1], Measure::NAMES[2], Measure::NAMES[3], "off"];
}

/// How far similarities of factors are shrunk: 0 is not at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ShrinkBy(pub u32);

impl ShrinkBy {
    /// What can be said but for a number.
    pub(super) const WORDS: &'static [&'static str] = &["off"];
    /// The most: of a million in common a half is then trusted.
    pub const MOST: u32 = 1_000_000;
}

impl Value for ShrinkBy {
    fn read(words: &mut Words<'_>) -> Result<Self, String> {
        match words.next()? {
            "off" => Ok(Self(0)),
            text => match text.parse() {
                Ok(by) if by <= Self::MOST => Ok(Self(by)),
                _ => Err(format!("'{text}' is not a whole number up to {}, such as 20, or off", Self::MOST)),
            },
        }
    }

    fn text(&self) -> String {
        if self.0 == 0 { "off".into() } else { self.0.to_string() }
    }
}

/// How many ratings those who are compared have at least.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Least {
    /// As many as the data can afford.
    Auto,
    /// So many.
    Ratings(usize),
}

impl Value for Least {
    fn read(words: &mut Words<'_>) -> Result<Self, String> {
        match words.next()? {
            "auto" => Ok(Self::Auto),
            text => match text.parse() {
                Ok(0) => Err("without a rating nothing was learned: say 1 or more, or auto".into()),
                Ok(least) => Ok(Self::Ratings(least)),
                Err(_) => Err(format!("'{text}' is not a number of ratings, or auto")),
            },
        }
    }

    fn text(&self) -> String {
        match self {
            Self::Auto => "auto".into(),
            Self::Ratings(least) => least.to_string(),
        }
    }
}

/// How many mixes the items are put into.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MixCount {
    /// As many as suit so many items.
    Usual,
    /// So many, from 1.
    Number(usize),
    /// One more.
    More,
    /// One fewer.
    Fewer,
}

impl MixCount {
    /// What can be said but for a number.
    pub(super) const WORDS: &'static [&'static str] = &["usual", "more", "fewer"];
}

impl Value for MixCount {
    fn read(words: &mut Words<'_>) -> Result<Self, String> {
        match words.next()? {
            "usual" => Ok(Self::Usual),
            "more" => Ok(Self::More),
            "fewer" => Ok(Self::Fewer),
            text => match text.parse() {
                Ok(count) if (1..=mixes::MOST).contains(&count) => Ok(Self::Number(count)),
                Ok(count) => {
                    let most = mixes::MOST;
                    Err(format!("there can be 1 to {most} mixes, as many as can be told apart on Map, not {count}"))
                }
                Err(_) => Err(format!("'{text}' is not a number of mixes, usual, more or fewer")),
            },
        }
    }

    fn text(&self) -> String {
        match self {
            Self::Usual => "usual".into(),
            Self::Number(count) => count.to_string(),
            Self::More => "more".into(),
            Self::Fewer => "fewer".into(),
        }
    }
}

/// The step of k-means that is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MixStep {
    /// The next.
    Next,
    /// The one before.
    Previous,
    /// This one, from 0: the first centres.
    To(usize),
    /// The last.
    End,
}

impl MixStep {
    /// What can be said but for a number.
    pub(super) const WORDS: &'static [&'static str] = &["next", "previous", "start", "end"];
}

impl Value for MixStep {
    fn read(words: &mut Words<'_>) -> Result<Self, String> {
        match words.next()? {
            "next" => Ok(Self::Next),
            "previous" => Ok(Self::Previous),
            "start" => Ok(Self::To(0)),
            "end" => Ok(Self::End),
            step => step
                .parse()
                .map(Self::To)
                .map_err(|_| format!("'{step}' is not next, previous, start, end or the number of a step")),
        }
    }

    fn text(&self) -> String {
        match self {
            Self::Next => "next".into(),
            Self::Previous => "previous".into(),
            Self::To(step) => step.to_string(),
            Self::End => "end".into(),
        }
    }
}

/// What the map is drawn over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Axes {
    /// Two factors, from 1: across and up.
    Factors(usize, usize),
    /// The two directions in which the items differ most.
    Principal,
    /// The next pair of factors.
    Next,
}

impl Value for Axes {
    fn read(words: &mut Words<'_>) -> Result<Self, String> {
        match words.peek() {
            Some("principal") => words.next().map(|_| Self::Principal),
            Some("next") => words.next().map(|_| Self::Next),
            _ => {
                let two: Result<(Nth, Nth), String> = words.value();
                let (x, y) = two.map_err(|_| "give two factors, each from 1, or principal, as in: axes 1 2")?;
                Ok(Self::Factors(x.number(), y.number()))
            }
        }
    }

    fn text(&self) -> String {
        match self {
            Self::Factors(x, y) => format!("{x} {y}"),
            Self::Principal => "principal".into(),
            Self::Next => "next".into(),
        }
    }
}

/// About how many neighbours of each count in the layout by neighbours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Perplexity(pub usize);

impl Perplexity {
    /// What is usual.
    pub const USUAL: Self = Self(30);
}

impl Value for Perplexity {
    fn read(words: &mut Words<'_>) -> Result<Self, String> {
        let count = words.number("a whole number")?;
        let fits = (2..=100).contains(&count);
        fits.then_some(Self(count)).ok_or_else(|| format!("2 to 100 neighbours can count for each, not {count}"))
    }

    fn text(&self) -> String {
        self.0.to_string()
    }
}

/// So many days after the latest use of anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Later(pub u32);

impl Value for Later {
    fn read(words: &mut Words<'_>) -> Result<Self, String> {
        let (days, most) = (words.number::<u32>("a whole number")?, Asked::LATEST);
        (days <= most).then_some(Self(days)).ok_or_else(|| format!("it can be 0 to {most} days later"))
    }

    fn text(&self) -> String {
        self.0.to_string()
    }
}

/// Two items, from the one to the other: `Ommazh BTS`, or `Ommazh -> BTS`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FromTo {
    /// Where one begins.
    pub from: Who,
    /// Where one comes to.
    pub to: Who,
}

impl Value for FromTo {
    const PLACES: usize = 2;

    fn read(words: &mut Words<'_>) -> Result<Self, String> {
        let from = words.value()?;
        if words.peek() == Some("->") {
            words.next()?;
        }
        Ok(Self { from, to: words.value()? })
    }

    fn text(&self) -> String {
        format!("{} {}", self.from, self.to)
    }
}

impl Value for Corners {
    const PLACES: usize = 4;

    fn read(words: &mut Words<'_>) -> Result<Self, String> {
        Ok(Self { from: words.value()?, to: words.value()? })
    }

    fn text(&self) -> String {
        format!("{} {}", self.from.text(), self.to.text())
    }
}

/// What is done with the box on the map.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Boxing {
    /// It begins at what is selected; one that is being drawn ends there.
    Here,
    /// It lies between these corners.
    Corners(Corners),
    /// It is let go.
    Off,
}

impl Boxing {
    /// What can be said but for its left edge.
    pub(super) const WORDS: &'static [&'static str] = &["here", "off"];
}

impl Value for Boxing {
    fn read(words: &mut Words<'_>) -> Result<Self, String> {
        match words.peek() {
            Some("here") => words.next().map(|_| Self::Here),
            Some("off") => words.next().map(|_| Self::Off),
            _ => {
                let corners = words.value().map_err(|_: String| {
                    "say here, off, or two corners: left, lower, right and upper edge, as in: box -2.8 -2.6 0 0"
                })?;
                Ok(Self::Corners(corners))
            }
        }
    }

    fn text(&self) -> String {
        match self {
            Self::Here => "here".into(),
            Self::Off => "off".into(),
            Self::Corners(corners) => corners.text(),
        }
    }
}

/// What a page of the lecture lights up, or covers until its question is answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Aim {
    /// All of a user or an item.
    Row(Whose),
    /// A cell of the grid.
    Cell(Who, Who),
    /// One factor of a user or an item.
    Factor(Whose, Nth),
    /// The holes of the grid.
    Missing,
    /// How large the error is over all.
    Errors,
    /// Nothing.
    Off,
}

impl Aim {
    /// What can stand first.
    pub(super) const WORDS: &'static [&'static str] = &["user", "item", "cell", "factor", "missing", "errors", "off"];
}

impl Value for Aim {
    fn read(words: &mut Words<'_>) -> Result<Self, String> {
        match words.peek() {
            Some("off") => words.next().map(|_| Self::Off),
            Some("missing") => words.next().map(|_| Self::Missing),
            Some("errors") => words.next().map(|_| Self::Errors),
            Some("cell") => {
                words.next()?;
                let cell: Result<(Who, Who), String> = words.value();
                let (user, item) = cell.map_err(|_| "say a user and an item, as in: cell An BTS")?;
                Ok(Self::Cell(user, item))
            }
            Some("factor") => {
                words.next()?;
                let factor: Result<(Whose, Nth), String> = words.value();
                let (whose, z) = factor.map_err(|_| "say whose factor, and which, as in: factor user An 1")?;
                Ok(Self::Factor(whose, z))
            }
            None => words.value().map(Self::Row),
            Some(side) if Side::named(side).is_ok() => words.value().map(Self::Row),
            Some(other) => {
                Err(format!("'{other}' is no part of the picture; there are {}", listed(Self::WORDS, "and")))
            }
        }
    }

    fn text(&self) -> String {
        match self {
            Self::Row(whose) => whose.text(),
            Self::Cell(user, item) => format!("cell {user} {item}"),
            Self::Factor(whose, z) => format!("factor {} {}", whose.text(), z.text()),
            Self::Missing => "missing".into(),
            Self::Errors => "errors".into(),
            Self::Off => "off".into(),
        }
    }
}

/// Ratings to begin anew on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ratings {
    /// Some that are always there.
    Known(Opening),
    /// Those of a file that lies beside a lesson.
    File(String),
}

impl Value for Ratings {
    fn read(words: &mut Words<'_>) -> Result<Self, String> {
        let word = words.next()?;
        match Opening::named(word) {
            Ok(known) => Ok(Self::Known(known)),
            Err(_) if word.contains('.') => Ok(Self::File(word.into())),
            Err(why) => Err(format!("{why}, and of a lesson the files beside it")),
        }
    }

    fn text(&self) -> String {
        match self {
            Self::Known(known) => known.name().into(),
            Self::File(name) => quoted(name),
        }
    }
}

/// A part of the course.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// By its number.
    Number(Nth),
    /// By its title, or that of one of its pages; a beginning or a piece of it will do.
    Title(String),
}

impl Value for Part {
    fn read(words: &mut Words<'_>) -> Result<Self, String> {
        match words.peek() {
            Some(word) if !word.starts_with(|sign: char| sign.is_ascii_digit() || sign == '-') => {
                let mut title = words.next()?.to_string();
                while words.peek().is_some() {
                    title = format!("{title} {}", words.next()?);
                }
                if title.trim().is_empty() { Err("a title cannot be empty".into()) } else { Ok(Self::Title(title)) }
            }
            _ => words.value().map(Self::Number),
        }
    }

    fn text(&self) -> String {
        match self {
            Self::Number(part) => part.text(),
            Self::Title(title) => quoted(title),
        }
    }
}

/// Where to turn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turn {
    /// On.
    Next,
    /// Back.
    Previous,
    /// To a page of this part.
    To(Nth),
}

impl Value for Turn {
    fn read(words: &mut Words<'_>) -> Result<Self, String> {
        match words.peek() {
            Some("next") => words.next().map(|_| Self::Next),
            Some("previous") => words.next().map(|_| Self::Previous),
            _ => words.value().map(Self::To),
        }
    }

    fn text(&self) -> String {
        match self {
            Self::Next => "next".into(),
            Self::Previous => "previous".into(),
            Self::To(page) => page.text(),
        }
    }
}
