//! The Working panel, beside every screen: the arithmetic of what was just done, or of what is selected.
//!
//! ```text
//! ╭─ Working ─ An × Ommazh ──────────────────╮
//! │ r̂ = P[1]·Q[1]                            │
//! │   = (-1.600)(-1.440) + (-1.080)(-2.320)  │
//! │   = 2.304 + 2.506 = 4.810                │
//! │ e = r̂ − r = 4.810 − 5 = -0.190           │
//! ╰──────────────────────────────────────────╯
//! ```
//!
//! What is long is written as a table whose lines can be paged through. Digits are added until a calculator, fed with the
//! numbers shown, gives the result shown.

use super::{
    pen::Pen,
    typeset::{self, fixed, rounded},
};
use crate::{
    app::{App, Attention},
    command::{Command, Working},
    data::Entity,
    model::{Method, Parameter, Penalty, Touched},
    study::{
        Change, What,
        explain::{self, Gradient, Prediction, Regression},
    },
};
use ratatui::{layout::Rect, style::Style};

/// A line: pieces, each in its own style.
type Line = Vec<(String, Style)>;

/// What is to be written: a head and a foot that always stand, a body that is paged through before the foot, and what is
/// left out where there is little room, before the foot and after it.
#[derive(Default)]
struct Page {
    title: String,
    head: Vec<Line>,
    body: Vec<Line>,
    extra: Vec<Line>,
    foot: Vec<Line>,
    after: Vec<Line>,
    /// What a line of the body is: "terms", "ratings".
    what: &'static str,
}

/// Draws the panel.
pub(super) fn draw(app: &App, pen: &mut Pen, area: Rect) {
    let width = usize::from(area.width.saturating_sub(4));
    let page = page(app, pen, width);
    let inner = pen.panel(area, &format!("Working ─ {}", page.title));
    pen.click_and_wheel(inner, Command::NextWorking, Command::Terms(false), Command::Terms(true));
    let height = usize::from(inner.height);
    let fixed = page.head.len() + page.foot.len();
    let extra = if fixed + page.extra.len() + page.body.len().min(4) <= height { page.extra } else { Vec::new() };
    let room = height.saturating_sub(fixed + extra.len());
    let pages = page.body.len().div_ceil(room.max(1)).max(1);
    let at = app.look.terms.min(pages - 1);
    let body = page.body.iter().skip(at * room).take(room);
    let lines = page.head.iter().chain(body).chain(&extra).chain(&page.foot).chain(&page.after).take(height);
    for (line, y) in lines.zip(inner.y..) {
        let pieces: Vec<(&str, Style)> = line.iter().map(|(text, style)| (text.as_str(), *style)).collect();
        pen.pieces(inner.x + 1, y, inner.width.saturating_sub(1), &pieces);
    }
    let mut note = match app.look.working {
        Working::Auto => String::new(),
        other => format!("{other} · "),
    };
    if pages > 1 && room > 0 {
        let last = ((at + 1) * room).min(page.body.len());
        note += &format!("( ) {} {}–{last} of {}", page.what, at * room + 1, typeset::count(page.body.len()));
    } else {
        note += "w: something else";
    }
    pen.footnote(area, &note);
}

/// Decides what to explain.
fn page(app: &App, pen: &Pen, width: usize) -> Page {
    let writer = Writer { app, pen, width };
    let snapshot = &app.snapshot;
    match app.look.working {
        Working::Prediction => writer.prediction(),
        Working::Regression => writer.regression(app.selected()),
        Working::Gradient => writer.gradient(),
        Working::Errors => writer.errors(),
        Working::Auto => {
            let last = snapshot.last.as_ref().filter(|_| app.attention == Attention::Step);
            match last.map(|done| done.what) {
                Some(What::Unit(Touched::Row(of))) => writer.regression(of),
                Some(What::Unit(Touched::Parameter(at))) => {
                    let gradient = explain::gradient(snapshot, at);
                    writer.step(&gradient)
                }
                Some(What::Unit(Touched::Rating(i, j))) => {
                    let of = if app.side == crate::data::Side::Users { Entity::User(i) } else { Entity::Item(j) };
                    let at = Parameter { of, factor: Some(app.factor) };
                    match explain::rating_step(snapshot, i, j, at) {
                        Some(gradient) => writer.step(&gradient),
                        None => writer.prediction(),
                    }
                }
                Some(What::Change(change)) => writer.change(change),
                _ => writer.prediction(),
            }
        }
    }
}

