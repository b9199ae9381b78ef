//! What the inner workings of a file of Parquet claim, held against the bytes that are there before anything is believed: how
//! deep columns lie in each other, how many there are, how far a page grows.
//!
//! They are written in Thrift's compact protocol: a structure is its fields, each with a number and a type, up to a zero.

use super::unpack::grows_beyond_measure;
use flate2::read::MultiGzDecoder;
use std::io::{self, Read};
use std::ops::Range;

/// How deep structures may lie in each other.
const DEEPEST: usize = 32;
/// The longest description of a file's columns.
const MOST_ABOUT: usize = 64 << 20;

/// Whether the description at the end of `file` can be taken in.
///
/// # Errors
/// Why not.
pub(super) fn description(file: &[u8]) -> Result<(), &'static str> {
    let [.., a, b, c, d, b'P', b'A', b'R', b'1'] = file else { return Err("its end is missing") };
    let length = u32::from_le_bytes([*a, *b, *c, *d]) as usize;
    let from = (file.len() - 8).checked_sub(length).ok_or("it is shorter than it says")?;
    if length > MOST_ABOUT {
        return Err("its columns are described at too great a length");
    }
    let mut about = Compact(&file[from..file.len() - 8]);
    about.fields(0, &mut |number, kind, about| match (number, kind) {
        (2, Kind::LIST) => about.schema().map(|()| true),
        _ => Ok(false),
    })
}

/// How long the pages of a column are that lie in `place` of `file`, if they can be unpacked; `gzip` says that they are packed
/// so, of which the sizes alone say nothing.
///
/// # Errors
/// Why not.
pub(super) fn pages(file: &[u8], place: Range<usize>, gzip: bool) -> Result<usize, String> {
    let mut rest = Compact(file.get(place).ok_or("a column lies beyond its end")?);
    let mut all = 0usize;
    while !rest.0.is_empty() {
        // How long the page is, how long when packed, and how much before it is not packed.
        let (mut full, mut packed, mut plain) = (0, 0, 0);
        rest.fields(0, &mut |number, kind, header| {
            match (number, kind) {
                (2, Kind::I32) => full = header.size()?,
                (3, Kind::I32) => packed = header.size()?,
                (8, Kind::STRUCTURE) => header.fields(1, &mut |number, kind, header| {
                    let levels = matches!((number, kind), (5 | 6, Kind::I32));
                    plain += if levels { header.size()? } else { 0 };
                    Ok(levels)
                })?,
                _ => return Ok(false),
            }
            Ok(true)
        })?;
        let page = rest.take(packed)?;
        all = all.saturating_add(full);
        if let Some(why) = grows_beyond_measure(packed, full) {
            return Err(why);
        }
        if gzip {
            // What goes wrong before that is found again by whoever unpacks it.
            let unpacked = MultiGzDecoder::new(page.get(plain..).unwrap_or_default());
            let grown = io::copy(&mut unpacked.take(full as u64 + 1), &mut io::sink());
            if grown.is_ok_and(|grown| grown > full as u64) {
                return Err("a page is longer than it says".into());
            }
        }
    }
    Ok(all)
}

/// What is left of some bytes in the compact protocol.
struct Compact<'b>(&'b [u8]);

/// The types of fields.
struct Kind;

impl Kind {
    const I32: u8 = 5;
    const LIST: u8 = 9;
    const STRUCTURE: u8 = 12;
}

const SHORT: &str = "it is cut off";

