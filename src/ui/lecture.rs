//! The Lecture screen: a page of text, and the live program beside it, or below it on a narrow terminal.
//!
//! ```text
//! ╭ 5 Gradient descent ─────────────╮╭ Factorise ─ R̃ = P·Q ───────────────╮
//! │ One parameter at a time         ││   the same panels as everywhere    │
//! │                                 ││                                    │
//! │ Take Diego's first factor, …    │├ Working ─ P[4,1] of Diego ─────────┤
//! │ ▸ What is P[4,1] after a step?  ││                                    │
//! │   > 1.2▏                        ││                                    │
//! ╰──── page 6 of 11 · 3 answered ──╯╰────────────────────────────────────╯
//! ```

use super::{
    notes,
    pen::Pen,
    plot,
    prose::{TextLine, Writer},
    stage::screen,
    working,
};
use crate::{
    app::{App, Sheets},
    command::{Command, Panel, Screen, Turn},
    lesson::Block,
};
use ratatui::layout::{Constraint, Layout, Position, Rect};

/// From this width on the text stands beside the program.
const WIDE: u16 = 104;
/// Lines that the program needs below the text: the grid of the lecture.
const BELOW: u16 = 11;

/// Draws the screen.
pub(super) fn draw(app: &App, pen: &mut Pen, body: Rect) {
    if app.lecture().follows() && !app.lecture().is_left() {
        return notes::draw(app, pen, body);
    }
    let panel = match app.spread().panel {
        // Whoever explores wants to see something.
        Panel::None if app.lecture().is_left() => Panel::Both,
        panel => panel,
    };
    let wide = body.width >= WIDE;
    let (page, live) = match (panel, wide) {
        (Panel::None, _) => (body, None),
        (_, true) => {
            let width = (body.width * 45 / 100).clamp(48, 76);
            let [page, live] = Layout::horizontal([Constraint::Length(width), Constraint::Fill(1)]).areas(body);
            (page, Some(live))
        }
        (_, false) => {
            let below = BELOW.max(body.height / 2);
            let [page, live] = Layout::vertical([Constraint::Fill(1), Constraint::Length(below)]).areas(body);
            (page, Some(live))
        }
    };
    // The text comes last: what it says of the screen is said when the screen is there.
    if let Some(live) = live {
        self::live(app, pen, live, if wide { panel } else { one_of(panel) });
    }
    text(app, pen, page, wide);
}

/// Where there is room for one thing only.
fn one_of(panel: Panel) -> Panel {
    if panel == Panel::Both { Panel::View } else { panel }
}

/// Draws what stands beside the text, where anything does.
pub(super) fn beside(app: &App, pen: &mut Pen, area: Rect) -> bool {
    let panel = app.spread().panel;
    if panel != Panel::None {
        live(app, pen, area, panel);
    }
    panel != Panel::None
}

/// The program beside the text.
fn live(app: &App, pen: &mut Pen, area: Rect, panel: Panel) {
    let halves = |top: Constraint| Layout::vertical([top, Constraint::Fill(1)]).areas::<2>(area);
    match panel {
        Panel::None | Panel::View => screen(app, pen, area),
        Panel::Both if app.stands_alone() => screen(app, pen, area),
        Panel::Working => working::draw(app, pen, area),
        // Train is the curve itself: nothing is drawn twice.
        Panel::Curve if app.live() == Screen::Train => screen(app, pen, area),
        Panel::Curve if area.height < 20 => plot::panel(app, pen, area),
        Panel::Curve => {
            let [view, curve] = halves(Constraint::Percentage(58));
            screen(app, pen, view);
            plot::panel(app, pen, curve);
        }
        Panel::Both => {
            let [view, below] = halves(Constraint::Percentage(58));
            screen(app, pen, view);
            working::draw(app, pen, below);
        }
    }
}

