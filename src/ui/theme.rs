//! Colours: what each role looks like in each theme, on terminals with many colours, few, or none.

use crate::{app::App, command::Theme, study::Grain};
use ratatui::style::{Color, Modifier, Style};

/// How many colours the terminal has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Depth {
    /// 24 bits.
    True,
    /// The 256 of xterm.
    Indexed,
    /// The 16 of the terminal's own palette.
    Named,
    /// None: modifiers only.
    None,
}

impl Depth {
    /// What the terminal says of itself: `NO_COLOR`, `COLORTERM` and `TERM`.
    pub fn of_environment(variable: impl Fn(&str) -> Option<String>) -> Self {
        if variable("NO_COLOR").is_some_and(|v| !v.is_empty()) {
            return Self::None;
        }
        let term = variable("TERM").unwrap_or_default();
        match variable("COLORTERM").as_deref() {
            Some("truecolor" | "24bit") => Self::True,
            _ if term == "dumb" => Self::None,
            _ if term.contains("direct") => Self::True,
            _ if term.contains("256color") => Self::Indexed,
            _ => Self::Named,
        }
    }
}

/// The style of every role.
#[derive(Clone, Debug, PartialEq)]
pub struct Colours {
    /// Ordinary text.
    pub text: Style,
    /// What stays in the background: frames, axes, units.
    pub dim: Style,
    /// Titles of panels.
    pub title: Style,
    /// Names of users and items, heads of tables.
    pub name: Style,
    /// A key in the footer, a command in the help.
    pub key: Style,
    /// The row and the column of the cursor.
    pub cross: Style,
    /// The cursor itself.
    pub cursor: Style,
    /// The one number, row or rating that the last step touched.
    pub lit: Style,
    /// What it touched when that was half of the model, or all of it.
    pub lit_many: Style,
    /// A known rating.
    pub known: Style,
    /// A missing one.
    pub missing: Style,
    /// A held-out one.
    pub held: Style,
    /// A prediction that is too low, or a negative number, by strength 1 to 3.
    pub low: [Style; 3],
    /// A prediction that is too high, or a positive number, by strength 1 to 3.
    pub high: [Style; 3],
    /// The error on training ratings.
    pub train: Style,
    /// The error on held-out ratings.
    pub test: Style,
    /// A second measure beside the error.
    pub second: Style,
    /// Earlier runs and branches.
    pub ghost: Style,
    /// The ground of a landscape, from its lowest part to its highest; without colours it is told by lines alone.
    pub ground: [Style; 6],
    /// The ground of a rating, from the lowest of the scale to the highest; without colours it is told by dots.
    pub shade: [Style; 6],
    /// Groups of items, which have a mark each as well.
    pub groups: [Style; 7],
    /// Something went wrong.
    pub warn: Style,
    /// Something is well.
    pub good: Style,
}

/// The colours that a theme is mixed from, as RGB.
struct Paints {
    dim: u32,
    title: u32,
    name: u32,
    key: u32,
    cross: u32,
    cursor: (u32, u32),
    lit: (u32, u32),
    missing: u32,
    held: u32,
    low: [u32; 3],
    high: [u32; 3],
    train: u32,
    test: u32,
    ghost: u32,
    /// The lowest ground and the highest.
    ground: (u32, u32),
    /// The ground of the lowest rating and of the highest.
    shade: (u32, u32),
    groups: [u32; 7],
    warn: u32,
    good: u32,
}

const DARK: Paints = Paints {
    dim: 0x8b939e,
    title: 0x8fd0ff,
    name: 0xe6c07b,
    key: 0x7fdbca,
    cross: 0x232b35,
    cursor: (0x101418, 0xffd75f),
    lit: (0x101418, 0x87d787),
    missing: 0xd7afff,
    held: 0xffaf87,
    low: [0x7f9fbf, 0x5f9fef, 0x5fafff],
    high: [0xbf8f7f, 0xef7f5f, 0xff6f5f],
    train: 0x5fd7ff,
    test: 0xffaf5f,
    ghost: 0x6a7586,
    ground: (0x102c48, 0x452015),
    shade: (0x161c24, 0x1a608c),
    groups: [0x5fd7ff, 0xffaf5f, 0x87d787, 0xd7afff, 0xff8787, 0xe6e07b, 0x6f9fff],
    warn: 0xff8787,
    good: 0x87d787,
};

