//! Train: the error curve, and every step in words with what it did to the error.
//!
//! ```text
//!  ╭ Error ─ MSE over 16 known ratings ─────────────────────────────────╮
//!  │ 10 ┤⠢⡀                                                             │
//!  │  0 ┤ ⠈⠢⠤⣀⣀⣀⣀●                                                      │
//!  ├ Steps ─────────────────────────────────────────────────────────────┤
//!  │ step 4 · iteration 0.44 · MSE 3.301 · RMSE 1.817 · SSE 52.8        │   the point that is read out
//!  │   step  iter.  what was done       MSE before → after     change   │
//!  │      3   0.33  fitted Cordelia          6.025 → 4.409    ↓ 26.8 %  │
//!  │ ▶    4   0.44  fitted Diego             4.409 → 3.301    ↓ 25.1 %  │   ▶ is the present
//!  │      5   0.56  fitted Ommazh            3.301 → 2.940    ↓ 10.9 %  │   what comes after it is faint
//!  ╰────────────────────────────────────────────────────────────────────╯
//! ```

use super::{figures, pen::Pen, plot, typeset};
use crate::{
    app::{App, Viewport},
    command::{Command, Measure, Moment, Toward},
    data::Entity,
    model::{Basis, Parameter, Setting, Touched},
    study::{Change, Point, What},
};
use ratatui::{layout::Rect, style::Style};

/// Draws the screen.
pub(super) fn draw(app: &App, pen: &mut Pen, area: Rect) {
    let (curve, table) = halves(area);
    plot::panel(app, pen, curve);
    steps(app, pen, table);
}

/// The curve above the table; beside it where there is too little height, or width to spare.
fn halves(area: Rect) -> (Rect, Rect) {
    if area.height < 20 || area.width >= 150 {
        let width = (area.width * 3 / 5).clamp(36, 76).min(area.width);
        let left = Rect { width: area.width - width, ..area };
        return (left, Rect { x: left.right(), width, ..area });
    }
    let above = Rect { height: area.height * 11 / 20, ..area };
    (above, Rect { y: above.bottom(), height: area.height - above.height, ..area })
}

fn steps(app: &App, pen: &mut Pen, area: Rect) {
    let inner = pen.panel(area, "Steps");
    if app.covers_errors() {
        return pen.covered(inner);
    }
    let curve = &app.snapshot().curve;
    let read = app.read_point();
    let Some(point) = curve.get(read).filter(|_| inner.width >= 30 && inner.height > 2) else { return };
    let lines = read_out(app, point, inner.width.saturating_sub(2), |text| pen.width(text));
    let most = usize::from(inner.height / 4).clamp(1, 3);
    let mut y = inner.y;
    for line in lines.iter().take(most) {
        pen.text(inner.x + 1, y, inner.width.saturating_sub(2), line, pen.colours.text);
        y += 1;
    }
    let columns = StepColumns::new(app, pen, inner);
    columns.head(app, pen, inner, y);
    y += 1;
    let rows = usize::from(inner.bottom().saturating_sub(y));
    if rows == 0 {
        return;
    }
    let first = read.saturating_sub(rows / 2).min(curve.len().saturating_sub(rows));
    let shown = first..curve.len().min(first + rows);
    let words: Vec<String> = curve[shown.clone()].iter().map(|point| in_words(app, &point.what)).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let words = pen.names(&words, columns.what.saturating_sub(columns.passes + 2));
    for ((at, words), y) in shown.zip(&words).zip(y..) {
        columns.row(app, pen, Rect { y, height: 1, ..inner }, at, words);
    }
    pen.drawn.viewport = Some(Viewport { rows, columns: 1 });
    let options = &app.snapshot().options;
    pen.footnote(
        area,
        match app.view().look.measure {
            Measure::Objective => "g goes to the step read out",
            _ if app.snapshot().source.filled.is_some() && area.width > 56 => {
                "missing = 0: the objective is lowered (y)"
            }
            _ if options.punishes() && area.width > 56 => "λ > 0: not the error but the objective is lowered (y)",
            _ => "g goes to the step read out",
        },
    );
}

