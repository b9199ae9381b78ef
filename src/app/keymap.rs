//! The key table: which key is which command, on which screen, and what the footer says of it.

use super::{App, Code, Key};
use crate::{
    command::{
        Axes, Boxing, Command, Experiment, MixCount, MixStep, Moment, Screen, Seed, Subject, Toward, Turn, Way,
        Weighing, Who, Zoom, spec,
    },
    lesson::Kind,
    study::Grain,
};
use std::{collections::HashMap, sync::OnceLock};

/// One row of the key table.
#[derive(Debug)]
pub struct Binding {
    /// The keys, any of which will do; the first is shown.
    pub keys: &'static [Key],
    /// Where it holds: on one screen, or (without) on all. A screen's own row goes before one for all.
    pub screen: Option<Screen>,
    /// What it means.
    pub meaning: Meaning,
    /// What it does, for help and README. `{unit}` and `{pass}` are what the solver calls them.
    pub sentence: &'static str,
    /// How the footer says it, in a word or two; empty where it stays out of the footer.
    pub hint: &'static str,
    /// Where in the footer.
    pub rank: Rank,
    /// The experiments of the Lab that it is of use to; without any, to all.
    pub experiments: &'static [Experiment],
}

/// What a key means.
#[derive(Debug)]
pub enum Meaning {
    /// This is done.
    Do(Command),
    /// This is typed into the palette, to be gone on with. `{z}` stands for the selected factor, `{who}` for the selected
    /// user or item, `{item}` for the selected item.
    Type(&'static str),
}

/// Where in the footer a row of the key table stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rank {
    /// Before all others: what the program is about.
    First,
    /// In the order of the table.
    Usual,
    /// At the end, where there is always room kept for it.
    Last,
}

macro_rules! keys {
    ($($where:ident { $(
        [$($key:expr),+] $does:ident $(($($with:expr),+))? $($type:literal)?, $sentence:literal $hint:literal
        $($rank:ident)? $([$($experiment:ident),+])?;
    )+ })+) => {
        /// Every key there is.
        pub static KEYS: &[Binding] = &[$($(Binding {
            keys: &[$($key),+],
            screen: keys!(@screen $where),
            meaning: keys!(@meaning $does $(($($with),+))? $($type)?),
            sentence: $sentence,
            hint: $hint,
            rank: keys!(@rank $($rank)?),
            experiments: &[$($(Experiment::$experiment),+)?],
        },)+)+];
    };
    (@screen Everywhere) => { None };
    (@screen $screen:ident) => { Some(Screen::$screen) };
    (@meaning Type $text:literal) => { Meaning::Type($text) };
    (@meaning $command:ident $(($($with:expr),+))?) => { Meaning::Do(Command::$command $(($($with),+))?) };
    (@rank) => { Rank::Usual };
    (@rank first) => { Rank::First };
    (@rank last) => { Rank::Last };
}

const fn k(letter: char) -> Key {
    Key::char(letter)
}

const fn p(code: Code) -> Key {
    Key::plain(code)
}

