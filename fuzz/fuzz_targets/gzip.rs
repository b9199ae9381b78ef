//! Files packed by gzip, whole or damaged.
#![no_main]

use factorscope::data::load::Options;
use factorscope_fuzz::hold;
use flate2::{Compression, write::GzEncoder};
use libfuzzer_sys::fuzz_target;
use std::io::Write;

fuzz_target!(|data: &[u8]| {
    let Some((first, rest)) = data.split_first() else { return };
    let packed = match first % 2 {
        0 => [&[0x1f, 0x8b][..], rest].concat(),
        _ => {
            let mut to = GzEncoder::new(Vec::new(), Compression::fast());
            to.write_all(rest).unwrap();
            to.finish().unwrap()
        }
    };
    hold(&packed, &Options::default());
});
