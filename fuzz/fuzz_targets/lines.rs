//! Markdown, the Netflix Prize's blocks, lines of names and vectors, lines in quotes.
#![no_main]

use factorscope::data::load::Options;
use factorscope_fuzz::hold;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let Some((first, rest)) = data.split_first() else { return };
    let start = ["| a | b | c |\n|--|--|--|\n", "1:\n", "An\n1 2 3\n", "\"a,b,3\"\n"][*first as usize % 4];
    hold(&[start.as_bytes(), rest].concat(), &Options::default());
});
