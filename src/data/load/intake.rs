//! Bytes from a file or a stream: what cannot be a table of text is refused while it is read, not after.

use super::encoding;
use super::error::{Fault, LoadError, Location};
use super::kind::Kind;
use super::progress::{Progress, Stage};
use super::table::number;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::Path;

/// The most bytes that are read of one file.
pub(super) const MOST: usize = 2 << 30;
/// So many bytes at the beginning tell what a file is.
const TELLING: usize = 512;
/// The most bytes that a line may have.
pub(super) const MOST_LINE: usize = 16 << 20;

/// Reads the file at `path` to its end, but no more than `most` bytes; `name` is what messages call it. A named pipe is
/// read as a stream.
///
/// # Errors
/// What is no file, cannot be read, or is found to be no text of lines.
pub fn file(path: &Path, name: &str, most: usize) -> Result<Vec<u8>, LoadError> {
    watched(path, name, most, &Progress::default())
}

/// The same, and says meanwhile how much was read.
pub(super) fn watched(path: &Path, name: &str, most: usize, progress: &Progress) -> Result<Vec<u8>, LoadError> {
    let reading = |error: io::Error| LoadError::of_reading(&path.display().to_string(), &error);
    // Asked before it is opened: opening a device can do something.
    let about = fs::metadata(path).map_err(reading)?;
    let fault = match about.file_type() {
        kind if kind.is_dir() => Some(Fault::Folder),
        kind if !kind.is_file() && !is_pipe(kind) => Some(Fault::Device),
        _ if about.len() > most as u64 => Some(Fault::LongFile { most }),
        _ => None,
    };
    if let Some(fault) = fault {
        return Err(LoadError::of_file(name, fault));
    }
    progress.enters(Stage::Taking, usize::try_from(about.len()).unwrap_or(0));
    let mut held = Vec::new();
    // The length is one of at most `most`.
    held.try_reserve_exact(about.len() as usize).map_err(|_| reading(io::ErrorKind::OutOfMemory.into()))?;
    let file = Counted { from: File::open(path).map_err(reading)?, given: 0, progress };
    stream(file, name, most, held, progress)
}

/// Whether what lies at `path` can be read only once, as a named pipe can.
pub(super) fn is_stream(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|about| is_pipe(about.file_type()))
}

/// What is read, and said to be done, byte by byte.
pub(super) struct Counted<'p, R> {
    pub from: R,
    pub given: usize,
    pub progress: &'p Progress,
}

impl<R: Read> Read for Counted<'_, R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let count = self.from.read(into)?;
        self.given += count;
        self.progress.at(self.given);
        Ok(count)
    }
}

/// The first few bytes of a file, if it can be read.
pub(super) fn start(path: &Path) -> Option<Vec<u8>> {
    let mut start = Vec::new();
    File::open(path).ok()?.take(TELLING as u64).read_to_end(&mut start).ok()?;
    Some(start)
}

/// Reads `source` to its end into `held`, as [`file`] does.
pub(super) fn stream(
    mut source: impl Read,
    name: &str,
    most: usize,
    mut held: Vec<u8>,
    progress: &Progress,
) -> Result<Vec<u8>, LoadError> {
    let mut part = vec![0; 1 << 16];
    let mut line_from = 0;
    let mut packed = false;
    loop {
        let part = match source.read(&mut part) {
            Ok(0) => return Ok(held),
            Ok(count) => &part[..count],
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(LoadError::of_reading(name, &error)),
        };
        let before = held.len();
        held.extend_from_slice(part);
        progress.took(held.len());
        let ends_line = |byte: &u8| *byte == b'\n' || *byte == b'\r';
        let line_to = part.iter().position(ends_line).map_or(held.len(), |at| before + at);
        // A pipe may begin with less than what tells.
        if before < TELLING {
            packed = Kind::of(&held) != Kind::Text || encoding::is_utf16(&held);
            if !packed {
                progress.starts(&held);
            }
        }
        let found = if packed {
            if held.len() > most {
                return Err(LoadError::of_file(name, Fault::LongFile { most }));
            }
            None
        } else if let Some(at) = part.contains(&0).then(|| part.iter().position(|byte| *byte == 0)).flatten() {
            Some((before + at, Fault::Binary))
        } else if line_to - line_from > MOST_LINE {
            Some((line_from, Fault::LongLine))
        } else if held.len() > most {
            return Err(LoadError::of_file(name, Fault::LongFile { most }));
        } else {
            None
        };
        if let Some((at, fault)) = found {
            return Err(LoadError { at: place(name, &held[..at]), fault });
        }
        if let Some(at) = part.iter().rposition(ends_line) {
            line_from = before + at + 1;
        }
    }
}

