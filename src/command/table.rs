//! The table of all commands: help, completion, README and man page are written from it.

use super::{
    Axes, Cells, Choice, Command, Experiment, Light, Measure, Panel, Scaling, Screen, Seed, SideChoice, Sort, Span,
    Spot, Switch, Theme, Toward, Turn, Who, Working, Zoom,
};
use crate::{
    data::{Side, lecture::Known},
    model::{Basis, Knob, Setting, svd::Fill},
    study::{Grain, Opening, Speed, lab::Ask, neighbours::Metric},
};
use std::str::FromStr;

/// What a command is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Subject {
    /// Stepping, going back, running.
    Time,
    /// Options and solvers.
    Model,
    /// Editing ratings.
    Ratings,
    /// The selection.
    Picking,
    /// What is shown, and how.
    Looking,
    /// The pages of the lecture and their questions.
    Lecture,
    /// The program itself.
    Program,
}

impl Subject {
    /// The heading in the help.
    pub fn title(self) -> &'static str {
        match self {
            Subject::Time => "Time",
            Subject::Model => "Model",
            Subject::Ratings => "Ratings",
            Subject::Picking => "Picking",
            Subject::Looking => "Looking",
            Subject::Lecture => "Lecture",
            Subject::Program => "Program",
        }
    }
}

/// What can stand at a place of a command, for completion.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Argument {
    /// One of these words.
    OneOf(&'static [&'static str]),
    /// The name of a user.
    User,
    /// The name of an item.
    Item,
    /// The name of a user or of an item, whichever the word before it says.
    Side,
    /// The name of an option.
    Setting,
    /// A number; the text says which.
    Number(&'static str),
    /// Any text to the end of the line; the text says which.
    Text(&'static str),
}

/// A command as people meet it.
pub struct Spec {
    /// What is typed.
    pub name: &'static str,
    /// What may follow; all of it can be left out where the sentence makes sense without.
    pub arguments: &'static [Argument],
    /// What it does, for the help.
    pub sentence: &'static str,
    /// What it is about.
    pub subject: Subject,
    /// One that works.
    pub example: &'static str,
    /// Reads what follows the name.
    pub(super) read: fn(&[&str]) -> Result<Command, String>,
}

/// The command called `name`.
pub fn spec(name: &str) -> Option<&'static Spec> {
    TABLE.iter().find(|s| s.name == name)
}

const GRAINS: Argument = Argument::OneOf(&["unit", "half", "pass"]);
const ON_OFF: Argument = Argument::OneOf(&["on", "off"]);
const TIMES: Argument = Argument::Number("how many");

macro_rules! table {
    ($($subject:ident { $($name:literal [$($argument:expr),*] $sentence:literal, $example:literal => $read:expr;)+ })+) => {
        /// Every command there is.
        pub const TABLE: &[Spec] = &[$($(Spec {
            name: $name,
            arguments: &[$($argument),*],
            sentence: $sentence,
            subject: Subject::$subject,
            example: $example,
            read: $read,
        },)+)+];
    };
}

