//! Whether a request has begun to leave: its body says so when the connection asks for it.

use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};

/// Whether the connection has asked for a request's body. Before that nothing of the request has left: its name is still being looked up,
/// the connection made, or, over HTTP/2, a place among the connection's streams waited for.
#[derive(Clone, Debug, Default)]
pub(super) struct Sent(Arc<AtomicBool>);

impl Sent {
    pub(super) fn has_begun(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }

    /// Begins anew, with a request that has this body.
    pub(super) fn body(&self, bytes: Bytes) -> reqwest::Body {
        self.0.store(false, Ordering::Relaxed);
        reqwest::Body::wrap(Watched {
            bytes,
            sent: self.clone(),
        })
    }
}

struct Watched {
    bytes: Bytes,
    sent: Sent,
}

impl Body for Watched {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        self.sent.0.store(true, Ordering::Relaxed);
        let bytes = std::mem::take(&mut self.bytes);
        Poll::Ready((!bytes.is_empty()).then(|| Ok(Frame::data(bytes))))
    }

    fn is_end_stream(&self) -> bool {
        self.bytes.is_empty()
    }

    /// Exact, so that `content-length` is sent.
    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.bytes.len() as u64)
    }
}
