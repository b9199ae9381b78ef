//! The pages of a column, held against what they claim before they are taken apart.

use ::parquet::{
    basic::Encoding,
    column::page::{Page, PageMetadata, PageReader},
    errors::ParquetError,
};

/// Pages of a column, each looked at before it is taken apart: whoever does that relies on what is checked here.
pub(super) struct Checked {
    pub pages: Box<dyn PageReader>,
    /// The level of a value that is there.
    pub level: i16,
    /// Whether a row has several values.
    pub repeats: bool,
    /// Whether the column holds texts.
    pub is_text: bool,
    /// How many values may still come.
    pub most: usize,
}

impl Checked {
    fn check(&self, page: &Page) -> Result<(), ParquetError> {
        let wrong = |why: &str| Err(ParquetError::General(why.to_owned()));
        let (levels, values, encoding, count) = match page {
            Page::DictionaryPage { buf, num_values, .. } => (None, Some(&buf[..]), Encoding::PLAIN, *num_values),
            // Levels in an old way of writing them are no reason to guess.
            Page::DataPage { def_level_encoding, .. } if self.level > 0 && *def_level_encoding != Encoding::RLE => {
                return wrong("its holes are written in an unknown way");
            }
            Page::DataPage { rep_level_encoding, .. } if self.repeats && *rep_level_encoding != Encoding::RLE => {
                return wrong("its lists are written in an unknown way");
            }
            // What is known of the lists and of the holes stands before the values, each with its length.
            Page::DataPage { buf, encoding, num_values, .. } if self.level > 0 => {
                let lists = if self.repeats { behind_length(buf).map(|(_, rest)| rest) } else { Some(&buf[..]) };
                let split = lists.and_then(behind_length);
                (split.map(|(levels, _)| levels), split.map(|(_, values)| values), *encoding, *num_values)
            }
            Page::DataPage { buf, encoding, num_values, .. } => (None, Some(&buf[..]), *encoding, *num_values),
            Page::DataPageV2 { buf, encoding, num_values, def_levels_byte_len, rep_levels_byte_len, .. } => {
                let (repeated, levels) = (*rep_levels_byte_len as usize, *def_levels_byte_len as usize);
                let split = buf.get(repeated..).and_then(|rest| rest.split_at_checked(levels));
                let levels = split.map(|(levels, _)| levels).filter(|_| self.level > 0);
                (levels, split.map(|(_, values)| values), *encoding, *num_values)
            }
        };
        let Some(values) = values else { return wrong("a page is cut off") };
        if count as usize > self.most {
            return wrong("its pages hold more values than it says");
        }
        let count = levels.map_or(Some(count as usize), |levels| there(levels, self.level, count as usize));
        match encoding {
            Encoding::PLAIN if self.is_text => match texts(values) == count && count.is_some() {
                true => Ok(()),
                false => wrong("its texts are cut off"),
            },
            Encoding::PLAIN | Encoding::RLE | Encoding::RLE_DICTIONARY | Encoding::DELTA_BINARY_PACKED => Ok(()),
            // As files were written until 2016.
            Encoding::PLAIN_DICTIONARY => Ok(()),
            other => wrong(&format!("its values are encoded as {other}, which is not read")),
        }
    }
}

/// What is as long as the number before it says, and what follows.
fn behind_length(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let (length, rest) = bytes.split_first_chunk()?;
    rest.split_at_checked(u32::from_le_bytes(*length) as usize)
}

/// How many texts there are, each behind its length; nothing where the last one is cut off.
fn texts(mut values: &[u8]) -> Option<usize> {
    let mut count = 0;
    while let Some((length, rest)) = values.split_first_chunk() {
        values = rest.get(u32::from_le_bytes(*length) as usize..)?;
        count += 1;
    }
    values.is_empty().then_some(count)
}

/// How many of the first `count` levels are `level`. They are written as runs: of one level, or of eight in as many bytes as
/// a level has bits.
fn there(mut levels: &[u8], level: i16, count: usize) -> Option<usize> {
    let level = u64::try_from(level).ok()?;
    let bits = 64 - level.leading_zeros() as usize;
    let (mut met, mut found) = (0, 0);
    while met < count {
        let mut head = 0u64;
        for shift in (0..35).step_by(7) {
            let (byte, rest) = levels.split_first()?;
            levels = rest;
            head |= u64::from(byte & 0x7f) << shift;
            if *byte < 0x80 {
                break;
            }
        }
        let length = usize::try_from(head >> 1).ok()?;
        if head & 1 == 0 {
            let (value, rest) = levels.split_at_checked(bits.div_ceil(8))?;
            levels = rest;
            let length = length.min(count - met);
            let value = value.iter().rev().fold(0, |value, byte| value << 8 | u64::from(*byte));
            found += if value == level { length } else { 0 };
            met += length;
        } else {
            // The last run of a page may be cut off behind its last level.
            let here = length.saturating_mul(8).min(count - met);
            for at in 0..here {
                let bit = |bit: usize| levels.get(bit / 8).map(|byte| u64::from(byte >> (bit % 8) & 1));
                let value = (0..bits).try_fold(0, |value, n| Some(value | bit(at * bits + n)? << n))?;
                found += usize::from(value == level);
            }
            levels = levels.get(length.saturating_mul(bits)..).unwrap_or_default();
            met += here;
        }
        if length == 0 {
            return None;
        }
    }
    Some(found)
}

impl Iterator for Checked {
    type Item = Result<Page, ParquetError>;

    fn next(&mut self) -> Option<Self::Item> {
        self.get_next_page().transpose()
    }
}

impl PageReader for Checked {
    fn get_next_page(&mut self) -> Result<Option<Page>, ParquetError> {
        let page = self.pages.get_next_page()?;
        page.iter().try_for_each(|page| self.check(page))?;
        if let Some(Page::DataPage { num_values, .. } | Page::DataPageV2 { num_values, .. }) = &page {
            self.most = self.most.saturating_sub(*num_values as usize);
        }
        Ok(page)
    }

    fn peek_next_page(&mut self) -> Result<Option<PageMetadata>, ParquetError> {
        self.pages.peek_next_page()
    }

    fn skip_next_page(&mut self) -> Result<(), ParquetError> {
        self.pages.skip_next_page()
    }
}
