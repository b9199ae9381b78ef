//! The format of lessons: what a lecturer can get wrong is told with its place, no text brings the reader down, and answers
//! are judged by the live state.

#![allow(clippy::unwrap_used)]

use crate::common::desk::Desk;
use crate::common::tables;
use factorscope::{
    data::{ItemId, Rating, UserId},
    lesson::{Block, Code, Course, Expression, Judged, Kind, LessonError, Mistake, Piece, Question, parse::lesson},
};
use proptest::prelude::*;
use std::{fs, path::Path};

// ---- mistakes --------------------------------------------------------------------------------------------------

/// A page with this on it. Its first line is line 5.
fn page(text: &str) -> String {
    format!("# Title\n\n## Page\n\n{text}\n")
}

/// The first mistake in a lesson: its line, and what is said.
#[track_caller]
fn mistake(text: &str) -> (usize, String) {
    match lesson("07-mine.md", text) {
        Err(LessonError::Mistakes(mistakes)) => {
            assert!(mistakes.iter().all(|mistake| mistake.file == "07-mine.md"));
            (mistakes[0].line, mistakes[0].why.clone())
        }
        other => panic!("this is no mistake:\n{text}\n{other:?}"),
    }
}

#[test]
fn what_is_wrong_with_the_whole_is_told() {
    for (text, line, part) in [
        ("", 1, "begins with its title"),
        ("Some text.\n\n# Title\n", 1, "begins with its title"),
        ("\n\n## Page\n\nText.\n", 3, "begins with its title"),
        ("# Title\n", 1, "at least one page"),
        ("# Title\n\nA summary.\n", 1, "at least one page"),
        ("# Title\n\n## Page\n\nText.\n\n# Another\n", 7, "one title"),
        ("# Title\n\nOne.\n\nTwo.\n\n## Page\n\nText.\n", 5, "one paragraph and one do block"),
        ("# Title\n\n```do\nstep\n```\n\n```do\nstep\n```\n\n## Page\n\nText.\n", 7, "one paragraph and one do block"),
        ("# Title\n\n- a list\n\n## Page\n\nText.\n", 3, "one paragraph and one do block"),
        ("# Title\n\n## First\n\n## Second\n\nText.\n", 3, "the page 'First' is empty"),
        ("# Title\n\n## First\n\nText.\n\n## Last\n", 7, "the page 'Last' is empty"),
    ] {
        let (at, why) = mistake(text);
        assert!(at == line && why.contains(part), "{text}\nline {at}: {why}");
    }
}

