//! Arrays of NumPy: the format `.npy`, version 1 to 3, of numbers and of words.
//!
//! A magic word, a version, the length of a header, the header, and then the numbers one after the other. The header is a
//! dictionary of three entries: `{'descr': '<f4', 'fortran_order': False, 'shape': (3, 4), }`. What it claims is held against
//! the bytes that are there before anything is made of it.
//!
//! Source: NumPy's own description of the format, `numpy.lib.format`.

use super::fault::ModelFault;

/// How every file of this kind begins.
pub(in crate::data::load) const MAGIC: &[u8] = b"\x93NUMPY";
/// The longest header that is read.
const MOST_HEADER: usize = 1 << 16;
/// The longest word that is read, in characters.
const MOST_WORD: usize = 4 << 10;

/// An array as it lies in its file.
pub(super) struct Array<'b> {
    kind: Kind,
    /// Whether its columns follow one another, and not its rows.
    by_column: bool,
    pub shape: Vec<usize>,
    bytes: &'b [u8],
}

/// What its elements are.
struct Kind {
    /// `f`, `i`, `u`, `b`, `U` or `S`.
    letter: u8,
    /// Bytes an element.
    size: usize,
    big_endian: bool,
    /// As the file says it.
    said: String,
}

impl<'b> Array<'b> {
    /// The array that `bytes` are.
    pub(super) fn of(bytes: &'b [u8]) -> Result<Self, ModelFault> {
        let wrong = |why: &str| ModelFault::NoArray { why: why.into() };
        let rest = bytes.strip_prefix(MAGIC).ok_or_else(|| wrong("it does not begin as one"))?;
        let (length, rest) = match *rest {
            [1, _, a, b, ref rest @ ..] => (usize::from(u16::from_le_bytes([a, b])), rest),
            [2 | 3, _, a, b, c, d, ref rest @ ..] => (u32::from_le_bytes([a, b, c, d]) as usize, rest),
            [1..=3, ..] => return Err(wrong("it ends within its header")),
            _ => return Err(wrong("its version is unknown")),
        };
        if length > MOST_HEADER {
            return Err(wrong("its header is too long"));
        }
        let (header, data) = rest.split_at_checked(length).ok_or_else(|| wrong("it ends within its header"))?;
        let header = std::str::from_utf8(header).map_err(|_| wrong("its header is no text"))?;
        let descr = entry(header, "descr").ok_or_else(|| wrong("its header does not say what its numbers are"))?;
        let kind = Kind::of(descr)?;
        let by_column = match entry(header, "fortran_order") {
            Some(said) if said.starts_with("True") => true,
            Some(said) if said.starts_with("False") => false,
            _ => return Err(wrong("its header does not say in which order its numbers stand")),
        };
        let shape = entry(header, "shape").and_then(shape).ok_or_else(|| wrong("its header does not say its shape"))?;
        let needed = shape.iter().try_fold(kind.size, |all, side| all.checked_mul(*side));
        match needed.and_then(|needed| data.get(..needed)) {
            Some(bytes) => Ok(Self { kind, by_column, shape, bytes }),
            None => Err(ModelFault::Short { found: data.len(), shape: told(&shape).into() }),
        }
    }

    /// Whether it is made of numbers with decimals.
    pub(super) fn is_float(&self) -> bool {
        self.kind.letter == b'f'
    }

    /// What its elements are, as the file says it.
    pub(super) fn kind(&self) -> &str {
        &self.kind.said
    }

    /// Its numbers row by row; `None` where it is made of something else.
    pub(super) fn numbers(&self) -> Option<Vec<f64>> {
        let read = self.kind.reader()?;
        let values: Vec<f64> = self.bytes.chunks_exact(self.kind.size).map(read).collect();
        let &[rows, columns] = self.shape.as_slice() else { return Some(values) };
        if !self.by_column {
            return Some(values);
        }
        let by_row = (0..rows).flat_map(|row| (0..columns).map(move |column| column * rows + row));
        Some(by_row.map(|at| values[at]).collect())
    }

    /// Its words, or its whole numbers as words; `None` where it is made of something else or is no list.
    pub(super) fn words(&self) -> Option<Vec<Box<str>>> {
        if self.shape.len() != 1 {
            return None;
        }
        let Kind { letter, size, big_endian, .. } = self.kind;
        let word = |bytes: &[u8]| -> Box<str> {
            match letter {
                b'U' => {
                    let codes = bytes.chunks_exact(4).map(|code| u32::from_le_bytes(ordered(code, big_endian)));
                    codes.take_while(|code| *code != 0).map(|code| char::from_u32(code).unwrap_or('\u{fffd}')).collect()
                }
                _ => String::from_utf8_lossy(bytes).trim_end_matches('\0').into(),
            }
        };
        match letter {
            // A list of empty words has no bytes to part.
            b'U' | b'S' if size == 0 => Some(vec!["".into(); self.shape[0].min(self.bytes.len())]),
            b'U' | b'S' => Some(self.bytes.chunks_exact(size).map(word).collect()),
            b'i' | b'u' => Some(self.numbers()?.iter().map(|value| value.to_string().into()).collect()),
            _ => None,
        }
    }
}

