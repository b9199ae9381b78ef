//! Where the progress through lessons is kept: one file in the platform's folder for the state of programs.

use crate::lesson::{Progress, Records};
use etcetera::BaseStrategy;
use std::{
    fs,
    io::{self, ErrorKind},
    path::{Path, PathBuf},
};

/// The file of records, if the platform has a place for it.
pub(super) struct File(Option<PathBuf>);

impl File {
    /// Where the platform wants it: below `XDG_STATE_HOME`, or where there is no such thing below the folder for data.
    pub fn of_platform() -> Self {
        let strategy = etcetera::choose_base_strategy().ok();
        let folder = strategy.map(|strategy| strategy.state_dir().unwrap_or_else(|| strategy.data_dir()));
        Self(folder.map(|folder| folder.join("factorscope").join("progress.json")))
    }

    /// Nowhere: nothing is read or kept.
    pub fn none() -> Self {
        Self(None)
    }

    /// The progress through a course, and what there is to say about reading it. A file that cannot be understood is put
    /// aside, not overwritten.
    pub fn read(&self, course: &str) -> (Progress, Option<String>) {
        let Some(file) = &self.0 else { return (Progress::default(), None) };
        match records(file) {
            Ok(mut records) => (records.0.remove(course).unwrap_or_default(), None),
            Err(why) => (Progress::default(), Some(format!("{}: {why}{}", file.display(), put_aside(file)))),
        }
    }

    /// Keeps the progress through a course. The file is written beside its place and then put there, so that at every
    /// moment it is whole; what other programs of this kind wrote of other courses stays.
    pub fn keep(&self, course: &str, progress: &Progress) -> io::Result<()> {
        let Some(file) = &self.0 else { return Ok(()) };
        let mut records = records(file).unwrap_or_else(|_| {
            put_aside(file);
            Records::default()
        });
        records.0.insert(course.into(), progress.clone());
        if let Some(folder) = file.parent() {
            fs::create_dir_all(folder)?;
        }
        let beside = file.with_extension(format!("{}.new", std::process::id()));
        let written = fs::write(&beside, records.text()).and_then(|()| fs::rename(&beside, file));
        if written.is_err() {
            // What is half written is of no use to anyone.
            let _ = fs::remove_file(&beside);
        }
        written
    }
}

/// Moves a file that cannot be understood out of the way, and says where it is now.
fn put_aside(file: &Path) -> String {
    let aside = file.with_extension("json.unreadable");
    fs::rename(file, &aside).map(|()| format!("; it is now {}", aside.display())).unwrap_or_default()
}

fn records(file: &Path) -> Result<Records, String> {
    match fs::read_to_string(file) {
        Ok(text) => Records::read(&text),
        Err(why) if why.kind() == ErrorKind::NotFound => Ok(Records::default()),
        Err(why) => Err(why.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lesson::Outcome;

    #[test]
    fn what_is_kept_is_read_again_course_by_course() {
        let folder = tempfile::tempdir().unwrap();
        let file = File(Some(folder.path().join("deep").join("progress.json")));
        assert_eq!(file.read("lecture"), (Progress::default(), None));
        let mut progress = Progress { at: Some(("05-descent".into(), 3)), ..Progress::default() };
        progress.settled.insert("05-descent/A page/1".into(), Outcome::Right);
        progress.guess(("An".into(), "Ommazh".into()), 4.5);
        file.keep("lecture", &progress).unwrap();
        file.keep("another", &Progress::default()).unwrap();
        assert_eq!(file.read("lecture"), (progress, None));
        let left: Vec<_> = fs::read_dir(folder.path().join("deep")).unwrap().collect();
        assert_eq!(left.len(), 1, "nothing lies beside the file");
    }

    #[test]
    fn a_file_that_cannot_be_understood_is_put_aside() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("progress.json");
        fs::write(&path, "{ not json").unwrap();
        let (progress, note) = File(Some(path.clone())).read("lecture");
        assert_eq!(progress, Progress::default());
        assert!(note.unwrap().contains("unreadable"));
        let aside = || fs::read_to_string(path.with_extension("json.unreadable")).unwrap();
        assert_eq!(aside(), "{ not json");
        // One that came to harm since it was read is not written over either.
        fs::write(&path, "{ worse").unwrap();
        let file = File(Some(path.clone()));
        file.keep("lecture", &Progress::default()).unwrap();
        assert_eq!(aside(), "{ worse");
        assert_eq!(file.read("lecture"), (Progress::default(), None));
    }
}
