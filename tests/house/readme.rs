//! The README, kept true: its tables are those of the program, its tour is played, its examples are run.
//!
//! `UPDATE_README=1 cargo test --test house readme` writes the tables and the pictures anew.

#![cfg(feature = "tui")]
#![allow(clippy::unwrap_used)]

use clap::CommandFactory;
use factorscope::{
    app::{App, Code, Effect, Key, Message, keymap},
    choice::Choice,
    cli::{self, Args},
    command::{self, Experiment, Screen, TABLE},
    data::{lecture::Lecture, load},
    lesson::Expression,
    model::{Knob, Method, Options},
    study::{
        Session, Source,
        ab::OF_AB,
        lab::{Figure, OF_FITS, OF_POPULARITY},
        mixes::OF_MIXES,
    },
    ui::{self, Depth},
};
use ratatui::{buffer::Buffer, layout::Rect};
use std::{collections::HashSet, ffi::OsString, fmt::Write, fs, path::Path, process::Command, sync::Arc};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// The README and what it leads to, in the order in which they are read.
const DOCUMENTS: [&str; 14] = [
    "README.md",
    "docs/tour.md",
    "docs/lecture.md",
    "docs/lessons.md",
    "docs/lab.md",
    "docs/models.md",
    "docs/map.md",
    "docs/recommend.md",
    "docs/files.md",
    "docs/fit.md",
    "docs/predict.md",
    "docs/evaluate.md",
    "docs/keys.md",
    "docs/commands.md",
];

fn document(name: &str) -> String {
    fs::read_to_string(Path::new(ROOT).join(name)).unwrap()
}

/// All of them as one text.
fn readme() -> String {
    DOCUMENTS.map(document).join("\n")
}

// ---- reading it ------------------------------------------------------------------------------------------------

/// Where the part called `name` begins and ends: it stands between `<!-- name -->` and `<!-- /name -->`.
fn part(text: &str, name: &str) -> std::ops::Range<usize> {
    let (open, close) = (format!("<!-- {name} -->\n"), format!("<!-- /{name} -->"));
    let from = text.find(&open).unwrap_or_else(|| panic!("the README has no {open}")) + open.len();
    let to = text[from..].find(&close).unwrap_or_else(|| panic!("the README has no {close}"));
    from..from + to
}

/// What stands outside the fenced blocks, and the blocks: what is behind the fence, and what is inside. A fence of four
/// signs has room for those of three.
fn parts(text: &str) -> (String, Vec<(&str, String)>) {
    let (mut outside, mut blocks, mut open) = (String::new(), Vec::<(&str, String)>::new(), None);
    for line in text.lines() {
        let signs = line.len() - line.trim_start_matches('`').len();
        match open {
            None if signs >= 3 => {
                open = Some(signs);
                blocks.push((line[signs..].trim(), String::new()));
            }
            Some(fence) if signs >= fence && line.len() == signs => open = None,
            Some(_) => blocks.last_mut().unwrap().1 += &format!("{line}\n"),
            None => outside += &format!("{line}\n"),
        }
    }
    assert_eq!(open, None, "a block is not closed");
    (outside, blocks)
}

fn blocks(text: &str) -> Vec<(&str, String)> {
    parts(text).1
}

/// Whatever stands between backticks in running text.
fn code(text: &str) -> Vec<&str> {
    text.split('`').skip(1).step_by(2).collect()
}

/// The README without its fenced blocks and comments.
fn prose(text: &str) -> String {
    let without = |text: &str, open: &str, close: &str| {
        let mut parts = text.split(open);
        let mut kept = parts.next().unwrap().to_owned();
        for part in parts {
            kept.push_str(part.split_once(close).unwrap().1);
        }
        kept
    };
    without(&parts(text).0, "<!--", "-->")
}

/// A shell's words, up to where the output goes elsewhere or the comment begins.
fn shell_words(line: &str) -> Vec<String> {
    let (mut words, mut word, mut quote, mut any) = (Vec::new(), String::new(), None, false);
    for letter in line.chars() {
        match (quote, letter) {
            (Some(open), c) if c == open => quote = None,
            (Some(_), c) => word.push(c),
            (None, '\'' | '"') => (quote, any) = (Some(letter), true),
            (None, ' ') => {
                if any || !word.is_empty() {
                    words.push(std::mem::take(&mut word));
                }
                any = false;
            }
            (None, '>' | '<' | '|' | '#') if word.is_empty() => return words,
            (None, c) => word.push(c),
        }
    }
    assert!(quote.is_none(), "a quote is not closed: {line}");
    if !word.is_empty() {
        words.push(word);
    }
    words
}

