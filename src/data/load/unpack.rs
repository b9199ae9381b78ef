//! What is packed in a file, taken out in memory and no further than a bound: gzip and zip.

use super::error::{Fault, LoadError};
use super::intake::{self, MOST};
use super::progress::Progress;
use flate2::read::MultiGzDecoder;
use std::io::{self, Cursor, Read};
use zip::ZipArchive;

/// A table that is packed shrinks to a tenth or so; what shrinks to less than one in this many is made to do harm.
const MOST_GROWTH: u64 = 250;
/// Up to so many bytes anything may grow.
const SMALL: u64 = 64 << 20;

/// The most names of an archive that are looked at.
const MOST_ENTRIES: usize = 100_000;

/// The file that `bytes` pack by gzip.
///
/// # Errors
/// What is damaged, or larger than any file may be.
pub(super) fn gzip(name: &str, bytes: &[u8], most: usize) -> Result<Vec<u8>, LoadError> {
    read(MultiGzDecoder::new(bytes), bytes.len() as u64, name, most, "gzip")
}

fn read(from: impl Read, packed: u64, name: &str, most: usize, by: &'static str) -> Result<Vec<u8>, LoadError> {
    let mut wrong = None;
    let bounded = Bounded { from, packed, given: 0, wrong: &mut wrong };
    let read = intake::stream(bounded, name, most, Vec::new(), &Progress::default());
    match wrong {
        Some(why) => Err(LoadError::of_file(name, Fault::Damaged { by, why: why.into() })),
        None => read,
    }
}

/// A file while it is unpacked: what goes wrong is kept, and it does not grow beyond measure.
struct Bounded<'w, R> {
    from: R,
    packed: u64,
    given: u64,
    wrong: &'w mut Option<String>,
}

impl<R: Read> Read for Bounded<'_, R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let count = self.from.read(into).inspect_err(|error| *self.wrong = Some(error.to_string()))?;
        self.given += count as u64;
        if self.given > SMALL && self.given / MOST_GROWTH > self.packed {
            *self.wrong = Some(format!("it grows to more than {MOST_GROWTH} times its size"));
            return Err(io::ErrorKind::InvalidData.into());
        }
        Ok(count)
    }
}

/// An archive of files, held in memory.
pub(super) struct Zip {
    name: String,
    archive: ZipArchive<Cursor<Vec<u8>>>,
    /// The files in it that people put there.
    names: Vec<String>,
}

impl Zip {
    /// Opens the archive `bytes`, which messages call `name`.
    ///
    /// # Errors
    /// What is no archive.
    pub(super) fn new(name: &str, bytes: Vec<u8>) -> Result<Self, LoadError> {
        let damaged = |error: zip::result::ZipError| {
            LoadError::of_file(name, Fault::Damaged { by: "zip", why: error.to_string().into() })
        };
        let archive = ZipArchive::new(Cursor::new(bytes)).map_err(damaged)?;
        let names = archive.file_names().take(MOST_ENTRIES).flatten().map(|name| name.into_owned());
        let mut names: Vec<String> = names.filter(|name| !name.ends_with('/') && !is_hidden(name)).collect();
        names.sort();
        Ok(Self { name: name.to_owned(), archive, names })
    }

    pub(super) fn names(&self) -> &[String] {
        &self.names
    }

    /// The file in it that is called `entry`.
    ///
    /// # Errors
    /// What is damaged, packed in an unknown way or with a password, or larger than any file may be.
    pub(super) fn read(&mut self, entry: &str) -> Result<Vec<u8>, LoadError> {
        let name = format!("{}/{entry}", self.name);
        let file = self.archive.by_name(entry);
        let file = file
            .map_err(|error| LoadError::of_file(&name, Fault::Damaged { by: "zip", why: error.to_string().into() }))?;
        let packed = file.compressed_size();
        read(file, packed, &name, MOST, "zip")
    }

    /// The whole archive as it was.
    pub(super) fn into_bytes(self) -> Vec<u8> {
        self.archive.into_inner().into_inner()
    }
}

/// What systems put into archives for themselves.
fn is_hidden(name: &str) -> bool {
    name.split('/').any(|part| part.starts_with('.') || part == "__MACOSX")
}
