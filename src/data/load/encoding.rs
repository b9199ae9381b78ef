//! Bytes as text: UTF-8 and UTF-16 by their marks or by looking, else what a detector makes of them.
//!
//! The encodings are those of the WHATWG standard, by encoding_rs; Latin-1 is read as Windows-1252, which holds it.

use super::error::{Fault, LoadError};
use super::odd::Odd;
use super::progress::{Progress, Stage};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

/// A text, and what it was as bytes.
#[derive(Clone, Debug)]
pub(super) struct Decoded {
    pub text: String,
    /// What the encoding is called.
    pub encoding: &'static str,
    /// Whether a byte order mark stood before it.
    pub mark: bool,
    /// How many characters could not be read, and stand there as U+FFFD.
    pub damaged: usize,
    /// What was left out on the way.
    pub odd: Option<Odd>,
}

/// How much of a file the detector looks at, and how much is made text of at once.
const SAMPLE: usize = 1 << 20;
/// A file with no more broken characters than one in this many whole ones is UTF-8 with damage.
const WHOLE: usize = 8;

/// `bytes` as text; `asked` is the encoding that was asked for. A mark at the beginning goes before everything.
///
/// # Errors
/// Text of two bytes a character that is cut or broken all over.
pub(super) fn decode(source: &str, bytes: Vec<u8>, asked: Option<&'static Encoding>) -> Result<Decoded, LoadError> {
    watched(source, bytes, asked, &Progress::default())
}

/// The same, and says meanwhile how much was read.
pub(super) fn watched(
    source: &str,
    bytes: Vec<u8>,
    asked: Option<&'static Encoding>,
    progress: &Progress,
) -> Result<Decoded, LoadError> {
    progress.enters(Stage::Decoding, bytes.len());
    let marked = Encoding::for_bom(&bytes);
    let mark = marked.is_some();
    let skip = marked.map_or(0, |(_, length)| length);
    let encoding = marked.map(|(encoding, _)| encoding).or(asked).or_else(|| two_bytes(&bytes));
    if encoding.is_none_or(|encoding| encoding == UTF_8) {
        let bytes = match String::from_utf8(bytes) {
            Ok(mut text) => {
                text.drain(..skip);
                return Ok(Decoded { text, encoding: UTF_8.name(), mark, damaged: 0, odd: None });
            }
            Err(error) => error.into_bytes(),
        };
        let (whole, broken) = characters(&bytes[skip..]);
        if asked == Some(UTF_8) || whole >= WHOLE * broken {
            let text = String::from_utf8_lossy(&bytes[skip..]).into_owned();
            return Ok(Decoded { damaged: broken, text, encoding: UTF_8.name(), mark, odd: None });
        }
        return Ok(other(&bytes, skip, guess(&bytes), progress));
    }
    let decoded = other(&bytes, skip, encoding.unwrap_or(UTF_8), progress);
    if decoded.damaged * 4 > decoded.text.len() {
        return Err(LoadError::of_file(source, Fault::Binary));
    }
    Ok(Decoded { mark, ..decoded })
}

fn other(bytes: &[u8], skip: usize, encoding: &'static Encoding, progress: &Progress) -> Decoded {
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let mut text = String::with_capacity(bytes.len());
    let (mut broken, mut done) = (false, skip);
    loop {
        let part = &bytes[done..bytes.len().min(done + SAMPLE)];
        done += part.len();
        let last = done == bytes.len();
        // A part takes at most three times its length.
        text.reserve(decoder.max_utf8_buffer_length(part.len()).unwrap_or(0));
        broken |= decoder.decode_to_string(part, &mut text, last).2;
        progress.at(done);
        if last {
            let damaged = if broken { text.matches('\u{fffd}').count() } else { 0 };
            return Decoded { text, encoding: called(encoding), mark: false, damaged, odd: None };
        }
    }
}

/// What people call an encoding.
fn called(encoding: &'static Encoding) -> &'static str {
    match encoding.name() {
        "windows-1252" => "Windows-1252",
        "UTF-16LE" | "UTF-16BE" => "UTF-16",
        name => name,
    }
}

/// Whether a text has two bytes a character, by its mark or by what it has at its beginning.
pub(super) fn is_utf16(bytes: &[u8]) -> bool {
    bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]) || two_bytes(bytes).is_some()
}