/// The arguments of a command line of factorscope; `cargo run … --` is one as well.
fn arguments(line: &str) -> Option<Vec<String>> {
    let words = shell_words(line.trim().trim_start_matches("$ "));
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let rest = match words.as_slice() {
        ["factorscope", rest @ ..] => rest,
        ["cargo", "run", rest @ ..] => rest.iter().position(|w| *w == "--").map_or(&[][..], |at| &rest[at + 1..]),
        _ => return None,
    };
    Some(rest.iter().map(|word| (*word).to_owned()).collect())
}

fn parsed(line: &str) -> Option<Args> {
    let words = ["factorscope".to_owned()].into_iter().chain(arguments(line)?).map(OsString::from);
    let mut help = Vec::new();
    match cli::parse(words, &mut help) {
        Ok(args) => args,
        Err(error) => panic!("{line}: {error}"),
    }
}

// ---- the tables ------------------------------------------------------------------------------------------------

fn keys_table() -> String {
    let mut text = String::new();
    for screen in [None].into_iter().chain(Screen::ALL.iter().map(|screen| Some(*screen))) {
        let rows: Vec<_> = keymap::KEYS.iter().filter(|row| row.screen == screen).collect();
        if rows.is_empty() {
            continue;
        }
        let title = screen.map_or("On every screen".to_owned(), |screen| {
            let name = screen.to_string();
            format!("On {}{}", name[..1].to_uppercase(), &name[1..])
        });
        write!(text, "\n**{title}**\n\n| key | what it does |\n| --- | --- |\n").unwrap();
        for row in rows {
            let keys: Vec<_> = row.keys.iter().map(|key| format!("`{key}`")).collect();
            let sentence = row.sentence.replace(['{', '}'], "");
            writeln!(text, "| {} | {sentence} |", keys.join(" ")).unwrap();
        }
    }
    text.push('\n');
    text
}

fn commands_table() -> String {
    let mut text = String::new();
    let mut subject = None;
    for spec in TABLE {
        if subject.replace(spec.subject) != Some(spec.subject) {
            let title = spec.subject.title();
            write!(text, "\n**{title}**\n\n| command | what it does | for instance |\n| --- | --- | --- |\n").unwrap();
        }
        writeln!(text, "| `{}` | {} | `:{}` |", spec.name, spec.sentence, spec.example).unwrap();
    }
    text.push('\n');
    text
}

/// What lessons can ask of the Lab: of any experiment, and of each that has figures of its own.
fn lab_table() -> String {
    let mut text = String::from("\n| experiment | NAME | what it is |\n| --- | --- | --- |\n");
    fn row<Of>(text: &mut String, experiment: &str, figure: &Figure<Of>) {
        writeln!(text, "| {experiment} | `{}` | {} |", figure.name, figure.words).unwrap();
    }
    OF_FITS.iter().for_each(|figure| row(&mut text, "any", figure));
    for name in Experiment::NAMES {
        let mut session =
            Session::new(Source::new(Arc::new(Lecture::Main.ratings())), Options::new(Method::Als), 1 << 20);
        let mut app = App::new("a test", Arc::new(session.snapshot()));
        let effects = app.update(Message::Command(command::parse(&format!("lab {name}")).unwrap()));
        // It has its figures as soon as it is asked for.
        app.work_off_by(&mut session, effects, Session::take);
        let own = app.finding().into_iter().flat_map(|finding| finding.ask().protocol().figures());
        own.for_each(|figure| row(&mut text, name, figure));
        // What is derived has them from the start.
        let recommended = OF_POPULARITY.iter().filter(|_| *name == "popularity");
        recommended.for_each(|figure| row(&mut text, name, figure));
        OF_MIXES.iter().filter(|_| *name == "mixes").for_each(|figure| row(&mut text, name, figure));
        OF_AB.iter().filter(|_| *name == "ab").for_each(|figure| row(&mut text, name, figure));
    }
    text.push('\n');
    text
}

