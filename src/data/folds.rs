//! Folds: ways to hold ratings out several times over, each by a rule that any program can repeat.

use super::{Columns, NO_TIME, Names, Ratings, Scale, Share, Split, decimal, split, split::splitmix64};
use std::{collections::HashMap, fmt, str::FromStr, sync::Arc};

/// A way to hold ratings out, as often as it has folds. Its text form is what the command line takes.
///
/// Where something is drawn, row n of the file (from 0) has in the t-th drawing (from 0) the number
///
/// ```text
/// key(n) = splitmix64(n + splitmix64(seed + t))      in whole numbers of 64 bits, which wrap around
/// ```
///
/// and *in the drawn order* means by key, the least first, equal keys by row.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Folds {
    /// `5`, `5x3`: k folds, as often as said. The drawn order is cut into k stretches, of which the first `len mod k` are longer
    /// by one (as scikit-learn's and Surprise's `KFold` do); each is held out once. A new drawing for each time.
    Parts {
        /// k.
        folds: usize,
        /// How often.
        times: usize,
    },
    /// `shuffle:0.2x10`: the first `round(share · len)` ratings in the drawn order, and a new drawing for each time.
    Shuffle {
        /// The share that is held out.
        share: Share,
        /// How often.
        times: usize,
    },
    /// `leave-one-out`, `leave-one-out:3`: of each user the rating that comes first in the drawn order. Who gave one alone keeps
    /// it (Surprise's `LeaveOneOut` with `min_n_ratings=1`).
    LeaveOneOut {
        /// How often.
        times: usize,
    },
    /// `last:5`, `last:0.2`: the last ratings of each user by time, equal times by row, unknown times first.
    Last(Tail),
    /// `held-out:0.1`: those that [`split()`] holds out, once.
    HeldOut(Share),
}

/// How many of a user's ratings are the last ones. One at least is left to train on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Tail {
    /// So many, or all but one of fewer.
    Count(usize),
    /// `floor(share · count)`.
    Share(Share),
}

impl Folds {
    /// The most folds there can be.
    pub const MOST: usize = 1000;

    /// How many folds there are.
    pub fn count(self) -> usize {
        match self {
            Self::Parts { folds, times } => folds * times,
            Self::Shuffle { times, .. } | Self::LeaveOneOut { times } => times,
            Self::Last(_) | Self::HeldOut(_) => 1,
        }
    }

    /// Why these ratings cannot be divided so, in a sentence.
    pub fn refusal(self, ratings: &Ratings) -> Option<String> {
        match self {
            Self::Parts { folds, .. } if folds > ratings.len() => {
                Some(format!("{folds} folds take at least {folds} ratings, and there are {}", ratings.len()))
            }
            Self::Last(_) if !ratings.has_times() => {
                Some("it is not known when these ratings were given, so none of them is the last".into())
            }
            _ => None,
        }
    }

    /// One of the folds, by its number from 0: the ratings divided, all three parts in one memory.
    pub fn split(self, ratings: &Arc<Ratings>, seed: u64, fold: usize) -> Split {
        if let Self::HeldOut(share) = self {
            return split(ratings, share, seed);
        }
        let held = self.held(ratings, seed, fold);
        Split::by(ratings, |n, _| held[n])
    }

