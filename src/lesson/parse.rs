//! From Markdown to a lesson: `#` is its title, each `##` begins a page, fenced blocks are scenes, questions and claims.

use super::{
    Block, Claim, Lesson, LessonError, Mistake, Note, Page, Piece,
    ask::question,
    bars::bars,
    code::code,
    reader::{NO_HTML, Reader, Wrong, pieces},
    scene,
};
use crate::command::split;
use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, Tag, TagEnd};
use std::{ops::Range, path::Path};

/// Reads a lesson from its text; `file` is what it is called in errors, and its beginning is the number of the lesson, or
/// the number is 0.
///
/// # Errors
/// All mistakes, each with its line; of a question and of a paragraph, the first.
pub fn lesson(file: &str, text: &str) -> Result<Lesson, LessonError> {
    let stem = Path::new(file).file_stem().map_or(file.into(), |stem| stem.to_string_lossy().into_owned());
    let digits: String = stem.chars().take_while(char::is_ascii_digit).collect();
    let mut lesson = Lesson {
        number: digits.parse().unwrap_or(0),
        id: stem,
        file: file.into(),
        title: String::new(),
        summary: String::new(),
        opening: Vec::new(),
        pages: Vec::new(),
    };
    // Some editors begin a file with a mark that is no text.
    let mut reader = Reader::new(text.trim_start_matches('\u{feff}'));
    reader.lesson(&mut lesson);
    if reader.wrong.is_empty() {
        return Ok(lesson);
    }
    let mistake = |(line, why)| Mistake { file: file.into(), line, why };
    Err(LessonError::Mistakes(reader.wrong.into_iter().map(mistake).collect()))
}

const NOTHING: &str = "a lesson has text, lists, tables, remarks and fenced blocks; this is none of them";

impl<'a> Reader<'a> {
    fn lesson(&mut self, lesson: &mut Lesson) {
        while let Some((event, range)) = self.next() {
            if let Err(wrong) = self.part(event, range, lesson) {
                self.wrong.push(wrong);
                self.leave();
                if lesson.title.is_empty() {
                    return;
                }
            }
        }
        // What could not be read is not missing.
        if !self.wrong.is_empty() {
            return;
        }
        self.wrong.extend(match lesson.pages.iter().find(|page| page.blocks.is_empty()) {
            _ if lesson.title.is_empty() => Some((1, "a lesson begins with its title, after #".into())),
            Some(page) => Some((page.line, format!("the page '{}' is empty", page.title))),
            _ if lesson.pages.is_empty() => Some((1, "a lesson has at least one page, which begins with ##".into())),
            None => None,
        });
    }

    /// The title, the beginning of a page, or a block.
    fn part(&mut self, event: Event<'a>, range: Range<usize>, lesson: &mut Lesson) -> Result<(), Wrong> {
        let line = self.line(range.start);
        let wrong = |why: &str| Err((line, why.to_string()));
        match event {
            Event::Start(Tag::Heading { level: HeadingLevel::H1, .. }) => {
                if !lesson.title.is_empty() {
                    return wrong("a lesson has one title; a page begins with ##");
                }
                lesson.title = plain(&self.inline(TagEnd::Heading(HeadingLevel::H1))?);
            }
            _ if lesson.title.is_empty() => return wrong("a lesson begins with its title, after #"),
            Event::Start(Tag::Heading { level: HeadingLevel::H2, .. }) => {
                let title = plain(&self.inline(TagEnd::Heading(HeadingLevel::H2))?);
                lesson.pages.push(Page { title, blocks: Vec::new(), line });
            }
            Event::Start(tag) => {
                let block = self.block(tag, range)?;
                match (lesson.pages.last_mut(), block) {
                    (Some(page), block) => page.blocks.push(block),
                    (None, Block::Paragraph(pieces)) if lesson.summary.is_empty() => lesson.summary = plain(&pieces),
                    (None, Block::Scene(commands)) if lesson.opening.is_empty() => lesson.opening = commands,
                    (None, _) => {
                        return wrong("before the first page (##) there is one paragraph and one do block at the most");
                    }
                }
            }
            Event::Rule => {}
            _ => return wrong(NOTHING),
        }
        Ok(())
    }

