//! Opening a stream: an attempt, what kind of body it brought, and the first event.

use std::collections::VecDeque;

use bytes::{Bytes, BytesMut};
use http::header::{CONTENT_ENCODING, CONTENT_TYPE};
use http::{HeaderMap, HeaderValue};

use super::Dialect;
use super::body::{Body, Cut};
use super::call::Call;
use super::events::Events;
use crate::{Error, sse};

/// How much white space is looked through for the first byte that says what a body is.
const LOOKED_THROUGH: usize = 64 * 1024;

/// What a body with a good status is.
enum Opening {
    Events(Bytes),
    Whole(Bytes),
}

impl Call {
    /// One attempt, up to its first event.
    pub(super) async fn opened<D: Dialect>(&self, mut dialect: D) -> Result<Events<D>, Error> {
        let response = self.attempt().await?;
        let status = response.status();
        if !status.is_success() {
            return Err(self.status_error::<D>(response).await);
        }
        let headers = detached(response.headers());
        let mut body = Body::of(response, self.idle, self.total);
        let meta = self.meta(status, headers);
        let opening = opening(&mut body, meta.headers())
            .await
            .map_err(|cut| cut.error().with_response(meta.response()))?;
        match opening {
            Opening::Whole(start) => {
                let whole = self.whole::<D>(status, meta.headers(), body, start).await?;
                let ready: VecDeque<_> = dialect.read_whole(whole);
                Ok(Events::ended(dialect, ready, meta))
            }
            Opening::Events(start) => {
                let mut decoder =
                    sse::Decoder::new().with_max_event_size(self.client.max_event_size);
                decoder.push(start);
                let mut events =
                    Events::begun(body, decoder, dialect, self.endpoint.surface.ending, meta);
                events.read_first().await?;
                Ok(events)
            }
        }
    }
}

/// A copy that shares nothing with the buffer the headers were read into: a stream would keep it for as long as it lasts.
fn detached(headers: &HeaderMap) -> HeaderMap {
    let mut own = HeaderMap::with_capacity(headers.len());
    for (name, value) in headers {
        let mut copy = HeaderValue::from_bytes(value.as_bytes()).unwrap_or_else(|_| value.clone());
        copy.set_sensitive(value.is_sensitive());
        own.append(name.clone(), copy);
    }
    own
}

/// Reads up to the first byte that is no white space. Whatever the content type says (gateways forget it, and
/// name one and send the other): no line of an event stream begins like a JSON text or a page of HTML. What is neither, and begins
/// with no field, is taken for events where it says that it is, or says nothing.
async fn opening(body: &mut Body, headers: &HeaderMap) -> Result<Opening, Cut> {
    let mut read = BytesMut::new();
    loop {
        let piece = match body.piece().await {
            None => return Ok(Opening::Events(read.freeze())),
            Some(piece) => piece?,
        };
        let first = piece.iter().position(|byte| !is_blank(*byte));
        let line = first.map(|at| piece.slice(at..));
        let start = if read.is_empty() {
            piece
        } else {
            read.extend_from_slice(&piece);
            read.split().freeze()
        };
        // No coding was asked for. Some servers name one, or `none`, and send the lines as they are; no line of any other can be read.
        let other = headers.contains_key(CONTENT_ENCODING) || is_other_text(headers);
        match line.as_deref() {
            Some([b'{' | b'[' | b'<', ..]) => return Ok(Opening::Whole(start)),
            Some(line) if other && !is_field(line) => return Ok(Opening::Whole(start)),
            Some(_) => return Ok(Opening::Events(start)),
            None if start.len() > LOOKED_THROUGH => return Ok(Opening::Events(start)),
            None => read = start.into(),
        }
    }
}

/// Whether the content type says that it is no event stream.
fn is_other_text(headers: &HeaderMap) -> bool {
    headers.get(CONTENT_TYPE).is_some_and(|value| {
        !value
            .as_bytes()
            .to_ascii_lowercase()
            .starts_with(b"text/event-stream")
    })
}

/// Whether the first line, as far as it has come, is one that the WHATWG's event stream format names: a field's, or a comment.
fn is_field(line: &[u8]) -> bool {
    [b"data".as_slice(), b"event", b"id", b"retry", b""]
        .iter()
        .any(|name| match line.strip_prefix(*name) {
            Some(rest) => matches!(rest.first(), None | Some(b':' | b'\r' | b'\n')),
            None => name.starts_with(line),
        })
}

/// White space, or a byte of a UTF-8 byte order mark.
fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\r' | b'\n' | 0xef | 0xbb | 0xbf)
}