keys! {
    Lecture {
        [p(Code::Enter)] Answer(None), "answer the question; without one, go to the next page" "answer";
        [k('n'), p(Code::PageDown)] Page(Turn::Next), "go to the next page" "next";
        [k('b'), p(Code::PageUp)] Page(Turn::Previous), "go to the previous page" "back";
        [k('h')] Hint, "show a hint" "hint";
        [k('r'), Key::ctrl('r')] Reveal, "show the answer" "reveal";
        [k('x')] Skip, "leave the question unanswered" "skip";
        [k('a')] Again, "ask the last question of the page again" "ask again";
        [p(Code::Esc)] Explore, "leave the path and try things" "explore";
        [k('g')] Contents, "show the parts of the lecture and what was answered" "contents";
        [k('W')] Glossary(None), "say what the words of the page mean" "words";
        [k('f')] Panel(None), "show the screen, the Working panel, the curve or only the text" "panel";
    }
    Everywhere {
        [k(' ')] Run(None), "keep stepping, or pause" "run" first;
        [k('s')] Step(Grain::Unit, 1), "do the next {unit}" "{unit}" first;
        [k('S')] Step(Grain::Half, 1), "do the rest of the half-step" "half-step" first;
        [p(Code::Enter)] Step(Grain::Pass, 1), "do the rest of the {pass}" "{pass}" first;
        [k(','), k('b')] Back(Grain::Unit, 1), "go back one step" "back" first;
        [k('.')] Forward(Grain::Unit, 1), "go forward one step that was already done" "forward";
        [k('<')] Back(Grain::Half, 1), "go back to the last half-step" "";
        [k('>')] Forward(Grain::Half, 1), "go forward to the next half-step" "";
        [k('['), p(Code::Backspace)] Back(Grain::Pass, 1), "go back one {pass}" "";
        [k(']')] Forward(Grain::Pass, 1), "go forward one {pass}" "";
        [k('{')] Goto(Moment::Step(0)), "go to the start of the run" "";
        [k('}')] Goto(Moment::End), "go to the end of the run" "";
        [k('+')] Faster, "run faster" "";
        [k('-')] Slower, "run slower" "";
        [k('r')] Restart(None), "begin again from the same seed" "";
        [k('R')] Restart(Some(Seed::Next)), "begin again from the next seed" "new start";
    }
    Train {
        [k('y')] Measure(None), "show the next of MSE, RMSE, SSE, objective" "measure";
        [k('Y')] Second(None), "draw another measure into the same plot, or one only" "second";
        [k('a')] Axis(None), "make the error axis linear or logarithmic" "other axis";
        [k('d')] Span(None), "show the whole run or its last part" "recent";
        [k('g')] Choose, "go in time to the point that is read out" "go there";
    }
    Factors {
        [k('i')] Side(None), "look at users or at items" "users/items";
        [k('O')] Sort(None), "sort by the selected factor, by name, most rated, error, file" "sort";
        [k('A')] Type "at-least ", "list only what has so many ratings" "";
        [k('c')] Colour(None), "colour items by genre, tag, author, decade or mix, or not" "";
        [k('C')] Type "only ", "list only items with a word, or of some years" "";
        [k('=')] Type "name-factor {z} ", "give the selected factor a name" "name it";
        [k('e')] Type "factor {who} {z} ", "change the selected factor by hand" "edit";
    }
    Map {
        [k('i')] Side(None), "look at users or at items" "users/items";
        [k('a')] Axes(Axes::Next), "draw over the next pair of factors" "axes";
        [k('p')] Axes(Axes::Principal), "draw over the principal axes" "principal";
        [k('z')] Zoom(Zoom::In), "come nearer" "zoom";
        [k('Z')] Zoom(Zoom::Out), "go away" "";
        [k('0')] Zoom(Zoom::All), "bring everything in sight" "all";
        [k('H')] Zoom(Zoom::Left), "move the view left" "";
        [k('J')] Zoom(Zoom::Down), "move the view down" "";
        [k('K')] Zoom(Zoom::Up), "move the view up" "";
        [k('L')] Zoom(Zoom::Right), "move the view right" "";
        [k('v')] Matrix(None), "show similarities as a matrix, or as a graph" "matrix/graph";
        [k('E')] Choose, "go to the arithmetic of what is near, on Neighbours" "arithmetic";
        [k('T')] Tails(None), "draw where each point came from, or not" "tails";
        [k('X')] Box(Boxing::Here), "begin a box at what is selected, which ends where one moves, or hold it" "box";
        [k('P')] Type "path {item} ", "show what lies on the way from the selected item to another" "path";
        [k('V')] Layout(None, 1), "lay out by neighbours over all factors, or over axes" "neighbours";
        [k('O')] Contours(None), "draw lines of equal density, or not" "contours";
        [k('d')] Metric(None), "measure nearness by distance or cosine" "";
        [k('A')] Type "at-least ", "draw only what has so many ratings" "";
        [k('c')] Colour(None), "colour items by genre, tag, author, decade or mix, or not" "";
        [k('C')] Type "only ", "draw only items with a word, or of some years" "";
        [k('f')] Turn(5.0), "turn the two factors: the map moves, the predictions stand still" "turn";
        [k('F')] Turn(-5.0), "turn them back" "";
        [k('y')] Shear(0.1), "shear the two factors: distances change as well, predictions do not" "shear";
        [k('Y')] Shear(-0.1), "shear them back" "";
        [k('D')] MixStep(MixStep::Next), "colour by mix, and go a step on with how the mixes come about" "";
        [k('U')] MixStep(MixStep::Previous), "go a step back with the mixes" "";
    }
    Lab {
        [k('v')] Lab(None), "go to the next experiment" "experiment";
        [k('i')] Side(None), "look at users or at items" "users/items" [Frame];
        [k('p')] Over(None), "draw it over the next pair of numbers" "pair" [Landscape, Slope];
        [k('z')] Zoom(Zoom::In), "come nearer in the landscape" "zoom" [Landscape];
        [k('Z')] Zoom(Zoom::Out), "go away" "" [Landscape];
        [k('0')] Zoom(Zoom::All), "bring all of the landscape in sight" "all" [Landscape];
        [k('g')] Choose, "take the start, option or model under the cursor into the fit" "take it" [Starts, Rates, Overfit, Compare, Search, Popularity];
        [k('E')] Choose, "go to the cell under the cursor, and how its prediction came about; in weights, to Recommend by these" "go there" [Residuals, Popularity, Mixes, Weights];
        [k('Y')] PopularityView(None), "look at recommended items, at groups of items, at a curve, or at models" "view" [Popularity];
        [k('=')] Type "top ", "recommend lists of another length" "" [Popularity];
        [k('P')] Type "popularity ", "see what other models would recommend" "" [Popularity];
        [k('D')] MixStep(MixStep::Next), "go a step on with how the mixes come about" "step" [Mixes];
        [k('U')] MixStep(MixStep::Previous), "go a step back with the mixes" "step back" [Mixes];
        [k('I')] MixStep(MixStep::To(0)), "go to the first centres of the mixes" "" [Mixes];
        [k('K')] Mixes(MixCount::More), "put the items into one mix more" "more" [Mixes];
        [k('J')] Mixes(MixCount::Fewer), "put them into one mix fewer" "fewer" [Mixes];
        [k('F')] MixSeed(Seed::Next), "draw the first centres of the mixes anew" "" [Mixes];
        [k('T')] AbPlay(None), "let the days of the A/B test go by, or pause" "play" [Ab];
        [k('V')] AbView(None), "look at the difference, at one user, at looking every day, or at how many users are needed" "view" [Ab];
        [k('X')] Type "ab ", "begin another A/B test" "another" [Ab];
        [k('y')] ErrorsBy(None), "group the errors by rating, by user, by item or by prediction" "group" [Residuals];
        [k('a')] ErrorsOver(None), "look at the errors over what is learned from, or over what is held out" "held out" [Residuals];
        [k('A')] Type "at-least ", "take only what has so many ratings" "" [Shelves, Mixes];
        [k('f')] Fill(None), "fill the missing cells in another way before the SVD" "";
        [k('O')] Order(None), "put the whole grid in the order of the file, or the most rated first" "sort" [Grid];
        [k('d')] Dots(None), "light as large a part of the dots as is known, or a dot for any known cell" "light" [Grid];
    }
    Recommend {
        [k('v')] Slider(None), "choose the next slider" "slider";
        [p(Code::Right), k('l')] Move(Toward::Right, 1), "have the slider count more" "more";
        [p(Code::Left), k('h')] Move(Toward::Left, 1), "have it count less" "less";
        [k('p')] Promote(None), "promote what is under the cursor, or no more" "promote";
        [k('d')] Beside(None), "hold the list beside that by the rating alone, or not" "beside";
        [k('=')] Type "keep-weights ", "keep the sliders as they are under a name" "";
        [k('H')] Lab(Some(Experiment::Weights)), "measure the lists by the kept sliders on ratings held out" "";
        [k('0')] Weights(Weighing::PLAIN), "have the predicted rating alone count" "";
        [k('a')] Rated(None), "recommend what was rated already as well, or not" "rated too";
        [k('c')] Clip(None), "clip predictions to the scale, or take them raw" "clip";
        [k('A')] Type "at-least ", "recommend only what has so many ratings" "";
        [k('C')] Type "only ", "recommend only items with a word, or of some years" "";
        [k('U')] Type "select-user ", "choose for whom" "for whom";
        [k('E')] Choose, "go to the cell of what is under the cursor, on Factorise" "";
    }
    Neighbours {
        [p(Code::Right), k('l')] Choose, "walk to the neighbour under the cursor" "walk there";
        [p(Code::Left), k('h')] Move(Toward::Left, 1), "walk back" "walk back";
        [k('d')] Metric(None), "measure nearness by distance or cosine" "cosine";
        [k('V')] Type "shrink ", "trust cosines by how many ratings are in common" "";
        [k('A')] Type "at-least ", "list only what has so many ratings" "";
        [k('c')] Colour(None), "colour items by genre, tag, author, decade or mix, or not" "";
        [k('C')] Type "only ", "list only items with a word, or of some years" "";
        [k('i')] Side(None), "look at users or at items" "users/items";
    }
    Everywhere {
        [p(Code::Up), k('k')] Move(Toward::Up, 1), "move the cursor up" "";
        [p(Code::Down), k('j')] Move(Toward::Down, 1), "move the cursor down" "";
        [p(Code::Left), k('h')] Move(Toward::Left, 1), "move the cursor left" "";
        [p(Code::Right), k('l')] Move(Toward::Right, 1), "move the cursor right" "";
        [p(Code::PageUp), Key::ctrl('u')] Move(Toward::PageUp, 1), "move the cursor a page up" "";
        [p(Code::PageDown), Key::ctrl('d')] Move(Toward::PageDown, 1), "move the cursor a page down" "";
        [p(Code::Home), k('^')] Move(Toward::First, 1), "move the cursor to the first column" "";
        [p(Code::End), k('$')] Move(Toward::Last, 1), "move the cursor to the last column" "";
        [k('g')] Move(Toward::Top, 1), "move the cursor to the first row" "";
        [k('G')] Move(Toward::Bottom, 1), "move the cursor to the last row" "";
    }
    Factorise {
        [k('v')] Cells(None), "show both, ratings, shaded ratings, predictions, errors or squared errors" "view";
        [k('c')] Clip(None), "clip predictions to the scale, or show them raw" "clip";
        [k('O')] Sort(None), "sort the users and items: file, most rated, error, factor" "sort";
        [k('i')] Side(None), "turn to the user or to the item of the cell" "";
        [k('z')] SelectFactor(None), "turn to the next factor" "";
    }
    Everywhere {
        [k('e')] Type "rate ", "change the rating under the cursor" "edit";
        [k('x')] Unrate(None), "remove the rating under the cursor" "";
        [k('u')] Undo, "take back the last change of a rating" "";
        [k('m')] NextMethod, "go on with the next solver" "method";
        [k('o')] Type "set ", "change an option" "option";
        [k('w')] Working(None), "explain something else in the Working panel" "working";
        [k('!')] Code, "show what was just done in Python, to read and to copy" "python";
        [k('(')] Terms(Way::Previous), "page back through the terms in the Working panel" "";
        [k(')')] Terms(Way::Next), "page on through the terms in the Working panel" "";
        [k('/')] Type "find ", "find a user or an item" "find";
        [k('n')] FindNext, "go to the next that was found" "";
        [k('N')] FindPrevious, "go to the one found before" "";
        [k(':')] Palette(String::new()), "type a command" "command";
        [k('?')] Help, "show the keys of this screen" "help" last;
        [k('B')] Lecture, "go to the lecture, or come back to its path" "lecture";
        [k('1')] Screen(Screen::Factorise), "go to Factorise" "";
        [k('2')] Screen(Screen::Train), "go to Train" "";
        [k('3')] Screen(Screen::Factors), "go to Factors" "";
        [k('4')] Screen(Screen::Map), "go to Map" "";
        [k('5')] Screen(Screen::Neighbours), "go to Neighbours" "";
        [k('6')] Screen(Screen::Lab), "go to Lab" "";
        [k('7')] Screen(Screen::Recommend), "go to Recommend" "";
        [p(Code::Tab)] NextScreen, "go to the next screen" "";
        [p(Code::BackTab)] PreviousScreen, "go to the previous screen" "";
        [k('t')] Theme(None), "change the colours" "";
        [k('M')] Mouse(None), "leave the mouse to the terminal for selecting text, or catch it" "";
        [p(Code::Esc)] Close, "close what is on top, or stop what is under way" "";
        [Key::ctrl('l')] Redraw, "draw everything anew" "";
        [Key::ctrl('z')] Suspend, "put the program in the background" "";
        [k('q'), Key::ctrl('c')] Quit, "end the program" "quit" last;
    }
}

