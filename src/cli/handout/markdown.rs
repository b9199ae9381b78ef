//! A course as Markdown: one file. Pictures stand in it as SVG, folded parts as HTML, which Markdown lets through.

use super::played::{Part, Played, by_hand, formula};
use crate::{
    data::plain,
    lesson::{Block, Course, Kind, Lesson, Piece, Question},
};
use std::fmt::Write as _;

/// Text whose signs mean nothing to Markdown; what hides in a name is spelled out.
fn text(of: &str) -> String {
    let mut out = String::new();
    for sign in plain(of).chars() {
        if matches!(sign, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|' | '~') {
            out.push('\\');
        }
        out.push(sign);
    }
    out
}

/// Text in a span of code, within as many backticks as it takes.
fn code(of: &str) -> String {
    let of = plain(of);
    let longest = of.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    let blank = if of.starts_with('`') || of.ends_with('`') { " " } else { "" };
    format!("{fence}{blank}{of}{blank}{fence}")
}

/// The whole file.
pub(super) fn written(course: &Course, parts: &[(&Lesson, Vec<Played<'_>>)], notes: bool) -> String {
    let mut out = format!("# {}\n", text(&course.title));
    for (lesson, pages) in parts {
        let _ = write!(out, "\n## {} {}\n\n{}\n", lesson.number, text(&lesson.title), text(&lesson.summary));
        for (at, played) in pages.iter().enumerate() {
            page(&mut out, (lesson.number, at + 1), played, notes);
        }
    }
    out
}

fn page(out: &mut String, (part, number): (usize, usize), played: &Played<'_>, notes: bool) {
    let writer = Writer { played };
    let _ = writeln!(out, "\n### {part}.{number} {}", text(&played.page.title));
    let mut folds = 0;
    for part in &played.parts {
        out.push('\n');
        match part {
            Part::Text(Block::Note(note)) => {
                for pieces in note.paragraphs.iter().filter(|_| notes) {
                    let _ = writeln!(out, "> {}\n", writer.pieces(pieces));
                }
            }
            Part::Text(block) => writer.block(out, block),
            // A blank line would end the picture.
            Part::Picture(svg, said) => {
                let _ = writeln!(out, "{}\n\n*{}*", svg.trim_end(), text(said));
            }
            Part::Question(question, told) => {
                writer.question(out, question);
                let _ = writeln!(out, "\n<details>\n<summary>Answer</summary>\n\n**{}**", text(told));
                folds += 1;
            }
        }
    }
    *out += &"\n</details>\n".repeat(folds);
}

struct Writer<'a> {
    played: &'a Played<'a>,
}

impl Writer<'_> {
    fn pieces(&self, pieces: &[Piece]) -> String {
        let piece = |piece: &Piece| match piece {
            Piece::Plain(of) => text(of),
            Piece::Strong(of) => format!("**{}**", text(of)),
            Piece::Emphasis(of) => format!("*{}*", text(of)),
            Piece::Code(of) => code(of),
            Piece::Figure(figure) => format!("**{}**", text(self.played.figure(figure))),
            Piece::Said(said) => text(&said.text),
        };
        pieces.iter().map(piece).collect()
    }

    fn block(&self, out: &mut String, block: &Block) {
        let _ = match block {
            Block::Paragraph(pieces) => writeln!(out, "{}", self.pieces(pieces)),
            Block::Aside(pieces) => writeln!(out, "> {}", self.pieces(pieces)),
            Block::List(points) => {
                let point = |(sign, pieces): &(String, Vec<Piece>)| {
                    format!("{} {}\n", if sign == "•" { "-" } else { sign }, self.pieces(pieces))
                };
                write!(out, "{}", points.iter().map(point).collect::<String>())
            }
            Block::Table(rows) => {
                let row = |row: &Vec<Vec<Piece>>| {
                    let cells: Vec<String> = row.iter().map(|cell| self.pieces(cell)).collect();
                    format!("| {} |\n", cells.join(" | "))
                };
                let rule = format!("|{}\n", " --- |".repeat(rows.first().map_or(1, Vec::len)));
                let mut lines: Vec<String> = rows.iter().map(row).collect();
                lines.insert(lines.len().min(1), rule);
                write!(out, "{}", lines.concat())
            }
            Block::Bars(bars) => {
                let row = |(words, figure, part): (&[Piece], _, f64)| {
                    let bar = "█".repeat((20.0 * part).round() as usize);
                    format!("| {} | {bar} | **{}** |\n", self.pieces(words), text(self.played.figure(figure)))
                };
                let rows: String = bars.rows.iter().filter_map(|row| bars.row(row)).map(row).collect();
                write!(out, "| | | |\n| --- | --- | --- |\n{rows}")
            }
            Block::Formula(lines) => fenced(out, "", lines.iter().cloned()),
            Block::Code(code) => fenced(out, "python", code.lines.iter().map(|line| self.played.code(line))),
            Block::Guesses(_) => {
                writeln!(out, "*In the program your own guesses stand here, beside those of the models.*")
            }
            Block::Scene(_) | Block::Expect(_) | Block::Ask(_) | Block::Note(_) => Ok(()),
        };
    }

    fn question(&self, out: &mut String, question: &Question) {
        let _ = writeln!(out, "**▸ {}**", self.pieces(&question.prompt).replace("**", ""));
        if let Some(formula) = formula(question) {
            out.push('\n');
            let _ = fenced(out, "", std::iter::once(formula));
        }
        match &question.kind {
            Kind::Choice { options, .. } => {
                out.push('\n');
                for (option, number) in options.iter().zip(1..) {
                    let _ = writeln!(out, "{number}. {}", text(&option.text));
                }
            }
            Kind::Hand(hand) => {
                let _ = writeln!(out, "\n{}", text(&by_hand(hand)));
            }
            _ => {}
        }
        for hint in &question.hints {
            let _ = writeln!(out, "\n<details>\n<summary>Hint</summary>\n\n{}\n\n</details>", text(hint));
        }
    }
}

/// Lines as they are, within a fence that none of them ends.
fn fenced(out: &mut String, word: &str, lines: impl Iterator<Item = String>) -> std::fmt::Result {
    let lines: Vec<String> = lines.map(|line| plain(&line).into_owned()).collect();
    let longest = lines.iter().flat_map(|line| line.split(|c| c != '`')).map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest.max(2) + 1);
    writeln!(out, "{fence}{word}\n{}\n{fence}", lines.join("\n"))
}
