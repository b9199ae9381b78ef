//! Every figure of `data/expected.toml` for parts 3 to 8 is in a lesson: an exact one is stated by a figure or a claim of its
//! part, about the right thing, whose live value is exact to all digits of the file; a spoken one is read as it is heard.

#![cfg(feature = "tui")]
#![allow(clippy::unwrap_used)]

use crate::common::lessons::{opened, pages};
use factorscope::{
    app::App,
    cli::play,
    lesson::{Block, Course, Expression, Piece},
};
use std::collections::BTreeMap;
use toml::Value;

/// What is asked for a figure of the file.
enum Wanted {
    /// A figure or a claim of this part states this quantity, exact but for `within`; `factors` says of which models.
    Stated { part: usize, of: String, within: f64, factors: Option<usize> },
    /// The text of this part has it as heard.
    Heard(usize),
}

/// Figures that are spoken in the notes of the file, with their part.
const IN_NOTES: [(usize, &str); 9] = [
    (3, "4.88"),
    (3, "5.46"),
    (3, "0.724"),
    (4, "2.0"),
    (4, "-0.77"),
    (4, "-0.165"),
    (4, "3.98"),
    (4, "-0.245"),
    (4, "0.862"),
];

const USERS: [&str; 4] = ["An", "Bhavana", "Cordelia", "Diego"];
const ITEMS: [&str; 5] = ["Ommazh", "Melt-Banana", "BTS", "Zhou Shen", "Sanam"];
/// The albums that Diego has rated, in their order.
const OF_DIEGO: [&str; 3] = ["Ommazh", "BTS", "Sanam"];

