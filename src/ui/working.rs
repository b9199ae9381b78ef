//! The Working panel, beside every screen: the arithmetic of what was just done, or of what is selected.
//!
//! ```text
//! ╭─ Working ─ An × Ommazh ──────────────────╮
//! │ r̂ = P[1]·Q[1]                            │
//! │   = (-1.600)(-1.440) + (-1.080)(-2.320)  │
//! │   = 2.304 + 2.506 = 4.810                │
//! │ e = r̂ - r = 4.810 - 5 = -0.190           │
//! ╰──────────────────────────────────────────╯
//! ```
//!
//! What is long is written as a table whose lines can be paged through. Digits are added until a calculator, fed with the
//! numbers shown, gives the result shown.

mod basis;
mod between;
mod conjugate;
mod errors;
mod prediction;
mod preference;
mod recommended;
mod regression;
mod step;
mod within;
mod worked;

use super::{pen::Pen, typeset};
use crate::{
    app::{App, Explained},
    command::{Command, Way, Working},
    data::Entity,
    model::{Arithmetic, Touched},
    study::{Change, What, explain},
};
use ratatui::{layout::Rect, style::Style};

/// A line: pieces, each in its own style.
type Pieces = Vec<(String, Style)>;

/// What is to be written: a head and a foot that stand, a body that is paged through before the foot, and what is left out
/// where there is little room, before the foot and after it.
#[derive(Default)]
struct WorkingPage {
    title: String,
    head: Vec<Pieces>,
    body: Vec<Pieces>,
    extra: Vec<Pieces>,
    /// How many lines at the beginning of that are worth more than most of the body.
    equations: usize,
    foot: Vec<Pieces>,
    after: Vec<Pieces>,
    /// What a line of the body is: "terms", "ratings".
    what: &'static str,
}

impl WorkingPage {
    /// The least of the foot that is in sight: what comes out, and its error.
    const LEAST: usize = 2;

    /// Where head and foot leave no room, the foot begins in the body: all of it can be paged to, and what comes out stands.
    fn fit(&mut self, height: usize) {
        let wanted = self.head.len() + self.body.len().min(1) + self.foot.len();
        let over = wanted.saturating_sub(height).min(self.foot.len().saturating_sub(Self::LEAST));
        if over > 0 {
            // A long foot would leave the body a line at a time.
            let over = if over > height / 2 { self.foot.len() - Self::LEAST } else { over };
            self.body.extend(self.foot.drain(..over));
            self.what = "lines";
        }
    }

    /// How much of what is extra has room: all of it beside a part of the body, or at the least the equations beside a line or two.
    fn extra(&self, height: usize) -> usize {
        let beside =
            |lines: usize| height.saturating_sub(self.head.len() + self.foot.len() + self.body.len().min(lines));
        match self.extra.len() {
            all if all <= beside(4) => all,
            all if self.equations > 0 && self.equations <= beside(1) => all.min(beside(2).max(self.equations)),
            _ => 0,
        }
    }
}

