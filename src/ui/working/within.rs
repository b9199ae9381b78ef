//! What those in the box on the map have in common.

use super::{Pieces, WorkingPage, Writer};
use crate::{
    data::{Entity, Side},
    study::within::{Corners, Within},
    ui::{
        meaning::{percent, probability},
        typeset::{compact, count, fixed},
    },
};

/// How many words are told at the most, and how many of those who are in the box.
const MOST: (usize, usize) = (6, 500);

impl Writer<'_, '_> {
    pub(super) fn within(&self, corners: Corners) -> WorkingPage {
        let side = self.app.view().side;
        let Some(within) = self.app.within(corners) else { return self.waits(format!("the {side} in the box")) };
        let (here, all) = (count(within.members.len()), count(within.all));
        let title = format!("in the box: {here} of {all} {side}");
        let mut page = WorkingPage { title, what: "lines", ..WorkingPage::default() };
        if self.app.has_axes() {
            let range = |(from, to): (f64, f64)| format!("{} to {}", compact(from, 2, 7), compact(to, 2, 7));
            page.head.push(self.dim(format!("x {}, y {}", range(corners.across()), range(corners.up()))));
        }
        if within.members.is_empty() {
            page.head.push(self.plain(format!("none of the {side} lies in it")));
            return page;
        }
        page.head.extend(self.rated(&within));
        page.head.extend(self.dated(&within));
        page.body.extend(self.words(&within));
        page.body.extend(self.members(&within));
        page
    }

    /// How they are rated.
    fn rated(&self, within: &Within) -> Option<Pieces> {
        let (mean, usual) = within.mean.zip(within.usual)?;
        let mut line = self.result("mean rating ", fixed(mean, 2));
        let ratings = count(within.ratings);
        let ways = [
            format!(" of {ratings} ratings; of all {}", fixed(usual, 2)),
            format!(" of {ratings}; all {}", fixed(usual, 2)),
        ];
        let fits = |way: &&String| self.fits(&format!("mean rating 0.00{way}"));
        let said = ways.iter().find(fits).unwrap_or(&ways[1]).clone();
        line.push((said, self.pen.colours.dim));
        Some(line)
    }

    /// When they came out.
    fn dated(&self, within: &Within) -> Option<Pieces> {
        let [first, half, last] = within.years?;
        let of = match within.members.len() - within.dated {
            0 => String::new(),
            unknown => format!("; of {unknown} the year is not known"),
        };
        Some(self.plain(match first == last {
            true => format!("of {first}{of}"),
            false => format!("of {first} to {last}, half of them until {half}{of}"),
        }))
    }

    /// The words that are too many among them to have come by chance.
    fn words(&self, within: &Within) -> Vec<Pieces> {
        let facts = self.app.facts();
        let line = |telling: &crate::study::telling::Telling| {
            let (word, all) = (&facts.word(telling.word).text, percent(telling));
            let name = (format!("{word} "), self.pen.colours.name);
            let share = (format!("{} of {}, all {all} %", telling.here, telling.end), self.pen.colours.text);
            vec![name, share, (format!("  p {}", probability(telling.chance)), self.pen.colours.key)]
        };
        let head = match (within.words.is_empty(), facts.all().len() == 0) {
            _ if within.side == Side::Users => return Vec::new(),
            (true, true) => "no words are known of these items",
            (true, false) => "no word is there too often for chance",
            (false, _) => "words too many to have come by chance",
        };
        [self.dim(head)].into_iter().chain(within.words.iter().take(MOST.0).map(line)).collect()
    }

    /// Who they are, with how many ratings and their mean.
    fn members(&self, within: &Within) -> Vec<Pieces> {
        let ratings = &self.app.snapshot().source.split.train;
        let name = self.width.saturating_sub(14).clamp(8, 40);
        let head = format!("{:name$}{:>8}{:>6}", "most rated", "ratings", "mean");
        let shown = within.members.iter().take(MOST.1);
        let line = |(of, called): (&Entity, String)| {
            let mean = match *of {
                Entity::User(user) => ratings.user(user).mean(),
                Entity::Item(item) => ratings.item(item).mean(),
            };
            let figures = format!("{:>8}{:>6}", count(ratings.degree(*of)), mean.map_or("-".into(), |m| fixed(m, 2)));
            let own = if *of == self.app.selected() { self.pen.colours.cursor } else { self.pen.colours.name };
            vec![(called, own), (figures, self.pen.colours.text)]
        };
        let names = self.names(shown.clone().copied(), name);
        [self.dim(head)].into_iter().chain(shown.zip(names).map(line)).collect()
    }
}
