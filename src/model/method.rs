//! The names of the algorithms, as values.

/// One of the algorithms that there are. What each of them is stands in the registry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Method {
    /// Alternating least squares.
    Als,
    /// Batch gradient descent, by the lecture's rule.
    Descent,
    /// Stochastic gradient descent: Funk's SVD in the form that Surprise gave it.
    Sgd,
    /// The same, with a mean and biases unless those are turned off.
    Svd,
    /// The same with what is implied by having rated something at all.
    SvdPp,
    /// Non-negative factors, by multiplicative updates.
    Nmf,
    /// Alternating least squares on implicit feedback: preferences, over all cells.
    ImplicitAls,
    /// Content-based filtering: a linear regression for each user on known item factors.
    Content,
    /// The same by item: a linear regression for each item on known user factors.
    ContentItems,
    /// Slope One: deviations of items from one another.
    SlopeOne,
    /// Clusters of users and of items.
    CoClustering,
    /// Chance: draws from the law of all ratings.
    NormalPredictor,
    /// Mean and biases by alternating least squares.
    BaselineAls,
    /// Mean and biases by stochastic gradient descent.
    BaselineSgd,
    /// The k nearest neighbours: their ratings.
    KnnBasic,
    /// The same, above each one's mean.
    KnnWithMeans,
    /// The same, in each one's deviations.
    KnnWithZScore,
    /// The same, above the baseline.
    KnnBaseline,
}
