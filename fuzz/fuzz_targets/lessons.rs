//! A lesson that anyone wrote.
#![no_main]

use factorscope::lesson::Course;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let path = std::env::temp_dir().join(format!("lesson-{}.md", std::process::id()));
    std::fs::write(&path, text).unwrap();
    if let Err(error) = Course::load(&path) {
        assert!(!error.to_string().is_empty() && !error.hint().is_empty());
    }
});
