//! What screens derive from a snapshot, as data: each kind asked for by a [`Want`], worked out by a pure function that can be
//! given up, and small enough to be done at once or left to [`super::worker::Beside`].

use super::{
    Among, Snapshot, What,
    ab::{AbTest, Setup, Visit, Visiting},
    between::Between,
    density::Density,
    ends::{self, Ends},
    explain::{self, Gradient, Regression, SquaredError},
    frame::Frame,
    landscape::Terrain,
    likeness::{self, Likeness},
    listing::{Listing, Sort},
    mixes::{Mixes, Mixing},
    neighbours::{Nearness, Neighbour, near},
    placing::Placing,
    plane::Points,
    popularity::{self, Popularity},
    recommend::{self, Asked, Known, Reasons, Recommended},
    residuals::{Residuals, Seen},
    shelves::{self, Shelf},
    telling::{self, Telling},
    tsne::{self, Laid, Laying},
    within::{Corners, Within},
};
use crate::{
    data::{Entity, ItemId, Side, UserId},
    model::{Factors, Go, Model, Parameter, Touched},
};
use std::{fmt, mem::discriminant, sync::Arc};

/// How many neighbours are listed at the most.
pub const NEIGHBOURS: usize = 200;
/// How many terms of the sum of squared errors are listed at the most.
const TERMS: usize = 1000;

/// Something that a screen needs and a snapshot does not hold.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Want {
    /// One side in the plane of two factors (from 0), or else of its principal axes.
    Points(Side, Option<[usize; 2]>),
    /// The [`NEIGHBOURS`] nearest; by similarities, all that are similar.
    Near(Entity, Nearness, Among),
    /// The similarities of the most rated of one side among one another.
    Likeness(Side, Among),
    /// One side laid out by its neighbours in factor space, after so many rounds.
    Laid(Laying, usize),
    /// How densely one side lies in a plane.
    Density(Placing, Among),
    /// Those in a rectangle of the plane, and what they have in common.
    Within(Placing, Among, Corners),
    /// What lies on the way from one item to another.
    Between([ItemId; 2], Among),
    /// Who stands at the ends of a factor, from 0.
    Ends(usize, Among),
    /// Which words are too many at the ends of a factor, from 0, to have come by chance.
    Telling(usize, Among),
    /// What two factors, from 0, might be called.
    Suggested([usize; 2], Among),
    /// How far each factor reaches, among those with at least so many ratings.
    Spans(Side, usize),
    /// The largest terms of the sum of squared errors.
    Errors,
    /// The regression of a user or an item; without one, of whom or what the last step fitted.
    Regression(Option<Entity>),
    /// The step of descent for a parameter; without one, for that which the last step moved.
    Gradient(Option<Parameter>),
    /// The objective over two parameters.
    Terrain([Parameter; 2]),
    /// The data frame of a regression.
    Frame(Entity),
    /// The shelves of a user.
    Shelves(UserId, Nearness, Among),
    /// The errors over a part of the ratings, sorted.
    Residuals(Seen),
    /// What to recommend to a user.
    Recommended(Asked),
    /// The same by other weights, to be held beside it.
    Beside(Asked),
    /// Why an item would be recommended.
    Reasons(Asked, ItemId),
    /// How well the model knows a user.
    Known(UserId),
    /// What is recommended in lists of so many.
    Popularity(usize),
    /// The items in clusters, step by step.
    Mixes(Mixing),
    /// A made-up A/B test.
    AbTest(Setup),
    /// What a user does on a day of it.
    AbVisit(Visiting),
    /// An order of one side.
    Order(Side, Sort),
}

/// What came of a [`Want`], under the same name.
#[derive(Clone, Debug, PartialEq)]
#[allow(missing_docs)]
pub enum Found {
    Points(Arc<Points>),
    Near(Arc<Vec<Neighbour>>),
    Likeness(Arc<Likeness>),
    Laid(Arc<Laid>),
    Density(Arc<Density>),
    Within(Arc<Within>),
    Between(Arc<Between>),
    Ends(Arc<[Ends; 2]>),
    Telling(Arc<[Vec<Telling>; 2]>),
    Suggested(Arc<[Option<String>; 2]>),
    Spans(Arc<Vec<f64>>),
    Errors(Arc<Vec<SquaredError>>),
    Regression(Arc<Regression>),
    Gradient(Arc<Gradient>),
    Terrain(Arc<Terrain>),
    Frame(Arc<Frame>),
    Shelves(Arc<Vec<Shelf>>),
    Residuals(Arc<Residuals>),
    Recommended(Arc<Recommended>),
    Beside(Arc<Recommended>),
    Reasons(Arc<Reasons>),
    Known(Arc<Known>),
    Popularity(Arc<Popularity>),
    Mixes(Arc<Mixes>),
    AbTest(Arc<AbTest>),
    AbVisit(Arc<Visit>),
    Order(Arc<Listing>),
}

