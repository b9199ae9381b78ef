//! A course on the disk: what `course.toml` says of it, the words of its own, and the glossary over its pages.

#![cfg(feature = "tui")]
#![allow(clippy::unwrap_used)]

use crate::common::desk::Desk;
use factorscope::{
    app::{Audience, Effect, Message, Overlay},
    data::{ItemId, UserId},
    lesson::{Course, LessonError, Progress, parse},
    ui::{Depth, draw},
};
use ratatui::{buffer::Buffer, layout::Rect};
use std::{fs, sync::Arc};

const FIRST: &str = "# First\n\n## Words\n\nA [dot product](say), some [users](say).\n\n## More\n\nThe [mean](say).\n";
const SECOND: &str =
    "# Second\n\n## Bars\n\nLook.\n\n```bars\nAn, the [mean](say) [5](count(An))\nDiego [3](count(Diego))\n```\n";
const WORDS: &str = "# Words\n\n## mean\n\nAdd up and divide.\n\n## User\n\nSomebody of this course.\n";

fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        fs::write(folder.path().join(name), text).unwrap();
    }
    folder
}

/// What is wrong with a folder, without its path.
fn wrong(files: &[(&str, &str)]) -> String {
    let folder = folder(files);
    let error = Course::load(folder.path()).unwrap_err();
    let text = match &error {
        LessonError::Mistakes(all) => {
            all.iter().map(|one| format!("{}:{}: {}\n", one.file, one.line, one.why)).collect::<String>()
        }
        other => other.to_string(),
    };
    text.replace(&format!("{}{}", folder.path().display(), std::path::MAIN_SEPARATOR), "")
}

#[test]
fn a_folder_says_its_title_its_parts_and_its_words() {
    let files = [("one.md", FIRST), ("two.md", SECOND), ("glossary.md", WORDS), ("notes.md", "no lesson")];
    let manifest = "title = \"Two parts\"\nparts = [\"two.md\", \"one.md\"]\n";
    let folder = folder(&[files.as_slice(), &[("course.toml", manifest)]].concat());
    let course = Course::load(folder.path()).unwrap();
    assert_eq!(course.title, "Two parts");
    let titles: Vec<_> = course.lessons.iter().map(|lesson| (lesson.number, lesson.title.as_str())).collect();
    assert_eq!(titles, [(1, "Second"), (2, "First")]);
    let sentence = |word: &str| course.glossary.terms()[course.glossary.find(word).unwrap()].sentence.clone();
    assert_eq!(sentence("mean"), "Add up and divide.");
    assert_eq!(sentence("users"), "Somebody of this course.", "a word of the course's own goes before the program's");
    assert!(sentence("dot product").starts_with("Multiply"), "the program's words are there as well");
    // A lesson of the folder, opened alone, has the words that lie beside it.
    assert_eq!(Course::load(&folder.path().join("one.md")).unwrap().title, "First");
}

/// Of a course with data of its own, each page is about them that does not say otherwise, in the program and in `check`; a
/// lesson of it that is opened alone is as well.
#[test]
fn the_data_of_a_course_are_what_its_pages_are_about() {
    let lesson = "# Ours\n\nA.\n\n## One\n\n```expect\nusers = 2\nitems = 3\n```\n\nText.\n\n## Two\n\n```do\nopen \
        lecture\n```\n\n```expect\nusers = 4\n```\n\nText.\n";
    let data = "user,item,rating\na,x,1\na,y,2\nb,z,3\n";
    let folder = folder(&[("one.md", lesson), ("our.csv", data), ("course.toml", "data = \"our.csv\"\n")]);
    for path in [folder.path().to_path_buf(), folder.path().join("one.md")] {
        let course = Arc::new(Course::load(&path).unwrap());
        assert_eq!(factorscope::cli::flaws(&course, &crate::common::lessons::opened()), Vec::<String>::new());
        let mut desk = Desk::lecture();
        desk.app.follow_course(course, Progress::default());
        let users = |desk: &mut Desk, page: &str| desk.command(page).app.snapshot().ratings().n_users();
        assert_eq!([users(&mut desk, "lesson 1 1"), users(&mut desk, "lesson 1 2")], [2, 4]);
    }
}

