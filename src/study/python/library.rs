//! The whole algorithm: by the library that has it, or by NumPy.

use super::script::{Script, bounded, short};
use crate::{
    choice::Choice,
    data::{Entity, ItemId, Rating, Ratings, Side, UserId, plain_json},
    model::{Block, Method, Missing, Options, Penalty},
    study::Snapshot,
};

/// The most ratings that are written down as a list.
const MOST_RATINGS: usize = 200;

/// The algorithm with the options of the moment: by Surprise or implicit where they have it, ALS and descent by NumPy from the
/// present factors.
///
/// # Errors
/// In a sentence, why there is none.
pub fn library(snapshot: &Snapshot, user: UserId, item: ItemId) -> Result<Script, String> {
    let options = &snapshot.options;
    match options.method {
        Method::Als | Method::Descent => by_numpy(snapshot),
        Method::Content | Method::ContentItems => {
            Err("each row is a regression of its own: choose one, and its code is shown".into())
        }
        Method::ImplicitAls => Ok(by_implicit(snapshot)),
        _ => by_surprise(snapshot, user, item),
    }
}

/// A name as Python reads it.
fn quoted(name: &str) -> String {
    plain_json(&serde_json::Value::from(name).to_string()).into_owned()
}

/// The ratings that are learned from, as rows of a table.
fn table(script: &mut Script, ratings: &Ratings) {
    script.say("import pandas as pd");
    if ratings.len() > MOST_RATINGS {
        script.say("");
        script.remark("your file, with the columns user, item and rating");
        script.say("frame = pd.read_csv(\"ratings.csv\")");
        return;
    }
    script.say("");
    let name = |rating: &Rating| {
        format!("({}, {}, {})", quoted(ratings.name(rating.user)), quoted(ratings.name(rating.item)), rating.value)
    };
    script.wrapped("ratings = [", ratings.iter().map(|rating| name(&rating)), "]");
    script.say("frame = pd.DataFrame(ratings, columns=[\"user\", \"item\", \"rating\"])");
}

fn by_surprise(snapshot: &Snapshot, user: UserId, item: ItemId) -> Result<Script, String> {
    let (options, train) = (&snapshot.options, &snapshot.source.split.train);
    let (class, arguments, exact) = call(options, snapshot.position.pass)?;
    let mut script = Script::default();
    script.remark(&format!("{} with Surprise", options.method));
    script.say(format!("from surprise import {class}, Dataset, Reader"));
    table(&mut script, train);
    let scale = snapshot.ratings().scale();
    script.say(format!("reader = Reader(rating_scale=({}, {}))", short(scale.low(), 6), short(scale.high(), 6)));
    script.say("data = Dataset.load_from_df(frame[[\"user\", \"item\", \"rating\"]], reader)");
    script.wrapped(&format!("model = {class}("), arguments.into_iter(), ")");
    script.say("model.fit(data.build_full_trainset())");
    let [who, what] = [snapshot.ratings().name(user), snapshot.ratings().name(item)].map(quoted);
    let predicted = format!("model.predict({who}, {what}).est");
    let whole = snapshot.position.unit == 0 && snapshot.position.pass > 0;
    match exact && whole && train.len() <= MOST_RATINGS {
        true => script.worth(&predicted, [scale.clip(snapshot.predict(user, item))]),
        false => script.say(predicted),
    }
    Ok(script)
}