/// A want, and the snapshot that it is to be worked out from.
#[derive(Clone)]
pub struct Job {
    /// What is wanted.
    pub want: Want,
    /// From what.
    pub snapshot: Arc<Snapshot>,
    /// What was made of the same snapshot already and goes into it, so that it need not be made again.
    pub given: Option<Found>,
}

/// A job that is done.
#[derive(Clone, Debug)]
pub struct Derived {
    /// What was wanted, from what.
    pub job: Job,
    /// What came of it.
    pub value: Found,
}

impl Found {
    /// Where the users or the items lie, if it says that.
    pub fn points(&self) -> Option<&Arc<Points>> {
        match self {
            Self::Points(points) => Some(points),
            Self::Likeness(likeness) => Some(&likeness.points),
            Self::Laid(laid) => Some(&laid.points),
            _ => None,
        }
    }
}

impl Want {
    /// What says where everything lies.
    pub fn places(placing: Placing) -> Self {
        match placing {
            Placing::Axes(side, over) => Self::Points(side, over),
            Placing::Alike(side, among) => Self::Likeness(side, among),
            Placing::Near(laying, rounds) => Self::Laid(laying, rounds),
        }
    }

    /// Whether two wants are the same but for their arguments: of each kind, only the latest is of use.
    pub fn same_kind(&self, other: &Self) -> bool {
        discriminant(self) == discriminant(other)
    }

    /// Whether what came of it can be shown until the other is there: it is the same, the list of the same user by other
    /// weights, or the same after fewer rounds.
    pub fn stands_for(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Recommended(own), Self::Recommended(asked)) => (own.user, own.most) == (asked.user, asked.most),
            (Self::Laid(own, _), Self::Laid(asked, _)) => own == asked,
            _ => self == other,
        }
    }

    /// Whether it can be had of a model that has no factors.
    pub fn needs_no_factors(&self) -> bool {
        matches!(self, Self::Residuals(_) | Self::Popularity(_) | Self::Recommended(_) | Self::Beside(_))
            || self.is_made_up()
    }

    /// Whether nothing of the snapshot goes into it.
    fn is_made_up(&self) -> bool {
        matches!(self, Self::AbTest(_) | Self::AbVisit(_))
    }

    /// Whether it is made of the model and of the ratings that it learned from alone, so that what was made of the same is the
    /// same, however often one has looked since.
    fn is_of_model(&self) -> bool {
        matches!(self, Self::Popularity(_) | Self::Mixes(_) | Self::Laid(..))
    }
}

impl Job {
    /// So many multiplications are done at once: about a millisecond, of which nobody sees anything. On the lecture, and on
    /// a hundred thousand ratings with few factors, whatever is drawn is then always of the present moment.
    const AT_ONCE: usize = 1_000_000;

    /// What is wanted from a snapshot, with nothing made of it yet.
    pub fn new(want: Want, snapshot: Arc<Snapshot>) -> Self {
        Self { want, snapshot, given: None }
    }

    /// Whether it is worth no thread of its own.
    pub fn is_small(&self) -> bool {
        self.work() <= Self::AT_ONCE
    }

