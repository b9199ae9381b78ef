//! Weights: the lists of the present fit by each set of weights, measured on ratings that it has not seen.
//!
//! ```text
//! ╭ Lab ─ weights: lists of 10 by 4 sets of weights on the same 5 folds of 100,836 ratings ─────────────╮
//! │ weights           NDCG           folds  precision    recall  coverage   novelty                     │
//! │ mine              0.1701 ±.0065  ●●●●●     0.1300    0.1071    0.0182    1.8152                     │
//! │ rating            0.1067 ±.0023  ●●●●●     0.0873    0.0655    0.0245    2.5692                     │
//! ╰────────────────────────────────────────────────────────────── E: have Recommend go by them ─────────╯
//! ```

use super::bench::{folds_done, lines, opened};
use crate::{
    app::{App, Viewport, in_sight},
    choice::Choice,
    command::{Command, Toward},
    study::{
        evaluate::Measure,
        lab::{Stage, Weighted},
    },
    ui::{certain, pen::Pen, typeset},
};
use ratatui::{layout::Rect, style::Style};

/// The columns of NDCG with its spread, and of a measure.
const NDCG: u16 = 15;
const FIGURE: u16 = 10;
/// The measures besides, in the order in which they are left out from the right where there is no room.
const BESIDE: [Measure; 7] = [
    Measure::Precision,
    Measure::Recall,
    Measure::Coverage,
    Measure::Novelty,
    Measure::Map,
    Measure::HitRate,
    Measure::Diversity,
];

/// Draws the experiment.
pub(super) fn draw(app: &App, pen: &mut Pen, area: Rect) {
    let train = &app.snapshot().source.split.train;
    let lists = app.view().bench.lists;
    let title = format!(
        "Lab ─ weights: lists of {} by sets of weights, on the same 5 folds of {} ratings",
        lists.at,
        typeset::count(train.len())
    );
    let Some((finding, inner)) = opened(app, pen, area, &title, "E: have Recommend go by these") else { return };
    let Some(weighted) = finding.weighted() else { return };
    let order = finding.shown();
    let picked = app.picked(&finding);
    let place = order.iter().position(|at| *at == picked).unwrap_or(0);
    let mut foot = vec![(weighted.sets[picked].to_string(), pen.colours.title)];
    if let Some(why) = weighted.refused[picked] {
        foot.push((format!("it cannot be measured: {why}"), pen.colours.warn));
    } else if let Some((mean, half)) = weighted.against(picked).and_then(|d| Some((d.mean, d.interval?))) {
        let [mean, low, high] = [mean, half.0, half.1].map(|value| typeset::signed(value, 4, 9));
        let text = format!("NDCG against the best, fold by fold: {mean} on average; 95 % interval {low} to {high}");
        foot.push((text, pen.colours.text));
    } else if weighted.best() == Some(picked) && finding.stage == Stage::Done {
        foot.push(("the best of these, by NDCG".into(), pen.colours.good));
    }
    foot.extend(about(app, weighted).map(|text| (text, pen.colours.dim)));
    let rows = order.len() as u16 + 1;
    let table = Rect { height: rows.min(inner.height.saturating_sub(5).max(2)), ..inner };
    list(app, pen, table, weighted, (&order, place));
    let mut y = table.bottom() + 1;
    for (text, style) in foot {
        let room = Rect { y, height: inner.bottom().saturating_sub(y), ..inner };
        y += lines(pen, room, &text, room.height.min(4), style);
    }
}

/// What was measured, and how one has others measured.
fn about(app: &App, weighted: &Weighted) -> impl Iterator<Item = String> {
    let scale = app.snapshot().ratings().scale();
    let relevant = match app.view().bench.lists.relevant {
        Some(from) => format!("{} or more", from),
        None => format!("above {}", f64::midpoint(scale.low(), scale.high())),
    };
    let lists = weighted.lists.map(|lists| {
        let least = match lists.least {
            0 => String::new(),
            least => format!(" of items with {least} ratings or more to train on,"),
        };
        let sampled = match lists.users < lists.of {
            true => format!("{} users a fold, drawn of the {}", lists.users, lists.of),
            false => format!("the {} users a fold", lists.of),
        };
        format!("{}: lists as Recommend makes them,{least} for {sampled} with something held out that they rated {relevant}", weighted.recipe)
    });
    let how = "keep-weights NAME on Recommend keeps a set to be measured here; lists 10 4 measures lists of 10, relevant from 4 on";
    lists.into_iter().chain([how.to_owned()])
}

/// A line for each set.
fn list(app: &App, pen: &mut Pen, area: Rect, weighted: &Weighted, (order, place): (&[usize], usize)) {
    let colours = pen.colours;
    let folds = weighted.cells.first().map_or(0, Vec::len) as u16;
    let names: Vec<String> = weighted.sets.iter().map(|weights| app.called_weights(weights)).collect();
    let longest = names.iter().map(|name| pen.width(name)).max().unwrap_or(0);
    let room = area.width.saturating_sub(NDCG + folds + 1);
    let most = BESIDE.len() as u16;
    // The names have what the first measures leave, and the measures what these leave.
    let name = longest.max(7).min(room.saturating_sub(3 * FIGURE).max(8)) + 1;
    let shown = &BESIDE[..usize::from((room.saturating_sub(name) / FIGURE).min(most))];
    let x = area.x + name;
    let next = x + NDCG + folds + 1;
    pen.text(area.x, area.y, name, "weights", colours.name);
    pen.text(x, area.y, NDCG, "NDCG", colours.name);
    pen.text(x + NDCG, area.y, folds, "folds", colours.name);
    for (measure, n) in shown.iter().zip(1..) {
        pen.text_right(next + n * FIGURE, area.y, FIGURE, measure.name(), colours.name);
    }
    let best = weighted.best();
    let rows = usize::from(area.height.saturating_sub(1));
    pen.drawn.viewport = Some(Viewport { rows, columns: 1 });
    let first = in_sight(0, place, rows, order.len());
    for ((n, &set), y) in order.iter().enumerate().skip(first).take(rows).zip(area.y + 1..area.bottom()) {
        let row = Rect { y, height: 1, ..area };
        if n == place {
            pen.style(row, colours.cross);
        }
        let style = if n == place { colours.cursor } else { colours.name };
        pen.text(area.x, y, name - 1, &certain::fit(&names[set], usize::from(name - 1), "…"), style);
        pen.text(x + NDCG, y, folds, &folds_done(pen, &weighted.cells[set]), colours.dim);
        if weighted.refused[set].is_some() {
            pen.text(x, y, NDCG, "not measured", colours.warn);
        }
        if let Some((mean, spread)) = weighted.mean(set, Weighted::BY) {
            let text = typeset::with_spread(mean, spread);
            let style: Style = if best == Some(set) { colours.good } else { colours.text };
            pen.text(x, y, NDCG, &text, style);
        }
        for (measure, n) in shown.iter().zip(1..) {
            if let Some((mean, _)) = weighted.mean(set, *measure) {
                pen.text_right(next + n * FIGURE, y, FIGURE, &typeset::fixed(mean, 4), colours.text);
            }
        }
        pen.click(row, Command::go(place, n, (Toward::Up, Toward::Down)));
    }
}
