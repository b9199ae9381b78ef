//! What is recommended, in the Lab: the present fit followed, others fitted beside it, the cursors, and what is said where
//! there is little to say.

use crate::common::{desk::Desk, grid, random_grid, rating};
use factorscope::{
    app::Message,
    choice::Choice,
    command::{Command, Screen, parse},
    data::{ItemId, Ratings, UserId, made_up},
    lesson::Expression,
    model::{Method, ON, Options},
    study::{
        Order, Session, Snapshot, Source,
        derive::Want,
        lab::{Ask, OF_POPULARITY, Outcome, Stage},
        popularity::{Popularity, PopularityView},
    },
};
use std::sync::Arc;

fn of(desk: &Desk) -> Arc<Popularity> {
    desk.app.popular().unwrap().unwrap()
}

/// What the model of a snapshot recommends.
fn recommended(snapshot: &Snapshot, at: usize) -> Popularity {
    let source = &snapshot.source;
    Popularity::new(&source.split.train, source.learned(), &snapshot.model, at, ON).unwrap()
}

fn view(desk: &Desk) -> PopularityView {
    desk.app.view().bench.popularity.view
}

/// The experiments that were asked for.
fn asked(desk: &Desk) -> usize {
    desk.orders.iter().filter(|order| matches!(order, Order::Lab(_))).count()
}

/// Each other model recommends what it would as the present fit, after as many passes; the present fit is where it was.
#[test]
fn others_recommend_what_they_would_as_the_present_fit() {
    let ratings = random_grid(14, 11, 0.5, 8);
    let names: Vec<&str> = Method::ALL.iter().filter(|m| **m != Method::Als).map(|m| m.name()).collect();
    let named = names.join(" passes=2, ") + " passes=2";
    let mut desk = Desk::of(ratings.clone());
    desk.command("top 3").command("holdout 0.2 5").command("step pass 2").command(&format!("popularity {named}"));
    assert_eq!((desk.snapshot().position.pass, view(&desk)), (2, PopularityView::Models));
    assert_eq!(desk.app.finding().unwrap().stage, Stage::Done);
    let present = of(&desk);
    assert_eq!(*present, recommended(desk.snapshot(), 3));
    for (at, &method) in Method::ALL.iter().filter(|m| **m != Method::Als).enumerate() {
        let other = &desk.app.popular_others()[at];
        assert_eq!(other.recipe.options.method, method);
        let mut alone = Desk::with(ratings.clone(), Options::new(method));
        alone.command("top 3").command("holdout 0.2 5");
        let refusal = Method::refusal(alone.snapshot().problem());
        match (&other.found.as_ref().unwrap(), refusal) {
            (Err(found), Some(why)) => assert_eq!(*found, why, "{method}"),
            (Ok(found), None) => {
                // It may have settled after the first.
                let passes = [1, 2].map(|passes| {
                    alone.command("restart").command(&format!("step pass {passes}"));
                    of(alone.command("lab popularity"))
                });
                assert!(passes.contains(found), "{method}");
            }
            other => panic!("{method}: {other:?}"),
        }
    }
    // The cursor chooses whose lists are looked at.
    desk.press("j");
    assert_eq!(Some(of(&desk)), desk.app.popular_others()[0].lists().cloned());
    desk.press("k");
    assert_eq!(of(&desk), present);
}