#[test]
fn what_is_wrong_on_a_page_is_told_with_its_line() {
    for (text, line, part) in [
        // What a page has.
        ("Text.\n\n### Deeper", 7, "a page begins with ##"),
        ("<div>\nText\n</div>", 5, "no HTML"),
        ("Some\n<b>bold</b> text.", 6, "no HTML"),
        ("Text. <!-- a note -->", 5, "no HTML"),
        ("![a picture](map.png)", 5, "no pictures"),
        ("Text.\n\n    indented", 7, "between ```"),
        ("- a point\n\n  - a point of a point", 7, "nothing else"),
        ("> One.\n>\n> Two.", 5, "one paragraph"),
        ("> - a list", 5, "one paragraph"),
        // Figures.
        ("[4.72](predicton(An,Ommazh))", 5, "predicton: there is no such quantity"),
        ("Two\nlines, [4.72](mse+)", 6, "expected a number or a quantity"),
        ("[4.72](https://example.org)", 5, "there is no such quantity"),
        ("[many](known)", 5, "'many' is no number"),
        ("[](known)", 5, "is no number"),
        ("Text,\n[5](rating(An, BTS)) more", 6, "< > around an expression with blanks"),
        ("| a | b |\n| --- | --- |\n| 1 | [5](P[1]) |", 7, "P[4,1] or e[3,2]"),
        ("[5](e(1,2))", 5, "square brackets"),
        ("[5](mse[1,2])", 5, "only P, Q, e and r"),
        ("[5](P[1,0])", 5, "count from 1"),
        ("[5](P[0,1])", 5, "count from 1"),
        ("[5](new(An))", 5, "as in new(P[4,1])"),
        ("[5](prediction(,BTS))", 5, "missing in the brackets"),
        ("[5](prediction(1,2,3))", 5, "more in the brackets"),
        ("[5](round(mse))", 5, "round takes 2, not 1"),
        ("[5](1.2.3)", 5, "'1.2.3' is not a number"),
        ("[5](P[1,1)", 5, "expected ']'"),
        ("[5](<(known>)", 5, "expected ')'"),
        ("[5](<known)>)", 5, "expected the end, not ')'"),
        // Blocks.
        (
            "```python\nprint(1)\n```",
            5,
            "there is no block 'python'; there are do, ask, expect, bars, code, guesses, note and formulas",
        ),
        ("Text.\n\n```bars\n```", 8, "there are no bars"),
        ("```bars\nAn\n```", 6, "a bar is words and then one figure"),
        ("```bars\nAn [5](count(An)) of [5](items)\n```", 6, "a bar is words and then one figure"),
        ("```bars\nscale: 1\nAn [5](count(An))\n```", 6, "'1' is no scale: expected its ends"),
        ("```bars\nscale: 0 .. 4\nAn [5](count(An))\n```", 7, "'5' lies beyond the scale of these bars, 0 to 4"),
        ("```bars\nAn [5](cuont(An))\n```", 6, "there is no such quantity"),
        ("```note\n\n```", 6, "this note is empty"),
        ("```note four minutes\nText.\n```", 5, "says no time: expected 1 to 600 minutes"),
        ("```note 0 minutes\nText.\n```", 5, "says no time"),
        ("```code\n```", 6, "there is no code"),
        ("```code\nx = 1\n  x  # [1](mse)\n```", 7, "an expression at the beginning of its line"),
        ("```code\n# [1](mse)\n```", 6, "an expression at the beginning of its line"),
        ("```code\nx  # [1](mse) more\n```", 6, "one figure and nothing else"),
        ("```code\nx  # [1](mze)\n```", 6, "there is no such quantity"),
        ("```code\nx  # [many](mse)\n```", 6, "'many' is no number"),
        ("```guesses\nALS\nSGD\n```", 7, "guesses have one line at the most"),
        ("```note\nSay [5](cuont(An)).\n```", 6, "there is no such quantity"),
        // Scenes.
        ("```do\nstep\nstepp\n```", 7, "there is no command 'stepp'"),
        ("```do\nste\n```", 6, "did you mean step?"),
        ("```do\nstep; stepp\n```", 6, "there is no command 'stepp'"),
        ("```do\nstep pass many\n```", 6, "'many' is not a whole number; say how many"),
        ("```do\nset lambda much\n```", 6, "lambda"),
        ("```do\nset size 3\n```", 6, "size"),
        ("```do\nselect An \"Zhou Shen\n```", 6, "a quote is opened and never closed"),
        (
            "```do\nopen films\n```",
            6,
            "'films' is not something to open; there are lecture, lecture-video7, own and made-up",
        ),
        ("```do\nscreen mapp\n```", 6, "'mapp' is not a screen; there are"),
        ("```do\nopen lecture\ntheme light\n```", 7, "'theme' is for people"),
        ("```do\nascii on\n```", 6, "'ascii' is for people"),
        ("```do\nmouse off\n```", 6, "'mouse' is for people"),
        ("```do\nlesson 2\n```", 6, "'lesson' is for people"),
        ("```do\npage next\n```", 6, "'page' is for people"),
        ("```do\nanswer 4\n```", 6, "'answer' is for people"),
        ("```do\nquit\n```", 6, "'quit' is for people"),
        // Claims.
        ("```expect\nmse = 0.1\nmze = 0.2\n```", 7, "mze: there is no such quantity"),
        ("```expect\nmse <\n```", 6, "expected a number or a quantity"),
        // Questions.
        ("```ask\n```", 6, "this question is empty"),
        ("```ask\nHow many?\n```", 6, "begins with its kind"),
        (
            "```ask\ntext: How?\nanswer: mse\n```",
            6,
            "there is no kind of question 'text'; there are number, choice, part, cell",
        ),
        ("```ask\nnumber:\nanswer: mse\nwithin: 0\n```", 6, "asks nothing"),
        ("```ask\nnumber: [5](mze)?\nanswer: mse\nwithin: 0\n```", 6, "mze: there is no such quantity"),
        ("```ask\nnumber: How?\nwithin: 0\n```", 6, "needs a line 'answer:'"),
        ("```ask\nnumber: How?\nanswer: mse\n```", 6, "needs a line 'within:'"),
        ("```ask\nnumber: How?\nanswer: mze\nwithin: 0\n```", 7, "mze: there is no such quantity"),
        ("```ask\nnumber: How?\nanswer: mse\nwithin: little\n```", 8, "'little' is not a tolerance"),
        ("```ask\nnumber: How?\nanswer: mse\nwithin: -1\n```", 8, "'-1' is not a tolerance"),
        ("```ask\nnumber: How?\nanswer: mse\nwithin: 0\nanswer: sse\n```", 9, "a line 'answer:' already"),
        ("```ask\nnumber: How?\nanswer: mse\nwithin: 0\namong: known\n```", 9, "'number' takes no line 'among:'"),
        ("```ask\nnumber: How?\nanswer: mse\nwithin: 0\n- three :: 3\n```", 9, "only a choice has options"),
        (
            "```ask\nchoice: Which?\n- a :: 1\n- b :: 0\norder: random\n```",
            9,
            "'random' is no order: expected as written",
        ),
        ("```ask\npart: Which?\n- a :: 1\n- b :: 0\n```", 6, "needs a line 'formula:'"),
        ("```ask\npart: Which?\nformula: {1} + x\n- a :: 1\n- b :: 0\n```", 7, "has no {2} where part 2 goes"),
        ("```ask\npart: Which?\nformula: {2} + {1}\n- a :: 1\n- b :: 0\n```", 7, "the parts stand in their order"),
        (
            "```ask\npart: Which?\nformula: {1} {2} {3}\n- a :: 1\n- b :: 0\n```",
            7,
            "'{3}' stands for no part: there are 2",
        ),
        ("```ask\nrow: Who?\nanswer: largest count(i)\n```", 6, "needs a line 'side:'"),
        ("```ask\nsketch: How?\nscale: 0 .. 1\n```", 6, "needs a line 'over:'"),
        ("```ask\nsketch: How?\nover: 1\nscale: 0 .. 1\n```", 7, "'1' is no number of passes: expected 2 or more"),
        ("```ask\nsketch: How?\nover: 5\nscale: 1 .. 0\n```", 8, "'1 .. 0' is no scale"),
        (
            "```ask\nrow: Who?\nside: left\nanswer: largest count(i)\n```",
            7,
            "'left' is no side: expected users or items",
        ),
        ("```ask\nrow: Who?\nside: users\nanswer: count(i)\n```", 8, "expected largest or smallest"),
        (
            "```ask\ncell: Which?\nanswer: largest rating(j,i)\n```",
            7,
            "'j' is one of the items, and here stands one of the users",
        ),
        ("```ask\nnumber: How?\nanswer: mse\nwithin: 0\nhint:\n```", 9, "this hint is empty"),
        (
            "```ask\nnumber: How?\nhint: a\nhint: b\nhint: c\nhint: d\nanswer: mse\nwithin: 0\n```",
            10,
            "at most 3 hints",
        ),
        ("```ask\nchoice: Which?\n- only one :: known = 16\n```", 6, "2 to 6 options, not 1"),
        ("```ask\nchoice: Which?\n- one :: known = 16\n- two\n```", 8, "after :: what decides"),
        ("```ask\nchoice: Which?\n- one :: known = 16\n- two :: knwon = 2\n```", 8, "knwon: there is no such quantity"),
        ("```ask\nchoice: Which?\n- a :: 1\n- b :: 2\nanswer: 2\n```", 9, "'2' is neither largest nor smallest"),
        ("```ask\ncell: Which?\n```", 6, "needs a line 'answer:'"),
        ("```ask\ncell: Which?\nanswer: square(i,j)\n```", 7, "expected largest or smallest"),
        ("```ask\ncell: Which?\nanswer: largest squre(i,j)\n```", 7, "squre: there is no such quantity"),
        (
            "```ask\ncell: Which?\nanswer: largest square(i,j)\namong: some\n```",
            8,
            "'some' is not known, missing or all",
        ),
        ("```ask\nterm: What?\n```", 6, "needs a line 'answer:'"),
        ("```ask\nterm: What?\nanswer: 0.5\n```", 7, "'0.5' is no term"),
        ("```ask\nguess: How much?\n```", 6, "needs a line 'cell:'"),
        ("```ask\nguess: How much?\ncell: An\n```", 7, "a user and an item"),
        ("```ask\nguess: How much?\ncell: An,\n```", 7, "missing in the brackets"),
        ("```ask\nguess: How much?\ncell: An, BTS\nanswer: 5\n```", 8, "'guess' takes no line 'answer:'"),
    ] {
        let (at, why) = mistake(&page(text));
        assert!(at == line && why.contains(part), "{text}\nline {at}, not {line}: {why}");
    }
}

