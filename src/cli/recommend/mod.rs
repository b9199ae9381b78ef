//! `factorscope recommend`: what users should be shown, and why, as the screen Recommend has it.

mod table;

use super::{
    Error, Prepared, RecommendArgs, fit, heading::Heading, named::named, progress::Progress, threads::Threads, whole,
};
use crate::{
    data::{ItemId, Side, UserId, decimal},
    model::ON,
    study::{
        Among, Present, State, Verdict, YOU,
        neighbours::{self, enough},
        recommend::{self, Asked, Carried, Known, Reasons, Recommended},
    },
};
use std::{io, io::Write};
use table::Table;

/// So many lists are made and printed at a time.
const PART: usize = 1024;

/// The list of one user, and what carries what stands on it, as far as the model tells.
struct Listed {
    list: Recommended,
    reasons: Vec<Option<Reasons>>,
    known: Option<Known>,
}

/// Loads, fits, and prints recommendations to `out`, or writes them into a file. What else there is to say goes to `err`.
///
/// # Errors
/// When the input is bad or the output cannot be written.
pub fn recommend(args: &RecommendArgs, out: &mut dyn Write, err: &mut dyn Write) -> Result<Verdict, Error> {
    if args.users_named.is_empty() && !args.all && args.rate.is_empty() {
        let hint =
            "name a user, as in factorscope recommend lecture Diego, or say --all, or --rate ITEM=RATING for yourself";
        return Err(Error::Use { sentence: "it is not said for whom to recommend".into(), hint: hint.into() });
    }
    let mut progress = Progress::new();
    let opened = fit::opened(&args.data, &args.fitted.model, &mut progress, err)?;
    match opened.source.given.stands_in {
        Some(Side::Items) => {
            return Err(Error::Use {
                sentence: format!("{} has no factors of items, so there is nothing to recommend", opened.title),
                hint: "open the model with its items, or with --ratings beside it".into(),
            });
        }
        Some(Side::Users) if args.rate.is_empty() => {
            return Err(Error::Use {
                sentence: format!("{} has no factors of users", opened.title),
                hint: "rate some of its items for yourself, as by --rate ITEM=RATING".into(),
            });
        }
        _ => {}
    }
    // Whoever is unknown is told before anything takes long.
    let turned = "users are named here, and --rate takes items";
    let users = args.users_named.iter().map(|name| named(opened.known(), Side::Users, name, turned));
    let users: Vec<UserId> = users.map(|user| Ok(UserId::new(user?.index()))).collect::<Result<_, Error>>()?;
    let ratings = rated(args, &opened)?;
    let threads = Threads::new(args.fitted.run.threads)?;
    let fitted = threads.install(|| fit::model(&opened, &args.fitted, &mut progress))?;
    let heading = Heading { opened: &opened, fitted: &fitted };
    heading.warn(err);
    let state = with_you(fitted.drive.state(), &ratings);
    let users = match (args.all, ratings.is_empty()) {
        (true, _) => (0..state.source.all().n_users()).map(UserId::new).collect(),
        (_, false) => vec![UserId::new(state.source.all().n_users() - 1)],
        _ => users,
    };
    let mut write = |out: &mut dyn Write| {
        let mut table = threads.install(|| Table::new(heading, args, (&state, least(args, &state))));
        table.begin(out)?;
        for (part, some) in users.chunks(PART).enumerate() {
            progress.say(|| format!("{} of {} lists", part * PART, users.len()));
            if args.all {
                let lists = threads.install(|| recommend::lists(&state, some, asked(args, &state, UserId::new(0))));
                progress.clear();
                table.briefs(some, &lists, out)?;
            } else {
                let lists: Vec<Listed> =
                    threads.install(|| some.iter().map(|user| listed(args, &state, *user)).collect());
                progress.clear();
                lists.iter().try_for_each(|listed| table.list(listed, out))?;
            }
        }
        table.end(out)
    };
    match &args.out {
        None => {
            write(out)?;
            out.flush()?;
        }
        Some(file) => whole::write(file, |out| write(out)).map_err(|why| unwritten(file, &why))?,
    }
    Ok(fitted.drive.verdict())
}

fn unwritten(file: &std::path::Path, why: &io::Error) -> Error {
    Error::Use {
        sentence: format!("{} cannot be written: {why}", file.display()),
        hint: "name a file in a folder that is there and that you may write to".into(),
    }
}

/// What you rate, with which ratings.
fn rated(args: &RecommendArgs, opened: &Prepared) -> Result<Vec<(ItemId, f64)>, Error> {
    let mut ratings: Vec<(ItemId, f64)> = Vec::new();
    for typed in &args.rate {
        let wrong = |sentence: String| Error::Use { sentence, hint: "write it as in --rate 'Heat (1995)=5'".into() };
        let (name, value) = typed
            .rsplit_once('=')
            .and_then(|(name, value)| Some((name.trim(), decimal(value.trim())?)))
            .ok_or_else(|| wrong(format!("--rate {typed} is no item and rating")))?;
        let item = named(opened.known(), Side::Items, name, "an item stands before the =")?;
        let item = ItemId::new(item.index());
        let scale = opened.source.all().scale();
        if !scale.holds(value) {
            let sentence = scale.refusal(value);
            return Err(match opened.source.all().is_empty() && args.data.scale.is_none() {
                true => {
                    Error::Use { sentence, hint: "no rating tells the scale here; say it, as by --scale 0.5..5".into() }
                }
                false => wrong(sentence),
            });
        }
        if ratings.iter().any(|(known, _)| *known == item) {
            return Err(wrong(format!("{} is rated twice", opened.source.all().name(item))));
        }
        ratings.push((item, value));
    }
    Ok(ratings)
}

/// The fit with you in it, where you have rated.
fn with_you(state: &State, ratings: &[(ItemId, f64)]) -> State {
    let mut state = state.clone();
    if !ratings.is_empty() {
        let you = UserId::new(state.source.all().n_users());
        state.join(Side::Users, YOU);
        ratings.iter().for_each(|(item, value)| state.rate(you, *item, Some(*value)));
    }
    state
}

/// How many ratings an item has at least.
fn least(args: &RecommendArgs, state: &State) -> usize {
    let usual = || neighbours::least(&state.source, Side::Items, |train| enough(train, Side::Items));
    args.at_least.map_or_else(usual, |least| least as usize)
}

fn asked(args: &RecommendArgs, state: &State, user: UserId) -> Asked {
    let among = Among::at_least(least(args, state), 0);
    Asked {
        user,
        weights: args.weights,
        rated: args.rated,
        clip: args.clip,
        later: args.later,
        among,
        most: args.count as usize,
    }
}

fn listed(args: &RecommendArgs, state: &State, user: UserId) -> Listed {
    let (present, asked) = (Present::from(state), asked(args, state, user));
    // None of these is given up.
    let list = recommend::recommend(present, asked, ON);
    let list = list.unwrap_or(Recommended { asked, picks: Vec::new(), among: 0, measured: [Err(""); _] });
    let carried = Carried::new(present, user);
    let reasons = |item: ItemId| match args.why {
        true => recommend::reasons(present, asked, item, ON),
        false => carried.as_ref()?.reasons(item),
    };
    let reasons = list.picks.iter().map(|pick| reasons(pick.item)).collect();
    let known = Some(args).filter(|args| !args.rate.is_empty()).and_then(|_| recommend::known(present, user, ON));
    Listed { list, reasons, known: known.filter(|known| !known.each.is_empty()) }
}