/// What is asked for the figure at `path`.
fn wanted(path: &[&str]) -> Wanted {
    let stated = |part, of: String, within| Wanted::Stated { part, of, within, factors: None };
    let next = |z: &str| z.parse::<usize>().unwrap() + 1;
    let among = |names: &[&'static str], at: &str| names[at.parse::<usize>().unwrap()];
    let prediction = |user: &str, item: &str| format!("prediction({user},{item})");
    match path {
        ["surprise", "mse", "exact"] => stated(7, "clipped_mse".into(), 5e-5),
        ["surprise", "mse_after_20_epochs"] => stated(7, "mse".into(), 5e-3),
        ["surprise", "an_ommazh", "exact"] => stated(7, prediction("An", "Ommazh"), 5e-5),
        ["surprise", "cordelia_ommazh", "exact"] => stated(7, "clipped(Cordelia,Ommazh)".into(), 0.0),
        ["surprise", "cordelia_ommazh", "raw"] => stated(7, prediction("Cordelia", "Ommazh"), 5e-4),
        ["surprise", "raw_missing", "bhavana_bts"] => stated(7, prediction("Bhavana", "BTS"), 5e-4),
        ["surprise", "raw_missing", "cordelia_ommazh"] => stated(7, prediction("Cordelia", "Ommazh"), 5e-4),
        ["surprise", "raw_missing", "diego_melt_banana"] => stated(7, prediction("Diego", "Melt-Banana"), 5e-4),
        ["surprise", "raw_missing", "diego_zhou_shen"] => stated(7, prediction("Diego", "Zhou Shen"), 5e-4),
        ["surprise", "defaults", "lr_all"] => stated(7, "alpha".into(), 0.0),
        ["surprise", "defaults", "reg_all"] => stated(7, "lambda".into(), 0.0),
        ["surprise", "invariants", "an_an"] => stated(7, "P[An,1]^2+P[An,2]^2".into(), 5e-5),
        ["surprise", "invariants", "an_melt_banana"] => stated(7, prediction("An", "Melt-Banana"), 5e-5),
        ["surprise", "invariants", "ommazh_ommazh"] => stated(7, "Q[1,Ommazh]^2+Q[2,Ommazh]^2".into(), 5e-5),
        ["surprise", "invariants", "melt_banana_melt_banana"] => {
            stated(7, "Q[1,Melt-Banana]^2+Q[2,Melt-Banana]^2".into(), 5e-5)
        }
        ["surprise", "invariants", "ommazh_melt_banana"] => {
            stated(7, "Q[1,Ommazh]*Q[1,Melt-Banana]+Q[2,Ommazh]*Q[2,Melt-Banana]".into(), 5e-5)
        }
        ["surprise", ..] => Wanted::Heard(7),
        ["similarity", "ommazh_melt_banana", _] => stated(8, "distance(Ommazh,Melt-Banana)".into(), 5e-5),

        ["user_regression", .., "spoken"] | ["user_regression", _, _, "spoken", _] => Wanted::Heard(3),
        ["user_regression", user, "intercept", "exact"] => stated(3, format!("intercept({user})"), 5e-7),
        ["user_regression", user, "theta", "exact", z] => stated(3, format!("P[{user},{}]", next(z)), 5e-7),
        ["user_regression", user, "predictions", "exact", j] => stated(3, prediction(user, among(&ITEMS, j)), 5e-7),

        ["item_regression", _, _, "spoken", _] => Wanted::Heard(4),
        ["item_regression", item, "theta", "exact", z] => stated(4, format!("Q[{},{item}]", next(z)), 5e-7),
        ["item_regression", item, "predictions", "exact", i] => stated(4, prediction(among(&USERS, i), item), 5e-7),

        ["als", "best_mse", z] => {
            let factors = z.trim_start_matches('z').parse().ok();
            Wanted::Stated { part: 4, of: "mse".into(), within: 5e-11, factors }
        }
        ["als", "z2_predictions", i, j] => stated(4, prediction(among(&USERS, i), among(&ITEMS, j)), 5e-4),
        // The remedy comes where regularisation is taught.
        ["als", "ridge_0_1", "mse"] => stated(5, "mse".into(), 5e-11),
        ["als", "ridge_0_1", "predictions", i, j] => stated(5, prediction(among(&USERS, i), among(&ITEMS, j)), 5e-5),

        ["gradient_descent", "P", i, z] => stated(5, format!("P[{},{}]", next(i), next(z)), 1e-9),
        ["gradient_descent", "Q", z, j] => stated(5, format!("Q[{},{}]", next(z), next(j)), 1e-9),
        ["gradient_descent", measure @ ("mse" | "sse")] => stated(5, (*measure).into(), 5e-11),
        ["gradient_descent", "terms_in_the_sum"] => stated(5, "known".into(), 0.0),
        ["gradient_descent", "possible_products"] => stated(5, "cells".into(), 0.0),
        ["gradient_descent", count @ ("parameters" | "alpha")] => stated(5, (*count).into(), 0.0),
        ["gradient_descent", "cordelia_melt_banana", "prediction"] => stated(5, "prediction(3,2)".into(), 5e-5),
        ["gradient_descent", "cordelia_melt_banana", "squared_error"] => stated(5, "square(3,2)".into(), 5e-9),
        ["gradient_descent", "an_ommazh", "prediction"] => stated(5, "prediction(1,1)".into(), 5e-5),
        ["gradient_descent", "an_ommazh", "squared_error"] => stated(5, "square(1,1)".into(), 5e-5),
        ["gradient_descent", "diego", "ratings", j] => stated(5, format!("rating(Diego,{})", among(&OF_DIEGO, j)), 0.0),
        ["gradient_descent", "diego", "predictions", j] => stated(5, prediction("Diego", among(&OF_DIEGO, j)), 5e-5),
        ["gradient_descent", "diego", "errors", j] => stated(5, format!("e[Diego,{}]", among(&OF_DIEGO, j)), 5e-5),
        ["gradient_descent", "P_Diego_first_after", "by_the_rule"] => stated(5, "new(P[4,1])".into(), 5e-5),
        ["gradient_descent", ..] => Wanted::Heard(5),

        // The prize was for other data: its figures are told.
        ["netflix_prize", ..] => Wanted::Heard(6),
        _ => panic!("what is {} for?", path.join(".")),
    }
}

/// Every number of the file with its path; a user's or an item's table goes by its name.
fn leaves(at: &Value, path: &mut Vec<String>, all: &mut Vec<(Vec<String>, f64)>) {
    let mut down = |key: String, value: &Value| {
        path.push(key);
        leaves(value, path, all);
        path.pop();
    };
    match at {
        Value::Table(table) => table.iter().for_each(|(key, value)| down(key.clone(), value)),
        Value::Array(list) => list.iter().enumerate().for_each(|(n, value)| {
            let name = value.get("user").or(value.get("item")).and_then(Value::as_str);
            down(name.map_or(n.to_string(), String::from), value);
        }),
        Value::Integer(number) => all.push((path.clone(), *number as f64)),
        Value::Float(number) => all.push((path.clone(), *number)),
        _ => {}
    }
}

fn figures() -> Vec<(Vec<String>, f64)> {
    let mut all = Vec::new();
    leaves(&Value::Table(include_str!("../data/expected.toml").parse().unwrap()), &mut Vec::new(), &mut all);
    all
}

/// An exact figure that no lesson has stated so far.
struct Sought {
    path: String,
    part: usize,
    of: Expression,
    exact: f64,
    within: f64,
    factors: Option<usize>,
}

impl Sought {
    /// Whether a number stated of an expression, with so many decimals, is this figure: it is the exact number, rounded to
    /// no fewer than three, and the live state gives the same for what the figure is of, to all digits.
    fn is(&self, (stated, decimals): (f64, usize), of: &Expression, app: &App) -> bool {
        let near = |number: f64, within: f64| (number - self.exact).abs() <= within * (1.0 + 1e-6) + 1e-15;
        (stated == self.exact || decimals >= 3 && near(stated, 0.5 * 10f64.powi(-(decimals as i32))))
            && self.factors.is_none_or(|z| z == app.snapshot().model.z())
            && app.with_live(|live| {
                let value = live.value(&self.of);
                value == live.value(of) && value.is_ok_and(|value| near(value, self.within))
            })
    }
}

#[test]
fn every_exact_figure_is_stated_in_a_lesson_of_its_part() {
    let mut sought = Vec::new();
    for (path, exact) in figures() {
        if let Wanted::Stated { part, of, within, factors } =
            wanted(&path.iter().map(String::as_str).collect::<Vec<_>>())
        {
            let of = Expression::parse(&of).unwrap();
            sought.push(Sought { path: path.join("."), part, of, exact, within, factors });
        }
    }
    assert!(sought.len() > 120, "only {} figures are sought", sought.len());
    let course = Course::lecture();
    for (lesson, page) in pages(&course) {
        let undone = play(&course, (lesson, &lesson.pages[page]), &opened(), |app, block| {
            let figures = block.figures();
            let stated = figures.iter().filter_map(|figure| Some((figure.stated()?, &figure.of)));
            let claims: &[_] = if let Block::Expect(claims) = block { claims } else { &[] };
            let claimed = claims.iter().filter_map(|claim| Some((claim.stated?, &claim.of)));
            for (number, of) in stated.chain(claimed) {
                sought.retain(|figure| figure.part != lesson.number || !figure.is(number, of, app));
            }
        });
        assert_eq!(undone, None);
    }
    let missing: Vec<_> =
        sought.iter().map(|figure| format!("part {}: {} = {}", figure.part, figure.path, figure.exact)).collect();
    assert!(missing.is_empty(), "{} figures are stated nowhere:\n{}", missing.len(), missing.join("\n"));
}

/// All that is read in each part.
fn texts() -> BTreeMap<usize, String> {
    let mut texts = BTreeMap::new();
    for (lesson, page) in pages(&Course::lecture()) {
        let text: &mut String = texts.entry(lesson.number).or_default();
        let mut read = |pieces: &[Piece]| {
            pieces.iter().for_each(|piece| text.push_str(piece.text()));
            text.push('\n');
        };
        for block in &lesson.pages[page].blocks {
            match block {
                Block::Paragraph(pieces) | Block::Aside(pieces) => read(pieces),
                Block::List(points) => points.iter().for_each(|(_, pieces)| read(pieces)),
                Block::Bars(bars) => bars.rows.iter().for_each(|row| read(row)),
                Block::Table(rows) => rows.iter().flatten().for_each(|cell| read(cell)),
                Block::Ask(question) => read(&question.prompt),
                Block::Formula(lines) => lines.iter().for_each(|line| read(&[Piece::Plain(line.clone())])),
                Block::Code(code) => code.lines.iter().for_each(|line| read(line)),
                Block::Scene(_) | Block::Expect(_) | Block::Guesses(_) | Block::Note(_) => {}
            }
        }
    }
    texts
}

/// Whether a text has a number, and not as a part of another.
fn has(text: &str, number: &str) -> bool {
    let text = text.replace('−', "-");
    text.match_indices(number).any(|(at, _)| {
        let before = text[..at].chars().next_back();
        let mut after = text[at + number.len()..].chars();
        let more = match after.next() {
            Some('.') => after.next().is_some_and(|c| c.is_ascii_digit()),
            other => other.is_some_and(|c| c.is_ascii_digit()),
        };
        !more && !before.is_some_and(|c| c.is_ascii_digit() || "-.".contains(c))
    })
}

#[test]
fn every_spoken_figure_is_read_as_it_is_heard() {
    let texts = texts();
    let mut missing = Vec::new();
    for (path, spoken) in figures() {
        let path: Vec<_> = path.iter().map(String::as_str).collect();
        let Wanted::Heard(part) = wanted(&path) else { continue };
        // A share is told in per cent.
        let number =
            if path.ends_with(&["improvement_needed"]) { format!("{} %", 100.0 * spoken) } else { spoken.to_string() };
        if !has(&texts[&part], &number) {
            missing.push(format!("part {part}: {} as {number}", path.join(".")));
        }
    }
    for (part, number) in IN_NOTES {
        if !has(&texts[&part], number) {
            missing.push(format!("part {part}: {number}"));
        }
    }
    assert!(missing.is_empty(), "{} figures are not read:\n{}", missing.len(), missing.join("\n"));
}

#[test]
fn a_number_is_not_found_within_another() {
    assert!(has("it is 4.72, heard", "4.72") && has("(4.5)", "4.5") && has("−0.5", "-0.5") && has("to 5.", "5"));
    assert!(!has("4.725", "4.72") && !has("14.72", "4.72") && !has("-0.5", "0.5") && !has("4.5", "4"));
}
