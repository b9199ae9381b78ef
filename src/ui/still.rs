//! The explorer without a terminal: commands in, the screen as text or as a picture out.

use super::{Depth, draw, svg, window::draw_beside};
use crate::{
    app::{App, Message, Notice, Taste},
    command::{Theme, split},
    study::Session,
};
use ratatui::{buffer::Buffer, layout::Rect};
use std::sync::Arc;
use unicode_width::UnicodeWidthStr;

/// The program and its session, without a terminal: after each command there is a frame.
pub struct Camera<'a> {
    app: App,
    session: &'a mut Session,
    depth: Depth,
    frame: Buffer,
}

impl<'a> Camera<'a> {
    /// In front of a program that was opened on a session that has been told nothing yet, in so many columns and lines.
    ///
    /// # Errors
    /// Why what the program opens on cannot be shown.
    pub fn new(mut app: App, session: &'a mut Session, depth: Depth, size: (u16, u16)) -> Result<Self, String> {
        let effects = app.script("")?;
        app.work_off(session, effects);
        let mut camera = Self { app, session, depth, frame: Buffer::empty(Rect::new(0, 0, size.0, size.1)) };
        camera.paint();
        Ok(camera)
    }

    /// Does a command and all that follows from it, and draws.
    ///
    /// # Errors
    /// Why it cannot be read or done.
    pub fn does(&mut self, line: &str) -> Result<(), String> {
        let effects = self.app.script(line)?;
        self.app.work_off(self.session, effects);
        self.paint();
        match self.app.notice() {
            Some(Notice::Warn(why)) => Err(why.clone()),
            _ => Ok(()),
        }
    }

    /// Draws, and says to the program what of it fits on the screen.
    fn paint(&mut self) {
        self.frame.reset();
        let drawn = draw(&self.app, self.depth, &mut self.frame);
        let viewport = drawn.viewport.map(Message::Viewport);
        let sheets = drawn.sheets.map(Message::Sheets);
        for message in viewport.into_iter().chain(drawn.pages.map(Message::Pages)).chain(sheets) {
            let effects = self.app.update(message);
            self.app.work_off(self.session, effects);
        }
    }

    /// The program.
    pub fn app(&self) -> &App {
        &self.app
    }

    /// What stands beside the text of a page, alone, in so many columns and lines; nothing where only the text does.
    pub fn beside(&self, size: (u16, u16)) -> Option<Still> {
        let mut frame = Buffer::empty(Rect::new(0, 0, size.0, size.1));
        draw_beside(&self.app, self.depth, &mut frame).then(|| Still { frame, theme: self.app.taste().theme })
    }

    /// The screen as it is.
    pub fn still(&self) -> Still {
        Still { frame: self.frame.clone(), theme: self.app.taste().theme }
    }
}

/// A screen as it looks after some commands.
#[derive(Clone, Debug, PartialEq)]
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
    pub fn of(app: App, session: &mut Session, depth: Depth, size: (u16, u16), script: &str) -> Result<Self, String> {
        let mut camera = Camera::new(app, session, depth, size)?;
        for line in split(script) {
            camera.does(line)?;
        }
        // What the last frame had room for is known now.
        camera.paint();
        Ok(camera.still())
    }

    /// The cells of the screen, with their styles.
    pub fn frame(&self) -> &Buffer {
        &self.frame
    }

    /// As an SVG picture, on light paper where the theme is a light one.
    pub fn svg(&self) -> String {
        svg::svg(&self.frame, self.frame.area, self.theme == Theme::Light, "")
    }

    /// A part of it as SVG, with what it shows in words for whoever does not see it.
    pub fn part(&self, area: Rect, said: &str) -> String {
        svg::svg(&self.frame, area, self.theme == Theme::Light, said)
    }

    /// Whether it is on light paper.
    pub fn is_light(&self) -> bool {
        self.theme == Theme::Light
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
