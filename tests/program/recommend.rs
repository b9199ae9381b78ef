//! Recommend without a terminal: the sliders, the cursor that stays with an item, and what is asked for.

use crate::common::{desk::Desk, grid, random_grid, rating};
use factorscope::{
    choice::Choice,
    command::Screen,
    data::{ItemId, Names, Ratings, Scale, UserId},
    model::{Method, Options, Penalty},
    study::recommend::{Slider, Weights},
};

fn desk() -> Desk {
    let mut desk = Desk::of(random_grid(30, 40, 0.3, 7));
    desk.script("step pass 5; screen recommend; select-user #3; at-least 1");
    desk
}

fn items(desk: &Desk) -> Vec<ItemId> {
    desk.app.recommended().unwrap().picks.iter().map(|pick| pick.item).collect()
}

fn weight(desk: &Desk, slider: Slider) -> f64 {
    desk.app.view().recommend.weights.of(slider)
}

#[test]
fn keys_turn_the_slider_that_is_chosen() {
    let mut desk = desk();
    desk.press("<Left><Left>");
    assert_eq!(weight(&desk, Slider::Rating), 0.9);
    desk.press("v<Right><Right><Right>");
    assert_eq!((desk.app.view().recommend.slider, weight(&desk, Slider::Like)), (Slider::Like, 0.15));
    desk.press("<Left><Left><Left><Left><Left>");
    assert_eq!(weight(&desk, Slider::Like), 0.0);
    desk.press("<End>");
    assert_eq!(weight(&desk, Slider::Like), 1.0);
    desk.press("<Right>");
    assert_eq!(weight(&desk, Slider::Like), 1.0);
    desk.press("0");
    assert_eq!(desk.app.view().recommend.weights, Weights::PLAIN);
    // All of them, in a circle.
    let chosen = desk.app.view().recommend.slider;
    desk.press(&"v".repeat(Slider::ALL.len()));
    assert_eq!(desk.app.view().recommend.slider, chosen);
}

#[test]
fn commands_say_what_counts_and_lead_there() {
    let mut desk = desk();
    desk.script("screen map; weigh popular 0.25");
    assert_eq!((desk.app.live(), weight(&desk, Slider::Popular)), (Screen::Recommend, 0.25));
    desk.command("weights rating=0.5 like=0.2 variety=0.4");
    assert_eq!(desk.app.view().recommend.weights.to_string(), "rating=0.5 like=0.2 variety=0.4");
    desk.command("weights");
    assert!(desk.app.view().recommend.weights.is_plain());
    desk.command("weigh like 1.5");
    desk.says("from 0 to 1");
    let many = items(&desk).len();
    desk.press("a");
    assert!(items(&desk).len() > many);
    desk.command("rated off");
    assert_eq!(items(&desk).len(), many);
}

/// The cursor goes with the item when the order changes, and down the list as it is shown.
#[test]
fn the_cursor_stays_with_its_item() {
    let mut desk = desk();
    // What is selected is not on the list of unrated items: the cursor is on the first.
    let list = items(&desk);
    desk.press("<Down><Down>");
    let place = |desk: &Desk| desk.app.recommended_place(&desk.app.recommended().unwrap());
    assert_eq!((place(&desk), desk.app.view().item), (2, list[2]));
    desk.press("0").command("weights rating=0.1 unlike=1");
    let turned = items(&desk);
    assert_ne!(turned, list);
    assert_eq!(turned[place(&desk)], list[2]);
    desk.press("<Home>G");
    assert_eq!(place(&desk), turned.len() - 1);
    desk.press("g");
    assert_eq!(place(&desk), 0);
    desk.press("E");
    assert_eq!((desk.app.live(), desk.app.view().item), (Screen::Factorise, turned[0]));
}

/// Whoever rates something sees it go, and whoever has rated all of it sees a sentence.
#[test]
fn what_is_rated_is_recommended_no_more() {
    let mut desk = desk();
    let first = items(&desk)[0];
    desk.press("<Down><Up>").command("rate 4");
    assert!(!items(&desk).contains(&first));
    let mut desk = Desk::lecture();
    desk.script("step pass 4; screen recommend; select-user An");
    assert!(items(&desk).is_empty());
    desk.press("<Down><Up>Ev<Right>");
}

/// Every model has a list; those whose predictions come of factors have reasons as well.
#[test]
fn every_model_recommends() {
    for method in Method::ALL {
        let mut desk = Desk::with(random_grid(20, 25, 0.4, 9), Options::new(*method));
        desk.script("step pass 2; screen recommend; at-least 1; weights rating=0.5 like=0.5 unlike=0.5 popular=0.5 new=0.5 variety=0.5");
        let list = desk.app.recommended().unwrap();
        assert!(!list.picks.is_empty(), "{method}");
        assert!(list.picks.iter().all(|pick| pick.score.is_finite()), "{method}");
        assert!(list.picks[1..].iter().all(|pick| pick.before.is_some()), "{method}");
        let item = desk.app.recommended_item().unwrap();
        assert_eq!(desk.app.has_reasons(item), method.has_factors() && *method != Method::SvdPp, "{method}");
        assert_eq!(desk.app.has_reasons(item), desk.app.reasons(item).is_some(), "{method}");
    }
}

