//! Texts that are no table as they stand: each is turned into one, whose rows know the lines they came from.

mod arff;
mod json;
mod lines;
mod matrix_market;
mod sparse;

use super::error::Fault;
use super::records::Start;
use super::separator::Separator;
use super::sheet::Sheet;
use std::borrow::Cow;

/// A text that is a table.
pub(super) struct Tabular<'t> {
    pub text: Cow<'t, str>,
    /// What it was before: "JSON lines". Nothing if it was a table at once.
    pub was: Option<&'static str>,
    /// The line of the file from which each line of the text came, where it is another one.
    pub lines: Option<Vec<u32>>,
    /// How the text is laid out, where that is known.
    pub sheet: Option<Sheet>,
    /// Lines that could not be understood.
    pub bad: Vec<(u32, Fault)>,
}

impl<'t> Tabular<'t> {
    /// The table that `text` holds, in whichever way.
    pub(super) fn of(text: &'t str) -> Self {
        Self::in_one_way(text, json::table)
    }

    /// The same of a text that says what items are: lists of words in it are kept.
    pub(super) fn of_items(text: &'t str) -> Self {
        Self::in_one_way(text, json::table_of_items)
    }

    fn in_one_way(text: &'t str, json: fn(&str) -> Option<Made>) -> Self {
        let ways: [fn(&str) -> Option<Made>; 7] =
            [json, matrix_market::table, arff::table, lines::markdown, lines::blocks, lines::vectors, sparse::table];
        if let Some(made) = ways.iter().find_map(|way| way(text)) {
            return made.finish();
        }
        let text = lines::unquoted(text).map_or(Cow::Borrowed(text), Cow::Owned);
        Self { text, was: None, lines: None, sheet: None, bad: Vec::new() }
    }
}

/// A table while it is made: fields parted by tabs.
pub(super) struct Made {
    was: &'static str,
    out: csv::Writer<Vec<u8>>,
    lines: Vec<u32>,
    width: usize,
    bad: Vec<(u32, Fault)>,
}

impl Made {
    fn new(was: &'static str) -> Self {
        let out = csv::WriterBuilder::new().delimiter(b'\t').flexible(true).from_writer(Vec::new());
        Self { was, out, lines: Vec::new(), width: 0, bad: Vec::new() }
    }

    /// Adds a row that came from `line`. A line end within a field becomes a blank, so that a row is a line.
    fn row<'f>(&mut self, line: u32, fields: impl IntoIterator<Item = &'f str>) {
        let mut width = 0;
        for field in fields {
            width += 1;
            // Writing to memory does not fail.
            let _ = match field.contains(['\n', '\r']) {
                true => self.out.write_field(field.replace(['\n', '\r'], " ")),
                false => self.out.write_field(field),
            };
        }
        let _ = self.out.write_record(None::<&[u8]>);
        self.width = self.width.max(width);
        self.lines.push(line);
    }

    fn finish<'t>(self) -> Tabular<'t> {
        let bytes = self.out.into_inner().unwrap_or_default();
        // What was written was text.
        let text = String::from_utf8(bytes).unwrap_or_default();
        let sheet =
            Sheet { separator: Separator::Tab, start: Start::default(), width: self.width, header_in_comment: false };
        Tabular { text: text.into(), was: Some(self.was), lines: Some(self.lines), sheet: Some(sheet), bad: self.bad }
    }
}