table! {
    Time {
        "step" [GRAINS, TIMES] "do the next unit, half-step or pass", "step pass 10" => |a| {
            grains(a).map(|(g, n)| Command::Step(g, n))
        };
        "back" [GRAINS, TIMES] "go back in time", "back half" => |a| grains(a).map(|(g, n)| Command::Back(g, n));
        "forward" [GRAINS, TIMES] "go forward along what was already done", "forward unit 3" => |a| {
            grains(a).map(|(g, n)| Command::Forward(g, n))
        };
        "goto" [Argument::OneOf(&["start", "end"])] "go to a step of the run", "goto 12" => |a| match a {
            ["start"] => Ok(Command::Goto(Some(0))),
            ["end"] | [] => Ok(Command::Goto(None)),
            [step] => Ok(Command::Goto(Some(number(step, "the number of a step")?))),
            _ => too_many(),
        };
        "run" [ON_OFF] "keep stepping, or pause", "run" => |a| switch(a).map(Command::Run);
        "speed" [GRAINS, Argument::Number("how many a second, or max")]
            "set how fast to keep stepping", "speed pass 5" => |a| match a {
            [grain] => Ok(Command::Speed(Speed { grain: grain.parse()?, per_second: None })),
            [grain, "max"] => Ok(Command::Speed(Speed { grain: grain.parse()?, per_second: None })),
            [grain, rate] => {
                let rate: f64 = number(rate, "a number of steps a second, or max")?;
                let fits = (0.01..=1e6).contains(&rate);
                let rate = fits.then_some(rate).ok_or("a speed lies between 0.01 and 1000000 a second")?;
                Ok(Command::Speed(Speed { grain: grain.parse()?, per_second: Some(rate) }))
            }
            _ => Err("a speed is a grain and a rate, as in: speed pass 5".into()),
        };
        "faster" [] "take the next faster pace", "faster" => |a| none(a, Command::Faster);
        "slower" [] "take the next slower pace", "slower" => |a| none(a, Command::Slower);
        "stop" [] "give up what is under way", "stop" => |a| none(a, Command::Stop);
        "restart" [Argument::Number("a seed, or next")]
            "begin a new run from fresh factors; the old curve stays, faint", "restart next" => |a| match a {
            [] => Ok(Command::Restart(None)),
            ["next"] => Ok(Command::Restart(Some(Seed::Next))),
            [seed] => Ok(Command::Restart(Some(Seed::Given(number(seed, "a seed, a whole number")?)))),
            _ => too_many(),
        };
        "branch" [Argument::Number("which run")] "return to an earlier run or branch", "branch 1" => |a| match a {
            [run] => Ok(Command::Branch(number(run, "the number of a run")?)),
            _ => Err("say which run, as in: branch 1".into()),
        };
    }
    Model {
        "set" [Argument::Setting] "change an option and go on from the present factors", "set lambda 0.1" => |a| {
            setting(a).map(Command::Set)
        };
        "refit" [Argument::Setting] "change an option and begin again from fresh factors", "refit factors 3" => |a| {
            setting(a).map(Command::Refit)
        };
        "next-method" [] "go on with the next solver", "next-method" => |a| none(a, Command::NextMethod);
        "start-from" [Argument::OneOf(&["random", "experts", "survey", "worked"])]
            "begin again from the lecture's factors: its experts', its survey's, those it works by hand; or from random ones",
            "start-from experts" => |a| one(a, "what to start from").and_then(|name| named(&STARTS, name)).map(Command::StartFrom);
        "open" [Argument::OneOf(&["lecture", "lecture-video7", "own"])]
            "begin anew on a grid of the lecture, or on the ratings that the program was opened with", "open lecture" => |a| {
            one(a, "what to open").and_then(|name| named(&Opening::NAMES, name)).map(Command::Open)
        };
        "factor" [Argument::OneOf(&["user", "item"]), Argument::Side, Argument::Number("which, from 1; 0 is the bias"), Argument::Number("its new value")]
            "set a factor by hand and go on", "factor user An 1 -1.52" => |a| match a {
            [of, name, z, value] => Ok(Command::SetFactor(
                side(of)?,
                who(name)?,
                number(z, "the number of a factor")?,
                number(value, "a value for a factor")?,
            )),
            _ => Err("say whose factor, which, and its new value, as in: factor user An 1 -1.52".into()),
        };
        "turn" [Argument::Number("by how many degrees")]
            "turn the two factors of the map; no prediction changes", "turn 5" => |a| {
            one(a, "by how many degrees, as in: turn 5").and_then(finite).map(|by| Command::Basis(Basis::Turn(by)))
        };
        "shear" [Argument::Number("by how much")]
            "shear the two factors of the map; no prediction changes", "shear 0.1" => |a| {
            one(a, "by how much, as in: shear 0.1").and_then(finite).map(|by| Command::Basis(Basis::Shear(by)))
        };
    }
    Ratings {
        "rate" [Argument::User, Argument::Item, Argument::Number("the rating")]
            "set or add a rating, under the cursor or as named", "rate An Ommazh 4" => |a| match a {
            [value] => Ok(Command::Rate(None, number(value, "a rating")?)),
            [user, item, value] => {
                Ok(Command::Rate(Some((who(user)?, who(item)?)), number(value, "a rating")?))
            }
            _ => Err("give a rating, or a user, an item and a rating, as in: rate An Ommazh 4".into()),
        };
        "unrate" [Argument::User, Argument::Item]
            "remove a rating, under the cursor or as named", "unrate An BTS" => |a| match a {
            [] => Ok(Command::Unrate(None)),
            [user, item] => Ok(Command::Unrate(Some((who(user)?, who(item)?)))),
            _ => Err("give a user and an item, as in: unrate An BTS".into()),
        };
        "undo" [] "take back the last change of a rating", "undo" => |a| none(a, Command::Undo);
        "holdout" [Argument::Number("a share"), Argument::Number("a seed")]
            "hold out a share of the ratings, and begin again", "holdout 0.2 1" => |a| match a {
            [share] => Ok(Command::HoldOut(share.parse()?, 1)),
            [share, seed] => Ok(Command::HoldOut(share.parse()?, number(seed, "a seed, a whole number")?)),
            _ => Err("give the share to hold out, as in: holdout 0.2".into()),
        };
    }
    Picking {
        "move" [Argument::OneOf(&["up", "down", "left", "right", "page-up", "page-down", "top", "bottom", "first", "last"]), TIMES]
            "move the cursor", "move down 3" => |a| match a {
            [toward] => Ok(Command::Move(Toward::named(toward)?, 1)),
            [toward, times] => Ok(Command::Move(Toward::named(toward)?, number(times, "how many")?)),
            _ => Err("say where to, as in: move down 3".into()),
        };
        "select" [Argument::User, Argument::Item] "choose a user and an item", "select An \"Zhou Shen\"" => |a| match a {
            [user, item] => Ok(Command::Select(who(user)?, who(item)?)),
            _ => Err("give a user and an item, as in: select An BTS".into()),
        };
        "select-user" [Argument::User] "choose a user", "select-user Diego" => |a| {
            one(a, "a user").and_then(who).map(Command::SelectUser)
        };
        "select-item" [Argument::Item] "choose an item", "select-item #3" => |a| {
            one(a, "an item").and_then(who).map(Command::SelectItem)
        };
        "select-factor" [Argument::Number("which, from 1")] "choose a factor; without a number, the next", "select-factor 2" => |a| {
            next(a, Command::NextFactor, |z| factor(z).map(Command::SelectFactor))
        };

        "side" [Argument::OneOf(&["users", "items"])] "look at users or at items", "side users" => |a| match a {
            [] => Ok(Command::Side(SideChoice::Other)),
            [name] => Ok(Command::Side(SideChoice::Given(side(name)?))),
            _ => too_many(),
        };
        "find" [Argument::Text("part of a name")] "find a user or an item", "find zhou" => |a| {
            Ok(Command::Find(a.join(" ")))
        };
        "find-next" [] "go to the next that was found", "find-next" => |a| none(a, Command::FindNext(true));
        "find-previous" [] "go to the one found before", "find-previous" => |a| none(a, Command::FindNext(false));
        "name-factor" [Argument::Number("which, from 1"), Argument::Text("a name")]
            "give a factor a name", "name-factor 1 lo-fi" => |a| match a {
            [z, name @ ..] => Ok(Command::NameFactor(factor(z)?, name.join(" "))),
            _ => Err("say which factor and its name, as in: name-factor 1 lo-fi".into()),
        };
        "choose" [] "take what is under the cursor: in Neighbours, walk there", "choose" => |a| none(a, Command::Choose);
    }
    Looking {
        "screen" [Argument::OneOf(&["lecture", "factorise", "train", "factors", "map", "neighbours", "lab"])]
            "go to a screen", "screen map" => |a| one(a, "a screen").and_then(Screen::named).map(Command::Screen);
        "next-screen" [] "go to the next screen", "next-screen" => |a| none(a, Command::NextScreen(true));
        "previous-screen" [] "go to the previous screen", "previous-screen" => |a| none(a, Command::NextScreen(false));
        "lab" [Argument::OneOf(&["landscape", "starts", "rates", "race", "overfit", "svd", "frame", "shelves"])]
            "go to an experiment of the Lab", "lab landscape" => |a| {
            next(a, Command::NextLab, |name| Experiment::named(name).map(Command::Lab))
        };
        "over" [Argument::OneOf(&["user", "item"]), Argument::Text("name and factor; then the other number")]
            "choose the two numbers of the landscape; without any, the next pair", "over user Diego 1 user Diego 2" => |a| match a {
            [] => Ok(Command::Over(None)),
            [a, b, c, d, e, f] => Ok(Command::Over(Some((spot(a, b, c)?, spot(d, e, f)?)))),
            _ => Err("give two numbers, each by side, name and factor, as in: over user Diego 1 item BTS 1".into()),
        };
        "starts" [Argument::Number("how many seeds")]
            "fit from the seeds 1 to so many, and see where each ends", "starts 40" => |a| {
            let most = Ask::MOST.0;
            let count: usize = if a.is_empty() { 20 } else { number(one(a, "how many seeds")?, "how many seeds")? };
            match count {
                1.. if count <= most => Ok(Command::Starts(count)),
                _ => Err(format!("{count} is not a number of seeds from 1 to {most}")),
            }
        };
        "rates" [Argument::Number("learning rates, a blank between them")]
            "descend with each of these learning rates", "rates 0.05 0.1 0.15" => |a| {
            let rate = |text: &&str| number(text, "a learning rate").and_then(|rate: f64| match rate {
                _ if rate > 0.0 && rate.is_finite() => Ok(rate),
                _ => Err(format!("{rate} is not above 0, as a learning rate must be")),
            });
            let rates = a.iter().map(rate).collect::<Result<Vec<f64>, String>>()?;
            match rates.len() {
                0 => Ok(Command::Rates(vec![0.05, 0.1, 0.15])),
                n if n <= Ask::MOST.1 => Ok(Command::Rates(rates)),
                n => Err(format!("{n} learning rates are more than {} that fit on the screen", Ask::MOST.1)),
            }
        };
        "fill" [Argument::OneOf(&["zero", "mean", "users", "items"])]
            "decompose the grid with its missing cells filled so", "fill mean" => |a| {
            next(a, Command::NextFill, |name| Fill::from_str(name).map(Command::Fill))
        };
        "cells" [Argument::OneOf(&["both", "ratings", "predictions", "errors", "squares"])]
            "choose what the cells show", "cells errors" => |a| {
            next(a, Command::NextCells, |name| Cells::named(name).map(Command::Cells))
        };
        "clip" [ON_OFF] "clip predictions to the scale of the ratings", "clip on" => |a| switch(a).map(Command::Clip);
        "sort" [Argument::OneOf(&["users", "items"]), Argument::OneOf(&["file", "name", "rated", "error", "factor"])]
            "choose the order of users or items", "sort items factor 2" => |a| match a {
            [] => Ok(Command::NextSort),
            [of, "factor", z] => Ok(Command::Sort(side(of)?, Sort::Factor(factor(z)?))),
            [of, by] => Ok(Command::Sort(side(of)?, sort(by)?)),
            _ => Err("say what to sort and how, as in: sort items rated".into()),
        };
        "measure" [Argument::OneOf(&["mse", "rmse", "sse", "objective"])]
            "choose what the curve shows", "measure rmse" => |a| {
            next(a, Command::NextMeasure, |name| Measure::named(name).map(Command::Measure))
        };
        "second" [Argument::OneOf(&["mse", "rmse", "sse", "objective", "off"])]
            "draw a second measure into the same plot", "second rmse" => |a| {
            next(a, Command::NextSecond, |name| match name {
                "off" => Ok(Command::Second(None)),
                measure => Measure::named(measure)
                    .map(|measure| Command::Second(Some(measure)))
                    .map_err(|why| format!("{why}, off")),
            })
        };
        "axis" [Argument::OneOf(&["auto", "linear", "log"])] "make the error axis linear or logarithmic", "axis log" => |a| {
            next(a, Command::Scaling(Scaling::Flip), |name| Scaling::named(name).map(Command::Scaling))
        };
        "span" [Argument::OneOf(&["whole", "recent"])] "show the whole run or its last part", "span recent" => |a| {
            next(a, Command::Span(Span::Flip), |name| Span::named(name).map(Command::Span))
        };
        "axes" [Argument::OneOf(&["principal", "next"])] "choose the two factors of the map", "axes 1 2" => |a| match a {
            ["principal"] => Ok(Command::Axes(Axes::Principal)),
            ["next"] | [] => Ok(Command::Axes(Axes::Next)),
            [x, y] => Ok(Command::Axes(Axes::Factors(factor(x)?, factor(y)?))),
            _ => Err("give two factors or principal, as in: axes 1 2".into()),
        };
        "zoom" [Argument::OneOf(&["in", "out", "all", "left", "right", "up", "down"])]
            "come nearer in the map, go away, or move sideways", "zoom in" => |a| {
            one(a, "in, out or all").and_then(Zoom::named).map(Command::Zoom)
        };
        "tails" [ON_OFF] "draw where each point of the map came from", "tails off" => |a| switch(a).map(Command::Tails);
        "metric" [Argument::OneOf(&["euclidean", "cosine"])] "choose how nearness is measured", "metric cosine" => |a| {
            next(a, Command::NextMetric, |name| Metric::from_str(name).map(Command::Metric))
        };
        "at-least" [Argument::OneOf(&["auto"])]
            "compare only users and items with so many ratings; auto is as many as the data can afford", "at-least 5" => |a| {
            let least = |text: &str| match number(text, "a number of ratings, or auto")? {
                0 => Err("without a rating nothing was learned: say 1 or more, or auto".into()),
                least => Ok(Command::AtLeast(Some(least))),
            };
            match a {
                ["auto"] | [] => Ok(Command::AtLeast(None)),
                [text] => least(text),
                _ => too_many(),
            }
        };
        "working" [Argument::OneOf(&["auto", "prediction", "regression", "gradient", "errors"])]
            "choose what the Working panel explains", "working regression" => |a| {
            next(a, Command::NextWorking, |name| Working::named(name).map(Command::Working))
        };
        "terms" [Argument::OneOf(&["next", "previous"])] "page through the terms in the Working panel", "terms next" => |a| match a {
            ["next"] | [] => Ok(Command::Terms(true)),
            ["previous"] => Ok(Command::Terms(false)),
            _ => Err("terms are paged with next and previous".into()),
        };
        "theme" [Argument::OneOf(&["dark", "light", "contrast", "safe", "mono"])] "choose the colours", "theme safe" => |a| {
            next(a, Command::NextTheme, |name| Theme::named(name).map(Command::Theme))
        };
        "ascii" [ON_OFF] "draw with plain ASCII only", "ascii on" => |a| switch(a).map(Command::Ascii);
        "mouse" [ON_OFF] "catch the mouse, or leave it to the terminal for selecting text", "mouse off" => |a| {
            switch(a).map(Command::Mouse)
        };
        "panel" [Argument::OneOf(&["both", "view", "working", "curve", "none"])]
            "choose what stands beside the text of the lecture", "panel working" => |a| {
            next(a, Command::NextPanel, |name| Panel::named(name).map(Command::Panel))
        };
        "light" [Argument::OneOf(&["user", "item", "cell", "factor", "missing", "off"])]
            "light something up: a user, an item, a cell, a factor, what is missing", "light cell An BTS" => |a| match a {
            ["off"] => Ok(Command::Light(None)),
            ["missing"] => Ok(Command::Light(Some(Light::Missing))),
            ["cell", user, item] => Ok(Command::Light(Some(Light::Cell(who(user)?, who(item)?)))),
            ["factor", of, name, z] => Ok(Command::Light(Some(Light::Factor(side(of)?, who(name)?, factor(z)?)))),
            [of, name] => Ok(Command::Light(Some(Light::Row(side(of)?, who(name)?)))),
            _ => Err("say what, as in: light user An, light cell An BTS, light off".into()),
        };
    }
    Lecture {
        "lecture" [] "go to the lecture, or come back to where its path was left" , "lecture" => |a| none(a, Command::Lecture);
        "lesson" [Argument::Number("which part"), Argument::Number("which page")]
            "go to a part of the lecture, and to a page of it", "lesson 5 2" => |a| match a {
            [part] => Ok(Command::Lesson(counted(part, "the number of a part")?, 1)),
            [part, page] => Ok(Command::Lesson(counted(part, "the number of a part")?, counted(page, "the number of a page")?)),
            _ => Err("say which part, as in: lesson 5".into()),
        };
        "page" [Argument::OneOf(&["next", "previous"])] "turn the page, or go to one by its number", "page next" => |a| match a {
            ["next"] | [] => Ok(Command::Page(Turn::Next)),
            ["previous"] => Ok(Command::Page(Turn::Previous)),
            [page] => Ok(Command::Page(Turn::To(counted(page, "next, previous or the number of a page")?))),
            _ => too_many(),
        };
        "contents" [] "show the parts and pages of the lecture" , "contents" => |a| none(a, Command::Contents);
        "answer" [Argument::Text("the answer")] "answer the question of the page", "answer 4.72" => |a| {
            Ok(Command::Answer((!a.is_empty()).then(|| a.join(" "))))
        };
        "hint" [] "show a hint" , "hint" => |a| none(a, Command::Hint);
        "reveal" [] "show the answer" , "reveal" => |a| none(a, Command::Reveal);
        "skip" [] "leave the question unanswered" , "skip" => |a| none(a, Command::Skip);
        "again" [] "ask the last question of the page again" , "again" => |a| none(a, Command::Again);
        "explore" [] "leave the path of the lecture and try things" , "explore" => |a| none(a, Command::Explore);
        "forget" [Argument::OneOf(&["all"])] "forget all answers given in the lecture", "forget all" => |a| match a {
            ["all"] => Ok(Command::Forget),
            _ => Err("to forget all answers, write: forget all".into()),
        };
    }
    Program {
        "help" [] "show all keys of this screen", "help" => |a| none(a, Command::Help);
        "palette" [Argument::Text("what to begin with")] "type a command", "palette set lambda" => |a| {
            Ok(Command::Palette(a.join(" ")))
        };
        "reading" [] "say how the file of ratings was read", "reading" => |a| none(a, Command::Reading);
        "redraw" [] "draw everything anew", "redraw" => |a| none(a, Command::Redraw);
        "suspend" [] "put the program in the background", "suspend" => |a| none(a, Command::Suspend);
        "close" [] "close what is open on top", "close" => |a| none(a, Command::Close);
        "quit" [] "end the program", "quit" => |a| none(a, Command::Quit);
    }
}

