//! How the program changes: a message comes in, the state moves, effects go out.

use super::{
    App, Attention, Key, Notice, Overlay, Palette, Sheets, Viewport, keymap,
    lecture::Play,
    palette::{self, Typed},
};
use crate::{
    command::{
        Choice, Command, Experiment, Scaling, Screen, Seed, SideChoice, Sort, Span, Subject, Switch, Theme, Who, parse,
        split,
    },
    data::{Entity, ItemId, Side, UserId},
    lesson::Progress,
    model::{Method, Parameter, Setting},
    study::{
        Opening, Order, Snapshot,
        derive::{Derived, Job, Want},
        listing::Listing,
        worker::PACES,
    },
};
use std::sync::Arc;

/// What comes in.
#[derive(Clone, Debug)]
pub enum Message {
    /// A key was pressed.
    Key(Key),
    /// Text was pasted.
    Paste(String),
    /// Something is to be done: by mouse or test.
    Command(Command),
    /// The session has something new to show.
    Snapshot(Arc<Snapshot>),
    /// This much of the main list or grid fits on the screen now.
    Viewport(Viewport),
    /// The terms in the Working panel take so many pages now.
    Pages(usize),
    /// The page of the lecture takes these sheets now.
    Sheets(Sheets),
    /// Something that was asked for is worked out.
    Derived(Arc<Derived>),
    /// It takes long.
    Deriving,
    /// Something outside went wrong.
    Trouble(String),
}

/// What is to be done outside.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Tell the session.
    Order(Order),
    /// Work this out beside, all of it and nothing that was asked for before: [`Message::Derived`] brings each back.
    Derive(Vec<Job>),
    /// Catch the mouse, or let it go.
    Mouse(bool),
    /// Draw everything anew.
    Redraw,
    /// Keep what was answered in the lecture.
    Keep(Box<Progress>),
    /// Go into the background.
    Suspend,
    /// End.
    Quit,
}

impl App {
    /// Takes in a message and returns what is to be done outside.
    pub fn update(&mut self, message: Message) -> Vec<Effect> {
        let mut effects = match message {
            Message::Key(key) => self.key(key),
            Message::Paste(text) => self.paste(&text),
            Message::Command(command) => {
                self.notice = None;
                self.run(command)
            }
            Message::Snapshot(snapshot) => {
                self.take_snapshot(snapshot);
                Vec::new()
            }
            Message::Viewport(viewport) => {
                self.viewport = viewport;
                self.bring_in_sight();
                Vec::new()
            }
            Message::Pages(pages) => {
                // Whoever pages on at the end need not page back as often.
                self.look.terms = self.look.terms.min(pages.saturating_sub(1));
                Vec::new()
            }
            Message::Derived(derived) => {
                self.take_derived(derived);
                Vec::new()
            }
            Message::Deriving => {
                self.takes_long();
                Vec::new()
            }
            Message::Trouble(why) => {
                self.warn(why);
                Vec::new()
            }
            Message::Sheets(sheets) => {
                self.lecture.sheets = sheets;
                // While the page is being set, what stands beside the text may still change its room.
                if !self.playing() {
                    self.lecture.follow = None;
                }
                Vec::new()
            }
        };
        effects.extend(self.play());
        effects.extend(self.keep());
        effects.extend(self.ask_the_lab());
        if self.setting {
            self.notice = self.notice.take().filter(|notice| matches!(notice, Notice::Warn(_)));
            self.setting = self.playing();
        }
        effects
    }

    /// Runs a script: commands separated by `;` or line ends. Each waits until the session has answered those before it,
    /// so some of them may be done later, as snapshots come in. Where one cannot be done, that is said and the rest goes undone.
    ///
    /// # Errors
    /// The first command that cannot be read, with why; then nothing is done.
    pub fn script(&mut self, script: &str) -> Result<Vec<Effect>, String> {
        for line in split(script) {
            let command = parse(line).map_err(|why| format!("'{line}': {why}"))?;
            self.plays.push_back(Play::Script(command));
        }
        let mut effects = self.play();
        effects.extend(self.keep());
        effects.extend(self.ask_the_lab());
        Ok(effects)
    }