/// What is made of the present fit follows each step; what is made of the others is asked for once.
#[test]
fn the_present_fit_is_followed_and_the_others_stand() {
    let mut desk = Desk::of(random_grid(30, 25, 0.4, 2));
    desk.command("lab popularity").command("top 2");
    assert_eq!(asked(&desk), 0, "no model is fitted for the present fit alone");
    let mut seen = Vec::new();
    for line in ["popularity sgd, slope-one", "step pass 1", "step pass 3", "set lambda 2", "restart next"] {
        desk.command(line);
        assert_eq!(*of(&desk), recommended(desk.snapshot(), 2), "{line}");
        seen.push(of(&desk).most.clone());
        assert_eq!(asked(&desk), 1, "{line}");
    }
    seen.dedup();
    assert!(seen.len() > 2, "the lists change as it learns");
    // Longer lists and other ratings are other questions.
    desk.command("top 3");
    assert_eq!((asked(&desk), desk.app.popular_others()[0].lists().unwrap().at), (2, 3));
    desk.command("rate 1 1 2");
    assert_eq!(asked(&desk), 3);
    // The usual others are those of other methods.
    desk.command("popularity");
    let methods = |desk: &Desk| desk.app.popular_others().iter().map(|o| o.recipe.options.method).collect::<Vec<_>>();
    assert!(methods(&desk).len() == 6 && methods(&desk).contains(&Method::Svd));
    desk.command("set method svd");
    assert!(methods(&desk).len() == 5 && !methods(&desk).contains(&Method::Svd));
}

#[test]
fn the_model_under_the_cursor_is_taken_and_the_present_one_is_not() {
    let mut desk = Desk::of(random_grid(12, 9, 0.6, 3));
    desk.command("popularity svd factors=3 lambda-of=bu:0.5, knn-basic k=7").press("g");
    desk.says("this is the present fit itself");
    assert_eq!(desk.snapshot().options.method, Method::Als);
    desk.press("jg");
    let options = &desk.snapshot().options;
    assert_eq!((options.method, options.factors, options.lambda_of.to_string()), (Method::Svd, 3, "bu:0.5".into()));
    assert_eq!((desk.app.view().site.screen, asked(&desk)), (Screen::Lab, 1), "those that are named stand");
}

#[test]
fn a_model_that_cannot_be_fitted_says_why_and_is_not_taken() {
    let rows: Vec<_> = (0..40).map(|n| rating(n % 8, n / 8, f64::from(n as u32 % 5) - 2.0)).collect();
    let mut desk = Desk::of(grid(9, 6, &rows));
    desk.command("popularity nmf, baseline-als").press("j");
    let why = desk.app.popular().unwrap().unwrap_err();
    assert!(why.contains("0 or more"), "{why}");
    desk.press("g").says("nmf: ");
    assert_eq!(desk.snapshot().options.method, Method::Als);
    assert!(desk.press("j").app.popular().unwrap().is_ok());
}

/// The cursor goes along the items, each with somebody to whom it is recommended; from there the way is to the arithmetic.
#[test]
fn the_cursor_goes_along_the_items_and_to_their_arithmetic() {
    let mut desk = Desk::of(random_grid(30, 25, 0.4, 2));
    desk.command("step pass 2").command("top 3");
    let most = of(&desk).most.clone();
    assert!(most.len() > 5);
    // From an item that is none of them one comes to the first.
    desk.command("move top").command("move top");
    for listed in &most[..4] {
        assert_eq!((desk.app.view().user, desk.app.view().item), (listed.to, listed.item));
        desk.press("j");
    }
    desk.press("GE");
    let last = most.last().unwrap();
    assert_eq!(desk.app.view().site.screen, Screen::Factorise);
    assert_eq!((desk.app.view().user, desk.app.view().item), (last.to, last.item));
    assert_eq!(desk.rating(), None, "what is recommended is not rated");
    // Whoever looks at groups or at the curve goes along the same.
    desk.command("popularity-view curve").command("move top").press("E");
    assert_eq!((desk.app.view().item, desk.app.view().site.screen), (most[0].item, Screen::Factorise));
}