/// A point in words, in as many lines as it takes.
fn read_out(app: &App, point: &Point, width: u16, columns: impl Fn(&str) -> u16) -> Vec<String> {
    let error = typeset::error;
    let (_, pass) = app.snapshot().options.method.words();
    let mut pieces = vec![
        format!("step {}", typeset::count(point.step as usize)),
        format!("{pass} {}", typeset::rating(point.passes)),
        format!("MSE {}", error(point.train.mse())),
        format!("RMSE {}", error(point.train.rmse())),
        format!("SSE {}", error(point.train.sse)),
    ];
    if point.zeros > 0.0 {
        pieces.push(format!("SSE on cells taken as 0 {}", error(point.zeros)));
    }
    if point.penalty > 0.0 {
        pieces.push(format!("penalty {}", error(point.penalty)));
    }
    pieces.push(format!("objective {}", error(point.objective())));
    if point.test.count > 0 {
        pieces.push(format!("held out: MSE {}", error(point.test.mse())));
        pieces.push(format!("RMSE {}", error(point.test.rmse())));
    }
    let mut lines: Vec<String> = Vec::new();
    for piece in pieces {
        match lines.last_mut() {
            Some(line) if columns(line) + 3 + columns(&piece) <= width => {
                line.push_str(" · ");
                line.push_str(&piece);
            }
            _ => lines.push(piece),
        }
    }
    lines
}

/// What led to a point, in a few words.
fn in_words(app: &App, what: &What) -> String {
    match *what {
        What::Start => "fresh factors".into(),
        What::Unit(Touched::Row(of)) => format!("fitted {}", called(app, of)),
        What::Unit(Touched::Parameter(at)) => parameter(app, at),
        What::Unit(Touched::Rating(i, j) | Touched::Rated(i, j)) => {
            format!("learned {} × {}", app.name(i), app.name(j))
        }
        What::Half(over) => format!("{over}, half-step"),
        What::Pass => app.snapshot().options.method.words().1.into(),
        What::Change(Change::Set(setting)) => changed(setting),
        What::Change(Change::Rate(i, j, Some(value))) => {
            format!("rated {} × {} {}", app.name(i), app.name(j), typeset::rating(value))
        }
        What::Change(Change::Rate(i, j, None)) => format!("took away {} × {}", app.name(i), app.name(j)),
        What::Change(Change::Factor(at, value)) => {
            let whole = parameter(app, at);
            let (symbol, _) = whole.split_once(" of ").filter(|_| at.factor.is_some()).unwrap_or((&whole, ""));
            format!("{symbol} := {}", typeset::rating(value))
        }
        What::Change(Change::Join(_, ref name)) => format!("{name} joined"),
        What::Change(Change::Basis(x, y, Basis::Turn(by))) => format!("turned {}, {} by {by}°", x + 1, y + 1),
        What::Change(Change::Basis(x, y, Basis::Shear(by))) => format!("sheared {}, {} by {by}", x + 1, y + 1),
    }
}

/// A name; where that is a number, with what it is the number of.
fn called(app: &App, of: Entity) -> String {
    let name = app.name(of);
    if name.bytes().all(|b| b.is_ascii_digit()) { format!("{} {name}", of.side().one()) } else { name.into() }
}

/// The address of a number: `P[4,1]` is user 4, factor 1; `Q[1,3]` is factor 1, item 3.
fn parameter(app: &App, at: Parameter) -> String {
    match (at.factor, at.of) {
        (Some(z), Entity::User(i)) => format!("P[{},{}] of {}", i.number(), z + 1, app.name(i)),
        (Some(z), Entity::Item(j)) => format!("Q[{},{}] of {}", z + 1, j.number(), app.name(j)),
        (None, of) => format!("bias of {}", called(app, of)),
    }
}

fn changed(setting: Setting) -> String {
    match setting {
        Setting::Method(method) => format!("method → {}", method.title()),
        Setting::Lambda(lambda) => format!("λ → {lambda}"),
        Setting::Alpha(alpha) => format!("α → {alpha}"),
        Setting::Factors(z) => format!("Z → {z}"),
        other => other.to_string().replacen(' ', " → ", 1),
    }
}

/// The error that a run began with, as far as it is one.
fn start_of(curve: &[Point], measure: Measure) -> f64 {
    curve.iter().map(|point| measure.of(point)).find(|v| v.is_finite()).unwrap_or(0.0)
}

