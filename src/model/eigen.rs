//! Eigenvectors of a symmetric table and singular vectors of any table, by reflections and rotations.
//!
//! Both go the way of Golub and Van Loan, "Matrix Computations" (4th edition): reflections bring the table to two
//! diagonals (8.3.1, 8.6.1 with 5.4.8), rotations make the second of them vanish (8.3.3, 8.6.2). What was done to the
//! table is kept as it is, in [`Turned`], and is applied only to the vectors that are asked for: of a large table a few
//! are wanted, and those of a regression only once.
//!
//! Every sum runs in a fixed order and one thread does it all, so the same numbers give the same bits everywhere.

use super::tables::dot;

/// So many columns are turned about together: they stay in the nearest memory while the rotations go by.
const PANEL: usize = 32;
/// So many rotations of the whole length are done for each number, at most; about two are needed.
const PATIENCE: usize = 60;

/// An orthogonal matrix as the product of what made it, `M = H₁H₂… G₁G₂… P` (n x k, the first k columns of it).
#[derive(Clone, Debug)]
pub struct Turned {
    /// How many rows it has: n.
    n: usize,
    /// The reflections `H = I - β v vᵀ`, which reach the rows from `from` on.
    reflections: Vec<Reflection>,
    /// The rotations G.
    rotations: Vec<Rotation>,
    /// P, which puts the columns into order: where each comes from, and with which sign.
    order: Vec<(usize, f64)>,
}

#[derive(Clone, Debug)]
struct Reflection {
    from: usize,
    v: Vec<f64>,
    beta: f64,
}

/// Column a becomes `c a + s b` and column b `c b - s a`.
#[derive(Clone, Copy, Debug)]
struct Rotation {
    a: u32,
    b: u32,
    c: f64,
    s: f64,
}

impl Turned {
    fn new(n: usize) -> Self {
        Self { n, reflections: Vec::new(), rotations: Vec::new(), order: Vec::new() }
    }

    /// `M x`; what x lacks to k numbers is zero.
    pub fn times(&self, x: &[f64]) -> Vec<f64> {
        let mut y = vec![0.0; self.n];
        self.order.iter().zip(x).for_each(|(&(at, sign), x)| y[at] = sign * x);
        self.turn(&mut y, 1);
        y
    }

    /// `Mᵀ y`, k numbers.
    pub fn transposed_times(&self, y: &[f64]) -> Vec<f64> {
        let mut y = y.to_vec();
        for h in &self.reflections {
            let y = &mut y[h.from..][..h.v.len()];
            let along = h.beta * dot(&h.v, y);
            y.iter_mut().zip(&h.v).for_each(|(y, v)| *y -= along * v);
        }
        for g in &self.rotations {
            let (a, b) = (y[g.a as usize], y[g.b as usize]);
            (y[g.a as usize], y[g.b as usize]) = (g.c * a + g.s * b, g.c * b - g.s * a);
        }
        self.order.iter().map(|&(at, sign)| sign * y[at]).collect()
    }

    /// The first z columns of M, n x z, row by row; z is no more than k.
    pub fn columns(&self, z: usize) -> Vec<f64> {
        let mut table = vec![0.0; self.n * z];
        for start in (0..z).step_by(PANEL) {
            let width = PANEL.min(z - start);
            let mut panel = vec![0.0; self.n * width];
            for (c, &(at, sign)) in self.order[start..][..width].iter().enumerate() {
                panel[at * width + c] = sign;
            }
            self.turn(&mut panel, width);
            for (row, done) in table.chunks_exact_mut(z).zip(panel.chunks_exact(width)) {
                row[start..][..width].copy_from_slice(done);
            }
        }
        table
    }

