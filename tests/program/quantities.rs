//! What lessons can ask of lists, of what carries a prediction, of uses and of the Lab: the same that the screens show.

use crate::common::desk::Desk;
use factorscope::{
    app::Message,
    data::{ItemId, UserId},
    lesson::Expression,
    model::ON,
    study::recommend::{Asked, reasons},
};
use std::sync::Arc;

fn value(desk: &Desk, text: &str) -> Result<f64, String> {
    let expression = Expression::parse(text).map_err(|wrong| wrong.why)?;
    desk.app.with_live(|live| live.value(&expression))
}

/// The lecture as the program opens it, with its uses and what is promoted.
fn desk() -> Desk {
    let mut desk = Desk::of(factorscope::data::Lecture::Main.ratings());
    desk.script("set lambda 0.1; step pass 20; select Diego BTS; screen recommend");
    desk
}

#[test]
fn places_and_scores_are_those_of_the_list() {
    let mut desk = desk();
    for script in ["rated off", "rated on", "weights rating=0.5 popular=0.5", "weights rating=1 variety=0.6"] {
        desk.script(script);
        for user in 0..4 {
            desk.script(&format!("select-user #{}", user + 1));
            let list = desk.app.recommended().unwrap();
            for (pick, place) in list.picks.iter().zip(1..) {
                let (user, item) = (user + 1, pick.item.index() + 1);
                assert_eq!(value(&desk, &format!("place({user}, {item})")), Ok(f64::from(place)), "{script}");
                assert_eq!(value(&desk, &format!("score({user}, {item})")), Ok(pick.score));
            }
        }
    }
    desk.script("rated off");
    assert!(value(&desk, "place(Diego, BTS)").unwrap_err().contains("BTS is not on the list of Diego"));
}

#[test]
fn what_ratings_add_is_that_of_the_reasons_and_adds_up() {
    let desk = desk();
    let (diego, shen) = (UserId::new(3), ItemId::new(3));
    let found = reasons(&**desk.app.snapshot(), Asked { user: diego, ..desk.app.asked() }, shen, &|| Some(())).unwrap();
    let mut sum = found.base + found.rest;
    for term in &found.terms {
        let item = term.item.index() + 1;
        let of = |name: &str| value(&desk, &format!("{name}(Diego, Zhou Shen, {item})"));
        assert_eq!((of("adds"), of("weight")), (Ok(term.part()), Ok(term.weight)));
        assert_eq!(of("without"), Ok(term.without.unwrap() as f64));
        sum += of("adds").unwrap();
    }
    assert!((sum - value(&desk, "prediction(Diego, Zhou Shen)").unwrap()).abs() < 1e-12);
    assert!(
        value(&desk, "adds(Diego, Zhou Shen, Melt-Banana)")
            .unwrap_err()
            .contains("is not made of a rating for Melt-Banana")
    );
}

#[test]
fn uses_are_told_in_days() {
    let desk = desk();
    let uses = &desk.app.snapshot().ratings().names().uses;
    let now = uses.now().unwrap();
    let mut rhythms = 0;
    for user in 0..4 {
        for one in uses.of(UserId::new(user)) {
            let of = |name: &str| value(&desk, &format!("{name}({}, {})", user + 1, one.item.index() + 1));
            assert_eq!(of("uses"), Ok(f64::from(one.count)));
            let since = (now - one.last.unwrap()) as f64 / 86_400.0;
            assert_eq!(of("since"), Ok(since));
            if let Some(gap) = one.gap {
                rhythms += 1;
                assert_eq!(of("gap"), Ok(gap as f64 / 86_400.0));
                assert!((of("due").unwrap() - (since / of("gap").unwrap()).min(1.0)).abs() < 1e-12);
            } else {
                assert!(of("due").is_err());
            }
        }
    }
    assert!(rhythms > 0);
}

#[test]
fn errors_of_clipped_predictions_are_never_above_the_raw_ones() {
    let mut desk = desk();
    desk.script("set lambda 0; step pass 3");
    let (raw, clipped) = (value(&desk, "mse").unwrap(), value(&desk, "clipped_mse").unwrap());
    assert!(clipped > 0.0 && clipped < raw);
    assert!((value(&desk, "clipped_rmse").unwrap().powi(2) - clipped).abs() < 1e-12);
}

#[test]
fn the_lab_tells_the_step_of_the_mixes_and_the_day_of_the_test() {
    let mut desk = desk();
    desk.script("lab mixes; mixes 2; mixes-step start");
    let mixes = desk.app.mixes().unwrap();
    let inertia = |at: usize| Ok(mixes.steps[at].clustered.inertia);
    assert_eq!(value(&desk, "lab(inertia)"), inertia(0));
    desk.script("mixes-step next");
    assert_eq!((value(&desk, "lab(inertia)"), value(&desk, "lab(inertia, 1)")), (inertia(1), inertia(0)));
    assert_eq!(value(&desk, "lab(mixes)"), Ok(2.0));
    assert_eq!(value(&desk, "lab(size, 1) + lab(size, 2)"), Ok(mixes.items.len() as f64));
    desk.script("ab users=40 days=4");
    for job in std::mem::take(&mut desk.wants) {
        desk.send(Message::Derived(Arc::new(job.work_out(ON).unwrap())));
    }
    assert_eq!(value(&desk, "lab(day)"), Ok(0.0));
    desk.script("move right 3");
    assert_eq!(value(&desk, "lab(day)"), Ok(3.0));
}