/// Draws the panel.
pub(super) fn draw(app: &App, pen: &mut Pen, area: Rect) {
    if app.covers_something() {
        let inner = pen.panel(area, "Working");
        return pen.covered(inner);
    }
    let width = usize::from(area.width.saturating_sub(4));
    let mut page = page(app, pen, width);
    let inner = pen.panel(area, &format!("Working ─ {}", page.title));
    pen.click_and_wheel(inner, Command::Working(None), Command::Terms(Way::Previous), Command::Terms(Way::Next));
    let height = usize::from(inner.height);
    page.fit(height);
    let fixed = page.head.len() + page.foot.len();
    let extra = &page.extra[..page.extra(height)];
    let room = height.saturating_sub(fixed + extra.len());
    let pages = page.body.len().div_ceil(room.max(1)).max(1);
    pen.drawn.pages = Some(pages);
    let at = app.view().look.terms.min(pages - 1);
    let body = page.body.iter().skip(at * room).take(room);
    let lines = page.head.iter().chain(body).chain(extra).chain(&page.foot).chain(&page.after).take(height);
    for (line, y) in lines.zip(inner.y..) {
        let pieces: Vec<(&str, Style)> = line.iter().map(|(text, style)| (text.as_str(), *style)).collect();
        pen.pieces(inner.x + 1, y, inner.width.saturating_sub(1), &pieces);
    }
    let mut note = match app.view().look.working {
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

/// Draws arithmetic where another screen has room for it: as many of its terms as there is room for.
pub(super) fn arithmetic(app: &App, pen: &mut Pen, area: Rect, working: &Arithmetic) {
    let mut page = Writer { app, pen, width: usize::from(area.width) }.worked(String::new(), working);
    let height = usize::from(area.height);
    page.fit(height);
    let room = height.saturating_sub(page.head.len() + page.foot.len());
    let lines = page.head.iter().chain(page.body.iter().take(room)).chain(&page.foot).take(height);
    for (line, y) in lines.zip(area.y..) {
        let pieces: Vec<(&str, Style)> = line.iter().map(|(text, style)| (text.as_str(), *style)).collect();
        pen.pieces(area.x, y, area.width, &pieces);
    }
}

/// The page of what is explained.
fn page(app: &App, pen: &Pen, width: usize) -> WorkingPage {
    let writer = Writer { app, pen, width };
    match app.explained() {
        Explained::Regression(_) | Explained::Gradient(_) | Explained::Errors
            if app.snapshot().ratings().is_empty() =>
        {
            writer.without_ratings()
        }
        Explained::Prediction => writer.prediction(),
        Explained::Regression(of) => writer.regression(of),
        Explained::Gradient(at) => writer.gradient(at),
        Explained::RatingStep(i, j, at) => match explain::rating_step(app.snapshot(), i, j, at) {
            Some(gradient) => writer.step(&gradient, true),
            None => writer.prediction(),
        },
        Explained::Errors => writer.errors(),
        Explained::Step(touched) => writer.worked_step(touched),
        Explained::Change(change) => writer.change(change),
        Explained::Recommended => writer.recommended(),
        Explained::Within(corners) => writer.within(corners),
        Explained::Between => writer.between(),
    }
}

struct Writer<'a, 'b> {
    app: &'a App,
    pen: &'a Pen<'b>,
    width: usize,
}

impl Writer<'_, '_> {
    fn plain(&self, text: impl Into<String>) -> Pieces {
        vec![(text.into(), self.pen.colours.text)]
    }

    fn dim(&self, text: impl Into<String>) -> Pieces {
        vec![(text.into(), self.pen.colours.dim)]
    }

    fn result(&self, before: impl Into<String>, result: impl Into<String>) -> Pieces {
        vec![(before.into(), self.pen.colours.text), (result.into(), self.pen.colours.key)]
    }

    /// What stands there until it is worked out.
    fn waits(&self, title: String) -> WorkingPage {
        WorkingPage { title, head: vec![self.dim("this is being worked out")], ..WorkingPage::default() }
    }

    fn fits(&self, text: &str) -> bool {
        usize::from(self.pen.width(text)) <= self.width
    }

    /// The names of a table, of at most `most` columns, padded to that width.
    fn names(&self, of: impl Iterator<Item = Entity>, most: usize) -> impl Iterator<Item = String> {
        let names: Vec<&str> = of.map(|of| self.app.name(of)).collect();
        let pad = move |name: String, wide: u16| name + &" ".repeat(most.saturating_sub(wide.into()));
        let names = self.pen.names(&names, u16::try_from(most).unwrap_or(u16::MAX));
        names.into_iter().map(move |name| {
            let wide = self.pen.width(&name);
            pad(name, wide)
        })
    }

    /// A rating as it stands in a table; one that is missing and taken as 0 is marked as that.
    fn rating(&self, value: f64, assumed: bool) -> String {
        format!("{}{}", typeset::rating(value), if assumed { "?" } else { "" })
    }

    /// What that mark means, where it stands.
    fn zeros(&self, any: bool) -> Option<Pieces> {
        any.then(|| self.dim("0? is missing, and counts as a rating of 0"))
    }

    /// What the last step was, and what the next one will be, in words.
    fn last_step(&self) -> Vec<Pieces> {
        let (unit, pass) = self.app.snapshot().options.method.words();
        let last = self.app.snapshot().last.as_ref().map(|done| match done.what {
            What::Start if self.app.snapshot().factors().is_none() => {
                "this is the start: nothing is learned yet".into()
            }
            What::Start if self.given() => "this is the start: the factors that were given".into(),
            What::Start => "this is the start: random factors".into(),
            What::Unit(touched) => format!("the last step was {}", self.touched(touched, unit)),
            What::Half(over) => format!("the last half-step went over all {over}"),
            What::Pass => format!("the last step was a whole {pass}"),
            What::Change(_) => "the last step was a change".into(),
        });
        // Without ratings there are no steps.
        let next = self.app.snapshot().next.filter(|_| !self.app.snapshot().ratings().is_empty());
        let next = next.map(|touched| format!("next: {}", self.touched(touched, unit)));
        last.into_iter().chain(next).map(|text| self.dim(text)).collect()
    }

    /// Whether the factors of both sides were given, and none drawn.
    fn given(&self) -> bool {
        let given = &self.app.snapshot().source.given;
        given.p.is_some() && given.q.is_some()
    }

    fn touched(&self, touched: Touched, unit: &str) -> String {
        match touched {
            Touched::Row(of) => format!("the {unit} of {}", self.app.name(of)),
            Touched::Parameter(at) => format!("{} of {}", typeset::symbol(at), self.app.name(at.of)),
            Touched::Rating(i, j) | Touched::Rated(i, j) => {
                format!("the {unit} of {} for {}", self.app.name(i), self.app.name(j))
            }
        }
    }

    fn cell_symbol(&self, side: crate::data::Side, z: usize) -> String {
        match side {
            crate::data::Side::Users => format!("P[·,{}]", z + 1),
            crate::data::Side::Items => format!("Q[{},·]", z + 1),
        }
    }

    fn change(&self, change: Change) -> WorkingPage {
        let mut page = self.prediction();
        let text = match change {
            Change::Set(setting) => format!("changed: {setting}; from here on with the present factors"),
            Change::Rate(i, j, Some(value)) => {
                format!("changed: {} now gives {} {}", self.app.name(i), self.app.name(j), typeset::rating(value))
            }
            Change::Rate(i, j, None) => format!("changed: {} no longer rates {}", self.app.name(i), self.app.name(j)),
            Change::Factor(at, value) => {
                format!(
                    "changed by hand: {} of {} is now {}",
                    typeset::symbol(at),
                    self.app.name(at.of),
                    typeset::fixed(value, 3)
                )
            }
            Change::Join(_, ref name) => format!("{name} joined, of whom nothing is known yet: rate to change that"),
            Change::Basis(x, y, basis) => return self.basis(x, y, basis),
        };
        page.head.insert(0, vec![(text, self.pen.colours.good)]);
        let method = self.app.snapshot().options.method;
        let follows = match change {
            Change::Rate(..) => method.content().is_some(),
            Change::Factor(at, _) => !method.fits(at.of.side()),
            _ => false,
        };
        if follows {
            page.head.insert(1, self.dim("with that all regressions were done anew"));
        } else if let Change::Rate(i, j, _) = change {
            let source = &self.app.snapshot().source;
            let newcomers = [Entity::from(i), j.into()].into_iter().filter(|of| source.is_newcomer(*of));
            let folded = newcomers.map(|of| self.dim(format!("{} alone was worked out anew", self.app.name(of))));
            page.head.splice(1..1, folded);
        }
        page
    }
}