    /// `H₁H₂… G₁G₂… Y`, in place; Y is n x `width`.
    fn turn(&self, y: &mut [f64], width: usize) {
        for g in self.rotations.iter().rev() {
            let (a, b) = (g.a as usize * width, g.b as usize * width);
            let (low, high) = y.split_at_mut(a.max(b));
            let (low, high) = (&mut low[a.min(b)..][..width], &mut high[..width]);
            // Read from b, the rotation has its angle the other way round.
            let s = if a < b { g.s } else { -g.s };
            for (low, high) in low.iter_mut().zip(high) {
                (*low, *high) = (g.c * *low - s * *high, s * *low + g.c * *high);
            }
        }
        let mut along = [0.0; PANEL];
        for h in self.reflections.iter().rev() {
            let rows = &mut y[h.from * width..][..h.v.len() * width];
            along.fill(0.0);
            for (row, v) in rows.chunks_exact(width).zip(&h.v) {
                along.iter_mut().zip(row).for_each(|(sum, y)| *sum += v * y);
            }
            for (row, v) in rows.chunks_exact_mut(width).zip(&h.v) {
                let scaled = h.beta * v;
                row.iter_mut().zip(&along).for_each(|(y, sum)| *y -= scaled * sum);
            }
        }
    }
}

/// The reflection that leaves of x only its component `keep`, and what that becomes: `H x = alpha e_keep`
/// (Golub and Van Loan, 5.1.3, with the sign that loses no digits). It is left in x; β is 0 when there is nothing to do.
fn reflect(x: &mut [f64], keep: usize) -> (f64, f64) {
    let (own, largest) = (x[keep], x.iter().fold(0.0, |most: f64, v| most.max(v.abs())));
    if x.iter().enumerate().all(|(at, v)| at == keep || *v == 0.0) {
        return (0.0, own);
    }
    x.iter_mut().for_each(|v| *v /= largest);
    let length = dot(x, x).sqrt();
    let alpha = if own > 0.0 { -length } else { length };
    x[keep] -= alpha;
    // vᵀv = 2 |alpha| (|alpha| + |own|)
    (1.0 / (length * x[keep].abs()), alpha * largest)
}

/// The rotation that takes (x, z) to (r, 0), as `(c, s, r)` with `r ≥ 0`.
fn rotate(x: f64, z: f64) -> (f64, f64, f64) {
    let most = x.abs().max(z.abs());
    if most == 0.0 {
        return (1.0, 0.0, 0.0);
    }
    let (x, z) = (x / most, z / most);
    let r = (x * x + z * z).sqrt();
    (x / r, z / r, r * most)
}

/// A power of two that brings the largest number to 1 or a little above, so that no square is too large or too small.
/// `None` when not all are finite. Of zeros it is 1.
fn scale(a: &[f64]) -> Option<f64> {
    let mut largest = 0.0_f64;
    for v in a {
        if !v.is_finite() {
            return None;
        }
        largest = largest.max(v.abs());
    }
    // Halving and doubling are exact.
    let mut scale = 1.0;
    while largest * scale >= 2.0 {
        scale *= 0.5;
    }
    while largest > 0.0 && largest * scale < 1.0 && scale < 1e300 {
        scale *= 2.0;
    }
    Some(scale)
}

/// The places of the numbers, largest first; of equal ones in the order in which they stand.
fn descending(values: &[f64]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|&a, &b| values[b].total_cmp(&values[a]));
    order
}

/// Whether what stands beside the diagonal numbers a and b is nothing against them, or against the whole table, whose
/// largest number is about 1.
fn negligible(off: f64, a: f64, b: f64) -> bool {
    off.abs() <= f64::EPSILON * (a.abs() + b.abs()) || off.abs() <= f64::EPSILON * f64::EPSILON
}

