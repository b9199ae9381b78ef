//! The program without a terminal: keys go in, state and effects come out. Each test reads as start, keys, end.

#![allow(clippy::unwrap_used)]

use crate::common::desk::{Desk, tall, wide};
use crate::common::{lecture, rating, tables};
use factorscope::{
    app::{App, Effect, Message, Overlay, Own},
    choice::Choice,
    command::{Axes, Cells, Measure, Scaling, Screen, Span, Theme, Working},
    data::{Entity, ItemId, Lecture, Names, Ratings, Scale, Side, UserId},
    model::{Method, Options, Setting},
    study::{Grain, Opening, Order, Speed, Which, listing::Sort, neighbours::Metric},
};
use std::sync::Arc;

// ---- time ------------------------------------------------------------------------------------------------------------

#[test]
fn steps_come_in_three_grains() {
    let mut desk = Desk::lecture();
    let units = desk.session.state().units_per_pass() as u64;
    let first = desk.snapshot().position.halves[0].units as u64;
    assert_eq!(desk.press("s").step(), 1);
    assert_eq!(desk.press("S").step(), first, "the rest of the half-step");
    assert_eq!(desk.press("<Enter>").step(), units, "the rest of the pass");
    assert_eq!(desk.press("<Enter>").step(), 2 * units);
    assert_eq!(desk.press("sss").step(), 2 * units + 3);
    assert_eq!(desk.snapshot().curve.last().unwrap().step, desk.step());
}

#[test]
fn time_goes_back_and_forward() {
    let mut desk = Desk::lecture();
    let units = desk.session.state().units_per_pass() as u64;
    let first = desk.snapshot().position.halves[0].units as u64;
    desk.press("<Enter><Enter>");
    let end = tables(&desk.snapshot().model).clone();
    for (keys, step) in [
        (",", 2 * units - 1),
        ("b", 2 * units - 2),
        (".", 2 * units - 1),
        ("[", units),
        ("<lt>", first),
        (">", units),
        ("<BS>", 0),
        ("]", units),
        ("{", 0),
        ("}", 2 * units),
    ] {
        assert_eq!(desk.press(keys).step(), step, "after {keys}");
        assert_eq!(desk.snapshot().position.end, 2 * units, "{keys} forgets nothing");
    }
    assert_eq!(tables(&desk.snapshot().model), end);
    desk.press(".");
    desk.says("last step so far");
    desk.press("{,");
    desk.says("this is the start");
}

#[test]
fn stepping_on_from_the_past_says_that_it_branches() {
    let mut desk = Desk::lecture();
    desk.press("<Enter><Enter>[s");
    desk.says("branch");
    assert_eq!(desk.snapshot().past.len(), 1);
    desk.press(":branch 1<Enter>");
    assert_eq!(desk.step(), desk.snapshot().position.end);
}

#[test]
fn running_and_pausing() {
    let mut desk = Desk::lecture();
    desk.press(" ").tick(5);
    assert!(desk.snapshot().running);
    assert_eq!(desk.step(), 5);
    desk.press(" ").tick(5);
    assert!(!desk.snapshot().running);
    assert_eq!(desk.step(), 5);
}

#[test]
fn escape_stops_what_is_under_way_and_nothing_else() {
    let mut desk = Desk::lecture();
    desk.press("<Esc>");
    assert!(desk.orders.is_empty());
    desk.press(" <Esc>");
    assert_eq!(desk.orders.last(), Some(&Order::Stop));
    assert!(!desk.snapshot().running);
    // With something on top, it closes that first.
    desk.press(" ?<Esc>");
    assert!(desk.app.overlay().is_none() && desk.snapshot().running);
    desk.press(":<Esc>");
    assert!(desk.app.overlay().is_none() && desk.snapshot().running);
}

#[test]
fn the_pace_goes_up_and_down_to_its_ends() {
    let mut desk = Desk::lecture();
    let rate = |desk: &Desk| desk.snapshot().speed;
    assert_eq!(rate(&desk), Speed { grain: Grain::Unit, per_second: Some(4.0) });
    desk.press("+");
    assert_eq!(rate(&desk), Speed { grain: Grain::Unit, per_second: Some(16.0) });
    desk.press("++++++++++");
    assert_eq!(rate(&desk).per_second, None);
    desk.press("----------");
    assert_eq!(rate(&desk), Speed { grain: Grain::Unit, per_second: Some(1.0) });
    desk.press(":speed half 7<Enter>+");
    assert!(
        rate(&desk) != Speed { grain: Grain::Half, per_second: Some(7.0) },
        "a pace of one's own goes on to the next"
    );
}

