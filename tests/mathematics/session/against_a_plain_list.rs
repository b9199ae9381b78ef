//! Any row of orders against a model so plain that it is right by inspection: every state is kept in a list.

use super::*;
use crate::common::tell;
use factorscope::data::{Entity, Side};

type Edit = (UserId, ItemId, Option<f64>);

struct Moment {
    state: State,
    /// Edits that stand here, with what was there before them.
    edits: Vec<Edit>,
    /// Whether a change leads here.
    changed: bool,
}

impl Clone for Moment {
    fn clone(&self) -> Self {
        Self { state: self.state.clone(), edits: self.edits.clone(), changed: self.changed }
    }
}

/// What is remembered under a mark: the run, the earlier ones, the step.
type Marked = (Mark, Vec<Moment>, Vec<Vec<Moment>>, usize);

struct Plain {
    run: Vec<Moment>,
    past: Vec<Vec<Moment>>,
    at: usize,
    own: (Source, Options),
    marks: Vec<Marked>,
}

impl Plain {
    fn new(source: Source, options: Options) -> Self {
        let own = (source.clone(), options.clone());
        let first = Moment { state: State::fresh(source, options), edits: vec![], changed: false };
        Self { run: vec![first], past: vec![], at: 0, own, marks: vec![] }
    }

    fn end(&self) -> usize {
        self.run.len() - 1
    }

    fn here(&self) -> &Moment {
        &self.run[self.at]
    }

    fn shelve(&mut self, run: Vec<Moment>) {
        self.past.push(run);
        if self.past.len() > 8 {
            self.past.remove(0);
        }
    }

    fn branch(&mut self) {
        if self.at < self.end() {
            self.shelve(self.run.clone());
            self.run.truncate(self.at + 1);
        }
    }

    fn finite(state: &State) -> bool {
        let point = Point::of(state, 0, What::Start);
        state.model.finite() && point.objective().is_finite() && point.test.sse.is_finite()
    }

    fn beyond(state: &State) -> bool {
        let bound = if state.options.precision == Precision::Double { 1e60 } else { 1e20 };
        let point = Point::of(state, 0, What::Start);
        point.train.sse + point.zeros > bound
    }

    /// Whether a grain ends at step `k`, whatever comes next.
    fn ends(&self, k: usize, grain: Grain) -> bool {
        let state = &self.run[k].state;
        let mut ends = vec![0];
        for half in state.halves() {
            ends.push(ends.last().unwrap() + half.units);
        }
        match grain {
            Grain::Unit => true,
            Grain::Half => ends.contains(&state.unit),
            Grain::Pass => state.unit == 0,
        }
    }

    fn boundary(&self, k: usize, grain: Grain) -> bool {
        k == 0 || self.ends(k, grain) || self.run[k].changed || self.run.get(k + 1).is_some_and(|m| m.changed)
    }

    fn step(&mut self, grain: Grain, times: u64) {
        if self.here().state.source.split.train.is_empty() {
            return;
        }
        self.branch();
        for _ in 0..times {
            let start = self.at;
            loop {
                self.advance();
                if self.ends(self.at, grain) {
                    break;
                }
            }
            if !Self::finite(&self.here().state) {
                self.run.truncate(start + 1);
                self.at = start;
                return;
            }
            if Self::beyond(&self.here().state) {
                return;
            }
        }
    }

    fn advance(&mut self) {
        let mut next = self.here().clone();
        next.state.advance(1);
        next.changed = false;
        self.run.push(next);
        self.at += 1;
    }

    fn change(&mut self, edits: Vec<Edit>, change: impl FnOnce(&mut State)) {
        self.branch();
        let mut next = Moment { edits, changed: true, ..self.here().clone() };
        change(&mut next.state);
        if Self::finite(&next.state) {
            self.run.push(next);
            self.at += 1;
        }
    }

    fn restart(&mut self, state: State) {
        let fresh = vec![Moment { state, edits: self.here().edits.clone(), changed: false }];
        let old = std::mem::replace(&mut self.run, fresh);
        if old.len() > 1 {
            self.shelve(old);
        }
        self.at = 0;
    }

