//! What each command does: the one place where it becomes a change.

use super::{App, Effect, ListsLook, Notice, Overlay};
use crate::{
    choice::Choice,
    command::{
        Beginning, Command, Everything, Experiment, Later, Least, ListLength, Moment, Nth, Perplexity, Ratings,
        Scaling, Screen, Second, Seed, Subject, Way, Who, Whose,
    },
    data::{Entity, ItemId, Side, UserId},
    model::{Basis, Parameter, Setting},
    study::{
        Opening, Order, Which,
        derive::Want,
        listing::{Listing, Sort},
        popularity::PopularityView,
        worker::PACES,
    },
};

impl App {
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
        let by_hand = self.is_in_hand(&command) && !self.link.is_page_acting();
        if by_hand {
            self.ready_by_hand()?;
        }
        let path = self.on_path() && !by_hand && !self.link.is_page_acting() && command.subject() != Subject::Lecture;
        let before = path.then(|| (self.view.clone(), self.link.is_unset(&self.snapshot)));
        let mut effects = self.act(command)?;
        if by_hand {
            self.begin_by_hand();
        }
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
            Command::Goto(Moment::Step(step)) => order(Order::Goto(step)),
            Command::Goto(Moment::End) => order(Order::Goto(u64::MAX)),
            Command::Run(on) => order(on.map_or(Order::Toggle, Order::Run)),
            Command::Speed(speed) => order(Order::Speed(speed)),
            Command::Faster => order(Order::Speed(PACES[(self.pace() + 1).min(PACES.len() - 1)])),
            Command::Slower => order(Order::Speed(PACES[self.pace().saturating_sub(1)])),
            Command::Stop => order(Order::Stop),
            Command::Restart(seed) => {
                let seed = seed.map(|seed| match seed {
                    Seed::Given(seed) => seed,
                    Seed::Next => self.snapshot.options.seed.wrapping_add(1),
                });
                order(Order::Restart(seed.map(Setting::Seed).into_iter().collect()));
            }
            Command::Branch(run) => order(Order::Branch(run.number())),

            Command::Set(setting) => order(Order::Set(setting)),
            Command::Refit(setting) => order(Order::Restart(vec![setting])),
            Command::NextMethod => order(Order::Set(Setting::Method(self.snapshot.options.method.next()))),
            Command::SetFactor(Whose { side, who }, z, value) => {
                let of = self.called(side, &who)?;
                order(Order::SetFactor(Parameter { of, factor: z.checked_sub(1) }, value));
            }
            Command::StartFrom(Beginning::Random) => order(Order::Given(None)),
            Command::StartFrom(Beginning::Known(known)) => order(Order::Given(Some(known))),
            Command::Open(Ratings::Known(Opening::Own))
                if !self.link.is_page_acting() && self.lecture.own.is_some() =>
            {
                effects.extend(self.return_to_own())
            }
            Command::Open(Ratings::Known(what)) => order(Order::Open(Which::Known(what))),
            Command::Open(Ratings::File(name)) => {
                let file = self.lecture.walk.course.files.get(&name).cloned();
                let beside = file.ok_or_else(|| {
                    format!("'{name}' does not lie beside the lesson; factorscope {name} opens a file of your own")
                })?;
                order(Order::Open(Which::Beside(beside)));
            }
            Command::Turn(degrees) => effects.push(self.change_basis(Basis::Turn(degrees))?),
            Command::Shear(by) => effects.push(self.change_basis(Basis::Shear(by))?),

            Command::Rate(cell, value) => order(self.rated(cell, value)?),
            Command::Join(Whose { side, who: Who::Name(name) }) => order(Order::Join(side, name.into(), None)),
            Command::Join(Whose { who: Who::Number(number), .. }) => {
                return Err(format!("#{number} is a number, and whoever joins has a name, as in: join user Anna"));
            }
            Command::Unrate(cell) => {
                let (i, j) = self.cell(cell)?;
                if self.snapshot.ratings().get(i, j).is_none() {
                    return Err(format!("{} has not rated {}", self.name(i), self.name(j)));
                }
                order(Order::Rate(i, j, None));
            }
            Command::Promote(who) => {
                let under = || self.recommended_item().filter(|_| self.live() == Screen::Recommend);
                let item = who.map_or_else(|| Ok(under().unwrap_or(self.view.item)), |who| self.item_called(&who))?;
                let on = !self.snapshot.promoted.contains(&item);
                order(Order::Promote(item));
                self.say(format!("{} is {}", self.name(item), if on { "promoted" } else { "no longer promoted" }));
            }
            Command::Undo => order(Order::Undo),
            Command::HoldOut(share, seed) => order(Order::HoldOut(share, seed)),

