//! Where the progress through lessons is kept: one file in the platform's folder for the state of programs.

use super::whole;
use crate::{
    data::load::{Fault, LoadError, intake},
    lesson::{Progress, Records},
};
use etcetera::BaseStrategy;
use std::{
    fs, io,
    path::{Path, PathBuf},
    time::SystemTime,
};

/// The most bytes that are read of it.
const MOST: usize = 16 << 20;

/// The file of records, if the platform has a place for it.
pub(super) struct File(Option<PathBuf>);

impl File {
    /// What students answered.
    pub fn of_students() -> Self {
        Self::of_platform("progress.json")
    }

    /// How far the talk has come that is given, or was given last: for the notes of whoever speaks.
    pub fn of_talk() -> Self {
        Self::of_platform("talk.json")
    }

    /// Where the platform wants it: below `XDG_STATE_HOME`, or where there is no such thing below the folder for data.
    fn of_platform(name: &str) -> Self {
        let strategy = etcetera::choose_base_strategy().ok();
        let folder = strategy.map(|strategy| strategy.state_dir().unwrap_or_else(|| strategy.data_dir()));
        Self(folder.map(|folder| folder.join("factorscope").join(name)))
    }

    /// When it was last written, and its length: another one, and there is something new in it.
    pub fn state(&self) -> Option<(SystemTime, u64)> {
        let about = fs::metadata(self.0.as_ref()?).ok()?;
        Some((about.modified().ok()?, about.len()))
    }

    /// The progress through a course, and what there is to say about reading it. A file that cannot be understood is put
    /// aside, not overwritten.
    pub fn read(&self, course: &str) -> (Progress, Option<String>) {
        let Some(file) = &self.0 else { return (Progress::default(), None) };
        if let Some(why) = not_ours(file) {
            return (Progress::default(), Some(why));
        }
        match records(file) {
            Ok(mut records) => (records.0.remove(course).unwrap_or_default(), None),
            Err(why) => (Progress::default(), Some(format!("{}: {why}{}", file.display(), put_aside(file)))),
        }
    }

    /// Keeps the progress through a course. At every moment the file is whole; what other programs of this kind wrote stays, of
    /// other courses and of this one: what is written is what has changed since `base`. Without a base, this course begins anew.
    pub fn keep(&self, course: &str, progress: &Progress, base: Option<&Progress>) -> io::Result<()> {
        let Some(file) = &self.0 else { return Ok(()) };
        if let Some(why) = not_ours(file) {
            return Err(io::Error::other(why));
        }
        let mut records = records(file).unwrap_or_else(|_| {
            put_aside(file);
            Records::default()
        });
        let there = records.0.remove(course).unwrap_or_default();
        let kept = base.map_or_else(|| progress.clone(), |base| progress.over(base, there));
        records.0.insert(course.into(), kept);
        if let Some(folder) = file.parent() {
            fs::create_dir_all(folder)?;
        }
        whole::write(file, |out| out.write_all(records.text().as_bytes()))
    }
}

/// Why a file is left alone: a link leads to what is someone else's, and a pipe or a device to no one knows where.
fn not_ours(file: &Path) -> Option<String> {
    let about = fs::symlink_metadata(file).ok().filter(|about| !about.is_file())?;
    let what = if about.is_symlink() { "a link" } else { "no file" };
    let file = file.display();
    Some(format!("{file} is {what}: what is answered is not kept until it is moved away"))
}

/// Moves a file that cannot be understood out of the way, and says where it is now.
fn put_aside(file: &Path) -> String {
    let aside = file.with_extension("json.unreadable");
    fs::rename(file, &aside).map(|()| format!("; it is now {}", aside.display())).unwrap_or_default()
}

