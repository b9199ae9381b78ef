//! The questions of a page: answering them by key or command, hints, and the scenes that follow an answer.

use super::hand::{gives, turns};
use crate::{
    app::{
        App, Code, Effect, Entry, Held, Key, Typed,
        keymap::{self, Binding, Meaning},
    },
    command::{Command, Experiment, Screen, Toward, Turn},
    data::Side,
    lesson::{Block, Judged, Kind, Lay, Outcome, Question, Told},
};

/// What is said to whoever answers too early.
pub(in crate::app) const BEING_SET: &str = "one moment: the page is still being set";

impl App {
    /// Answers the open question. Without a text: picks the cell, or begins to type; without a question, turns the page.
    pub(in crate::app) fn answer(&mut self, text: Option<String>) -> Result<Vec<Effect>, String> {
        self.needs_path()?;
        let kind = self.lecture.walk.open().map(|(_, question)| question.kind.clone());
        match (text, kind) {
            (None, None) => self.turn(Turn::Next),
            // Nobody answers what is not in sight.
            (None, Some(_)) if !self.question_in_sight() => self.turn(Turn::Next),
            (Some(_), None) => Err("there is no open question on this page".into()),
            (text, Some(Kind::Sketch { .. })) => self.answer_sketch(text.as_deref()),
            (Some(text), Some(Kind::Hand(_))) => self.set_dial(&text),
            (None, Some(Kind::Hand(hand))) if hand.dial().is_none() => self.set_dial(""),
            (None, Some(Kind::Cell { .. } | Kind::Row { .. })) => self.judge(""),
            (None, Some(Kind::Choice { lay: Lay::Within(_), .. })) => match self.view.site.spread.held.part {
                Some(part) => self.judge(&(part + 1).to_string()),
                None => Err("← and → go to a part of it first, or choose one by its number".into()),
            },
            (None, Some(Kind::Choice { options, .. })) => {
                Err(format!("choose one by its number, 1 to {}", options.len()))
            }
            (None, Some(_)) => {
                let draft = std::mem::take(&mut self.view.site.spread.draft);
                self.begin_typing(draft);
                Ok(Vec::new())
            }
            (Some(text), Some(_)) => self.judge(&text),
        }
    }

    pub(super) fn judge(&mut self, text: &str) -> Result<Vec<Effect>, String> {
        self.ready()?;
        let Some((at, question)) = self.lecture.walk.open() else { return Ok(Vec::new()) };
        let judged = self.with_live(|live| question.judge(text, (self.view.user, self.view.item), live))?;
        match judged {
            Judged::Right(told) => Ok(self.settle(Outcome::Right, told)),
            Judged::Wrong(told) => {
                self.lecture.walk.tell(at, Told::Open(told));
                self.lecture.walk.help();
                self.follow_question();
                // The keys for hint and answer are not to go into the line.
                self.view.site.spread.typing = None;
                // A term that is wrong can be mended; a number is another one.
                let mended = self.lecture.walk.open().is_some_and(|(_, q)| matches!(q.kind, Kind::Term { .. }));
                self.view.site.spread.draft = if mended { text.into() } else { String::new() };
                Ok(Vec::new())
            }
            Judged::Guessed(names, value, told) => {
                self.lecture.walk.progress.guess(names, value);
                Ok(self.settle(Outcome::Guessed, told))
            }
        }
    }

    fn begin_typing(&mut self, text: String) {
        self.view.site.spread.typing = Some(Entry::new(text));
        self.follow_question();
    }

    /// Brings the open question in sight.
    pub(super) fn follow_question(&mut self) {
        self.view.site.spread.follow = self.lecture.walk.open().map(|(at, _)| at);
    }

    /// Whether the open question is in sight: it stands on the last sheet of what is uncovered.
    pub fn question_in_sight(&self) -> bool {
        let spread = &self.view.site.spread;
        let followed = spread.follow.is_some() && spread.follow == self.lecture.walk.open().map(|(at, _)| at);
        followed || spread.sheets.at + 1 >= spread.sheets.count
    }