#[test]
fn what_is_wrong_with_a_folder_is_told_with_its_place() {
    let lesson = ("one.md", FIRST);
    for (files, says) in [
        (vec![lesson], "one.md:9: 'mean' is not in the glossary"),
        (
            vec![("one.md", "# A\n\n## B\n\nThe [dot produkt](say) of [it](<say user factor>).\n")],
            "one.md:5: 'dot produkt' is not in the glossary; did you mean 'dot product'?",
        ),
        (vec![lesson, ("course.toml", "title = \"x\"\nparst = []\n")], "course.toml:2: unknown field `parst`"),
        (vec![lesson, ("course.toml", "title = x\n")], "course.toml:1: "),
        (vec![lesson, ("course.toml", "parts = [\"two.md\"]\n")], "parts: there is no file 'two.md' beside it"),
        (
            vec![lesson, ("course.toml", "parts = [\"../one.md\"]\n")],
            "'../one.md' is not the name of a file in this folder",
        ),
        (vec![lesson, ("course.toml", "glossary = \"/etc/passwd\"\n")], "'/etc/passwd' is not the name of a file"),
        (
            vec![lesson, ("glossary.md", "# W\n\n## mean\n\nOne.\n\nTwo.\n")],
            "glossary.md:3: 'mean' has something else than one paragraph",
        ),
        (
            vec![lesson, ("glossary.md", "# W\n\n## mean\n\nA.\n\n## Mean\n\nB.\n")],
            "glossary.md:7: 'Mean' is in this glossary already",
        ),
        (vec![("course.toml", "title = \"x\"\n")], "no lesson"),
        (
            vec![("one.md", "# A\n\n## B\n\nC.\n"), ("course.toml", "data = \"gone.csv\"\n")],
            "course.toml:1: there is no file 'gone.csv' beside it",
        ),
    ] {
        let told = wrong(&files);
        assert!(told.contains(says), "{says}:\n{told}");
    }
}

fn opened() -> Desk {
    let folder = folder(&[("1-one.md", FIRST), ("2-two.md", SECOND), ("glossary.md", WORDS)]);
    let course = Course::load(folder.path()).unwrap();
    let mut desk = Desk::lecture();
    desk.app.follow_course(Arc::new(course), Progress::default());
    desk.command("lesson 1");
    desk
}

fn word(desk: &Desk) -> Option<String> {
    let Some(Overlay::Glossary(at)) = desk.app.overlay() else { return None };
    Some(desk.app.lecture().walk.course.glossary.terms()[*at].name.clone())
}

#[test]
fn the_glossary_goes_from_word_to_word_of_the_page_and_to_where_each_is_said_first() {
    let mut desk = opened();
    desk.press("W");
    assert_eq!(word(&desk).as_deref(), Some("dot product"));
    desk.press("W");
    assert_eq!(word(&desk).as_deref(), Some("User"));
    desk.press("W");
    assert_eq!(word(&desk).as_deref(), Some("dot product"), "and round again");
    desk.press("<Down>");
    assert_ne!(word(&desk).as_deref(), Some("dot product"));
    desk.press("<Esc>");
    assert_eq!((word(&desk), desk.app.on_path()), (None, true));
    desk.command("glossary means");
    assert_eq!(word(&desk).as_deref(), Some("mean"));
    desk.press("<Enter>");
    assert_eq!((word(&desk), desk.app.lecture().walk.place()), (None, (0, 1)));
    desk.command("glossary banana");
    desk.says("'banana' is not in the glossary");
}

#[test]
fn the_footer_names_the_glossary_where_a_page_explains_a_word() {
    let folder = folder(&[("1-one.md", &format!("{FIRST}\n## Last\n\nNo word.\n")), ("glossary.md", WORDS)]);
    let mut desk = Desk::lecture();
    desk.app.follow_course(Arc::new(Course::load(folder.path()).unwrap()), Progress::default());
    for (page, named) in [(1, true), (2, true), (3, false)] {
        desk.command(&format!("lesson 1 {page}"));
        let mut frame = Buffer::empty(Rect::new(0, 0, 120, 36));
        draw(&desk.app, Depth::True, &mut frame);
        let footer: String = (0..120).map(|x| frame[(x, 35)].symbol()).collect();
        assert_eq!(footer.contains("W words"), named, "page {page}: {footer}");
        // The key is there on every page.
        desk.press("W");
        assert!(word(&desk).is_some());
        desk.press("<Esc>");
    }
}