    fn obey(&mut self, order: Order) {
        match order {
            Order::Step(grain, times) => self.step(grain, times),
            Order::Back(grain, times) => {
                for _ in 0..times {
                    self.at = (0..self.at).rev().find(|k| self.boundary(*k, grain)).unwrap_or(0);
                }
            }
            Order::Forward(grain, times) => {
                for _ in 0..times {
                    let on = (self.at + 1..=self.end()).find(|k| self.boundary(*k, grain));
                    self.at = on.unwrap_or(self.end());
                }
            }
            Order::Goto(step) => self.at = self.end().min(step as usize),
            // What the method does not read is refused.
            Order::Set(setting) if !self.here().state.options.method.reads(setting.knob()) => {}
            Order::Set(setting) => self.change(self.here().edits.clone(), |s| s.set(setting)),
            Order::Rate(i, j, value) => {
                let old = self.here().state.source.all().get(i, j);
                if old != value {
                    let edits = [self.here().edits.clone(), vec![(i, j, old)]].concat();
                    self.change(edits, |s| s.rate(i, j, value));
                }
            }
            Order::Join(side, name, rating) => {
                let all = Arc::clone(self.here().state.source.all());
                let (count, others) = (all.count(side), all.count(side.other()));
                let known = (0..count).find(|at| all.name(Entity::new(side, *at)) == &*name);
                if rating.is_some_and(|(other, _)| other >= others) || (known.is_some() && rating.is_none()) {
                    return;
                }
                if known.is_none() {
                    self.change(self.here().edits.clone(), |s| s.join(side, &name));
                }
                let at = known.unwrap_or(count);
                match (side, rating) {
                    (Side::Users, Some((j, value))) => {
                        self.obey(Order::Rate(UserId::new(at), ItemId::new(j), Some(value)));
                    }
                    (Side::Items, Some((i, value))) => {
                        self.obey(Order::Rate(UserId::new(i), ItemId::new(at), Some(value)));
                    }
                    (_, None) => {}
                }
            }
            Order::Lab(_) | Order::Promote(_) => {}
            Order::Undo => {
                let mut edits = self.here().edits.clone();
                if let Some((i, j, old)) = edits.pop() {
                    self.change(edits, |s| s.rate(i, j, old));
                }
            }
            Order::Restart(settings) => {
                let State { source, mut options, .. } = self.here().state.clone();
                let read = settings.into_iter().all(|setting| {
                    let read = options.method.reads(setting.knob());
                    options.set(setting);
                    read
                });
                if read {
                    self.restart(State::fresh(source, options));
                }
            }
            Order::HoldOut(share, seed) => {
                let State { source, options, .. } = self.here().state.clone();
                let source = source.held_out(share, seed);
                // What would leave nothing to learn from is refused.
                if source.all().is_empty() || !source.split.train.is_empty() {
                    self.restart(State::fresh(source, options));
                }
            }
            Order::Branch(number) => {
                if (1..=self.past.len()).contains(&number) {
                    let run = self.past.remove(number - 1);
                    self.past.push(std::mem::replace(&mut self.run, run));
                    self.at = self.end();
                }
            }
            Order::SetFactor(at, value) => {
                let Some(factors) = self.here().state.factors().map(|factors| factors.wide().into_owned()) else {
                    return;
                };
                let there = at.factor.map_or(factors.bias.is_some(), |z| z < factors.z());
                let fitted = at.factor.is_some() || self.here().state.options.method.fits(at.of.side());
                if there && fitted && factors.get(at) != self.here().state.options.precision.nearest(value) {
                    self.change(self.here().edits.clone(), |s| s.set_factor(at, value));
                }
            }
            Order::Basis(x, y, basis) => {
                if x != y && x.max(y) < self.here().state.model.z() {
                    self.change(self.here().edits.clone(), |s| s.change_basis(x, y, basis));
                }
            }
            Order::Given(known) => {
                let State { source, options, .. } = self.here().state.clone();
                if let Ok(given) = known
                    .map_or(Ok(Given::default()), |known| Given::known(known, source.all().names(), source.newcomers))
                {
                    self.restart(State::fresh(Source { given: Arc::new(given), ..source }, options));
                }
            }
            Order::Open(what) => {
                let (source, options) = match what {
                    Which::Known(Opening::Own) => self.own.clone(),
                    Which::Known(known) => (Source::new(Arc::new(known.ratings().unwrap())), Options::new(Method::Als)),
                    Which::Beside(beside) => (Source::new(beside.ratings), Options::new(Method::Als)),
                };
                let marks = std::mem::take(&mut self.marks);
                *self = Self { own: self.own.clone(), marks, ..Self::new(source, options) };
            }
            Order::Mark(mark) => self.marks.push((mark, self.run.clone(), self.past.clone(), self.at)),
            Order::Recall(mark) => {
                if let Some((_, run, past, at)) = self.marks.iter().rev().find(|(m, ..)| *m == mark) {
                    (self.run, self.past, self.at) = (run.clone(), past.clone(), *at);
                }
            }
            Order::Run(_) | Order::Toggle | Order::Speed(_) | Order::Stop => {}
        }
    }
}

