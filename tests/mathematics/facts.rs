//! What is known of items: kept with the ratings, gathered into groups, and counted at the ends of a factor.

#![allow(clippy::unwrap_used)]

use crate::common::films;
use factorscope::{
    choice::Choice,
    data::{Facts, ItemId, Only, Share, Topic, load, split},
    model::{Method, ON, Options},
    study::{
        Among, Grain, Order, Session, Source,
        groups::{Colour, Groups},
        telling::{Telling, at_ends, suggested, suggestions, tail, telling},
    },
};
use std::{path::Path, sync::Arc};

fn having(facts: &Facts, topic: Topic, word: &str) -> Vec<ItemId> {
    let only = Only { word: facts.find(topic, word), years: None };
    (0..40).map(ItemId::new).filter(|item| facts.keeps(only, *item)).collect()
}

#[test]
fn a_folder_brings_titles_years_genres_and_tags_and_says_so() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/films");
    let loaded = load::path(&path, &load::Options::default()).unwrap();
    let (ratings, reading) = (loaded.ratings, loaded.reading.unwrap().to_string());
    assert!(
        reading.contains("titles from movies.csv: 40 titles, years, 8 genres, 2 tags; 0 rows left out"),
        "{reading}"
    );
    let at = ratings.names().items.iter().position(|name| &**name == "Long Valley (1951)").unwrap();
    assert_eq!(ratings.facts().line(ItemId::new(at)), "1951 · Drama, Western · dusty, slow");
    // Whatever is cut from the ratings knows it too, and no copy is made.
    let cut = split(&Arc::new(ratings.clone()), Share::new(0.2).unwrap(), 1);
    for part in [&cut.train, &cut.test] {
        assert!(Arc::ptr_eq(part.names(), ratings.names()));
    }
}

/// Small cases by hand.
///
/// Eight cups of tea, four of them with milk first; the lady picks four: all right by chance once in 70, three or more right
/// in 17 of 70 (Fisher, 1935). Of ten items four are Westerns, three are drawn, two or more are Westerns:
/// (6 x 6 + 4 x 1) / 120 = 1/3.
#[test]
fn the_tail_is_that_of_the_hand_worked_cases() {
    for ((k, n, all, of), exact) in [
        ((4, 4, 4, 8), 1.0 / 70.0),
        ((3, 4, 4, 8), 17.0 / 70.0),
        ((2, 3, 4, 10), 1.0 / 3.0),
        ((0, 3, 4, 10), 1.0),
        ((4, 3, 9, 10), 0.0),
        // Of nine Westerns among ten, three drawn have at least two in any case.
        ((2, 3, 9, 10), 1.0),
        ((0, 0, 0, 0), 1.0),
    ] {
        let p = tail(k, n, all, of);
        assert!((p - exact).abs() < 1e-12, "{k} of {n}, {all} of {of}: {p}");
    }
}

#[test]
fn the_tail_agrees_with_every_way_to_draw() {
    let choose = |n: usize, k: usize| -> f64 {
        if k > n { 0.0 } else { (0..k).map(|x| (n - x) as f64 / (x + 1) as f64).product() }
    };
    for of in 1..=14usize {
        for (n, all) in (0..=of).flat_map(|n| (0..=of).map(move |all| (n, all))) {
            for k in 0..=n {
                let ways: f64 =
                    (k..=n).filter(|x| n - x <= of - all).map(|x| choose(all, x) * choose(of - all, n - x)).sum();
                let exact = ways / choose(of, n);
                assert!((tail(k, n, all, of) - exact).abs() < 1e-11, "{k} {n} {all} {of}");
            }
        }
    }
    // Far out it stays a number: 50 of 50 where a hundred of 60,000 have the word.
    let far = tail(50, 50, 100, 60_000);
    assert!(far > 0.0 && far < 1e-100);
}

#[test]
fn words_that_are_too_many_are_found_and_no_others() {
    let ratings = films();
    let facts = ratings.facts();
    let all: Vec<ItemId> = (0..40).map(ItemId::new).collect();
    let westerns = having(facts, Topic::Genre, "western");
    assert_eq!(westerns.len(), 10);
    let found = telling(facts, &westerns[..6], &all);
    let words: Vec<&str> = found.iter().map(|t| &*facts.word(t.word).text).collect();
    assert_eq!(words, ["Western", "dusty", "slow"], "of as surprising the first");
    // 6 of 6 where 10 of 40 have it: C(10, 6) / C(40, 6) = 210 / 3838380, times the ten words that there are.
    assert!((found[0].chance - 10.0 * 210.0 / 3_838_380.0).abs() < 1e-12);
    assert_eq!((found[0].here, found[0].end, found[0].all, found[0].of), (6, 6, 10, 40));
    assert!(telling(facts, &all, &all).is_empty(), "all of them are no surprise");
    assert!(telling(facts, &[], &[]).is_empty());
}

