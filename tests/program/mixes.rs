//! Mixes without a terminal: the steps, the number of mixes, the cursor over mixes and items, and the map in their colours.

use crate::common::{desk::Desk, films, grid, random_grid, rating};
use factorscope::{
    app::Notice,
    choice::Choice,
    command::{Command, Experiment, MixCount, MixStep, Nth, Screen, Seed, parse},
    data::{Entity, ItemId, Side},
    model::Method,
    study::{
        derive::Want,
        groups::Colour,
        mixes::{Did, MOST, Mixes, ROUNDS, usual},
    },
};
use std::sync::Arc;

fn desk() -> Desk {
    let mut desk = Desk::of(films());
    desk.script("set lambda 0.5; step pass 3; lab mixes");
    desk
}

/// The same from centres after which some steps are needed.
fn long() -> Desk {
    let mut desk = desk();
    let seed = (1..50).find(|seed| mixes(desk.command(&format!("mixes-seed {seed}"))).at(None) >= 6);
    assert!(seed.is_some());
    desk
}

fn mixes(desk: &Desk) -> Arc<Mixes> {
    desk.app.mixes().expect("it is small").shared()
}

fn step(desk: &Desk) -> usize {
    desk.app.mix_step(&mixes(desk))
}

fn cursor(desk: &Desk) -> usize {
    desk.app.mix_under_cursor(&mixes(desk))
}

/// What a mix holds for the user, in its order.
fn items(desk: &Desk, mix: usize) -> Vec<ItemId> {
    let ranked = desk.app.ranked().expect("it is small");
    desk.app.picks_of_mix(&mixes(desk), &ranked, mix).iter().map(|pick| pick.item).collect()
}

#[test]
fn one_begins_where_it_ends_and_goes_through_the_steps() {
    let mut desk = long();
    let last = mixes(&desk).at(None);
    assert_eq!((step(&desk), mixes(&desk).rests, last > 2), (last, true, true));
    desk.press("D");
    desk.says("this is the last step");
    desk.press("UU");
    assert_eq!(step(&desk), last - 2);
    desk.press("DD");
    // At the end again, it stays there whatever comes of the next fit.
    assert_eq!((step(&desk), desk.app.view().bench.mixes.step), (last, None));
    desk.press("I");
    assert_eq!((step(&desk), mixes(&desk).steps[0].clustered.did), (0, Did::Seeded));
    assert!(desk.app.told_of_step(&mixes(&desk)).starts_with(&format!("step 0 of {last}: 4 centres are drawn")));
    desk.press("U");
    desk.says("this is the first step");
    desk.press("D");
    assert!(desk.app.told_of_step(&mixes(&desk)).contains("each centre moves to the mean of its items, by up to "));
    desk.command("screen train").command("mixes-step 2");
    assert_eq!((step(&desk), desk.app.live(), desk.app.experiment()), (2, Screen::Lab, Experiment::Mixes));
    desk.command("mixes-step 9999");
    assert_eq!(step(&desk), last, "there are no more");
    assert!(desk.app.told_of_step(&mixes(&desk)).ends_with("no item has a nearer centre"));
    desk.command("mixes-step end");
    assert!(last <= 2 * ROUNDS);
}

#[test]
fn how_many_and_from_which_centres_is_chosen() {
    let mut desk = desk();
    assert_eq!(desk.app.mix_count(), usual(40));
    desk.press("K");
    assert_eq!((desk.app.mix_count(), mixes(&desk).steps[0].mixes.len()), (usual(40) + 1, usual(40) + 1));
    desk.command("mixes 7").press("K");
    desk.says("7 mixes at the most");
    desk.command("mixes 1").press("J");
    desk.says("one mix at the least");
    assert_eq!(mixes(&desk).steps.last().unwrap().mixes[0].size, 40);
    desk.command("screen train").command("mixes");
    assert_eq!((desk.app.mix_count(), desk.app.live()), (usual(40), Screen::Lab));
    let first = mixes(&desk);
    desk.press("F");
    desk.says("seed 2");
    assert_ne!(mixes(&desk).steps[0].clustered.centres, first.steps[0].clustered.centres);
    desk.command("mixes-seed 1");
    assert_eq!(mixes(&desk), first, "the same seed, the same mixes");
}

