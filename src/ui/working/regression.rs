//! A regression: its rows and targets, the normal equations, the solution.

use super::{Pieces, WorkingPage, Writer};
use crate::{
    data::Entity,
    model::{Model, Penalty},
    study::explain::Regression,
    ui::typeset::{self, fixed},
};

impl Writer<'_, '_> {
    pub(super) fn regression(&self, of: Option<Entity>) -> WorkingPage {
        let app = self.app;
        let title = |of: Entity| format!("the regression of {}", app.name(of));
        let Some(r) = app.regression(of) else {
            return self.waits(of.map_or("the last regression".into(), title));
        };
        if let Model::Preferences(_) = *app.snapshot().model {
            return self.weighed(&r);
        }
        let of = r.of;
        let (side, other) = (of.side(), of.side().other());
        let (own, theirs) = (side.letter(), other.letter());
        let z = app.snapshot().z();
        let (n, row) = (r.rows.len(), of.index() + 1);
        let mut page = WorkingPage { title: title(of), what: "ratings", ..WorkingPage::default() };
        let method = app.snapshot().options.method;
        let content = method.content() == Some(of.side());
        let tense = match r.done {
            true if content => "is fitted",
            true => "was just fitted",
            false if content => "not fitted yet",
            false if method.regresses(side) => "fitted from here",
            false => "as ALS would fit it",
        };
        let zeros = r.rows.iter().filter(|row| row.assumed).count();
        let many = |n: usize, what: &str| format!("{n} {what}{}", if n == 1 { "" } else { "s" });
        page.head.push(self.plain(format!(
            "{own}[{row}] {tense}: {}{}, {}",
            many(n - zeros, "rating"),
            if zeros > 0 { format!(" + {} (0?)", many(zeros, "zero")) } else { String::new() },
            many(r.solution.len(), "unknown")
        )));
        if n == 0 {
            page.foot.push(self.plain(match content {
                true => "no rating to learn from: all its coefficients become 0",
                false => "no rating to learn from: all its factors become 0",
            }));
            return page;
        }
        // As many factors as fit beside the name, the rating, the fit and the error.
        let name = (self.width / 4).clamp(6, 16);
        let fit_columns = (self.width.saturating_sub(name + 24) / 8).max(1).min(z);
        let shown = crate::app::in_sight(0, app.view().factor, fit_columns, z);
        let factors: String =
            (shown..shown + fit_columns).map(|c| format!("{:>8}", self.cell_symbol(other, c))).collect();
        // An intercept is no column of the data; a bias is fitted to what the mean and the other side's biases leave.
        let bias = r.normal.k > z && !content;
        let target = if bias { "target" } else { "r" };
        let (fit, error) = if content { ("r̂", "r̂ - r") } else { ("fit", "error") };
        page.head.push(self.dim(format!("{:name$}{factors}{target:>8}{fit:>8}{error:>8}", other.one())));
        for (line, called) in r.rows.iter().zip(self.names(r.rows.iter().map(|line| line.other), name)) {
            let factors: String = (shown..shown + fit_columns).map(|c| format!("{:>8}", fixed(line.x[c], 3))).collect();
            let target = if bias { fixed(line.target, 3) } else { self.rating(line.target, line.assumed) };
            let error = line.fitted - line.target;
            page.body.push(vec![
                (called, self.pen.colours.name),
                (format!("{factors}{target:>8}{:>8}", fixed(line.fitted, 3)), self.pen.colours.text),
                (
                    format!("{:>8}", fixed(error, 3)),
                    self.pen.colours.signed(error / app.snapshot().ratings().scale().width()),
                ),
            ]);
        }
        (page.extra, page.equations) = self.equations(&r, theirs);
        page.extra.extend(self.zeros(r.rows.iter().any(|row| row.assumed)));
        page.foot = self.solution(&r, own);
        if content {
            page.after.push(self.dim(format!("{theirs} is known: it never moves")));
        }
        page
    }

