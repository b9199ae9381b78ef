//! Questions: what is asked, how an answer is judged by the live state, and what the right answer is.

use super::{Expression, Hand, Live, Piece, live::Here, quantity::Pointer};
use crate::data::{Entity, ItemId, Side, UserId};

/// A question of a page.
#[derive(Clone, Debug, PartialEq)]
pub struct Question {
    /// What is asked.
    pub prompt: Vec<Piece>,
    /// What kind of answer there is.
    pub kind: Kind,
    /// Hints, shown one after another.
    pub hints: Vec<String>,
    /// Its line in the file.
    pub line: usize,
}

/// The kinds of questions.
#[derive(Clone, Debug, PartialEq)]
pub enum Kind {
    /// A number, right when it is no farther than `within` from the answer.
    Number {
        /// What it must be.
        answer: Expression,
        /// The tolerance.
        within: f64,
        /// Numbers that are wrong for a known reason, and what was probably thought.
        near: Vec<(Expression, String)>,
    },
    /// One of some options.
    Choice {
        /// The options.
        options: Vec<Candidate>,
        /// Which of them is right.
        right: Right,
        /// How they stand.
        lay: Lay,
    },
    /// A cell of the grid.
    Cell {
        /// What is compared over the cells, in `i` and `j`.
        of: Expression,
        /// Which of them is right.
        right: Right,
        /// Which cells count.
        among: Among,
    },
    /// A user or an item.
    Row {
        /// Which of the two.
        side: Side,
        /// What is compared over them, in `i` or `j`.
        of: Expression,
        /// Which of them is right.
        right: Right,
    },
    /// A term of a formula, in symbols.
    Term {
        /// What it must be worth.
        answer: Expression,
        /// The same as it is written.
        text: String,
        /// What is wrong, with what was probably thought.
        near: Vec<(Expression, String)>,
    },
    /// A missing rating.
    Guess {
        /// Whose.
        user: Pointer,
        /// Of what.
        item: Pointer,
    },
    /// Something that the student does.
    Hand(Box<Hand>),
    /// The error curve over the passes to come, drawn before they are done.
    Sketch {
        /// How many passes.
        over: usize,
        /// Between what the curve lies.
        scale: (f64, f64),
    },
}

/// An option of a choice.
#[derive(Clone, Debug, PartialEq)]
pub struct Candidate {
    /// What it says.
    pub text: String,
    /// What decides about it.
    pub of: Expression,
    /// What whoever takes it for right has probably thought.
    pub why: Option<String>,
}

/// How the options of a choice stand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lay {
    /// One below the other, in any order.
    Any,
    /// One below the other, in the order that is written: it says something.
    Written,
    /// As parts of a formula: what stands before each, and after the last.
    Within(Vec<String>),
}

/// Which of several is right.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Right {
    /// The one that is true.
    True,
    /// The largest.
    Largest,
    /// The smallest.
    Smallest,
}

/// Which cells count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Among {
    /// Those with a rating.
    Known,
    /// The holes.
    Missing,
    /// All.
    All,
}

/// What is made of an answer.
#[derive(Clone, Debug, PartialEq)]
pub enum Judged {
    /// It is right; there may be something to say.
    Right(String),
    /// It is wrong; there may be something to say.
    Wrong(String),
    /// A guess, to be kept under the names of user and item, with what there is to say of it.
    Guessed((String, String), f64, String),
}

/// Cells beyond this number are not gone through.
const MOST_CELLS: usize = 10_000_000;

impl Question {
    /// What is done by hand, where that is what is asked.
    pub fn hand(&self) -> Option<&Hand> {
        if let Kind::Hand(hand) = &self.kind { Some(hand) } else { None }
    }

