//! The same fit from many seeds: which of them ended alike.
//!
//! ```text
//! ╭ Lab ─ starts: ALS from the seeds 1 to 20 ─────────────────────────────╮
//! │ 20 fits end at MSE A 0.01130 ×14 · B 0.03621 ×4 · C 1.396 ×2          │   the plateaus, the lowest first
//! │ A 1 0.01130  A 2 0.01130  B 3 0.03621                                 │   group, seed, where it ended
//! │ ⠉⠒⠤⣀         ⠉⠢⣀          ⠉⠉⠉⠒⠒⠒                                       │
//! ╰───────────────────────────────────────── g: begin from the chosen seed╯
//! ```

use super::{
    bench::{bound, opened},
    runs::{self, Sheet},
};
use crate::{
    app::App,
    study::{
        Verdict,
        lab::{Finding, Group, Stage, Trace, groups},
    },
    ui::{pen::Pen, typeset},
};
use ratatui::layout::Rect;

/// Draws the screen.
pub(super) fn draw(app: &App, pen: &mut Pen, area: Rect) {
    let (method, count) = (app.snapshot().options.method.title(), app.view().bench.starts.0);
    let title = format!("Lab ─ starts: {method} from the seeds 1 to {count}");
    let note = "g: begin from the chosen seed";
    let Some((finding, inner)) = opened(app, pen, area, &title, note) else { return };
    let letters = letters(&finding);
    let label = |_: &Pen, at: usize, width: u16| {
        let trace = &finding.traces[at];
        let letter = letters.get(at).map(|l| format!("{l} ")).unwrap_or_default();
        let name = format!("{letter}{} ", trace.options.seed);
        let room = usize::from(width).saturating_sub(name.len());
        vec![name + &short(trace, room)]
    };
    let head = plateaus(&finding, &letters, inner.height >= 14);
    runs::draw(app, pen, (area, inner), &finding, &Sheet { head: &head, note, least: (11, 2), label: &label });
}

/// The letter of the group of each fit, once all have ended.
fn letters(finding: &Finding) -> Vec<char> {
    if finding.stage == Stage::Working {
        return Vec::new();
    }
    let mut letters = vec!['?'; finding.traces.len()];
    for (group, letter) in groups(&finding.traces).iter().zip(('A'..='Z').chain(std::iter::repeat('…'))) {
        group.members.iter().for_each(|at| letters[*at] = letter);
    }
    letters
}

/// Which errors the fits ended at, and how many at each; with room to spare also what counts as one plateau.
fn plateaus(finding: &Finding, letters: &[char], roomy: bool) -> String {
    let passes = bound(finding);
    if letters.is_empty() {
        return format!("each curve is a fit from another start, {passes}");
    }
    let groups = groups(&finding.traces);
    let one = |group: &Group| {
        let level = if group.level.is_finite() { typeset::error(group.level) } else { "overflow".into() };
        format!("{} {level} ×{}", letters[group.members[0]], group.members.len())
    };
    let list: Vec<String> = groups.iter().map(one).collect();
    let list = format!("{} fits end at MSE {}", finding.traces.len(), list.join(" · "));
    match (roomy, groups.len()) {
        (true, 1) => format!("{list}: all alike, {passes}"),
        (true, _) => format!("{list} (ends within 5 % of each other are one plateau; {passes})"),
        _ => list,
    }
}

/// Where a fit ended, in so many columns.
fn short(trace: &Trace, room: usize) -> String {
    match trace.verdict {
        Verdict::Diverged => "overflow".into(),
        _ => typeset::error_within(trace.mse(), room.min(7)),
    }
}
