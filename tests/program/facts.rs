//! What is known of the items, put to use by commands: colours, and which items are looked at.

#![allow(clippy::unwrap_used)]

use crate::common::desk::Desk;
use crate::common::films;
use factorscope::{
    app::Notice,
    data::{ItemId, Only, Side},
    study::groups::Colour,
};

fn desk() -> Desk {
    let mut desk = Desk::of(films());
    desk.command("set lambda 0.5").command("step pass 3");
    desk
}

/// Items that have what is said of them in a line.
fn having(desk: &Desk, word: &str) -> Vec<usize> {
    let facts = desk.app.facts();
    (0..40).filter(|at| facts.line(ItemId::new(*at)).contains(word)).collect()
}

#[test]
fn without_facts_the_commands_say_what_to_do() {
    for line in ["colour genre", "colour year", "only genre=Western", "only year=1990s"] {
        let mut desk = Desk::lecture();
        desk.command(line);
        desk.says("nothing is known of these items but their ratings: open them with --items FILE");
        assert!(matches!(desk.app.notice(), Some(Notice::Warn(_))), "{line}");
        assert_eq!((desk.app.view().look.colour, desk.app.view().look.only), (Colour::None, Only::ALL));
    }
    let mut desk = Desk::lecture();
    for line in ["only all", "colour none"] {
        desk.command(line);
        assert!(matches!(desk.app.notice(), Some(Notice::Say(_))), "{line} asks for nothing");
    }
    desk = self::desk();
    for (line, says) in [
        ("colour author", "no author is known of these items; there are none, genre, tag, year and mix"),
        ("only author=Ford", "no author is known of these items"),
        ("only genre=Westren", "did you mean Western?"),
        ("only genre=Zzz", "no item has the genre 'Zzz'; the most frequent are Drama, "),
        ("only year=1700", "no item is among those"),
    ] {
        desk.command(line);
        desk.says(says);
        assert_eq!((desk.app.view().look.colour, desk.app.view().look.only), (Colour::None, Only::ALL), "{line}");
    }
}

#[test]
fn colours_go_round_through_what_is_known() {
    let mut desk = desk();
    desk.command("screen map");
    let mut seen = Vec::new();
    for _ in 0..5 {
        desk.command("colour");
        seen.push(desk.app.view().look.colour);
        assert_eq!(desk.app.groups().is_some(), desk.app.view().look.colour != Colour::None);
    }
    assert_eq!(seen, [Colour::Genre, Colour::Tag, Colour::Year, Colour::Mix, Colour::None]);
    desk.command("colour category");
    assert_eq!(desk.app.groups().unwrap().names[0], "Drama");
    assert_eq!(desk.app.group(desk.app.view().user.into()), None, "users have no genres");
}

#[test]
fn only_leaves_what_is_asked_for_everywhere() {
    let mut desk = desk();
    let westerns = having(&desk, "Western");
    desk.command("sort items rated").command("only genre=western");
    desk.says("only genre=Western: 10 of 40 items; only all brings back the others");
    assert!(westerns.contains(&desk.app.view().item.index()), "the selected one is one of them");
    let listing = &desk.app.view().items;
    let mut listed: Vec<usize> = (0..listing.len()).map(|place| listing.at(place)).collect();
    let degrees: Vec<usize> = listed.iter().map(|at| desk.snapshot().ratings().degree(ItemId::new(*at))).collect();
    assert!(degrees.windows(2).all(|pair| pair[0] >= pair[1]), "still the most rated first");
    listed.sort_unstable();
    assert_eq!(listed, westerns);
    desk.command("screen map");
    assert_eq!(desk.app.on_map(Side::Items), westerns);
    assert_eq!(desk.app.on_map(Side::Users).len(), 30);
    desk.command("screen neighbours");
    let near = desk.app.neighbours().unwrap();
    assert_eq!(near.len(), 9);
    assert!(near.iter().all(|n| westerns.contains(&n.of.index())));
    desk.command("screen factors");
    let ends = desk.app.ends().unwrap();
    assert_eq!(ends[0].0.len() + ends[0].1.len(), 10);
    desk.command("lab shelves");
    for pick in desk.app.shelves().unwrap().iter().flat_map(|shelf| &shelf.picks) {
        assert!(westerns.contains(&pick.item.index()));
    }
    // Whatever moves stays among them.
    for screen in ["factorise", "factors", "map"] {
        desk.command(&format!("screen {screen}"));
        for keys in ["G", "g", "$", "^", "jjj", "kk", "lll", "hh", "<PgDn>", "<PgUp>", "O"] {
            desk.press(keys);
            assert!(westerns.contains(&desk.app.view().item.index()), "{screen} {keys}");
            assert!(!desk.app.view().look.only.is_all(), "{screen} {keys}");
        }
    }
    // All are back, in the order that was asked for.
    desk.command("sort items file").command("only all");
    desk.says("all 40 items are looked at");
    assert_eq!((0..40).map(|place| desk.app.view().items.at(place)).collect::<Vec<_>>(), (0..40).collect::<Vec<_>>());
}

#[test]
fn years_and_words_go_together_and_a_choice_takes_the_place_of_the_one_before() {
    let mut desk = desk();
    desk.command("only genre=Drama year=1990..1999");
    let kept = desk.app.view().items.len();
    let facts = desk.app.facts();
    let drama = having(&desk, "Drama").into_iter().map(ItemId::new);
    let years = drama.filter(|item| facts.year(*item).is_some_and(|year| (1990..2000).contains(&year))).count();
    assert_eq!(kept, years);
    assert_eq!(desk.app.only_said().unwrap(), "only genre=Drama year=1990..1999");
    desk.command("only year=..1960");
    assert_eq!(desk.app.only_said().unwrap(), format!("only year={}..1960", i16::MIN));
}

#[test]
fn whoever_selects_another_item_has_all_again() {
    let mut desk = desk();
    desk.command("only genre=Western");
    let romance = having(&desk, "Romance")[0];
    desk.command(&format!("select-item #{}", romance + 1));
    assert_eq!((desk.app.view().item.index(), desk.app.view().items.len()), (romance, 40));
    assert!(desk.app.view().look.only.is_all());
    desk.says("is not among only genre=Western: all items are looked at again");
    // Other ratings begin with all of theirs.
    desk.command("only genre=Western").command("open lecture");
    assert_eq!((desk.app.view().items.len(), desk.app.view().look.only), (5, Only::ALL));
}

#[test]
fn words_are_completed_with_their_kind_or_without() {
    let mut desk = desk();
    let offers = |desk: &mut Desk, typed: &str| {
        desk.press("<Esc>").press(&format!(":{typed}"));
        match desk.app.overlay() {
            Some(factorscope::app::Overlay::Palette(palette)) => palette.offers.clone(),
            _ => Vec::new(),
        }
    };
    assert_eq!(offers(&mut desk, "only west"), ["only genre=Western"]);
    assert_eq!(offers(&mut desk, "only genre=W"), ["only genre=Western", "only genre=War"]);
    assert_eq!(offers(&mut desk, "only a"), ["only all"]);
    assert_eq!(offers(&mut desk, "only tag="), ["only tag=dusty", "only tag=slow"]);
    assert_eq!(offers(&mut desk, "colour g"), ["colour genre"]);
}
