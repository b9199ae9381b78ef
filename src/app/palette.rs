//! The command line on top of the screen: typing and completion.

use super::{App, Code, Key};
use crate::command::{Spec, complete, phrase, spec};
use tui_input::{Input, InputRequest};

/// How many completions are offered.
const MOST: usize = 8;

/// The palette: what was typed, and what it may become.
#[derive(Clone, Debug, Default)]
pub struct Palette {
    input: Input,
    /// Whole lines that the typed one may become, best first.
    pub offers: Vec<String>,
    /// Which of them is picked, if any.
    pub picked: Option<usize>,
}

/// What a key did to the palette.
pub(super) enum Typed {
    /// It goes on.
    On,
    /// It was given up.
    Cancel,
    /// This line was entered.
    Enter(String),
}

impl Palette {
    pub(super) fn open(text: &str, app: &App) -> Self {
        let mut palette = Self { input: Input::new(text.into()), ..Self::default() };
        palette.refresh(app);
        palette
    }

    /// What stands in the line.
    pub fn text(&self) -> &str {
        self.picked.map_or(self.input.value(), |at| &self.offers[at])
    }

    /// Where the cursor stands, in columns.
    pub fn cursor(&self) -> usize {
        match self.picked {
            Some(_) => unicode_width::UnicodeWidthStr::width(self.text()),
            None => self.input.visual_cursor(),
        }
    }

    /// The command that the line begins with, once it is complete.
    pub fn spec(&self) -> Option<&'static Spec> {
        self.text().split_whitespace().next().and_then(spec)
    }

    pub(super) fn paste(&mut self, text: &str, app: &App) {
        self.settle();
        paste(&mut self.input, text);
        self.refresh(app);
    }

    pub(super) fn key(&mut self, key: Key, app: &App) -> Typed {
        match (key.code, key.ctrl) {
            (Code::Esc, _) | (Code::Char('c' | 'g'), true) => return Typed::Cancel,
            (Code::Enter, _) => return Typed::Enter(self.text().trim().to_string()),
            (Code::Tab | Code::Down, _) => return self.pick(1),
            (Code::BackTab | Code::Up, _) => return self.pick(-1),
            (Code::Backspace, _) if self.text().is_empty() => return Typed::Cancel,
            _ => {}
        }
        let Some(request) = request(key) else { return Typed::On };
        self.settle();
        self.input.handle(request);
        self.refresh(app);
        Typed::On
    }

    fn pick(&mut self, by: isize) -> Typed {
        let count = self.offers.len();
        if count > 0 {
            let from = self.picked.map_or(if by > 0 { -1 } else { 0 }, |at| at as isize);
            self.picked = Some((from + by).rem_euclid(count as isize) as usize);
        }
        Typed::On
    }

    /// What was picked becomes what was typed.
    fn settle(&mut self) {
        if self.picked.is_some() {
            self.input = Input::new(self.text().into());
            self.picked = None;
        }
    }

    fn refresh(&mut self, app: &App) {
        self.picked = None;
        let line = self.input.value();
        self.offers = match line.strip_prefix("find ") {
            Some(part) if !part.trim().is_empty() => {
                app.matching(part.trim(), MOST).into_iter().map(|of| format!("find {}", phrase(app.name(of)))).collect()
            }
            Some(_) => Vec::new(),
            None => complete(line, MOST, |argument, typed| app.names_like(argument, typed, MOST)),
        };
    }
}

/// Puts text into a line that is typed, as if it had been typed; line ends and the like are left out.
pub(super) fn paste(input: &mut Input, text: &str) {
    for letter in text.chars().filter(|c| !c.is_control()) {
        input.handle(InputRequest::InsertChar(letter));
    }
}

/// What a key does to a line that is typed; `None` where it does nothing.
pub(super) fn request(key: Key) -> Option<InputRequest> {
    Some(match (key.code, key.ctrl) {
        // Some terminals send Control-H for backspace.
        (Code::Backspace, false) | (Code::Char('h'), true) => InputRequest::DeletePrevChar,
        (Code::Char('w'), true) | (Code::Backspace, true) => InputRequest::DeletePrevWord,
        (Code::Char('u'), true) => InputRequest::DeleteLine,
        (Code::Delete, _) => InputRequest::DeleteNextChar,
        (Code::Left, _) => InputRequest::GoToPrevChar,
        (Code::Right, _) => InputRequest::GoToNextChar,
        (Code::Home, _) | (Code::Char('a'), true) => InputRequest::GoToStart,
        (Code::End, _) | (Code::Char('e'), true) => InputRequest::GoToEnd,
        (Code::Char(letter), false) => InputRequest::InsertChar(letter),
        _ => return None,
    })
}
