//! A well-formed HTTP answer, with handles to deform it.

use std::time::Duration;

use serde_json::Value;

use crate::error_bodies;
use crate::error_bodies::ErrorShape;
use crate::step::Step;

/// How the end of a body is told (RFC 9112 section 6.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Framing {
    /// `transfer-encoding: chunked`, a chunk for each write.
    Chunked,
    /// `content-length`.
    Length,
    /// `content-length` with this value, whatever the body's is.
    Claimed(u64),
    /// `connection: close`, and the close ends the body.
    Close,
    /// No header says anything, and the connection stays open: 204, 304.
    Bare,
}

/// A status, headers and a body in pieces: one write a piece.
#[derive(Clone, Debug)]
pub struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) pieces: Vec<Vec<u8>>,
    pub(crate) framing: Framing,
    pub(crate) gap: Duration,
    pub(crate) between: Vec<(usize, Step)>,
    pub(crate) cut: Option<(usize, Step)>,
}

impl Reply {
    /// An answer of this status without a body.
    #[must_use]
    pub fn new(status: u16) -> Self {
        let framing = if matches!(status, 100..200 | 204 | 304) {
            Framing::Bare
        } else {
            Framing::Length
        };
        Self {
            status,
            headers: vec![],
            pieces: vec![],
            framing,
            gap: Duration::ZERO,
            between: vec![],
            cut: None,
        }
    }

    /// A body of any type, in one write.
    #[must_use]
    pub fn body(status: u16, content_type: &str, body: impl Into<Vec<u8>>) -> Self {
        let mut reply = Self::new(status).header("content-type", content_type);
        reply.pieces = vec![body.into()];
        reply
    }

    /// A JSON body.
    #[must_use]
    pub fn json(status: u16, body: &Value) -> Self {
        Self::body(status, "application/json; charset=utf-8", body.to_string())
    }

    /// An HTML page, as proxies answer.
    #[must_use]
    pub fn html(status: u16, body: &str) -> Self {
        Self::body(status, "text/html; charset=utf-8", body)
    }

    /// The error that is documented for this status, in the shape that is documented for it.
    #[must_use]
    pub fn error(status: u16) -> Self {
        let (shape, message) = error_bodies::documented(status);
        Self::error_as(shape, status, message)
    }

    /// An error in a shape of your choice.
    #[must_use]
    pub fn error_as(shape: ErrorShape, status: u16, message: &str) -> Self {
        Self::json(status, &shape.body(status, message))
    }

    /// An event stream: chunked, one write an event.
    #[must_use]
    pub fn events(events: impl IntoIterator<Item = Vec<u8>>) -> Self {
        let mut reply = Self::new(200)
            .header("content-type", "text/event-stream")
            .framing(Framing::Chunked);
        reply.pieces = events.into_iter().collect();
        reply
    }

    /// A redirect of any status to any place, with the HTML body that The Grid's has.
    #[must_use]
    pub fn redirect(status: u16, location: &str) -> Self {
        let page = format!(
            "<html><body>You are being <a href=\"{location}\">redirected</a>.</body></html>"
        );
        Self::html(status, &page).header("location", location)
    }

    /// Adds a header, in front of those that frame the body.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Takes away every header of this name.
    #[must_use]
    pub fn without_header(mut self, name: &str) -> Self {
        self.headers
            .retain(|(present, _)| !present.eq_ignore_ascii_case(name));
        self
    }

    /// Another body, in one write.
    #[must_use]
    pub fn with_content(mut self, content: impl Into<Vec<u8>>) -> Self {
        self.pieces = vec![content.into()];
        self
    }

    /// One more write of the body, before the one of this index, or behind them all.
    #[must_use]
    pub fn insert(mut self, index: usize, piece: impl Into<Vec<u8>>) -> Self {
        self.pieces
            .insert(index.min(self.pieces.len()), piece.into());
        self
    }

    /// How the end of the body is told.
    #[must_use]
    pub fn framing(mut self, framing: Framing) -> Self {
        self.framing = framing;
        self
    }

    /// Puts `count` events (pieces) in a write; `usize::MAX` for all of them.
    #[must_use]
    pub fn per_write(mut self, count: usize) -> Self {
        self.pieces = self
            .pieces
            .chunks(count.max(1))
            .map(<[_]>::concat)
            .collect();
        self
    }

    /// Cuts the body into writes of `size` bytes, wherever that falls.
    #[must_use]
    pub fn bytes_per_write(mut self, size: usize) -> Self {
        self.pieces = self
            .pieces
            .concat()
            .chunks(size.max(1))
            .map(<[_]>::to_vec)
            .collect();
        self
    }

    /// Waits this long between two writes of the body.
    #[must_use]
    pub fn gap(mut self, gap: Duration) -> Self {
        self.gap = gap;
        self
    }

    /// Plays a step before the write of this index: 0 is right behind the headers, the number of writes is before the end.
    #[must_use]
    pub fn between(mut self, index: usize, step: Step) -> Self {
        self.between.push((index, step));
        self
    }

    /// Sends this many bytes of the body (headers and framing are not counted), then plays the step in place of the rest.
    /// The announced length stays that of the whole body.
    #[must_use]
    pub fn cut(mut self, bytes: usize, then: Step) -> Self {
        self.cut = Some((bytes, then));
        self
    }

    /// The whole body, before any [`cut`](Self::cut).
    #[must_use]
    pub fn content(&self) -> Vec<u8> {
        self.pieces.concat()
    }
}
