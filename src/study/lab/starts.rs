//! Many fits side by side: which of them ended alike, and what all of them reached.

use super::Trace;
use crate::study::Verdict;

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

/// The least of … 0.1, 0.2, 0.5, 1, 2, 5 … that all fits came below whose numbers did not run away.
pub fn goal(traces: &[Trace]) -> f64 {
    let best = |t: &Trace| t.curve.iter().copied().fold(f64::INFINITY, f64::min);
    let worst = traces.iter().filter(|t| t.verdict != Verdict::Diverged).map(best).fold(1e-9, f64::max);
    round_above(worst)
}

/// The least of … 0.1, 0.2, 0.5, 1, 2, 5 … that is above a value.
fn round_above(value: f64) -> f64 {
    let mut power = 1e-10;
    loop {
        for digit in [1.0, 2.0, 5.0] {
            if digit * power > value {
                return digit * power;
            }
        }
        if power > 1e60 {
            return f64::INFINITY;
        }
        power *= 10.0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Method, Options};

    fn trace(mse: f64, verdict: Verdict) -> Trace {
        let options = Options::new(Method::Als);
        Trace { options, curve: vec![9.0, mse], held_out: None, verdict, done: true, work: 1, refused: Vec::new() }
    }

    #[test]
    fn fits_are_grouped_by_where_they_end() {
        let ends = [1.3955, 0.011_298_3, 0.0539, 0.011_298_31, 0.0113, 0.0362, 0.0365, 1e-13, 1e-9];
        let mut traces: Vec<Trace> = ends.into_iter().map(|mse| trace(mse, Verdict::Settled)).collect();
        traces.push(trace(1e30, Verdict::Diverged));
        traces.push(trace(1e31, Verdict::Diverged));
        let members: Vec<Vec<usize>> = groups(&traces).into_iter().map(|g| g.members).collect();
        assert_eq!(members, [vec![7, 8], vec![1, 3, 4], vec![5, 6], vec![2], vec![0], vec![9, 10]]);
        assert_eq!(groups(&[]), []);
    }

    #[test]
    fn the_goal_is_a_round_number_that_all_came_below() {
        let traces = [trace(0.011, Verdict::Settled), trace(0.013, Verdict::Learning), trace(9e9, Verdict::Diverged)];
        assert!((goal(&traces) - 0.02).abs() < 1e-12);
        assert!((goal(&[trace(0.02, Verdict::Settled)]) - 0.05).abs() < 1e-12, "below, not at");
    }
}
