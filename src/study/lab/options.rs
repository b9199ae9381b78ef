//! The options of an experiment's fits, from those of the present one.

use crate::model::{Method, Options, Setting};

/// The options with some of them changed. A penalty weighs the same in all fits, whatever a method is used to.
pub(super) fn with(base: &Options, settings: &[Setting]) -> Options {
    let mut options = base.clone();
    settings.iter().for_each(|s| options.set(*s));
    options.penalty = base.penalty;
    options
}

/// The options, with ALS in place of whatever method.
pub(super) fn als(options: &Options) -> Options {
    with(options, &[Setting::Method(Method::Als)])
}

/// The options, with gradient descent in place of a method that has no learning rate.
pub(super) fn descent(options: &Options) -> Options {
    if options.method.has_alpha() { options.clone() } else { with(options, &[Setting::Method(Method::Descent)]) }
}

/// What matters of the options where all that is fitted is fitted by ALS.
pub(super) fn relevant_to_als(options: &Options) -> Options {
    Options { method: Method::Als, alpha: 0.0, shuffle: false, parts: 1, ..options.clone() }
}
