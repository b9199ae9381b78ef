//! Why something is recommended: the parts of its score, and which of the user's own ratings carry the prediction.

use super::{Pieces, WorkingPage, Writer};
use crate::{
    choice::Choice,
    data::{DAY, ItemId},
    study::{
        explain,
        recommend::{Pick, Reason, Reasons, Slider, Weights},
    },
    ui::typeset::{self, fixed, honest_digits},
};

/// The decimals of a part of a score, and of what a rating adds.
const DIGITS: usize = 3;
/// The room for a figure, where there is little and where there is some.
const FIGURES: [usize; 2] = [8, 9];

impl Writer<'_, '_> {
    pub(super) fn recommended(&self) -> WorkingPage {
        let app = self.app;
        let user = app.name(app.view().user);
        let Some(list) = app.recommended() else { return self.waits(format!("why for {user}")) };
        let Some(pick) = list.picks.get(app.recommended_place(&list)) else { return self.prediction() };
        let title = format!("why {} for {user}", app.name(pick.item));
        let mut page = match app.has_reasons(pick.item) {
            true => match app.reasons(pick.item) {
                Some(reasons) if reasons.item == pick.item && reasons.terms.is_empty() => self.uncarried(pick.item),
                Some(reasons) if reasons.item == pick.item => self.carried(&reasons),
                _ => self.waits(String::new()),
            },
            // Its own arithmetic says what carries it.
            false => app
                .snapshot()
                .model
                .explain(app.snapshot().source.learned(), app.view().user, pick.item)
                .map_or_else(WorkingPage::default, |working| self.worked(String::new(), &working)),
        };
        page.title = title;
        let spoken = app.telling_factor(pick.item).map(|(z, product)| self.spoken(z, product));
        // All but what comes out can be paged through.
        let parts = self.parts(pick, &list.asked.weights);
        let head = std::mem::take(&mut page.head);
        page.body.splice(0..0, parts.into_iter().chain(spoken).chain(head));
        page.body.extend(page.foot.drain(..page.foot.len().saturating_sub(2)));
        page.what = "lines";
        page
    }

    /// The factor that says most, by its name or by what is suggested for it.
    fn spoken(&self, z: usize, product: f64) -> Pieces {
        let app = self.app;
        let suggested = Some(()).filter(|()| app.has_facts()).and_then(|()| app.suggested([z, z]));
        let called = app.spoken_factor(z, suggested.as_ref().and_then(|both| both[0].as_deref()));
        let mut pieces = self.dim(format!("most by factor {called} "));
        pieces.push((typeset::signed(product, DIGITS, 9).trim().to_owned(), self.pen.colours.text));
        pieces
    }

    /// The score, part by part.
    fn parts(&self, pick: &Pick, weights: &Weights) -> Vec<Pieces> {
        let part = |slider: &Slider| {
            let (weight, value) = (weights.of(*slider), pick.values[slider.place()]);
            let digits = honest_digits(2, DIGITS, |round| weight * round(value));
            let text = format!("{:8} {} × {} = ", slider.name(), fixed(weight, 2), fixed(value, digits));
            let mut pieces = self.plain(text);
            pieces.push((fixed(weight * value, DIGITS), self.pen.colours.text));
            pieces.push((self.behind(*slider, pick).unwrap_or_default(), self.pen.colours.dim));
            pieces
        };
        let counts = |slider: &&Slider| slider.scores() && weights.of(**slider) > 0.0;
        let mut lines: Vec<Pieces> = Slider::ALL.iter().filter(counts).map(part).collect();
        if weights.is_plain() {
            return Vec::new();
        }
        let mut score = self.result(format!("{:8} ", "score"), fixed(pick.score, DIGITS));
        score.push((format!("  place {} by it", pick.place), self.pen.colours.dim));
        lines.push(score);
        if let Some((item, near)) = pick.before {
            let (lambda, sum) = (weights.of(Slider::Variety), weights.sum().max(f64::MIN_POSITIVE));
            let gain = |round: &dyn Fn(f64) -> f64| (1.0 - lambda) * round(pick.score) / sum - lambda * round(near);
            let digits = honest_digits(DIGITS, DIGITS, gain);
            let worth = format!("{} × {}/{}", fixed(1.0 - lambda, 2), fixed(pick.score, digits), typeset::rating(sum));
            lines.push(self.plain(format!("{:8} {worth}", "variety")));
            let less = format!("{:8} - {} × {} = ", "", fixed(lambda, 2), fixed(near, digits));
            let mut line = self.result(less, fixed(gain(&|v| v), DIGITS));
            line.push((format!("  near {}", self.app.name(item)), self.pen.colours.dim));
            lines.push(line);
        }
        lines
    }

