//! What users did with items and when, besides rating them: plays, purchases, visits.

use super::{ItemId, UserId};

/// How many seconds a day has.
pub const DAY: i64 = 86_400;

/// What a user did with one item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Use {
    /// What was used.
    pub item: ItemId,
    /// How often.
    pub count: u32,
    /// When last, in seconds since 1970, where that is known.
    pub last: Option<i64>,
    /// The usual gap between two uses: the median of the gaps, in seconds. Of what was used at one moment only there is none.
    pub gap: Option<i64>,
}

/// What each user did, item by item.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Uses {
    /// Where those of each user begin, and after the last user where they end; nothing where nothing is known.
    starts: Vec<u32>,
    all: Vec<Use>,
    /// The latest moment of any.
    now: Option<i64>,
}

impl Uses {
    /// From each single use, in any order; those without a moment are counted only.
    pub fn new(users: usize, mut each: Vec<(UserId, ItemId, Option<i64>)>) -> Self {
        each.sort_unstable();
        let now = each.iter().filter_map(|one| one.2).max();
        let mut starts = vec![0; users + 1];
        let mut all = Vec::new();
        for same in each.chunk_by(|a, b| (a.0, a.1) == (b.0, b.1)) {
            let moments: Vec<i64> = same.iter().filter_map(|one| one.2).collect();
            let gaps = moments.windows(2).map(|pair| pair[1] - pair[0]).filter(|gap| *gap > 0).collect();
            let gap = median(gaps);
            let (user, item, _) = same[0];
            all.push(Use { item, count: same.len() as u32, last: moments.last().copied(), gap });
            starts[user.index() + 1] = all.len() as u32;
        }
        // Who used nothing ends where they begin.
        (1..starts.len()).for_each(|i| starts[i] = starts[i].max(starts[i - 1]));
        Self { starts, all, now }
    }

    /// Whether nothing is known of anyone.
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// What a user did, by item; nothing of a newcomer.
    pub fn of(&self, user: UserId) -> &[Use] {
        let at = |n: usize| self.starts.get(n).map(|start| *start as usize);
        let range = at(user.index()).zip(at(user.index() + 1));
        range.and_then(|(from, to)| self.all.get(from..to)).unwrap_or_default()
    }

    /// What a user did with an item.
    pub fn get(&self, user: UserId, item: ItemId) -> Option<Use> {
        let uses = self.of(user);
        uses.binary_search_by_key(&item, |one| one.item).ok().map(|at| uses[at])
    }

    /// The latest moment of any use: what counts as now.
    pub fn now(&self) -> Option<i64> {
        self.now
    }

    /// When each item was used last by anyone, where that is known.
    pub fn last(&self) -> impl Iterator<Item = (ItemId, i64)> + '_ {
        self.all.iter().filter_map(|one| Some((one.item, one.last?)))
    }
}

/// The one in the middle; of an even number, half way between the two there.
fn median(mut all: Vec<i64>) -> Option<i64> {
    all.sort_unstable();
    let middle = all.len() / 2;
    let upper = *all.get(middle)?;
    Some(if all.len() % 2 == 1 { upper } else { i64::midpoint(all[middle - 1], upper) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn uses_are_counted_and_their_rhythm_is_the_median_gap() {
        let (i, j) = (UserId::new, ItemId::new);
        let day = DAY;
        let at = |user, item, days: i64| (i(user), j(item), Some(days * day));
        let uses = Uses::new(
            3,
            vec![at(2, 0, 9), at(0, 1, 60), at(0, 1, 0), at(0, 1, 31), at(0, 1, 31), (i(0), j(0), None), at(2, 0, 9)],
        );
        assert_eq!(uses.of(i(0)).len(), 2);
        assert!(uses.of(i(1)).is_empty() && uses.of(i(7)).is_empty());
        let rhythm = uses.get(i(0), j(1)).unwrap();
        assert_eq!((rhythm.count, rhythm.last, rhythm.gap), (4, Some(60 * day), Some(30 * day)));
        assert_eq!(uses.get(i(0), j(0)), Some(Use { item: j(0), count: 1, last: None, gap: None }));
        let two = Uses::new(1, vec![at(0, 0, 0), at(0, 0, 53), at(0, 0, 14)]);
        assert_eq!(two.get(i(0), j(0)).unwrap().gap, Some(53 * day / 2), "of two gaps it is half way between them");
        assert_eq!(uses.get(i(2), j(0)).unwrap().gap, None, "twice at one moment is no rhythm");
        assert_eq!((uses.now(), uses.get(i(1), j(0))), (Some(60 * day), None));
        assert!(Uses::default().of(i(0)).is_empty() && Uses::default().is_empty());
    }
}
