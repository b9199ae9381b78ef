//! What is packed in a file, taken out in memory and no further than a bound: gzip and zip.

use super::error::{Fault, LoadError};
use super::intake::{self, Counted, MOST};
use super::progress::{Progress, Stage};
use flate2::read::MultiGzDecoder;
use std::io::{self, Cursor, Read};
use zip::ZipArchive;

/// A table that is packed shrinks to a tenth or so; what shrinks to less than one in this many is made to do harm.
const MOST_GROWTH: usize = 250;
/// Up to so many bytes anything may grow.
const SMALL: usize = 64 << 20;

/// What is wrong with something that came to `given` bytes from `packed` ones.
pub(super) fn grows_beyond_measure(packed: usize, given: usize) -> Option<String> {
    (given > SMALL && given / MOST_GROWTH > packed)
        .then(|| format!("it grows to more than {MOST_GROWTH} times its size"))
}

/// The most names of an archive that are looked at.
const MOST_ENTRIES: usize = 100_000;

/// The file that `bytes` pack by gzip.
///
/// # Errors
/// What is damaged, or larger than any file may be.
pub(super) fn gzip(name: &str, bytes: &[u8], most: usize, progress: &Progress) -> Result<Vec<u8>, LoadError> {
    progress.enters(Stage::Unpacking, bytes.len());
    let packed = Counted { from: bytes, given: 0, progress };
    read(MultiGzDecoder::new(packed), bytes.len(), name, most, "gzip", progress)
}

fn read(
    from: impl Read,
    packed: usize,
    name: &str,
    most: usize,
    by: &'static str,
    progress: &Progress,
) -> Result<Vec<u8>, LoadError> {
    let mut wrong = None;
    let bounded = Bounded { from, packed, given: 0, wrong: &mut wrong };
    let read = intake::stream(bounded, name, most, Vec::new(), progress);
    match wrong {
        Some(why) => Err(LoadError::of_file(name, Fault::Damaged { by, why: why.into() })),
        None => read,
    }
}

/// A file while it is unpacked: what goes wrong is kept, and it does not grow beyond measure.
struct Bounded<'w, R> {
    from: R,
    packed: usize,
    given: usize,
    wrong: &'w mut Option<String>,
}

impl<R: Read> Read for Bounded<'_, R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let count = self.from.read(into).inspect_err(|error| *self.wrong = Some(error.to_string()))?;
        self.given += count;
        if let Some(why) = grows_beyond_measure(self.packed, self.given) {
            *self.wrong = Some(why);
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
    pub(super) fn read(&mut self, entry: &str, progress: &Progress) -> Result<Vec<u8>, LoadError> {
        let name = format!("{}/{entry}", self.name);
        let file = self.archive.by_name(entry);
        let file = file
            .map_err(|error| LoadError::of_file(&name, Fault::Damaged { by: "zip", why: error.to_string().into() }))?;
        let size = |size: u64| usize::try_from(size).unwrap_or(usize::MAX);
        let packed = size(file.compressed_size());
        progress.enters(Stage::Unpacking, size(file.size()));
        read(Counted { from: file, given: 0, progress }, packed, &name, MOST, "zip", progress)
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
