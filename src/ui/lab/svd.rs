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
    app::{App, Key, Viewport, keymap::Meaning},
    command::Command,
    data::{Entity, Side},
    study::lab::{Decomposed, Outcome, SvdSide},
    ui::{pen::Pen, typeset},
};
use ratatui::layout::Rect;

/// Columns of a number, with the blank before it.
const NUMBER: u16 = 7;

/// Draws the screen.
pub(super) fn draw(app: &App, pen: &mut Pen, area: Rect) {
    let words = app.view().bench.fill.words();
    let titles =
        ["missing cells filled with", "holes filled with"].map(|how| format!("Lab ─ the real SVD: {how} {words}"));
    // On the path of the lecture that key may turn to another panel.
    let fills = app.bound(Key::char('f')).is_ok_and(|row| matches!(row.meaning, Meaning::Do(Command::Fill(_))));
    let note = if fills { "f: fill with something else · ↑↓←→ scroll" } else { "↑↓←→ scroll" };
    let title = pen.in_edge(area, &titles).to_string();
    let Some((finding, inner)) = opened(app, pen, area, &title, note) else { return };
    let Outcome::Svd(found) = &finding.outcome else {
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
        let says = "off right angles: largest |entry| of XᵀX-I; P, Q with columns of length 1";
        let rest = Rect { y, height: area.bottom().saturating_sub(y), ..area };
        y += lines(pen, rest, says, 2, colours.dim);
    }
    (y - area.y).min(area.height)
}

/// Where the three matrices stand, and how much of them is in sight.
struct Places {
    /// Columns of the users' names.
    names: u16,
    /// The first number of each of U, Σ and Vᵀ; the line above holds the shape, and over Vᵀ one more the items' names.
    u: (u16, u16),
    sigma: (u16, u16),
    v: (u16, u16),
    /// Lines of U, columns of U and Σ, columns of Vᵀ.
    rows: usize,
    factors: usize,
    columns: usize,
    /// Whether there is a line for the names over Vᵀ.
    named: bool,
}

impl Places {
    /// For so many users, items and factors, and users whose names take so many columns.
    fn of(area: Rect, (m, n, z): (usize, usize, usize), longest: u16) -> Self {
        // Names stand whole where all numbers have room beside them.
        let spare = |columns: usize| {
            area.width.saturating_sub(u16::try_from(columns).unwrap_or(u16::MAX).saturating_mul(NUMBER))
        };
        let names = (area.width / 8).max((longest + 1).min(spare(n.max(2 * z)).saturating_sub(2))).clamp(6, 14);
        let most = |width: u16| usize::from(width / NUMBER).max(1);
        let whole = |count: usize| u16::try_from(count).unwrap_or(u16::MAX).saturating_mul(NUMBER);
        let above = (names + 2).saturating_add(whole(z).saturating_mul(2)) <= area.width;
        let beside = (names + 4).saturating_add(whole(z).saturating_mul(2)).saturating_add(whole(n)) <= area.width;
        if !beside && above && m + z + 4 <= usize::from(area.height) {
            // Vᵀ has its own lines below U and Σ, where they would crowd one another out.
            let top = area.y + 1;
            let v = (area.x + names, top + m as u16 + 3);
            let sigma = (area.x + names + whole(z) + 2, top);
            let columns = most(area.width - names).min(n);
            return Self { names, u: (area.x, top), sigma, v, rows: m, factors: z, columns, named: true };
        }
        if !beside && names.saturating_add(whole(z)) <= area.width && m + 2 * z + 6 <= usize::from(area.height) {
            // One below the other, where not even two have room beside each other.
            let (top, left) = (area.y + 1, area.x + names);
            let sigma = (left, top + m as u16 + 2);
            let v = (left, sigma.1 + z as u16 + 3);
            let columns = most(area.width - names).min(n);
            return Self { names, u: (area.x, top), sigma, v, rows: m, factors: z, columns, named: true };
        }
        // U and Σ take at most half, so that something of Vᵀ is in sight.
        let factors = most(area.width.saturating_sub(names + 4) / 4).clamp(1, z);
        let sigma = area.x + names + whole(factors) + 2;
        let v = sigma + whole(factors) + 2;
        let named = usize::from(area.height) > 1 + m.min(4);
        let top = area.y + 1 + u16::from(named);
        let columns = most(area.right().saturating_sub(v)).min(n);
        let rows = usize::from(area.bottom() - top);
        Self { names, u: (area.x, top), sigma: (sigma, top), v: (v, top), rows, factors, columns, named }
    }
}