#[test]
fn keys_turn_through_the_views_and_set_the_length() {
    let mut desk = Desk::of(random_grid(20, 15, 0.4, 2));
    desk.command("lab popularity");
    for wanted in [PopularityView::Groups, PopularityView::Curve, PopularityView::Models, PopularityView::Items] {
        desk.press("Y");
        assert_eq!(view(&desk), wanted);
    }
    assert_eq!(asked(&desk), 1, "others are fitted once they are to be seen");
    desk.press("=4<Enter>");
    assert_eq!((of(&desk).at, desk.app.view().bench.popularity.others.at), (4, 4));
    desk.press("Pslope-one<Enter>");
    assert_eq!((view(&desk), desk.app.popular_others().len()), (PopularityView::Models, 1));
    for (line, part) in [
        ("top 0", "a list has 1 to 100 items, not 0"),
        ("top 101", "not 101"),
        ("top x", "'x' is not a whole number"),
        ("popularity-view x", "items, groups, curve"),
        ("popularity als, nothing", "nothing"),
    ] {
        let why = parse(line).unwrap_err();
        assert!(why.contains(part), "{line}: {why}");
    }
    for line in ["popularity svd factors=10, slope-one", "popularity", "popularity-view groups", "top 20"] {
        assert_eq!(parse(line).unwrap().to_string(), line);
    }
    assert_eq!(parse("popularity-view").unwrap(), Command::PopularityView(None));
}

/// Figures by name: of the present fit, and of the others by their numbers.
#[test]
fn lessons_can_ask_for_the_figures_of_each_model() {
    let mut desk = Desk::of(random_grid(30, 25, 0.4, 2));
    let value = |desk: &Desk, text: &str| desk.app.with_live(|live| live.value(&Expression::parse(text).unwrap()));
    assert_eq!(value(&desk, "lab(coverage)").unwrap_err(), "no experiment was done in the Lab");
    desk.command("top 2").command("step pass 2");
    let present = of(&desk);
    assert_eq!(value(&desk, "lab(coverage)"), Ok(present.coverage()));
    assert_eq!(value(&desk, "lab(gini, 1)"), Ok(present.recommended.gini));
    assert_eq!(value(&desk, "lab(listed) / 25 - lab(coverage)"), Ok(0.0));
    assert!(value(&desk, "lab(gini, 2)").unwrap_err().contains("no 'gini' numbered 2"));
    assert!(value(&desk, "lab(gini, 0)").is_err());
    assert!(value(&desk, "lab(mse)").unwrap_err().contains("it has coverage, listed, gini"));
    desk.command("popularity baseline-als, slope-one");
    let others = desk.app.popular_others();
    assert_eq!(value(&desk, "lab(tail, 3)"), Ok(others[1].lists().unwrap().recommended.tail));
    assert_eq!(value(&desk, "lab(mean-ratings, 2)"), Ok(others[0].lists().unwrap().recommended.ratings));
    // They are of this moment.
    desk.command("restart next");
    assert_eq!(value(&desk, "lab(gini)"), Ok(of(&desk).recommended.gini));
    // On another screen what was worked out of the same fit still holds, and after a step it does not.
    desk.command("screen train");
    assert!(value(&desk, "lab(gini)").is_ok());
    desk.command("step pass 1");
    assert!(value(&desk, "lab(gini)").is_err());
    for figure in OF_POPULARITY {
        assert!(!figure.words.is_empty());
    }
    desk.command("lab popularity");
    assert!(OF_POPULARITY.iter().all(|figure| value(&desk, &format!("lab({})", figure.name)).is_ok()));
    // Another experiment has figures of its own again.
    desk.command("lab grid");
    assert!(value(&desk, "lab(cells)").is_ok() && value(&desk, "lab(gini)").is_err());
}

/// While others are fitted, snapshots come and go with the same model: what it recommends is worked out once.
#[test]
fn what_a_model_recommends_is_worked_out_once() {
    let mut desk = Desk::of(made_up());
    desk.command("popularity-view items");
    let wanted: Vec<Want> = desk.wants.iter().map(|job| job.want).collect();
    assert_eq!(wanted, [Want::Popularity(10)], "a million predictions are not made at once");
    assert!(desk.app.popular().is_none());
    let derived = desk.wants[0].work_out(ON).unwrap();
    desk.send(Message::Derived(Arc::new(derived)));
    let present = of(&desk);
    desk.session.take(Order::Lab(Ask::Popularity(desk.app.view().bench.popularity.others.clone())));
    for _ in 0..3 {
        desk.session.work(1000);
        desk.show();
        assert!(desk.wants.is_empty());
        assert!(Arc::ptr_eq(&of(&desk), &present));
    }
    desk.session.take(Order::Stop);
    desk.show();
    desk.command("step unit 1");
    assert_eq!(desk.wants.len(), 1, "after a step there is something new to be worked out");
}

