//! How the error axis is scaled where nobody has said so: a run that falls tenfold in its first pass would be a cliff and a
//! flat line, and goes on a logarithmic axis.

use super::App;
use crate::{command::Scaling, study::Point};

impl App {
    /// Whether the error axis is logarithmic. Left to itself, it follows from the first pass of the run, and so stays what
    /// it is while the run goes on; until there is one, the run before it tells.
    pub fn log_axis(&self) -> bool {
        let runs = || std::iter::once(&self.snapshot.curve).chain(self.snapshot.past.iter().rev());
        match self.view.look.scaling {
            Scaling::Log => true,
            Scaling::Auto => runs().find_map(|run| falls_at_once(run)).unwrap_or(false),
            Scaling::Linear => false,
        }
    }
}

/// Whether a run falls to a tenth of its error in its first pass; nothing before that has been done.
fn falls_at_once(run: &[Point]) -> Option<bool> {
    let (start, after) = (run.first()?, run.iter().find(|point| point.passes >= 1.0)?);
    let (start, after) = (start.train.mse(), after.train.mse());
    Some(start > 0.0 && after <= start / 10.0)
}
