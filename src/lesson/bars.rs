//! Numbers as bars, one below the other: each row is words and the figure that its bar is as long as.

use super::{
    Figure, Piece,
    ask::ends,
    reader::{Wrong, pieces},
};

/// Numbers as bars.
#[derive(Clone, Debug, PartialEq)]
pub struct Bars {
    /// The words of each row, and behind them its figure.
    pub rows: Vec<Vec<Piece>>,
    /// Where the bars begin and end; where nothing is said, they begin at 0 and the longest has all the room.
    pub scale: Option<(f64, f64)>,
}

/// The most rows.
const MOST: usize = 12;

impl Bars {
    /// The words of a row, its figure, and how much of the room its bar takes.
    pub fn row<'a>(&self, row: &'a [Piece]) -> Option<(&'a [Piece], &'a Figure, f64)> {
        let (Piece::Figure(figure), words) = row.split_last()? else { return None };
        let (low, high) = self.scale.unwrap_or_else(|| (0.0, self.longest()));
        let part = (stated(figure) - low) / (high - low);
        Some((words, figure, if part.is_finite() { part.clamp(0.0, 1.0) } else { 0.0 }))
    }

    fn longest(&self) -> f64 {
        let figures =
            self.rows.iter().filter_map(|row| if let Piece::Figure(f) = row.last()? { Some(f) } else { None });
        figures.map(stated).fold(0.0, f64::max)
    }
}

fn stated(figure: &Figure) -> f64 {
    figure.stated().map_or(0.0, |(value, _)| value)
}

/// Reads the bars in a block whose text begins in `line`: a row a line, and before them `scale: 0.8 .. 1` where there is one.
pub(super) fn bars(text: &str, line: usize) -> Result<Bars, Wrong> {
    let mut bars = Bars { rows: Vec::new(), scale: None };
    for (text, line) in text.lines().map(str::trim).zip(line..).filter(|(text, _)| !text.is_empty()) {
        if let Some(scale) = text.strip_prefix("scale:") {
            let why = || (line, format!("'{}' is no scale: expected its ends, as in 0.8 .. 1", scale.trim()));
            bars.scale = Some(ends(scale).ok_or_else(why)?);
            continue;
        }
        let row = pieces(text, line)?;
        match row.split_last() {
            Some((Piece::Figure(figure), words)) if !words.iter().any(|word| matches!(word, Piece::Figure(_))) => {
                let (low, high) = bars.scale.unwrap_or((0.0, f64::INFINITY));
                let value = stated(figure);
                if !(low..=high).contains(&value) {
                    let why = format!("'{}' lies beyond the scale of these bars, {low} to {high}", figure.text);
                    return Err((line, why));
                }
                bars.rows.push(row);
            }
            _ => return Err((line, "a bar is words and then one figure, as in: BTS [3](count(BTS))".into())),
        }
    }
    match bars.rows.len() {
        0 => Err((line, "there are no bars: expected a line for each, words and then one figure".into())),
        1..=MOST => Ok(bars),
        many => Err((line, format!("there are at most {MOST} bars, not {many}"))),
    }
}
