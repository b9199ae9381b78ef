//! Lines as text: words and quotes, and the commands of a script.

/// Splits a line into words. Double quotes hold words together: `select An "Zhou Shen"`.
///
/// # Errors
/// When a quote is not closed.
pub fn words(line: &str) -> Result<Vec<String>, String> {
    let (mut words, mut word, mut inside, mut any) = (Vec::new(), String::new(), false, false);
    let mut letters = line.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '"' => {
                inside = !inside;
                any = true;
            }
            '\\' if inside => word.extend(letters.next()),
            c if c.is_whitespace() && !inside => {
                if any || !word.is_empty() {
                    words.push(std::mem::take(&mut word));
                }
                any = false;
            }
            c => word.push(c),
        }
    }
    if inside {
        return Err("a quote is opened and never closed".into());
    }
    if any || !word.is_empty() {
        words.push(word);
    }
    Ok(words)
}

/// A text to the end of a line, as [`words`] reads it back: as it is where that says the same, else in quotes.
pub fn phrase(text: &str) -> String {
    let same = words(text).is_ok_and(|words| words.join(" ") == text) && !text.contains([';', '\n', '"']);
    if same { text.into() } else { format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"")) }
}

/// Splits a script into its commands, at `;` and line ends outside quotes; empty ones are left out.
pub fn split(script: &str) -> Vec<&str> {
    let (mut parts, mut start, mut inside, mut escaped) = (Vec::new(), 0, false, false);
    for (at, letter) in script.char_indices() {
        match letter {
            _ if escaped => escaped = false,
            '\\' if inside => escaped = true,
            '"' => inside = !inside,
            ';' | '\n' if !inside => {
                parts.push(&script[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(&script[start..]);
    parts.into_iter().map(str::trim).filter(|p| !p.is_empty()).collect()
}

/// A word as [`words`] reads it back.
pub(super) fn quoted(word: &str) -> String {
    let plain = !word.is_empty()
        && !word.starts_with('#')
        && !word.contains(|c: char| c.is_whitespace() || "\"\\;".contains(c));
    if plain { word.into() } else { format!("\"{}\"", word.replace('\\', "\\\\").replace('"', "\\\"")) }
}