    /// What a script still has to do goes undone: each of its commands counts on those before it.
    pub(super) fn give_up_script(&mut self) {
        self.plays.retain(|play| !matches!(play, Play::Script(_)));
    }

    /// Has the session do the experiment that the screen needs.
    fn ask_the_lab(&mut self) -> Option<Effect> {
        let asked = self.ask();
        self.asked += u64::from(asked.is_some());
        asked
    }

    fn key(&mut self, key: Key) -> Vec<Effect> {
        self.notice = None;
        match self.overlay.take() {
            Some(Overlay::Palette(mut palette)) => match palette.key(key, self) {
                typed @ (Typed::On | Typed::Full) => {
                    if matches!(typed, Typed::Full) {
                        self.warn(palette::full());
                    }
                    self.overlay = Some(Overlay::Palette(palette));
                    Vec::new()
                }
                Typed::Cancel => Vec::new(),
                Typed::Enter(line) if line.is_empty() => Vec::new(),
                Typed::Enter(line) => match parse(&line).and_then(|command| self.perform(command)) {
                    Ok(effects) => effects,
                    Err(why) => {
                        // The line stays, so that it can be mended.
                        self.warn(why);
                        self.overlay = Some(Overlay::Palette(palette));
                        Vec::new()
                    }
                },
            },
            Some(Overlay::Help(from)) => self.help_key(key, from),
            Some(Overlay::Contents(at)) => self.contents_key(key, at),
            None => match self.answer_key(key) {
                Some(effects) => effects,
                None => self.bound_key(key),
            },
        }
    }

    fn bound_key(&mut self, key: Key) -> Vec<Effect> {
        match self.bound(key).and_then(|binding| binding.command(self)) {
            Ok(command) => self.run(command),
            Err(why) => {
                self.warn(why);
                Vec::new()
            }
        }
    }

    /// In the help, moving keys scroll and every other key closes it; only those that end or redraw go on to do so.
    fn help_key(&mut self, key: Key, from: usize) -> Vec<Effect> {
        let command = keymap::lookup(&self.screens(), key).and_then(|b| b.command(self).ok());
        let scrolled = match command {
            Some(Command::Move(toward, times)) => self.scrolled(from, toward, times),
            _ => None,
        };
        match (scrolled, command) {
            (Some(from), _) => {
                self.overlay = Some(Overlay::Help(from));
                Vec::new()
            }
            (None, Some(command @ (Command::Quit | Command::Suspend | Command::Redraw))) if key.ctrl => {
                self.overlay = Some(Overlay::Help(from));
                self.run(command)
            }
            _ => Vec::new(),
        }
    }

    /// How far down the help is after a move; `None` for a move that does not scroll it.
    fn scrolled(&self, from: usize, toward: crate::command::Toward, times: u64) -> Option<usize> {
        use crate::command::Toward;
        let times = usize::try_from(times).unwrap_or(usize::MAX);
        // A page is less than what the smallest screen shows of it, so that none goes by unseen.
        let page = times.saturating_mul(10);
        // Each key takes at most two lines; the drawing knows where exactly the end is.
        let last = 2 * keymap::bindings(&self.screens()).len();
        let to = match toward {
            Toward::Down => from.saturating_add(times),
            Toward::Up => from.saturating_sub(times),
            Toward::PageDown => from.saturating_add(page),
            Toward::PageUp => from.saturating_sub(page),
            Toward::Top => 0,
            Toward::Bottom => last,
            _ => return None,
        };
        Some(to.min(last))
    }

    fn paste(&mut self, text: &str) -> Vec<Effect> {
        match self.overlay.take() {
            Some(Overlay::Palette(mut palette)) => {
                if !palette.paste(text, self) {
                    self.warn(palette::full());
                }
                self.overlay = Some(Overlay::Palette(palette));
            }
            None => self.paste_answer(text),
            other => self.overlay = other,
        }
        Vec::new()
    }