/// What a run can start from.
pub(super) const STARTS: [(&str, Option<Known>); 4] = [
    ("random", None),
    (Known::NAMES[0].0, Some(Known::NAMES[0].1)),
    (Known::NAMES[1].0, Some(Known::NAMES[1].1)),
    (Known::NAMES[2].0, Some(Known::NAMES[2].1)),
];

/// The value called `name` in a list of names.
fn named<T: Copy>(names: &[(&str, T)], name: &str) -> Result<T, String> {
    names.iter().find(|(n, _)| *n == name).map(|(_, value)| *value).ok_or_else(|| {
        let names: Vec<_> = names.iter().map(|(n, _)| *n).collect();
        format!("'{name}' is not one of {}", names.join(", "))
    })
}

/// What a value is called in a list of names.
pub(super) fn name_of<T: PartialEq>(names: &[(&'static str, T)], value: &T) -> &'static str {
    names.iter().find(|(_, v)| v == value).map_or("", |(name, _)| name)
}

fn finite(text: &str) -> Result<f64, String> {
    number(text, "a number").and_then(|v: f64| if v.is_finite() { Ok(v) } else { Err("a number has an end".into()) })
}

fn too_many<T>() -> Result<T, String> {
    Err("there is more here than this command takes".into())
}

fn none(arguments: &[&str], command: Command) -> Result<Command, String> {
    if arguments.is_empty() { Ok(command) } else { too_many() }
}

fn one<'a>(arguments: &[&'a str], what: &str) -> Result<&'a str, String> {
    match arguments {
        [only] => Ok(only),
        [] => Err(format!("say {what}")),
        _ => too_many(),
    }
}

