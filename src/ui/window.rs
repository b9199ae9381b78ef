//! One whole frame: the tabs above, the screen with the Working panel beside it, the status and the footer below.
//!
//! ```text
//!  factorscope  the lecture · 4 users × 5 items · …    1 FACTORISE  2 Train  3 Factors  4 Map  5 Neighbours
//!  ┌ the screen ────────────────────────────┐┌ Error ──────────────────┐   narrow terminals have
//!  │                                        │├ Working ────────────────┤   the Working panel below
//!  └────────────────────────────────────────┘└─────────────────────────┘
//!  ALS · Z 2 · λ 0 · seed 1 │ iteration 12, items │ MSE 0.0512 │ ◀────────●──▶ step 57 of 61
//!  space run  s one regression  …
//! ```

use super::{
    ascii, contents, glossary, help, lecture, palette,
    pen::{Drawn, Pen},
    plot, python, stage,
    theme::{Colours, Depth},
    typeset::{self, capitalised},
    working,
    wrap::wrap,
};
use crate::{
    app::{App, Key, Notice, Overlay, keymap},
    choice::Choice,
    command::{Command, Moment, Panel, Screen},
    model::{ByBlock, Knob, Method, Over},
    study::{Grain, Verdict},
};
use ratatui::{
    buffer::Buffer,
    layout::{Constraint, Layout, Rect},
    style::Style,
};

/// Below this size there is only a note that says what is needed.
const LEAST: (u16, u16) = (60, 20);
/// From this width on the Working panel stands beside the screen.
const WIDE: u16 = 104;

/// Paints a frame and returns where things can be clicked.
pub fn draw(app: &App, depth: Depth, buffer: &mut Buffer) -> Drawn {
    let colours = Colours::new(app.taste().theme, depth);
    let area = buffer.area;
    let mut pen = Pen::new(buffer, &colours, app.taste().ascii);
    if area.width < LEAST.0 || area.height < LEAST.1 {
        too_small(&mut pen, area);
    } else {
        whole(app, &mut pen, area);
    }
    let mut drawn = std::mem::take(&mut pen.drawn);
    if app.lecture().follows() {
        // Nobody clicks where no key works.
        drawn.hits.clear();
    }
    if app.taste().ascii {
        ascii::plain(buffer);
    }
    drawn
}

/// Paints what stands beside the text of a page. Returns false where nothing does.
pub(super) fn draw_beside(app: &App, depth: Depth, buffer: &mut Buffer) -> bool {
    let colours = Colours::new(app.taste().theme, depth);
    let area = buffer.area;
    let mut pen = Pen::new(buffer, &colours, app.taste().ascii);
    lecture::beside(app, &mut pen, area)
}

fn too_small(pen: &mut Pen, area: Rect) {
    let need = format!("factorscope needs {} × {}", LEAST.0, LEAST.1);
    let have = format!("this is {} × {}", area.width, area.height);
    let middle = area.y + area.height / 2;
    let centre = |pen: &Pen, text: &str| area.x + area.width.saturating_sub(pen.width(text)) / 2;
    let (at, warn, dim) = (centre(pen, &need), pen.colours.warn, pen.colours.dim);
    pen.text(at, middle.saturating_sub(1), area.width, &need, warn);
    let at = centre(pen, &have);
    pen.text(at, middle, area.width, &have, dim);
}

fn whole(app: &App, pen: &mut Pen, area: Rect) {
    let [header, body, status_line, footer_line] =
        Layout::vertical([Constraint::Length(1), Constraint::Fill(1), Constraint::Length(1), Constraint::Length(1)])
            .areas(area);
    head(app, pen, header);
    if app.screen() == Screen::Lecture {
        lecture::draw(app, pen, body);
    } else {
        beside(app, pen, body);
    }
    // What is too long for one line goes on in the next: a sentence that is cut says nothing.
    let told = app.notice().map(|notice| wrap(notice.text(), area.width.saturating_sub(2), |text| pen.width(text)));
    if let (Some(notice), Some(lines)) = (app.notice(), told.filter(|lines| lines.len() > 1)) {
        let style = notice_style(notice, pen.colours);
        for (line, room) in lines.iter().zip([status_line, footer_line]) {
            pen.text(room.x + 1, room.y, room.width.saturating_sub(2), line, style);
        }
    } else {
        status(app, pen, status_line);
        footer(app, pen, footer_line);
    }
    match &app.overlay() {
        Some(Overlay::Help(from)) => help::draw(app, *from, pen, area),
        Some(Overlay::Palette(line)) => palette::draw(app, line, pen, area),
        Some(Overlay::Contents(at)) => contents::draw(app, *at, pen, area),
        Some(Overlay::Glossary(at)) => glossary::draw(app, *at, pen, area),
        Some(Overlay::Code(listing)) => python::draw(listing, pen, area),
        None => {}
    }
}

