//! Tables of factors.
#![no_main]

use factorscope::data::load::factors_text;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    if let Ok(table) = factors_text("f", text) {
        let rows = table.values.len() / table.columns.len().max(1);
        assert_eq!(table.values.len(), rows * table.columns.len());
        // A table of numbers alone has no names.
        assert!(table.names.is_empty() || table.names.len() == rows);
        assert!(table.values.iter().all(|value| value.is_finite()));
    }
});