/// The one given, or without one the next in the circle.
fn next(
    arguments: &[&str],
    otherwise: Command,
    read: impl Fn(&str) -> Result<Command, String>,
) -> Result<Command, String> {
    match arguments {
        [] => Ok(otherwise),
        [name] => read(name),
        _ => too_many(),
    }
}

fn number<T: FromStr>(text: &str, what: &str) -> Result<T, String> {
    text.parse().map_err(|_| format!("'{text}' is not {what}"))
}

fn factor(text: &str) -> Result<usize, String> {
    number(text, "the number of a factor").and_then(|z| if z > 0 { Ok(z) } else { Err("factors count from 1".into()) })
}

/// A number from 1.
fn counted(text: &str, what: &str) -> Result<usize, String> {
    number(text, what).and_then(|n| if n > 0 { Ok(n) } else { Err("parts and pages count from 1".into()) })
}

/// One number that is learned: whose, and which of its factors, or its bias.
fn spot(of: &str, whose: &str, which: &str) -> Result<Spot, String> {
    let factor = if which == "bias" { None } else { Some(factor(which)?) };
    Ok(Spot { side: side(of)?, who: who(whose)?, factor })
}

fn grains(arguments: &[&str]) -> Result<(Grain, u64), String> {
    match arguments {
        [] => Ok((Grain::Unit, 1)),
        [one] => match one.parse() {
            Ok(times) => Ok((Grain::Unit, times)),
            Err(_) => Ok((one.parse()?, 1)),
        },
        [grain, times] => Ok((grain.parse()?, number(times, "how many")?)),
        _ => too_many(),
    }
}

