//! The small lists that commands choose from: screens, views, orders, directions.

use std::{fmt, str::FromStr};

/// Something chosen from a fixed list of names.
pub trait Choice: Copy + PartialEq + Sized + 'static {
    /// What it is called in errors: "a screen".
    const WHAT: &'static str;
    /// Every choice with its name.
    const ALL: &'static [(&'static str, Self)];

    /// The name of this one.
    fn name(self) -> &'static str {
        Self::ALL.iter().find(|(_, c)| *c == self).map_or("", |(name, _)| name)
    }

    /// The one after this, in a circle.
    fn next(self) -> Self {
        let at = Self::ALL.iter().position(|(_, c)| *c == self).unwrap_or(0);
        Self::ALL[(at + 1) % Self::ALL.len()].1
    }

    /// The one before this, in a circle.
    fn previous(self) -> Self {
        let at = Self::ALL.iter().position(|(_, c)| *c == self).unwrap_or(0);
        Self::ALL[(at + Self::ALL.len() - 1) % Self::ALL.len()].1
    }

    /// The one called `name`.
    ///
    /// # Errors
    /// A sentence with all the names there are.
    fn named(name: &str) -> Result<Self, String> {
        Self::ALL.iter().find(|(n, _)| *n == name).map(|(_, c)| *c).ok_or_else(|| {
            let names: Vec<_> = Self::ALL.iter().map(|(n, _)| *n).collect();
            format!("'{name}' is not {}; there are {}", Self::WHAT, names.join(", "))
        })
    }
}

macro_rules! choice {
    ($(#[$doc:meta])* $kind:ident, $what:literal, { $($(#[$each:meta])* $variant:ident = $name:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $kind { $($(#[$each])* $variant),+ }

        impl Choice for $kind {
            const WHAT: &'static str = $what;
            const ALL: &'static [(&'static str, Self)] = &[$(($name, Self::$variant)),+];
        }

        impl fmt::Display for $kind {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.name())
            }
        }

        impl FromStr for $kind {
            type Err = String;

            fn from_str(text: &str) -> Result<Self, String> {
                Self::named(text)
            }
        }
    };
}

choice!(
    /// The screens, in the order of their numbers.
    Screen, "a screen", {
    /// The lecture, page by page, with the program beside it.
    Lecture = "lecture",
    /// The equation itself: P, Q, and the grid where they meet.
    #[default]
    Factorise = "factorise",
    /// The error curve and the table of steps.
    Train = "train",
    /// P and Q as tables, and what each factor means.
    Factors = "factors",
    /// Users and items in the plane of two factors.
    Map = "map",
    /// Who and what is near.
    Neighbours = "neighbours",
    /// Experiments on the present ratings and options.
    Lab = "lab",
});

choice!(
    /// The experiments of the Lab.
    Experiment, "an experiment", {
    /// The error as a surface over two parameters.
    #[default]
    Landscape = "landscape",
    /// The same fit from many seeds.
    Starts = "starts",
    /// The same descent at several learning rates.
    Rates = "rates",
    /// The solvers side by side, by the work they do.
    Race = "race",
    /// What a growing penalty does to the known cells and to the holes.
    Overfit = "overfit",
    /// The singular value decomposition of the completed grid beside the factorisation of the known cells.
    Svd = "svd",
    /// The data frame of one regression, with predictions and residuals.
    Frame = "frame",
    /// Shelves of recommendations for a user.
    Shelves = "shelves",
});

choice!(
    /// What the cells of the grid show.
    Cells, "a view of the cells", {
    /// The known rating and the prediction side by side.
    #[default]
    Both = "both",
    /// The known ratings.
    Ratings = "ratings",
    /// The predictions.
    Predictions = "predictions",
    /// Prediction less rating.
    Errors = "errors",
    /// Its square.
    Squares = "squares",
});

choice!(
    /// What the error curve shows.
    Measure, "a measure", {
    /// Mean squared error.
    #[default]
    Mse = "mse",
    /// Its root.
    Rmse = "rmse",
    /// The sum of squared errors.
    Sse = "sse",
    /// SSE and penalty.
    Objective = "objective",
});

choice!(
    /// The error axis.
    Scaling, "an axis", {
    /// Logarithmic where the error falls tenfold in the first pass, else linear.
    #[default]
    Auto = "auto",
    /// Equal distances are equal differences.
    Linear = "linear",
    /// Equal distances are equal ratios.
    Log = "log",
    /// The other one.
    Flip = "other",
});

choice!(
    /// How much of the run the curve shows.
    Span, "a span", {
    /// From the start.
    #[default]
    Whole = "whole",
    /// The last part.
    Recent = "recent",
    /// The other one.
    Flip = "other",
});

choice!(
    /// Nearer or farther in the map, and sideways.
    Zoom, "a way to zoom", {
    /// Nearer.
    In = "in",
    /// Farther.
    Out = "out",
    /// Until everything is in sight.
    #[default]
    All = "all",
    /// Move the view left.
    Left = "left",
    /// Move the view right.
    Right = "right",
    /// Move the view up.
    Up = "up",
    /// Move the view down.
    Down = "down",
});

choice!(
    /// What the Working panel explains.
    Working, "a thing to explain", {
    /// What was just done, or else the selected prediction.
    #[default]
    Auto = "auto",
    /// The prediction of the selected cell.
    Prediction = "prediction",
    /// The regression of the selected user or item.
    Regression = "regression",
    /// The gradient step of the selected parameter.
    Gradient = "gradient",
    /// The error as the sum of its terms.
    Errors = "errors",
});

choice!(
    /// What stands beside the text of the lecture.
    Panel, "a panel", {
    /// The screen, with the Working panel below it where there is room.
    #[default]
    Both = "both",
    /// The screen.
    View = "view",
    /// The Working panel.
    Working = "working",
    /// The screen, with the curve of the error below it where there is room.
    Curve = "curve",
    /// Nothing: the text has all the room.
    None = "none",
});

choice!(
    /// The sets of colours.
    Theme, "a theme", {
    /// For dark terminals.
    #[default]
    Dark = "dark",
    /// For light terminals.
    Light = "light",
    /// Strong contrast.
    Contrast = "contrast",
    /// Colours that colour-blind people tell apart.
    Safe = "safe",
    /// No colours: bold, underlined, reversed.
    Mono = "mono",
});

choice!(
    /// Where the cursor goes.
    Toward, "a direction", {
    /// One up.
    #[default]
    Up = "up",
    /// One down.
    Down = "down",
    /// One to the left.
    Left = "left",
    /// One to the right.
    Right = "right",
    /// A page up.
    PageUp = "page-up",
    /// A page down.
    PageDown = "page-down",
    /// To the first row.
    Top = "top",
    /// To the last row.
    Bottom = "bottom",
    /// To the first column.
    First = "first",
    /// To the last column.
    Last = "last",
});

/// What the map is drawn over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Axes {
    /// Two factors, from 1: across and up.
    Factors(usize, usize),
    /// The two directions in which the items differ most.
    Principal,
    /// The next pair of factors.
    Next,
}

impl fmt::Display for Axes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Axes::Factors(x, y) => write!(f, "{x} {y}"),
            Axes::Principal => f.write_str("principal"),
            Axes::Next => f.write_str("next"),
        }
    }
}
