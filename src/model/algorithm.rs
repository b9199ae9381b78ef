//! What an algorithm is: its words, the options that it reads, how it begins and steps, and what it costs.

use super::{Account, Block, Knob, Model, Options, Problem, Stepper};
use crate::data::Side;

/// An algorithm. Each is a constant in a file of its own, and a line in the list of [`Method`](super::Method)s.
pub struct Algorithm {
    /// The name in commands and options.
    pub name: &'static str,
    /// The name on the screen.
    pub title: &'static str,
    /// What it is, in a few words.
    pub about: &'static str,
    /// What one unit of it is called.
    pub unit: &'static str,
    /// What one pass is called.
    pub pass: &'static str,
    /// And several.
    pub passes: &'static str,
    /// How many passes it is given in an evaluation where nobody says: 1 where a pass does all, else what Surprise gives its own
    /// (`n_epochs`), or what is usual.
    pub epochs: u64,
    /// What kind of model it makes, for people: `factors`. A fit goes on from the model of another algorithm where both make
    /// the same.
    pub makes: &'static str,
    /// The options that make a difference to it, besides the method itself.
    pub reads: &'static [Knob],
    /// The blocks of numbers that can have a learning rate or a penalty of their own; none where it has no such option.
    pub blocks: &'static [Block],
    /// What of the usual options it begins with otherwise.
    pub habits: fn(&mut Options),
    /// The model before the first step.
    pub start: fn(Problem<'_>) -> Model,
    /// The algorithm at work, at the start of a pass.
    pub stepper: fn() -> Box<dyn Stepper>,
    /// The side that is fitted, where the other one is known.
    pub content: Option<Side>,
    /// How it accounts for what a unit changes.
    pub account: Account,
    /// What a pass costs.
    pub work: Work,
}

/// What a pass costs.
///
/// With n ratings known, `n_row` of them in a row, and k numbers to a row (Z factors, and a bias where there are any).
/// Divisions count as multiplications; additions, square roots and the fetching of numbers do not count.
pub struct Work {
    /// How many multiplications one pass takes.
    pub multiplications: fn(Problem<'_>) -> u64,
    /// The same as a formula.
    pub formula: fn(&Options) -> String,
}