fn switch(arguments: &[&str]) -> Result<Switch, String> {
    match arguments {
        [] => Ok(Switch::Flip),
        ["on"] => Ok(Switch::On),
        ["off"] => Ok(Switch::Off),
        [other] => Err(format!("'{other}' is neither on nor off")),
        _ => too_many(),
    }
}

fn setting(arguments: &[&str]) -> Result<Setting, String> {
    match arguments {
        [name, value] => Setting::parse(name, value),
        _ => {
            let names = Knob::names();
            Err(format!("give an option and its value, as in: set lambda 0.1; the options are {names}"))
        }
    }
}

fn side(text: &str) -> Result<Side, String> {
    match text {
        "users" | "user" => Ok(Side::Users),
        "items" | "item" => Ok(Side::Items),
        _ => Err(format!("'{text}' is neither users nor items")),
    }
}

fn sort(text: &str) -> Result<Sort, String> {
    match text {
        "file" => Ok(Sort::File),
        "name" => Ok(Sort::Name),
        "rated" => Ok(Sort::Rated),
        "error" => Ok(Sort::Error),
        _ => Err(format!("'{text}' is not an order; there are file, name, rated, error and factor with its number")),
    }
}

/// A number where it is one; `#1 hits` and `#Infinity` are names.
fn who(text: &str) -> Result<Who, String> {
    match text.strip_prefix('#').filter(|digits| digits.parse().is_ok_and(f64::is_finite)) {
        Some(digits) => {
            let wrong = || format!("'{text}' is not a number of a user or item; they count from #1");
            digits.parse().ok().filter(|n| *n > 0).map(Who::Number).ok_or_else(wrong)
        }
        None if text.is_empty() => Err("a name cannot be empty".into()),
        None => Ok(Who::Name(text.into())),
    }
}