#[test]
fn stopped_they_are_partial_and_asked_again_they_go_on() {
    let ratings = random_grid(20, 15, 0.5, 3);
    let others = |session: &mut Session| match &session.snapshot().lab.unwrap().outcome {
        Outcome::Popularity(others) => others.clone(),
        other => panic!("{other:?}"),
    };
    let ask = |desk: &Desk| Ask::Popularity(desk.app.view().bench.popularity.others.clone());
    let mut whole = Desk::of(ratings.clone());
    whole.command("popularity");
    let mut desk = Desk::of(ratings);
    let asked = ask(&desk);
    desk.session.take(Order::Lab(asked.clone()));
    for _ in 0..40 {
        desk.session.work(10);
    }
    let part = desk.session.snapshot().lab.unwrap().part;
    assert!(part > 0.0 && part < 1.0, "{part}");
    desk.session.obey(Order::Stop);
    let stopped = others(&mut desk.session);
    assert!(stopped.iter().any(|other| other.found.is_none()) && stopped.iter().any(|other| other.found.is_some()));
    desk.session.obey(Order::Lab(asked));
    assert_eq!(others(&mut desk.session), others(&mut whole.session));
}

// ---- where there is little to say --------------------------------------------------------------------------------------

#[cfg(feature = "tui")]
mod pictures {
    use super::*;
    use factorscope::{
        app::Taste,
        command::Theme,
        ui::{Depth, Still},
    };

    fn still(ratings: Ratings, taste: Taste, size: (u16, u16), script: &str) -> Still {
        let mut session = Session::new(Source::new(Arc::new(ratings)), Options::new(Method::Als), 1 << 20);
        Still::new(&mut session, "a test", taste, Depth::True, size, script).unwrap()
    }

    fn text(ratings: Ratings, script: &str) -> String {
        still(ratings, Taste::default(), (160, 40), script).text().replace('\u{a0}', " ")
    }

    #[test]
    fn each_view_at_three_sizes() {
        let begin = "refit factors 5; refit lambda 0.1; refit biased on; step pass 3";
        for (name, script) in [
            ("items", "lab popularity; move down 2"),
            ("groups", "popularity-view groups"),
            ("curve", "popularity-view curve"),
            ("models", "popularity slope-one, baseline-als, svd factors=5 passes=3; move down"),
        ] {
            for size in [(80, 24), (120, 36), (200, 60)] {
                let text = still(made_up(), Taste::default(), size, &format!("{begin}; {script}")).text();
                insta::assert_snapshot!(format!("{name}_{}x{}", size.0, size.1), text);
            }
        }
    }

    /// What a colour says is said without it, in each theme and in plain letters.
    #[test]
    fn without_colours_and_in_ascii_it_reads_all_the_same() {
        let script = "step pass 2; popularity slope-one, baseline-als; popularity-view groups";
        let with = |taste: Taste| still(random_grid(40, 30, 0.3, 2), taste, (120, 36), script);
        let plain = with(Taste::default());
        for theme in [Theme::Light, Theme::Contrast, Theme::Safe, Theme::Mono] {
            let other = with(Taste { theme, ..Taste::default() });
            assert_eq!(other.text(), plain.text());
            assert!(theme == Theme::Mono || other.frame() != plain.frame(), "{theme}");
        }
        let ascii = with(Taste { ascii: true, ..Taste::default() }).text();
        assert!(ascii.is_ascii(), "{ascii}");
        insta::assert_snapshot!("ascii", ascii);
    }

