//! `factorscope check`: plays lessons without a screen, and holds every figure, claim and question against the live state.

use super::{CheckArgs, Error, Prepared, open};
use crate::{
    app::{App, Message, Notice},
    command::{Command, Panel, Screen},
    data::plain,
    lesson::{Block, Claim, Course, Expression, Figure, Judged, Kind, Lesson, Page, Piece, Progress, Question},
    study::{Order, Session, lab::multiplications},
};
use std::{io::Write, sync::Arc};
use unicode_width::UnicodeWidthStr;

/// The most columns that a formula has room for beside the program on a terminal of 120 columns.
const FORMULA: usize = 48;
/// The most columns that the title of a page has there.
const TITLE: usize = 50;
/// A column of a table is as wide as its widest cell, or at least this where there is too little room for all.
const CELL: usize = 4;
/// The memory that a lesson may use for going back in time, in bytes.
pub(super) const MEMORY: usize = 64 << 20;
/// About how many multiplications a page may ask for: a few seconds' worth. Its student waits for them.
const MOST_WORK: u64 = 5_000_000_000;
/// What anything that is done counts as at least, in multiplications.
const LEAST_WORK: u64 = 500;
/// The work is looked at again after so much of it.
const STRETCH: u64 = 20_000_000;

/// Plays all lessons and prints what is wrong with them, a line each. Returns how many lines that were.
///
/// # Errors
/// When the lessons or the ratings cannot be read, or the output cannot be written.
pub fn check(args: &CheckArgs, out: &mut dyn Write) -> Result<usize, Error> {
    let course = Course::open(args.lesson.as_deref())?;
    let opened = open(&args.data, &args.model)?;
    let flaws = flaws(&course, &opened);
    for flaw in &flaws {
        writeln!(out, "{}", plain(flaw))?;
    }
    let pages: usize = course.lessons.iter().map(|lesson| lesson.pages.len()).sum();
    let (figures, questions) = course.counts();
    let done = if flaws.is_empty() { "all hold".into() } else { format!("{} wrong", flaws.len()) };
    let many = |count: usize, what: &str| format!("{count} {what}{}", if count == 1 { "" } else { "s" });
    let all = [many(pages, "page"), many(figures, "figure"), many(questions, "question")].join(", ");
    writeln!(out, "{all}: {done}")?;
    out.flush()?;
    Ok(flaws.len())
}

/// What is wrong with a course: what cannot be done, what the live state does not confirm, what cannot be answered. Each
/// is said with its file and line.
pub fn flaws(course: &Arc<Course>, opened: &Prepared) -> Vec<String> {
    flaws_within(course, opened, MOST_WORK)
}

/// The same where a page may ask for so many multiplications.
pub fn flaws_within(course: &Arc<Course>, opened: &Prepared, work: u64) -> Vec<String> {
    let mut flaws = Vec::new();
    for lesson in &course.lessons {
        for page in &lesson.pages {
            if page.title.width() > TITLE {
                let why = format!("the title has {} columns; there is room for {TITLE}", page.title.width());
                flaws.push(place(lesson, page, page.line, &why));
            }
            flaws.extend(unset(page).map(|line| {
                place(
                    lesson,
                    page,
                    line,
                    "what was done by hand may have left another state: a do block goes before this",
                )
            }));
            let player = Player::new(opened, work);
            let undone =
                player.play(course, (lesson, page), |app, block| flaws.extend(wrong(app, block, lesson, page)));
            flaws.extend(undone);
        }
    }
    flaws
}

/// The line of what speaks of the state that a student has left, without a scene that sets it again.
fn unset(page: &Page) -> Option<usize> {
    let mut loose = false;
    for block in &page.blocks {
        let question = if let Block::Ask(question) = block { Some(&**question) } else { None };
        let figure = block.figures().first().map(|figure| figure.line);
        let claim = if let Block::Expect(claims) = block { claims.first().map(|claim| claim.line) } else { None };
        if loose && let Some(line) = figure.or(claim).or(question.map(|question| question.line)) {
            return Some(line);
        }
        loose = (loose || block.hand().is_some()) && !matches!(block, Block::Scene(_));
    }
    None
}

/// Plays a page, its blocks one after another, and shows each to `meet` in the state that those before it have left. A
/// question does not stop it. Returns why a command could not be done; no further one is, then.
pub fn play(
    course: &Arc<Course>,
    page: (&Lesson, &Page),
    opened: &Prepared,
    meet: impl FnMut(&App, &Block),
) -> Option<String> {
    Player::new(opened, MOST_WORK).play(course, page, meet)
}

/// The program and its session, without a screen and without threads.
struct Player {
    app: App,
    session: Session,
    /// The multiplications that the page has not asked for yet.
    work: u64,
}

