//! The list of a day: the highest predictions, or one after another so that no two are alike.

use super::world::Item;

/// How near two items are: `exp(-|a - b|²)`, 1 where they are in one place.
pub fn near(a: Item, b: Item) -> f64 {
    let (x, y) = (a[0] - b[0], a[1] - b[1]);
    (-(x * x + y * y)).exp()
}

/// So many items by their predictions, as places among them: each place goes to the item with the largest
/// `(1 - λ) v - λ max near(item, one before it)`, where v is the prediction on a scale from 0, the least of the day, to 1, the
/// largest. With λ = 0 those are the highest predictions. `nearness` tells how near two of the items are.
///
/// Source: Carbonell and Goldstein, "The use of MMR, diversity-based reranking for reordering documents and producing
/// summaries" (1998), as [`crate::study::recommend::recommend`] does it.
pub fn list(predictions: &[f64], variety: f64, length: usize, nearness: impl Fn(usize, usize) -> f64) -> Vec<usize> {
    let (low, high) = predictions.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(a, b), v| (a.min(*v), b.max(*v)));
    let scale = if high > low { high - low } else { 1.0 };
    // What each would be worth, and the nearest of those before it. What is chosen is worth nothing any more.
    let mut worth: Vec<f64> = predictions.iter().map(|r| (1.0 - variety) * (r - low) / scale).collect();
    let mut nearest = vec![0.0_f64; predictions.len()];
    let mut chosen: Vec<usize> = Vec::with_capacity(length);
    while chosen.len() < length.min(predictions.len()) {
        let gains = worth.iter().zip(&nearest).map(|(worth, near)| worth - variety * near).enumerate();
        // Of equals the first.
        let best = gains.reduce(|best, one| if one.1 > best.1 { one } else { best });
        let Some((best, _)) = best else { break };
        chosen.push(best);
        worth[best] = f64::NEG_INFINITY;
        if variety > 0.0 {
            nearest.iter_mut().enumerate().for_each(|(at, known)| *known = known.max(nearness(at, best)));
        }
    }
    chosen
}
