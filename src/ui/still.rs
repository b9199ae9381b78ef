//! The explorer without a terminal: commands in, the screen as text or as a picture out.

use super::{Depth, draw, svg};
use crate::{
    app::{App, Message, Notice, Taste},
    command::{Theme, split},
    study::Session,
};
use ratatui::{buffer::Buffer, layout::Rect};
use std::sync::Arc;
use unicode_width::UnicodeWidthStr;

/// A screen as it looks after some commands.
pub struct Still {
    frame: Buffer,
    theme: Theme,
}

impl Still {
    /// Opens the explorer on a session in `size` columns and lines, does the commands of `script`, and draws. Each command
    /// sees what the one before it did.
    ///
    /// # Errors
    /// The first command that cannot be read or done, with why.
    pub fn new(
        session: &mut Session,
        title: &str,
        taste: Taste,
        depth: Depth,
        size: (u16, u16),
        script: &str,
    ) -> Result<Self, String> {
        let app = App::new(title, Arc::new(session.snapshot())).with_taste(taste);
        Self::of(app, session, depth, size, script)
    }

    /// The same for a program that was opened before, on a session that has been told nothing yet.
    ///
    /// # Errors
    /// The first command that cannot be read or done, with why.
    pub fn of(
        mut app: App,
        session: &mut Session,
        depth: Depth,
        size: (u16, u16),
        script: &str,
    ) -> Result<Self, String> {
        let mut frame = Buffer::empty(Rect::new(0, 0, size.0, size.1));
        let mut paint = |app: &mut App, session: &mut Session| {
            frame.reset();
            let drawn = draw(app, depth, &mut frame);
            let viewport = drawn.viewport.map(Message::Viewport);
            let sheets = drawn.sheets.map(Message::Sheets);
            for message in viewport.into_iter().chain(drawn.pages.map(Message::Pages)).chain(sheets) {
                let effects = app.update(message);
                app.work_off(session, effects);
            }
        };
        let effects = app.script("")?;
        app.work_off(session, effects);
        paint(&mut app, session);
        for line in split(script) {
            let effects = app.script(line)?;
            app.work_off(session, effects);
            paint(&mut app, session);
            if let Some(Notice::Warn(why)) = app.notice() {
                return Err(why.clone());
            }
        }
        paint(&mut app, session);
        Ok(Self { frame, theme: app.taste().theme })
    }

    /// The cells of the screen, with their styles.
    pub fn frame(&self) -> &Buffer {
        &self.frame
    }

    /// As an SVG picture, on light paper where the theme is a light one.
    pub fn svg(&self) -> String {
        svg::svg(&self.frame, self.theme == Theme::Light)
    }

    /// As text, a line each, without the blanks at their ends.
    pub fn text(&self) -> String {
        let area = self.frame.area;
        let mut text = String::new();
        for y in area.top()..area.bottom() {
            let mut line = String::new();
            let mut x = area.left();
            while x < area.right() {
                let symbol = self.frame[(x, y)].symbol();
                line.push_str(symbol);
                x += symbol.width().max(1) as u16;
            }
            text.push_str(line.trim_end());
            text.push('\n');
        }
        text
    }
}
