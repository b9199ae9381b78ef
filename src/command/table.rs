//! The table of all commands, one row each: value, text form, help, completion and documentation are made from it.
//!
//! A row is: the variant with what it carries (and what is meant where that is left out), its name, what may follow,
//! `leaves` where it leaves the path of the lecture though its subject does not, a sentence and an example.

use super::{
    Aim, Axes, Beginning, Boxing, Cells, Everything, Experiment, FromTo, Later, Layout, Least, Measure, MixCount,
    MixStep, Moment, Panel, Part, Perplexity, Ratings, Scaling, Screen, Second, Seed, ShrinkBy, Span, Spot, Subject,
    Theme, Those, Toward, Turn, Way, Who, Whose, Working, Zoom,
    argument::Argument::{self, Item, Known, Number, OneOf, Setting as Option_, Side as Named, Text, User},
    value::{ListLength, Nth, Weighing, Words, Written},
};
use crate::{
    choice::Choice,
    data::{Share, Side},
    model::{Setting, svd::Fill},
    study::{
        Grain, Opening, Speed,
        ab::{AbView, Setup},
        groups::Colour,
        lab::{Compare, GridDots, GridOrder, Rates, Search, Starts},
        listing::Sort,
        neighbours::Metric,
        popularity::PopularityView,
        recommend::Slider,
        residuals::{Grouping, Seen},
    },
};
use std::fmt;

const ON_OFF: Argument = OneOf(&["on", "off"]);
const TIMES: Argument = Number("how many");
const ONE: &[&str] = &["user", "item"];

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
    /// Whether whoever gives it stays on the path of the lecture: it looks and picks, and asks nothing of the session.
    pub stays: bool,
    /// One that works.
    pub example: &'static str,
    /// Reads what follows the name.
    pub(super) read: fn(&mut Words<'_>) -> Result<Command, String>,
}

/// The command called `name`.
pub fn spec(name: &str) -> Option<&'static Spec> {
    TABLE.iter().find(|s| s.name == name)
}

macro_rules! commands {
    ($($subject:ident $stays:literal { $(
        $name:ident $(($($field:ident: $kind:ty $(= $meant:expr)?),+))?
        $text:literal [$($argument:expr),*] $($leaves:ident)? $sentence:literal, $example:literal;
    )+ })+) => {
        /// One thing to do.
        #[derive(Clone, Debug, PartialEq)]
        pub enum Command { $($(
            #[doc = concat!("`", $text, "`: ", $sentence, ".")]
            $name $(($($kind),+))?,
        )+)+ }

        /// Every command there is.
        pub static TABLE: &[Spec] = &[$($(Spec {
            name: $text,
            arguments: &[$($argument),*],
            sentence: $sentence,
            subject: Subject::$subject,
            stays: $stays && commands!(@stays $($leaves)?),
            example: $example,
            read: |_words| Ok(Command::$name $(($({
                let $field: $kind = commands!(@read _words $(, $meant)?);
                $field
            }),+))?),
        },)+)+];

        impl Command {
            /// What it is called.
            pub fn name(&self) -> &'static str {
                match self { $($(Self::$name { .. } => $text,)+)+ }
            }

            /// What it is about.
            pub fn subject(&self) -> Subject {
                match self { $($(Self::$name { .. } => Subject::$subject,)+)+ }
            }

            /// Whether whoever gives it stays on the path of the lecture: it looks and picks, and asks nothing of the session.
            pub fn stays(&self) -> bool {
                match self { $($(Self::$name { .. } => $stays && commands!(@stays $($leaves)?),)+)+ }
            }
        }

        impl fmt::Display for Command {
            /// The text form, which [`parse`](super::parse) reads back.
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                let mut _written = Written::new(self.name());
                match self { $($(
                    Self::$name $(($($field),+))? => { $($(commands!(@write _written, $field: $kind $(, $meant)?);)+)? }
                )+)+ }
                f.write_str(&_written.line())
            }
        }
    };
    (@stays) => { true };
    (@stays leaves) => { false };
    (@read $words:ident) => { $words.value()? };
    (@read $words:ident, $meant:expr) => { $words.value_or($meant) };
    (@write $written:ident, $field:ident: $kind:ty) => { $written.add($field, false) };
    (@write $written:ident, $field:ident: $kind:ty, $meant:expr) => {{
        let meant: $kind = $meant;
        $written.add($field, *$field == meant)
    }};
}