#[test]
fn the_tables_are_those_of_the_program() {
    for (name, table) in [("keys", keys_table()), ("commands", commands_table()), ("lab", lab_table())] {
        let file = format!("docs/{name}.md");
        let mut text = document(&file);
        let range = part(&text, name);
        if std::env::var_os("UPDATE_README").is_some() {
            text.replace_range(range, &table);
            // Other tests are reading it: it changes from one moment to the next.
            let [draft, file] = [format!("{file}.new"), file].map(|name| Path::new(ROOT).join(name));
            fs::write(&draft, &text).unwrap();
            fs::rename(draft, file).unwrap();
        } else {
            assert!(text[range] == table, "the {name} have changed: UPDATE_README=1 cargo test --test house readme");
        }
    }
}

// ---- the pictures ----------------------------------------------------------------------------------------------

#[test]
fn the_pictures_are_those_that_the_program_draws() {
    let text = readme();
    let lines: Vec<_> = text.lines().filter(|line| line.contains("> assets/")).collect();
    assert!(!lines.is_empty(), "how the pictures are made");
    let without =
        |method: &&Method| !lines.iter().any(|line| line.ends_with(&format!("/models/{}.svg", method.name())));
    assert_eq!(Method::ALL.iter().filter(without).collect::<Vec<_>>(), [&Method::Als; 0], "each has a picture");
    for line in lines {
        let name = line.rsplit_once("> ").unwrap().1.trim();
        assert!(["", "../"].iter().any(|up| text.contains(&format!("]({up}{name})"))), "{name} is shown");
        let output = Command::new(env!("CARGO_BIN_EXE_factorscope")).args(arguments(line).unwrap()).output().unwrap();
        assert!(output.status.success());
        if std::env::var_os("UPDATE_README").is_some() {
            fs::write(Path::new(ROOT).join(name), &output.stdout).unwrap();
        }
        let kept = fs::read(Path::new(ROOT).join(name)).unwrap();
        assert!(kept == output.stdout, "{name} is of another day; UPDATE_README=1 draws it anew");
    }
}

// ---- the tour --------------------------------------------------------------------------------------------------

/// Someone in front of the explorer, with the session at hand and no terminal.
struct Visitor {
    app: App,
    session: Session,
    frame: Buffer,
}

impl Visitor {
    fn new() -> Self {
        let text = readme();
        let start = text.find("## Five minutes with the lecture").unwrap();
        let args = parsed(&blocks(&text[start..])[0].1).unwrap();
        let opened = cli::open(&args.data, &args.model).unwrap();
        let mut session = Session::new(opened.source, opened.options, 64 << 20);
        let app = App::new(opened.title, Arc::new(session.snapshot()));
        let mut visitor = Self { app, session, frame: Buffer::empty(Rect::new(0, 0, 120, 36)) };
        visitor.look();
        visitor
    }

    fn look(&mut self) {
        self.frame.reset();
        if let Some(viewport) = ui::draw(&self.app, Depth::True, &mut self.frame).viewport {
            self.app.update(Message::Viewport(viewport));
        }
    }

    fn press(&mut self, key: Key) {
        for effect in self.app.update(Message::Key(key)) {
            if let Effect::Order(order) = effect {
                self.session.obey(order);
                self.app.update(Message::Snapshot(Arc::new(self.session.snapshot())));
            }
        }
        self.look();
    }

    /// Presses what a row of the tour names: a key, or a command after a colon.
    fn follow(&mut self, name: &str) {
        if let Some(line) = name.strip_prefix(':').filter(|line| !line.is_empty()) {
            command::parse(line).unwrap_or_else(|why| panic!("`{name}`: {why}"));
            let letters = line.chars().map(Key::char);
            [Key::char(':')]
                .into_iter()
                .chain(letters)
                .chain([Key::plain(Code::Enter)])
                .for_each(|key| self.press(key));
        } else {
            let key = key(name);
            let bound = keymap::lookup(&self.app.screens(), key).is_some();
            assert!(bound || self.app.overlay().is_some(), "`{name}` does nothing on {}", self.app.screen());
            self.press(key);
        }
    }

