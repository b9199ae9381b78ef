//! From the bytes that a terminal sends to events, however they were cut on their way.
//!
//! The library takes an escape at the end of what one read brought for the key of that name. In a burst, or over a slow
//! line, it is the first byte of the next arrow or mouse report, whose rest would then be typed as keys. Here only a pause
//! tells the one from the other.

use crossterm::event::{Event, KeyCode, KeyEvent, KeyModifiers, MouseButton, MouseEvent, MouseEventKind};
use std::mem;

/// The end of a paste.
const PASTE_END: &[u8] = b"\x1b[201~";
/// How much of a paste is kept: far more than any line takes.
const MOST_PASTED: usize = 1 << 16;
/// No sequence that means something is longer.
const MOST_HELD: usize = 32;
const ESC: u8 = 0x1b;
const CONTROL_C: u8 = 0x03;

/// What was begun and not ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Decoding {
    /// Nothing.
    #[default]
    Ground,
    /// The first bytes of a letter that takes so many, with Alt or without.
    Letter(usize, KeyModifiers),
    /// An escape: the key, or the beginning of what follows.
    Escape,
    /// `ESC O`, and one letter to come.
    Short,
    /// `ESC [`, parameters, and one letter to come.
    Long,
    /// `ESC [ M` and three bytes: a report of terminals that know no other.
    OldMouse,
    /// A paste, and how much of its end was seen.
    Paste(usize),
}

/// Bytes on their way to become events.
#[derive(Debug, Default)]
pub(super) struct Bytes {
    state: Decoding,
    held: Vec<u8>,
}

impl Bytes {
    /// Takes bytes in and tells every event that is complete.
    pub(super) fn take(&mut self, bytes: &[u8], tell: &mut impl FnMut(Event)) {
        // A paste whose end was lost would swallow every key. What comes alone was typed.
        if matches!(self.state, Decoding::Paste(_)) && bytes == [CONTROL_C] {
            *self = Self::default();
        }
        bytes.iter().for_each(|byte| self.byte(*byte, tell));
    }

    /// Whether a pause would tell what the bytes so far are.
    pub(super) fn undecided(&self) -> bool {
        matches!(self.state, Decoding::Escape | Decoding::Short | Decoding::Long) && self.held.is_empty()
    }

    /// Nothing came for a while: an escape was the key, and what else was begun came from the key Alt.
    pub(super) fn pause(&mut self, tell: &mut impl FnMut(Event)) {
        if self.undecided() && mem::take(&mut self.state) == Decoding::Escape {
            tell(key(KeyCode::Esc));
        }
    }

    fn byte(&mut self, byte: u8, tell: &mut impl FnMut(Event)) {
        match self.state {
            Decoding::Ground => self.ground(byte, KeyModifiers::NONE, tell),
            Decoding::Letter(length, modifiers) => {
                if byte & 0xc0 != 0x80 {
                    // It was none.
                    self.reset();
                    return self.byte(byte, tell);
                }
                self.held.push(byte);
                if self.held.len() == length {
                    let letter = str::from_utf8(&self.held).ok().and_then(|text| text.chars().next());
                    letter.into_iter().for_each(|c| tell(Event::Key(KeyEvent::new(KeyCode::Char(c), modifiers))));
                    self.reset();
                }
            }
            Decoding::Escape => match byte {
                b'[' => self.state = Decoding::Long,
                b'O' => self.state = Decoding::Short,
                ESC => tell(key(KeyCode::Esc)),
                CONTROL_C => {
                    // The way out is open at all times.
                    tell(key(KeyCode::Esc));
                    self.reset();
                    self.byte(byte, tell);
                }
                _ => {
                    self.reset();
                    self.ground(byte, KeyModifiers::ALT, tell);
                }
            },
            Decoding::Short | Decoding::Long if byte < b' ' || byte == 0x7f => {
                // No sequence goes on with a control key.
                self.reset();
                self.byte(byte, tell);
            }
            Decoding::Short => {
                self.reset();
                match byte {
                    b'M' => tell(key(KeyCode::Enter)),
                    letter => letter_key(letter).into_iter().for_each(|code| tell(key(code))),
                }
            }
            Decoding::Long => self.long(byte, tell),
            Decoding::OldMouse => {
                self.held.push(byte);
                if let [button, column, row] = self.held[..] {
                    let at = |byte: u8| u16::from(byte.saturating_sub(b' '));
                    mouse(at(button), at(column), at(row), true).into_iter().for_each(tell);
                    self.reset();
                }
            }
            Decoding::Paste(seen) => self.paste(byte, seen, tell),
        }
    }

