//! What stands in the place of a screen that shows what there is none of: why, what there is instead, and where to look.

use super::{pen::Pen, wrap::wrap};
use crate::{app::App, command::Screen, model::Model};
use ratatui::layout::Rect;

/// In the place of factors, where the model has none.
pub(super) fn factors(app: &App, pen: &mut Pen, area: Rect) {
    let (shows, title) = match app.live() {
        Screen::Map => ("The map lays users and items out by their factors or similarities", "Map"),
        Screen::Neighbours => ("Neighbours are found by their factors", "Neighbours"),
        Screen::Lab => ("This experiment is about factors", "Lab"),
        _ => ("This screen shows P and Q, the factors", "Factors"),
    };
    let algorithm = app.snapshot().options.method.algorithm();
    let name = algorithm.title;
    let text = [
        match &*app.snapshot().model {
            Model::Near(near) if matches!(app.live(), Screen::Map | Screen::Neighbours) => {
                let (own, other) = (near.side(), near.side().other());
                format!(
                    "{name} compares {own}, and here are {other} looked at: i turns to the {own}, and :set based-on {other} compares {other}."
                )
            }
            Model::PlusPlus(_) | Model::Preferences(_) => {
                format!(
                    "This experiment goes over the squared errors and the lengths of P and Q, and {name} lowers another sum."
                )
            }
            _ => format!("{shows}, and {name} has none: it learns {}.", algorithm.makes),
        },
        "Factorise (1) shows what it predicts, and the Working panel how each prediction comes about. Train (2) shows \
         how its error falls."
            .into(),
        "Of the Lab (6), the experiments that fit models of their own are still there: v goes through them.".into(),
        "m goes on with the next method, which may have factors.".into(),
    ];
    told(pen, area, title, &text);
}

/// In the place of errors, where there are no ratings to be wrong about.
pub(super) fn ratings(app: &App, pen: &mut Pen, area: Rect) {
    let (shows, title) = match app.live() {
        Screen::Lab => ("This experiment is about ratings", "Lab"),
        _ => ("This screen shows the errors over the ratings", "Train"),
    };
    let text = [
        format!("{shows}, and there are none."),
        "Factorise (1) shows what it predicts, Factors (3), the Map (4) and Neighbours (5) what it knows of users and items."
            .into(),
        "Of the Lab (6), the shelves of what to recommend and the made-up A/B test are still there: v goes through the \
         experiments.".into(),
        "With --ratings FILE the ratings of a trained model come along, be they only some; and a rating can be given by \
         hand, as in rate 4."
            .into(),
    ];
    told(pen, area, title, &text);
}

/// In the place of the curve of the error.
pub(super) fn error(pen: &mut Pen, area: Rect) {
    told(pen, area, "Error", &["There are no ratings, so there is no error to show.".into()]);
}

fn told(pen: &mut Pen, area: Rect, title: &str, text: &[String]) {
    let inner = pen.panel(area, title);
    let width = inner.width.saturating_sub(4).min(76);
    let mut y = inner.y + 1;
    for (n, text) in text.iter().enumerate() {
        let style = if n == 0 { pen.colours.text } else { pen.colours.dim };
        for line in wrap(text, width, |text| pen.width(text)) {
            if y < inner.bottom() {
                pen.text(inner.x + 2, y, width, &line, style);
            }
            y += 1;
        }
        y += 1;
    }
}
