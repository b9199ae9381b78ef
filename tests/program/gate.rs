//! The first look at a file: keys in, decisions out, and the line that makes the same decisions again.

use crate::common::tell;
use factorscope::{
    app::{Code, Gate, Key, Step, Taste, Touch},
    cli::{self, Args},
    data::load::{self, Options},
    ui::{Depth, draw_gate, draw_waiting},
};
use proptest::prelude::*;
use ratatui::{buffer::Buffer, layout::Rect};
use std::path::{Path, PathBuf};

fn file(name: &str) -> PathBuf {
    Path::new("tests/data/field").join(name)
}

/// The first look at a file as the explorer takes it.
fn gate(path: &Path) -> Option<Gate> {
    let options = Options { likeliest: true, ..Options::default() };
    let loaded = load::path(path, &options).ok()?;
    Some(Gate::new(path.to_string_lossy(), options, loaded))
}

/// Reads the file where a step asks for that.
fn answered(gate: &mut Gate, step: Step) -> Step {
    if let Step::Read(options) = &step {
        let result = load::path(Path::new(gate.file()), options);
        gate.take(options, result);
    }
    step
}

fn press(gate: &mut Gate, key: Key) -> Step {
    let step = gate.key(key);
    answered(gate, step)
}

#[test]
fn rows_of_decimals_are_told_and_a_key_takes_them_for_factors() {
    let mut gate = gate(&file("81-factors-spaces.txt")).unwrap();
    let told = |gate: &Gate, what: &str| gate.points().iter().position(|point| point.sentence.contains(what));
    let at = told(&gate, "one item's factors").unwrap();
    assert!(frame(&gate, (80, 24)).contains("one item's factors"));
    press(&mut gate, Key::char(char::from(b'1' + at as u8)));
    assert!(gate.trouble().is_none() && gate.shown().ratings.is_empty());
    assert_eq!(gate.command_for("f"), "factorscope f --layout factors");
    assert!(frame(&gate, (80, 24)).contains("trained model, 2 factors for each of 2 items"));
    let items = told(&gate, "taken for items").unwrap();
    press(&mut gate, Key::char(char::from(b'1' + items as u8)));
    assert_eq!(gate.shown().ratings.n_users(), 2);
    press(&mut gate, Key::char('t'));
    assert_eq!(gate.shown().ratings.n_items(), 2);
    keys(&mut gate, "ghsdelr+-t");
    assert!(!frame(&gate, (120, 36)).is_empty());
    keys(&mut gate, &"u".repeat(20));
    assert_eq!(gate.command_for("f"), "factorscope f");
}

fn keys(gate: &mut Gate, text: &str) -> Step {
    text.chars().map(|c| press(gate, if c == '\n' { Key::plain(Code::Enter) } else { Key::char(c) })).last().unwrap()
}

fn frame(gate: &Gate, size: (u16, u16)) -> String {
    let mut buffer = Buffer::empty(Rect::new(0, 0, size.0, size.1));
    draw_gate(gate, &Taste::default(), Depth::True, &mut buffer);
    let row = |y| (0..size.0).map(|x| buffer[(x, y)].symbol()).collect::<String>();
    (0..size.1).map(row).collect::<Vec<_>>().join("\n")
}

/// The words of a line, as a shell takes them apart that knows single quotes.
fn words(line: &str) -> Vec<String> {
    let (mut words, mut quoted, mut begun) = (Vec::new(), false, false);
    let mut word = String::new();
    let mut letters = line.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '\'' => (quoted, begun) = (!quoted, true),
            '\\' if !quoted => word.extend(letters.next()),
            ' ' if !quoted => {
                if begun || !word.is_empty() {
                    words.push(std::mem::take(&mut word));
                }
                begun = false;
            }
            letter => word.push(letter),
        }
    }
    if begun || !word.is_empty() {
        words.push(word);
    }
    words
}

/// The options that a line gives to the explorer.
fn options(line: &str) -> Options {
    let args = cli::parse(words(line).into_iter().map(Into::into), &mut Vec::new());
    let Ok(Some(Args { command: None, data, .. })) = args else { panic!("{line}: {args:?}") };
    Options { likeliest: true, ..data.reading() }
}

#[test]
fn a_column_is_left_out_and_taken_in() {
    let mut gate = gate(&file("07-course-grid-gender-column.csv")).unwrap();
    assert_eq!(gate.shown().ratings.n_items(), 4);
    press(&mut gate, Key::plain(Code::Right));
    keys(&mut gate, "l");
    assert_eq!(gate.shown().ratings.n_items(), 5);
    assert!(gate.command().ends_with("--leave-out none"), "{}", gate.command());
    keys(&mut gate, "u");
    assert_eq!((gate.shown().ratings.n_items(), gate.command().contains("--leave-out")), (4, false));
    // What looks odd is had the other way by its number.
    keys(&mut gate, "1");
    assert_eq!(gate.shown().ratings.n_items(), 5);
}

