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
        .map_err(|error| DecodeError { path: String::new(), problem: format!("not UTF-8 from byte {}", error.valid_up_to()) })?;
    serde_json::from_str(text).or_else(|_| located(text))
}

/// Reads again, keeping count of the place: only what cannot be read pays for it.
fn located<'de, T: Deserialize<'de>>(text: &'de str) -> Result<T, DecodeError> {
    let mut json = serde_json::Deserializer::from_str(text);
    let mut track = serde_path_to_error::Track::new();
    let value = T::deserialize(serde_path_to_error::Deserializer::new(&mut json, &mut track))
        .map_err(|error| DecodeError { path: track.path().to_string(), problem: shortened(&error.to_string()) })?;
    json.end().map_err(|error| DecodeError { path: String::new(), problem: error.to_string() })?;
    Ok(value)
}

/// The longest problem that is kept: an error is for a line of a log, and quotes what it found.
const LONGEST_PROBLEM: usize = 300;

fn shortened(problem: &str) -> String {
    if problem.len() <= LONGEST_PROBLEM {
        return problem.to_owned();
    }
    let half = LONGEST_PROBLEM / 2;
    let head = (0..=half).rev().find(|&at| problem.is_char_boundary(at)).unwrap_or(0);
    let tail = (problem.len() - half..problem.len()).find(|&at| problem.is_char_boundary(at)).unwrap_or(problem.len());
    format!("{} ... {}", &problem[..head], &problem[tail..])
}

/// A JSON text that is not what was expected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DecodeError {
    path: String,
    problem: String,
}

impl DecodeError {
    /// Where: `choices[0].message.tool_calls[1].function`; empty or `.` for the whole.
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
        match self.path.as_str() {
            "" | "." => f.write_str(&self.problem),
            path => write!(f, "{path}: {}", self.problem),
        }
    }
}

impl std::error::Error for DecodeError {}
