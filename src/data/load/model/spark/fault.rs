//! What can be wrong with a folder that Spark wrote.

use super::super::super::error::Count;
use crate::data::Side;

/// Why a folder that Spark wrote is no model that can be used.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum SparkFault {
    /// Something else that Spark saves.
    #[error("found the class {found}, expected ALSModel")]
    Class {
        /// The class that its metadata names.
        found: Box<str>,
    },
    /// A pipeline with no such model, or with several.
    #[error("found a pipeline with {} of class ALSModel, expected one; its stages are {stages}", match .count {
        0 => "no stage",
        _ => "more than one stage",
    })]
    Stages {
        /// How many, up to two.
        count: usize,
        /// The classes of all.
        stages: Box<str>,
    },
    /// A folder or a file that belongs to it.
    #[error("found no {what} in it, which Spark writes")]
    Missing {
        /// What it is called.
        what: &'static str,
    },
    /// A file of which only the checksum is there.
    #[error("found no {file}, and its checksum is there")]
    MissingPart {
        /// What it is called.
        file: Box<str>,
    },
    /// A file that is not what its checksum says.
    #[error("its bytes {from} to {to} are not those that Spark wrote, as its checksum says")]
    Checksum {
        /// The first of them, from 0.
        from: usize,
        /// The last.
        to: usize,
    },
    /// What was not written to its end.
    #[error("found no {what} in it, which is written last: the job that wrote it did not end")]
    Unfinished {
        /// What it is called.
        what: &'static str,
    },
    /// A part of a model alone.
    #[error("it is a part of the model in {whole}")]
    Part {
        /// Its path.
        whole: Box<str>,
    },
    /// Metadata that cannot be read.
    #[error("found no JSON that names a class, expected what Spark saves: {why}")]
    Metadata {
        /// What is wrong with it.
        why: Box<str>,
    },
    /// Counts and errors that cannot be read.
    #[error("found no line of JSON, expected what train_als.py measured: {why}")]
    Measures {
        /// What is wrong with it.
        why: Box<str>,
    },
    /// An option that is not what it should be.
    #[error("{key}: found {found}, expected {expected}")]
    Param {
        /// What Spark calls it.
        key: &'static str,
        /// What stands there.
        found: Box<str>,
        /// What could.
        expected: &'static str,
    },
    /// A table with other columns.
    #[error("found the columns {found}, expected {expected}")]
    Columns {
        /// What they are called.
        found: Box<str>,
        /// What should be there.
        expected: &'static str,
    },
    /// A row that lacks something.
    #[error("row {row}: found no {what}, expected one in every row")]
    Hole {
        /// From 1.
        row: usize,
        /// The column.
        what: &'static str,
    },
    /// An id that Spark does not give.
    #[error("row {row}: found the id {found}, expected a whole number of 32 bits")]
    Id {
        /// From 1.
        row: usize,
        /// What stands there.
        found: f64,
    },
    /// A row of another length.
    #[error("id {id}: found {}, expected {expected}, {by}", Count(*.found, "factor"))]
    Rank {
        /// Whose row.
        id: i32,
        /// Its length.
        found: usize,
        /// That of the others.
        expected: usize,
        /// Who says so.
        by: &'static str,
    },
    /// NaN or an infinity.
    #[error("id {id}: found {found} as factor {factor}, expected a finite number")]
    NotFinite {
        /// Whose row.
        id: i32,
        /// From 1.
        factor: usize,
        /// The number.
        found: f64,
    },
    /// Two rows of one.
    #[error("found the id {id} twice, expected a row for each {}", .side.one())]
    Twice {
        /// Of what side.
        side: Side,
        /// Who.
        id: i32,
    },
    /// Someone whom the table of names does not know.
    #[error("the {} with the id {id} has factors and no name", .side.one())]
    NoName {
        /// Of what side.
        side: Side,
        /// Who.
        id: i32,
    },
    /// No rows at all.
    #[error("found no row of factors in its {}", Count(*.parts, "part"))]
    Empty {
        /// How many files there are.
        parts: usize,
    },
    /// Fewer or more rows than were trained.
    #[error("found {} of the {} that were trained", .found, Count(*.expected, .side.one()))]
    Counted {
        /// Of what side.
        side: Side,
        /// How many there are.
        found: usize,
        /// How many there were.
        expected: usize,
    },
    /// A build that does not read Parquet.
    #[error("its factors are in Parquet, which this build of the program does not read")]
    NoParquet,
}

impl SparkFault {
    /// What can be done about it.
    pub(in crate::data::load) fn hint(&self) -> &str {
        match self {
            Self::Class { found } if found.ends_with("recommendation.ALS") => {
                "that is how a fit would be done; save what it returns: als.fit(ratings).save(folder)"
            }
            Self::Class { found } if found.ends_with(".Pipeline") => {
                "that is how a fit would be done; save what it returns: pipeline.fit(ratings).save(folder)"
            }
            Self::Class { .. } => "open the folder of an ALSModel, or of a PipelineModel with one in it",
            Self::Stages { count: 0, .. } => "open the folder that ALSModel.save wrote",
            Self::Stages { .. } => "open one of them by its own folder, below stages",
            Self::Part { .. } => "open that folder",
            Self::Missing { .. } | Self::MissingPart { .. } | Self::Empty { .. } | Self::Counted { .. } => {
                "copy the whole folder again, with all parts; or save the model again"
            }
            Self::Checksum { .. } => {
                "copy it again; if it was changed on purpose, delete the .crc file of the same name beside it"
            }
            Self::Unfinished { .. } => "wait for the job, or run it again",
            Self::Measures { .. } => "delete the folder measures, which nothing else needs",
            Self::Metadata { .. } | Self::Param { .. } => {
                "save the model again; nothing in metadata is written by hand"
            }
            Self::Columns { .. } | Self::Hole { .. } | Self::Id { .. } => {
                "open a folder that ALSModel.save or train_als.py wrote"
            }
            Self::Rank { .. } => "take both tables, and all their parts, from the same fit",
            Self::NotFinite { .. } => {
                "look for ratings that are not finite, or for a fit without regParam that overflowed, and train again"
            }
            Self::Twice { .. } => {
                "look for parts of two models in one folder: the middle of their names tells them apart"
            }
            Self::NoName { .. } => "take the model and the names from the same run",
            Self::NoParquet => "build it with the feature parquet",
        }
    }
}
