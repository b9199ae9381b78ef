//! The steps of conjugate gradients by which a row came nearer to the solution of its equations.

use super::{Pieces, Writer};
use crate::{
    model::ConjugateStep,
    study::explain::{Conjugated, Regression},
    ui::typeset::fixed,
};

/// The most numbers of a row that are written out.
const MOST: usize = 3;

impl Writer<'_, '_> {
    /// Each step, so that a calculator can follow it where a row has few numbers; and how far the exact solution is.
    pub(super) fn steps(&self, r: &Regression, conjugate: &Conjugated) -> Vec<Pieces> {
        let asked = self.app.snapshot().options.cg_steps;
        let mut lines = vec![self.dim(format!("{} of conjugate gradients:", many(asked)))];
        if let (Some(old), Some(_)) = (&r.old, conjugate.steps.first()) {
            lines.extend(few(old, &|v| fixed(v, 4)).map(|old| self.plain(format!("from x = {old}"))));
        }
        let mut before: Option<&ConjugateStep> = None;
        for (number, step) in (1..).zip(&conjugate.steps) {
            lines.extend(self.step_of(number, step, before).into_iter().map(|line| self.plain(line)));
            before = Some(step);
        }
        match conjugate.steps.len() {
            0 if r.done && r.old.is_none() => lines.push(self.dim("to see them, step by single regressions")),
            0 => lines.push(self.dim("none is needed: it is there already")),
            done if done < asked => lines.push(self.dim(format!("after {} nothing is left but rounding", many(done)))),
            _ => {}
        }
        let away: f64 = r.solution.iter().zip(&conjugate.exact).map(|(x, exact)| (x - exact).powi(2)).sum();
        let size = conjugate.exact.iter().map(|v| v * v).sum::<f64>().sqrt();
        let exact = few(&conjugate.exact, &|v| fixed(v, 3)).map(|exact| format!(" {exact}")).unwrap_or_default();
        let away =
            if away.sqrt() <= 1e-9 * (1.0 + size) { "reached".into() } else { format!("{} away", figure(away.sqrt())) };
        lines.push(self.dim(format!("the exact x{exact}: {away}")));
        lines
    }

    /// One step: `α = r·r / d·Ad`, `x += α d`; and before it `d = r + β d`, `β = r·r` over what that was before.
    fn step_of(&self, number: usize, step: &ConjugateStep, before: Option<&ConjugateStep>) -> Vec<String> {
        let square = |step: &ConjugateStep| step.residual.iter().map(|v| v * v).sum::<f64>();
        let (left, length) = (square(step), step.length);
        let mut lines = Vec::new();
        let residual = few(&step.residual, &figure);
        match before.map(square) {
            None => lines.extend(residual.map(|residual| format!("d = r = b - A x = {residual}"))),
            Some(old) => {
                lines.extend(residual.map(|residual| format!("r = b - A x = {residual}")));
                lines.push(self.quotient("β", "r·r/before", [left, old, left / old]));
                lines.extend(few(&step.direction, &figure).map(|direction| format!("d = r + β d = {direction}")));
            }
        }
        lines.push(self.quotient("α", "r·r/d·Ad", [left, left / length, length]));
        lines.extend(few(&step.row, &|v| fixed(v, 4)).map(|row| format!("x + α d = {row}")));
        let numbered = |(at, line)| format!("{:<3}{line}", if at == 0 { number.to_string() } else { String::new() });
        lines.into_iter().enumerate().map(numbered).collect()
    }

    /// What a quotient is of, where there is room, and what it comes to.
    fn quotient(&self, symbol: &str, of: &str, numbers: [f64; 3]) -> String {
        let [above, below, value] = numbers.map(figure);
        let worked = format!("{above}/{below} = {value}");
        let long = format!("{symbol} = {of} = {worked}");
        if self.fits(&format!("   {long}")) { long } else { format!("{symbol} = {worked}") }
    }
}

fn many(steps: usize) -> String {
    format!("{steps} step{}", if steps == 1 { "" } else { "s" })
}

/// The numbers of a row where they are few.
fn few(values: &[f64], write: &dyn Fn(f64) -> String) -> Option<String> {
    let all = || values.iter().map(|value| write(*value)).collect::<Vec<_>>().join(", ");
    (values.len() <= MOST).then(|| format!("({})", all()))
}

/// A number in five digits that count, wherever its point is.
fn figure(value: f64) -> String {
    let places = if value == 0.0 { 0.0 } else { value.abs().log10().floor() };
    match places as i32 {
        5.. | ..-4 => format!("{value:.4e}"),
        places => fixed(value, usize::try_from(4 - places).unwrap_or(0)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn five_digits_count_wherever_the_point_is() {
        for (value, written) in
            [(0.0, "0.0000"), (2.345678, "2.3457"), (-1234.567, "-1234.6"), (0.00123456, "0.0012346")]
        {
            assert_eq!(figure(value), written);
        }
        assert_eq!((figure(1.5e-9), figure(2.5e7)), ("1.5000e-9".into(), "2.5000e7".into()));
    }
}
