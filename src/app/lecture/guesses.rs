//! What the models of a course say of the holes for which a student guesses, one after another as the pages show them.

use crate::{
    app::{App, Effect},
    data::{ItemId, UserId},
    lesson::Block,
};

/// With more holes than this only those are looked at for which there is a guess.
const FEW: usize = 6;

impl App {
    /// The holes that guesses are about: all of them where they are few, or else those with a guess.
    pub fn guessed_holes(&self) -> Vec<(UserId, ItemId)> {
        let ratings = self.snapshot.ratings();
        let (users, items) = (ratings.n_users(), ratings.n_items());
        let hole = |&(i, j): &(UserId, ItemId)| ratings.get(i, j).is_none();
        if users.saturating_mul(items) - ratings.len() <= FEW {
            let cells = (0..users).flat_map(|i| (0..items).map(move |j| (UserId::new(i), ItemId::new(j))));
            return cells.filter(hole).collect();
        }
        let at = |names: &[Box<str>], name: &str| names.iter().position(|own| **own == *name);
        let guesses = self.lecture.walk.progress.guesses();
        let found = guesses.keys().filter_map(|(user, item)| {
            let (i, j) = (at(&ratings.names().users, user)?, at(&ratings.names().items, item)?);
            Some((UserId::new(i), ItemId::new(j)))
        });
        // A guess of a rating that is known was judged where it was made.
        found.filter(hole).collect()
    }

    /// Remembers the answer of the open question for the notes of a talk: once it is settled, what it follows from may be gone.
    pub(in crate::app) fn note_answer(&mut self) {
        if !self.lecture.follows() || !self.on_path() || self.playing() {
            return;
        }
        let Some((block, question)) = self.lecture.walk.open() else { return };
        let (lesson, page) = self.lecture.walk.place();
        if let Ok(answer) = self.solution(question) {
            self.lecture.answers.insert((lesson, page, block), answer);
        }
    }

    /// Remembers what the model of the page says of them, where the page names its model.
    pub(in crate::app) fn note_models(&mut self) -> Option<Effect> {
        if !self.on_path() || self.playing() || self.snapshot.running || !self.view.site.spread.ahead.is_empty() {
            return None;
        }
        let names = self.lecture.walk.uncovered().iter().rev().find_map(|block| match block {
            Block::Guesses(name) => name.clone(),
            _ => None,
        })?;
        let (ratings, snapshot) = (self.snapshot.ratings(), &self.snapshot);
        let pairs = self
            .guessed_holes()
            .into_iter()
            .map(|(i, j)| ((ratings.name(i).to_string(), ratings.name(j).to_string()), snapshot.predict(i, j)));
        let pairs: Vec<_> = pairs.collect();
        let news = self.lecture.walk.progress.predicted(&names, pairs);
        news.then(|| self.keep_progress()).flatten()
    }
}
