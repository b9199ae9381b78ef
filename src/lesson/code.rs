//! Lines of Python beside a page. All those of a part, in their order, are one notebook that runs from the first to the last.

use super::{
    Figure, Piece,
    reader::{Wrong, pieces},
};

/// Lines of Python.
#[derive(Clone, Debug, PartialEq)]
pub struct Code {
    /// Each line as it is; where it ends in a figure, that comes last.
    pub lines: Vec<Vec<Piece>>,
}

impl Code {
    /// What a line is worth: an expression of Python, and the figure that it must come to.
    pub fn worth(line: &[Piece]) -> Option<(&str, &Figure)> {
        let [Piece::Code(code), Piece::Figure(figure)] = line else { return None };
        Some((code.trim_end().trim_end_matches('#').trim_end(), figure))
    }
}

/// Reads lines of Python from a block whose text begins in `line`. A comment `# [0.0235](mse)` says what the expression
/// before it comes to.
pub(super) fn code(text: &str, line: usize) -> Result<Code, Wrong> {
    let lines: Vec<Vec<Piece>> =
        text.trim_end().lines().zip(line..).map(|(text, line)| row(text, line)).collect::<Result<_, _>>()?;
    if lines.is_empty() {
        return Err((line, "there is no code: expected lines of Python".into()));
    }
    Ok(Code { lines })
}

fn row(text: &str, line: usize) -> Result<Vec<Piece>, Wrong> {
    let text = text.replace('\t', "    ");
    let figure = text.rsplit_once('#').filter(|(_, said)| said.trim().starts_with('[') && said.contains("]("));
    let Some((before, said)) = figure else { return Ok(vec![Piece::Code(text)]) };
    if before.trim().is_empty() || before.starts_with(' ') {
        return Err((
            line,
            "a figure stands behind an expression at the beginning of its line, as in: mse  # [0.0235](mse)".into(),
        ));
    }
    match pieces(said.trim(), line)?.as_slice() {
        [figure @ Piece::Figure(_)] => Ok(vec![Piece::Code(format!("{before}# ")), figure.clone()]),
        _ => Err((line, "a comment has one figure and nothing else, as in: mse  # [0.0235](mse)".into())),
    }
}