#[test]
fn restarting_keeps_or_changes_the_seed() {
    let mut desk = Desk::lecture();
    let start = tables(&desk.snapshot().model).clone();
    desk.press("<Enter>r");
    assert_eq!((desk.step(), desk.snapshot().options.seed), (0, 1));
    assert_eq!(tables(&desk.snapshot().model), start);
    assert_eq!(desk.snapshot().past.len(), 1, "the old curve stays");
    desk.press("R");
    assert_eq!(desk.snapshot().options.seed, 2);
    assert!(tables(&desk.snapshot().model) != start);
}

// ---- the model -------------------------------------------------------------------------------------------------------

#[test]
fn methods_change_in_a_circle() {
    let mut desk = Desk::lecture();
    let before = tables(&desk.snapshot().model);
    for n in 1..=Method::ALL.len() {
        let method = desk.snapshot().options.method;
        if method.algorithm().makes == Method::Als.algorithm().makes {
            assert_eq!(tables(&desk.snapshot().model), before, "the factors stay: {method}");
        } else {
            assert_eq!(desk.snapshot().factors().is_some(), method.has_factors(), "{method}");
        }
        desk.press("m");
        assert_eq!(desk.snapshot().options.method, Method::ALL[n % Method::ALL.len()]);
    }
    // Whoever has no factors in between begins with fresh ones.
    assert_eq!(tables(&desk.snapshot().model), before, "of the same seed");
}

#[test]
fn options_are_set_through_the_palette() {
    let mut desk = Desk::lecture();
    desk.press(":set la<Tab>");
    assert_eq!(desk.line(), Some("set lambda"));
    desk.press(" 0.1<Enter>");
    assert_eq!((desk.line(), desk.snapshot().options.lambda), (None, 0.1));
    desk.press("omethod sg<Tab><Enter>");
    assert_eq!(desk.snapshot().options.method, Method::ALL[2]);
    desk.press(":refit factors 3<Enter>");
    assert_eq!((desk.snapshot().model.z(), desk.step()), (3, 0));
}

#[test]
fn completion_goes_round_and_back() {
    let mut desk = Desk::lecture();
    desk.press(":select-");
    let Some(Overlay::Palette(palette)) = &desk.app.overlay() else { panic!("no palette") };
    let offers = palette.offers.clone();
    assert!(offers.len() > 2, "{offers:?}");
    desk.press("<Tab>");
    assert_eq!(desk.line(), Some(offers[0].as_str()));
    desk.press("<S-Tab>");
    assert_eq!(desk.line(), Some(offers.last().unwrap().as_str()));
    desk.press("<Down><Down>");
    assert_eq!(desk.line(), Some(offers[1].as_str()));
    desk.press("<BS>");
    assert_eq!(desk.line().unwrap().len(), offers[1].len() - 1, "what was picked can be typed on");
}

#[test]
fn a_line_can_be_edited() {
    let mut desk = Desk::lecture();
    desk.press(":set lambda 5<Left><Left>x<BS><Home><Del>S<C-e>");
    assert_eq!(desk.line(), Some("Set lambda 5"));
    desk.press("<C-w>");
    assert_eq!(desk.line(), Some("Set lambda "));
    desk.press("<C-h><C-h>");
    assert_eq!(desk.line(), Some("Set lambd"), "what some terminals send for backspace");
    desk.press("<C-u>");
    assert_eq!(desk.line(), Some(""));
    desk.press("<BS>");
    assert_eq!(desk.line(), None, "backspace in an empty line leaves it");
    desk.press(":quit<C-c>");
    assert!(desk.line().is_none() && desk.effects.is_empty(), "one interrupt leaves the line, not the program");
}

#[test]
fn mistakes_in_the_palette_keep_the_line() {
    let mut desk = Desk::lecture();
    for (line, why) in [
        ("stpe", "no command"),
        ("set lambda -1", "0 or more"),
        ("rate 9", "not on the scale"),
        ("select Nobody BTS", "Nobody"),
        ("select-factor 7", "no factor 7"),
        ("find xyzzy", "xyzzy"),
        ("axes 1 9", "no factor 9"),
        ("sort items factor 9", "factor"),
    ] {
        desk.press(&format!(":{line}<Enter>"));
        desk.says(why);
        assert_eq!(desk.line(), Some(line), "the line stays to be mended");
        assert!(desk.orders.is_empty());
        desk.press("<Esc>");
        assert_eq!(desk.said(), "");
    }
    // And it can be mended.
    desk.press(":rate 9<Enter><BS>4<Enter>");
    assert_eq!((desk.line(), desk.rating()), (None, Some(4.0)));
}

