//! One step, or one prediction, with the numbers of the moment.

use super::script::{Script, bounded, short};
use crate::{
    data::{Entity, ItemId, UserId},
    model::{Arithmetic, Calc, Parameter},
    study::{
        Snapshot,
        explain::{self, Conjugated, Gradient, Regression},
    },
};

/// A script whose first line says what it does.
fn begin(what: &str) -> Script {
    let mut script = Script::default();
    script.remark(what);
    script.say("import numpy as np");
    script.say("");
    script
}

fn name(snapshot: &Snapshot, of: Entity) -> &str {
    snapshot.ratings().name(of)
}

/// Of whom or what, in their order; of many, the first.
fn names(snapshot: &Snapshot, all: impl ExactSizeIterator<Item = Entity>) -> String {
    const MOST: usize = 12;
    let more = if all.len() > MOST { format!(" and {} more", all.len() - MOST) } else { String::new() };
    all.take(MOST).map(|of| name(snapshot, of)).collect::<Vec<_>>().join(", ") + &more
}

/// The prediction for a cell, `r̂ = mean + b_i + b_j + P_i · Q_j`; `None` where it is not made of factors.
pub fn prediction(snapshot: &Snapshot, user: UserId, item: ItemId) -> Option<Script> {
    let made = explain::prediction(snapshot, user, item)?;
    let [who, what] = [name(snapshot, user.into()), name(snapshot, item.into())];
    let mut script = begin(&format!("The prediction for {who} and {what}"));
    let (p, q): (Vec<f64>, Vec<f64>) = made.terms.iter().copied().unzip();
    script.vector("p", &p);
    script.vector("q", &q);
    match (made.intercept, made.bias) {
        (Some(intercept), _) => {
            script.set("intercept", &[intercept]);
            script.worth("intercept + p @ q", [made.value]);
        }
        (None, Some([mean, b_i, b_j])) => {
            script.set("mean, b_i, b_j", &[mean, b_i, b_j]);
            script.worth("mean + b_i + b_j + p @ q", [made.value]);
        }
        (None, None) => script.worth("p @ q", [made.value]),
    }
    Some(script)
}

/// A regression, by its normal equations: `(XᵀWX + λI) x = XᵀWy`. Where they are singular, the shortest x that fits best.
///
/// # Errors
/// That it has too many numbers.
pub fn regression(snapshot: &Snapshot, r: &Regression) -> Result<Script, String> {
    let k = r.normal.k;
    bounded(r.rows.len() * (k + 1), "its rows")?;
    let mut script = begin(&format!("The regression of {}", name(snapshot, r.of)));
    if r.rows.is_empty() {
        script.remark("There is nothing to learn from.");
        script.worth(&format!("np.zeros({k})"), vec![0.0; k]);
        return Ok(script);
    }
    script.remark(&format!("a row each: {}", names(snapshot, r.rows.iter().map(|row| row.other))));
    script.matrix("X", r.rows.iter().map(|row| row.x.as_slice()));
    script.vector("y", &r.rows.iter().map(|row| row.target).collect::<Vec<_>>());
    let weighed = r.rows.iter().any(|row| row.weight != 1.0);
    if weighed {
        script.vector("w", &r.rows.iter().map(|row| row.weight).collect::<Vec<_>>());
    }
    let penalties = r.penalties();
    let weight = if weighed { "w[:, None] * " } else { "" };
    let even = penalties.iter().all(|penalty| *penalty == penalties[0]);
    if let Some(conjugate) = &r.conjugate {
        script.vector("penalty", &penalties);
        script.say(format!("A = X.T @ ({weight}X) + np.diag(penalty)"));
        script.say(format!("b = X.T @ ({}y)", if weighed { "w * " } else { "" }));
        conjugate_gradients(&mut script, r.old.as_deref(), conjugate);
        return Ok(script);
    }
    match penalties[0] {
        0.0 if even => {
            let (x, y) = if weighed { ("np.sqrt(w)[:, None] * X", "np.sqrt(w) * y") } else { ("X", "y") };
            script.say(format!("x = np.linalg.lstsq({x}, {y})[0]"));
        }
        lambda if even => {
            script.set("penalty", &[lambda]);
            script.say(format!("A = X.T @ ({weight}X) + penalty * np.eye({k})"));
        }
        _ => {
            script.vector("penalty", &penalties);
            script.say(format!("A = X.T @ ({weight}X) + np.diag(penalty)"));
        }
    }
    if !(even && penalties[0] == 0.0) {
        script.say(format!("b = X.T @ ({}y)", if weighed { "w * " } else { "" }));
        script.say("x = np.linalg.solve(A, b)");
    }
    script.worth("x", r.solution.as_slice());
    if even && penalties[0] > 0.0 {
        script.say("");
        script.remark("the same with scikit-learn");
        script.say("from sklearn.linear_model import Ridge");
        script.say("model = Ridge(alpha=penalty, fit_intercept=False)");
        let sample = if weighed { ", sample_weight=w" } else { "" };
        script.worth(&format!("model.fit(X, y{sample}).coef_"), r.solution.as_slice());
    }
    Ok(script)
}

/// The steps by which a row comes nearer to the solution of `A x = b`; where they are not known, that.
fn conjugate_gradients(script: &mut Script, old: Option<&[f64]>, conjugate: &Conjugated) {
    if let (Some(old), Some(last)) = (old, conjugate.steps.last()) {
        script.vector("x", old);
        script.say("d = r = b - A @ x");
        script.say(format!("for step in range({}):", conjugate.steps.len()));
        script.say("    alpha = r @ r / (d @ A @ d)");
        script.say("    x = x + alpha * d");
        script.say("    r, before = b - A @ x, r");
        script.say("    d = r + r @ r / (before @ before) * d");
        script.worth("x", last.row.as_slice());
    }
    script.say("");
    script.remark("the exact one");
    script.worth("np.linalg.lstsq(A, b)[0]", conjugate.exact.as_slice());
}