#[derive(Clone, Debug)]
enum Deed {
    /// Orders, with how much is worked after each is given; then all is worked off in pieces of a size.
    Orders(Vec<(Order, u64)>, u64),
    /// A step that is stopped after so many pieces of work.
    Stopped(Grain, u64, u64, u64),
    /// A journey that is given up.
    Abandoned(u64),
}

fn same(a: &State, b: &State) {
    assert_eq!((a.pass, a.unit, a.passes()), (b.pass, b.unit, b.passes()));
    assert_eq!(bits(&a.model), bits(&b.model));
    assert_eq!(a.options, b.options);
    assert_eq!(rows(a.source.all()), rows(b.source.all()));
    assert_eq!(rows(&a.source.split.train), rows(&b.source.split.train));
    assert_eq!(rows(&a.source.split.test), rows(&b.source.split.test));
}

fn compare(session: &mut Session, plain: &Plain, memory: usize) {
    assert!(!session.busy());
    assert_eq!((session.step(), session.end()), (plain.at as u64, plain.end() as u64));
    same(session.state(), &plain.here().state);
    let here = session.here().clone();
    assert_eq!(here, Point::of(&plain.here().state, session.step(), here.what.clone()));
    let curve = session.curve();
    assert!(curve.windows(2).all(|w| w[0].step < w[1].step && w[0].passes <= w[1].passes));
    assert_eq!((curve[0].step, curve.last().unwrap().step), (0, session.end()));
    for point in curve {
        let state = &plain.run[point.step as usize].state;
        assert_eq!(*point, Point::of(state, point.step, point.what.clone()));
    }
    let ends: Vec<u64> = session.past().iter().map(|r| r.end).collect();
    assert_eq!(ends, plain.past.iter().map(|r| r.len() as u64 - 1).collect::<Vec<_>>());
    let (frames, bytes) = session.memory();
    assert!(bytes <= memory || frames <= 2, "{frames} keyframes in {bytes} bytes");
    let snapshot = session.snapshot();
    assert_eq!(snapshot.undoable, !plain.here().edits.is_empty());
    assert!(snapshot.model.finite());
    assert!(snapshot.last.is_none_or(|last| last.what == here.what));
}

fn play(source: Source, options: Options, memory: usize, deeds: Vec<Deed>) {
    let mut session = Session::new(source.clone(), options.clone(), memory);
    let mut plain = Plain::new(source, options);
    for deed in deeds {
        match deed {
            Deed::Orders(orders, piece) => {
                for (order, work) in orders {
                    session.take(order.clone());
                    session.work(work);
                    plain.obey(order);
                }
                while session.work(piece) {}
            }
            Deed::Stopped(grain, times, pieces, piece) => {
                session.take(Order::Step(grain, times));
                for _ in 0..pieces {
                    session.work(piece);
                }
                session.take(Order::Stop);
                if !plain.here().state.source.split.train.is_empty() {
                    plain.branch();
                    while plain.end() < session.end() as usize {
                        plain.advance();
                    }
                }
            }
            Deed::Abandoned(to) => {
                session.take(Order::Goto(to));
                // Where it arrives with so little work, it has arrived.
                if !session.work(1) {
                    plain.obey(Order::Goto(to));
                }
                session.take(Order::Stop);
            }
        }
        compare(&mut session, &plain, memory);
    }
    for step in [plain.end() / 2, plain.end()] {
        session.obey(Order::Goto(step as u64));
        plain.obey(Order::Goto(step as u64));
        compare(&mut session, &plain, memory);
    }
}

fn grids() -> impl Strategy<Value = Source> {
    (1_usize..4, 1_usize..5).prop_flat_map(|(m, n)| {
        prop::collection::vec(prop::option::weighted(0.7, 0_u8..6), m * n).prop_map(move |cells| {
            let names = |count: usize| (0..count).map(|k| k.to_string().into()).collect();
            // Column by column, so that the file is not grouped by user.
            let known: Vec<Rating> = (0..m * n)
                .filter_map(|k| {
                    let (user, item) = cell(k % m, k / m);
                    cells[k].map(|v| Rating { user, item, value: f64::from(v) })
                })
                .collect();
            let names = Arc::new(Names::new(names(m), names(n)));
            Source::new(Arc::new(Ratings::new(names, Scale::new(0.0, 5.0).unwrap(), &known).unwrap()))
        })
    })
}

fn grain() -> impl Strategy<Value = Grain> {
    prop::sample::select(Grain::ALL.to_vec())
}

