//! The arithmetic of a distance or a cosine between two rows of factors, as a table that a calculator can follow.
//!
//! ```text
//!  d = √ Σ (a - b)²          a Ommazh   b Melt-Banana
//!  factor       a       b   a - b   (a - b)²
//!       1   -1.44   -2.64    1.20       1.44
//!       2   -2.32   -0.70   -1.62       2.62
//!     sum                               4.06
//!  d = √4.06 = 2.015
//! ```
//!
//! Every line follows from the numbers shown above it: those were rounded first, with as many digits as it takes for
//! the result to come out as it really is.

use super::{pen::Pen, typeset};
use crate::{
    app::App,
    data::Side,
    study::neighbours::{Metric, Nearness},
};
use ratatui::{layout::Rect, style::Style};

/// Up to so many terms are all shown where there is room; of more, only the largest.
const MANY: usize = 16;
/// With how many lines those are shown.
const LARGEST: usize = 11;

/// The arithmetic, in the numbers that are shown.
#[derive(Clone, Debug, PartialEq)]
pub struct Comparison {
    /// What is worked out.
    pub metric: Metric,
    /// With how many decimals.
    pub digits: usize,
    /// Of each factor: its number from 0, a, b, and what is summed over.
    pub terms: Vec<Contribution>,
    /// The sums over all factors: of the squared differences; or of the products, a² and b².
    pub sums: [f64; 3],
    /// The lengths of a and b, for the cosine.
    pub lengths: (f64, f64),
    /// What comes of the numbers shown.
    pub result: f64,
    /// With how many decimals the result is shown.
    pub result_digits: usize,
    /// What really comes of it.
    pub exact: f64,
}

/// What a cosine is shrunk by, and to what.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Support {
    /// How far similarities are shrunk.
    pub nearness: Nearness,
    /// n, how many ratings both have in common.
    pub common: usize,
    /// What comes of it.
    pub value: f64,
}

impl Support {
    /// `cos × n/(n + h) = ` in numbers from which the result follows, and the result.
    fn told(&self, cosine: f64) -> (String, String) {
        let (n, h) = (self.common, self.nearness.shrink);
        let trust = self.nearness.trust(n);
        let digits = typeset::honest_digits(3, 3, |round| round(cosine) * trust);
        let cosine = typeset::fixed(cosine, digits);
        (format!("shrunk = {cosine} × {n}/({n} + {h}) = "), typeset::fixed(self.value, 3))
    }
}

/// What one factor contributes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Contribution {
    /// The factor, from 0.
    pub z: usize,
    /// The number of the one.
    pub a: f64,
    /// The number of the other.
    pub b: f64,
    /// What is summed: the squared difference; or the product, a² and b².
    pub parts: [f64; 3],
}

/// Who is compared, where that is not all: as a remark that others follow, in at most so many columns.
pub fn only(app: &App, side: Side, pen: &Pen, width: u16) -> String {
    let least = app.least(side);
    let those = match app.only_said().filter(|_| side == Side::Items) {
        Some(said) => format!("{said} · "),
        None => String::new(),
    };
    let mut ways = Vec::new();
    if least > 1 {
        ways.push(format!("{those}A: only {side} with {least} ratings or more · "));
        ways.push(format!("{those}A: {least}+ ratings · "));
    }
    ways.push(those);
    ways.into_iter().find(|text| pen.width(text) <= width).unwrap_or_default()
}

/// How many decimals a distance is shown with: three, more where it is small.
pub fn digits_for(value: f64) -> usize {
    if value == 0.0 || !value.is_finite() { 3 } else { (2.0 - value.abs().log10().floor()).clamp(3.0, 6.0) as usize }
}

impl Comparison {
    /// Works out how near two rows are, to so many decimals.
    pub fn new(metric: Metric, a: &[f64], b: &[f64], result_digits: usize) -> Self {
        let calculate = |round: &dyn Fn(f64) -> f64| Self::rounded(metric, a, b, round).result;
        let digits = typeset::honest_digits(2, result_digits, calculate);
        let shown = Self::rounded(metric, a, b, &|v| typeset::rounded(v, digits));
        Self { digits, result_digits, exact: metric.between(a, b), ..shown }
    }