    fn reset(&mut self) {
        self.state = Decoding::Ground;
        self.held.clear();
    }

    /// A byte that begins something.
    fn ground(&mut self, byte: u8, modifiers: KeyModifiers, tell: &mut impl FnMut(Event)) {
        let (code, more) = match byte {
            ESC => {
                self.state = Decoding::Escape;
                return;
            }
            b'\r' => (KeyCode::Enter, KeyModifiers::NONE),
            b'\t' => (KeyCode::Tab, KeyModifiers::NONE),
            0x7f => (KeyCode::Backspace, KeyModifiers::NONE),
            0 => (KeyCode::Char(' '), KeyModifiers::CONTROL),
            0x01..=0x1a => (KeyCode::Char(char::from(byte - 1 + b'a')), KeyModifiers::CONTROL),
            0x1c..=0x1f => (KeyCode::Char(char::from(byte - 0x1c + b'4')), KeyModifiers::CONTROL),
            b' '..=b'~' => (KeyCode::Char(char::from(byte)), KeyModifiers::NONE),
            0xc2..=0xf4 => {
                let length = if byte < 0xe0 { 2 } else { 3 + usize::from(byte >= 0xf0) };
                self.state = Decoding::Letter(length, modifiers);
                self.held.push(byte);
                return;
            }
            // No letter begins so.
            _ => return,
        };
        tell(Event::Key(KeyEvent::new(code, modifiers | more)));
    }

    /// A byte of a long sequence, up to its last one.
    fn long(&mut self, byte: u8, tell: &mut impl FnMut(Event)) {
        let first = self.held.is_empty();
        match byte {
            b'M' if first => self.state = Decoding::OldMouse,
            // The console of Linux: F1 is `ESC [ [ A`.
            b'[' if first => self.held.push(byte),
            b'@'..=b'~' => {
                let held = mem::take(&mut self.held);
                self.reset();
                if held == b"200" && byte == b'~' {
                    self.state = Decoding::Paste(0);
                } else if !held.starts_with(b"[") {
                    sequence(&held, byte).into_iter().for_each(tell);
                }
            }
            // Whatever this is, it means nothing here, but it still has an end.
            _ if self.held.len() >= MOST_HELD => {}
            _ => self.held.push(byte),
        }
    }

    fn paste(&mut self, byte: u8, seen: usize, tell: &mut impl FnMut(Event)) {
        if byte == PASTE_END[seen] {
            self.state = Decoding::Paste(seen + 1);
            if seen + 1 == PASTE_END.len() {
                let text = String::from_utf8_lossy(&self.held).into_owned();
                *self = Self::default();
                tell(Event::Paste(text));
            }
            return;
        }
        // It was not the end.
        self.state = Decoding::Paste(usize::from(byte == ESC));
        let rest = PASTE_END[..seen].iter().copied().chain((byte != ESC).then_some(byte));
        let room = MOST_PASTED.saturating_sub(self.held.len());
        self.held.extend(rest.take(room));
    }
}

fn key(code: KeyCode) -> Event {
    Event::Key(KeyEvent::new(code, KeyModifiers::NONE))
}

fn letter_key(letter: u8) -> Option<KeyCode> {
    Some(match letter {
        b'A' => KeyCode::Up,
        b'B' => KeyCode::Down,
        b'C' => KeyCode::Right,
        b'D' => KeyCode::Left,
        b'F' => KeyCode::End,
        b'H' => KeyCode::Home,
        _ => return None,
    })
}