    /// All that can be read, line by line, with one blank for many.
    fn read(&self) -> String {
        let area = self.frame.area;
        let line = |y| (0..area.width).map(|x| self.frame[(x, y)].symbol()).collect::<String>();
        let lines = (0..area.height).map(line);
        lines.map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ") + "\n").collect()
    }
}

/// The key of this name.
fn key(name: &str) -> Key {
    let known = keymap::KEYS.iter().flat_map(|row| row.keys).find(|key| key.to_string() == name);
    let letter = || Some(Key::char(name.chars().next().filter(|_| name.chars().count() == 1)?));
    known.copied().or_else(letter).unwrap_or_else(|| panic!("there is no key `{name}`"))
}

#[test]
fn the_tour_shows_what_it_says() {
    // It begins in one document and goes on in another.
    let parts = ["README.md", "docs/tour.md"].map(|name| {
        let text = document(name);
        text[part(&text, "tour")].to_owned()
    });
    let mut visitor = Visitor::new();
    let mut rows = 0;
    let lines = parts.iter().flat_map(|part| part.lines());
    for line in lines.filter(|line| line.starts_with("| ") && line.contains('`')) {
        let cells: Vec<_> = line.trim_matches('|').split(" | ").collect();
        let [press, see] = cells[..] else { panic!("a row has two cells: {line}") };
        code(press).into_iter().for_each(|name| visitor.follow(name));
        let screen = visitor.read();
        for figure in code(see) {
            assert!(screen.contains(figure), "{line}\n`{figure}` is not on the screen:\n{screen}");
        }
        rows += 1;
    }
    assert!(rows > 15, "{rows}");
}

// ---- the examples ----------------------------------------------------------------------------------------------

#[test]
fn every_command_line_can_be_typed() {
    let text = readme();
    let blocks = blocks(&text);
    let mut lines: Vec<&str> = blocks.iter().flat_map(|(_, block)| block.lines()).collect();
    let prose = prose(&text);
    lines.extend(code(&prose));
    let count = lines.into_iter().filter(|line| arguments(line).is_some()).map(parsed).count();
    assert!(count > 10, "{count}");
}

#[test]
fn every_command_of_the_palette_can_be_typed() {
    let text = prose(&readme());
    for line in code(&text)
        .into_iter()
        .filter_map(|code| code.strip_prefix(':'))
        .filter(|line| line.starts_with(char::is_alphabetic))
    {
        assert!(command::parse(line).is_ok(), "{line}: {:?}", command::parse(line));
    }
}

#[test]
fn every_option_exists() {
    let mut program = Args::command();
    program.build();
    let all = [&program].into_iter().chain(program.get_subcommands());
    let known: HashSet<String> =
        all.flat_map(|c| c.get_arguments()).filter_map(|a| Some(format!("--{}", a.get_long()?))).collect();
    let text = prose(&readme());
    for code in code(&text).into_iter().filter(|code| !code.starts_with("cargo ")) {
        for word in code.split_whitespace().filter(|word| word.starts_with("--") && word.len() > 2) {
            assert!(known.contains(word), "{word}");
        }
    }
}

/// What is another at each run or on each machine.
fn steady(output: &str) -> Vec<String> {
    let volatile = |line: &&str| !line.starts_with("seconds_") && !line.starts_with("peak_rss");
    let threads = |line: &str| {
        let parts: Vec<_> = line.split(", ").map(|p| if p.starts_with("threads ") { "threads" } else { p }).collect();
        parts.join(", ")
    };
    output.lines().filter(volatile).map(|line| threads(line.trim_end())).collect()
}

#[test]
fn the_examples_print_what_is_shown() {
    let text = readme();
    let mut count = 0;
    for (_, block) in blocks(&text).into_iter().filter(|(kind, _)| *kind == "console") {
        for example in block.split("$ ").filter(|example| !example.trim().is_empty()) {
            let (line, shown) = example.split_once('\n').unwrap();
            let ran = Command::new(env!("CARGO_BIN_EXE_factorscope")).args(arguments(line).unwrap()).output().unwrap();
            let printed = String::from_utf8(ran.stdout).unwrap();
            assert_eq!(steady(shown), steady(&printed), "{line}");
            count += 1;
        }
    }
    assert!(count > 0);
}

