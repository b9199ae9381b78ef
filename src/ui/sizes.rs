//! Tests: the screens of this program at every size and with every kind of number, and that none draws beyond its area.

use super::{
    factors, lab,
    pen::Pen,
    plot, stage,
    theme::{Colours, Depth},
    train,
};
use crate::{
    app::App,
    command::{Measure, Scaling, Screen, Span},
    data::{Entity, Side, lecture::Lecture},
    model::{Method, Options, Parameter, Setting},
    study::{Errors, Grain, Order, Point, Session, Source},
};
use ratatui::{buffer::Buffer, layout::Rect};
use std::sync::Arc;

const AROUND: u16 = 3;

/// Draws in an area inside a larger buffer and looks whether the rest was left alone.
fn draw(app: &App, (width, height): (u16, u16), ascii: bool, screen: fn(&App, &mut Pen, Rect)) {
    let colours = Colours::new(app.taste().theme, Depth::True);
    let area = Rect::new(AROUND, AROUND, width, height);
    let whole = Rect::new(0, 0, width + 2 * AROUND, height + 2 * AROUND);
    let mut buffer = Buffer::filled(whole, ratatui::buffer::Cell::new("x"));
    let mut pen = Pen::new(&mut buffer, &colours, ascii);
    screen(app, &mut pen, area);
    let hits = std::mem::take(&mut pen.drawn.hits);
    for at in whole.positions().filter(|at| !area.contains(*at)) {
        assert_eq!(buffer[at].symbol(), "x", "{at:?} lies outside {area:?}");
    }
    for hit in hits {
        assert_eq!(hit.area.intersection(area), hit.area, "a click outside {area:?}");
    }
}

fn sizes() -> impl Iterator<Item = (u16, u16)> {
    let widths = (0..=30).chain((33..=200).step_by(11));
    widths.flat_map(|w| (0..=14).chain((17..=60).step_by(9)).map(move |h| (w, h)))
}

fn session(settings: &[Setting]) -> Session {
    let mut options = Options::new(Method::Als);
    settings.iter().for_each(|s| options.set(*s));
    Session::new(Source::new(Arc::new(Lecture::Main.ratings())), options, 1 << 20)
}

fn app(session: &mut Session) -> App {
    App::new("test", Arc::new(session.snapshot()))
}

#[test]
fn curve_and_steps_fit_everywhere() {
    let mut session = session(&[]);
    session.obey(Order::HoldOut("0.2".parse().unwrap(), 1));
    session.obey(Order::Step(Grain::Pass, 3));
    session.obey(Order::Restart(vec![Setting::Method(Method::Descent), Setting::Alpha(0.3)]));
    session.obey(Order::Step(Grain::Pass, 200));
    session.obey(Order::Back(Grain::Pass, 1));
    let mut app = app(&mut session);
    app.snapshot_mut().advice = Some("a piece of advice that is rather long and must be wrapped".into());
    for (n, size) in sizes().enumerate() {
        app.view_mut().look.second = (n % 2 == 0).then_some(Measure::Objective);
        draw(&app, size, false, plot::panel);
        draw(&app, size, true, train::draw);
    }
}

#[test]
fn pictures_of_similarities_fit_everywhere() {
    for steps in [0, 2, 4] {
        let mut session = session(&[Setting::Method(Method::KnnBasic)]);
        session.obey(Order::Step(Grain::Unit, steps));
        let mut app = app(&mut session);
        app.view_mut().side = Side::Users;
        app.view_mut().site.screen = Screen::Map;
        for (n, size) in sizes().enumerate() {
            app.view_mut().map.matrix = n % 2 == 0;
            draw(&app, size, n % 3 == 0, stage::screen);
        }
    }
}

#[test]
fn tables_of_factors_fit_everywhere() {
    for settings in [&[Setting::Factors(1)][..], &[Setting::Factors(512), Setting::Biased(true)], &[]] {
        let mut session = session(settings);
        session.obey(Order::Step(Grain::Unit, 1));
        let mut app = app(&mut session);
        app.view_mut().factor = app.snapshot().z() / 2;
        let factor = app.view().factor;
        app.view_mut().factor_names.insert(factor, "卧虎藏龙 and other long names".into());
        for (n, size) in sizes().enumerate() {
            app.view_mut().side = if n % 2 == 0 { Side::Users } else { Side::Items };
            draw(&app, size, n % 3 == 0, factors::draw);
        }
    }
}

