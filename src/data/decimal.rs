//! Numbers as people type them.

/// The number that is typed with a point before its decimals, or with a comma. `1,000` may be meant as a thousand, and is none.
///
/// ```
/// use factorscope::data::decimal;
///
/// assert_eq!((decimal("3.5"), decimal("3,5"), decimal("-0,125")), (Some(3.5), Some(3.5), Some(-0.125)));
/// assert_eq!((decimal("1,000"), decimal("1,2,3"), decimal("many")), (None, None, None));
/// ```
pub fn decimal(text: &str) -> Option<f64> {
    let text = match text.split_once(',') {
        Some((whole, part)) if part.len() != 3 || matches!(whole, "0" | "-0") => format!("{whole}.{part}"),
        _ => text.into(),
    };
    text.parse().ok().filter(|value: &f64| value.is_finite())
}
