//! Makes a server's text fit to be shown: one line, no control characters, no tokens, of bounded length.

use std::borrow::Cow;

use crate::key::REDACTED;

/// What a log line shows of a server's text, in characters.
const SHOWN: usize = 300;

/// One line: control and line-breaking characters become spaces, characters that change the direction of text go, runs of white
/// space become one, and what follows `token=` is replaced (a redirect's credential).
pub(crate) fn clean(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\u{200e}'
            | '\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2066}'..='\u{2069}'
            | '\u{feff}' => {}
            _ if character.is_control() || character.is_whitespace() => {
                if !line.is_empty() && !line.ends_with(' ') {
                    line.push(' ');
                }
            }
            _ => line.push(character),
        }
    }
    line.truncate(line.trim_end().len());
    without_tokens(line)
}

/// At most [`SHOWN`] characters, with an ellipsis where there were more.
pub(crate) fn shown(text: &str) -> Cow<'_, str> {
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => Cow::Owned(format!("{}…", text.get(..end).unwrap_or_default())),
        None => Cow::Borrowed(text),
    }
}

/// A JSON reader's problem without the text that it quotes from what it read: a model or a prompt may have written it.
///
/// serde says `invalid type: string "...", expected a number` and ``unknown variant `...`, expected one of ...``.
pub(crate) fn without_values(problem: &str) -> Cow<'_, str> {
    for (before, after) in [
        ("string \"", "\", expected"),
        ("unknown variant `", "`, expected"),
        ("unknown field `", "`, "),
    ] {
        if let Some((head, rest)) = problem.split_once(before)
            && let Some((_, tail)) = rest.rsplit_once(after)
        {
            let said = before.trim_end_matches(['"', '`', ' ']);
            let after = after.trim_start_matches(['"', '`']);
            return Cow::Owned(format!("{head}{said}{after}{tail}"));
        }
    }
    Cow::Borrowed(problem)
}

fn without_tokens(line: String) -> String {
    const NAME: &str = "token=";
    let lower = line.to_ascii_lowercase();
    if !lower.contains(NAME) {
        return line;
    }
    let mut shown = String::with_capacity(line.len());
    let mut at = 0;
    while let Some(found) = lower.get(at..).and_then(|rest| rest.find(NAME)) {
        let value = at + found + NAME.len();
        shown.push_str(line.get(at..value).unwrap_or_default());
        shown.push_str(REDACTED);
        let rest = line.get(value..).unwrap_or_default();
        at = value
            + rest
                .find(|c: char| c.is_whitespace() || "&\"'<>,;)}".contains(c))
                .unwrap_or(rest.len());
    }
    shown.push_str(line.get(at..).unwrap_or_default());
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_line_without_controls() {
        assert_eq!(
            clean("  a\r\n\tb\u{0}c\u{1b}[31m \u{2028}d  "),
            "a b c [31m d"
        );
        assert_eq!(clean("x\u{202e}y\u{feff}"), "xy");
        assert_eq!(clean(""), "");
        assert_eq!(clean("größer 价格"), "größer 价格");
    }

    #[test]
    fn tokens_go_wherever_they_stand() {
        assert_eq!(
            clean(r#"<a href="https://a/r?token=se.cr-et&x=1">redirected</a>"#),
            r#"<a href="https://a/r?token=[redacted]&x=1">redirected</a>"#
        );
        assert_eq!(
            clean("TOKEN=secret and access_token=secret"),
            "TOKEN=[redacted] and access_token=[redacted]"
        );
        assert_eq!(clean("İ token=secret"), "İ token=[redacted]");
        assert_eq!(clean("the token is invalid"), "the token is invalid");
    }

    #[test]
    fn a_readers_problem_does_not_quote_what_it_read() {
        for (problem, shown) in [
            (
                r#"invalid type: string "the \", expected", expected i64 at line 1 column 9"#,
                "invalid type: string, expected i64 at line 1 column 9",
            ),
            (
                "unknown variant `the prompt`, expected `a` or `b` at line 1",
                "unknown variant, expected `a` or `b` at line 1",
            ),
            (
                "unknown variant `the prompt`, expected one of `a`, `b`",
                "unknown variant, expected one of `a`, `b`",
            ),
            ("missing field `a` at line 1", "missing field `a` at line 1"),
        ] {
            assert_eq!(without_values(problem), shown);
        }
    }

    #[test]
    fn a_long_text_is_cut_between_characters() {
        let long = "é".repeat(SHOWN + 1);
        assert_eq!(shown(&long), format!("{}…", "é".repeat(SHOWN)));
        let fits = "é".repeat(SHOWN);
        assert_eq!(shown(&fits), fits);
    }
}
