//! What looking every day does: the share of false alarms, day by day, of those who look once and of those who look daily.

use super::{below, legend, percent, told};
use crate::{
    study::ab::{AbTest, Peeking},
    ui::{
        axis::Axis,
        dots::{Dots, Stroke},
        lab::bench::framed,
        pen::Pen,
        typeset,
    },
};
use ratatui::layout::Rect;

/// The share of false alarms that is agreed to.
const AGREED: f64 = 0.05;

/// Draws it up to a day.
pub(super) fn draw(pen: &mut Pen, area: Rect, test: &AbTest, day: usize) {
    let colours = pen.colours;
    let peeking = &test.peeking;
    let tests = typeset::count(Peeking::TESTS);
    let heading = format!("peeking: {tests} A/A tests, all shown A, halved anew: there is nothing to find");
    let mut texts = vec![(heading, colours.name)];
    if day > 0 {
        let (once, daily) = (peeking.on[day - 1], peeking.by[day - 1]);
        let (a, b) = (percent(peeking.once(day)), percent(peeking.daily(day)));
        texts.push((
            format!("false alarms, looking once, at the end of day {day}: {once} of {tests} = {a}"),
            colours.text,
        ));
        texts.push((format!("looking each day, stopping at the first: {daily} of {tests} = {b}"), colours.warn));
    } else {
        texts.push(("how many find something all the same, looking once or each day?".into(), colours.title));
    }
    let used = told(pen, area, &texts);
    let plot = below(area, used);
    if plot.height < 6 {
        return;
    }
    let lines = [
        (Stroke::Solid, "looking each day", colours.warn),
        (Stroke::Long, "looking once", colours.text),
        (Stroke::Sparse, "5 %", colours.ghost),
    ];
    legend(pen, plot, &lines);
    let plot = below(plot, 1);
    let days = test.setup.days;
    let most = 100.0 * peeking.daily(days).max(2.0 * AGREED);
    let (field, x, y) = framed(pen, plot, Axis::between(0.0, days as f64), Axis::from_zero(most), "day");
    let place = |day: usize, share: f64| Some((x.part(day as f64)?, y.part(100.0 * share)?));
    let mut dots = Dots::new(field.width, field.height);
    dots.trace(Stroke::Sparse, [0, days].into_iter().map(|day| place(day, AGREED)));
    dots.trace(Stroke::Long, (1..=day).map(|day| place(day, peeking.once(day))));
    dots.trace(Stroke::Solid, (1..=day).map(|day| place(day, peeking.daily(day))));
    dots.draw(pen, field, |stroke| match stroke {
        Stroke::Solid => colours.warn,
        Stroke::Long => colours.text,
        _ => colours.ghost,
    });
}
