//! A step of descent for one parameter: each error times its factor, the sum, the old value and the new.

use super::{WorkingPage, Writer};
use crate::{
    model::{Account, Block, Parameter, Penalty},
    study::explain::{self, Gradient},
    ui::{
        certain,
        typeset::{self, fixed, rounded},
    },
};

impl Writer<'_, '_> {
    pub(super) fn gradient(&self, at: Option<Parameter>) -> WorkingPage {
        let title = |at: Parameter| format!("{} of {}", typeset::symbol(at), self.app.name(at.of));
        match self.app.gradient(at) {
            Some(gradient) => self.step(&gradient, false),
            None => self.waits(at.map_or("the last step".into(), title)),
        }
    }

    /// The page of a step, by one rating as SGD goes, or else by all ratings of the row as descent does.
    pub(super) fn step(&self, g: &Gradient, by_one: bool) -> WorkingPage {
        let app = self.app;
        let symbol = typeset::symbol(g.at);
        let method = app.snapshot().options.method;
        let mut page = WorkingPage {
            title: format!("{symbol} of {}", app.name(g.at.of)),
            what: "terms",
            ..WorkingPage::default()
        };
        let tense = if g.done { "was moved by" } else { "would be moved by" };
        let zeros = g.terms.iter().filter(|term| term.assumed).count();
        let pull = match (by_one, zeros) {
            (true, 0) => "one rating".into(),
            (true, _) => "one missing rating, taken as 0?".into(),
            (false, 0) => "all its ratings".into(),
            (false, n) => format!("its ratings and {n} zero{} (0?)", if n == 1 { "" } else { "s" }),
        };
        page.head.push(self.plain(format!("{symbol} {tense} {pull}, α {}", g.alpha)));
        let shown = Shown::of(g);
        let Shown { inputs, digits, .. } = shown;
        // Zeros at the end of a whole column say nothing.
        let fewest = |values: &mut dyn Iterator<Item = f64>, most: usize| {
            let needed = |v: f64| (4..most).find(|digits| rounded(v, *digits) == rounded(v, most)).unwrap_or(most);
            values.map(needed).max().unwrap_or(4)
        };
        let of_prediction = fewest(&mut g.terms.iter().map(|term| term.prediction), inputs);
        let of_factor = fewest(&mut g.terms.iter().map(|term| term.factor), inputs);
        let other = g.at.of.side().other();
        let factor = g.at.factor.map_or("1".into(), |z| self.cell_symbol(other, z));
        let mut rows = vec![["r̂".into(), "r".into(), "e = r̂-r".into(), factor, "e × it".into()]];
        rows.extend(g.terms.iter().zip(&shown.products).map(|(term, product)| {
            let error = rounded(term.prediction, inputs) - term.rating;
            [
                fixed(term.prediction, of_prediction),
                self.rating(term.rating, term.assumed),
                fixed(error, of_prediction),
                fixed(term.factor, of_factor),
                fixed(*product, digits),
            ]
        }));
        let widths: [usize; 5] =
            std::array::from_fn(|c| rows.iter().map(|r| usize::from(self.pen.width(&r[c]))).max().unwrap_or(0) + 1);
        let name = self.width.saturating_sub(widths.iter().sum()).min(16);
        let cell = |row: &[String; 5], c: usize| {
            format!("{}{}", " ".repeat(widths[c].saturating_sub(usize::from(self.pen.width(&row[c])))), row[c])
        };
        let head: String = (0..5).map(|c| cell(&rows[0], c)).collect();
        page.head.push(self.dim(format!("{:name$}{head}", certain::fit(other.one(), name, ""))));
        let scale = app.snapshot().ratings().scale();
        let names = self.names(g.terms.iter().map(|term| term.other), name);
        for ((row, term), called) in rows[1..].iter().zip(&g.terms).zip(names) {
            page.body.push(vec![
                (called, self.pen.colours.name),
                (cell(row, 0) + &cell(row, 1), self.pen.colours.text),
                (cell(row, 2), self.pen.colours.signed(term.error / scale.width())),
                (cell(row, 3) + &cell(row, 4), self.pen.colours.text),
            ]);
        }
        let old = fixed(g.old, fewest(&mut std::iter::once(g.old), digits));
        let sum = fixed(shown.sum, digits);
        let new = fixed(shown.new, Shown::RESULT);
        page.foot.push(self.plain(format!("sum = {sum}")));
        if g.lambda > 0.0 {
            let slope = fixed(shown.slope, digits);
            // The penalty of a row, weighted or not, is shared out among its ratings by SGD; shown as it is reckoned.
            let options = &app.snapshot().options;
            let n = app.snapshot().problem().ratings.degree(g.at.of);
            let lambda = options.lambda(Block::of(g.at.of, g.at.factor.is_some()));
            let (symbol, lambda) = match (by_one, options.penalty) {
                (false, Penalty::Plain) | (true, Penalty::Weighted) => ("λ", lambda.to_string()),
                (false, Penalty::Weighted) => ("λ·n", format!("{lambda}·{n}")),
                (true, Penalty::Plain) => ("λ/n", format!("{lambda}/{n}")),
            };
            page.foot.push(self.plain(format!("slope = sum + {symbol}·old")));
            page.foot.push(self.plain(format!("    = {sum} + {lambda}·({old}) = {slope}")));
            page.foot.push(self.plain("new = old - α·slope"));
            page.foot.push(self.result(format!("    = {old} - {}·({slope}) = ", g.alpha), new));
        } else {
            page.foot.push(self.plain("new = old - α·sum"));
            page.foot.push(self.result(format!("    = {old} - {}·({sum}) = ", g.alpha), new));
        }
        page.after.extend(self.zeros(zeros > 0));
        let account = method.algorithm().account;
        if matches!(account, Account::Slope(_)) {
            page.after.push(self.dim("all move at once: r̂ is from before the pass"));
        }
        let title = method.title();
        page.after.push(self.dim(match account {
            Account::RatingSlope(_) if !by_one => {
                format!("{title} takes one rating at a time: this is what descent would do")
            }
            Account::Slope(_) | Account::RatingSlope(_) => "the factor 2 of the gradient is folded into α".into(),
            Account::Regression(_) if method.content().is_some() => {
                "each row is one regression: this is what descent would do".into()
            }
            Account::Regression(_) | Account::Own(_) => {
                format!("the solver is {title}: this is what descent would do")
            }
        }));
        page
    }
}