/// The screen, with the Working panel beside it, or below it on a narrow terminal; by itself where it has nothing to do with the fit.
fn beside(app: &App, pen: &mut Pen, body: Rect) {
    if app.stands_alone() {
        return stage::screen(app, pen, body);
    }
    let own_curve = app.screen() == Screen::Train;
    let (main, aside) = if body.width >= WIDE {
        let [main, aside] =
            Layout::horizontal([Constraint::Fill(1), Constraint::Length(aside_width(body.width))]).areas(body);
        (main, aside)
    } else {
        let below = (body.height * 3 / 7).clamp(7, 16);
        let [main, aside] = Layout::vertical([Constraint::Fill(1), Constraint::Length(below)]).areas(body);
        (main, aside)
    };
    stage::screen(app, pen, main);
    if body.width >= WIDE && !own_curve && aside.height >= 20 {
        let [curve, below] =
            Layout::vertical([Constraint::Length((aside.height / 3).max(9)), Constraint::Fill(1)]).areas(aside);
        plot::panel(app, pen, curve);
        working::draw(app, pen, below);
    } else {
        working::draw(app, pen, aside);
    }
}

fn aside_width(width: u16) -> u16 {
    (width * 2 / 5).clamp(44, 72)
}

/// The screens with the keys that go there: all by name, or only the one in front.
fn titles(app: &App, named: bool) -> Vec<(Screen, String)> {
    let title = |(n, screen): (usize, &Screen)| {
        let name = screen.name();
        // The lecture comes before the numbered screens, and goes by the letter that comes back to it.
        let key = if n == 0 { "B".into() } else { n.to_string() };
        let text = match *screen == app.screen() {
            true => format!("{key} {}", name.to_uppercase()),
            false if named => format!("{key} {}", capitalised(name)),
            false => key,
        };
        (*screen, text)
    };
    Screen::ALL.iter().enumerate().map(title).collect()
}

/// The tabs at the right; at the left the program, the ratings and their size, as far as there is room.
fn head(app: &App, pen: &mut Pen, area: Rect) {
    let colours = pen.colours;
    let apart = if area.width < WIDE { 1 } else { 2 };
    let whole = |titles: &[(Screen, String)]| titles.iter().map(|(_, t)| pen.width(t) + apart).sum::<u16>();
    // Where not all names have room, the others go by their keys alone.
    let titles = Some(titles(app, true)).filter(|all| whole(all) <= area.width).unwrap_or_else(|| titles(app, false));
    let width = whole(&titles);
    let mut x = area.right().saturating_sub(width);
    for (screen, title) in &titles {
        let style = if *screen == app.screen() { colours.title } else { colours.dim };
        let end = pen.text(x, area.y, area.width, title, style);
        pen.click(Rect::new(x, area.y, end.saturating_sub(x), 1), Command::Screen(*screen));
        x = end + apart;
    }
    let (ratings, split) = (app.snapshot().ratings(), &app.snapshot().source.split);
    let cells = ratings.n_users() * ratings.n_items();
    let held = match split.test.len() {
        0 => String::new(),
        n => format!(" · {} held out", typeset::count(n)),
    };
    let size = format!(" · {} users × {} items", typeset::count(ratings.n_users()), typeset::count(ratings.n_items()));
    let known =
        format!(" · {} known · {} missing{held}", typeset::count(ratings.len()), typeset::count(cells - ratings.len()));
    let room = area.width.saturating_sub(width + 2);
    let name = (app.title(), colours.name);
    let all = [("factorscope  ", colours.title), name, (&size, colours.dim), (&known, colours.dim)];
    let width = |pieces: &[(&str, _)]| pieces.iter().map(|(text, _)| pen.width(text)).sum::<u16>();
    // What does not fit goes: first the program's own name, then the numbers.
    let pieces = [&all[..], &all[1..], &all[1..3]].into_iter().find(|p| width(p) < room).unwrap_or(&all[1..2]);
    // A few letters of a name say nothing.
    if room >= 8 {
        pen.pieces(area.x + 1, area.y, room, pieces);
    }
}

fn notice_style(notice: &Notice, colours: &Colours) -> Style {
    if matches!(notice, Notice::Warn(_)) { colours.warn } else { colours.good }
}

