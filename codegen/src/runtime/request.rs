//! Writing a request.

use std::fmt;

use bytes::Bytes;
use http::header::{ACCEPT, CONTENT_TYPE, HeaderValue};
use http::{Method, Request};
use serde::Serialize;

/// A request that cannot be written.
#[derive(Debug)]
pub struct EncodeError(String);

impl EncodeError {
    pub(crate) fn new(problem: impl fmt::Display) -> Self {
        Self(problem.to_string())
    }
}

impl fmt::Display for EncodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the request cannot be written: {}", self.0)
    }
}

impl std::error::Error for EncodeError {}

/// A request without a server: its URI is a path with its query, and it carries no credential.
pub(crate) fn request(method: Method, path: &str, accept: &'static str) -> Result<Request<Bytes>, EncodeError> {
    let mut request = Request::new(Bytes::new());
    *request.method_mut() = method;
    *request.uri_mut() = path.parse().map_err(EncodeError::new)?;
    request.headers_mut().insert(ACCEPT, HeaderValue::from_static(accept));
    Ok(request)
}

/// Gives a request its body.
pub(crate) fn body(request: &mut Request<Bytes>, media_type: &'static str, body: Bytes) {
    request.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(media_type));
    *request.body_mut() = body;
}

/// A body in JSON.
pub(crate) fn json(value: &impl Serialize) -> Result<Bytes, EncodeError> {
    serde_json::to_vec(value).map(Bytes::from).map_err(EncodeError::new)
}
