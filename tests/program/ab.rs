//! The A/B test of the Lab: days that come and go by keys and by themselves, what is said of them, and its screens.

use crate::common::{desk::Desk, grid, random_grid};
use factorscope::{
    app::{App, Message},
    choice::Choice,
    command::{Command, Experiment, Screen, parse},
    lesson::Expression,
    model::{Method, ON, Options},
    study::{
        Session, Source,
        ab::{AbTest, AbView, Setup, Visit},
        derive::Want,
    },
};
use std::sync::Arc;

/// The program in front of an A/B test that is worked out.
fn desk(line: &str) -> Desk {
    let mut desk = Desk::lecture();
    desk.command(line);
    answer(&mut desk);
    desk
}

/// What was asked for is worked out beside.
fn answer(desk: &mut Desk) {
    for job in std::mem::take(&mut desk.wants) {
        desk.send(Message::Derived(Arc::new(job.work_out(ON).unwrap())));
    }
}

fn day(desk: &Desk) -> usize {
    desk.app.view().bench.ab.day
}

fn shown(desk: &Desk) -> Visit {
    (*desk.app.ab_visit(desk.app.ab_visiting().unwrap()).unwrap()).clone()
}

#[test]
fn keys_go_through_days_and_users_and_wait_for_nothing() {
    let mut desk = Desk::lecture();
    desk.command("lab ab");
    let setup = Setup::default();
    assert!(matches!(&desk.wants[..], [job] if job.want == Want::AbTest(setup)));
    // Before it is worked out the days go by as well.
    desk.press("<Right>ll");
    assert!(day(&desk) == 3 && desk.app.ab_test().is_none());
    desk.press("h<Left><Left><Left>");
    assert_eq!(day(&desk), 0, "nothing comes before the beginning");
    answer(&mut desk);
    assert!(desk.app.ab_test().is_some() && desk.app.ab_visiting().is_none());
    desk.press("<End>l");
    assert_eq!(day(&desk), 28, "and nothing after the end");
    desk.press("<Home>l");
    let first = shown(&desk);
    assert_eq!((first.of.user, first.of.day), (0, 1));
    desk.press("jj<PgDn>k");
    assert_eq!(shown(&desk).of.user, 2 + desk.app.taste().viewport.rows.max(1) - 1);
    // Forth and back is the same, to the last bit.
    desk.press("<PgUp><PgUp>").command("move right 11").command("move left 11");
    assert_eq!(shown(&desk), first);
    assert!(desk.wants.is_empty() && desk.orders.is_empty(), "the session has nothing to do with it");
    desk.command("move down 100000").command("move last");
    assert_eq!((shown(&desk).of.user, shown(&desk).of.day), (399, 28));
}

#[test]
fn another_test_begins_at_its_first_day_and_another_question_does_not() {
    let mut desk = desk("ab users=40 days=6");
    desk.command("move right 4").command("move down 39");
    desk.command("ab users=40 days=6 find=1");
    assert_eq!((day(&desk), desk.app.view().bench.ab.setup.find), (4, 1.0));
    answer(&mut desk);
    desk.command("ab users=20 days=6");
    assert_eq!((day(&desk), desk.app.view().bench.ab.user), (0, 19));
    answer(&mut desk);
    assert_eq!(desk.app.ab_test().unwrap().setup.users, 20);
    assert_eq!(desk.command("ab").app.view().bench.ab.setup, Setup::default());
    for line in ["ab users=1000 weariness=0", "ab", "ab-view peeking", "ab-play on", "ab-view", "ab-play"] {
        assert_eq!(parse(line).unwrap().to_string(), line);
    }
    for (line, part) in [
        ("ab users=10000 days=90", "say users=2222 or days=20"),
        ("ab tedium=1", "no 'tedium'; it has users"),
        ("ab-view x", "difference, user, peeking and size"),
    ] {
        let why = parse(line).unwrap_err();
        assert!(why.contains(part), "{line}: {why}");
    }
}

/// Days go by with each beat, once the test is there, up to the end; whoever goes a day by hand stops that.
#[test]
fn days_go_by_themselves() {
    let mut desk = Desk::lecture();
    desk.command("ab users=40 days=5").press("T");
    assert!(desk.app.wants_beat());
    desk.send(Message::Beat);
    assert_eq!(day(&desk), 0, "it is not worked out yet");
    answer(&mut desk);
    for wanted in 1..=4 {
        desk.send(Message::Beat);
        assert_eq!((day(&desk), desk.app.wants_beat()), (wanted, true));
    }
    desk.send(Message::Beat);
    assert_eq!((day(&desk), desk.app.wants_beat()), (5, false), "the end");
    desk.press("T");
    assert_eq!((day(&desk), desk.app.wants_beat()), (0, true), "from the beginning");
    desk.send(Message::Beat);
    desk.press("T");
    desk.send(Message::Beat);
    assert_eq!((day(&desk), desk.app.wants_beat()), (1, false), "a pause");
    desk.press("Tj");
    assert!(desk.app.wants_beat(), "looking at somebody else is no day");
    desk.press("l");
    assert_eq!((day(&desk), desk.app.wants_beat()), (2, false));
    desk.press("T2");
    assert!(!desk.app.wants_beat() && desk.app.screen() == Screen::Train, "nobody looks");
}

