//! What a file is by its first bytes: a table, something in which tables are packed, or something else that is told by name.

use super::model::npy::MAGIC;

/// A kind of file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Text, as far as can be told.
    Text,
    /// One file, packed by gzip.
    Gzip,
    /// An archive of files.
    Zip,
    /// Columns of a data frame.
    Parquet,
    /// An array of NumPy.
    Array,
    /// Something that is no table, with what to do about it.
    Other(&'static str, &'static str),
}

/// What begins so, and what helps. Longer beginnings go first.
const KNOWN: [(&[u8], &str, &str); 17] = [
    (b"%PDF", "a PDF document", "copy its table into a spreadsheet and save that as CSV"),
    (b"\x89HDF", "an HDF5 file", "write its table as CSV, as in pandas: read_hdf(..).to_csv('ratings.csv')"),
    (
        b"SQLite format 3",
        "an SQLite database",
        "export its table: sqlite3 -header -csv FILE 'select user, item, rating from ratings'",
    ),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Excel file", "save it as CSV or as .xlsx"),
    (b"RDX2", "an R data file", "write its table as CSV, as in R: write.csv(ratings, 'ratings.csv')"),
    (b"RDX3", "an R data file", "write its table as CSV, as in R: write.csv(ratings, 'ratings.csv')"),
    (b"\xfd7zXZ", "a file packed by xz", "unpack it: xz -dk FILE"),
    (b"BZh", "a file packed by bzip2", "unpack it: bzip2 -dk FILE"),
    (b"\x28\xb5\x2f\xfd", "a file packed by zstd", "unpack it: zstd -d FILE"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive", "unpack it: 7z x FILE"),
    (b"Rar!", "a RAR archive", "unpack it"),
    (b"\x89PNG", "a picture", "give the table itself"),
    (b"\xff\xd8\xff", "a picture", "give the table itself"),
    (b"GIF8", "a picture", "give the table itself"),
    (b"\x80\x04", "a Python pickle", "write its table as CSV, as in pandas: read_pickle(..).to_csv('ratings.csv')"),
    (b"\x80\x05", "a Python pickle", "write its table as CSV, as in pandas: read_pickle(..).to_csv('ratings.csv')"),
    (b"ARROW1", "an Arrow file", "write its table as CSV, as in pandas: read_feather(..).to_csv('ratings.csv')"),
];

impl Kind {
    /// Of a file that begins so.
    pub(super) fn of(bytes: &[u8]) -> Self {
        if bytes.starts_with(&[0x1f, 0x8b]) {
            return Self::Gzip;
        }
        if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
            return Self::Zip;
        }
        if bytes.starts_with(b"PAR1") {
            return Self::Parquet;
        }
        if bytes.starts_with(MAGIC) {
            return Self::Array;
        }
        if bytes.get(257..262) == Some(b"ustar") {
            return Self::Other("a tar archive", "unpack it: tar -xf FILE");
        }
        let known = KNOWN.iter().find(|(start, ..)| bytes.starts_with(start));
        known.map_or(Self::Text, |(_, what, help)| Self::Other(what, help))
    }

    /// What a text is that is no table; nothing where it may be one.
    pub(super) fn of_text(text: &str) -> Option<(&'static str, &'static str)> {
        let start: String = text.trim_start().chars().take(4000).collect::<String>().to_lowercase();
        if start.starts_with("<!doctype html") || start.starts_with("<html") {
            return Some((
                "a page of the web",
                "save the table in it as CSV; what was downloaded may be a page that asks to log in",
            ));
        }
        if start.starts_with("<?xml") {
            return Some(("an XML document", "write its table as CSV"));
        }
        if start.starts_with('{')
            && start.contains("\"cells\"")
            && (start.contains("\"cell_type\"") || start.contains("\"nbformat\""))
        {
            return Some(("a Jupyter notebook", "save the table in it, as in: ratings.to_csv('ratings.csv')"));
        }
        if start.starts_with("version https://git-lfs") {
            return Some(("a pointer of Git LFS and not the file itself", "fetch it: git lfs pull"));
        }
        if start.starts_with("{\\rtf") {
            return Some(("a document of a word processor", "copy its table into a spreadsheet and save that as CSV"));
        }
        if start.starts_with("import ") || start.starts_with("#!/") {
            return Some(("a program", "give the table that it reads"));
        }
        if start.starts_with("create table") || start.starts_with("insert into") || start.starts_with("-- ") {
            return Some(("a dump of a database", "export its table as CSV"));
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_known_by_how_they_begin() {
        assert_eq!(Kind::of(b"user,item"), Kind::Text);
        assert_eq!(Kind::of(b""), Kind::Text);
        assert_eq!(Kind::of(&[0x1f, 0x8b, 8]), Kind::Gzip);
        assert_eq!(Kind::of(b"PK\x03\x04.."), Kind::Zip);
        assert!(matches!(Kind::of(b"%PDF-1.4"), Kind::Other("a PDF document", _)));
        assert!(
            Kind::of_text("{\n \"cells\": [{\"cell_type\": \"code\"}]}")
                .is_some_and(|(what, _)| what.contains("Jupyter"))
        );
        assert!(Kind::of_text("<!DOCTYPE html><html>").is_some());
        assert_eq!(Kind::of_text("{\"user\": 1}"), None);
        assert_eq!(Kind::of_text("from,to\na,b\n").map(|(what, _)| what), None);
    }
}