impl Player {
    fn new(opened: &Prepared, work: u64) -> Self {
        let mut session = Session::new(opened.source.clone(), opened.options.clone(), MEMORY);
        let app = App::new(opened.title.clone(), Arc::new(session.snapshot()));
        Self { app, session, work }
    }

    /// Plays a page, as [`play`] says.
    fn play(
        mut self,
        course: &Arc<Course>,
        (lesson, page): (&Lesson, &Page),
        mut meet: impl FnMut(&App, &Block),
    ) -> Option<String> {
        self.app.follow_course(Arc::clone(course), Progress::default());
        let first = course.opening(lesson.opening.first().map(|(_, command)| command)).map(|open| (page.line, open));
        let say = |(line, why): (usize, String)| place(lesson, page, line, &why);
        for (line, command) in first.iter().chain(&lesson.opening) {
            if let Err(why) = self.obey(command) {
                return Some(say((*line, why)));
            }
        }
        for block in &page.blocks {
            meet(&self.app, block);
            let hand = block.hand();
            if let Some(hand) = hand.filter(|hand| self.holds(&hand.until) == Ok(true)) {
                return Some(say((hand.until.line, format!("{} holds before anything was done", hand.until.text))));
            }
            for (line, command) in block.commands() {
                if let Err(why) = self.obey(command) {
                    return Some(say((*line, why)));
                }
            }
            if let Some((hand, why)) = hand.and_then(|hand| Some((hand, self.reaches(&hand.until).err()?))) {
                return Some(say((hand.until.line, format!("{}: {why}", hand.way()))));
            }
        }
        None
    }

    fn holds(&self, claim: &Claim) -> Result<bool, String> {
        self.app.with_live(|live| live.holds(claim))
    }

    /// Whether a goal is reached; if not, why.
    fn reaches(&self, goal: &Claim) -> Result<(), String> {
        match self.holds(goal)? {
            true => Ok(()),
            false => {
                let value = self.app.with_live(|live| live.value(&goal.of))?;
                let what = sides(&self.app, &goal.of).unwrap_or(format!("it is {value}"));
                Err(format!("expected {}; {what}", goal.text))
            }
        }
    }

    /// Does a command and all that follows from it; or says why it cannot be done.
    fn obey(&mut self, command: &Command) -> Result<(), String> {
        let effects = self.app.update(Message::Command(command.clone()));
        let work = &mut self.work;
        self.app.work_off_by(&mut self.session, effects, |session, order| within(session, order, work));
        match &self.app.notice() {
            _ if self.work == 0 => {
                let steps = self.session.step();
                Err(format!("{command}: that is more than a student waits for; it was given up after {steps} steps"))
            }
            Some(Notice::Warn(why)) => Err(format!("{command}: {why}")),
            _ => Ok(()),
        }
    }
}

/// Obeys an order as long as there is work left for it, and takes off what it did.
fn within(session: &mut Session, order: Order, work: &mut u64) {
    session.take(order);
    while *work > 0 && session.busy() {
        let (state, before) = (session.state(), session.step());
        let train = &state.source.split.train;
        let pass = multiplications(train, &state.options);
        let unit = pass / state.units_per_pass().max(1) as u64;
        // The error is measured wherever a step ends.
        let measured = (train.len() * state.options.factors) as u64;
        let stretch = (STRETCH / unit.max(LEAST_WORK)).max(1);
        let steps = session.stepping();
        session.work(stretch);
        // An experiment beside the fit takes its share of units in full.
        let units = if steps { session.step().abs_diff(before).max(1) } else { stretch };
        *work = work.saturating_sub(units.saturating_mul(unit.max(LEAST_WORK)).saturating_add(measured));
    }
    if *work == 0 {
        session.take(Order::Stop);
    }
}

fn place(lesson: &Lesson, page: &Page, line: usize, why: &str) -> String {
    format!("{}, line {line} ('{}'): {why}", lesson.file, page.title)
}

/// What is wrong with lines that cannot be broken, where there is no room beside the program for one of them.
fn too_wide(what: &str, widths: impl Iterator<Item = usize>) -> Option<String> {
    let wide = widths.max().unwrap_or(0);
    (wide > FORMULA).then(|| format!("{what} of {wide} columns; there is room for {FORMULA}"))
}