    fn rounded(metric: Metric, a: &[f64], b: &[f64], round: &dyn Fn(f64) -> f64) -> Self {
        let terms: Vec<Contribution> = a
            .iter()
            .zip(b)
            .enumerate()
            .map(|(z, (&a, &b))| {
                let (a, b) = (round(a), round(b));
                let parts = match metric {
                    Metric::Euclidean => [round(round(a - b) * round(a - b)), 0.0, 0.0],
                    Metric::Cosine => [round(a * b), round(a * a), round(b * b)],
                };
                Contribution { z, a, b, parts }
            })
            .collect();
        let sums = [0, 1, 2].map(|at| round(terms.iter().map(|t| t.parts[at]).sum()));
        let lengths = (round(sums[1].sqrt()), round(sums[2].sqrt()));
        let result = match metric {
            Metric::Euclidean => sums[0].sqrt(),
            Metric::Cosine if lengths.0 * lengths.1 > 0.0 => sums[0] / (lengths.0 * lengths.1),
            Metric::Cosine => 0.0,
        };
        Self { metric, digits: 0, terms, sums, lengths, result, result_digits: 0, exact: result }
    }

    /// The terms for so many lines: all, or the largest ones and the sums of the parts of the others.
    fn largest(&self, most: usize) -> (Vec<Contribution>, Option<(usize, [f64; 3])>) {
        if self.terms.len() <= most {
            return (self.terms.clone(), None);
        }
        let mut terms = self.terms.clone();
        terms.sort_by(|x, y| y.parts[0].abs().total_cmp(&x.parts[0].abs()).then(x.z.cmp(&y.z)));
        let rest = terms.split_off(most.saturating_sub(1).min(terms.len()));
        let sums = [0, 1, 2].map(|at| rest.iter().map(|t| t.parts[at]).sum());
        (terms, Some((rest.len(), sums)))
    }
}

/// How many lines the arithmetic takes for so many factors, if there is room for all.
pub fn height(factors: usize) -> u16 {
    (if factors > MANY { LARGEST } else { factors }) as u16 + 4
}

/// Draws the arithmetic for two rows, of the two that are named.
pub fn draw(pen: &mut Pen, mut area: Rect, (working, support): (&Comparison, Option<Support>), names: (&str, &str)) {
    if let Some(support) = support.filter(|_| area.height >= 4) {
        // What it comes to at last stands in the line below.
        area.height -= 1;
        let Some(y) = draw_unshrunk(pen, area, working, names) else { return };
        let (before, result) = support.told(working.exact);
        pen.pieces(area.x, y + 1, area.width, &[(&before, pen.colours.text), (&result, pen.colours.known)]);
        return;
    }
    draw_unshrunk(pen, area, working, names);
}

