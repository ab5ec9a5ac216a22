//! Markdown: the document's, made safe for rustdoc and for the source; and ours.

use serde_json::Value;

/// The widest line of docs.
const WIDTH: usize = 110;

/// A value as code.
pub(crate) fn code(value: &Value) -> String {
    span(&value.to_string())
}

/// A text as code, on one line; backticks in it are doubled around.
pub(crate) fn span(text: &str) -> String {
    let text = text.replace(['\n', '\r'], " ");
    if text.contains('`') {
        format!("`` {text} ``")
    } else {
        format!("`{text}`")
    }
}

/// The lines of a Markdown text that rustdoc reads as it was meant, and that carries nothing else into the source.
pub(crate) fn markdown(text: &str) -> Vec<String> {
    let mut out = Vec::new();
    let mut fence: Option<String> = None;
    // How deep the item of a list is that the line may belong to.
    let mut listed = None;
    for line in text
        .replace("\r\n", "\n")
        .split(['\n', '\r', '\u{2028}', '\u{2029}'])
    {
        let line: String = line.chars().map(visible).collect();
        let line = line.trim_end().trim_end_matches('\\').trim_end();
        let run = fence_run(line.trim_start());
        match &fence {
            Some(open) => {
                if run.starts_with(open.as_str()) && run == line.trim_start() {
                    out.push(open.clone());
                    fence = None;
                } else {
                    out.push(line.to_owned());
                }
            }
            None if run.is_empty() => wrap(&escape(&flat(line, &mut listed)), &mut out),
            None => {
                // An unnamed block, or one of another language, would be compiled as a test.
                out.push(format!("{run}text"));
                fence = Some(run.to_owned());
                listed = None;
            }
        }
    }
    out.extend(fence);
    while out.last().is_some_and(String::is_empty) {
        out.pop();
    }
    let start = out.iter().position(|line| !line.is_empty()).unwrap_or(0);
    out.drain(..start);
    out
}

/// The backticks or tildes that open or close a block; nothing where the text begins with fewer than three.
fn fence_run(text: &str) -> &str {
    let sign = if text.starts_with('~') { '~' } else { '`' };
    let run = &text[..text.len() - text.trim_start_matches(sign).len()];
    if run.len() >= 3 { run } else { "" }
}

/// A line that opens no block of code, however it is indented, quoted or listed: what does is compiled and run as a test.
fn flat(line: &str, listed: &mut Option<usize>) -> String {
    let text = line.trim_start();
    let indent = line.len() - text.len();
    let marker = marker(text);
    // An item of a list may stand deeper than the one before; anything else that stands deep would be code.
    let most = match (marker.is_empty(), *listed) {
        (false, Some(before)) => before + 4,
        _ => 3,
    };
    let kept = if indent <= most { indent } else { 0 };
    if !text.is_empty() {
        *listed = if marker.is_empty() || text.starts_with('>') {
            listed.filter(|_| indent > 0)
        } else {
            Some(kept)
        };
    }
    let mut out = " ".repeat(kept);
    let mut rest = text;
    loop {
        let marker = self::marker(rest);
        out.push_str(marker);
        rest = &rest[marker.len()..];
        if marker.is_empty() {
            break;
        }
        let spaces = rest.len() - rest.trim_start().len();
        out.push_str(&rest[..spaces.min(1)]);
        rest = rest.trim_start();
    }
    if fence_run(rest).is_empty() {
        out.push_str(rest);
    } else {
        // Inside a quote or an item.
        rest.chars().for_each(|c| {
            if matches!(c, '`' | '~') {
                out.extend(['\\', c]);
            } else {
                out.push(c);
            }
        });
    }
    out
}

/// What marks a quote or an item of a list, without the space that follows.
fn marker(text: &str) -> &str {
    let digits = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let end = match text.as_bytes().get(digits) {
        Some(b'>') if digits == 0 => return &text[..1],
        Some(b'-' | b'*' | b'+') if digits == 0 => 1,
        Some(b'.' | b')') if digits > 0 => digits + 1,
        _ => return "",
    };
    if text[end..].is_empty() || text[end..].starts_with(' ') {
        &text[..end]
    } else {
        ""
    }
}

/// Controls, and the characters that make text look like what it is not (rustc refuses them in comments), are shown as U+FFFD.
fn visible(c: char) -> char {
    match c {
        '\t' => ' ',
        '\u{202A}'..='\u{202E}'
        | '\u{2066}'..='\u{2069}'
        | '\u{200E}'
        | '\u{200F}'
        | '\u{061C}'
        | '\u{FEFF}' => '\u{FFFD}',
        c if c.is_control() => '\u{FFFD}',
        c => c,
    }
}