/// The place after `before` in what `name` names.
pub fn place(name: &str, before: &[u8]) -> Location {
    let line = number(before.iter().filter(|byte| **byte == b'\n').count());
    Location { file: name.to_owned(), line: Some(line), column: None }
}

#[cfg(unix)]
fn is_pipe(kind: fs::FileType) -> bool {
    std::os::unix::fs::FileTypeExt::is_fifo(&kind)
}

#[cfg(not(unix))]
fn is_pipe(_: fs::FileType) -> bool {
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A stream without end that says the same over and over, and how much of it was taken.
    struct Endless(&'static [u8], usize);

    impl Read for Endless {
        fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
            // Pipes give what they have, which is not as much as is asked for.
            let count = into.len().min(5000);
            for byte in &mut into[..count] {
                *byte = self.0[self.1 % self.0.len()];
                self.1 += 1;
            }
            Ok(count)
        }
    }

    #[test]
    fn what_has_no_end_is_refused_while_it_is_read() {
        for (text, most, fault, line) in [
            (&b"\0"[..], MOST, Fault::Binary, Some(1)),
            (b"a,b,3\na,\0,3\n", MOST, Fault::Binary, Some(2)),
            (b"x,", MOST, Fault::LongLine, Some(1)),
            (b"x", 1 << 20, Fault::LongFile { most: 1 << 20 }, None),
            (b"a,b,3\n", 1 << 20, Fault::LongFile { most: 1 << 20 }, None),
            (b"a\0", 1 << 20, Fault::LongFile { most: 1 << 20 }, None),
            (b"PK\x03\x04", 1 << 20, Fault::LongFile { most: 1 << 20 }, None),
        ] {
            let mut endless = Endless(text, 0);
            let wrong = stream(&mut endless, "f", most, Vec::new(), &Progress::default()).unwrap_err();
            assert_eq!((&wrong.fault, wrong.at.line), (&fault, line));
            assert!(endless.1 <= most.min(MOST_LINE) + 5000, "{fault:?}: {}", endless.1);
        }
    }

    #[test]
    fn a_line_is_as_long_wherever_it_stands() {
        let long = |before: &str, length| {
            let text = format!("{before}{}\nz", "y".repeat(length));
            stream(text.as_bytes(), "f", MOST, Vec::new(), &Progress::default()).map(|held| held.len() == text.len())
        };
        for before in ["", "a,b\n", "a\r", &"a,b,3\n".repeat(20_000)] {
            assert_eq!(long(before, MOST_LINE), Ok(true));
            let wrong = long(before, MOST_LINE + 1).unwrap_err();
            assert_eq!(wrong.fault, Fault::LongLine);
            assert_eq!(wrong.at.line, Some(1 + before.matches('\n').count() as u32));
        }
    }

    #[test]
    #[cfg(unix)]
    fn what_is_no_file_is_not_opened() {
        let folder = tempfile::tempdir().unwrap();
        let read = |path: &Path| file(path, "f", 5);
        let fault = |path: &Path| read(path).unwrap_err().fault;
        assert_eq!(fault(folder.path()), Fault::Folder);
        assert_eq!(fault(Path::new("/dev/zero")), Fault::Device);
        assert_eq!(fault(&folder.path().join("nothing")), Fault::NoSuchFile);
        let path = folder.path().join("file");
        fs::write(&path, "12345").unwrap();
        assert_eq!(read(&path).unwrap(), b"12345");
        // A file of a terabyte that has no byte on the disk.
        File::create(&path).unwrap().set_len(1 << 40).unwrap();
        assert_eq!(fault(&path), Fault::LongFile { most: 5 });
    }
}