/// A key or the mouse: what stood between `ESC [` and the last letter, and that letter.
fn sequence(held: &[u8], last: u8) -> Option<Event> {
    let text = str::from_utf8(held).ok()?;
    if let Some(report) = text.strip_prefix('<') {
        let mut numbers = report.split(';').map(|number| number.parse::<u16>().ok());
        let (button, column, row) = (numbers.next()??, numbers.next()??, numbers.next()??);
        return if matches!(last, b'M' | b'm') { mouse(button, column, row, last == b'M') } else { None };
    }
    let mut numbers = text.split(';').map(|number| number.parse::<u16>().unwrap_or(1));
    let (number, modifiers) = (numbers.next().unwrap_or(1), numbers.next().unwrap_or(1));
    let code = match (last, number) {
        (b'Z', _) => KeyCode::BackTab,
        (b'~', 1 | 7) => KeyCode::Home,
        (b'~', 4 | 8) => KeyCode::End,
        (b'~', 3) => KeyCode::Delete,
        (b'~', 5) => KeyCode::PageUp,
        (b'~', 6) => KeyCode::PageDown,
        (letter, _) => letter_key(letter)?,
    };
    let mut with = KeyModifiers::NONE;
    let bits = modifiers.saturating_sub(1);
    for (bit, modifier) in [(1, KeyModifiers::SHIFT), (2, KeyModifiers::ALT), (4, KeyModifiers::CONTROL)] {
        with.set(modifier, bits & bit != 0);
    }
    Some(Event::Key(KeyEvent::new(code, with)))
}

