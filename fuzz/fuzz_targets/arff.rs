//! Weka's format.
#![no_main]

use factorscope::data::load::Options;
use factorscope_fuzz::hold;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| hold(&[&b"@relation r\n"[..], data].concat(), &Options::default()));
