//! The same descent with several learning rates: which are too small, and which too large.
//!
//! ```text
//! ╭ Lab ─ rates: one start, several alphas ───────────────────────────────╮
//! │ gradient descent from seed 1, up to 3000 passes each                  │
//! │ α 0.05                     α 0.1                                      │
//! │ settles at 0.01130         bounces between 0.9637 and 1.910           │
//! │ ⠉⠒⠤⣀                       ⠉⠢⠒⠢⠒⠢⠒                                    │
//! ╰───────────────────────────────────────── g: begin with the chosen alpha╯
//! ```

use super::{
    bench::{bound, fate, opened},
    runs::{self, Sheet},
};
use crate::{
    app::App,
    study::lab::Finding,
    ui::{pen::Pen, wrap::wrap},
};
use ratatui::layout::Rect;

/// Draws the screen.
pub(super) fn draw(app: &App, pen: &mut Pen, area: Rect) {
    let note = "g: begin with the chosen alpha";
    let Some((finding, inner)) = opened(app, pen, area, "Lab ─ rates: one start, several alphas", note) else {
        return;
    };
    let label = |pen: &Pen, at: usize, width: u16| {
        let trace = &finding.traces[at];
        let alpha = format!("α {}", trace.options.alpha);
        [alpha].into_iter().chain(wrap(&fate(trace), width, |s| pen.width(s))).collect()
    };
    let head = alphas(app, &finding);
    runs::draw(app, pen, (area, inner), &finding, &Sheet { head: &head, note, least: (25, 5), label: &label });
}

/// Which method has these learning rates, and instead of which.
fn alphas(app: &App, finding: &Finding) -> String {
    let method = finding.traces.first().map_or("gradient descent", |t| t.options.method.title());
    let instead = if app.snapshot().options.method.has_alpha() {
        String::new()
    } else {
        format!("; {} has no alpha, so this is {method}", app.snapshot().options.method.title())
    };
    format!("{method} from seed {}, {}{instead}", app.snapshot().options.seed, bound(finding))
}
