//! The arithmetic of a model without factors, as the model itself tells it: formula, terms, and what is made of them.

use super::{Pieces, WorkingPage, Writer};
use crate::{
    model::{Arithmetic, Calc, Touched},
    study::explain,
    ui::typeset::{capitalised, fixed, honest_digits},
};

/// So many numbers that a step has changed are listed.
const MOST: usize = 500;
/// The least room for a name.
const LEAST_NAME: usize = 6;
/// The room for the name of a part.
const PART: usize = 12;
/// The decimals of results.
const DIGITS: usize = 3;

impl Writer<'_, '_> {
    /// How the prediction for the selected cell comes about.
    pub(super) fn worked_prediction(&self, title: String) -> WorkingPage {
        let (app, snapshot) = (self.app, self.app.snapshot());
        let Some(working) = snapshot.model.explain(snapshot.source.learned(), app.view().user, app.view().item) else {
            return WorkingPage { title, ..WorkingPage::default() };
        };
        let mut page = self.worked(title, &working);
        page.foot.extend(self.held_against(snapshot.predict(app.view().user, app.view().item), DIGITS));
        page.after = self.last_step();
        page
    }

    /// What the last step has changed.
    pub(super) fn worked_step(&self, touched: Touched) -> WorkingPage {
        let snapshot = self.app.snapshot();
        let (unit, _) = snapshot.options.method.words();
        let title = capitalised(&self.touched(touched, unit));
        match explain::told(snapshot, touched, MOST) {
            Some(working) => self.worked(title, &working),
            None => WorkingPage { title, ..WorkingPage::default() },
        }
    }

    pub(super) fn worked(&self, title: String, working: &Arithmetic) -> WorkingPage {
        let mut page = WorkingPage { title, what: "terms", ..WorkingPage::default() };
        page.head.push(self.plain(working.formula.clone()));
        page.head.extend(working.note.map(|note| self.dim(note)));
        let digits = digits(working);
        // The columns come first; the name has what they leave.
        let count = working.heads.len().max(1);
        let column = (self.width.saturating_sub(LEAST_NAME) / count).clamp(7, 9);
        let name = self.width.saturating_sub(column * count).min(self.width / 2).clamp(LEAST_NAME, 24);
        // Parts come first, and what they are made of below: all of it can be paged through.
        if !working.parts.is_empty() {
            let heads: String = working.part_heads.iter().map(|head| format!("{head:>9}")).collect();
            page.body.push(self.dim(format!("{:PART$}{heads}", "")));
        }
        for (called, figures) in &working.parts {
            let figure = |calc: &Calc| format!("{:>9}", calc.signs(&|v| fixed(v, digits)));
            let figures: String = figures.iter().map(figure).collect();
            page.body.push(vec![(format!("{called:PART$}"), self.pen.colours.name), (figures, self.pen.colours.text)]);
        }
        if let Some((of, _)) = working.terms.first() {
            let alike = working.terms.iter().all(|(other, _)| other.side() == of.side());
            let kind = if alike { of.side().one() } else { "" };
            let heads: String = working.heads.iter().map(|head| format!("{head:>column$}")).collect();
            let below = if working.parts.is_empty() { &mut page.head } else { &mut page.body };
            below.push(self.dim(format!("{:name$}{heads}", kind)));
        }
        let names = self.names(working.terms.iter().map(|(of, _)| *of), name);
        for ((_, figures), called) in working.terms.iter().zip(names) {
            let figure = |calc: &Calc| format!("{:>column$}", calc.signs(&|v| fixed(v, digits)));
            let figures: String = figures.iter().map(figure).collect();
            page.body.push(vec![(called, self.pen.colours.name), (figures, self.pen.colours.text)]);
        }
        if working.unlisted > 0 {
            page.foot.push(self.dim(format!("and {} more", working.unlisted)));
        }
        page.foot.extend(working.lines.iter().flat_map(|(called, calc)| self.calculated(called, calc, digits)));
        page
    }

    /// A line such as `r̂ = 3.250 - 0.750/3 = 3.000`, or two where that is too long.
    fn calculated(&self, called: &str, calc: &Calc, digits: usize) -> Vec<Pieces> {
        let (signs, result) = (calc.signs(&|v| fixed(v, digits)), fixed(calc.value(&|v| v), DIGITS));
        if calc.is_plain() {
            return vec![self.result(format!("{called} = "), signs)];
        }
        let line = format!("{called} = {signs} = ");
        match self.fits(&format!("{line}{result}")) {
            true => vec![self.result(line, result)],
            false => vec![self.plain(format!("{called} = {signs}")), self.result("  = ", result)],
        }
    }
}

/// The decimals with which a calculator, fed with what is shown, gives each result as shown: the sum of the last column, and
/// what is made of it.
fn digits(working: &Arithmetic) -> usize {
    let last = |figures: &Vec<Calc>, round: &dyn Fn(f64) -> f64| figures.last().map_or(0.0, |calc| calc.value(round));
    let summed =
        |round: &dyn Fn(f64) -> f64| working.terms.iter().map(|(_, figures)| last(figures, round)).sum::<f64>();
    let adds = working.lines.first().is_some_and(|(_, sum)| (sum.value(&|v| v) - summed(&|v| v)).abs() < 1e-9);
    let least = if adds { honest_digits(2, DIGITS, summed) } else { DIGITS };
    let shown = |calc: &Calc, digits: usize| honest_digits(digits, DIGITS, |round| calc.value(round));
    working.lines.iter().fold(least.max(DIGITS), |digits, (_, calc)| shown(calc, digits).max(digits))
}