/// A gradient step as it is shown: each number follows, by calculator, from those shown before it, and is the true one as
/// it is written.
struct Shown {
    /// The decimals of what goes into the products, and of what comes of them.
    inputs: usize,
    digits: usize,
    products: Vec<f64>,
    sum: f64,
    slope: f64,
    new: f64,
}

impl Shown {
    /// The decimals of the new value.
    const RESULT: usize = 4;

    /// The step, with as many decimals as it takes for all that is shown to be true: elsewhere, in a text beside it, the
    /// same numbers are rounded from what they really are. Of long sums, which no one adds up by hand, with few.
    fn of(g: &Gradient) -> Self {
        if g.terms.len() > 100 {
            let products = g.terms.iter().map(explain::Term::product).collect();
            return Self { inputs: 4, digits: 4, products, sum: g.sum(), slope: g.slope(), new: g.new };
        }
        let ways = (4..8).flat_map(|digits| (digits..9).map(move |inputs| (inputs, digits)));
        let shown: Vec<Self> = ways.map(|(inputs, digits)| Self::with(g, inputs, digits)).collect();
        // Where not everything can be, at least what comes of it is.
        let least = |true_enough: fn(&Self, &Gradient) -> bool| shown.iter().position(|s| true_enough(s, g));
        let at = least(Self::is_true).or(least(Self::ends_true)).unwrap_or(shown.len() - 1);
        shown.into_iter().nth(at).unwrap_or_else(|| Self::with(g, 8, 8))
    }

    fn with(g: &Gradient, inputs: usize, digits: usize) -> Self {
        let (exact, round) = (|v: f64| rounded(v, inputs), |v: f64| rounded(v, digits));
        let products: Vec<f64> =
            g.terms.iter().map(|t| round(exact(exact(t.prediction) - t.rating) * exact(t.factor))).collect();
        let sum = round(products.iter().sum());
        let slope = round(sum + g.lambda * round(g.old));
        Self { inputs, digits, products, sum, slope, new: round(g.old) - g.alpha * slope }
    }

    fn ends_true(&self, g: &Gradient) -> bool {
        let same = |shown: f64, real: f64, digits| fixed(shown, digits) == fixed(real, digits);
        same(self.sum, g.sum(), self.digits)
            && same(self.slope, g.slope(), self.digits)
            && same(self.new, g.new, Self::RESULT)
    }

    fn is_true(&self, g: &Gradient) -> bool {
        let same =
            |(shown, term): (&f64, &explain::Term)| fixed(*shown, self.digits) == fixed(term.product(), self.digits);
        self.ends_true(g) && self.products.iter().zip(&g.terms).all(same)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        data::{Entity, UserId},
        study::explain::Term,
    };

    #[test]
    fn the_lectures_step_is_shown_as_a_calculator_gives_it() {
        let term = |j: usize, rating: f64, prediction: f64, factor: f64| Term {
            other: Entity::new(crate::data::Side::Items, j),
            rating,
            assumed: false,
            prediction,
            error: prediction - rating,
            factor,
        };
        let at = Parameter { of: UserId::new(3).into(), factor: Some(0) };
        let terms = vec![term(0, 2.0, 1.9848, -1.53), term(2, 5.0, 4.5309, 1.26), term(4, 4.0, 4.4945, 0.85)];
        let mut g = Gradient { at, terms, lambda: 0.0, alpha: 0.1, old: 1.19, new: 0.0, done: false };
        g.new = g.old - g.alpha * g.slope();
        let shown = Shown::of(&g);
        assert_eq!((shown.inputs, shown.digits, fixed(shown.new, 4)), (4, 4, "1.2047".into()));
        assert_eq!(shown.products.iter().map(|p| fixed(*p, 4)).collect::<Vec<_>>(), ["0.0233", "-0.5911", "0.4203"]);
    }
}
