//! The glossary over the page: the words of the course, what each means, and the page that says it first.

use crate::{
    app::{App, Code, Effect, Key, Overlay},
    command::{Command, Nth, Part},
    lesson::Block,
};

impl App {
    /// Opens the glossary at a word; without one, at the first of the page.
    pub(in crate::app) fn glossary(&mut self, word: Option<&str>) -> Result<(), String> {
        let glossary = &self.lecture.walk.course.glossary;
        let at = match word {
            Some(word) => glossary.find(word).ok_or_else(|| format!("'{word}' is not in the glossary"))?,
            None => self.words_here().first().copied().unwrap_or(0),
        };
        self.overlay = Some(Overlay::Glossary(at));
        Ok(())
    }

    /// The places in the glossary of the words on what is uncovered of the page, in their order.
    pub fn words_here(&self) -> Vec<usize> {
        let walk = &self.lecture.walk;
        let mut places = Vec::new();
        for said in walk.uncovered().iter().flat_map(Block::said) {
            places.extend(walk.course.glossary.find(&said.term).filter(|at| !places.contains(at)));
        }
        places
    }

    /// What a key does in the glossary.
    pub(in crate::app) fn glossary_key(&mut self, key: Key, at: usize) -> Vec<Effect> {
        let last = self.lecture.walk.course.glossary.terms().len() - 1;
        let to = match key.code {
            Code::PageUp => at.saturating_sub(10),
            Code::PageDown => (at + 10).min(last),
            Code::Char('W') => {
                let here = self.words_here();
                let next = here.iter().position(|place| *place == at).map_or(0, |place| place + 1);
                here.get(next).or(here.first()).copied().unwrap_or(at)
            }
            Code::Enter => match self.lecture.walk.said_first(at) {
                Some((part, page)) => {
                    let number = Nth::numbered(self.lecture.walk.course.lessons[part].number);
                    return self.run(Command::Lesson(Part::Number(number), Nth::at(page)));
                }
                None => at,
            },
            Code::Char('c') if key.ctrl => return self.run(Command::Quit),
            Code::Char('q') => return self.run(Command::Quit),
            _ => match key.along(at, last) {
                Some(to) => to,
                None => return Vec::new(),
            },
        };
        self.overlay = Some(Overlay::Glossary(to));
        Vec::new()
    }
}