    fn take_snapshot(&mut self, snapshot: Arc<Snapshot>) {
        if snapshot.opened.times != self.snapshot.opened.times {
            return self.reopen(snapshot);
        }
        self.take_factor_names(&snapshot.source.given.names);
        let moved = snapshot.position.step != self.snapshot.position.step;
        let refitted = snapshot.z() != self.snapshot.z();
        if let Some(notice) = &snapshot.notice {
            self.notice = Some(notice.clone());
            if notice.warns() {
                self.give_up_script();
            }
        }
        self.snapshot = snapshot;
        if moved {
            self.attention = Attention::Step;
            self.reading = None;
        }
        if refitted {
            let z = self.snapshot.z();
            self.factor = self.factor.min(z.saturating_sub(1));
            self.map.axes = Self::fitting_axes(self.map.axes, z);
        }
    }

    pub(super) fn say(&mut self, text: impl Into<String>) {
        self.notice = Some(Notice::Say(text.into()));
    }

    pub(super) fn warn(&mut self, text: impl Into<String>) {
        self.notice = Some(Notice::Warn(text.into()));
    }

    /// Does a command. What cannot be done is said and nothing changes.
    pub(super) fn run(&mut self, command: Command) -> Vec<Effect> {
        match self.perform(command) {
            Ok(effects) => effects,
            Err(why) => {
                self.warn(why);
                Vec::new()
            }
        }
    }

    /// Does a command. One that a person gives to the session leaves the path of the lecture first.
    pub(super) fn perform(&mut self, command: Command) -> Result<Vec<Effect>, String> {
        let path = self.on_path() && !self.in_scene && command.subject() != Some(Subject::Lecture);
        let before = path.then(|| self.clone());
        let mut effects = self.act(command)?;
        let asks = effects.iter().any(|effect| matches!(effect, Effect::Order(_)));
        if let Some(before) = before
            && (asks || self.screen != Screen::Lecture || !self.same_experiment(&before))
        {
            effects.splice(0..0, self.left_path_from(before));
        }
        // Whoever asks for something else while coming back stays.
        let comes_back = |effect: &Effect| matches!(effect, Effect::Order(Order::Recall(_)));
        if asks && !self.in_scene && !effects.iter().any(comes_back) {
            self.plays.retain(|play| !matches!(play, Play::Return(_)));
        }
        self.asked += effects.iter().filter(|effect| matches!(effect, Effect::Order(_))).count() as u64;
        Ok(effects)
    }

