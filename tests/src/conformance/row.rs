//! One line of the table.

use std::fmt;

/// A field that a page documents, and where it lives in our types.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The document's name: `dgrid`.
    pub gateway: String,
    /// The operation's path in the document: `/v1/chat/completions`.
    pub path: String,
    /// The field: `choices[].message.role`, `messages[user].content[text].text`, `400.errors.detail`.
    pub field: String,
    /// Where the field stands.
    pub direction: Direction,
    /// Where it lives, or why it is missing.
    pub place: Result<String, String>,
}

/// Where a field stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// In what is sent.
    Request,
    /// In what is answered.
    Response,
}

impl Row {
    /// Whether our types cannot say it.
    #[must_use]
    pub fn is_missing(&self) -> bool {
        self.place.is_err()
    }
}

impl fmt::Display for Direction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Request => "request",
            Self::Response => "response",
        })
    }
}