/// The rows that hold on some screens, the first one's before those of the next, and those for all last. A row none of
/// whose keys is left for it does not count.
pub fn bindings(screens: &[Screen]) -> Vec<&'static Binding> {
    let layers = screens.iter().map(|screen| Some(*screen)).chain([None]);
    let rows = layers.flat_map(|layer| KEYS.iter().filter(move |b| b.screen == layer));
    rows.filter(|b| b.keys.iter().any(|key| b.holds(screens, *key))).collect()
}

impl Binding {
    /// The command, with what is selected filled in.
    pub fn command(&self, app: &App) -> Command {
        match &self.meaning {
            Meaning::Do(command) => command.clone(),
            Meaning::Type(text) => Command::Palette(self.filled(text, app)),
        }
    }

    /// What is done; `None` where it is typed.
    fn done(&self) -> Option<&Command> {
        match &self.meaning {
            Meaning::Do(command) => Some(command),
            Meaning::Type(_) => None,
        }
    }

    /// Whether `key` means this row on a screen, rather than one of the screen's own.
    pub fn holds(&self, screens: &[Screen], key: Key) -> bool {
        lookup(screens, key).is_some_and(|found| std::ptr::eq(found, self))
    }

    /// Whether `key` does this now.
    pub fn is_meant(&self, app: &App, key: Key) -> bool {
        app.bound(key).is_ok_and(|found| std::ptr::eq(found, self))
    }

