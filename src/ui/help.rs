//! The keys of this screen: its own first, then those for all screens by what they are about.
//!
//! ```text
//! ╭ Keys of Map ─ ↑ ↓ scroll, any other key closes ──────────────────────╮
//! │ Map                                Picking                           │
//! │   i  look at users or at items     ↑ k  move the cursor up           │
//! │   a  draw over the next pair …     ↓ j  move the cursor down         │
//! │ Time                               Looking                           │
//! │ , b  go back one step              …                                 │
//! ╰───────────────────────────────────────────────── 1–20 of 44, ↓ more ─╯
//! ```

use super::{pen::Pen, typeset::capitalised, wrap::wrap};
use crate::{
    app::{App, Binding, Key, keymap},
    choice::Choice,
    command::{Command, Subject, Toward},
};
use ratatui::{layout::Rect, widgets::Widget};

/// A column of the help is at least so wide.
const COLUMN: u16 = 54;

/// One line.
#[derive(Clone, Debug, PartialEq, Eq)]
enum HelpLine {
    /// What the following keys are about.
    Heading(String),
    /// Keys and what they do; keys are empty where a sentence goes on.
    Keys(String, String),
    /// Nothing.
    Gap,
}

/// Draws it over everything.
pub(super) fn draw(app: &App, from: usize, pen: &mut Pen, area: Rect) {
    let columns = (area.width.saturating_sub(4) / COLUMN).clamp(1, 3);
    let width = area.width.min(columns * 72 + 4);
    let groups = groups(app);
    let keys_width = groups.iter().flat_map(|(_, rows)| rows.iter().map(|(k, _)| pen.width(k))).max().unwrap_or(0);
    let column = width.saturating_sub(2) / columns;
    let room = column.saturating_sub(keys_width + 5);
    let lines = lines(groups, room, |text| pen.width(text));
    let most = usize::from(area.height.saturating_sub(4));
    let rows = lines.len().div_ceil(columns.into()).min(most);
    // Where all of it fits, columns end with their groups; where not, it is scrolled.
    let (rows, starts) = match starts(&lines, columns.into(), most) {
        Some(starts) => (most.min(tallest(&starts, lines.len())), starts),
        None => {
            let last = lines.len().saturating_sub(rows * usize::from(columns));
            let from = from.min(last);
            (rows, (0..usize::from(columns)).map(|c| from + c * rows).collect())
        }
    };
    let height = (rows as u16 + 2).min(area.height);
    let frame = Rect::new(area.x + (area.width - width) / 2, area.y + (area.height - height) / 2, width, height);
    ratatui::widgets::Clear.render(frame, pen.buffer);
    pen.click_and_wheel(area, Command::Close, Command::Move(Toward::Up, 1), Command::Move(Toward::Down, 1));
    let name = capitalised(app.screen().name());
    let inner = pen.panel(frame, &format!("Keys of {name} ─ ↑ ↓ scroll, any other key closes"));
    let colours = pen.colours;
    for (at, &start) in starts.iter().enumerate() {
        let end = starts.get(at + 1).copied().unwrap_or(lines.len()).min(start + rows);
        let x = inner.x + 1 + at as u16 * column;
        for (row, line) in lines.iter().take(end).skip(start).enumerate() {
            let y = inner.y + row as u16;
            match line {
                HelpLine::Heading(text) => {
                    pen.text(x, y, column, text, colours.name);
                }
                HelpLine::Keys(keys, sentence) => {
                    pen.text_right(x + 1 + keys_width, y, keys_width, keys, colours.key);
                    pen.text(x + keys_width + 3, y, room, sentence, colours.text);
                }
                HelpLine::Gap => {}
            }
        }
    }
    let (first, shown) = (starts[0], rows * starts.len());
    if shown < lines.len() {
        let more = if first + shown < lines.len() { ", ↓ more" } else { ", ↑ more" };
        pen.footnote(frame, &format!("{}–{} of {}{more}", first + 1, (first + shown).min(lines.len()), lines.len()));
    }
}

/// The rows of the key table that hold here, by what they are about: keys and sentence.
fn groups(app: &App) -> Vec<(String, Vec<(String, String)>)> {
    let row = |binding: &'static Binding| {
        let here = |key: &&Key| binding.is_meant(app, **key);
        let keys: Vec<String> = binding.keys.iter().filter(here).map(ToString::to_string).collect();
        (!keys.is_empty()).then(|| (keys.join(" "), binding.sentence(app)))
    };
    let of = |wanted: &dyn Fn(&Binding) -> bool| {
        keymap::bindings(&app.screens()).into_iter().filter(|b| wanted(b)).filter_map(row).collect::<Vec<_>>()
    };
    let own = (format!("{}, this screen", capitalised(app.screen().name())), of(&|b| b.screen.is_some()));
    let subjects = [
        Subject::Time,
        Subject::Model,
        Subject::Ratings,
        Subject::Picking,
        Subject::Looking,
        Subject::Lecture,
        Subject::Program,
    ];
    let general = subjects.map(|s| (s.title().to_string(), of(&|b| b.screen.is_none() && b.subject() == s)));
    std::iter::once(own).chain(general).filter(|(_, rows)| !rows.is_empty()).collect()
}

