//! Responses that are not what was asked for.

use std::fmt;

use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use serde::de::DeserializeOwned;

use super::decode::{DecodeError, decode_json};

/// A response with the body that the document declares for its status.
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub struct Response<T> {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body as it came.
    pub bytes: Bytes,
    /// The body.
    pub body: T,
}

/// A response whose status or body the document does not declare, whole.
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub struct UndeclaredResponse {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body as it came.
    pub bytes: Bytes,
    /// Why the body could not be read; `None` where the status itself is not declared.
    pub problem: Option<DecodeError>,
}

impl<T> Response<T> {
    pub(crate) fn parts(&self) -> (StatusCode, &HeaderMap, &Bytes) {
        (self.status, &self.headers, &self.bytes)
    }
}

impl UndeclaredResponse {
    pub(crate) fn parts(&self) -> (StatusCode, &HeaderMap, &Bytes) {
        (self.status, &self.headers, &self.bytes)
    }

    pub(crate) fn new(status: StatusCode, headers: HeaderMap, bytes: Bytes) -> Box<Self> {
        Box::new(Self { status, headers, bytes, problem: None })
    }

    /// The body as the document declares it for this status.
    pub(crate) fn json<T: DeserializeOwned>(mut self: Box<Self>) -> Result<Box<Response<T>>, Box<Self>> {
        match decode_json(&self.bytes) {
            Ok(body) => Ok(self.holding(body)),
            Err(problem) => {
                self.problem = Some(problem);
                Err(self)
            }
        }
    }

    /// The response with a body that was read from it.
    pub(crate) fn holding<T>(self, body: T) -> Box<Response<T>> {
        Box::new(Response { status: self.status, headers: self.headers, bytes: self.bytes, body })
    }
}

/// Says how long the body is, not what it holds: it may echo a prompt.
impl<T> fmt::Debug for Response<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Response").field("status", &self.status).field("bytes", &self.bytes.len()).finish_non_exhaustive()
    }
}

/// Says how long the body is, not what it holds: it may echo a prompt.
impl fmt::Debug for UndeclaredResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UndeclaredResponse")
            .field("status", &self.status)
            .field("bytes", &self.bytes.len())
            .field("problem", &self.problem)
            .finish_non_exhaustive()
    }
}

/// What is undeclared about it.
impl fmt::Display for UndeclaredResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.problem {
            Some(problem) => write!(f, "with {} bytes that are not what is declared: {problem}", self.bytes.len()),
            None => write!(f, "which is not declared, with {} bytes", self.bytes.len()),
        }
    }
}
