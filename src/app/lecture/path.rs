//! The path: opening pages, turning them, leaving the path and coming back to exactly where it was left.

use crate::{
    app::{
        App, Audience, Binding, Code, Contents, Effect, Key, Lecture, Left, Overlay, Sheets, Target, View,
        keymap::{self, Meaning},
    },
    choice::Choice,
    command::{Aim, Command, FITS, Nth, Panel, Part, Screen, Turn},
    lesson::{Course, Progress, Walk},
    model::Parameter,
    study::{Mark, Order},
};
use std::sync::Arc;

impl App {
    /// Goes to the lecture, or comes back to where its path was left, or to the page that the glossary led away from.
    pub(in crate::app) fn go_to_lecture(&mut self) -> Vec<Effect> {
        if self.on_path() {
            let Some(((lesson, page), top)) = self.lecture.looked_up.take() else { return Vec::new() };
            let effects = self.open_page(lesson, page);
            self.view.site.spread.follow = Some(top);
            return effects;
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
        self.link.come_back(to);
        Effect::Order(Order::Recall(to))
    }

    /// Remembers what is looked at before the lecture opens its own ratings, once.
    pub(super) fn put_own_away(&mut self) -> Option<Effect> {
        if self.lecture.own.is_some() || self.view.site.screen == Screen::Lecture {
            return None;
        }
        self.lecture.own = Some(Box::new(self.view.clone()));
        Some(Effect::Order(Order::Mark(Mark::Own)))
    }

    /// Comes back to what was looked at before the lecture, if it was opened.
    pub(in crate::app) fn return_to_own(&mut self) -> Option<Effect> {
        self.lecture.own.is_some().then(|| self.come_back(Mark::Own))
    }

    /// Leaves the path: everything is remembered as it is.
    pub(in crate::app) fn leave_path(&mut self) -> Option<Effect> {
        if !self.on_path() || self.link.is_page_acting() {
            return None;
        }
        self.left_path_from(self.view.clone(), self.link.is_unset(&self.snapshot))
    }

    /// Remembers where the path was left: everything as it was `then`. A page that was still being set is no place to come back
    /// to: what it has yet to do is given up.
    pub(in crate::app) fn left_path_from(&mut self, then: View, unset: bool) -> Option<Effect> {
        self.view.site.spread.typing = None;
        self.link.leave_scene();
        if unset {
            self.lecture.left = Some(Left::Unset);
            self.say("off the path; B comes back to the start of this page");
            return None;
        }
        self.lecture.left = Some(Left::At(Box::new(then)));
        self.say("off the path; B comes back to exactly here");
        Some(Effect::Order(Order::Mark(Mark::Path)))
    }

    /// Opens a page and sets its scene.
    pub(in crate::app) fn open_page(&mut self, lesson: usize, page: usize) -> Vec<Effect> {
        let before = std::mem::take(&mut self.view.site.spread);
        self.lecture.sketches.extend(before.sketch.map(|sketch| (self.lecture.walk.place(), sketch)));
        self.view.site.screen = Screen::Lecture;
        self.view.site.spread.sheets = Sheets::unread(before.sheets);
        self.overlay = None;
        self.lecture.walk.go(lesson, page);
        // A curve that was begun here is gone on with.
        self.view.site.spread.sketch = self.lecture.sketches.get(&self.lecture.walk.place()).cloned();
        self.lecture.left = None;
        self.lecture.looked_up = None;
        let scene = self.lecture.walk.scene();
        let open = self.lecture.walk.course.opening(scene.first().map(|(_, command)| command)).map(|open| (1, open));
        self.link.give_up_scene();
        self.link.scene(open.into_iter().chain(scene));
        self.keep_progress().into_iter().collect()
    }

    /// Progress is kept; whoever reads notes makes none.
    pub(super) fn keep_progress(&self) -> Option<Effect> {
        let makes = self.lecture.audience != Audience::Speaker;
        makes.then(|| Effect::Keep(Box::new(self.lecture.walk.progress.clone())))
    }

    pub(in crate::app) fn go_to_lesson(&mut self, part: &Part, page: Nth) -> Result<Vec<Effect>, String> {
        let (at, page) = match part {
            Part::Number(part) => (self.part_numbered(part.number())?, page.index()),
            Part::Title(title) => self.titled(title)?,
        };
        let lesson = &self.lecture.walk.course.lessons[at];
        if page >= lesson.pages.len() {
            return Err(format!("part {} has {} pages", lesson.number, lesson.pages.len()));
        }
        // Whoever goes somewhere else in the lecture comes back to where it was read.
        let read = self.on_path() || self.lecture.is_left();
        let from = (self.lecture.walk.place(), self.view.site.spread.sheets.top);
        let mut effects: Vec<Effect> = self.put_own_away().into_iter().collect();
        effects.extend(self.open_page(at, page));
        self.lecture.looked_up = Some(from).filter(|(before, _)| read && *before != (at, page));
        Ok(effects)
    }

    fn part_numbered(&self, number: usize) -> Result<usize, String> {
        let lessons = &self.lecture.walk.course.lessons;
        lessons.iter().position(|lesson| lesson.number == number).ok_or_else(|| {
            let numbers: Vec<_> = lessons.iter().map(|lesson| lesson.number.to_string()).collect();
            format!("there is no part {number}; there are {}", numbers.join(", "))
        })
    }

    /// The part and the page, from 0, that a title means: the whole of it, its beginning or a piece, in this order, and
    /// among those of one kind a part before a page.
    fn titled(&self, title: &str) -> Result<(usize, usize), String> {
        let lessons = self.lecture.walk.course.lessons.iter().enumerate();
        let parts = lessons.clone().map(|(n, lesson)| ((n, 0), lesson.title.as_str()));
        let pages = lessons.flat_map(|(n, lesson)| {
            lesson.pages.iter().enumerate().map(move |(m, page)| ((n, m), page.title.as_str()))
        });
        let titles: Vec<_> = parts.chain(pages).map(|(at, title)| (at, title.to_lowercase())).collect();
        let wanted = title.to_lowercase();
        let found = FITS.iter().find_map(|fits| titles.iter().find(|(_, title)| fits(title, &wanted)));
        let found = found.map(|(at, _)| *at);
        found.ok_or_else(|| format!("no part or page has '{title}' in its title; g shows the contents"))
    }

    pub(in crate::app) fn turn(&mut self, turn: Turn) -> Result<Vec<Effect>, String> {
        self.needs_path()?;
        let sheets = self.view.site.spread.sheets;
        match turn {
            Turn::To(page) => {
                let part = Part::Number(Nth::numbered(self.lecture.walk.lesson().number));
                return self.go_to_lesson(&part, page);
            }
            Turn::Next if sheets.at + 1 < sheets.count => self.view.site.spread.turn_to(sheets.at + 1),
            Turn::Previous if sheets.at > 0 => self.view.site.spread.turn_to(sheets.at - 1),
            Turn::Next if self.lecture.walk.open().is_some() && self.lecture.presents() => {
                // In a talk nobody has to press again because the page was not set yet.
                if self.playing() {
                    self.link.turn_later(true);
                    return Ok(Vec::new());
                }
                return self.reveal();
            }
            Turn::Next if self.lecture.walk.open().is_some() && !self.view.site.spread.skips => {
                self.view.site.spread.skips = true;
                let shows = self.reveal_key();
                self.say(format!("an open question: answer it, {shows} shows the answer, n again skips"));
            }
            Turn::Next if self.lecture.walk.open().is_some() => return self.skip(),
            turn => match self.lecture.walk.beside(turn == Turn::Next) {
                Some((lesson, page)) => {
                    let effects = self.open_page(lesson, page);
                    if turn == Turn::Previous {
                        // As in a book, what is turned back to is the end of the page before.
                        self.view.site.spread.follow = Some(self.lecture.walk.uncovered().len().saturating_sub(1));
                    }
                    return Ok(effects);
                }
                None if turn == Turn::Next => self.say("this was the last page; g shows the contents"),
                None => self.say("this is the first page"),
            },
        }
        Ok(Vec::new())
    }

    /// Whether a key turns pages in a talk, where nothing lies on top of them: those of a clicker, and the letters for it.
    pub(in crate::app) fn turns_in_talk(&self, key: Key) -> bool {
        let turns = |row: &Binding| matches!(row.meaning, Meaning::Do(Command::Page(_) | Command::Answer(None)));
        self.lecture.presents()
            && self.on_path()
            && self.overlay.is_none()
            && self.view.site.spread.typing.is_none()
            && keymap::lookup(&[Screen::Lecture], key).is_some_and(turns)
    }

    /// What the keys of a clicker do in a talk: whatever lies open on top is closed, and whoever left the path comes back to
    /// it; else the page turns, even if an answer was begun. `None` where it is no such key, or no talk.
    pub(in crate::app) fn clicker_key(&mut self, key: Key) -> Option<Vec<Effect>> {
        if !self.lecture.presents() {
            return None;
        }
        let turn = match key.code {
            Code::PageDown => Turn::Next,
            Code::PageUp => Turn::Previous,
            // Its key for a dark screen does nothing to the fit.
            Code::Char('.') if self.turns_in_talk(Key::plain(Code::PageDown)) => return Some(Vec::new()),
            _ => return None,
        };
        if self.overlay.take().is_some() {
            return Some(Vec::new());
        }
        if !self.on_path() {
            return Some(self.run(Command::Lecture));
        }
        self.view.site.spread.typing = None;
        Some(self.run(Command::Page(turn)))
    }

    pub(super) fn needs_path(&self) -> Result<(), String> {
        match (self.view.site.screen, self.lecture.is_left()) {
            (Screen::Lecture, false) => Ok(()),
            (_, true) => Err("B comes back to the path first".into()),
            _ => Err("that belongs to the lecture; B goes there".into()),
        }
    }

    /// What stands beside the text next. Where there is room for one thing only, both are the screen alone.
    pub(in crate::app) fn next_panel(&self) -> Panel {
        let spread = &self.view.site.spread;
        match spread.panel.next() {
            Panel::View if !spread.sheets.wide => Panel::View.next(),
            next => next,
        }
    }

    /// With another panel the text has other room: what was read stays in sight.
    pub(in crate::app) fn set_panel(&mut self, panel: Panel) {
        self.view.site.spread.panel = panel;
        if !self.link.is_page_acting() {
            self.view.site.spread.follow = Some(self.view.site.spread.sheets.top);
        }
    }

    pub(in crate::app) fn light(&mut self, aim: Aim) -> Result<(), String> {
        let found = self.target(aim)?;
        aimed(&mut self.view.site.spread.lights, found);
        Ok(())
    }

    /// Covers something until the open question is settled.
    pub(in crate::app) fn cover(&mut self, aim: Aim) -> Result<(), String> {
        let found = self.target(aim)?;
        aimed(&mut self.view.site.spread.covers, found);
        Ok(())
    }

    /// What is aimed at, in these ratings; nothing where nothing is.
    fn target(&self, aim: Aim) -> Result<Option<Target>, String> {
        Ok(Some(match aim {
            Aim::Off => return Ok(None),
            Aim::Row(whose) => Target::Row(self.called(whose.side, &whose.who)?),
            Aim::Cell(user, item) => Target::Cell(self.user_called(&user)?, self.item_called(&item)?),
            Aim::Factor(whose, z) => {
                let most = self.snapshot.z();
                if z.number() > most {
                    return Err(format!("this model has {most} factors"));
                }
                Target::Number(Parameter { of: self.called(whose.side, &whose.who)?, factor: Some(z.index()) })
            }
            Aim::Missing => Target::Missing,
            Aim::Errors => Target::Errors,
        }))
    }

    /// The table of contents, opened at the present lesson.
    pub(in crate::app) fn contents(&mut self) {
        self.overlay = Some(Overlay::Contents(Contents { part: self.lecture.walk.place().0, page: None }));
    }

    /// What a key does in the table of contents.
    pub(in crate::app) fn contents_key(&mut self, key: Key, at: Contents) -> Vec<Effect> {
        let lessons = &self.lecture.walk.course.lessons;
        let last = match at.page {
            Some(_) => lessons[at.part].pages.len() - 1,
            None => lessons.len() - 1,
        };
        let line = at.page.unwrap_or(at.part);
        let part = |part: usize| Part::Number(Nth::numbered(lessons[part].number));
        let to = match key.code {
            Code::Right | Code::Char('l') => {
                self.overlay = Some(Overlay::Contents(Contents { page: at.page.or(Some(0)), ..at }));
                return Vec::new();
            }
            Code::Left | Code::Char('h') => {
                self.overlay = Some(Overlay::Contents(Contents { page: None, ..at }));
                return Vec::new();
            }
            Code::Char(digit @ '1'..='9') if !key.ctrl => {
                let part = Part::Number(Nth::at(digit as usize - '1' as usize));
                return self.run(Command::Lesson(part, Nth::FIRST));
            }
            Code::Enter => return self.run(Command::Lesson(part(at.part), Nth::at(at.page.unwrap_or(0)))),
            Code::Char('c') if key.ctrl => return self.run(Command::Quit),
            Code::Char('q') => return self.run(Command::Quit),
            _ => match key.along(line, last) {
                Some(to) => to,
                None => return Vec::new(),
            },
        };
        self.overlay = Some(Overlay::Contents(match at.page {
            Some(_) => Contents { page: Some(to), ..at },
            None => Contents { part: to, page: None },
        }));
        Vec::new()
    }

    /// Takes up a course, and what was answered in it before.
    pub fn follow_course(&mut self, course: Arc<Course>, progress: Progress) {
        self.lecture = Lecture::new(course, progress);
    }

    /// Shows it to somebody else than a student.
    pub fn present_to(&mut self, audience: Audience) {
        self.lecture.audience = audience;
    }

    /// Goes on in the same course as it was read anew: at the same page, set anew.
    pub(in crate::app) fn take_course(&mut self, course: Arc<Course>) -> Vec<Effect> {
        let progress = std::mem::take(&mut self.lecture.walk.progress);
        let asked = self.lecture.walk.open().map(|(_, question)| question.clone());
        self.lecture.walk = Walk::new(course, progress);
        self.lecture.answers.clear();
        self.lecture.sketches.clear();
        let same = asked.is_some_and(|asked| self.lecture.walk.open().is_some_and(|(_, question)| *question == asked));
        let spread = &mut self.view.site.spread;
        let (typing, draft) = (spread.typing.take(), std::mem::take(&mut spread.draft));
        if !same {
            spread.sketch = None;
        }
        if !self.on_path() {
            self.say("the lessons were read anew");
        }
        let effects = self.set_anew();
        // What is being typed goes on where it is still asked for.
        if self.on_path() && same {
            (self.view.site.spread.typing, self.view.site.spread.draft) = (typing, draft);
            self.follow_question();
        } else if typing.is_some() {
            self.warn("the page was read anew and asks for something else: what was being typed is gone");
        }
        effects
    }

    /// Goes where a talk is.
    pub(in crate::app) fn follow_talk(&mut self, progress: Progress) -> Vec<Effect> {
        if self.lecture.walk.progress == progress {
            return Vec::new();
        }
        let course = Arc::clone(&self.lecture.walk.course);
        self.lecture.walk = Walk::new(course, progress);
        self.set_anew()
    }

    /// Sets the page of the path anew, now or when one comes back to it, and keeps the progress.
    pub(super) fn set_anew(&mut self) -> Vec<Effect> {
        let (lesson, page) = self.lecture.walk.place();
        if self.on_path() {
            return self.open_page(lesson, page);
        }
        if self.lecture.is_left() {
            self.lecture.left = Some(Left::Unset);
        }
        self.keep_progress().into_iter().collect()
    }
}

/// One more of them, or none.
fn aimed(targets: &mut Vec<Target>, found: Option<Target>) {
    match found {
        Some(target) => targets.push(target),
        None => targets.clear(),
    }
}
