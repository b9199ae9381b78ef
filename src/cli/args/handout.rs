//! The arguments of `factorscope handout`.

use super::CheckArgs;
use clap::{Args as ClapArgs, ValueEnum};

/// A course as one file.
#[derive(ClapArgs, Clone, Debug)]
pub struct HandoutArgs {
    /// The lessons, and the ratings that `open own` means.
    #[command(flatten)]
    pub course: CheckArgs,
    /// What to write
    #[arg(long, value_name = "FORMAT", default_value = "html", help_heading = "Output")]
    pub format: Handout,
    /// Only this part, by its number [default: all]
    #[arg(long, value_name = "NUMBER", help_heading = "Output")]
    pub part: Option<usize>,
    /// With what the speaker has noted for each page
    #[arg(long, help_heading = "Output")]
    pub notes: bool,
    /// Without pictures
    #[arg(long, help_heading = "Output")]
    pub no_pictures: bool,
}

/// What a course is written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Handout {
    /// A page for a browser, which prints well
    Html,
    /// Markdown, with the pictures in it
    Md,
    /// The code of each part, to run with Python
    Py,
}
