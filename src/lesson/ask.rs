//! Reading a question: its kind and text in the first line, then a line for each thing that it needs.

use super::{
    Among, Candidate, Claim, Expression, Kind, Lay, Question, Right,
    hand::{Allowed, Dial, Hand, With},
    quantity::place,
    reader::{Wrong, pieces},
    scene::{commands, sets},
};
use crate::{
    choice::Choice,
    command::{parse, spec},
    data::Side,
};

/// The keys of a question besides its kind.
const KEYS: [&str; 19] = [
    "answer", "within", "near", "hint", "among", "order", "formula", "side", "cell", "with", "name", "turn", "does",
    "watch", "until", "goal", "by", "over", "scale",
];

/// The kinds of questions, and the keys that each takes besides its hints.
const KINDS: [(&str, &[&str]); 10] = [
    ("number", &["answer", "within", "near"]),
    ("choice", &["answer", "order"]),
    ("part", &["answer", "formula"]),
    ("cell", &["answer", "among"]),
    ("row", &["answer", "side"]),
    ("term", &["answer", "near"]),
    ("guess", &["cell"]),
    ("sketch", &["over", "scale"]),
    ("try", &["with", "watch", "until", "goal", "by"]),
    ("dial", &["name", "turn", "does", "watch", "until", "goal", "by"]),
];

/// The most hints of a question.
const MOST_HINTS: usize = 3;