impl Kind {
    /// What an entry such as `'<f4'` says.
    fn of(descr: &str) -> Result<Self, ModelFault> {
        let other = || ModelFault::OtherNumbers { found: descr.chars().take(40).collect::<String>().into() };
        let said = quoted(descr).ok_or_else(other)?;
        let (order, rest) = match said.as_bytes() {
            [order @ (b'<' | b'>' | b'|' | b'='), rest @ ..] => (*order, rest),
            rest => (b'<', rest),
        };
        let [letter, size @ ..] = rest else { return Err(other()) };
        if *letter == b'O' {
            return Err(ModelFault::Objects);
        }
        let size: usize = std::str::from_utf8(size).ok().and_then(|size| size.parse().ok()).ok_or_else(other)?;
        let size = match (letter, size) {
            (b'f', 2 | 4 | 8) | (b'i' | b'u', 1 | 2 | 4 | 8) | (b'b', 1) => size,
            (b'U', 0..=MOST_WORD) => 4 * size,
            (b'S', 0..=MOST_WORD) => size,
            _ => return Err(other()),
        };
        Ok(Self { letter: *letter, size, big_endian: order == b'>', said: said.into() })
    }

    /// What makes a number of the bytes of one.
    fn reader(&self) -> Option<impl Fn(&[u8]) -> f64 + use<>> {
        let (letter, size, big) = (self.letter, self.size, self.big_endian);
        matches!(letter, b'f' | b'i' | b'u' | b'b').then_some(move |bytes: &[u8]| match (letter, size) {
            (b'f', 2) => half(u16::from_le_bytes(ordered(bytes, big))),
            (b'f', 4) => f64::from(f32::from_le_bytes(ordered(bytes, big))),
            (b'f', _) => f64::from_le_bytes(ordered(bytes, big)),
            (b'i', 1) => f64::from(i8::from_le_bytes(ordered(bytes, big))),
            (b'i', 2) => f64::from(i16::from_le_bytes(ordered(bytes, big))),
            (b'i', 4) => f64::from(i32::from_le_bytes(ordered(bytes, big))),
            (b'i', _) => i64::from_le_bytes(ordered(bytes, big)) as f64,
            (_, 1) => f64::from(u8::from_le_bytes(ordered(bytes, big))),
            (_, 2) => f64::from(u16::from_le_bytes(ordered(bytes, big))),
            (_, 4) => f64::from(u32::from_le_bytes(ordered(bytes, big))),
            (..) => u64::from_le_bytes(ordered(bytes, big)) as f64,
        })
    }
}

/// The bytes of one element, the lowest first.
fn ordered<const N: usize>(bytes: &[u8], big_endian: bool) -> [u8; N] {
    let mut all = [0; N];
    all.iter_mut().zip(bytes).for_each(|(to, from)| *to = *from);
    if big_endian {
        all.reverse();
    }
    all
}

/// A number of 16 bits: a sign, five bits of exponent, ten of fraction (IEEE 754, binary16).
fn half(bits: u16) -> f64 {
    let sign = if bits >> 15 == 1 { -1.0 } else { 1.0 };
    let (exponent, fraction) = (i32::from(bits >> 10 & 31), f64::from(bits & 1023) / 1024.0);
    sign * match exponent {
        0 => fraction * 2f64.powi(-14),
        31 if fraction == 0.0 => f64::INFINITY,
        31 => f64::NAN,
        _ => (1.0 + fraction) * 2f64.powi(exponent - 15),
    }
}

/// What follows `'key':` in a header.
fn entry<'h>(header: &'h str, key: &str) -> Option<&'h str> {
    let at = ["'", "\""].iter().find_map(|quote| header.find(&format!("{quote}{key}{quote}")))?;
    Some(header[at + key.len() + 2..].trim_start().strip_prefix(':')?.trim_start())
}

/// The inside of the quotes that `text` begins with.
fn quoted(text: &str) -> Option<&str> {
    let quote = text.chars().next().filter(|quote| matches!(quote, '\'' | '"'))?;
    text[1..].split_once(quote).map(|(inner, _)| inner)
}

/// `(3, 4)` or `(3,)` or `()`.
fn shape(text: &str) -> Option<Vec<usize>> {
    let (inner, _) = text.strip_prefix('(')?.split_once(')')?;
    let sides = inner.split(',').map(str::trim).filter(|side| !side.is_empty());
    sides.map(|side| side.trim_end_matches('L').parse().ok()).collect()
}