/// The eigenvalues of a symmetric table, largest first, and its eigenvectors as the columns of a matrix: `A = M Λ Mᵀ`.
///
/// A is n x n, row by row, and only its lower triangle is read. `None` for numbers that have none.
pub fn symmetric(mut a: Vec<f64>, n: usize) -> Option<(Vec<f64>, Turned)> {
    let scale = scale(&a)?;
    a.iter_mut().for_each(|v| *v *= scale);
    let mut turned = Turned::new(n);
    let (mut d, mut e) = tridiagonal(&mut a, n, &mut turned);
    drop(a);
    let mut left = PATIENCE * n;
    // What lies below `end` is done.
    let mut end = n;
    while end > 1 {
        let last = end - 1;
        if negligible(e[last], d[last - 1], d[last]) {
            end -= 1;
            continue;
        }
        left = left.checked_sub(1)?;
        let first = (1..last).rev().find(|&k| negligible(e[k], d[k - 1], d[k])).unwrap_or(0);
        if first > 0 {
            e[first] = 0.0;
        }
        // Wilkinson's shift: of the eigenvalues of the last 2 x 2 cells the one nearer to the last cell.
        let (half, off) = (0.5 * (d[last - 1] - d[last]), e[last]);
        let root = (half * half + off * off).sqrt();
        let shift = d[last] - off * (off / (half + if half < 0.0 { -root } else { root }));
        let (mut x, mut z) = (d[first] - shift, e[first + 1]);
        for k in first..last {
            let (c, s, r) = rotate(x, z);
            if k > first {
                e[k] = r;
            }
            let (p, q, off) = (d[k], d[k + 1], e[k + 1]);
            let (cc, ss, both) = (c * c, s * s, 2.0 * c * s * off);
            d[k] = cc * p + both + ss * q;
            d[k + 1] = ss * p - both + cc * q;
            e[k + 1] = c * s * (q - p) + (cc - ss) * off;
            if k + 1 < last {
                (x, z) = (e[k + 1], s * e[k + 2]);
                e[k + 2] *= c;
            }
            turned.rotations.push(Rotation { a: k as u32, b: k as u32 + 1, c, s });
        }
    }
    let order = descending(&d);
    turned.order = order.iter().map(|&at| (at, 1.0)).collect();
    Some((order.into_iter().map(|at| d[at] / scale).collect(), turned))
}

/// Brings a symmetric table to three diagonals, `A = H T H`: the main one, and the one below it at `e[1..]`.
///
/// It goes from the last row up, so that every reflection lies in one row of the lower triangle. What a reflection does to
/// the rows above waits until the next one is known: then each row is fetched once for both.
fn tridiagonal(a: &mut [f64], n: usize, turned: &mut Turned) -> (Vec<f64>, Vec<f64>) {
    let (mut d, mut e) = (vec![0.0; n], vec![0.0; n]);
    // `A -= v wᵀ + w vᵀ` is still to be done. There is nothing to do at first.
    let (mut v, mut w) = (vec![0.0; n], vec![0.0; n]);
    for i in (0..n).rev() {
        let (above, row) = a.split_at_mut(i * n);
        let row = &mut row[..=i];
        let (vi, wi) = (v[i], w[i]);
        row.iter_mut().zip(&v).zip(&w).for_each(|((a, v), w)| *a -= vi * w + wi * v);
        d[i] = row[i];
        if i == 0 {
            break;
        }
        let u = &mut row[..i];
        let (beta, alpha) = reflect(u, i - 1);
        e[i] = alpha;
        let mut p = vec![0.0; i];
        for (r, row) in above.chunks_exact_mut(n).enumerate() {
            let (left, own) = row.split_at_mut(r);
            let sum = step(left, &mut p[..r], [&v[..r], &w[..r], &u[..r]], [v[r], w[r], u[r]]);
            own[0] -= 2.0 * v[r] * w[r];
            p[r] += sum + own[0] * u[r];
        }
        // w = βAv - (β/2)(βAv·v) v
        p.iter_mut().for_each(|p| *p *= beta);
        let back = 0.5 * beta * dot(&p, u);
        p.iter_mut().zip(&*u).for_each(|(p, u)| *p -= back * u);
        (v, w) = (u.to_vec(), p);
        if beta > 0.0 {
            turned.reflections.push(Reflection { from: 0, v: v.clone(), beta });
        }
    }
    (d, e)
}

