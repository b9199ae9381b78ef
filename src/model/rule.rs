//! Algorithms on factors: their rule is written once for both kinds of numbers.

use super::{
    Factors, Half, Knob, Model, Problem, Stepper, Tables, Touched,
    factors::{Element, either},
};
use std::{ops::Range, sync::Arc};

/// The options that all algorithms on factors read.
pub(super) const FACTOR_KNOBS: &[Knob] =
    &[Knob::Factors, Knob::Lambda, Knob::Penalty, Knob::Biased, Knob::Missing, Knob::Start, Knob::Seed];

/// What algorithms on factors begin with.
pub(super) fn random_factors(problem: Problem<'_>) -> Model {
    Model::Factors(Factors::random(problem.ratings, problem.options))
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