/// What is wrong with a block in the state that it stands in.
fn wrong(app: &App, block: &Block, lesson: &Lesson, page: &Page) -> Vec<String> {
    let say = |line, why: String| place(lesson, page, line, &why);
    let mut found = Vec::new();
    for figure in block.figures() {
        found.extend(unconfirmed(app, figure).map(|why| say(figure.line, why)));
    }
    match block {
        Block::Expect(claims) => {
            for claim in claims {
                match app.with_live(|live| (live.holds(claim), live.value(&claim.of))) {
                    (Ok(true), _) => {}
                    (_, Ok(value)) => {
                        let what = sides(app, &claim.of).unwrap_or(format!("it is {value}"));
                        found.push(say(claim.line, format!("expected {}; {what}", claim.text)));
                    }
                    (_, Err(why)) => found.push(say(claim.line, format!("expected {}: {why}", claim.text))),
                }
            }
        }
        Block::Ask(question) => found.extend(unanswerable(app, question).map(|why| say(question.line, why))),
        Block::Formula(lines) => {
            found.extend(too_wide("a formula", lines.iter().map(|line| line.width())).map(|why| say(page.line, why)));
        }
        Block::Code(code) => {
            let widths = code.lines.iter().map(|line| line.iter().map(|piece| piece.text().width()).sum());
            found.extend(too_wide("code", widths).map(|why| say(page.line, why)));
        }
        Block::Table(rows) => {
            let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
            let widest = |column: usize| {
                let cell = |row: &Vec<Vec<Piece>>| {
                    row.get(column).map_or(0, |cell| cell.iter().map(|p| p.text().width()).sum())
                };
                rows.iter().map(cell).max().unwrap_or(0)
            };
            // What is wider is broken within its column.
            let wide = (0..columns).map(|column| widest(column).min(CELL) + 2).sum::<usize>().saturating_sub(2);
            if wide > TITLE {
                found.push(say(page.line, format!("a table of {columns} columns; there is room for {TITLE} letters")));
            }
        }
        _ => {}
    }
    found
}

/// The values on both sides of a comparison.
fn sides(app: &App, of: &Expression) -> Option<String> {
    let Expression::Two(operator, left, right) = of else { return None };
    let value = |side: &Expression| app.with_live(|live| live.value(side)).ok();
    let (a, b) = (value(left)?, value(right)?);
    operator.compares().then(|| match **right {
        Expression::Number(_) => format!("the left side is {a}"),
        _ => format!("the left side is {a}, the right side {b}"),
    })
}

fn unconfirmed(app: &App, figure: &Figure) -> Option<String> {
    match app.with_live(|live| live.value(&figure.of)) {
        Err(why) => Some(format!("'{}': {why}", figure.text)),
        Ok(value) if !figure.confirms(value) => Some(format!("'{}' is {value}", figure.text)),
        Ok(_) => None,
    }
}

/// Why a question cannot be answered, or takes a wrong answer for the right one.
fn unanswerable(app: &App, question: &Question) -> Option<String> {
    app.with_live(|live| {
        if let Err(why) = question.solution(live) {
            return Some(why);
        }
        let judge = |text: &str| question.judge(text, (app.view().user, app.view().item), live);
        match &question.kind {
            Kind::Number { answer, within, near } => {
                let value = match live.value(answer) {
                    Ok(value) if value.is_finite() => value,
                    Ok(value) => return Some(format!("the answer would be {value}")),
                    Err(why) => return Some(why),
                };
                for (of, why) in near {
                    match live.value(of) {
                        Ok(wrong) if (wrong - value).abs() <= 2.0 * within => {
                            return Some(format!("{wrong} is as good as right, and said to be wrong: {why}"));
                        }
                        Ok(_) => {}
                        Err(why) => return Some(why),
                    }
                }
                let right = matches!(judge(&value.to_string()), Ok(Judged::Right(_)));
                let wrong = matches!(judge(&(value + 3.0 * within + 1.0).to_string()), Ok(Judged::Wrong(_)));
                (!(right && wrong)).then(|| format!("{value} is judged wrongly: {:?}", judge(&value.to_string())))
            }
            Kind::Choice { options, .. } => {
                let is_right = |n: &usize| matches!(judge(&n.to_string()), Ok(Judged::Right(_)));
                let right = (1..=options.len()).filter(is_right).count();
                (right != 1).then(|| format!("{right} options are right"))
            }
            Kind::Guess { .. } => {
                let middle = app.snapshot().ratings().scale();
                let middle = f64::midpoint(middle.low(), middle.high()).to_string();
                (!matches!(judge(&middle), Ok(Judged::Guessed(..)))).then(|| format!("{middle} is no guess"))
            }
            Kind::Sketch { .. } => {
                let curve = app.spread().panel == Panel::Curve || app.live() == Screen::Train;
                let seen = curve && app.spread().panel != Panel::None;
                (!seen)
                    .then(|| "a sketch is drawn into the curve: expected screen train or panel curve before it".into())
            }
            Kind::Cell { .. } | Kind::Row { .. } | Kind::Term { .. } | Kind::Hand(_) => None,
        }
    })
}