#[test]
fn commands_are_read_as_they_are_written() {
    for (line, command) in [
        ("mixes", Command::Mixes(MixCount::Usual)),
        ("mixes 3", Command::Mixes(MixCount::Number(3))),
        ("mixes more", Command::Mixes(MixCount::More)),
        ("mixes fewer", Command::Mixes(MixCount::Fewer)),
        ("mixes-step", Command::MixStep(MixStep::Next)),
        ("mixes-step previous", Command::MixStep(MixStep::Previous)),
        ("mixes-step 0", Command::MixStep(MixStep::To(0))),
        ("mixes-step end", Command::MixStep(MixStep::End)),
        ("mixes-seed", Command::MixSeed(Seed::Next)),
        ("mixes-seed 7", Command::MixSeed(Seed::Given(7))),
        ("mix 2", Command::Mix(Nth::at(1))),
    ] {
        assert_eq!(parse(line), Ok(command.clone()), "{line}");
        assert_eq!(command.to_string(), line);
    }
    assert_eq!(parse("mixes-step start"), Ok(Command::MixStep(MixStep::To(0))));
    for (line, part) in [
        ("mixes 0", "1 to 7 mixes"),
        ("mixes 8", "1 to 7 mixes"),
        ("mixes many", "not a number of mixes"),
        ("mixes -1", "not a number of mixes"),
        ("mixes-step -1", "not next, previous, start, end"),
        ("mixes-step 1.5", "not next, previous, start, end"),
        ("mix 0", "one counts from 1"),
        ("mix", "say which, from 1"),
        ("mixes 3 4", "more here than"),
    ] {
        assert!(parse(line).is_err_and(|why| why.contains(part)), "{line}: {:?}", parse(line));
    }
    assert_eq!(MOST, 7);
}

/// Each item that the user has not rated is in the list of its mix, in the order of the score.
#[test]
fn a_mix_is_ranked_by_the_score_of_the_user() {
    let mut desk = desk();
    for (user, weights) in [(1, "rating=1"), (5, "rating=0.3 popular=1 variety=0.5"), (9, "unlike=1 rating=0.1")] {
        desk.command(&format!("select-user #{user}")).command(&format!("weights {weights}")).command("lab mixes");
        let (mixes, snapshot) = (mixes(&desk), desk.snapshot());
        let at = desk.app.mix_step(&mixes);
        let rated = |item: ItemId| snapshot.ratings().get(desk.app.view().user, item).is_some();
        let mut all = Vec::new();
        for mix in 0..mixes.steps[at].mixes.len() {
            let own = items(&desk, mix);
            assert!(own.iter().all(|item| mixes.of(at, *item) == Some(mix) && !rated(*item)));
            let ranked = desk.app.ranked().unwrap();
            let score = |item: &ItemId| ranked.picks.iter().find(|pick| pick.item == *item).unwrap().score;
            assert!(own.windows(2).all(|pair| score(&pair[0]) >= score(&pair[1])));
            all.extend(own);
        }
        let unrated = (0..40).map(ItemId::new).filter(|item| !rated(*item)).count();
        assert_eq!(all.len(), unrated, "user {user}");
    }
    desk.command("rated on").command("lab mixes");
    let all: usize = (0..desk.app.mix_count()).map(|mix| items(&desk, mix).len()).sum();
    assert_eq!(all, 40);
}

