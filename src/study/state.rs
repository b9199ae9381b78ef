//! One moment of a fit: ratings, options, factors, and how far the solver is in its pass.

use super::Source;
use crate::{
    choice::choice,
    data::{Entity, ItemId, Side, UserId},
    model::{Basis, Factors, Half, Model, Options, Parameter, Problem, Setting, Stepper, Touched},
};
use std::sync::Arc;

choice!(
    /// How much one step does. Coarser steps are the same units in a row.
    Grain, "a step", {
    /// The solver's smallest step.
    Unit = "unit" | "units",
    /// All users, or all items.
    Half = "half" | "halves",
    /// An iteration or epoch.
    Pass = "pass" | "passes",
});

/// Who joins where you rate and nobody of this name is there yet.
pub const YOU: &str = "You";

/// A moment of a fit. From here on everything follows: the same state always continues in the same way.
pub struct State {
    /// The ratings.
    pub source: Source,
    /// The options.
    pub options: Options,
    /// The model. Keyframes and snapshots share it as long as it does not change.
    pub model: Arc<Model>,
    /// How many passes are done since the start.
    pub pass: u64,
    /// How many units of the next pass are done.
    pub unit: usize,
    /// Parts of passes that a change of mind cut short, for the count of work done.
    cut: f64,
    stepper: Box<dyn Stepper>,
}

impl Clone for State {
    fn clone(&self) -> Self {
        Self {
            source: self.source.clone(),
            options: self.options.clone(),
            model: Arc::clone(&self.model),
            pass: self.pass,
            unit: self.unit,
            cut: self.cut,
            stepper: self.stepper.boxed(),
        }
    }
}

impl State {
    /// The start of a fit: what its method begins with, as random factors, unless some are given.
    ///
    /// Where missing is to count as zero, every cell of the grid takes room: see [`Source::refusal`].
    pub fn fresh(mut source: Source, mut options: Options) -> Self {
        source.count_missing(options.missing);
        let table = source.given.p.as_ref().or(source.given.q.as_ref());
        if let Some(table) = table {
            options.factors = table.ncols();
        }
        let model = Arc::new(Self::start(&source, &options));
        let stepper = options.method.stepper();
        Self { source, options, model, pass: 0, unit: 0, cut: 0.0, stepper }
    }

    /// The model before the first step, with what is given in the place of what was drawn.
    fn start(source: &Source, options: &Options) -> Model {
        let mut model = (options.method.algorithm().start)(Problem { ratings: source.learned(), options });
        model.edit(source.learned(), |factors| {
            source.given.replace(factors);
            if let Some(side) = options.method.content() {
                factors.keep_intercepts(side);
            }
        });
        model
    }