/// It has nothing to do with ratings or the fit: it stands while they change, and is there without them.
#[test]
fn ratings_and_steps_leave_it_alone() {
    let mut desk = desk("ab users=40 days=4");
    desk.command("move last");
    let before = desk.app.ab_test().unwrap().shared();
    for line in ["step pass 2", "refit factors 3", "set method knn-basic", "rate An BTS 1", "step unit 1"] {
        desk.command(line);
        assert!(desk.wants.is_empty() && !desk.app.needs_factors(), "{line}");
        assert!(Arc::ptr_eq(&desk.app.ab_test().unwrap().shared(), &before), "{line}");
        assert_eq!(day(&desk), 4);
    }
    let mut desk = Desk::of(grid(3, 4, &[]));
    desk.command("ab users=40 days=4");
    assert!(!desk.app.needs_ratings());
    answer(&mut desk);
    assert_eq!(*desk.app.ab_test().unwrap(), *before);
}

#[test]
fn lessons_can_ask_for_its_figures() {
    let value = |desk: &Desk, text: &str| desk.app.with_live(|live| live.value(&Expression::parse(text).unwrap()));
    let mut desk = Desk::lecture();
    desk.command("ab users=40 days=4");
    assert_eq!(value(&desk, "lab(difference)").unwrap_err(), "no experiment was done in the Lab");
    answer(&mut desk);
    let test = desk.app.ab_test().unwrap().shared();
    assert_eq!(value(&desk, "lab(difference)"), Ok(test.readings[3].mean()), "without a day the last");
    assert_eq!(value(&desk, "lab(rate-b, 2) - lab(rate-a, 2)"), Ok(test.readings[1].mean()));
    assert_eq!(value(&desk, "lab(daily, 3)"), Ok(test.peeking.daily(3)));
    for figure in factorscope::study::ab::OF_AB {
        assert!(
            !figure.words.is_empty() && value(&desk, &format!("lab({}, 4)", figure.name)).is_ok(),
            "{}",
            figure.name
        );
        for none in [0, 5] {
            let found = value(&desk, &format!("lab({}, {none})", figure.name));
            let of_day = !["rmse-a", "rmse-b", "first-alarm"].contains(&figure.name) || none == 0;
            assert!(!of_day || found.is_err(), "{} on day {none}", figure.name);
        }
    }
    assert!(value(&desk, "lab(mse)").unwrap_err().contains("it has difference, low, high"));
    // Elsewhere in the Lab the words mean what they do there.
    desk.command("lab compare");
    assert!(value(&desk, "lab(rmse, 1)").is_ok() && value(&desk, "lab(difference)").is_err());
}

#[test]
fn keys_turn_through_the_views() {
    let mut desk = desk("ab users=40 days=4");
    let mut view = AbView::default();
    for _ in AbView::ALL {
        view = view.next();
        assert_eq!(desk.press("V").app.view().bench.ab.view, view);
    }
    desk.press("Xdays=3<Enter>");
    assert_eq!(desk.app.view().bench.ab.setup.days, 3);
    desk.press("g").says("nothing");
    // From elsewhere they lead there.
    desk.press("1").command("ab-view size");
    assert_eq!((desk.app.screen(), desk.app.experiment()), (Screen::Lab, Experiment::Ab));
    assert_eq!(parse("ab-view").unwrap(), Command::AbView(None));
}

/// What comes late, of a test that nobody wants any more, is not kept.
#[test]
fn what_comes_late_is_of_no_use() {
    let mut desk = Desk::of(random_grid(5, 5, 0.5, 1));
    desk.command("ab users=40 days=4");
    let late = desk.wants[0].clone();
    desk.command("ab users=60 days=4");
    desk.send(Message::Derived(Arc::new(late.work_out(ON).unwrap())));
    assert!(desk.app.ab_test().is_none());
    answer(&mut desk);
    assert_eq!(desk.app.ab_test().unwrap().setup.users, 60);
    assert!(late.work_out(&|| None).is_none() && matches!(late.want, Want::AbTest(_)));
}