            // The wheel over the help, and over code.
            Command::Move(toward, times) if matches!(self.overlay, Some(Overlay::Help(_) | Overlay::Code(_))) => {
                let scrolled = self.overlay.as_ref().and_then(|top| self.scrolled(top, toward, times));
                self.overlay = scrolled.or(self.overlay.take());
            }
            Command::Move(toward, times) => self.move_by(toward, times),
            Command::Select(user, item) => {
                let (i, j) = (self.user_called(&user)?, self.item_called(&item)?);
                self.select_cell(i, j);
            }
            Command::SelectUser(user) => self.select(self.user_called(&user)?.into()),
            Command::SelectItem(item) => self.select(self.item_called(&item)?.into()),
            Command::SelectFactor(factor) => {
                let next = Nth::at((self.view.factor + 1) % self.snapshot.z().max(1));
                self.select_factor(factor.unwrap_or(next).number())?;
            }
            Command::Side(side) => {
                self.view.side = side.unwrap_or(self.view.side.other());
                self.view.neighbour = 0;
                self.view.walk.clear();
                self.looked();
            }
            Command::Find(text) => self.find(&text)?,
            Command::FindNext => self.find_next(true)?,
            Command::FindPrevious => self.find_next(false)?,
            Command::NameFactor(factor, name) => {
                self.select_factor(factor.number())?;
                self.name_factor(factor.index(), name)?;
            }
            Command::Choose => effects.extend(self.choose()?),

