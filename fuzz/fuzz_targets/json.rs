//! JSON: lists, objects, lines.
#![no_main]

use factorscope::data::load::Options;
use factorscope_fuzz::hold;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let Some((first, rest)) = data.split_first() else { return };
    // What does not begin so is not read as JSON.
    let start = match first {
        b'{' | b'[' => vec![*first],
        n => [&b"[{"[..], b"{\"a\":", b"{\"user\":1,\"item\":2,\"rating\":3}\n"][*n as usize % 3].to_vec(),
    };
    hold(&[&start[..], rest].concat(), &Options::default());
});
