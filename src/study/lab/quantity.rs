//! The figures of a finding by name, for whoever wants to speak of them: lessons, tests.

use super::{Ask, Finding, groups};
use crate::study::Verdict;

impl Finding {
    /// A figure by its name; `at` counts from 1 and says which group, seed, learning rate, method, penalty or singular
    /// value. `None` where there is no such thing, or not yet.
    ///
    /// | experiment | names |
    /// | --- | --- |
    /// | any with fits | `fits`, `passes`, `mse`, `start-mse`, `low`, `high` (over the last 40 passes), `diverged` (1 or 0), `work` (multiplications a pass) |
    /// | starts | `groups`, `level`, `size` of group `at`, `group` of seed `at`, `largest` (the size of the largest group), `largest-level` |
    /// | rates | `alpha` |
    /// | race | `goal` (the level that is spoken of), `goal-work` (multiplications to come below it) |
    /// | overfit | `lambda`, `known`, `held-out`, `largest-hole` |
    /// | svd | `svd-known`, `svd-held-out`, `svd-orthogonality`, `svd-numbers`, `known`, `held-out`, `orthogonality`, `numbers`, `sigma` |
    pub fn quantity(&self, name: &str, at: usize) -> Option<f64> {
        let from_zero = at.checked_sub(1)?;
        if let Some(found) = self.own(name, from_zero) {
            return Some(found);
        }
        let trace = self.traces.get(from_zero);
        Some(match name {
            "fits" => self.traces.len() as f64,
            "passes" => trace?.passes() as f64,
            "mse" => trace?.mse(),
            "start-mse" => trace?.curve[0],
            "low" => trace?.recent().0,
            "high" => trace?.recent().1,
            "diverged" => f64::from(u8::from(trace?.verdict == Verdict::Diverged)),
            "work" => trace?.work as f64,
            _ => return None,
        })
    }

    /// The figures that only this experiment has.
    fn own(&self, name: &str, at: usize) -> Option<f64> {
        match self.ask() {
            Ask::Starts(_) => {
                let groups = groups(&self.traces);
                let largest = groups.iter().max_by_key(|group| group.members.len());
                Some(match name {
                    "groups" => groups.len() as f64,
                    "level" => groups.get(at)?.level,
                    "size" => groups.get(at)?.members.len() as f64,
                    "group" => groups.iter().position(|group| group.members.contains(&at))? as f64 + 1.0,
                    "largest" => largest?.members.len() as f64,
                    "largest-level" => largest?.level,
                    _ => return None,
                })
            }
            Ask::Rates(alphas) => (name == "alpha").then(|| alphas.get(at).copied())?,
            Ask::Race => {
                let goal = super::goal(&self.traces);
                let trace = self.traces.get(at)?;
                match name {
                    "goal" => Some(goal),
                    "goal-work" => Some((trace.below(goal)? * trace.work) as f64),
                    _ => None,
                }
            }
            Ask::Overfit => {
                let rung = self.overfit.as_ref()?.rungs.get(at)?;
                match name {
                    "lambda" => Some(rung.lambda),
                    "known" => Some(rung.known),
                    "held-out" => rung.held_out,
                    "largest-hole" => Some(rung.largest()),
                    _ => None,
                }
            }
            Ask::Svd(_) => {
                let found = self.svd.as_ref()?;
                match name {
                    "svd-known" => Some(found.real.known),
                    "svd-held-out" => found.real.held_out,
                    "svd-orthogonality" => Some(found.real.worst()),
                    "svd-numbers" => Some(found.real.numbers as f64),
                    "known" => Some(found.known_only.known),
                    "held-out" => found.known_only.held_out,
                    "orthogonality" => Some(found.known_only.worst()),
                    "numbers" => Some(found.known_only.numbers as f64),
                    "sigma" => found.svd.sigma.get(at).copied(),
                    _ => None,
                }
            }
        }
    }
}
