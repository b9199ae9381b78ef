//! Mixes: the items in clusters by their factors, step by step, each with a name and with what it holds for the user.
//!
//! ```text
//! ╭ Lab ─ mixes: 1,297 items in 6 clusters ────────────────────────────────────╮
//! │ step 12 of 24: 14 items go to a nearer centre                              │
//! │ inertia 812.4 █▅▃▂▁▁▁▁ · 8,427 items with under 20 ratings are left out    │
//! │ ▶ ● 1 Western · Unforgiven      ▇▇▇▇▇▇▇▇ 234  Shane 4.55 · Rio Bravo 4.4 … │
//! │   ▲ 2 Horror · Alien            ▇▇▇      101  The Thing 4.61 · Misery 4.0… │
//! │ more of it than of others: Western 31 of 234, of all 4 %                   │
//! │ for An, of 180 unrated          typical: near the centre                   │
//! │ ▶ Shane                  4.55   Unforgiven                  0.31           │
//! ╰───────────────────────── D U: steps · K J: more, fewer · E: why it stands ─╯
//! ```

mod inertia;

use super::bench::lines;
use crate::{
    app::{App, Of, Viewport, in_sight},
    command::{Command, Nth, Toward, Who},
    data::{ItemId, Side},
    study::{
        mixes::{Mix, Mixes, Step},
        recommend::{Pick, Recommended},
        telling::Telling,
    },
    ui::{certain, facts, pen::Pen, typeset},
};
use ratatui::layout::Rect;

/// How wide the bars are, and their figures.
const BAR: u16 = 8;
const COUNT: u16 = 7;
/// Rows of the plot of the inertia.
const PLOT: u16 = 8;
/// From so many columns on, the plot stands beside the lists.
const ABREAST: u16 = 100;
/// A recommendation that is cut has so many columns at the least.
const LEGIBLE: u16 = 24;
/// The least rows of the lists below the mixes, with their heads.
const LISTS: u16 = 4;

/// Draws the experiment.
pub(super) fn draw(app: &App, pen: &mut Pen, area: Rect) {
    let (mixes, ranked) = (app.mixes(), app.ranked());
    let step = mixes.as_ref().and_then(|mixes| mixes.steps.get(app.mix_step(mixes)));
    let title = match (&mixes, step) {
        (Some(mixes), Some(step)) => {
            let (items, count) = (mixes.items.len(), step.mixes.len());
            let clusters = if count == 1 { "1 cluster".into() } else { format!("{count} clusters") };
            format!("Lab ─ mixes: {} item{} in {clusters}", typeset::count(items), if items == 1 { "" } else { "s" })
        }
        _ => "Lab ─ mixes".into(),
    };
    let inner = pen.panel(area, &title);
    let body = Rect { x: inner.x + 1, width: inner.width.saturating_sub(2), ..inner };
    let next = if app.on_path() { "" } else { "page-down: next user · " };
    let notes = [next, ""].map(|next| format!("D U: step on, back · K J: more, fewer · {next}E: why"));
    pen.footnote(area, notes.iter().find(|note| pen.width(note) + 4 <= area.width).unwrap_or(&notes[1]));
    if body.width < 30 || body.height < 3 {
        return;
    }
    let Some(mixes) = mixes else { return pen.waits(inner) };
    let Some(step) = mixes.steps.get(app.mix_step(&mixes)) else {
        let none = match app.least(Side::Items) {
            0 | 1 => "no item can be put into a mix".into(),
            least => format!("no item that is looked at has {least} ratings: A asks for fewer"),
        };
        lines(pen, body, &none, body.height, pen.colours.warn);
        return;
    };
    let lists = ranked.as_ref().map(|ranked| app.picks_of_mixes(&mixes, ranked));
    let scene = Scene { app, mixes: &mixes, step, ranked: ranked.as_ref(), lists };
    scene.draw(pen, body);
}