    fn block(&mut self, tag: Tag<'a>, range: Range<usize>) -> Result<Block, Wrong> {
        let line = self.line(range.start);
        match tag {
            Tag::Paragraph => Ok(Block::Paragraph(self.inline(TagEnd::Paragraph)?)),
            Tag::List(first) => self.list(first),
            Tag::BlockQuote(_) => self.aside(line),
            Tag::Table(_) => self.table(),
            Tag::CodeBlock(kind) => {
                let text = self.verbatim();
                let word = match &kind {
                    CodeBlockKind::Fenced(word) => word.trim(),
                    CodeBlockKind::Indented => return Err((line, "a formula stands between ```".into())),
                };
                self.closed(range)?;
                self.fenced(word, &text, line + 1)
            }
            Tag::Heading { .. } => Err((line, "inside a page there are no headings; a page begins with ##".into())),
            Tag::HtmlBlock => Err((line, NO_HTML.into())),
            _ => Err((line, NOTHING.into())),
        }
    }

    /// A fenced block has an end, and no other one begins in it: else it swallows what follows.
    fn closed(&self, range: Range<usize>) -> Result<(), Wrong> {
        let fence = |line: &str| line.trim_start().starts_with("```") || line.trim_start().starts_with("~~~");
        let first = self.line(range.start);
        let within = self.source(range).trim_end().lines().skip(1);
        let Some((line, end)) = within.zip(first + 1..).filter(|(text, _)| fence(text)).map(|(t, at)| (at, t)).next()
        else {
            return Err((first, "this block is never closed: expected ``` on a line of its own after it".into()));
        };
        match end.trim().chars().all(|sign| sign == '`' || sign == '~') {
            true => Ok(()),
            false => {
                Err((line, format!("the block that begins in line {first} is still open here: expected ``` before")))
            }
        }
    }

    /// The text of a block to its end.
    fn verbatim(&mut self) -> String {
        let mut text = String::new();
        while let Some((event, _)) = self.next() {
            match event {
                Event::Text(part) => text.push_str(&part),
                Event::End(TagEnd::CodeBlock) => break,
                _ => {}
            }
        }
        text
    }

    fn list(&mut self, first: Option<u64>) -> Result<Block, Wrong> {
        let (mut points, mut number) = (Vec::new(), first);
        while let Some((event, range)) = self.next() {
            match event {
                Event::End(TagEnd::List(_)) => break,
                Event::Start(Tag::Item) => {
                    let sign = number.map_or("•".into(), |n| format!("{n}."));
                    number = number.map(|n| n + 1);
                    points.push((sign, self.inline(TagEnd::Item)?));
                }
                _ => return Err((self.line(range.start), "a list has points and nothing else".into())),
            }
        }
        Ok(Block::List(points))
    }

    fn aside(&mut self, line: usize) -> Result<Block, Wrong> {
        let mut all = Vec::new();
        while let Some((event, _)) = self.next() {
            match event {
                Event::End(TagEnd::BlockQuote(_)) => break,
                Event::Start(Tag::Paragraph) if all.is_empty() => all = self.inline(TagEnd::Paragraph)?,
                _ => return Err((line, "a remark aside is one paragraph".into())),
            }
        }
        Ok(Block::Aside(all))
    }

    fn table(&mut self) -> Result<Block, Wrong> {
        let mut rows = Vec::new();
        while let Some((event, _)) = self.next() {
            match event {
                Event::End(TagEnd::Table) => break,
                Event::Start(Tag::TableHead | Tag::TableRow) => rows.push(Vec::new()),
                Event::Start(Tag::TableCell) => {
                    let cell = self.inline(TagEnd::TableCell)?;
                    if let Some(row) = rows.last_mut() {
                        row.push(cell);
                    }
                }
                _ => {}
            }
        }
        Ok(Block::Table(rows))
    }
}

