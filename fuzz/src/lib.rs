//! What holds of every reading, whatever the bytes: no panic, counts that add up, and a line that reads the file so again.

use arbitrary::{Arbitrary, Unstructured};
use factorscope::cli::{self, Args};
use factorscope::data::load::{self, Fault, Layout, LoadError, Loaded, Options};

/// Every way to say how a file is read, as the words of a command line.
#[derive(Arbitrary, Debug)]
pub struct Said {
    layout: Option<bool>,
    turn: Option<bool>,
    header: Option<bool>,
    first_row: Option<u8>,
    separator: Option<u8>,
    decimal: Option<bool>,
    encoding: Option<u8>,
    codes: Option<Vec<i8>>,
    leave_out: Option<Vec<u8>>,
    columns: Option<[u8; 4]>,
    by_name: Option<String>,
    only: Option<(u8, String)>,
    map: Option<Vec<(String, i8)>>,
    scale: Option<(i8, u8)>,
    duplicates: Option<u8>,
    skip_bad: bool,
}

const SEPARATORS: [&str; 7] = ["double-colon", "tab", "semicolon", "bar", "comma", "blank", "blanks"];
const ENCODINGS: [&str; 8] =
    ["utf-8", "utf-16le", "utf-16be", "windows-1252", "gbk", "shift_jis", "iso-2022-jp", "x-user-defined"];

impl Said {
    /// The words; not all of them mean something together.
    fn words(&self) -> Vec<String> {
        let mut words = Vec::new();
        let mut say = |option: &str, value: String| words.extend([option.to_owned(), value]);
        let yes = |yes: bool| if yes { "yes" } else { "no" }.to_owned();
        if let Some(long) = self.layout {
            say("--layout", if long { "long" } else { "grid" }.into());
        }
        if let Some(header) = self.header {
            say("--header", yes(header));
        }
        if let Some(line) = self.first_row {
            say("--first-row", line.to_string());
        }
        if let Some(n) = self.separator {
            say("--separator", SEPARATORS[n as usize % SEPARATORS.len()].into());
        }
        if let Some(point) = self.decimal {
            say("--decimal", if point { "point" } else { "comma" }.into());
        }
        if let Some(n) = self.encoding {
            say("--encoding", ENCODINGS[n as usize % ENCODINGS.len()].into());
        }
        let joined = |words: Vec<String>| if words.is_empty() { "none".into() } else { words.join(",") };
        if let Some(codes) = &self.codes {
            say("--missing-codes", joined(codes.iter().map(i8::to_string).collect()));
        }
        if let Some(out) = &self.leave_out {
            say("--leave-out", joined(out.iter().map(|n| (n % 8 + 1).to_string()).collect()));
        }
        if let Some(columns) = &self.columns {
            let of = |(role, n): (&str, &u8)| (*n % 6 > 0).then(|| format!("{role}={}", n % 6));
            let said: Vec<_> = ["user", "item", "rating", "time"].into_iter().zip(columns).filter_map(of).collect();
            say("--columns", said.join(","));
        } else if let Some(name) = &self.by_name {
            say("--columns", format!("user={name},rating=none"));
        }
        if let Some((column, value)) = &self.only {
            say("--only", format!("{}={value}", column % 6 + 1));
        }
        if let Some(map) = &self.map {
            let pairs: Vec<_> = map.iter().map(|(word, value)| format!("{word}={value}")).collect();
            say("--map", pairs.join(","));
        }
        if let Some((low, more)) = self.scale {
            say("--scale", format!("{low}..{}", i16::from(low) + i16::from(more)));
        }
        if let Some(n) = self.duplicates {
            say("--duplicates", ["last", "latest", "mean"][n as usize % 3].into());
        }
        if let Some(turn) = self.turn {
            words.push(format!("--turn={}", yes(turn)));
        }
        if self.skip_bad {
            words.push("--skip-bad".into());
        }
        words
    }

    /// What a part of `data` says, and the rest of it; nothing where the command line would not take it.
    pub fn taken(data: &[u8]) -> Option<(Options, &[u8])> {
        let mut from = Unstructured::new(data);
        let said = Self::arbitrary(&mut from).ok()?;
        Some((options(said.words())?, from.take_rest()))
    }
}

/// The options that some words give.
pub fn options(words: Vec<String>) -> Option<Options> {
    let words = ["factorscope".to_owned()].into_iter().chain(words).map(Into::into);
    let Ok(Some(Args { data, .. })) = cli::parse(words, &mut Vec::new()) else { return None };
    Some(data.reading())
}

