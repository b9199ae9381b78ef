//! The command line on top of the screen: typing and completion.

use super::{App, Code, Key};
use crate::command::{Spec, complete, phrase, spec};
use tui_input::{Input, InputRequest};

/// How many completions are offered.
const MOST: usize = 8;
/// How many letters a line takes that is typed or pasted: far more than any command needs.
const LONGEST: usize = 1000;

/// The palette: what was typed, and what it may become.
#[derive(Clone, Debug, Default)]
pub struct Palette {
    input: Input,
    /// Whole lines that the typed one may become, best first.
    pub offers: Vec<String>,
    /// Which of them is picked, if any.
    pub picked: Option<usize>,
    /// A line that nothing was offered for.
    barren: Option<String>,
}

/// What a key did to the palette.
pub(super) enum Typed {
    /// It goes on.
    On,
    /// It goes on, and there is no room for another letter.
    Full,
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

    /// Returns whether all of the text fitted.
    pub(super) fn paste(&mut self, text: &str, app: &App) -> bool {
        self.settle();
        let fitted = paste(&mut self.input, text);
        self.refresh(app);
        fitted
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
        if !edit(&mut self.input, request) {
            return Typed::Full;
        }
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
        // What nothing fits is fitted by nothing when it goes on: letters that come in a burst are not looked up one by one.
        let more = self.barren.as_deref().and_then(|barren| line.strip_prefix(barren));
        if more.is_some_and(|more| !more.contains(|c: char| c == '"' || c.is_whitespace())) {
            return;
        }
        self.offers = match line.strip_prefix("find ") {
            Some(part) if !part.trim().is_empty() => {
                app.matching(part.trim(), MOST).into_iter().map(|of| format!("find {}", phrase(app.name(of)))).collect()
            }
            Some(_) => Vec::new(),
            None => complete(line, MOST, |argument, typed| app.names_like(argument, typed, MOST)),
        };
        self.barren = self.offers.is_empty().then(|| line.into());
    }
}

/// What is said where a line cannot take more.
pub(super) fn full() -> String {
    format!("the line is full: it takes {LONGEST} letters, and what came after them is left out")
}

/// Puts text into a line that is typed, all of it at once; line ends and the like are left out. Returns whether the rest
/// fitted.
pub(super) fn paste(input: &mut Input, text: &str) -> bool {
    let line = input.value();
    let mut letters = text.chars().filter(|c| !c.is_control());
    let pasted: String = letters.by_ref().take(LONGEST.saturating_sub(line.chars().count())).collect();
    let cursor = input.cursor();
    let (before, after) = line.split_at(line.char_indices().nth(cursor).map_or(line.len(), |(at, _)| at));
    *input = Input::new(format!("{before}{pasted}{after}")).with_cursor(cursor + pasted.chars().count());
    letters.next().is_none()
}

/// Does what a key asks of a line that is typed. Returns false where there is no room for its letter.
pub(super) fn edit(input: &mut Input, request: InputRequest) -> bool {
    if matches!(request, InputRequest::InsertChar(_)) && input.value().chars().count() >= LONGEST {
        return false;
    }
    input.handle(request);
    true
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_paste_is_what_typing_it_would_be() {
        let long = "é".repeat(LONGEST - 3);
        for line in ["", "step", "\u{1f600}e\u{301}z", &long, &"x".repeat(LONGEST), &"y".repeat(LONGEST + 5)] {
            for text in ["", "a", "a\r\n\tb\u{1b}", "→\u{301}", "abc", "abcd", &long] {
                for cursor in [0, 1, 2, usize::MAX] {
                    let [mut typed, mut pasted] = [(); 2].map(|()| Input::new(line.into()).with_cursor(cursor));
                    let letters = text.chars().filter(|c| !c.is_control());
                    let fitted: Vec<_> = letters.map(|c| edit(&mut typed, InputRequest::InsertChar(c))).collect();
                    let all = !fitted.contains(&false);
                    assert_eq!(paste(&mut pasted, text), all);
                    assert_eq!((pasted.value(), pasted.cursor()), (typed.value(), typed.cursor()), "{line:?} {text:?}");
                    assert!(pasted.value().chars().count() <= LONGEST.max(line.chars().count()));
                }
            }
        }
    }

    #[test]
    fn a_full_line_can_still_be_shortened() {
        let mut line = Input::new("x".repeat(LONGEST));
        assert!(!edit(&mut line, InputRequest::InsertChar('y')));
        assert!(edit(&mut line, InputRequest::DeletePrevChar) && edit(&mut line, InputRequest::InsertChar('y')));
        assert!(line.value().ends_with("xy"));
    }
}
