//! What a page of the lecture says and what the panel beside it shows are the same numbers: none differs in its last digit.

#![cfg(feature = "tui")]
#![allow(clippy::unwrap_used)]

use crate::common::desk::Desk;
use crate::common::lessons::pages;
use factorscope::{
    command::Panel,
    lesson::{Block, Course, Piece},
    ui::{Depth, draw},
};
use ratatui::{buffer::Buffer, layout::Rect};

/// A number as it is written: its value, and how many decimals it has.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Written {
    value: f64,
    decimals: i32,
}

impl Written {
    /// The numbers in a text. What is a name, a date or a part of a word is none.
    fn all(text: &str) -> Vec<Self> {
        let inside = |c: char| c.is_ascii_digit() || ['.', ','].contains(&c);
        let mut all = Vec::new();
        let mut rest = text;
        while let Some(at) = rest.find(|c: char| c.is_ascii_digit()) {
            let minus = rest[..at].ends_with(['-', '−']) && !rest[..at - 1].ends_with(|c: char| c.is_alphanumeric());
            let end = rest[at..].find(|c| !inside(c)).map_or(rest.len(), |end| at + end);
            let (mut number, mut after) = (rest[at..end].trim_end_matches(['.', ',']).replace(',', ""), end);
            let exponent = rest[end..].strip_prefix('e').map(|e| {
                let digits = e.trim_start_matches('-').find(|c: char| !c.is_ascii_digit()).unwrap_or(e.len());
                &e[..digits + usize::from(e.starts_with('-'))]
            });
            if let Some(exponent) = exponent.filter(|e| e.parse::<i32>().is_ok()) {
                number += &format!("e{exponent}");
                after += 1 + exponent.len();
            }
            let (digits, exponent) = number.split_once('e').unwrap_or((&number, "0"));
            let decimals = digits.split_once('.').map_or(0, |(_, d)| d.len() as i32) - exponent.parse::<i32>().unwrap();
            let value: f64 = number.parse().unwrap_or(f64::NAN);
            all.push(Self { value: if minus { -value } else { value }, decimals });
            rest = &rest[after..];
        }
        all
    }

    /// The number in units of the last of so many decimals.
    fn units(self, decimals: i32) -> i64 {
        (self.value * 10f64.powi(decimals)).round() as i64
    }

    /// Whether another number is the same as far as both are written, and whether it all but is: to three decimals and
    /// digits, for on a scale of five two decimals are nearly the same by chance. A rough number is the same as many.
    fn beside(self, other: Self) -> (bool, bool) {
        let decimals = self.decimals.min(other.decimals);
        let (a, b) = (self.units(decimals), other.units(decimals));
        // What is written finer may have been rounded to the very middle between two.
        let half = |decimals: i32| 0.500_001 * 10f64.powi(-decimals);
        let apart = (self.value - other.value).abs();
        let finer = self.decimals.max(other.decimals);
        let same = a == b || finer > decimals && apart <= half(decimals) + half(finer);
        let telling = a.abs().max(b.abs()) >= 100 && decimals >= 3;
        (same && (telling || other.decimals >= self.decimals), !same && telling && (a - b).abs() == 1)
    }
}

/// The numbers that the text of the page says of the live state.
fn said(desk: &Desk) -> Vec<Written> {
    let pieces = |block: &Block| match block {
        Block::Paragraph(pieces) | Block::Aside(pieces) => pieces.clone(),
        Block::List(points) => points.iter().flat_map(|(_, pieces)| pieces.clone()).collect(),
        Block::Table(rows) => rows.iter().flatten().flatten().cloned().collect(),
        _ => Vec::new(),
    };
    let figures = desk.app.lecture().walk.uncovered().iter().flat_map(pieces);
    figures.filter(|piece| matches!(piece, Piece::Figure(_))).flat_map(|piece| Written::all(piece.text())).collect()
}

/// The numbers in the panel beside the text, or below it, if there is one.
fn shown(desk: &Desk, (width, height): (u16, u16)) -> Vec<Written> {
    if desk.app.spread().panel == Panel::None {
        return Vec::new();
    }
    let mut buffer = Buffer::empty(Rect::new(0, 0, width, height));
    draw(&desk.app, Depth::True, &mut buffer);
    let wide = width >= 104;
    let left = if wide { (width * 45 / 100).clamp(48, 76) } else { 0 };
    let top = if wide { 1 } else { height - 2 - 11.max((height - 3) / 2) };
    let row = |y| (left..width).map(|x| buffer[(x, y)].symbol()).collect::<String>();
    (top..height - 2).flat_map(|y| Written::all(&row(y))).collect()
}

#[test]
fn text_and_panel_round_the_same_number_the_same_way() {
    let course = Course::lecture();
    let (mut compared, mut apart) = (0, Vec::new());
    for (lesson, page) in pages(&course) {
        let mut desk = Desk::lecture();
        desk.app.follow_course(std::sync::Arc::clone(&course), factorscope::lesson::Progress::default());
        desk.script(&format!("lesson {} {}", lesson.number, page + 1));
        let mut answered = usize::MAX;
        while desk.app.lecture().walk.uncovered().len() != answered {
            answered = desk.app.lecture().walk.uncovered().len();
            for size in [(80, 24), (120, 36), (200, 60)] {
                let shown = shown(&desk, size);
                for figure in said(&desk) {
                    let beside: Vec<_> = shown.iter().map(|number| (number, figure.beside(*number))).collect();
                    compared += usize::from(beside.iter().any(|(_, (same, _))| *same));
                    if let Some((number, _)) = beside.iter().find(|(_, (_, nearly))| *nearly)
                        && !beside.iter().any(|(_, (same, _))| *same)
                    {
                        apart.push(format!(
                            "{}.{} at {size:?}: the text says {figure:?}, the panel shows {number:?}",
                            lesson.number,
                            page + 1
                        ));
                    }
                }
            }
            desk.script("reveal");
        }
    }
    assert!(compared > 400, "{compared}");
    assert!(apart.is_empty(), "{}", apart.join("\n"));
}

#[test]
fn numbers_are_read_as_they_are_written() {
    let read = |text| Written::all(text).into_iter().map(|w| (w.value, w.decimals)).collect::<Vec<_>>();
    assert_eq!(read("P[4,1] = 1.2600 - 0.1·(-0.0284)"), [(41.0, 0), (1.26, 4), (0.1, 1), (-0.0284, 4)]);
    assert_eq!(read("7.770e-13 of 27,000; 10.06 %"), [(7.77e-13, 16), (27_000.0, 0), (10.06, 2)]);
    let figure = |value, decimals| Written { value, decimals };
    assert_eq!(figure(0.0283, 4).beside(figure(0.0284, 4)), (false, true));
    assert_eq!(figure(0.0283, 4).beside(figure(0.028_345, 6)), (true, false));
    assert_eq!(figure(0.273, 3).beside(figure(0.2735, 4)), (true, false), "0.27348 is both");
    assert_eq!(figure(0.0283, 4).beside(figure(0.0, 0)), (false, false), "a 0 is not what was meant");
    assert_eq!(figure(0.3, 1).beside(figure(0.2, 1)), (false, false), "that may be chance");
}
