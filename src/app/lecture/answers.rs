//! The questions of a page: answering them by key or command, hints, and the scenes that follow an answer.

use super::Left;
use crate::{
    app::{App, Code, Effect, Key, palette},
    command::{Command, Turn},
    lesson::{Judged, Kind, Outcome, Told},
};
use tui_input::Input;

impl App {
    /// Answers the open question. Without a text: picks the cell, or begins to type; without a question, turns the page.
    pub(in crate::app) fn answer(&mut self, text: Option<String>) -> Result<Vec<Effect>, String> {
        self.needs_path()?;
        let kind = self.lecture.walk.open().map(|(_, question)| question.kind.clone());
        let sheets = self.lecture.sheets;
        match (text, kind) {
            (None, None) => self.turn(Turn::Next),
            // Nobody answers what is not in sight.
            (None, Some(_)) if sheets.at + 1 < sheets.count => self.turn(Turn::Next),
            (Some(_), None) => Err("there is no open question on this page".into()),
            (None, Some(Kind::Cell { .. })) => self.judge(""),
            (None, Some(Kind::Choice { options, .. })) => {
                Err(format!("choose one by its number, 1 to {}", options.len()))
            }
            (None, Some(kind)) => {
                let draft = std::mem::take(&mut self.lecture.draft);
                let begin = if matches!(kind, Kind::Term { .. }) { draft } else { String::new() };
                self.begin_typing(begin);
                Ok(Vec::new())
            }
            (Some(text), Some(_)) => self.judge(&text),
        }
    }

    pub(super) fn judge(&mut self, text: &str) -> Result<Vec<Effect>, String> {
        self.ready()?;
        let Some((at, question)) = self.lecture.walk.open() else { return Ok(Vec::new()) };
        let judged = self.with_live(|live| question.judge(text, (self.user, self.item), live))?;
        match judged {
            Judged::Right(told) => Ok(self.settle(Outcome::Right, told)),
            Judged::Wrong(told) => {
                let more = self.lecture.walk.hints < question.hints.len();
                let help = if more { "try again, h gives a hint" } else { "try again, r shows the answer" };
                self.lecture.walk.tell(at, Told::Open(format!("{told}: {help}")));
                self.follow_question();
                // The keys for hint and answer are not to go into the line.
                self.lecture.typing = None;
                self.lecture.draft = text.into();
                Ok(Vec::new())
            }
            Judged::Guessed(names, value, told) => {
                self.lecture.walk.progress.guess(names, value);
                Ok(self.settle(Outcome::Guessed, told))
            }
        }
    }

    fn begin_typing(&mut self, text: String) {
        self.lecture.typing = Some(Input::new(text));
        self.follow_question();
    }

    /// Brings the open question in sight.
    fn follow_question(&mut self) {
        self.lecture.follow = self.lecture.walk.open().map(|(at, _)| at);
    }

    /// Answers are computed from the live state: it must be that of the page.
    pub(super) fn ready(&self) -> Result<(), String> {
        match self.playing() {
            true => Err("one moment: the page is still being set".into()),
            false => Ok(()),
        }
    }

    pub(super) fn settle(&mut self, outcome: Outcome, told: String) -> Vec<Effect> {
        self.follow_question();
        let scene = self.lecture.walk.settle(outcome, told);
        self.lecture.typing = None;
        self.lecture.skips = false;
        self.lecture.draft.clear();
        self.setting = true;
        self.play_scene(scene);
        self.keep_progress().into_iter().collect()
    }

    pub(in crate::app) fn hint(&mut self) -> Result<Vec<Effect>, String> {
        self.needs_path()?;
        let Some((_, question)) = self.lecture.walk.open() else { return Err("there is no open question here".into()) };
        if self.lecture.walk.hints >= question.hints.len() {
            return Err(match question.hints.len() {
                0 => "there is no hint for this one; r shows the answer".into(),
                _ => "there is no further hint; r shows the answer".into(),
            });
        }
        self.lecture.walk.hints += 1;
        self.follow_question();
        Ok(Vec::new())
    }

    pub(in crate::app) fn reveal(&mut self) -> Result<Vec<Effect>, String> {
        self.needs_path()?;
        self.ready()?;
        let Some((_, question)) = self.lecture.walk.open() else { return Err("there is no open question here".into()) };
        let solution = self.with_live(|live| question.solution(live))?;
        Ok(self.settle(Outcome::Revealed, solution))
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
        let effects = self.open_page(lesson, page);
        self.follow_question();
        Ok(effects)
    }

    pub(in crate::app) fn forget(&mut self) -> Vec<Effect> {
        self.lecture.walk.forget();
        self.say("all answers and guesses are forgotten");
        let (lesson, page) = self.lecture.walk.place();
        if self.on_path() {
            return self.open_page(lesson, page);
        }
        if self.lecture.is_left() {
            // What was uncovered there is covered again.
            self.lecture.left = Some(Left::Unset);
        }
        self.keep_progress().into_iter().collect()
    }

    /// Adds pasted text to the answer that is typed.
    pub(in crate::app) fn paste_answer(&mut self, text: &str) {
        if let Some(input) = &mut self.lecture.typing
            && !palette::paste(input, text)
        {
            self.warn(palette::full());
        }
    }

    /// What a key does to an answer: typing one, beginning to type one, choosing one. `None` where it is no such key.
    pub(in crate::app) fn answer_key(&mut self, key: Key) -> Option<Vec<Effect>> {
        if !self.on_path() {
            return None;
        }
        if let Some(mut input) = self.lecture.typing.take() {
            match (key.code, palette::request(key)) {
                (Code::Esc, _) => {}
                (Code::Char('c'), _) if key.ctrl => return Some(self.run(Command::Quit)),
                (Code::Enter, _) if input.value().trim().is_empty() => {}
                (Code::Enter, _) => {
                    let text = input.value().to_string();
                    // What is no answer at all stays, so that it can be mended.
                    self.lecture.typing = Some(input);
                    return Some(self.run(Command::Answer(Some(text))));
                }
                (_, Some(request)) => {
                    if !palette::edit(&mut input, request) {
                        self.warn(palette::full());
                    }
                    self.lecture.typing = Some(input);
                }
                _ => self.lecture.typing = Some(input),
            }
            return Some(Vec::new());
        }
        let (_, question) = self.lecture.walk.open()?;
        let Code::Char(letter) = key.code else { return None };
        let begins = letter.is_ascii_digit() || ['.', '-', '−'].contains(&letter);
        match question.kind {
            _ if key.ctrl => None,
            Kind::Number { .. } | Kind::Guess { .. } if begins => {
                self.begin_typing(letter.into());
                Some(Vec::new())
            }
            Kind::Choice { .. } if letter.is_ascii_digit() => Some(self.run(Command::Answer(Some(letter.into())))),
            _ => None,
        }
    }
}