#[test]
fn pasting_goes_into_the_palette_only() {
    let mut desk = Desk::lecture();
    desk.send(Message::Paste("q".into()));
    assert!(desk.effects.is_empty());
    desk.press(":");
    desk.send(Message::Paste("select An\r\n \"Zhou Shen\"\x1b".into()));
    assert_eq!(desk.line(), Some("select An \"Zhou Shen\""));
    desk.press("<Enter>");
    assert_eq!(desk.at(), ("An", "Zhou Shen"));
}

// ---- ratings ---------------------------------------------------------------------------------------------------------

#[test]
fn ratings_are_edited_under_the_cursor_and_taken_back() {
    let mut desk = Desk::lecture();
    desk.press("jjl");
    assert_eq!((desk.at(), desk.rating()), (("Cordelia", "Melt-Banana"), Some(2.0)));
    assert_eq!(desk.press("e4<Enter>").rating(), Some(4.0));
    assert_eq!(desk.press("x").rating(), None);
    assert_eq!(desk.press("u").rating(), Some(4.0));
    assert_eq!(desk.press("u").rating(), Some(2.0));
    desk.press("u");
    desk.says("no rating was changed");
    // A hole can be filled, also with 0, which is a rating.
    desk.press("h");
    assert_eq!((desk.at(), desk.rating()), (("Cordelia", "Ommazh"), None));
    assert_eq!(desk.press("e0<Enter>").rating(), Some(0.0));
}

#[test]
fn a_comma_may_stand_before_decimals() {
    use factorscope::command::parse;
    for (typed, read) in [
        ("rate 3,5", "rate 3.5"),
        ("rate An BTS 3,5", "rate An BTS 3.5"),
        ("set lambda 0,125", "set lambda 0.125"),
        ("refit alpha 0,05", "refit alpha 0.05"),
        ("rates 0,05 0,1", "rates 0.05 0.1"),
        ("holdout 0,2 1", "holdout 0.2 1"),
        ("turn -0,5", "turn -0.5"),
    ] {
        assert_eq!(parse(typed).unwrap(), parse(read).unwrap(), "{typed}");
    }
    // It may as well stand between thousands.
    for typed in ["set alpha 1,000", "rate 1,000", "rate 1,2,3", "speed pass 2,5x"] {
        assert!(parse(typed).is_err(), "{typed}");
    }
}

#[test]
fn what_cannot_be_rated_is_refused_with_a_sentence() {
    let mut desk = Desk::lecture();
    let off = "is not on the scale of these ratings";
    let endless = "is not a number that one can reckon with";
    for (wrong, why) in [("9", off), ("-1", off), ("nan", endless), ("inf", endless), ("1e400", endless)] {
        desk.press(&format!("e{wrong}<Enter>"));
        desk.says(why);
        desk.press("<Esc>");
    }
    desk.press("efive<Enter>");
    desk.says("'five' is not a number; say the rating");
    desk.press("<Esc>jjx");
    desk.says("Cordelia has not rated Ommazh");
    assert!(desk.orders.is_empty() && desk.step() == 0);
}

// ---- moving and finding ----------------------------------------------------------------------------------------------

#[test]
fn the_cursor_moves_in_the_grid_and_stops_at_its_edges() {
    let mut desk = Desk::lecture();
    for (keys, at) in [
        ("k", ("An", "Ommazh")),
        ("h", ("An", "Ommazh")),
        ("jl", ("Bhavana", "Melt-Banana")),
        ("<Down><Right>", ("Cordelia", "BTS")),
        ("<Up><Left>", ("Bhavana", "Melt-Banana")),
        ("$", ("Bhavana", "Sanam")),
        ("<Right>", ("Bhavana", "Sanam")),
        ("G", ("Diego", "Sanam")),
        ("j", ("Diego", "Sanam")),
        ("^", ("Diego", "Ommazh")),
        ("g", ("An", "Ommazh")),
        ("<End>", ("An", "Sanam")),
        ("<Home>", ("An", "Ommazh")),
        ("<PgDn>", ("Diego", "Ommazh")),
        ("<PgUp>", ("An", "Ommazh")),
    ] {
        assert_eq!(desk.press(keys).at(), at, "after {keys}");
    }
}

