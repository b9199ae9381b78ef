//! How evenly places and ratings are shared out among the items: two Lorenz curves.

use crate::{
    study::popularity::Popularity,
    ui::{
        axis::Axis,
        dots::{Dots, Stroke},
        lab::bench::framed,
        pen::Pen,
    },
};
use ratatui::{layout::Rect, style::Style};

/// What is drawn of each kind.
const LINES: [(Stroke, &str); 3] =
    [(Stroke::Solid, "recommended"), (Stroke::Dashed, "rated"), (Stroke::Sparse, "even")];

/// Draws both, and the line on which every item would have as much as any other.
pub(super) fn draw(pen: &mut Pen, area: Rect, of: &Popularity) {
    let colours = pen.colours;
    let style = |line: Stroke| -> Style {
        match line {
            Stroke::Solid => colours.train,
            Stroke::Dashed => colours.test,
            _ => colours.ghost,
        }
    };
    if area.height < 5 {
        return;
    }
    let heads = [
        "Lorenz curves: the x % of the items that have least have y % of all",
        "Lorenz: x % of items have y % of all",
        "Lorenz curves",
    ];
    let head = heads.iter().find(|head| pen.width(head) <= area.width).unwrap_or(&heads[2]);
    pen.text(area.x, area.y, area.width, head, colours.name);
    let plot = Rect { y: area.y + 1, height: area.height - 2, ..area };
    // A character is twice as high as it is wide: a square is easier to read than a strip.
    let plot = Rect { width: plot.width.min((2 * plot.height + 12).max(44)), ..plot };
    let hundred = || Axis::between(0.0, 100.0);
    let (field, x, y) = framed(pen, plot, hundred(), hundred(), "% of items");
    let mut dots = Dots::new(field.width, field.height);
    let diagonal = [0.0, 1.0].map(|part| Some((part, part)));
    dots.trace(Stroke::Sparse, diagonal.into_iter());
    for (line, curve) in [(Stroke::Dashed, &of.rated.lorenz), (Stroke::Solid, &of.recommended.lorenz)] {
        let steps = curve.len().saturating_sub(1).max(1) as f64;
        let places = curve
            .iter()
            .zip(0u32..)
            .map(|(part, n)| Some((x.part(100.0 * f64::from(n) / steps)?, y.part(100.0 * part)?)));
        dots.trace(line, places);
    }
    dots.draw(pen, field, style);
    // Whoever has no room in the legend is the least needed.
    let mut x = area.x;
    for (line, words) in LINES {
        let sample = line.sample(pen.ascii);
        if x + pen.width(sample) + 1 + pen.width(words) <= area.right() {
            let end = area.right() - x;
            x = pen.pieces(
                x,
                area.bottom() - 1,
                end,
                &[(sample, style(line)), (" ", colours.dim), (words, colours.dim)],
            ) + 2;
        }
    }
}