#[test]
fn a_factor_that_parts_two_genres_says_which() {
    let ratings = films();
    let mut options = Options::new(Method::Als);
    options.factors = 1;
    options.lambda = 0.5;
    options.biased = true;
    let mut session = Session::new(Source::new(Arc::new(ratings)), options, 1 << 20);
    session.obey(Order::Step(Grain::Pass, 10));
    let snapshot = session.snapshot();
    let facts = snapshot.ratings().facts();
    let ends = at_ends(&snapshot, 0, Among::at_least(1, 1), ON).unwrap();
    let mut first: Vec<&str> = ends.iter().map(|end| &*facts.word(end[0].word).text).collect();
    first.sort_unstable();
    assert_eq!(first, ["Romance", "Western"]);
    assert!(ends.iter().all(|end| end[0].chance < 1e-3 && end[0].end == 10));
    // Its name goes from the lowest to the highest, as the map does.
    let [high, low] = ends.each_ref().map(|end| facts.word(end[0].word).text.to_string());
    assert_eq!(suggested(facts, &ends), Some(format!("{low} … {high}")));
    let both = suggestions(&snapshot, [0, 0], Among::at_least(1, 1), ON).unwrap();
    assert_eq!(both[0], suggested(facts, &ends));
    assert_eq!(both[0], both[1]);
    // Among those alone that have the word it says nothing.
    let only = Only { word: facts.find(Topic::Genre, "western"), years: None };
    let among = Among { only, ..Among::at_least(1, 1) };
    assert!(at_ends(&snapshot, 0, among, ON).unwrap().iter().all(Vec::is_empty));
}

#[test]
fn a_name_is_of_what_is_surprising_at_one_end_alone() {
    let ratings = films();
    let facts = ratings.facts();
    let end = |words: &[&str]| -> Vec<Telling> {
        let one = |word: &&str| {
            let word = Topic::ALL.iter().find_map(|topic| facts.find(*topic, word)).unwrap();
            Telling { word, here: 5, end: 10, all: 8, of: 40, chance: 0.01 }
        };
        words.iter().map(one).collect()
    };
    let name = |high: &[&str], low: &[&str]| suggested(facts, &[end(high), end(low)]);
    assert_eq!(name(&["Romance"], &["Western", "dusty"]).as_deref(), Some("Western … Romance"));
    assert_eq!(name(&["Western", "Romance"], &["Western", "dusty"]).as_deref(), Some("dusty … Romance"));
    assert_eq!(name(&["Romance"], &[]).as_deref(), Some("… Romance"));
    assert_eq!(name(&["Western"], &["Western", "slow"]).as_deref(), Some("slow …"));
    assert_eq!(name(&["Western"], &["Western"]), None, "what stands at both ends tells nothing");
    assert_eq!(name(&[], &[]), None);
}

#[test]
fn an_item_belongs_to_the_rarest_of_its_frequent_words_and_to_its_decade() {
    let ratings = films();
    let facts = ratings.facts();
    let groups = Groups::new(facts, Colour::Genre, 40);
    assert_eq!(groups.names.len(), Groups::MOST);
    assert_eq!(groups.names[0], "Drama");
    for item in (0..40).map(ItemId::new) {
        let place = |word: &str| groups.names.iter().position(|name| name == word);
        let rarest = facts.of(item).iter().filter_map(|id| place(&facts.word(*id).text)).max();
        assert_eq!(groups.of(item), rarest, "{}", facts.line(item));
    }
    let decades = Groups::new(facts, Colour::Year, 40);
    assert_eq!(decades.names, ["1950s", "1960s", "1970s", "1980s", "1990s", "2000s", "2010s"]);
    let year = |item| facts.year(item).unwrap();
    let item = ItemId::new(3);
    assert_eq!(decades.names[decades.of(item).unwrap()], format!("{}s", year(item) / 10 * 10));
    assert_eq!(Groups::new(&Facts::default(), Colour::Genre, 3).of(ItemId::new(2)), None);
}