#[test]
fn the_grid_scrolls_no_further_than_needed() {
    let mut desk = Desk::of(tall());
    desk.viewport(10, 2);
    assert_eq!(desk.press("jjjjjjjjj").app.view().first, (0, 0), "the tenth row is the last in sight");
    assert_eq!(desk.press("j").app.view().first, (1, 0));
    assert_eq!(desk.press("kkkkk").app.view().first, (1, 0), "going back up does not scroll yet");
    assert_eq!(desk.press("<PgDn>").app.view().user.number(), 16);
    assert_eq!(desk.press("<C-d><C-u>").app.view().user.number(), 16);
    assert_eq!(desk.press("ll").app.view().first.1, 1);
    desk.press("G");
    assert_eq!((desk.app.view().user.number(), desk.app.view().first.0), (300, 290));
    desk.viewport(50, 3);
    assert_eq!(desk.app.view().first, (250, 0), "a larger window is filled");
    desk.viewport(1, 1);
    assert_eq!(desk.app.view().first, (299, 2), "the smallest one shows the cursor");
    assert_eq!(desk.press(":move up 18446744073709551615<Enter>").app.view().first, (0, 2));
}

#[test]
fn finding_goes_from_one_to_the_next_and_round() {
    let mut desk = Desk::lecture();
    desk.press("/an<Enter>");
    // Items are looked at first, then users: Melt-Banana, Sanam, An, Bhavana.
    assert_eq!(desk.at(), ("An", "Melt-Banana"));
    desk.says("the first of 4");
    assert_eq!(desk.press("n").at(), ("An", "Sanam"));
    assert_eq!(desk.press("nn").at(), ("Bhavana", "Sanam"));
    assert_eq!(desk.app.view().side, Side::Users);
    desk.says("Bhavana (4 of 4)");
    assert_eq!(desk.press("n").at(), ("Bhavana", "Melt-Banana"), "and round");
    assert_eq!(desk.press("NN").at(), ("An", "Melt-Banana"));
    desk.press("/ZHOU<Tab><Enter>");
    assert_eq!(desk.at(), ("An", "Zhou Shen"));
    let mut fresh = Desk::lecture();
    fresh.press("n");
    fresh.says("nothing was looked for yet");
}

#[test]
fn names_of_any_kind_are_found_and_selected_by_completion() {
    let names = ["7\" single", "two  blanks", "back\\slash", "a;b", "卧虎藏龙", "#1 hits"];
    let items: Vec<Box<str>> = names.iter().map(|name| (*name).into()).collect();
    let names_of = Names::new(vec!["An".into()], items);
    let rows: Vec<_> = (0..names.len()).map(|j| rating(0, j, 1.0)).collect();
    let ratings = Ratings::new(names_of.into(), Scale::new(0.0, 5.0).unwrap(), &rows).unwrap();
    for (j, name) in names.iter().enumerate() {
        let part: String = name.chars().filter(|c| *c != '"').take(2).collect();
        for line in [format!("/{part}<Tab><Enter>"), format!(":select-item {part}<Tab><Enter>")] {
            let mut desk = Desk::of(ratings.clone());
            desk.press(&line);
            assert_eq!((desk.app.view().item.index(), desk.line()), (j, None), "{line}: {}", desk.said());
        }
    }
}

#[test]
fn the_selection_is_one_on_every_screen() {
    let mut desk = Desk::lecture();
    // Chosen in Factors,
    desk.press("3jj");
    assert_eq!(desk.app.selected(), Entity::Item(ItemId::new(2)));
    // it is under the cursor in Factorise,
    assert_eq!(desk.press("1").at(), ("An", "BTS"));
    // and in the middle of Neighbours, where one walks on,
    desk.press("5jl");
    let walked = desk.app.view().item;
    assert!(walked != ItemId::new(2));
    // and the map goes on from there.
    desk.press("4");
    assert_eq!(desk.app.selected(), walked.into());
    let places = desk.app.points().unwrap().places.clone();
    let to = ["l", "h", "k", "j"]
        .into_iter()
        .find(|key| desk.press(key).app.view().item != walked)
        .expect("a point beside it");
    let (before, after) = (places[walked.index()], places[desk.app.view().item.index()]);
    let along = match to {
        "l" => after.0 - before.0,
        "h" => before.0 - after.0,
        "k" => after.1 - before.1,
        _ => before.1 - after.1,
    };
    assert!(along > 0.0, "{to} goes that way");
    let chosen = desk.app.view().item;
    assert_eq!(desk.press("1").app.view().item, chosen);
    // Users and items are both kept when one looks at the other side.
    desk.press("3ij");
    assert_eq!((desk.app.view().user, desk.app.view().item), (UserId::new(1), chosen));
}

