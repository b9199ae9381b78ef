//! Names of factors: suggested by the words at their ends, taken, overwritten, taken away, and shown wherever a factor is spoken of.

#![allow(clippy::unwrap_used)]

use crate::common::{desk::Desk, films};
use factorscope::app::Notice;

/// Films whose first factor parts Westerns from romances.
fn desk() -> Desk {
    let mut desk = Desk::of(films());
    desk.script("set lambda 0.5; refit factors 1; refit biased on; step pass 10");
    desk
}

fn name(desk: &Desk) -> Option<&str> {
    desk.app.view().factor_names.get(&0).map(String::as_str)
}

fn is_said_to_be_wrong(desk: &Desk) -> bool {
    matches!(desk.app.notice(), Some(Notice::Warn(_)))
}

#[test]
fn a_suggestion_is_taken_overwritten_and_taken_away() {
    let mut desk = desk();
    desk.command("screen map");
    let suggested = desk.app.suggested([0, 0]).unwrap()[0].clone().unwrap();
    assert!(suggested.contains("Western") && suggested.contains(" … "), "{suggested}");
    assert_eq!(desk.app.spoken_factor(0, Some(&suggested)), format!("1 {suggested}?"));
    desk.command("name-factor 1");
    desk.says(&format!("factor 1 is called {suggested}"));
    assert_eq!(name(&desk), Some(suggested.as_str()));
    assert_eq!(desk.app.spoken_factor(0, Some("something else")), format!("1 {suggested}"), "its own name goes first");
    desk.command("name-factor 1 serious to silly");
    assert_eq!(name(&desk), Some("serious to silly"));
    // It stays while the fit goes on and the factors are turned.
    desk.script("step pass 2; refit factors 2; step pass 1; turn 30");
    assert_eq!(name(&desk), Some("serious to silly"));
    desk.command("name-factor 1");
    desk.says("factor 1 is no longer called serious to silly");
    assert_eq!(name(&desk), None);
}

#[test]
fn where_nothing_is_surprising_it_is_said_and_nothing_is_named() {
    let mut desk = Desk::lecture();
    desk.script("step pass 2; name-factor 1");
    desk.says("nothing is known of the items");
    assert!(is_said_to_be_wrong(&desk) && name(&desk).is_none());
    let mut desk = self::desk();
    // Among those alone that have the word no end has more of it.
    desk.script("only genre=Western; name-factor 1");
    desk.says("no word is at an end of factor 1 too often for chance");
    assert!(is_said_to_be_wrong(&desk) && name(&desk).is_none());
    desk.command("name-factor 4");
    assert!(is_said_to_be_wrong(&desk));
    desk.script("set method slope-one; step pass; name-factor 1");
    assert!(is_said_to_be_wrong(&desk) && name(&desk).is_none());
}