    /// The first of its keys that does this now.
    pub fn key_now(&self, app: &App) -> Option<Key> {
        self.keys.iter().copied().find(|key| self.is_meant(app, *key))
    }

    /// Whether it helps with the open question, or settles it.
    pub fn is_about_question(&self) -> bool {
        matches!(self.done(), Some(Command::Hint | Command::Reveal | Command::Skip))
    }

    /// Whether it works beside the notes of a talk, which turn no page and answer nothing: it is about the terminal alone.
    pub fn is_for_notes(&self) -> bool {
        let done = self.done();
        matches!(done, Some(Command::Quit | Command::Suspend | Command::Redraw | Command::Theme(_) | Command::Mouse(_)))
    }

    /// What it is about. A row that opens the palette is about what is typed there.
    pub fn subject(&self) -> Subject {
        match &self.meaning {
            Meaning::Do(command) => command.subject(),
            Meaning::Type(text) => text.split(' ').next().and_then(spec).map_or(Subject::Program, |spec| spec.subject),
        }
    }

    /// Whether whoever presses it stays on the path of the lecture.
    pub fn stays(&self) -> bool {
        match &self.meaning {
            // In Neighbours it walks; elsewhere it takes something into the fit, or goes to another step.
            Meaning::Do(Command::Choose) => self.screen == Some(Screen::Neighbours),
            // On Map it changes colours alone.
            Meaning::Do(Command::MixStep(_)) => self.screen == Some(Screen::Map),
            Meaning::Do(command) => command.stays(),
            Meaning::Type(text) => text.split(' ').next().and_then(spec).is_some_and(|spec| spec.stays),
        }
    }

