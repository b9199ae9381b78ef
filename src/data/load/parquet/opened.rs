//! A file of Parquet that is opened with care: what it claims is held against its bytes before it is believed.

use super::super::error::{Fault, LoadError};
use super::super::records::MOST_FIELDS;
use super::super::thrift;
use super::super::unpack::grows_beyond_measure;
use super::pages::Checked;
use ::parquet::{
    basic::{Compression, Type},
    column::reader::{ColumnReader, get_column_reader},
    errors::ParquetError,
    file::reader::{FileReader, SerializedFileReader},
    schema::types::SchemaDescriptor,
};
use bytes::Bytes;

/// A file, and how much of it was taken out.
pub(super) struct Opened<'n> {
    name: &'n str,
    bytes: Bytes,
    file: SerializedFileReader<Bytes>,
    /// How many bytes the columns taken so far have in it, and how many they come to.
    taken: usize,
    full: usize,
}

impl<'n> Opened<'n> {
    /// The file that messages call `name`.
    pub(super) fn new(name: &'n str, bytes: Vec<u8>) -> Result<Self, LoadError> {
        thrift::description(&bytes).map_err(|why| wrong(name, why))?;
        let bytes = Bytes::from(bytes);
        let file = SerializedFileReader::new(bytes.clone()).map_err(|error| damaged(name, error))?;
        if file.metadata().file_metadata().schema_descr().num_columns() > MOST_FIELDS {
            return Err(LoadError::of_file(name, Fault::TooWide));
        }
        Ok(Self { name, bytes, file, taken: 0, full: 0 })
    }

    pub(super) fn schema(&self) -> &SchemaDescriptor {
        self.file.metadata().file_metadata().schema_descr()
    }

    /// How many rows it says that it has.
    pub(super) fn rows(&self) -> usize {
        usize::try_from(self.file.metadata().file_metadata().num_rows()).unwrap_or(0)
    }

    /// The same of each group of rows.
    pub(super) fn groups(&self) -> Vec<usize> {
        let groups = self.file.metadata().row_groups();
        groups.iter().map(|group| usize::try_from(group.num_rows()).unwrap_or(0)).collect()
    }

    /// What reads a column of a group of rows.
    pub(super) fn column(&mut self, group: usize, at: usize) -> Result<ColumnReader, LoadError> {
        let name = self.name;
        let wrong = |why: &str| wrong(name, why);
        let rows = self.file.get_row_group(group).map_err(|error| damaged(name, error))?;
        let chunk = rows.metadata().columns().get(at).ok_or_else(|| wrong("a column is missing"))?;
        let start = chunk.dictionary_page_offset().unwrap_or(chunk.data_page_offset());
        let place = usize::try_from(start).ok().zip(usize::try_from(chunk.compressed_size()).ok());
        let place = place.and_then(|(start, length)| Some(start..start.checked_add(length)?));
        let place = place.ok_or_else(|| wrong("a column lies nowhere"))?;
        let gzip = matches!(chunk.compression(), Compression::GZIP(_));
        self.taken = self.taken.saturating_add(place.len());
        if self.taken > self.bytes.len() {
            return Err(wrong("its columns lie on top of each other"));
        }
        self.full = self.full.saturating_add(thrift::pages(&self.bytes, place, gzip).map_err(|why| wrong(&why))?);
        let column = self.schema().column(at);
        let mut full = self.full;
        // A row has any number of these: as many as it says must be likely, and no page may bring more.
        let most = (column.max_rep_level() > 0).then(|| usize::try_from(chunk.num_values()).unwrap_or(0));
        full = full.max(most.unwrap_or(0).saturating_mul(size_of::<f64>()));
        grows_beyond_measure(self.bytes.len(), full).map_or(Ok(()), |why| Err(wrong(&why)))?;
        let pages = rows.get_column_page_reader(at).map_err(|error| damaged(name, error))?;
        let checked = Checked {
            pages,
            level: column.max_def_level(),
            repeats: column.max_rep_level() > 0,
            is_text: column.physical_type() == Type::BYTE_ARRAY,
            most: most.unwrap_or(usize::MAX),
        };
        Ok(get_column_reader(column, Box::new(checked)))
    }

    /// What the library says of it.
    pub(super) fn damaged(&self, error: ParquetError) -> LoadError {
        damaged(self.name, error)
    }

    /// What is wrong with it.
    pub(super) fn wrong(&self, why: &str) -> LoadError {
        wrong(self.name, why)
    }
}

fn damaged(name: &str, error: ParquetError) -> LoadError {
    let why = match error {
        ParquetError::General(why) | ParquetError::EOF(why) | ParquetError::NYI(why) => why,
        other => other.to_string(),
    };
    LoadError::of_file(name, Fault::Damaged { by: "Parquet", why: why.into() })
}

fn wrong(name: &str, why: &str) -> LoadError {
    damaged(name, ParquetError::General(why.to_owned()))
}
