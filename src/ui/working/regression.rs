//! A regression: its rows and targets, the normal equations, the solution.

use super::{Line, Page, Writer};
use crate::{
    data::Entity,
    model::Penalty,
    study::explain::{self, Regression},
    ui::typeset::{self, fixed},
};

impl Writer<'_, '_> {
    pub(super) fn regression(&self, of: Entity) -> Page {
        let app = self.app;
        let r = explain::regression(&app.snapshot, of);
        let (side, other) = (of.side(), of.side().other());
        let (own, theirs) = (side.letter(), other.letter());
        let z = app.snapshot.factors.z();
        let (n, row) = (r.rows.len(), of.index() + 1);
        let mut page =
            Page { title: format!("the regression of {}", app.name(of)), what: "ratings", ..Page::default() };
        let tense = if r.done { "was just fitted" } else { "a regression from here" };
        let many = |n: usize, what: &str| format!("{n} {what}{}", if n == 1 { "" } else { "s" });
        page.head.push(self.plain(format!(
            "{own}[{row}] {tense}: {}, {}",
            many(n, "rating"),
            many(r.solution.len(), "unknown")
        )));
        if n == 0 {
            page.foot.push(self.plain("no rating to learn from: all its factors become 0"));
            return page;
        }
        // As many factors as fit beside the name, the rating, the fit and the error.
        let name = (self.width / 4).clamp(6, 16);
        let fit_columns = (self.width.saturating_sub(name + 24) / 8).max(1).min(z);
        let shown = crate::app::in_sight(0, app.factor, fit_columns, z);
        let factors: String =
            (shown..shown + fit_columns).map(|c| format!("{:>8}", self.cell_symbol(other, c))).collect();
        let bias = r.normal.k > z;
        let target = if bias { "target" } else { "r" };
        page.head.push(self.dim(format!("{:name$}{factors}{target:>8}{:>8}{:>8}", other.one(), "fit", "error")));
        for line in &r.rows {
            let factors: String = (shown..shown + fit_columns).map(|c| format!("{:>8}", fixed(line.x[c], 3))).collect();
            let target = if bias { fixed(line.target, 3) } else { typeset::rating(line.target) };
            let error = line.fitted - line.target;
            page.body.push(vec![
                (self.name(line.other, name), self.pen.colours.name),
                (format!("{factors}{target:>8}{:>8}", fixed(line.fitted, 3)), self.pen.colours.text),
                (
                    format!("{:>8}", fixed(error, 3)),
                    self.pen.colours.signed(error / app.snapshot.ratings().scale().width()),
                ),
            ]);
        }
        page.extra = self.equations(&r, theirs);
        page.foot = self.solution(&r, own);
        page
    }

    /// The normal equations where they can be written out, and what they give.
    pub(super) fn equations(&self, r: &Regression, theirs: char) -> Vec<Line> {
        let k = r.normal.k;
        let options = &self.app.snapshot.options;
        let mut lines = Vec::new();
        let lambda = r.normal.lambda;
        let penalty = match options.penalty {
            _ if lambda == 0.0 => String::new(),
            Penalty::Plain => format!(" + {}·I", typeset::rating(lambda)),
            Penalty::Weighted => format!(" + {}·{}·I", options.lambda, r.rows.len()),
        };
        if k <= 3 {
            lines.push(self.dim(format!("A = {theirs}{theirs}ᵀ{penalty} over its ratings, b = {theirs} r; A x = b:")));
            let digits = 3;
            for line in 0..k {
                let row: String = (0..k).map(|c| format!("{:>9}", fixed(r.normal.a[line * k + c], digits))).collect();
                lines.push(self.plain(format!(
                    "│{row} │ │{:>8} │   │{:>9} │",
                    fixed(r.solution[line], digits),
                    fixed(r.normal.b[line], digits)
                )));
                if line == k / 2
                    && let Some((text, _)) = lines.last_mut().and_then(|l| l.first_mut())
                {
                    *text = text.replace("│   │", "│ = │");
                }
            }
        } else {
            lines.push(self.dim(format!("A = {theirs}{theirs}ᵀ{penalty} is {k} × {k}; A x = b gives")));
        }
        if lambda == 0.0 && r.rows.len() < k {
            lines.push(self.dim("fewer ratings than unknowns: the shortest of all exact solutions"));
        }
        lines
    }

    /// What the row becomes, and what it was.
    pub(super) fn solution(&self, r: &Regression, own: char) -> Vec<Line> {
        let list = |values: &[f64]| {
            let shown: Vec<_> = values.iter().take(8).map(|v| fixed(*v, 3)).collect();
            format!("({}{})", shown.join(", "), if values.len() > 8 { ", …" } else { "" })
        };
        let verb = if r.done { "is now" } else { "becomes" };
        let row = r.of.index() + 1;
        let new = self.result(format!("{own}[{row}] {verb} "), list(&r.solution));
        let old = r
            .old
            .as_ref()
            .map(|old| self.dim(format!("{own}[{row}] {} {}", if r.done { "was" } else { "is" }, list(old))));
        std::iter::once(new).chain(old).collect()
    }
}
