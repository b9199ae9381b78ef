//! Archives: of any bytes, or of files with any names and contents.
#![no_main]

use factorscope::data::load::Options;
use factorscope_fuzz::hold;
use libfuzzer_sys::fuzz_target;
use std::io::{Cursor, Write};
use zip::{ZipWriter, write::SimpleFileOptions};

const NAMES: [&str; 16] = [
    "ratings.csv",
    "movies.csv",
    "u.data",
    "u.item",
    "a/b.inter",
    "a/b.item",
    "x.csv",
    "../y.csv",
    "combined_data_1.txt",
    "training_set/mv_0000001.txt",
    "movie_titles.csv",
    "ratings.csv.gz",
    "inner.zip",
    "xl/workbook.xml",
    "",
    "ratings.dat",
];

fuzz_target!(|data: &[u8]| {
    let Some((first, rest)) = data.split_first() else { return };
    if *first == b'P' {
        return hold(data, &Options::default());
    }
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    // A byte names a file, and its contents go up to a byte of 1.
    for part in rest.split(|byte| *byte == 1).take(8) {
        let Some((name, content)) = part.split_first() else { continue };
        let name = NAMES[*name as usize % NAMES.len()];
        if archive.start_file(name, SimpleFileOptions::default()).is_ok() {
            archive.write_all(content).unwrap();
        }
    }
    hold(&archive.finish().unwrap().into_inner(), &Options::default());
});