    /// The one place where a command becomes a change.
    fn act(&mut self, command: Command) -> Result<Vec<Effect>, String> {
        let mut effects = Vec::new();
        let mut order = |order: Order| effects.push(Effect::Order(order));
        match command {
            Command::Step(grain, times) => order(Order::Step(grain, times)),
            Command::Back(grain, times) => order(Order::Back(grain, times)),
            Command::Forward(grain, times) => order(Order::Forward(grain, times)),
            Command::Goto(step) => order(Order::Goto(step.unwrap_or(u64::MAX))),
            Command::Run(switch) => order(match switch {
                Switch::On => Order::Run(true),
                Switch::Off => Order::Run(false),
                Switch::Flip => Order::Toggle,
            }),
            Command::Speed(speed) => order(Order::Speed(speed)),
            Command::Faster => order(Order::Speed(PACES[(self.pace() + 1).min(PACES.len() - 1)])),
            Command::Slower => order(Order::Speed(PACES[self.pace().saturating_sub(1)])),
            Command::Stop => order(Order::Stop),
            Command::Restart(seed) => {
                let seed = match seed {
                    None => None,
                    Some(Seed::Given(seed)) => Some(seed),
                    Some(Seed::Next) => Some(self.snapshot.options.seed.wrapping_add(1)),
                };
                order(Order::Restart(seed.map(Setting::Seed).into_iter().collect()));
            }
            Command::Branch(number) => order(Order::Branch(number)),
            Command::Set(setting) => order(Order::Set(setting)),
            Command::Refit(setting) => order(Order::Restart(vec![setting])),
            Command::NextMethod => {
                let at = Method::ALL.iter().position(|m| *m == self.snapshot.options.method).unwrap_or(0);
                order(Order::Set(Setting::Method(Method::ALL[(at + 1) % Method::ALL.len()])));
            }
            Command::SetFactor(side, who, z, value) => {
                let of = self.called(side, &who)?;
                order(Order::SetFactor(Parameter { of, factor: z.checked_sub(1) }, value));
            }
            Command::StartFrom(known) => order(Order::Given(known)),
            Command::Open(Opening::Own) if !self.in_scene && self.own.is_some() => effects.extend(self.return_to_own()),
            Command::Open(what) => order(Order::Open(what)),
            Command::Basis(basis) => {
                let (x, y) = self.plane_of_factors()?;
                order(Order::Basis(x, y, basis));
            }
            Command::Rate(cell, value) => {
                let (i, j) = self.cell(cell)?;
                let scale = self.snapshot.ratings().scale();
                if !scale.holds(value) {
                    return Err(format!("{value} is not on the scale of these ratings, {scale}"));
                }
                order(Order::Rate(i, j, Some(value)));
            }
            Command::Unrate(cell) => {
                let (i, j) = self.cell(cell)?;
                if self.snapshot.ratings().get(i, j).is_none() {
                    return Err(format!("{} has not rated {}", self.name(i), self.name(j)));
                }
                order(Order::Rate(i, j, None));
            }
            Command::Undo => order(Order::Undo),
            Command::HoldOut(share, seed) => order(Order::HoldOut(share, seed)),
            // The wheel over the help.
            Command::Move(toward, times) if matches!(self.overlay, Some(Overlay::Help(_))) => {
                if let Some(Overlay::Help(from)) = self.overlay {
                    self.overlay = Some(Overlay::Help(self.scrolled(from, toward, times).unwrap_or(from)));
                }
            }
            Command::Move(toward, times) => self.move_by(toward, times),
            Command::Select(user, item) => {
                let (i, j) = (self.user_called(&user)?, self.item_called(&item)?);
                self.select_cell(i, j);
            }
            Command::SelectUser(user) => {
                let i = self.user_called(&user)?;
                self.select(i.into());
            }
            Command::SelectItem(item) => {
                let j = self.item_called(&item)?;
                self.select(j.into());
            }
            Command::SelectFactor(z) => self.select_factor(z)?,
            Command::NextFactor => self.select_factor((self.factor + 1) % self.snapshot.z().max(1) + 1)?,
            Command::Side(side) => {
                self.side = match side {
                    SideChoice::Given(side) => side,
                    SideChoice::Other => self.side.other(),
                };
                self.neighbour = 0;
                self.walk.clear();
                self.looked();
            }
            Command::Find(text) => self.find(&text)?,
            Command::FindNext(forward) => self.find_next(forward)?,
            Command::NameFactor(z, name) => {
                self.select_factor(z)?;
                if name.is_empty() {
                    self.factor_names.remove(&(z - 1));
                } else {
                    self.factor_names.insert(z - 1, name);
                }
            }
            Command::Choose => effects.extend(self.choose()?),
            Command::Screen(screen) => effects.extend(self.go_to(screen)),
            Command::NextScreen(true) => effects.extend(self.go_to(self.screen.next())),
            Command::NextScreen(false) => effects.extend(self.go_to(self.screen.previous())),
            Command::Lab(experiment) => {
                self.experiment = experiment;
                if self.live() != Screen::Lab {
                    effects.extend(self.go_to(Screen::Lab));
                }
                effects.extend(self.go_on());
            }
            Command::Starts(count) => {
                self.bench.starts = count;
                return self.act(Command::Lab(Experiment::Starts));
            }
            Command::Rates(rates) => {
                self.bench.rates = rates;
                return self.act(Command::Lab(Experiment::Rates));
            }
            Command::Fill(fill) => {
                self.bench.fill = fill;
                return self.act(Command::Lab(Experiment::Svd));
            }
            Command::NextFill => return self.act(Command::Fill(self.bench.fill.next())),
            Command::NextLab => {
                self.experiment = self.experiment.next();
                if self.live() != Screen::Lab {
                    effects.extend(self.go_to(Screen::Lab));
                }
            }
            Command::Panel(panel) => self.set_panel(panel),
            Command::NextPanel => self.set_panel(self.lecture.panel.next()),
            Command::Light(light) => self.light(light)?,
            Command::Lecture => effects.extend(self.go_to_lecture()),
            Command::Lesson(part, page) => effects.extend(self.go_to_lesson(part, page)?),
            Command::Page(turn) => effects.extend(self.turn(turn)?),
            Command::Contents => self.contents(),
            Command::Answer(text) => effects.extend(self.answer(text)?),
            Command::Hint => effects.extend(self.hint()?),
            Command::Reveal => effects.extend(self.reveal()?),
            Command::Skip => effects.extend(self.skip()?),
            Command::Again => effects.extend(self.ask_again()?),
            Command::Explore => effects.extend(self.leave_path()),
            Command::Forget => effects.extend(self.forget()),
            Command::Over(None) => self.next_over(),
            Command::Over(Some((x, y))) => self.set_over(&x, &y)?,
            Command::Cells(cells) => self.look.cells = cells,
            Command::NextCells => self.look.cells = self.look.cells.next(),
            Command::Clip(switch) => self.look.clip = switch.of(self.look.clip),
            Command::Sort(side, sort) => self.sort(side, sort)?,
            Command::NextSort => self.next_sort()?,
            Command::Measure(measure) => self.look.measure = measure,
            Command::NextMeasure => self.look.measure = self.look.measure.next(),
            Command::Second(Some(measure)) if measure == self.look.measure => {
                return Err(format!("the first curve shows {measure} already; say another measure"));
            }
            Command::Second(second) => self.look.second = second,
            Command::NextSecond => self.look.second = self.look.next_second(),
            Command::Scaling(scaling) => {
                self.look.scaling = match scaling {
                    Scaling::Flip if self.log_axis() => Scaling::Linear,
                    Scaling::Flip => Scaling::Log,
                    given => given,
                }
            }
            Command::Span(span) => {
                self.look.span = match (span, self.look.span) {
                    (Span::Flip, Span::Whole) => Span::Recent,
                    (Span::Flip, _) => Span::Whole,
                    (given, _) => given,
                }
            }
            Command::Axes(axes) => self.set_axes(axes)?,
            Command::Zoom(zoom) => self.zoom(zoom),
            Command::Tails(switch) => self.map.tails = switch.of(self.map.tails),
            Command::AtLeast(least) => self.set_least(least),
            Command::Metric(metric) => self.set_metric(metric),
            Command::NextMetric => {
                use crate::study::neighbours::Metric;
                self.set_metric(match self.look.metric {
                    Metric::Euclidean => Metric::Cosine,
                    Metric::Cosine => Metric::Euclidean,
                });
            }
            Command::Working(working) => {
                self.look.working = working;
                self.look.terms = 0;
            }
            Command::NextWorking => {
                self.look.working = self.look.working.next();
                self.look.terms = 0;
            }
            Command::Terms(true) => self.look.terms = self.look.terms.saturating_add(1),
            Command::Terms(false) => self.look.terms = self.look.terms.saturating_sub(1),
            Command::Theme(theme) => self.set_theme(theme),
            Command::NextTheme => self.set_theme(self.look.theme.next()),
            Command::Ascii(switch) => self.look.ascii = switch.of(self.look.ascii),
            Command::Mouse(switch) => {
                self.look.mouse = switch.of(self.look.mouse);
                self.say(match self.look.mouse {
                    true => "the mouse is caught: click to select, wheel to scroll",
                    false => "the mouse is the terminal's: select text with it; M catches it again",
                });
                effects.push(Effect::Mouse(self.look.mouse));
            }
            Command::Help => self.overlay = Some(Overlay::Help(0)),
            Command::Palette(text) => self.overlay = Some(Overlay::Palette(Palette::open(&text, self))),
            Command::Reading => self.say_reading(),
            Command::Redraw => effects.push(Effect::Redraw),
            Command::Suspend => effects.push(Effect::Suspend),
            Command::Close => {
                let busy = self.snapshot.running || !self.answered() || self.experimenting();
                if self.overlay.take().is_none() && busy {
                    effects.push(Effect::Order(Order::Stop));
                }
            }
            Command::Quit => effects.push(Effect::Quit),
        }
        Ok(effects)
    }