#[test]
fn codes_are_typed_and_what_is_no_number_is_said() {
    let mut gate = gate(&file("27-recipes-zero-is-no-rating.csv")).unwrap();
    assert_eq!(gate.shown().ratings.len(), 5);
    keys(&mut gate, "mx\n");
    assert!(gate.typed().is_some() && gate.said().unwrap().contains("not a number"));
    press(&mut gate, Key::plain(Code::Backspace));
    keys(&mut gate, "0\n");
    assert_eq!((gate.shown().ratings.len(), gate.typed()), (3, None));
    assert_eq!(keys(&mut gate, "\n"), Step::Open);
}

#[test]
fn roles_go_round_and_a_grid_is_turned() {
    let mut gate = gate(&file("43-item-first-no-header.csv")).unwrap();
    let first = gate.shown().ratings.name(factorscope::data::UserId::new(0)).to_owned();
    assert_eq!(first, "A2X");
    // The first column is the item's: its next role is the rating, which the third one has.
    keys(&mut gate, "r");
    assert!(gate.trouble().is_some(), "names are no ratings");
    assert_eq!(gate.shown().ratings.len(), 4, "what was shown stays");
    assert_eq!(keys(&mut gate, "\n"), Step::Stay);
    keys(&mut gate, "u");
    assert!(gate.trouble().is_none());
    assert_eq!(keys(&mut gate, "\n"), Step::Open);

    let mut grid = self::gate(&file("09-course-grid-items-in-rows.csv")).unwrap();
    let shape = |gate: &Gate| (gate.shown().ratings.n_users(), gate.shown().ratings.n_items());
    assert_eq!(shape(&grid), (4, 5));
    keys(&mut grid, "t");
    assert_eq!((shape(&grid), grid.command().contains("--turn=no")), ((5, 4), true));
}

#[test]
fn an_answer_to_an_older_question_changes_nothing() {
    let path = file("75-grid-full-of-zeros-header.csv");
    let mut gate = gate(&path).unwrap();
    let Step::Read(first) = gate.key(Key::char('1')) else { panic!() };
    let Step::Read(second) = gate.key(Key::char('u')) else { panic!() };
    gate.take(&first, load::path(&path, &first));
    assert!(gate.is_reading() && gate.shown().ratings.len() == 8);
    assert_eq!(gate.key(Key::plain(Code::Enter)), Step::Stay, "it is not opened while it is read");
    gate.take(&second, load::path(&path, &second));
    assert!(!gate.is_reading());
}

#[test]
fn whatever_is_decided_the_line_decides_the_same() {
    let mut files: Vec<PathBuf> =
        std::fs::read_dir("tests/data/field").unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let letters = "rlmtghsdeuyow?+-1234567890,\nj";
    let moves = [Code::Left, Code::Right, Code::Up, Code::Down, Code::Home, Code::End, Code::Esc, Code::Backspace];
    let key = prop_oneof![
        4 => prop::sample::select(letters.chars().collect::<Vec<_>>()).prop_map(|c| if c == '\n' { Key::plain(Code::Enter) } else { Key::char(c) }),
        2 => prop::sample::select(moves.to_vec()).prop_map(Key::plain),
    ];
    let stories = (prop::sample::select(files), prop::collection::vec(key, 0..14));
    tell(150, &stories, |(path, story)| {
        let Some(mut gate) = gate(&path) else { return };
        for key in story {
            if matches!(press(&mut gate, key), Step::Open | Step::Leave) {
                break;
            }
            for size in [(60, 20), (80, 24), (10, 3)] {
                frame(&gate, size);
            }
        }
        if gate.trouble().is_none() && gate.typed().is_none() {
            let again = load::path(&path, &options(&gate.command())).unwrap();
            assert_eq!(again.reading.as_ref(), gate.reading(), "{}", gate.command());
        }
    });
}

#[test]
fn the_first_look_tells_all_at_eighty_columns() {
    let gate = gate(&file("08-course-grid-mean-column-trailing.csv")).unwrap();
    let text = frame(&gate, (80, 24));
    for said in
        ["How it was read", "left out", "User", "sums up the others", "the same next time", "enter open", "Values"]
    {
        assert!(text.contains(said), "{said}:\n{text}");
    }
    let tiny = frame(&gate, (30, 5));
    assert!(tiny.contains("the first look needs"), "{tiny}");
}