/// What Surprise calls it, with which arguments, and whether it comes out the same wherever it begins.
fn call(options: &Options, passes: u64) -> Result<(&'static str, Vec<String>, bool), String> {
    let epochs = format!("n_epochs={}", passes.max(1));
    let factors = format!("n_factors={}", options.factors);
    let rates = |extra: &[String]| {
        let all = [format!("lr_all={}", options.alpha), format!("reg_all={}", options.lambda)];
        let own = |what: &str, (block, value): (Block, f64)| format!("{what}_{}={value}", block.name());
        let alphas = options.alpha_of.each().map(|own_of| own("lr", own_of));
        let lambdas = options.lambda_of.each().map(|own_of| own("reg", own_of));
        extra.iter().cloned().chain(all).chain(alphas).chain(lambdas).collect::<Vec<_>>()
    };
    let plain = options.penalty == Penalty::Plain && options.lambda > 0.0;
    if plain && matches!(options.method, Method::Sgd | Method::Svd | Method::SvdPp | Method::Nmf) {
        return Err(
            "Surprise lets lambda weigh on each rating: set penalty weighted does so, and it can be called".into()
        );
    }
    Ok(match options.method {
        Method::Sgd | Method::Svd => {
            let biased = format!("biased={}", if options.biased { "True" } else { "False" });
            ("SVD", rates(&[factors, epochs, biased]), false)
        }
        Method::SvdPp => ("SVDpp", rates(&[factors, epochs]), false),
        Method::Nmf => {
            let of = |block| options.lambda(block);
            let penalties = [format!("reg_pu={}", of(Block::User)), format!("reg_qi={}", of(Block::Item))];
            ("NMF", [factors, epochs].into_iter().chain(penalties).collect(), false)
        }
        Method::SlopeOne => ("SlopeOne", Vec::new(), true),
        Method::CoClustering => {
            let users = format!("n_cltr_u={}", options.user_clusters);
            let items = format!("n_cltr_i={}", options.item_clusters);
            ("CoClustering", vec![users, items, epochs], false)
        }
        Method::NormalPredictor => ("NormalPredictor", Vec::new(), false),
        Method::BaselineAls => {
            let baselines = format!(
                "bsl_options={{\"method\": \"als\", \"n_epochs\": {passes}, \"reg_u\": {}, \"reg_i\": {}}}",
                options.user_lambda, options.item_lambda
            );
            ("BaselineOnly", vec![baselines, "verbose=False".into()], true)
        }
        Method::BaselineSgd => {
            let baselines = format!(
                "bsl_options={{\"method\": \"sgd\", \"n_epochs\": {passes}, \"reg\": {}, \"learning_rate\": {}}}",
                options.lambda, options.alpha
            );
            ("BaselineOnly", vec![baselines, "verbose=False".into()], false)
        }
        Method::KnnBasic => ("KNNBasic", neighbours(options), true),
        Method::KnnWithMeans => ("KNNWithMeans", neighbours(options), true),
        Method::KnnWithZScore => ("KNNWithZScore", neighbours(options), true),
        Method::KnnBaseline => ("KNNBaseline", neighbours(options), true),
        Method::Als | Method::Descent | Method::Content | Method::ContentItems | Method::ImplicitAls => {
            return Err(format!("Surprise has no {}", options.method));
        }
    })
}

fn neighbours(options: &Options) -> Vec<String> {
    let similarity = options.similarity.name().replace('-', "_");
    let by_user = if options.based_on == Side::Users { "True" } else { "False" };
    let similar = format!(
        "sim_options={{\"name\": \"{similarity}\", \"user_based\": {by_user}, \"min_support\": {}, \"shrinkage\": {}}}",
        options.min_support, options.shrinkage
    );
    vec![
        format!("k={}", options.neighbours),
        format!("min_k={}", options.min_neighbours),
        similar,
        "verbose=False".into(),
    ]
}

fn by_implicit(snapshot: &Snapshot) -> Script {
    let options = &snapshot.options;
    let mut script = Script::default();
    script.remark(&format!("{} with implicit", options.method));
    script.say("from implicit.als import AlternatingLeastSquares");
    script.say("from scipy.sparse import coo_matrix");
    table(&mut script, &snapshot.source.split.train);
    script.say("users = frame[\"user\"].astype(\"category\").cat");
    script.say("items = frame[\"item\"].astype(\"category\").cat");
    script.remark("implicit takes the weights themselves: here they are 1 + confidence times the rating");
    script.say(format!("weights = 1 + {} * frame[\"rating\"].abs()", short(options.confidence, 6)));
    script.say("cells = coo_matrix((weights, (users.codes, items.codes))).tocsr()");
    let arguments = [
        format!("factors={}", options.factors),
        format!("regularization={}", options.lambda),
        format!("iterations={}", snapshot.position.pass.max(1)),
        format!("use_cg={}", if options.steps().is_some() { "True" } else { "False" }),
    ];
    script.wrapped("model = AlternatingLeastSquares(", arguments.into_iter(), ")");
    if let Some(steps) = options.steps() {
        script.say(format!("model.cg_steps = {steps}"));
    }
    script.say("model.fit(cells, show_progress=False)");
    script.say("model.user_factors @ model.item_factors.T");
    script
}