#[test]
fn no_number_is_too_strange() {
    let mut session = session(&[]);
    session.obey(Order::Step(Grain::Pass, 2));
    let mut app = app(&mut session);
    let base = app.snapshot().here.clone();
    let strange = [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 0.0, -1.0, 1e-308, 1e300, f64::MAX, 2.5, 2.5];
    let point = |n: usize, sse: f64| Point {
        step: n as u64,
        passes: n as f64 / 3.0,
        train: Errors { sse, ..base.train },
        test: Errors { sse: 3.0 * sse, count: n % 2, ..base.train },
        ..base.clone()
    };
    let curves = (0..strange.len())
        .flat_map(|start| (0..=strange.len() - start).map(move |length| (start, length)))
        .map(|(start, length)| (0..length).map(|n| point(n, strange[start + n])).collect::<Vec<_>>());
    for curve in curves {
        let snapshot = app.snapshot_mut();
        snapshot.past = vec![Arc::new(curve.clone()), Arc::new(Vec::new())];
        snapshot.position.step = curve.len() as u64 / 2;
        snapshot.curve = Arc::new(curve);
        for measure in [Measure::Mse, Measure::Objective] {
            for (scaling, span) in [(Scaling::Linear, Span::Recent), (Scaling::Log, Span::Whole)] {
                let look = &mut app.view_mut().look;
                (look.measure, look.scaling, look.span) = (measure, scaling, span);
                app.view_mut().look.second = Some(Measure::Rmse);
                draw(&app, (60, 14), false, plot::panel);
                draw(&app, (60, 14), false, train::draw);
            }
        }
    }
}

/// Puts what is no usual number into the first factors of Q.
fn make_strange(app: &mut App) {
    let model = Arc::make_mut(&mut app.snapshot_mut().model);
    let factors = model.factors_mut().unwrap();
    for (n, strange) in [f64::NAN, f64::INFINITY, -1e300, 1e-300, 0.0].into_iter().enumerate() {
        let z = factors.z();
        factors.set(Parameter { of: Entity::new(Side::Items, n / z), factor: Some(n % z) }, strange);
    }
}

#[test]
fn factors_that_are_no_numbers_are_drawn_as_such() {
    let mut app = app(&mut session(&[]));
    make_strange(&mut app);
    draw(&app, (100, 20), false, factors::draw);
}

/// With so little in it that it is worked out while it is drawn.
#[test]
fn an_ab_test_fits_everywhere() {
    use crate::{choice::Choice, command::Experiment, study::ab::AbView};
    let mut app = app(&mut session(&[]));
    app.view_mut().site.screen = Screen::Lab;
    app.view_mut().site.experiment = Experiment::Ab;
    app.view_mut().bench.ab.setup = "users=20 days=3".parse().unwrap();
    app.update(crate::app::Message::Beat);
    for (n, size) in sizes().enumerate() {
        let look = &mut app.view_mut().bench.ab;
        (look.view, look.day) = (AbView::ALL[n % AbView::ALL.len()], n % 5 % 4);
        draw(&app, size, n % 3 == 0, lab::draw);
    }
}

#[test]
fn the_views_of_the_lab_fit_everywhere() {
    use crate::command::Experiment;
    use crate::{choice::Choice, study::popularity::PopularityView};
    const EXPERIMENTS: [Experiment; 7] = [
        Experiment::Landscape,
        Experiment::Slope,
        Experiment::Frame,
        Experiment::Shelves,
        Experiment::Residuals,
        Experiment::Popularity,
        Experiment::Mixes,
    ];
    for settings in [&[Setting::Factors(1)][..], &[Setting::Factors(40), Setting::Biased(true)], &[]] {
        let mut session = session(settings);
        session.obey(Order::HoldOut("0.2".parse().unwrap(), 1));
        session.obey(Order::Step(Grain::Pass, 2));
        let mut app = app(&mut session);
        for experiment in EXPERIMENTS {
            app.view_mut().site.experiment = experiment;
            for (n, size) in sizes().enumerate() {
                app.view_mut().side = if n % 2 == 0 { Side::Users } else { Side::Items };
                app.view_mut().bench.popularity.view = PopularityView::ALL[n % PopularityView::ALL.len()];
                draw(&app, size, n % 3 == 0, lab::draw);
            }
        }
        make_strange(&mut app);
        for experiment in EXPERIMENTS {
            app.view_mut().site.experiment = experiment;
            draw(&app, (100, 20), false, lab::draw);
        }
    }
}