/// U, Σ and Vᵀ with their shapes, as much of them as there is room for.
fn matrices(app: &App, pen: &mut Pen, area: Rect, found: &Decomposed) {
    if area.height < 2 {
        return;
    }
    let colours = pen.colours;
    let ratings = app.snapshot().ratings();
    let (m, n, z) = (ratings.n_users(), ratings.n_items(), found.z());
    let longest = (0..m.min(50)).map(|i| pen.width(app.name(Entity::new(Side::Users, i)))).max().unwrap_or(0);
    let at = Places::of(area, (m, n, z), longest);
    let row = app.view().bench.scrolled.0.min(m.saturating_sub(at.rows));
    let column = app.view().bench.scrolled.1.min(n - at.columns);
    pen.drawn.viewport = Some(Viewport { rows: at.rows.max(1), columns: at.columns });
    let more = |shown: usize, all: usize| if shown < all { " …" } else { "" };
    let wide = at.factors as u16 * NUMBER;
    let head = |pen: &mut Pen, (x, y): (u16, u16), lines: u16, width: u16, text: &str| {
        pen.text(x, y.saturating_sub(lines), width, text, colours.title);
    };
    let lead = 1 + u16::from(at.named);
    // Beside Vᵀ, the shapes of all three stand in one line.
    let up = if at.v.1 == at.u.1 { lead } else { 1 };
    head(pen, at.u, up, at.names + wide, &format!("U {} × {z}{}", typeset::count(m), more(at.rows, m)));
    head(pen, at.sigma, up, wide + 2, &format!("Σ {z} × {z}{}", more(at.factors, z)));
    let shape = format!("Vᵀ {z} × {}{}", typeset::count(n), more(at.columns, n));
    head(pen, at.v, lead, area.right().saturating_sub(at.v.0), &shape);
    let number = |pen: &mut Pen, left: u16, at: usize, y: u16, value: f64| {
        let text = typeset::compact(value, 3, usize::from(NUMBER - 1));
        pen.text_right(left + (at as u16 + 1) * NUMBER, y, NUMBER - 1, &text, pen.colours.text);
    };
    let names = |pen: &Pen, side: Side, from: usize, count: usize, width: u16| {
        pen.names(&(from..from + count).map(|at| app.name(Entity::new(side, at))).collect::<Vec<_>>(), width)
    };
    if at.named {
        for (c, name) in names(pen, Side::Items, column, at.columns, NUMBER - 1).iter().enumerate() {
            pen.text_right(at.v.0 + (c as u16 + 1) * NUMBER, at.v.1 - 1, NUMBER - 1, name, colours.name);
        }
    }
    let users = names(pen, Side::Users, row, at.rows.min(m - row), at.names);
    for ((r, name), y) in users.iter().enumerate().zip(at.u.1..area.bottom()) {
        pen.text(at.u.0, y, at.names, name, colours.name);
        let values = found.svd.u.row(row + r);
        values.iter().take(at.factors).enumerate().for_each(|(c, v)| number(pen, at.u.0 + at.names, c, y, *v));
    }
    for (r, y) in (0..at.factors).zip(at.sigma.1..area.bottom()) {
        (0..at.factors).for_each(|c| number(pen, at.sigma.0, c, y, if c == r { found.svd.sigma[r] } else { 0.0 }));
    }
    for (r, y) in (0..z).zip(at.v.1..area.bottom()) {
        (0..at.columns).for_each(|c| number(pen, at.v.0, c, y, found.svd.v.row(column + c)[r]));
    }
}
