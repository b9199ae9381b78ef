//! The real SVD: three matrices of the completed grid, and what tells them from a factorisation of the known cells.
//!
//! ```text
//! │                          U Σ Vᵀ    P Q  │
//! │ MSE, known cells           4.05  0.011  │
//! │ off right angles         3e-16    0.83  │
//! │ U 4 × 2          Σ 2 × 2   Vᵀ 2 × 5     │
//! │ An  0.57 -0.42   9.8  0    0.51 …       │
//! ```

use super::bench::{lines, opened};
use crate::{
    app::{App, Viewport},
    data::{Entity, Side},
    study::lab::{Decomposed, SvdSide},
    ui::{pen::Pen, typeset},
};
use ratatui::layout::Rect;

/// Columns of a number, with the blank before it.
const NUMBER: u16 = 7;

/// Draws the screen.
pub(super) fn draw(app: &App, pen: &mut Pen, area: Rect) {
    let title = format!("Lab ─ the real SVD: missing cells filled with {}", app.bench.fill.words());
    let Some((finding, inner)) = opened(app, pen, area, &title, "f: fill with something else · ↑↓←→ scroll")
    else {
        return;
    };
    let Some(found) = &finding.svd else {
        pen.text(inner.x, inner.y, inner.width, "working …", pen.colours.dim);
        return;
    };
    let used = compare(pen, inner, found);
    let rest = Rect { y: inner.y + used, height: inner.height.saturating_sub(used), ..inner };
    let rest = if rest.height > 12 {
        let says = "A real SVD needs a number in every cell, so it learns the filling too. Its columns stand at right angles. P and \
                    Q are fitted to the known cells only, and have any angle.";
        let used = lines(pen, Rect { y: rest.y + 1, ..rest }, says, 3, pen.colours.dim) + 2;
        Rect { y: rest.y + used, height: rest.height - used, ..rest }
    } else {
        rest
    };
    matrices(app, pen, rest, found);
}

/// The two side by side; returns the rows taken.
fn compare(pen: &mut Pen, area: Rect, found: &Decomposed) -> u16 {
    let colours = pen.colours;
    let held = |side: &SvdSide| side.held_out.map_or("none held out".into(), typeset::error);
    // What is left at the end of a number's digits is nothing.
    let angle = |off: f64| if off < 1e-12 { "<1e-12".into() } else { typeset::compact(off, 2, 6) };
    let angles = |(left, right): (&str, &str), side: &SvdSide| {
        format!("{left} {}, {right} {}", angle(side.unorthogonal.0), angle(side.unorthogonal.1))
    };
    let numbers = |side: &SvdSide| typeset::count(side.numbers);
    let (real, own) = (&found.real, &found.known_only);
    let mut rows = vec![
        ("MSE, known cells", typeset::error(real.known), typeset::error(own.known)),
        ("MSE, held-out cells", held(real), held(own)),
        ("off right angles", angles(("U", "V"), real), angles(("P", "Q"), own)),
        ("numbers", numbers(real), numbers(own)),
    ];
    if area.height < 12 {
        rows.retain(|row| row.0 != "MSE, held-out cells" || real.held_out.is_some());
    }
    let right = area.x + area.width.min(100);
    let own_at = right.saturating_sub(21);
    let heads = ("", "U Σ Vᵀ, all cells", "P·Q, known cells");
    pen.text_right(own_at, area.y, 20, heads.1, colours.name);
    pen.text_right(right, area.y, 20, heads.2, colours.name);
    for ((what, real, own), y) in rows.iter().zip(area.y + 1..area.bottom()) {
        pen.text(area.x, y, own_at.saturating_sub(area.x + 19), what, colours.text);
        pen.text_right(own_at, y, 18, real, colours.train);
        pen.text_right(right, y, 18, own, colours.test);
    }
    let mut y = area.y + 1 + rows.len() as u16;
    if area.height >= 9 {
        let says = "off right angles: largest |entry| of XᵀX−I; P, Q with columns of length 1";
        let rest = Rect { y, height: area.bottom().saturating_sub(y), ..area };
        y += lines(pen, rest, says, 2, colours.dim);
    }
    (y - area.y).min(area.height)
}

/// U, Σ and Vᵀ with their shapes, as much of them as there is room for.
fn matrices(app: &App, pen: &mut Pen, area: Rect, found: &Decomposed) {
    if area.height < 2 {
        return;
    }
    let colours = pen.colours;
    let ratings = app.snapshot.ratings();
    let (m, n, z) = (ratings.n_users(), ratings.n_items(), found.z());
    // U and Σ take at most half, so that something of Vᵀ is in sight.
    let names = (area.width / 8).clamp(6, 14);
    let factors = usize::from(area.width.saturating_sub(names + 4) / 4 / NUMBER).clamp(1, z);
    let wide = factors as u16 * NUMBER;
    let (u_at, s_at) = (area.x, area.x + names + wide + 2);
    let v_at = s_at + wide + 2;
    let columns = usize::from(area.right().saturating_sub(v_at) / NUMBER).clamp(1, n);
    let lead = u16::from(usize::from(area.height) > 1 + m.min(4));
    let rows = usize::from(area.height - 1 - lead);
    let (row, column) = (app.bench.scrolled.0.min(m.saturating_sub(rows)), app.bench.scrolled.1.min(n - columns));
    pen.drawn.viewport = Some(Viewport { rows: rows.max(1), columns });
    let more = |shown: usize, all: usize| if shown < all { " …" } else { "" };
    pen.text(u_at, area.y, names + wide, &format!("U {} × {z}{}", typeset::count(m), more(rows, m)), colours.title);
    pen.text(s_at, area.y, wide + 2, &format!("Σ {z} × {z}{}", more(factors, z)), colours.title);
    let shape = format!("Vᵀ {z} × {}{}", typeset::count(n), more(columns, n));
    pen.text(v_at, area.y, area.right().saturating_sub(v_at), &shape, colours.title);
    let top = area.y + 1;
    let number = |pen: &mut Pen, left: u16, at: usize, y: u16, value: f64| {
        let text = typeset::compact(value, 3, usize::from(NUMBER - 1));
        pen.text_right(left + (at as u16 + 1) * NUMBER, y, NUMBER - 1, &text, pen.colours.text);
    };
    // The names of the items stand over Vᵀ, where there is a line to spare.
    if lead > 0 {
        for at in 0..columns {
            let name = app.name(Entity::new(Side::Items, column + at));
            let left = v_at + at as u16 * NUMBER;
            pen.text_right(left + NUMBER, top, NUMBER - 1, name, colours.name);
        }
    }
    for (at, y) in (0..rows).zip(top + lead..area.bottom()) {
        if row + at < m {
            pen.text(u_at, y, names, app.name(Entity::new(Side::Users, row + at)), colours.name);
            let values = &found.svd.u.row(row + at)[..factors];
            values.iter().enumerate().for_each(|(c, v)| number(pen, u_at + names, c, y, *v));
        }
        if at < factors {
            (0..factors).for_each(|c| number(pen, s_at, c, y, if c == at { found.svd.sigma[at] } else { 0.0 }));
        }
        if at < z {
            (0..columns).for_each(|c| number(pen, v_at, c, y, found.svd.v.row(column + c)[at]));
        }
    }
}