    /// What it does, in the words of the present solver.
    pub fn sentence(&self, app: &App) -> String {
        self.filled(self.sentence, app)
    }

    /// What the footer says, in the words of the present solver.
    pub fn hint(&self, app: &App) -> String {
        let open = app.lecture.walk.open().map(|(_, question)| &question.kind);
        match (self.done(), open) {
            (Some(Command::Run(_)), _) if app.snapshot.running => return "pause".into(),
            (Some(Command::Lecture), _) if app.lecture.is_left() => return "back to the path".into(),
            (Some(Command::Lecture), _) if app.on_path() => return "back to the page".into(),
            (Some(Command::Answer(_)), None) => return "next".into(),
            (Some(Command::Answer(_)), Some(_)) if !app.question_in_sight() => return "next".into(),
            (Some(Command::Answer(_)), Some(Kind::Cell { .. })) => return "pick this cell".into(),
            (Some(Command::Answer(_)), Some(Kind::Guess { .. })) => return "guess".into(),
            (Some(Command::Answer(_)), Some(Kind::Hand(_))) => return "type it".into(),
            _ => {}
        }
        let (similar, done) = (app.maps_similarities(), self.done());
        match done {
            // What acts on factors, or on a plane that is not shown.
            Some(Command::Axes(_) | Command::Tails(_) | Command::Turn(_) | Command::Shear(_)) if similar => {
                return String::new();
            }
            Some(Command::Layout(..)) if similar => return String::new(),
            Some(Command::Zoom(_) | Command::Box(_) | Command::Contours(_)) if app.shows_matrix() => {
                return String::new();
            }
            // What is typed there takes factors.
            None if similar && self.subject() == Subject::Looking && self.hint == "path" => return String::new(),
            Some(Command::Matrix(_) | Command::Choose) if app.live() == Screen::Map && !similar => {
                return String::new();
            }
            // Of the two keys for it the one is offered whose words say what it does.
            Some(Command::Choose) if app.live() == Screen::Lab && app.takes_in_lab() == self.keys.contains(&k('E')) => {
                return String::new();
            }
            _ => {}
        }
        if !self.experiments.is_empty() && !self.experiments.contains(&app.view.site.experiment) {
            return String::new();
        }
        self.filled(self.hint, app)
    }

