//! The Lecture screen: the path through its pages, leaving it and coming back, questions and answers.
//!
//! A page sets its scene by the commands that everybody has. They are played one by one, each when the session has answered
//! the one before. Whatever a person does to the fit leaves the path: then everything is remembered, and one key comes
//! back to exactly where it was.

use super::{App, Code, Effect, Key, Overlay, palette};
use crate::{
    command::{Command, Light, Panel, Screen, Turn, parse},
    data::{Entity, ItemId, Side, UserId},
    lesson::{Course, Judged, Kind, Live, Outcome, Progress, Told, Walk},
    model::Parameter,
    study::{Mark, Order},
};
use std::sync::Arc;
use tui_input::Input;

/// What the Lecture screen holds.
#[derive(Clone, Debug)]
pub struct Lecture {
    /// The path through the course.
    pub walk: Walk,
    /// Whether it is shown to an audience: larger, answers on key, no progress kept.
    pub presents: bool,
    /// The screen beside the text.
    pub view: Screen,
    /// What stands beside the text.
    pub panel: Panel,
    /// What is lit.
    pub lights: Vec<Lit>,
    /// The answer that is being typed.
    pub typing: Option<Input>,
    /// Which part of the page is in sight, from 0, where it is longer than the room; and how many parts there are.
    pub sheet: (usize, usize),
    /// The block whose end is to come in sight: what is told of an answer stands there.
    pub follow: Option<usize>,
    /// Where the path was left.
    left: Option<Box<App>>,
    /// Whether the next press of the key for the next page skips the open question.
    skips: bool,
}

/// Something that is lit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lit {
    /// A user's row or an item's column.
    Row(Entity),
    /// A cell.
    Cell(UserId, ItemId),
    /// A number of P or Q.
    Number(Parameter),
    /// Every hole.
    Missing,
}

/// A command that waits until the session has answered those before it.
#[derive(Clone, Debug)]
pub(super) enum Play {
    /// Of a script.
    Script(Command),
    /// Of a page, with its line.
    Page(usize, Command),
    /// Everything that is looked at, as it was when the path was left.
    Return(Box<App>),
}

impl Default for Lecture {
    fn default() -> Self {
        Self {
            walk: Walk::new(Course::lecture(), Progress::default()),
            presents: false,
            view: Screen::Factorise,
            panel: Panel::Both,
            lights: Vec::new(),
            typing: None,
            sheet: (0, 1),
            follow: None,
            left: None,
            skips: false,
        }
    }
}

impl Lecture {
    /// Whether the path was left.
    pub fn is_left(&self) -> bool {
        self.left.is_some()
    }
}

impl App {
    /// The screen that is worked with: the present one, or the one beside the lecture.
    pub fn live(&self) -> Screen {
        if self.screen == Screen::Lecture { self.lecture.view } else { self.screen }
    }

    /// The screens whose keys hold, those of the first before those of the next.
    pub fn screens(&self) -> Vec<Screen> {
        match self.on_path() {
            true => vec![Screen::Lecture, self.lecture.view],
            false => vec![self.live()],
        }
    }

    /// Whether the path of the lecture is being followed.
    pub fn on_path(&self) -> bool {
        self.screen == Screen::Lecture && !self.lecture.is_left()
    }

    /// Whether something on a page points at a cell.
    pub fn points_at_cell(&self, i: UserId, j: ItemId) -> bool {
        self.screen == Screen::Lecture
            && self.lecture.lights.iter().any(|lit| match *lit {
                Lit::Row(Entity::User(user)) => user == i,
                Lit::Row(Entity::Item(item)) => item == j,
                Lit::Cell(user, item) => (user, item) == (i, j),
                Lit::Missing => self.snapshot.ratings().get(i, j).is_none(),
                Lit::Number(_) => false,
            })
    }