#[test]
fn how_far_a_reading_has_come_is_drawn_at_any_size() {
    let options = Options::default();
    let text: String = (0..9000).map(|n| format!("u{},i{},{}\n", n / 50, n % 50, n % 5 + 1)).collect();
    let draw = |size: (u16, u16)| {
        let mut buffer = Buffer::empty(Rect::new(0, 0, size.0, size.1));
        let since = std::time::Duration::from_secs(2);
        draw_waiting("a.csv", &options.progress, since, &Taste::default(), Depth::True, &mut buffer);
        (0..size.1).map(|y| (0..size.0).map(|x| buffer[(x, y)].symbol()).collect::<String>() + "\n").collect::<String>()
    };
    assert!(draw((80, 24)).contains("taking it in, 0.0 MiB"));
    load::text("a.csv", &text, &options).unwrap();
    let drawn = draw((80, 24));
    for said in ["a.csv · reading", "9000 ratings, putting them in order", "rating", "u0"] {
        assert!(drawn.contains(said), "{said}:\n{drawn}");
    }
    for size in [(1, 1), (9, 3), (200, 60)] {
        draw(size);
    }
}

/// Clicks on what is drawn at a size, as the terminal does.
fn click(gate: &mut Gate, size: (u16, u16), touch: Touch) -> Step {
    let mut buffer = Buffer::empty(Rect::new(0, 0, size.0, size.1));
    let drawn = draw_gate(gate, &Taste::default(), Depth::True, &mut buffer);
    let (area, _) = drawn.spots.iter().find(|(_, known)| *known == touch).unwrap_or_else(|| panic!("{touch:?}"));
    let last = ratatui::layout::Position::new(area.right() - 1, area.bottom() - 1);
    assert_eq!(drawn.touch(last), Some(touch));
    let step = gate.touch(touch);
    answered(gate, step)
}

#[test]
fn a_click_selects_a_column_and_decides_what_is_odd() {
    for size in [(80, 24), (120, 36)] {
        let mut gate = gate(&file("07-course-grid-gender-column.csv")).unwrap();
        click(&mut gate, size, Touch::Column(2));
        assert_eq!((gate.column(), gate.shown().ratings.n_items()), (2, 4));
        click(&mut gate, size, Touch::Point(0));
        assert_eq!(gate.shown().ratings.n_items(), 5);
        click(&mut gate, size, Touch::Key(Key::char('?')));
        assert!(gate.helps());
        assert_eq!(gate.touch(Touch::Point(0)), Step::Stay, "a click closes the help and no more");
        assert_eq!((gate.helps(), gate.shown().ratings.n_items()), (false, 5));
        assert_eq!(click(&mut gate, size, Touch::Key(Key::plain(Code::Enter))), Step::Open);
        assert_eq!(click(&mut gate, size, Touch::Key(Key::plain(Code::Esc))), Step::Leave);
    }
}

#[test]
fn the_keys_are_explained_and_none_is_forgotten() {
    let mut gate = gate(&file("07-course-grid-gender-column.csv")).unwrap();
    keys(&mut gate, "?");
    let text = frame(&gate, (80, 24));
    for key in [
        "← →", "r ", "l ", "m ", "t ", "g ", "h ", "+ -", "s ", "d ", "e ", "↑ ↓", "o ", "w ", "u ", "y ", "enter",
        "Values",
    ] {
        assert!(text.lines().any(|line| line.trim_start_matches('│').trim_start().starts_with(key)), "{key}:\n{text}");
    }
    keys(&mut gate, "u");
    assert!(frame(&gate, (80, 24)).contains("How it was read"), "any key goes back, and does nothing else");
}

#[test]
fn the_first_row_in_which_something_odd_is_can_be_seen() {
    let temporary = tempfile::tempdir().unwrap();
    let path = temporary.path().join("late.csv");
    let value = |n: usize| if n == 4321 { 99 } else { n % 5 + 1 };
    let rows: String = (0..60_000).map(|n| format!("u{},i{},{}\n", n / 100, n % 100, value(n))).collect();
    std::fs::write(&path, format!("user,item,rating\n{rows}")).unwrap();
    let mut gate = gate(&path).unwrap();
    let before = gate.command();
    keys(&mut gate, "w");
    assert_eq!(gate.said(), Some("line 4323: u43 │ i21 │ 99"));
    assert_eq!(gate.command(), before, "looking decides nothing");
    keys(&mut gate, "1");
    assert_eq!((gate.shown().ratings.len(), gate.command().ends_with("--missing-codes 99")), (59_999, true));
    keys(&mut gate, "w");
    assert!(gate.said().is_some_and(|said| said.contains("no one row")), "nothing is odd any more");
}
