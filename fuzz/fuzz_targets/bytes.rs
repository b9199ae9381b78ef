//! Any bytes at all, as a file.
#![no_main]

use factorscope::data::load::Options;
use factorscope_fuzz::hold;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| hold(data, &Options::default()));
