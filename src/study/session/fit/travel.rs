//! Time travel: to any step of the run, replayed from the nearest keyframe.

use super::Fit;
use crate::study::{Done, Grain, State, What, verdict};

/// A step in the past or future of the run that is on its way to be replayed.
pub(in crate::study::session) struct Journey {
    replay: Box<State>,
    at: u64,
    to: u64,
    grain: Grain,
}

/// Where a journey ends.
struct Arrival {
    /// The step up to which there is a plain replay.
    replay: u64,
    /// What was done last there, if it is not the one unit after the replay.
    what: Option<What>,
}

impl Journey {
    /// The step that it leads to.
    pub(in crate::study::session) fn to(&self) -> u64 {
        self.to
    }

    /// How far it has come, from 0 to 1.
    pub(in crate::study::session) fn progress(&self) -> Option<f64> {
        (self.to > 0).then(|| self.at as f64 / self.to as f64)
    }
}

impl Fit {
    /// Sets out for a step of the run.
    pub(in crate::study::session) fn journey(&self, to: u64, grain: Grain) -> Option<Journey> {
        let (at, frame) = self.history.before(self.arrival(to, grain).replay)?;
        Some(Journey { replay: Box::new(State::clone(frame)), at, to, grain })
    }

    /// Replays at most `units` units of a journey. Returns what is left of it.
    pub(in crate::study::session) fn travel(&mut self, mut journey: Journey, units: u64) -> Option<Journey> {
        let arrival = self.arrival(journey.to, journey.grain);
        let stop = arrival.replay.min(journey.at.saturating_add(units.max(1)));
        while journey.at < stop {
            // Keyframes that are missing on the way are made up for.
            let due = self.history.due();
            let next = if due > journey.at { stop.min(due) } else { stop };
            self.run.replay(&mut journey.replay, journey.at, next);
            journey.at = next;
            self.history.offer(journey.at, &journey.replay);
        }
        if journey.at < arrival.replay {
            return Some(journey);
        }
        self.drive.put(*journey.replay, journey.at);
        let what = match arrival.what {
            Some(what) => {
                self.last = (what != What::Start).then(|| Done { what: what.clone(), before: Vec::new() });
                what
            }
            None => {
                self.one_unit();
                self.last.as_ref().map_or(What::Start, |done| done.what.clone())
            }
        };
        self.drive.look(what, self.run.pass_ends(self.drive.step(), verdict::WINDOW));
        None
    }

    fn arrival(&self, to: u64, grain: Grain) -> Arrival {
        let Some(before) = to.checked_sub(1) else { return Arrival { replay: 0, what: Some(What::Start) } };
        let change = self.run.changes.get(&before).cloned().map(What::Change);
        match change.or_else(|| self.run.ending(to, grain)) {
            Some(what) => Arrival { replay: to, what: Some(what) },
            // The last unit is done here, so that what it changed can be shown.
            None => Arrival { replay: before, what: None },
        }
    }
}
