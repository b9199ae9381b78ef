//! A course as HTML: one file, which needs nothing besides.

use super::played::{Part, Played, by_hand, formula};
use crate::{
    data::plain,
    lesson::{Block, Course, Kind, Lesson, Note, Piece, Question},
    ui::escaped,
};
use std::fmt::Write as _;

/// Text as it stands in HTML; what hides in a name is spelled out.
fn text(of: &str) -> String {
    escaped(&plain(of))
}

/// A name as it can stand in an address within the page.
fn anchor(of: &str) -> String {
    of.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' }).collect()
}

/// The whole file.
pub(super) fn written(course: &Course, parts: &[(&Lesson, Vec<Played<'_>>)], notes: bool) -> String {
    let title = text(&course.title);
    let mut out = format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{title}</title>\n\
         <style>\n{STYLE}</style>\n</head>\n<body>\n<header>\n<h1>{title}</h1>\n</header>\n\
         <nav aria-label=\"Contents\">\n<ol class=\"parts\">\n"
    );
    for (lesson, pages) in parts {
        let time = match lesson.minutes() {
            0 => String::new(),
            minutes => format!(", {minutes} minutes"),
        };
        let _ = writeln!(
            out,
            "<li value=\"{0}\"><a href=\"#part-{0}\">{1}</a> <small>{2} pages{time}</small></li>",
            lesson.number,
            text(&lesson.title),
            pages.len()
        );
    }
    out += "</ol>\n</nav>\n<main>\n";
    for (lesson, pages) in parts {
        let _ = write!(
            out,
            "<section id=\"part-{0}\">\n<h2>{0} {1}</h2>\n<p class=\"summary\">{2}</p>\n",
            lesson.number,
            text(&lesson.title),
            text(&lesson.summary)
        );
        for (at, played) in pages.iter().enumerate() {
            page(&mut out, (lesson.number, at + 1), played, notes);
        }
        out += "</section>\n";
    }
    out += "</main>\n";
    words(&mut out, course, parts);
    out + "</body>\n</html>\n"
}

/// The words of the glossary that are said.
fn words(out: &mut String, course: &Course, parts: &[(&Lesson, Vec<Played<'_>>)]) {
    let blocks = parts.iter().flat_map(|(_, pages)| pages).flat_map(|played| &played.page.blocks);
    let said: std::collections::BTreeSet<&str> = blocks
        .flat_map(Block::said)
        .filter_map(|said| Some(&*course.glossary.terms()[course.glossary.find(&said.term)?].name))
        .collect();
    if said.is_empty() {
        return;
    }
    *out += "<section id=\"glossary\">\n<h2>Glossary</h2>\n<dl>\n";
    for term in course.glossary.terms().iter().filter(|term| said.contains(&*term.name)) {
        let _ = writeln!(
            out,
            "<dt id=\"word-{}\">{}</dt><dd>{}</dd>",
            anchor(&term.name),
            text(&term.name),
            text(&term.sentence)
        );
    }
    *out += "</dl>\n</section>\n";
}

fn page(out: &mut String, (part, number): (usize, usize), played: &Played<'_>, notes: bool) {
    let writer = Writer { played };
    let _ =
        writeln!(out, "<article id=\"page-{part}-{number}\">\n<h3>{part}.{number} {}</h3>", text(&played.page.title));
    let mut folds = 0;
    for part in &played.parts {
        match part {
            Part::Text(Block::Note(note)) if notes => writer.note(out, note),
            Part::Text(block) => writer.block(out, block),
            Part::Picture(svg, said) => {
                let _ = writeln!(out, "<figure>\n{svg}<figcaption>{}</figcaption>\n</figure>", text(said));
            }
            Part::Question(question, told) => {
                writer.question(out, question);
                let _ = writeln!(out, "<details>\n<summary>Answer</summary>\n<p class=\"told\">{}</p>", text(told));
                folds += 1;
            }
        }
    }
    *out += &"</details>\n".repeat(folds);
    *out += "</article>\n";
}

struct Writer<'a> {
    played: &'a Played<'a>,
}

impl Writer<'_> {
    fn pieces(&self, pieces: &[Piece]) -> String {
        pieces.iter().map(|piece| self.piece(piece)).collect()
    }

    fn piece(&self, piece: &Piece) -> String {
        let said = text(piece.text());
        match piece {
            Piece::Plain(_) => said,
            Piece::Strong(_) => format!("<strong>{said}</strong>"),
            Piece::Emphasis(_) => format!("<em>{said}</em>"),
            Piece::Code(_) => format!("<code>{said}</code>"),
            Piece::Figure(figure) => format!("<b>{}</b>", text(self.played.figure(figure))),
            Piece::Said(said) => format!("<a href=\"#word-{}\">{}</a>", anchor(&said.term), text(&said.text)),
        }
    }

    fn block(&self, out: &mut String, block: &Block) {
        let _ = match block {
            Block::Paragraph(pieces) => writeln!(out, "<p>{}</p>", self.pieces(pieces)),
            Block::Aside(pieces) => writeln!(out, "<aside><p>{}</p></aside>", self.pieces(pieces)),
            Block::List(points) => {
                let kind = if points.first().is_some_and(|(sign, _)| sign == "•") { "ul" } else { "ol" };
                let points: String =
                    points.iter().map(|(_, pieces)| format!("<li>{}</li>", self.pieces(pieces))).collect();
                writeln!(out, "<{kind}>{points}</{kind}>")
            }
            Block::Table(rows) => {
                let row = |(at, row): (usize, &Vec<Vec<Piece>>)| {
                    let cell = if at == 0 { "th" } else { "td" };
                    let cells: String = row.iter().map(|c| format!("<{cell}>{}</{cell}>", self.pieces(c))).collect();
                    format!("<tr>{cells}</tr>")
                };
                writeln!(out, "<table>{}</table>", rows.iter().enumerate().map(row).collect::<String>())
            }
            Block::Bars(bars) => {
                let rows: String = bars
                    .rows
                    .iter()
                    .filter_map(|row| bars.row(row))
                    .map(|(words, figure, part)| {
                        format!(
                            "<tr><th scope=\"row\">{}</th><td><span style=\"width:{:.1}%\"></span></td><td><b>{}</b></td></tr>",
                            self.pieces(words),
                            100.0 * part,
                            text(self.played.figure(figure))
                        )
                    })
                    .collect();
                writeln!(out, "<table class=\"bars\">{rows}</table>")
            }
            Block::Formula(lines) => {
                let lines: Vec<String> = lines.iter().map(|line| text(line)).collect();
                writeln!(out, "<pre>{}</pre>", lines.join("\n"))
            }
            Block::Code(code) => {
                let lines: Vec<String> = code.lines.iter().map(|line| text(&self.played.code(line))).collect();
                writeln!(out, "<pre class=\"code\"><code>{}</code></pre>", lines.join("\n"))
            }
            Block::Guesses(_) => {
                writeln!(out, "<p><em>In the program your own guesses stand here, beside those of the models.</em></p>")
            }
            Block::Scene(_) | Block::Expect(_) | Block::Ask(_) | Block::Note(_) => Ok(()),
        };
    }

    fn note(&self, out: &mut String, note: &Note) {
        let paragraphs: String =
            note.paragraphs.iter().map(|pieces| format!("<p>{}</p>", self.pieces(pieces))).collect();
        let time = if note.minutes > 0 { format!("<p><small>{} min</small></p>", note.minutes) } else { String::new() };
        let _ = writeln!(out, "<aside class=\"note\">{time}{paragraphs}</aside>");
    }

    fn question(&self, out: &mut String, question: &Question) {
        let _ = writeln!(out, "<p class=\"question\">{}</p>", self.pieces(&question.prompt));
        if let Some(formula) = formula(question) {
            let _ = writeln!(out, "<pre>{}</pre>", text(&formula));
        }
        let _ = match &question.kind {
            Kind::Choice { options, .. } => {
                let options: String = options.iter().map(|option| format!("<li>{}</li>", text(&option.text))).collect();
                writeln!(out, "<ol>{options}</ol>")
            }
            Kind::Hand(hand) => writeln!(out, "<p class=\"hand\">{}</p>", text(&by_hand(hand))),
            _ => Ok(()),
        };
        for hint in &question.hints {
            let _ = writeln!(out, "<details class=\"hint\"><summary>Hint</summary><p>{}</p></details>", text(hint));
        }
    }
}

/// How it looks. On paper nothing is folded.
const STYLE: &str = "\
:root { color-scheme: light; }
body { font: 1.05rem/1.55 Charter, 'Bitstream Charter', Cambria, Georgia, serif; max-width: 46rem; margin: 2rem auto; padding: 0 1rem; color: #1c2128; background: #fff; }
h1, h2, h3 { font-family: system-ui, sans-serif; line-height: 1.25; }
h2 { margin-top: 4rem; border-bottom: 2px solid #1c2128; }
h3 { margin-top: 2.5rem; }
small, figcaption { color: #57606a; font-size: .85rem; }
code, pre { font-family: 'DejaVu Sans Mono', Menlo, Consolas, monospace; font-size: .88em; }
pre { background: #f6f8fa; padding: .6rem .8rem; overflow-x: auto; }
pre.code { border-left: 4px solid #2472c8; }
aside { border-left: 4px solid #d0d7de; padding-left: 1rem; color: #444c56; }
aside.note { border-color: #bf8700; font-size: .92em; }
figure { margin: 1rem 0; }
figure svg { width: 100%; height: auto; border: 1px solid #d0d7de; }
table { border-collapse: collapse; margin: 1rem 0; }
th, td { padding: .2rem .7rem; text-align: left; border-bottom: 1px solid #d0d7de; }
table.bars { width: 100%; } table.bars td:nth-child(2) { width: 55%; }
table.bars span { display: block; height: .8rem; background: #2472c8; -webkit-print-color-adjust: exact; print-color-adjust: exact; }
.question { font-weight: 600; } .question::before { content: '▸ '; color: #2472c8; }
.hand { font-style: italic; }
.told { font-weight: 600; color: #1a7f37; }
details > summary { cursor: pointer; color: #0b5cad; font-family: system-ui, sans-serif; }
details.hint { margin-left: 1rem; }
dt { font-weight: 600; margin-top: .6rem; }
@media print {
  body { max-width: none; margin: 0; font-size: 10.5pt; }
  section + section > h2 { break-before: page; } h3, .question { break-after: avoid; }
  figure, pre, table { break-inside: avoid; } figure { max-width: 14cm; }
  a { color: inherit; text-decoration: none; }
  details::details-content { content-visibility: visible; block-size: auto; opacity: 1; }
}
";
