//! Files that are there whole or not at all: written beside their place, on the disk before they are moved there.

use std::{
    ffi::OsStr,
    fs::{self, File},
    io::{self, BufWriter, Write},
    path::Path,
};
use tempfile::Builder;

/// How the names of files that are being written begin and end.
const BEGIN: &str = ".factorscope-";
const END: &str = ".part";

/// Writes a file. A link in its place is replaced, not followed.
pub(super) fn write(file: &Path, content: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    let folder = file.parent().filter(|folder| *folder != "").unwrap_or(Path::new("."));
    sweep(folder);
    let mut builder = Builder::new();
    builder.prefix(BEGIN).suffix(END);
    // As any other new file: for others to read, if the system's mask lets them.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let part = builder.tempfile_in(folder)?;
    // Held until the file is in its place. Where a file system has no locks, nothing is swept either.
    let _ = part.as_file().try_lock();
    let mut out = BufWriter::new(part.as_file());
    content(&mut out)?;
    out.flush()?;
    drop(out);
    part.as_file().sync_all()?;
    part.persist(file).map(drop).map_err(|failed| failed.error)
}

/// Removes what a process that was killed left behind: a part that no one holds any more.
fn sweep(folder: &Path) {
    let is_part = |name: &OsStr| name.to_str().is_some_and(|name| name.starts_with(BEGIN) && name.ends_with(END));
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let is_file = entry.file_type().is_ok_and(|kind| kind.is_file());
        if is_file && is_part(&entry.file_name()) && File::open(entry.path()).is_ok_and(|part| part.try_lock().is_ok())
        {
            // Whoever was faster has done it.
            let _ = fs::remove_file(entry.path());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<_> =
            fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    fn a_file_is_there_whole_or_as_it_was() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file");
        write(&file, |out| out.write_all(b"one")).unwrap();
        let half = |out: &mut dyn Write| {
            out.write_all(&[b'x'; 100_000])?;
            assert_eq!(fs::read(&file).unwrap(), b"one", "nothing is to be seen of it yet");
            assert_eq!(names(folder.path()).len(), 2);
            Err(io::Error::other("full"))
        };
        assert_eq!(write(&file, half).unwrap_err().to_string(), "full");
        assert_eq!((fs::read(&file).unwrap().as_slice(), names(folder.path())), (&b"one"[..], vec!["file".to_owned()]));
    }

    #[test]
    fn what_a_killed_process_left_is_swept_and_what_another_writes_is_not() {
        let folder = tempfile::tempdir().unwrap();
        let dead = folder.path().join(".factorscope-dead.part");
        fs::write(&dead, "half").unwrap();
        let [one, other] = ["one", "other"].map(|name| folder.path().join(name));
        write(&one, |out| {
            assert!(!dead.exists());
            write(&other, |out| out.write_all(b"2"))?;
            out.write_all(b"1")
        })
        .unwrap();
        assert_eq!(names(folder.path()), ["one", "other"]);
        fs::write(folder.path().join("mine.part"), "").unwrap();
        write(&one, |out| out.write_all(b"3")).unwrap();
        assert_eq!(names(folder.path()), ["mine.part", "one", "other"], "only what is called so");
    }

    #[test]
    #[cfg(unix)]
    fn a_link_is_replaced_and_others_may_read() {
        use std::os::unix::fs::{PermissionsExt, symlink};
        let folder = tempfile::tempdir().unwrap();
        let [target, link, plain] = ["target", "link", "plain"].map(|name| folder.path().join(name));
        fs::write(&target, "kept").unwrap();
        symlink(&target, &link).unwrap();
        write(&link, |out| out.write_all(b"new")).unwrap();
        assert_eq!(fs::read(&target).unwrap(), b"kept");
        assert!(fs::symlink_metadata(&link).unwrap().is_file());
        File::create(&plain).unwrap();
        let mode = |file| fs::metadata(file).unwrap().permissions().mode();
        assert_eq!(mode(&link), mode(&plain));
    }
}