/// What is drawn.
struct Scene<'a> {
    app: &'a App,
    mixes: &'a Mixes,
    step: &'a Step,
    ranked: Option<&'a Of<Recommended>>,
    /// What each mix holds for the user, once that is known.
    lists: Option<Vec<Vec<&'a Pick>>>,
}

/// An area without its first rows.
fn below(area: Rect, rows: u16) -> Rect {
    let rows = rows.min(area.height);
    Rect { y: area.y + rows, height: area.height - rows, ..area }
}

impl Scene<'_> {
    fn draw(&self, pen: &mut Pen, area: Rect) {
        let count = self.step.mixes.len() as u16;
        // Two lines each where the lists below still have their room.
        let each = if area.height >= 3 + 2 * count + LISTS { 2 } else { 1 };
        let plain = 2 + each * count + 1 + LISTS;
        let abreast = area.width >= ABREAST && area.height >= 2 + each * count + PLOT;
        let plotted = abreast || area.height >= plain + PLOT + 4;
        self.head(pen, area, !plotted);
        let rest = below(area, 2);
        self.rows(pen, Rect { height: rest.height.min(each * count), ..rest }, each);
        let mut rest = below(rest, each * count);
        if rest.height > LISTS + 2 {
            rest = below(rest, 1);
        }
        if abreast {
            let width = rest.width * 2 / 5;
            let area = Rect { x: rest.right() - width, width, height: rest.height.min(2 * PLOT), ..rest };
            inertia::plot(pen, self.app.mix_step(self.mixes), self.mixes, area);
            rest.width -= width + 3;
        } else if plotted {
            let area = Rect { y: rest.bottom() - PLOT, height: PLOT, ..rest };
            inertia::plot(pen, self.app.mix_step(self.mixes), self.mixes, area);
            rest.height -= PLOT + 1;
        }
        self.chosen(pen, rest);
    }

    /// What the step did, how far the inertia has fallen, and what is left out.
    fn head(&self, pen: &mut Pen, area: Rect, small: bool) {
        let colours = pen.colours;
        pen.text(area.x, area.y, area.width, &self.app.told_of_step(self.mixes), colours.title);
        let (at, y) = (self.app.mix_step(self.mixes), area.y + 1);
        let inertia = |step: &Step| step.clustered.inertia;
        let now = inertia(self.step);
        let mut x = pen.text(area.x, y, area.width, &format!("inertia {}", typeset::error(now)), colours.text);
        let falls = |since: usize| {
            let before = inertia(&self.mixes.steps[since]);
            let by = if before > 0.0 { 100.0 * (1.0 - now / before).max(0.0) } else { 0.0 };
            if by < 0.05 { "0 %".into() } else { format!("-{} %", typeset::fixed(by, 1)) }
        };
        if small {
            let all: Vec<f64> = self.mixes.steps.iter().map(inertia).collect();
            let signs = inertia::bars(&all, (area.width / 5).clamp(4, 24), pen.ascii);
            // The step that is looked at stands out.
            let here = at * signs.len().saturating_sub(1) / (all.len() - 1).max(1);
            x += 1;
            for (n, sign) in signs.iter().enumerate() {
                let style = if n == here { colours.cursor } else { colours.train };
                x = pen.text(x, y, area.right().saturating_sub(x), &sign.to_string(), style);
            }
        } else if let Some(before) = at.checked_sub(1) {
            let text = format!(", {} by this step, {} in all", falls(before), falls(0));
            x = pen.text(x, y, area.right().saturating_sub(x), &text, colours.dim);
        }
        let room = area.right().saturating_sub(x);
        let new = if has_learned(self.app) { "" } else { "nothing learned yet · " };
        let notes = [(new, true), (new, false), ("", false)];
        let notes = notes.map(|(new, long)| format!(" · {new}{}", self.left_out(long)));
        let notes = notes.map(|note| note.trim_end_matches(" · ").to_string());
        if let Some(note) = notes.iter().find(|note| pen.width(note) <= room).filter(|note| !note.is_empty()) {
            pen.text(x, y, room, note, colours.dim);
        }
    }

    /// What is left out and why, at length or in short; or that there are fewer mixes than were asked for.
    fn left_out(&self, long: bool) -> String {
        let (count, asked) = (self.step.mixes.len(), self.mixes.mixing.count);
        let least = self.mixes.mixing.among.least(Side::Items);
        match (self.mixes.left_out, long) {
            (0, _) if count < asked => format!("no {asked} mixes: {count} places differ"),
            (0, _) => String::new(),
            (out, true) if least > 1 && self.mixes.mixing.among.only.is_all() => {
                format!("{} items with under {least} ratings left out (A)", typeset::count(out))
            }
            (out, _) => format!("{} items left out", typeset::count(out)),
        }
    }

    /// A line or two for each mix.
    fn rows(&self, pen: &mut Pen, area: Rect, each: u16) {
        let (app, colours) = (self.app, pen.colours);
        let cursor = app.mix_under_cursor(self.mixes);
        let visible = usize::from(area.height / each).max(1);
        let first = in_sight(0, cursor, visible, self.step.mixes.len());
        pen.drawn.viewport = Some(Viewport { rows: visible, columns: 1 });
        // With two lines a name has all the room that the bar leaves.
        let room = if each == 2 { area.width.saturating_sub(6 + BAR + COUNT + 2).min(64) } else { area.width * 2 / 5 };
        let names = called(app, pen, &self.step.mixes, room);
        let wide = names.iter().map(|name| pen.width(name)).max().unwrap_or(0);
        let largest = self.step.mixes.iter().map(|mix| mix.size).max().unwrap_or(1).max(1);
        for ((n, mix), y) in
            self.step.mixes.iter().enumerate().skip(first).take(visible).zip((area.y..).step_by(each.into()))
        {
            let row = Rect { y, height: each.min(area.bottom().saturating_sub(y)), ..area };
            let here = n == cursor;
            if here {
                pen.style(Rect { height: 1, ..row }, colours.cross);
            }
            let (mark, style) = facts::mark(pen, Some(n));
            let sign = if here { "▶ " } else { "  " };
            let number = format!(" {} ", n + 1);
            let x = pen.pieces(
                area.x,
                y,
                area.width,
                &[(sign, colours.key), (&mark.to_string(), style), (&number, colours.dim)],
            );
            let name = if here { colours.cursor } else { colours.name };
            pen.text(x, y, wide, &names[n], name);
            let bar = x + wide + 1;
            let part = mix.size as f64 / largest as f64;
            let cells = ((part * f64::from(BAR)).round() as u16).max(u16::from(mix.size > 0));
            pen.text(bar, y, BAR, &if pen.ascii { "#" } else { "▇" }.repeat(usize::from(cells)), style);
            pen.text_right(bar + BAR + COUNT - 1, y, COUNT - 1, &typeset::count(mix.size), colours.text);
            let (from, line) = if each == 2 { (x, y + 1) } else { (bar + BAR + COUNT + 1, y) };
            self.first_picks(pen, (from, line, area.right().saturating_sub(from)), n, here && each == 1);
            pen.click_and_wheel(
                row,
                Command::Mix(Nth::at(n)),
                Command::Move(Toward::Up, 1),
                Command::Move(Toward::Down, 1),
            );
        }
    }

    /// What a mix holds for the user, as much as has room; from the item under the cursor on where `follows`.
    fn first_picks(&self, pen: &mut Pen, (x, y, width): (u16, u16, u16), mix: usize, follows: bool) {
        let Some(picks) = self.lists.as_ref().and_then(|lists| lists.get(mix)) else { return };
        let (app, colours) = (self.app, pen.colours);
        let first = if follows { app.place_in_mix(picks) } else { 0 };
        let end = x + width;
        let mut at = x;
        let shown: Vec<&Pick> = picks.iter().copied().skip(first).take(usize::from(width / 8)).collect();
        let names: Vec<&str> = shown.iter().map(|pick| app.name(pick.item)).collect();
        let names = pen.names(&names, width.saturating_sub(6).min(32));
        for (pick, name) in shown.iter().zip(&names) {
            let value = format!(" {}", typeset::compact(pick.prediction, 2, 5));
            let before = if at == x { "" } else { " · " };
            let needed = pen.width(before) + pen.width(name) + pen.width(&value);
            // What has no room is cut, as long as something of it is left to read.
            if at > x && at + needed.min(LEGIBLE) > end {
                break;
            }
            let name_room = end.saturating_sub(at + pen.width(before) + pen.width(&value));
            at = pen.pieces(at, y, end - at, &[(before, colours.dim)]);
            at = pen.text(at, y, name_room, name, colours.text);
            at = pen.text(at, y, end.saturating_sub(at), &value, colours.missing);
        }
        if picks.is_empty() {
            pen.text(x, y, width, "nothing unrated", colours.dim);
        }
    }

    /// The mix under the cursor: its words, what it holds for the user, what is typical of it.
    fn chosen(&self, pen: &mut Pen, area: Rect) {
        let (app, colours) = (self.app, pen.colours);
        let at = app.mix_under_cursor(self.mixes);
        let Some(mix) = self.step.mixes.get(at).filter(|_| area.height > 0) else { return };
        let (mark, style) = facts::mark(pen, Some(at));
        let said = self.words(mix);
        pen.pieces(area.x, area.y, area.width, &[(&mark.to_string(), style), (" ", colours.dim), (&said, colours.dim)]);
        let lists = below(area, 1);
        if lists.height < 2 {
            return;
        }
        let width = lists.width.saturating_sub(3) / 2;
        self.picks(pen, Rect { width, ..lists }, at);
        self.typical(pen, Rect { x: lists.right() - width, width, ..lists }, mix);
    }

    /// The words that are too many in a mix to have come by chance, in a line.
    fn words(&self, mix: &Mix) -> String {
        let facts = self.app.facts();
        let said = |t: &Telling| {
            let share = 100.0 * t.all as f64 / t.of as f64;
            let share = if share < 1.0 { "<1".into() } else { format!("{share:.0}") };
            format!("{} {} of {}, all {share} %", facts.word(t.word).text, t.here, t.end)
        };
        match mix.words.is_empty() {
            true if facts.all().len() == 0 => "named by its items: no words are known of these".into(),
            true => "no word is in it more often than chance would have it".into(),
            false => mix.words.iter().map(said).collect::<Vec<_>>().join(" · "),
        }
    }

    /// The list for the user.
    fn picks(&self, pen: &mut Pen, area: Rect, mix: usize) {
        let (app, colours) = (self.app, pen.colours);
        let user = certain::fit(app.name(app.view().user), usize::from(area.width / 2), "…");
        let list = self.lists.as_ref().and_then(|lists| lists.get(mix));
        let Some((ranked, picks)) = self.ranked.zip(list) else {
            pen.text(area.x, area.y, area.width, &format!("for {user}"), colours.name);
            return;
        };
        let kind = if ranked.asked.rated { "items" } else { "unrated" };
        let head = format!("for {user}, of {} {kind}", typeset::count(picks.len()));
        pen.text(area.x, area.y, area.width, &head, colours.name);
        let visible = usize::from(area.height - 1);
        let cursor = app.place_in_mix(picks);
        let first = in_sight(0, cursor, visible, picks.len());
        let shown: Vec<&Pick> = picks.iter().copied().skip(first).take(visible).collect();
        let entries = shown.iter().map(|pick| (pick.item, typeset::compact(pick.prediction, 2, 6)));
        self.list(pen, below(area, 1), entries.collect(), Some(cursor.saturating_sub(first)));
    }

    /// What is typical.
    fn typical(&self, pen: &mut Pen, area: Rect, mix: &Mix) {
        let heads = ["typical: nearest to the centre", "nearest to the centre", "typical"];
        let head = heads.iter().find(|head| pen.width(head) <= area.width).unwrap_or(&heads[2]);
        pen.text(area.x, area.y, area.width, head, pen.colours.name);
        let shown = mix.typical.iter().take(usize::from(area.height - 1));
        let entries = shown.map(|(item, distance)| (*item, typeset::compact(*distance, 3, 6))).collect();
        self.list(pen, below(area, 1), entries, None);
    }

    /// Items with a figure each.
    fn list(&self, pen: &mut Pen, area: Rect, entries: Vec<(ItemId, String)>, cursor: Option<usize>) {
        let (app, colours) = (self.app, pen.colours);
        let names: Vec<&str> = entries.iter().map(|(item, _)| app.name(*item)).collect();
        let names = pen.names(&names, area.width.saturating_sub(2 + 7));
        for (((n, (item, figure)), name), y) in entries.iter().enumerate().zip(&names).zip(area.y..area.bottom()) {
            let row = Rect { y, height: 1, ..area };
            let here = cursor == Some(n) && *item == app.view().item;
            if here {
                pen.style(row, colours.cross);
            }
            pen.text(area.x, y, 1, if here { "▶" } else { " " }, colours.key);
            let style = if here { colours.cursor } else { colours.text };
            pen.text(area.x + 2, y, area.width.saturating_sub(9), name, style);
            pen.text_right(area.right(), y, 6, figure, colours.missing);
            pen.click(row, Command::SelectItem(Who::Number(item.index() + 1)));
        }
    }
}

