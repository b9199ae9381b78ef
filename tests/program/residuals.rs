//! Residuals: groups that add up, by hand on the lecture, the same for every model; the cursor and the keys.

use crate::common::{desk::Desk, grid, random_grid};
use factorscope::{
    choice::Choice,
    command::Screen,
    data::{Entity, ItemId, Rating, Share, UserId},
    model::{Method, ON, Options},
    study::{
        Order, Session, Source, errors,
        extent::Extent,
        residuals::{Grouping, Residuals, Seen},
    },
};
use std::sync::Arc;

fn held_out(options: Options) -> Session {
    let rows: Vec<Rating> =
        random_grid(40, 30, 0.4, 5).iter().map(|r| Rating { value: r.value.round(), ..r }).collect();
    let source = Source::new(Arc::new(grid(40, 30, &rows)));
    let mut session = Session::new(source.held_out(Share::new(0.25).unwrap(), 3), options, 1 << 20);
    session.obey(Order::Step(factorscope::study::Grain::Pass, 2));
    session
}

/// Every rating is in one group of each kind, and the sums are those of the errors that are shown everywhere.
#[test]
fn the_groups_of_each_kind_add_up_to_all_for_every_model() {
    for &method in Method::ALL {
        let mut session = held_out(Options::new(method));
        let snapshot = session.snapshot();
        let split = &snapshot.source.split;
        for (seen, over) in [(Seen::Known, &split.train), (Seen::HeldOut, &split.test)] {
            let found = Residuals::new(&snapshot, seen, ON).unwrap();
            let wanted = errors(over, snapshot.source.learned(), &snapshot.model);
            let near = |a: f64, b: f64| (a - b).abs() <= 1e-9 * (1.0 + b.abs());
            assert!(near(found.all.sse, wanted.sse) && found.all.count == over.len(), "{method} {seen:?}");
            for groups in &found.groups {
                assert_eq!(groups.iter().map(|group| group.count).sum::<usize>(), over.len(), "{method}");
                assert!(groups.iter().all(|group| group.count > 0));
                assert!(near(groups.iter().map(|group| group.sse).sum(), wanted.sse), "{method}");
                let bias: f64 = groups.iter().map(|group| group.bias() * group.count as f64).sum();
                assert!(near(bias, found.all.bias() * over.len() as f64), "{method}");
            }
            // The worst are the largest squares of all, in their order.
            let mut all: Vec<f64> =
                over.iter().map(|r| (snapshot.predict(r.user, r.item) - snapshot.model.aim(r.value)).powi(2)).collect();
            all.sort_by(|a, b| b.total_cmp(a));
            let worst: Vec<f64> = found.worst.iter().map(|term| term.square()).collect();
            assert_eq!(worst.len(), all.len().min(200));
            assert!(worst.iter().zip(&all).all(|(found, wanted)| near(*found, *wanted)), "{method}");
        }
    }
}

/// Activity and popularity are counted over what is learned from, not over what is looked at.
#[test]
fn each_rating_is_in_the_groups_where_a_plain_count_puts_it() {
    let mut session = held_out(Options::new(Method::BaselineAls));
    let snapshot = session.snapshot();
    let split = &snapshot.source.split;
    let found = Residuals::new(&snapshot, Seen::HeldOut, ON).unwrap();
    for (by, degree) in [(Grouping::User, 0), (Grouping::Item, 1)] {
        for group in &found.groups[by.place()] {
            let Extent::Counts(low, high) = group.extent else { panic!("{group:?}") };
            let inside = split.test.iter().filter(|r| {
                let of: Entity = if degree == 0 { r.user.into() } else { r.item.into() };
                (low..=high).contains(&split.train.degree(of))
            });
            let (count, sum) = inside.fold((0, 0.0), |(count, sum), r| (count + 1, sum + r.value));
            assert_eq!(group.count, count, "{group:?}");
            assert!((group.ratings - sum).abs() < 1e-9);
        }
    }
    for group in &found.groups[Grouping::Rating.place()] {
        let Extent::Value(value) = group.extent else { panic!("{group:?}") };
        assert_eq!(group.count, split.test.iter().filter(|r| r.value == value).count());
        assert!((group.rating() - value).abs() < 1e-12);
    }
    for group in &found.groups[Grouping::Prediction.place()] {
        let Extent::Value(value) = group.extent else { panic!("{group:?}") };
        // Ratings are whole here, from 0 to 5: what is nearest lies within a half.
        let near = |p: f64| (p - value).abs() <= 0.5 || value == 0.0 && p < 0.0 || value == 5.0 && p > 5.0;
        let inside = split.test.iter().map(|r| snapshot.predict(r.user, r.item)).filter(|p| near(*p));
        assert_eq!(group.count, inside.count(), "{group:?}");
    }
}

