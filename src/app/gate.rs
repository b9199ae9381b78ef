//! The first look at a file, before it is opened: what it was read as, and every decision that can be made otherwise.
//!
//! A [`Gate`] holds no file. A key may ask for the file to be read in another way; whoever has it brings the result back.

use super::{Code, Key, state::Entry};
use crate::{
    choice::{Choice, listed},
    data::load::{
        Change, Charset, Codes, ColumnRole, Decimal, FirstLook, LayoutName, LoadError, Loaded, Options, Reading, Seen,
        Separator, Sight,
    },
};

/// The first look.
#[derive(Clone, Debug)]
pub struct Gate {
    file: String,
    /// What was decided, and what had been before each decision.
    options: Options,
    before: Vec<Options>,
    /// The last reading that came to something.
    shown: Loaded,
    /// Why the decisions of now come to nothing.
    trouble: Option<LoadError>,
    /// Whether the file is being read.
    reading: bool,
    column: usize,
    point: usize,
    entry: Option<Entry>,
    said: Option<String>,
    /// Whether the keys are explained.
    help: bool,
}

/// Something on the screen that can be clicked.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Touch {
    /// A column, from 0.
    Column(usize),
    /// Something odd, from 0.
    Point(usize),
    /// What a key does.
    Key(Key),
}

/// What a key comes to.
#[derive(Clone, Debug, PartialEq)]
pub enum Step {
    /// Something else is shown, or nothing.
    Stay,
    /// The file is to be read so.
    Read(Box<Options>),
    /// It is opened as it is shown.
    Open,
    /// It is not opened.
    Leave,
    /// Text for the clipboard.
    Copy(String),
}

/// Something that a person should know, and the decision that has it the other way.
pub struct Point<'g> {
    /// The sentence.
    pub sentence: &'g str,
    /// The decision.
    pub otherwise: Option<&'g Change>,
    /// What of it can be shown in the file.
    pub sight: Option<&'g Sight>,
}

/// The encodings that are gone through by key.
const ENCODINGS: [&str; 6] = ["utf-8", "windows-1252", "utf-16le", "gbk", "shift_jis", "windows-1251"];
/// The most decisions that can be taken back.
const MOST_BEFORE: usize = 100;

impl Gate {
    /// A look at `shown`, which was read from `file` by `options`.
    pub fn new(file: impl Into<String>, options: Options, shown: Loaded) -> Self {
        Self {
            file: file.into(),
            options,
            before: Vec::new(),
            shown,
            trouble: None,
            reading: false,
            column: 0,
            point: 0,
            entry: None,
            said: None,
            help: false,
        }
    }

    /// The path of the file.
    pub fn file(&self) -> &str {
        &self.file
    }

    /// What is shown: the last reading that came to something.
    pub fn shown(&self) -> &Loaded {
        &self.shown
    }

    /// How that was read; of a file there always is something to say.
    pub fn reading(&self) -> Option<&Reading> {
        self.shown.reading.as_ref()
    }

    /// Its first rows.
    pub fn look(&self) -> Option<&FirstLook> {
        self.shown.look.as_ref()
    }

    /// Why the last decision came to nothing.
    pub fn trouble(&self) -> Option<&LoadError> {
        self.trouble.as_ref()
    }

    /// Whether the file is being read.
    pub fn is_reading(&self) -> bool {
        self.reading
    }

    /// The column under the cursor, from 0.
    pub fn column(&self) -> usize {
        self.column
    }

    /// Which of [`Gate::points`] is picked, from 0.
    pub fn point(&self) -> usize {
        self.point
    }

    /// What is being typed, and what it is.
    pub fn typed(&self) -> Option<&str> {
        self.entry.as_ref().map(Entry::text)
    }

    /// Whether the keys are explained.
    pub fn helps(&self) -> bool {
        self.help
    }

    /// An answer to the last key.
    pub fn said(&self) -> Option<&str> {
        self.said.as_deref()
    }