#[test]
fn every_mistake_is_told_and_not_only_the_first() {
    let text = "# Title\n\n### Deeper\n\n## Page\n\n[many](known) and <b>bold</b>.\n\n- a\n\n  - b\n\n```do\nstep\nstap\n\
                quit; stip\n```\n\n```ask\nnumber: How?\nwithin: 1\n```\n\n```expect\nmze = 1\nmse < 3\nmse <\n```\n\n\
                # Again\n\n```none\n```\n\nGood text.\n";
    let Err(LessonError::Mistakes(mistakes)) = lesson("07-mine.md", text) else { panic!("it is read") };
    let lines: Vec<_> = mistakes.iter().map(|mistake| mistake.line).collect();
    assert_eq!(lines, [3, 7, 11, 15, 16, 16, 20, 25, 27, 30, 32], "{mistakes:#?}");
}

#[test]
fn a_block_that_is_not_closed_does_not_swallow_what_follows() {
    for (text, line, part) in [
        ("Text.\n\n```\na = b\n", 7, "never closed"),
        ("```", 5, "never closed"),
        (
            "```do\nstep\n\nText.\n\n```ask\nnumber: How many?\nanswer: known\nwithin: 1\n```\n",
            10,
            "line 5 is still open",
        ),
        ("```\na = b\n\n```expect\nmse < 1\n```\n\nText.", 8, "line 5 is still open"),
        ("~~~\na = b\n\n```do\nstep\n~~~\n", 8, "line 5 is still open"),
    ] {
        let (at, why) = mistake(&page(text));
        assert!(at == line && why.contains(part), "{text}\nline {at}: {why}");
    }
    assert!(lesson("07-mine.md", &page("````\na = b\n````\n\n~~~do\nstep\n~~~")).is_ok());
}

