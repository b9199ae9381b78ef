//! What was just done, in Python: the code that lies on top of the screen.

use super::{App, Effect, Explained, Key, Listing, Overlay, derived::ONE_MOMENT};
use crate::{
    data::{ItemId, UserId},
    model::Model,
    study::{
        explain,
        python::{self, Script},
    },
};

impl App {
    /// Lays the code over the screen: on the path the notebook of the part up to this page, where it has one; else the step that
    /// the Working panel explains, and the algorithm as a library has it.
    pub(super) fn show_code(&mut self) -> Result<(), String> {
        if self.covers_something() {
            return Err("the code would tell the answer: it is there once the question is settled".into());
        }
        let listing = match self.notebook() {
            Some(listing) => listing,
            None => self.code_of_step()?,
        };
        self.overlay = Some(Overlay::Code(listing));
        Ok(())
    }

    fn notebook(&self) -> Option<Listing> {
        let walk = self.on_path().then_some(&self.lecture.walk)?;
        let (_, page) = walk.place();
        let text = walk.lesson().notebook(page);
        let title = format!("part {}, up to page {}", walk.lesson().number, page + 1);
        (!text.is_empty()).then(|| Listing { title, lines: text.lines().map(String::from).collect(), from: 0 })
    }

    fn code_of_step(&self) -> Result<Listing, String> {
        let snapshot = &self.snapshot;
        let (user, item) = (self.view.user, self.view.item);
        let method = snapshot.options.method;
        let step = self.code_of_explained()?;
        let library = python::library(snapshot, user, item);
        let mut lines: Vec<String> = step.iter().flat_map(Script::text).collect();
        if !lines.is_empty() {
            lines.push(String::new());
        }
        match library {
            Ok(script) => lines.extend(script.text()),
            Err(why) => lines.push(format!("# {why}")),
        }
        Ok(Listing { title: method.title().into(), lines: lines.into(), from: 0 })
    }

    /// What the Working panel explains.
    fn code_of_explained(&self) -> Result<Option<Script>, String> {
        let snapshot = &*self.snapshot;
        match self.explained() {
            Explained::Regression(of) => {
                python::regression(snapshot, &*self.regression(of).ok_or(ONE_MOMENT)?).map(Some)
            }
            Explained::Gradient(at) => python::gradient(snapshot, &*self.gradient(at).ok_or(ONE_MOMENT)?).map(Some),
            Explained::RatingStep(i, j, _) => {
                Ok(python::rating_step(snapshot, i, j).or_else(|| self.script_of_prediction()))
            }
            Explained::Errors => python::errors(snapshot).map(Some),
            Explained::Step(touched) => {
                /// So many terms are written down.
                const MOST: usize = 200;
                let what = format!("The last step of {}", snapshot.options.method);
                let told = explain::told(snapshot, touched, MOST);
                Ok(told.map(|told| python::arithmetic(snapshot, &what, &told)).or_else(|| self.script_of_prediction()))
            }
            Explained::Prediction
            | Explained::Change(_)
            | Explained::Recommended
            | Explained::Within(_)
            | Explained::Between => Ok(self.script_of_prediction()),
        }
    }

    fn script_of_prediction(&self) -> Option<Script> {
        let (snapshot, user, item): (_, UserId, ItemId) = (&*self.snapshot, self.view.user, self.view.item);
        let own = !matches!(*snapshot.model, Model::PlusPlus(_));
        python::prediction(snapshot, user, item).filter(|_| own).or_else(|| {
            let told = snapshot.model.explain(snapshot.source.learned(), user, item)?;
            let [who, what] = [self.name(user), self.name(item)];
            Some(python::arithmetic(snapshot, &format!("The prediction for {who} and {what}"), &told))
        })
    }

    /// Over the code `c` copies it; all other keys do what they do over the help.
    pub(super) fn code_key(&mut self, key: Key, listing: Listing) -> Vec<Effect> {
        if key != Key::char('c') {
            return self.scrolling_key(key, Overlay::Code(listing));
        }
        let text = listing.lines.iter().flat_map(|line| [line, "\n"]).collect();
        self.overlay = Some(Overlay::Code(listing));
        self.say("copied, where the terminal lets programs do so");
        vec![Effect::Copy(text)]
    }
}