/// Reads `bytes` and holds what came of it against what must be so.
pub fn hold(bytes: &[u8], options: &Options) {
    let options = Options { likeliest: true, ..options.clone() };
    let once = load::bytes("f", bytes.to_vec(), &options);
    told(&once);
    let Ok(loaded) = once else { return };
    counted(&loaded, bytes, &options);
    // The line that is shown says the same, and so reads the same.
    let look = loaded.look.as_ref().expect("a file is looked at");
    let mut words = shlex::split(&look.command("f")).expect("a line that a shell takes");
    assert_eq!(words.drain(..2).collect::<Vec<_>>(), ["factorscope", "f"]);
    let again = self::options(words.clone()).unwrap_or_else(|| panic!("{words:?} is not taken"));
    // What was taken as the likelier of two decimal signs is said as well.
    let said = Options { decimal: options.decimal.or(again.decimal), ..options.clone() };
    assert_eq!(Options { likeliest: true, ..again }, said, "{words:?}");
    // Whatever is offered can be done. It takes as long again, so it is not done of all.
    if !bytes.len().is_multiple_of(3) {
        return;
    }
    let reading = loaded.reading.as_ref().expect("a file has a reading");
    let offered = reading.odd.iter().filter_map(|odd| odd.otherwise.clone());
    let roles = (0..look.roles.len().min(4)).flat_map(|at| [look.next_role(at), look.toggled(at)]).flatten();
    for change in offered.take(4).chain(roles) {
        let mut other = options.clone();
        change.apply(&mut other);
        let words = shlex::split(&change.to_string()).expect("a decision that a shell takes");
        assert!(self::options(words).is_some(), "{change}");
        let result = load::bytes("f", bytes.to_vec(), &other);
        told(&result);
        if let Err(LoadError { fault: Fault::NoColumn { wanted: Some(wanted), .. }, .. }) = result {
            panic!("{change} leads to no column {wanted}");
        }
    }
}

/// A mistake is told in a sentence and a hint, of a bounded length.
fn told(result: &Result<Loaded, LoadError>) {
    if let Err(error) = result {
        let text = factorscope::data::plain(&format!("{error}")).to_string();
        assert!(!error.hint().is_empty(), "{text}");
        assert!(text.len() < 1 << 16, "a sentence of {} bytes", text.len());
    }
}

/// What was counted adds up.
fn counted(loaded: &Loaded, bytes: &[u8], options: &Options) {
    let (r, reading, look) = (&loaded.ratings, loaded.reading.as_ref().unwrap(), loaded.look.as_ref().unwrap());
    assert!(!r.is_empty());
    assert!(r.iter().all(|x| x.value.is_finite() && reading.scale.holds(x.value)));
    assert_eq!(look.counts.iter().map(|(_, count)| count).sum::<usize>(), r.len());
    let names = r.names();
    for all in [&names.users, &names.items] {
        let different: std::collections::HashSet<_> = all.iter().collect();
        assert!(different.len() == all.len() && all.iter().all(|name| !name.is_empty()));
    }
    assert_eq!(reading.left_out, loaded.skipped.count);
    // The line that is said is one line.
    assert!(!factorscope::data::plain(&reading.to_string()).to_string().contains('\n'));
    // Of a plain text in which a line is a row, each is a rating, a hole, left out, or made into one with another.
    let Layout::Long { .. } = &reading.layout else { return };
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let odd = ['"', '#', '%', '/', '\r', '\u{feff}', '\0'];
    let lines: Vec<&str> = text.lines().collect();
    if reading.format.is_some()
        || options.only.is_some()
        || text.contains(odd)
        || lines.iter().any(|line| line.trim().is_empty() != line.is_empty())
        || lines.iter().any(|line| line.len() > 1000)
    {
        return;
    }
    let rows = lines[reading.lines_above as usize..].iter().filter(|line| !line.is_empty()).count();
    let header = usize::from(reading.header);
    if header == 1 && lines.len() > 3 && lines[reading.lines_above as usize + 1].contains("string") {
        return; // Orange's header has three lines.
    }
    let told = r.len() + reading.holes + reading.left_out + reading.merged;
    assert!(
        rows == told + header || rows == told + 3,
        "{rows} rows: {header} header, {} ratings, {} holes, {} left out, {} merged\n{text}",
        r.len(),
        reading.holes,
        reading.left_out,
        reading.merged
    );
}
