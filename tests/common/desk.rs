//! The program and its session without a terminal and without threads: keys go in, orders are obeyed at once.

#![allow(dead_code)]

use crate::common::{grid, lecture, rating};
use factorscope::{
    app::{App, Code, Effect, Key, Message, Overlay, Viewport},
    command::parse,
    data::Ratings,
    model::{Method, ON, Options},
    study::{Order, Session, Snapshot, Source, derive::Job},
};
use std::sync::Arc;

/// The program and the session behind it, without threads: an order is obeyed at once.
pub struct Desk {
    pub app: App,
    pub session: Session,
    /// What went out besides orders.
    pub effects: Vec<Effect>,
    pub orders: Vec<Order>,
    /// What the program last asked to have worked out.
    pub wants: Vec<Job>,
}

impl Desk {
    pub fn of(ratings: Ratings) -> Self {
        Self::with(ratings, Options::new(Method::Als))
    }

    /// Opened with options.
    pub fn with(ratings: Ratings, options: Options) -> Self {
        let mut session = Session::new(Source::new(Arc::new(ratings)), options, 1 << 20);
        let app = App::new("a test", Arc::new(session.snapshot()));
        Self { app, session, effects: Vec::new(), orders: Vec::new(), wants: Vec::new() }
    }

    pub fn lecture() -> Self {
        Self::of(lecture())
    }

    pub fn send(&mut self, message: Message) {
        let effects = self.app.update(message);
        self.do_all(effects);
    }

    fn do_all(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            match effect {
                Effect::Order(order) => {
                    self.orders.push(order.clone());
                    self.session.obey(order);
                    self.show();
                }
                Effect::Derive(jobs) => self.wants = jobs,
                other => self.effects.push(other),
            }
        }
    }

    /// Works out what was asked for, and what that asks for.
    pub fn answers(&mut self) {
        while !self.wants.is_empty() {
            for job in std::mem::take(&mut self.wants) {
                if let Some(derived) = job.work_out(ON) {
                    self.send(Message::Derived(Arc::new(derived)));
                }
            }
        }
    }

    /// Shows the session as it is, and does what the program makes of it.
    pub fn show(&mut self) {
        let snapshot = Arc::new(self.session.snapshot());
        let effects = self.app.update(Message::Snapshot(snapshot));
        self.do_all(effects);
    }

    /// Presses keys: letters stand for themselves, `<Enter>`, `<C-z>` and the like for the others, `<lt>` for `<`.
    pub fn press(&mut self, keys: &str) -> &mut Self {
        for key in keys_of(keys) {
            self.send(Message::Key(key));
        }
        self
    }

    pub fn command(&mut self, line: &str) -> &mut Self {
        self.send(Message::Command(parse(line).unwrap()));
        self
    }

    /// Runs a script, as `--do` does.
    pub fn script(&mut self, script: &str) -> &mut Self {
        let effects = self.app.script(script).unwrap();
        self.do_all(effects);
        self
    }

    pub fn viewport(&mut self, rows: usize, columns: usize) -> &mut Self {
        self.send(Message::Viewport(Viewport { rows, columns }));
        self
    }

    /// Lets a running session do some grains.
    pub fn tick(&mut self, times: usize) -> &mut Self {
        for _ in 0..times {
            self.session.tick();
            while self.session.work(u64::MAX) {}
        }
        self.show();
        self
    }

    pub fn snapshot(&self) -> &Snapshot {
        self.app.snapshot()
    }

    pub fn step(&self) -> u64 {
        self.snapshot().position.step
    }

    /// The cell under the cursor, by name.
    pub fn at(&self) -> (&str, &str) {
        (self.app.name(self.app.view().user), self.app.name(self.app.view().item))
    }

    pub fn rating(&self) -> Option<f64> {
        self.snapshot().ratings().get(self.app.view().user, self.app.view().item)
    }

    pub fn said(&self) -> &str {
        self.app.notice().as_ref().map_or("", |n| n.text())
    }

    pub fn line(&self) -> Option<&str> {
        match &self.app.overlay() {
            Some(Overlay::Palette(palette)) => Some(palette.text()),
            _ => None,
        }
    }

    #[track_caller]
    pub fn says(&self, part: &str) {
        assert!(self.said().contains(part), "it says '{}', not '{part}'", self.said());
    }
}

pub fn keys_of(text: &str) -> Vec<Key> {
    let mut keys = Vec::new();
    let mut rest = text;
    while let Some(letter) = rest.chars().next() {
        let end = rest.find('>').filter(|_| letter == '<');
        let Some(end) = end else {
            keys.push(Key::char(letter));
            rest = &rest[letter.len_utf8()..];
            continue;
        };
        let name = &rest[1..end];
        keys.push(match name.strip_prefix("C-") {
            Some(letter) => Key::ctrl(letter.chars().next().unwrap()),
            None => Key::plain(match name {
                "lt" => Code::Char('<'),
                "Enter" => Code::Enter,
                "Esc" => Code::Esc,
                "Tab" => Code::Tab,
                "S-Tab" => Code::BackTab,
                "BS" => Code::Backspace,
                "Del" => Code::Delete,
                "Up" => Code::Up,
                "Down" => Code::Down,
                "Left" => Code::Left,
                "Right" => Code::Right,
                "Home" => Code::Home,
                "End" => Code::End,
                "PgUp" => Code::PageUp,
                "PgDn" => Code::PageDown,
                other => panic!("there is no key {other}"),
            }),
        });
        rest = &rest[end + 1..];
    }
    keys
}

/// 3 users and 300 items, every seventh cell rated.
pub fn wide() -> Ratings {
    let cells = (0..3).flat_map(|i| (0..300).map(move |j| (i, j)));
    let rows: Vec<_> = cells.filter(|(i, j)| (i + j) % 7 == 0).map(|(i, j)| rating(i, j, (j % 6) as f64)).collect();
    grid(3, 300, &rows)
}

/// 300 users and 3 items.
pub fn tall() -> Ratings {
    let cells = (0..300).flat_map(|i| (0..3).map(move |j| (i, j)));
    let rows: Vec<_> = cells.filter(|(i, j)| (i + j) % 2 == 0).map(|(i, j)| rating(i, j, (i % 6) as f64)).collect();
    grid(300, 3, &rows)
}
