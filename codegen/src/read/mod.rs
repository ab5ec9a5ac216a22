//! First stage: text → value.
//!
//! JSON, YAML, or a Markdown page with one fenced JSON block, told apart by the text and never by the file's name.
//! The order of members is kept; two equal keys in one object are an error; errors give line and column.

mod fence;
mod json;
mod locate;
mod position;
mod scalar;
mod version;
mod yaml;

use serde_json::Value;

use crate::problem::{Problem, Source};
use fence::Fence;
use position::Origin;

pub use fence::fenced_json;
pub(crate) use locate::locate;

/// Deepest nesting that is read, the same for both syntaxes: every later stage walks the document by recursion.
const MAX_DEPTH: usize = 127;

/// Reads an `OpenAPI` 3.0 document.
///
/// # Errors
///
/// Syntax errors, with line and column; equal keys; a document that is not an object; a version other than 3.0.
pub fn document(source: Source<'_>) -> Result<Value, Vec<Problem>> {
    let value = value(source)?;
    match version::refusal(source.name, &value) {
        Some(problem) => Err(vec![problem]),
        None => Ok(value),
    }
}

/// Reads any JSON or YAML.
///
/// # Errors
///
/// Syntax errors, with line and column, and equal keys.
pub fn value(source: Source<'_>) -> Result<Value, Vec<Problem>> {
    let name = source.name;
    let text = source.text.strip_prefix('\u{feff}').unwrap_or(source.text);
    let refused = |line, what: &str, hint: &str| {
        let position = (line, 1);
        Err(vec![Problem::at_line(name, position, what, hint)])
    };
    match syntax(text) {
        Syntax::Nothing => refused(1, "the file is empty", "put an OpenAPI 3.0 document there"),
        Syntax::Json { text, origin } => json::read(name, text, origin),
        Syntax::Yaml => yaml::read(name, text),
        Syntax::Unclosed { line } => refused(
            line,
            "the fenced JSON block that begins here never ends",
            "get the whole page: the block ends with a line of backticks",
        ),
        Syntax::Several { line } => refused(
            line,
            "a second fenced JSON block",
            "keep one block on the page, or give the document itself",
        ),
    }
}

/// What a text is written in.
enum Syntax<'t> {
    Nothing,
    /// The text itself, or the one block of a Markdown page.
    Json {
        text: &'t str,
        origin: Origin,
    },
    Yaml,
    /// A block without an end.
    Unclosed {
        line: usize,
    },
    /// More than one block.
    Several {
        line: usize,
    },
}

fn syntax(text: &str) -> Syntax<'_> {
    let origin = Origin::default();
    match text.trim_start().chars().next() {
        None => Syntax::Nothing,
        Some('{') => Syntax::Json { text, origin },
        Some(_) => match fence::find(text) {
            Fence::None => Syntax::Yaml,
            Fence::One { json: text, line } => {
                let origin = Origin::after_lines(line);
                Syntax::Json { text, origin }
            }
            Fence::Several { line } => Syntax::Several { line },
            Fence::Unclosed { line } => Syntax::Unclosed { line },
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    pub(in crate::read) fn read(text: &str) -> Result<Value, Vec<Problem>> {
        let name = "a";
        value(Source { name, text })
    }

    fn first(text: &str) -> Problem {
        let problems = read(text).expect_err(text);
        problems.into_iter().next().expect("at least one problem")
    }

    #[test]
    fn the_text_decides_the_syntax() {
        let same = json!({"a": 1, "b": [true, null]});
        assert_eq!(read(r#" {"a": 1, "b": [true, null]}"#).unwrap(), same);
        assert_eq!(read("a: 1\nb: [true, null]\n").unwrap(), same);
        let page = "# Page\n\n```json\n{\"a\": 1, \"b\": [true, null]}\n```\n";
        assert_eq!(read(page).unwrap(), same);
        assert_eq!(read("\u{feff}{}").unwrap(), json!({}));
    }

    #[test]
    fn order_is_kept() {
        for text in [
            r#"{"z": 1, "a": 2, "m": {"y": 1, "b": 2}}"#,
            "z: 1\na: 2\nm: {y: 1, b: 2}",
        ] {
            assert_eq!(
                read(text).unwrap().to_string(),
                r#"{"z":1,"a":2,"m":{"y":1,"b":2}}"#
            );
        }
    }

    #[test]
    fn positions_on_a_page_are_the_page_s() {
        let problem = first("# Page\n\n```json\n{\"a\": 1,\n\"b\" 2}\n```\n");
        assert_eq!(problem.position, Some((5, 5)));
        let problem = first("# Page\n```json\n{}\n");
        assert_eq!(problem.position, Some((2, 1)));
        let problem = first("```json\n{}\n```\n```json\n{}\n```\n");
        assert_eq!(problem.position, Some((4, 1)));
    }

    #[test]
    fn nothing_is_an_error_at_the_first_line() {
        for text in ["", " \n\n", "\u{feff}"] {
            assert_eq!(first(text).position, Some((1, 1)), "{text:?}");
        }
    }

    #[test]
    fn the_vendor_s_page_holds_the_document_byte_for_byte() {
        let page = std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("../../shared/seeds/001_2d4dd08fd92b4fa5.txt");
        let Ok(page) = std::fs::read_to_string(page) else {
            println!("SKIPPED: the vendor's page is not at ../shared/seeds");
            return;
        };
        let document = include_str!("../../../spec/grid.json");
        assert_eq!(fenced_json(&page), Some(document));
        assert_eq!(read(&page), read(document));
    }

    #[test]
    fn a_document_cut_anywhere_is_refused_with_its_place() {
        let whole = include_str!("../../../spec/grid.json");
        let ends = (0..whole.len()).filter(|end| end % 41 == 0 || end + 60 > whole.len());
        for end in ends.filter(|end| whole.is_char_boundary(*end)) {
            let problems = document(Source {
                name: "grid.json",
                text: &whole[..end],
            })
            .expect_err("cut");
            assert!(
                problems[0].position.is_some(),
                "cut at {end}: {}",
                problems[0]
            );
        }
        assert!(
            document(Source {
                name: "grid.json",
                text: whole
            })
            .is_ok()
        );
    }
}