#[test]
fn the_cursor_goes_from_mix_to_mix_along_each_and_to_other_users() {
    let mut desk = desk();
    desk.command("select-user #2");
    let count = desk.app.mix_count();
    desk.press("jj");
    assert_eq!(cursor(&desk), 2);
    let own = items(&desk, 2);
    assert!(own.len() > 2);
    desk.press("l");
    if !own.contains(&ItemId::new(0)) {
        assert_eq!(desk.app.view().item, own[0], "from outside one comes to the first");
    }
    desk.press("<Home>l");
    assert_eq!(desk.app.view().item, own[1]);
    desk.press("<End>ll");
    assert_eq!(desk.app.view().item, own[own.len() - 1]);
    desk.press("h");
    assert_eq!((desk.app.view().item, cursor(&desk)), (own[own.len() - 2], 2));
    desk.press("G");
    assert_eq!(cursor(&desk), count - 1);
    desk.command("move top");
    assert_eq!(cursor(&desk), 0);
    desk.command("mix 3");
    assert_eq!(cursor(&desk), 2);
    desk.command("mix 7");
    desk.says("there is no mix 7; there are 4");
    desk.command("mixes 2");
    assert_eq!(cursor(&desk), 1, "there are no more");
    let user = desk.app.view().user.index();
    desk.press("<PgDn>");
    assert_eq!(desk.app.view().user.index(), user + 1);
    desk.press("<PgUp>");
    assert_eq!(desk.app.view().user.index(), user);
    desk.command("mix 1");
    let first = items(&desk, 0)[0];
    desk.press("<Home>E");
    assert_eq!((desk.app.view().item, desk.app.live()), (first, Screen::Factorise));
}

#[test]
fn the_map_is_coloured_by_the_mixes_of_the_step_that_is_looked_at() {
    let mut desk = long();
    desk.command("mixes-step 1").command("screen map").command("colour mix");
    let agrees = |desk: &Desk| {
        let (mixes, groups) = (mixes(desk), desk.app.groups().expect("they are there"));
        let at = desk.app.mix_step(&mixes);
        for item in (0..40).map(ItemId::new) {
            assert_eq!(groups.of(item), mixes.of(at, item));
            assert_eq!(desk.app.group(Entity::Item(item)), Some(mixes.of(at, item)));
        }
        let names = mixes.steps[at].mixes.iter().zip(1..);
        let names: Vec<String> = names.map(|(mix, n)| format!("{n} {}", mix.name(desk.snapshot().ratings()))).collect();
        assert_eq!(groups.names, names);
        at
    };
    assert_eq!(agrees(&desk), 1);
    desk.press("D");
    desk.says("step 2 of ");
    assert_eq!((agrees(&desk), desk.app.live()), (2, Screen::Map));
    desk.command("mixes-step end");
    let last = agrees(&desk);
    assert!(last > 2);
    desk.press("U");
    assert_eq!(agrees(&desk), last - 1);
    // In the Lab one is at the same step, and what is changed there is seen here.
    desk.command("lab mixes").press("U");
    assert_eq!(step(&desk), last - 2);
    desk.command("screen map");
    assert_eq!(agrees(&desk), last - 2);
    desk.command("mixes 2");
    assert_eq!(
        (agrees(&desk) <= last, desk.app.groups().unwrap().names.len(), desk.app.live()),
        (true, 2, Screen::Map)
    );
    // A step of the fit moves the items, and the mixes with them.
    desk.command("step pass 1");
    agrees(&desk);
    for screen in ["neighbours", "factors"] {
        desk.command(&format!("screen {screen}"));
        agrees(&desk);
    }
    desk.command("colour none");
    assert!(desk.app.groups().is_none());
    desk.command("screen map").command("side users").command("colour mix");
    assert_eq!(desk.app.group(desk.app.view().user.into()), None, "users are in no mix");
    assert!(desk.app.centred_mixes().is_none());
    desk.command("side items");
    assert!(desk.app.centred_mixes().is_some());
}

