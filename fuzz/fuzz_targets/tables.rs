//! Long files and grids, read as any options say; the options read back what their line says.
#![no_main]

use factorscope_fuzz::{Said, hold};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    if let Some((options, text)) = Said::taken(data) {
        hold(text, &options);
    }
});
