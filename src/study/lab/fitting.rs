//! One model as an evaluation fits it, a little at a time: as many passes as its recipe has, fewer where it settles.

use crate::study::{
    Drive, Point, Source, State, Verdict,
    evaluate::{Recipe, begun, passed},
};

/// A model being fitted.
pub(super) struct Fitting {
    drive: Drive,
    passes: u64,
}

impl Fitting {
    /// About to start, or why this cannot be fitted: a sentence.
    pub fn new(recipe: &Recipe, source: Source) -> Result<Self, String> {
        Ok(Self { drive: begun(source, &recipe.options)?, passes: recipe.passes })
    }

    /// Where it is.
    pub fn state(&self) -> &State {
        self.drive.state()
    }

    /// The last moment that was measured.
    pub fn here(&self) -> &Point {
        self.drive.here()
    }

    /// Does at most so many units; `told` is told of each pass. Where it has come to its end it says so, or why to none, in a
    /// sentence.
    pub fn work(&mut self, mut units: u64, mut told: impl FnMut(&Point)) -> Option<Result<(), String>> {
        while units > 0 {
            units = units.saturating_sub(self.drive.advance_in_pass(units).max(1));
            if self.state().unit > 0 {
                continue;
            }
            match passed(&mut self.drive) {
                Err(why) => return Some(Err(why)),
                Ok(verdict) => {
                    told(self.here());
                    if self.state().pass >= self.passes || verdict == Verdict::Settled {
                        return Some(Ok(()));
                    }
                }
            }
        }
        None
    }
}
