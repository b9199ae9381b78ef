//! Moments as people write them: seconds since 1970, ISO dates, dates with slashes or points, months by name.

/// The order in which a date's numbers stand where it does not begin with the year.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum DateOrder {
    /// `3/21/2024`, as in the United States.
    #[default]
    MonthFirst,
    /// `21/3/2024`, as nearly everywhere else. With points it is always this one.
    DayFirst,
}

impl DateOrder {
    /// The order that `fields` show: the day is the number that goes beyond 12.
    pub(super) fn of<'f>(fields: impl Iterator<Item = &'f str>) -> Self {
        let beyond = |field: &str| {
            field.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok().filter(|n| (13..32).contains(n))
        };
        if fields.filter_map(beyond).next().is_some_and(|_: u32| true) { Self::DayFirst } else { Self::MonthFirst }
    }
}

/// Seconds that can be a moment of somebody's rating: from 1980 to 2100.
const SECONDS: std::ops::RangeInclusive<i64> = 315_532_800..=4_102_444_800;

const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// The seconds since 1970 at which `field` lies, if it says a moment; a date without a time of day is its midnight. Time
/// zones are passed over: all of one file have the same, or nearly.
pub(super) fn moment(field: &str, order: DateOrder) -> Option<i64> {
    if let Some(seconds) = epoch(field) {
        return Some(seconds);
    }
    let field = field.trim();
    if field.len() < 6 || field.len() > 48 || !field.as_bytes().iter().any(u8::is_ascii_digit) {
        return None;
    }
    let mut numbers: Vec<(i64, usize)> = Vec::new();
    let mut month_by_name = None;
    let mut afternoon = None;
    let mut point = false;
    let mut rest = field;
    while let Some(c) = rest.chars().next() {
        let until = |same: fn(char) -> bool| rest.find(|c| !same(c)).unwrap_or(rest.len());
        let end = if c.is_ascii_digit() {
            let end = until(|c| c.is_ascii_digit());
            numbers.push((rest[..end].parse().ok().filter(|_| end <= 9)?, end));
            end
        } else if c.is_alphabetic() && !matches!(c, '年' | '月' | '日') {
            let end = until(char::is_alphabetic);
            let word = rest[..end].to_lowercase();
            match (word.as_str(), MONTHS.iter().position(|month| word.starts_with(month))) {
                ("am", _) => afternoon = Some(false),
                ("pm", _) => afternoon = Some(true),
                (_, Some(month)) if month_by_name.is_none() => month_by_name = Some(month as i64 + 1),
                ("t" | "z" | "utc" | "gmt" | "at" | "th" | "st" | "nd" | "rd", _) => {}
                (_, _) if ["mon", "tue", "wed", "thu", "fri", "sat", "sun"].iter().any(|day| word.starts_with(day)) => {
                }
                _ => return None,
            }
            end
        } else {
            match c {
                '.' if numbers.len() == 1 => point = true,
                '-' | '/' | '.' | ':' | ' ' | ',' | '+' | '年' | '月' | '日' => {}
                _ => return None,
            }
            c.len_utf8()
        };
        rest = &rest[end..];
    }
    let date = match (month_by_name, numbers.as_slice()) {
        (Some(month), [(year, 4), (day, _), ..]) => Some((*year, month, *day)),
        (Some(month), [(day, 1..=2), (year, 4), ..] | [(day, 1..=2), .., (year, 4)]) => Some((*year, month, *day)),
        (None, [(year, 4), (month, 1..=2), (day, 1..=2), ..]) => Some((*year, *month, *day)),
        (None, [(first, 1..=2), (second, 1..=2), (year, 4), ..]) if point || order == DateOrder::DayFirst => {
            Some((*year, *second, *first))
        }
        (None, [(first, 1..=2), (second, 1..=2), (year, 4), ..]) => Some((*year, *first, *second)),
        _ => None,
    };
    let (year, month, day) = date.filter(|(year, month, day)| {
        (1900..=2200).contains(year) && (1..=12).contains(month) && (1..=31).contains(day)
    })?;
    // `Thu Dec 10 07:12:41 -0800 2015`: the time of day stands before the year.
    let before = month_by_name.is_some() && numbers[1].1 != 4 && numbers[0].1 != 4;
    let clock = match before {
        true => &numbers[1..numbers.iter().position(|(_, digits)| *digits > 2).unwrap_or(1)],
        false => &numbers[if month_by_name.is_some() { 2 } else { 3 }..],
    };
    let part = |at: usize, most: i64| clock.get(at).map_or(Some(0), |&(number, _)| (number <= most).then_some(number));
    let (hour, minute, second) = (part(0, 24)?, part(1, 59)?, part(2, 60)?);
    let hour = match afternoon {
        Some(true) if hour < 12 => hour + 12,
        Some(false) if hour == 12 => 0,
        _ => hour,
    };
    Some(((days(year, month, day) * 24 + hour) * 60 + minute) * 60 + second)
}

