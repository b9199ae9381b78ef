//! The options of a fit on the command line, made from the table that commands read as well.

use super::words::Words;
use crate::model::{Knob, Method, Options, Setting};
use clap::{Arg, ArgAction, ArgMatches, Args, Command, FromArgMatches};

/// The options of a fit that were asked for, in the order of the table.
#[derive(Clone, Debug, Default)]
pub struct Settings(pub Vec<Setting>);

impl Settings {
    /// The options of the fit: the solver's own habits, and what was asked for.
    pub fn options(&self) -> Options {
        self.options_after(&Options::new(Method::Als))
    }

    /// The same for a model that was trained with others: those are kept unless another solver is asked for.
    pub(super) fn options_after(&self, trained: &Options) -> Options {
        let method =
            self.0.iter().find_map(|setting| if let Setting::Method(method) = setting { Some(*method) } else { None });
        let other = method.filter(|method| *method != trained.method);
        let mut options = other.map_or_else(|| trained.clone(), Options::new);
        self.asked().for_each(|setting| options.set(setting));
        options
    }

    /// What was asked for besides the solver.
    pub(super) fn asked(&self) -> impl Iterator<Item = Setting> {
        self.0.iter().copied().filter(|setting| setting.knob() != Knob::Method)
    }

    /// Whether an option was given.
    pub(super) fn give(&self, knob: Knob) -> bool {
        self.0.iter().any(|setting| setting.knob() == knob)
    }
}

/// What an option is called on the command line.
fn long(knob: Knob) -> &'static str {
    if knob == Knob::Method { "solver" } else { knob.name() }
}

fn is_switch(knob: Knob) -> bool {
    knob.symbol().is_empty()
}

fn arg(knob: Knob) -> Arg {
    let arg = Arg::new(long(knob)).long(long(knob)).help(knob.about());
    if is_switch(knob) {
        return arg.action(ArgAction::SetTrue);
    }
    let read = move |text: &str| knob.read(text);
    let arg = arg.value_name(knob.symbol());
    match knob.words() {
        [] => arg.value_parser(read).allow_hyphen_values(true),
        words => arg.value_parser(Words(words, read)),
    }
}

impl Args for Settings {
    fn augment_args(command: Command) -> Command {
        command.args(Knob::ALL.iter().map(|knob| arg(*knob)))
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl FromArgMatches for Settings {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let given = |knob: &Knob| match is_switch(*knob) {
            true => matches.get_flag(long(*knob)).then(|| knob.read("on").ok()).flatten(),
            false => matches.get_one::<Setting>(long(*knob)).copied(),
        };
        Ok(Self(Knob::ALL.iter().filter_map(given).collect()))
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}
