//! `factorscope fit`: a fit from start to end, without a screen.

use super::{
    DataArgs, Error, FitArgs, FittedArgs, Format, ModelArgs, Prepared, export, open,
    progress::Progress,
    report::{Fitted, Report},
    threads::Threads,
};
use crate::study::{Came, Drive, State, Verdict, What};
use std::{
    io::Write,
    time::{Duration, Instant},
};

/// How many passes a fit does at most where nobody says.
const PASSES: u64 = 100;

/// How far to go.
#[derive(Clone, Copy)]
struct Limits {
    passes: u64,
    until_settled: bool,
    keep_history: bool,
}

/// Loads, fits, writes the files asked for, and prints the result to `out`. What else there is to say goes to `err`.
///
/// # Errors
/// When the input is bad or the output cannot be written.
pub fn fit(args: &FitArgs, out: &mut dyn Write, err: &mut dyn Write) -> Result<Verdict, Error> {
    let begun = Instant::now();
    let mut progress = Progress::new();
    let opened = opened(&args.data, &args.model, &mut progress, err)?;
    let loading = begun.elapsed();
    if opened.source.all().is_empty() {
        return Err(Error::NoRatings { title: opened.title });
    }
    let work = || finish(args, &opened, loading, progress);
    let (report, notes) = Threads::new(args.run.threads)?.install(work)?;
    notes.iter().for_each(|note| super::sentence(err, note));
    match args.format {
        Format::Text => report.text(out)?,
        Format::Json => writeln!(out, "{}", report.json())?,
    }
    out.flush()?;
    Ok(report.state)
}

/// Loads what is to be fitted, and says what there is to say of it.
pub(super) fn opened(
    data: &DataArgs,
    model: &ModelArgs,
    progress: &mut Progress,
    err: &mut dyn Write,
) -> Result<Prepared, Error> {
    progress.say(|| "loading".into());
    let opened = open(data, model)?;
    progress.clear();
    super::notes(&opened, err);
    Ok(opened)
}

/// The model that is asked something: fitted by so many passes at most, or as it was trained where nobody says how many. The
/// thread that asks must be one of those that share the work.
///
/// # Errors
/// When there are no ratings to be fitted to.
pub(super) fn model(opened: &Prepared, args: &FittedArgs, progress: &mut Progress) -> Result<Fitted, Error> {
    let passes = args.passes.unwrap_or(if opened.trained { 0 } else { PASSES });
    if passes > 0 && opened.source.all().is_empty() {
        return Err(Error::NoRatings { title: opened.title.clone() });
    }
    let fitted = run(opened, Limits { passes, until_settled: !args.run.all_passes, keep_history: false }, progress);
    progress.clear();
    Ok(fitted)
}

/// Fits, and writes the files.
fn finish(
    args: &FitArgs,
    opened: &Prepared,
    loading: Duration,
    mut progress: Progress,
) -> Result<(Report, Vec<String>), Error> {
    let limits = Limits { passes: args.passes, until_settled: !args.run.all_passes, keep_history: args.out.is_some() };
    let fitted = run(opened, limits, &mut progress);
    progress.clear();
    let report = Report::new(opened, &fitted, loading);
    let notes = match &args.out {
        None => Vec::new(),
        Some(folder) => export::write(folder, &fitted, &report)?,
    };
    Ok((report, notes))
}

/// Does passes until the limit is reached, the fit has settled, or it has run away.
fn run(opened: &Prepared, limits: Limits, progress: &mut Progress) -> Fitted {
    let fresh = || State::fresh(opened.source.clone(), opened.options.clone());
    let mut drive = Drive::new(fresh());
    let units = drive.state().units_per_pass() as u64;
    // Long passes are cut for the sake of whoever watches; that changes no number.
    let part = if progress.visible() { (units / 16).max(4096) } else { units };
    let mut history = vec![drive.here().clone()];
    let mut solving = Duration::ZERO;
    for pass in 0..limits.passes {
        let mut took = Duration::ZERO;
        while drive.state().pass == pass {
            let (passes, mse) = (drive.state().passes(), drive.here().train.mse());
            progress.say(|| format!("{passes:.1} of {} passes, MSE {mse:.6}", limits.passes));
            let begun = Instant::now();
            let done = drive.advance_in_pass(part);
            took += begun.elapsed();
            if done == 0 {
                break;
            }
        }
        if drive.arrive(What::Pass) == Came::Overflowed {
            drive.fall_back(fresh());
            break;
        }
        solving += took;
        if limits.keep_history {
            history.push(drive.here().clone());
        }
        let verdict = drive.verdict();
        if verdict == Verdict::Diverged || (limits.until_settled && verdict == Verdict::Settled) {
            break;
        }
    }
    Fitted { drive, history, solving }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        cli::{DataArgs, ModelArgs, Settings},
        model::{Method, Setting},
        study::{Grain, Order, Session},
    };

    #[test]
    fn goes_as_far_as_a_running_session_and_judges_as_it_does() {
        use Verdict::{Diverged, Learning, Oscillates, Settled};
        for (method, alpha, expected) in [
            (Method::Als, 0.05, Settled),
            (Method::Descent, 0.001, Learning),
            (Method::Descent, 0.1, Oscillates),
            (Method::Descent, 0.15, Diverged),
            (Method::Descent, 1e200, Diverged),
        ] {
            let alpha = method.has_alpha().then_some(alpha);
            let settings = [Some(Setting::Method(method)), alpha.map(Setting::Alpha)].into_iter().flatten().collect();
            let model = ModelArgs { settings: Settings(settings), ..ModelArgs::default() };
            let opened = open(&DataArgs::default(), &model).unwrap();
            let limits = Limits { passes: 1000, until_settled: true, keep_history: true };
            let fitted = run(&opened, limits, &mut Progress::new());

            let mut session = Session::new(opened.source.clone(), opened.options.clone(), 1 << 20);
            while session.state().pass < 1000 && !matches!(session.verdict(), Settled | Diverged) {
                session.obey(Order::Step(Grain::Pass, 1));
            }
            assert_eq!((fitted.drive.verdict(), session.verdict()), (expected, expected), "{method} {alpha:?}");
            assert_eq!(fitted.drive.state().pass, session.state().pass, "{method} {alpha:?}");
            assert_eq!(fitted.drive.state().model, session.state().model);
            assert_eq!(fitted.drive.here().train, session.here().train);
            assert_eq!(fitted.history.len(), session.curve().len());
        }
    }
}