/// Seconds, or thousandths or millionths of them, since 1970.
fn epoch(field: &str) -> Option<i64> {
    let digits = field.bytes().take_while(u8::is_ascii_digit).count();
    if !(9..=16).contains(&digits) || !field.bytes().skip(digits).all(|byte| byte.is_ascii_digit() || byte == b'.') {
        return None;
    }
    let number: i64 = field[..digits].parse().ok()?;
    [1, 1000, 1_000_000].into_iter().map(|unit| number / unit).find(|seconds| SECONDS.contains(seconds))
}

/// A moment as ISO has it: `2024-03-21 16:41:43`, without the time of day where that is midnight.
#[cfg(any(test, feature = "xlsx", feature = "parquet"))]
pub(super) fn written(seconds: i64) -> String {
    let (day, rest) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
    // The inverse of `days`: years begin in March, in eras of 400 years.
    let from_march = day + 719_468;
    let (era, of_era) = (from_march.div_euclid(146_097), from_march.rem_euclid(146_097));
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month = (5 * of_year + 2) / 153;
    let (day, month) = (of_year - (153 * month + 2) / 5 + 1, if month < 10 { month + 3 } else { month - 9 });
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    match rest {
        0 => format!("{year:04}-{month:02}-{day:02}"),
        _ => format!("{year:04}-{month:02}-{day:02} {:02}:{:02}:{:02}", rest / 3600, rest / 60 % 60, rest % 60),
    }
}

/// Days from 1 January 1970 to a date of the Gregorian calendar.
fn days(year: i64, month: i64, day: i64) -> i64 {
    // Years that begin in March have their leap day at the end.
    let year = if month <= 2 { year - 1 } else { year };
    let from_march = (month + 9) % 12;
    let in_year = (153 * from_march + 2) / 5 + day - 1;
    365 * year + year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400) + in_year - 719_468
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_read_in_the_forms_that_files_have() {
        let read = |field| moment(field, DateOrder::MonthFirst);
        let day = 86_400;
        assert_eq!(read("1970-01-01"), Some(0));
        assert_eq!(read("2000-03-01 00:00:00"), Some(951_868_800));
        for same in [
            "2024-03-21 16:41:43",
            "2024-03-21T16:41:43Z",
            "2024-03-21T16:41:43.250+01:00",
            "3/21/2024 16:41:43",
            "1711039303",
            "3/21/2024 4:41:43 PM",
            "21.03.2024 16:41:43",
            "1711039303000",
            "1711039303.5",
            "Mar 21, 2024 16:41:43",
            "Thu, 21 March 2024 16:41:43 GMT",
            "2024/3/21 16:41:43",
            "Thu Mar 21 16:41:43 -0800 2024",
            "Thu Mar 21 16:41:43 2024",
        ] {
            assert_eq!(read(same), Some(1_711_039_303), "{same}");
        }
        assert_eq!(moment("21/3/2024", DateOrder::DayFirst), read("2024-03-21"));
        assert_eq!(read("09 13, 2009"), read("2009-09-13"), "as reviews have it");
        assert_eq!(read("2024年3月21日"), read("2024-03-21"));
        assert_eq!(read("2024-02-29").unwrap() + day, read("2024-03-01").unwrap());
        assert_eq!(read("1900-03-01").unwrap() - day, read("1900-02-28").unwrap());
        assert_eq!(read("12/31/2023 12:05 AM").unwrap(), read("2023-12-31").unwrap() + 300);
        for other in
            ["", "4.5", "12345", "4711001", "Toys (1995)", "1,234", "3-4", "99999999999999999", "2024-13-01", "no date"]
        {
            assert_eq!(read(other), None, "{other}");
        }
        for day in (-25_000..40_000).step_by(7) {
            assert_eq!(moment(&written(day * 86_400 + 61), DateOrder::default()), Some(day * 86_400 + 61));
        }
        assert_eq!(written(0), "1970-01-01");
        let order = |fields: &[&str]| DateOrder::of(fields.iter().copied());
        assert_eq!(order(&["3/4/2024", "13/4/2024"]), DateOrder::DayFirst);
        assert_eq!(order(&["3/4/2024", "12/31/2024"]), DateOrder::MonthFirst);
    }
}
