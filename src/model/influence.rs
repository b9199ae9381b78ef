//! What each rating has to say in a regression: how much of a prediction it carries, and what would be without it.

use super::{Options, Regression, linalg, linalg::Normal, regression::lambdas, tables::dot};

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
        let mut normal = Normal::new(self.normal.k);
        let [lambda, last] = lambdas(options, self.of, count);
        normal.clear(lambda);
        if self.normal.k > options.factors {
            normal.charge_last(last);
        }
        let mut rows = 0;
        for (at, row) in self.rows.iter().enumerate() {
            let (weight, target) = match (at == place, hole) {
                (true, None) => continue,
                (true, Some(hole)) => (1.0, hole),
                (false, _) => (row.weight, row.target),
            };
            let root = weight.sqrt();
            let scaled: Vec<f64> = row.x.iter().map(|x| root * x).collect();
            normal.add(&scaled, root * target);
            rows += 1;
        }
        normal.complete();
        solved(normal, rows)
    }
}

/// What solves complete equations that so many rows have made; where they are singular, that of least length.
fn solved(mut normal: Normal<f64>, rows: usize) -> Vec<f64> {
    let (a, b) = (normal.a.clone(), normal.b.clone());
    let enough = normal.lambda > 0.0 || rows >= normal.k;
    if enough && normal.cholesky() { normal.b } else { linalg::minimum_norm(&a, &b, normal.k) }
}
