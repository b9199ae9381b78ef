//! A run as one page of HTML: a screen, and a slider over its steps, for any browser.
//!
//! Most lines of a screen stay as they are from one step to the next: each is kept once, and a frame is a list of them.

use super::{
    still::Camera,
    svg::{self, CELL, escaped, row},
    typeset::error,
};
use ratatui::layout::Rect;
use std::collections::HashMap;

/// The most frames that a page holds.
pub const MOST_FRAMES: usize = 2_000;

/// Frames of one screen, one after another.
#[derive(Clone, Debug, Default)]
pub struct Reel {
    rows: Vec<String>,
    places: HashMap<String, usize>,
    frames: Vec<(Vec<usize>, String)>,
    size: (u16, u16),
    light: bool,
}

impl Reel {
    /// Adds a frame with what was done before it.
    ///
    /// # Errors
    /// That there are too many.
    pub fn add(&mut self, camera: &Camera<'_>, done: &str) -> Result<(), String> {
        let (still, here) = (camera.still(), camera.app().snapshot());
        let said = format!("step {} · MSE {} · {done}", here.position.step, error(here.here.train.mse()));
        if self.frames.len() == MOST_FRAMES {
            return Err(format!("this makes more than {MOST_FRAMES} frames: take larger steps, or fewer"));
        }
        let area = still.frame().area;
        (self.size, self.light) = ((area.width, area.height), still.is_light());
        let rows = (area.top()..area.bottom()).map(|y| {
            let row = row(still.frame(), Rect { y, height: 1, ..area }, self.light);
            *self.places.entry(row).or_insert_with_key(|row| {
                self.rows.push(row.clone());
                self.rows.len() - 1
            })
        });
        let rows = rows.collect();
        self.frames.push((rows, said));
        Ok(())
    }

    /// The page, which needs nothing besides.
    pub fn html(&self, title: &str) -> String {
        let [ink, paper] = svg::ground(self.light);
        let place = |at: usize| format!("translate(0,{:.0})", at as f64 * CELL.1);
        let first = self.frames.first().map_or(&[][..], |(rows, _)| rows);
        let lines =
            first.iter().enumerate().map(|(at, row)| format!("<g transform=\"{}\">{}</g>", place(at), self.rows[*row]));
        let lines: Vec<String> = lines.collect();
        let picture = svg::opening(self.size.0, self.size.1, self.light, "a screen of factorscope")
            + &lines.join("\n")
            + "\n</svg>";
        let data = serde_json::json!({
            "rows": self.rows,
            "frames": self.frames.iter().map(|(rows, _)| rows).collect::<Vec<_>>(),
            "said": self.frames.iter().map(|(_, said)| said).collect::<Vec<_>>(),
        });
        // What stands in a script ends at its end tag.
        let data = data.to_string().replace("</", "<\\/").replace("<!--", "<\\!--");
        let last = self.frames.len().saturating_sub(1);
        let said = escaped(self.frames.first().map_or("", |(_, said)| said));
        let title = escaped(title);
        format!(
            "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{title}</title>\n<style>\n\
             body {{ margin: 1rem auto; max-width: 80rem; background: {paper}; color: {ink}; font-family: system-ui, sans-serif; }}\n\
             svg {{ width: 100%; height: auto; max-height: 84vh; display: block; }}\n\
             form {{ display: flex; gap: .6rem; align-items: center; margin: .6rem; }}\n\
             input {{ flex: 1; }} button {{ font-size: 1rem; min-width: 2.6rem; }}\n\
             output {{ min-width: 16rem; font-variant-numeric: tabular-nums; }}\n\
             @media print {{ button, input {{ display: none; }} }}\n\
             </style>\n</head>\n<body>\n<main aria-label=\"{title}\">\n{picture}\n\
             <form onsubmit=\"return false\">\n\
             <button type=\"button\" id=\"back\" aria-label=\"one step back\">◀</button>\n\
             <button type=\"button\" id=\"play\" aria-label=\"play or pause\">▶</button>\n\
             <button type=\"button\" id=\"on\" aria-label=\"one step on\">▶▏</button>\n\
             <input type=\"range\" id=\"at\" min=\"0\" max=\"{last}\" value=\"0\" aria-label=\"step\">\n\
             <output id=\"said\" aria-live=\"polite\">{said}</output>\n</form>\n\
             <noscript><p>Without scripts this is the first of {} frames.</p></noscript>\n</main>\n\
             <script>\nconst reel = {data};\n{SCRIPT}</script>\n</body>\n</html>\n",
            self.frames.len()
        )
    }
}

/// What moves the slider: the buttons, the arrow keys, Home, End and the space bar.
const SCRIPT: &str = r#"const lines = [...document.querySelectorAll("svg > g")];
const at = document.getElementById("at"), said = document.getElementById("said");
let shown = reel.frames.length ? [...reel.frames[0]] : [], timer = null;
function show(frame) {
  frame = Math.max(0, Math.min(reel.frames.length - 1, frame));
  reel.frames[frame].forEach((row, line) => {
    if (shown[line] !== row) { lines[line].innerHTML = reel.rows[row]; shown[line] = row; }
  });
  at.value = frame;
  said.textContent = reel.said[frame];
}
function pause() { clearInterval(timer); timer = null; }
function play() {
  if (timer) return pause();
  if (+at.value === reel.frames.length - 1) show(0);
  timer = setInterval(() => { show(+at.value + 1); if (+at.value === reel.frames.length - 1) pause(); }, 200);
}
function by(step) { pause(); show(+at.value + step); }
at.addEventListener("input", () => { pause(); show(+at.value); });
document.getElementById("back").addEventListener("click", () => by(-1));
document.getElementById("on").addEventListener("click", () => by(1));
document.getElementById("play").addEventListener("click", play);
document.addEventListener("keydown", (event) => {
  const steps = { ArrowLeft: -1, ArrowRight: 1, PageUp: -10, PageDown: 10, Home: -reel.frames.length, End: reel.frames.length };
  if (event.key in steps) { event.preventDefault(); by(steps[event.key]); }
  else if (event.key === " " && event.target.tagName !== "BUTTON") { event.preventDefault(); play(); }
});
if (reel.frames.length) show(0);
"#;