/// The lecture before the first step, by hand: every factor of its first start is what `same:0.5` says, so each prediction is
/// 2 · 0.25 = 0.5.
#[test]
fn a_constant_prediction_is_one_group_whose_mean_rating_is_the_mean() {
    let mut desk = Desk::lecture();
    desk.command("refit start same:0.5").command("lab residuals");
    let residuals = desk.app.residuals().unwrap();
    let ratings = desk.app.snapshot().ratings();
    let by_prediction = &residuals.groups[Grouping::Prediction.place()];
    assert_eq!(by_prediction.len(), 1);
    // Half way between the values 0 and 1, it counts to the lower.
    assert_eq!((by_prediction[0].extent, by_prediction[0].prediction()), (Extent::Value(0.0), 0.5));
    assert!((by_prediction[0].rating() - ratings.mean()).abs() < 1e-12);
    for group in &residuals.groups[Grouping::Rating.place()] {
        let Extent::Value(value) = group.extent else { panic!("{group:?}") };
        assert!((group.bias() - (0.5 - value)).abs() < 1e-12 && (group.rmse() - (value - 0.5).abs()).abs() < 1e-12);
    }
    assert_eq!(residuals.worst[0].square(), 4.5 * 4.5);
}

#[test]
fn the_cursor_goes_along_the_worst_and_to_their_arithmetic() {
    let mut desk = Desk::lecture();
    desk.command("step pass 2").command("lab residuals");
    let cells: Vec<(UserId, ItemId)> = desk.app.residuals().unwrap().worst.iter().map(|t| (t.user, t.item)).collect();
    let selected = |desk: &Desk| (desk.app.view().user, desk.app.view().item);
    // From a cell that is none of them one comes to the first.
    desk.command("select Diego \"Zhou Shen\"");
    let outside = !cells.contains(&selected(&desk));
    desk.command("move top");
    assert!(outside || selected(&desk) == cells[0]);
    desk.command("move top");
    for cell in &cells[..5] {
        assert_eq!(selected(&desk), *cell);
        desk.press("j");
    }
    desk.press("GE");
    assert_eq!((selected(&desk), desk.app.view().site.screen), (cells[cells.len() - 1], Screen::Factorise));
}

#[test]
fn what_is_looked_at_is_changed_by_keys_and_commands() {
    let mut desk = Desk::lecture();
    desk.command("lab residuals").press("y");
    assert_eq!(desk.app.view().bench.errors.by, Grouping::User);
    desk.command("screen train").command("errors-by prediction");
    assert_eq!((desk.app.view().bench.errors.by, desk.app.view().site.screen), (Grouping::Prediction, Screen::Lab));
    desk.press("a");
    assert_eq!(desk.app.view().bench.errors.seen, Seen::HeldOut);
    assert!(desk.app.residuals().is_none_or(|residuals| residuals.all.count == 0), "nothing is held out");
    desk.command("holdout 0.3");
    let count = desk.app.snapshot().source.split.test.len();
    assert_eq!((desk.app.residuals().unwrap().all.count, count > 0), (count, true));
    desk.command("set method knn-basic").command("step pass");
    assert_eq!(desk.app.residuals().unwrap().all.count, count, "a model without factors has errors as well");
}
