//! The key table: which key is which command, on which screen, and what the footer says of it.

use super::{App, Code, Key};
use crate::{
    command::{Command, Experiment, Screen, Subject, Who, parse, spec},
    lesson::Kind,
};
use std::sync::OnceLock;

/// One row of the key table.
#[derive(Clone, Copy, Debug)]
pub struct Binding {
    /// The keys, any of which will do; the first is shown.
    pub keys: &'static [Key],
    /// Where it holds: on one screen, or (without) on all. A screen's own row goes before one for all.
    pub screen: Option<Screen>,
    /// The command, in its text form. `{z}` stands for the selected factor, `{who}` for the selected user or item.
    pub command: &'static str,
    /// What it does, for help and README. `{unit}` and `{pass}` are what the solver calls them.
    pub sentence: &'static str,
    /// How the footer says it, in a word or two; empty where it stays out of the footer.
    pub hint: &'static str,
}

macro_rules! keys {
    ($($where:ident { $([$($key:expr),+] $command:literal $sentence:literal $hint:literal;)+ })+) => {
        /// Every key there is.
        pub const KEYS: &[Binding] = &[$($(Binding {
            keys: &[$($key),+],
            screen: keys!(@ $where),
            command: $command,
            sentence: $sentence,
            hint: $hint,
        },)+)+];
    };
    (@ Everywhere) => { None };
    (@ $screen:ident) => { Some(Screen::$screen) };
}

const fn k(letter: char) -> Key {
    Key::char(letter)
}

const fn p(code: Code) -> Key {
    Key::plain(code)
}

