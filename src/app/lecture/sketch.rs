//! A curve that a student draws before it is run: column by column with the arrows, or with the mouse.

use crate::{
    app::{App, Code, Effect, Key, Sketch},
    lesson::{Kind, Outcome},
};

/// The most columns of a sketch.
const COLUMNS: usize = 20;
/// How many presses of a key go from one end of the scale to the other.
const PRESSES: f64 = 20.0;

impl App {
    /// The sketch that is being drawn or was drawn on this page.
    pub fn sketch(&self) -> Option<Sketch> {
        self.view.site.spread.sketch.clone().or_else(|| self.blank_sketch()).filter(|_| !self.lecture.is_left())
    }

    /// Whether one is being drawn.
    pub fn is_sketching(&self) -> bool {
        let open = self.lecture.walk.open().filter(|_| self.on_path());
        open.is_some_and(|(_, question)| matches!(question.kind, Kind::Sketch { .. }))
    }

    /// A sketch that says that everything stays as it is.
    fn blank_sketch(&self) -> Option<Sketch> {
        let (_, question) = self.lecture.walk.open().filter(|_| self.on_path())?;
        let Kind::Sketch { over, scale } = question.kind else { return None };
        let value = self.view.look.measure.of(&self.snapshot.here);
        let columns = over.min(COLUMNS);
        let value = if value.is_finite() { value.clamp(scale.0, scale.1) } else { scale.1 };
        Some(Sketch {
            from: self.snapshot.position.passes,
            step: over as f64 / columns as f64,
            values: vec![value; columns + 1],
            scale,
            at: 1,
            drawn: false,
        })
    }

    /// Whether a key draws.
    pub(super) fn sketch_takes(&self, key: Key) -> bool {
        let draws = matches!(key.code, Code::Left | Code::Right | Code::Up | Code::Down | Code::Home | Code::End);
        draws && !key.ctrl && self.is_sketching()
    }

    /// Draws by a key: to the sides it goes from column to column, up and down it moves this one and all after it.
    pub(super) fn sketch_key(&mut self, key: Key) -> Vec<Effect> {
        let log = self.log_axis();
        let Some(mut sketch) = self.sketch() else { return Vec::new() };
        let last = sketch.values.len() - 1;
        // The first column is the present, which is no guess.
        match key.code {
            Code::Left => sketch.at = (sketch.at - 1).max(1),
            Code::Right => sketch.at = (sketch.at + 1).min(last),
            Code::Home => sketch.at = 1,
            Code::End => sketch.at = last,
            up_or_down => {
                let (low, high) = sketch.scale;
                let sign = if up_or_down == Code::Up { 1.0 } else { -1.0 };
                let value = sketch.values[sketch.at];
                let moved = match log && low > 0.0 {
                    true => value.max(low) * (high / low).powf(sign / PRESSES),
                    false => value + sign * (high - low) / PRESSES,
                };
                sketch.draw(sketch.at, moved);
            }
        }
        self.view.site.spread.sketch = Some(sketch);
        self.follow_question();
        Vec::new()
    }

    /// Draws what is written: columns from 1 with their values, as in `3:0.5 7:0.2`; without any, the sketch is done.
    pub(super) fn answer_sketch(&mut self, text: Option<&str>) -> Result<Vec<Effect>, String> {
        self.ready()?;
        let Some(mut sketch) = self.sketch() else { return Ok(Vec::new()) };
        if text.is_none() && !sketch.drawn {
            return Err("draw first: ← and → go from column to column, ↑ and ↓ draw".into());
        }
        for word in text.unwrap_or_default().split_whitespace() {
            let last = sketch.values.len() - 1;
            let point = word.split_once(':').and_then(|(column, value)| {
                let column = column.parse::<usize>().ok().filter(|column| (1..=last).contains(column))?;
                Some((column, value.parse::<f64>().ok().filter(|value| value.is_finite())?))
            });
            let (column, value) = point.ok_or_else(|| {
                format!("'{word}' is no point of a sketch: expected a column, 1 to {last}, and a value, as in 3:0.5")
            })?;
            sketch.at = column;
            sketch.draw(column, value);
        }
        self.view.site.spread.sketch = Some(sketch);
        self.follow_question();
        match text {
            Some(_) => Ok(Vec::new()),
            None => Ok(self.settle(Outcome::Guessed, "drawn: now see how it goes".into())),
        }
    }
}
