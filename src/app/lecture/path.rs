//! The path: opening pages, turning them, leaving the path and coming back to exactly where it was left.

use super::{Left, Lit, Play, Sheets};
use crate::{
    app::{App, Code, Effect, Key, Overlay},
    command::{Command, Light, Panel, Screen, Turn, parse},
    lesson::{Course, Progress, Walk},
    model::Parameter,
    study::{Mark, Order},
};
use std::sync::Arc;

impl App {
    /// Goes to the lecture, or comes back to where its path was left.
    pub(in crate::app) fn go_to_lecture(&mut self) -> Vec<Effect> {
        if self.on_path() {
            return Vec::new();
        }
        let (lesson, page) = self.lecture.walk.place();
        let mut effects: Vec<Effect> = self.put_own_away().into_iter().collect();
        match self.lecture.left {
            Some(Left::At(_)) => effects.push(self.come_back(Mark::Path)),
            Some(Left::Unset) | None => effects.extend(self.open_page(lesson, page)),
        }
        effects
    }

    /// Has the session come back to a mark, and then everything that is looked at.
    fn come_back(&mut self, to: Mark) -> Effect {
        self.plays.retain(|play| matches!(play, Play::Script(_)));
        self.plays.push_front(Play::Return(to));
        Effect::Order(Order::Recall(to))
    }

    /// Remembers what is looked at before the lecture opens its own ratings, once.
    pub(super) fn put_own_away(&mut self) -> Option<Effect> {
        if self.own.is_some() || self.screen == Screen::Lecture {
            return None;
        }
        let mut here = self.clone();
        here.plays.clear();
        here.lecture.left = None;
        self.own = Some(Arc::new(here));
        Some(Effect::Order(Order::Mark(Mark::Own)))
    }

    /// Comes back to what was looked at before the lecture, if it was opened.
    pub(in crate::app) fn return_to_own(&mut self) -> Option<Effect> {
        self.own.is_some().then(|| self.come_back(Mark::Own))
    }

    /// Leaves the path: everything is remembered as it is.
    pub(in crate::app) fn leave_path(&mut self) -> Option<Effect> {
        if !self.on_path() || self.in_scene {
            return None;
        }
        let here = self.clone();
        self.left_path_from(here)
    }

    /// Remembers where the path was left: everything as it was then. A page that is still being set is no place to come
    /// back to: what it has yet to do is given up.
    pub(in crate::app) fn left_path_from(&mut self, mut then: App) -> Option<Effect> {
        self.lecture.typing = None;
        self.setting = false;
        if then.unset() {
            self.plays.retain(|play| !matches!(play, Play::Page(..)));
            self.lecture.left = Some(Left::Unset);
            self.say("off the path; B comes back to the start of this page");
            return None;
        }
        then.plays.clear();
        (then.notice, then.own, then.setting) = (None, None, false);
        self.lecture.left = Some(Left::At(Arc::new(then)));
        self.say("off the path; B comes back to exactly here");
        Some(Effect::Order(Order::Mark(Mark::Path)))
    }

