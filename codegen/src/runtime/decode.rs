//! Reading JSON, with the place of what is wrong.

use std::fmt;

use serde::Deserialize;

/// Reads a JSON text.
///
/// # Errors
/// A text that is not UTF-8 or not JSON, or a value that is not of the type that was expected.
pub fn decode_json<'de, T: Deserialize<'de>>(bytes: &'de [u8]) -> Result<T, DecodeError> {
    // One check of the whole text is cheaper than one of every string in it.
    let text = std::str::from_utf8(bytes)
        .map_err(|error| DecodeError::at("", &format!("not UTF-8 from byte {}", error.valid_up_to())))?;
    let mut json = serde_json::Deserializer::from_str(text);
    match T::deserialize(&mut json) {
        Ok(value) if json.end().is_ok() => Ok(value),
        _ => located(text),
    }
}

/// Reads again, keeping count of the place: only what cannot be read pays for it.
fn located<'de, T: Deserialize<'de>>(text: &'de str) -> Result<T, DecodeError> {
    let mut json = serde_json::Deserializer::from_str(text);
    let mut track = serde_path_to_error::Track::new();
    let value = T::deserialize(serde_path_to_error::Deserializer::new(&mut json, &mut track))
        .map_err(|error| DecodeError::at(&path_text(&track.path()), &error.to_string()))?;
    json.end().map_err(|error| DecodeError::at("", &error.to_string()))?;
    Ok(value)
}

/// A path in words; nothing for the whole, and for what was cut off before it had a name.
fn path_text(path: &serde_path_to_error::Path) -> String {
    path.to_string().trim_end_matches('?').trim_end_matches('.').to_owned()
}

/// What introduces the place of an error that could not keep it.
const PLACED: &str = "in `";

/// An error of a value that was read before it was known what it is for.
pub(crate) fn placed(key: &str, path: &serde_path_to_error::Path, error: &serde_json::Error) -> String {
    let inner = path_text(path);
    let separator = if inner.is_empty() || inner.starts_with('[') { "" } else { "." };
    format!("{PLACED}{key}{separator}{inner}`: {error}")
}

/// What was found, without the text itself: it may be a prompt, and an error goes to a log.
fn without_texts(problem: &str) -> String {
    const BEFORE: &str = "string \"";
    const AFTER: &str = "\", expected";
    match (problem.find(BEFORE), problem.rfind(AFTER)) {
        (Some(start), Some(end)) if start + BEFORE.len() <= end => {
            let length = end - start - BEFORE.len();
            format!("{}a string of {length} bytes{}", &problem[..start], &problem[end + 1..])
        }
        _ => problem.to_owned(),
    }
}

/// A JSON text that is not what was expected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DecodeError {
    path: String,
    problem: String,
}

impl DecodeError {
    fn at(path: &str, problem: &str) -> Self {
        let (mut path, mut problem) = (path.to_owned(), problem);
        while let Some((inner, rest)) = problem.strip_prefix(PLACED).and_then(|text| text.split_once("`: ")) {
            if !path.is_empty() && !inner.starts_with('[') {
                path.push('.');
            }
            path.push_str(inner);
            problem = rest;
        }
        Self { path, problem: without_texts(problem) }
    }

    /// Where: `choices[0].message.tool_calls[1].function`; empty for the whole.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// What was expected and what was there, with line and column.
    #[must_use]
    pub fn problem(&self) -> &str {
        &self.problem
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let separator = if self.path.is_empty() { "" } else { ": " };
        write!(f, "{}{separator}{}", self.path, self.problem)
    }
}

impl std::error::Error for DecodeError {}
