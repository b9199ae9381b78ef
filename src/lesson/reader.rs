//! Markdown as a row of events with their lines, and the pieces of text in it.

use super::{Expression, Figure, Piece, Said};
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};
use std::ops::Range;

/// Why a lesson cannot be understood: the line, from 1, and what is wrong there.
pub(super) type Wrong = (usize, String);

pub(super) const NO_HTML: &str = "a lesson has no HTML";

/// The pieces of one paragraph that begins in `line`.
pub(super) fn pieces(text: &str, line: usize) -> Result<Vec<Piece>, Wrong> {
    let mut reader = Reader::new(text);
    match reader.next() {
        Some((Event::Start(Tag::Paragraph), _)) => {
            reader.inline(TagEnd::Paragraph).map_err(|(at, why)| (at + line - 1, why)).map(|mut pieces| {
                for piece in &mut pieces {
                    match piece {
                        Piece::Figure(figure) => figure.line += line - 1,
                        Piece::Said(said) => said.line += line - 1,
                        _ => {}
                    }
                }
                pieces
            })
        }
        _ => Err((line, "expected a sentence".into())),
    }
}

/// A link that is being read.
struct Link {
    text: String,
    line: usize,
    to: To,
}

/// Where a link leads.
enum To {
    /// To the value that a figure states.
    Value(Expression),
    /// To a word of the glossary; without one, to the text itself.
    Said(Option<String>),
}

impl Link {
    fn piece(self) -> Result<Piece, Wrong> {
        let Self { text, line, .. } = self;
        match self.to {
            To::Said(term) => Ok(Piece::Said(Said { term: term.unwrap_or_else(|| text.clone()), text, line })),
            To::Value(of) => {
                let figure = Figure { text, of, line };
                match figure.stated() {
                    Some(_) => Ok(Piece::Figure(figure)),
                    None => Err((line, format!("'{}' is no number: a figure states one", figure.text))),
                }
            }
        }
    }
}

/// Reads events from a text.
pub(super) struct Reader<'a> {
    text: &'a str,
    /// Where each line ends.
    ends: Vec<usize>,
    events: pulldown_cmark::OffsetIter<'a>,
    /// Within how many blocks and spans the next event stands.
    depth: usize,
    /// What is wrong so far.
    pub(super) wrong: Vec<Wrong>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        let ends = text.match_indices('\n').map(|(at, _)| at).collect();
        let events = Parser::new_ext(text, Options::ENABLE_TABLES).into_offset_iter();
        Self { text, ends, events, depth: 0, wrong: Vec::new() }
    }

    pub(super) fn next(&mut self) -> Option<(Event<'a>, Range<usize>)> {
        let next = self.events.next();
        match next {
            Some((Event::Start(_), _)) => self.depth += 1,
            Some((Event::End(_), _)) => self.depth = self.depth.saturating_sub(1),
            _ => {}
        }
        next
    }

    /// Passes over what is left of the block that something is wrong with.
    pub(super) fn leave(&mut self) {
        while self.depth > 0 && self.next().is_some() {}
    }

    /// What stands in the file from one place to another.
    pub(super) fn source(&self, range: Range<usize>) -> &'a str {
        &self.text[range]
    }

    /// The line of a place, from 1.
    pub(super) fn line(&self, at: usize) -> usize {
        self.ends.partition_point(|end| *end < at) + 1
    }

    /// Pieces of text up to the end of what they stand in.
    pub(super) fn inline(&mut self, end: TagEnd) -> Result<Vec<Piece>, Wrong> {
        let mut pieces: Vec<Piece> = Vec::new();
        // A link is a figure, or a word of the glossary: what it says comes before its end.
        let (mut strong, mut emphasis, mut link) = (false, false, None::<Link>);
        while let Some((event, range)) = self.next() {
            let line = self.line(range.start);
            let text = match event {
                Event::End(tag) if tag == end => break,
                Event::Start(Tag::Paragraph) | Event::End(TagEnd::Paragraph) => continue,
                Event::Start(Tag::Strong) | Event::End(TagEnd::Strong) => {
                    strong = !strong;
                    continue;
                }
                Event::Start(Tag::Emphasis) | Event::End(TagEnd::Emphasis) => {
                    emphasis = !emphasis;
                    continue;
                }
                Event::Start(Tag::Link { dest_url, .. }) => {
                    link = Some(match dest_url.strip_prefix("say") {
                        Some("") => Link { text: String::new(), line, to: To::Said(None) },
                        Some(term) if term.starts_with(' ') => {
                            Link { text: String::new(), line, to: To::Said(Some(term.trim().into())) }
                        }
                        _ => {
                            let of = Expression::parse(&dest_url).map_err(|wrong| (line, wrong.why))?;
                            Link { text: String::new(), line, to: To::Value(of) }
                        }
                    });
                    continue;
                }
                Event::End(TagEnd::Link) => {
                    pieces.extend(link.take().map(Link::piece).transpose()?);
                    continue;
                }
                Event::Text(text) => text,
                Event::SoftBreak | Event::HardBreak => " ".into(),
                Event::Code(code) => {
                    pieces.push(Piece::Code(code.into_string()));
                    continue;
                }
                Event::InlineHtml(_) | Event::Html(_) => return Err((line, NO_HTML.into())),
                Event::Start(Tag::Image { .. }) => return Err((line, "a lesson has no pictures".into())),
                _ => return Err((line, "a sentence has words, figures, keys and nothing else".into())),
            };
            let figure_missed =
                text.starts_with('(') && matches!(pieces.last(), Some(Piece::Plain(p)) if p.ends_with(']'));
            if link.is_none() && figure_missed {
                let why = "this is no figure: a bracket is missing, or < > around an expression with blanks, as in [5](<rating(An, BTS)>)";
                return Err((line, why.into()));
            }
            match (&mut link, pieces.last_mut()) {
                (Some(link), _) => link.text.push_str(&text),
                (None, Some(Piece::Strong(last))) if strong => last.push_str(&text),
                (None, Some(Piece::Emphasis(last))) if emphasis && !strong => last.push_str(&text),
                (None, Some(Piece::Plain(last))) if !strong && !emphasis => last.push_str(&text),
                _ if strong => pieces.push(Piece::Strong(text.into_string())),
                _ if emphasis => pieces.push(Piece::Emphasis(text.into_string())),
                _ => pieces.push(Piece::Plain(text.into_string())),
            }
        }
        let broken = |piece: &&Piece| matches!(piece, Piece::Plain(text) if text.contains("]("));
        match pieces.iter().find(broken) {
            Some(piece) => {
                let at = self.text.find(piece.text()).map_or(1, |at| self.line(at));
                Err((at, "a target with blanks stands in angle brackets, as in [1](<rating(An, Zhou Shen)>)".into()))
            }
            None => Ok(pieces),
        }
    }
}
