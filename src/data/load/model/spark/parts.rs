//! The part files of a folder that Spark wrote: all of them, and whole, as far as the folder tells.
//!
//! Beside `part-00000-*.parquet` lie `_SUCCESS`, which says that the job ended, and on the disk of Spark's own machine
//! `.part-00000-*.parquet.crc`: "crc", a zero, the size of a piece, then the CRC-32 of each piece, high byte first.
//! Source: Hadoop, `org.apache.hadoop.fs.ChecksumFileSystem`.

use super::super::super::error::LoadError;
use super::super::super::intake;
use super::super::super::odd::Odd;
use super::{SparkFault, fault_of};
use flate2::Crc;
use std::fs::{self, File};
use std::io::Read;
use std::path::Path;

/// The most files of a folder that are looked at.
const MOST_FILES: usize = 100_000;

/// The parts in the folder at `path`, which messages call `source`, each with the name that these give it.
///
/// # Errors
/// A folder or a part that is missing.
pub(super) fn names(
    path: &Path,
    source: &str,
    what: &'static str,
    odd: &mut Vec<Odd>,
) -> Result<Vec<String>, LoadError> {
    let wrong = |fault| Err(LoadError::of_file(source, fault_of(fault)));
    let Ok(entries) = fs::read_dir(path) else {
        let above = source.rsplit_once('/').map_or(source, |(above, _)| above);
        return Err(LoadError::of_file(above, fault_of(SparkFault::Missing { what })));
    };
    let mut all: Vec<String> =
        entries.take(MOST_FILES).flatten().map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    all.sort();
    if all.iter().any(|name| name == "_temporary") {
        return wrong(SparkFault::Unfinished { what: "_SUCCESS" });
    }
    let checked = all.iter().filter_map(|name| name.strip_prefix('.')?.strip_suffix(".crc"));
    if let Some(gone) = checked.filter(|name| name.starts_with("part-")).find(|name| !all.iter().any(|n| n == name)) {
        return wrong(SparkFault::MissingPart { file: gone.into() });
    }
    let parts: Vec<String> = all.iter().filter(|name| name.starts_with("part-")).cloned().collect();
    if parts.is_empty() {
        return wrong(SparkFault::Missing { what: "part of it, a file such as part-00000" });
    }
    // Some stores and some tools that copy leave it out.
    if !all.iter().any(|name| name == "_SUCCESS") {
        let sentence = format!("{source} has no _SUCCESS, by which Spark says that it wrote it to its end");
        odd.push(Odd::new(sentence, None));
    }
    Ok(parts)
}

/// The bytes of a part, held against its checksum where that lies beside it.
///
/// # Errors
/// What cannot be read, and what is damaged.
pub(super) fn bytes(path: &Path, source: &str, part: &str) -> Result<Vec<u8>, LoadError> {
    let shown = format!("{source}/{part}");
    let bytes = intake::file(&path.join(part), &shown, intake::MOST)?;
    let mut sums = Vec::new();
    if let Ok(file) = File::open(path.join(format!(".{part}.crc"))) {
        // It is shorter than what it is about, but for a head.
        let read = file.take(bytes.len() as u64 + 64).read_to_end(&mut sums);
        read.map_err(|error| LoadError::of_reading(&shown, &error))?;
    }
    match differing(&bytes, &sums) {
        Some((from, to)) => Err(LoadError::of_file(&shown, fault_of(SparkFault::Checksum { from, to }))),
        None => Ok(bytes),
    }
}

/// The first and the last byte of the first piece that is not what its sum says; nothing where all are, or where `sums` are
/// written in another way.
fn differing(bytes: &[u8], sums: &[u8]) -> Option<(usize, usize)> {
    let [b'c', b'r', b'c', 0, size @ ..] = sums else { return None };
    let (size, sums) = size.split_first_chunk()?;
    let size = u32::from_be_bytes(*size) as usize;
    if size == 0 {
        return None;
    }
    let mut pieces = bytes.chunks(size).enumerate();
    for (at, sum) in sums.as_chunks().0.iter().enumerate() {
        let mut crc = Crc::new();
        let piece = pieces.next().map(|(_, piece)| piece).unwrap_or_default();
        crc.update(piece);
        if piece.is_empty() || crc.sum() != u32::from_be_bytes(*sum) {
            return Some((at * size, at * size + piece.len().max(1) - 1));
        }
    }
    pieces.next().map(|(at, _)| (at * size, bytes.len() - 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_piece_that_differs_is_found() {
        // The CRC-32 of "123456789" is the check value of its definition.
        let sums = |pieces: &[u32]| {
            let head = [b"crc\0".to_vec(), 9u32.to_be_bytes().to_vec()].concat();
            pieces.iter().fold(head, |sums, piece| [sums, piece.to_be_bytes().to_vec()].concat())
        };
        let one = sums(&[0xcbf4_3926]);
        assert_eq!(differing(b"123456789", &one), None);
        assert_eq!(differing(b"123456780", &one), Some((0, 8)));
        assert_eq!(differing(b"12345678", &one), Some((0, 7)));
        assert_eq!(differing(b"1234567891", &one), Some((9, 9)));
        let two = sums(&[0xcbf4_3926, 0xcbf4_3926]);
        assert_eq!(differing(b"123456789123456789", &two), None);
        assert_eq!(differing(b"123456789", &two), Some((9, 9)));
        assert_eq!(differing(b"", &sums(&[])), None);
        assert_eq!(differing(b"123456789", b"other"), None);
    }
}
