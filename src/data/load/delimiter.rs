//! What stands between the fields of a file, found by looking.

use super::records::Records;

/// What stands between two fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Delimiter {
    /// One ASCII character. Fields may be quoted.
    Byte(u8),
    /// `::`, as in older MovieLens files. Nothing is quoted.
    DoubleColon,
}

impl Delimiter {
    /// Those that are told apart by looking, the rarer within names first.
    const ALL: [Self; 5] = [Self::DoubleColon, Self::Byte(b'\t'), Self::Byte(b';'), Self::Byte(b'|'), Self::Byte(b',')];

    /// How much of a file is looked at.
    const SAMPLE_BYTES: usize = 1 << 16;
    const SAMPLE_RECORDS: usize = 32;

    /// The delimiter that cuts the first lines of `text` into the same number of fields, three or more of them.
    pub(super) fn of(text: &str) -> Self {
        let sample = beginning(text, Self::SAMPLE_BYTES);
        let mut best = (Self::Byte(b','), (false, 0, 0));
        for delimiter in Self::ALL {
            let mut records = Records::new(sample, delimiter);
            let mut widths = Vec::new();
            while widths.len() < Self::SAMPLE_RECORDS {
                match records.next() {
                    Ok(true) => widths.push(records.len()),
                    Ok(false) => break,
                    Err(_) => widths.push(0),
                }
            }
            // A sample that was cut ends in a torn record.
            if sample.len() < text.len() && widths.len() > 1 && widths.len() < Self::SAMPLE_RECORDS {
                widths.pop();
            }
            let Some(&width) = widths.iter().find(|&&width| width > 0).filter(|&&width| width > 1) else { continue };
            let alike = widths.iter().filter(|&&w| w == width).count() * 1000 / widths.len();
            let score = (width > 2, alike, width);
            if score > best.1 {
                best = (delimiter, score);
            }
        }
        best.0
    }

    /// What it is called.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Byte(b'\t') => "tab",
            Self::Byte(b';') => "semicolon",
            Self::Byte(b'|') => "bar",
            Self::Byte(_) => "comma",
            Self::DoubleColon => "double colon",
        }
    }

    /// Whether `3,5` can be a number in this file.
    pub(super) fn allows_decimal_comma(self) -> bool {
        self != Self::Byte(b',')
    }
}

/// The first `most` bytes of `text`, or a little less where that would cut a character.
fn beginning(text: &str, most: usize) -> &str {
    let end = (0..=most.min(text.len())).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0);
    &text[..end]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_delimiter_is_the_one_that_cuts_evenly() {
        let of = |text: &str| Delimiter::of(text);
        assert_eq!(of("a,b,3\nc,d,4\n"), Delimiter::Byte(b','));
        assert_eq!(of("a;b;3,5\nc;d;4,0\n"), Delimiter::Byte(b';'));
        assert_eq!(of(";Hello, Goodbye;Yes, it is\na;1;2\n"), Delimiter::Byte(b';'));
        assert_eq!(of("user\tx\na\t3,5\n"), Delimiter::Byte(b'\t'));
        assert_eq!(of("1|Toy Story, The|3\n2|Emma|5\n"), Delimiter::Byte(b'|'));
        assert_eq!(of("1::2::3::4\n"), Delimiter::DoubleColon);
        assert_eq!(of("movieId,title,genres\n1,\"Toy; Story\",A|B|C\n2,Emma,A|B|D\n"), Delimiter::Byte(b','));
        assert_eq!(
            of("user,a;b,\"c||d\"\n\"n\nz\",1,2\n"),
            Delimiter::Byte(b','),
            "a quote that only commas can close"
        );
        assert_eq!(of("\"user\titem\trating\n\"n\"\tb\t1\nm\tb\t2\n"), Delimiter::Byte(b'\t'), "a bad first line");
        assert_eq!(of(""), Delimiter::Byte(b','));
        let wide = format!("user{}\n1,2\n", "\tHello, Goodbyé".repeat(40_000));
        assert_eq!(of(&wide), Delimiter::Byte(b'\t'), "a header wider than what is looked at");
    }
}
