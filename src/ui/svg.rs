//! A frame as a picture: an SVG that any browser shows, for the README, for slides, and for looking at screens.

use ratatui::{
    buffer::Buffer,
    style::{Color, Modifier},
};
use std::fmt::Write as _;
use unicode_width::UnicodeWidthStr;

const CELL: (f64, f64) = (8.4, 17.0);
const INK: &str = "#d8dee9";
const PAPER: &str = "#14181d";

/// Draws a buffer as SVG. `light` takes dark ink on light paper where a cell leaves its colours to the terminal.
pub fn svg(buffer: &Buffer, light: bool) -> String {
    let (ink, paper) = if light { ("#1c2128", "#fbfbf8") } else { (INK, PAPER) };
    let area = buffer.area;
    let (width, height) = (f64::from(area.width) * CELL.0, f64::from(area.height) * CELL.1);
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width:.0}\" height=\"{height:.0}\" \
         viewBox=\"0 0 {width:.1} {height:.1}\" \
         font-family=\"DejaVu Sans Mono, Menlo, Consolas, Noto Sans Mono CJK SC, monospace\" font-size=\"14\">\n\
         <rect width=\"100%\" height=\"100%\" fill=\"{paper}\"/>\n"
    );
    for y in area.top()..area.bottom() {
        let mut x = area.left();
        while x < area.right() {
            let cell = &buffer[(x, y)];
            let columns = cell.symbol().width().max(1) as u16;
            let reversed = cell.modifier.contains(Modifier::REVERSED);
            let (mut fg, mut bg) = (hex(cell.fg).unwrap_or(ink.into()), hex(cell.bg));
            if reversed {
                (fg, bg) = (bg.unwrap_or(paper.into()), Some(fg));
            }
            let (left, top) = (f64::from(x) * CELL.0, f64::from(y) * CELL.1);
            let wide = f64::from(columns) * CELL.0;
            if let Some(bg) = bg {
                // Half a pixel of overlap closes the seams between cells.
                let _ = writeln!(
                    out,
                    "<rect x=\"{left:.1}\" y=\"{top:.1}\" width=\"{:.1}\" height=\"{:.1}\" fill=\"{bg}\"/>",
                    wide + 0.5,
                    CELL.1 + 0.5
                );
            }
            if cell.symbol() != " " {
                let mut style = String::new();
                for (modifier, attribute) in [
                    (Modifier::BOLD, " font-weight=\"bold\""),
                    (Modifier::ITALIC, " font-style=\"italic\""),
                    (Modifier::UNDERLINED, " text-decoration=\"underline\""),
                    (Modifier::DIM, " opacity=\"0.6\""),
                ] {
                    if cell.modifier.contains(modifier) {
                        style.push_str(attribute);
                    }
                }
                let symbol = cell.symbol().replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
                let _ =
                    writeln!(out, "<text x=\"{left:.1}\" y=\"{:.1}\" fill=\"{fg}\"{style}>{symbol}</text>", top + 13.0);
            }
            x += columns;
        }
    }
    out.push_str("</svg>\n");
    out
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