    /// Goes to a screen; a page of the lecture takes it beside its text.
    fn go_to(&mut self, screen: Screen) -> Vec<Effect> {
        match (screen, self.in_scene) {
            (Screen::Lecture, false) => return self.go_to_lecture(),
            (Screen::Lecture, true) => {}
            (screen, true) => {
                self.lecture.view = screen;
                self.bring_in_sight();
            }
            (screen, false) => self.open(screen),
        }
        Vec::new()
    }

    /// The cell that a command names, or the one under the cursor.
    fn cell(&self, named: Option<(Who, Who)>) -> Result<(UserId, ItemId), String> {
        match named {
            None => Ok((self.user, self.item)),
            Some((user, item)) => Ok((self.user_called(&user)?, self.item_called(&item)?)),
        }
    }

    /// Where the present speed stands among the paces.
    fn pace(&self) -> usize {
        let speed = self.snapshot.speed;
        let rate = |per_second: Option<f64>| per_second.unwrap_or(f64::INFINITY);
        PACES.iter().rposition(|p| p.grain == speed.grain && rate(p.per_second) <= rate(speed.per_second)).unwrap_or(0)
    }

    fn set_theme(&mut self, theme: Theme) {
        self.look.theme = theme;
        self.say(format!("theme: {theme}"));
    }