/// One row of [`tridiagonal`], left of the diagonal: `row -= v wᵣ + w vᵣ`, then `p += uᵣ row`, and `row · u`, which is
/// returned.
fn step(row: &mut [f64], p: &mut [f64], [v, w, u]: [&[f64]; 3], [vr, wr, ur]: [f64; 3]) -> f64 {
    const LANES: usize = 8;
    let mut lanes = [0.0; LANES];
    let whole = row.len() - row.len() % LANES;
    let (rows, rest) = row.split_at_mut(whole);
    let (ps, p_rest) = p.split_at_mut(whole);
    let parts = rows.chunks_exact_mut(LANES).zip(ps.chunks_exact_mut(LANES));
    let others = v.chunks_exact(LANES).zip(w.chunks_exact(LANES)).zip(u.chunks_exact(LANES));
    for ((row, p), ((v, w), u)) in parts.zip(others) {
        for k in 0..LANES {
            let cell = row[k] - (vr * w[k] + wr * v[k]);
            row[k] = cell;
            p[k] += ur * cell;
            lanes[k] += cell * u[k];
        }
    }
    let mut sum = 0.0;
    for (k, (cell, p)) in (whole..).zip(rest.iter_mut().zip(p_rest)) {
        *cell -= vr * w[k] + wr * v[k];
        *p += ur * *cell;
        sum += *cell * u[k];
    }
    lanes.iter().fold(sum, |sum, lane| sum + lane)
}

/// `A = U Σ Vᵀ`: the singular value decomposition of a table with no more columns than rows.
#[derive(Clone, Debug)]
pub struct Singular {
    /// U, n x k.
    pub u: Turned,
    /// The diagonal of Σ, largest first.
    pub sigma: Vec<f64>,
    /// V, k x k.
    pub v: Turned,
}

/// The singular value decomposition of A (n x k, row by row, `n ≥ k`). `None` for numbers that have none.
pub fn singular(mut a: Vec<f64>, n: usize, k: usize) -> Option<Singular> {
    let scale = scale(&a)?;
    a.iter_mut().for_each(|v| *v *= scale);
    let (mut u, mut v) = (Turned::new(n), Turned::new(k));
    let (mut d, mut f) = bidiagonal(&mut a, k, &mut u, &mut v);
    drop(a);
    let largest = d.iter().chain(&f).fold(0.0, |most: f64, v| most.max(v.abs()));
    let mut left = PATIENCE * k;
    let mut end = k;
    while end > 1 {
        let last = end - 1;
        if negligible(f[last - 1], d[last - 1], d[last]) {
            end -= 1;
            continue;
        }
        left = left.checked_sub(1)?;
        let first = (0..last - 1).rev().find(|&i| negligible(f[i], d[i], d[i + 1])).map_or(0, |i| i + 1);
        if first > 0 {
            f[first - 1] = 0.0;
        }
        // A zero on the diagonal lets the number beside it be carried out of the table, to the right or upwards.
        let zero = (first..end).rev().find(|&i| d[i].abs() <= f64::EPSILON * largest);
        match zero {
            Some(at) if at < last => carry_right(&mut d[at..end], &mut f[at..last], at, &mut u),
            Some(_) => carry_up(&mut d[first..end], &mut f[first..last], first, &mut v),
            None => chase(&mut d[first..end], &mut f[first..last], first, &mut u, &mut v),
        }
    }
    let lengths: Vec<f64> = d.iter().map(|v| v.abs()).collect();
    let order = descending(&lengths);
    u.order = order.iter().map(|&at| (at, 1.0)).collect();
    v.order = order.iter().map(|&at| (at, if d[at] < 0.0 { -1.0 } else { 1.0 })).collect();
    Some(Singular { u, sigma: order.into_iter().map(|at| lengths[at] / scale).collect(), v })
}

