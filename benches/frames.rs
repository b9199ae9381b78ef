//! One frame of each screen: on the lecture at 80x24, and on 100,000 ratings with 64 factors at 200x60; and what a snapshot
//! of the latter costs.

#![allow(missing_docs)]

use criterion::{Criterion, criterion_group, criterion_main};
use factorscope::{
    app::{App, Message},
    choice::Choice,
    command::{Command, Screen, Working},
    data::{Ratings, lecture::Lecture},
    model::{Method, Options, Setting},
    study::{Session, Source},
    ui::{Depth, draw},
};
use ratatui::{buffer::Buffer, layout::Rect};
use std::{hint::black_box, sync::Arc};

mod common;

/// The program after two passes.
fn opened(ratings: Ratings, factors: usize) -> (App, Session) {
    let mut options = Options::new(Method::Als);
    options.set(Setting::Factors(factors));
    options.set(Setting::Lambda(0.1));
    let mut session = Session::new(Source::new(Arc::new(ratings)), options, 64 << 20);
    let mut app = App::new("a benchmark", Arc::new(session.snapshot()));
    let effects = app.script("step pass 2").expect("it is a command");
    app.work_off(&mut session, effects);
    (app, session)
}

fn screens(c: &mut Criterion, kind: &str, (width, height): (u16, u16), (app, session): (&mut App, &mut Session)) {
    let mut group = c.benchmark_group(kind);
    for (name, screen) in Screen::NAMES.iter().zip(Screen::ALL) {
        let effects = app.update(Message::Command(Command::Screen(*screen)));
        app.work_off(session, effects);
        let mut frame = Buffer::empty(Rect::new(0, 0, width, height));
        let drawn = draw(app, Depth::True, &mut frame);
        drawn.viewport.map(|viewport| app.update(Message::Viewport(viewport)));
        group.bench_function(*name, |b| {
            b.iter(|| {
                frame.reset();
                black_box(draw(app, Depth::True, &mut frame))
            });
        });
    }
    group.finish();
}

fn frames(c: &mut Criterion) {
    let (mut app, mut session) = opened(Lecture::Main.ratings(), 2);
    screens(c, "lecture 80x24", (80, 24), (&mut app, &mut session));
    let (mut app, mut session) = opened(common::ratings(610, 9_724, 100_836), 64);
    screens(c, "100k 200x60", (200, 60), (&mut app, &mut session));
    let mut group = c.benchmark_group("100k 200x60, working");
    app.update(Message::Command(Command::Screen(Screen::Factorise)));
    for (name, working) in Working::NAMES.iter().zip(Working::ALL) {
        let effects = app.update(Message::Command(Command::Working(Some(*working))));
        app.work_off(&mut session, effects);
        let mut frame = Buffer::empty(Rect::new(0, 0, 200, 60));
        group.bench_function(*name, |b| b.iter(|| black_box(draw(&app, Depth::True, &mut frame))));
    }
    group.finish();
    c.bench_function("snapshot of 100k", |b| b.iter(|| black_box(session.snapshot())));
}

criterion_group!(benches, frames);
criterion_main!(benches);