/// The page, as much of it as fits.
fn text(app: &App, pen: &mut Pen, area: Rect, wide: bool) {
    let walk = &app.lecture().walk;
    let (lesson, (at, page)) = (walk.lesson(), walk.place());
    let inner = pen.panel(area, &format!("{} {}", lesson.number, lesson.title));
    let next = Command::Page(Turn::Next);
    pen.click_and_wheel(inner, next.clone(), Command::Page(Turn::Previous), next);
    let margin = if area.width > 100 { (area.width - 84) / 2 } else { 1 };
    // The title of the page stands on each of its sheets, apart from the text where there is room.
    let head = if inner.height > 14 { 2 } else { 1 };
    let mut room = Rect {
        x: inner.x + margin,
        width: inner.width.saturating_sub(2 * margin),
        y: inner.y + head,
        height: inner.height.saturating_sub(head),
    };
    let writer = Writer::new(app, pen, room.width);
    let mut blocks: Vec<(usize, Vec<TextLine>)> =
        walk.uncovered().iter().enumerate().map(|(at, block)| (at, writer.block(at, block))).collect();
    // An open question stays whole where it can: then it is told briefly, and at last the title gives way.
    let mut keys = None;
    if let (Some((at, question)), Some((_, lines))) = (walk.open(), blocks.last_mut()) {
        for left_out in 1..=2 {
            if lines.len() > usize::from(room.height) {
                *lines = writer.question(at, question, left_out);
                // What is asked for is then said in the frame.
                keys = writer.keys_left_out(question).filter(|_| left_out == 2);
            }
        }
        if lines.len() > usize::from(room.height) && lines.len() <= usize::from(inner.height) {
            room = Rect { y: inner.y, height: inner.height, ..room };
        }
    }
    let mut sheets = sheets(&blocks, usize::from(room.height), 1);
    if app.lecture().presents() {
        // Where there is room for all of the page, a talk is set wider, from its first line to its last: open questions as they
        // are once they are settled, and settled ones as they were, so that no answer moves what stands there.
        let apart = |(at, block): (usize, &Block)| match block {
            Block::Ask(question) => (at, spaced(&writer.at_most(at, question))),
            block => (at, spaced(&writer.block(at, block))),
        };
        let whole: Vec<_> = walk.page().blocks.iter().enumerate().map(apart).collect();
        if self::sheets(&whole, usize::from(room.height), 1).len() == 1 {
            let blocks: Vec<_> = blocks.iter().map(|(at, lines)| (*at, spaced(lines))).collect();
            sheets = self::sheets(&blocks, usize::from(room.height), 1);
        }
    }
    let size = (area.width, area.height);
    let follow = app.spread().sought(size).and_then(|block| {
        let mut having = (0..sheets.len()).filter(|&n| sheets[n].iter().any(|(at, _)| *at == block));
        match walk.uncovered().get(block) {
            _ if block + 1 == walk.uncovered().len() => sheets.len().checked_sub(1),
            // Where a question ends it says how it was settled.
            Some(Block::Ask(_)) => having.next_back(),
            _ => having.next(),
        }
    });
    if room.y > inner.y {
        let (title, bold) = (walk.page().title.as_str(), ratatui::style::Modifier::BOLD);
        pen.text(room.x, inner.y, room.width, title, pen.colours.name.add_modifier(bold));
    }
    let sheet = follow.unwrap_or(app.spread().sheets.at).min(sheets.len() - 1);
    let [top, end] = [sheets[sheet].first(), sheets[sheet].last()].map(|line| line.map_or(0, |(at, _)| *at));
    pen.drawn.sheets = Some(Sheets { at: sheet, count: sheets.len(), top, end, wide, room: size });
    for ((_, line), y) in sheets[sheet].iter().zip(room.y..) {
        let pieces: Vec<_> = line.pieces.iter().map(|(text, style)| (text.as_str(), *style)).collect();
        let end = pen.pieces(room.x, y, room.width, &pieces);
        if let Some(command) = &line.click {
            pen.click(Rect::new(room.x, y, end.saturating_sub(room.x), 1), command.clone());
        }
        for (column, command) in &line.slots {
            pen.click(Rect::new(room.x.saturating_add(*column), y, 1, 1), command.clone());
        }
        if let Some(column) = line.cursor {
            pen.drawn.cursor =
                Some(Position::new(room.x.saturating_add(column).min(room.right().saturating_sub(1)), y));
        }
    }

    let mut note = format!("page {} of {}", page + 1, lesson.pages.len());
    if let Some(keys) = keys.filter(|_| sheet + 1 == sheets.len()) {
        note = format!("{keys} · {note}");
    }
    if sheets.len() > 1 {
        note = format!("sheet {} of {} · {note}", sheet + 1, sheets.len());
    }
    let score = walk.score(at);
    if let Some((part, page)) = app.lecture().came_from() {
        note += &format!(" · B: back to {}.{}", walk.course.lessons[part].number, page + 1);
    } else if score.all > 0 && !app.lecture().presents() {
        note += &format!(" · {} of {} answered", score.answered(), score.all);
    }
    if app.lecture().is_left() {
        note = "off the path: B comes back".into();
    }
    pen.footnote(area, &note);
}

