//! What stands between the fields of a file.

use crate::choice::choice;

choice!(
    /// What stands between two fields.
    Separator, "a separator", {
    /// `::`, as in older MovieLens files. Nothing is quoted.
    DoubleColon = "double-colon" | "::",
    /// A tab.
    Tab = "tab" | "\t",
    /// `;`
    Semicolon = "semicolon" | ";",
    /// `|`
    Bar = "bar" | "|",
    /// `,`
    Comma = "comma" | ",",
    /// One blank or more: spaces or tabs.
    Blank = "blank" | " ",
    /// Two blanks or more; a single one belongs to a name.
    Blanks = "blanks" | "  ",
});

impl Separator {
    /// The character, where it is one.
    pub(super) fn byte(self) -> Option<u8> {
        match self {
            Self::Tab => Some(b'\t'),
            Self::Semicolon => Some(b';'),
            Self::Bar => Some(b'|'),
            Self::Comma => Some(b','),
            Self::DoubleColon | Self::Blank | Self::Blanks => None,
        }
    }

    /// Whether it is made of white space that may be repeated.
    pub(super) fn is_blank(self) -> bool {
        matches!(self, Self::Blank | Self::Blanks)
    }
}
