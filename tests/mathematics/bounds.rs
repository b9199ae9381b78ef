//! What claims or holds more than a table does: it is refused while it is read, or costs no more than what is really there.

#![allow(clippy::unwrap_used)]

use factorscope::data::load::{self, LoadError, Loaded, Options};
use std::io::{Cursor, Write};
use zip::{ZipWriter, write::SimpleFileOptions};

fn read(bytes: impl Into<Vec<u8>>) -> Result<Loaded, LoadError> {
    load::bytes("f", bytes.into(), &Options { likeliest: true, ..Options::default() })
}

fn refused(bytes: impl Into<Vec<u8>>) -> String {
    read(bytes).unwrap_err().to_string()
}

fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in files {
        archive.start_file(*name, SimpleFileOptions::default()).unwrap();
        archive.write_all(content).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

const GOOD: &str = "user,item,rating\nAn,Heat,5\nBo,Emma,3\nAn,Emma,4\n";

#[test]
fn a_matrix_costs_what_it_has_and_not_what_it_claims() {
    let sparse =
        "%%MatrixMarket matrix coordinate real general\n4000000000 4000000000 1000000000000\n1 1 5\n2 3 4\n1 3 2\n";
    let r = read(sparse).unwrap().ratings;
    assert_eq!((r.n_users(), r.n_items(), r.len()), (2, 2, 3));
    for size in ["18446744073709551615 18446744073709551615", "0 0", "1000000000000 3"] {
        let dense = format!("%%MatrixMarket matrix array real general\n{size}\n1\n5\n4\n2\n");
        if let Ok(loaded) = read(dense) {
            assert_eq!(loaded.ratings.len(), 4, "{size}");
        }
    }
    let error = refused("%%MatrixMarket matrix array real general\n99999999999999999999 1\n1\n5\n");
    assert_eq!(error, "f, line 2: found '99999999999999999999', expected a number");
}

#[test]
fn json_is_as_deep_and_as_wide_as_a_table_can_be() {
    assert!(refused("[".repeat(1 << 20)).contains("recursion limit"));
    assert!(
        refused(format!("{{\"user\":1,\"item\":2,\"rating\":3}}\n{}\n", "{\"a\":".repeat(1 << 16))).contains("line 2")
    );
    refused("{\"a\":".repeat(1 << 18));
    refused(format!("[{}]", vec!["1"; 1 << 20].join(",")));
    // An object in a list of numbers, and a list within a list.
    refused(format!("[{}]", vec!["[1]"; 1 << 16].join(",")));
    // Each line has a key of its own, which would be a column for all others.
    let keys =
        |n: usize| format!("{{\"user\": {}, \"item\": {}, \"rating\": {}, \"k{n}\": 1}}\n", n / 50, n % 50, n % 5 + 1);
    let loaded = read((0..20_000).map(keys).collect::<String>()).unwrap();
    assert_eq!((loaded.ratings.len(), loaded.look.unwrap().columns.len()), (20_000, 3));
    // What one in ten has is a column.
    let votes = |n: usize| if n.is_multiple_of(10) { ", \"vote\": 7" } else { "" };
    let some =
        |n: usize| format!("{{\"user\": {}, \"item\": {}, \"rating\": {}{}}}\n", n / 50, n % 50, n % 5 + 1, votes(n));
    assert_eq!(read((0..2000).map(some).collect::<String>()).unwrap().look.unwrap().columns.len(), 4);
}

#[test]
fn a_table_has_as_many_columns_as_people_give_it() {
    let attributes: String = (0..200_000).map(|n| format!("@attribute a{n} numeric\n")).collect();
    let error = refused(format!("@relation r\n{attributes}@data\n1,2,3\n"));
    assert!(error.contains("line 200002") && error.contains("more than 100000 fields"), "{error}");
    let names: Vec<String> = (0..99_000).map(|n| format!("i{n}")).collect();
    let row = |user: usize| {
        format!("u{user},{}\n", (0..99_000).map(|n| ["5", "", "3"][(n + user) % 3]).collect::<Vec<_>>().join(","))
    };
    let loaded = read(format!("name,{}\n{}{}{}", names.join(","), row(0), row(1), row(2))).unwrap();
    assert_eq!((loaded.ratings.n_users(), loaded.ratings.n_items(), loaded.ratings.len()), (3, 99_000, 198_000));
}

#[test]
fn archives_are_opened_once() {
    let inner = zip(&[("ratings.csv", GOOD.as_bytes())]);
    assert_eq!(read(inner.clone()).unwrap().ratings.len(), 3);
    for name in ["ratings.zip", "ratings.csv", "x.csv"] {
        let error = read(zip(&[(name, &inner)])).unwrap_err();
        assert!(error.to_string().contains("an archive within another"), "{error}");
        assert!(error.hint().contains("unpack"));
    }
    // Cut anywhere, it is damaged or empty, and said so.
    for end in 0..inner.len() {
        let error = refused(&inner[..end]);
        assert!(!error.is_empty() && error.len() < 500, "{error}");
    }
}
