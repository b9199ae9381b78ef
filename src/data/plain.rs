//! Text that is safe to show: names, files and lessons come from others, and a terminal obeys some of their characters.
//!
//! Whatever goes to a terminal passes through here: what is printed through [`Plain`], what is drawn through [`plain()`].

use std::{
    borrow::Cow,
    fmt::Write as _,
    io::{self, Write},
    mem,
};

/// Whether a character has to be made visible: it commands a terminal, turns the order of what is read, ends a line where
/// none ends, or is no character at all. (What joins letters and emoji is left alone.)
pub fn is_hidden(c: char) -> bool {
    let turns = matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{206f}');
    let ends = matches!(c, '\u{2028}' | '\u{2029}');
    let marks = matches!(c, '\u{feff}' | '\u{fff9}'..='\u{fffb}');
    let none = matches!(c, '\u{fdd0}'..='\u{fdef}') || u32::from(c) & 0xfffe == 0xfffe;
    c.is_control() || turns || ends || marks || none
}

/// One line of text, in which everything hidden is spelled out: `\u{1b}`, `\n`.
pub fn plain(text: &str) -> Cow<'_, str> {
    spelled(text, is_hidden, |out, c| write!(out, "{}", c.escape_default()))
}

/// JSON, in which everything hidden is spelled out as JSON spells it: `\u001b`. What is read from it is the same.
pub fn plain_json(json: &str) -> Cow<'_, str> {
    spelled(json, is_hidden, |out, c| {
        c.encode_utf16(&mut [0; 2]).iter().try_for_each(|unit| write!(out, "\\u{unit:04x}"))
    })
}

/// Text with some of its characters spelled out.
fn spelled(text: &str, which: fn(char) -> bool, spell: impl Fn(&mut String, char) -> std::fmt::Result) -> Cow<'_, str> {
    if text.bytes().all(|byte| (b' '..=b'~').contains(&byte)) || !text.contains(which) {
        return text.into();
    }
    let mut out = String::new();
    for c in text.chars() {
        if which(c) {
            // Writing to a string does not fail.
            let _ = spell(&mut out, c);
        } else {
            out.push(c);
        }
    }
    out.into()
}

/// A writer of text for a terminal: lines and tabs pass as they are, everything else that is hidden is spelled out, and so
/// is what is no UTF-8: `\x9b`.
pub struct Plain<W: Write> {
    out: W,
    /// The beginning of a character whose end is still to come.
    begun: Vec<u8>,
}

impl<W: Write> Plain<W> {
    /// Writes to `out`.
    pub fn new(out: W) -> Self {
        Self { out, begun: Vec::new() }
    }

    fn bytes(&mut self, bytes: &[u8]) -> io::Result<()> {
        bytes.iter().try_for_each(|byte| write!(self.out, "\\x{byte:02x}"))
    }
}

impl<W: Write> Write for Plain<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut all = mem::take(&mut self.begun);
        all.extend_from_slice(bytes);
        let mut chunks = all.utf8_chunks().peekable();
        while let Some(chunk) = chunks.next() {
            let hidden = |c| is_hidden(c) && !matches!(c, '\n' | '\t');
            let text = spelled(chunk.valid(), hidden, |out, c| write!(out, "{}", c.escape_default()));
            self.out.write_all(text.as_bytes())?;
            match std::str::from_utf8(chunk.invalid()) {
                Err(error) if error.error_len().is_none() && chunks.peek().is_none() => {
                    self.begun = chunk.invalid().to_vec()
                }
                _ => self.bytes(chunk.invalid())?,
            }
        }
        Ok(bytes.len())
    }

    /// Whoever flushes has said all: a character that was only begun is none.
    fn flush(&mut self) -> io::Result<()> {
        let begun = mem::take(&mut self.begun);
        self.bytes(&begun)?;
        self.out.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn written(parts: &[&[u8]]) -> String {
        let mut out = Vec::new();
        let mut plain = Plain::new(&mut out);
        parts.iter().for_each(|part| plain.write_all(part).unwrap());
        plain.flush().unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn what_a_terminal_would_obey_is_spelled_out() {
        assert_eq!(plain("a\x1b]0;b\x07\u{9b}\x7f\n"), r"a\u{1b}]0;b\u{7}\u{9b}\u{7f}\n");
        assert_eq!(plain("\u{202e}abc\u{2066}\u{200f}\u{61c}\u{2028}"), r"\u{202e}abc\u{2066}\u{200f}\u{61c}\u{2028}");
        assert_eq!(plain("\u{ffff}\u{fffe}\u{1ffff}\u{fdd0}\u{feff}"), r"\u{ffff}\u{fffe}\u{1ffff}\u{fdd0}\u{feff}");
        assert_eq!(written(&[b"a\tb\nc\r\x1b[31m"]), "a\tb\nc\\r\\u{1b}[31m");
    }

    #[test]
    fn what_people_write_stays_as_it_is() {
        for text in ["", "An × BTS", "卧虎藏龙", "👩‍👩‍👧", "می‌خواهم", "e\u{301}", "\u{fffd}", "שלום", "🏴󠁧󠁢󠁷󠁬󠁳󠁿"]
        {
            assert!(matches!(plain(text), Cow::Borrowed(same) if same == text), "{text}");
            assert_eq!(written(&[text.as_bytes()]), text);
        }
    }

    #[test]
    fn json_reads_back_to_the_same() {
        let name = "a\x1b\u{9b}\u{202e}\u{1fffe}\u{7f}\"\\\n";
        let json = serde_json::to_string(name).unwrap();
        assert!(!plain_json(&json).contains(is_hidden) && json.contains(is_hidden));
        assert_eq!(serde_json::from_str::<String>(&plain_json(&json)).unwrap(), name);
    }

    #[test]
    fn bytes_that_are_no_text_are_spelled_out_and_a_character_may_come_in_two_parts() {
        assert_eq!(written(&[b"a\x9b31m"]), r"a\x9b31m");
        assert_eq!(written(&[b"caf\xc3", b"\xa9"]), "café");
        assert_eq!(written(&[b"\xc2", b"\x9b2J"]), r"\u{9b}2J", "the second half of a command is one as well");
        assert_eq!(written(&[b"\xe2\x80", b"x\xe2"]), r"\xe2\x80x\xe2");
    }

    proptest! {
        #[test]
        fn nothing_hidden_comes_through_wherever_it_is_cut(bytes: Vec<u8>, text: String, cut: prop::sample::Index) {
            for all in [bytes, text.into_bytes()] {
                let (left, right) = all.split_at(cut.index(all.len() + 1));
                let out = written(&[left, right]);
                prop_assert!(!out.contains(|c| is_hidden(c) && c != '\n' && c != '\t'));
                prop_assert_eq!(out, written(&[&all]));
            }
        }
    }
}