/// UTF-16 without a mark: one byte of every two is zero where the text is mostly Latin.
fn two_bytes(bytes: &[u8]) -> Option<&'static Encoding> {
    let sample = &bytes[..bytes.len().min(4096) & !1];
    let zeros = |at: usize| sample.iter().skip(at).step_by(2).filter(|byte| **byte == 0).count();
    let (even, odd, half) = (zeros(0), zeros(1), sample.len() / 2);
    match half {
        0 => None,
        _ if odd * 2 > half && even == 0 => Some(UTF_16LE),
        _ if even * 2 > half && odd == 0 => Some(UTF_16BE),
        _ => None,
    }
}

/// Characters of more than one byte that are whole, and runs of bytes that are none.
fn characters(bytes: &[u8]) -> (usize, usize) {
    bytes.utf8_chunks().fold((0, 0), |(whole, broken), chunk| {
        let long = chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        (whole + long, broken + usize::from(!chunk.invalid().is_empty()))
    })
}

fn guess(bytes: &[u8]) -> &'static Encoding {
    let mut detector = chardetng::EncodingDetector::new();
    let sample = &bytes[..bytes.len().min(SAMPLE)];
    detector.feed(sample, sample.len() == bytes.len());
    detector.guess(None, false)
}

/// The encoding called `name`, by any of the names that the web knows.
pub(super) fn named(name: &str) -> Result<&'static Encoding, String> {
    Encoding::for_label(name.trim().as_bytes())
        .ok_or_else(|| format!("'{name}' is not an encoding; write one as in utf-8, windows-1252, gbk or shift_jis"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use encoding_rs::{GBK, SHIFT_JIS};

    fn read(bytes: &[u8]) -> (String, &'static str) {
        let decoded = decode("f", bytes.to_vec(), None).unwrap();
        (decoded.text, decoded.encoding)
    }

    #[test]
    fn text_is_read_in_the_encodings_that_files_have() {
        assert_eq!(read("Jürgen".as_bytes()), ("Jürgen".into(), "UTF-8"));
        assert_eq!(read("\u{feff}Jürgen".as_bytes()), ("Jürgen".into(), "UTF-8"));
        assert_eq!(
            read(b"ann,Don\x92t Look Up,4\nbob,\x93Heroes\x94 \x96 live,5\n").0,
            "ann,Don’t Look Up,4\nbob,“Heroes” – live,5\n"
        );
        assert_eq!(read(b"J\xfcrgen,Caf\xe9,4\n"), ("Jürgen,Café,4\n".into(), "Windows-1252"));
        let text = "user,item,rating\nJürgen,名,4\n";
        for mark in [true, false] {
            let units: Vec<u16> = text.encode_utf16().collect();
            let little: Vec<u8> =
                mark.then_some(0xfeff).into_iter().chain(units.clone()).flat_map(u16::to_le_bytes).collect();
            let big: Vec<u8> = mark.then_some(0xfeff).into_iter().chain(units).flat_map(u16::to_be_bytes).collect();
            assert_eq!((read(&little), read(&big)), ((text.into(), "UTF-16"), (text.into(), "UTF-16")));
        }
        let chinese = "用户,电影,评分\n张三,霸王别姬,5\n李四,活着,4\n王五,大话西游,5\n";
        assert_eq!(read(&GBK.encode(chinese).0), (chinese.into(), "GBK"));
        let japanese = "ユーザー,映画,評価\n田中,千と千尋の神隠し,5\n鈴木,となりのトトロ,4\n";
        assert_eq!(read(&SHIFT_JIS.encode(japanese).0), (japanese.into(), "Shift_JIS"));
    }

    #[test]
    fn one_bad_byte_does_not_turn_a_file_into_nonsense() {
        let mut bytes = "Jürgen,Ärger,Öl,Übung,Maß,Größe,Fuß,Süß,Tür,4\n".as_bytes().to_vec();
        bytes.extend(b"a\xffb,c,3\n");
        let decoded = decode("f", bytes, None).unwrap();
        assert_eq!((decoded.encoding, decoded.damaged), ("UTF-8", 1));
        assert!(decoded.text.starts_with("Jürgen,Ärger") && decoded.text.contains("a\u{fffd}b"));
    }

    #[test]
    fn an_encoding_can_be_asked_for() {
        let asked = named("latin1").unwrap();
        assert_eq!(decode("f", "é".as_bytes().to_vec(), Some(asked)).unwrap().text, "Ã©");
        assert!(named("morse").unwrap_err().contains("windows-1252"));
    }
}