keys! {
    Lecture {
        [p(Code::Enter)] "answer" "answer the question; without one, go to the next page" "answer";
        [k('n'), p(Code::PageDown)] "page next" "go to the next page" "next";
        [k('b'), p(Code::PageUp)] "page previous" "go to the previous page" "back";
        [k('h')] "hint" "show a hint" "hint";
        [k('r')] "reveal" "show the answer" "reveal";
        [k('x')] "skip" "leave the question unanswered" "skip";
        [k('a')] "again" "ask the last question of the page again" "ask again";
        [p(Code::Esc)] "explore" "leave the path and try things" "explore";
        [k('g')] "contents" "show the parts of the lecture and what was answered" "contents";
        [k('f')] "panel" "show the screen, the Working panel, the curve or only the text" "panel";
    }
    Everywhere {
        [k(' ')] "run" "keep stepping, or pause" "run";
        [k('s')] "step unit" "do the next {unit}" "{unit}";
        [k('S')] "step half" "do the rest of the half-step" "half-step";
        [p(Code::Enter)] "step pass" "do the rest of the {pass}" "{pass}";
        [k(','), k('b')] "back unit" "go back one step" "back";
        [k('.')] "forward unit" "go forward one step that was already done" "forward";
        [k('<')] "back half" "go back to the last half-step" "";
        [k('>')] "forward half" "go forward to the next half-step" "";
        [k('['), p(Code::Backspace)] "back pass" "go back one {pass}" "";
        [k(']')] "forward pass" "go forward one {pass}" "";
        [k('{')] "goto start" "go to the start of the run" "";
        [k('}')] "goto end" "go to the end of the run" "";
        [k('+')] "faster" "run faster" "";
        [k('-')] "slower" "run slower" "";
        [k('r')] "restart" "begin again from the same seed" "";
        [k('R')] "restart next" "begin again from the next seed" "new start";
    }
    Train {
        [k('y')] "measure" "show the next of MSE, RMSE, SSE, objective" "measure";
        [k('Y')] "second" "draw another measure into the same plot, or one only" "second";
        [k('a')] "axis" "make the error axis linear or logarithmic" "other axis";
        [k('d')] "span" "show the whole run or its last part" "recent";
        [k('g')] "choose" "go in time to the point that is read out" "go there";
    }
    Factors {
        [k('i')] "side" "look at users or at items" "users/items";
        [k('O')] "sort" "sort by the selected factor, by name, most rated, error, file" "sort";
        [k('A')] "palette at-least " "list only what has so many ratings" "";
        [k('=')] "palette name-factor {z} " "give the selected factor a name" "name it";
        [k('e')] "palette factor {who} {z} " "change the selected factor by hand" "edit";
    }
    Map {
        [k('i')] "side" "look at users or at items" "users/items";
        [k('a')] "axes next" "draw over the next pair of factors" "axes";
        [k('p')] "axes principal" "draw over the principal axes" "principal";
        [k('z')] "zoom in" "come nearer" "zoom";
        [k('Z')] "zoom out" "go away" "";
        [k('0')] "zoom all" "bring everything in sight" "all";
        [k('H')] "zoom left" "move the view left" "";
        [k('J')] "zoom down" "move the view down" "";
        [k('K')] "zoom up" "move the view up" "";
        [k('L')] "zoom right" "move the view right" "";
        [k('T')] "tails" "draw where each point came from, or not" "tails";
        [k('d')] "metric" "measure nearness by distance or cosine" "";
        [k('A')] "palette at-least " "draw only what has so many ratings" "";
        [k('f')] "turn 5" "turn the two factors: the map moves, the predictions stand still" "turn";
        [k('F')] "turn -5" "turn them back" "";
        [k('y')] "shear 0.1" "shear the two factors: distances change as well, predictions do not" "shear";
        [k('Y')] "shear -0.1" "shear them back" "";
    }
    Lab {
        [k('v')] "lab" "go to the next experiment" "experiment";
        [k('i')] "side" "look at users or at items" "users/items";
        [k('p')] "over" "draw the landscape over the next pair of numbers" "pair";
        [k('z')] "zoom in" "come nearer in the landscape" "zoom";
        [k('Z')] "zoom out" "go away" "";
        [k('0')] "zoom all" "bring all of the landscape in sight" "all";
        [k('g')] "choose" "take the start, alpha or lambda under the cursor into the fit" "take it";
        [k('A')] "palette at-least " "take only what has so many ratings" "";
        [k('f')] "fill" "fill the missing cells in another way before the SVD" "";
    }
    Neighbours {
        [p(Code::Right), k('l')] "choose" "walk to the neighbour under the cursor" "walk there";
        [p(Code::Left), k('h')] "move left" "walk back" "walk back";
        [k('d')] "metric" "measure nearness by distance or cosine" "cosine";
        [k('A')] "palette at-least " "list only what has so many ratings" "";
        [k('i')] "side" "look at users or at items" "users/items";
    }
    Everywhere {
        [p(Code::Up), k('k')] "move up" "move the cursor up" "";
        [p(Code::Down), k('j')] "move down" "move the cursor down" "";
        [p(Code::Left), k('h')] "move left" "move the cursor left" "";
        [p(Code::Right), k('l')] "move right" "move the cursor right" "";
        [p(Code::PageUp), Key::ctrl('u')] "move page-up" "move the cursor a page up" "";
        [p(Code::PageDown), Key::ctrl('d')] "move page-down" "move the cursor a page down" "";
        [p(Code::Home), k('^')] "move first" "move the cursor to the first column" "";
        [p(Code::End), k('$')] "move last" "move the cursor to the last column" "";
        [k('g')] "move top" "move the cursor to the first row" "";
        [k('G')] "move bottom" "move the cursor to the last row" "";
    }
    Factorise {
        [k('v')] "cells" "show both, ratings, predictions, errors or squared errors" "view";
        [k('c')] "clip" "clip predictions to the scale, or show them raw" "clip";
        [k('O')] "sort" "sort the users and items: file, most rated, error, factor" "sort";
        [k('i')] "side" "turn to the user or to the item of the cell" "";
        [k('z')] "select-factor" "turn to the next factor" "";
    }
    Everywhere {
        [k('e')] "palette rate " "change the rating under the cursor" "edit";
        [k('x')] "unrate" "remove the rating under the cursor" "";
        [k('u')] "undo" "take back the last change of a rating" "";
        [k('m')] "next-method" "go on with the next solver" "method";
        [k('o')] "palette set " "change an option" "option";
        [k('w')] "working" "explain something else in the Working panel" "working";
        [k('(')] "terms previous" "page back through the terms in the Working panel" "";
        [k(')')] "terms next" "page on through the terms in the Working panel" "";
        [k('/')] "palette find " "find a user or an item" "find";
        [k('n')] "find-next" "go to the next that was found" "";
        [k('N')] "find-previous" "go to the one found before" "";
        [k(':')] "palette" "type a command" "command";
        [k('?')] "help" "show the keys of this screen" "help";
        [k('B')] "lecture" "go to the lecture, or come back to its path" "lecture";
        [k('1')] "screen factorise" "go to Factorise" "";
        [k('2')] "screen train" "go to Train" "";
        [k('3')] "screen factors" "go to Factors" "";
        [k('4')] "screen map" "go to Map" "";
        [k('5')] "screen neighbours" "go to Neighbours" "";
        [k('6')] "screen lab" "go to Lab" "";
        [p(Code::Tab)] "next-screen" "go to the next screen" "";
        [p(Code::BackTab)] "previous-screen" "go to the previous screen" "";
        [k('t')] "theme" "change the colours" "";
        [k('M')] "mouse" "leave the mouse to the terminal for selecting text, or catch it" "";
        [p(Code::Esc)] "close" "close what is on top, or stop what is under way" "";
        [Key::ctrl('l')] "redraw" "draw everything anew" "";
        [Key::ctrl('z')] "suspend" "put the program in the background" "";
        [k('q'), Key::ctrl('c')] "quit" "end the program" "quit";
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
    /// The command, with the selected factor filled in.
    pub fn command(&self, app: &App) -> Result<Command, String> {
        parse(&self.filled(self.command, app)).map(|command| match command {
            // A palette that opens with a space at the end is ready for the next word.
            Command::Palette(text) if self.command.ends_with(' ') => Command::Palette(format!("{text} ")),
            other => other,
        })
    }

    /// Whether `key` means this row on a screen, rather than one of the screen's own.
    pub fn holds(&self, screens: &[Screen], key: Key) -> bool {
        lookup(screens, key).is_some_and(|found| (found.screen, found.command) == (self.screen, self.command))
    }

    /// Whether `key` does this now.
    pub fn is_meant(&self, app: &App, key: Key) -> bool {
        app.bound(key).is_ok_and(|found| (found.screen, found.command) == (self.screen, self.command))
    }

    /// What it is about. A row that opens the palette is about what is typed there.
    pub fn subject(&self) -> Subject {
        let mut words = self.command.split_whitespace();
        let first = words.next().and_then(spec);
        let typed = words.next().and_then(spec).filter(|_| first.is_some_and(|s| s.name == "palette"));
        typed.or(first).map_or(Subject::Program, |spec| spec.subject)
    }

    /// Whether whoever presses it stays on the path of the lecture: it looks and picks, and asks nothing of the session.
    pub fn stays(&self) -> bool {
        let goes = ["screen", "next-screen", "previous-screen", "lab", "over", "fill"];
        match (self.subject(), self.command.split(' ').next().unwrap_or_default()) {
            (Subject::Time | Subject::Model | Subject::Ratings, _) => false,
            // In Neighbours it walks; elsewhere it takes something into the fit, or goes to another step.
            (_, "choose") => self.screen == Some(Screen::Neighbours),
            (_, name) => !goes.contains(&name),
        }
    }

    /// What it does, in the words of the present solver.
    pub fn sentence(&self, app: &App) -> String {
        self.filled(self.sentence, app)
    }

    /// What the footer says, in the words of the present solver.
    pub fn hint(&self, app: &App) -> String {
        let open = app.lecture.walk.open().map(|(_, question)| &question.kind);
        match (self.command, open) {
            ("run", _) if app.snapshot.running => return "pause".into(),
            ("lecture", _) if app.lecture.is_left() => return "back to the path".into(),
            ("answer", None) => return "next".into(),
            ("answer", Some(Kind::Cell { .. })) => return "pick this cell".into(),
            ("answer", Some(Kind::Guess { .. })) => return "guess".into(),
            _ => {}
        }
        if self.screen == Some(Screen::Lab) && !self.serves(app.view.site.experiment) {
            return String::new();
        }
        self.filled(self.hint, app)
    }

    /// Whether this key of the Lab is of use to an experiment.
    fn serves(&self, experiment: Experiment) -> bool {
        use Experiment::{Frame, Landscape, Overfit, Rates, Shelves, Starts};
        match self.command {
            "choose" => matches!(experiment, Starts | Rates | Overfit),
            "side" => experiment == Frame,
            "over" => experiment == Landscape,
            "palette at-least " => experiment == Shelves,
            zoom if zoom.starts_with("zoom") => experiment == Landscape,
            _ => true,
        }
    }

    /// Whether it would do something now: the keys of questions need one.
    pub fn applies(&self, app: &App) -> bool {
        let walk = &app.lecture.walk;
        let open = walk.open();
        match self.command {
            "hint" => open.is_some_and(|(_, question)| question.hints.len() > walk.hints),
            "reveal" | "skip" => open.is_some(),
            "answer" => !open.is_some_and(|(_, question)| matches!(question.kind, Kind::Choice { .. })),
            "page next" => open.is_some(),
            "lecture" => !app.on_path(),
            "again" => (0..walk.page().blocks.len()).any(|block| walk.outcome(block).is_some()),
            _ => true,
        }
    }

    fn filled(&self, text: &str, app: &App) -> String {
        let (unit, pass) = app.snapshot.options.method.words();
        let text =
            text.replace("{unit}", unit).replace("{pass}", pass).replace("{z}", &(app.view.factor + 1).to_string());
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
    static ALL: OnceLock<std::collections::HashMap<(Option<Screen>, Key), &'static Binding>> = OnceLock::new();
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
        let row = |command: &str| KEYS.iter().find(|b| b.command == command).unwrap();
        let (edit, own) = (row("palette rate "), row("palette factor {who} {z} "));
        assert!(edit.holds(&[Screen::Factorise], k('e')) && !edit.holds(&[Screen::Factors], k('e')));
        assert!(own.holds(&[Screen::Factors], k('e')));
    }

    #[test]
    fn every_row_is_a_command() {
        for binding in KEYS {
            let text = binding.command.replace("{z}", "1").replace("{who}", "item #1");
            assert!(parse(&text).is_ok(), "{text}: {:?}", parse(&text));
        }
    }
}