    #[test]
    fn what_there_is_to_know_is_said() {
        // One user, who has one list.
        let one: Vec<_> = (0..20).map(|j| rating(0, j, (j % 5) as f64)).collect();
        let shown = text(grid(1, 40, &one), "step pass 1; lab popularity");
        assert!(shown.contains("1 list of 10") && shown.contains("coverage 25 %: 10 of 40 items"), "{shown}");
        // All is rated.
        let all: Vec<_> = (0..12).map(|n| rating(n / 4, n % 4, (n % 5) as f64)).collect();
        for view in PopularityView::NAMES {
            let shown = text(grid(3, 4, &all), &format!("step pass 1; popularity-view {view}"));
            assert!(shown.contains("there is nothing left to recommend"), "{shown}");
            assert!(!shown.contains("NaN") && !shown.contains("inf"), "{shown}");
        }
        let mut desk = Desk::of(grid(3, 4, &all));
        desk.command("lab popularity").press("E").says("nothing is recommended");
        // No rating at all.
        let shown = text(grid(3, 4, &[]), "lab popularity");
        assert!(shown.contains("about ratings, and there are none"), "{shown}");
        // Little is left.
        let shown = text(random_grid(9, 8, 0.5, 1), "step pass 1; lab popularity");
        assert!(shown.contains("no user has over 10 unrated"), "{shown}");
        // Nothing is learned.
        assert!(text(random_grid(9, 8, 0.5, 1), "top 2; lab popularity").contains("nothing is learned yet"));
        // Preferences are no predictions of ratings; a model without factors has lists as well.
        let shown = text(random_grid(20, 15, 0.5, 1), "refit method implicit-als; step pass 1; top 2");
        assert!(shown.contains("each user's highest preferences") && !shown.contains("no factors"), "{shown}");
        let shown = text(random_grid(20, 15, 0.5, 1), "refit method knn-basic; step pass 1; top 2");
        assert!(shown.contains("coverage"), "{shown}");
    }

    /// A part of the lists was given by the order of the file: it is said how large it is.
    #[test]
    fn ties_are_told() {
        let shown = text(random_grid(20, 30, 0.3, 1), "refit method baseline-als; lab popularity");
        assert!(shown.contains("on 100 % of the lists the last place was a tie"), "{shown}");
    }

    /// Of very many users a sample is given lists, and the screen says how large it is and what that means.
    #[test]
    fn a_sample_is_told() {
        let rows: Vec<_> = (0..50_500).map(|i| rating(i, i % 2000, (i % 6) as f64)).collect();
        let ratings = grid(50_500, 2000, &rows);
        let shown = text(ratings, "refit method baseline-als; step pass 1; top 1");
        assert!(
            shown.contains("a sample of 50,000 of 50,500 users, seed 0: it can reach 100 % of the items"),
            "{shown}"
        );
    }

    #[test]
    fn numbers_that_are_none_are_told() {
        let mut session =
            Session::new(Source::new(Arc::new(random_grid(9, 20, 0.5, 1))), Options::new(Method::Als), 1 << 20);
        let mut snapshot = session.snapshot();
        let mut model = (*snapshot.model).clone();
        model
            .factors_mut()
            .unwrap()
            .set(factorscope::model::Parameter { of: UserId::new(0).into(), factor: Some(0) }, f64::NAN);
        snapshot.model = Arc::new(model);
        let found = recommended(&snapshot, 5);
        assert_eq!(found.unknown, 5, "of one user nothing is known");
        let train = &snapshot.source.split.train;
        let first = (0..20).map(ItemId::new).find(|j| train.get(UserId::new(0), *j).is_none()).unwrap();
        assert!(found.most.iter().any(|listed| listed.item == first && listed.to == UserId::new(0)));
        let app = factorscope::app::App::new("a test", Arc::new(snapshot));
        let still = Still::of(app, &mut session, Depth::True, (160, 40), "").unwrap();
        assert!(!still.text().is_empty());
    }
}