/// Escapes what rustdoc would read as HTML or as a link of its own; makes links of bare addresses. Code spans stay as they are.
fn escape(line: &str) -> String {
    let mut out = String::with_capacity(line.len() + 8);
    let mut rest = line;
    while let Some(c) = rest.chars().next() {
        if c == '`'
            && let ticks = rest.chars().take_while(|c| *c == '`').count()
            && let Some(end) = rest[ticks..].find(&"`".repeat(ticks))
        {
            let span = ticks + end + ticks;
            out.push_str(&rest[..span]);
            rest = &rest[span..];
        } else if rest.starts_with("](")
            && let Some(end) = rest.find(')')
            && !rest[..end].contains([' ', '<'])
        {
            out.push_str(&rest[..=end]);
            rest = &rest[end + 1..];
        } else if rest.starts_with("https://") || rest.starts_with("http://") {
            let end = rest
                .find(|c: char| c.is_whitespace() || "<>()[]\"'`".contains(c))
                .unwrap_or(rest.len());
            let address = rest[..end].trim_end_matches(['.', ',', ';', ':']);
            out.push('<');
            out.push_str(address);
            out.push('>');
            rest = &rest[address.len()..];
        } else {
            match c {
                '<' if rest.to_ascii_lowercase().starts_with("<br") && rest.contains('>') => {
                    rest = &rest[rest.find('>').map_or(0, |at| at + 1)..];
                    continue;
                }
                '<' if !rest.starts_with("<http") => out.push_str("\\<"),
                '<' => {
                    let end = rest.find('>').map_or(rest.len(), |at| at + 1);
                    out.push_str(&rest[..end]);
                    rest = &rest[end..];
                    continue;
                }
                '[' if !is_link(rest) => out.push_str("\\["),
                c => out.push(c),
            }
            rest = &rest[c.len_utf8()..];
        }
    }
    out.trim_end().to_owned()
}

/// Whether a bracket opens `[text](address)`.
fn is_link(rest: &str) -> bool {
    rest.find("](").is_some_and(|at| {
        let target = &rest[at + 2..];
        !rest[1..at].contains(['[', ']']) && (target.starts_with("http") || target.starts_with('#'))
    })
}

fn wrap(line: &str, out: &mut Vec<String>) {
    if line.chars().count() <= WIDTH || line.trim_start().starts_with('|') {
        out.push(line.to_owned());
        return;
    }
    let mut current = String::new();
    let mut in_code = false;
    for word in line.split(' ') {
        let ticks = word.matches('`').count();
        if !in_code
            && !current.is_empty()
            && current.chars().count() + 1 + word.chars().count() > WIDTH
        {
            out.push(std::mem::take(&mut current));
            // A line that begins with one of these would become a list, a heading, a quote or a block.
            let opens =
                !fence_run(word).is_empty() || word.starts_with(['#', '>', '-', '+', '*', '=']);
            if opens || word.starts_with(|c: char| c.is_ascii_digit()) {
                let last = out.pop().unwrap_or_default();
                current = last;
                current.push(' ');
                current.push_str(word);
                in_code ^= ticks % 2 == 1;
                continue;
            }
        }
        if !current.is_empty() {
            current.push(' ');
        }
        current.push_str(word);
        in_code ^= ticks % 2 == 1;
    }
    out.push(current);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_are_never_tests() {
        assert_eq!(
            markdown("a\n```\nlet x;\n```\nb"),
            ["a", "```text", "let x;", "```", "b"]
        );
        assert_eq!(markdown("```rust\nlet x;"), ["```text", "let x;", "```"]);
        assert_eq!(markdown("a\n\n    indented"), ["a", "", "indented"]);
    }

    #[test]
    fn no_other_block_is_a_test() {
        assert_eq!(
            markdown("~~~\nf();\n~~~\nb"),
            ["~~~text", "f();", "~~~", "b"]
        );
        assert_eq!(
            markdown("````\n```\nf();\n````"),
            ["````text", "```", "f();", "````"]
        );
        assert_eq!(
            markdown("> ```\n>     f();\n> ```"),
            ["> \\`\\`\\`", "> f();", "> \\`\\`\\`"]
        );
        assert_eq!(markdown("- ~~~\n-      f();"), ["- \\~\\~\\~", "- f();"]);
        assert_eq!(markdown("    - f();"), ["- f();"]);
        assert_eq!(
            markdown("- a\n    - b\n\n            - f();"),
            ["- a", "    - b", "", "- f();"]
        );
        assert_eq!(markdown("1.      f();"), ["1. f();"]);
        let long = format!("{} ```rust f();", "word ".repeat(30).trim_end());
        assert!(markdown(&long).iter().all(|line| !line.starts_with('`')));
    }

    #[test]
    fn html_brackets_and_addresses() {
        assert_eq!(markdown("a <b> [c] `<d> [e]`"), ["a \\<b> \\[c] `<d> [e]`"]);
        assert_eq!(markdown("see https://a.b/c."), ["see <https://a.b/c>."]);
        assert_eq!(
            markdown("[page](https://a.b/c) x<br>"),
            ["[page](https://a.b/c) x"]
        );
    }

    #[test]
    fn nothing_hides() {
        assert_eq!(markdown("a\u{202E}b\u{0}"), ["a\u{FFFD}b\u{FFFD}"]);
    }

    #[test]
    fn long_lines_are_wrapped_at_words() {
        let lines = markdown(&"word ".repeat(100));
        assert!(lines.len() > 3);
        assert!(lines.iter().all(|line| line.len() <= WIDTH));
    }
}