#[test]
fn an_error_says_file_line_and_what_is_wrong() {
    let error = lesson("talk/02-mine.md", &page("```do\nstepp\n```")).unwrap_err();
    assert_eq!(error.to_string(), "talk/02-mine.md, line 6: there is no command 'stepp'; help lists them all");
}

#[test]
fn lines_are_counted_whatever_ends_them_and_a_mark_at_the_start_is_no_text() {
    let text = page("Text.\n\n```do\nstep\nstepp\n```");
    assert_eq!(mistake(&text.replace('\n', "\r\n")).0, 9);
    assert_eq!(mistake(&format!("\u{feff}{text}")).0, 9);
}

// ---- files -----------------------------------------------------------------------------------------------------

fn loaded(files: &[(&str, &[u8])]) -> Result<Course, LessonError> {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        fs::write(folder.path().join(name), text).unwrap();
    }
    Course::load(folder.path())
}

#[test]
fn a_folder_is_read_in_the_order_of_its_names() {
    let text = page("Text.");
    let text = text.as_bytes();
    let numbers = |files: &[&str]| {
        let files: Vec<_> = files.iter().map(|name| (*name, text)).collect();
        loaded(&files).map(|course| course.lessons.iter().map(|l| (l.number, l.id.clone())).collect::<Vec<_>>())
    };
    let parts = |of: &[(usize, &str)]| of.iter().map(|(n, id)| (*n, id.to_string())).collect::<Vec<_>>();
    assert_eq!(numbers(&["02-b.md", "01-a.md", "notes.txt"]).unwrap(), parts(&[(1, "01-a"), (2, "02-b")]));
    assert_eq!(numbers(&["b.md", "a.md"]).unwrap(), parts(&[(1, "a"), (2, "b")]), "without numbers");
    assert_eq!(numbers(&["05-a.md", "b.md"]).unwrap(), parts(&[(5, "05-a"), (6, "b")]), "with some");
    let twice = numbers(&["01-a.md", "1-b.md"]).unwrap_err().to_string();
    assert!(twice.contains("1-b.md, line 1: this is part 1, and so is") && twice.contains("01-a.md"), "{twice}");
}

#[test]
fn what_cannot_be_read_is_told() {
    let said = |files: &[(&str, &[u8])]| loaded(files).unwrap_err().to_string();
    assert!(said(&[]).contains("there is no lesson in"));
    assert!(said(&[("notes.txt", b"# Title")]).contains("a file that ends in .md"));
    let latin = said(&[("01-a.md", b"# \xdcber\n")]);
    assert!(latin.starts_with("cannot read") && latin.contains("01-a.md") && latin.contains("UTF-8"), "{latin}");
    let second = said(&[("01-a.md", page("Text.").as_bytes()), ("02-b.md", b"# Title\n")]);
    assert!(second.contains("02-b.md, line 1: a lesson has at least one page"), "{second}");
    let missing = Course::load(Path::new("no/such/lesson.md")).unwrap_err().to_string();
    assert!(missing.starts_with("cannot read no/such/lesson.md"), "{missing}");
}

// ---- any text --------------------------------------------------------------------------------------------------