    /// The ratings and options that the solver works on.
    pub fn problem(&self) -> Problem<'_> {
        Problem { ratings: self.source.learned(), options: &self.options }
    }

    /// The halves of a pass.
    pub fn halves(&self) -> Vec<Half> {
        self.stepper.halves(self.problem())
    }

    /// Which half of the pass the next unit belongs to, from 0.
    pub fn half(&self) -> usize {
        let ends = self.halves().into_iter().scan(0, |end, half| {
            *end += half.units;
            Some(*end)
        });
        ends.take_while(|end| *end <= self.unit).count()
    }

    /// How many units a pass has.
    pub fn units_per_pass(&self) -> usize {
        self.halves().iter().map(|h| h.units).sum()
    }

    /// Work done so far, in passes.
    pub fn passes(&self) -> f64 {
        self.pass as f64 + self.cut + self.unit as f64 / self.units_per_pass().max(1) as f64
    }

    /// The model that the current pass reads, where that is not the present one.
    pub fn begun_from(&self) -> Option<&Arc<Model>> {
        self.stepper.begun_from()
    }

    /// r̂, the rating that the model predicts, not clipped.
    pub fn predict(&self, i: UserId, j: ItemId) -> f64 {
        self.model.predict(self.source.learned(), i, j)
    }

    /// The factors, where the model has any.
    pub fn factors(&self) -> Option<&Factors> {
        self.model.factors()
    }

    /// Does the next `count` units; a pass that has no units ends at once.
    pub fn advance(&mut self, mut count: u64) {
        let halves = self.halves();
        let total: usize = halves.iter().map(|h| h.units).sum();
        if total == 0 {
            return;
        }
        while count > 0 {
            let problem = Problem { ratings: self.source.learned(), options: &self.options };
            if self.unit == 0 {
                self.stepper.begin(problem, &self.model, self.pass);
            }
            let mut half_end = 0;
            for half in &halves {
                half_end += half.units;
                if half_end > self.unit {
                    break;
                }
            }
            let take = count.min((half_end - self.unit) as u64);
            let units = self.unit..self.unit + take as usize;
            self.unit = units.end;
            count -= take;
            self.stepper.units(problem, Arc::make_mut(&mut self.model), units);
            if self.unit == total {
                self.unit = 0;
                self.pass += 1;
            }
        }
    }

    /// What the next unit will change.
    pub fn next_touch(&self) -> Option<Touched> {
        if self.units_per_pass() == 0 {
            return None;
        }
        if self.unit == 0 {
            // As the next step will: an order of all ratings that it keeps from the pass before is not made again.
            let mut stepper = self.stepper.boxed();
            stepper.begin(self.problem(), &self.model, self.pass);
            return Some(stepper.touched(self.problem(), 0));
        }
        Some(self.stepper.touched(self.problem(), self.unit))
    }

    /// Takes over one setting and goes on from the present model; a method that makes another kind of model begins anew. A
    /// larger Z adds random factors, a smaller one drops the last.
    pub fn set(&mut self, setting: Setting) {
        self.begin_pass();
        let kind = self.options.method.algorithm().makes;
        self.options.set(setting);
        match setting {
            Setting::Missing(missing) => self.source.count_missing(missing),
            Setting::Method(method) => {
                self.stepper = method.stepper();
                // From a model of another kind there is no going on.
                if method.algorithm().makes != kind {
                    self.model = Arc::new(Self::start(&self.source, &self.options));
                }
            }
            _ => {}
        }
        self.follow();
        let (learned, options) = (self.source.learned(), &self.options);
        let model = Arc::make_mut(&mut self.model);
        match setting {
            Setting::Biased(on) => model.edit(learned, |factors| factors.set_biased(on, learned)),
            Setting::Factors(_) => model.resize(learned, options),
            _ => {}
        }
        if let Some(side) = options.method.content() {
            model.edit(learned, |factors| factors.keep_intercepts(side));
        }
    }

    /// Sets, adds or removes a rating and goes on from the present factors. Under content-based filtering, whose
    /// predictions are nothing but what follows from the ratings, all regressions are done anew. A newcomer is
    /// [folded in](Model::fold_in).
    pub fn rate(&mut self, i: UserId, j: ItemId, value: Option<f64>) {
        self.begin_pass();
        self.source = self.source.rated(i, j, value);
        self.follow();
        self.refit();
        let rows: [Entity; 2] = [i.into(), j.into()];
        for of in rows {
            if self.source.is_newcomer(of) && self.options.method.fits(of.side()) {
                let problem = Problem { ratings: self.source.learned(), options: &self.options };
                Arc::make_mut(&mut self.model).fold_in(problem, of);
            }
        }
    }

    /// Someone or something of this name joins, the last of its side, without a rating.
    pub fn join(&mut self, side: Side, name: &str) {
        self.begin_pass();
        self.source = self.source.joined(side, name);
        Arc::make_mut(&mut self.model).join(side);
        self.follow();
        self.refit();
    }

    /// Has the model take over what follows from ratings and options without a step.
    fn follow(&mut self) {
        Arc::make_mut(&mut self.model).follow(self.source.learned(), &self.options);
    }

    /// Sets one factor, or one bias of a model that has them, and goes on from there. Where it is a known factor of
    /// content-based filtering, all regressions are done anew; a coefficient that was fitted stands until the next round.
    pub fn set_factor(&mut self, at: Parameter, value: f64) {
        self.begin_pass();
        Arc::make_mut(&mut self.model).edit(self.source.learned(), |factors| factors.set(at, value));
        if !self.options.method.fits(at.of.side()) {
            self.refit();
        }
    }

    /// Turns or shears the plane of factors `x` and `y` (from 0) and goes on from there.
    pub fn change_basis(&mut self, x: usize, y: usize, basis: Basis) {
        self.begin_pass();
        Arc::make_mut(&mut self.model).change_basis(x, y, basis);
    }

    /// Does all regressions of content-based filtering; other methods leave their factors as they are.
    fn refit(&mut self) {
        if self.options.method.content().is_some() {
            let units = self.units_per_pass();
            let problem = Problem { ratings: self.source.learned(), options: &self.options };
            self.stepper.units(problem, Arc::make_mut(&mut self.model), 0..units);
        }
    }

    /// Whatever changes the problem ends the pass where it is, and what the stepper noted for it means nothing any more:
    /// the next unit begins a new one.
    fn begin_pass(&mut self) {
        self.cut = self.passes() - self.pass as f64;
        self.unit = 0;
        self.stepper = self.options.method.stepper();
    }

    /// About how many bytes it takes, ratings not counted, beside another that it may share rows of the model with.
    pub fn bytes(&self, beside: Option<&Self>) -> usize {
        let known: Vec<&Arc<Model>> =
            beside.into_iter().flat_map(|state| state.begun_from().into_iter().chain([&state.model])).collect();
        let own = |model: &Arc<Model>, known: &[&Arc<Model>]| {
            if known.iter().any(|known| Arc::ptr_eq(known, model)) {
                return 0;
            }
            known.iter().map(|known| model.own_bytes(known)).min().unwrap_or_else(|| model.bytes())
        };
        let begun = self.begun_from().map_or(0, |begun| own(begun, &[&known[..], &[&self.model]].concat()));
        let ordered = self.options.shuffle || self.options.parts > 1;
        let order = if ordered { 8 * self.source.learned().len() } else { 0 };
        size_of::<Self>() + own(&self.model, &known) + begun + order + 256
    }
}
