//! How the program is drawn and held, whatever is looked at: what a person and a terminal bring along.

use crate::command::Theme;

/// What a person and a terminal bring along: no bookmark and no other ratings change it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Taste {
    /// The colours.
    pub theme: Theme,
    /// ASCII only.
    pub ascii: bool,
    /// Whether the mouse is caught.
    pub mouse: bool,
    /// Whether what a page does after an answer is shown bit by bit, by somebody who sends [`crate::app::Message::Beat`].
    pub motion: bool,
    /// How much is in sight.
    pub viewport: Viewport,
}

/// How much of the main list or grid fits on the screen, as last drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Viewport {
    /// Rows.
    pub rows: usize,
    /// Columns.
    pub columns: usize,
}

impl Default for Taste {
    fn default() -> Self {
        Self {
            theme: Theme::Dark,
            ascii: false,
            mouse: true,
            motion: false,
            viewport: Viewport { rows: 10, columns: 8 },
        }
    }
}