    /// What stands behind a value on a scale, where that takes more than a figure.
    fn behind(&self, slider: Slider, pick: &Pick) -> Option<String> {
        let uses = &self.app.snapshot().ratings().names().uses;
        let used = uses.get(self.app.view().user, pick.item);
        let days = |seconds: i64| typeset::compact(seconds as f64 / DAY as f64, 1, 6);
        match slider {
            Slider::Like | Slider::Unlike => Some(format!("  nearest: {}", self.app.name(pick.liked?))),
            Slider::Again => Some(format!("  used {}x", used?.count)),
            Slider::Due => {
                let (used, now) = (used?, self.app.asked().now(uses)?);
                Some(format!("  {} days since, usually {}", days(now - used.last?), days(used.gap?)))
            }
            _ => None,
        }
    }

    /// Where no rating of the user is known: the prediction itself.
    fn uncarried(&self, item: ItemId) -> WorkingPage {
        let (app, mut page) = (self.app, WorkingPage::default());
        if let Some(prediction) = explain::prediction(app.snapshot(), app.view().user, item) {
            page = self.product(&prediction);
        }
        page.head.insert(0, self.dim("no rating is known that could carry it"));
        page
    }

    /// What each of the user's ratings adds to the prediction.
    fn carried(&self, reasons: &Reasons) -> WorkingPage {
        let mut page = WorkingPage::default();
        let colours = self.pen.colours;
        // Where there is room, what is weighed stands beside the rating, if it is something else.
        let wide = self.width >= 60;
        let room = FIGURES[usize::from(wide)];
        let aims = wide && reasons.terms.iter().any(|term| (term.target - term.rating).abs() > 1e-9);
        let heads: &[&str] =
            if aims { &["r", "y", "weight", "adds", "without"] } else { &["r", "weight", "adds", "without"] };
        let name = self.width.saturating_sub(room * heads.len()).clamp(8, 30);
        let heads: String = heads.iter().map(|head| format!("{head:>room$}")).collect();
        page.head.push(self.dim(format!("{:name$}{heads}", "carried by")));
        let sum = |round: &dyn Fn(f64) -> f64| reasons.terms.iter().map(|term| round(term.part())).sum::<f64>();
        let digits = honest_digits(2, DIGITS, |round| round(reasons.base) + sum(round) + round(reasons.rest));
        let names = self.names(reasons.terms.iter().map(|term| term.item.into()), name);
        for (term, called) in reasons.terms.iter().zip(names) {
            let (text, style) = match (term.without, reasons.place) {
                (Some(place), Some(stands)) if place != stands => (format!("#{place}"), colours.warn),
                (Some(_), Some(_)) => ("same".into(), colours.dim),
                _ => (String::new(), colours.dim),
            };
            let figures = (figures(term, aims, digits, room), colours.text);
            page.body.push(vec![(called, colours.name), figures, (format!("{text:>room$}"), style)]);
        }
        let mut pieces = vec![("Σ adds", sum(&|v| v))];
        if reasons.base != 0.0 {
            pieces.insert(0, ("of anyone", reasons.base));
        }
        // What rounding leaves is no rest.
        if reasons.rest.abs() > 5e-10 {
            pieces.push(("rest", reasons.rest));
            page.foot.push(self.dim("rest: P is not what a regression on Q gives"));
        }
        let names: Vec<&str> = pieces.iter().map(|(name, _)| *name).collect();
        page.foot.push(self.plain(format!("r̂ = {}", names.join(" + "))));
        let texts: Vec<String> = pieces.iter().map(|(_, value)| fixed(*value, digits)).collect();
        let before =
            if texts.len() > 1 { format!("{} = ", texts.join(" + ").replace("+ -", "- ")) } else { String::new() };
        page.foot.push(self.result(format!("  = {before}"), fixed(reasons.prediction, DIGITS)));
        page
    }
}

/// The figures of a rating, each in so many columns.
fn figures(term: &Reason, aims: bool, digits: usize, room: usize) -> String {
    let aim = if aims { format!("{:>room$}", fixed(term.target, 2)) } else { String::new() };
    let (weight, part) = (fixed(term.weight, DIGITS), typeset::signed(term.part(), digits, room - 2));
    format!("{:>room$}{aim}{weight:>room$}{part:>room$}", typeset::rating(term.rating))
}