    /// Whether each row of the file is held out in a fold.
    fn held(self, ratings: &Ratings, seed: u64, fold: usize) -> Vec<bool> {
        let n = ratings.len();
        let mut held = vec![false; n];
        match self {
            Self::Parts { folds, .. } => {
                let (time, part) = (fold / folds, fold % folds);
                let start = part * (n / folds) + part.min(n % folds);
                let length = n / folds + usize::from(part < n % folds);
                let rows = drawn(n, seed, time);
                rows[start..start + length].iter().for_each(|row| held[*row as usize] = true);
            }
            Self::Shuffle { share, .. } => {
                let count = (share.part() * n as f64).round() as usize;
                drawn(n, seed, fold).iter().take(count).for_each(|row| held[*row as usize] = true);
            }
            Self::LeaveOneOut { .. } => {
                let mut open: Vec<bool> = degrees(ratings).map(|count| count > 1).collect();
                let users = ratings.columns().users;
                for row in drawn(n, seed, fold) {
                    let open = &mut open[users[row as usize].index()];
                    held[row as usize] = std::mem::take(open);
                }
            }
            Self::Last(tail) => {
                let columns = ratings.columns();
                let mut left: Vec<usize> = degrees(ratings).map(|count| tail.of(count)).collect();
                for row in by_time(&columns).into_iter().rev() {
                    let left = &mut left[columns.users[row as usize].index()];
                    held[row as usize] = *left > 0;
                    *left = left.saturating_sub(1);
                }
            }
            Self::HeldOut(_) => {}
        }
        held
    }
}

impl Tail {
    fn of(self, count: usize) -> usize {
        match self {
            Self::Count(most) => most.min(count.saturating_sub(1)),
            Self::Share(share) => ((share.part() * count as f64).floor() as usize).min(count.saturating_sub(1)),
        }
    }
}

fn degrees(ratings: &Ratings) -> impl Iterator<Item = usize> + '_ {
    (0..ratings.n_users()).map(|i| ratings.degree(super::UserId::new(i)))
}

/// The rows of the file in the order that is drawn.
fn drawn(rows: usize, seed: u64, time: usize) -> Vec<u32> {
    let start = splitmix64(seed.wrapping_add(time as u64));
    let mut keyed: Vec<(u64, u32)> =
        (0..rows as u32).map(|n| (splitmix64(start.wrapping_add(u64::from(n))), n)).collect();
    keyed.sort_unstable();
    keyed.into_iter().map(|(_, n)| n).collect()
}

/// The rows of the file, the earliest first.
fn by_time(columns: &Columns) -> Vec<u32> {
    let mut rows: Vec<u32> = (0..columns.len() as u32).collect();
    rows.sort_by_key(|row| columns.time(*row as usize).unwrap_or(NO_TIME));
    rows
}

impl fmt::Display for Folds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Parts { folds, times: 1 } => write!(f, "{folds}"),
            Self::Parts { folds, times } => write!(f, "{folds}x{times}"),
            Self::Shuffle { share, times: 1 } => write!(f, "shuffle:{share}"),
            Self::Shuffle { share, times } => write!(f, "shuffle:{share}x{times}"),
            Self::LeaveOneOut { times: 1 } => f.write_str("leave-one-out"),
            Self::LeaveOneOut { times } => write!(f, "leave-one-out:{times}"),
            Self::Last(Tail::Count(count)) => write!(f, "last:{count}"),
            Self::Last(Tail::Share(share)) => write!(f, "last:{share}"),
            Self::HeldOut(share) => write!(f, "held-out:{share}"),
        }
    }
}

impl FromStr for Folds {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || {
            format!(
                "'{text}' does not say how to hold ratings out; write 5, 5x3, shuffle:0.2x5, leave-one-out:3, last:5, \
                 last:0.2 or held-out:0.1"
            )
        };
        let times = |text: &str| text.parse().ok().filter(|n| (1..=Self::MOST).contains(n)).ok_or_else(wrong);
        let share =
            |text: &str| decimal(text).and_then(Share::new).filter(|share| *share != Share::NONE).ok_or_else(wrong);
        let (way, what) = text.split_once(':').map_or((text, None), |(way, what)| (way, Some(what)));
        match (way, what) {
            ("leave-one-out", what) => Ok(Self::LeaveOneOut { times: what.map_or(Ok(1), times)? }),
            ("shuffle", Some(what)) => {
                let (part, count) = what.split_once('x').unwrap_or((what, "1"));
                Ok(Self::Shuffle { share: share(part)?, times: times(count)? })
            }
            ("last", Some(what)) => match what.parse() {
                Ok(count) if count > 0 => Ok(Self::Last(Tail::Count(count))),
                _ => Ok(Self::Last(Tail::Share(share(what)?))),
            },
            ("held-out", Some(what)) => Ok(Self::HeldOut(share(what)?)),
            (parts, None) => {
                let (folds, count) = parts.split_once('x').unwrap_or((parts, "1"));
                let folds: usize = times(folds)?;
                let all = Self::Parts { folds, times: times(count)? };
                if folds < 2 || all.count() > Self::MOST { Err(wrong()) } else { Ok(all) }
            }
            _ => Err(wrong()),
        }
    }
}