impl Reader<'_> {
    /// A fenced block, whose text begins in `line`.
    fn fenced(&mut self, word: &str, text: &str, line: usize) -> Result<Block, Wrong> {
        let lines = text.lines().zip(line..);
        match word {
            "" => Ok(Block::Formula(text.trim_end().lines().map(|line| line.replace('\t', "    ")).collect())),
            "do" => {
                let commands = lines.flat_map(|(text, line)| split(text).into_iter().map(move |text| (text, line)));
                Ok(Block::Scene(self.all(commands, |text, line| Ok((line, scene::command(text)?)))))
            }
            "ask" => question(text, line).map(|question| Block::Ask(question.into())),
            "expect" => {
                let claims = lines.map(|(text, line)| (text.trim(), line)).filter(|(text, _)| !text.is_empty());
                Ok(Block::Expect(self.all(claims, Claim::parse)))
            }
            "bars" => bars(text, line).map(Block::Bars),
            "guesses" => {
                let mut names = lines.map(|(text, line)| (text.trim(), line)).filter(|(text, _)| !text.is_empty());
                let name = names.next().map(|(name, _)| name.to_string());
                match names.next() {
                    Some((_, line)) => {
                        Err((line, "guesses have one line at the most: what this model is called".into()))
                    }
                    None => Ok(Block::Guesses(name)),
                }
            }
            "code" => code(text, line).map(Block::Code),
            "note" => note(text, line, 0),
            timed if timed.starts_with("note ") => match minutes(timed) {
                Some(minutes) => note(text, line, minutes),
                None => {
                    Err((line - 1, format!("'{timed}' says no time: expected 1 to 600 minutes, as in note 4 minutes")))
                }
            },
            other => {
                let blocks = "do, ask, expect, bars, code, guesses, note and formulas";
                Err((line - 1, format!("there is no block '{other}'; there are {blocks}")))
            }
        }
    }

    /// What can be read of some lines; what is wrong with the others is kept.
    fn all<'t, T>(
        &mut self,
        lines: impl Iterator<Item = (&'t str, usize)>,
        read: impl Fn(&str, usize) -> Result<T, String>,
    ) -> Vec<T> {
        let mut all = Vec::new();
        for (text, line) in lines {
            match read(text, line) {
                Ok(one) => all.push(one),
                Err(why) => self.wrong.push((line, why)),
            }
        }
        all
    }
}

/// The time in the word of a note, as in `note 4 minutes`.
fn minutes(word: &str) -> Option<u32> {
    match word.split_whitespace().collect::<Vec<_>>()[..] {
        [_, minutes, "minute" | "minutes"] => minutes.parse().ok().filter(|minutes| (1..=600).contains(minutes)),
        _ => None,
    }
}

/// The note of a page that takes so long; its text begins in `line`.
fn note(text: &str, line: usize, minutes: u32) -> Result<Block, Wrong> {
    let (mut paragraphs, mut open) = (Vec::<(usize, String)>::new(), false);
    for (text, line) in text.lines().map(str::trim).zip(line..) {
        match paragraphs.last_mut().filter(|_| open) {
            _ if text.is_empty() => open = false,
            Some((_, paragraph)) => {
                paragraph.push('\n');
                paragraph.push_str(text);
            }
            None => {
                paragraphs.push((line, text.into()));
                open = true;
            }
        }
    }
    if paragraphs.is_empty() && minutes == 0 {
        return Err((line, "this note is empty".into()));
    }
    let paragraphs = paragraphs.into_iter().map(|(line, text)| pieces(&text, line)).collect::<Result<_, _>>()?;
    Ok(Block::Note(Note { minutes, paragraphs }))
}

fn plain(pieces: &[Piece]) -> String {
    pieces.iter().map(Piece::text).collect()
}
