//! The figures of an A/B test by name, for lessons.

use super::AbTest;
use crate::study::lab::Figure;

/// The figures of an A/B test after day k.
pub const OF_AB: &[Figure<AbTest>] = &[
    Figure::new("difference", "by how much B engages more than A after day k, from -1 to 1", |t, k| {
        Some(t.readings.get(k)?.mean())
    }),
    Figure::new("low", "the low end of its 95 % interval", |t, k| Some(t.readings.get(k)?.difference?.interval().0)),
    Figure::new("high", "the high end of its 95 % interval", |t, k| Some(t.readings.get(k)?.difference?.interval().1)),
    Figure::new("p", "how often as large a difference comes by chance alone", |t, k| {
        Some(t.readings.get(k)?.difference?.p())
    }),
    Figure::new("truth", "the difference, could both be shown to all users", |t, k| Some(t.readings.get(k)?.truth)),
    Figure::new("rate-a", "the share of what A showed that was engaged with, up to day k", |t, k| {
        Some(t.readings.get(k)?.rates[0].mean)
    }),
    Figure::new("rate-b", "the same of B", |t, k| Some(t.readings.get(k)?.rates[1].mean)),
    Figure::new("rmse-a", "the RMSE of A against what its users like", |t, _| Some(t.rmse[0])),
    Figure::new("rmse-b", "the RMSE of B", |t, _| Some(t.rmse[1])),
    Figure::new("once", "the share of false alarms where one looks once, after day k", |t, k| {
        (k < t.setup.days).then(|| t.peeking.once(k + 1))
    }),
    Figure::new("daily", "the share where one looks each day up to day k", |t, k| {
        (k < t.setup.days).then(|| t.peeking.daily(k + 1))
    }),
    Figure::new(
        "first-alarm",
        "the first day on which the difference is significant, 0 where there is none",
        |t, _| Some(t.first_significant(t.setup.days).map_or(0.0, |reading| reading.day as f64)),
    ),
    Figure::new("needed", "how many users each half needs, by the variance after day k", |t, k| {
        Some(super::users_in_each(t.readings.get(k)?.variance(), t.setup.find / 100.0))
    }),
];