#[test]
fn the_map_has_edges_to_go_to() {
    let mut desk = Desk::lecture();
    desk.press("<Enter><Enter>4");
    let places = desk.app.points().unwrap().places.clone();
    let most = |of: fn((f64, f64)) -> f64| places.iter().map(|p| of(*p)).fold(f64::NEG_INFINITY, f64::max);
    for (keys, of) in [("g", (|p| p.1) as fn((f64, f64)) -> f64), ("G", |p| -p.1), ("^", |p| -p.0), ("$", |p| p.0)] {
        desk.press(keys);
        assert_eq!(of(places[desk.app.view().item.index()]), most(of), "after {keys}");
    }
    let up = |desk: &Desk| places[desk.app.view().item.index()].1;
    let low = up(desk.press("G"));
    assert!(up(desk.press("<PgUp>")) > low);
}

#[test]
fn what_was_selected_elsewhere_is_in_sight_at_home() {
    let mut desk = Desk::of(wide());
    desk.viewport(3, 8);
    // Factors shows a list of items that is longer than the grid is wide.
    desk.press("3").viewport(30, 8).press("jjjjjjjjjjjjjjjjjjjj1").viewport(3, 8);
    assert_eq!(desk.app.view().item.number(), 21);
    assert!((desk.app.view().first.1..desk.app.view().first.1 + 8).contains(&20), "{:?}", desk.app.view().first);
    // The same without a new size of the window.
    desk.press("4").command("select-item #200").press("1");
    assert!((desk.app.view().first.1..desk.app.view().first.1 + 8).contains(&199), "{:?}", desk.app.view().first);
    // A look at the other side of Factors, too.
    let mut desk = Desk::of(tall());
    desk.viewport(10, 3).press("4").command("select-user #250").command("side items").press("3i");
    assert!((desk.app.view().first.0..desk.app.view().first.0 + 10).contains(&249), "{:?}", desk.app.view().first);
}

#[test]
fn walking_through_neighbours_and_back() {
    let mut desk = Desk::lecture();
    desk.press("<Enter><Enter>5");
    let start = desk.app.selected();
    let near = desk.app.neighbours().unwrap();
    assert_eq!(near.len(), 4);
    desk.press("jl");
    assert_eq!(desk.app.selected(), near[1].of);
    assert_eq!((desk.app.view().walk.as_slice(), desk.app.view().neighbour), (&[start][..], 0));
    desk.press("<Right>");
    assert_eq!(desk.app.view().walk.len(), 2);
    desk.press("h<Left>");
    assert_eq!((desk.app.selected(), desk.app.view().walk.len()), (start, 0));
    desk.press("h");
    desk.says("began");
    assert_eq!(desk.press("jjjjjjjj").app.view().neighbour, 3, "the last one");
    assert_eq!(desk.press("<PgUp>").app.view().neighbour, 0);
    assert_eq!(desk.press("G").app.view().neighbour, 3);
    assert_eq!(desk.press("<Home>").app.view().neighbour, 0);
    assert_eq!(desk.press("<End>").app.view().neighbour, 3);
    desk.press("d");
    assert_eq!((desk.app.view().look.metric, desk.app.view().neighbour), (Metric::Cosine, 0));
    desk.says("cosine");
    desk.press("i");
    assert_eq!(desk.app.selected(), Entity::User(desk.app.view().user));
    desk.press("l15");
    assert!(desk.app.view().walk.is_empty(), "a walk ends when one leaves");
}

#[test]
fn a_list_of_neighbours_that_grows_shorter_takes_its_cursor_along() {
    let mut desk = Desk::lecture();
    desk.press("5G");
    assert_eq!(desk.app.view().neighbour, 3);
    // Nothing is learned about an item without ratings, so it is nobody's neighbour.
    for user in ["An", "Cordelia", "Diego"] {
        desk.command(&format!("unrate {user} BTS"));
    }
    assert_eq!((desk.app.neighbours().unwrap().len(), desk.app.view().neighbour), (3, 2));
}

// ---- looking ---------------------------------------------------------------------------------------------------------

#[test]
fn screens_by_number_and_in_turn() {
    let mut desk = Desk::lecture();
    // The lecture stands before those with a number.
    assert_eq!(Screen::ALL[0], Screen::Lecture);
    for (n, screen) in Screen::ALL.iter().enumerate().skip(1) {
        assert_eq!(desk.press(&n.to_string()).app.screen(), *screen);
    }
    assert_eq!(desk.app.screen(), Screen::Recommend, "7 is the last of them");
    assert_eq!(desk.press("<Tab>").app.screen(), Screen::Lecture, "from the last on to the first");
    assert_eq!(desk.press("<Tab>").app.screen(), Screen::Factorise);
    assert_eq!(desk.press("<S-Tab><S-Tab><S-Tab>").app.screen(), Screen::Lab);
    assert_eq!(desk.press("B").app.screen(), Screen::Lecture);
}