/// What stands in the block, each with its line: the kind, the texts after their keys, the options.
struct Lines {
    kind: (usize, String, String),
    keyed: Vec<(usize, &'static str, String)>,
    options: Vec<(usize, String)>,
}

/// Reads the question in a block whose text begins in `line`.
pub(super) fn question(text: &str, line: usize) -> Result<Question, Wrong> {
    let lines = lines(text, line)?;
    let (at, kind, prompt) = &lines.kind;
    let Some((name, keys)) = KINDS.iter().find(|(name, _)| name == kind) else {
        let names = KINDS.map(|(name, _)| name).join(", ");
        return Err((*at, format!("there is no kind of question '{kind}'; there are {names}")));
    };
    if prompt.is_empty() {
        return Err((*at, format!("this question asks nothing: expected words after '{name}:'")));
    }
    let hints = lines.only(name, keys)?;
    let kind = match *name {
        "number" => Kind::Number {
            answer: expression(lines.needed("answer")?)?,
            within: {
                let (at, text) = lines.needed("within")?;
                let within = text.parse::<f64>().ok().filter(|v| *v >= 0.0 && v.is_finite());
                within.ok_or((at, format!("'{text}' is not a tolerance: expected a number such as 0.005")))?
            },
            near: lines.all("near").map(nearly).collect::<Result<_, Wrong>>()?,
        },
        "choice" => {
            let lay = match lines.get("order") {
                None => Lay::Any,
                Some((_, "as written")) => Lay::Written,
                Some((at, other)) => return Err((at, format!("'{other}' is no order: expected as written"))),
            };
            choice(&lines, lay)?
        }
        "part" => {
            let (at, formula) = lines.needed("formula")?;
            choice(&lines, within(formula, lines.options.len()).map_err(|why| (at, why))?)?
        }
        "cell" => Kind::Cell {
            of: extreme(lines.needed("answer")?)?.1,
            right: extreme(lines.needed("answer")?)?.0,
            among: match lines.get("among") {
                None | Some((_, "known")) => Among::Known,
                Some((_, "missing")) => Among::Missing,
                Some((_, "all")) => Among::All,
                Some((at, other)) => return Err((at, format!("'{other}' is not known, missing or all"))),
            },
        },
        "row" => {
            let (at, side) = lines.needed("side")?;
            let side = Side::named(side).map_err(|_| (at, format!("'{side}' is no side: expected users or items")))?;
            let (right, of) = extreme(lines.needed("answer")?)?;
            Kind::Row { side, of, right }
        }
        "term" => {
            let (at, text) = lines.needed("answer")?;
            let answer = expression((at, text))?;
            if !answer.is_live() {
                return Err((at, format!("'{text}' is no term: expected symbols such as e[4,3]·Q[1,3]")));
            }
            let near = lines.all("near").map(nearly).collect::<Result<_, Wrong>>()?;
            Kind::Term { answer, text: text.into(), near }
        }
        "sketch" => {
            let (at, over) = lines.needed("over")?;
            let passes = over.parse::<usize>().ok().filter(|passes| (2..=100_000).contains(passes));
            let over = passes.ok_or((at, format!("'{over}' is no number of passes: expected 2 or more")))?;
            let (at, scale) = lines.needed("scale")?;
            let why = || (at, format!("'{scale}' is no scale: expected its ends, as in 0 .. 10"));
            Kind::Sketch { over, scale: ends(scale).ok_or_else(why)? }
        }
        "try" => Kind::Hand(tried(&lines)?.into()),
        "dial" => Kind::Hand(dialled(&lines)?.into()),
        _ => {
            let (at, cell) = lines.needed("cell")?;
            let two = cell.split_once(',').ok_or((at, "a cell is a user and an item: An, Ommazh".into()))?;
            let place = |text: &str| place(text.trim()).map_err(|why| (at, why));
            Kind::Guess { user: place(two.0)?, item: place(two.1)? }
        }
    };
    if !lines.options.is_empty() && !matches!(kind, Kind::Choice { .. }) {
        return Err((lines.options[0].0, "only a choice has options, and a part of a formula".into()));
    }
    Ok(Question { prompt: pieces(prompt, *at)?, kind, hints, line: *at })
}

fn lines(text: &str, line: usize) -> Result<Lines, Wrong> {
    let mut all = text.lines().zip(line..).filter(|(text, _)| !text.trim().is_empty());
    let first = all.next().ok_or((line, "this question is empty".into()))?;
    let (kind, prompt) =
        first.0.split_once(':').ok_or((first.1, "a question begins with its kind, as in number: How much?".into()))?;
    let mut lines =
        Lines { kind: (first.1, kind.trim().into(), prompt.trim().into()), keyed: Vec::new(), options: Vec::new() };
    /// What a line that begins with nothing known goes on with.
    enum Last {
        Prompt,
        Keyed,
        Option,
    }
    let mut last = Last::Prompt;
    for (text, line) in all {
        let text = text.trim();
        let keyed = text.split_once(':').and_then(|(key, rest)| Some((KEYS.into_iter().find(|k| *k == key)?, rest)));
        if let Some((key, rest)) = keyed {
            lines.keyed.push((line, key, rest.trim().into()));
            last = Last::Keyed;
        } else if let Some(option) = text.strip_prefix("- ") {
            lines.options.push((line, option.into()));
            last = Last::Option;
        } else {
            let before = match last {
                Last::Prompt => Some(&mut lines.kind.2),
                Last::Keyed => lines.keyed.last_mut().map(|(_, _, text)| text),
                Last::Option => lines.options.last_mut().map(|(_, text)| text),
            };
            if let Some(before) = before {
                before.push(' ');
                before.push_str(text);
            }
        }
    }
    Ok(lines)
}

impl Lines {
    fn get(&self, key: &str) -> Option<(usize, &str)> {
        self.keyed.iter().find(|(_, k, _)| *k == key).map(|(line, _, text)| (*line, text.as_str()))
    }

    fn all(&self, key: &str) -> impl Iterator<Item = (usize, &str)> {
        self.keyed.iter().filter(move |(_, k, _)| *k == key).map(|(line, _, text)| (*line, text.as_str()))
    }

    fn needed(&self, key: &str) -> Result<(usize, &str), Wrong> {
        self.get(key).ok_or_else(|| (self.kind.0, format!("a question '{}' needs a line '{key}:'", self.kind.1)))
    }