/// A shape as Python writes it.
pub(super) fn told(shape: &[usize]) -> String {
    match shape {
        [one] => format!("({one},)"),
        sides => format!("({})", sides.iter().map(usize::to_string).collect::<Vec<_>>().join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(header: &str, data: &[u8]) -> Vec<u8> {
        let mut bytes = [MAGIC, &[1, 0]].concat();
        bytes.extend((header.len() as u16).to_le_bytes());
        [&bytes, header.as_bytes(), data].concat()
    }

    fn header(descr: &str, by_column: &str, shape: &str) -> String {
        format!("{{'descr': '{descr}', 'fortran_order': {by_column}, 'shape': {shape}, }}\n")
    }

    #[test]
    fn numbers_are_the_same_in_every_kind_and_order() {
        let values = [1.0, -2.0, 0.5, 4.0, 0.0, 3.0];
        let by_column = [1.0, 4.0, -2.0, 0.0, 0.5, 3.0];
        let read = |descr: &str, order: &str, data: Vec<u8>| {
            Array::of(&file(&header(descr, order, "(2, 3)"), &data)).ok().and_then(|array| array.numbers())
        };
        let bytes = |values: &[f64], one: fn(f64) -> Vec<u8>| values.iter().flat_map(|value| one(*value)).collect();
        let want = Some(values.to_vec());
        assert_eq!(read("<f8", "False", bytes(&values, |v| v.to_le_bytes().to_vec())), want);
        assert_eq!(read(">f8", "False", bytes(&values, |v| v.to_be_bytes().to_vec())), want);
        assert_eq!(read("<f4", "True", bytes(&by_column, |v| (v as f32).to_le_bytes().to_vec())), want);
        assert_eq!(read(">f4", "True", bytes(&by_column, |v| (v as f32).to_be_bytes().to_vec())), want);
        // 1, -2, 0.5, 4, 0 and 3 as numbers of 16 bits.
        let halves = [0x3c00_u16, 0xc000, 0x3800, 0x4400, 0, 0x4200].iter().flat_map(|bits| bits.to_le_bytes());
        assert_eq!(read("<f2", "False", halves.collect()), want);
        assert_eq!((half(1), half(0x7bff), half(0x7c00)), (2f64.powi(-24), 65504.0, f64::INFINITY));
        assert!(half(0x7c01).is_nan());
    }

    #[test]
    fn words_and_numbers_of_things_are_names() {
        let text: Vec<u8> = "An\0Bo1".chars().flat_map(|c| u32::from(c).to_le_bytes()).collect();
        let read = |descr: &str, data: &[u8]| Array::of(&file(&header(descr, "False", "(2,)"), data)).ok()?.words();
        let names = |names: &[&str]| Some(names.iter().map(|name| Box::from(*name)).collect::<Vec<_>>());
        assert_eq!(read("<U3", &text), names(&["An", "Bo1"]));
        assert_eq!(read("|S3", b"An\0Bo1"), names(&["An", "Bo1"]));
        assert_eq!(read(">i4", &[0, 0, 0, 7, 0, 0, 1, 0]), names(&["7", "256"]));
        assert_eq!(read("<f4", &[0; 8]), None);
    }

    #[test]
    fn what_a_header_claims_is_held_against_the_bytes() {
        for (bytes, what) in [
            (file(&header("<f4", "False", "(2, 3)"), &[0; 23]), "23 bytes"),
            (file(&header("<f8", "False", "(4000000000, 4000000000)"), &[0; 8]), "8 bytes"),
            (file(&header("|O", "False", "(2,)"), b"\x80\x04"), "objects"),
            (file(&header("<c16", "False", "(1,)"), &[0; 16]), "<c16"),
            (file("{'descr': [('x', '<f4')], 'fortran_order': False, 'shape': (1,)}", &[0; 4]), "[('x'"),
            (file("{'shape': (1,)}", &[]), "what its numbers are"),
            (file("{'descr': '<f4', 'fortran_order': False, 'shape': (-1,)}", &[]), "shape"),
            (b"\x93NUMPY\x01\x00\xff\xff{".to_vec(), "ends within"),
            (b"\x93NUMPY\x02\x00\xff\xff\xff\x7f{".to_vec(), "too long"),
            (b"\x93NUMPY\x09\x00\x00\x00".to_vec(), "version"),
            (b"\x93NUMPY".to_vec(), "version"),
        ] {
            let Err(fault) = Array::of(&bytes) else { panic!("{what}") };
            assert!(fault.to_string().contains(what), "{fault}");
        }
    }
}
