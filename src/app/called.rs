//! What factors are called: the names that people gave to them, and what the words at their ends suggest.

use super::{App, derived::ONE_MOMENT};
use crate::study::{
    derive::{Found, Want},
    telling::suggested,
};

impl App {
    /// Gives a factor (from 0) a name. Without one it gets what the words at its ends suggest; where it has a name already, it has
    /// none from then on.
    pub(super) fn name_factor(&mut self, z: usize, name: String) -> Result<(), String> {
        if !name.is_empty() {
            self.view.factor_names.insert(z, name);
            return Ok(());
        }
        let number = z + 1;
        if let Some(name) = self.view.factor_names.remove(&z) {
            self.say(format!("factor {number} is no longer called {name}"));
            return Ok(());
        }
        let name = self.suggested_name(z)?;
        self.say(format!("factor {number} is called {name}; name-factor {number} takes that away again"));
        self.view.factor_names.insert(z, name);
        Ok(())
    }

    /// What the words at the ends of a factor suggest, or why nothing.
    fn suggested_name(&self, z: usize) -> Result<String, String> {
        let number = z + 1;
        if !self.has_facts() {
            return Err(format!(
                "nothing is known of the items that factor {number} could be called by: --items FILE brings it, or say a name"
            ));
        }
        if self.snapshot.factors().is_none() {
            return Err("this model has no factors to be called anything".into());
        }
        let job = self.job(Want::Telling(z, self.among()));
        let found = self.at_once(&job).or_else(|| self.kept.last(&job).cloned()).ok_or(ONE_MOMENT)?;
        let Found::Telling(ends) = &found.value else { return Err(ONE_MOMENT.into()) };
        suggested(self.facts(), ends).ok_or_else(|| {
            format!(
                "no word is at an end of factor {number} too often for chance; name-factor {number} NAME gives a name"
            )
        })
    }

    /// What a factor (from 0) is called where it is spoken of: its number with the name that it was given, or else what is
    /// suggested, with a question mark.
    pub fn spoken_factor(&self, z: usize, suggested: Option<&str>) -> String {
        match suggested.filter(|_| !self.view.factor_names.contains_key(&z)) {
            Some(suggested) => format!("{} {suggested}?", z + 1),
            None => self.view.factor_name(z),
        }
    }
}