    /// Judges an answer: a number, the number of an option, symbols. Where a cell is asked for, it is the one at `cursor`.
    ///
    /// # Errors
    /// A sentence, where the text is no answer to this question, or the question speaks of what is not there.
    pub fn judge(&self, text: &str, cursor: (UserId, ItemId), live: &Live<'_>) -> Result<Judged, String> {
        let text = text.trim();
        match &self.kind {
            Kind::Number { answer, within, near } => {
                let (readings, answer) = (readings(text)?, live.value(answer)?);
                let is = |given: f64, value: f64| (given - value).abs() <= within + 1e-9;
                if readings.iter().any(|given| is(*given, answer)) {
                    return Ok(Judged::Right(format!("{text} is right")));
                }
                let given = single(text, &readings)?;
                for (of, why) in near {
                    if is(given, live.value(of)?) {
                        return Ok(Judged::Wrong(format!("{text} is not it: {why}")));
                    }
                }
                Ok(if (given + answer).abs() <= within + 1e-9 {
                    Judged::Wrong("the size is right, the sign is not".into())
                } else {
                    Judged::Wrong(format!("{text} is too {}", if given > answer { "large" } else { "small" }))
                })
            }
            Kind::Choice { options, lay, .. } => {
                let number = text.parse::<usize>().ok().filter(|n| (1..=options.len()).contains(n));
                let number = number.ok_or_else(|| format!("choose one by its number, 1 to {}", options.len()))?;
                let right = self.right_option(live)?;
                let given = match lay {
                    Lay::Within(_) => options[number - 1].text.clone(),
                    Lay::Any | Lay::Written => number.to_string(),
                };
                Ok(match right + 1 == number {
                    true => Judged::Right(format!("{given} is right")),
                    false => Judged::Wrong(match &options[number - 1].why {
                        Some(why) => format!("{given} is not it: {why}"),
                        None => format!("{given} is not it"),
                    }),
                })
            }
            Kind::Row { side, .. } => {
                let right = self.right_row(live)?;
                let at = match side {
                    Side::Users => Entity::from(cursor.0),
                    Side::Items => cursor.1.into(),
                };
                let name = live.snapshot.ratings().name(at);
                Ok(match right == at {
                    true => Judged::Right(format!("{name} is right")),
                    false => Judged::Wrong(format!("{name} is not it")),
                })
            }
            Kind::Cell { among, .. } => {
                let right = self.right_cell(live)?;
                let rated = live.snapshot.ratings().get(cursor.0, cursor.1).is_some();
                let name =
                    |(i, j)| format!("{} and {}", live.snapshot.ratings().name(i), live.snapshot.ratings().name(j));
                Ok(match right == cursor {
                    true => Judged::Right(format!("{} is right", name(cursor))),
                    false => Judged::Wrong(match (among, rated) {
                        (Among::Known, false) => format!("{} is a hole, and a rating is asked for", name(cursor)),
                        (Among::Missing, true) => format!("{} is a rating, and a hole is asked for", name(cursor)),
                        _ => format!("{} is not it", name(cursor)),
                    }),
                })
            }
            Kind::Term { answer, near, .. } => {
                // Of all the quantities that there are, few are asked for in symbols.
                let some = |why: String| match why.split_once("; there are ") {
                    Some((why, _)) => format!("{why}; write symbols such as e[4,3] Q[1,3]"),
                    None => why,
                };
                let term = Expression::parse(text).map_err(|wrong| some(wrong.why))?;
                if !term.is_live() {
                    return Err("write it in symbols, such as e[4,3] Q[1,3]".into());
                }
                let (given, answer) = (live.value(&term)?, live.value(answer)?);
                let is = |value: f64| (given - value).abs() <= 1e-9 * (1.0 + value.abs());
                if is(answer) {
                    return Ok(Judged::Right(format!("{text} is right")));
                }
                for (of, why) in near {
                    if is(live.value(of)?) {
                        return Ok(Judged::Wrong(format!("{text} is not it: {why}")));
                    }
                }
                Ok(if is(-answer) {
                    Judged::Wrong("that is the term with the other sign".into())
                } else {
                    Judged::Wrong(format!("{text} is not it"))
                })
            }
            Kind::Hand(_) | Kind::Sketch { .. } => Err("this is done by hand, not answered".into()),
            Kind::Guess { user, item } => {
                let given = number(text)?;
                let (i, j) = (live.user(user)?, live.item(item)?);
                let ratings = live.snapshot.ratings();
                if !ratings.scale().holds(given) {
                    return Err(ratings.scale().refusal(text));
                }
                let names = (ratings.name(i).to_string(), ratings.name(j).to_string());
                Ok(Judged::Guessed(names, given, compared(given, (i, j), live)))
            }
        }
    }