    /// About how many multiplications it takes.
    fn work(&self) -> usize {
        /// A name is as long as so many numbers.
        const NAME: usize = 100;
        let (ratings, learned) = (self.snapshot.ratings(), self.snapshot.source.learned());
        let (z, k) = (self.snapshot.z(), self.snapshot.factors().map_or(0, Factors::per_row));
        let all = ratings.n_users() + ratings.n_items();
        let regression = |of: Entity| learned.degree(of).saturating_mul(k * k) + k * k * k;
        match self.want {
            Want::Points(side, None) => (ratings.count(side) / 2 + 8 * z).saturating_mul(z * z),
            Want::Points(side, Some(_)) => ratings.count(side),
            Want::Near(of, nearness, _) => {
                // In common is what all who rated it have rated: as many as are usual of each.
                let each = if nearness.shrinks() { learned.len() / ratings.count(of.side().other()).max(1) } else { 0 };
                ratings.count(of.side()) * z.max(1) + learned.degree(of) * each
            }
            Want::Likeness(side, _) => {
                let count = ratings.count(side);
                let n = count.min(likeness::MOST);
                // What each has in common with all, a tree, eigenvectors, and the rounds of the layout.
                n * count + 10 * n * n * n + 1000 * n * n
            }
            // Small is what is small to its end: it goes on as soon as these rounds are done.
            Want::Laid(laying, _) => {
                let done = self.laid().map_or(0, |laid| laid.rounds);
                let here = (0..ratings.count(laying.side))
                    .filter(|at| laying.among.holds(&self.snapshot.source.split.train, Entity::new(laying.side, *at)));
                Laid::work(here.count(), z, tsne::ROUNDS.saturating_sub(done), done == 0)
            }
            Want::Density(placing, _) => self.placed_by(placing) + Density::work(ratings.count(placing.side())),
            // Each word of each, a logarithm, and all ratings.
            Want::Within(placing, ..) => self.placed_by(placing) + 20 * ratings.count(placing.side()) + ratings.len(),
            Want::Between(..) => (3 * z + 20) * ratings.n_items(),
            // A number of each, and whether it is one of those who are compared.
            Want::Ends(..) => 10 * all,
            // A logarithm an item, and a few words of each.
            Want::Telling(..) => 20 * ratings.n_items(),
            Want::Suggested(..) => 40 * ratings.n_items(),
            Want::Spans(side, _) => ratings.count(side) * z,
            Want::Errors => ratings.len() * z,
            Want::Regression(of) => of.or(self.row()).map_or(0, regression),
            Want::Gradient(at) => at.or(self.parameter()).map_or(0, |at| learned.degree(at.of) * z),
            Want::Terrain(over) => over.iter().map(|at| learned.degree(at.of) * z).sum(),
            Want::Frame(of) => regression(of) + ratings.count(of.side().other()),
            Want::Shelves(..) => 2 * all * z,
            Want::Recommended(asked) | Want::Beside(asked) => recommend::work((&*self.snapshot).into(), &asked),
            Want::Reasons(asked, _) => {
                recommend::work_of_reasons((&*self.snapshot).into(), &asked) + regression(asked.user.into())
            }
            Want::Known(user) => learned.degree(user).min(200).saturating_mul(regression(user.into())),
            // A logarithm or two, beside the prediction.
            Want::Residuals(_) => ratings.len() * (z + 20),
            Want::Popularity(_) => {
                // Without factors it goes by what the user or the item has been rated, or has rated.
                let each = z + 20 + if z == 0 { learned.len() / ratings.n_users().max(1) } else { 0 };
                popularity::sampled(learned, Popularity::CELLS) * ratings.n_items() * each
            }
            Want::Mixes(mixing) => Mixes::work(&self.snapshot, &mixing),
            Want::AbTest(setup) => AbTest::work(&setup),
            Want::AbVisit(visiting) => Visit::work(&visiting),
            Want::Order(side, Sort::Name) => ratings.count(side) * NAME,
            Want::Order(side, Sort::Error) => ratings.len() * z + ratings.count(side),
            Want::Order(side, _) => ratings.count(side),
        }
    }

    /// What it goes on from, where that is given.
    fn laid(&self) -> Option<&Arc<Laid>> {
        match &self.given {
            Some(Found::Laid(laid)) => Some(laid),
            _ => None,
        }
    }

    /// About how many multiplications it takes to have everything in its place.
    fn placed_by(&self, placing: Placing) -> usize {
        match self.given {
            Some(_) => 0,
            None => Self::new(Want::places(placing), Arc::clone(&self.snapshot)).work(),
        }
    }

    /// Where everything lies: as it is given, or worked out.
    fn points(&self, placing: Placing, go: Go) -> Option<Arc<Points>> {
        if let Some(points) = self.given.as_ref().and_then(Found::points) {
            return Some(Arc::clone(points));
        }
        let placed = Self::new(Want::places(placing), Arc::clone(&self.snapshot)).work_out(go)?;
        placed.value.points().map(Arc::clone)
    }

    /// The row that the last step fitted.
    fn row(&self) -> Option<Entity> {
        match self.touched()? {
            Touched::Row(of) => Some(of),
            _ => None,
        }
    }

    /// The parameter that the last step moved.
    fn parameter(&self) -> Option<Parameter> {
        match self.touched()? {
            Touched::Parameter(at) => Some(at),
            _ => None,
        }
    }

    fn touched(&self) -> Option<Touched> {
        match self.snapshot.last.as_ref()?.what {
            What::Unit(touched) => Some(touched),
            _ => None,
        }
    }

    /// Whether what comes of it can be drawn where `snapshot` is shown: it is of the same users, items and factors.
    pub fn fits(&self, snapshot: &Snapshot) -> bool {
        let shape = |s: &Snapshot| {
            let ratings = s.ratings();
            (s.opened.times, ratings.n_users(), ratings.n_items(), s.z(), s.is_biased())
        };
        self.want.is_made_up() || shape(&self.snapshot) == shape(snapshot)
    }

