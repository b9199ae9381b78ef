//! How many ratings it takes to be compared: found from the data, said on the screen, and set by a command.

#![allow(clippy::unwrap_used)]

use crate::common::desk::Desk;
use crate::common::{grid, rating};
use factorscope::{
    command::parse,
    data::{Entity, Ratings, Side},
    study::{neighbours::enough, shelves::Topic},
};

/// 60 users, 120 items that all of them but a few rated, and 80 items with one to eight ratings.
fn few_and_many() -> Ratings {
    let known = (0..120).flat_map(|j| (0..60).filter(move |i| (i + j) % 9 > 0).map(move |i| (i, j)));
    let obscure = (120..200).flat_map(|j| (0..=j % 8).map(move |n| ((j * 5 + n * 7) % 60, j)));
    let rows: Vec<_> = known.chain(obscure).map(|(i, j)| rating(i, j, ((i * 3 + j * 2) % 6) as f64)).collect();
    grid(60, 200, &rows)
}

fn desk() -> Desk {
    let mut desk = Desk::of(few_and_many());
    desk.command("set lambda 0.1").command("step pass 2");
    desk
}

fn degree(desk: &Desk, of: Entity) -> usize {
    desk.snapshot().source.split.train.degree(of)
}

fn item(at: usize) -> Entity {
    Entity::new(Side::Items, at)
}

#[test]
fn it_is_found_from_the_data_and_1_on_the_lecture() {
    let ratings = few_and_many();
    assert_eq!((enough(&ratings, Side::Items), enough(&ratings, Side::Users)), (50, 1), "120 items, but 60 users");
    let lecture = Desk::lecture();
    assert_eq!([Side::Items, Side::Users].map(|side| lecture.app.least(side)), [1, 1]);
    // As soon as fewer than a hundred have so many, fewer will do.
    let rows: Vec<_> = (0..99).flat_map(|j| (0..60).map(move |i| rating(i, j, 3.0))).collect();
    let more: Vec<_> = rows.iter().copied().chain((0..7).map(|i| rating(i, 99, 3.0))).collect();
    assert_eq!(enough(&grid(60, 100, &rows), Side::Items), 1);
    assert_eq!(enough(&grid(60, 100, &more), Side::Items), 5);
}

#[test]
fn whoever_is_compared_has_so_many_ratings_whatever_is_asked() {
    for (line, least) in [("at-least auto", 50), ("at-least 1", 1), ("at-least 4", 4), ("at-least 53", 53)] {
        let mut desk = desk();
        desk.command(line);
        assert_eq!(desk.app.least(Side::Items), least);
        let counted = (0..200).filter(|at| degree(&desk, item(*at)) >= least).count();
        assert!(counted < 200 || least == 1);
        // From one that many rated and from one that few did.
        for of in [3, 150] {
            desk.command(&format!("select-item #{}", of + 1));
            desk.command("screen neighbours");
            let near = desk.app.neighbours().unwrap();
            let own = usize::from(degree(&desk, item(of)) >= least);
            assert_eq!(near.len(), counted - own, "{line} {of}");
            assert!(near.iter().all(|n| degree(&desk, n.of) >= least));
            // On the map the selected one is there in any case.
            desk.command("screen map");
            let drawn = desk.app.on_map(Side::Items);
            assert_eq!(drawn.len(), counted + 1 - own);
            assert!(drawn.contains(&of));
            assert!(drawn.iter().all(|at| *at == of || degree(&desk, item(*at)) >= least));
            // Nor does a key lead to what is not drawn.
            for key in ["h", "j", "k", "l", "g", "G", "^", "$"] {
                desk.press(key);
                assert!(drawn.contains(&desk.app.view().item.index()), "{line} {of} {key}");
            }
        }
        desk.command("lab shelves");
        let shelves = desk.app.shelves().unwrap();
        assert!(shelves.iter().any(|shelf| matches!(shelf.topic, Topic::Because(_))));
        for pick in shelves.iter().flat_map(|shelf| &shelf.picks) {
            assert!(degree(&desk, pick.item.into()) >= least, "{line}");
        }
        desk.command("screen factors");
        let ends = desk.app.ends().unwrap();
        let [(high, low), _] = &*ends;
        assert!(!high.is_empty() && high.iter().chain(low).all(|(_, of)| degree(&desk, *of) >= least));
    }
}

#[test]
fn where_nobody_has_so_many_nothing_is_compared() {
    let mut desk = desk();
    desk.command("at-least 5000").command("screen neighbours").press("jlkG");
    assert!(desk.app.neighbours().unwrap().is_empty());
    desk.command("screen map").press("hjklgGzz");
    assert_eq!(desk.app.on_map(Side::Items), [desk.app.view().item.index()]);
    desk.command("screen factors").command("lab shelves").press("jlG");
    assert!(desk.app.shelves().unwrap().iter().all(|shelf| shelf.picks.is_empty()));
    desk.command("at-least").says("items with 50 ratings or more, users with 1 rating or more");
    assert!(!desk.app.shelves().unwrap()[0].picks.is_empty());
}

#[test]
fn held_out_ratings_teach_nothing_and_do_not_count() {
    let mut desk = desk();
    desk.command("holdout 0.5 1").command("screen neighbours");
    let least = desk.app.least(Side::Items);
    assert!(least < 50, "half of them are gone");
    assert!(desk.app.neighbours().unwrap().iter().all(|n| degree(&desk, n.of) >= least));
}

#[test]
fn it_is_asked_for_by_name_and_by_key() {
    for (line, says) in
        [("at-least 0", "1 or more"), ("at-least few", "a number of ratings, or auto"), ("at-least 1 2", "more")]
    {
        let why = parse(line).unwrap_err();
        assert!(why.contains(says), "{line}: {why}");
    }
    for (screen, has) in [("factors", true), ("map", true), ("neighbours", true), ("train", false)] {
        let mut desk = desk();
        desk.command(&format!("screen {screen}")).press("A");
        assert_eq!(desk.line() == Some("at-least "), has, "{screen}");
        if has {
            desk.press("7<Enter>");
            assert_eq!(desk.app.least(Side::Users), 7);
            assert_eq!(desk.press("Aauto<Enter>").app.least(Side::Items), 50);
        }
    }
}

#[cfg(feature = "tui")]
#[test]
fn it_is_said_where_not_all_are_compared() {
    use factorscope::{
        app::Taste,
        model::{Method, Options},
        study::{Session, Source},
        ui::{Depth, Still},
    };
    let text = |ratings: Ratings, size: (u16, u16), script: &str| {
        let mut session = Session::new(Source::new(ratings.into()), Options::new(Method::Als), 1 << 20);
        Still::new(&mut session, "a test", Taste::default(), Depth::True, size, script).unwrap().text()
    };
    for screen in ["screen neighbours", "screen map", "lab shelves"] {
        for size in [(80, 24), (120, 36), (200, 60)] {
            let script = format!("set lambda 0.1; step pass 2; {screen}");
            let said = text(few_and_many(), size, &script);
            assert!(said.contains("A: only items with 50 ratings") || said.contains("A: 50+ ratings"), "{said}");
            for (ratings, script) in
                [(crate::common::lecture(), script.clone()), (few_and_many(), format!("{script}; at-least 1"))]
            {
                let said = text(ratings, size, &script);
                assert!(!said.contains("A: "), "{said}");
            }
        }
    }
    let said = text(few_and_many(), (80, 24), "screen neighbours; at-least 900");
    assert!(said.contains("no other item with 900 ratings or more"), "{said}");
}