    /// Whether something on a page points at a number of P or Q.
    pub fn points_at(&self, at: Parameter) -> bool {
        self.screen == Screen::Lecture
            && self.lecture.lights.iter().any(|lit| match *lit {
                Lit::Row(of) => of == at.of,
                Lit::Number(one) => one == at,
                Lit::Cell(i, j) => at.of == i.into() || at.of == j.into(),
                Lit::Missing => false,
            })
    }

    /// The live state, for figures and answers.
    pub fn with_live<T>(&self, f: impl FnOnce(&Live<'_>) -> T) -> T {
        let guesses = self.lecture.walk.progress.guesses();
        f(&Live { snapshot: &self.snapshot, guesses: &guesses, here: None })
    }

    // ---- playing commands one after another ------------------------------------------------------------------------

    /// Whether everything that was asked of the session is done.
    pub(super) fn answered(&self) -> bool {
        self.snapshot.answered >= self.asked
    }

    /// Whether commands wait to be played.
    pub fn playing(&self) -> bool {
        !self.plays.is_empty() || !self.answered() || self.experimenting()
    }

    /// Plays what waits, up to the first command that the session has to answer.
    pub(super) fn play(&mut self) -> Vec<Effect> {
        let mut effects = Vec::new();
        while self.answered() {
            let Some(next) = self.plays.pop_front() else { break };
            match next {
                Play::Script(command) => effects.extend(self.run(command)),
                Play::Page(line, command) => {
                    self.in_scene = true;
                    let done = self.perform(command);
                    self.in_scene = false;
                    match done {
                        Ok(done) => effects.extend(done),
                        Err(why) => {
                            self.plays.retain(|play| matches!(play, Play::Script(_)));
                            let file = self.lecture.walk.lesson().file.clone();
                            self.warn(format!("{file}, line {line}: {why}"));
                        }
                    }
                }
                Play::Return(then) => self.return_to(*then),
            }
        }
        effects
    }

    /// Everything that is looked at becomes what it was; what was answered and how it is drawn stay.
    fn return_to(&mut self, then: App) {
        let now = std::mem::replace(self, then);
        self.snapshot = now.snapshot;
        self.asked = now.asked;
        self.plays = now.plays;
        self.viewport = now.viewport;
        self.look.theme = now.look.theme;
        self.look.ascii = now.look.ascii;
        self.look.mouse = now.look.mouse;
        self.title = now.title;
        self.overlay = None;
        self.bring_in_sight();
        self.say("back on the path");
    }

    // ---- the path --------------------------------------------------------------------------------------------------

    /// Goes to the lecture, or comes back to where its path was left.
    pub(super) fn go_to_lecture(&mut self) -> Vec<Effect> {
        if let Some(left) = self.lecture.left.take() {
            let mut left = left;
            left.lecture.walk = self.lecture.walk.clone();
            self.plays.retain(|play| matches!(play, Play::Script(_)));
            self.plays.push_front(Play::Return(left));
            return vec![Effect::Order(Order::Recall(Mark::Path))];
        }
        if self.screen == Screen::Lecture {
            return Vec::new();
        }
        self.screen = Screen::Lecture;
        let (lesson, page) = self.lecture.walk.place();
        let mut effects = Vec::new();
        if !self.visited {
            self.visited = true;
            effects.push(Effect::Order(Order::Mark(Mark::Own)));
        }
        effects.extend(self.open_page(lesson, page));
        effects
    }

    /// Leaves the path: everything is remembered as it is.
    pub(super) fn leave_path(&mut self) -> Option<Effect> {
        if !self.on_path() || self.in_scene {
            return None;
        }
        let here = self.clone();
        Some(self.left_path_from(here))
    }

    /// Remembers where the path was left: everything as it was then.
    pub(super) fn left_path_from(&mut self, mut then: App) -> Effect {
        self.lecture.typing = None;
        then.plays.clear();
        then.notice = None;
        self.lecture.left = Some(Box::new(then));
        Effect::Order(Order::Mark(Mark::Path))
    }

    /// Opens a page and sets its scene.
    pub(super) fn open_page(&mut self, lesson: usize, page: usize) -> Vec<Effect> {
        self.screen = Screen::Lecture;
        self.overlay = None;
        let lecture = &mut self.lecture;
        lecture.walk.go(lesson, page);
        (lecture.view, lecture.panel) = (Screen::Factorise, Panel::Both);
        lecture.lights.clear();
        (lecture.typing, lecture.left, lecture.follow, lecture.sheet) = (None, None, None, (0, 1));
        lecture.skips = false;
        // What a script is still to do comes after the scene.
        let scripted: Vec<Play> = self.plays.drain(..).filter(|play| matches!(play, Play::Script(_))).collect();
        let scene = self.lecture.walk.scene();
        // A lesson that does not say which ratings it is about is about the lecture's.
        if !matches!(scene.first(), Some((_, Command::Open(_)))) {
            self.plays.extend(parse("open lecture").ok().map(|open| Play::Page(1, open)));
        }
        self.play_scene(scene);
        self.plays.extend(scripted);
        self.keep_progress().into_iter().collect()
    }

    /// Has a scene played before what a script is still to do.
    fn play_scene(&mut self, scene: Vec<(usize, Command)>) {
        let at = self.plays.iter().position(|play| matches!(play, Play::Script(_))).unwrap_or(self.plays.len());
        let after = self.plays.split_off(at);
        self.plays.extend(scene.into_iter().map(|(line, command)| Play::Page(line, command)));
        self.plays.extend(after);
    }

    /// Progress is kept, but not that of a talk.
    fn keep_progress(&self) -> Option<Effect> {
        (!self.lecture.presents).then(|| Effect::Keep(Box::new(self.lecture.walk.progress.clone())))
    }

    pub(super) fn go_to_lesson(&mut self, number: usize, page: usize) -> Result<Vec<Effect>, String> {
        let lessons = &self.lecture.walk.course.lessons;
        let at = lessons.iter().position(|lesson| lesson.number == number).ok_or_else(|| {
            let numbers: Vec<_> = lessons.iter().map(|lesson| lesson.number.to_string()).collect();
            format!("there is no part {number}; there are {}", numbers.join(", "))
        })?;
        let pages = lessons[at].pages.len();
        if page > pages {
            return Err(format!("part {number} has {pages} pages"));
        }
        Ok(self.open_page(at, page - 1))
    }

    pub(super) fn turn(&mut self, turn: Turn) -> Result<Vec<Effect>, String> {
        self.needs_path()?;
        let (sheet, sheets) = self.lecture.sheet;
        let (lesson, _) = self.lecture.walk.place();
        match turn {
            Turn::To(page) => {
                let number = self.lecture.walk.lesson().number;
                return self.go_to_lesson(number, page);
            }
            Turn::Next if sheet + 1 < sheets => self.lecture.sheet.0 += 1,
            Turn::Previous if sheet > 0 => self.lecture.sheet.0 -= 1,
            Turn::Next if self.lecture.walk.open().is_some() && self.lecture.presents => return self.reveal(),
            Turn::Next if self.lecture.walk.open().is_some() && !self.lecture.skips => {
                self.lecture.skips = true;
                self.say("there is an open question: enter answers it, r shows the answer, n once more skips it");
            }
            Turn::Next if self.lecture.walk.open().is_some() => return self.skip(),
            turn => match self.lecture.walk.beside(turn == Turn::Next) {
                Some((to, page)) => {
                    let effects = self.open_page(to, page);
                    if to != lesson && turn == Turn::Next {
                        self.say(format!(
                            "part {}: {}",
                            self.lecture.walk.lesson().number,
                            self.lecture.walk.lesson().title
                        ));
                    }
                    return Ok(effects);
                }
                None if turn == Turn::Next => self.say("this was the last page; g shows the contents"),
                None => self.say("this is the first page"),
            },
        }
        Ok(Vec::new())
    }

    fn needs_path(&self) -> Result<(), String> {
        match (self.screen, self.lecture.is_left()) {
            (Screen::Lecture, false) => Ok(()),
            (_, true) => Err("B comes back to the path first".into()),
            _ => Err("that belongs to the lecture; B goes there".into()),
        }
    }

    // ---- questions -------------------------------------------------------------------------------------------------

    /// Answers the open question. Without a text: picks the cell, or begins to type; without a question, turns the page.
    pub(super) fn answer(&mut self, text: Option<String>) -> Result<Vec<Effect>, String> {
        self.needs_path()?;
        let kind = self.lecture.walk.open().map(|(_, question)| question.kind.clone());
        match (text, kind) {
            (None, None) => self.turn(Turn::Next),
            (Some(_), None) => Err("there is no open question on this page".into()),
            (None, Some(Kind::Cell { .. })) => self.judge(""),
            (None, Some(Kind::Choice { options, .. })) => {
                Err(format!("choose one by its number, 1 to {}", options.len()))
            }
            (None, Some(_)) => {
                self.begin_typing(Input::default());
                Ok(Vec::new())
            }
            (Some(text), Some(_)) => self.judge(&text),
        }
    }

    fn judge(&mut self, text: &str) -> Result<Vec<Effect>, String> {
        self.ready()?;
        let Some((at, question)) = self.lecture.walk.open() else { return Ok(Vec::new()) };
        let judged = self.with_live(|live| question.judge(text, (self.user, self.item), live))?;
        match judged {
            Judged::Right(told) => Ok(self.settle(Outcome::Right, told)),
            Judged::Wrong(told) => {
                let more = self.lecture.walk.hints < question.hints.len();
                let help = if more { "try again, h gives a hint" } else { "try again, r shows the answer" };
                self.lecture.walk.told.insert(at, Told::Open(format!("{told}: {help}")));
                self.lecture.follow = Some(at);
                Ok(Vec::new())
            }
            Judged::Guessed(names, value, told) => {
                self.lecture.walk.progress.guess(names, value);
                Ok(self.settle(Outcome::Guessed, told))
            }
        }
    }

    fn begin_typing(&mut self, input: Input) {
        self.lecture.typing = Some(input);
        self.follow_question();
    }

    /// Brings the open question in sight.
    fn follow_question(&mut self) {
        self.lecture.follow = self.lecture.walk.open().map(|(at, _)| at);
    }

    /// Answers are computed from the live state: it must be that of the page.
    fn ready(&self) -> Result<(), String> {
        match self.playing() {
            true => Err("one moment: the page is still being set".into()),
            false => Ok(()),
        }
    }

    fn settle(&mut self, outcome: Outcome, told: String) -> Vec<Effect> {
        self.follow_question();
        let scene = self.lecture.walk.settle(outcome, told);
        self.lecture.typing = None;
        self.lecture.skips = false;
        self.play_scene(scene);
        self.keep_progress().into_iter().collect()
    }

    pub(super) fn hint(&mut self) -> Result<Vec<Effect>, String> {
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

    pub(super) fn reveal(&mut self) -> Result<Vec<Effect>, String> {
        self.needs_path()?;
        self.ready()?;
        let Some((_, question)) = self.lecture.walk.open() else { return Err("there is no open question here".into()) };
        let solution = self.with_live(|live| question.solution(live))?;
        Ok(self.settle(Outcome::Revealed, solution))
    }

    pub(super) fn skip(&mut self) -> Result<Vec<Effect>, String> {
        self.needs_path()?;
        if self.lecture.walk.open().is_none() {
            return Err("there is no open question here".into());
        }
        Ok(self.settle(Outcome::Skipped, "skipped; a asks again".into()))
    }

    pub(super) fn ask_again(&mut self) -> Result<Vec<Effect>, String> {
        self.needs_path()?;
        if !self.lecture.walk.again() {
            return Err("no question of this page was settled yet".into());
        }
        // What came after the question is covered again, and what it did is undone: the page is set anew.
        let told = self.lecture.walk.told.clone();
        let (lesson, page) = self.lecture.walk.place();
        let effects = self.open_page(lesson, page);
        self.follow_question();
        self.lecture.walk.told = told;
        Ok(effects)
    }

    pub(super) fn forget(&mut self) -> Vec<Effect> {
        self.lecture.walk.forget();
        self.say("all answers and guesses are forgotten");
        let (lesson, page) = self.lecture.walk.place();
        match self.on_path() {
            true => self.open_page(lesson, page),
            false => self.keep_progress().into_iter().collect(),
        }
    }

    pub(super) fn light(&mut self, light: Option<Light>) -> Result<(), String> {
        let Some(light) = light else {
            self.lecture.lights.clear();
            return Ok(());
        };
        let ratings = self.snapshot.ratings();
        let row = |side, who: &crate::command::Who| who.find(ratings, side).map(|at| Entity::new(side, at));
        let lit = match &light {
            Light::Row(side, who) => Lit::Row(row(*side, who)?),
            Light::Cell(user, item) => Lit::Cell(
                user.find(ratings, Side::Users).map(UserId::new)?,
                item.find(ratings, Side::Items).map(ItemId::new)?,
            ),
            Light::Factor(side, who, z) => {
                let most = self.snapshot.factors.z();
                let z = z.checked_sub(1).filter(|z| *z < most).ok_or(format!("this model has {most} factors"))?;
                Lit::Number(Parameter { of: row(*side, who)?, factor: Some(z) })
            }
            Light::Missing => Lit::Missing,
        };
        self.lecture.lights.push(lit);
        Ok(())
    }

    // ---- keys ------------------------------------------------------------------------------------------------------

    /// What a key does to an answer: typing one, beginning to type one, choosing one. `None` where it is no such key.
    pub(super) fn answer_key(&mut self, key: Key) -> Option<Vec<Effect>> {
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
                    // A wrong answer stays, so that it can be mended.
                    self.lecture.typing = Some(input);
                    return Some(self.run(Command::Answer(Some(text))));
                }
                (_, Some(request)) => {
                    input.handle(request);
                    self.lecture.typing = Some(input);
                }
                _ => self.lecture.typing = Some(input),
            }
            return Some(Vec::new());
        }
        let (_, question) = self.lecture.walk.open()?;
        let Code::Char(letter) = key.code else { return None };
        match question.kind {
            _ if key.ctrl => None,
            Kind::Number { .. } | Kind::Guess { .. } if letter.is_ascii_digit() || letter == '.' => {
                self.begin_typing(Input::new(letter.into()));
                Some(Vec::new())
            }
            Kind::Choice { .. } if letter.is_ascii_digit() => Some(self.run(Command::Answer(Some(letter.into())))),
            _ => None,
        }
    }

    /// The table of contents, opened at the present lesson.
    pub(super) fn contents(&mut self) {
        self.overlay = Some(Overlay::Contents(self.lecture.walk.place().0));
    }

    /// What a key does in the table of contents.
    pub(super) fn contents_key(&mut self, key: Key, at: usize) -> Vec<Effect> {
        let last = self.lecture.walk.course.lessons.len() - 1;
        let to = match key.code {
            Code::Up | Code::Char('k') => at.saturating_sub(1),
            Code::Down | Code::Char('j') => (at + 1).min(last),
            Code::Home => 0,
            Code::End => last,
            Code::Char(digit @ '1'..='9') if !key.ctrl => {
                let number = digit as usize - '0' as usize;
                return self.run(Command::Lesson(number, 1));
            }
            Code::Enter => {
                let number = self.lecture.walk.course.lessons[at].number;
                return self.run(Command::Lesson(number, 1));
            }
            Code::Char('c') if key.ctrl => return self.run(Command::Quit),
            Code::Char('q') => return self.run(Command::Quit),
            _ => return Vec::new(),
        };
        self.overlay = Some(Overlay::Contents(to));
        Vec::new()
    }

    /// Takes up a course, and what was answered in it before.
    pub fn follow_course(&mut self, course: Arc<Course>, progress: Progress, presents: bool) {
        self.lecture.walk = Walk::new(course, progress);
        self.lecture.presents = presents;
    }
}
