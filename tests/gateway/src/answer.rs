//! What the gateway does for one request.

use crate::reply::{Framing, Reply};
use crate::step::Step;

/// What the gateway does for one request: a list of [`Step`]s, the 307 hop, or whatever the persona says.
///
/// After the last step the connection stays open for the next request, unless a step closed it.
#[derive(Clone, Debug)]
pub struct Answer {
    pub(crate) play: Play,
    pub(crate) checked: bool,
}

#[derive(Clone, Debug)]
pub(crate) enum Play {
    Steps(Vec<Step>),
    Hop,
    Persona,
}

impl Answer {
    /// Plays these steps.
    #[must_use]
    pub fn steps(steps: impl IntoIterator<Item = Step>) -> Self {
        Self {
            play: Play::Steps(steps.into_iter().collect()),
            checked: true,
        }
    }

    /// Writes these bytes, status line and all.
    #[must_use]
    pub fn raw(bytes: impl AsRef<[u8]>) -> Self {
        Self::steps([Step::bytes(bytes)])
    }

    /// The Grid's 307: `Location: {origin}/r{path}?token=...` and an HTML body. The request that follows must carry the token, once.
    #[must_use]
    pub fn hop() -> Self {
        Self {
            play: Play::Hop,
            checked: true,
        }
    }

    /// What the persona answers, at this place of the queue.
    #[must_use]
    pub fn persona() -> Self {
        Self {
            play: Play::Persona,
            checked: true,
        }
    }

    /// An event stream of `times` writes of the same precomputed bytes (any number of whole events), then `data: [DONE]`.
    ///
    /// For throughput, and, with more bytes than sockets hold, for back-pressure: [`Received::written`](crate::Received::written)
    /// tells how much the client has taken.
    #[must_use]
    pub fn repeating(bytes: impl AsRef<[u8]>, times: u64) -> Self {
        let head = Reply::new(200)
            .header("content-type", "text/event-stream")
            .head(Framing::Chunked, 0);
        let write = Step::Repeat {
            bytes: chunk(bytes.as_ref()).into(),
            times,
            gap: std::time::Duration::ZERO,
        };
        let end = [chunk(b"data: [DONE]\n\n").as_slice(), LAST_CHUNK].concat();
        Self::steps([Step::bytes(head), write, Step::bytes(end)])
    }

    /// Does not check the request body against the document.
    #[must_use]
    pub fn unchecked(mut self) -> Self {
        self.checked = false;
        self
    }

    /// Puts a step before all others, such as an interim answer (`HTTP/1.1 103 Early Hints`) or a wait.
    /// The hop and the persona's answer stay as they are.
    #[must_use]
    pub fn after(mut self, step: Step) -> Self {
        if let Play::Steps(steps) = &mut self.play {
            steps.insert(0, step);
        }
        self
    }

    /// Puts a step behind all others. The hop and the persona's answer stay as they are.
    #[must_use]
    pub fn then(mut self, step: Step) -> Self {
        if let Play::Steps(steps) = &mut self.play {
            steps.push(step);
        }
        self
    }
}

impl From<Reply> for Answer {
    fn from(reply: Reply) -> Self {
        Self::steps(reply.steps())
    }
}

pub(crate) const LAST_CHUNK: &[u8] = b"0\r\n\r\n";

/// One chunk of the chunked coding (RFC 9112 section 7.1).
pub(crate) fn chunk(bytes: &[u8]) -> Vec<u8> {
    let mut chunk = format!("{:x}\r\n", bytes.len()).into_bytes();
    chunk.extend_from_slice(bytes);
    chunk.extend_from_slice(b"\r\n");
    chunk
}