    /// Works it out; `None` when it is given up.
    pub fn work_out(&self, go: Go) -> Option<Derived> {
        go()?;
        let snapshot = &*self.snapshot;
        let value = match self.want {
            Want::Points(side, over) => Found::Points(Points::new(snapshot.factors()?, side, over, go)?.into()),
            Want::Near(of, nearness, among) => {
                let most = if let Model::Near(_) = &*snapshot.model { usize::MAX } else { NEIGHBOURS };
                let train = &snapshot.source.split.train;
                Found::Near(near(train, &snapshot.model, (of, nearness), (among, most), go)?.into())
            }
            Want::Likeness(side, among) => {
                let Model::Near(near) = &*snapshot.model else { return None };
                (near.side() == side).then_some(())?;
                Found::Likeness(Likeness::new(&snapshot.source.split.train, near, among, go)?.into())
            }
            Want::Laid(laying, rounds) => {
                let begun = match self.laid().filter(|laid| laid.rounds <= rounds) {
                    Some(laid) => Arc::clone(laid),
                    None => Laid::begin(snapshot, laying, go)?.into(),
                };
                Found::Laid(begun.go_on(rounds, go)?.into())
            }
            Want::Density(placing, among) => {
                let (points, train) = (self.points(placing, go)?, &snapshot.source.split.train);
                let counts = |at: usize| among.holds(train, Entity::new(placing.side(), at));
                Found::Density(Density::new(&points, counts, go)?.into())
            }
            Want::Within(placing, among, corners) => {
                let (points, train) = (self.points(placing, go)?, &snapshot.source.split.train);
                Found::Within(Within::new(train, (placing.side(), &points), among, corners, go)?.into())
            }
            Want::Between(ends, among) => Found::Between(Between::new(snapshot, ends, among, go)?.into()),
            Want::Ends(z, among) => Found::Ends(ends::ends(snapshot, z, among, go)?.into()),
            Want::Telling(z, among) => Found::Telling(telling::at_ends(snapshot, z, among, go)?.into()),
            Want::Suggested(factors, among) => {
                Found::Suggested(telling::suggestions(snapshot, factors, among, go)?.into())
            }
            Want::Spans(side, least) => Found::Spans(ends::spans(snapshot, side, least, go)?.into()),
            Want::Errors => Found::Errors(explain::squared_errors(snapshot, TERMS, go)?.into()),
            Want::Regression(of) => Found::Regression(explain::regression(snapshot, of.or(self.row())?)?.into()),
            Want::Gradient(at) => Found::Gradient(explain::gradient(snapshot, at.or(self.parameter())?)?.into()),
            Want::Terrain([x, y]) => Found::Terrain(Terrain::new(snapshot, x, y)?.into()),
            Want::Frame(of) => Found::Frame(Frame::new(snapshot, of)?.into()),
            Want::Shelves(user, nearness, among) => {
                Found::Shelves(shelves::shelves(snapshot, user, nearness, among, go)?.into())
            }
            Want::Residuals(seen) => Found::Residuals(Residuals::new(snapshot, seen, go)?.into()),
            Want::Recommended(asked) => Found::Recommended(recommend::recommend(snapshot, asked, go)?.into()),
            Want::Beside(asked) => Found::Beside(recommend::recommend(snapshot, asked, go)?.into()),
            Want::Known(user) => Found::Known(recommend::known(snapshot, user, go)?.into()),
            Want::Reasons(asked, item) => Found::Reasons(recommend::reasons(snapshot, asked, item, go)?.into()),
            Want::Popularity(at) => {
                let (train, seen) = (&snapshot.source.split.train, snapshot.source.learned());
                Found::Popularity(Popularity::new(train, seen, &snapshot.model, at, go)?.into())
            }
            Want::Mixes(mixing) => Found::Mixes(Mixes::new(snapshot, mixing, go)?.into()),
            Want::AbTest(setup) => Found::AbTest(AbTest::new(setup, go)?.into()),
            Want::AbVisit(visiting) => Found::AbVisit(Visit::new(visiting).into()),
            Want::Order(side, sort) => Found::Order(Listing::sorted(snapshot, side, sort, go)?.into()),
        };
        Some(Derived { job: self.clone(), value })
    }
}

/// Two jobs are one where the same is wanted from the very same snapshot, or from as much of it as matters.
impl PartialEq for Job {
    fn eq(&self, other: &Self) -> bool {
        let (a, b) = (&self.snapshot, &other.snapshot);
        let alike = || {
            Arc::ptr_eq(&a.model, &b.model)
                && Arc::ptr_eq(&a.source.split.train, &b.source.split.train)
                && Arc::ptr_eq(a.source.learned(), b.source.learned())
        };
        self.want == other.want && (Arc::ptr_eq(a, b) || self.want.is_made_up() || self.want.is_of_model() && alike())
    }
}

/// A snapshot is long; where it stands in its run tells which it is.
impl fmt::Debug for Job {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} at step {}", self.want, self.snapshot.position.step)
    }
}
