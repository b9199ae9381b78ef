//! How the program changes: a message comes in, the state moves, effects go out.

use super::{App, Attention, Effect, Entry, Key, Message, Notice, Overlay, Palette, Pressed, View, keymap};
use crate::{
    command::{
        Choice, Command, Experiment, Scaling, Screen, Seed, SideChoice, Sort, Span, Subject, Switch, Theme, Who, parse,
        split,
    },
    data::{Entity, ItemId, Side, UserId},
    model::{Method, Parameter, Setting},
    study::{Opening, Order, Snapshot, derive::Want, listing::Listing, worker::PACES},
};
use std::sync::Arc;

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
                self.taste.viewport = viewport;
                self.bring_in_sight();
                Vec::new()
            }
            Message::Pages(pages) => {
                // Whoever pages on at the end need not page back as often.
                self.view.look.terms = self.view.look.terms.min(pages.saturating_sub(1));
                Vec::new()
            }
            Message::Derived(derived) => {
                self.take_derived(derived);
                Vec::new()
            }
            Message::Deriving => {
                self.kept.takes_long();
                Vec::new()
            }
            Message::Trouble(why) => {
                self.warn(why);
                Vec::new()
            }
            Message::Sheets(sheets) => {
                self.view.site.spread.sheets = sheets;
                // While the page is being set, what stands beside the text may still change its room.
                if !self.playing() {
                    self.view.site.spread.follow = None;
                }
                Vec::new()
            }
        };
        effects.extend(self.follow_up());
        let still = self.playing();
        if self.link.is_setting(still) {
            self.notice = self.notice.take().filter(Notice::warns);
        }
        effects
    }

    /// What follows from any change: what waited its turn, and what the screen needs worked out.
    fn follow_up(&mut self) -> Vec<Effect> {
        let mut effects = self.play();
        effects.extend(self.keep());
        let asked = self.ask();
        self.link.ask(usize::from(asked.is_some()));
        effects.extend(asked);
        effects
    }

    /// Runs a script: commands separated by `;` or line ends. Each waits until the session has answered those before it,
    /// so some of them may be done later, as snapshots come in. Where one cannot be done, that is said and the rest goes undone.
    ///
    /// # Errors
    /// The first command that cannot be read, with why; then nothing is done.
    pub fn script(&mut self, script: &str) -> Result<Vec<Effect>, String> {
        for line in split(script) {
            self.link.script(parse(line).map_err(|why| format!("'{line}': {why}"))?);
        }
        Ok(self.follow_up())
    }

    fn key(&mut self, key: Key) -> Vec<Effect> {
        self.notice = None;
        match self.overlay.take() {
            Some(Overlay::Palette(palette)) => self.palette_key(palette, key),
            Some(Overlay::Help(from)) => self.help_key(key, from),
            Some(Overlay::Contents(at)) => self.contents_key(key, at),
            None => match self.answer_key(key) {
                Some(effects) => effects,
                None => self.bound_key(key),
            },
        }
    }

    fn palette_key(&mut self, mut palette: Palette, key: Key) -> Vec<Effect> {
        match palette.key(key) {
            Pressed::Cancel => return Vec::new(),
            Pressed::Enter(line) if line.is_empty() => return Vec::new(),
            Pressed::Enter(line) => match parse(&line).and_then(|command| self.perform(command)) {
                Ok(effects) => return effects,
                // The line stays, so that it can be mended.
                Err(why) => self.warn(why),
            },
            Pressed::Changed => palette.refresh(|line| self.offers(line)),
            Pressed::Full => {
                palette.refresh(|line| self.offers(line));
                self.warn(Entry::full());
            }
            Pressed::On => {}
        }
        self.overlay = Some(Overlay::Palette(palette));
        Vec::new()
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
                let fitted = palette.paste(text);
                palette.refresh(|line| self.offers(line));
                if !fitted {
                    self.warn(Entry::full());
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
        self.view.take_factor_names(&self.snapshot.source.given.names, &snapshot.source.given.names);
        let moved = snapshot.position.step != self.snapshot.position.step;
        let refitted = snapshot.z() != self.snapshot.z();
        if let Some(notice) = &snapshot.notice {
            self.notice = Some(notice.clone());
            if notice.warns() {
                self.link.give_up_script();
            }
        }
        self.snapshot = snapshot;
        if moved {
            self.view.attention = Attention::Step;
            self.view.reading = None;
        }
        if refitted {
            let z = self.snapshot.z();
            self.view.factor = self.view.factor.min(z.saturating_sub(1));
            self.view.map.axes = Self::fitting_axes(self.view.map.axes, z);
        }
    }

    /// Other ratings are open: where one is stays, and all that belonged to the old ones goes.
    fn reopen(&mut self, snapshot: Arc<Snapshot>) {
        self.view = View::new(std::mem::take(&mut self.view.site), &snapshot);
        self.notice = snapshot.notice.clone().or(self.notice.take());
        self.link.forget_experiment();
        self.snapshot = snapshot;
    }

    /// Says how the present ratings were read, unless there is something graver to say.
    fn say_reading(&mut self) {
        if self.notice.as_ref().is_some_and(Notice::warns) {
            return;
        }
        self.say(match &self.own.reading {
            Some(reading) if self.snapshot.opened.what == Opening::Own => reading.clone(),
            _ => "these ratings are built in: they were read from no file".into(),
        });
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
        let path = self.on_path() && !self.link.is_page_acting() && command.subject() != Some(Subject::Lecture);
        let before = path.then(|| (self.view.clone(), self.link.is_unset(&self.snapshot)));
        let mut effects = self.act(command)?;
        let asks = effects.iter().filter(|effect| matches!(effect, Effect::Order(_))).count();
        if let Some((view, unset)) = before
            && (asks > 0 || self.view.has_left(&view))
        {
            let marked = self.left_path_from(view, unset);
            self.link.ask(usize::from(marked.is_some()));
            effects.splice(0..0, marked);
        }
        // Whoever asks for something else while coming back stays.
        let comes_back = |effect: &Effect| matches!(effect, Effect::Order(Order::Recall(_)));
        if asks > 0 && !self.link.is_page_acting() && !effects.iter().any(comes_back) {
            self.link.stay();
        }
        self.link.ask(asks);
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
            Command::Open(Opening::Own) if !self.link.is_page_acting() && self.lecture.own.is_some() => {
                effects.extend(self.return_to_own())
            }
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
            Command::NextFactor => self.select_factor((self.view.factor + 1) % self.snapshot.z().max(1) + 1)?,
            Command::Side(side) => {
                self.view.side = match side {
                    SideChoice::Given(side) => side,
                    SideChoice::Other => self.view.side.other(),
                };
                self.view.neighbour = 0;
                self.view.walk.clear();
                self.looked();
            }
            Command::Find(text) => self.find(&text)?,
            Command::FindNext(forward) => self.find_next(forward)?,
            Command::NameFactor(z, name) => {
                self.select_factor(z)?;
                if name.is_empty() {
                    self.view.factor_names.remove(&(z - 1));
                } else {
                    self.view.factor_names.insert(z - 1, name);
                }
            }
            Command::Choose => effects.extend(self.choose()?),
            Command::Screen(screen) => effects.extend(self.go_to(screen)),
            Command::NextScreen(true) => effects.extend(self.go_to(self.view.site.screen.next())),
            Command::NextScreen(false) => effects.extend(self.go_to(self.view.site.screen.previous())),
            Command::Lab(experiment) => {
                self.view.site.experiment = experiment;
                if self.live() != Screen::Lab {
                    effects.extend(self.go_to(Screen::Lab));
                }
                effects.extend(self.go_on());
            }
            Command::Starts(count) => {
                self.view.bench.starts = count;
                return self.act(Command::Lab(Experiment::Starts));
            }
            Command::Rates(rates) => {
                self.view.bench.rates = rates;
                return self.act(Command::Lab(Experiment::Rates));
            }
            Command::Fill(fill) => {
                self.view.bench.fill = fill;
                return self.act(Command::Lab(Experiment::Svd));
            }
            Command::NextFill => return self.act(Command::Fill(self.view.bench.fill.next())),
            Command::NextLab => {
                self.view.site.experiment = self.view.site.experiment.next();
                if self.live() != Screen::Lab {
                    effects.extend(self.go_to(Screen::Lab));
                }
            }
            Command::Panel(panel) => self.set_panel(panel),
            Command::NextPanel => self.set_panel(self.view.site.spread.panel.next()),
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
            Command::Cells(cells) => self.view.look.cells = cells,
            Command::NextCells => self.view.look.cells = self.view.look.cells.next(),
            Command::Clip(switch) => self.view.look.clip = switch.of(self.view.look.clip),
            Command::Sort(side, sort) => self.sort(side, sort)?,
            Command::NextSort => self.next_sort()?,
            Command::Measure(measure) => self.view.look.measure = measure,
            Command::NextMeasure => self.view.look.measure = self.view.look.measure.next(),
            Command::Second(Some(measure)) if measure == self.view.look.measure => {
                return Err(format!("the first curve shows {measure} already; say another measure"));
            }
            Command::Second(second) => self.view.look.second = second,
            Command::NextSecond => self.view.look.second = self.view.look.next_second(),
            Command::Scaling(scaling) => {
                self.view.look.scaling = match scaling {
                    Scaling::Flip if self.log_axis() => Scaling::Linear,
                    Scaling::Flip => Scaling::Log,
                    given => given,
                }
            }
            Command::Span(span) => {
                self.view.look.span = match (span, self.view.look.span) {
                    (Span::Flip, Span::Whole) => Span::Recent,
                    (Span::Flip, _) => Span::Whole,
                    (given, _) => given,
                }
            }
            Command::Axes(axes) => self.set_axes(axes)?,
            Command::Zoom(zoom) => self.zoom(zoom),
            Command::Tails(switch) => self.view.map.tails = switch.of(self.view.map.tails),
            Command::AtLeast(least) => self.set_least(least),
            Command::Metric(metric) => self.set_metric(metric),
            Command::NextMetric => {
                use crate::study::neighbours::Metric;
                self.set_metric(match self.view.look.metric {
                    Metric::Euclidean => Metric::Cosine,
                    Metric::Cosine => Metric::Euclidean,
                });
            }
            Command::Working(working) => {
                self.view.look.working = working;
                self.view.look.terms = 0;
            }
            Command::NextWorking => {
                self.view.look.working = self.view.look.working.next();
                self.view.look.terms = 0;
            }
            Command::Terms(true) => self.view.look.terms = self.view.look.terms.saturating_add(1),
            Command::Terms(false) => self.view.look.terms = self.view.look.terms.saturating_sub(1),
            Command::Theme(theme) => self.set_theme(theme),
            Command::NextTheme => self.set_theme(self.taste.theme.next()),
            Command::Ascii(switch) => self.taste.ascii = switch.of(self.taste.ascii),
            Command::Mouse(switch) => {
                self.taste.mouse = switch.of(self.taste.mouse);
                self.say(match self.taste.mouse {
                    true => "the mouse is caught: click to select, wheel to scroll",
                    false => "the mouse is the terminal's: select text with it; M catches it again",
                });
                effects.push(Effect::Mouse(self.taste.mouse));
            }
            Command::Help => self.overlay = Some(Overlay::Help(0)),
            Command::Palette(text) => self.overlay = Some(Overlay::Palette(self.palette(&text))),
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
        match (screen, self.link.is_page_acting()) {
            (Screen::Lecture, false) => return self.go_to_lecture(),
            (Screen::Lecture, true) => {}
            (screen, true) => {
                self.view.site.spread.beside = screen;
                self.bring_in_sight();
            }
            (screen, false) => self.open(screen),
        }
        Vec::new()
    }

    /// The cell that a command names, or the one under the cursor.
    fn cell(&self, named: Option<(Who, Who)>) -> Result<(UserId, ItemId), String> {
        match named {
            None => Ok((self.view.user, self.view.item)),
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
        self.taste.theme = theme;
        self.say(format!("theme: {theme}"));
    }

    fn sort(&mut self, side: Side, sort: Sort) -> Result<(), String> {
        let z = self.snapshot.z();
        if matches!(sort, Sort::Factor(factor) if factor > z) {
            return Err(format!("there is no factor to sort by beyond {z}"));
        }
        self.view.sorting.retain(|(of, _)| *of != side);
        self.view.sorting.push((side, sort));
        match self.at_once(&self.job(Want::Order(side, sort))) {
            Some(derived) => self.take_derived(derived),
            None => self.say(format!("the {side} are being put in order")),
        }
        Ok(())
    }

    /// An order that was asked for is there.
    pub(super) fn put_in_order(&mut self, side: Side, listing: Listing) {
        let sort = listing.sort;
        self.view.sorting.retain(|asked| *asked != (side, sort));
        match side {
            Side::Users => self.view.users = listing,
            Side::Items => self.view.items = listing,
        }
        self.show_top(side);
        self.say(format!("{side} in order: {}", sort.words()));
    }

    /// The next order; on the home screen of both sides, elsewhere of the side that is looked at.
    fn next_sort(&mut self) -> Result<(), String> {
        let next = match self.view.listing(self.view.side).sort {
            Sort::File => Sort::Rated,
            Sort::Rated => Sort::Factor(self.view.factor + 1),
            Sort::Factor(_) => Sort::Error,
            Sort::Error => Sort::Name,
            Sort::Name => Sort::File,
        };
        if self.live() == Screen::Factorise {
            self.sort(self.view.side.other(), next)?;
            self.sort(self.view.side, next)?;
            if self.view.sorting.is_empty() {
                self.say(format!("users and items in order: {}", next.words()));
            }
            return Ok(());
        }
        self.sort(self.view.side, next)
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
        self.view.found = (found.into(), 0);
        self.select(first);
        self.say(match count {
            1 => format!("found {}", self.name(first)),
            n => format!("found {}, the first of {n}: n goes to the next", self.name(first)),
        });
        Ok(())
    }

    fn find_next(&mut self, forward: bool) -> Result<(), String> {
        let count = self.view.found.0.len();
        if count == 0 {
            return Err(match self.lecture.is_left() {
                true => "nothing was looked for yet; / finds a user or an item, B comes back to the page",
                false => "nothing was looked for yet; / finds a user or an item",
            }
            .into());
        }
        self.view.found.1 = (self.view.found.1 + if forward { 1 } else { count - 1 }) % count;
        let of: Entity = self.view.found.0[self.view.found.1];
        self.select(of);
        self.say(format!("{} ({} of {count})", self.name(of), self.view.found.1 + 1));
        Ok(())
    }
}