    /// Opens a page and sets its scene.
    pub(in crate::app) fn open_page(&mut self, lesson: usize, page: usize) -> Vec<Effect> {
        self.screen = Screen::Lecture;
        self.overlay = None;
        self.setting = true;
        let lecture = &mut self.lecture;
        lecture.walk.go(lesson, page);
        (lecture.view, lecture.panel) = (Screen::Factorise, Panel::Both);
        lecture.lights.clear();
        (lecture.typing, lecture.left, lecture.follow, lecture.sheets) = (None, None, None, Sheets::default());
        lecture.skips = false;
        lecture.draft.clear();
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
    pub(super) fn play_scene(&mut self, scene: Vec<(usize, Command)>) {
        let at = self.plays.iter().position(|play| matches!(play, Play::Script(_))).unwrap_or(self.plays.len());
        let after = self.plays.split_off(at);
        self.plays.extend(scene.into_iter().map(|(line, command)| Play::Page(line, command)));
        self.plays.extend(after);
    }

    /// Progress is kept, but not that of a talk.
    pub(super) fn keep_progress(&self) -> Option<Effect> {
        (!self.lecture.presents).then(|| Effect::Keep(Box::new(self.lecture.walk.progress.clone())))
    }

    pub(in crate::app) fn go_to_lesson(&mut self, number: usize, page: usize) -> Result<Vec<Effect>, String> {
        let lessons = &self.lecture.walk.course.lessons;
        let at = lessons.iter().position(|lesson| lesson.number == number).ok_or_else(|| {
            let numbers: Vec<_> = lessons.iter().map(|lesson| lesson.number.to_string()).collect();
            format!("there is no part {number}; there are {}", numbers.join(", "))
        })?;
        let pages = lessons[at].pages.len();
        if page > pages {
            return Err(format!("part {number} has {pages} pages"));
        }
        let mut effects: Vec<Effect> = self.put_own_away().into_iter().collect();
        effects.extend(self.open_page(at, page - 1));
        Ok(effects)
    }

    pub(in crate::app) fn turn(&mut self, turn: Turn) -> Result<Vec<Effect>, String> {
        self.needs_path()?;
        let sheets = self.lecture.sheets;
        match turn {
            Turn::To(page) => {
                let number = self.lecture.walk.lesson().number;
                return self.go_to_lesson(number, page);
            }
            Turn::Next if sheets.at + 1 < sheets.count => self.lecture.sheets.at += 1,
            Turn::Previous if sheets.at > 0 => self.lecture.sheets.at -= 1,
            Turn::Next if self.lecture.walk.open().is_some() && self.lecture.presents => return self.reveal(),
            Turn::Next if self.lecture.walk.open().is_some() && !self.lecture.skips => {
                self.lecture.skips = true;
                self.say("an open question: answer it, r shows the answer, n again skips");
            }
            Turn::Next if self.lecture.walk.open().is_some() => return self.skip(),
            turn => match self.lecture.walk.beside(turn == Turn::Next) {
                Some((lesson, page)) => return Ok(self.open_page(lesson, page)),
                None if turn == Turn::Next => self.say("this was the last page; g shows the contents"),
                None => self.say("this is the first page"),
            },
        }
        Ok(Vec::new())
    }

    pub(super) fn needs_path(&self) -> Result<(), String> {
        match (self.screen, self.lecture.is_left()) {
            (Screen::Lecture, false) => Ok(()),
            (_, true) => Err("B comes back to the path first".into()),
            _ => Err("that belongs to the lecture; B goes there".into()),
        }
    }

    /// With another panel the text has other room: what was read stays in sight.
    pub(in crate::app) fn set_panel(&mut self, panel: Panel) {
        self.lecture.panel = panel;
        if !self.in_scene {
            self.lecture.follow = Some(self.lecture.sheets.top);
        }
    }

    pub(in crate::app) fn light(&mut self, light: Option<Light>) -> Result<(), String> {
        let Some(light) = light else {
            self.lecture.lights.clear();
            return Ok(());
        };
        let lit = match &light {
            Light::Row(side, who) => Lit::Row(self.called(*side, who)?),
            Light::Cell(user, item) => Lit::Cell(self.user_called(user)?, self.item_called(item)?),
            Light::Factor(side, who, z) => {
                let most = self.snapshot.z();
                let z = z.checked_sub(1).filter(|z| *z < most).ok_or(format!("this model has {most} factors"))?;
                Lit::Number(Parameter { of: self.called(*side, who)?, factor: Some(z) })
            }
            Light::Missing => Lit::Missing,
        };
        self.lecture.lights.push(lit);
        Ok(())
    }

    /// The table of contents, opened at the present lesson.
    pub(in crate::app) fn contents(&mut self) {
        self.overlay = Some(Overlay::Contents(self.lecture.walk.place().0));
    }

    /// What a key does in the table of contents.
    pub(in crate::app) fn contents_key(&mut self, key: Key, at: usize) -> Vec<Effect> {
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