/// Text of the pieces that lessons are made of, in any order.
fn pieces() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        3 => proptest::sample::select(vec![
            "# ", "## ", "### ", "\n", "\n\n", "```", "```do\n", "```ask\n", "```expect\n", "```guesses\n", "\n```\n",
            "- ", "1. ", "> ", "| a | b |\n", "| --- | --- |\n", "**", "*", "`", "[", "](", ")", "](<", ">)", "<b>", "![",
            "number: ", "choice: ", "cell: ", "term: ", "guess: ", "answer: ", "within: ", "hint: ", "among: ", " :: ",
            "largest ", "P[1,1]", "e[", "prediction(", "An, BTS", "mse", "=", "<", "1e999", "0.5", "step pass 4\n", "\"",
            "    ", "\r\n", "—", "ü", "▢", "\u{301}", "\u{feff}", "\0",
        ]).prop_map(String::from),
        1 => any::<String>(),
    ];
    proptest::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn no_text_brings_the_reader_down(text in pieces()) {
        for text in [text.clone(), page(&text), page(&format!("```ask\n{text}\n```"))] {
            match lesson("any.md", &text) {
                Ok(lesson) => prop_assert!(lesson.pages.iter().all(|page| !page.blocks.is_empty())),
                Err(LessonError::Mistakes(mistakes)) => {
                    prop_assert!(!mistakes.is_empty());
                    for Mistake { line, why, .. } in mistakes {
                        prop_assert!((1..=text.lines().count().max(1) + 1).contains(&line), "line {line} of {text:?}");
                        prop_assert!(!why.is_empty());
                    }
                }
                Err(other) => prop_assert!(false, "{other}"),
            }
        }
    }

    #[test]
    fn no_text_brings_the_reader_of_expressions_down(text in pieces()) {
        let _ = Expression::parse(&text);
    }
}

#[test]
fn what_is_nested_too_deep_is_refused() {
    for text in ["(".repeat(100_000), "-".repeat(100_000), "1+".repeat(100_000), "sqrt(".repeat(100_000)] {
        assert!(Expression::parse(&text).unwrap_err().why.contains("at most 500 letters"));
    }
    let deep = format!("{}1{}", "(".repeat(249), ")".repeat(249));
    assert_eq!(Expression::parse(&deep), Ok(Expression::Number(1.0)));
}

// ---- what comes out --------------------------------------------------------------------------------------------

#[test]
fn a_lesson_is_what_its_file_says() {
    let text = "# A *title*\n\nA summary\nover two lines.\n\n```do\nopen lecture\nstep\n```\n\n## First\n\nA **strong** word, \
                an *important* one,\n`esc` and [−0.5](e[3,2]).\n\n3. three\n4. four\n\n## Second\n\n```\na = b\n\n  + c\n```\n";
    let lesson = lesson("folder/12-name.md", text).unwrap();
    assert_eq!((lesson.number, lesson.id.as_str(), lesson.title.as_str()), (12, "12-name", "A title"));
    assert_eq!(lesson.summary, "A summary over two lines.");
    assert_eq!(
        lesson.opening.iter().map(|(line, c)| (*line, c.to_string())).collect::<Vec<_>>(),
        [(7, "open lecture".to_string()), (8, "step".to_string())]
    );
    assert_eq!(
        lesson.pages.iter().map(|p| (p.title.as_str(), p.line)).collect::<Vec<_>>(),
        [("First", 11), ("Second", 19)]
    );
    let Block::Paragraph(pieces) = &lesson.pages[0].blocks[0] else { panic!() };
    let words: Vec<_> = pieces.iter().map(Piece::text).collect();
    assert_eq!(words, ["A ", "strong", " word, an ", "important", " one, ", "esc", " and ", "−0.5", "."]);
    let Some(Piece::Figure(figure)) = pieces.get(7) else { panic!() };
    assert_eq!((figure.line, figure.stated()), (14, Some((-0.5, 1))));
    let Block::List(points) = &lesson.pages[0].blocks[1] else { panic!() };
    assert_eq!(points.iter().map(|(sign, _)| sign.as_str()).collect::<Vec<_>>(), ["3.", "4."]);
    assert_eq!(lesson.pages[1].blocks, [Block::Formula(vec!["a = b".into(), String::new(), "  + c".into()])]);
}

#[test]
fn code_is_a_notebook_and_notes_have_their_time() {
    let text = "# Title\n\n## First\n\n```code\nx = [1, 2]  # [1, 2]\n\tx # [a\nlen(x)  # [16](known)\n```\n\n```note 4 minutes\nSay [5](items).\n```\n\n## Second\n\nText.\n\n```note 1 minute\n```\n\n## Third\n\n```code\nx[0]\n```\n";
    let lesson = lesson("07-mine.md", text).unwrap();
    assert_eq!(lesson.minutes(), 5);
    let first = "# First\nx = [1, 2]  # [1, 2]\n    x # [a\nlen(x)  # 16\n";
    assert_eq!(lesson.notebook(0), first);
    assert_eq!(lesson.notebook(1), first, "a page without code adds nothing");
    assert_eq!(lesson.notebook(9), format!("{first}\n# Third\nx[0]\n"));
    let code = lesson.pages[0].blocks[0].code().unwrap();
    let worth: Vec<_> = code.lines.iter().filter_map(|line| Code::worth(line)).collect();
    assert_eq!(
        worth.iter().map(|(code, figure)| (*code, figure.line, &*figure.text)).collect::<Vec<_>>(),
        [("len(x)", 8, "16")]
    );
    assert_eq!(lesson.pages[0].blocks[0].figures().len(), 1, "check confirms it");
}

