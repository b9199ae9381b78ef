//! A line that is typed or pasted, and never longer than any command needs.

use crate::app::{Code, Key};
use tui_input::{Input, InputRequest};
use unicode_width::UnicodeWidthStr;

/// How many letters a line takes that is typed or pasted: far more than any command needs.
const LONGEST: usize = 1000;

/// A line that is being typed.
#[derive(Clone, Debug, Default)]
pub struct Entry(Input);

/// What a key did to a line that is typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::app) enum Typed {
    /// It was changed, or the cursor moved in it.
    Done,
    /// There is no room for another letter.
    Full,
    /// It is no key for a line.
    Not,
}

impl PartialEq for Entry {
    fn eq(&self, other: &Self) -> bool {
        (self.text(), self.0.cursor()) == (other.text(), other.0.cursor())
    }
}

impl Entry {
    /// A line that begins with a text, the cursor at its end.
    pub(in crate::app) fn new(text: impl Into<String>) -> Self {
        Self(Input::new(text.into()))
    }

    /// What stands in it.
    pub fn text(&self) -> &str {
        self.0.value()
    }

    /// Where the cursor stands, in columns.
    pub fn cursor(&self) -> usize {
        self.0.visual_cursor()
    }

    /// How wide it is, in columns.
    pub fn width(&self) -> usize {
        self.text().width()
    }

    /// Puts text into it, all of it at once; line ends and the like are left out. Returns whether the rest fitted.
    pub(in crate::app) fn paste(&mut self, text: &str) -> bool {
        let line = self.0.value();
        let mut letters = text.chars().filter(|c| !c.is_control());
        let pasted: String = letters.by_ref().take(LONGEST.saturating_sub(line.chars().count())).collect();
        let cursor = self.0.cursor();
        let (before, after) = line.split_at(line.char_indices().nth(cursor).map_or(line.len(), |(at, _)| at));
        self.0 = Input::new(format!("{before}{pasted}{after}")).with_cursor(cursor + pasted.chars().count());
        letters.next().is_none()
    }

    /// Whether a key does anything to a line.
    pub(in crate::app) fn takes(key: Key) -> bool {
        request(key).is_some()
    }

    /// Does what a key asks.
    pub(in crate::app) fn key(&mut self, key: Key) -> Typed {
        request(key).map_or(Typed::Not, |request| self.edit(request))
    }

    fn edit(&mut self, request: InputRequest) -> Typed {
        if matches!(request, InputRequest::InsertChar(_)) && self.text().chars().count() >= LONGEST {
            return Typed::Full;
        }
        self.0.handle(request);
        Typed::Done
    }

    /// What is said where a line cannot take more.
    pub(in crate::app) fn full() -> String {
        format!("the line is full: it takes {LONGEST} letters, and what came after them is left out")
    }
}

/// What a key does to a line that is typed; `None` where it does nothing.
fn request(key: Key) -> Option<InputRequest> {
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
                    let [mut typed, mut pasted] = [(); 2].map(|()| Entry(Input::new(line.into()).with_cursor(cursor)));
                    let letters = text.chars().filter(|c| !c.is_control());
                    let fitted: Vec<_> = letters.map(|c| typed.edit(InputRequest::InsertChar(c))).collect();
                    let all = !fitted.contains(&Typed::Full);
                    assert_eq!(pasted.paste(text), all);
                    assert_eq!(pasted, typed, "{line:?} {text:?}");
                    assert!(pasted.text().chars().count() <= LONGEST.max(line.chars().count()));
                }
            }
        }
    }

    #[test]
    fn a_full_line_can_still_be_shortened() {
        let mut line = Entry::new("x".repeat(LONGEST));
        assert_eq!(line.edit(InputRequest::InsertChar('y')), Typed::Full);
        assert_eq!(line.edit(InputRequest::DeletePrevChar), Typed::Done);
        assert_eq!(line.edit(InputRequest::InsertChar('y')), Typed::Done);
        assert!(line.text().ends_with("xy"));
    }
}