/// The lines of a text with their numbers, without those that are blank.
pub(super) fn numbered(text: &str) -> impl Iterator<Item = (u32, &str)> + Clone {
    let lines = (1..).zip(text.lines());
    lines.map(|(number, line)| (number, line.trim())).filter(|(_, line)| !line.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn made(text: &str) -> (Option<&'static str>, String, Option<Vec<u32>>) {
        let tabular = Tabular::of(text);
        (tabular.was, tabular.text.into_owned(), tabular.lines)
    }

    #[test]
    fn json_becomes_a_table_with_a_column_for_each_key() {
        let lines = "{\"u\": \"A\", \"i\": {\"id\": 7}, \"r\": 5.0}\n\n{\"r\": 4, \"u\": \"B\\tC\", \"i\": {\"id\": 8}, \"n\": [1, 2], \"x\": null}\n";
        let want = "u\ti.id\tr\tx\nA\t7\t5.0\t\n\"B\tC\"\t8\t4\t\n".to_owned();
        assert_eq!(made(lines), (Some("JSON lines"), want, Some(vec![1, 1, 3])));
        let array = "[{\"u\": \"A\", \"r\": 1},\n {\"u\": \"B\", \"r\": 2}]\n";
        assert_eq!(made(array), (Some("JSON"), "u\tr\nA\t1\nB\t2\n".into(), Some(vec![1, 1, 2])));
        let critics = "{\"Lisa\": {\"Lady\": 2.5, \"Snakes\": 3.5},\n \"Gene\": {\"Lady\": 3}}";
        assert_eq!(made(critics).1, "user\titem\trating\nLisa\tLady\t2.5\nLisa\tSnakes\t3.5\nGene\tLady\t3\n");
        let columns = "{\"user\": [1, 2], \"item\": [\"a\", \"b\"], \"rating\": [5, 4]}";
        assert_eq!(made(columns).1, "user\titem\trating\n1\ta\t5\n2\tb\t4\n");
        let bad = Tabular::of("{\"u\": 1, \"i\": 2, \"r\": 3}\n{\"u\": 1, oops\n");
        assert_eq!(bad.bad.iter().map(|(line, _)| *line).collect::<Vec<_>>(), [2]);
    }

    #[test]
    fn matrices_become_triples() {
        let sparse = "%%MatrixMarket matrix coordinate real general\n% a note\n2 3 2\n1 1 5\n2 3 4.5\n";
        assert_eq!(
            made(sparse),
            (Some("MatrixMarket"), "user\titem\trating\n1\t1\t5\n2\t3\t4.5\n".into(), Some(vec![3, 4, 5]))
        );
        let pattern = "%%MatrixMarket matrix coordinate pattern general\n2 3 1\n1 3\n";
        assert_eq!(made(pattern).1, "user\titem\trating\n1\t3\t1\n");
        let dense = "%%MatrixMarket matrix array integer general\n2 2\n5\n0\n3\n4\n";
        assert_eq!(made(dense).1, "user\titem\trating\n1\t1\t5\n1\t2\t3\n2\t2\t4\n");
    }

    #[test]
    fn arff_gives_its_names_and_its_rows() {
        let text = "% c\n@RELATION r\n@attribute 'the user' string\n@ATTRIBUTE item {a,b}\n@attribute rating numeric\n@DATA\n'An, L',a,5\n% x\nBo,b,?\n";
        assert_eq!(
            made(text),
            (Some("ARFF"), "the user\titem\trating\nAn, L\ta\t5\nBo\tb\t?\n".into(), Some(vec![6, 7, 9]))
        );
    }

    #[test]
    fn lines_with_numbers_of_columns_become_triples() {
        assert_eq!(made("1 1:5 3:2\n2 2:4\n1 9:1\n").1, "user\titem\trating\n1\t1\t5\n1\t3\t2\n2\t2\t4\n3\t9\t1\n");
        let machines = "5 0:1 7:1\n3 0:1 8:1\n4 1:1 7:1\n";
        assert_eq!(
            made(machines),
            (Some("libFM"), "user\titem\trating\n0\t7\t5\n0\t8\t3\n1\t7\t4\n".into(), Some(vec![1, 1, 2, 3]))
        );
    }

    #[test]
    fn blocks_and_tables_of_documents_become_tables() {
        let netflix = "1:\n1488844,3,2005-09-06\n822109,5,2005-05-13\n2:\n885013,4,2005-10-19\n";
        assert_eq!(
            made(netflix).1,
            "user\titem\trating\ttime\n1488844\t1\t3\t2005-09-06\n822109\t1\t5\t2005-05-13\n885013\t2\t4\t2005-10-19\n"
        );
        let vectors = "Ada\n5 0 0 1\nElk Lee\n5 5 0 3\n";
        assert_eq!(
            made(vectors),
            (Some("lines of names and numbers"), "Ada\t5\t0\t0\t1\nElk Lee\t5\t5\t0\t3\n".into(), Some(vec![1, 3]))
        );
        let markdown = "# Ratings\n\n| user | item | rating |\n|:--|---|--:|\n| An | A \\| B | 4 |\n| Bo | | 3 |\n";
        assert_eq!(made(markdown).1, "user\titem\trating\nAn\tA | B\t4\nBo\t\t3\n");
        assert_eq!(made("\"a,b,3\"\n\"c,\"\"d\"\",4\"\n").1, "a,b,3\nc,\"d\",4\n");
        assert_eq!(made("\"a\",\"b\",\"3\"\n\"c\",\"d\",\"4\"\n").0, None);
        assert_eq!(made("user,item,rating\na,b,3\n").1, "user,item,rating\na,b,3\n");
    }
}