#[test]
fn a_term_that_is_wrong_for_a_reason_is_told_why() {
    let question = ask("term: Which?\nanswer: Q[1,Ommazh]\nnear: Q[2,Ommazh] :: that is the other factor");
    let desk = Desk::lecture();
    let judged =
        |text: &str| desk.app.with_live(|live| question.judge(text, (UserId::new(0), ItemId::new(0)), live)).unwrap();
    assert!(matches!(judged("Q[1,1]"), Judged::Right(_)));
    assert_eq!(judged("Q[2,1]"), Judged::Wrong("Q[2,1] is not it: that is the other factor".into()));
    assert_eq!(judged("-Q[1,1]"), Judged::Wrong("that is the term with the other sign".into()));
}

#[test]
fn the_text_of_a_question_goes_over_lines() {
    let question =
        ask("number: How\nmuch\nis it?\nanswer: mse +\n  1\nwithin: 0.01\nhint: Look\n  closer.\nhint: Again.");
    assert_eq!(question.prompt, [Piece::Plain("How much is it?".into())]);
    assert_eq!(question.hints, ["Look closer.", "Again."]);
    let Kind::Number { answer, .. } = &question.kind else { panic!() };
    assert_eq!(*answer, Expression::parse("mse + 1").unwrap());
}

// ---- judging ---------------------------------------------------------------------------------------------------

/// The question in a block of this text.
fn ask(text: &str) -> Question {
    let lesson = lesson("mine.md", &page(&format!("```ask\n{text}\n```"))).unwrap();
    let Block::Ask(question) = &lesson.pages[0].blocks[0] else { panic!("{text}") };
    (**question).clone()
}

/// What is made of an answer on the lecture's grid after four iterations.
fn judged(desk: &Desk, question: &Question, answer: &str) -> Result<Judged, String> {
    desk.app.with_live(|live| question.judge(answer, (desk.app.view().user, desk.app.view().item), live))
}

fn desk() -> Desk {
    let mut desk = Desk::lecture();
    desk.command("step pass 4");
    desk
}

fn is_right(desk: &Desk, question: &Question, answer: &str) -> bool {
    match judged(desk, question, answer) {
        Ok(Judged::Right(_)) => true,
        Ok(Judged::Wrong(_)) => false,
        other => panic!("'{answer}': {other:?}"),
    }
}

fn solution(desk: &Desk, question: &Question) -> String {
    desk.app.with_live(|live| question.solution(live)).unwrap()
}

#[test]
fn a_number_is_right_within_its_tolerance() {
    let desk = desk();
    let mean = ask("number: What is the mean?\nanswer: mean\nwithin: 0.01");
    for right in
        ["3.125", "3.12", "3.135", " 3.13 ", "50/16", "50 / 16", "3 + 1/8", "(12+11+16+11)/16", "sqrt(9.765625)"]
    {
        assert!(is_right(&desk, &mean, right), "{right}");
    }
    for wrong in ["3.14", "3.114", "0", "31"] {
        assert!(!matches!(judged(&desk, &mean, wrong), Ok(Judged::Right(_))), "{wrong}");
    }
    assert_eq!(judged(&desk, &mean, "4"), Ok(Judged::Wrong("4 is too large".into())));
    assert_eq!(judged(&desk, &mean, "3"), Ok(Judged::Wrong("3 is too small".into())));
    assert_eq!(judged(&desk, &mean, "-3.12"), Ok(Judged::Wrong("the size is right, the sign is not".into())));
    for refused in ["mean", "P[1,1]", "2 mse"] {
        assert!(judged(&desk, &mean, refused).unwrap_err().contains("symbols are for the program"), "{refused}");
    }
    // A comma stands before decimals or between thousands: whichever is right. Where neither is, it is asked.
    assert!(is_right(&desk, &mean, "3,12") && is_right(&desk, &mean, "3,125"));
    assert!(judged(&desk, &mean, "4,125").unwrap_err().contains("could be 4.125"));
    for refused in ["", "three", "3,1,2", "1/0", "sqrt(-1)", "((("] {
        assert!(judged(&desk, &mean, refused).unwrap_err().contains("is not a number"), "{refused}");
    }
    assert_eq!(solution(&desk, &mean), "the answer is 3.125");
    let cells = ask("number: How many cells?\nanswer: cells\nwithin: 0");
    assert!(is_right(&desk, &cells, "20") && is_right(&desk, &cells, "4*5") && !is_right(&desk, &cells, "19"));
    let many = ask("number: How many?\nanswer: cells * 486.2\nwithin: 0");
    assert!(is_right(&desk, &many, "9,724") && is_right(&desk, &many, "9724") && !is_right(&desk, &many, "9.724"));
    let share = ask("number: What share is known?\nanswer: known / cells\nwithin: 0.001");
    let percent = ask("number: What share is known, in per cent?\nanswer: 100 * known / cells\nwithin: 0.1");
    for (question, right) in [(&share, "0.8"), (&share, "80%"), (&share, "80 %"), (&percent, "80%"), (&percent, "80")] {
        assert!(is_right(&desk, question, right), "{right}");
    }
    assert!(!is_right(&desk, &share, "8%"));
}