/// From one error to the next, in per cent, with a mark that says the direction without colours; how it compares. What is
/// next to nothing, which rounding moves as well, is no change.
fn change(before: f64, after: f64, nothing: f64) -> (String, std::cmp::Ordering) {
    let order = match (after - before).abs() <= nothing {
        true => std::cmp::Ordering::Equal,
        false => after.total_cmp(&before),
    };
    let mark = match order {
        std::cmp::Ordering::Less => "↓",
        std::cmp::Ordering::Equal => "=",
        std::cmp::Ordering::Greater => "↑",
    };
    let percent = 100.0 * (after / before - 1.0).abs();
    let amount = match percent {
        _ if order.is_eq() || !percent.is_finite() => String::new(),
        p if p < 0.01 => "<0.01 %".into(),
        p if p < 9.995 => format!("{p:.2} %"),
        p if p < 99.95 => format!("{p:.1} %"),
        p if p < 999.5 => format!("{p:.0} %"),
        _ if after / before < 1e4 => format!("× {:.0}", after / before),
        _ => format!("× {:.0e}", after / before),
    };
    (format!("{mark} {amount}").trim_end().into(), order)
}

/// Where the columns of the table end; a column that does not fit is not there.
struct StepColumns {
    measure: Measure,
    step: u16,
    passes: u16,
    what: u16,
    before: Option<u16>,
    after: u16,
    change: u16,
    held: Option<u16>,
}

/// The width of an error figure, of a change.
const ERROR: u16 = 9;
const CHANGE: u16 = 9;
/// Wider than this, a table is hard to follow from left to right.
const WIDEST: u16 = 96;

impl StepColumns {
    fn new(app: &App, pen: &Pen, area: Rect) -> Self {
        let last = app.snapshot().curve.last();
        let end = last.map_or(0, |p| p.step as usize);
        let step = area.x + 3 + pen.width(&typeset::count(end)).max(4);
        // Where it is narrow the passes are left to the read-out above.
        let narrow = area.width < 56;
        let widest = typeset::rating(last.map_or(0.0, |p| p.passes.floor()) + 0.25);
        let passes = step + if narrow { 0 } else { 1 + pen.width(&widest).max(5) };
        let mut right = (area.x + area.width.min(WIDEST)).saturating_sub(1);
        let measure = app.view().look.measure;
        // What comes after the words takes room from them, as long as they keep 14 columns.
        let spare = |right: u16, more: u16| right.saturating_sub(passes + 2 + 14 + ERROR + 1 + CHANGE + more) > 0;
        let held = last.is_some_and(|p| measure.held_out(p).is_some()) && spare(right, ERROR + 1);
        let held = held.then_some(right);
        right -= if held.is_some() { ERROR + 1 } else { 0 };
        let change = right;
        // Where it is very narrow, the mark of the change has to do.
        let after = change.saturating_sub(if area.width < 42 { 2 } else { CHANGE + 1 });
        let start = after.saturating_sub(ERROR);
        let before = spare(right, ERROR + 3).then(|| start.saturating_sub(3));
        let what = before.map_or(start, |b| b - ERROR).saturating_sub(1);
        Self { measure, step, passes, what, before, after, change, held }
    }

    fn head(&self, app: &App, pen: &mut Pen, area: Rect, y: u16) {
        let style = pen.colours.name;
        pen.text_right(self.step, y, 4, "step", style);
        let pass = match app.snapshot().options.method.words().1 {
            "iteration" => "iter.",
            short => short,
        };
        if self.passes > self.step {
            pen.text_right(self.passes, y, 5, pass, style);
        }
        let start = self.passes + 2;
        pen.text(start, y, self.what.saturating_sub(start), "what was done", style);
        let name = figures::name(self.measure);
        match self.before {
            Some(end) => {
                pen.text_right(end, y, ERROR + 5, &format!("{name} before"), style);
                pen.text(end, y, 3, " → ", style);
                pen.text_right(self.after, y, ERROR, "after", style);
            }
            None => pen.text_right(self.after, y, ERROR, &name, style),
        }
        if self.change > self.after + 2 {
            pen.text_right(self.change, y, CHANGE, "change", style);
        }
        if let Some(end) = self.held {
            pen.text_right(end.min(area.right()), y, ERROR, "held out", style);
        }
    }