/// Brings a table to two diagonals, `A = H B H'`: the main one, and the one to the right of it.
fn bidiagonal(a: &mut [f64], k: usize, u: &mut Turned, v: &mut Turned) -> (Vec<f64>, Vec<f64>) {
    let (mut d, mut f) = (vec![0.0; k], vec![0.0; k.saturating_sub(1)]);
    for j in 0..k {
        let mut down: Vec<f64> = a[j * k..].chunks_exact(k).map(|row| row[j]).collect();
        let (beta, alpha) = reflect(&mut down, 0);
        d[j] = alpha;
        let rest = j + 1;
        if rest < k {
            // w = β Aᵀv, and A -= v wᵀ: of row j at once, of the others with what comes from the right.
            let mut w = vec![0.0; k - rest];
            if beta > 0.0 {
                for (row, v) in a[j * k..].chunks_exact(k).zip(&down) {
                    w.iter_mut().zip(&row[rest..]).for_each(|(w, a)| *w += v * a);
                }
                w.iter_mut().for_each(|w| *w *= beta);
            }
            let (own, below) = a[j * k..].split_at_mut(k);
            let across = &mut own[rest..];
            across.iter_mut().zip(&w).for_each(|(a, w)| *a -= down[0] * w);
            let (gamma, alpha) = reflect(across, 0);
            f[j] = alpha;
            for (row, v) in below.chunks_exact_mut(k).zip(&down[1..]) {
                let row = &mut row[rest..];
                row.iter_mut().zip(&w).for_each(|(a, w)| *a -= v * w);
                let along = gamma * dot(row, across);
                row.iter_mut().zip(&*across).for_each(|(a, x)| *a -= along * x);
            }
            if gamma > 0.0 {
                v.reflections.push(Reflection { from: rest, v: across.to_vec(), beta: gamma });
            }
        }
        if beta > 0.0 {
            u.reflections.push(Reflection { from: j, v: down, beta });
        }
    }
    (d, f)
}

/// One step of Golub and Kahan: QR with Wilkinson's shift on BᵀB, without forming it. `at` is the place of the first number.
fn chase(d: &mut [f64], f: &mut [f64], at: usize, u: &mut Turned, v: &mut Turned) {
    let last = f.len();
    let before = if last > 1 { f[last - 2] } else { 0.0 };
    let (p, off, q) = (
        d[last - 1] * d[last - 1] + before * before,
        d[last - 1] * f[last - 1],
        d[last] * d[last] + f[last - 1] * f[last - 1],
    );
    let half = 0.5 * (p - q);
    let root = (half * half + off * off).sqrt();
    let away = half + if half < 0.0 { -root } else { root };
    let shift = if away == 0.0 { q } else { q - off * (off / away) };
    let (mut y, mut z) = (d[0] * d[0] - shift, d[0] * f[0]);
    for i in 0..last {
        let (a, b) = ((at + i) as u32, (at + i) as u32 + 1);
        let (c, s, r) = rotate(y, z);
        if i > 0 {
            f[i - 1] = r;
        }
        y = c * d[i] + s * f[i];
        f[i] = c * f[i] - s * d[i];
        z = s * d[i + 1];
        d[i + 1] *= c;
        v.rotations.push(Rotation { a, b, c, s });
        let (c, s, r) = rotate(y, z);
        d[i] = r;
        y = c * f[i] + s * d[i + 1];
        d[i + 1] = c * d[i + 1] - s * f[i];
        f[i] = y;
        if i + 1 < last {
            z = s * f[i + 1];
            f[i + 1] *= c;
        }
        u.rotations.push(Rotation { a, b, c, s });
    }
}

/// The first number of the diagonal is zero: carries what stands beside it to the right until it is gone.
fn carry_right(d: &mut [f64], f: &mut [f64], at: usize, u: &mut Turned) {
    d[0] = 0.0;
    let mut carried = std::mem::take(&mut f[0]);
    for j in 1..d.len() {
        let (c, s, r) = rotate(d[j], carried);
        d[j] = r;
        if j < f.len() {
            carried = -s * f[j];
            f[j] *= c;
        }
        u.rotations.push(Rotation { a: (at + j) as u32, b: at as u32, c, s });
    }
}

