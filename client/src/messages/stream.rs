//! A streamed message.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};

use futures_core::Stream;
use grid_api::messages::Message;

use super::dialect::Messages;
use super::{MessageEvent, MessageReply};
use crate::Error;
use crate::engine::{Events, head};

/// A message as it is written, event by event. In beta at The Grid.
///
/// It pulls: nothing is read before it is asked for, beyond the first event and what arrives with an event in one piece. No task is spawned.
/// Dropping it closes its connection, or resets its stream over HTTP/2.
///
/// A stream is complete with `message_stop`. Any other end is an error, [`Error::is_truncated`]. After its end or an error it gives nothing
/// more. A server that answers with a whole message in place of a stream is taken at its word: the message comes as the events that
/// it would have been, each block whole.
///
/// ```no_run
/// # async fn run(client: grid_client::Client) -> Result<(), grid_client::Error> {
/// let mut stream = client.messages("text-prime", 1024).user("Count to ten.").stream().await?;
/// while let Some(event) = stream.try_next().await? {
///     print!("{}", event.text());
/// }
/// println!(" ({:?})", stream.finish().await?.usage());
/// # Ok(())
/// # }
/// ```
pub struct MessageStream {
    events: Events<Messages>,
}

impl MessageStream {
    pub(super) fn new(events: Events<Messages>) -> Self {
        Self { events }
    }

    /// The next event, `None` at the end. Dropping the future loses nothing: it can be one branch of a `select!`.
    ///
    /// # Errors
    /// Whatever ends the stream before it is complete; see [`Error`]. What had come is in the error,
    /// [`typed::<Message>()`](Error::typed), and in [`partial`](Self::partial).
    pub async fn try_next(&mut self) -> Result<Option<MessageEvent>, Error> {
        Ok(self
            .events
            .next()
            .await
            .transpose()?
            .map(MessageEvent::from))
    }

    /// The message as far as it has come, the events that were handed out and at most one more put together. The input of a tool is in it
    /// once its block has stopped.
    pub fn partial(&self) -> &Message {
        self.events.partial()
    }

    /// Reads to the end and gives the whole message, the same as if it had not been streamed.
    ///
    /// # Errors
    /// As [`try_next`](Self::try_next); of a stream that failed before, the same error again, without its source.
    pub async fn finish(self) -> Result<MessageReply, Error> {
        let (message, meta) = self.events.finish().await?;
        Ok(MessageReply::new(message, meta))
    }

    head!(this => this.events.meta());
}

impl Stream for MessageStream {
    type Item = Result<MessageEvent, Error>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut()
            .events
            .poll_event(cx)
            .map(|next| next.map(|event| event.map(MessageEvent::from)))
    }
}

/// Says where it stands, not what it holds.
impl fmt::Debug for MessageStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.events.debug("MessageStream", f)
    }
}
