//! What a client sent.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use serde_json::Value;

/// A request as it arrived, and what became of it.
#[derive(Clone)]
#[non_exhaustive]
pub struct Received {
    /// The zero-based index of this request.
    pub number: u64,
    /// The zero-based index of the connection that it came on.
    pub connection: u64,
    /// The method.
    pub method: String,
    /// Path and query, as they stood in the request line.
    pub target: String,
    /// Names and values in the order they came.
    pub headers: Vec<(String, String)>,
    /// The body, without its transfer coding.
    pub body: Arc<[u8]>,
    /// When it had arrived.
    pub at: Instant,
    /// When every step of its answer had been played.
    pub answered: Option<Instant>,
    /// When the client was seen to close the connection it came on, during the answer or after it.
    pub client_closed: Option<Instant>,
    pub(crate) written: Arc<AtomicU64>,
}

impl Received {
    /// The target without its query.
    #[must_use]
    pub fn path(&self) -> &str {
        self.target.split('?').next().unwrap_or_default()
    }

    /// The first value of a query parameter, not decoded.
    #[must_use]
    pub fn query(&self, name: &str) -> Option<&str> {
        let (_, query) = self.target.split_once('?')?;
        query
            .split('&')
            .filter_map(|pair| pair.split_once('='))
            .find(|(key, _)| *key == name)
            .map(|(_, value)| value)
    }

    /// The first value of a header; names in any case.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(present, _)| present.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }

    /// The body as JSON; `Null` where it is none.
    #[must_use]
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }

    /// Bytes of the answer that the socket has taken so far, headers and framing included; it goes on counting in clones.
    #[must_use]
    pub fn written(&self) -> u64 {
        self.written.load(Ordering::Relaxed)
    }
}

/// Neither values of headers, nor the query, nor the body: they hold keys, tokens and prompts.
impl fmt::Debug for Received {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&str> = self.headers.iter().map(|(name, _)| name.as_str()).collect();
        f.debug_struct("Received")
            .field("number", &self.number)
            .field("connection", &self.connection)
            .field("method", &self.method)
            .field("path", &self.path())
            .field("headers", &names)
            .field("body", &format_args!("{} bytes", self.body.len()))
            .field("answered", &self.answered.is_some())
            .field("client_closed", &self.client_closed.is_some())
            .finish_non_exhaustive()
    }
}