/// One user, one item, all that is given the same, and nothing given.
#[test]
fn small_grids_have_lists_too() {
    for rows in [vec![], vec![rating(0, 0, 3.0)], vec![rating(0, 0, 3.0), rating(1, 1, 3.0)]] {
        let mut desk = Desk::of(grid(2, 2, &rows));
        desk.script("step pass 1; screen recommend; weights rating=1 like=1 popular=1 new=1 variety=1; rated on");
        desk.press("<Down><Up>v<Right>Ea");
        assert!(desk.app.recommended().is_some_and(|list| list.picks.len() <= 2));
    }
}

#[test]
fn a_key_promotes_what_is_under_the_cursor_and_no_more() {
    let mut desk = desk();
    desk.script("weights rating=0.1 promoted=1");
    desk.press("<Down><Down>");
    let item = desk.app.recommended_item().unwrap();
    let step = desk.step();
    desk.press("p");
    desk.says("is promoted");
    assert_eq!((items(&desk)[0], desk.step()), (item, step));
    desk.press("p");
    desk.says("is no longer promoted");
    assert_ne!(items(&desk)[0], item);
    let last = *items(&desk).last().unwrap();
    desk.command(&format!("promote #{}", last.number()));
    assert_eq!(items(&desk)[0], last);
    // What comes from nowhere says so.
    let why = |slider: Slider| desk.app.recommended().unwrap().measured[slider.place()].err();
    assert!(why(Slider::Due).is_some() && why(Slider::Again).is_some() && why(Slider::Promoted).is_none());
}

/// Ratings of films among which are those of the demonstration, each rated by more than fifty.
fn films() -> Ratings {
    let named = |n: usize| -> Box<str> {
        let known = ["Matrix, The (1999)", "Pulp Fiction (1994)", "Notting Hill (1999)", "Titanic (1997)"];
        known.get(n).map_or_else(|| format!("Film {n} (2001)").into(), |name| (*name).into())
    };
    let users = (1..=90).map(|n| n.to_string().into()).collect();
    let names = Names::new(users, (0..30).map(named).collect());
    let rows: Vec<_> = random_grid(90, 30, 0.9, 3).iter().collect();
    Ratings::new(names.into(), Scale::new(0.0, 5.0).unwrap(), &rows).unwrap()
}

#[test]
fn the_demonstration_can_be_played() {
    let text = include_str!("../../docs/recommend.md");
    let (_, demo) = text.split_once("## Five minutes before a class").unwrap();
    let commands: Vec<&str> = demo.split('`').skip(1).step_by(2).filter_map(|code| code.strip_prefix(':')).collect();
    assert!(commands.len() > 20, "{commands:?}");
    let options =
        Options { factors: 10, lambda: 0.1, penalty: Penalty::Weighted, biased: true, ..Options::new(Method::Als) };
    let mut desk = Desk::with(films(), options);
    let mut first = Vec::new();
    for command in commands {
        desk.script(command);
        assert!(!desk.app.notice().is_some_and(|notice| notice.warns()), "{command}: {}", desk.said());
        if desk.app.live() == Screen::Recommend {
            first.push((desk.snapshot().ratings().degree(UserId::new(90)), items(&desk)));
        }
    }
    // You have rated four films, the weights have moved the list, and a changed mind has moved it again.
    assert!(first.iter().all(|(rated, list)| *rated == 4 && list.len() == 26));
    assert!(first.windows(2).all(|pair| pair[0].1 != pair[1].1), "each step shows something");
    // At the end stands the A/B test, whatever the ratings.
    assert_eq!(desk.app.view().bench.ab.day, 28);
}

#[test]
fn weights_are_kept_under_a_name_and_held_beside_others() {
    let mut desk = desk();
    desk.command("weights rating=0.5 popular=0.5").command("keep-weights mine");
    desk.says("rating=0.5 popular=0.5 is kept as mine");
    let mine = items(&desk);
    desk.command("weights");
    let plain = items(&desk);
    assert_ne!(mine, plain);
    // The list beside is the one that these weights make.
    desk.command("beside mine");
    let beside = |desk: &Desk| {
        let list = desk.app.beside(desk.app.asked_beside().unwrap()).unwrap();
        list.picks.iter().map(|pick| pick.item).collect::<Vec<_>>()
    };
    assert_eq!((beside(&desk), items(&desk)), (mine.clone(), plain.clone()));
    assert_eq!(desk.app.called_weights(&desk.app.asked_beside().unwrap().weights), "mine");
    desk.command("weights mine");
    assert_eq!(items(&desk), mine);
    // The key ends it, and begins it with the rating alone.
    desk.press("d");
    assert_eq!(desk.app.asked_beside(), None);
    desk.press("d");
    assert_eq!((beside(&desk), desk.app.called_weights(&Weights::PLAIN)), (plain, "rating".into()));
    desk.command("weights yours");
    desk.says("no weights are kept as 'yours'; there are mine");
    desk.command("keep-weights a=b");
    desk.says("no =");
    for n in 0..25 {
        desk.command(&format!("keep-weights w{n}"));
    }
    desk.says("20 sets of weights are kept");
    // Whoever joins finds them kept.
    desk.command("rate You #3 4").command("weights mine");
    assert!(!desk.app.notice().is_some_and(|notice| notice.warns()));
}
