//! You join, rate, and are recommended to; others join; time goes back before all that.

use crate::common::desk::Desk;
use factorscope::{
    command::TABLE,
    data::{Side, UserId},
};

fn users(desk: &Desk) -> usize {
    desk.snapshot().ratings().n_users()
}

#[test]
fn you_join_by_rating_and_are_looked_at() {
    let mut desk = Desk::lecture();
    desk.script("step pass 3; rate You Ommazh 5");
    assert_eq!((users(&desk), desk.at()), (5, ("You", "Ommazh")));
    assert_eq!(desk.rating(), Some(5.0));
    // However it is written, there is one of you.
    desk.script("rate you BTS 1; rate YOU Sanam 2");
    assert_eq!((users(&desk), desk.snapshot().ratings().degree(UserId::new(4))), (5, 3));
    desk.script("screen recommend");
    let list = desk.app.recommended().unwrap();
    assert_eq!((list.asked.user, list.picks.len()), (UserId::new(4), 2));
    assert_eq!(desk.app.known().unwrap().each.len(), 3);
    desk.script("screen neighbours");
    assert_eq!(desk.app.view().side, Side::Users);
    assert_eq!(desk.app.neighbours().unwrap().len(), 4);
    // On the map there is a place for each.
    desk.script("screen map");
    assert_eq!(desk.app.on_map(Side::Users).len(), 5);
}

#[test]
fn ratings_that_are_given_before_the_session_answers_are_all_yours() {
    let mut desk = Desk::lecture();
    desk.script("step pass 1");
    // Both lines are typed before anything comes back.
    for line in ["rate You Ommazh 5", "rate You BTS 4"] {
        desk.command(line);
    }
    assert_eq!((users(&desk), desk.snapshot().ratings().degree(UserId::new(4))), (5, 2));
}

#[test]
fn going_back_leaves_no_trace_of_who_joined_and_going_on_brings_them_back() {
    let mut desk = Desk::lecture();
    desk.script("step pass 2; sort user rated; find Di; rate You Sanam 4; rate You BTS 4");
    let end = desk.step();
    desk.script("back; back; back");
    assert_eq!(users(&desk), 4);
    assert!(desk.app.view().user.index() < 4 && desk.app.view().users.len() == 4);
    for screen in ["factorise", "train", "factors", "map", "neighbours", "recommend", "lab"] {
        desk.command(&format!("screen {screen}"));
    }
    desk.script("goto end");
    assert_eq!((desk.step(), users(&desk), desk.at().0), (end, 5, "You"));
    desk.command("undo");
    assert_eq!((users(&desk), desk.snapshot().ratings().degree(UserId::new(4))), (5, 1));
}

#[test]
fn others_join_by_name_and_items_too() {
    let mut desk = Desk::lecture();
    desk.script("step pass 2; join user Emil");
    assert_eq!((users(&desk), desk.at().0), (5, "Emil"));
    desk.command("join user Emil");
    desk.says("already a user called Emil");
    desk.command("join item \"My tape\"");
    assert_eq!((desk.snapshot().ratings().n_items(), desk.at()), (6, ("Emil", "My tape")));
    desk.command("rate Diego \"My tape\" 5");
    let (diego, tape) = (UserId::new(3), factorscope::data::ItemId::new(5));
    assert!((desk.snapshot().predict(diego, tape) - 5.0).abs() < 1e-9, "its factors are folded in");
    desk.command("join user #3");
    desk.says("whoever joins has a name");
    desk.command("rate You \"Nobody's\" 5");
    desk.says("there is no item called");
    desk.command("rate You BTS 9");
    desk.says("is not on the scale");
    assert_eq!(users(&desk), 5, "nobody joins by a rating that is none");
}

#[test]
fn other_ratings_know_nothing_of_you() {
    let mut desk = Desk::lecture();
    desk.script("step pass 2; rate You Ommazh 5; open lecture-video7");
    assert_eq!(users(&desk), 4);
    desk.script("open lecture");
    // Opened anew, it is what the file has.
    assert_eq!(users(&desk), 4);
}

#[test]
fn every_command_can_be_done_with_newcomers_in_the_grid() {
    for spec in TABLE.iter().filter(|spec| spec.example != "quit") {
        let mut desk = Desk::lecture();
        desk.script("step pass 1; rate You Ommazh 5; join item Tape; rate You Tape 3");
        desk.command(spec.example);
        desk.script("back 4; screen map; screen recommend; goto end; screen neighbours");
    }
}