#[test]
fn the_samples_of_files_can_be_read() {
    let text = readme();
    let mut count = 0;
    for (kind, block) in blocks(&text) {
        let Some(options) = kind.strip_prefix("csv") else { continue };
        let args = parsed(&format!("factorscope - {options}")).unwrap().data;
        let options = load::Options { map: args.map.unwrap_or_default(), ..load::Options::default() };
        let loaded = load::text("the sample", &block, &options).unwrap_or_else(|why| panic!("{block}{why}"));
        assert!(loaded.ratings.len() > 2, "{block}");
        count += 1;
    }
    assert!(count >= 3, "{count}");
}

#[test]
fn the_example_of_a_lesson_is_the_one_that_is_played() {
    let text = readme();
    let shown = blocks(&text).into_iter().find(|(kind, _)| *kind == "markdown").unwrap().1;
    let played = fs::read_to_string(Path::new(ROOT).join("tests/data/lessons/01-averages.md")).unwrap();
    assert!(shown == played, "the README shows another lesson than tests/data/lessons/01-averages.md");
}

/// The words between commas, brackets and the like.
fn names(text: &str) -> Vec<&str> {
    text.split(|c: char| !(c.is_alphanumeric() || "_-".contains(c))).filter(|word| !word.is_empty()).collect()
}

#[test]
fn everything_that_a_lesson_can_speak_of_is_named() {
    let text = document("docs/lessons.md");
    let known = names(&text);
    // The error lists them all: "there are mse, rmse; of a cell prediction, clipped; ...".
    let list = Expression::parse("nothing").unwrap_err().why;
    let (_, list) = list.split_once("there are ").unwrap();
    for name in names(list) {
        assert!(known.contains(&name), "'{name}' is not in docs/lessons.md");
    }
}

#[test]
fn every_experiment_and_every_option_has_its_place() {
    let text = readme();
    for (name, _) in Experiment::NAMES.iter().zip(Experiment::ALL) {
        assert!(text.contains(&format!("| `:lab {name}` |")), "{name}");
    }
    let options = text.split_once("The options that `set` and `refit` take are").unwrap().1;
    for knob in Knob::ALL {
        assert!(options.contains(&format!("`{}`", knob.name())), "{}", knob.name());
    }
    for method in Method::NAMES {
        assert!(text.contains(&format!("\n| {method} |")), "{method}");
    }
}

#[test]
fn the_keys_of_a_page_are_those_of_the_program() {
    let text = document("docs/lecture.md");
    let named = code(&text);
    for key in keymap::KEYS.iter().filter(|row| row.screen == Some(Screen::Lecture)).flat_map(|row| row.keys) {
        assert!(named.contains(&key.to_string().as_str()), "{key}");
    }
}

#[test]
fn links_lead_somewhere() {
    let others = [
        "CONTRIBUTING.md",
        "docs/architecture.md",
        "docs/extending.md",
        "docs/performance.md",
        "docs/scale.md",
        "docs/spark.md",
        "docs/trained-models.md",
    ];
    for name in DOCUMENTS.into_iter().chain(others) {
        let whole = document(name);
        let text = prose(&whole);
        let folder = Path::new(ROOT).join(name).parent().unwrap().to_owned();
        // What stands between backticks is no link.
        let linking: String = text.split('`').step_by(2).collect();
        for link in linking.split("](").skip(1).map(|rest| rest.split_once(')').unwrap().0) {
            if let Some(heading) = link.strip_prefix('#') {
                let headings = text.lines().filter_map(|line| line.strip_prefix('#'));
                let mut anchors =
                    headings.map(|line| line.trim_start_matches('#').trim().to_lowercase().replace(' ', "-"));
                assert!(anchors.any(|anchor| anchor == heading), "{name}: #{heading}");
            } else if !link.contains("://") {
                assert!(folder.join(link).exists(), "{name}: {link}");
            }
        }
    }
}

#[test]
fn the_readme_is_read_in_one_sitting() {
    let bytes = document("README.md").len();
    assert!(bytes < 10_500, "{bytes} bytes: what is looked up belongs into docs/");
}