/// One pass of ALS or of batch descent, from the present factors.
fn by_numpy(snapshot: &Snapshot) -> Result<Script, String> {
    let (options, train) = (&snapshot.options, &snapshot.source.split.train);
    let factors = snapshot.factors().ok_or("this model has no factors")?;
    if options.biased || options.missing == Missing::Zero {
        return Err("with biases, or with holes as zeros, no library has this; the code of each step is shown".into());
    }
    let (users, items, z) = (train.n_users(), train.n_items(), factors.z());
    bounded(users * items + (users + items) * z, "the grid and the factors")?;
    let mut script = Script::default();
    script.remark(&format!("One {} of {}, from the present factors", options.method.words().1, options.method));
    script.say("import numpy as np");
    script.say("");
    let row =
        |i: usize| (0..items).map(move |j| train.get(UserId::new(i), ItemId::new(j)).unwrap_or(f64::NAN)).collect();
    let grid: Vec<Vec<f64>> = (0..users).map(row).collect();
    script.matrix("R", grid.iter().map(Vec::as_slice));
    script.say("known = ~np.isnan(R)");
    for (name, side, count) in [("P", Side::Users, users), ("Q", Side::Items, items)] {
        let rows: Vec<Vec<f64>> = (0..count).map(|at| factors.of(Entity::new(side, at)).to_vec()).collect();
        script.matrix(name, rows.iter().map(Vec::as_slice));
    }
    let weighted = options.penalty == Penalty::Weighted;
    if options.lambda > 0.0 {
        script.set("penalty", &[options.lambda]);
    }
    match options.method {
        Method::Als => {
            script.say("");
            script.say("def fit(table, other, R, known):");
            script.say("    for i in range(len(table)):");
            script.say("        X, y = other[known[i]], R[i, known[i]]");
            let count = if weighted { " * len(y)" } else { "" };
            let penalty = if options.lambda > 0.0 { format!(" + penalty{count} * np.eye({z})") } else { String::new() };
            match (options.steps(), options.lambda > 0.0) {
                (None, false) => script.say("        table[i] = np.linalg.lstsq(X, y)[0]"),
                (None, true) => {
                    script.say(format!("        A = X.T @ X{penalty}"));
                    script.say("        table[i] = np.linalg.solve(A, X.T @ y)");
                }
                (Some(steps), _) => {
                    script.say(format!("        A, b, x = X.T @ X{penalty}, X.T @ y, table[i]"));
                    script.say("        d = r = b - A @ x");
                    script.say("        enough = 1e-30 * (r @ r)");
                    script.say(format!("        for step in range({steps}):"));
                    script.say("            if r @ r <= enough:");
                    script.say("                break");
                    script.say("            x = x + r @ r / (d @ A @ d) * d");
                    script.say("            r, before = b - A @ x, r");
                    script.say("            d = r + r @ r / (before @ before) * d");
                    script.say("        table[i] = x");
                }
            }
            script.say("");
            script.say("fit(P, Q, R, known)");
            script.say("fit(Q, P, R.T, known.T)");
        }
        _ => {
            script.set("alpha", &[options.alpha]);
            script.say("");
            script.say("E = np.where(known, P @ Q.T - R, 0)");
            let [p, q] = match (options.lambda > 0.0, weighted) {
                (false, _) => ["", ""],
                (true, false) => [" + penalty * P", " + penalty * Q"],
                (true, true) => {
                    [" + penalty * known.sum(axis=1)[:, None] * P", " + penalty * known.sum(axis=0)[:, None] * Q"]
                }
            };
            script.say(format!("slope_P = E @ Q{p}"));
            script.say(format!("slope_Q = E.T @ P{q}"));
            script.say("P, Q = P - alpha * slope_P, Q - alpha * slope_Q");
        }
    }
    script.say("np.nanmean((P @ Q.T - R) ** 2)");
    Ok(script)
}
