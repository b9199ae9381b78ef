//! Files of Parquet, as this program and others write them, whole and damaged.

#![allow(clippy::unwrap_used)]

use factorscope::data::load::{self, Fault, Loaded, Options};
use parquet::{
    basic::Compression,
    data_type::{ByteArray, ByteArrayType, DoubleType, Int32Type, Int64Type},
    file::{
        properties::WriterProperties,
        writer::{SerializedFileWriter, SerializedRowGroupWriter},
    },
    schema::parser::parse_message_type,
};
use std::sync::Arc;

const SCHEMA: &str = "message ratings {
    required binary user (UTF8);
    optional int32 item;
    optional double rating;
    optional int64 at (TIMESTAMP(MILLIS,true));
    optional group tags (LIST) { repeated group list { optional binary element (UTF8); } }
}";

/// So many ratings, in groups of a thousand; every tenth has no value.
fn file(rows: usize, compression: Compression) -> Vec<u8> {
    let schema = Arc::new(parse_message_type(SCHEMA).unwrap());
    let properties = Arc::new(WriterProperties::builder().set_compression(compression).build());
    let mut writer = SerializedFileWriter::new(Vec::new(), schema, properties).unwrap();
    for from in (0..rows).step_by(1000) {
        let mut group = writer.next_row_group().unwrap();
        write(&mut group, from..rows.min(from + 1000));
        group.close().unwrap();
    }
    writer.into_inner().unwrap()
}

fn write(group: &mut SerializedRowGroupWriter<'_, Vec<u8>>, rows: std::ops::Range<usize>) {
    let there: Vec<i16> = rows.clone().map(|_| 1).collect();
    let mut column = group.next_column().unwrap().unwrap();
    let users: Vec<ByteArray> = rows.clone().map(|n| format!("user\t{}", n / 50).as_str().into()).collect();
    column.typed::<ByteArrayType>().write_batch(&users, None, None).unwrap();
    column.close().unwrap();
    let mut column = group.next_column().unwrap().unwrap();
    let items: Vec<i32> = rows.clone().map(|n| (n % 50) as i32).collect();
    column.typed::<Int32Type>().write_batch(&items, Some(&there), None).unwrap();
    column.close().unwrap();
    let mut column = group.next_column().unwrap().unwrap();
    let levels: Vec<i16> = rows.clone().map(|n| i16::from(n % 10 != 0)).collect();
    let values: Vec<f64> = rows.clone().filter(|n| n % 10 != 0).map(|n| (n % 9) as f64 / 2.0 + 1.0).collect();
    column.typed::<DoubleType>().write_batch(&values, Some(&levels), None).unwrap();
    column.close().unwrap();
    let mut column = group.next_column().unwrap().unwrap();
    let times: Vec<i64> = rows.clone().map(|n| 1_577_934_245_000 + n as i64 * 1000).collect();
    column.typed::<Int64Type>().write_batch(&times, Some(&there), None).unwrap();
    column.close().unwrap();
    let mut column = group.next_column().unwrap().unwrap();
    let (tags, levels): (Vec<ByteArray>, Vec<i16>) = rows.clone().map(|_| ("a".into(), 3)).unzip();
    let first: Vec<i16> = rows.map(|_| 0).collect();
    column.typed::<ByteArrayType>().write_batch(&tags, Some(&levels), Some(&first)).unwrap();
    column.close().unwrap();
}

fn read(bytes: Vec<u8>) -> Result<Loaded, load::LoadError> {
    load::bytes("f.parquet", bytes, &Options { likeliest: true, ..Options::default() })
}

#[test]
fn columns_become_a_table_whatever_they_are_packed_by() {
    let packed = [
        Compression::UNCOMPRESSED,
        Compression::SNAPPY,
        Compression::GZIP(Default::default()),
        Compression::ZSTD(Default::default()),
    ];
    for compression in packed {
        let loaded = read(file(2500, compression)).unwrap();
        let reading = loaded.reading.unwrap();
        assert_eq!(
            reading.to_string(),
            "long, 4 of 4 columns: user = user, item = item, rating = rating, time = at; header; tab; Parquet; 1..5 in halves; 0 rows left out"
        );
        assert_eq!(reading.odd[0].sentence, "tags has lists and no single values: left out");
        assert_eq!((loaded.ratings.n_users(), loaded.ratings.n_items(), loaded.ratings.len()), (50, 45, 2250));
        assert_eq!(reading.holes, 250);
        let first = loaded.ratings.in_file_order().next().unwrap();
        assert_eq!((loaded.ratings.name(first.user), loaded.ratings.name(first.item)), ("user\t0", "1"));
        assert_eq!(loaded.look.unwrap().rows[1][3], "2020-01-02 03:04:06");
    }
}

#[test]
fn a_moment_tells_which_rating_is_the_latest() {
    let again = Options { duplicates: Some(load::Duplicates::Latest), ..Options::default() };
    assert!(load::bytes("f", file(100, Compression::SNAPPY), &again).is_ok());
}

#[test]
fn what_is_damaged_is_refused_in_a_sentence() {
    let whole = file(300, Compression::SNAPPY);
    for end in [4, 5, 11, whole.len() / 2, whole.len() - 1] {
        let wrong = read(whole[..end].to_vec()).unwrap_err();
        assert!(matches!(wrong.fault, Fault::Damaged { by: "Parquet", .. }), "{end}: {wrong}");
        assert!(wrong.hint().contains("to_csv"), "{}", wrong.hint());
    }
    // Any byte of the pages or of their description may be another one.
    for whole in [file(20, Compression::SNAPPY), file(20, Compression::UNCOMPRESSED)] {
        for at in 4..whole.len() {
            let mut bytes = whole.clone();
            bytes[at] ^= if at.is_multiple_of(2) { 0xff } else { 1 };
            if let Err(wrong) = read(bytes) {
                assert!(!wrong.to_string().contains('\n'), "{wrong}");
            }
        }
    }
}