    /// The normal equations where they can be written out, and what they give; and how many of these lines are the equations.
    pub(super) fn equations(&self, r: &Regression, theirs: char) -> (Vec<Pieces>, usize) {
        let k = r.normal.k;
        let options = &self.app.snapshot().options;
        let mut lines = Vec::new();
        let lambda = r.normal.lambda;
        let penalty = match options.penalty {
            _ if lambda == 0.0 => String::new(),
            Penalty::Plain => format!(" + {}·I", typeset::rating(lambda)),
            Penalty::Weighted => format!(" + {}·{}·I", options.lambda, r.rows.len()),
        };
        let content = options.method.content() == Some(r.of.side());
        // Written out where it is small and there is room, in as many decimals as fit.
        match (1..=3).rev().map(|digits| written(r, digits)).find(|rows| k <= 3 && self.fit(rows)) {
            Some(rows) => {
                let long = format!("A = {theirs}{theirs}ᵀ{penalty} over its ratings, b = {theirs} r; A x = b:");
                let short = format!("A x = b, A = {theirs}{theirs}ᵀ{penalty}, b = {theirs} r:");
                let fits = usize::from(self.pen.width(&long)) <= self.width;
                lines.push(self.dim(if fits { long } else { short }));
                lines.extend(rows.into_iter().map(|row| self.plain(row)));
            }
            None => {
                let gives = if r.conjugate.is_some() { "" } else { "; A x = b gives" };
                lines.push(self.dim(format!("A = {theirs}{theirs}ᵀ{penalty} is {k} × {k}{gives}")));
            }
        }
        let written = lines.len();
        if content && k > self.app.snapshot().z() {
            let free = if lambda > 0.0 { ", which λ spares" } else { "" };
            lines.push(self.dim(format!("a column of ones in {theirs} for the intercept b{free}")));
        } else if k > self.app.snapshot().z() {
            let (own, other) = (r.of.side().one(), r.of.side().other().one());
            lines.push(self.dim(format!("target = r - mean - b_{other}; last: b_{own}")));
        }
        if lambda == 0.0 && r.rows.len() < k {
            lines.push(self.dim("fewer ratings than unknowns: the shortest of all exact solutions"));
            lines.extend(r.conjugate.as_ref().map(|_| self.dim("steps lead to the nearest of them")));
        }
        (lines, written)
    }

    pub(super) fn fit(&self, rows: &[String]) -> bool {
        rows.iter().all(|row| usize::from(self.pen.width(row)) <= self.width)
    }

    /// What the row becomes, by which steps where it takes some, and what it was.
    pub(super) fn solution(&self, r: &Regression, own: char) -> Vec<Pieces> {
        let z = self.app.snapshot().z();
        // The bias comes last, under the letter that it has beside the grid.
        let symbol = |at: usize| if at >= z { "b " } else { "" };
        let list = |values: &[f64]| {
            let shown: Vec<_> =
                values.iter().take(8).enumerate().map(|(at, v)| format!("{}{}", symbol(at), fixed(*v, 3))).collect();
            format!("({}{})", shown.join(", "), if values.len() > 8 { ", …" } else { "" })
        };
        let method = self.app.snapshot().options.method;
        let verb = match r.done {
            true => "is now",
            false if method.regresses(r.of.side()) => "becomes",
            false => "would become",
        };
        let row = r.of.index() + 1;
        let new = self.result(format!("{own}[{row}] {verb} "), list(&r.solution));
        let old = r
            .old
            .as_ref()
            .map(|old| self.dim(format!("{own}[{row}] {} {}", if r.done { "was" } else { "is" }, list(old))));
        let steps = r.conjugate.as_ref().map(|conjugate| self.steps(r, conjugate));
        steps.into_iter().flatten().chain([new]).chain(old).collect()
    }
}

/// `A x = b` line by line, each column as wide as its longest number.
pub(super) fn written(r: &Regression, digits: usize) -> Vec<String> {
    let k = r.normal.k;
    let column = |values: Vec<f64>| {
        let texts: Vec<String> = values.into_iter().map(|v| fixed(v, digits)).collect();
        let width = texts.iter().map(String::len).max().unwrap_or(0) + 1;
        texts.into_iter().map(|text| format!("{text:>width$}")).collect::<Vec<_>>()
    };
    let a: Vec<_> = (0..k).map(|c| column((0..k).map(|line| r.normal.a[line * k + c]).collect())).collect();
    let (x, b) = (column(r.exact().to_vec()), column(r.normal.b.clone()));
    let line = |line: usize| {
        let row: String = a.iter().map(|column| column[line].as_str()).collect();
        let sign = if line == k / 2 { "=" } else { " " };
        format!("│{row} │ │{} │ {sign} │{} │", x[line], b[line])
    };
    (0..k).map(line).collect()
}