/// What mixes are called, in so many columns: where they are cut, something of both parts is left.
fn called(app: &App, pen: &Pen, mixes: &[Mix], room: u16) -> Vec<String> {
    let parts: Vec<[String; 2]> = mixes.iter().map(|mix| mix.parts(app.snapshot().ratings())).collect();
    let part = |n: usize| parts.iter().map(|parts| parts[n].as_str()).collect::<Vec<_>>();
    let widest = |n: usize| part(n).iter().map(|name| pen.width(name)).max().unwrap_or(0);
    let both = room.saturating_sub(3);
    let left = widest(0).min((both / 2).max(both.saturating_sub(widest(1))));
    let (firsts, seconds) = (pen.names(&part(0), left), pen.names(&part(1), both - left));
    let joined =
        |(first, second): (String, String)| if second.is_empty() { first } else { format!("{first} · {second}") };
    firsts.into_iter().zip(seconds).map(joined).collect()
}

/// Whether anything was learned, or given: factors that are drawn by chance lie in no clusters that mean anything.
fn has_learned(app: &App) -> bool {
    app.snapshot().position.step > 0 || app.snapshot().source.was_given(Side::Items)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::map::tests::{drawn, played};

    #[test]
    fn a_click_on_a_mix_looks_into_it_and_one_on_an_item_selects_it() {
        let mut app = played("step pass 5; select-user Diego; lab mixes");
        let click = |app: &App, text: &str| {
            let (rows, hits) = drawn(app, (80, 30), draw);
            let y = rows.iter().position(|row| row.contains(text)).expect("a row");
            let at = rows[y].find(text).map(|at| rows[y][..at].chars().count()).expect("text");
            hits.click((at as u16, y as u16).into()).expect("a click").to_string()
        };
        assert_eq!(click(&app, "▲ 2 "), "mix 2");
        app.script("mix 2").expect("a command");
        let mixes = app.mixes().expect("it is small");
        assert_eq!(app.mix_under_cursor(&mixes), 1);
        let typical = mixes.steps[app.mix_step(&mixes)].mixes[1].typical[0].0;
        let (rows, hits) = drawn(&app, (80, 30), draw);
        let y = rows.iter().position(|row| row.contains("typical: ")).expect("a list") + 1;
        assert!(rows[y].contains(app.name(typical)));
        let line = hits.click((60, y as u16).into()).expect("a click").to_string();
        assert_eq!(line, format!("select-item #{}", typical.index() + 1));
    }
}