    /// The key that shows the answer of the open question: where symbols are asked for, letters are for them.
    pub fn reveal_key(&self) -> &'static str {
        match self.lecture.walk.open() {
            Some((_, Question { kind: Kind::Term { .. }, .. })) => "ctrl-r",
            _ => "r",
        }
    }

    /// How to go on after a wrong answer to the open question.
    pub fn help_with_question(&self) -> String {
        let walk = &self.lecture.walk;
        match walk.open().is_some_and(|(_, question)| walk.hints < question.hints.len()) {
            true => "h gives a hint".into(),
            false => format!("{} shows the answer", self.reveal_key()),
        }
    }

    /// Answers are computed from the live state: it must be that of the page.
    pub(super) fn ready(&self) -> Result<(), String> {
        match self.playing() {
            true => Err(BEING_SET.into()),
            false if !self.view.site.spread.ahead.is_empty() => {
                Err("there is something to read before this question: n turns to it".into())
            }
            false => Ok(()),
        }
    }

    pub(super) fn settle(&mut self, outcome: Outcome, told: String) -> Vec<Effect> {
        self.follow_question();
        let (now, ahead) = self.lecture.walk.settle(outcome, told);
        self.view.site.spread.typing = None;
        self.view.site.spread.skips = false;
        self.view.site.spread.draft.clear();
        self.view.site.spread.covers.clear();
        self.view.site.spread.held = Held::default();
        self.link.show(now);
        // What stands further down the page is done when it is read. Where nobody reads sheet by sheet, all of it is done at once.
        let spread = &mut self.view.site.spread;
        if spread.sheets.were_drawn() && !self.link.is_script_acting() {
            (spread.undrawn, spread.ahead) = (!ahead.is_empty(), ahead);
        } else {
            self.link.show(ahead.into_iter().map(|(_, line, command)| (line, command)));
        }
        self.keep_progress().into_iter().collect()
    }

    pub(in crate::app) fn hint(&mut self) -> Result<Vec<Effect>, String> {
        self.needs_path()?;
        let Some((_, question)) = self.lecture.walk.open() else { return Err("there is no open question here".into()) };
        if self.lecture.walk.hints >= question.hints.len() {
            let which = if question.hints.is_empty() { "no hint for this one" } else { "no further hint" };
            return Err(format!("there is {which}; {} shows the answer", self.reveal_key()));
        }
        self.lecture.walk.hints += 1;
        self.lecture.walk.help();
        self.follow_question();
        Ok(Vec::new())
    }

    pub(in crate::app) fn reveal(&mut self) -> Result<Vec<Effect>, String> {
        self.needs_path()?;
        self.ready()?;
        let Some((_, question)) = self.lecture.walk.open() else { return Err("there is no open question here".into()) };
        let solution = self.solution(question)?;
        self.show_by_hand();
        Ok(self.settle(Outcome::Revealed, solution))
    }

    /// The right answer to a question in words.
    pub(super) fn solution(&self, question: &Question) -> Result<String, String> {
        match question.hand().and_then(|hand| self.way_by_keys(hand)) {
            Some(way) => Ok(way),
            None => self.with_live(|live| question.solution(live)),
        }
    }

    pub(in crate::app) fn skip(&mut self) -> Result<Vec<Effect>, String> {
        self.needs_path()?;
        if self.lecture.walk.open().is_none() {
            return Err("there is no open question here".into());
        }
        Ok(self.settle(Outcome::Skipped, "skipped; a asks again".into()))
    }

    pub(in crate::app) fn ask_again(&mut self) -> Result<Vec<Effect>, String> {
        self.needs_path()?;
        if !self.lecture.walk.again() {
            return Err("no question of this page was settled yet".into());
        }
        // What came after the question is covered again, and what it did is undone: the page is set anew.
        let (lesson, page) = self.lecture.walk.place();
        self.view.site.spread.sketch = None;
        self.lecture.sketches.remove(&(lesson, page));
        let effects = self.open_page(lesson, page);
        self.follow_question();
        Ok(effects)
    }

    pub(in crate::app) fn forget(&mut self) -> Vec<Effect> {
        self.lecture.walk.forget();
        self.lecture.sketches.clear();
        self.view.site.spread.sketch = None;
        self.say("all answers and guesses are forgotten");
        // What was uncovered is covered again.
        self.set_anew()
    }

    /// Adds pasted text to the answer that is typed, or begins one with it.
    pub(in crate::app) fn paste_answer(&mut self, text: &str) {
        let typed = |kind: &Kind| match kind {
            Kind::Choice { .. } | Kind::Cell { .. } | Kind::Row { .. } | Kind::Sketch { .. } => false,
            Kind::Hand(hand) => hand.dial().is_some(),
            Kind::Number { .. } | Kind::Term { .. } | Kind::Guess { .. } => true,
        };
        let takes = self.on_path() && self.lecture.walk.open().is_some_and(|(_, question)| typed(&question.kind));
        if self.view.site.spread.typing.is_none() && takes {
            self.begin_typing(String::new());
        }
        if let Some(input) = &mut self.view.site.spread.typing
            && !input.paste(text)
        {
            self.warn(Entry::full());
        }
    }

    /// What a key does to an answer: typing one, beginning to type one, choosing one. `None` where it is no such key.
    pub(in crate::app) fn answer_key(&mut self, key: Key) -> Option<Vec<Effect>> {
        if !self.on_path() {
            return None;
        }
        if let Some(mut input) = self.view.site.spread.typing.take() {
            // Whatever becomes of the line, the question that it answers stays in sight.
            self.follow_question();
            match key.code {
                Code::Esc => {}
                Code::Char('c') if key.ctrl => return Some(self.run(Command::Quit)),
                Code::Enter if input.text().trim().is_empty() => {}
                Code::Enter => {
                    let text = input.text().to_string();
                    let answered = self.perform(Command::Answer(Some(text.clone())));
                    return Some(answered.unwrap_or_else(|why| {
                        self.warn(why);
                        if self.playing() {
                            self.view.site.spread.typing = Some(input);
                        } else {
                            // What is no answer is out of the way of the next one; enter brings it back to be mended.
                            self.view.site.spread.draft = text;
                        }
                        Vec::new()
                    }));
                }
                _ => {
                    if input.key(key) == Typed::Full {
                        self.warn(Entry::full());
                    }
                    self.view.site.spread.typing = Some(input);
                }
            }
            return Some(Vec::new());
        }
        // Nobody answers, and nobody is helped with, what is not in sight.
        let about = |row: &Binding| row.is_about_question() || self.is_row_in_hand(row);
        if !self.question_in_sight() && (self.question_takes(key) || self.bound(key).is_ok_and(about)) {
            self.follow_question();
            return Some(Vec::new());
        }
        if !self.question_takes(key) {
            return None;
        }
        if self.dial_takes(key) {
            return Some(self.dial_key(key));
        }
        if self.sketch_takes(key) {
            return Some(self.sketch_key(key));
        }
        if let Some(part) = self.part_after(key) {
            self.view.site.spread.held.part = Some(part);
            self.follow_question();
            return Some(Vec::new());
        }
        let (Code::Char(letter), Some((_, question))) = (key.code, self.lecture.walk.open()) else { return None };
        if matches!(question.kind, Kind::Choice { .. }) {
            return Some(self.run(Command::Answer(Some(letter.into()))));
        }
        self.begin_typing(letter.into());
        Some(Vec::new())
    }

    /// The part of a formula that a key goes to, where one of its parts is asked for.
    fn part_after(&self, key: Key) -> Option<usize> {
        let (_, question) = self.lecture.walk.open().filter(|_| self.on_path())?;
        let Kind::Choice { options, lay: Lay::Within(_), .. } = &question.kind else { return None };
        let at = self.view.site.spread.held.part;
        match key.code {
            Code::Left => Some(at.map_or(0, |at| at.saturating_sub(1))),
            Code::Right => Some(at.map_or(0, |at| (at + 1).min(options.len() - 1))),
            Code::Home => Some(0),
            Code::End => Some(options.len() - 1),
            _ => None,
        }
    }

    /// Whether a key, where no answer is being typed yet, belongs to the open question: it chooses an option, or an answer
    /// may begin with it. Symbols begin with any letter that turns no page, and with `q` and `r`.
    fn question_takes(&self, key: Key) -> bool {
        let Some((_, question)) = self.lecture.walk.open().filter(|_| self.on_path()) else { return false };
        if self.dial_takes(key) || self.sketch_takes(key) || self.part_after(key).is_some() {
            return true;
        }
        let Code::Char(letter) = key.code else { return false };
        match &question.kind {
            _ if key.ctrl => false,
            kind if begins_number(kind, letter) => true,
            Kind::Term { .. } => {
                let turns = keymap::lookup(&[Screen::Lecture], key).is_some_and(|row| row.screen.is_some());
                // P and Q are written small as well, and a rating is an r.
                matches!(letter, 'q' | 'r') || !turns && !" :?/".contains(letter)
            }
            _ => false,
        }
    }

    /// Whether a key that would leave the path belonged to a question of this page while that was open: it began an answer in
    /// numbers, turned the dial, or did what was in the student's hand. Whoever presses it once too often means the question.
    fn comes_too_late(&self, key: Key, row: Option<&Binding>) -> bool {
        if !self.on_path() || self.lecture.walk.open().is_some() {
            return false;
        }
        let takes = |question: &Question| match (key.code, question.hand()) {
            // Whatever was asked, a digit is thought to be an answer.
            (Code::Char('0'..='9'), _) => true,
            (_, Some(hand)) if hand.dial().is_some_and(|dial| turns(dial, key)) => true,
            (_, Some(hand)) if row.is_some_and(|row| gives(hand, row)) => true,
            (Code::Char(letter), _) => begins_number(&question.kind, letter),
            _ => false,
        };
        !key.ctrl
            && self.lecture.walk.page().blocks.iter().any(|block| matches!(block, Block::Ask(asked) if takes(asked)))
    }

    /// What a key does now.
    ///
    /// # Errors
    /// Why it does nothing: there is no such key here, or the page keeps the keyboard. While a question is open, no key
    /// leaves the path but the one that is there for it and those that turn the screens; and once it is settled, the keys that
    /// answered it are still thought to be for it.
    pub fn bound(&self, key: Key) -> Result<&'static Binding, String> {
        let row = keymap::lookup(&self.screens(), key);
        // What the page gives into the student's hand goes before the keys that answer and that turn to another panel.
        let gives_way =
            |row: &&Binding| matches!(row.meaning, Meaning::Do(Command::Answer(_) | Command::Panel(_) | Command::Skip));
        let own = keymap::lookup(&[self.view.site.spread.beside], key).filter(|own| self.is_row_in_hand(own));
        let row = own.filter(|_| row.is_none_or(|row| gives_way(&row) || row.screen != Some(Screen::Lecture))).or(row);
        let turns = matches!(key.code, Code::Tab | Code::BackTab);
        let leaves = self.on_path() && !turns && row.is_none_or(|row| !row.stays() && !self.is_row_in_hand(row));
        let across = row.is_some_and(|row| self.leaves_asked_rows(row));
        if self.question_takes(key) {
            Err(format!("{key} goes into the answer"))
        } else if across {
            Err("↑ and ↓ move among what is asked for; ← and → would leave it".into())
        } else if leaves && row.is_some() && self.lecture.walk.open().is_some() {
            Err(match self.hand() {
                Some(_) => "the page waits for something else: see below it, or esc leaves the path to try things",
                None => "a question is open: answer it, or esc leaves the path to try things",
            }
            .into())
        } else if leaves && self.comes_too_late(key, row) {
            Err("the question is settled: n goes on, a asks it again, esc leaves the path".into())
        } else {
            row.ok_or(format!("{key} does nothing here; ? shows all keys"))
        }
    }

    /// Whether the arrows that move among the users or items that the page asks for go up and down; else they go to the sides.
    pub fn asked_rows_are_lines(&self, side: Side) -> bool {
        match self.live() {
            Screen::Lab if self.experiment() == Experiment::Frame => self.view.side != side,
            Screen::Factors | Screen::Map | Screen::Neighbours => true,
            _ => side == Side::Users,
        }
    }

    /// Whether a row of the key table goes to the data frame of somebody else, where the page asks for a row of this one.
    fn leaves_asked_rows(&self, row: &Binding) -> bool {
        let Some((_, Question { kind: Kind::Row { side, .. }, .. })) =
            self.lecture.walk.open().filter(|_| self.on_path())
        else {
            return false;
        };
        let sideways = matches!(
            row.meaning,
            Meaning::Do(Command::Move(Toward::Left | Toward::Right | Toward::First | Toward::Last, _))
        );
        let frame = self.live() == Screen::Lab && self.experiment() == Experiment::Frame;
        frame && self.asked_rows_are_lines(*side) && sideways
    }
}

/// Whether an answer to such a question may begin with this sign, as numbers do.
fn begins_number(kind: &Kind, letter: char) -> bool {
    match kind {
        Kind::Hand(hand) => hand.dial().is_some_and(|dial| {
            letter.is_ascii_digit() || letter == '.' || (dial.is_signed() && "+-−".contains(letter))
        }),
        Kind::Choice { .. } => letter.is_ascii_digit(),
        Kind::Number { .. } | Kind::Guess { .. } => letter.is_ascii_digit() || ".-−(".contains(letter),
        Kind::Cell { .. } | Kind::Row { .. } | Kind::Sketch { .. } | Kind::Term { .. } => false,
    }
}