/// A report of the mouse, by the number of its button; columns and rows count from 1.
fn mouse(button: u16, column: u16, row: u16, pressed: bool) -> Option<Event> {
    let which = match button & 3 {
        0 => MouseButton::Left,
        1 => MouseButton::Middle,
        _ => MouseButton::Right,
    };
    // Bits 2 to 4 are the keys held; bit 5 is a motion, bit 6 the wheel.
    let kind = match (button & 0b1110_0000, button & 3) {
        (0, 3) => return None,
        (0, _) if pressed => MouseEventKind::Down(which),
        (0, _) => MouseEventKind::Up(which),
        (32, 0..3) => MouseEventKind::Drag(which),
        (64, 0) => MouseEventKind::ScrollUp,
        (64, 1) => MouseEventKind::ScrollDown,
        _ => return None,
    };
    let (column, row) = (column.checked_sub(1)?, row.checked_sub(1)?);
    Some(Event::Mouse(MouseEvent { kind, column, row, modifiers: KeyModifiers::NONE }))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// All events of some reads, each followed by a pause or not.
    fn events(reads: &[&[u8]], pauses: bool) -> Vec<Event> {
        let (mut bytes, mut events) = (Bytes::default(), Vec::new());
        for read in reads {
            bytes.take(read, &mut |event| events.push(event));
            if pauses {
                bytes.pause(&mut |event| events.push(event));
            }
        }
        bytes.pause(&mut |event| events.push(event));
        events
    }

    const ALL: &[u8] = "j\x1b[B\x1bOA\x1b[1;5C\x1b[5~\x1b[6;2~\x1b[Z\x1b[3~\x1b[H\x1b[4~ä→\u{1f600}\r\t\x7f\x03\
        \x1b[<0;12;7M\x1b[<0;12;7m\x1b[<65;300;200M\x1b[<32;1;1M\x1b[M !!\x1b\x1b[B\x1bq\x1b[200~a\x1b[B\x1b[20ß\x1b[201~\
        \x1b[[A\x1b[15~\x1b[I\x1b[?1;2c\x1bOPz"
        .as_bytes();

    fn wanted() -> Vec<Event> {
        let with = |code, modifiers| Event::Key(KeyEvent::new(code, modifiers));
        let mouse = |kind, column, row| Event::Mouse(MouseEvent { kind, column, row, modifiers: KeyModifiers::NONE });
        vec![
            key(KeyCode::Char('j')),
            key(KeyCode::Down),
            key(KeyCode::Up),
            with(KeyCode::Right, KeyModifiers::CONTROL),
            key(KeyCode::PageUp),
            with(KeyCode::PageDown, KeyModifiers::SHIFT),
            key(KeyCode::BackTab),
            key(KeyCode::Delete),
            key(KeyCode::Home),
            key(KeyCode::End),
            key(KeyCode::Char('ä')),
            key(KeyCode::Char('→')),
            key(KeyCode::Char('\u{1f600}')),
            key(KeyCode::Enter),
            key(KeyCode::Tab),
            key(KeyCode::Backspace),
            with(KeyCode::Char('c'), KeyModifiers::CONTROL),
            mouse(MouseEventKind::Down(MouseButton::Left), 11, 6),
            mouse(MouseEventKind::Up(MouseButton::Left), 11, 6),
            mouse(MouseEventKind::ScrollDown, 299, 199),
            mouse(MouseEventKind::Drag(MouseButton::Left), 0, 0),
            mouse(MouseEventKind::Down(MouseButton::Left), 0, 0),
            key(KeyCode::Esc),
            key(KeyCode::Down),
            with(KeyCode::Char('q'), KeyModifiers::ALT),
            Event::Paste("a\x1b[B\x1b[20ß".into()),
            key(KeyCode::Char('z')),
        ]
    }

    #[test]
    fn it_does_not_matter_where_the_bytes_are_cut() {
        assert_eq!(events(&[ALL], false), wanted());
        for cut in 0..ALL.len() {
            assert_eq!(events(&[&ALL[..cut], &ALL[cut..]], false), wanted(), "cut at {cut}");
        }
        let single: Vec<_> = ALL.chunks(1).collect();
        assert_eq!(events(&single, false), wanted());
    }

    #[test]
    fn a_pause_makes_an_escape_the_key() {
        assert_eq!(events(&[b"\x1b", b"[B"], true), [KeyCode::Esc, KeyCode::Char('['), KeyCode::Char('B')].map(key));
        // Alt and a bracket; a sequence of which more than that has come is waited for.
        assert_eq!(events(&[b"\x1b[", b"B"], true), [key(KeyCode::Char('B'))]);
        assert_eq!(events(&[b"\x1b[6", b"~"], true), [key(KeyCode::PageDown)]);
    }

    #[test]
    fn control_c_is_read_whatever_was_begun() {
        let quit = Event::Key(KeyEvent::new(KeyCode::Char('c'), KeyModifiers::CONTROL));
        for begun in
            [&b"\x1b"[..], b"\x1b[", b"\x1bO", b"\x1b[1;", b"\x1b[<0;5", b"\xe2\x86", b"\x1b[200~abc", b"\x1b[["]
        {
            assert_eq!(events(&[begun, b"\x03"], false).last(), Some(&quit), "{begun:?}");
        }
    }

    #[test]
    fn what_is_held_is_bounded() {
        let mut bytes = Bytes::default();
        let mut told = Vec::new();
        bytes.take(b"\x1b[", &mut |event| told.push(event));
        bytes.take(&[b'1'; 100_000], &mut |event| told.push(event));
        assert!(bytes.held.len() <= MOST_HELD);
        bytes.take(b"A\x1b[200~", &mut |event| told.push(event));
        bytes.take(&[b'x'; 1_000_000], &mut |event| told.push(event));
        assert!(bytes.held.len() <= MOST_PASTED);
        bytes.take(b"\x1b[201~k", &mut |event| told.push(event));
        let pasted = told.iter().filter_map(|event| match event {
            Event::Paste(text) => Some(text.len()),
            _ => None,
        });
        assert_eq!(pasted.collect::<Vec<_>>(), [MOST_PASTED]);
        assert_eq!(told.last(), Some(&key(KeyCode::Char('k'))));
    }

    #[test]
    fn any_bytes_at_all_lead_back_to_keys() {
        // Every pair of bytes, and then enough to end whatever it began.
        for pair in 0..=u16::MAX {
            let end = b"\x1b[201~~~~~~\x1b[A";
            let told = events(&[&pair.to_be_bytes(), end], false);
            assert_eq!(told.last(), Some(&key(KeyCode::Up)), "{pair:x}");
        }
    }
}