    /// What looks odd, and the other way in which the file can be read.
    pub fn points(&self) -> Vec<Point<'_>> {
        let odd = self.reading().map_or(&[][..], |reading| &reading.odd);
        let odd = odd.iter().map(|odd| Point {
            sentence: &odd.sentence,
            otherwise: odd.otherwise.as_ref(),
            sight: odd.sight.as_ref(),
        });
        let rival = self.look().and_then(|look| look.rival.as_ref());
        let rival = rival.map(|rival| Point {
            sentence: match rival {
                Change::Layout(LayoutName::Long) => "a row can also be one rating",
                Change::Layout(LayoutName::Factors) => "a row can also be one item's factors",
                _ => "a row can also be one user",
            },
            otherwise: Some(rival),
            sight: None,
        });
        odd.chain(rival).collect()
    }

    /// What is typed to open the file in the same way again.
    pub fn command(&self) -> String {
        self.command_for(&self.file)
    }

    /// The same with another path.
    pub fn command_for(&self, file: &str) -> String {
        let mut options = self.options.clone();
        options.likeliest = false;
        let look = self.look().map(|look| FirstLook { options, ..look.clone() });
        look.map_or_else(String::new, |look| look.command(file))
    }

    /// The reading as it is opened.
    pub fn into_loaded(self) -> Loaded {
        self.shown
    }

    /// Takes what the file came to by `options`. What came to nothing is said, and what was shown stays.
    pub fn take(&mut self, options: &Options, result: Result<Loaded, LoadError>) {
        // An answer to an older question.
        if (Options { sight: None, ..options.clone() }) != self.options {
            return;
        }
        self.reading = false;
        if options.sight.is_some() {
            self.said = Some(match result.as_ref().ok().and_then(|loaded| loaded.look.as_ref()?.seen.as_ref()) {
                Some(Seen { line, fields }) => format!("line {line}: {}", fields.join(" │ ")),
                None => "there is no such row".into(),
            });
        }
        match result {
            Ok(loaded) => {
                self.shown = loaded;
                self.trouble = None;
            }
            Err(error) => self.trouble = Some(error),
        }
        self.column = self.column.min(self.look().map_or(0, |look| look.roles.len().saturating_sub(1)));
        self.point = self.point.min(self.points().len().saturating_sub(1));
    }

    /// What a key comes to.
    pub fn key(&mut self, key: Key) -> Step {
        self.said = None;
        if self.entry.is_some() {
            return self.typing(key);
        }
        if key.ctrl {
            return if key.code == Code::Char('c') { Step::Leave } else { Step::Stay };
        }
        if std::mem::take(&mut self.help) {
            return Step::Stay;
        }
        let columns = self.look().map_or(0, |look| look.roles.len());
        match key.code {
            Code::Enter if self.trouble.is_some() => self.say("it cannot be opened so: u takes the last decision back"),
            Code::Enter if self.reading => self.say("it is being read"),
            Code::Enter => Step::Open,
            Code::Esc | Code::Char('q') => Step::Leave,
            Code::Left => self.at_column(self.column.saturating_sub(1)),
            Code::Right => self.at_column((self.column + 1).min(columns.saturating_sub(1))),
            Code::Home => self.at_column(0),
            Code::End => self.at_column(columns.saturating_sub(1)),
            Code::Up => self.at_point(self.point.saturating_sub(1)),
            Code::Down => self.at_point(self.point + 1),
            Code::Char('?') => {
                self.help = true;
                Step::Stay
            }
            Code::Char('o') => self.otherwise(self.point),
            Code::Char('w') => self.show(),
            Code::Char(digit @ '1'..='9') => self.otherwise(digit as usize - '1' as usize),
            Code::Char('l') => self
                .decide(self.look().and_then(|look| look.toggled(self.column)), "only columns of a grid are left out"),
            Code::Char('r') => {
                self.decide(self.look().and_then(|look| look.next_role(self.column)), "this column has no other role")
            }
            Code::Char('m') => {
                self.entry = Some(Entry::default());
                Step::Stay
            }
            Code::Char('t') => {
                let turned = self.look().is_some_and(FirstLook::is_turned);
                let grid = self.look().is_some_and(FirstLook::is_grid);
                let one_side = self.reading().is_some_and(|reading| reading.layout.is_one_side());
                self.decide((grid || one_side).then_some(Change::Turn(!turned)), "only a grid can be turned")
            }
            Code::Char('g') => {
                let grid = self.look().is_some_and(FirstLook::is_grid);
                self.decide(Some(Change::Layout(if grid { LayoutName::Long } else { LayoutName::Grid })), "")
            }
            Code::Char('h') => self.decide(self.reading().map(|reading| Change::Header(!reading.header)), ""),
            Code::Char('s') => {
                let now = self
                    .options
                    .separator
                    .or_else(|| self.reading().and_then(|reading| Separator::named(reading.separator).ok()));
                self.decide(now.map(|now| Change::Separator(now.next())), "")
            }
            Code::Char('d') => {
                let now = self.options.decimal.unwrap_or(Decimal::Point);
                self.decide(Some(Change::Decimal(now.next())), "")
            }
            Code::Char('e') => {
                let now = self.options.encoding.map_or_else(|| "utf-8".to_owned(), |charset| charset.to_string());
                let at = ENCODINGS.iter().position(|name| **name == *now).map_or(0, |at| (at + 1) % ENCODINGS.len());
                self.decide(ENCODINGS[at].parse::<Charset>().ok().map(Change::Encoding), "")
            }
            Code::Char('+') => self.first_row(1),
            Code::Char('-') => self.first_row(-1),
            Code::Char('u') => self.back(),
            Code::Char('y') => {
                self.said = Some("copied, where the terminal lets programs copy".into());
                Step::Copy(self.command())
            }
            _ => Step::Stay,
        }
    }

    fn say(&mut self, what: &str) -> Step {
        self.said = Some(what.to_owned());
        Step::Stay
    }

    fn at_column(&mut self, column: usize) -> Step {
        self.column = column;
        Step::Stay
    }

    fn at_point(&mut self, point: usize) -> Step {
        self.point = point.min(self.points().len().saturating_sub(1));
        Step::Stay
    }

    fn otherwise(&mut self, point: usize) -> Step {
        let change = self.points().get(point).and_then(|point| point.otherwise.cloned());
        self.decide(change, "there is nothing to decide about it")
    }

    /// Has the file read again for the first row in which what is picked can be seen.
    fn show(&mut self) -> Step {
        let sight = self.points().get(self.point).and_then(|point| point.sight.cloned());
        let Some(sight) = sight else { return self.say("there is no one row that shows it") };
        self.reading = true;
        Step::Read(Options { sight: Some(sight), ..self.options.clone() }.into())
    }

    /// What a click comes to.
    pub fn touch(&mut self, touch: Touch) -> Step {
        if self.help || self.entry.is_some() {
            return self.key(Key::plain(Code::Esc));
        }
        match touch {
            Touch::Key(key) => self.key(key),
            Touch::Column(at) => self.at_column(at),
            Touch::Point(at) => {
                self.point = at;
                self.said = None;
                self.otherwise(at)
            }
        }
    }

    fn first_row(&mut self, by: i64) -> Step {
        let now = self.options.first_row.unwrap_or_else(|| self.reading().map_or(1, |reading| reading.lines_above + 1));
        let to = i64::from(now) + by;
        self.decide(
            u32::try_from(to).ok().filter(|row| *row > 0).map(Change::FirstRow),
            "the table begins on the first line",
        )
    }

    /// Has the file read with one more decision, or says why not.
    fn decide(&mut self, change: Option<Change>, why_not: &str) -> Step {
        let Some(change) = change else { return self.say(why_not) };
        let mut options = self.options.clone();
        change.apply(&mut options);
        if self.before.len() == MOST_BEFORE {
            self.before.remove(0);
        }
        self.before.push(std::mem::replace(&mut self.options, options));
        self.said = Some(change.to_string());
        self.read()
    }

    fn read(&mut self) -> Step {
        self.reading = true;
        Step::Read(self.options.clone().into())
    }

    /// Takes the last decision back.
    fn back(&mut self) -> Step {
        let Some(before) = self.before.pop() else { return self.say("nothing was decided") };
        self.options = before;
        self.trouble = None;
        self.read()
    }

    fn typing(&mut self, key: Key) -> Step {
        let Some(entry) = &mut self.entry else { return Step::Stay };
        match key.code {
            Code::Esc => self.entry = None,
            Code::Enter => {
                let text = entry.text().to_owned();
                match text.parse::<Codes>() {
                    Ok(codes) => {
                        self.entry = None;
                        return self.decide(Some(Change::Codes(codes)), "");
                    }
                    Err(why) => self.said = Some(why),
                }
            }
            _ => {
                entry.key(key);
            }
        }
        Step::Stay
    }

    /// What the columns are taken for, in a sentence that names the one under the cursor.
    pub fn column_told(&self) -> String {
        let Some(look) = self.look() else { return String::new() };
        let name = look.columns.get(self.column).filter(|name| !name.is_empty());
        let name = name.map_or_else(|| format!("column {}", self.column + 1), Clone::clone);
        let role = look.roles.get(self.column).copied().unwrap_or(ColumnRole::LeftOut).name();
        let keys = if look.is_factors() {
            "t takes the rows of one table for the other side".into()
        } else if look.is_grid() {
            listed(&["l leaves it out or in", "r names the rows by it"], "and")
        } else {
            "r gives it another role".into()
        };
        format!("{name}: {role} · {keys}")
    }
}
