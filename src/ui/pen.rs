//! What screens draw with: text that is cut where it must be, panels, and places that can be clicked.

use super::{
    ascii,
    certain::{fit, seen},
    names,
    projection::Projection,
    theme::Colours,
};
use crate::{
    app::{Sheets, Viewport},
    command::Command,
};
use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
    style::Style,
};
use std::borrow::Cow;
use unicode_width::UnicodeWidthStr;

/// A place that can be clicked, and what that does.
#[derive(Clone, Debug, PartialEq)]
pub struct Hit {
    /// Where.
    pub area: Rect,
    /// What a click does.
    pub click: Command,
    /// What the wheel does over it: up, and down.
    pub wheel: Option<(Command, Command)>,
}

/// What was learned while drawing: it goes back to the event loop, never into the state directly.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Drawn {
    /// Where things can be clicked; later ones lie on top.
    pub hits: Vec<Hit>,
    /// How much of the main list or grid was in sight, if one was drawn.
    pub viewport: Option<Viewport>,
    /// How many pages the terms in the Working panel take, if it was drawn.
    pub pages: Option<usize>,
    /// The sheets of the lecture's page, if it was drawn.
    pub sheets: Option<Sheets>,
    /// The plane in which the mouse can draw a box, if one is on the screen.
    pub plane: Option<Projection>,
    /// Where the terminal's cursor belongs, if anywhere.
    pub cursor: Option<Position>,
}

impl Drawn {
    /// What a click at a place does.
    pub fn click(&self, at: Position) -> Option<&Command> {
        self.hits.iter().rev().find(|hit| hit.area.contains(at)).map(|hit| &hit.click)
    }

    /// What the wheel does at a place: up or down.
    pub fn wheel(&self, at: Position, up: bool) -> Option<&Command> {
        let hit = self.hits.iter().rev().find(|hit| hit.area.contains(at) && hit.wheel.is_some())?;
        hit.wheel.as_ref().map(|(over, under)| if up { over } else { under })
    }
}

/// A pen on a buffer.
pub struct Pen<'a> {
    /// What is drawn on.
    pub buffer: &'a mut Buffer,
    /// The styles of all roles.
    pub colours: &'a Colours,
    /// Whether only ASCII may be drawn.
    pub ascii: bool,
    /// What is learned while drawing.
    pub drawn: Drawn,
}

impl<'a> Pen<'a> {
    /// A pen that has drawn nothing.
    pub fn new(buffer: &'a mut Buffer, colours: &'a Colours, ascii: bool) -> Self {
        Self { buffer, colours, ascii, drawn: Drawn::default() }
    }

    /// Writes text from (x, y) in at most `width` columns, cut with an ellipsis where it is longer; returns the
    /// column after it. What lies outside the buffer is not drawn.
    pub fn text(&mut self, x: u16, y: u16, width: u16, text: &str, style: Style) -> u16 {
        let area = self.buffer.area;
        if y < area.top() || y >= area.bottom() || x < area.left() || x >= area.right() {
            return x;
        }
        let width = width.min(area.right() - x);
        let fitted = fit(&self.spelled(text), usize::from(width), self.ellipsis());
        self.buffer.set_stringn(x, y, &fitted, usize::from(width), style).0
    }

    /// Writes text that ends at column `right` (exclusive), in at most `width` columns.
    pub fn text_right(&mut self, right: u16, y: u16, width: u16, text: &str, style: Style) {
        let columns = self.width(text).min(width);
        self.text(right.saturating_sub(columns), y, columns, text, style);
    }

    /// Writes pieces of text one after another, each in its own style; returns the column after the last.
    pub fn pieces(&mut self, x: u16, y: u16, width: u16, pieces: &[(&str, Style)]) -> u16 {
        let end = x.saturating_add(width);
        pieces.iter().fold(x, |at, (text, style)| if at < end { self.text(at, y, end - at, text, *style) } else { at })
    }

    /// How many columns a text takes.
    pub fn width(&self, text: &str) -> u16 {
        u16::try_from(self.spelled(text).width()).unwrap_or(u16::MAX)
    }

