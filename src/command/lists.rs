//! The closed lists that commands choose from: screens, views, measures, directions.

use crate::{
    choice::choice,
    study::{Errors, Point},
};

choice!(
    /// The screens, in the order of their numbers.
    #[derive(Default)]
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
    /// What to recommend to a user, and why.
    Recommend = "recommend",
});

choice!(
    /// The experiments of the Lab.
    #[derive(Default)]
    Experiment, "an experiment", {
    /// The error as a surface over two parameters.
    #[default]
    Landscape = "landscape",
    /// The error over one parameter: a parabola, and how far a step goes on it.
    Slope = "slope",
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
    /// The errors sorted into groups, and the worst of them.
    Residuals = "residuals",
    /// Which items are recommended at all, and how evenly.
    Popularity = "popularity",
    /// Items in clusters by their factors.
    Mixes = "mixes",
    /// A made-up A/B test, day by day.
    Ab = "ab",
    /// Models on the same folds.
    Compare = "compare",
    /// Options of the present method on the same folds.
    Search = "search",
    /// Lists by sets of weights, on the same folds.
    Weights = "weights",
    /// The whole grid as a picture.
    Grid = "grid",
});

choice!(
    /// What the cells of the grid show.
    #[derive(Default)]
    Cells, "a view of the cells", {
    /// The known rating and the prediction side by side.
    #[default]
    Both = "both",
    /// The known ratings.
    Ratings = "ratings",
    /// The known ratings on a ground that is the darker or lighter the higher they are: rows and columns that look alike do.
    Shades = "shades",
    /// The predictions.
    Predictions = "predictions",
    /// Prediction less rating.
    Errors = "errors",
    /// Its square.
    Squares = "squares",
});

impl Cells {
    /// Whether the cells show what is known alone, and nothing of what was learned.
    pub fn bare(self) -> bool {
        matches!(self, Self::Ratings | Self::Shades)
    }
}

choice!(
    /// What the error curve shows.
    #[derive(Default)]
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

impl Measure {
    /// What it says of a point, on the ratings trained on.
    pub fn of(self, point: &Point) -> f64 {
        self.over(point.train).unwrap_or_else(|| point.objective())
    }

    /// What it says of a point on the ratings held out; nothing where there are none, and the objective knows of none.
    pub fn held_out(self, point: &Point) -> Option<f64> {
        self.over(point.test).filter(|_| point.test.count > 0)
    }

    /// What it makes of errors, where it is made of them alone.
    fn over(self, errors: Errors) -> Option<f64> {
        match self {
            Self::Mse => Some(errors.mse()),
            Self::Rmse => Some(errors.rmse()),
            Self::Sse => Some(errors.sse),
            Self::Objective => None,
        }
    }
}

choice!(
    /// The error axis.
    #[derive(Default)]
    Scaling, "an axis", {
    /// Logarithmic where the error falls tenfold in the first pass, else linear.
    #[default]
    Auto = "auto",
    /// Equal distances are equal differences.
    Linear = "linear",
    /// Equal distances are equal ratios.
    Log = "log",
});

choice!(
    /// How much of the run the curve shows.
    #[derive(Default)]
    Span, "a span", {
    /// From the start.
    #[default]
    Whole = "whole",
    /// The last part.
    Recent = "recent",
});

choice!(
    /// How the map puts users and items into a plane.
    #[derive(Default)]
    Layout, "a layout", {
    /// Over two factors, or the principal axes.
    #[default]
    Axes = "axes",
    /// So that neighbours in factor space lie close.
    Neighbours = "neighbours",
});

choice!(
    /// Nearer or farther in the map, and sideways.
    #[derive(Default)]
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
    /// All in sight however it is turned: a circle about 0, 0, with one scale for both axes.
    Circle = "circle",
});

choice!(
    /// What the Working panel explains.
    #[derive(Default)]
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
    #[derive(Default)]
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
    /// On, or back.
    #[derive(Default)]
    Way, "a way to go", {
    /// On.
    #[default]
    Next = "next",
    /// Back.
    Previous = "previous",
});

choice!(
    /// All there is, said so that nobody loses it by a slip.
    Everything, "what is forgotten", {
    /// All of it.
    All = "all",
});

choice!(
    /// The sets of colours.
    #[derive(Default)]
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
    #[derive(Default)]
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
