//! Measures: errors and penalty against the sums written out.

use super::*;
use factorscope::study::{errors, penalty};

#[test]
fn errors_and_penalty_are_the_sums_that_they_are_called() {
    let mut session =
        with(Method::Als, &[Setting::Biased(true), Setting::Lambda(0.001), Setting::Penalty(Penalty::Weighted)]);
    session.obey(Order::Step(Grain::Half, 3));
    let State { source, model, options, .. } = session.state();
    let factors = &tables(model);
    let (mut sse, mut sae, mut clipped) = (0.0, 0.0, 0.0);
    for r in source.all().iter() {
        let prediction = factors.predict(r.user, r.item);
        sse += (prediction - r.value).powi(2);
        sae += (prediction - r.value).abs();
        clipped += (prediction.clamp(0.0, 5.0) - r.value).powi(2);
    }
    let found = errors(source.all(), source.learned(), model);
    let near = |a: f64, b: f64| (a - b).abs() < 1e-12 * b.abs().max(1.0);
    assert!(near(found.sse, sse) && near(found.sae, sae) && near(found.sse_clipped, clipped) && found.count == 16);
    assert!(near(found.mse(), sse / 16.0) && near(found.rmse(), (sse / 16.0).sqrt()) && near(found.mae(), sae / 16.0));
    assert!(clipped < sse && near(found.mse_clipped(), clipped / 16.0), "one prediction at least is off the scale");

    let bias = factors.bias.as_ref().unwrap();
    let mut weighted = 0.0;
    for i in (0..4).map(UserId::new) {
        let length = factors.of(i).iter().map(|v| v * v).sum::<f64>() + bias.user[i.index()].powi(2);
        weighted += 0.001 * source.all().degree(i) as f64 * length;
    }
    for j in (0..5).map(ItemId::new) {
        let length = factors.of(j).iter().map(|v| v * v).sum::<f64>() + bias.item[j.index()].powi(2);
        weighted += 0.001 * source.all().degree(j) as f64 * length;
    }
    assert!(near(penalty(source.all(), model, options), weighted));
    assert!(near(session.here().objective(), sse + weighted));
}
