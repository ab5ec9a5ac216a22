//! Where two texts first differ, in a form that shows what an eye would miss.

use std::fmt;

/// Longest piece of a line that is shown, in characters.
const SHOWN: usize = 140;

/// The first line in which a file differs from what it should be.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Difference {
    /// From 1.
    pub(crate) line: usize,
    /// The line as it is, or nothing where the file has ended.
    pub(crate) is: Option<String>,
    /// The line as it should be, or nothing where the file should have ended.
    pub(crate) should_be: Option<String>,
}

impl Difference {
    /// Nothing where the texts are equal, byte for byte.
    pub(crate) fn first(is: &[u8], should_be: &str) -> Option<Self> {
        if is == should_be.as_bytes() {
            return None;
        }
        let mut ours = lines(is);
        let mut theirs = lines(should_be.as_bytes());
        let mut line = 1;
        loop {
            match (ours.next(), theirs.next()) {
                (Some(is), Some(should_be)) if is == should_be => line += 1,
                (is, should_be) => {
                    let from = first_difference(is, should_be);
                    let shown = |line: &[u8]| visible(line, from);
                    return Some(Self {
                        line,
                        is: is.map(shown),
                        should_be: should_be.map(shown),
                    });
                }
            }
        }
    }
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = |line: &Option<String>| line.clone().unwrap_or_else(|| "(the end)".to_owned());
        writeln!(f, "  line {}", self.line)?;
        writeln!(f, "    is:        {}", shown(&self.is))?;
        writeln!(f, "    should be: {}", shown(&self.should_be))
    }
}

fn lines(text: &[u8]) -> impl Iterator<Item = &[u8]> {
    text.split_inclusive(|byte| *byte == b'\n')
}

/// The first byte in which two lines differ.
fn first_difference(is: Option<&[u8]>, should_be: Option<&[u8]>) -> usize {
    let pairs = is
        .unwrap_or_default()
        .iter()
        .zip(should_be.unwrap_or_default());
    pairs.take_while(|(one, other)| one == other).count()
}

/// A line with what cannot be seen written out, and of a long line the part around byte `from`.
fn visible(line: &[u8], from: usize) -> String {
    let (line, end) = match line.strip_suffix(b"\n") {
        Some(line) => (line, ""),
        None => (line, "(no newline)"),
    };
    let before = String::from_utf8_lossy(line.get(..from).unwrap_or(line));
    let skipped = before.chars().count().saturating_sub(SHOWN / 2);
    let text = String::from_utf8_lossy(line);
    let trimmed = text.trim_end_matches(' ').len();
    let mut shown = String::new();
    if skipped > 0 {
        shown.push_str("...");
    }
    let mut characters = text.char_indices().skip(skipped);
    for (index, character) in characters.by_ref().take(SHOWN) {
        match character {
            ' ' if index >= trimmed => shown.push_str("\\u{20}"),
            character if character.is_control() => shown.extend(character.escape_default()),
            character => shown.push(character),
        }
    }
    if characters.next().is_some() {
        shown.push_str("...");
    }
    shown + end
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Line, and the two lines, `None` written as `<end>`.
    fn first(is: &str, should_be: &str) -> (usize, String, String) {
        let difference = Difference::first(is.as_bytes(), should_be).unwrap();
        let shown = |line: Option<String>| line.unwrap_or_else(|| "<end>".to_owned());
        (
            difference.line,
            shown(difference.is),
            shown(difference.should_be),
        )
    }

    fn lines(line: usize, is: &str, should_be: &str) -> (usize, String, String) {
        (line, is.to_owned(), should_be.to_owned())
    }

    #[test]
    fn the_first_line_that_differs() {
        assert_eq!(Difference::first(b"a\nb\n", "a\nb\n"), None);
        assert_eq!(first("a\nb\nc\n", "a\nB\nC\n"), lines(2, "b", "B"));
    }

    #[test]
    fn one_text_ends_earlier() {
        assert_eq!(first("a\n", "a\nb\n"), lines(2, "<end>", "b"));
        assert_eq!(first("a\nb\n", "a\n"), lines(2, "b", "<end>"));
        assert_eq!(first("a", "a\n"), lines(1, "a(no newline)", "a"));
        assert_eq!(first("", "a\n"), lines(1, "<end>", "a"));
    }

    #[test]
    fn what_cannot_be_seen_is_written_out() {
        assert_eq!(first("a\r\n", "a\n"), lines(1, "a\\r", "a"));
        assert_eq!(first("a  \n", "a\n"), lines(1, "a\\u{20}\\u{20}", "a"));
        let difference = Difference::first(b"\xff\n", "a\n").unwrap();
        assert_eq!(difference.is, Some("\u{fffd}".to_owned()));
    }

    #[test]
    fn a_long_line_is_shown_where_it_differs() {
        let long = "x".repeat(5000);
        let (_, is, should_be) = first(&format!("{long}a{long}"), &format!("{long}b{long}"));
        assert!(is.contains("xax"), "{is}");
        assert!(should_be.contains("xbx"), "{should_be}");
        assert!(is.chars().count() < SHOWN + 20, "{is}");
    }
}
