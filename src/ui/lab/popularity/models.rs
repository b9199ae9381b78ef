//! The present fit and other models by what they recommend, a line each, filled in as they come.

use super::percent;
use crate::{
    app::{App, Viewport, in_sight},
    choice::Choice,
    command::{Command, Toward},
    study::popularity::{Popularity, PopularityView, Spread},
    ui::{certain, pen::Pen, typeset},
};
use ratatui::layout::Rect;
use std::sync::Arc;

/// The columns behind a name.
const COLUMNS: [(u16, &str); 4] = [(10, "coverage"), (7, "Gini"), (10, "long tail"), (13, "mean ratings")];

/// Draws the table.
pub(super) fn draw(app: &App, pen: &mut Pen, area: Rect) {
    if area.height < 3 {
        return;
    }
    let colours = pen.colours;
    let others = app.popular_others();
    let present = app.popularity().map(|of| of.shared());
    let figures: u16 = COLUMNS.iter().map(|(width, _)| width).sum();
    let names: Vec<String> = std::iter::once(format!("{} (present fit)", app.snapshot().options.method.name()))
        .chain(others.iter().map(|other| other.recipe.to_string()))
        .collect();
    let longest = names.iter().map(|name| pen.width(name)).max().unwrap_or(0);
    let name = longest.max(16).min(area.width.saturating_sub(figures).max(8));
    pen.text(area.x, area.y, name, "model", colours.name);
    line(pen, area, name, area.y, &COLUMNS.map(|(_, head)| head.to_string()), colours.name);
    // What they are held against stands above all of them.
    pen.text(area.x, area.y + 1, name, "what people rated", colours.dim);
    if let Some(of) = &present {
        line(pen, area, name, area.y + 1, &row(of, &of.rated), colours.dim);
    }
    let rows = usize::from(area.height - 2);
    let at = app.popular_model();
    if app.view().bench.popularity.view == PopularityView::Models {
        pen.drawn.viewport = Some(Viewport { rows, columns: 1 });
    }
    let first = in_sight(0, at, rows, names.len());
    for ((n, text), y) in names.iter().enumerate().skip(first).take(rows).zip(area.y + 2..area.bottom()) {
        let place = Rect { y, height: 1, ..area };
        if n == at {
            pen.style(place, colours.cross);
        }
        let style = if n == at { colours.cursor } else { colours.name };
        pen.text(area.x, y, name, &certain::fit(text, usize::from(name), "…"), style);
        let found: Option<Result<&Arc<Popularity>, &String>> = match n {
            0 => present.as_ref().map(Ok),
            n => others[n - 1].found.as_ref().map(Result::as_ref),
        };
        match found {
            Some(Ok(of)) => line(pen, area, name, y, &row(of, &of.recommended), colours.text),
            Some(Err(_)) => {
                pen.text(area.x + name + 2, y, figures, "not fitted", colours.warn);
            }
            None => {
                pen.text(area.x + name + 2, y, figures, "…", colours.dim);
            }
        }
        pen.click(place, Command::go(at, n, (Toward::Up, Toward::Down)));
    }
}

/// Coverage, Gini, the part of the tail, and the mean number of ratings.
fn row(of: &Popularity, spread: &Spread) -> [String; 4] {
    [
        percent(spread.reached as f64 / of.items().max(1) as f64),
        typeset::fixed(spread.gini, 3),
        of.tail.map_or("-".into(), |_| percent(spread.tail)),
        typeset::fixed(spread.ratings, 1),
    ]
}

fn line(pen: &mut Pen, area: Rect, name: u16, y: u16, texts: &[String; 4], style: ratatui::style::Style) {
    let mut x = area.x + name;
    for ((width, _), text) in COLUMNS.into_iter().zip(texts) {
        x += width;
        if x <= area.right() {
            pen.text_right(x, y, width, text, style);
        }
    }
}
