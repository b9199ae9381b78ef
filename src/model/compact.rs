//! A row of numbers of which some are there: one bit for each place, and the numbers that are there in a row.

/// Numbers at some of the places 0, 1, 2, …: found at once, and in little more room than the numbers themselves.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Compact {
    /// Which places have a number, 64 to a word.
    words: Box<[u64]>,
    /// How many numbers come before each word.
    before: Box<[u32]>,
    values: Box<[f64]>,
}

impl Compact {
    /// Over so many places, from the numbers that are there, in order.
    pub(super) fn new(places: usize, numbers: impl Iterator<Item = (usize, f64)>) -> Self {
        let mut words = vec![0; places.div_ceil(64)];
        let put = |(at, value): (usize, f64)| {
            words[at / 64] |= 1 << (at % 64);
            value
        };
        let values = numbers.map(put).collect();
        let count = |sum: &mut u32, word: &u64| Some(std::mem::replace(sum, *sum + word.count_ones()));
        let before = words.iter().scan(0, count).collect();
        Self { words: words.into(), before, values }
    }

    /// The number at a place, if one is there.
    pub(super) fn get(&self, at: usize) -> Option<f64> {
        // Who joined since has no place yet.
        let (word, bit) = (*self.words.get(at / 64)?, 1 << (at % 64));
        let rank = || self.before[at / 64] + (word & (bit - 1)).count_ones();
        (word & bit != 0).then(|| self.values[rank() as usize])
    }

    /// All numbers with their places, in order.
    pub(super) fn iter(&self) -> impl Iterator<Item = (usize, f64)> + '_ {
        places(&self.words).zip(self.values.iter().copied())
    }

    /// How many numbers are there.
    pub(super) fn len(&self) -> usize {
        self.values.len()
    }

    /// How many bytes so many numbers over so many places take.
    pub(super) fn bytes_for(places: usize, numbers: usize) -> usize {
        numbers * size_of::<f64>() + places.div_ceil(64) * (size_of::<u64>() + size_of::<u32>())
    }

    /// How many bytes it takes.
    pub(super) fn bytes(&self) -> usize {
        size_of::<Self>() + Self::bytes_for(self.words.len() * 64, self.len())
    }
}

/// The places whose bits are set, in order.
pub(super) fn places(words: &[u64]) -> impl Iterator<Item = usize> + '_ {
    words.iter().enumerate().flat_map(|(n, &word)| {
        let rest = |left: &u64| Some(left & (left - 1)).filter(|left| *left != 0);
        let ones = std::iter::successors(Some(word).filter(|word| *word != 0), rest);
        ones.map(move |left| n * 64 + left.trailing_zeros() as usize)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_put_in_is_found_and_nothing_else() {
        for places in [0, 1, 63, 64, 65, 200] {
            for step in [1, 3, 64] {
                let numbers: Vec<(usize, f64)> = (0..places).step_by(step).map(|at| (at, at as f64 - 7.0)).collect();
                let row = Compact::new(places, numbers.iter().copied());
                assert_eq!(row.iter().collect::<Vec<_>>(), numbers, "{places} by {step}");
                let found: Vec<_> = (0..places).filter_map(|at| Some((at, row.get(at)?))).collect();
                assert_eq!((found, row.len()), (numbers.clone(), numbers.len()), "{places} by {step}");
            }
        }
    }
}
