//! Names that do not fit, cut so that those in one list can still be told apart.
//!
//! ```text
//! Star Wars: Episode IV - A New Hope (1977)                  Star Wars: Epi…    Star War…(1977)
//! Star Wars: Episode V - The Empire Strikes Back (1980)      Star Wars: Epi…    Star War…(1980)
//! Amélie                                                     Amélie             Amélie
//! ```

use super::certain::fit;
use std::collections::HashMap;
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// In fewer columns nothing is left of a name to tell it by.
const LEAST: usize = 4;

/// The names, each in at most `width` columns. What is longer is cut at its end; those that would then look alike are cut
/// in the middle, and where that is not enough, before the first sign in which they differ. What is drawn follows from
/// the list alone.
pub fn apart(names: &[&str], width: usize, ellipsis: &str) -> Vec<String> {
    let mut cut: Vec<String> = names.iter().map(|name| fit(name, width, ellipsis)).collect();
    if width < LEAST {
        return cut;
    }
    type Cut = fn(&str, usize, usize, &str) -> String;
    // Those that are still alike after the last way share more from their beginning: there it is done once more.
    let ways: [Cut; 4] = [middle, before, before, before];
    for way in ways {
        for alike in alike(names, &cut) {
            let shared = alike.iter().map(|at| shared(names[alike[0]], names[*at])).min().unwrap_or(0);
            // Of names of which one is the beginning of the other, both are cut, or the shorter one fits.
            for at in alike.into_iter().filter(|at| names[*at].width() > width) {
                cut[at] = way(names[at], shared, width, ellipsis);
            }
        }
    }
    cut
}

/// Groups of different names that look alike when they are cut, in the order of the list.
fn alike(names: &[&str], cut: &[String]) -> Vec<Vec<usize>> {
    let mut groups: Vec<Vec<usize>> = Vec::new();
    let mut known: HashMap<&str, usize> = HashMap::new();
    for (at, text) in cut.iter().enumerate() {
        let group = *known.entry(text).or_insert(groups.len());
        if group == groups.len() {
            groups.push(Vec::new());
        }
        groups[group].push(at);
    }
    groups.retain(|group| group.iter().any(|at| names[*at] != names[group[0]]));
    groups
}

/// With how many bytes two names both begin: whole signs.
fn shared(a: &str, b: &str) -> usize {
    let same = a.graphemes(true).zip(b.graphemes(true)).take_while(|(a, b)| a == b);
    same.map(|(sign, _)| sign.len()).sum()
}

/// The beginning and the end of a name.
fn middle(name: &str, _: usize, width: usize, ellipsis: &str) -> String {
    let room = width - ellipsis.width();
    let end = fit_end(name, room / 2).trim_start();
    fit(name, room - end.width(), "") + ellipsis + end
}

/// The last signs of a text, in at most `width` columns.
fn fit_end(text: &str, width: usize) -> &str {
    let (mut start, mut columns) = (text.len(), 0);
    for (at, sign) in text.grapheme_indices(true).rev() {
        columns += sign.width();
        if columns > width {
            break;
        }
        start = at;
    }
    &text[start..]
}

/// A little of the beginning of a name, and what follows after `shared` bytes.
fn before(name: &str, shared: usize, width: usize, ellipsis: &str) -> String {
    let head = fit(name, width.saturating_sub(ellipsis.width()) / 3, "");
    if shared <= head.len() {
        return fit(name, width, ellipsis);
    }
    let head = head + ellipsis;
    let rest = fit(&name[shared..], width.saturating_sub(head.width()), ellipsis);
    head + &rest
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn cut(names: &[&str], width: usize) -> Vec<String> {
        apart(names, width, "…")
    }

    #[test]
    fn names_that_would_look_alike_are_cut_where_they_differ() {
        let wars = [
            "Star Wars: Episode IV - A New Hope (1977)",
            "Amélie",
            "Star Wars: Episode V - The Empire Strikes Back (1980)",
        ];
        assert_eq!(cut(&wars, 15), ["Star War…(1977)", "Amélie", "Star War…(1980)"]);
        assert_eq!(cut(&wars[..2], 15), ["Star Wars: Epi…", "Amélie"], "alone it is cut at its end");
        let rings = ["The Lord of the Rings: The Two Towers (uncut)", "The Lord of the Rings: The Return (uncut)"];
        assert_eq!(cut(&rings, 15), ["The …Two Tower…", "The …Return (u…"]);
        assert_eq!(cut(&["Star Wars: IV", "Star Wars: IV"], 8), ["Star Wa…"; 2], "the same name is the same name");
    }

    #[test]
    fn the_beginning_of_a_name_is_told_from_the_whole() {
        assert_eq!(cut(&["Rocky", "Rocky Balboa"], 5), ["Rocky", "Rock…"]);
        assert_eq!(cut(&["Rocky", "Rocky Balboa"], 4), ["Ro…y", "Ro…a"]);
        assert_eq!(cut(&["Rocky", "Rocky Balboa"], 0), ["", ""]);
    }

    proptest! {
        #[test]
        fn every_cut_fits_and_what_differs_in_one_place_looks_different(
            (head, a, b, tail) in ("[a-c虎 ]{0,30}", "[0-4]{1,3}", "[5-9]{1,3}", "[x-z ]{0,30}"),
            width in 8usize..40,
        ) {
            let names = [format!("{head}{a}{tail}"), format!("{head}{b}{tail}"), "other".into()];
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            let cut = cut(&names, width);
            for (name, cut) in names.iter().zip(&cut) {
                prop_assert!(cut.width() <= width, "{cut:?} of {name:?} in {width}");
                prop_assert!(name.width() > width || cut == name);
            }
            prop_assert!(cut[0] != cut[1], "{names:?} {cut:?}");
        }
    }
}