fn setting() -> impl Strategy<Value = Setting> {
    prop_oneof![
        3 => prop::sample::select(Method::ALL.to_vec()).prop_map(Setting::Method),
        3 => (1_usize..4).prop_map(Setting::Factors),
        1 => prop::sample::select(vec![0.0, 0.1, 1e300]).prop_map(Setting::Lambda),
        1 => prop::sample::select(vec![0.01, 0.05, 3.0]).prop_map(Setting::Alpha),
        1 => any::<bool>().prop_map(Setting::Biased),
        1 => any::<bool>().prop_map(Setting::Shuffle),
        1 => (0_u64..3).prop_map(Setting::Seed),
        1 => Just(Setting::Penalty(Penalty::Weighted)),
        1 => prop::sample::select(vec![Missing::Ignored, Missing::Zero]).prop_map(Setting::Missing),
        1 => Just(Setting::Start(Start::Same(0.5))),
    ]
}

fn order(users: usize, items: usize) -> impl Strategy<Value = Order> {
    prop_oneof![
        6 => (grain(), 1_u64..5).prop_map(|(g, n)| Order::Step(g, n)),
        4 => (grain(), 1_u64..4).prop_map(|(g, n)| Order::Back(g, n)),
        2 => (grain(), 1_u64..4).prop_map(|(g, n)| Order::Forward(g, n)),
        2 => (0_u64..120).prop_map(Order::Goto),
        3 => setting().prop_map(Order::Set),
        3 => (0..users, 0..items, prop::option::weighted(0.6, 0_u8..6))
            .prop_map(|(i, j, v)| rate(i, j, v.map(f64::from))),
        2 => Just(Order::Undo),
        2 => (prop::sample::select(Side::ALL), any::<bool>(), prop::option::of((0_usize..6, 0_u8..6))).prop_map(
            |(side, you, rating)| {
                let name = if you { "You" } else { "Tape" };
                Order::Join(side, name.into(), rating.map(|(other, value)| (other, f64::from(value))))
            }
        ),
        1 => prop::collection::vec(setting(), 0..3).prop_map(Order::Restart),
        1 => (0_u8..6, 0_u64..9).prop_map(|(s, n)| Order::HoldOut(Share::new(f64::from(s) / 10.0).unwrap(), n)),
        1 => (0_usize..10).prop_map(Order::Branch),
        2 => (any::<bool>(), 0..users.min(items), prop::option::weighted(0.8, 0_usize..3), -2_i8..3).prop_map(
            |(user, row, factor, value)| {
                let of = if user { UserId::new(row).into() } else { ItemId::new(row).into() };
                Order::SetFactor(Parameter { of, factor }, f64::from(value))
            }
        ),
        1 => (0_usize..3, 0_usize..3, prop::sample::select(vec![Basis::Turn(5.0), Basis::Shear(0.1)]))
            .prop_map(|(x, y, basis)| Order::Basis(x, y, basis)),
        1 => prop::sample::select(vec![None, Some(Known::Experts), Some(Known::Worked)]).prop_map(Order::Given),
        1 => prop::sample::select(vec![Order::Mark(Mark::Path), Order::Recall(Mark::Path), Order::Recall(Mark::Own)]),
        1 => prop::sample::select(&Opening::ALL[..3]).prop_map(|what| Order::Open(Which::Known(what))),
    ]
}

fn deed(users: usize, items: usize) -> impl Strategy<Value = Deed> {
    prop_oneof![
        5 => (prop::collection::vec((order(users, items), 0_u64..12), 1..4), 1_u64..9)
            .prop_map(|(orders, piece)| Deed::Orders(orders, piece)),
        1 => (grain(), 1_u64..4, 0_u64..6, 1_u64..6).prop_map(|(g, n, k, piece)| Deed::Stopped(g, n, k, piece)),
        1 => (0_u64..120).prop_map(Deed::Abandoned),
    ]
}

fn stories() -> impl Strategy<Value = (Source, Options, usize, Vec<Deed>)> {
    let options = prop::sample::select(Method::ALL.to_vec()).prop_map(Options::new);
    let memory = prop::sample::select(vec![0, 2_000, 5_000, 20_000, ROOMY]);
    (grids(), options, memory).prop_flat_map(|(source, options, memory)| {
        let deeds = prop::collection::vec(deed(source.all().n_users(), source.all().n_items()), 1..25);
        (Just(source), Just(options), Just(memory), deeds)
    })
}

fn every(precision: Precision, cases: u32) {
    tell(cases, &stories(), |(source, options, memory, deeds)| {
        play(source, Options { precision, ..options }, memory, deeds);
    });
}

#[test]
fn every_number_agrees() {
    every(Precision::Double, 2000);
}

#[test]
fn every_narrow_number_agrees() {
    every(Precision::Single, 600);
}