    /// The first of several ways to say something that has room in the edge of a panel, or the last.
    pub fn in_edge<'t>(&self, area: Rect, ways: &'t [String]) -> &'t str {
        let fits = |way: &&String| self.width(way) + 6 <= area.width;
        ways.iter().find(fits).or(ways.last()).map_or("", String::as_str)
    }

    /// The names of a list, each in at most `width` columns, cut so that they can be told apart.
    pub fn names(&self, names: &[&str], width: u16) -> Vec<String> {
        let spelled: Vec<_> = names.iter().map(|name| self.spelled(name)).collect();
        let spelled: Vec<&str> = spelled.iter().map(|name| &**name).collect();
        names::apart(&spelled, width.into(), self.ellipsis())
    }

    /// The text as it is drawn: nothing hidden is in it, and in ASCII nothing else.
    fn spelled<'t>(&self, text: &'t str) -> Cow<'t, str> {
        let text = seen(text);
        if self.ascii { ascii::spell(&text).into() } else { text }
    }

    fn ellipsis(&self) -> &'static str {
        if self.ascii { "~" } else { "…" }
    }

    /// Adds a style to an area; what it does not say stays as it was.
    pub fn style(&mut self, area: Rect, style: Style) {
        self.buffer.set_style(area, style);
    }

    /// A panel with a title in its frame; returns the area inside it.
    pub fn panel(&mut self, area: Rect, title: &str) -> Rect {
        use ratatui::widgets::{Block, BorderType, Widget};
        let block = Block::bordered().border_type(BorderType::Rounded).border_style(self.colours.dim);
        let inner = block.inner(area);
        block.render(area, self.buffer);
        if area.width > 4 && area.height > 0 {
            let text = format!(" {title} ");
            self.text(area.x + 2, area.y, area.width - 4, &text, self.colours.title);
        }
        inner
    }

    /// A frame without a title.
    pub fn outline(&mut self, area: Rect) {
        use ratatui::widgets::{Block, BorderType, Widget};
        let area = area.intersection(self.buffer.area);
        Block::bordered().border_type(BorderType::Rounded).border_style(self.colours.dim).render(area, self.buffer);
    }

    /// A remark in the lower edge of a panel, at the right.
    pub fn footnote(&mut self, area: Rect, text: &str) {
        if area.width > 8 && area.height > 1 && !text.is_empty() {
            let text = format!(" {text} ");
            let style = self.colours.dim;
            self.text_right(area.right() - 2, area.bottom() - 1, area.width - 4, &text, style);
        }
    }

    /// Says in an empty panel that what belongs there is still being worked out.
    pub fn waits(&mut self, inner: Rect) {
        let style = self.colours.dim;
        self.text(inner.x + 1, inner.y, inner.width.saturating_sub(2), "this is being worked out", style);
    }

    /// Says in an empty panel that what belongs there is asked for.
    pub fn covered(&mut self, inner: Rect) {
        let style = self.colours.dim;
        self.text(inner.x + 1, inner.y, inner.width.saturating_sub(2), "covered until the question is answered", style);
    }

    /// Makes an area do something when it is clicked.
    pub fn click(&mut self, area: Rect, command: Command) {
        self.drawn.hits.push(Hit { area, click: command, wheel: None });
    }

    /// Makes an area do something when it is clicked, and when the wheel turns over it.
    pub fn click_and_wheel(&mut self, area: Rect, click: Command, up: Command, down: Command) {
        self.drawn.hits.push(Hit { area, click, wheel: Some((up, down)) });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wide_names_are_cut_between_characters() {
        assert_eq!(fit("Melt-Banana", 8, "…"), "Melt-Ba…");
        assert_eq!(fit("卧虎藏龙", 8, "…"), "卧虎藏龙");
        assert_eq!(fit("卧虎藏龙", 6, "…"), "卧虎…");
        assert_eq!(fit("abc", 0, "…"), "");
    }

    #[test]
    fn what_is_hidden_is_drawn_as_wide_as_it_is_said_to_be() {
        for (text, shown) in [
            ("a\x1b[31mb", r"a\u{1b}[31mb"),
            ("\u{202e}abc", r"\u{202e}abc"),
            ("a\tb\u{9b}\u{ffff}", r"a\tb\u{9b}\u{ffff}"),
            ("卧\u{2066}虎", r"卧\u{2066}虎"),
        ] {
            for ascii in [false, true] {
                let mut buffer = Buffer::empty(Rect::new(0, 0, 40, 1));
                let colours = Colours::new(crate::command::Theme::Dark, super::super::Depth::None);
                let mut pen = Pen::new(&mut buffer, &colours, ascii);
                let end = pen.text(0, 0, 40, text, Style::default());
                assert_eq!(end, pen.width(text), "{text:?}");
                let shown = if ascii { ascii::spell(shown) } else { shown.into() };
                let row: String = (0..end).map(|x| buffer[(x, 0)].symbol()).collect();
                assert_eq!(row.replace(' ', ""), shown);
            }
        }
    }
}