#[test]
fn cells_and_clipping() {
    let mut desk = Desk::lecture();
    for cells in [Cells::Ratings, Cells::Shades, Cells::Predictions, Cells::Errors, Cells::Squares, Cells::Both] {
        assert_eq!(desk.press("v").app.view().look.cells, cells);
    }
    desk.press("<Enter>c");
    assert!(desk.app.view().look.clip);
    let scale = desk.snapshot().ratings().scale();
    for (i, j) in (0..4).flat_map(|i| (0..5).map(move |j| (UserId::new(i), ItemId::new(j)))) {
        assert!(scale.holds(desk.app.shown(i, j)));
    }
    assert!(!desk.press("c").app.view().look.clip);
}

#[test]
fn sorting_keeps_what_is_selected_where_it_can_be_seen() {
    let mut desk = Desk::lecture();
    desk.press("jl");
    let at = desk.at().0.to_string();
    for sort in [Sort::Rated, Sort::Factor(1), Sort::Error, Sort::Name, Sort::File] {
        desk.press("O");
        assert_eq!((desk.app.view().users.sort, desk.app.view().items.sort), (sort, sort));
        assert_eq!(desk.at(), (at.as_str(), "Melt-Banana"), "{sort}");
        let mut order: Vec<_> = (0..5).map(|place| desk.app.view().items.at(place)).collect();
        assert!((0..5).all(|place| desk.app.view().items.place(desk.app.view().items.at(place)) == place));
        order.sort_unstable();
        assert_eq!(order, [0, 1, 2, 3, 4]);
    }
    // The cursor moves in the order that is shown.
    desk.press(":sort items name<Enter>^");
    assert_eq!(desk.at().1, "BTS");
    assert_eq!(desk.press("l").at().1, "Melt-Banana");
    // In Factors only one side is sorted, by the factor that is selected.
    desk.press(":sort items file<Enter>3lOO");
    assert_eq!((desk.app.view().items.sort, desk.app.view().users.sort), (Sort::Factor(2), Sort::File));
    let values: Vec<_> = tables(&desk.snapshot().model).side(Side::Items).iter().map(|row| row[1]).collect();
    let shown: Vec<_> = (0..5).map(|place| values[desk.app.view().items.at(place)]).collect();
    assert!(shown.is_sorted_by(|a, b| a >= b), "{shown:?}");
}

#[test]
fn sorting_a_long_list_shows_its_top() {
    let mut desk = Desk::of(wide());
    desk.viewport(3, 8).press("$O");
    assert_eq!(desk.app.view().first, (0, 0));
    assert!(desk.app.view().items.place(desk.app.view().item.index()) < 8);
}

#[test]
fn factors_are_selected_and_named() {
    let mut desk = Desk::lecture();
    assert_eq!(desk.press("z").app.view().factor, 1);
    assert_eq!(desk.press("z").app.view().factor, 0);
    assert_eq!(desk.press("3l").app.view().factor, 1);
    assert_eq!(desk.press("l").app.view().factor, 1, "there are two");
    desk.press("=");
    assert_eq!(desk.line(), Some("name-factor 2 "));
    desk.press("lo-fi noise<Enter>");
    assert_eq!((desk.app.view().factor_name(0), desk.app.view().factor_name(1)), ("1".into(), "2 lo-fi noise".into()));
    desk.press(":name-factor 2<Enter>");
    assert_eq!(desk.app.view().factor_name(1), "2");
    // With fewer factors the selection goes along.
    desk.press(":refit factors 1<Enter>");
    assert_eq!((desk.app.view().factor, desk.app.axes()), (0, Axes::Factors(1, 1)));
}

#[test]
fn axes_that_a_model_has_not_give_way_to_its_first() {
    // The program opens with a map over two factors, whichever the model.
    let mut options = Options::new(Method::Als);
    options.set(Setting::Factors(1));
    let mut desk = Desk::with(lecture(), options);
    desk.command("screen map");
    assert_eq!((desk.snapshot().z(), desk.app.axes()), (1, Axes::Factors(1, 1)));
    assert!(desk.press("z").app.view().map.zoom > 1.0);
    assert_eq!(desk.app.points().unwrap().plane.x, [1.0]);

    // Other ratings are opened with the options of a model that was not shown yet.
    let mut desk = Desk::lecture();
    desk.session.obey(Order::Open(Which::Known(Opening::Lecture(Lecture::Main))));
    desk.session.obey(Order::Restart(vec![Setting::Factors(1)]));
    desk.show();
    desk.command("screen map");
    assert!(desk.press("z").app.view().map.zoom > 1.0);
    assert_eq!(desk.app.axes(), Axes::Factors(1, 1));

    // What was chosen holds again for a model that has it.
    let mut desk = Desk::lecture();
    for (script, axes) in [
        ("refit factors 4; axes 3 4", (3, 4)),
        ("refit factors 3", (1, 2)),
        ("refit factors 1", (1, 1)),
        ("refit factors 4", (3, 4)),
        ("refit factors 3; axes next", (1, 3)),
    ] {
        let (x, y) = axes;
        assert_eq!(desk.script(script).app.axes(), Axes::Factors(x, y), "{script}");
    }
}

