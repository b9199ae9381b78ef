//! Extents: numbers sorted into groups, by value, by ranges, or by how many there are of something.

use crate::data::Ratings;

/// Ratings with at most so many distinct values are grouped by value; others, and predictions of them, into as many ranges
/// less two.
const VALUES: usize = 12;

/// What the ratings of a group have in common. Each end of a range belongs to it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Extent {
    /// The rating, or a prediction that is nearer to it than to any other.
    Value(f64),
    /// Ratings or predictions from here to there.
    Values(f64, f64),
    /// So many ratings to learn from, at least and at the most.
    Counts(usize, usize),
}

impl Extent {
    /// From the beginning of this to the end of another.
    pub(super) fn to(self, other: Self) -> Self {
        match (self, other) {
            (Self::Counts(low, _), Self::Counts(_, high)) => Self::Counts(low, high),
            (one, other) => Self::Values(one.ends().0, other.ends().1),
        }
    }

    fn ends(self) -> (f64, f64) {
        match self {
            Self::Value(value) => (value, value),
            Self::Values(low, high) => (low, high),
            Self::Counts(low, high) => (low as f64, high as f64),
        }
    }
}

/// Which group a number belongs to.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Scheme {
    /// What those of each group have in common.
    pub extents: Vec<Extent>,
    /// Each group but the first begins here: above it for numbers, at it for counts.
    bounds: Vec<f64>,
}

impl Scheme {
    /// The distinct ratings, where there are few; else ranges of the scale.
    pub fn of_ratings(ratings: &Ratings) -> Self {
        let mut values: Vec<f64> = ratings.counts().into_iter().map(|(value, _)| value).collect();
        values.sort_unstable_by(f64::total_cmp);
        if values.is_empty() || values.len() > VALUES {
            return Self::even(ratings.scale().low(), ratings.scale().high());
        }
        Self {
            bounds: values.windows(2).map(|pair| f64::midpoint(pair[0], pair[1])).collect(),
            extents: values.into_iter().map(Extent::Value).collect(),
        }
    }

    /// Ranges of one width.
    pub fn even(low: f64, high: f64) -> Self {
        let count = VALUES - 2;
        let at = |n: usize| low + (high - low) * n as f64 / count as f64;
        Self {
            extents: (0..count).map(|n| Extent::Values(at(n), at(n + 1))).collect(),
            bounds: (1..count).map(at).collect(),
        }
    }

    /// None, 1 to 2, 3 to 5, 6 to 10, and so on: each about twice as far as the one before.
    pub fn of_counts() -> Self {
        let ends: Vec<usize> = (0..6).flat_map(|power| [1, 2, 5].map(|digit| digit * 10_usize.pow(power))).collect();
        let ends = [0].into_iter().chain(ends.into_iter().skip(1)).chain([usize::MAX]);
        let mut low = 0;
        let extents: Vec<Extent> = ends
            .map(|high| {
                let extent = Extent::Counts(low, high);
                low = high.saturating_add(1);
                extent
            })
            .collect();
        let begin = |extent: &Extent| if let Extent::Counts(low, _) = extent { *low as f64 } else { 0.0 };
        Self { bounds: extents.iter().skip(1).map(begin).collect(), extents }
    }

    /// What lies beyond the ends belongs to the first or the last.
    pub fn at(&self, value: f64) -> usize {
        self.bounds.partition_point(|bound| *bound < value)
    }

    /// The group of a count, from 0.
    pub fn at_count(&self, count: usize) -> usize {
        self.bounds.partition_point(|bound| *bound <= count as f64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_grouped_by_one_two_and_five() {
        let scheme = Scheme::of_counts();
        let of = |count: usize| scheme.extents[scheme.at_count(count)];
        let wanted = [(0, 0), (1, 2), (3, 5), (6, 10), (11, 20), (21, 50), (51, 100), (101, 200)];
        for (low, high) in wanted {
            assert_eq!((of(low), of(high)), (Extent::Counts(low, high), Extent::Counts(low, high)));
        }
        assert_eq!(of(3_000_000), Extent::Counts(500_001, usize::MAX));
    }

    #[test]
    fn a_prediction_belongs_to_the_nearest_value() {
        let ratings = crate::data::Lecture::Main.ratings();
        let scheme = Scheme::of_ratings(&ratings);
        let of = |value: f64| scheme.extents[scheme.at(value)];
        assert_eq!([-3.0, 1.4, 2.9, 3.1, 9.0].map(of), [0.0, 1.0, 2.0, 4.0, 5.0].map(Extent::Value), "nobody gave a 3");
        let even = Scheme::even(0.0, 1.0);
        let of = |value: f64| even.extents[even.at(value)];
        assert_eq!(of(0.05), Extent::Values(0.0, 0.1));
        assert_eq!((of(-1.0), of(1.7)), (Extent::Values(0.0, 0.1), Extent::Values(0.9, 1.0)));
    }
}
