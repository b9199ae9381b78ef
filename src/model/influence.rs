//! What each rating has to say in a regression: how much of a prediction it carries, and what would be without it.

use super::{
    Options, Regression,
    equations::{Equations, Normal},
    linalg,
    regression::lambdas,
    tables::dot,
};

impl Regression {
    /// How much each row of the design says where the regression predicts: `r̂ = Σ_l w_l y_l`, y_l being its target and x the
    /// row of the design that is predicted for,
    ///
    /// ```text
    /// w_l = c_l x_l · (XᵀCX + λI)⁻¹ x
    /// ```
    ///
    /// with the weights C of the rows (1 in all but implicit feedback). Where the equations are singular, their inverse is the one
    /// of least length. x has as many numbers as a row of the design; the weights come in the order of the rows.
    ///
    /// Source: Hu, Koren and Volinsky, "Collaborative filtering for implicit feedback datasets" (2008), section 5.
    pub fn weights(&self, x: &[f64]) -> Vec<f64> {
        let mut normal = self.normal.clone();
        normal.b = x.to_vec();
        let towards = solved(normal, self.rows.len());
        self.rows.iter().map(|row| row.weight * dot(&row.x, &towards)).collect()
    }

    /// What the solution would be without the rating of one row, by its place: the row is gone, or has the target of a `hole` and
    /// the weight 1. `count` is how many ratings λ then weighs for.
    pub fn without(&self, options: &Options, place: usize, hole: Option<f64>, count: usize) -> Vec<f64> {
        let ([lambda, last], k) = (lambdas(options, self.of, count), self.normal.k);
        let mut equations = Equations::new(k, false);
        equations.begin_with(&vec![0.0; k * k], lambda);
        for (at, row) in self.rows.iter().enumerate() {
            match (at == place, hole) {
                (true, None) => {}
                (true, Some(hole)) => equations.add_weighted(&row.x, 1.0, hole),
                (false, _) => equations.add_weighted(&row.x, row.weight, row.weight * row.target),
            }
        }
        let mut normal = equations.normal();
        if k > options.factors {
            normal.a[k * k - 1] += last - lambda;
        }
        solved(normal, self.rows.len() - usize::from(hole.is_none()))
    }
}

/// What solves complete equations that so many rows have made; where they are singular, that of least length.
fn solved(normal: Normal<f64>, rows: usize) -> Vec<f64> {
    let enough = normal.lambda > 0.0 || rows >= normal.k;
    let solution = enough.then(|| normal.solve()).flatten();
    solution.unwrap_or_else(|| linalg::minimum_norm(&normal.a, &normal.b, normal.k))
}