#[cfg(feature = "tui")]
mod pictures {
    use super::*;
    use factorscope::{
        app::Taste,
        data::Lecture,
        ui::{Depth, Still},
    };

    /// The usual test, worked out once for all the pictures of it.
    fn still(size: (u16, u16), ascii: bool, scripts: &[&str]) -> Vec<String> {
        let mut session =
            Session::new(Source::new(Arc::new(Lecture::Main.ratings())), Options::new(Method::Als), 1 << 20);
        let mut app = App::new("a test", Arc::new(session.snapshot())).with_taste(Taste { ascii, ..Taste::default() });
        let effects = app.update(Message::Command(parse("lab ab").unwrap()));
        app.work_off(&mut session, effects);
        let drawn = |script: &&str| Still::of(app.clone(), &mut session, Depth::True, size, script).unwrap().text();
        scripts.iter().map(drawn).collect()
    }

    const SCRIPTS: [(&str, &str); 6] = [
        ("before", "move first"),
        ("early", "move right 3"),
        ("difference", "move last"),
        ("user", "ab-view user; move right 12; move down 4"),
        ("peeking", "ab-view peeking; move last"),
        ("size", "ab-view size; move last"),
    ];

    #[test]
    fn each_view_at_three_sizes() {
        for size in [(80, 24), (120, 36), (200, 60)] {
            for ((name, _), text) in SCRIPTS.iter().zip(still(size, false, &SCRIPTS.map(|(_, script)| script))) {
                insta::assert_snapshot!(format!("{name}_{}x{}", size.0, size.1), text);
            }
        }
    }

    #[test]
    fn with_ascii_nothing_else_is_drawn() {
        for size in [(80, 24), (200, 60)] {
            for text in still(size, true, &SCRIPTS.map(|(_, script)| script)) {
                let (text, _) = text.trim_end().rsplit_once('\n').unwrap();
                let foreign: String = text.chars().filter(|c| !c.is_ascii()).collect();
                assert!(foreign.is_empty(), "{foreign}\n{text}");
                assert!(!text.contains(" ? ") && !text.contains("??"), "{text}");
            }
        }
    }

    /// What the screen says is what the test found; the truth is kept to the end, and before the first day nothing is told.
    #[test]
    fn the_screen_says_what_was_found() {
        let test = AbTest::new(Setup::default(), ON).unwrap();
        let texts = still((200, 60), false, &["move first", "move right 27", "move last"]);
        assert!(texts[0].contains("Nothing has happened yet. A predicts better"), "{}", texts[0]);
        assert!(!texts[0].contains("of 1,000") && !texts[0].contains("B less A: "));
        assert!(!texts[1].contains("in truth") && texts[1].contains("day 27 of 28"));
        let last = test.readings.last().unwrap();
        let said = [
            format!("B less A: +{:.1} points", 100.0 * last.mean()),
            format!("p {:.3}: B is ahead", last.difference.unwrap().p()),
            "stopped after day 1 and took A".into(),
            format!("in truth, had all users seen both: +{:.1} points, though B predicts worse", 100.0 * last.truth),
            format!("looking each day, stopping at the first: {} of 1,000", test.peeking.by[27]),
            format!("{:.3}      0.00", test.rmse[0]),
        ];
        for said in said {
            assert!(texts[2].contains(&said), "{said}\n{}", texts[2]);
        }
    }

    /// A calculator, fed with what the screen shows, comes to what it shows.
    #[test]
    fn the_arithmetic_of_a_chance_can_be_checked() {
        for user in 0..12 {
            let script = format!("ab-view user; move right 9; move down {user}");
            let text = &still((200, 60), false, &[&script])[0];
            // The right half of the upper part, as running text.
            let right = |line: &str| line.chars().skip(100).take(99).collect::<String>().replace('│', "");
            let running: String = text.lines().map(right).collect::<Vec<_>>().join(" ");
            let running = running.split_whitespace().collect::<Vec<_>>().join(" ");
            let after = running.split("= 1/(1 + exp(-(-2 + ").nth(1).unwrap_or_else(|| panic!("{text}"));
            let (inside, rest) = after.split_once("))) = ").unwrap();
            let number = |text: &str| text.trim_matches(['(', ')']).parse::<f64>().unwrap();
            let (liking, product) = inside.split_once(" - ").unwrap();
            let (weariness, sameness) = product.split_once('·').unwrap();
            let chance = 1.0 / (1.0 + (2.0 - number(liking) + number(weariness) * number(sameness)).exp());
            assert_eq!(format!("{chance:.3}"), rest[..5], "{inside}");
        }
    }
}
