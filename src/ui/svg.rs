//! A frame as a picture: an SVG that any browser shows, for the README, for slides, and for looking at screens.

use ratatui::{
    buffer::Buffer,
    layout::Rect,
    style::{Color, Modifier},
};
use std::fmt::Write as _;
use unicode_width::UnicodeWidthStr;

/// The width and the height of a cell.
pub(super) const CELL: (f64, f64) = (8.4, 17.0);
/// Where in a cell its sign stands.
const BASELINE: f64 = 13.0;

/// The colours of what leaves them to the terminal: ink and paper. `light` takes dark ink on light paper.
pub(super) fn ground(light: bool) -> [&'static str; 2] {
    if light { ["#1c2128", "#fbfbf8"] } else { ["#d8dee9", "#14181d"] }
}

/// How a picture of so many columns and lines begins, with what it shows in words for whoever does not see it.
pub(super) fn opening(columns: u16, lines: u16, light: bool, said: &str) -> String {
    let (width, height) = (f64::from(columns) * CELL.0, f64::from(lines) * CELL.1);
    let title = if said.is_empty() { String::new() } else { format!("<title>{}</title>\n", escaped(said)) };
    let role = if said.is_empty() { "" } else { " role=\"img\"" };
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\"{role} width=\"{width:.0}\" height=\"{height:.0}\" \
         viewBox=\"0 0 {width:.1} {height:.1}\" \
         font-family=\"DejaVu Sans Mono, Menlo, Consolas, Noto Sans Mono CJK SC, monospace\" font-size=\"14\">\n\
         {title}<rect width=\"100%\" height=\"100%\" fill=\"{}\"/>\n",
        ground(light)[1]
    )
}

/// Draws a part of a buffer as SVG, with what it shows in words.
pub fn svg(buffer: &Buffer, area: Rect, light: bool, said: &str) -> String {
    let area = area.intersection(buffer.area);
    let mut out = opening(area.width, area.height, light, said);
    for y in area.top()..area.bottom() {
        let row = row(buffer, Rect { y, height: 1, ..area }, light);
        if !row.is_empty() {
            let top = f64::from(y - area.top()) * CELL.1;
            let _ = writeln!(out, "<g transform=\"translate(0,{top:.0})\">{row}</g>");
        }
    }
    out.push_str("</svg>\n");
    out
}

/// Signs of one look and one kind that stand beside each other.
struct Stretch {
    look: String,
    kind: Kind,
    from: f64,
    to: f64,
    signs: String,
}

/// Signs that a font has at one width: each kind may come from another font, with another width.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Letters,
    Frames,
    Blocks,
    Braille,
    /// Whatever else there is stands alone.
    Other,
}

impl Kind {
    fn of(symbol: &str) -> Self {
        let mut signs = symbol.chars();
        match (signs.next(), signs.next()) {
            (Some('!'..='~'), None) => Self::Letters,
            (Some('\u{2500}'..='\u{257f}'), None) => Self::Frames,
            (Some('\u{2580}'..='\u{259f}'), None) => Self::Blocks,
            (Some('\u{2800}'..='\u{28ff}'), None) => Self::Braille,
            _ => Self::Other,
        }
    }
}