    fn row(&self, app: &App, pen: &mut Pen, area: Rect, at: usize, words: &str) {
        let (colours, curve, y) = (pen.colours, &app.snapshot().curve, area.y);
        let point = &curve[at];
        let now = app.snapshot().position.step;
        let present = point.step <= now && curve.get(at + 1).is_none_or(|p| p.step > now);
        let read = at == app.read_point();
        let plain = if point.step > now { colours.dim } else { colours.text };
        // On the row that is read out nothing else may colour the text.
        let shade = |style: Style| if read || point.step > now { plain } else { style };
        if read {
            pen.style(area, colours.cursor);
        }
        let plain = if read { Style::new() } else { plain };
        if present {
            pen.text(area.x + 1, y, 1, "▶", if read { plain } else { colours.key });
        }
        pen.text_right(self.step, y, area.width, &typeset::count(point.step as usize), plain);
        if self.passes > self.step {
            pen.text_right(self.passes, y, area.width, &typeset::rating(point.passes), plain);
        }
        let start = self.passes + 2;
        pen.text(start, y, self.what.saturating_sub(start), words, plain);
        let value = self.measure.of(point);
        pen.text_right(self.after, y, ERROR, &typeset::error(value), plain);
        let before = at.checked_sub(1).map(|at| self.measure.of(&curve[at]));
        if let Some(before) = before {
            if let Some(end) = self.before {
                pen.text_right(end, y, ERROR, &typeset::error(before), plain);
                pen.text(end, y, 3, " → ", plain);
            }
            let nothing = app.snapshot().rounding * start_of(curve, self.measure);
            let (text, order) = change(before, value, nothing);
            let style = match order {
                _ if read => plain,
                std::cmp::Ordering::Less => shade(colours.good),
                std::cmp::Ordering::Equal => plain,
                std::cmp::Ordering::Greater => shade(colours.warn),
            };
            let text = if self.change > self.after + 2 { &text } else { text.split(' ').next().unwrap_or_default() };
            pen.text_right(self.change, y, CHANGE, text, style);
        }
        if let (Some(end), Some(held)) = (self.held, self.measure.held_out(point)) {
            pen.text_right(end, y, ERROR, &typeset::error(held), if read { plain } else { shade(colours.test) });
        }
        let goto = Command::Goto(Moment::Step(point.step));
        pen.click_and_wheel(area, goto, Command::Move(Toward::Up, 1), Command::Move(Toward::Down, 1));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_read_without_colours() {
        let text = |before, after| change(before, after, 1e-11).0;
        assert_eq!([text(4.409, 3.301), text(2.0, 2.0), text(1.0, 1.5)], ["↓ 25.1 %", "=", "↑ 50.0 %"]);
        assert_eq!([text(1.0, 0.999_999), text(1.0, 30.0), text(1.0, 3e20)], ["↓ <0.01 %", "↑ × 30", "↑ × 3e20"]);
        assert_eq!([text(0.0, 0.0), text(0.0, 1.0), text(f64::NAN, 1.0)].map(|t| t.chars().count()), [1, 1, 1]);
    }

    #[test]
    fn what_rounding_moves_is_no_change() {
        let text = |before, after, start| change(before, after, 1e-12 * start).0;
        assert_eq!([text(0.0113, 0.0113 + 1e-17, 12.0), text(0.0113, 0.0113 - 9e-12, 12.0)], ["=", "="]);
        assert_eq!([text(5e-20, 4e-21, 9.6), text(0.0, 1e-25, 9.6)], ["=", "="], "0 is written for both");
        assert_eq!([text(0.0113, 0.0113 - 2e-11, 12.0), text(1.0, 0.5, 0.0)], ["↓ <0.01 %", "↓ 50.0 %"]);
        // A run that begins with next to nothing changes by next to nothing.
        assert_eq!(text(4e-13, 2e-13, 5e-13), "↓ 50.0 %");
        // In its first step a run comes from its start, however small the end is.
        assert_eq!(text(12.0, 1e-14, 12.0), "↓ 100 %");
    }

    #[test]
    fn every_change_fits_its_column() {
        for before in [1e-30, 0.5, 1.0, 7.0, 1e60] {
            for after in [0.0, 1e-30, 0.499_999, 0.5, 1.0, 9.995, 99.99, 1e5, 1e128] {
                let (text, _) = change(before, after, 1e-18);
                assert!(text.chars().count() <= usize::from(CHANGE), "{before} {after}: {text}");
            }
        }
    }
}
