//! What lies on the way from one item to another: the list, and the arithmetic of the one that is selected.
//!
//! ```text
//!  over 2 factors, |b - a| = 3.420
//!                        t       d
//!  Melt-Banana        0.00   0.000
//!  Ommazh             0.31   0.820
//!  BTS                1.00   0.000
//!   z   q-a   b-a product (q-a)² (b-a)²
//!   1  1.20  3.77   4.524  1.440 14.213
//!  ...
//!  Ommazh: t = 5.001 / 16.220 = 0.31
//!  d = √(4.064 - 5.001² / 16.220) = 1.588
//! ```

use super::{WorkingPage, Writer};
use crate::{
    study::between::Stage,
    ui::typeset::{fixed, honest_digits, rounded},
};

/// The columns of a number in the table.
const WIDE: usize = 8;

impl Writer<'_, '_> {
    pub(super) fn between(&self) -> WorkingPage {
        let app = self.app;
        let Some(between) = app.between() else { return self.waits("the path".into()) };
        let [from, to] = between.ends.map(|item| app.name(item));
        let names = self.pen.names(&[from, to], (self.width / 2).saturating_sub(12).max(8) as u16);
        let title = format!("path {} → {}", names[0], names[1]);
        let mut page = WorkingPage { title, what: "lines", ..WorkingPage::default() };
        page.head.push(self.dim(format!(
            "over {} factors, |b - a| = {}",
            app.snapshot().z(),
            fixed(between.length, 3)
        )));
        if between.length == 0.0 {
            page.head.push(self.plain("both lie in one place: there is no way between them"));
            return page;
        }
        let name = self.width.saturating_sub(2 * WIDE).clamp(8, 40);
        page.head.push(self.dim(format!("{:name$}{:>WIDE$}{:>WIDE$}", "", "t", "d")));
        let called = self.names(between.stages.iter().map(|stage| stage.item.into()), name);
        for (stage, called) in between.stages.iter().zip(called) {
            let own = app.view().item == stage.item;
            let style = if own { self.pen.colours.cursor } else { self.pen.colours.name };
            let figures = format!("{:>WIDE$}{:>WIDE$}", fixed(stage.t, 2), fixed(stage.distance, 3));
            page.body.push(vec![(called, style), (figures, self.pen.colours.text)]);
        }
        let inner: Vec<&Stage> = between.stages.iter().filter(|stage| !between.ends.contains(&stage.item)).collect();
        let selected = inner.iter().find(|stage| stage.item == app.view().item).or(inner.first());
        if let Some(stage) = selected {
            self.on_the_way(&mut page, between.ends, stage);
        }
        page
    }

    /// How far along the way an item lies, and how far off it, in numbers that a calculator follows.
    fn on_the_way(&self, page: &mut WorkingPage, ends: [crate::data::ItemId; 2], stage: &Stage) {
        let Some(factors) = self.app.snapshot().factors() else { return };
        let [a, b, q] = [ends[0], ends[1], stage.item].map(|item| factors.of(item));
        let worked = |round: &dyn Fn(f64) -> f64| Sums::of([&a, &b, &q], round);
        let digits = [(2, true), (3, false)]
            .map(|(shown, t)| honest_digits(3, shown, |round| if t { worked(round).t() } else { worked(round).d() }));
        let digits = digits[0].max(digits[1]);
        let round = |v: f64| rounded(v, digits);
        let sums = worked(&round);
        let wide = (self.width.saturating_sub(4) / 5).min(WIDE + 2);
        let line = |first: &str, cells: [String; 5]| {
            format!("{first:>4}{}", cells.map(|cell| format!("{cell:>wide$}")).concat())
        };
        page.body.push(self.dim(line("z", ["q-a", "b-a", "product", "(q-a)²", "(b-a)²"].map(str::to_owned))));
        for (z, parts) in sums.rows.iter().enumerate() {
            page.body.push(self.plain(line(&format!("{}", z + 1), parts.map(|v| fixed(v, digits)))));
        }
        let [along, off, whole] = [sums.along, sums.off, sums.whole].map(|v| fixed(v, digits));
        let none = String::new();
        page.body.push(self.plain(line("sum", [none.clone(), none, along.clone(), off.clone(), whole.clone()])));
        let called = self.pen.names(&[self.app.name(stage.item)], self.width.saturating_sub(30).max(6) as u16);
        let before = format!("{}: t = {along} / {whole} = ", called[0]);
        page.foot.push(self.result(before, fixed(sums.t(), 2)));
        page.foot.push(self.result(format!("d = √({off} - {along}² / {whole}) = "), fixed(sums.d(), 3)));
    }
}

/// The sums of the way, in numbers rounded as they are shown.
struct Sums {
    /// Of each factor q - a, b - a, their product and their squares.
    rows: Vec<[f64; 5]>,
    /// (q - a)·(b - a).
    along: f64,
    /// |q - a|².
    off: f64,
    /// |b - a|².
    whole: f64,
}

impl Sums {
    fn of([a, b, q]: [&[f64]; 3], round: &dyn Fn(f64) -> f64) -> Self {
        let row = |((a, b), q): ((&f64, &f64), &f64)| {
            let (off, whole) = (round(q - a), round(b - a));
            [off, whole, round(off * whole), round(off * off), round(whole * whole)]
        };
        let rows: Vec<[f64; 5]> = a.iter().zip(b).zip(q).map(row).collect();
        let sum = |at: usize| round(rows.iter().map(|row| row[at]).sum());
        let (along, off, whole) = (sum(2), sum(3), sum(4));
        Self { rows, along, off, whole }
    }

    fn t(&self) -> f64 {
        if self.whole > 0.0 { self.along / self.whole } else { 0.0 }
    }

    fn d(&self) -> f64 {
        if self.whole > 0.0 { (self.off - self.along * self.along / self.whole).max(0.0).sqrt() } else { 0.0 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_way_by_hand() {
        // From 0, 0 to 4, 0: what lies at 1, 2 is a quarter along and 2 off.
        let sums = Sums::of([&[0.0, 0.0], &[4.0, 0.0], &[1.0, 2.0]], &|v| v);
        assert_eq!((sums.t(), sums.d(), sums.along, sums.off, sums.whole), (0.25, 2.0, 4.0, 5.0, 16.0));
    }
}
