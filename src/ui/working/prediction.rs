//! A prediction: the dot product written out, the bias, the clipping, the error and its square.

use super::{Pieces, WorkingPage, Writer};
use crate::{
    data::Side,
    model::Model,
    study::explain::{self, Prediction},
    ui::{
        typeset::{self, fixed, rounded},
        wrap::wrap,
    },
};

impl Writer<'_, '_> {
    pub(super) fn prediction(&self) -> WorkingPage {
        let app = self.app;
        let title = format!("{} × {}", app.name(app.view().user), app.name(app.view().item));
        if matches!(*app.snapshot().model, Model::PlusPlus(_) | Model::Preferences(_)) {
            return self.worked_prediction(title);
        }
        let Some(p) = explain::prediction(app.snapshot(), app.view().user, app.view().item) else {
            return self.worked_prediction(title);
        };
        let mut page = self.product(&p);
        page.title = title;
        page.foot.extend(self.held_against(p.value, result_digits(&p)));
        page.after = self.last_step();
        page
    }

    /// The sum of products that a prediction is.
    pub(super) fn product(&self, p: &Prediction) -> WorkingPage {
        let digits = result_digits(p);
        let shown = factor_digits(p, digits);
        let (i, j) = (p.user.number(), p.item.number());
        // Content-based filtering has of the biases only an intercept.
        let bias: Vec<f64> = match p.intercept {
            Some(intercept) => vec![intercept],
            None => p.bias.iter().flatten().copied().collect(),
        };
        let base = match (p.intercept, bias.len()) {
            (Some(_), _) => "intercept + ",
            (None, 0) => "",
            (None, _) => "mean + b_user + b_item + ",
        };
        let mut page = WorkingPage { what: "terms", ..WorkingPage::default() };
        page.head.push(self.plain(format!("r̂ = {base}P[{i}]·Q[{j}]")));
        let factor = |v: f64| fixed(v, shown);
        let products: Vec<String> = bias
            .iter()
            .map(|v| fixed(*v, digits + 1))
            .chain(p.terms.iter().map(|(a, b)| fixed(rounded(*a, shown) * rounded(*b, shown), digits + 1)))
            .collect();
        let inline = bias
            .iter()
            .map(|v| factor(*v))
            .chain(p.terms.iter().map(|(a, b)| format!("({})({})", factor(*a), factor(*b))))
            .collect::<Vec<_>>();
        let sum = format!("  = {}", inline.join(" + "));
        let value = fixed(p.value, digits);
        if self.fits(&sum) && p.terms.len() <= 4 {
            page.head.push(self.plain(sum));
            let added = added(&products);
            let whole = format!("  = {added} = {value}");
            if self.fits(&whole) {
                page.head.push(self.result(format!("  = {added} = "), value.clone()));
            } else {
                page.head.push(self.plain(format!("  = {added}")));
                page.head.push(self.result("  = ", value.clone()));
            }
        } else {
            page.head.push(self.dim(format!(
                "{:>4} {:>9} {:>9} {:>10}",
                "z",
                format!("P[{i},z]"),
                format!("Q[z,{j}]"),
                "product"
            )));
            let labels = if p.intercept.is_some() { &["b"][..] } else { &["mean", "b_u", "b_i"] };
            for (label, value) in labels.iter().zip(&bias) {
                page.body.push(self.plain(format!("{label:>4} {:>9} {:>9} {:>10}", "", "", fixed(*value, digits + 1))));
            }
            for (z, ((a, b), product)) in p.terms.iter().zip(&products[bias.len()..]).enumerate() {
                page.body.push(self.plain(format!("{:>4} {:>9} {:>9} {product:>10}", z + 1, factor(*a), factor(*b))));
            }
            page.foot.push(self.result("sum of the products: r̂ = ", value.clone()));
        }
        page
    }

    /// In the place of what is worked out from ratings, where there are none.
    pub(super) fn without_ratings(&self) -> WorkingPage {
        let mut page = WorkingPage { title: "no ratings".into(), ..WorkingPage::default() };
        let text = "There are no ratings to work this out from. w goes on to the predictions.";
        let width = u16::try_from(self.width).unwrap_or(u16::MAX);
        page.head.extend(wrap(text, width, |text| self.pen.width(text)).into_iter().map(|line| self.plain(line)));
        page
    }