            Command::Screen(screen) => effects.extend(self.go_to(screen)),
            Command::NextScreen => effects.extend(self.go_to(self.view.site.screen.next())),
            Command::PreviousScreen => effects.extend(self.go_to(self.view.site.screen.previous())),
            Command::Lab(experiment) => {
                effects.extend(self.go_to_lab(experiment.unwrap_or(self.view.site.experiment.next())))
            }
            Command::Over(None) => self.next_over(),
            Command::Over(Some((x, y))) => self.set_over(&x, &y)?,
            Command::Starts(starts) => {
                self.view.bench.starts = starts;
                effects.extend(self.go_to_lab(Experiment::Starts));
            }
            Command::Rates(rates) => {
                self.view.bench.rates = rates;
                effects.extend(self.go_to_lab(Experiment::Rates));
            }
            Command::Compare(models) => {
                self.view.bench.compare = models;
                effects.extend(self.go_to_lab(Experiment::Compare));
            }
            Command::Popularity(models) => {
                let look = &mut self.view.bench.popularity;
                (look.others.models, look.view, look.model) = (models, PopularityView::Models, 0);
                effects.extend(self.go_to_lab(Experiment::Popularity));
            }
            Command::PopularityView(view) => {
                let look = &mut self.view.bench.popularity;
                look.view = view.unwrap_or(look.view.next());
                effects.extend(self.go_to_lab(Experiment::Popularity));
            }
            Command::Top(ListLength(length)) => {
                self.view.bench.popularity.others.at = length;
                effects.extend(self.go_to_lab(Experiment::Popularity));
            }
            Command::Lists(lists) => {
                self.view.bench.lists = lists.map_or_else(ListsLook::default, |(ListLength(at), relevant)| ListsLook {
                    at,
                    relevant: Some(relevant),
                });
                effects.extend(self.go_to_lab(Experiment::Weights));
            }
            Command::Mixes(count) => {
                self.count_mixes(count)?;
                effects.extend(self.go_to_mixes());
            }
            Command::MixStep(to) => effects.extend(self.step_mixes(to)?),
            Command::MixSeed(seed) => {
                self.seed_mixes(seed);
                effects.extend(self.go_to_mixes());
            }
            Command::Mix(mix) => {
                self.choose_mix(mix)?;
                effects.extend(self.go_to_lab(Experiment::Mixes));
            }
            Command::Ab(setup) => effects.extend(self.set_ab(setup)),
            Command::AbView(view) => {
                self.view.bench.ab.view = view.unwrap_or(self.view.bench.ab.view.next());
                effects.extend(self.go_to_lab(Experiment::Ab));
            }
            Command::AbPlay(on) => effects.extend(self.play_ab(on)),
            Command::Search(values) => {
                self.view.bench.search = values;
                effects.extend(self.go_to_lab(Experiment::Search));
            }
            Command::Fill(fill) => {
                self.view.bench.fill = fill.unwrap_or(self.view.bench.fill.next());
                effects.extend(self.go_to_lab(Experiment::Svd));
            }
            Command::Order(order) => {
                self.view.bench.grid.order = order.unwrap_or(self.view.bench.grid.order.next());
                effects.extend(self.go_to_lab(Experiment::Grid));
            }
            Command::Dots(dots) => {
                self.view.bench.grid.dots = dots.unwrap_or(self.view.bench.grid.dots.next());
                effects.extend(self.go_to_lab(Experiment::Grid));
            }
            Command::ErrorsBy(by) => {
                self.view.bench.errors.by = by.unwrap_or(self.view.bench.errors.by.next());
                effects.extend(self.go_to_lab(Experiment::Residuals));
            }
            Command::ErrorsOver(seen) => {
                self.view.bench.errors.seen = seen.unwrap_or(self.view.bench.errors.seen.next());
                effects.extend(self.go_to_lab(Experiment::Residuals));
            }
            Command::Weigh(slider, weight) => effects.extend(self.weigh(slider, weight)?),
            Command::Weights(weights) => {
                self.view.recommend.weights = self.weighed(&weights)?;
                effects.extend(self.go_to(Screen::Recommend));
            }
            Command::KeepWeights(name) => self.keep_weights(name.trim())?,
            Command::Beside(weights) => effects.extend(self.hold_beside(weights)?),
            Command::Slider(slider) => {
                self.view.recommend.slider = slider.unwrap_or(self.view.recommend.slider.next());
                effects.extend(self.go_to(Screen::Recommend));
            }
            Command::Later(Later(days)) => effects.extend(self.set_later(days)?),
            Command::Rated(on) => {
                self.view.recommend.rated = on.unwrap_or(!self.view.recommend.rated);
                effects.extend(self.go_to(Screen::Recommend));
            }
            Command::Cells(cells) => self.view.look.cells = cells.unwrap_or(self.view.look.cells.next()),
            Command::Clip(on) => self.view.look.clip = on.unwrap_or(!self.view.look.clip),
            Command::Sort(Some((side, sort))) => self.sort(side, sort)?,
            Command::Sort(None) => self.next_sort()?,
            Command::Measure(measure) => self.view.look.measure = measure.unwrap_or(self.view.look.measure.next()),
            Command::Second(Some(Second::Measure(measure))) if measure == self.view.look.measure => {
                return Err(format!("the first curve shows {measure} already; say another measure"));
            }
            Command::Second(Some(Second::Measure(measure))) => self.view.look.second = Some(measure),
            Command::Second(Some(Second::Off)) => self.view.look.second = None,
            Command::Second(None) => self.view.look.second = self.view.look.next_second(),
            Command::Axis(scaling) => {
                let other = if self.log_axis() { Scaling::Linear } else { Scaling::Log };
                self.view.look.scaling = scaling.unwrap_or(other);
            }
            Command::Span(span) => self.view.look.span = span.unwrap_or(self.view.look.span.next()),
            Command::Axes(axes) => self.set_axes(axes)?,
            Command::Zoom(zoom) => self.zoom(zoom),
            Command::Matrix(on) => self.set_matrix(on)?,
            Command::Contours(on) => self.set_contours(on)?,
            Command::Box(boxing) => self.set_box(boxing)?,
            Command::Path(ends) => self.set_path(ends)?,
            Command::Layout(layout, seed) => self.set_layout(layout, seed)?,
            Command::Perplexity(Perplexity(count)) => self.set_perplexity(count),
            Command::Tails(on) => self.view.map.tails = on.unwrap_or(!self.view.map.tails),
            Command::Metric(metric) => self.set_metric(metric.unwrap_or(self.view.look.metric.next())),
            Command::Shrink(by) => self.set_shrink(by)?,
            Command::AtLeast(Least::Auto) => self.set_least(None),
            Command::AtLeast(Least::Ratings(least)) => self.set_least(Some(least)),
            Command::Colour(colour) => self.set_colour(colour)?,
            Command::Only(those) => self.set_only(those)?,
            Command::Working(working) => {
                self.view.look.working = working.unwrap_or(self.view.look.working.next());
                self.view.look.terms = 0;
            }
            Command::Terms(Way::Next) => self.view.look.terms = self.view.look.terms.saturating_add(1),
            Command::Terms(Way::Previous) => self.view.look.terms = self.view.look.terms.saturating_sub(1),
            Command::Theme(theme) => {
                self.taste.theme = theme.unwrap_or(self.taste.theme.next());
                self.say(format!("theme: {}", self.taste.theme));
            }
            Command::Ascii(on) => self.taste.ascii = on.unwrap_or(!self.taste.ascii),
            Command::Motion(on) => {
                self.taste.motion = on.unwrap_or(!self.taste.motion);
                self.say(match self.taste.motion {
                    true => "what a page does after an answer is shown bit by bit",
                    false => "what a page does after an answer is done at once",
                });
            }
            Command::Mouse(on) => {
                self.taste.mouse = on.unwrap_or(!self.taste.mouse);
                self.say(match self.taste.mouse {
                    true => "the mouse is caught: click to select, wheel to scroll",
                    false => "the mouse is the terminal's: select text with it; M catches it again",
                });
                effects.push(Effect::Mouse(self.taste.mouse));
            }
            Command::Panel(panel) => self.set_panel(panel.unwrap_or(self.next_panel())),
            Command::Light(aim) => self.light(aim)?,
            Command::Cover(aim) => self.cover(aim)?,