const LIGHT: Paints = Paints {
    dim: 0x616873,
    title: 0x005f9f,
    name: 0x7a4a00,
    key: 0x00655a,
    cross: 0xdfe8f2,
    cursor: (0xffffff, 0x8a5000),
    lit: (0xffffff, 0x0f6b0f),
    missing: 0x6f2fb0,
    held: 0x8f3f00,
    low: [0x4a6285, 0x1f4fa8, 0x003fbf],
    high: [0x8a4a2a, 0xaf2f1f, 0xa31500],
    train: 0x005faf,
    test: 0x8f4f00,
    ghost: 0x727c8b,
    ground: (0xc4e0f6, 0xf7ddd0),
    shade: (0xf4f7fa, 0x8fc4ea),
    groups: [0x005faf, 0x8f4f00, 0x0f6b0f, 0x6f2fb0, 0xbf1f1f, 0x6f6a00, 0x005f5a],
    warn: 0xbf1f1f,
    good: 0x0f6b0f,
};

const CONTRAST: Paints = Paints {
    dim: 0xc0c0c0,
    title: 0xffffff,
    name: 0xffff00,
    key: 0x00ffff,
    cross: 0x20205f,
    cursor: (0x000000, 0xffff00),
    lit: (0x000000, 0x00ff00),
    missing: 0xff80ff,
    held: 0xffb060,
    low: [0x80c0ff, 0x60b0ff, 0x40a0ff],
    high: [0xff9090, 0xff7070, 0xff5050],
    train: 0x00ffff,
    test: 0xffa000,
    ghost: 0x909090,
    ground: (0x002848, 0x480000),
    shade: (0x101010, 0x005fbf),
    groups: [0x00ffff, 0xffa000, 0x00ff00, 0xff80ff, 0xff6060, 0xffff00, 0x80a0ff],
    warn: 0xff6060,
    good: 0x00ff00,
};

/// Blue and orange, which all common kinds of colour blindness tell apart (Okabe and Ito, 2008).
const SAFE: Paints = Paints {
    dim: 0x8c949d,
    title: 0x56b4e9,
    name: 0xf0e442,
    key: 0x56b4e9,
    cross: 0x232b35,
    cursor: (0x101418, 0xf0e442),
    lit: (0x101418, 0x00a578),
    missing: 0xcc79a7,
    held: 0xe69f00,
    low: [0x7a9cb6, 0x559cd5, 0x56b4e9],
    high: [0xb0946f, 0xd09030, 0xe69f00],
    train: 0x56b4e9,
    test: 0xe69f00,
    ghost: 0x717a86,
    ground: (0x0a2c48, 0x402c08),
    shade: (0x161c24, 0x0f608c),
    groups: [0x56b4e9, 0xe69f00, 0x00a578, 0xcc79a7, 0xee6900, 0xf0e442, 0x7f8fe8],
    warn: 0xee6900,
    good: 0x00a578,
};

