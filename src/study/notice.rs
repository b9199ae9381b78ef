//! What there is to say, once, of what was done or could not be done.

/// Something to say until the next key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Notice {
    /// Something happened.
    Say(String),
    /// Something could not be done.
    Warn(String),
}

impl Notice {
    /// What it says.
    pub fn text(&self) -> &str {
        match self {
            Notice::Say(text) | Notice::Warn(text) => text,
        }
    }

    /// Whether something could not be done.
    pub fn warns(&self) -> bool {
        matches!(self, Notice::Warn(_))
    }

    /// Two of them, one after the other. What is said twice in a row is said once.
    pub(super) fn join(earlier: Option<Self>, later: Option<Self>) -> Option<Self> {
        match (earlier, later) {
            (Some(earlier), Some(later)) if earlier.text().ends_with(later.text()) => Some(earlier),
            (Some(earlier), Some(later)) => {
                let text = format!("{}; {}", earlier.text(), later.text());
                Some(if earlier.warns() || later.warns() { Notice::Warn(text) } else { Notice::Say(text) })
            }
            (one, other) => one.or(other),
        }
    }
}