commands! {
    Time false {
        Step(grain: Grain = Grain::Unit, times: u64 = 1) "step" [OneOf(Grain::NAMES), TIMES]
            "do the next unit, half-step or pass", "step pass 10";
        Back(grain: Grain = Grain::Unit, times: u64 = 1) "back" [OneOf(Grain::NAMES), TIMES]
            "go back in time", "back half";
        Forward(grain: Grain = Grain::Unit, times: u64 = 1) "forward" [OneOf(Grain::NAMES), TIMES]
            "go forward along what was already done", "forward unit 3";
        Goto(to: Moment = Moment::End) "goto" [OneOf(&["start", "end"])] "go to a step of the run", "goto 12";
        Run(on: Option<bool> = None) "run" [ON_OFF] "keep stepping, or pause", "run";
        Speed(speed: Speed) "speed" [OneOf(Grain::NAMES), Number("how many a second, or max")]
            "set how fast to keep stepping", "speed pass 5";
        Faster "faster" [] "take the next faster pace", "faster";
        Slower "slower" [] "take the next slower pace", "slower";
        Stop "stop" [] "give up what is under way", "stop";
        Restart(seed: Option<Seed> = None) "restart" [Number("a seed, or next")]
            "begin a new run from fresh factors; the old curve stays, faint", "restart next";
        Branch(run: Nth) "branch" [Number("which run")] "return to an earlier run or branch", "branch 1";
    }
    Model false {
        Set(setting: Setting) "set" [Option_] "change an option and go on from the present factors", "set lambda 0.1";
        Refit(setting: Setting) "refit" [Option_]
            "change an option and begin again from fresh factors", "refit factors 3";
        NextMethod "next-method" [] "go on with the next solver", "next-method";
        StartFrom(from: Beginning) "start-from" [OneOf(Beginning::NAMES)]
            "begin again from the lecture's factors: its experts', its survey's, those it works by hand; or from random ones",
            "start-from experts";
        Open(what: Ratings) "open" [OneOf(Opening::NAMES)]
            "begin anew on a grid of the lecture, on the ratings that the program was opened with, on many that are made up, or in a lesson on a file beside it",
            "open lecture";
        SetFactor(of: Whose, factor: usize, value: f64) "factor"
            [OneOf(ONE), Named, Number("which, from 1; 0 is the bias"), Number("its new value")]
            "set a factor by hand and go on", "factor user An 1 -1.52";
        Turn(degrees: f64) "turn" [Number("by how many degrees")]
            "turn the two factors of the map; no prediction changes", "turn 5";
        Shear(by: f64) "shear" [Number("by how much")]
            "shear the two factors of the map; no prediction changes", "shear 0.1";
    }
    Ratings false {
        Rate(cell: Option<(Who, Who)> = None, value: f64) "rate" [User, Item, Number("the rating")]
            "set or add a rating, under the cursor or as named", "rate An Ommazh 4";
        Unrate(cell: Option<(Who, Who)> = None) "unrate" [User, Item]
            "remove a rating, under the cursor or as named", "unrate An BTS";
        Join(who: Whose) "join" [OneOf(ONE), Named]
            "have a user or an item join who has no ratings yet; rate You has You join", "join user Anna";
        Promote(item: Option<Who> = None) "promote" [Item] "promote an item, or no more: what is chosen, or as named",
            "promote BTS";
        Undo "undo" [] "take back the last change of a rating", "undo";
        HoldOut(share: Share, seed: u64 = 1) "holdout" [Number("a share"), Number("a seed")]
            "hold out a share of the ratings, and begin again", "holdout 0.2 1";
    }
    Picking true {
        Move(toward: Toward, times: u64 = 1) "move" [OneOf(Toward::NAMES), TIMES] "move the cursor", "move down 3";
        Select(user: Who, item: Who) "select" [User, Item] "choose a user and an item", "select An \"Zhou Shen\"";
        SelectUser(user: Who) "select-user" [User] "choose a user", "select-user Diego";
        SelectItem(item: Who) "select-item" [Item] "choose an item", "select-item #3";
        SelectFactor(factor: Option<Nth> = None) "select-factor" [Number("which, from 1")]
            "choose a factor; without a number, the next", "select-factor 2";
        Side(side: Option<Side> = None) "side" [OneOf(Side::NAMES)] "look at users or at items", "side users";
        Find(text: String = String::new()) "find" [Text("part of a name")] "find a user or an item", "find zhou";
        FindNext "find-next" [] "go to the next that was found", "find-next";
        FindPrevious "find-previous" [] "go to the one found before", "find-previous";
        NameFactor(factor: Nth, name: String = String::new()) "name-factor" [Number("which, from 1"), Text("a name")]
            "give a factor a name; without one, that which the words at its ends suggest, or take its name away", "name-factor 1 lo-fi";
        Choose "choose" [] leaves "take what is under the cursor: in Neighbours, walk there; on Map, go to its arithmetic", "choose";
    }
    Looking true {
        Screen(screen: Screen) "screen" [OneOf(Screen::NAMES)] leaves "go to a screen", "screen map";
        NextScreen "next-screen" [] leaves "go to the next screen", "next-screen";
        PreviousScreen "previous-screen" [] leaves "go to the previous screen", "previous-screen";
        Lab(experiment: Option<Experiment> = None) "lab" [OneOf(Experiment::NAMES)] leaves
            "go to an experiment of the Lab", "lab landscape";
        Over(pair: Option<(Spot, Spot)> = None) "over" [OneOf(ONE), Text("name and factor; then the other number")] leaves
            "choose the two numbers of the landscape; without any, the next pair", "over user Diego 1 user Diego 2";
        Starts(starts: Starts = Starts::default()) "starts" [Number("how many seeds")]
            "fit from the seeds 1 to so many, and see where each ends", "starts 40";
        Rates(rates: Rates = Rates::default()) "rates" [Number("learning rates, a blank between them")]
            "descend with each of these learning rates", "rates 0.05 0.1 0.15";
        Compare(models: Compare = Compare::default()) "compare" [Text("models with their options, a comma between them")]
            "compare the present fit with others on the same folds: with those named, or with one of each family", "compare svd factors=10, knn-baseline k=20";
        Search(values: Search = Search::default()) "search" [Text("values for one option or for two, as in factors=2,5,10")]
            "search for the options of the present method that do best on ratings held out", "search factors=2,5,10 lambda=0.1,1";
        Fill(fill: Option<Fill> = None) "fill" [OneOf(Fill::NAMES)] leaves
            "decompose the grid with its missing cells filled so", "fill mean";
        Cells(cells: Option<Cells> = None) "cells" [OneOf(Cells::NAMES)] "choose what the cells show", "cells errors";
        Clip(on: Option<bool> = None) "clip" [ON_OFF] "clip predictions to the scale of the ratings", "clip on";
        Sort(order: Option<(Side, Sort)> = None) "sort"
            [OneOf(Side::NAMES), OneOf(&["file", "name", "rated", "error", "factor"])]
            "choose the order of users or items", "sort items factor 2";
        Measure(measure: Option<Measure> = None) "measure" [OneOf(Measure::NAMES)]
            "choose what the curve shows", "measure rmse";
        Second(measure: Option<Second> = None) "second" [OneOf(Second::NAMES)]
            "draw a second measure into the same plot", "second rmse";
        Axis(scaling: Option<Scaling> = None) "axis" [OneOf(Scaling::NAMES)]
            "make the error axis linear or logarithmic", "axis log";
        Span(span: Option<Span> = None) "span" [OneOf(Span::NAMES)]
            "show the whole run or its last part", "span recent";
        Axes(axes: Axes = Axes::Next) "axes" [OneOf(&["principal", "next"])]
            "choose the two factors of the map", "axes 1 2";
        Zoom(zoom: Zoom) "zoom" [OneOf(Zoom::NAMES)] "come nearer in the map, go away, move sideways, or see a circle about 0, 0, which a turn leaves as it is", "zoom in";
        Tails(on: Option<bool> = None) "tails" [ON_OFF] "draw where each point of the map came from", "tails off";
        Contours(on: Option<bool> = None) "contours" [ON_OFF]
            "draw lines of equal density on Map, each around as large a part of the points as it says, or not", "contours on";
        Box(boxing: Boxing = Boxing::Here) "box"
            [OneOf(Boxing::WORDS), Number("its lower edge"), Number("its right edge"), Number("its upper edge")]
            "draw a box on Map, from what is selected to where one moves or by two corners, and see what those in it have in common", "box -2.8 -2.6 0 0";
        Path(ends: Option<FromTo> = None) "path" [Item, Item]
            "show the items on the straight way from one to another; without any, no more", "path Ommazh BTS";
        Layout(layout: Option<Layout> = None, seed: u64 = 1) "layout" [OneOf(Layout::NAMES), Number("a seed")]
            "lay Map out over its axes, or so that neighbours over all factors lie close", "layout neighbours";
        Perplexity(perplexity: Perplexity = Perplexity::USUAL) "perplexity" [Number("how many neighbours")]
            "have about so many neighbours of each count where Map is laid out by them", "perplexity 10";
        Matrix(on: Option<bool> = None) "matrix" [ON_OFF]
            "show the similarities of a model of neighbours on Map as a matrix, or as a graph", "matrix on";
        Metric(metric: Option<Metric> = None) "metric" [OneOf(Metric::NAMES)]
            "choose how nearness is measured", "metric cosine";
        Shrink(by: ShrinkBy = ShrinkBy(20)) "shrink" [OneOf(ShrinkBy::WORDS)]
            "trust similarities of factors by n/(n + so many), n being how many ratings two have in common; off takes them as they are",
            "shrink 20";
        AtLeast(least: Least = Least::Auto) "at-least" [OneOf(&["auto"])]
            "compare only users and items with so many ratings; auto is as many as the data can afford", "at-least 5";
        Colour(colour: Option<Colour> = None) "colour" [OneOf(Colour::NAMES)]
            "colour the items of Map, Neighbours and Factors by what is known of them, or by their mix", "colour genre";
        Only(those: Those = Those::default()) "only" [Known, Known]
            "look only at items with a word, or of some years, in Map, Neighbours and lists; all brings back the others", "only genre=Western";
        Order(order: Option<GridOrder> = None) "order" [OneOf(GridOrder::NAMES)] leaves
            "show the whole grid in the order of the file, or with the most rated first", "order rated";
        Dots(dots: Option<GridDots> = None) "dots" [OneOf(GridDots::NAMES)] leaves
            "light as large a part of the dots of the whole grid as is known of its cells, or a dot for any known cell", "dots any";
        ErrorsBy(by: Option<Grouping> = None) "errors-by" [OneOf(Grouping::NAMES)] leaves
            "group the errors by what was given, by how active the user or how popular the item is, or by what was predicted", "errors-by item";
        ErrorsOver(seen: Option<Seen> = None) "errors-over" [OneOf(Seen::NAMES)] leaves
            "look at the errors over the ratings that are learned from, or over those held out", "errors-over held-out";
        Weigh(slider: Slider, weight: f64) "weigh" [OneOf(Slider::NAMES), Number("from 0 to 1")] leaves
            "have a slider of Recommend count so much, from 0 to 1", "weigh like 0.2";
        Weights(weights: Weighing = Weighing::PLAIN) "weights" [Text("sliders with what they count, or a name")] leaves
            "set all sliders of Recommend at once, or as they were kept; without any, the predicted rating alone counts", "weights rating=0.6 like=0.2 variety=0.4";
        KeepWeights(name: String) "keep-weights" [Text("a name")]
            "keep the sliders of Recommend as they are under a name", "keep-weights mine";
        Beside(weights: Option<Weighing> = None) "beside" [Text("sliders with what they count, or a name")] leaves
            "hold the list of Recommend beside that by other weights; without any, beside that by the rating alone", "beside rating=0.5 popular=0.5";
        Slider(slider: Option<Slider> = None) "slider" [OneOf(Slider::NAMES)] leaves
            "choose the slider of Recommend that left and right turn; without a name, the next", "slider popular";
        Later(days: Later) "later" [Number("how many days")] leaves
            "recommend as on a day after the latest use of anything, for what is due again", "later 20";
        Rated(on: Option<bool> = None) "rated" [ON_OFF] leaves
            "recommend what the user has rated already as well, or not", "rated on";
        Popularity(models: Compare = Compare::default()) "popularity" [Text("models with their options, a comma between them")] leaves
            "see what the present fit and others would recommend at all, each fitted on what is learned from: those named, or one of each family", "popularity svd factors=10, slope-one";
        PopularityView(view: Option<PopularityView> = None) "popularity-view" [OneOf(PopularityView::NAMES)] leaves
            "look at the items recommended most, at groups of items, at how evenly they are recommended, or at models side by side", "popularity-view groups";
        Mixes(count: MixCount = MixCount::Usual) "mixes" [OneOf(MixCount::WORDS)] leaves
            "put the items into so many clusters by their factors, each a mix for the user; without a number, as many as suit them", "mixes 4";
        MixStep(to: MixStep = MixStep::Next) "mixes-step" [OneOf(MixStep::WORDS)] leaves
            "look at another step of how the mixes came about, in the Lab or on Map: 0 is the first centres, then centres and items take turns", "mixes-step 0";
        MixSeed(seed: Seed = Seed::Next) "mixes-seed" [Number("a seed, or next")] leaves
            "draw the first centres of the mixes anew", "mixes-seed 7";
        Mix(mix: Nth) "mix" [Number("which, from 1")] leaves "look into a mix", "mix 2";
        Top(length: ListLength) "top" [Number("how many items a list has")] leaves
            "recommend so many items to each user, where it is counted what is recommended", "top 20";
        Lists(lists: Option<(ListLength, f64)> = None) "lists" [Number("how many items a list has"), Number("from which rating on what was held out is relevant")] leaves
            "measure the lists of Recommend by each set of weights on ratings held out; without numbers, lists of 10, and what is above the middle of the scale is relevant", "lists 10 4";
        Ab(setup: Setup = Setup::default()) "ab" [Text("what is to be otherwise than usual, as in weariness=0 users=1000")] leaves
            "begin a made-up A/B test: users, days, items shown a day, weariness, the error and the variety of each half, what is to be found, a seed; what is not named is as usual", "ab users=1000 weariness=0";
        AbView(view: Option<AbView> = None) "ab-view" [OneOf(AbView::NAMES)] leaves
            "look at the difference day by day, at one user, at what looking every day does, or at how many users are needed", "ab-view peeking";
        AbPlay(on: Option<bool> = None) "ab-play" [ON_OFF] leaves
            "let the days of the A/B test go by, or pause", "ab-play on";
        Working(working: Option<Working> = None) "working" [OneOf(Working::NAMES)]
            "choose what the Working panel explains", "working regression";
        Terms(way: Way = Way::Next) "terms" [OneOf(Way::NAMES)]
            "page through the terms in the Working panel", "terms next";
        Theme(theme: Option<Theme> = None) "theme" [OneOf(Theme::NAMES)] "choose the colours", "theme safe";
        Ascii(on: Option<bool> = None) "ascii" [ON_OFF] "draw with plain ASCII only", "ascii on";
        Mouse(on: Option<bool> = None) "mouse" [ON_OFF]
            "catch the mouse, or leave it to the terminal for selecting text", "mouse off";
        Motion(on: Option<bool> = None) "motion" [ON_OFF]
            "show what a page does after an answer bit by bit, or at once", "motion off";
        Panel(panel: Option<Panel> = None) "panel" [OneOf(Panel::NAMES)]
            "choose what stands beside the text of the lecture", "panel working";
        Light(aim: Aim) "light" [OneOf(Aim::WORDS)]
            "light something up: a user, an item, a cell, a factor, what is missing, the error", "light cell An BTS";
        Cover(aim: Aim) "cover" [OneOf(Aim::WORDS)]
            "cover something until the question is answered: what is said of it, and its arithmetic", "cover cell An BTS";
    }
    Lecture true {
        Lecture "lecture" [] "go to the lecture, or come back to where its path was left" , "lecture";
        Lesson(part: Part, page: Nth = Nth::FIRST) "lesson" [Number("which part, or a title"), Number("which page")]
            "go to a part of the lecture and to a page of it, by numbers or by a title", "lesson 5 2";
        Page(turn: Turn = Turn::Next) "page" [OneOf(&["next", "previous"])]
            "turn the page, or go to one by its number", "page next";
        Contents "contents" [] "show the parts and pages of the lecture" , "contents";
        Glossary(word: Option<String> = None) "glossary" [Text("a word")]
            "say what a word means; without one, what those of the page mean", "glossary dot product";
        Answer(text: Option<String> = None) "answer" [Text("the answer")] "answer the question of the page", "answer 4.72";
        Hint "hint" [] "show a hint" , "hint";
        Reveal "reveal" [] "show the answer" , "reveal";
        Skip "skip" [] "leave the question unanswered" , "skip";
        Again "again" [] "ask the last question of the page again" , "again";
        Explore "explore" [] "leave the path of the lecture and try things" , "explore";
        Forget(what: Everything) "forget" [OneOf(Everything::NAMES)]
            "forget all answers given in the lecture", "forget all";
    }
    Program true {
        Code "code" [] "show what was just done in Python", "code";
        Help "help" [] "show all keys of this screen", "help";
        Palette(text: String = String::new()) "palette" [Text("what to begin with")] "type a command", "palette set lambda";
        Reading "reading" [] "say how the file of ratings was read", "reading";
        Redraw "redraw" [] "draw everything anew", "redraw";
        Suspend "suspend" [] "put the program in the background", "suspend";
        Close "close" [] "close what is open on top", "close";
        Quit "quit" [] "end the program", "quit";
    }
}
