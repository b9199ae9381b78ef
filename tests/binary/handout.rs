//! A course as one file, and a run as a page with a slider, as one has them from a shell.

use crate::cli::{refused, run_args};
use serde_json::Value;
use std::{fs, path::Path};

const AVERAGES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/lessons/01-averages.md");

fn handout(lesson: &str, more: &[&str]) -> String {
    let ran = run_args(&[&["handout", "--lesson", lesson], more].concat());
    assert_eq!(ran.code, 0, "{}", ran.err);
    ran.out
}

/// How often something stands in a text.
fn times(text: &str, what: &str) -> usize {
    text.matches(what).count()
}

/// A lesson of its own in a folder.
fn lesson(folder: &Path, text: &str) -> String {
    let file = folder.join("01-mine.md");
    fs::write(&file, text).unwrap();
    file.to_str().unwrap().into()
}

#[test]
fn a_course_is_one_page_that_is_whole() {
    let html = handout(AVERAGES, &[]);
    let pages = times(&fs::read_to_string(AVERAGES).unwrap(), "\n## ");
    assert_eq!(times(&html, "<article "), pages);
    for element in ["article", "details", "section", "figure", "table", "svg", "p", "pre", "main"] {
        let [opened, closed] = [format!("<{element}>"), format!("<{element} ")].map(|open| times(&html, &open));
        assert_eq!(opened + closed, times(&html, &format!("</{element}>")), "{element}");
    }
    assert!(times(&html, "<svg ") >= pages, "each page has its picture");
    assert_eq!(times(&html, "role=\"img\""), times(&html, "<figcaption>"), "each picture is told in words as well");
    assert!(!html.contains("<script") && !html.contains("src="), "it needs nothing besides");
    // What was asked stands open, what is said to it is folded.
    let (asked, answer) = html.split_once("What is the mean of all known ratings?").unwrap();
    assert!(times(asked, "<details") == times(asked, "</details>"));
    assert!(answer.find("<summary>Answer</summary>").unwrap() < answer.find("the answer is 3.125").unwrap());
    let plain = handout(AVERAGES, &["--no-pictures"]);
    assert!(!plain.contains("<svg") && times(&plain, "<article ") == pages);
}

#[test]
fn every_question_of_every_kind_is_answered_in_it() {
    let html = handout(AVERAGES, &["--no-pictures"]);
    let asked = times(&fs::read_to_string(AVERAGES).unwrap(), "```ask");
    assert_eq!(times(&html, "<summary>Answer</summary>"), asked);
    assert_eq!(times(&html, "class=\"question\""), asked);
    assert!(html.contains("done: lambda at 0.05") && html.contains("done by: S (step half)"), "by hand, too");
}

#[test]
fn markdown_has_the_same_and_its_fences_close() {
    let text = handout(AVERAGES, &["--format", "md"]);
    assert_eq!(times(&text, "<details>"), times(&text, "</details>"));
    assert_eq!(times(&text, "\n```") % 2, 0);
    // A blank line would end the picture.
    for picture in text.split("<svg ").skip(1) {
        let (inside, _) = picture.split_once("</svg>").unwrap();
        assert!(!inside.contains("\n\n"));
    }
}

#[test]
fn figures_are_those_of_the_program_and_code_is_the_notebook() {
    let folder = tempfile::tempdir().unwrap();
    let file = lesson(
        folder.path(),
        "# Mine\n\n## One\n\nThere are [17](known) ratings, [3.125](mean) on average.\n\n```code\nratings = [5, 5, 0]\nlen(ratings) + 13  # [16](known)\n```\n\n```note 4 minutes\nSay 3 < 4.\n```\n\n## Two\n\n```code\nratings[0] * 2\n```\n",
    );
    let html = handout(&file, &["--notes", "--no-pictures"]);
    assert!(html.contains("There are <b>16</b> ratings, <b>3.125</b>"), "what is written wrong is set right");
    assert!(html.contains("len(ratings) + 13  # 16") && html.contains("Say 3 &lt; 4."));
    assert!(html.contains("4 minutes") && !handout(&file, &["--no-pictures"]).contains("Say"));
    let code = handout(&file, &["--format", "py"]);
    let wanted = "# 1 Mine\n\n# One\nratings = [5, 5, 0]\nlen(ratings) + 13  # 16\n\n# Two\nratings[0] * 2\n";
    assert_eq!(code, wanted);
    refused(
        &run_args(&["handout", "--lesson", &file, "--part", "3"]),
        &["factorscope: there is no part 3; there are 1", "without --part all of them"],
    );
    refused(&run_args(&["handout", "--lesson", AVERAGES, "--format", "py"]), &["no page of these has code"]);
}

#[test]
fn names_that_are_no_text_stay_text() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(
        folder.path().join("r.csv"),
        "user,item,rating\n<script>a</script>,\"b`\"\"]\",5\nx,\"b`\"\"]\",1\nx,c,3\n",
    )
    .unwrap();
    let text = "# T \\</title\\> & more\n\n## P\n\n```do\nopen r.csv\nselect #1 #1\n```\n\nText.\n";
    let file = lesson(folder.path(), text);
    let html = handout(&file, &[]);
    assert!(!html.contains("<script>") && html.contains("&lt;script&gt;"), "a name is shown, not done");
    assert_eq!(times(&html, "</title>"), 1 + times(&html, "<svg "), "and so is a title");
    let ratings = folder.path().join("r.csv");
    let run =
        run_args(&["render", ratings.to_str().unwrap(), "--format", "html", "--do", "step 2", "--size", "80x24"]).out;
    assert_eq!(times(&run, "<script"), 1, "{run}");
}

/// The data in a page with a slider.
fn reel(html: &str) -> Value {
    let data = html.split_once("const reel = ").unwrap().1.split_once(";\n").unwrap().0;
    serde_json::from_str(&data.replace("<\\/", "</")).unwrap()
}

#[test]
fn a_run_is_a_page_with_a_frame_for_each_step() {
    let ran = run_args(&[
        "render",
        "lecture",
        "--format",
        "html",
        "--do",
        "step unit 9; back unit 2; screen map",
        "--size",
        "80x24",
    ]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let reel = reel(&ran.out);
    let frames = reel["frames"].as_array().unwrap();
    assert_eq!(frames.len(), 1 + 9 + 2 + 1);
    let rows = reel["rows"].as_array().unwrap();
    assert!(rows.len() < 24 * frames.len() / 2, "what stays is kept once");
    for frame in frames {
        let lines = frame.as_array().unwrap();
        assert_eq!(lines.len(), 24);
        assert!(lines.iter().all(|row| row.as_u64().unwrap() < rows.len() as u64));
    }
    // But for the line that says how far one had come.
    let lines = |at: usize| frames[at].as_array().unwrap()[..22].to_vec();
    assert_eq!(lines(7), lines(11), "two steps back is where one was");
    let said: Vec<&str> = reel["said"].as_array().unwrap().iter().map(|said| said.as_str().unwrap()).collect();
    assert!(said[0].starts_with("step 0 · MSE 9.572") && said[9].starts_with("step 9 · MSE"), "{said:?}");
    refused(
        &run_args(&["render", "lecture", "--format", "html", "--do", "step unit 3000", "--size", "60x20"]),
        &["more than 2000 frames: take larger steps, or fewer"],
    );
}
