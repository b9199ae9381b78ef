//! What is shown in Python is run by Python, where it is there, and comes to what the program has.

use crate::common::desk::Desk;
use crate::common::lecture;
use crate::common::python::{Told, python, run};
use factorscope::{
    app::Overlay,
    choice::Choice,
    lesson::{Code, Course, Piece},
    model::{Knob, Method, Options},
};

/// What lies on top of the screen, line by line; an expression with the numbers that stand behind it.
fn shown(desk: &Desk) -> (Vec<Told>, Vec<Vec<f64>>) {
    let Some(Overlay::Code(listing)) = desk.app.overlay() else { panic!("no code is shown") };
    let (mut told, mut worth) = (Vec::new(), Vec::new());
    // The rest asks for another library.
    for line in listing.lines.iter().take_while(|line| !line.starts_with("from implicit")) {
        match line
            .split_once("  # ")
            .filter(|(code, _)| !code.starts_with([' ', '#']))
            .and_then(|(code, said)| Some((code, numbers(said)?)))
        {
            Some((code, numbers)) => {
                told.push(("worth", code.to_string()));
                worth.push(numbers);
            }
            None => told.push(("plain", line.clone())),
        }
    }
    (told, worth)
}

fn numbers(said: &str) -> Option<Vec<f64>> {
    said.trim_start_matches('[').trim_end_matches(']').split(", ").map(|number| number.parse().ok()).collect()
}

#[test]
fn every_step_comes_to_the_same_in_python() {
    let Some(python) = python() else { return };
    let (mut scripts, mut worth, mut about) = (Vec::new(), Vec::new(), Vec::new());
    for method in Method::ALL {
        let by_steps: &[&[&str]] = match method.reads(Knob::CgSteps) {
            true => &[&["set cg-steps 2"], &["set cg-steps 1", "set lambda 0.3", "set biased on"]],
            false => &[],
        };
        let exact = [&[][..], &["set lambda 0.3"], &["set lambda 0.3", "set penalty weighted"], &["set biased on"]];
        for settings in exact.iter().chain(by_steps) {
            for steps in ["step unit 1", "step unit 7", "step half", "step pass 1", "step pass 2; step unit 3"] {
                let mut desk = Desk::with(lecture(), Options::new(*method));
                for command in settings.iter().copied().chain(steps.split("; ")).chain(["select Bhavana Sanam"]) {
                    desk.command(command);
                }
                for working in ["auto", "prediction", "regression", "gradient", "errors"] {
                    desk.command(&format!("working {working}"));
                    if working == "auto" {
                        desk.command(steps.rsplit("; ").next().unwrap());
                    }
                    desk.command("code");
                    let (told, numbers) = shown(&desk);
                    if !scripts.contains(&told) {
                        scripts.push(told);
                        worth.push(numbers);
                        about.push(format!("{method} {settings:?} {steps} {working}"));
                    }
                    desk.press("<Esc>");
                }
            }
        }
    }
    assert!(worth.iter().filter(|numbers| !numbers.is_empty()).count() > 200);
    for ((found, worth), (about, script)) in run(&python, &scripts).iter().zip(&worth).zip(about.iter().zip(&scripts)) {
        let text: Vec<&str> = script.iter().map(|(_, text)| text.as_str()).collect();
        assert_eq!(found.len(), worth.len());
        for (found, worth) in found.iter().zip(worth) {
            assert_eq!(found.len(), worth.len(), "{about}\n{}", text.join("\n"));
            for (found, worth) in found.iter().zip(worth) {
                // Python is given six decimals, and four are shown.
                let near = (found - worth).abs() <= 2e-3 * worth.abs().max(1.0);
                assert!(near, "{found} in Python, {worth} here: {about}\n{}", text.join("\n"));
            }
        }
    }
}

#[test]
fn the_notebooks_of_the_lecture_run_and_come_to_what_the_pages_say() {
    let Some(python) = python() else { return };
    for lesson in &Course::lecture().lessons {
        let lines = lesson.pages.iter().flat_map(|page| &page.blocks).filter_map(|block| block.code());
        let lines: Vec<&Vec<Piece>> = lines.flat_map(|code| &code.lines).collect();
        let told = |line: &&Vec<Piece>| match Code::worth(line) {
            Some((code, _)) => ("worth", code.to_string()),
            None => ("plain", line.iter().map(Piece::text).collect()),
        };
        let script: Vec<Told> = lines.iter().map(told).collect();
        let found = run(&python, &[script]);
        let figures = lines.iter().filter_map(|line| Code::worth(line));
        for (found, (code, figure)) in found[0].iter().zip(figures) {
            let [found] = found[..] else { panic!("line {}: {code} is {} numbers", figure.line, found.len()) };
            assert!(
                figure.confirms(found),
                "{}, line {}: {code} is {found}, not {}",
                lesson.file,
                figure.line,
                figure.text
            );
        }
    }
}

#[test]
fn code_scrolls_copies_and_closes() {
    use factorscope::app::Effect;
    let mut desk = Desk::lecture();
    desk.press("s!");
    let (told, _) = shown(&desk);
    assert!(told.iter().any(|(_, line)| line.contains("regression of An")), "{told:#?}");
    desk.press("jj");
    let Some(Overlay::Code(listing)) = desk.app.overlay() else { panic!("it is gone") };
    assert_eq!(listing.from, 2);
    desk.press("c");
    let copied = desk.effects.iter().find_map(|effect| if let Effect::Copy(text) = effect { Some(text) } else { None });
    assert!(copied.unwrap().starts_with("# The regression of An\nimport numpy as np\n"));
    assert!(matches!(desk.app.overlay(), Some(Overlay::Code(_))), "it stays");
    desk.press("x");
    assert!(desk.app.overlay().is_none());
}

#[test]
fn code_does_not_tell_what_is_covered() {
    let mut desk = Desk::lecture();
    desk.command("screen lecture").command("cover cell An Ommazh");
    if desk.app.covers_something() {
        desk.command("code");
        assert!(desk.app.overlay().is_none());
    }
}
