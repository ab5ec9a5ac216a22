//! A streamed chat completion.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};

use futures_core::Stream;
use grid_api::chat::ChatCompletion;

use super::dialect::Chat;
use super::{ChatChunk, ChatReply};
use crate::Error;
use crate::engine::{Events, head};

/// A chat completion as it is written, event by event.
///
/// It pulls: nothing is read before it is asked for, beyond the first event and what arrives with an event in one piece. No task is spawned.
/// Dropping it closes its connection, or resets its stream over HTTP/2.
///
/// A stream is complete with `[DONE]`, or when every choice has a finish reason and the body ends as its framing announced. Any other
/// end is an error, [`Error::is_truncated`]. After its end or an error it gives nothing more. A server that answers with a whole
/// completion in place of a stream is taken at its word: the completion comes as one event.
///
/// ```no_run
/// # async fn run(client: grid_client::Client) -> Result<(), grid_client::Error> {
/// let mut stream = client.chat("text-prime").user("Count to ten.").stream().await?;
/// while let Some(chunk) = stream.try_next().await? {
///     print!("{}", chunk.text());
/// }
/// println!(" ({:?})", stream.finish().await?.usage());
/// # Ok(())
/// # }
/// ```
pub struct ChatStream {
    events: Events<Chat>,
}

impl ChatStream {
    pub(super) fn new(events: Events<Chat>) -> Self {
        Self { events }
    }

    /// The next event, `None` at the end. Dropping the future loses nothing: it can be one branch of a `select!`.
    ///
    /// # Errors
    /// Whatever ends the stream before it is complete; see [`Error`]. What had come is in the error,
    /// [`typed::<ChatCompletion>()`](Error::typed), and in [`partial`](Self::partial).
    pub async fn try_next(&mut self) -> Result<Option<ChatChunk>, Error> {
        Ok(self.events.next().await.transpose()?.map(ChatChunk::from))
    }

    /// The completion as far as it has come, the events that were handed out and at most one more put together.
    pub fn partial(&self) -> &ChatCompletion {
        self.events.partial()
    }

    /// Reads to the end and gives the whole completion, the same as if it had not been streamed.
    ///
    /// # Errors
    /// As [`try_next`](Self::try_next); of a stream that failed before, the same error again, without its source.
    pub async fn finish(self) -> Result<ChatReply, Error> {
        let (completion, meta) = self.events.finish().await?;
        Ok(ChatReply::new(completion, meta))
    }

    head!(this => this.events.meta());
}

impl Stream for ChatStream {
    type Item = Result<ChatChunk, Error>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut()
            .events
            .poll_event(cx)
            .map(|next| next.map(|event| event.map(ChatChunk::from)))
    }
}

/// Says where it stands, not what it holds.
impl fmt::Debug for ChatStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.events.debug("ChatStream", f)
    }
}