/// The last number of the diagonal is zero: carries what stands above it upwards until it is gone.
fn carry_up(d: &mut [f64], f: &mut [f64], at: usize, v: &mut Turned) {
    let last = f.len();
    d[last] = 0.0;
    let mut carried = std::mem::take(&mut f[last - 1]);
    for j in (0..last).rev() {
        let (c, s, r) = rotate(d[j], carried);
        d[j] = r;
        if j > 0 {
            carried = -s * f[j - 1];
            f[j - 1] *= c;
        }
        v.rotations.push(Rotation { a: (at + j) as u32, b: (at + last) as u32, c, s });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A number in -0.5..0.5 that looks random.
    fn noise(n: usize) -> f64 {
        ((n as f64 + 1.0) * 12.9898).sin() * 43758.5453 % 1.0 * 0.5
    }

    fn largest(values: impl Iterator<Item = f64>) -> f64 {
        values.fold(0.0, |most, v| most.max(v.abs()))
    }

    /// How far the columns of M (n x k, row by row) are from length 1 and right angles.
    fn crooked(m: &[f64], k: usize) -> f64 {
        let product = |a: usize, b: usize| m.chunks_exact(k).map(|row| row[a] * row[b]).sum::<f64>();
        largest((0..k * k).map(|at| product(at / k, at % k) - f64::from(u8::from(at / k == at % k))))
    }

    /// Tables with random numbers, of low rank, of zeros, with zeros in awkward places, and of very different sizes.
    fn tables(n: usize, k: usize) -> Vec<(&'static str, Vec<f64>)> {
        let of = |cell: &dyn Fn(usize, usize) -> f64| (0..n * k).map(|at| cell(at / k, at % k)).collect();
        vec![
            ("noise", of(&|r, c| noise(r * k + c))),
            ("ones", of(&|_, _| 1.0)),
            ("rank two", of(&|r, c| noise(r) * noise(c + 900) + noise(r + 70) * noise(c))),
            ("zeros", of(&|_, _| 0.0)),
            ("one", of(&|r, c| f64::from(u8::from(r == c)))),
            ("above the diagonal", of(&|r, c| f64::from(u8::from(r + 1 == c)))),
            ("triangle of ones", of(&|r, c| f64::from(u8::from(r <= c)))),
            ("holes", of(&|r, c| if (r + c) % 3 == 0 { noise(r * k + c) } else { 0.0 })),
            ("graded", of(&|r, c| noise(r * k + c) * 10.0_f64.powi(-((r + c) as i32)))),
            ("large", of(&|r, c| noise(r * k + c) * 1e300)),
            ("small", of(&|r, c| noise(r * k + c) * 1e-300)),
        ]
    }

    #[test]
    fn a_symmetric_table_is_put_together_again_from_its_eigenvectors() {
        for n in [1, 2, 3, 4, 7, 8, 9, 17, 40, 65] {
            for (kind, a) in tables(n, n) {
                // The upper triangle is not read.
                let cell = |r: usize, c: usize| a[r.max(c) * n + r.min(c)];
                let (values, turned) = symmetric(a.clone(), n).unwrap();
                let m = turned.columns(n);
                assert!(values.is_sorted_by(|a, b| a >= b), "{kind} {n}");
                assert!(crooked(&m, n) < 1e-13, "{kind} {n}: {}", crooked(&m, n));
                let size = largest(a.iter().copied()).max(f64::MIN_POSITIVE);
                for r in 0..n {
                    for c in 0..n {
                        let sum: f64 = (0..n).map(|z| m[r * n + z] * (values[z] / size) * m[c * n + z]).sum();
                        assert!((sum - cell(r, c) / size).abs() < 1e-13 * n as f64, "{kind} {n}: {sum}");
                    }
                }
            }
        }
    }

    #[test]
    fn any_table_is_put_together_again_from_its_singular_vectors() {
        for (n, k) in [(1, 1), (5, 1), (2, 2), (3, 2), (4, 4), (9, 4), (20, 8), (33, 33), (70, 35), (40, 40)] {
            for (kind, a) in tables(n, k) {
                let svd = singular(a.clone(), n, k).unwrap();
                let (u, v) = (svd.u.columns(k), svd.v.columns(k));
                assert!(svd.sigma.is_sorted_by(|a, b| a >= b) && svd.sigma[k - 1] >= 0.0, "{kind} {n} x {k}");
                assert!(crooked(&u, k) < 1e-13 && crooked(&v, k) < 1e-13, "{kind} {n} x {k}");
                let size = largest(a.iter().copied()).max(f64::MIN_POSITIVE);
                for (r, row) in a.chunks_exact(k).enumerate() {
                    for (c, cell) in row.iter().enumerate() {
                        let sum: f64 = (0..k).map(|z| u[r * k + z] * (svd.sigma[z] / size) * v[c * k + z]).sum();
                        assert!((sum - cell / size).abs() < 1e-13 * n as f64, "{kind} {n} x {k}: {sum}");
                    }
                }
            }
        }
    }

    #[test]
    fn known_values_are_found() {
        // The second differences: 2 - 2 cos(jπ/(n + 1)).
        let n = 30;
        let differences = |at: usize| [2.0, -1.0].get((at / n).abs_diff(at % n)).copied().unwrap_or(0.0);
        let (values, _) = symmetric((0..n * n).map(differences).collect(), n).unwrap();
        for (z, found) in values.iter().enumerate() {
            let wanted = 2.0 - 2.0 * ((n - z) as f64 * std::f64::consts::PI / (n as f64 + 1.0)).cos();
            assert!((found - wanted).abs() < 1e-14, "{found} {wanted}");
        }
        // Two columns at right angles, of lengths 5 and 13; the second is the longer one.
        let svd = singular(vec![3.0, 0.0, 4.0, 0.0, 0.0, -5.0, 0.0, 12.0], 4, 2).unwrap();
        assert!((svd.sigma[0] - 13.0).abs() < 1e-14 && (svd.sigma[1] - 5.0).abs() < 1e-14);
        // Two rotations of a quarter of π have only singular values of 1; a reflection has the eigenvalues 1 and -1.
        let h = 0.5_f64.sqrt();
        assert!(singular(vec![h, -h, h, h], 2, 2).unwrap().sigma.iter().all(|s| (s - 1.0).abs() < 1e-15));
        let (values, turned) = symmetric(vec![0.0, 1.0, 1.0, 0.0], 2).unwrap();
        assert!((values[0] - 1.0).abs() < 1e-15 && (values[1] + 1.0).abs() < 1e-15);
        assert!((turned.columns(1)[0].abs() - h).abs() < 1e-15);
    }

    #[test]
    fn one_vector_at_a_time_is_the_same_as_all_columns() {
        let (n, k) = (50, 37);
        let svd = singular((0..n * k).map(noise).collect(), n, k).unwrap();
        let (u, v) = (svd.u.columns(k), svd.v.columns(k));
        let x: Vec<f64> = (0..n).map(|at| noise(at + 5000)).collect();
        for (turned, m, rows) in [(&svd.u, u, n), (&svd.v, v, k)] {
            assert_eq!(turned.columns(3), m.chunks_exact(k).flat_map(|row| row[..3].to_vec()).collect::<Vec<_>>());
            let (there, back) = (turned.times(&x[..k]), turned.transposed_times(&x[..rows]));
            for r in 0..rows {
                let sum: f64 = (0..k).map(|z| m[r * k + z] * x[z]).sum();
                assert!((there[r] - sum).abs() < 1e-14);
            }
            for z in 0..k {
                let sum: f64 = (0..rows).map(|r| m[r * k + z] * x[r]).sum();
                assert!((back[z] - sum).abs() < 1e-14);
            }
        }
    }

    #[test]
    fn what_has_no_decomposition_is_refused() {
        for bad in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
            assert!(symmetric(vec![1.0, bad, bad, 1.0], 2).is_none());
            assert!(singular(vec![1.0, bad], 2, 1).is_none());
        }
        assert!(symmetric(Vec::new(), 0).is_some_and(|(values, _)| values.is_empty()));
    }
}