impl Colours {
    /// The styles of a theme on a terminal of some depth.
    pub fn new(theme: Theme, depth: Depth) -> Self {
        let palette = match theme {
            Theme::Mono => return Self::mono(),
            _ if depth == Depth::None => return Self::mono(),
            Theme::Dark => DARK,
            Theme::Light => LIGHT,
            Theme::Contrast => CONTRAST,
            Theme::Safe => SAFE,
        };
        let colour = |rgb: u32| depth.colour(rgb);
        // Of the sixteen, yellow, green and cyan cannot be read on light paper in any terminal's palette.
        let sparse = theme == Theme::Light && depth == Depth::Named;
        let fg = |rgb: u32| Style::new().fg(if sparse { on_light_paper(colour(rgb)) } else { colour(rgb) });
        let on = |(ink, paper): (u32, u32)| Style::new().fg(colour(ink)).bg(colour(paper));
        let bold = |style: Style| style.add_modifier(Modifier::BOLD);
        Self {
            text: Style::new(),
            dim: fg(palette.dim),
            title: bold(fg(palette.title)),
            name: if sparse { bold(Style::new()) } else { fg(palette.name) },
            key: bold(fg(palette.key)),
            // Sixteen colours have none that is faint enough to lie under text.
            cross: match depth {
                Depth::Named => Style::new().add_modifier(Modifier::BOLD),
                _ => Style::new().bg(colour(palette.cross)),
            },
            cursor: bold(match sparse {
                // Whatever stands there, it is the terminal's own ink that is its ground.
                true => Style::new().fg(Color::Reset).bg(Color::Reset).add_modifier(Modifier::REVERSED),
                false => on(palette.cursor),
            }),
            lit: if sparse { Style::new().fg(Color::White).bg(Color::Blue) } else { on(palette.lit) },
            lit_many: if sparse { fg(palette.title) } else { fg(palette.lit.1) },
            known: bold(Style::new()),
            missing: fg(palette.missing),
            held: fg(palette.held),
            low: palette.low.map(fg),
            high: palette.high.map(fg),
            train: fg(palette.train),
            test: fg(palette.test),
            // The violet of the holes: a curve and a `?` are never taken for each other.
            second: fg(palette.missing),
            ghost: fg(palette.ghost),
            ground: std::array::from_fn(|n| match depth {
                // Sixteen colours have none that is faint enough to lie under lines.
                Depth::Named => Style::new(),
                _ => Style::new().bg(colour(mixed(palette.ground, n as u32, 5))),
            }),
            shade: std::array::from_fn(|n| match depth {
                Depth::Named => Style::new(),
                _ => Style::new().bg(colour(mixed(palette.shade, n as u32, 5))),
            }),
            groups: palette.groups.map(fg),
            warn: bold(fg(palette.warn)),
            good: bold(fg(palette.good)),
        }
    }

    /// Bold, underlined, reversed, faint: no colour at all.
    fn mono() -> Self {
        let with = |modifier: Modifier| Style::new().add_modifier(modifier);
        let plain = Style::new();
        Self {
            text: plain,
            dim: with(Modifier::DIM),
            title: with(Modifier::BOLD),
            name: plain,
            key: with(Modifier::BOLD),
            cross: with(Modifier::UNDERLINED),
            cursor: with(Modifier::REVERSED | Modifier::BOLD),
            lit: with(Modifier::BOLD | Modifier::UNDERLINED),
            lit_many: with(Modifier::BOLD),
            known: with(Modifier::BOLD),
            missing: with(Modifier::DIM),
            held: with(Modifier::ITALIC),
            low: [plain, plain, with(Modifier::BOLD)],
            high: [plain, plain, with(Modifier::BOLD)],
            train: with(Modifier::BOLD),
            test: plain,
            second: plain,
            ghost: with(Modifier::DIM),
            ground: [plain; 6],
            shade: [plain; 6],
            groups: [plain; 7],
            warn: with(Modifier::BOLD | Modifier::REVERSED),
            good: with(Modifier::BOLD),
        }
    }

    /// The style for what the last step touched: strong for a unit, quiet where half of the model was touched.
    pub fn touched(&self, app: &App) -> Style {
        match app.snapshot().last.as_ref().map(|done| done.what.grain()) {
            Some(Grain::Unit) => self.lit,
            _ => self.lit_many,
        }
    }

    /// The style for words about what is drawn so: what is faint enough for a line is too faint to be read.
    pub fn words(&self, line: Style) -> Style {
        if line == self.ghost { self.dim } else { line }
    }

    /// The style for a signed number, `part` being its size as a part of the largest: blue below zero, red above.
    pub fn signed(&self, part: f64) -> Style {
        let strength = match part.abs() {
            p if p > 0.5 => 2,
            p if p > 0.15 => 1,
            _ => 0,
        };
        if part < 0.0 { self.low[strength] } else { self.high[strength] }
    }
}

impl Depth {
    fn colour(self, rgb: u32) -> Color {
        let [_, r, g, b] = rgb.to_be_bytes();
        match self {
            Depth::True => Color::Rgb(r, g, b),
            Depth::Indexed => Color::Indexed(indexed(r, g, b)),
            Depth::Named => named(r, g, b),
            Depth::None => Color::Reset,
        }
    }
}

/// The colour that is `part` of `whole` on the way from one to another.
fn mixed((from, to): (u32, u32), part: u32, whole: u32) -> u32 {
    let channel = |shift: u32| {
        let (from, to) = (from >> shift & 0xff, to >> shift & 0xff);
        ((from * (whole - part) + to * part) / whole) << shift
    };
    channel(16) | channel(8) | channel(0)
}