#[test]
fn on_a_plain_map_the_key_colours_it_first() {
    let mut desk = Desk::lecture();
    desk.script("step pass 3; screen map").press("D");
    desk.says("coloured by mix: 2 clusters");
    assert_eq!((desk.app.view().look.colour, desk.app.live()), (Colour::Mix, Screen::Map));
    let last = mixes(&desk).at(None);
    assert_eq!(step(&desk), last);
    desk.press("U");
    assert_eq!(step(&desk), last - 1);
    desk.press("cD");
    assert_eq!((desk.app.view().look.colour, step(&desk)), (Colour::Mix, last - 1));
}

#[test]
fn a_model_without_factors_has_no_mixes_and_says_so() {
    let mut desk = Desk::of(films());
    desk.script("set method slope-one; step pass 1; screen map; colour mix");
    desk.says("this model has no factors");
    assert!(matches!(desk.app.notice(), Some(Notice::Warn(_))));
    desk.command("lab mixes").press("DUIKJFjlE<PgDn>");
    assert!(desk.app.mixes().is_none() && desk.app.needs_factors());
    // Colours that were chosen before wait until there are factors again.
    desk.script("set method als; step pass 1; screen map; colour mix");
    assert!(desk.app.groups().is_some());
    desk.script("set method knn-basic; step pass 1; side users");
    assert!(desk.app.groups().is_none());
    for method in Method::ALL.iter().filter(|method| method.has_factors()) {
        desk.script(&format!("set method {}; side items; screen map; step pass 1", method.name()));
        assert!(desk.app.groups().is_some(), "{method}");
    }
}

/// No key waits: what is large is asked for once, and looking at another step asks for nothing.
#[test]
fn steps_of_many_items_are_worked_out_beside_and_once() {
    let mut desk = Desk::of(random_grid(300, 400, 0.2, 3));
    desk.script("refit factors 20; step pass 1; lab mixes");
    let is_mixes = |want: &Want| matches!(want, Want::Mixes(_));
    let asked = desk.wants.iter().position(|job| is_mixes(&job.want)).expect("it is asked for");
    assert!(desk.app.mixes().is_none());
    desk.press("U");
    desk.says("one moment");
    desk.press("jlE").command("screen lab");
    let job = desk.wants.iter().find(|job| is_mixes(&job.want)).cloned().unwrap_or(desk.wants[asked].clone());
    let derived = job.work_out(factorscope::model::ON).unwrap();
    desk.send(factorscope::app::Message::Derived(Arc::new(derived)));
    let last = mixes(&desk).at(None);
    desk.wants.clear();
    desk.press("UUUD");
    assert_eq!(step(&desk), last - 2);
    assert!(desk.wants.iter().all(|job| !is_mixes(&job.want)), "{:?}", desk.wants);
    desk.press("K");
    assert!(desk.wants.iter().any(|job| is_mixes(&job.want)), "other mixes are asked for");
}

#[test]
fn grids_of_any_shape_have_mixes_or_a_sentence() {
    for ratings in [
        grid(1, 1, &[rating(0, 0, 3.0)]),
        grid(2, 2, &[rating(0, 0, 3.0), rating(1, 1, 3.0)]),
        grid(3, 9, &[rating(0, 4, 1.0), rating(2, 8, 5.0), rating(1, 0, 2.0)]),
        random_grid(3, 200, 0.1, 2),
    ] {
        let mut desk = Desk::of(ratings);
        desk.script("step pass 2; lab mixes; mixes 7").press("jjllUUUDDIKJFhkG$^gE");
        desk.command("lab mixes").press("E").command("screen map").press("DUUc");
        desk.command("at-least 500").command("lab mixes").press("jlUDE");
        let mixes = desk.app.mixes();
        assert!(mixes.is_none_or(|mixes| mixes.steps.is_empty()), "nothing is rated so often");
        assert_eq!(desk.app.groups().map(|groups| groups.names.len()).unwrap_or(0), 0);
        assert_eq!(desk.app.view().side, Side::Items);
    }
}
