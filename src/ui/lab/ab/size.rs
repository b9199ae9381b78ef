//! How many users one needs, by the formula filled in, and why the user is the unit.

use super::{points, told};
use crate::{
    study::{
        ab::{AbTest, POWER, Z_POWER, users_in_each},
        evaluate::statistics::Z,
    },
    ui::{pen::Pen, typeset},
};
use ratatui::layout::Rect;

/// Draws what the variance up to a day says.
pub(super) fn draw(pen: &mut Pen, area: Rect, test: &AbTest, day: usize) {
    let (colours, setup) = (pen.colours, &test.setup);
    let power = typeset::fixed(100.0 * POWER, 0);
    let heading = format!("size: users to find a difference δ in {power} of 100 tests, 5 of 100 false alarms");
    let mut texts = vec![(heading, colours.name)];
    let Some(reading) = test.after(day) else {
        texts.push(("after the first day one knows how much users vary, and so how many it takes".into(), colours.dim));
        told(pen, area, &texts);
        return;
    };
    let (variance, delta) = (reading.variance(), setup.find / 100.0);
    let needed = users_in_each(variance, delta);
    let filled = |round: &dyn Fn(f64) -> f64| {
        2.0 * (round(Z) + round(Z_POWER)).powi(2) * round(variance.sqrt()).powi(2) / (round(delta) * round(delta))
    };
    // Rounded up as it is shown.
    let digits = (3..7).find(|digits| filled(&|v| typeset::rounded(v, *digits)).ceil() == needed).unwrap_or(7);
    let [z, power, sigma, by] = [Z, Z_POWER, variance.sqrt(), delta].map(|v| typeset::fixed(v, digits));
    let count = |users: f64| typeset::count(users as usize);
    texts.push(("in each half 2·(z + z')²·σ²/δ², z for 97.5 % and z' for 80 % of N(0, 1)".into(), colours.dim));
    texts.push((
        format!(
            "= 2·({z} + {power})²·{sigma}²/{by}² = {} to find {} point{}",
            count(needed),
            setup.find,
            if setup.find == 1.0 { "" } else { "s" }
        ),
        colours.title,
    ));
    let each = setup.each();
    let finds = (Z + Z_POWER) * (2.0 * variance / each as f64).sqrt();
    let enough = if (each as f64) < needed { "too few" } else { "enough" };
    let found = typeset::fixed(100.0 * finds, 1);
    texts.push((
        format!("here are {} in each, which is {enough}: they find {found} points", count(each as f64)),
        colours.text,
    ));
    let other = [4.0, 2.0, 1.0, 0.5];
    let other = other.map(|points| format!("{points}: {}", count(users_in_each(variance, points / 100.0))));
    texts.push((format!("half the points take four times as many: {}", other.join(" · ")), colours.text));
    texts.push((
        format!(
            "σ is the standard deviation of the users' rates after day {day}: they vary less, the longer one counts"
        ),
        colours.dim,
    ));
    if let Some(difference) = reading.difference {
        let (low, high) = difference.interval();
        let own = points((high - low) / 2.0);
        let [own, naive] = [own, points(reading.by_showings)].map(|text| text.trim_start_matches('+').to_string());
        texts.push((
            format!("the interval is ±{own} points, the user being the unit; counting each showing by itself would pretend to ±{naive}"),
            colours.text,
        ));
    }
    told(pen, area, &texts);
}