/// One line of a buffer, at the top of its picture. Each run of signs without a blank is a text of its own, with its place and its
/// length: fonts differ in how wide they are, and not every viewer takes a place for each sign.
pub(super) fn row(buffer: &Buffer, line: Rect, light: bool) -> String {
    let [ink, paper] = ground(light);
    let (mut behind, mut text) = (String::new(), String::new());
    let mut open: Option<Stretch> = None;
    let mut close = |open: &mut Option<Stretch>| {
        if let Some(Stretch { look, from, to, signs, .. }) = open.take() {
            let length = if signs.chars().count() > 1 {
                format!(" textLength=\"{}\"", tenths(to - from))
            } else {
                String::new()
            };
            let _ =
                write!(text, "<text x=\"{}\" y=\"{BASELINE}\"{length} {look}>{}</text>", tenths(from), escaped(&signs));
        }
    };
    // What lies behind goes on as long as its colour does.
    let mut back: Option<(String, f64, f64)> = None;
    let lay = |behind: &mut String, back: Option<(String, f64, f64)>| {
        if let Some((colour, left, right)) = back {
            // Half a pixel of overlap closes the seams.
            let (wide, high) = (right - left + 0.5, CELL.1 + 0.5);
            let _ =
                write!(behind, "<rect x=\"{left:.1}\" width=\"{wide:.1}\" height=\"{high:.1}\" fill=\"{colour}\"/>");
        }
    };
    let mut x = line.left();
    while x < line.right() {
        let cell = &buffer[(x, line.y)];
        let columns = cell.symbol().width().max(1) as u16;
        let (mut fg, mut bg) = (hex(cell.fg).unwrap_or(ink.into()), hex(cell.bg));
        if cell.modifier.contains(Modifier::REVERSED) {
            (fg, bg) = (bg.unwrap_or(paper.into()), Some(fg));
        }
        let left = f64::from(x - line.left()) * CELL.0;
        let right = left + f64::from(columns) * CELL.0;
        match (&mut back, &bg) {
            (Some((colour, _, end)), Some(bg)) if colour == bg => *end = right,
            (before, bg) => lay(&mut behind, std::mem::replace(before, bg.clone().map(|bg| (bg, left, right)))),
        }
        x += columns;
        // A blank that is underlined would show; nothing on the screen is.
        if cell.symbol() == " " {
            close(&mut open);
            continue;
        }
        let mut look = format!("fill=\"{fg}\"");
        for (modifier, attribute) in [
            (Modifier::BOLD, " font-weight=\"bold\""),
            (Modifier::ITALIC, " font-style=\"italic\""),
            (Modifier::UNDERLINED, " text-decoration=\"underline\""),
            (Modifier::DIM, " opacity=\"0.6\""),
        ] {
            if cell.modifier.contains(modifier) {
                look.push_str(attribute);
            }
        }
        let kind = Kind::of(cell.symbol());
        match &mut open {
            Some(open) if open.look == look && open.kind == kind && kind != Kind::Other => {
                open.signs.push_str(cell.symbol());
                open.to = right;
            }
            _ => {
                close(&mut open);
                open = Some(Stretch { look, kind, from: left, to: right, signs: cell.symbol().into() });
            }
        }
    }
    close(&mut open);
    lay(&mut behind, back);
    behind + &text
}

/// A number to one decimal.
fn tenths(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}

/// Text as it stands in XML and in HTML.
pub fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// A colour for a picture; `None` leaves it to the paper or the ink.
fn hex(colour: Color) -> Option<String> {
    let named = |rgb: &str| Some(rgb.to_string());
    match colour {
        Color::Reset => None,
        Color::Rgb(r, g, b) => Some(format!("#{r:02x}{g:02x}{b:02x}")),
        Color::Indexed(n) => Some(match n {
            0..16 => return hex(NAMED[usize::from(n)]),
            16..232 => {
                let level = |v: u8| if v == 0 { 0 } else { 55 + 40 * v };
                let n = n - 16;
                format!("#{:02x}{:02x}{:02x}", level(n / 36), level(n / 6 % 6), level(n % 6))
            }
            232.. => {
                let grey = 8 + 10 * (n - 232);
                format!("#{grey:02x}{grey:02x}{grey:02x}")
            }
        }),
        Color::Black => named("#000000"),
        Color::Red => named("#cd3131"),
        Color::Green => named("#0dbc79"),
        Color::Yellow => named("#e5e510"),
        Color::Blue => named("#2472c8"),
        Color::Magenta => named("#bc3fbc"),
        Color::Cyan => named("#11a8cd"),
        Color::Gray => named("#e5e5e5"),
        Color::DarkGray => named("#808080"),
        Color::LightRed => named("#f14c4c"),
        Color::LightGreen => named("#23d18b"),
        Color::LightYellow => named("#f5f543"),
        Color::LightBlue => named("#3b8eea"),
        Color::LightMagenta => named("#d670d6"),
        Color::LightCyan => named("#29b8db"),
        Color::White => named("#ffffff"),
    }
}

const NAMED: [Color; 16] = [
    Color::Black,
    Color::Red,
    Color::Green,
    Color::Yellow,
    Color::Blue,
    Color::Magenta,
    Color::Cyan,
    Color::Gray,
    Color::DarkGray,
    Color::LightRed,
    Color::LightGreen,
    Color::LightYellow,
    Color::LightBlue,
    Color::LightMagenta,
    Color::LightCyan,
    Color::White,
];