/// The nearest of xterm's 256 colours: its cube of 6 x 6 x 6, or its 24 greys.
fn indexed(r: u8, g: u8, b: u8) -> u8 {
    const LEVELS: [i32; 6] = [0, 95, 135, 175, 215, 255];
    let nearest = |v: u8| (0..6).min_by_key(|&n| (LEVELS[n] - i32::from(v)).abs()).unwrap_or(0);
    let (x, y, z) = (nearest(r), nearest(g), nearest(b));
    let distance = |(r2, g2, b2): (i32, i32, i32)| {
        let d = |a: u8, b: i32| (i32::from(a) - b).pow(2);
        d(r, r2) + d(g, g2) + d(b, b2)
    };
    let cube = distance((LEVELS[x], LEVELS[y], LEVELS[z]));
    let grey = ((i32::from(r) + i32::from(g) + i32::from(b)) / 3 - 8).clamp(0, 230) / 10;
    let level = 8 + 10 * grey;
    // What has a hue keeps one, however near a grey may be.
    let coloured = r.max(g).max(b) - r.min(g).min(b) > 40;
    if !coloured && distance((level, level, level)) < cube { 232 + grey as u8 } else { (16 + 36 * x + 6 * y + z) as u8 }
}

/// The nearest of the terminal's own colours, by hue rather than by distance: those are whatever the person made them.
fn named(r: u8, g: u8, b: u8) -> Color {
    let (most, least) = (r.max(g).max(b), r.min(g).min(b));
    if most - least < 40 {
        return match most {
            0..64 => Color::Black,
            64..160 => Color::DarkGray,
            160..224 => Color::Gray,
            _ => Color::White,
        };
    }
    let middle = u16::midpoint(u16::from(most), u16::from(least)) as u8;
    let high = |v: u8| v >= middle;
    match (high(r), high(g), high(b)) {
        (true, true, false) => Color::Yellow,
        (true, false, true) => Color::Magenta,
        (false, true, true) => Color::Cyan,
        (true, ..) => Color::Red,
        (_, true, _) => Color::Green,
        _ => Color::Blue,
    }
}

/// One of the sixteen that can be read on light paper, as near in hue as there is one; the terminal's own ink where there is none.
fn on_light_paper(colour: Color) -> Color {
    match colour {
        Color::Yellow => Color::Red,
        Color::Cyan => Color::Blue,
        Color::Gray | Color::White => Color::DarkGray,
        Color::Green => Color::Reset,
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::choice::Choice;

    #[test]
    fn the_terminal_is_asked() {
        let depth = |pairs: &[(&str, &str)]| {
            Depth::of_environment(|name| pairs.iter().find(|(n, _)| *n == name).map(|(_, v)| (*v).to_string()))
        };
        assert_eq!(depth(&[("TERM", "xterm-256color")]), Depth::Indexed);
        assert_eq!(depth(&[("TERM", "xterm-256color"), ("COLORTERM", "truecolor")]), Depth::True);
        assert_eq!(depth(&[("COLORTERM", "truecolor"), ("NO_COLOR", "1")]), Depth::None);
        assert_eq!(depth(&[("TERM", "xterm"), ("NO_COLOR", "")]), Depth::Named);
        assert_eq!(depth(&[("TERM", "dumb")]), Depth::None);
    }

    #[test]
    fn without_colours_there_are_none() {
        for theme in Theme::ALL {
            let colours = Colours::new(*theme, Depth::None);
            assert!(
                [colours.cursor, colours.lit, colours.low[2], colours.warn]
                    .iter()
                    .all(|s| s.fg.is_none() && s.bg.is_none())
            );
            assert_ne!(colours.cursor, colours.text);
        }
    }

    #[test]
    fn colours_are_matched() {
        assert_eq!(indexed(255, 0, 0), 196);
        assert_eq!(indexed(128, 128, 128), 244);
        assert_eq!(indexed(0x2f, 0x7f, 0x2f), 28, "a green stays green");
        assert_eq!(named(0x5f, 0xaf, 0xff), Color::Cyan);
        assert_eq!(named(0xff, 0x6f, 0x5f), Color::Red);
    }
}
