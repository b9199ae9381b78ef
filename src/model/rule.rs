//! Algorithms on factors: their rule is written once for both kinds of numbers.

use super::{
    Factors, Half, Knob, Model, Problem, Stepper, Tables, Touched,
    factors::{Element, either},
};
use crate::{
    choice::Choice,
    data::{Entity, Ratings, Side},
};
use std::{ops::Range, sync::Arc};

/// The model at the start of a pass, for an algorithm whose units all read that.
#[derive(Clone, Debug, Default)]
pub(super) struct Begun(Option<Arc<Model>>);

impl Begun {
    /// Notes what a pass starts from.
    pub(super) fn note(&mut self, model: &Arc<Model>) {
        self.0 = Some(Arc::clone(model));
    }

    /// The model that was noted.
    pub(super) fn model(&self) -> Option<&Arc<Model>> {
        self.0.as_ref()
    }

    /// Its factors.
    pub(super) fn tables<T: Element>(&self) -> &Tables<T> {
        let tables = self.0.as_ref().and_then(|model| T::tables(model.factors()?));
        tables.expect("a pass is begun before its first unit, with a model of this kind of number")
    }
}

/// The options that all algorithms on factors read.
pub(super) const FACTOR_KNOBS: &[Knob] =
    &[Knob::Factors, Knob::Lambda, Knob::Penalty, Knob::Biased, Knob::Missing, Knob::Start, Knob::Seed];

/// What algorithms on factors begin with.
pub(super) fn random_factors(problem: Problem<'_>) -> Model {
    Model::Factors(Factors::random(problem.ratings, problem.options))
}

/// The halves of a pass whose units are rows: all users, then all items.
pub(super) fn rows(ratings: &Ratings) -> Vec<Half> {
    Side::ALL.iter().map(|&side| Half { over: side.into(), units: ratings.count(side) }).collect()
}

/// The user or the item of a unit of such a pass.
pub(super) fn nth_row(ratings: &Ratings, unit: usize) -> Entity {
    match unit.checked_sub(ratings.n_users()) {
        None => Entity::new(Side::Users, unit),
        Some(item) => Entity::new(Side::Items, item),
    }
}

/// An algorithm on factors, whose rule is written once for both kinds of numbers. That makes it a [`Stepper`].
pub(super) trait Rule: Clone + Send + Sync + 'static {
    /// See [`Stepper::halves`].
    fn halves(&self, problem: Problem<'_>) -> Vec<Half>;

    /// See [`Stepper::begin`].
    fn begin(&mut self, _problem: Problem<'_>, _model: &Arc<Model>, _pass: u64) {}

    /// See [`Stepper::unit`].
    fn unit<T: Element>(&mut self, problem: Problem<'_>, tables: &mut Tables<T>, unit: usize);

    /// See [`Stepper::units`].
    fn units<T: Element>(&mut self, problem: Problem<'_>, tables: &mut Tables<T>, units: Range<usize>) {
        for unit in units {
            self.unit(problem, tables, unit);
        }
    }

    /// See [`Stepper::touched`].
    fn touched(&self, problem: Problem<'_>, unit: usize) -> Touched;

    /// See [`Stepper::basis`].
    fn begun_from(&self) -> Option<&Arc<Model>> {
        None
    }
}

impl<R: Rule> Stepper for R {
    fn halves(&self, problem: Problem<'_>) -> Vec<Half> {
        Rule::halves(self, problem)
    }

    fn begin(&mut self, problem: Problem<'_>, model: &Arc<Model>, pass: u64) {
        Rule::begin(self, problem, model, pass);
    }

    fn unit(&mut self, problem: Problem<'_>, model: &mut Model, unit: usize) {
        if let Some(factors) = model.factors_mut() {
            either!(factors, tables => Rule::unit(self, problem, tables, unit));
        }
    }

    fn units(&mut self, problem: Problem<'_>, model: &mut Model, units: Range<usize>) {
        if let Some(factors) = model.factors_mut() {
            either!(factors, tables => Rule::units(self, problem, tables, units));
        }
    }

    fn touched(&self, problem: Problem<'_>, unit: usize) -> Touched {
        Rule::touched(self, problem, unit)
    }

    fn begun_from(&self) -> Option<&Arc<Model>> {
        Rule::begun_from(self)
    }

    fn boxed(&self) -> Box<dyn Stepper> {
        Box::new(self.clone())
    }
}