/// The same without what it is shrunk by; returns the last line that was written.
fn draw_unshrunk(pen: &mut Pen, area: Rect, working: &Comparison, names: (&str, &str)) -> Option<u16> {
    let metric = working.metric;
    if area.width < 20 || area.height < 3 {
        return None;
    }
    let colours = pen.colours;
    let number = |v: f64| typeset::fixed(v, working.digits);
    let heads: &[&str] = match metric {
        Metric::Euclidean => &["a", "b", "a - b", "(a - b)²"],
        Metric::Cosine => &["a", "b", "a · b", "a²", "b²"],
    };
    // Down the page: the rule, the heads, the terms, the sums, the result.
    let rule = if metric == Metric::Euclidean { "d = √ Σ (a - b)²" } else { "cos = a · b / (|a| |b|)" };
    let room = area.width.saturating_sub(pen.width(rule) + 9) / 2;
    let both = pen.names(&[names.0, names.1], room);
    let (a, b) = (both[0].as_str(), both[1].as_str());
    let (key, name, dim, text) = (colours.key, colours.name, colours.dim, colours.text);
    let legend = [(rule, text), ("   a ", key), (a, name), ("  b ", key), (b, name)];
    pen.pieces(area.x, area.y, area.width, &legend);
    let lines = usize::from(area.height.saturating_sub(4));
    let (terms, rest) = working.largest(if working.terms.len() > MANY { lines.min(LARGEST) } else { lines });
    let cells = |term: &Contribution| match metric {
        Metric::Euclidean => vec![number(term.a), number(term.b), number(term.a - term.b), number(term.parts[0])],
        Metric::Cosine => [term.a, term.b, term.parts[0], term.parts[1], term.parts[2]].map(number).to_vec(),
    };
    let summed = |sums: &[f64; 3]| match metric {
        Metric::Euclidean => vec![String::new(), String::new(), String::new(), number(sums[0])],
        Metric::Cosine => {
            vec![String::new(), String::new(), number(sums[0]), number(sums[1]), number(sums[2])]
        }
    };
    let mut lines: Vec<(String, Vec<String>, Style)> = Vec::new();
    lines.push(("factor".into(), heads.iter().map(|h| (*h).to_string()).collect(), dim));
    lines.extend(terms.iter().map(|t| ((t.z + 1).to_string(), cells(t), text)));
    if let Some((count, sums)) = rest {
        let label = if terms.is_empty() { format!("{count} terms") } else { format!("… and {count} smaller") };
        lines.push((label, summed(&sums), dim));
    }
    lines.push(("sum".into(), summed(&working.sums), text));
    if area.height < 5 {
        // No room for a single term: the rule and the result must do.
        lines.truncate(1);
        lines[0] = (String::new(), vec![String::new(); heads.len()], dim);
    }
    // Each column as wide as its widest cell; what is left over goes between them, up to two columns each.
    let mut widths: Vec<u16> =
        (0..heads.len()).map(|at| lines.iter().map(|l| pen.width(&l.1[at])).max().unwrap_or(0) + 1).collect();
    let all = widths.iter().sum::<u16>();
    let first = if area.width >= all + 7 { 7 } else { 4 };
    if first < 7 {
        lines[0].0 = "z".into();
    }
    let spare = area.width.saturating_sub(first + all) / heads.len() as u16;
    widths.iter_mut().for_each(|w| *w += spare.min(2));
    for (row, (label, cells, style)) in lines.iter().enumerate() {
        let y = area.y + 1 + row as u16;
        if y + 1 >= area.bottom() {
            break;
        }
        // A long label reaches over the columns that its line leaves empty.
        let free: u16 = cells.iter().zip(&widths).take_while(|(c, _)| c.is_empty()).map(|(_, w)| w).sum();
        if pen.width(label) < first {
            let style = if free == 0 && row > 0 { key } else { dim };
            pen.text_right(area.x + first - 1, y, first - 1, label, style);
        } else {
            pen.text(area.x, y, (first + free).saturating_sub(1).min(area.width), label, dim);
        }
        let mut right = area.x + first - 1;
        for (cell, wide) in cells.iter().zip(&widths) {
            right += wide;
            if right <= area.right() {
                pen.text_right(right, y, *wide, cell, *style);
            }
        }
    }
    let y = (area.y + 1 + lines.len() as u16).min(area.bottom() - 1);
    let result = typeset::fixed(working.result, working.result_digits);
    let fits = |before: &String| pen.width(before) + pen.width(&result) <= area.width;
    let before = ways(working, pen.ascii).into_iter().find(fits).unwrap_or_default();
    pen.pieces(area.x, y, area.width, &[(&before, text), (&result, colours.known)]);
    Some(y)
}

