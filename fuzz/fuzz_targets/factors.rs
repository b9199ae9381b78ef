//! Tables of factors.
#![no_main]

use factorscope::data::load::factors_text;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    if let Ok(table) = factors_text("f", text) {
        assert_eq!(table.values.len(), table.names.len() * table.columns.len());
        assert!(table.values.iter().all(|value| value.is_finite()));
    }
});