    /// The hints, where everything else is one of these keys and there once.
    fn only(&self, kind: &str, keys: &[&str]) -> Result<Vec<String>, Wrong> {
        let mut hints = Vec::new();
        for (n, (line, key, text)) in self.keyed.iter().enumerate() {
            let again = self.keyed[..n].iter().any(|(_, before, _)| before == key);
            match *key {
                "hint" if text.is_empty() => return Err((*line, "this hint is empty".into())),
                "hint" if hints.len() == MOST_HINTS => {
                    return Err((*line, format!("a question has at most {MOST_HINTS} hints")));
                }
                "hint" => hints.push(text.clone()),
                key if !keys.contains(&key) => {
                    return Err((*line, format!("a question '{kind}' takes no line '{key}:'")));
                }
                key if again && key != "near" => return Err((*line, format!("there is a line '{key}:' already"))),
                _ => {}
            }
        }
        Ok(hints)
    }
}

fn expression((line, text): (usize, &str)) -> Result<Expression, Wrong> {
    Expression::parse(text).map_err(|wrong| (line, wrong.why))
}

/// `largest EXPRESSION` or `smallest EXPRESSION`.
fn extreme((line, text): (usize, &str)) -> Result<(Right, Expression), Wrong> {
    let (right, of) = match text.split_once(' ') {
        Some(("largest", of)) => (Right::Largest, of),
        Some(("smallest", of)) => (Right::Smallest, of),
        _ => return Err((line, format!("'{text}' does not say which: expected largest or smallest, and of what"))),
    };
    Ok((right, expression((line, of))?))
}

/// The ends of a scale: `0.8 .. 1`.
pub(super) fn ends(text: &str) -> Option<(f64, f64)> {
    let (low, high) = text.split_once("..")?;
    let (low, high) = (low.trim().parse::<f64>().ok()?, high.trim().parse::<f64>().ok()?);
    (low < high && low.is_finite() && high.is_finite()).then_some((low, high))
}

/// A number that is wrong, and why it is given all the same: `sse :: that is the sum`.
fn nearly((line, text): (usize, &str)) -> Result<(Expression, String), Wrong> {
    let (of, why) = text.split_once("::").ok_or((line, format!("'{text}' says after :: what was probably thought")))?;
    Ok((expression((line, of.trim()))?, why.trim().into()))
}

/// What stands before, between and after the parts of a formula, which are written `{1}`, `{2}` and so on.
fn within(formula: &str, count: usize) -> Result<Lay, String> {
    let (mut between, mut rest) = (Vec::new(), formula);
    for number in 1..=count {
        let mark = format!("{{{number}}}");
        let (before, after) = rest.split_once(&mark).ok_or_else(|| {
            format!("'{formula}' has no {mark} where part {number} goes; the parts stand in their order")
        })?;
        between.push(before.to_string());
        rest = after;
    }
    if let Some((_, more)) = rest.split_once('{') {
        return Err(format!("'{{{more}' stands for no part: there are {count}"));
    }
    between.push(rest.into());
    Ok(Lay::Within(between))
}

fn choice(lines: &Lines, lay: Lay) -> Result<Kind, Wrong> {
    let right = match lines.get("answer") {
        None => Right::True,
        Some((_, "largest")) => Right::Largest,
        Some((_, "smallest")) => Right::Smallest,
        Some((at, other)) => return Err((at, format!("'{other}' is neither largest nor smallest"))),
    };
    let options: Vec<_> = lines
        .options
        .iter()
        .map(|(line, text)| {
            let mut parts = text.splitn(3, "::").map(str::trim);
            let (text, of) = (parts.next().unwrap_or_default(), parts.next());
            let of = of.ok_or((*line, "an option says after :: what decides about it".into()))?;
            let why = parts.next().filter(|why| !why.is_empty()).map(String::from);
            Ok(Candidate { text: text.into(), of: expression((*line, of))?, why })
        })
        .collect::<Result<_, Wrong>>()?;
    if !(2..=6).contains(&options.len()) {
        return Err((lines.kind.0, format!("a choice has 2 to 6 options, not {}", options.len())));
    }
    Ok(Kind::Choice { options, right, lay })
}

/// What is done by commands: which ones, until when, and which lead there.
fn tried(lines: &Lines) -> Result<Hand, Wrong> {
    let (at, with) = lines.needed("with")?;
    let allowed = |text: &str| {
        let known = text.split(' ').next().and_then(spec).filter(|spec| sets(spec));
        let known = known.ok_or((at, format!("'{text}' is no command that a try can be done with")))?;
        match parse(text) {
            Ok(command) => Ok(Allowed::Just(command)),
            Err(_) if text == known.name => Ok(Allowed::Any(known.name)),
            Err(why) => Err((at, why)),
        }
    };
    let with_these = with.split(',').map(|one| allowed(one.trim())).collect::<Result<Vec<_>, Wrong>>()?;
    let (line, by) = lines.needed("by")?;
    let by = commands(by, line).map_err(|why| (line, why))?;
    if let Some((_, other)) = by.iter().find(|(_, command)| !with_these.iter().any(|allowed| allowed.has(command))) {
        return Err((line, format!("'{other}' is not among what it is done with: {with}")));
    }
    Ok(Hand { with: With::Commands(with_these), until: until(lines)?, goal: goal(lines)?, by, watch: watched(lines)? })
}

/// What is done by a dial: `turn: 0.05 .. 0.5 by 0.01 from 0.1`, `does: set alpha {}; step pass`, `by: 0.21`.
fn dialled(lines: &Lines) -> Result<Hand, Wrong> {
    let (at, turn) = lines.needed("turn")?;
    let wrong =
        || (at, format!("'{turn}' is no scale: expected its ends and a step, as in 0.05 .. 0.5 by 0.01 from 0.1"));
    let number = |text: &str| text.parse::<f64>().ok().filter(|v| v.is_finite());
    let words: Vec<&str> = turn.split_whitespace().collect();
    let (low, high, step, from) = match words[..] {
        [low, "..", high, "by", step] => (low, high, step, low),
        [low, "..", high, "by", step, "from", from] => (low, high, step, from),
        _ => return Err(wrong()),
    };
    let decimals = [low, high, step, from].map(|text| text.split_once('.').map_or(0, |(_, after)| after.len()));
    let numbers = (number(low), number(high), number(step), number(from));
    let (Some(low), Some(high), Some(step), Some(from)) = numbers else { return Err(wrong()) };
    if !(low < high && step > 0.0 && step <= high - low && (low..=high).contains(&from)) {
        return Err(wrong());
    }
    let (line, does) = lines.needed("does")?;
    if !does.contains("{}") {
        return Err((line, "what a dial does has {} where its number goes, as in: set alpha {}".into()));
    }
    let (_, name) = lines.needed("name")?;
    let decimals = decimals.into_iter().max().unwrap_or(0);
    let mut dial =
        Dial { name: name.into(), from, range: (low, high), step, to: from, decimals, does: does.into(), line };
    dial.commands(from).map_err(|why| (line, why))?;
    let (at, by) = lines.needed("by")?;
    dial.to = number(by).filter(|to| (dial.near(*to) - to).abs() < step * 1e-6).ok_or_else(|| {
        (at, format!("'{by}' is no number that the dial can stand on: it goes from {low} to {high} by {step}"))
    })?;
    let by = dial.commands(dial.to).map_err(|why| (line, why))?;
    Ok(Hand { with: With::Dial(dial), until: until(lines)?, goal: goal(lines)?, by, watch: watched(lines)? })
}

/// The goal in words; where it has none, as it is written.
fn goal(lines: &Lines) -> Result<String, Wrong> {
    let text = lines.get("goal").or(lines.get("until")).map_or("", |(_, text)| text);
    if text.is_empty() { Err((lines.kind.0, "this goal is empty".into())) } else { Ok(text.into()) }
}

fn until(lines: &Lines) -> Result<Claim, Wrong> {
    let (at, until) = lines.needed("until")?;
    Claim::parse(until, at).map_err(|why| (at, why))
}

fn watched(lines: &Lines) -> Result<Option<(String, Expression)>, Wrong> {
    let watched = |(at, text): (usize, &str)| {
        let (called, of) = text.split_once("::").unwrap_or((text, text));
        Ok((called.trim().into(), expression((at, of.trim()))?))
    };
    lines.get("watch").map(watched).transpose()
}
