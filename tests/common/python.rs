//! Python, where it is there with NumPy, pandas, scikit-learn and Surprise. `FACTORSCOPE_PYTHON` names one that has to be there.

#![allow(dead_code, clippy::print_stderr, clippy::unwrap_used)]

use std::{
    io::Write,
    process::{Command, Stdio},
};

/// Runs what it is given, line by line, and says what the expressions come to: for each script the lists of numbers.
const DRIVER: &str = r#"
import contextlib, json, sys, warnings
warnings.filterwarnings("ignore")
import numpy as np
results = []
# What it prints is nobody's business.
with contextlib.redirect_stdout(sys.stderr):
    for lines in json.load(sys.stdin):
        space, waiting, found = {}, [], []
        for kind, text in lines:
            if kind == "plain":
                waiting.append(text)
                continue
            exec("\n".join(waiting), space)
            waiting = []
            found.append([float(number) for number in np.ravel(eval(text, space))])
        exec("\n".join(waiting), space)
        results.append(found)
print(json.dumps(results))
"#;

/// The Python that has all it takes; none where there is none and none has to be.
pub fn python() -> Option<String> {
    let named = std::env::var("FACTORSCOPE_PYTHON").ok();
    let python = named.clone().unwrap_or("python3".into());
    let has =
        Command::new(&python).args(["-c", "import numpy, sklearn, pandas, surprise"]).stderr(Stdio::null()).status();
    match has.is_ok_and(|status| status.success()) {
        true => Some(python),
        false if named.is_some() => panic!("{python} does not have numpy, scikit-learn, pandas and surprise"),
        false => {
            eprintln!("python3 with numpy, scikit-learn, pandas and surprise is not there: its code was not run");
            None
        }
    }
}

/// A line: as it is, or an expression.
pub type Told = (&'static str, String);

pub fn run(python: &str, scripts: &[Vec<Told>]) -> Vec<Vec<Vec<f64>>> {
    let mut child = Command::new(python)
        .args(["-c", DRIVER])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let told = serde_json::to_vec(scripts).unwrap();
    let mut input = child.stdin.take().unwrap();
    let writer = std::thread::spawn(move || input.write_all(&told));
    let output = child.wait_with_output().unwrap();
    let _ = writer.join();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}
