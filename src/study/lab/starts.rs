//! Many starts: the same fit from one seed after another, and the plateaus that the fits end on.

use super::{Figure, Finding, NOTHING_TO_TAKE, Protocol, Stage, Taken, Trace, options::with, protocol::too_many};
use crate::{
    model::{Knob, Options, Setting},
    study::{Source, Verdict},
};

/// The present method and options from the seeds 1 to so many. The error is not convex in P and Q together, so that a fit
/// may end in one of several valleys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Starts(pub usize);

impl Starts {
    /// The most seeds that can be asked for.
    pub const MOST: usize = 100;
}

impl Default for Starts {
    fn default() -> Self {
        Self(20)
    }
}

impl Protocol for Starts {
    fn fits(&self, options: &Options) -> Vec<Options> {
        (1..=self.0 as u64).map(|seed| with(options, &[Setting::Seed(seed)])).collect()
    }

    fn relevant(&self, options: &Options) -> Options {
        Options { seed: 0, ..options.clone() }
    }

    fn refusal(&self, source: &Source, options: &Options) -> Option<String> {
        if !options.method.reads(Knob::Seed) {
            return Some(format!("{} draws nothing at random: every start is the same", options.method.title()));
        }
        too_many(&self.fits(options), source)
    }

    /// By seed while they are under way, then group by group.
    fn shown(&self, finding: &Finding) -> Vec<usize> {
        match finding.stage {
            Stage::Working => (0..finding.traces.len()).collect(),
            Stage::Done | Stage::Stopped => {
                groups(&finding.traces).into_iter().flat_map(|group| group.members).collect()
            }
        }
    }

    fn taken(&self, finding: &Finding, at: usize, _options: &Options) -> Result<Taken, String> {
        let trace = finding.traces.get(at).ok_or(NOTHING_TO_TAKE)?;
        Ok(Taken::Restart(vec![Setting::Seed(trace.options.seed)]))
    }

    fn figures(&self) -> &'static [Figure] {
        FIGURES
    }
}

const FIGURES: &[Figure] = &[
    Figure::new("groups", "how many plateaus the fits end on", |f, _| Some(groups(&f.traces).len() as f64)),
    Figure::new("level", "the MSE of plateau k, the lowest first", |f, k| Some(groups(&f.traces).get(k)?.level)),
    Figure::new("size", "how many fits end on plateau k", |f, k| Some(groups(&f.traces).get(k)?.members.len() as f64)),
    Figure::new("group", "the plateau that seed k ends on", |f, k| {
        Some(groups(&f.traces).iter().position(|group| group.members.contains(&k))? as f64 + 1.0)
    }),
    Figure::new("largest", "how many fits end on the plateau where most do", |f, _| {
        Some(largest(&f.traces)?.members.len() as f64)
    }),
    Figure::new("largest-level", "the MSE of the plateau where most fits end", |f, _| Some(largest(&f.traces)?.level)),
];

/// The group with the most members.
fn largest(traces: &[Trace]) -> Option<Group> {
    groups(traces).into_iter().max_by_key(|group| group.members.len())
}

/// Fits that ended at about the same error.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    /// The least MSE among them; infinite for those whose numbers ran away.
    pub level: f64,
    /// Which fits, by their place from 0, in order.
    pub members: Vec<usize>,
}

/// Two errors within this part of each other belong together: plateaus of one grid lie much further apart, and a fit
/// that creeps towards its plateau is nearer to it than this long before it settles.
const NEAR: f64 = 0.05;
/// Errors below this are no different from 0.
const NOTHING: f64 = 1e-6;

/// The fits grouped by the plateau that they end on, the lowest first: sorted by their error, a new group begins where an error is
/// more than 5 % above the least of the group. Errors below 0.000001 count as 0.
pub fn groups(traces: &[Trace]) -> Vec<Group> {
    let end = |at: usize| match traces[at].verdict {
        Verdict::Diverged => f64::INFINITY,
        _ => traces[at].mse(),
    };
    let mut order: Vec<usize> = (0..traces.len()).collect();
    order.sort_by(|a, b| end(*a).total_cmp(&end(*b)));
    let mut groups: Vec<Group> = Vec::new();
    for at in order {
        let level = end(at);
        match groups.last_mut() {
            Some(group) if level == group.level || level <= (group.level * (1.0 + NEAR)).max(NOTHING) => {
                group.members.push(at);
            }
            _ => groups.push(Group { level, members: vec![at] }),
        }
    }
    groups.iter_mut().for_each(|group| group.members.sort_unstable());
    groups
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fits_are_grouped_by_where_they_end() {
        let ends = [1.3955, 0.011_298_3, 0.0539, 0.011_298_31, 0.0113, 0.0362, 0.0365, 1e-13, 1e-9];
        let mut traces: Vec<Trace> = ends.into_iter().map(|mse| Trace::ended(mse, Verdict::Settled)).collect();
        traces.push(Trace::ended(1e30, Verdict::Diverged));
        traces.push(Trace::ended(1e31, Verdict::Diverged));
        let members: Vec<Vec<usize>> = groups(&traces).into_iter().map(|g| g.members).collect();
        assert_eq!(members, [vec![7, 8], vec![1, 3, 4], vec![5, 6], vec![2], vec![0], vec![9, 10]]);
        assert_eq!(groups(&[]), []);
    }
}