    /// Whether it would do something now: the keys of questions need one, and the words of a page some.
    pub fn applies(&self, app: &App) -> bool {
        if app.lecture.follows() && !self.is_for_notes() {
            return false;
        }
        let walk = &app.lecture.walk;
        let open = walk.open();
        // A question that is not in sight yet is not answered: first one turns to it.
        if app.on_path() && open.is_some() && !app.question_in_sight() {
            let turns = matches!(self.done(), Some(Command::Page(Turn::Next)));
            if self.is_about_question() || turns || app.is_row_in_hand(self) {
                return false;
            }
            if matches!(self.done(), Some(Command::Answer(_))) {
                return true;
            }
        }
        match self.done() {
            Some(Command::Hint) => open.is_some_and(|(_, question)| question.hints.len() > walk.hints),
            Some(Command::Reveal | Command::Skip | Command::Page(Turn::Next)) => open.is_some(),
            Some(Command::Answer(_)) => !open.is_some_and(|(_, question)| match &question.kind {
                Kind::Choice { .. } => true,
                Kind::Hand(hand) => hand.dial().is_none(),
                _ => false,
            }),
            Some(Command::Lecture) => !app.on_path() || app.lecture.came_from().is_some(),
            Some(Command::Glossary(None)) => walk.uncovered().iter().any(|block| !block.said().is_empty()),
            Some(Command::Again) => (0..walk.page().blocks.len()).any(|block| walk.outcome(block).is_some()),
            _ => true,
        }
    }

    fn filled(&self, text: &str, app: &App) -> String {
        let (unit, pass) = app.snapshot.options.method.words();
        let text =
            text.replace("{unit}", unit).replace("{pass}", pass).replace("{z}", &(app.view.factor + 1).to_string());
        let item = Who::Name(app.name(app.view.item).into()).to_string();
        let text =
            text.replace("{item}", &if item.starts_with('"') { format!("#{}", app.view.item.number()) } else { item });
        if !text.contains("{who}") {
            return text;
        }
        let (of, name) = (app.selected(), Who::Name(app.name(app.selected()).into()).to_string());
        // A name that is more than one plain word would be taken apart on its way into the palette.
        let name = if name.starts_with('"') { format!("#{}", of.index() + 1) } else { name };
        text.replace("{who}", &format!("{} {name}", of.side().one()))
    }
}

/// The row for a key where the keys of these screens hold, the first one's before those of the next.
pub fn lookup(screens: &[Screen], key: Key) -> Option<&'static Binding> {
    static ALL: OnceLock<HashMap<(Option<Screen>, Key), &'static Binding>> = OnceLock::new();
    let all =
        ALL.get_or_init(|| KEYS.iter().flat_map(|b| b.keys.iter().map(move |key| ((b.screen, *key), b))).collect());
    let layers = screens.iter().map(|screen| Some(*screen)).chain([None]);
    layers.filter_map(|layer| all.get(&(layer, key))).next().copied()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn no_key_means_two_things() {
        let mut seen = HashSet::new();
        for binding in KEYS {
            for key in binding.keys {
                assert!(seen.insert((binding.screen, *key)), "{key} on {:?}", binding.screen);
            }
        }
    }

    #[test]
    fn a_screens_own_key_hides_the_one_for_all() {
        let row =
            |typed: &str| KEYS.iter().find(|b| matches!(b.meaning, Meaning::Type(text) if text == typed)).unwrap();
        let (edit, own) = (row("rate "), row("factor {who} {z} "));
        assert!(edit.holds(&[Screen::Factorise], k('e')) && !edit.holds(&[Screen::Factors], k('e')));
        assert!(own.holds(&[Screen::Factors], k('e')));
    }

    /// What is typed is the beginning of a command, and that command can be gone on with.
    #[test]
    fn what_is_typed_begins_a_command() {
        for binding in KEYS {
            if let Meaning::Type(text) = binding.meaning {
                let name = text.split(' ').next().unwrap_or_default();
                assert!(spec(name).is_some_and(|spec| !spec.arguments.is_empty()) && text.ends_with(' '), "{text}");
            }
        }
    }
}