/// What was probably thought is said of numbers and options that are wrong for a known reason.
#[test]
fn what_was_probably_thought_is_said() {
    let desk = desk();
    let mean = ask(
        "number: The mean?\nanswer: mean\nwithin: 0.01\nnear: 50 :: that is the sum\nnear: 50 / cells :: holes do not count",
    );
    for (given, told) in
        [("50", "50 is not it: that is the sum"), ("2.5", "2.5 is not it: holes do not count"), ("7", "7 is too large")]
    {
        assert_eq!(judged(&desk, &mean, given), Ok(Judged::Wrong(told.into())));
    }
    let which = ask("choice: Which?\n- the rows :: users = 5 :: the rows are the users\n- the columns :: items = 5");
    assert_eq!(judged(&desk, &which, "1"), Ok(Judged::Wrong("1 is not it: the rows are the users".into())));
    assert!(is_right(&desk, &which, "2"));
    for (text, says) in [
        ("number: Q\nanswer: mean\nwithin: 0\nnear: 3", "says after :: what was probably thought"),
        ("number: Q\nanswer: mean\nwithin: 0\nnear: men :: no", "men: there is no such quantity"),
    ] {
        let error = factorscope::lesson::parse::lesson("a.md", &page(&format!("```ask\n{text}\n```"))).unwrap_err();
        assert!(error.to_string().contains(says), "{error}");
    }
}

#[test]
fn answers_follow_the_state() {
    let mut desk = desk();
    let mean = ask("number: What is the mean?\nanswer: mean\nwithin: 0");
    assert!(is_right(&desk, &mean, "50/16"));
    desk.command("rate An Ommazh 1");
    assert!(!is_right(&desk, &mean, "50/16") && is_right(&desk, &mean, "46/16"));
    let own = |name: &str| ask(&format!("number: What is the mean?\nanswer: mean({name})\nwithin: 0"));
    assert!(is_right(&desk, &own("Diego"), "11/3") && is_right(&desk, &own("BTS"), "(0+4+5)/3"));
    desk.command("unrate Diego BTS");
    assert!(is_right(&desk, &own("Diego"), "3") && is_right(&desk, &own("BTS"), "2"));
}

#[test]
fn one_option_is_right() {
    let mut desk = desk();
    let known = ask("choice: How many ratings?\n- 16 :: known = 16\n- 20 :: known = 20");
    assert!(is_right(&desk, &known, "1") && !is_right(&desk, &known, "2"));
    for refused in ["0", "3", "", "16", "one"] {
        assert_eq!(judged(&desk, &known, refused), Err("choose one by its number, 1 to 2".into()), "{refused}");
    }
    assert_eq!(solution(&desk, &known), "the answer is 1: 16");
    let of = |answer: &str| {
        ask(&format!(
            "choice: Whose rating?\n- An :: r[1,3]\n- Cordelia :: r[3,3]\n- Diego :: r[4,3]\nanswer: {answer}"
        ))
    };
    assert!(is_right(&desk, &of("largest"), "3") && is_right(&desk, &of("smallest"), "1"));
    desk.command("rate An BTS 5");
    assert!(judged(&desk, &of("largest"), "3").unwrap_err().contains("not one option alone is right"));
}

#[test]
fn a_cell_is_picked_by_the_cursor() {
    let mut desk = desk();
    let lowest = ask("cell: The lowest?\nanswer: smallest rating(i,j)");
    desk.command("select An BTS");
    assert!(is_right(&desk, &lowest, ""));
    desk.command("select An Ommazh");
    assert!(!is_right(&desk, &lowest, ""));
    assert_eq!(solution(&desk, &lowest), "the answer is An and BTS");
    // The largest prediction of all may well stand in another cell than the largest among the holes.
    let best = |among: &str| ask(&format!("cell: The best?\nanswer: largest prediction(i,j)\namong: {among}"));
    let by_hand = |among: fn(bool) -> bool| {
        let (snapshot, mut best) = (desk.snapshot(), (f64::NEG_INFINITY, String::new()));
        for i in (0..4).map(UserId::new) {
            for j in (0..5).map(ItemId::new) {
                let (value, ratings) = (tables(&snapshot.model).predict(i, j), snapshot.ratings());
                if among(ratings.get(i, j).is_some()) && value > best.0 {
                    best = (value, format!("the answer is {} and {}", ratings.name(i), ratings.name(j)));
                }
            }
        }
        best.1
    };
    assert_eq!(solution(&desk, &best("known")), by_hand(|known| known));
    assert_eq!(solution(&desk, &best("missing")), by_hand(|known| !known));
    assert_eq!(solution(&desk, &best("all")), by_hand(|_| true));
    let highest = ask("cell: The highest?\nanswer: largest rating(i,j)");
    assert!(judged(&desk, &highest, "").unwrap_err().contains("not one cell alone is right"));
}