#[test]
fn the_curve_is_looked_at_in_several_ways() {
    let mut desk = Desk::lecture();
    desk.press("2");
    for measure in [Measure::Rmse, Measure::Sse, Measure::Objective, Measure::Mse] {
        assert_eq!(desk.press("y").app.view().look.measure, measure);
    }
    assert_eq!(desk.press("a").app.view().look.scaling, Scaling::Log);
    assert_eq!(desk.press("a").app.view().look.scaling, Scaling::Linear);
    assert_eq!(desk.press("d").app.view().look.span, Span::Recent);
    assert_eq!(desk.press("d").app.view().look.span, Span::Whole);
}

#[test]
fn the_reading_moves_along_the_curve_and_time_goes_there() {
    let mut desk = Desk::lecture();
    desk.press("2<Enter><Enter><Enter>");
    assert_eq!(desk.app.read_point(), 3, "the present");
    assert_eq!(desk.press("h").app.read_point(), 2);
    assert_eq!(desk.press("k").app.read_point(), 1, "up and left are both back");
    assert_eq!(desk.step(), desk.snapshot().position.end, "reading is not travelling");
    let step = desk.snapshot().curve[1].step;
    assert_eq!(desk.press("g").step(), step);
    assert_eq!((desk.app.view().reading, desk.app.read_point()), (None, 1), "what is read is the present again");
    assert_eq!(desk.press("$").app.read_point(), 3);
    assert_eq!(desk.press("^").app.read_point(), 0);
    desk.press("s");
    assert_eq!(desk.app.read_point(), desk.snapshot().curve.len() - 1, "a step leads back to the present");
}

#[test]
fn the_working_panel_explains_something_else() {
    let mut desk = Desk::lecture();
    desk.press(")))");
    assert_eq!(desk.app.view().look.terms, 3);
    desk.press("(");
    assert_eq!(desk.app.view().look.terms, 2);
    desk.send(Message::Pages(5));
    assert_eq!(desk.app.view().look.terms, 2);
    desk.send(Message::Pages(2));
    assert_eq!(desk.app.view().look.terms, 1, "no further than the last page");
    desk.send(Message::Pages(0));
    assert_eq!(desk.app.view().look.terms, 0);
    desk.press("))");
    assert_eq!(desk.press("w").app.view().look.working, Working::Prediction);
    assert_eq!(desk.app.view().look.terms, 0);
    assert_eq!(desk.press("wwww").app.view().look.working, Working::Auto);
}

#[test]
fn the_map_is_moved_and_drawn_over_other_axes() {
    let mut desk = Desk::lecture();
    desk.press(":refit factors 3<Enter>4");
    for axes in [Axes::Factors(1, 3), Axes::Factors(2, 3), Axes::Factors(1, 2)] {
        assert_eq!(desk.press("a").app.axes(), axes);
    }
    assert_eq!(desk.press("p").app.axes(), Axes::Principal);
    assert_eq!(desk.press("a").app.axes(), Axes::Factors(1, 2));
    assert!(desk.press("zz").app.view().map.zoom > 1.0);
    let before = desk.app.view().map.centre;
    assert!(desk.press("H").app.view().map.centre.0 < before.0);
    assert!(desk.press("K").app.view().map.centre.1 > before.1);
    assert_eq!((desk.press("0").app.view().map.zoom, desk.app.view().map.centre), (1.0, (0.0, 0.0)));
    assert!(!desk.press("T").app.view().map.tails);
}

#[test]
fn how_the_file_was_read_is_said_when_asked() {
    let mut desk = Desk::lecture();
    desk.press(":reading<Enter>").says("built in");
    let reading = Some("grid, 4 users x 5 items".into());
    desk.app = App::new(Own { title: "a file".into(), reading }, Arc::new(desk.session.snapshot()));
    desk.press(":reading<Enter>").says("grid, 4 users x 5 items");
    desk.press(":open lecture<Enter>").press(":reading<Enter>").says("built in");
    desk.press(":open own<Enter>").press(":reading<Enter>").says("grid, 4 users x 5 items");
}

