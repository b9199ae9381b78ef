//! Where things lie in a plane of which only distances are known.

use crate::model::{Go, eigen};

/// So many times at the most everything is moved to where its distances would have it.
const ROUNDS: usize = 120;
/// When nothing moves farther than this, it is done.
const STILL: f64 = 1e-4;
/// No two are taken for nearer than this: of equals each is to be seen.
const LEAST: f64 = 0.05;

/// Places in the plane whose distances are as near to those of a symmetric table (n x n, row by row) as may be, with 0, 0 in
/// the middle; what is short counts more than what is long. `None` when it is given up.
///
/// They begin where classical scaling puts them: along the two eigenvectors of `-½ J D² J` with the largest eigenvalues, J
/// taking away the mean. From there each in its turn goes to the mean of where the others would have it,
/// `x_i ← Σ_j w_ij (x_j + d_ij (x_i - x_j)/|x_i - x_j|) / Σ_j w_ij` with `w_ij = 1/d_ij²`, by which the stress
/// `Σ w_ij (|x_i - x_j| - d_ij)²` never grows. One thread does it in a fixed order: the same distances give the same bits.
///
/// Sources: Torgerson, "Multidimensional scaling" (1952); Gansner, Koren and North, "Graph drawing by stress majorization"
/// (2004).
pub fn places(distances: &[f64], n: usize, go: Go) -> Option<Vec<(f64, f64)>> {
    let distances: Vec<f64> = distances.iter().map(|d| d.max(LEAST)).collect();
    let mut places = classical(&distances, n, go)?;
    for _ in 0..ROUNDS {
        go()?;
        let mut moved: f64 = 0.0;
        for i in 0..n {
            let (own, [mut x, mut y, mut weights]) = (places[i], [0.0; 3]);
            for (j, other) in places.iter().enumerate().filter(|(j, _)| *j != i) {
                let wanted = distances[i * n + j];
                let weight = 1.0 / (wanted * wanted);
                let (dx, dy) = (own.0 - other.0, own.1 - other.1);
                let apart = dx.hypot(dy);
                let by = if apart > 0.0 { wanted / apart } else { 0.0 };
                (x, y) = (x + weight * (other.0 + by * dx), y + weight * (other.1 + by * dy));
                weights += weight;
            }
            if weights > 0.0 {
                places[i] = (x / weights, y / weights);
                moved = moved.max((places[i].0 - own.0).hypot(places[i].1 - own.1));
            }
        }
        if moved < STILL {
            break;
        }
    }
    let middle = |of: fn(&(f64, f64)) -> f64| places.iter().map(of).sum::<f64>() / n.max(1) as f64;
    let (x, y) = (middle(|p| p.0), middle(|p| p.1));
    Some(places.into_iter().map(|p| (p.0 - x, p.1 - y)).collect())
}

/// Classical scaling, each axis turned so that its largest number is above 0; on a circle where there are no such axes, and
/// a little off it, so that no two begin at one place.
fn classical(distances: &[f64], n: usize, go: Go) -> Option<Vec<(f64, f64)>> {
    let squared = |i: usize, j: usize| if i == j { 0.0 } else { distances[i * n + j] * distances[i * n + j] };
    let means: Vec<f64> = (0..n).map(|i| (0..n).map(|j| squared(i, j)).sum::<f64>() / n as f64).collect();
    let mean = means.iter().sum::<f64>() / n.max(1) as f64;
    let table = (0..n * n).map(|at| (at / n, at % n));
    let table = table.map(|(i, j)| -0.5 * (squared(i, j) - means[i] - means[j] + mean)).collect();
    go()?;
    let (values, vectors) = eigen::symmetric(table, n).filter(|_| n > 1).unzip();
    go()?;
    let columns = vectors.map_or_else(|| vec![0.0; 2 * n], |vectors| vectors.columns(2));
    let axis = |z: usize| {
        let length = values.as_ref().map_or(0.0, |values: &Vec<f64>| values[z].max(0.0).sqrt());
        let column = || columns.chunks_exact(2).map(|row| row[z]);
        let largest = column().fold(0.0, |most: f64, v| if v.abs() > most.abs() { v } else { most });
        column().map(|v| v * length * largest.signum()).collect::<Vec<_>>()
    };
    let nudged = |(at, (x, y)): (usize, (f64, f64))| {
        let angle = at as f64 * 2.399_963_229_728_653;
        (x + 1e-3 * angle.cos(), y + 1e-3 * angle.sin())
    };
    Some(axis(0).into_iter().zip(axis(1)).enumerate().map(nudged).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::ON;

    fn table(n: usize, of: impl Fn(usize, usize) -> f64) -> Vec<f64> {
        (0..n * n).map(|at| if at / n == at % n { 0.0 } else { of(at / n, at % n) }).collect()
    }

    #[test]
    fn what_lies_in_a_plane_is_found_again() {
        let at = |n: usize| ((n * 7 % 11) as f64 / 3.0, (n * 5 % 13) as f64 / 4.0);
        let apart = |a: (f64, f64), b: (f64, f64)| (a.0 - b.0).hypot(a.1 - b.1);
        let found = places(&table(20, |a, b| apart(at(a), at(b))), 20, ON).unwrap();
        for (a, b) in (0..20).flat_map(|a| (0..a).map(move |b| (a, b))) {
            let (is, was) = (apart(found[a], found[b]), apart(at(a), at(b)));
            assert!((is - was).abs() < 0.01, "{a} {b}: {is} for {was}");
        }
    }

    #[test]
    fn equals_and_few_have_places_of_their_own() {
        for n in 0..9 {
            for distance in [0.0, 1.0] {
                let found = places(&table(n, |_, _| distance), n, ON).unwrap();
                assert_eq!(found.len(), n);
                for (a, b) in (0..n).flat_map(|a| (0..a).map(move |b| (a, b))) {
                    let apart = (found[a].0 - found[b].0).hypot(found[a].1 - found[b].1);
                    assert!(apart.is_finite() && apart > 0.4 * distance.max(LEAST) / n as f64, "{n}: {found:?}");
                }
            }
        }
        assert_eq!(places(&table(3, |_, _| 1.0), 3, &|| None), None, "it can be given up");
    }
}
