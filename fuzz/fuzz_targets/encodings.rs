//! Text in an encoding that was asked for, or that has to be found.
#![no_main]

use factorscope_fuzz::{hold, options};
use libfuzzer_sys::fuzz_target;

const NAMES: [&str; 10] = [
    "utf-8",
    "utf-16le",
    "utf-16be",
    "windows-1252",
    "gbk",
    "gb18030",
    "shift_jis",
    "euc-kr",
    "iso-2022-jp",
    "x-user-defined",
];

fuzz_target!(|data: &[u8]| {
    let Some((first, rest)) = data.split_first() else { return };
    let words = NAMES.get(*first as usize % 12).map_or(vec![], |name| vec!["--encoding".into(), (*name).into()]);
    hold(rest, &options(words).unwrap());
});
