//! The difference with its interval, day by day, and the line where there is none.

use super::{below, legend, style};
use crate::{
    command::{Command, Toward},
    study::ab::{AbTest, Arm},
    ui::{
        axis::Axis,
        dots::{Dots, Stroke},
        lab::bench::framed,
        pen::Pen,
    },
};
use ratatui::layout::Rect;

/// Draws it up to a day. The axes are those of the whole test, so that they do not move.
pub(super) fn draw(pen: &mut Pen, area: Rect, test: &AbTest, day: usize) {
    let colours = pen.colours;
    if area.height < 6 {
        return;
    }
    let last = day == test.setup.days;
    let all = [
        (Stroke::Solid, "B less A, in percentage points", colours.train),
        (Stroke::Long, "95 % interval", colours.second),
        (Stroke::Dashed, "truth", colours.test),
    ];
    legend(pen, area, &all[..if last { 3 } else { 2 }]);
    let plot = Rect { y: area.y + 1, height: area.height - 2, ..area };
    let (low, high) = reach(test);
    let days = test.setup.days as f64;
    let (field, x, y) = framed(pen, plot, Axis::between(0.0, days), Axis::between(low, high), "day");
    let place = |day: usize, value: f64| Some((x.part(day as f64)?, y.part(100.0 * value)?));
    let mut dots = Dots::new(field.width, field.height);
    dots.trace(Stroke::Sparse, [0, test.setup.days].into_iter().map(|day| place(day, 0.0)));
    let seen = || test.readings.iter().take(day);
    let end = |of: fn((f64, f64)) -> f64| seen().map(move |one| place(one.day, of(one.difference?.interval())));
    dots.trace(Stroke::Long, end(|(low, _)| low));
    dots.trace(Stroke::Long, end(|(_, high)| high));
    if last {
        dots.trace(Stroke::Dashed, seen().map(|one| place(one.day, one.truth)));
    }
    dots.trace(Stroke::Solid, seen().map(|one| place(one.day, one.mean())));
    dots.draw(pen, field, |stroke| match stroke {
        Stroke::Solid => colours.train,
        Stroke::Long => colours.second,
        Stroke::Dashed => colours.test,
        Stroke::Sparse | Stroke::Faint => colours.ghost,
    });
    // The day that is looked at: three dots of a curve are soon overlooked.
    if let Some(place) = seen().next_back().and_then(|one| place(one.day, one.mean())) {
        let (column, row) = dots.cell(place);
        pen.text(field.x + column, field.y + row, 1, if pen.ascii { "O" } else { "●" }, colours.train);
    }
    strip(pen, below(area, area.height - 1), (field, &x), test, day);
}

/// Under each day who is ahead, where that is significant.
fn strip(pen: &mut Pen, area: Rect, (field, axis): (Rect, &Axis), test: &AbTest, day: usize) {
    let colours = pen.colours;
    let column = |day: usize| {
        let part = axis.part(day as f64).unwrap_or(0.0);
        field.x + (part * f64::from(field.width.saturating_sub(1))).round() as u16
    };
    for reading in test.readings.iter().take(day) {
        let (sign, colour) = match reading.winner() {
            Some(arm) => (arm.letter(), style(pen, arm)),
            None => (if pen.ascii { "." } else { "·" }, colours.dim),
        };
        pen.text(column(reading.day), area.y, 1, sign, colour);
    }
    let words = [
        format!("{} or {}: significant on that day", Arm::A.letter(), Arm::B.letter()),
        "A, B: significant".to_string(),
    ];
    // The key to it stands where no day has come yet.
    let free = column(day) + 2;
    let room = area.right().saturating_sub(free);
    if let Some(words) = words.iter().find(|words| pen.width(words) <= room) {
        pen.text_right(area.right(), area.y, room, words, colours.dim);
    }
    // A click goes to the day.
    for column in 0..field.width {
        let part = f64::from(column) / f64::from(field.width.saturating_sub(1).max(1));
        let to = (axis.at(part).round() as usize).min(test.setup.days);
        let toward = if to < day { Toward::Left } else { Toward::Right };
        if to != day {
            let command = Command::Move(toward, to.abs_diff(day) as u64);
            pen.click(Rect { x: field.x + column, width: 1, ..field }, command);
        }
    }
}

/// From where to where the differences and their intervals go on any day, 0 among them, in whole steps of percentage points.
fn reach(test: &AbTest) -> (f64, f64) {
    let ends = test.readings.iter().flat_map(|one| {
        let (low, high) = one.difference.map_or((one.mean(), one.mean()), |difference| difference.interval());
        [low, high, one.truth]
    });
    let (low, high) = ends.fold((0.0_f64, 0.0_f64), |(low, high), v| (low.min(100.0 * v), high.max(100.0 * v)));
    let step = [1.0, 2.0, 5.0, 10.0, 20.0].into_iter().find(|step| (high - low) / step <= 8.0).unwrap_or(50.0);
    let ends = ((low / step).floor() * step, (high / step).ceil() * step);
    if ends.0 == ends.1 { (-step, step) } else { ends }
}
