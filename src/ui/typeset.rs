//! Numbers and words as people read them: digits, widths, counts, symbols, capitals, lines.

use crate::{data::Entity, model::Parameter};

/// What stands in the place of a number that is covered.
pub const COVER: &str = "▒▒▒";

/// A number with so many decimals. Where that would round it to a zero with a minus, the minus goes. From a thousand million
/// on it has an exponent: a fit that runs away would fill the screen with digits that mean nothing.
pub fn fixed(value: f64, digits: usize) -> String {
    if value.abs() >= 1e9 {
        return format!("{value:.3e}");
    }
    let text = format!("{value:.digits$}");
    if text.starts_with('-') && text.bytes().all(|b| !(b'1'..=b'9').contains(&b)) { text[1..].into() } else { text }
}

/// A number in at most `width` columns: as many decimals (up to `digits`) as fit, else with an exponent.
pub fn compact(value: f64, digits: usize, width: usize) -> String {
    for digits in (0..=digits).rev() {
        let text = fixed(value, digits);
        if text.len() <= width {
            return text;
        }
    }
    let text = format!("{value:.0e}");
    if text.len() <= width {
        text
    } else if value < 0.0 {
        "-big".into()
    } else {
        "big".into()
    }
}

/// A number with its sign, in at most `width` columns beside a plus; what rounds to nothing has none.
pub fn signed(value: f64, digits: usize, width: usize) -> String {
    let text = compact(value, digits, width);
    let nothing = text.bytes().all(|b| matches!(b, b'0' | b'.'));
    if text.starts_with('-') || nothing { text } else { format!("+{text}") }
}

/// A mean with its spread, to four decimals: 0.8818 ±.0042.
pub fn with_spread(mean: f64, spread: f64) -> String {
    format!("{} ±{}", fixed(mean, 4), fixed(spread, 4).trim_start_matches('0'))
}

/// A rating without needless zeros: 4, 3.5.
pub fn rating(value: f64) -> String {
    let text = fixed(value, 2);
    match text.strip_suffix(".00") {
        Some(whole) => whole.into(),
        None => text.strip_suffix('0').map_or(text.clone(), String::from),
    }
}

/// An error figure: four significant digits whatever its size. What rounding has left of nothing is 0.
pub fn error(value: f64) -> String {
    match value.abs() {
        v if v < 1e-18 => "0".into(),
        v if !(1e-5..1e7).contains(&v) => format!("{value:.3e}"),
        v => {
            let digits = (3 - v.log10().floor() as i32).clamp(0, 8);
            fixed(value, digits as usize)
        }
    }
}

/// An error figure in at most `width` columns: fewer digits, and an exponent where else only zeros would be left.
pub fn error_within(value: f64, width: usize) -> String {
    let whole = error(value);
    if whole.len() <= width {
        return whole;
    }
    let counting = |text: &String| {
        let digits = text.split('e').next().unwrap_or_default();
        digits.trim_start_matches(['-', '0', '.']).bytes().filter(u8::is_ascii_digit).count()
    };
    let powers = (0..=3).map(|digits| format!("{value:.digits$e}"));
    let texts = powers.chain([compact(value, 5, width)]).filter(|text| text.len() <= width);
    // Of those that say as much, the one without an exponent.
    texts.max_by_key(counting).unwrap_or_else(|| compact(value, 5, width))
}

/// A count with its thousands set apart: 100,836.
pub fn count(value: usize) -> String {
    let digits = value.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// How a number was rounded when it was written with so many decimals.
pub fn rounded(value: f64, digits: usize) -> f64 {
    fixed(value, digits).parse().unwrap_or(value)
}

/// How many decimals (from `least` to 7) the numbers of a calculation must be shown with so that a calculator, fed with
/// what is shown, gives the result as shown with `result_digits`.
///
/// `calculate(round)` does the calculation on numbers that went through `round`.
pub fn honest_digits(least: usize, result_digits: usize, calculate: impl Fn(&dyn Fn(f64) -> f64) -> f64) -> usize {
    let exact = calculate(&|v| v);
    let shown = |v: f64| fixed(v, result_digits);
    (least..7).find(|&digits| shown(calculate(&|v| rounded(v, digits))) == shown(exact)).unwrap_or(7)
}

/// `P[4,1]` or `Q[1,3]`: the formula's own order, item last in Q.
pub fn symbol(at: Parameter) -> String {
    let row = at.of.index() + 1;
    match (at.of, at.factor) {
        (Entity::User(_), Some(z)) => format!("P[{row},{}]", z + 1),
        (Entity::Item(_), Some(z)) => format!("Q[{},{row}]", z + 1),
        (Entity::User(_), None) => format!("b_user[{row}]"),
        (Entity::Item(_), None) => format!("b_item[{row}]"),
    }
}

/// A word with a capital.
pub fn capitalised(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map(|c| c.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sign_stands_before_what_does_not_round_to_nothing() {
        let signed = |value| signed(value, 2, 6);
        assert_eq!([signed(0.5), signed(-0.5), signed(0.001), signed(-0.001)], ["+0.50", "-0.50", "0.00", "0.00"]);
        assert_eq!([signed(12345.678), signed(0.0)], ["+12346", "0.00"]);
    }

    #[test]
    fn numbers_are_written_as_people_write_them() {
        assert_eq!(fixed(-0.001, 2), "0.00");
        assert_eq!([fixed(-0.01, 2), fixed(-8.089e33, 3)], ["-0.01", "-8.089e33"]);
        assert_eq!([rating(4.0), rating(3.5), rating(0.25), rating(0.0)], ["4", "3.5", "0.25", "0"]);
        assert_eq!([count(16), count(100_836), count(1_000)], ["16", "100,836", "1,000"]);
        assert_eq!(
            [error(0.011_298_3), error(2.768_37), error(12.374), error(0.0)],
            ["0.01130", "2.768", "12.37", "0"]
        );
        assert_eq!(
            [compact(10.252, 2, 5), compact(-123.456, 2, 5), compact(1234567.0, 2, 5)],
            ["10.25", "-123", "1e6"]
        );
    }

    #[test]
    fn an_error_in_little_room_is_not_nothing() {
        let written = |value| [10, 7, 5, 4].map(|width| error_within(value, width));
        assert_eq!(written(0.000_024_9), ["0.00002490", "2.49e-5", "2e-5", "2e-5"]);
        assert_eq!(written(0.010_31), ["0.01031", "0.01031", "0.010", "0.01"]);
        assert_eq!(written(1e-25), ["0"; 4]);
        assert_eq!(written(123_456.7), ["123457", "123457", "1.2e5", "1e5"]);
    }

    #[test]
    fn digits_are_added_until_a_calculator_agrees() {
        let product = |round: &dyn Fn(f64) -> f64| round(1.004) * round(100.0);
        assert_eq!(honest_digits(2, 1, product), 3, "1.00 x 100.00 would give 100.0 instead of 100.4");
        assert_eq!(honest_digits(2, 2, |round| round(0.5) + round(0.25)), 2);
    }
}