struct Writer<'a, 'b> {
    app: &'a App,
    pen: &'a Pen<'b>,
    width: usize,
}

impl Writer<'_, '_> {
    fn plain(&self, text: impl Into<String>) -> Line {
        vec![(text.into(), self.pen.colours.text)]
    }

    fn dim(&self, text: impl Into<String>) -> Line {
        vec![(text.into(), self.pen.colours.dim)]
    }

    fn result(&self, before: impl Into<String>, result: impl Into<String>) -> Line {
        vec![(before.into(), self.pen.colours.text), (result.into(), self.pen.colours.key)]
    }

    fn fits(&self, text: &str) -> bool {
        usize::from(self.pen.width(text)) <= self.width
    }

    /// A name of at most `most` columns, padded to that width.
    fn name(&self, of: Entity, most: usize) -> String {
        let name = super::pen::fit(self.app.name(of), most, "…");
        let pad = most - unicode_width::UnicodeWidthStr::width(name.as_str());
        name + &" ".repeat(pad)
    }

    /// `P[4,1]` or `Q[1,3]`: the formula's own order, item last in Q.
    fn symbol(at: Parameter) -> String {
        let row = at.of.index() + 1;
        match (at.of, at.factor) {
            (Entity::User(_), Some(z)) => format!("P[{row},{}]", z + 1),
            (Entity::Item(_), Some(z)) => format!("Q[{},{row}]", z + 1),
            (Entity::User(_), None) => format!("b_user[{row}]"),
            (Entity::Item(_), None) => format!("b_item[{row}]"),
        }
    }

    // ---- a prediction --------------------------------------------------------------------------------------------

