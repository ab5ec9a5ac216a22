//! What a server answered when it did not answer what was asked for.

use std::fmt;

use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use serde::de::DeserializeOwned;

use super::decode::{DecodeError, decode_json};

/// An answer with the body that the document declares for its status.
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub struct Answer<T> {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body as it came.
    pub bytes: Bytes,
    /// The body.
    pub body: T,
}

/// An answer whose status or body the document does not declare, whole.
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub struct UndeclaredAnswer {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body as it came.
    pub bytes: Bytes,
    /// What is undeclared about it: the body, or nothing but the status.
    pub problem: Option<DecodeError>,
}

impl<T> Answer<T> {
    pub(crate) fn parts(&self) -> (StatusCode, &HeaderMap, &Bytes) {
        (self.status, &self.headers, &self.bytes)
    }
}

impl UndeclaredAnswer {
    pub(crate) fn parts(&self) -> (StatusCode, &HeaderMap, &Bytes) {
        (self.status, &self.headers, &self.bytes)
    }

    pub(crate) fn new(status: StatusCode, headers: HeaderMap, bytes: Bytes) -> Box<Self> {
        Box::new(Self { status, headers, bytes, problem: None })
    }

    /// The body as the document declares it for this status.
    pub(crate) fn json<T: DeserializeOwned>(mut self: Box<Self>) -> Result<Box<Answer<T>>, Box<Self>> {
        match decode_json(&self.bytes) {
            Ok(body) => Ok(self.holding(body)),
            Err(problem) => {
                self.problem = Some(problem);
                Err(self)
            }
        }
    }

    /// The answer with a body that was read from it.
    pub(crate) fn holding<T>(self, body: T) -> Box<Answer<T>> {
        Box::new(Answer { status: self.status, headers: self.headers, bytes: self.bytes, body })
    }
}

/// Says how long the body is, not what it holds: it may echo a prompt.
impl<T> fmt::Debug for Answer<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Answer").field("status", &self.status).field("bytes", &self.bytes.len()).finish_non_exhaustive()
    }
}

/// Says how long the body is, not what it holds: it may echo a prompt.
impl fmt::Debug for UndeclaredAnswer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UndeclaredAnswer")
            .field("status", &self.status)
            .field("bytes", &self.bytes.len())
            .field("problem", &self.problem)
            .finish_non_exhaustive()
    }
}

/// What is undeclared about it.
impl fmt::Display for UndeclaredAnswer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.problem {
            Some(problem) => write!(f, "with {} bytes that are not what is declared: {problem}", self.bytes.len()),
            None => write!(f, "which is not declared, with {} bytes", self.bytes.len()),
        }
    }
}
