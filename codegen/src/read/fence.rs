//! The fenced JSON block of a Markdown page (`CommonMark` 0.31 section 4.5), as vendors publish their documents.

/// What a text holds in fences.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Fence<'t> {
    /// No JSON block.
    None,
    /// One JSON block.
    One {
        /// What stands between the fences, without the newline before the closing one.
        json: &'t str,
        /// Lines up to and with the opening fence.
        line: usize,
    },
    /// More than one JSON block.
    Several {
        /// The line of the second one's opening fence.
        line: usize,
    },
    /// A JSON block without an end.
    Unclosed {
        /// The line of its opening fence.
        line: usize,
    },
}

/// The exact text of the one fenced JSON block of a Markdown page, without the newline before the closing fence.
/// Nothing where there is no such block, more than one, or one without an end.
#[must_use]
pub fn fenced_json(text: &str) -> Option<&str> {
    match find(text) {
        Fence::One { json, .. } => Some(json),
        Fence::None | Fence::Several { .. } | Fence::Unclosed { .. } => None,
    }
}

/// Only fences that begin a line count: an indented one may stand in a YAML document's description, whereas no YAML
/// line can begin with a backtick.
pub(super) fn find(text: &str) -> Fence<'_> {
    let mut open: Option<Opening<'_>> = None;
    let mut found: Option<(&str, usize)> = None;
    let mut offset = 0;
    for (index, line) in text.split_inclusive('\n').enumerate() {
        let start = offset;
        offset += line.len();
        let Some(opening) = open else {
            open = Opening::of(line, index + 1, offset);
            if found.is_some() && open.is_some_and(|block| block.is_json()) {
                return Fence::Several { line: index + 1 };
            }
            continue;
        };
        if opening.is_closed_by(line) {
            if opening.is_json() {
                let inside = text.get(opening.end..start).unwrap_or_default();
                let inside = inside.strip_suffix('\n').unwrap_or(inside);
                let inside = inside.strip_suffix('\r').unwrap_or(inside);
                found = Some((inside, opening.line));
            }
            open = None;
        }
    }
    match (open, found) {
        (Some(opening), _) if opening.is_json() => Fence::Unclosed { line: opening.line },
        (_, Some((json, line))) => Fence::One { json, line },
        (_, None) => Fence::None,
    }
}

#[derive(Clone, Copy)]
struct Opening<'t> {
    mark: char,
    length: usize,
    info: &'t str,
    /// From 1.
    line: usize,
    /// Where the block's content begins.
    end: usize,
}

impl<'t> Opening<'t> {
    fn of(text: &'t str, line: usize, end: usize) -> Option<Self> {
        let mark = text.chars().next().filter(|c| matches!(c, '`' | '~'))?;
        let info = text.trim_start_matches(mark);
        let length = text.len() - info.len();
        let info = info.trim();
        let is_fence = length >= 3 && !(mark == '`' && info.contains('`'));
        is_fence.then_some(Self {
            mark,
            length,
            info,
            line,
            end,
        })
    }

    fn is_json(&self) -> bool {
        let language = self.info.split_whitespace().next().unwrap_or_default();
        language.eq_ignore_ascii_case("json")
    }

    fn is_closed_by(&self, text: &str) -> bool {
        let rest = text.trim_start_matches(self.mark);
        text.len() - rest.len() >= self.length && rest.trim().is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_exact_bytes_between_the_fences() {
        assert_eq!(
            fenced_json("# A\n\n```json\n{\"a\": 1}\n```\n\ntext\n"),
            Some("{\"a\": 1}")
        );
        assert_eq!(fenced_json("```json\r\n{}\r\n```\r\n"), Some("{}"));
        assert_eq!(fenced_json("~~~ JSON title\n{}\n\n~~~"), Some("{}\n"));
        assert_eq!(fenced_json("```json\n```"), Some(""));
    }

    #[test]
    fn a_longer_fence_holds_shorter_ones() {
        let page = "````json\n{\"a\":\n\"```\"\n```\n}\n````\n";
        assert_eq!(fenced_json(page), Some("{\"a\":\n\"```\"\n```\n}"));
    }

    #[test]
    fn other_blocks_are_passed_over() {
        let page = "```sh\ncurl\n```\n\n```json\n{}\n```\n\n```\n```json\n```\n";
        assert_eq!(fenced_json(page), Some("{}"));
    }

    #[test]
    fn none_several_and_unclosed() {
        assert_eq!(find("openapi: 3.0.3\n"), Fence::None);
        assert_eq!(find("a: |\n  ```json\n  {}\n  ```\n"), Fence::None);
        assert_eq!(
            find("```json\n{}\n```\n```json\n{}\n```\n"),
            Fence::Several { line: 4 }
        );
        assert_eq!(find("text\n```json\n{}\n"), Fence::Unclosed { line: 2 });
        assert_eq!(fenced_json("text\n```json\n{}\n"), None);
    }
}