#[test]
fn words_are_underlined_and_can_be_clicked_and_bars_are_as_long_as_their_figures() {
    let mut desk = opened();
    desk.command("lesson 2");
    let mut frame = Buffer::empty(Rect::new(0, 0, 120, 36));
    let drawn = draw(&desk.app, Depth::True, &mut frame);
    let lines: Vec<String> = (0..36).map(|y| (0..54).map(|x| frame[(x, y)].symbol()).collect::<String>()).collect();
    let y = lines.iter().position(|line| line.contains("An, the mean")).unwrap();
    let bar = |line: &str| line.chars().filter(|sign| "█▌".contains(*sign)).count();
    assert_eq!((bar(&lines[y]), bar(&lines[y + 1])), (33, 20), "{}\n{}", lines[y], lines[y + 1]);
    let x = lines[y].chars().collect::<String>().find("mean").map(|at| lines[y][..at].chars().count()).unwrap() as u16;
    let hit = drawn.hits.iter().rev().find(|hit| hit.area.contains((x, y as u16).into())).unwrap();
    assert_eq!(hit.click.to_string(), "glossary mean");
}

#[test]
fn the_words_of_the_lecture_are_all_explained() {
    let course = Course::lecture();
    let said = course.lessons.iter().flat_map(|lesson| &lesson.pages).flat_map(|page| &page.blocks);
    for said in said.flat_map(factorscope::lesson::Block::said) {
        assert!(course.glossary.find(&said.term).is_some(), "{}", said.term);
    }
    for term in course.glossary.terms() {
        assert!(term.sentence.ends_with('.'), "{}: {}", term.name, term.sentence);
        assert!(term.sentence.len() < 160, "{} has a long sentence", term.name);
    }
}

/// A lesson with notes for whoever speaks.
const TALK: &str = "# Talk\n\n## One\n\n```note\nLet them look first.\n\nThere are [16](known).\n```\n\nText.\n\n```ask\nnumber: \
                    How many?\nanswer: known\nwithin: 0\n```\n\nMore.\n\n## Two\n\nThe end.\n";

fn course(text: &str) -> Arc<Course> {
    Arc::new(Course::new("a talk", vec![parse::lesson("01-talk.md", text).unwrap()]))
}

fn screen(desk: &Desk) -> String {
    let mut frame = Buffer::empty(Rect::new(0, 0, 120, 36));
    draw(&desk.app, Depth::None, &mut frame);
    let line = |y: u16| (0..120).map(|x| frame[(x, y)].symbol()).collect::<String>() + "\n";
    (0..36).map(line).collect()
}

#[test]
fn whoever_speaks_sees_the_notes_and_follows_the_talk() {
    let mut talk = Desk::lecture();
    talk.app.follow_course(course(TALK), Progress::default());
    talk.app.present_to(Audience::Class);
    talk.command("lesson 1");
    let mut notes = Desk::lecture();
    notes.app.follow_course(course(TALK), Progress::default());
    notes.app.present_to(Audience::Speaker);
    notes.command("lesson 1");
    assert!(!screen(&talk).contains("Let them look first"), "nobody else sees notes");
    let seen = screen(&notes);
    for part in ["Let them look first.", "There are 16.", "▸ How many?", "→ the answer is 16", "next: Two"] {
        assert!(seen.contains(part), "{part}:\n{seen}");
    }
    assert!(!notes.effects.iter().any(|effect| matches!(effect, Effect::Keep(_))), "notes make no progress");
    let follow = |talk: &Desk, notes: &mut Desk| {
        let kept = talk.effects.iter().rev().find_map(|effect| match effect {
            Effect::Keep(progress) => Some(progress.clone()),
            _ => None,
        });
        notes.send(Message::Talk(kept.unwrap()));
    };
    talk.press("r");
    follow(&talk, &mut notes);
    assert!(screen(&notes).contains("→ the answer is 16 (settled)"), "it is talked about just now");
    talk.press("<PgDn>");
    follow(&talk, &mut notes);
    let seen = screen(&notes);
    assert!(seen.contains("page 2 of 2") && seen.contains("This page has no notes.") && seen.contains("the last page"));
}

