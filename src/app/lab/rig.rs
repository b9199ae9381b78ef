//! How each experiment of the Lab is set up, in one row: what it needs worked out, and what its cursor goes over.

use crate::{
    app::{App, Bench},
    command::Experiment,
    study::{
        derive::Want,
        lab::{Ask, Overfit, Race, RealSvd, WholeGrid},
        popularity::PopularityView,
    },
};

/// How an experiment is set up.
pub(super) struct Rig {
    pub(super) needs: Needs,
    pub(super) cursor: Cursor,
}

/// What an experiment needs before it can be drawn.
pub(super) enum Needs {
    /// Fits beside the present one: the session is asked for them.
    Fits(fn(&App) -> Ask),
    /// Something that is derived from a snapshot whose model has factors.
    Derived(fn(&App) -> Want),
    /// Two such things.
    Two(fn(&App) -> [Want; 2]),
    /// Fits, and something that is derived.
    Both(fn(&App) -> Ask, fn(&App) -> Want),
}

/// What the cursor of an experiment goes over.
pub(super) enum Cursor {
    /// The grid of ratings.
    Cells,
    /// Its fits, in lines of as many as have room.
    Tiles,
    /// Its fits, one beside another.
    Row,
    /// Levels of the error, higher and lower.
    Levels,
    /// Matrices, which scroll.
    Matrices,
    /// The rows of a data frame.
    Frame,
    /// What stands on shelves.
    Shelves,
    /// The cells with the largest errors.
    Worst,
    /// The items that are recommended most.
    Listed,
    /// The present fit and the models beside it.
    Models,
    /// Mixes, and along each what it holds for the user.
    Mixes,
    /// Sets of weights.
    Sets,
    /// The days of an A/B test, and its users.
    Days,
    /// Nothing: all is in sight.
    Nothing,
}

/// The row of an experiment, as it is set.
pub(super) fn rig(experiment: Experiment, bench: &Bench) -> Rig {
    use {Cursor as C, Needs::Both, Needs::Derived, Needs::Fits};
    const RECOMMENDED: fn(&App) -> Want = |app| Want::Popularity(app.view().bench.popularity.others.at);
    let row = |needs, cursor| Rig { needs, cursor };
    match experiment {
        Experiment::Landscape | Experiment::Slope => row(Derived(|app| Want::Terrain(app.over())), C::Cells),
        Experiment::Starts => row(Fits(|app| Ask::Starts(app.view().bench.starts.clone())), C::Tiles),
        Experiment::Rates => row(Fits(|app| Ask::Rates(app.view().bench.rates.clone())), C::Tiles),
        Experiment::Race => row(Fits(|_| Ask::Race(Race)), C::Levels),
        Experiment::Overfit => row(Fits(|_| Ask::Overfit(Overfit)), C::Row),
        Experiment::Svd => row(Fits(|app| Ask::Svd(RealSvd(app.view().bench.fill))), C::Matrices),
        Experiment::Frame => row(Derived(|app| Want::Frame(app.selected())), C::Frame),
        Experiment::Shelves => row(Derived(App::shelves_wanted), C::Shelves),
        Experiment::Residuals => row(Derived(|app| Want::Residuals(app.view().bench.errors.seen)), C::Worst),
        Experiment::Popularity => {
            let look = &bench.popularity;
            let cursor = if look.view == PopularityView::Models { C::Models } else { C::Listed };
            let others = |app: &App| Ask::Popularity(app.view().bench.popularity.others.clone());
            row(if look.fits() { Both(others, RECOMMENDED) } else { Derived(RECOMMENDED) }, cursor)
        }
        Experiment::Mixes => row(Needs::Two(|app| [app.mixes_wanted(), app.ranked_wanted()]), C::Mixes),
        Experiment::Ab => row(Derived(|app| Want::AbTest(app.view().bench.ab.setup)), C::Days),
        Experiment::Compare => row(Fits(|app| Ask::Compare(app.view().bench.compare.clone())), C::Tiles),
        Experiment::Search => row(Fits(|app| Ask::Search(app.view().bench.search.clone())), C::Tiles),
        Experiment::Weights => row(Fits(|app| Ask::Weights(app.weighings())), C::Sets),
        Experiment::Grid => row(Fits(|_| Ask::Grid(WholeGrid)), C::Nothing),
    }
}