#[test]
fn themes_ascii_and_the_mouse() {
    let mut desk = Desk::lecture();
    for theme in [Theme::Light, Theme::Contrast, Theme::Safe, Theme::Mono, Theme::Dark] {
        assert_eq!(desk.press("t").app.taste().theme, theme);
        desk.says(theme.name());
    }
    assert!(desk.press(":ascii on<Enter>").app.taste().ascii);
    assert!(!desk.press("M").app.taste().mouse);
    desk.says("select text");
    desk.press("M");
    assert_eq!(desk.effects, [Effect::Mouse(false), Effect::Mouse(true)]);
    desk.effects.clear();
    desk.press("<C-l><C-z>");
    assert_eq!(desk.effects, [Effect::Redraw, Effect::Suspend]);
}

#[test]
fn the_help_is_scrolled_and_closed() {
    let mut desk = Desk::lecture();
    let from = |desk: &Desk| match desk.app.overlay() {
        Some(Overlay::Help(from)) => Some(*from),
        _ => None,
    };
    desk.press("?jj");
    assert_eq!((from(&desk), desk.at()), (Some(2), ("An", "Ommazh")), "the cursor stays");
    assert_eq!(from(desk.press("k")), Some(1));
    assert_eq!(from(desk.press("kkkk")), Some(0));
    assert!(from(desk.press("<PgDn>")) > Some(3));
    assert_eq!(from(desk.press("g")), Some(0));
    assert_eq!(from(desk.press("?")), None);
    assert_eq!(from(desk.press("?q")), None);
    assert!(desk.effects.is_empty(), "q closes the help, not the program");
    desk.press("?<C-c>");
    assert_eq!(desk.effects, [Effect::Quit]);
}

#[test]
fn quitting() {
    for keys in ["q", "<C-c>", ":quit<Enter>", "?<Esc>q"] {
        let mut desk = Desk::lecture();
        desk.press(keys);
        assert_eq!(desk.effects, [Effect::Quit], "{keys}");
    }
}

#[test]
fn a_second_measure_stands_beside_the_first() {
    let mut desk = Desk::lecture();
    desk.press("2");
    for second in [Some(Measure::Rmse), Some(Measure::Sse), Some(Measure::Objective), None, Some(Measure::Rmse)] {
        assert_eq!(desk.press("Y").app.view().look.second_measure(), second);
    }
    // Where the first becomes the same there is one only, and what follows is still another.
    assert_eq!(desk.press("y").app.view().look.measure, Measure::Rmse);
    assert_eq!(desk.app.view().look.second_measure(), None);
    assert_eq!(desk.press("Y").app.view().look.second_measure(), Some(Measure::Mse));
    desk.command("second rmse").says("the first curve shows rmse already");
    assert_eq!(desk.app.view().look.second_measure(), Some(Measure::Mse));
    assert_eq!(desk.command("second off").app.view().look.second, None);
    // Other ratings are looked at as the program opens.
    desk.command("second sse").command("open lecture");
    assert_eq!(desk.app.view().look.second, None);
}

#[test]
fn a_key_without_a_meaning_says_so() {
    let mut desk = Desk::lecture();
    desk.press("Q");
    desk.says("Q does nothing here; ? shows all keys");
    desk.press("j");
    assert_eq!(desk.said(), "", "what was said goes with the next key");
    // On another screen it may have one.
    desk.press("y");
    desk.says("does nothing here");
    desk.press("2y");
    assert_eq!(desk.app.view().look.measure, Measure::Rmse);
}

#[test]
fn what_was_said_goes_with_the_next_click() {
    let mut desk = Desk::lecture();
    desk.press("Q").command("screen map");
    assert_eq!((desk.said(), desk.app.screen()), ("", Screen::Map));
}

#[test]
fn a_script_does_its_commands_in_turn_and_stops_at_a_mistake() {
    let mut desk = Desk::lecture();
    let effects = desk.app.script("screen train; step pass 2\n measure rmse").unwrap();
    assert_eq!(effects, [Effect::Order(Order::Step(Grain::Pass, 2))]);
    assert_eq!(
        (desk.app.screen(), desk.app.view().look.measure),
        (Screen::Train, Measure::Mse),
        "the rest waits for the step"
    );
    desk.session.obey(Order::Step(Grain::Pass, 2));
    desk.show();
    assert_eq!((desk.step(), desk.app.view().look.measure), (18, Measure::Rmse));
    let why = desk.app.script("screen map; stpe; screen factors").unwrap_err();
    assert!(
        why.contains("stpe") && desk.app.screen() == Screen::Train,
        "a mistake is found before anything is done: {why}"
    );
}
