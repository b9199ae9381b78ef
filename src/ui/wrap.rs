//! Breaking text into lines: the one routine for lessons, panels, notices and help.
//!
//! A line ends where the Unicode line breaking algorithm (UAX 14, by unicode-linebreak) lets it end: at blanks, and in scripts
//! that write none between any two signs that may stand apart. Between two ASCII letters only a blank counts: `e[4,3]` and
//! Melt-Banana stay whole. What has no such place and is wider than a line is broken between graphemes, so that nothing is
//! ever lost; Thai, Lao and Khmer, whose words only a dictionary knows, are among it.

use std::ops::Range;
use unicode_linebreak::linebreaks;
use unicode_segmentation::UnicodeSegmentation;

/// The lines of a text, each of at most `width` columns as `columns` measures them, without the blanks at their ends. A
/// grapheme that alone is wider has a line of its own.
pub fn lines(text: &str, width: usize, columns: impl Fn(&str) -> usize) -> Vec<Range<usize>> {
    let mut lines = Vec::new();
    let mut line = 0..0;
    let mut begin = 0;
    for end in places(text) {
        let seen = begin + text[begin..end].trim_end().len();
        if !line.is_empty() && columns(&text[line.start..seen]) > width {
            let whole = std::mem::replace(&mut line, begin..begin);
            lines.extend((!text[whole.clone()].trim().is_empty()).then_some(whole));
        }
        // What one line does not hold goes on to further ones.
        while columns(&text[line.start..seen]) > width {
            let cut = line.start + head(&text[line.start..seen], width, &columns);
            if cut == seen {
                break;
            }
            // A blank that holds two words together may stand before a word that does not fit beside it.
            if !text[line.start..cut].trim().is_empty() {
                lines.push(line.start..cut);
            }
            let blanks = text[cut..seen].len() - text[cut..seen].trim_start().len();
            line = cut + blanks..cut + blanks;
        }
        line.end = seen;
        begin = end;
        if line.is_empty() {
            // Blanks before the first word.
            line = end..end;
        }
    }
    if !text[line.clone()].trim().is_empty() {
        lines.push(line);
    }
    lines
}

/// The lines of a text as texts of their own, with one blank for any number of them.
pub fn wrap(text: &str, width: u16, columns: impl Fn(&str) -> u16) -> Vec<String> {
    let text = even(text);
    lines(&text, width.into(), |text| columns(text).into()).into_iter().map(|line| text[line].to_string()).collect()
}

/// The text with one blank wherever there are any; those that hold two words together stay as they are.
pub fn even(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter.is_whitespace() && !matches!(letter, '\u{a0}' | '\u{202f}') {
            true if out.ends_with(' ') => {}
            true => out.push(' '),
            false => out.push(letter),
        }
    }
    out
}

/// Where a line may end, the end of the text among them.
fn places(text: &str) -> impl Iterator<Item = usize> + '_ {
    linebreaks(text).map(|(at, _)| at).filter(|&at| {
        let (before, behind) = (text[..at].chars().next_back(), text[at..].chars().next());
        let ascii = |letter: Option<char>| letter.is_some_and(|letter| letter.is_ascii_graphic());
        // After a hyphen a line could end even where a blank holds what follows.
        let held = matches!(behind, Some('\u{a0}' | '\u{202f}'));
        !(ascii(before) && ascii(behind) || held)
    })
}

/// How wide a line must be at the least so that no word is broken.
pub fn longest(text: &str, columns: impl Fn(&str) -> usize) -> usize {
    let text = even(text);
    let mut begin = 0;
    let words = places(&text).map(|end| columns(text[std::mem::replace(&mut begin, end)..end].trim()));
    words.max().unwrap_or(0)
}

/// The length of the longest beginning that has room; at least one grapheme.
fn head(text: &str, width: usize, columns: &impl Fn(&str) -> usize) -> usize {
    let ends = text.grapheme_indices(true).map(|(at, grapheme)| at + grapheme.len());
    let mut fits = 0;
    for end in ends {
        if fits > 0 && columns(&text[..end]) > width {
            break;
        }
        fits = end;
    }
    fits
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use unicode_width::UnicodeWidthStr;

    fn wrapped(text: &str, width: u16) -> Vec<String> {
        wrap(text, width, |text| u16::try_from(text.width()).unwrap())
    }

    #[test]
    fn words_stand_whole_and_scripts_without_blanks_are_broken_by_their_rules() {
        for (text, width, lines) in [
            ("one two  three", 7, vec!["one two", "three"]),
            ("of Melt-Banana e[4,3]/2 on", 8, vec!["of", "Melt-Ban", "ana", "e[4,3]/2", "on"]),
            ("see Melt-Banana", 13, vec!["see", "Melt-Banana"]),
            // No line begins with a full stop or a closing bracket, and none ends with an opening one.
            ("推荐系统。它预测", 8, vec!["推荐系", "统。它预", "测"]),
            ("评分（五）分", 6, vec!["评分", "（五）", "分"]),
            // Letters and signs on one line where both have room.
            ("matrix 矩阵分解 is", 11, vec!["matrix 矩阵", "分解 is"]),
            // A mark stays with its letter.
            ("กำลังที่นี่", 3, vec!["กำลั", "งที่นี่"]),
            ("a\u{a0}b c", 3, vec!["a\u{a0}b", "c"]),
            ("a +\u{a0}-\u{a0}b", 6, vec!["a", "+\u{a0}-\u{a0}b"]),
            ("  in  ", 9, vec!["in"]),
            ("", 9, vec![]),
            ("字", 1, vec!["字"]),
        ] {
            assert_eq!(wrapped(text, width), lines, "{text} in {width}");
        }
    }

    /// Words of many scripts, with blanks and without, with marks, joined pictures and hidden letters.
    fn any_text() -> impl Strategy<Value = String> {
        let parts = [
            "推荐系统",
            "評価を予測する。",
            "ประเทศไทย",
            "ພາສາລາວ",
            "ភាសាខ្មែរ",
            "한국어 낱말",
            "नमस्ते",
            "مرحبا",
            "r̂ = 4.72",
            "P[4,1]·Q[1,1]",
            "👨‍👩‍👧",
            "e\u{301}\u{302}",
            "—",
            "-",
            " ",
            "  ",
            "\u{200b}",
            "\u{a0}",
            "\n",
            "verylongwordwithoutanyblank",
            "(",
            ")",
            "，",
            "☃\u{fe0f}",
        ];
        proptest::collection::vec(
            prop_oneof![proptest::sample::select(parts.to_vec()).prop_map(String::from), any::<String>()],
            0..12,
        )
        .prop_map(|parts| parts.concat())
    }

    proptest! {
        #[test]
        fn nothing_is_lost_and_no_line_is_too_wide(text in any_text(), width in 2u16..60) {
            let lines = wrapped(&text, width);
            let letters = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
            prop_assert_eq!(letters(&lines.concat()), letters(&text));
            for line in &lines {
                prop_assert!(line.width() <= width.into() || line.graphemes(true).count() == 1, "{:?} in {}", line, width);
                prop_assert!(!line.trim().is_empty());
            }
        }
    }
}
