//! Plain ASCII: what to write and draw where a terminal has nothing else.

use ratatui::buffer::Buffer;
use unicode_segmentation::UnicodeSegmentation;

/// Symbols of formulas and texts, spelled out; letters that ASCII lacks become `?`.
pub fn spell(text: &str) -> String {
    if text.is_ascii() {
        return text.into();
    }
    let mut spelled = String::new();
    for grapheme in text.graphemes(true) {
        spelled.push_str(match grapheme {
            g if g.is_ascii() => g,
            "r̂" => "r^",
            "R̃" => "R~",
            "λ" => "lambda",
            "α" => "alpha",
            "β" => "beta",
            "σ" => "sigma",
            "δ" => "delta",
            "Σ" | "∑" => "sum",
            "²" => "^2",
            "³" => "^3",
            "ᵀ" => "'",
            "⁻" => "^-",
            "¹" => "1",
            "°" => " deg",
            "√" => "sqrt",
            "·" | "•" => "*",
            "×" => "x",
            "−" | "–" | "—" | "─" => "-",
            "→" | "▸" | "▶" => ">",
            "←" | "◀" => "<",
            "↑" | "▲" | "△" => "^",
            "↓" | "▼" | "▽" => "v",
            "…" => "..",
            "≤" => "<=",
            "≥" => ">=",
            "≈" => "~",
            "±" => "+-",
            "│" => "|",
            "⏎" => "enter",
            "\u{a0}" => " ",
            "●" | "◉" | "○" => "o",
            "√(" => "sqrt(",
            "█" | "▓" | "▒" | "░" => "#",
            // Lines and blocks: [`plain`] replaces them in the finished frame.
            g if g.chars().all(|c| ('\u{2500}'..='\u{259f}').contains(&c)) => g,
            _ => "?",
        });
    }
    spelled
}

/// Replaces every symbol of a finished frame that is not ASCII: frames, bars, dots.
pub fn plain(buffer: &mut Buffer) {
    for cell in &mut buffer.content {
        if cell.symbol().is_ascii() {
            continue;
        }
        let symbol = match cell.symbol().chars().next().unwrap_or(' ') {
            '─' | '━' | '┄' | '┈' | '═' | '╌' => "-",
            '│' | '┃' | '┆' | '┊' | '║' | '╎' => "|",
            '┌'..='╋' | '╔'..='╬' | '╭'..='╰' => "+",
            '╱' => "/",
            '╲' => "\\",
            '▁'..='▐' => "#",
            '░' => ".",
            '▒' => ":",
            '▓' => "#",
            '●' | '◉' | '○' | '◆' | '◇' => "o",
            '▲' | '△' | '↑' => "^",
            '▼' | '▽' | '↓' => "v",
            '→' | '▶' | '▸' => ">",
            '←' | '◀' => "<",
            '·' | '•' => ".",
            '⠀' => " ",
            '\u{2801}'..='\u{28ff}' => "*",
            _ => "?",
        };
        cell.set_symbol(symbol);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_spelled_out() {
        assert_eq!(spell("e = r̂ − r, λ 0.1"), "e = r^ - r, lambda 0.1");
        assert_eq!(spell("Amélie"), "Am?lie");
    }
}
