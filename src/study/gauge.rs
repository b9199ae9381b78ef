//! What a moment is measured by: errors user by user, so that a unit has only those measured anew whom it touched.

use super::{
    Errors, Point, State, What,
    measure::{self, by_user},
};
use crate::{
    data::{Entity, Ratings, UserId},
    model::{Model, Touched},
};

/// The errors of each user, over the ratings trained on, those held out, and where missing counts as zero over all cells.
#[derive(Clone)]
pub(super) struct Gauge {
    train: Vec<Errors>,
    test: Vec<Errors>,
    filled: Option<Vec<Errors>>,
}

impl Gauge {
    /// Measures all of a state.
    pub fn of(state: &State) -> Self {
        let (source, seen) = (&state.source, state.source.learned());
        let of = |ratings: &Ratings| by_user(ratings, seen, &state.model);
        Self { train: of(&source.split.train), test: of(&source.split.test), filled: source.filled.as_deref().map(of) }
    }

    /// Measures anew what a unit has touched: the very same numbers as [`Gauge::of`]. Where a unit of the model touches more than
    /// can be told, everything.
    pub fn follow(&mut self, state: &State, touched: Touched) {
        // In these a prediction is made of the two rows that meet in it, and of nothing that a unit changes besides.
        let by_rows = matches!(
            &*state.model,
            Model::Factors(_) | Model::NonNegative(_) | Model::Preferences(_) | Model::Baseline(_)
        );
        if !by_rows {
            *self = Self::of(state);
            return;
        }
        let rows: &[Entity] = match touched {
            Touched::Row(of) => &[of],
            Touched::Parameter(at) => &[at.of],
            Touched::Rating(i, j) | Touched::Rated(i, j) => &[i.into(), j.into()],
        };
        let (source, seen) = (&state.source, state.source.learned());
        let again = |each: &mut [Errors], ratings: &Ratings| {
            let mut user =
                |i: UserId| each[i.index()] = measure::of_user(ratings, seen, &state.model, i, &mut Vec::new());
            for of in rows {
                match *of {
                    Entity::User(i) => user(i),
                    Entity::Item(j) => ratings.item(j).ids.iter().copied().for_each(&mut user),
                }
            }
        };
        again(&mut self.train, &source.split.train);
        again(&mut self.test, &source.split.test);
        if let (Some(each), Some(filled)) = (&mut self.filled, &source.filled) {
            again(each, filled);
        }
    }

    /// The moment that a state is, `what` having led there.
    pub fn point(&self, state: &State, step: u64, what: What) -> Point {
        let train = measure::total(&self.train);
        let all = self.filled.as_ref().map(|each| measure::total(each).sse);
        Point {
            step,
            passes: state.passes(),
            train,
            test: measure::total(&self.test),
            zeros: all.map_or(0.0, |all| (all - train.sse).max(0.0)),
            penalty: measure::penalty(state.source.learned(), &state.model, &state.options),
            what,
        }
    }
}

impl Point {
    /// Measures a state.
    pub fn of(state: &State, step: u64, what: What) -> Self {
        Gauge::of(state).point(state, step, what)
    }
}
