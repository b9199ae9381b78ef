//! That what is drawn can be read, in every theme: by the contrast that WCAG 2 asks for.

#![cfg(feature = "tui")]
#![allow(clippy::unwrap_used)]

use super::stills::{everywhere, with_lessons};
use factorscope::{app::Taste, choice::Choice, command::Theme, data::lecture::Lecture, ui::Depth};
use ratatui::{
    buffer::Cell,
    style::{Color, Modifier},
};
use std::collections::BTreeMap;

/// The ink and the paper of a terminal, where a style leaves them to it.
fn ground(theme: Theme) -> [u32; 2] {
    if theme == Theme::Light { [0x1c2128, 0xfbfbf8] } else { [0xd8dee9, 0x14181d] }
}

fn rgb(colour: Color, own: u32) -> u32 {
    const LEVELS: [u32; 6] = [0, 95, 135, 175, 215, 255];
    let of = |r: u32, g: u32, b: u32| r << 16 | g << 8 | b;
    match colour {
        Color::Reset => own,
        Color::Rgb(r, g, b) => of(r.into(), g.into(), b.into()),
        Color::Indexed(n @ 16..232) => {
            let level = |n: u8| LEVELS[usize::from(n % 6)];
            of(level((n - 16) / 36), level((n - 16) / 6), level(n - 16))
        }
        Color::Indexed(n @ 232..) => (8 + 10 * u32::from(n - 232)) * 0x01_01_01,
        other => panic!("{other} is whatever the terminal makes of it"),
    }
}

/// Relative luminance.
fn luminance(colour: u32) -> f64 {
    let channel = |shift: u32| {
        let part = f64::from(colour >> shift & 0xff) / 255.0;
        if part <= 0.040_45 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * channel(16) + 0.7152 * channel(8) + 0.0722 * channel(0)
}

fn contrast(cell: &Cell, [ink, paper]: [u32; 2]) -> f64 {
    let (mut front, mut back) = (rgb(cell.fg, ink), rgb(cell.bg, paper));
    if cell.modifier.contains(Modifier::REVERSED) {
        std::mem::swap(&mut front, &mut back);
    }
    let [front, back] = [front, back].map(luminance);
    (front.max(back) + 0.05) / (front.min(back) + 0.05)
}

#[test]
fn what_is_drawn_can_be_read_in_every_theme() {
    let more = [
        "step pass 3; cells shades",
        "holdout 0.2 1; step pass 3; cells shades",
        "holdout 0.2 1; step pass 3; cells errors",
        "set method descent; step pass 9; lab landscape",
        "set method sgd; step unit 3; working gradient",
        "set method knn-basic; side users; step pass; screen map; matrix on",
        "open made-up; step pass 1; lab grid",
        "open made-up; step pass 1; screen map; contours on",
        "step pass 5; lab ab; move last",
        "step pass 5; lab residuals",
    ];
    let scripts: Vec<(String, bool)> =
        everywhere().into_iter().chain(more.map(|script| (script.into(), false))).collect();
    let mut faint: BTreeMap<String, String> = BTreeMap::new();
    let mut read = 0;
    for theme in Theme::ALL.iter().copied().filter(|theme| *theme != Theme::Mono) {
        for depth in [Depth::True, Depth::Indexed] {
            for (script, presents) in &scripts {
                let taste = Taste { theme, ..Taste::default() };
                let still = with_lessons(Lecture::Main.ratings(), taste, depth, (120, 36), script, *presents);
                for cell in still.frame().content.iter().filter(|cell| !cell.symbol().trim().is_empty()) {
                    let text = cell.symbol().chars().all(|c| c.is_alphanumeric() || c.is_ascii_punctuation());
                    let least = if text { 4.5 } else { 3.0 };
                    let found = contrast(cell, ground(theme));
                    if found < least {
                        let colours = format!("{theme}, {depth:?}: {} on {} {:?}", cell.fg, cell.bg, cell.modifier);
                        faint.entry(colours).or_insert(format!("{found:.2} at '{}' of {script}", cell.symbol()));
                    }
                    read += 1;
                }
            }
        }
    }
    assert!(faint.is_empty(), "{faint:#?}");
    assert!(read > 100_000, "{read}");
}

/// Of the sixteen colours only those are used on light paper that can be read there in any palette.
#[test]
fn sixteen_colours_can_be_read_on_light_paper() {
    for (script, presents) in everywhere() {
        let taste = Taste { theme: Theme::Light, ..Taste::default() };
        let still = with_lessons(Lecture::Main.ratings(), taste, Depth::Named, (120, 36), &script, presents);
        for cell in &still.frame().content {
            let fits = matches!(
                (cell.fg, cell.bg),
                (
                    Color::Reset | Color::Red | Color::Blue | Color::Magenta | Color::DarkGray | Color::Black,
                    Color::Reset
                ) | (Color::White, Color::Blue)
            );
            // What is reversed is so in the terminal's own colours: the cursor is never taken for something else.
            let fits = fits && (cell.fg == Color::Reset || !cell.modifier.contains(Modifier::REVERSED));
            assert!(fits, "{} on {} at '{}' of {script}", cell.fg, cell.bg, cell.symbol());
        }
    }
}