/// The same lines with room between them.
fn spaced(lines: &[TextLine]) -> Vec<TextLine> {
    let mut apart: Vec<TextLine> = Vec::with_capacity(2 * lines.len());
    for line in lines {
        // Nothing comes between what belongs together.
        if line.goes_on {
            apart.pop();
        }
        apart.extend([line.clone(), TextLine::default()]);
    }
    apart
}

/// The lines of all blocks on sheets of so many lines, each line with its block. A block is broken only where it is longer
/// than a sheet; `gap` lines stand between two blocks.
fn sheets(blocks: &[(usize, Vec<TextLine>)], height: usize, gap: usize) -> Vec<Vec<(usize, TextLine)>> {
    let height = height.max(1);
    let mut sheets: Vec<Vec<(usize, TextLine)>> = vec![Vec::new()];
    for (at, lines) in blocks.iter().filter(|(_, lines)| !lines.is_empty()) {
        let used = sheets[sheets.len() - 1].len();
        let whole = lines.len() + if used > 0 { gap } else { 0 };
        if used > 0 && used + whole > height && (lines.len() <= height || used + gap + 3 > height) {
            sheets.push(Vec::new());
        } else if used > 0 {
            let last = sheets.len() - 1;
            sheets[last].extend((0..gap).map(|_| (*at, TextLine::default())));
        }
        for line in lines {
            let last = sheets.len() - 1;
            if sheets[last].len() >= height {
                sheets.push(Vec::new());
            }
            let last = sheets.len() - 1;
            sheets[last].push((*at, line.clone()));
        }
    }
    // The end of what is broken fills its sheet: the last line of a question does not stand alone.
    if let [.., before, last] = sheets.as_mut_slice()
        && let Some(&(at, _)) = last.first()
    {
        let own = before.iter().rev().take_while(|(block, _)| *block == at).count();
        let over = own.min(height.saturating_sub(last.len()));
        let moved = before.split_off(before.len() - over);
        last.splice(0..0, moved);
    }
    sheets.retain(|sheet| !sheet.is_empty());
    if sheets.is_empty() { vec![Vec::new()] } else { sheets }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn block(at: usize, lines: usize) -> (usize, Vec<TextLine>) {
        (at, vec![TextLine::default(); lines])
    }

    #[test]
    fn blocks_stay_whole_where_they_can_and_no_line_is_lost() {
        let sizes = |blocks: &[(usize, Vec<TextLine>)], height| {
            sheets(blocks, height, 1).iter().map(Vec::len).collect::<Vec<_>>()
        };
        assert_eq!(sizes(&[block(0, 3), block(1, 3)], 8), [7]);
        assert_eq!(sizes(&[block(0, 3), block(1, 5)], 8), [3, 5], "the second stays whole on a sheet of its own");
        assert_eq!(
            sizes(&[block(0, 20)], 8),
            [8, 4, 8],
            "what is longer than a sheet is broken, and its end fills one"
        );
        assert_eq!(sizes(&[], 8), [0]);
        assert_eq!(sizes(&[block(0, 2), block(1, 0), block(2, 2)], 8), [5], "what says nothing takes no room");
    }
}