#[test]
fn notes_turn_no_page_and_answer_nothing() {
    let mut notes = Desk::lecture();
    notes.app.follow_course(course(TALK), Progress::default());
    notes.app.present_to(Audience::Speaker);
    notes.command("lesson 1");
    let before = screen(&notes);
    for key in ["n", "b", "<PgDn>", "<Enter>", "r", "x", "h", "1", "g", "W", "<Esc>", "s", "<Tab>", "?", ":", "/"] {
        notes.press(key);
        notes.says("these notes follow the talk");
        assert!(notes.app.on_path() && notes.app.lecture().walk.place() == (0, 0), "{key}");
        assert!(notes.app.lecture().walk.open().is_some() && notes.app.overlay().is_none(), "{key}");
    }
    notes.press("t");
    let mut frame = Buffer::empty(Rect::new(0, 0, 120, 36));
    assert!(draw(&notes.app, Depth::None, &mut frame).hits.is_empty(), "and no click does");
    let footer = before.lines().last().unwrap().trim();
    assert!(footer.contains("q quit") && !footer.contains("next") && !footer.contains("reveal"), "{footer}");
    notes.press("q");
    assert!(notes.effects.contains(&Effect::Quit));
}

#[test]
fn notes_say_of_a_later_question_when_its_answer_comes() {
    let two = TALK.replace("More.", "More.\n\n```ask\nnumber: How many users?\nanswer: users\nwithin: 0\n```");
    let mut notes = Desk::lecture();
    notes.app.follow_course(course(&two), Progress::default());
    notes.app.present_to(Audience::Speaker);
    notes.command("lesson 1");
    assert!(screen(&notes).contains("→ once the question before it is settled"));
    notes.command("reveal");
    let seen = screen(&notes);
    assert!(seen.contains("→ the answer is 16 (settled)") && seen.contains("→ the answer is 4"), "{seen}");
}

const WORDED: &str = "# Words\n\n## One\n\nA [regression](say), first.\n\n## Two\n\nText.\n\n```ask\nnumber: How many?\nanswer:                       known\nwithin: 0\n```\n\nThe [regression](say) once more.\n";

#[test]
fn one_comes_back_from_where_the_glossary_led() {
    let mut desk = Desk::lecture();
    desk.app.follow_course(course(WORDED), Progress::default());
    desk.command("lesson 1 2").press("rW<Enter>");
    assert_eq!(desk.app.lecture().walk.place(), (0, 0));
    let seen = screen(&desk);
    assert!(seen.contains("· B: back to 1.2") && seen.contains("B back to the page"), "{seen}");
    desk.press("B");
    assert_eq!((desk.app.lecture().walk.place(), desk.app.on_path()), ((0, 1), true));
    assert!(!screen(&desk).contains("B comes back"));
    desk.press("B");
    assert_eq!(desk.app.lecture().walk.place(), (0, 1), "once");
    // Whoever turns pages from there goes on from there.
    desk.press("W<Enter>n").press("B");
    assert_eq!(desk.app.lecture().walk.place(), (0, 1));
    assert!(desk.app.lecture().came_from().is_none());
    // Where a word is said first there is nothing to come back from.
    desk.press("bW<Enter>");
    assert!(desk.app.lecture().came_from().is_none());
}

#[test]
fn lessons_that_are_read_anew_are_at_the_same_page_with_what_was_answered() {
    let mut desk = Desk::lecture();
    desk.app.follow_course(course(TALK), Progress::default());
    desk.command("lesson 1").press("16<Enter>n");
    assert_eq!(desk.app.lecture().walk.place(), (0, 1));
    desk.send(Message::Course(course(&TALK.replace("The end.", "Another end."))));
    assert_eq!(desk.app.lecture().walk.place(), (0, 1));
    assert!(screen(&desk).contains("Another end."));
    desk.press("b");
    assert_eq!(desk.app.lecture().walk.outcome(2), Some(factorscope::lesson::Outcome::Right));
    // A page that is gone gives way to the last one, and off the path nothing is opened.
    desk.press("n<Esc>");
    desk.send(Message::Course(course("# Talk\n\n## One\n\nShort.\n")));
    desk.says("read anew");
    assert!(desk.app.lecture().is_left());
    desk.press("B");
    assert_eq!((desk.app.lecture().walk.place(), desk.app.on_path()), ((0, 0), true));
}

