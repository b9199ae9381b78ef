//! A page as it is played: its text, what stands beside it at each moment, and what is said to its questions.

use crate::{
    choice::Choice,
    data::plain,
    lesson::{Block, Figure, Hand, Kind, Lay, Lesson, Page, Piece, Question, Told, With},
    ui::{Camera, capitalised, error},
};
use std::collections::HashMap;

/// The columns and lines of a picture.
const PICTURE: (u16, u16) = (66, 30);

/// A page that was played.
pub(super) struct Played<'a> {
    pub page: &'a Page,
    pub parts: Vec<Part<'a>>,
    /// The figures that are other than they are written, by their lines and texts.
    pub computed: HashMap<(usize, String), String>,
}

/// What is met on it, in order.
pub(super) enum Part<'a> {
    /// What is read.
    Text(&'a Block),
    /// What stands beside it from here on: a picture, and the same in a few words.
    Picture(String, String),
    /// A question, what is said once it is settled; all further parts come after that.
    Question(&'a Question, String),
}

impl Played<'_> {
    /// A figure as the live program has it.
    pub fn figure<'b>(&'b self, figure: &'b Figure) -> &'b str {
        self.computed.get(&(figure.line, figure.text.clone())).map_or(&figure.text, |text| text)
    }

    /// A line of code, with its figure.
    pub fn code(&self, line: &[Piece]) -> String {
        let mut code = String::new();
        for piece in line {
            code += if let Piece::Figure(figure) = piece { self.figure(figure) } else { piece.text() };
        }
        code
    }
}

/// The formula that a question is about, where its options are the parts of one.
pub(super) fn formula(question: &Question) -> Option<String> {
    let Kind::Choice { options, lay: Lay::Within(between), .. } = &question.kind else { return None };
    let parts = options.iter().map(|option| option.text.as_str()).chain([""]);
    Some(between.iter().zip(parts).flat_map(|(text, part)| [text, part]).collect())
}

/// What is done by hand, in a sentence.
pub(super) fn by_hand(hand: &Hand) -> String {
    match &hand.with {
        With::Dial(dial) => {
            let [from, to] = [dial.range.0, dial.range.1].map(|end| dial.text(end));
            format!("A dial: {}, from {from} to {to}, by {}. {}", dial.name, dial.step, hand.goal)
        }
        With::Commands(_) => format!("By hand, in the program: {}", hand.goal),
    }
}

/// Plays the pages of a lesson.
///
/// # Errors
/// Why one cannot be played, with its place.
pub(super) fn pages<'a>(
    camera: &mut Camera<'_>,
    lesson: &'a Lesson,
    pictures: bool,
) -> Result<Vec<Played<'a>>, String> {
    let play = |(at, page): (usize, &'a Page)| {
        played(camera, (lesson.number, at), page, pictures)
            .map_err(|why| format!("{}, line {} ('{}'): {why}", lesson.file, page.line, page.title))
    };
    lesson.pages.iter().enumerate().map(play).collect()
}

fn played<'a>(
    camera: &mut Camera<'_>,
    (number, at): (usize, usize),
    page: &'a Page,
    pictures: bool,
) -> Result<Played<'a>, String> {
    camera.does(&format!("lesson {number} {}", at + 1))?;
    let mut played = Played { page, parts: Vec::new(), computed: HashMap::new() };
    let mut last = None;
    let mut look = |camera: &Camera<'_>, played: &mut Played<'a>| {
        let Some((still, said)) = camera.beside(PICTURE).filter(|_| pictures).map(|still| (still, said(camera))) else {
            return;
        };
        if last.as_ref() != Some(&still) {
            played.parts.push(Part::Picture(still.part(still.frame().area, &said), said));
            last = Some(still);
        }
    };
    look(camera, &mut played);
    for (place, block) in page.blocks.iter().enumerate() {
        for figure in block.figures() {
            if let Ok(value) = camera.app().with_live(|live| live.value(&figure.of))
                && !figure.confirms(value)
            {
                let decimals = figure.stated().map_or(2, |(_, decimals)| decimals);
                played.computed.insert((figure.line, figure.text.clone()), format!("{value:.decimals$}"));
            }
        }
        match block {
            Block::Ask(question) => {
                settle(camera)?;
                let told = match camera.app().lecture().walk.told(place) {
                    Some(Told::Settled(told) | Told::Open(told)) => told.clone(),
                    None => String::new(),
                };
                played.parts.push(Part::Question(question, told));
                look(camera, &mut played);
            }
            Block::Scene(_) | Block::Expect(_) => {}
            block => played.parts.push(Part::Text(block)),
        }
    }
    Ok(played)
}

/// Has the answer shown; what has none to show is passed over.
fn settle(camera: &mut Camera<'_>) -> Result<(), String> {
    camera.does("reveal").or_else(|_| camera.does("skip"))
}

/// What a picture shows, for whoever does not see it.
fn said(camera: &Camera<'_>) -> String {
    let (app, here) = (camera.app(), camera.app().snapshot());
    let screen = app.spread().beside;
    let (user, item) = (app.name(app.view().user), app.name(app.view().item));
    let (method, mse) = (here.options.method.title(), error(here.here.train.mse()));
    let (screen, step) = (capitalised(screen.name()), here.position.step);
    let said = format!("{screen}: {method}, step {step}, MSE {mse}; {user} and {item} are selected");
    plain(&said).into_owned()
}