    /// What the prediction for the selected cell is held against: the scale, and the rating if it is known.
    pub(super) fn held_against(&self, prediction: f64, digits: usize) -> Vec<Pieces> {
        let (app, snapshot) = (self.app, self.app.snapshot());
        let (scale, rating) = (snapshot.scale(), snapshot.aim(app.view().user, app.view().item));
        let mut lines = Vec::new();
        let clipped = scale.clip(prediction);
        if rounded(clipped, digits) != rounded(prediction, digits) {
            lines.push(self.plain(format!("clipped to {scale}: {}", typeset::rating(clipped))));
        }
        match rating {
            Some(rating) => {
                let error = prediction - rating;
                let held = if snapshot.held_out(app.view().user, app.view().item) { " (held out)" } else { "" };
                let (value, rating, e) = (fixed(prediction, digits), typeset::rating(rating), fixed(error, digits));
                let square = fixed(rounded(error, digits).powi(2), square_digits(error));
                let aim = if let Model::Preferences(_) = *snapshot.model { "p" } else { "r" };
                let line = format!("e = r̂ - {aim} = {value} - {rating} = {e}{held}");
                let both = format!("{line}    e² = {square}");
                if self.fits(&both) {
                    lines.push(self.plain(both));
                } else {
                    lines.push(self.plain(line));
                    lines.push(self.plain(format!("e² = {square}")));
                }
            }
            None if snapshot.source.filled.is_some() => {
                lines.push(self.dim("not rated, but counted as a 0: that pulls on this prediction"));
            }
            None => lines.push(match snapshot.source.given.stands_in.map(Side::one) {
                Some(one) => self.plain(format!("the model has no {one} factors: 'no {one}' stands in with 0")),
                None => self.dim("not rated: nothing pulls on this prediction"),
            }),
        }
        lines
    }
}

/// Numbers with their signs as a sum: "2.304 + 2.506", "1.0 - 0.3".
fn added(products: &[String]) -> String {
    let mut text = String::new();
    for (at, product) in products.iter().enumerate() {
        match product.strip_prefix('-') {
            Some(positive) if at > 0 => text.push_str(&format!(" - {positive}")),
            _ if at > 0 => text.push_str(&format!(" + {product}")),
            _ => text.push_str(product),
        }
    }
    text
}

/// How many decimals the prediction and its error are shown with: at least 3, and enough that the square shown is that of
/// the error shown.
fn result_digits(p: &Prediction) -> usize {
    let Some(error) = p.error() else { return 3 };
    let shown = |square: f64| fixed(square, square_digits(error));
    (3..6).find(|&d| shown(rounded(error, d).powi(2)) == shown(error * error)).unwrap_or(6)
}

/// How many decimals the square of an error is shown with: at least 3, and enough for two digits that count, so that
/// 0.00064 does not read 0.001.
fn square_digits(error: f64) -> usize {
    let size = (error * error).max(1e-12).log10().floor();
    (1.0 - size).clamp(3.0, 6.0) as usize
}

/// How many decimals the factors are shown with, so that their products as shown add up to the prediction as shown.
fn factor_digits(p: &Prediction, digits: usize) -> usize {
    let sum = |shown: usize| {
        let bias: f64 = p.bias.iter().flatten().map(|v| rounded(*v, digits + 1)).sum();
        let product = |&(a, b): &(f64, f64)| rounded(rounded(a, shown) * rounded(b, shown), digits + 1);
        bias + p.terms.iter().map(product).sum::<f64>()
    };
    (digits..8).find(|&shown| fixed(sum(shown), digits) == fixed(p.value, digits)).unwrap_or(8)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_squares_keep_two_digits() {
        assert_eq!([square_digits(0.0253), square_digits(-4.0), square_digits(0.3), square_digits(0.0)], [5, 3, 3, 6]);
    }

    #[test]
    fn sums_are_written_with_their_signs() {
        assert_eq!(added(&["2.3".into(), "-0.5".into(), "1".into()]), "2.3 - 0.5 + 1");
        assert_eq!(added(&["-2.3".into()]), "-2.3");
    }
}