/// Solver and options, where in its passes it is, the error, and the line of time; or what there is to say.
fn status(app: &App, pen: &mut Pen, area: Rect) {
    let colours = pen.colours;
    let snapshot = &app.snapshot();
    if let Some(notice) = &app.notice() {
        let style = notice_style(notice, colours);
        pen.text(area.x + 1, area.y, area.width.saturating_sub(2), notice.text(), style);
        return;
    }
    // A page that is text alone asks for what the numbers here would tell; one about the bare grid has no model yet.
    let bare = app.live() == Screen::Factorise && app.view().look.cells.bare();
    if app.on_path() && (app.spread().panel == Panel::None || bare) {
        return;
    }
    let options = &snapshot.options;
    // What a block has of its own stands behind what is for all.
    let own =
        |own: &ByBlock| own.each().map(|(block, value)| format!(", {} {value}", block.name())).collect::<String>();
    let alpha = if options.method.has_alpha() {
        format!(" · α {}{}", options.alpha, own(&options.alpha_of))
    } else {
        String::new()
    };
    let weighted = if options.punishes() && options.penalty == crate::model::Penalty::Weighted { "·n" } else { "" };
    let biased = match (options.biased, options.method.content()) {
        (false, _) => "",
        (true, None) => " · biases",
        (true, Some(_)) => " · intercept",
    };
    let zero = if options.missing == crate::model::Missing::Zero { " · ? = 0" } else { "" };
    let drawn = area.width >= WIDE && options.method.reads(Knob::Seed);
    let seed = if drawn { format!(" · seed {}", options.seed) } else { String::new() };
    let (method, z, lambda) = (options.method.title(), options.factors, options.lambda);
    let factors = if options.method.has_factors() {
        format!(" · Z {z} · λ {lambda}{}{weighted}", own(&options.lambda_of))
    } else {
        String::new()
    };
    let near = match options.method.reads(Knob::Neighbours) {
        true => format!(" · k {} · {} · {}", options.neighbours, options.similarity, options.based_on),
        false => String::new(),
    };
    let clusters = match options.method.reads(Knob::UserClusters) {
        true => format!(" · {} × {} clusters", options.user_clusters, options.item_clusters),
        false => String::new(),
    };
    let confidence = match options.method.reads(Knob::Confidence) {
        true => format!(" · c 1 + {}r", options.confidence),
        false => String::new(),
    };
    let steps = options.steps().map(|steps| format!(" · cg {steps}")).unwrap_or_default();
    let parts = match options.method.reads(Knob::Parts) && options.parts > 1 {
        true => format!(" · {} parts", options.parts),
        false => String::new(),
    };
    let model = format!("{method}{factors}{steps}{parts}{near}{clusters}{confidence}{alpha}{biased}{zero}{seed}");
    let (_, pass) = options.method.words();
    let position = &snapshot.position;
    let half = match position.half() {
        Some((half, done)) if position.unit > 0 => {
            // Descent counts parameters, not users or items: so many of P, so many of Q.
            let over = match (options.method, half.over) {
                (Method::Descent, Over::Users) => "P".to_string(),
                (Method::Descent, Over::Items) => "Q".to_string(),
                (_, over) => over.to_string(),
            };
            format!(", {over} {done}/{}", half.units)
        }
        _ => String::new(),
    };
    let place = format!("{pass} {}{half}", position.pass);
    let mut error = match snapshot.here.train.count {
        0 => "no rating to learn from".into(),
        _ if app.covers_errors() => format!("MSE {}", typeset::COVER),
        _ => format!("MSE {}", typeset::error(snapshot.here.train.mse())),
    };
    if snapshot.here.test.count > 0 && !app.covers_errors() {
        error += &format!(", held out {}", typeset::error(snapshot.here.test.mse()));
    }
    let verdict = match snapshot.verdict {
        Verdict::Learning => String::new(),
        Verdict::Settled => " settled".into(),
        Verdict::Oscillates => " oscillates".into(),
        Verdict::Diverged => " diverged".into(),
    };
    let bar = (" │ ", colours.dim);
    let style = match snapshot.verdict {
        Verdict::Oscillates | Verdict::Diverged => colours.warn,
        _ => colours.good,
    };
    let at = pen.pieces(
        area.x + 1,
        area.y,
        area.width.saturating_sub(2),
        &[
            (&model, colours.text),
            bar,
            (&place, colours.text),
            bar,
            (&error, if app.points_at_errors() { colours.lit } else { colours.train }),
            (&verdict, style),
            // What is drawn is then of an earlier moment.
            (if app.lags() { " · screen lags" } else { "" }, colours.dim),
        ],
    );
    time_line(app, pen, Rect { x: at, width: area.right().saturating_sub(at + 1), ..area });
}