#[test]
fn a_page_opens_a_file_that_lies_beside_its_lesson() {
    let page = |open: &str| format!("# Survey\n\n## One\n\n```do\n{open}\n```\n\nThere are [3](known) ratings.\n");
    let grid = "user,item,rating\nAda,Tea,5\nAda,Milk,1\nBo,Tea,4\n";
    let files = [("one.md", page("open survey.csv")), ("survey.csv", grid.into())];
    let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (*name, text.as_str())).collect();
    let folder = folder(&files);
    let course = Arc::new(Course::load(folder.path()).unwrap());
    assert_eq!(factorscope::cli::flaws(&course, &crate::common::lessons::opened()), Vec::<String>::new());
    let mut desk = Desk::lecture();
    desk.app.follow_course(course, Progress::default());
    desk.command("lesson 1");
    assert_eq!((desk.app.title(), desk.snapshot().ratings().n_users()), ("survey.csv", 2));
    // Coming back from it is coming back to what was there before.
    desk.command("open own");
    assert_eq!((desk.app.title(), desk.snapshot().ratings().n_users()), ("a test", 4));
    desk.command("open other.csv");
    desk.says("'other.csv' does not lie beside the lesson; factorscope other.csv opens a file of your own");
    for (open, says) in [
        ("open nothing.csv", "one.md:6: there is no file 'nothing.csv' beside it"),
        ("open ../survey.csv", "'../survey.csv' is not the name of a file in this folder"),
        ("open bad.csv", "bad.csv, line 3"),
        ("open survey", "'survey' is not something to open; there are"),
    ] {
        let told =
            wrong(&[("one.md", &page(open)), ("survey.csv", grid), ("bad.csv", "user,item,rating\nA,B,5\nA,C\n")]);
        assert!(told.contains(says), "{says}:\n{told}");
    }
}

/// Two models of the same holes, on two pages, and a page that names none.
const MODELS: &str = "# Models\n\n## One\n\n```do\nopen lecture\nstep pass 1\n```\n\n```ask\nguess: Cordelia and Ommazh?\ncell: \
                      Cordelia, Ommazh\n```\n\n```guesses\none pass\n```\n\n## Two\n\n```do\nopen lecture\nset lambda 1\nstep pass \
                      300\n```\n\n```guesses\nlambda 1\n```\n\n## Three\n\n```do\nopen lecture\n```\n\n```guesses\n```\n";

#[test]
fn guesses_stand_beside_every_model_that_was_met() {
    let course = Arc::new(Course::new("models", vec![parse::lesson("01-models.md", MODELS).unwrap()]));
    let mut desk = Desk::lecture();
    desk.app.follow_course(course, Progress::default());
    desk.command("lesson 1");
    let models = |desk: &Desk| desk.app.lecture().walk.progress.models.clone();
    assert_eq!(models(&desk), [], "what is not uncovered yet is not remembered");
    desk.press("2.5<Enter>");
    let said = |desk: &Desk| desk.snapshot().predict(UserId::new(2), ItemId::new(0));
    let first = said(&desk);
    assert_eq!(models(&desk).len(), 1);
    assert_eq!(Progress::said(&models(&desk)[0].1, "Cordelia", "Ommazh"), Some(first));
    assert_eq!(models(&desk)[0].1.len(), 4, "all four holes, for there are few");
    desk.press("n");
    let second = said(&desk);
    desk.press("n");
    let seen = screen(&desk);
    for part in ["│ you ", "2.5", "one pass", &format!("{first:.2}"), "lambda 1", &format!("{second:.2}"), "▸ now"]
    {
        assert!(seen.contains(part), "{part}:\n{seen}");
    }
    let kept = desk.effects.iter().rev().find_map(|effect| match effect {
        Effect::Keep(progress) => Some(progress.models.len()),
        _ => None,
    });
    assert_eq!(kept, Some(2), "it is kept from one evening to the next");
}

#[test]
fn what_is_being_typed_stays_when_the_lessons_are_read_anew() {
    let mut desk = Desk::lecture();
    desk.app.follow_course(course(TALK), Progress::default());
    desk.command("lesson 1").press("1");
    let typed = |desk: &Desk| desk.app.spread().typing.as_ref().map(|line| line.text().to_string());
    desk.send(Message::Course(course(&TALK.replace("The end.", "Another end."))));
    assert_eq!(typed(&desk), Some("1".into()));
    desk.press("6<Enter>");
    assert!(desk.app.lecture().walk.open().is_none());
    // Where another question stands there now, it is said that what was typed is gone.
    desk.press("a1");
    desk.send(Message::Course(course(&TALK.replace("answer: known", "answer: users"))));
    desk.says("what was being typed is gone");
    assert_eq!(typed(&desk), None);
}