    /// The right answer in words.
    ///
    /// # Errors
    /// A sentence, where the question speaks of what is not there or no answer is the only right one.
    pub fn solution(&self, live: &Live<'_>) -> Result<String, String> {
        match &self.kind {
            Kind::Number { answer, within, .. } => {
                Ok(format!("the answer is {}", rounded(live.value(answer)?, *within)))
            }
            Kind::Choice { options, lay, .. } => {
                let right = self.right_option(live)?;
                Ok(match lay {
                    Lay::Within(_) => format!("the answer is {}", options[right].text),
                    Lay::Any | Lay::Written => format!("the answer is {}: {}", right + 1, options[right].text),
                })
            }
            Kind::Cell { .. } => {
                let (i, j) = self.right_cell(live)?;
                let ratings = live.snapshot.ratings();
                Ok(format!("the answer is {} and {}", ratings.name(i), ratings.name(j)))
            }
            Kind::Row { .. } => Ok(format!("the answer is {}", live.snapshot.ratings().name(self.right_row(live)?))),
            Kind::Term { answer, text, .. } => {
                Ok(format!("the answer is {text}, which is {} here", rounded(live.value(answer)?, 1e-4)))
            }
            Kind::Hand(hand) => Ok(hand.way()),
            Kind::Sketch { .. } => Ok("the true curve is drawn next".into()),
            Kind::Guess { user, item } => {
                let (i, j) = (live.user(user)?, live.item(item)?);
                let prediction = live.snapshot.ratings().scale().clip(live.snapshot.predict(i, j));
                Ok(match live.snapshot.ratings().get(i, j) {
                    Some(truth) => format!("the rating is {truth}; the model says {}", rounded(prediction, 0.01)),
                    None => "nobody knows: this rating was never given".into(),
                })
            }
        }
    }

    /// The option that is right, from 0.
    fn right_option(&self, live: &Live<'_>) -> Result<usize, String> {
        let Kind::Choice { options, right, .. } = &self.kind else { return Err("there are no options".into()) };
        let values = options.iter().map(|option| live.value(&option.of)).collect::<Result<Vec<_>, _>>()?;
        right.only(&values).ok_or_else(|| format!("not one option alone is right: they are worth {values:?}"))
    }

    /// The cell that is right.
    fn right_cell(&self, live: &Live<'_>) -> Result<(UserId, ItemId), String> {
        let Kind::Cell { of, right, among } = &self.kind else { return Err("no cell is asked for".into()) };
        let ratings = live.snapshot.ratings();
        let (users, items) = (ratings.n_users(), ratings.n_items());
        if users.saturating_mul(items) > MOST_CELLS {
            return Err("the grid is too large to look at each of its cells".into());
        }
        let all = (0..users).flat_map(|i| (0..items).map(move |j| (UserId::new(i), ItemId::new(j))));
        let cells: Vec<_> = all
            .filter(|&(i, j)| match among {
                Among::All => true,
                Among::Known => ratings.get(i, j).is_some(),
                Among::Missing => ratings.get(i, j).is_none(),
            })
            .collect();
        let at = |(i, j)| Live { here: Here { user: Some(i), item: Some(j) }, ..*live }.value(of);
        let values = cells.iter().map(|&cell| at(cell)).collect::<Result<Vec<_>, _>>()?;
        let only = right.only(&values).map(|at| cells[at]);
        only.ok_or_else(|| "not one cell alone is right".into())
    }
}

impl Question {
    /// The user or the item that is right.
    fn right_row(&self, live: &Live<'_>) -> Result<Entity, String> {
        let Kind::Row { side, of, right } = &self.kind else { return Err("no user or item is asked for".into()) };
        let count = live.snapshot.ratings().count(*side);
        let all = || (0..count).map(|at| Entity::new(*side, at));
        let here = |at| match at {
            Entity::User(i) => Here { user: Some(i), item: None },
            Entity::Item(j) => Here { user: None, item: Some(j) },
        };
        let values = all().map(|at| Live { here: here(at), ..*live }.value(of)).collect::<Result<Vec<_>, _>>()?;
        let only = right.only(&values).and_then(|at| all().nth(at));
        only.ok_or_else(|| format!("not one of the {side} alone is right"))
    }
}