    fn prediction(&self) -> Page {
        let app = self.app;
        let p = explain::prediction(&app.snapshot, app.user, app.item);
        let title = format!("{} × {}", app.name(app.user), app.name(app.item));
        let digits = result_digits(&p);
        let shown = factor_digits(&p, digits);
        let (i, j) = (p.user.number(), p.item.number());
        let base = if p.bias.is_some() { "mean + b_user + b_item + " } else { "" };
        let mut page = Page { title, what: "terms", ..Page::default() };
        page.head.push(self.plain(format!("r̂ = {base}P[{i}]·Q[{j}]")));
        let factor = |v: f64| fixed(v, shown);
        let bias: Vec<f64> = p.bias.iter().flatten().copied().collect();
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
            let labels = ["mean", "b_u", "b_i"];
            for (label, value) in labels.iter().zip(&bias) {
                page.body.push(self.plain(format!("{label:>4} {:>9} {:>9} {:>10}", "", "", fixed(*value, digits + 1))));
            }
            for (z, ((a, b), product)) in p.terms.iter().zip(&products[bias.len()..]).enumerate() {
                page.body.push(self.plain(format!("{:>4} {:>9} {:>9} {product:>10}", z + 1, factor(*a), factor(*b))));
            }
            page.foot.push(self.result("sum of the products: r̂ = ", value.clone()));
        }
        let scale = app.snapshot.ratings().scale();
        if rounded(p.clipped, digits) != rounded(p.value, digits) {
            page.foot.push(self.plain(format!("clipped to {scale}: {}", typeset::rating(p.clipped))));
        }
        match (p.rating, p.error()) {
            (Some(rating), Some(error)) => {
                let held = if p.held_out { " (held out)" } else { "" };
                let (rating, e) = (typeset::rating(rating), fixed(error, digits));
                let square = fixed(rounded(error, digits).powi(2), digits);
                let line = format!("e = r̂ − r = {value} − {rating} = {e}{held}");
                let both = format!("{line}    e² = {square}");
                if self.fits(&both) {
                    page.foot.push(self.plain(both));
                } else {
                    page.foot.push(self.plain(line));
                    page.foot.push(self.plain(format!("e² = {square}")));
                }
            }
            _ => page.foot.push(self.dim("not rated: nothing pulls on this prediction")),
        }
        page.after = self.last_step();
        page
    }

    /// What the last step was, and what the next one will be, in words.
    fn last_step(&self) -> Vec<Line> {
        let (unit, pass) = self.app.snapshot.options.method.words();
        let last = self.app.snapshot.last.as_ref().map(|done| match done.what {
            What::Start => "this is the start: random factors".into(),
            What::Unit(touched) => format!("the last step was {}", self.touched(touched, unit)),
            What::Half(over) => format!("the last half-step went over all {over}"),
            What::Pass => format!("the last step was a whole {pass}"),
            What::Change(_) => "the last step was a change".into(),
        });
        let next = self.app.snapshot.next.map(|touched| format!("next: {}", self.touched(touched, unit)));
        last.into_iter().chain(next).map(|text| self.dim(text)).collect()
    }

    fn touched(&self, touched: Touched, unit: &str) -> String {
        match touched {
            Touched::Row(of) => format!("the {unit} of {}", self.app.name(of)),
            Touched::Parameter(at) => format!("{} of {}", Self::symbol(at), self.app.name(at.of)),
            Touched::Rating(i, j) => format!("the {unit} of {} for {}", self.app.name(i), self.app.name(j)),
        }
    }

    // ---- a regression --------------------------------------------------------------------------------------------

    fn regression(&self, of: Entity) -> Page {
        let app = self.app;
        let r = explain::regression(&app.snapshot, of);
        let (side, other) = (of.side(), of.side().other());
        let (own, theirs) = (side.letter(), other.letter());
        let z = app.snapshot.factors.z();
        let (n, row) = (r.rows.len(), of.index() + 1);
        let mut page =
            Page { title: format!("the regression of {}", app.name(of)), what: "ratings", ..Page::default() };
        let tense = if r.done { "was just fitted" } else { "a regression from here" };
        let many = |n: usize, what: &str| format!("{n} {what}{}", if n == 1 { "" } else { "s" });
        page.head.push(self.plain(format!(
            "{own}[{row}] {tense}: {}, {}",
            many(n, "rating"),
            many(r.solution.len(), "unknown")
        )));
        if n == 0 {
            page.foot.push(self.plain("no rating to learn from: all its factors become 0"));
            return page;
        }
        // As many factors as fit beside the name, the rating, the fit and the error.
        let name = (self.width / 4).clamp(6, 16);
        let fit_columns = (self.width.saturating_sub(name + 24) / 8).max(1).min(z);
        let shown = crate::app::in_sight(0, app.factor, fit_columns, z);
        let factors: String =
            (shown..shown + fit_columns).map(|c| format!("{:>8}", self.cell_symbol(other, c))).collect();
        let bias = r.normal.k > z;
        let target = if bias { "target" } else { "r" };
        page.head.push(self.dim(format!("{:name$}{factors}{target:>8}{:>8}{:>8}", other.one(), "fit", "error")));
        for line in &r.rows {
            let factors: String = (shown..shown + fit_columns).map(|c| format!("{:>8}", fixed(line.x[c], 3))).collect();
            let target = if bias { fixed(line.target, 3) } else { typeset::rating(line.target) };
            let error = line.fitted - line.target;
            page.body.push(vec![
                (self.name(line.other, name), self.pen.colours.name),
                (format!("{factors}{target:>8}{:>8}", fixed(line.fitted, 3)), self.pen.colours.text),
                (
                    format!("{:>8}", fixed(error, 3)),
                    self.pen.colours.signed(error / app.snapshot.ratings().scale().width()),
                ),
            ]);
        }
        page.extra = self.equations(&r, theirs);
        page.foot = self.solution(&r, own);
        page
    }

    /// The normal equations where they can be written out, and what they give.
    fn equations(&self, r: &Regression, theirs: char) -> Vec<Line> {
        let k = r.normal.k;
        let options = &self.app.snapshot.options;
        let mut lines = Vec::new();
        let lambda = r.normal.lambda;
        let penalty = match options.penalty {
            _ if lambda == 0.0 => String::new(),
            Penalty::Plain => format!(" + {}·I", typeset::rating(lambda)),
            Penalty::Weighted => format!(" + {}·{}·I", options.lambda, r.rows.len()),
        };
        if k <= 3 {
            lines.push(self.dim(format!("A = {theirs}{theirs}ᵀ{penalty} over its ratings, b = {theirs} r; A x = b:")));
            let digits = 3;
            for line in 0..k {
                let row: String = (0..k).map(|c| format!("{:>9}", fixed(r.normal.a[line * k + c], digits))).collect();
                lines.push(self.plain(format!(
                    "│{row} │ │{:>8} │   │{:>9} │",
                    fixed(r.solution[line], digits),
                    fixed(r.normal.b[line], digits)
                )));
                if line == k / 2
                    && let Some((text, _)) = lines.last_mut().and_then(|l| l.first_mut())
                {
                    *text = text.replace("│   │", "│ = │");
                }
            }
        } else {
            lines.push(self.dim(format!("A = {theirs}{theirs}ᵀ{penalty} is {k} × {k}; A x = b gives")));
        }
        if lambda == 0.0 && r.rows.len() < k {
            lines.push(self.dim("fewer ratings than unknowns: the shortest of all exact solutions"));
        }
        lines
    }

    /// What the row becomes, and what it was.
    fn solution(&self, r: &Regression, own: char) -> Vec<Line> {
        let list = |values: &[f64]| {
            let shown: Vec<_> = values.iter().take(8).map(|v| fixed(*v, 3)).collect();
            format!("({}{})", shown.join(", "), if values.len() > 8 { ", …" } else { "" })
        };
        let verb = if r.done { "is now" } else { "becomes" };
        let row = r.of.index() + 1;
        let new = self.result(format!("{own}[{row}] {verb} "), list(&r.solution));
        let old = r
            .old
            .as_ref()
            .map(|old| self.dim(format!("{own}[{row}] {} {}", if r.done { "was" } else { "is" }, list(old))));
        std::iter::once(new).chain(old).collect()
    }

    fn cell_symbol(&self, side: crate::data::Side, z: usize) -> String {
        match side {
            crate::data::Side::Users => format!("P[·,{}]", z + 1),
            crate::data::Side::Items => format!("Q[{},·]", z + 1),
        }
    }

    // ---- a gradient step -----------------------------------------------------------------------------------------

    fn gradient(&self) -> Page {
        let app = self.app;
        let snapshot = &app.snapshot;
        let at = app.parameter();
        if snapshot.options.method == Method::Sgd
            && let Some(step) = explain::rating_step(snapshot, app.user, app.item, at)
        {
            return self.step(&step);
        }
        self.step(&explain::gradient(snapshot, at))
    }

    fn step(&self, g: &Gradient) -> Page {
        let app = self.app;
        let symbol = Self::symbol(g.at);
        let method = app.snapshot.options.method;
        let mut page = Page { title: format!("{symbol} of {}", app.name(g.at.of)), what: "terms", ..Page::default() };
        let tense = if g.done { "was moved by" } else { "would be moved by" };
        let pull = if method == Method::Sgd { "one rating" } else { "all its ratings" };
        page.head.push(self.plain(format!("{symbol} {tense} {pull}, α {}", g.alpha)));
        let (digits, shown) = Shown::of(g);
        let other = g.at.of.side().other();
        let factor = g.at.factor.map_or("1".into(), |z| self.cell_symbol(other, z));
        let mut rows = vec![["r̂".into(), "r".into(), "e = r̂−r".into(), factor, "e × it".into()]];
        rows.extend(g.terms.iter().zip(&shown.products).map(|(term, product)| {
            let error = rounded(term.prediction, digits) - term.rating;
            [
                fixed(term.prediction, digits),
                typeset::rating(term.rating),
                fixed(error, digits),
                fixed(term.factor, digits),
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
        page.head.push(self.dim(format!("{:name$}{head}", super::pen::fit(other.one(), name, ""))));
        let scale = app.snapshot.ratings().scale();
        for (row, term) in rows[1..].iter().zip(&g.terms) {
            page.body.push(vec![
                (self.name(term.other, name), self.pen.colours.name),
                (cell(row, 0) + &cell(row, 1), self.pen.colours.text),
                (cell(row, 2), self.pen.colours.signed(term.error / scale.width())),
                (cell(row, 3) + &cell(row, 4), self.pen.colours.text),
            ]);
        }
        let (old, sum) = (fixed(g.old, digits), fixed(shown.sum, digits));
        let new = fixed(shown.new, Shown::RESULT);
        page.foot.push(self.plain(format!("sum = {sum}")));
        if g.lambda > 0.0 {
            let slope = fixed(shown.slope, digits);
            page.foot.push(self.plain("slope = sum + λ·old"));
            page.foot.push(self.plain(format!("    = {sum} + {}·({old}) = {slope}", g.lambda)));
            page.foot.push(self.plain("new = old − α·slope"));
            page.foot.push(self.result(format!("    = {old} − {}·({slope}) = ", g.alpha), new));
        } else {
            page.foot.push(self.plain("new = old − α·sum"));
            page.foot.push(self.result(format!("    = {old} − {}·({sum}) = ", g.alpha), new));
        }
        page.after.push(self.dim(match method {
            Method::Als => "the solver is ALS: this is what descent would do",
            Method::Descent | Method::Sgd => "the factor 2 of the gradient is folded into α",
        }));
        page
    }

    // ---- the error as a sum --------------------------------------------------------------------------------------

    fn errors(&self) -> Page {
        let app = self.app;
        let here = &app.snapshot.here;
        let count = here.train.count;
        let terms = app.squared_errors();
        let mut page =
            Page { title: format!("the error: {} terms", typeset::count(count)), what: "terms", ..Page::default() };
        page.head.push(self.plain("SSE = Σ (r̂ − r)² over the known ratings, largest first"));
        let name = (self.width.saturating_sub(26) / 2).clamp(5, 16);
        for term in terms.iter() {
            page.body.push(vec![
                (
                    format!("{} {} ", self.name(term.user.into(), name), self.name(term.item.into(), name)),
                    self.pen.colours.name,
                ),
                (format!("({} − {})²", fixed(term.prediction, 3), typeset::rating(term.rating)), self.pen.colours.text),
                (format!(" = {}", typeset::error(term.square())), self.pen.colours.key),
            ]);
        }
        page.foot.push(self.plain(format!(
            "SSE {}  /  {} = MSE {}   RMSE {}",
            typeset::error(here.train.sse),
            typeset::count(count),
            typeset::error(here.train.mse()),
            typeset::error(here.train.rmse())
        )));
        if app.snapshot.options.lambda > 0.0 {
            page.foot.push(self.plain(format!(
                "objective = SSE + penalty = {} + {} = {}",
                typeset::error(here.train.sse),
                typeset::error(here.penalty),
                typeset::error(here.objective())
            )));
        }
        if here.test.count > 0 {
            page.foot.push(self.plain(format!(
                "held out: MSE {} over {} ratings",
                typeset::error(here.test.mse()),
                typeset::count(here.test.count)
            )));
        }
        page
    }

    fn change(&self, change: Change) -> Page {
        let mut page = self.prediction();
        let text = match change {
            Change::Set(setting) => format!("changed: {setting}; from here on with the present factors"),
            Change::Rate(i, j, Some(value)) => {
                format!("changed: {} now gives {} {}", self.app.name(i), self.app.name(j), typeset::rating(value))
            }
            Change::Rate(i, j, None) => format!("changed: {} no longer rates {}", self.app.name(i), self.app.name(j)),
        };
        page.head.insert(0, vec![(text, self.pen.colours.good)]);
        page
    }
}

/// Numbers with their signs as a sum: "2.304 + 2.506", "1.0 - 0.3".
fn added(products: &[String]) -> String {
    let mut text = String::new();
    for (at, product) in products.iter().enumerate() {
        match product.strip_prefix('-') {
            Some(positive) if at > 0 => text.push_str(&format!(" − {positive}")),
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
    (3..6).find(|&d| fixed(rounded(error, d).powi(2), d) == fixed(error * error, d)).unwrap_or(6)
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

/// A gradient step as it is shown: each number follows, by calculator, from those shown before it.
struct Shown {
    products: Vec<f64>,
    sum: f64,
    slope: f64,
    new: f64,
}

impl Shown {
    /// The decimals of the new value.
    const RESULT: usize = 4;

    /// The step, with as many decimals as it takes for the new value shown to be the true one; of long sums, which no one
    /// adds up by hand, with few.
    fn of(g: &Gradient) -> (usize, Self) {
        if g.terms.len() > 100 {
            let products = g.terms.iter().map(explain::Term::product).collect();
            return (4, Self { products, sum: g.sum(), slope: g.slope(), new: g.new });
        }
        let with = |digits| (digits, Self::with(g, digits));
        (4..8)
            .map(with)
            .find(|(_, shown)| fixed(shown.new, Self::RESULT) == fixed(g.new, Self::RESULT))
            .unwrap_or_else(|| with(8))
    }

    fn with(g: &Gradient, digits: usize) -> Self {
        let round = |v: f64| rounded(v, digits);
        let products: Vec<f64> =
            g.terms.iter().map(|t| round(round(round(t.prediction) - t.rating) * round(t.factor))).collect();
        let sum = round(products.iter().sum());
        let slope = round(sum + g.lambda * round(g.old));
        Self { products, sum, slope, new: round(g.old) - g.alpha * slope }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{data::UserId, study::explain::Term};

    #[test]
    fn the_lectures_step_is_shown_as_a_calculator_gives_it() {
        let term = |j: usize, rating: f64, prediction: f64, factor: f64| Term {
            other: Entity::new(crate::data::Side::Items, j),
            rating,
            prediction,
            error: prediction - rating,
            factor,
        };
        let at = Parameter { of: UserId::new(3).into(), factor: Some(0) };
        let terms = vec![term(0, 2.0, 1.9848, -1.53), term(2, 5.0, 4.5309, 1.26), term(4, 4.0, 4.4945, 0.85)];
        let mut g = Gradient { at, terms, lambda: 0.0, alpha: 0.1, old: 1.19, new: 0.0, done: false };
        g.new = g.old - g.alpha * g.slope();
        let (digits, shown) = Shown::of(&g);
        assert_eq!((digits, fixed(shown.new, 4)), (4, "1.2047".into()));
        assert_eq!(shown.products.iter().map(|p| fixed(*p, 4)).collect::<Vec<_>>(), ["0.0233", "-0.5911", "0.4203"]);
    }

    #[test]
    fn sums_are_written_with_their_signs() {
        assert_eq!(added(&["2.3".into(), "-0.5".into(), "1".into()]), "2.3 − 0.5 + 1");
        assert_eq!(added(&["-2.3".into()]), "-2.3");
    }
}