/// Two lots of ratings, to train on and to test on, as one division: users and items are the same where their names are.
///
/// # Errors
/// A sentence, where a rating is in both.
pub fn joined(train: &Ratings, test: &Ratings) -> Result<Split, String> {
    let (low, high) = (train.scale().low().min(test.scale().low()), train.scale().high().max(test.scale().high()));
    let scale = Scale::new(low, high).unwrap_or(train.scale());
    let users = united(&train.names().users, &test.names().users);
    let items = united(&train.names().items, &test.names().items);
    let mut columns = Columns::default();
    train.in_file_order().for_each(|rating| columns.push(rating));
    for rating in test.in_file_order() {
        let user = super::UserId::new(users.1[rating.user.index()]);
        let item = super::ItemId::new(items.1[rating.item.index()]);
        columns.push(super::Rating { user, item, value: rating.value });
    }
    let names = Arc::new(Names::new(users.0, items.0));
    let all = Ratings::of(Arc::clone(&names), scale, columns).map_err(|twice| {
        let rating = twice.1.at(twice.0.second);
        let (user, item) = (&names.users[rating.user.index()], &names.items[rating.item.index()]);
        format!("the rating of '{user}' for '{item}' is both to train on and to test on")
    })?;
    Ok(Split::by(&all, |n, _| n >= train.len()))
}

/// The names of both, and where each of the second stands among them.
fn united(first: &[Box<str>], second: &[Box<str>]) -> (Vec<Box<str>>, Vec<usize>) {
    let mut all = first.to_vec();
    let mut known: HashMap<&str, usize> = first.iter().enumerate().map(|(at, name)| (&**name, at)).collect();
    let places = second
        .iter()
        .map(|name| {
            *known.entry(name).or_insert_with(|| {
                all.push(name.clone());
                all.len() - 1
            })
        })
        .collect();
    (all, places)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_it_writes() {
        for text in [
            "5",
            "5x3",
            "shuffle:0.2",
            "shuffle:0.2x10",
            "leave-one-out",
            "leave-one-out:3",
            "last:5",
            "last:0.2",
            "held-out:0.1",
        ] {
            let folds: Folds = text.parse().unwrap();
            assert_eq!(folds.to_string(), text);
        }
        for bad in [
            "",
            "1",
            "0",
            "x",
            "5x",
            "5x0",
            "900x2",
            "shuffle",
            "shuffle:0",
            "shuffle:1x2",
            "last:0",
            "last:",
            "first:3",
        ] {
            assert!(bad.parse::<Folds>().unwrap_err().contains("leave-one-out"), "{bad}");
        }
    }

    #[test]
    fn the_drawn_order_is_the_documented_one() {
        // Worked out by a program of its own, in another language.
        assert_eq!(drawn(10, 0, 0), DRAWN[0]);
        assert_eq!(drawn(10, 7, 2), DRAWN[1]);
        assert_eq!(drawn(10, 9, 0), drawn(10, 7, 2), "the t-th drawing of a seed is the first of seed + t");
    }

    const DRAWN: [[u32; 10]; 2] = [[5, 7, 1, 4, 2, 8, 0, 6, 3, 9], [1, 2, 3, 5, 4, 6, 8, 9, 7, 0]];
}
