//! What is wrong with an input, where, and what to do about it.

use std::fmt;

use serde_json::Value;

/// Longest piece of a value that a message repeats, in characters.
const SHOWN: usize = 160;

/// An input: a text, and the name that messages call it by.
#[derive(Clone, Copy, Debug)]
pub struct Source<'a> {
    /// The file's name as the user knows it, for instance `spec/grid.json`.
    pub name: &'a str,
    /// The whole text.
    pub text: &'a str,
}

/// One thing that is wrong with an input. Stages hand back all of them at once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The file to mend: the document, or the overlay that the place came from.
    pub file: String,
    /// Where in that file, as an editor finds it; where that is known.
    pub position: Option<Position>,
    /// Where in that file, as its syntax has it.
    pub place: Place,
    /// What is wrong, without a full stop.
    pub what: String,
    /// What to do.
    pub hint: String,
}

/// A line and a column of a text, both from 1; the column counts characters.
pub type Position = (usize, usize);

/// A place in an input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// The input as a whole.
    Whole,
    /// A JSON Pointer (RFC 6901) into the document.
    Pointer(String),
    /// An action of an overlay.
    Action {
        /// From 1, in the order of the file.
        number: usize,
        /// Its `JSONPath` (RFC 9535).
        target: String,
        /// JSON Pointer into the overlaid document, where one place is meant.
        pointer: Option<String>,
    },
}

impl Problem {
    /// A problem with an input as a whole.
    #[must_use]
    pub fn whole(file: &str, what: impl Into<String>, hint: impl Into<String>) -> Self {
        Self::new(file, Place::Whole, what, hint)
    }

    /// A problem at a position of a text.
    #[must_use]
    pub fn at_line(
        file: &str,
        position: Position,
        what: impl Into<String>,
        hint: impl Into<String>,
    ) -> Self {
        Self {
            position: Some(position),
            ..Self::whole(file, what, hint)
        }
    }

    /// A problem at a JSON Pointer of a document.
    #[must_use]
    pub fn at_pointer(
        file: &str,
        pointer: impl Into<String>,
        what: impl Into<String>,
        hint: impl Into<String>,
    ) -> Self {
        Self::new(file, Place::Pointer(pointer.into()), what, hint)
    }

    fn new(file: &str, place: Place, what: impl Into<String>, hint: impl Into<String>) -> Self {
        Self {
            file: file.to_owned(),
            position: None,
            place,
            what: what.into(),
            hint: hint.into(),
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if let Some((line, column)) = self.position {
            write!(f, ":{line}:{column}")?;
        }
        match &self.place {
            Place::Whole => {}
            Place::Pointer(pointer) if pointer.is_empty() => f.write_str(": /")?,
            Place::Pointer(pointer) => write!(f, ": {pointer}")?,
            Place::Action {
                number,
                target,
                pointer,
            } => {
                write!(f, ": action {number}, target {target}")?;
                if let Some(pointer) = pointer {
                    write!(f, ", at {pointer}")?;
                }
            }
        }
        write!(f, ": {}\n  help: {}", self.what, self.hint)
    }
}

impl std::error::Error for Problem {}

/// A value as a message shows it: compact JSON, cut after 160 characters.
#[must_use]
pub fn shown(value: &Value) -> String {
    let text = value.to_string();
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}...", text.get(..end).unwrap_or_default()),
        None => text,
    }
}

/// What kind of JSON a value is, with its article.
#[must_use]
pub fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn places_are_written_where_an_editor_finds_them() {
        let at_pointer = Problem::at_pointer("a.json", "/info", "it is odd", "mend it");
        assert_eq!(
            at_pointer.to_string(),
            "a.json: /info: it is odd\n  help: mend it"
        );
        let at_line = Problem::at_line("a.json", (3, 7), "it is odd", "mend it");
        assert_eq!(
            at_line.to_string(),
            "a.json:3:7: it is odd\n  help: mend it"
        );
        let place = Place::Action {
            number: 2,
            target: "$.info".into(),
            pointer: Some("/info/title".into()),
        };
        let in_action = Problem {
            place,
            ..at_line.clone()
        };
        assert_eq!(
            in_action.to_string(),
            "a.json:3:7: action 2, target $.info, at /info/title: it is odd\n  help: mend it"
        );
        let whole = Problem::whole("a.json", "it is empty", "fill it");
        assert_eq!(whole.to_string(), "a.json: it is empty\n  help: fill it");
    }

    #[test]
    fn long_values_are_cut_between_characters() {
        let short = json!({"a": [1, null]});
        assert_eq!(shown(&short), r#"{"a":[1,null]}"#);
        let long = shown(&json!("é".repeat(500)));
        assert_eq!(long.chars().count(), SHOWN + 3);
        assert!(long.ends_with("é..."));
    }
}