/// How the result comes of the sums, the longest way first.
fn ways(working: &Comparison, ascii: bool) -> Vec<String> {
    // Spelled out, a root needs its brackets.
    let root = |v: &str| if ascii { format!("√({v})") } else { format!("√{v}") };
    let number = |v: f64| typeset::fixed(v, working.digits);
    let [sum, aa, bb] = working.sums.map(number);
    match working.metric {
        Metric::Euclidean => {
            let squares: Vec<String> = working.terms.iter().map(|t| number(t.parts[0])).collect();
            let sum = root(&sum);
            let (short, long) = (format!("d = {sum} = "), format!("d = √({}) = {sum} = ", squares.join(" + ")));
            if (2..=4).contains(&squares.len()) { vec![long, short] } else { vec![short] }
        }
        Metric::Cosine if working.lengths.0 * working.lengths.1 > 0.0 => {
            let (a, b) = (number(working.lengths.0), number(working.lengths.1));
            let (aa, bb) = (root(&aa), root(&bb));
            vec![
                format!("cos = {sum} / ({aa} × {bb}) = {sum} / ({a} × {b}) = "),
                format!("cos = {sum} / ({aa} × {bb}) = "),
                format!("= {sum} / ({aa} {bb}) = "),
                "cos = ".into(),
            ]
        }
        Metric::Cosine => {
            vec!["a row of zeros has no direction; taken as ".into(), "no direction; taken as ".into()]
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        /// A calculator fed with the numbers shown gets every further number shown, and the true result.
        #[test]
        fn a_calculator_agrees(
            pairs in prop::collection::vec((-4.0..4.0f64, -4.0..4.0f64), 1..9),
            cosine in any::<bool>(),
        ) {
            let (a, b): (Vec<f64>, Vec<f64>) = pairs.into_iter().unzip();
            let metric = if cosine { Metric::Cosine } else { Metric::Euclidean };
            let exact = metric.between(&a, &b);
            prop_assume!(cosine || exact > 0.05);
            prop_assume!(Metric::Euclidean.between(&a, &[0.0; 9][..a.len()]) > 0.05);
            prop_assume!(Metric::Euclidean.between(&b, &[0.0; 9][..b.len()]) > 0.05);
            let working = Comparison::new(metric, &a, &b, 3);
            let read = |v: f64| typeset::fixed(v, working.digits).parse::<f64>().expect("a number");
            let sum: f64 = working.terms.iter().map(|t| read(t.parts[0])).sum();
            prop_assert_eq!(read(sum), read(working.sums[0]));
            for term in &working.terms {
                let by_hand = if cosine { read(term.a) * read(term.b) } else { read(term.a - term.b).powi(2) };
                prop_assert!((by_hand - read(term.parts[0])).abs() <= 0.5001 * 0.1f64.powi(working.digits as i32));
            }
            let by_hand = if cosine {
                read(working.sums[0]) / (read(working.lengths.0) * read(working.lengths.1))
            } else {
                read(working.sums[0]).sqrt()
            };
            let shown = |v: f64| typeset::fixed(v, working.result_digits);
            prop_assert_eq!(shown(by_hand), shown(exact));
            prop_assert_eq!(shown(working.result), shown(exact));
        }
    }

    #[test]
    fn the_lectures_distance_in_numbers() {
        let working = Comparison::new(Metric::Euclidean, &[-1.44, -2.32], &[-2.64, -0.70], 3);
        let shown: Vec<String> = working.terms.iter().map(|t| typeset::fixed(t.parts[0], working.digits)).collect();
        assert_eq!(shown, ["1.440", "2.624"], "two decimals would give 2.015");
        assert_eq!(typeset::fixed(working.result, working.result_digits), "2.016");
    }

    #[test]
    fn many_terms_are_the_largest_and_the_rest() {
        let (a, b): (Vec<f64>, Vec<f64>) = (0..60).map(|z| (f64::from(z) / 10.0, 0.0)).unzip();
        let working = Comparison::new(Metric::Euclidean, &a, &b, 3);
        let (terms, rest) = working.largest(4);
        assert_eq!(terms.iter().map(|t| t.z).collect::<Vec<_>>(), [59, 58, 57]);
        let (count, sums) = rest.expect("57 more");
        let all: f64 = terms.iter().map(|t| t.parts[0]).sum::<f64>() + sums[0];
        assert_eq!(count, 57);
        assert!((all - working.sums[0]).abs() < 1e-9);
    }
}
