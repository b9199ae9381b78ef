//! A regression on preferences, in which every cell has its say, and how those without a rating are spared.

use super::{Pieces, WorkingPage, Writer, regression::written};
use crate::{
    study::explain::Regression,
    ui::typeset::{self, fixed},
};

impl Writer<'_, '_> {
    /// The page of a regression whose rows have weights.
    pub(super) fn weighed(&self, r: &Regression) -> WorkingPage {
        let of = r.of;
        let (own, other) = (of.side().letter(), of.side().other());
        let title = format!("the regression of {}", self.app.name(of));
        let mut page = WorkingPage { title, what: "cells", ..WorkingPage::default() };
        let given = r.rows.iter().filter(|row| !row.assumed).count();
        let (tense, row, all) =
            (if r.done { "was just fitted" } else { "fitted from here" }, of.index() + 1, r.rows.len());
        page.head.push(self.plain(format!("{own}[{row}] {tense}: {all} cells, {given} given")));
        page.head.push(self.dim(format!("p = 1 where r > 0, c = 1 + {}·|r|", self.app.snapshot().options.confidence)));
        let name = self.width.saturating_sub(38).clamp(6, 16);
        page.head.push(self.dim(format!(
            "{:name$}{:>6}{:>8}{:>4}{:>8}{:>8}",
            other.one(),
            "r",
            "c",
            "p",
            "r̂",
            "error"
        )));
        for (line, called) in r.rows.iter().zip(self.names(r.rows.iter().map(|line| line.other), name)) {
            let rating = if line.assumed { "?".into() } else { typeset::rating(line.rating) };
            let error = line.fitted - line.target;
            let figures =
                format!("{rating:>6}{:>8}{:>4}{:>8}", fixed(line.weight, 2), line.target, fixed(line.fitted, 3));
            page.body.push(vec![
                (called, self.pen.colours.name),
                (figures, self.pen.colours.text),
                (format!("{:>8}", fixed(error, 3)), self.pen.colours.signed(error)),
            ]);
        }
        page.extra = self.spared(r, given);
        page.foot = self.solution(r, own);
        page
    }

    /// The equations, and which of the cells they are made of one by one.
    fn spared(&self, r: &Regression, given: usize) -> Vec<Pieces> {
        let (own, theirs, k) = (r.of.side(), r.of.side().other(), r.normal.k);
        let y = theirs.letter();
        let lambda =
            if r.normal.lambda > 0.0 { format!(" + {}·I", typeset::rating(r.normal.lambda)) } else { String::new() };
        let a = format!("A = {y}ᵀ{y} + {y}ᵀ(C-I){y}{lambda}, b = {y}ᵀCp");
        let mut lines = Vec::new();
        match (1..=3).rev().map(|digits| written(r, digits)).find(|rows| k <= 3 && self.fit(rows)) {
            Some(rows) => {
                lines.push(self.dim(format!("{a}:")));
                lines.extend(rows.into_iter().map(|row| self.plain(row)));
            }
            None => lines.push(self.dim(format!("{a}: {k} × {k}"))),
        }
        lines.push(self.dim(format!("{y}ᵀ{y}, over all {theirs}, is the same for all {own};")));
        lines.push(self.dim(format!("C-I is 0 but for the {given} that are given")));
        lines
    }
}