fn records(file: &Path) -> Result<Records, String> {
    match intake::file(file, "it", MOST) {
        Ok(bytes) => Records::read(std::str::from_utf8(&bytes).map_err(|why| why.to_string())?),
        Err(LoadError { fault: Fault::NoSuchFile, .. }) => Ok(Records::default()),
        Err(error) => Err(error.fault.to_string()),
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
        file.keep("lecture", &progress, None).unwrap();
        file.keep("another", &Progress::default(), None).unwrap();
        assert_eq!(file.read("lecture"), (progress, None));
        let left: Vec<_> = fs::read_dir(folder.path().join("deep")).unwrap().collect();
        assert_eq!(left.len(), 1, "nothing lies beside the file");
    }

    /// Two programs that began with the same: what one answers is not lost when the other writes.
    #[test]
    fn what_another_program_wrote_meanwhile_stays() {
        let folder = tempfile::tempdir().unwrap();
        let file = File(Some(folder.path().join("progress.json")));
        let answer = |progress: &mut Progress, key: &str, outcome| {
            progress.settled.insert(key.into(), outcome);
            progress.told.insert(key.into(), format!("{outcome:?}"));
        };
        let mut base = Progress { seed: 7, ..Progress::default() };
        answer(&mut base, "1/One/1", Outcome::Skipped);
        answer(&mut base, "1/Two/1", Outcome::Revealed);
        file.keep("lecture", &base, None).unwrap();
        let (mut one, mut other) = (base.clone(), base.clone());
        answer(&mut one, "1/Three/1", Outcome::Right);
        one.guess(("An".into(), "Ommazh".into()), 4.5);
        one.helped.insert("1/Four/1".into());
        one.predicted("als", vec![(("An".into(), "Ommazh".into()), 4.0)]);
        one.at = Some(("1".into(), 3));
        file.keep("lecture", &one, Some(&base)).unwrap();
        // The other one answers something else, has a question asked again, and knows of none of that.
        answer(&mut other, "1/One/1", Outcome::Right);
        other.settled.remove("1/Two/1");
        other.told.remove("1/Two/1");
        other.predicted("sgd", vec![(("An".into(), "Ommazh".into()), 3.0)]);
        other.at = Some(("2".into(), 1));
        file.keep("lecture", &other, Some(&base)).unwrap();
        let (kept, _) = file.read("lecture");
        let outcomes: Vec<_> = kept.settled.iter().map(|(key, outcome)| (key.as_str(), *outcome)).collect();
        assert_eq!(outcomes, [("1/One/1", Outcome::Right), ("1/Three/1", Outcome::Right)]);
        assert_eq!(kept.told.keys().collect::<Vec<_>>(), ["1/One/1", "1/Three/1"]);
        assert_eq!((kept.guessed.len(), kept.helped.len(), kept.at), (1, 1, Some(("2".into(), 1))));
        assert_eq!(kept.models.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>(), ["als", "sgd"]);
        // Whoever begins anew forgets what was there.
        let anew = Progress { seed: 7, ..Progress::default() };
        file.keep("lecture", &anew, Some(&file.read("lecture").0)).unwrap();
        assert_eq!(file.read("lecture").0, anew);
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
        file.keep("lecture", &Progress::default(), None).unwrap();
        assert_eq!(aside(), "{ worse");
        assert_eq!(file.read("lecture"), (Progress::default(), None));
    }

    #[test]
    #[cfg(unix)]
    fn what_is_no_file_is_neither_read_nor_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let [path, target] = ["progress.json", "target"].map(|name| folder.path().join(name));
        fs::write(&target, "{}").unwrap();
        let make_link = || std::os::unix::fs::symlink(&target, &path).unwrap();
        let make_pipe = || assert!(std::process::Command::new("mkfifo").arg(&path).status().unwrap().success());
        for (make, word) in [(&make_link as &dyn Fn(), "is a link"), (&make_pipe, "is no file")] {
            make();
            let before = fs::symlink_metadata(&path).unwrap().file_type();
            let file = File(Some(path.clone()));
            let (progress, note) = file.read("lecture");
            assert_eq!(progress, Progress::default());
            assert!(note.unwrap().contains(word));
            assert!(file.keep("lecture", &Progress::default(), None).unwrap_err().to_string().contains(word));
            assert_eq!(fs::symlink_metadata(&path).unwrap().file_type(), before);
            assert_eq!(fs::read_to_string(&target).unwrap(), "{}");
            fs::remove_file(&path).unwrap();
        }
    }
}