/// The step of descent for one number, by all the ratings of its row: `new = old - α (Σ e f + λ old)`.
///
/// # Errors
/// That it has too many numbers.
pub fn gradient(snapshot: &Snapshot, g: &Gradient) -> Result<Script, String> {
    bounded(3 * g.terms.len(), "its terms")?;
    let Parameter { of, factor } = g.at;
    let which = factor.map_or("the bias".into(), |z| format!("factor {}", z + 1));
    let mut script = begin(&format!("A step of gradient descent for {which} of {}", name(snapshot, of)));
    script.remark(&format!("a number each: {}", names(snapshot, g.terms.iter().map(|term| term.other))));
    let column = |of: fn(&explain::Term) -> f64| g.terms.iter().map(of).collect::<Vec<_>>();
    script.vector("predicted", &column(|term| term.prediction));
    script.vector("rating", &column(|term| term.rating));
    script.vector("factor", &column(|term| term.factor));
    script.set("old, alpha, penalty", &[g.old, g.alpha, g.lambda]);
    script.say("e = predicted - rating");
    script.say("slope = e @ factor + penalty * old");
    script.worth("old - alpha * slope", [g.new]);
    Ok(script)
}

/// The step that one rating makes the numbers of its user and its item take; `None` where the algorithm takes no such steps.
pub fn rating_step(snapshot: &Snapshot, user: UserId, item: ItemId) -> Option<Script> {
    let [who, what] = [name(snapshot, user.into()), name(snapshot, item.into())];
    let step = |of: Entity, factor| explain::rating_step(snapshot, user, item, Parameter { of, factor });
    let rows: Vec<(Entity, Vec<Gradient>)> = [Entity::from(user), item.into()]
        .into_iter()
        .map(|of| Some((of, (0..snapshot.z()).map(|z| step(of, Some(z))).collect::<Option<Vec<_>>>()?)))
        .collect::<Option<_>>()?;
    let mut script = begin(&format!("A step of stochastic gradient descent, by what {who} gave {what}"));
    let first = rows[0].1.first()?;
    let term = first.terms.first()?;
    script.set("predicted, rating", &[term.prediction, term.rating]);
    script.say("e = predicted - rating");
    for ((of, steps), symbol) in rows.iter().zip(["p", "q"]) {
        let first = steps.first()?;
        script.say("");
        script.remark(&format!("{} of {}", symbol, name(snapshot, *of)));
        script.vector(symbol, &steps.iter().map(|g| g.old).collect::<Vec<_>>());
        let factor = steps.iter().filter_map(|g| Some(g.terms.first()?.factor)).collect::<Vec<_>>();
        script.vector("factor", &factor);
        script.set("alpha, penalty", &[first.alpha, first.lambda]);
        let new: Vec<f64> = steps.iter().map(|g| g.new).collect();
        script.worth(&format!("{symbol} - alpha * (e * factor + penalty * {symbol})"), new);
    }
    for of in [Entity::from(user), item.into()] {
        let Some(g) = step(of, None) else { continue };
        script.say("");
        script.remark(&format!("the bias of {}", name(snapshot, of)));
        script.set("b, alpha, penalty", &[g.old, g.alpha, g.lambda]);
        script.worth("b - alpha * (e + penalty * b)", [g.new]);
    }
    Some(script)
}

/// The mean of the squared errors over what is learned from.
///
/// # Errors
/// That they are too many.
pub fn errors(snapshot: &Snapshot) -> Result<Script, String> {
    let train = &snapshot.source.split.train;
    bounded(2 * train.len(), "ratings and predictions")?;
    let mut script = begin("The mean squared error over the ratings that are learned from");
    script.vector("predicted", &train.iter().map(|r| snapshot.predict(r.user, r.item)).collect::<Vec<_>>());
    script.vector("rating", &train.iter().map(|r| snapshot.model.aim(r.value)).collect::<Vec<_>>());
    script.say("e = predicted - rating");
    script.worth("e @ e", [snapshot.here.train.sse]);
    script.worth("np.mean(e**2)", [snapshot.here.train.mse()]);
    Ok(script)
}

/// What a model without factors tells of a number: its lines as expressions.
pub fn arithmetic(snapshot: &Snapshot, what: &str, told: &Arithmetic) -> Script {
    let mut script = begin(what);
    if !told.formula.is_empty() {
        script.remark(&told.formula);
    }
    let signs = |calc: &Calc| calc.signs(&|number| short(number, 6)).replace('·', " * ");
    let rows = told.terms.iter().map(|(of, calcs)| (name(snapshot, *of), calcs));
    let parts = told.parts.iter().map(|(name, calcs)| (name.as_str(), calcs));
    for (heads, rows) in [(&told.heads, rows.collect::<Vec<_>>()), (&told.part_heads, parts.collect())] {
        if rows.is_empty() {
            continue;
        }
        script.remark(&format!("{}: {}", if heads.len() == 1 { "each" } else { "columns" }, heads.join(", ")));
        script.say("rows = np.array([");
        for (name, calcs) in &rows {
            let cells: Vec<String> = calcs.iter().map(signs).collect();
            script.say(format!("    [{}],  # {}", cells.join(", "), crate::data::plain(name)));
        }
        script.say("])");
        if told.unlisted > 0 {
            script.remark(&format!("and {} more", told.unlisted));
        }
    }
    for (called, calc) in &told.lines {
        script.remark(called);
        script.worth(&signs(calc), [calc.value(&|number| number)]);
    }
    script
}
