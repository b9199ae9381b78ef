//! LIBSVM and libFM.
#![no_main]

use factorscope::data::load::Options;
use factorscope_fuzz::hold;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| hold(&[&b"1 1:5\n"[..], data].concat(), &Options::default()));
