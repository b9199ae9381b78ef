//! An order that puts side by side what is alike: the leaves of a tree of clusters, from left to right.

use crate::model::Go;

/// The order of the rows of a symmetric table of similarities (n x n, row by row) in which clusters lie side by side. It is a
/// permutation of 0..n; `None` when it is given up.
///
/// Clusters are joined by average linkage: the two that are most alike in the mean over all pairs become one,
/// `s(a∪b, c) = (|a| s(a,c) + |b| s(b,c)) / (|a| + |b|)`. They are found by following nearest neighbours until two are each
/// other's, which comes to the same tree in n² steps. Of the four ways to put two clusters end to end that is taken whose
/// ends are most alike. Among equals the first counts, so the order follows from the numbers alone.
///
/// Sources: Sokal and Michener, "A statistical method for evaluating systematic relationships" (1958); Müllner, "Modern
/// hierarchical, agglomerative clustering algorithms" (2011), for the chain.
pub fn order(similarities: &[f64], n: usize, go: Go) -> Option<Vec<usize>> {
    let mut between = similarities.to_vec();
    // Each cluster stands at the place of its first row; the others are empty.
    let mut leaves: Vec<Vec<usize>> = (0..n).map(|row| vec![row]).collect();
    let mut chain: Vec<usize> = Vec::new();
    for _ in 1..n {
        go()?;
        if chain.is_empty() {
            chain.extend(leaves.iter().position(|leaves| !leaves.is_empty()));
        }
        let (a, b) = loop {
            let last = *chain.last()?;
            let before = chain.len().checked_sub(2).map(|at| chain[at]);
            // Of equally near ones the one that was come from is taken, or the chain would have no end.
            let others = before.into_iter().chain((0..n).filter(|&at| at != last && !leaves[at].is_empty()));
            let nearest =
                others.reduce(|best, at| if between[last * n + at] > between[last * n + best] { at } else { best })?;
            if before == Some(nearest) {
                chain.truncate(chain.len() - 2);
                break (last.min(nearest), last.max(nearest));
            }
            chain.push(nearest);
        };
        let (left, right) = (std::mem::take(&mut leaves[a]), std::mem::take(&mut leaves[b]));
        let [of_a, of_b] = [left.len() as f64, right.len() as f64];
        for at in 0..n {
            let joined = (of_a * between[a * n + at] + of_b * between[b * n + at]) / (of_a + of_b);
            (between[a * n + at], between[at * n + a]) = (joined, joined);
        }
        leaves[a] = end_to_end(left, right, |x, y| similarities[x * n + y]);
    }
    Some(leaves.into_iter().find(|leaves| !leaves.is_empty()).unwrap_or_default())
}

/// Two rows of leaves as one, turned so that the two that come to lie side by side are as alike as can be.
fn end_to_end(mut left: Vec<usize>, mut right: Vec<usize>, alike: impl Fn(usize, usize) -> f64) -> Vec<usize> {
    let ends = |row: &[usize]| [row[row.len() - 1], row[0]];
    let ([last, first], [end, begin]) = (ends(&left), ends(&right));
    let ways =
        [(false, last, false, begin), (false, last, true, end), (true, first, false, begin), (true, first, true, end)];
    let best =
        ways.into_iter().reduce(|best, way| if alike(way.1, way.3) > alike(best.1, best.3) { way } else { best });
    let (turn_left, _, turn_right, _) = best.unwrap_or((false, last, false, begin));
    if turn_left {
        left.reverse();
    }
    if turn_right {
        right.reverse();
    }
    left.append(&mut right);
    left
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::ON;

    fn table(n: usize, of: impl Fn(usize, usize) -> f64) -> Vec<f64> {
        (0..n * n).map(|at| if at / n == at % n { 1.0 } else { of(at / n, at % n) }).collect()
    }

    /// The same tree by looking at all pairs each time, and how alike the two were that were joined.
    fn heights(similarities: &[f64], n: usize) -> Vec<f64> {
        let mut clusters: Vec<Vec<usize>> = (0..n).map(|row| vec![row]).collect();
        let mut heights = Vec::new();
        while clusters.len() > 1 {
            let mean = |a: &[usize], b: &[usize]| {
                let all = a.iter().flat_map(|x| b.iter().map(move |y| similarities[x * n + y]));
                all.sum::<f64>() / (a.len() * b.len()) as f64
            };
            let pairs = (0..clusters.len()).flat_map(|a| (a + 1..clusters.len()).map(move |b| (a, b)));
            let best = pairs.map(|(a, b)| (mean(&clusters[a], &clusters[b]), a, b)).max_by(|x, y| x.0.total_cmp(&y.0));
            let (height, a, b) = best.unwrap();
            heights.push(height);
            let joined = clusters.remove(b);
            clusters[a].extend(joined);
        }
        heights
    }

    #[test]
    fn every_cluster_of_the_tree_lies_in_one_piece() {
        // Numbers without a pattern, and no two alike.
        let number = |a: usize, b: usize| ((a.min(b) * 37 + a.max(b) * 101 + 13) * 7919 % 1009) as f64 / 1009.0;
        let n = 24;
        let similarities = table(n, number);
        let order = order(&similarities, n, ON).unwrap();
        let mut sorted = order.clone();
        sorted.sort_unstable();
        assert_eq!(sorted, (0..n).collect::<Vec<_>>(), "a permutation");
        // The first pair that is joined is the most alike of all, and lies side by side.
        let most = heights(&similarities, n)[0];
        assert!(order.windows(2).any(|pair| similarities[pair[0] * n + pair[1]] == most), "{order:?}");
    }

    #[test]
    fn planted_clusters_lie_side_by_side() {
        for parts in [2, 3, 5] {
            let n = 30;
            let similarities = table(n, |a, b| if a % parts == b % parts { 0.8 } else { 0.1 });
            let order = order(&similarities, n, ON).unwrap();
            let changes = order.windows(2).filter(|pair| pair[0] % parts != pair[1] % parts).count();
            assert_eq!(changes, parts - 1, "{order:?}");
        }
    }

    #[test]
    fn all_alike_none_alike_and_none_at_all() {
        for n in [0, 1, 2, 7] {
            for alike in [0.0, 1.0] {
                let order = order(&table(n, |_, _| alike), n, ON).unwrap();
                assert_eq!(order.len(), n);
            }
        }
        assert_eq!(order(&table(3, |_, _| 0.5), 3, &|| None), None, "it can be given up");
    }
}
