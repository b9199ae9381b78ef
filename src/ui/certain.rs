//! Text whose columns are certain: what some terminals join and others do not is drawn in parts that all of them agree on.
//!
//! ```text
//! 👨‍👩‍👧  two columns where it is joined, six where it is not      👨👩👧  six everywhere
//! 🇩🇪   two, or four                                            DE    two everywhere
//! ❤️   two, or one                                             ❤     one everywhere
//! ```
//!
//! And there is one minus on the screen, the one that calculators, shells and the lines of this program read.

use crate::data::plain;
use std::borrow::Cow;
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// Joins the pictures before and behind it.
const JOINER: char = '\u{200d}';
/// Pick a sign's plain or its coloured shape.
const SHAPES: [char; 2] = ['\u{fe0e}', '\u{fe0f}'];

/// The text as it is drawn: without what makes its width a matter of taste, and with one kind of minus.
pub fn certain(text: &str) -> Cow<'_, str> {
    if !text.chars().any(uncertain) {
        return text.into();
    }
    let mut drawn = String::with_capacity(text.len());
    let mut letters = text.chars();
    // Whether the last sign is a picture, whatever of its own has been left out behind it.
    let mut after_picture = false;
    while let Some(letter) = letters.next() {
        match letter {
            '−' => drawn.push('-'),
            // A flag is two of these: where it is not known, they are letters.
            '\u{1f1e6}'..='\u{1f1ff}' => {
                let letter = u32::from(letter) - 0x1f1e6 + u32::from('A');
                drawn.extend(char::from_u32(letter));
            }
            _ if SHAPES.contains(&letter) || is_tag(letter) => continue,
            _ if after_picture && is_skin(letter) => continue,
            // In scripts whose letters join it says how they do: there it stays.
            JOINER if after_picture || joined(letters.clone()).is_some_and(is_picture) => continue,
            _ => drawn.push(letter),
        }
        after_picture = is_picture(letter);
    }
    drawn.into()
}

/// What a joiner joins to what stands before it.
fn joined(mut behind: std::str::Chars) -> Option<char> {
    behind.find(|letter| !uncertain(*letter) || is_skin(*letter))
}

fn uncertain(letter: char) -> bool {
    matches!(letter, '−' | JOINER | '\u{1f1e6}'..='\u{1f1ff}')
        || SHAPES.contains(&letter)
        || is_skin(letter)
        || is_tag(letter)
}

fn is_skin(letter: char) -> bool {
    ('\u{1f3fb}'..='\u{1f3ff}').contains(&letter)
}

/// What spells the name of a region behind a black flag.
fn is_tag(letter: char) -> bool {
    ('\u{e0020}'..='\u{e007f}').contains(&letter)
}

fn is_picture(letter: char) -> bool {
    matches!(letter, '\u{2190}'..='\u{2bff}' | '\u{1f000}'..='\u{1faff}' | '©' | '®' | '‼' | '⁉' | '™' | 'ℹ')
}

/// A text in characters of certain width, and with whatever a terminal would obey spelled out. The joiners come first: they
/// are what holds an emoji together.
pub fn seen(text: &str) -> Cow<'_, str> {
    match certain(text) {
        Cow::Borrowed(text) => plain(text),
        Cow::Owned(text) => plain(&text).into_owned().into(),
    }
}

/// The text as it is drawn in at most `width` columns; where it is longer, cut between graphemes and ended with `ellipsis`.
pub fn fit(text: &str, width: usize, ellipsis: &str) -> String {
    let text = seen(text);
    if text.width() <= width {
        return text.into_owned();
    }
    let room = width.saturating_sub(ellipsis.width());
    let (mut cut, mut columns) = (String::new(), 0);
    for grapheme in text.graphemes(true) {
        columns += grapheme.width();
        if columns > room {
            break;
        }
        cut.push_str(grapheme);
    }
    if ellipsis.width() <= width {
        cut.push_str(ellipsis);
    }
    cut
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use unicode_width::UnicodeWidthChar;

    /// The columns on a terminal that joins nothing.
    fn apart(text: &str) -> usize {
        text.chars().filter_map(UnicodeWidthChar::width).sum()
    }

    #[test]
    fn what_terminals_disagree_on_is_drawn_in_parts() {
        let drawn = |text| certain(text).into_owned();
        assert_eq!(drawn("👨\u{200d}👩\u{200d}👧\u{200d}👦 family"), "👨👩👧👦 family");
        assert_eq!(drawn("🇩🇪 and 🇬🇧"), "DE and GB");
        assert_eq!([drawn("❤\u{fe0f}"), drawn("👍🏽"), drawn("1\u{fe0f}\u{20e3}")], ["❤", "👍", "1\u{20e3}"]);
        assert_eq!(drawn("🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}!"), "🏴!");
        assert_eq!(drawn("👩🏽\u{200d}❤\u{fe0f}\u{200d}👨🏿"), "👩❤👨");
        assert_eq!(drawn("4.810 − 5 = −0.190"), "4.810 - 5 = -0.190");
    }

    #[test]
    fn what_is_certain_stays_as_it_is() {
        for text in ["Amélie", "卧虎藏龙", "👍 up", "r̂ R̃ A⁻¹", "क्\u{200d}ष", "می\u{200c}خواهم", "half-step", ""]
        {
            assert_eq!(certain(text), text);
            assert!(matches!(certain(text), Cow::Borrowed(_)) || text.contains(JOINER), "{text}");
        }
    }

    proptest! {
        #[test]
        fn both_kinds_of_terminal_give_a_text_the_same_columns(
            pieces in prop::collection::vec(prop::sample::select(vec![
                "👨", "👩", "👧", "🏽", "🏿", "\u{200d}", "❤", "\u{fe0f}", "\u{fe0e}", "🇩", "🇪", "🏴", "\u{e0067}",
                "\u{e007f}", "1", "#", "\u{20e3}", "a", " ", "é", "虎", "✈", "☺", "♂", "⌚", "−", "©", "®", "™", "🦰",
            ]), 0..12),
        ) {
            let text = pieces.concat();
            let drawn = certain(&text);
            prop_assert_eq!(drawn.width(), apart(&drawn), "{:?} of {:?}", drawn, text);
            prop_assert_eq!(certain(&drawn), drawn.clone(), "once more changes nothing");
        }
    }
}
