//! A turn or a shear of two factors: the matrix A, what it does to P and Q, and what stands still.

use super::{Pieces, WorkingPage, Writer};
use crate::{model::Basis, ui::typeset::fixed};

impl Writer<'_, '_> {
    pub(super) fn basis(&self, x: usize, y: usize, basis: Basis) -> WorkingPage {
        let app = self.app;
        let (title, kept) = match basis {
            Basis::Turn(by) => (
                format!("factors {} and {} turned by {by}°", x + 1, y + 1),
                "a turn: lengths and distances survive as well",
            ),
            Basis::Shear(by) => (
                format!("factors {} and {} sheared by {by}", x + 1, y + 1),
                "a shear: distances change, and who is near with them",
            ),
        };
        let mut page = WorkingPage { title, what: "terms", ..WorkingPage::default() };
        page.head.push(self.plain("P becomes P·A, and Q becomes A⁻¹·Q"));
        page.head.extend(self.matrices(basis));
        page.foot.push(self.plain("P·A·A⁻¹·Q = P·Q: the predictions stand still"));
        let whose = format!("{} × {} is still ", app.name(app.view().user), app.name(app.view().item));
        page.foot.push(self.result(whose, fixed(app.snapshot().predict(app.view().user, app.view().item), 3)));
        page.foot.push(self.plain(kept));
        if let (Basis::Shear(_), true) = (basis, app.snapshot().options.punishes()) {
            page.foot.push(self.dim("λ > 0 tells them apart: the penalty changes with the lengths"));
        }
        if app.snapshot().is_biased() {
            page.foot.push(self.dim("the biases stay as they are"));
        }
        page.after = self.last_step().into_iter().skip(1).collect();
        page
    }

    /// A and its inverse, side by side where there is room.
    fn matrices(&self, basis: Basis) -> Vec<Pieces> {
        let label = |name: &str| " ".repeat(usize::from(self.pen.width("A⁻¹ = ") - self.pen.width(name))) + name;
        let rows = |name: &str, m: [[f64; 2]; 2]| {
            let row = |r: usize| format!("│{:>8}{:>8} │", fixed(m[r][0], 4), fixed(m[r][1], 4));
            [label(name) + &row(0), label("") + &row(1)]
        };
        let (a, inverse) = (rows("A = ", basis.matrix()), rows("A⁻¹ = ", basis.inverse()));
        let beside: Vec<String> = a.iter().zip(&inverse).map(|(a, b)| format!("{a}  {b}")).collect();
        let lines = if beside.iter().all(|line| self.fits(line)) { beside } else { [a, inverse].concat() };
        lines.into_iter().map(|line| self.plain(line)).collect()
    }
}