            Command::Lecture => effects.extend(self.go_to_lecture()),
            Command::Glossary(word) => self.glossary(word.as_deref())?,
            Command::Lesson(part, page) => effects.extend(self.go_to_lesson(&part, page)?),
            Command::Page(turn) => effects.extend(self.turn(turn)?),
            Command::Contents => self.contents(),
            Command::Answer(text) => effects.extend(self.answer(text)?),
            Command::Hint => effects.extend(self.hint()?),
            Command::Reveal => effects.extend(self.reveal()?),
            Command::Skip => effects.extend(self.skip()?),
            Command::Again => effects.extend(self.ask_again()?),
            Command::Explore => effects.extend(self.leave_path()),
            Command::Forget(Everything::All) => effects.extend(self.forget()),

            Command::Code => self.show_code()?,
            Command::Help => self.overlay = Some(Overlay::Help(0)),
            Command::Palette(text) => self.overlay = Some(Overlay::Palette(self.palette(&text))),
            Command::Reading => self.say_reading(),
            Command::Redraw => effects.push(Effect::Redraw),
            Command::Suspend => effects.push(Effect::Suspend),
            Command::Close => {
                let busy = self.snapshot.running || !self.answered() || self.experimenting();
                if self.overlay.take().is_none() && !self.let_go() && busy {
                    effects.push(Effect::Order(Order::Stop));
                }
            }
            Command::Quit => effects.push(Effect::Quit),
        }
        Ok(effects)
    }

    fn change_basis(&mut self, basis: Basis) -> Result<Effect, String> {
        let (x, y) = self.plane_of_factors()?;
        self.keep_circle();
        Ok(Effect::Order(Order::Basis(x, y, basis)))
    }

    /// Goes to an experiment, and on with it where it was stopped.
    pub(super) fn go_to_lab(&mut self, experiment: Experiment) -> Vec<Effect> {
        self.view.site.experiment = experiment;
        let mut effects = match self.live() {
            Screen::Lab => Vec::new(),
            _ => self.go_to(Screen::Lab),
        };
        effects.extend(self.go_on());
        effects
    }

    /// Says how the present ratings were read, unless there is something graver to say.
    fn say_reading(&mut self) {
        if self.notice.as_ref().is_some_and(Notice::warns) {
            return;
        }
        self.say(match &self.own.reading {
            Some(reading) if self.snapshot.opened.what == Which::Known(Opening::Own) => reading.clone(),
            _ if self.snapshot.opened.what == Which::Known(Opening::MadeUp) => {
                "these ratings are made up by a rule: nobody gave them, and they were read from no file".into()
            }
            _ => "these ratings are built in: they were read from no file".into(),
        });
    }

    /// Goes to a screen; a page of the lecture takes it beside its text.
    pub(super) fn go_to(&mut self, screen: Screen) -> Vec<Effect> {
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
    pub(super) fn cell(&self, named: Option<(Who, Who)>) -> Result<(UserId, ItemId), String> {
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
            Side::Items => self.view.items = self.kept_of(&listing),
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