/// Looks at the value of a field by its number and type, and says whether that was taken.
type Look<'l> = &'l mut dyn FnMut(i64, u8, &mut Compact<'_>) -> Result<bool, &'static str>;

impl<'b> Compact<'b> {
    fn take(&mut self, count: usize) -> Result<&'b [u8], &'static str> {
        let (taken, rest) = self.0.split_at_checked(count).ok_or(SHORT)?;
        self.0 = rest;
        Ok(taken)
    }

    fn byte(&mut self) -> Result<u8, &'static str> {
        self.take(1).map(|byte| byte[0])
    }

    fn number(&mut self) -> Result<u64, &'static str> {
        let mut number = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            number |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Ok(number);
            }
        }
        Err("a number in it does not end")
    }

    fn signed(&mut self) -> Result<i64, &'static str> {
        self.number().map(|number| (number >> 1) as i64 ^ -((number & 1) as i64))
    }

    fn size(&mut self) -> Result<usize, &'static str> {
        usize::try_from(self.signed()?).map_err(|_| "something in it is shorter than nothing")
    }

    /// The length of something that takes at least as many bytes.
    fn length(&mut self) -> Result<usize, &'static str> {
        let length = self.number()?;
        usize::try_from(length).ok().filter(|length| *length <= self.0.len()).ok_or(SHORT)
    }

    /// The type and the number of the members of a list.
    fn list(&mut self) -> Result<(u8, usize), &'static str> {
        let head = self.byte()?;
        let count = if head >> 4 == 15 { self.length()? } else { usize::from(head >> 4) };
        if count > self.0.len() {
            return Err(SHORT);
        }
        Ok((head & 15, count))
    }

    /// The fields of a structure, shown to `look` one by one.
    fn fields(&mut self, depth: usize, look: Look<'_>) -> Result<(), &'static str> {
        let mut number = 0i64;
        loop {
            let head = self.byte()?;
            if head == 0 {
                return Ok(());
            }
            number = if head >> 4 == 0 { self.signed()? } else { number.wrapping_add(i64::from(head >> 4)) };
            if !look(number, head & 15, self)? {
                self.pass(head & 15, depth)?;
            }
        }
    }

    /// Goes past a value. Yes and no stand in the head of their field.
    fn pass(&mut self, kind: u8, depth: usize) -> Result<(), &'static str> {
        if depth > DEEPEST {
            return Err("it is too deep");
        }
        match kind {
            1 | 2 => {}
            3 => drop(self.byte()?),
            4..=6 => drop(self.number()?),
            7 => drop(self.take(8)?),
            8 => {
                let length = self.length()?;
                self.take(length)?;
            }
            Kind::LIST | 10 => {
                let (kind, count) = self.list()?;
                for _ in 0..count {
                    self.member(kind, depth)?;
                }
            }
            11 => {
                let count = self.length()?;
                let kinds = if count > 0 { self.byte()? } else { 0 };
                for _ in 0..count {
                    self.member(kinds >> 4, depth)?;
                    self.member(kinds & 15, depth)?;
                }
            }
            Kind::STRUCTURE => self.fields(depth + 1, &mut |_, _, _| Ok(false))?,
            _ => return Err("it holds something unknown"),
        }
        Ok(())
    }

    /// Goes past a member of a list, where yes and no are bytes.
    fn member(&mut self, kind: u8, depth: usize) -> Result<(), &'static str> {
        self.pass(if kind < 3 { 3 } else { kind }, depth + 1)
    }

    /// The columns, each before those that lie in it.
    fn schema(&mut self) -> Result<(), &'static str> {
        let (kind, count) = self.list()?;
        if kind != Kind::STRUCTURE {
            return Err("its columns are not described");
        }
        // How many are still to come at each depth.
        let mut open: Vec<usize> = Vec::new();
        for at in 0..count {
            let mut children = 0;
            self.fields(0, &mut |number, kind, column| {
                let is_count = (number, kind) == (5, Kind::I32);
                if is_count {
                    children = column.size()?;
                }
                Ok(is_count)
            })?;
            if children > count - at - 1 {
                return Err("it has fewer columns than it says");
            }
            if let Some(last) = open.last_mut() {
                *last -= 1;
            }
            open.push(children);
            if open.len() > DEEPEST {
                return Err("its columns lie too deep in each other");
            }
            while open.last() == Some(&0) {
                open.pop();
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A file whose description is `about`.
    fn file(about: &[u8]) -> Vec<u8> {
        [b"PAR1", about, &(about.len() as u32).to_le_bytes(), b"PAR1"].concat()
    }

    /// A list of columns, of which each says how many lie in it.
    fn schema(children: &[u8]) -> Vec<u8> {
        let mut about = vec![0x29, 0xfc];
        let mut count = children.len();
        while count > 127 {
            about.push(count as u8 | 0x80);
            count >>= 7;
        }
        about.push(count as u8);
        children.iter().for_each(|count| about.extend([0x55, count * 2, 0]));
        [about, vec![0]].concat()
    }

    #[test]
    fn absurd_claims_are_refused_before_anything_is_made_of_them() {
        let said = |about: &[u8]| description(&file(about));
        assert_eq!(said(&schema(&[2, 0, 1, 0])), Ok(()));
        assert_eq!(said(&schema(&[1; 5000])).unwrap_err(), "its columns lie too deep in each other");
        assert_eq!(said(&schema(&[60])).unwrap_err(), "it has fewer columns than it says");
        // A list of four thousand million, a text of as many bytes, structures in structures in structures.
        assert_eq!(said(&[0x29, 0xfc, 0xff, 0xff, 0xff, 0xff, 0x0f, 0]).unwrap_err(), SHORT);
        assert_eq!(said(&[0x18, 0xff, 0xff, 0xff, 0xff, 0x0f, 0]).unwrap_err(), SHORT);
        assert_eq!(said(&[0x1c; 500]).unwrap_err(), "it is too deep");
        assert_eq!(said(&[0x16, 0x80]).unwrap_err(), SHORT);
        assert_eq!(said(&[0x16, 0xff]).unwrap_err(), SHORT);
        assert_eq!(said(&[0x1f]).unwrap_err(), "it holds something unknown");
        assert_eq!(description(b"PAR1").unwrap_err(), "its end is missing");
        assert_eq!(description(b"PAR1\xff\xff\xff\xffPAR1").unwrap_err(), "it is shorter than it says");
    }
}