/// The groups as lines, with sentences broken to `room` columns.
fn lines(groups: Vec<(String, Vec<(String, String)>)>, room: u16, columns: impl Fn(&str) -> u16) -> Vec<HelpLine> {
    let mut lines = Vec::new();
    for (title, rows) in groups {
        if !lines.is_empty() {
            lines.push(HelpLine::Gap);
        }
        lines.push(HelpLine::Heading(title));
        for (keys, sentence) in rows {
            let mut broken = wrap(&sentence, room, &columns).into_iter();
            lines.push(HelpLine::Keys(keys, broken.next().unwrap_or_default()));
            lines.extend(broken.map(|text| HelpLine::Keys(String::new(), text)));
        }
    }
    lines
}

/// Where each column begins, so that groups stay whole and no column is longer than `most`; `None` where that cannot be.
fn starts(lines: &[HelpLine], columns: usize, most: usize) -> Option<Vec<usize>> {
    let heads: Vec<usize> =
        (0..lines.len()).filter(|&at| matches!(lines[at], HelpLine::Heading(_))).chain([lines.len() + 1]).collect();
    // The lowest height at which the groups, put in one after another, need no more columns than there are.
    (1..=most).find_map(|height| {
        let mut starts = vec![0];
        for pair in heads.windows(2) {
            let end = pair[1] - 1;
            if end - starts[starts.len() - 1] > height {
                starts.push(pair[0]);
            }
            if end - starts[starts.len() - 1] > height || starts.len() > columns {
                return None;
            }
        }
        Some(starts)
    })
}

/// The length of the longest column.
fn tallest(starts: &[usize], count: usize) -> usize {
    let ends = starts.iter().skip(1).copied().chain([count]);
    starts.iter().zip(ends).map(|(start, end)| end - start).max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::{
        super::map::tests::{drawn, played},
        *,
    };
    use crate::command::Screen;
    use std::collections::HashSet;

    #[test]
    fn each_key_is_listed_once_and_means_what_it_does() {
        for (name, screen) in Screen::NAMES.iter().zip(Screen::ALL) {
            let app = played(&format!("screen {name}"));
            let mut seen = HashSet::new();
            for (keys, sentence) in groups(&app).into_iter().flat_map(|(_, rows)| rows) {
                for key in keys.split(' ') {
                    assert!(seen.insert(key.to_string()), "{key} twice on {name}");
                    let means =
                        |b: &Binding| b.sentence(&app) == sentence && b.keys.iter().any(|k| k.to_string() == key);
                    assert!(keymap::bindings(&app.screens()).into_iter().any(means), "{key}: {sentence}");
                }
            }
            let all: HashSet<String> = keymap::bindings(&app.screens())
                .into_iter()
                .flat_map(|b| b.keys.iter().filter(|key| app.bound(**key).is_ok()).map(ToString::to_string))
                .collect();
            assert_eq!(seen, all, "on {name}");
            assert_eq!(app.screen(), *screen);
        }
    }

    #[test]
    fn every_line_can_be_scrolled_to_at_every_size() {
        let app = played("screen map");
        for (width, height) in [(60, 20), (80, 24), (120, 36), (200, 60)] {
            let mut all = String::new();
            for from in 0..200 {
                let (rows, hits) = drawn(&app, (width, height), |app, pen, area| draw(app, from, pen, area));
                all += &rows.join("\n");
                assert_eq!(hits.click((0, 0).into()), Some(&Command::Close));
            }
            for text in ["come nearer", "keep stepping", "end the program", "catch it"] {
                assert!(all.contains(text), "{text} at {width} x {height}");
            }
        }
        for (width, height) in (0..=200).step_by(3).flat_map(|w| (0..=60).step_by(2).map(move |h| (w, h))) {
            drawn(&app, (width, height), |app, pen, area| draw(app, 7, pen, area));
        }
    }

    #[test]
    fn groups_stay_whole_where_they_can() {
        let line = |heading: bool| if heading { HelpLine::Heading("a".into()) } else { HelpLine::Gap };
        let lines: Vec<HelpLine> = [true, false, false, true, false, true, false].map(line).to_vec();
        assert_eq!(starts(&lines, 2, 9), Some(vec![0, 5]), "the lowest that will do");
        assert_eq!(starts(&lines, 2, 3), None);
        assert_eq!(starts(&lines, 1, 9), Some(vec![0]));
    }
}