/// The cursor of time: where the present is between the start and the end of the run. A click goes there.
fn time_line(app: &App, pen: &mut Pen, area: Rect) {
    let position = &app.snapshot().position;
    let step = format!(" step {}", typeset::count(position.step as usize));
    let words = match (app.snapshot().progress, app.snapshot().running) {
        (Some(done), _) => format!(" replaying {:.0} %", 100.0 * done),
        (None, true) => format!("{step} {}", pace(app)),
        _ => format!("{step} of {}", typeset::count(position.end as usize)),
    };
    // A number that is cut is another number: what does not fit is left out.
    let bar = " │ ";
    let room = area.width.saturating_sub(pen.width(bar));
    let fits = |words: &String| pen.width(words.trim_start()) <= room;
    let Some(words) = [words, step].into_iter().find(fits) else {
        return;
    };
    let x = pen.text(area.x, area.y, area.width, bar, pen.colours.dim);
    let area = Rect { x, width: room, ..area };
    let width = area.width.saturating_sub(pen.width(&words) + 2);
    let colours = pen.colours;
    if width < 6 || position.end == 0 {
        pen.text(area.x, area.y, area.width, words.trim_start(), colours.dim);
        return;
    }
    let last = width - 1;
    let at = (position.step as f64 / position.end as f64 * f64::from(last)).round() as u16;
    pen.text(area.x, area.y, 1, "◀", colours.dim);
    for column in 0..width {
        let (symbol, style) = if column == at { ("●", colours.key) } else { ("─", colours.dim) };
        let x = area.x + 1 + column;
        pen.text(x, area.y, 1, symbol, style);
        let step = (f64::from(column) / f64::from(last) * position.end as f64).round() as u64;
        pen.click(Rect::new(x, area.y, 1, 1), Command::Goto(Moment::Step(step)));
    }
    let x = pen.text(area.x + 1 + width, area.y, 1, "▶", colours.dim);
    pen.text(x, area.y, area.right().saturating_sub(x), &words, colours.text);
}

fn pace(app: &App) -> String {
    let speed = app.snapshot().speed;
    let method = app.snapshot().options.method;
    let grains = match speed.grain {
        Grain::Unit => &format!("{}s", method.words().0),
        Grain::Half => "half-steps",
        Grain::Pass => method.passes(),
    };
    match speed.per_second {
        Some(rate) => format!("at {rate} {grains} a second"),
        None => format!("{grains}, flat out"),
    }
}

/// What can be done now, as many hints as fit, the screen's own first.
fn footer(app: &App, pen: &mut Pen, area: Rect) {
    let colours = pen.colours;
    let mut x = area.x + 1;
    if app.spread().typing.is_some() {
        let hints = [("enter", " check  "), ("esc", " leave the line")];
        let pieces: Vec<_> = hints.iter().flat_map(|(key, what)| [(*key, colours.key), (*what, colours.dim)]).collect();
        pen.pieces(x, area.y, area.width - 1, &pieces);
        return;
    }
    let hints = keymap::bindings(&app.screens())
        .into_iter()
        .filter(|b| !b.hint(app).is_empty() && b.applies(app))
        .filter_map(|b| Some((b.key_now(app)?, b)));
    type Hint = (Key, &'static keymap::Binding);
    let (end, hints): (Vec<Hint>, Vec<Hint>) = hints.partition(|(_, b)| b.rank == keymap::Rank::Last);
    // Stepping comes first on every screen: it is what the program is about. On the path of the lecture, the path does.
    let away = app.lecture().is_left() || app.lecture().came_from().is_some();
    let returns = |b: &keymap::Binding| matches!(b.meaning, keymap::Meaning::Do(Command::Lecture)) && away;
    let (mut first, rest): (Vec<Hint>, Vec<Hint>) = hints.into_iter().partition(|(_, b)| match app.on_path() {
        true => b.screen == Some(Screen::Lecture) || returns(b),
        false => b.rank == keymap::Rank::First || returns(b),
    });
    // Whoever left the path sees the way back at any width.
    first.sort_by_key(|(_, b)| !returns(b));
    let reserved: u16 = end.iter().map(|(key, b)| pen.width(&key.to_string()) + pen.width(b.hint) + 3).sum();
    let all = first.into_iter().chain(rest).map(|hint| (false, hint)).chain(end.into_iter().map(|hint| (true, hint)));
    for (last, (key, binding)) in all {
        let (key, hint) = (key.to_string(), binding.hint(app));
        let width = pen.width(&key) + 1 + pen.width(&hint);
        let room = area.right().saturating_sub(if last { 0 } else { reserved });
        if x + width > room {
            continue;
        }
        let start = x;
        x = pen.pieces(x, area.y, width, &[(&key, colours.key), (" ", colours.text), (&hint, colours.dim)]);
        pen.click(Rect::new(start, area.y, x - start, 1), binding.command(app));
        x += 2;
    }
}