    fn sort(&mut self, side: Side, sort: Sort) -> Result<(), String> {
        let z = self.snapshot.z();
        if matches!(sort, Sort::Factor(factor) if factor > z) {
            return Err(format!("there is no factor to sort by beyond {z}"));
        }
        self.sorting.retain(|(of, _)| *of != side);
        self.sorting.push((side, sort));
        match self.at_once(&self.job(Want::Order(side, sort))) {
            Some(derived) => self.take_derived(derived),
            None => self.say(format!("the {side} are being put in order")),
        }
        Ok(())
    }

    /// An order that was asked for is there.
    pub(super) fn put_in_order(&mut self, side: Side, listing: Listing) {
        let sort = listing.sort;
        self.sorting.retain(|asked| *asked != (side, sort));
        match side {
            Side::Users => self.users = listing,
            Side::Items => self.items = listing,
        }
        self.show_top(side);
        self.say(format!("{side} in order: {}", sort.words()));
    }

    /// The next order; on the home screen of both sides, elsewhere of the side that is looked at.
    fn next_sort(&mut self) -> Result<(), String> {
        let next = match self.listing(self.side).sort {
            Sort::File => Sort::Rated,
            Sort::Rated => Sort::Factor(self.factor + 1),
            Sort::Factor(_) => Sort::Error,
            Sort::Error => Sort::Name,
            Sort::Name => Sort::File,
        };
        if self.live() == Screen::Factorise {
            self.sort(self.side.other(), next)?;
            self.sort(self.side, next)?;
            if self.sorting.is_empty() {
                self.say(format!("users and items in order: {}", next.words()));
            }
            return Ok(());
        }
        self.sort(self.side, next)
    }

    fn find(&mut self, text: &str) -> Result<(), String> {
        let text = text.trim();
        if text.is_empty() {
            return Err("type a part of a name after find".into());
        }
        let found = self.matching(text, 10_000);
        let Some(&first) = found.first() else {
            return Err(format!("no user and no item has '{text}' in its name"));
        };
        let count = found.len();
        self.found = (found, 0);
        self.select(first);
        self.say(match count {
            1 => format!("found {}", self.name(first)),
            n => format!("found {}, the first of {n}: n goes to the next", self.name(first)),
        });
        Ok(())
    }

    fn find_next(&mut self, forward: bool) -> Result<(), String> {
        let count = self.found.0.len();
        if count == 0 {
            return Err(match self.lecture.is_left() {
                true => "nothing was looked for yet; / finds a user or an item, B comes back to the page",
                false => "nothing was looked for yet; / finds a user or an item",
            }
            .into());
        }
        self.found.1 = (self.found.1 + if forward { 1 } else { count - 1 }) % count;
        let of: Entity = self.found.0[self.found.1];
        self.select(of);
        self.say(format!("{} ({} of {count})", self.name(of), self.found.1 + 1));
        Ok(())
    }
}