#[test]
fn a_term_is_compared_by_its_value() {
    let desk = desk();
    let term = ask("term: What stands for ▢?\nanswer: e[4,3]*Q[1,3]");
    for right in ["e[4,3]*Q[1,3]", "Q[1,3] e[4,3]", "Q[1,3]·e[4,3]", "e[Diego,BTS] × Q[1,BTS]", "-(−e[4,3])·Q[1,3]"]
    {
        assert!(is_right(&desk, &term, right), "{right}");
    }
    assert!(is_right(&desk, &term, "(prediction(4,3) - r[4,3]) Q[1,3]"));
    for wrong in ["e[4,3]", "e[4,3]·Q[2,3]", "e[3,4]·Q[1,3]", "mse"] {
        assert!(!is_right(&desk, &term, wrong), "{wrong}");
    }
    assert_eq!(
        judged(&desk, &term, "-e[4,3] Q[1,3]"),
        Ok(Judged::Wrong("that is the term with the other sign".into()))
    );
    let value = desk.app.with_live(|live| live.value(&Expression::parse("e[4,3] Q[1,3]").unwrap())).unwrap();
    assert!(judged(&desk, &term, &value.to_string()).unwrap_err().contains("write it in symbols"));
    assert!(judged(&desk, &term, "e[4,3").unwrap_err().contains("expected ']'"));
    assert!(judged(&desk, &term, "e[4,9]·Q[1,3]").is_err(), "there is no ninth album");
    assert!(solution(&desk, &term).starts_with("the answer is e[4,3]*Q[1,3], which is "));
}

#[test]
fn a_guess_is_kept_and_held_against_the_model() {
    let mut desk = desk();
    let guess = ask("guess: How will Cordelia like Ommazh?\ncell: Cordelia, Ommazh");
    let told = |desk: &Desk, question: &Question, answer: &str| match judged(desk, question, answer) {
        Ok(Judged::Guessed(names, value, told)) => (names, value, told),
        other => panic!("{other:?}"),
    };
    let (names, value, said) = told(&desk, &guess, "3.5");
    assert_eq!((names, value), (("Cordelia".to_string(), "Ommazh".to_string()), 3.5));
    assert!(said.contains("nobody knows this rating"), "{said}");
    assert!(solution(&desk, &guess).contains("nobody knows"));
    assert!(judged(&desk, &guess, "5.5").unwrap_err().contains("not on the scale"));
    assert!(judged(&desk, &guess, "lots").unwrap_err().contains("not a number"));

    let seen = ask("guess: How does An like Ommazh?\ncell: An, Ommazh");
    let (_, _, said) = told(&desk, &seen, "5");
    assert!(said.contains("An gave Ommazh 5; you guessed 5") && said.ends_with("which had seen it: you were nearer"));

    // One that is known to the program and not to the model.
    desk.command("holdout 0.2 1").command("set lambda 1").command("step pass 20");
    let clipped = |desk: &Desk, r: &Rating| {
        desk.snapshot().ratings().scale().clip(tables(&desk.snapshot().model).predict(r.user, r.item))
    };
    let fair = |r: &Rating| desk.snapshot().held_out(r.user, r.item) && (0.1..4.9).contains(&clipped(&desk, r));
    let held = desk.snapshot().ratings().iter().find(fair).unwrap();
    let held_out = ask(&format!(
        "guess: How much?\ncell: {}, {}",
        desk.snapshot().ratings().name(held.user),
        desk.snapshot().ratings().name(held.item)
    ));
    let model = clipped(&desk, &held);
    assert!((model - held.value).abs() > 0.01, "the model is not exact: {model}");
    let (_, _, said) = told(&desk, &held_out, &held.value.to_string());
    assert!(said.ends_with("you were nearer") && !said.contains("had seen it"), "{said}");
    let far = if held.value > 2.5 { 0.0 } else { 5.0 };
    let (_, _, said) = told(&desk, &held_out, &far.to_string());
    assert!(said.ends_with("the model was nearer"), "{said}");
    let (_, _, said) = told(&desk, &held_out, &format!("{model:.17}"));
    assert!(said.ends_with("both were equally near"), "{said}");
    assert!(solution(&desk, &held_out).starts_with(&format!("the rating is {}; the model says", held.value)));
}
