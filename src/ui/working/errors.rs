//! The error as the sum of its terms, the largest first.

use super::{WorkingPage, Writer};
use crate::{
    model::Model,
    ui::typeset::{self, fixed},
};

impl Writer<'_, '_> {
    pub(super) fn errors(&self) -> WorkingPage {
        let app = self.app;
        let here = &app.snapshot().here;
        let preferences = matches!(*app.snapshot().model, Model::Preferences(_));
        let count = here.train.count;
        let title = format!("the error: {} terms", typeset::count(count));
        let Some(terms) = app.squared_errors() else { return self.waits(title) };
        let mut page = WorkingPage { title, what: "terms", ..WorkingPage::default() };
        page.head.push(self.plain(match preferences {
            true => "SSE = Σ (r̂ - p)² over the known preferences, largest first",
            false => "SSE = Σ (r̂ - r)² over the known ratings, largest first",
        }));
        let name = (self.width.saturating_sub(26) / 2).clamp(5, 16);
        let users = self.names(terms.iter().map(|term| term.user.into()), name);
        let items = self.names(terms.iter().map(|term| term.item.into()), name);
        for ((term, user), item) in terms.iter().zip(users).zip(items) {
            page.body.push(vec![
                (format!("{user} {item} "), self.pen.colours.name),
                (format!("({} - {})²", fixed(term.prediction, 3), typeset::rating(term.rating)), self.pen.colours.text),
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
        if app.snapshot().source.filled.is_some() {
            page.foot.push(self.plain(format!(
                "objective = SSE + cells taken as 0 + penalty = {} + {} + {} = {}",
                typeset::error(here.train.sse),
                typeset::error(here.zeros),
                typeset::error(here.penalty),
                typeset::error(here.objective())
            )));
        } else if here.penalty > 0.0 {
            page.foot.push(self.plain(format!(
                "objective = SSE + {} = {} + {} = {}",
                if preferences { "confidence, holes, penalty" } else { "penalty" },
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
}