impl Right {
    /// Which of these values is right, if it is only one.
    fn only(self, values: &[f64]) -> Option<usize> {
        let best = match self {
            Right::True => 1.0,
            Right::Largest => values.iter().copied().fold(f64::NEG_INFINITY, f64::max),
            Right::Smallest => values.iter().copied().fold(f64::INFINITY, f64::min),
        };
        let mut right = values.iter().enumerate().filter(|(_, v)| (**v - best).abs() <= 1e-9 * (1.0 + best.abs()));
        let first = right.next()?.0;
        right.next().is_none().then_some(first)
    }
}

/// What a text can mean: a number, or arithmetic that is worth one. A comma may stand before decimals or between thousands,
/// and per cent may be meant as they are or as a part of one.
fn readings(text: &str) -> Result<Vec<f64>, String> {
    if let Some(part) = text.trim().strip_suffix('%') {
        return Ok(readings(part)?.into_iter().flat_map(|value| [value, value / 100.0]).collect());
    }
    let decimal = text.trim().replacen(',', ".", 1).parse();
    let in_thousands = text.trim().split(',').skip(1).all(|three| three.len() == 3);
    let thousands = text.trim().replace(',', "").parse();
    let commas: Vec<f64> =
        decimal.into_iter().chain(thousands.into_iter().filter(|_| in_thousands && text.contains(','))).collect();
    if !commas.is_empty() && commas.iter().all(|value: &f64| value.is_finite()) {
        return Ok(commas);
    }
    let why = || format!("'{text}' is not a number; arithmetic such as 5 - 4.88 will do as well");
    let expression = Expression::parse(text).map_err(|_| why())?;
    if expression.is_live() {
        return Err("work it out in numbers: symbols are for the program".into());
    }
    let value = expression.value(&|_| Err(why())).ok().filter(|v| v.is_finite()).ok_or_else(why)?;
    Ok(vec![value])
}

/// The number that a text means, where it means one.
///
/// # Errors
/// A sentence, where it is none or could be two.
pub fn number(text: &str) -> Result<f64, String> {
    single(text, &readings(text)?)
}

/// The one of the numbers that a text can mean.
fn single(text: &str, readings: &[f64]) -> Result<f64, String> {
    match readings {
        [one, ..] if text.contains('%') => Ok(*one),
        [one] => Ok(*one),
        [one, ..] => {
            Err(format!("'{text}' could be {one}: write a point before decimals, and nothing between thousands"))
        }
        [] => Err(format!("'{text}' is not a number")),
    }
}

/// A value with as many decimals as a tolerance asks for, and one more.
fn rounded(value: f64, within: f64) -> String {
    let decimals = (1.0 - within.max(1e-9).log10().floor()).clamp(0.0, 9.0) as usize;
    let text = format!("{value:.decimals$}");
    let text = if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { &text };
    if text == "-0" { "0".into() } else { text.into() }
}

/// Whose guess was nearer, where the program knows the rating and the model does not; else what there is to say.
fn compared(guess: f64, (i, j): (UserId, ItemId), live: &Live<'_>) -> String {
    let ratings = live.snapshot.ratings();
    let model = ratings.scale().clip(live.snapshot.predict(i, j));
    let Some(truth) = ratings.get(i, j) else {
        return "kept; nobody knows this rating, so there is no right or wrong".into();
    };
    let words = format!(
        "{} gave {} {truth}; you guessed {guess}, the model {}",
        ratings.name(i),
        ratings.name(j),
        rounded(model, 0.01)
    );
    let (own, its) = ((guess - truth).abs(), (model - truth).abs());
    let nearer = match own.total_cmp(&its) {
        std::cmp::Ordering::Less => "you were nearer",
        std::cmp::Ordering::Greater => "the model was nearer",
        std::cmp::Ordering::Equal => "both were equally near",
    };
    let unfair = if live.snapshot.held_out(i, j) { "" } else { ", which had seen it" };
    format!("{words}{unfair}: {nearer}")
}
