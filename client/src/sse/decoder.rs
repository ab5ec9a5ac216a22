use std::collections::VecDeque;
use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use memchr::memchr2;

use super::block::Block;
use super::error::EventTooLarge;
use super::event::{Event, Unfinished};

/// The size beyond which an event is an error, unless set otherwise: 16 MiB.
pub const DEFAULT_MAX_EVENT_SIZE: usize = 16 * 1024 * 1024;

/// An incremental decoder of one event stream.
///
/// [`push`](Self::push) a chunk, call [`next_event`](Self::next_event) until it gives `None`, and so on to the end of the
/// stream; then [`unfinished`](Self::unfinished) tells what the end cut off. See the [module](super) for an example.
pub struct Decoder {
    chunk: Bytes,
    /// The first byte of `chunk` that was not read.
    position: usize,
    /// Chunks that were pushed before the one at hand was read to its end.
    waiting: VecDeque<Bytes>,
    /// The last line ended with a CR at the end of a chunk: a LF that follows belongs to it.
    after_cr: bool,
    block: Block,
    /// The block was handed out, and is emptied by the next call.
    dispatched: bool,
    max_event_size: usize,
    failed: Option<EventTooLarge>,
}

impl Decoder {
    /// A decoder at the start of a stream, with the limit [`DEFAULT_MAX_EVENT_SIZE`].
    #[must_use]
    pub fn new() -> Self {
        Self {
            chunk: Bytes::new(),
            position: 0,
            waiting: VecDeque::new(),
            after_cr: false,
            block: Block::default(),
            dispatched: false,
            max_event_size: DEFAULT_MAX_EVENT_SIZE,
            failed: None,
        }
    }

    /// Sets the largest size of an event, in bytes: its data so far, plus the line being read, whatever that line is.
    ///
    /// A field's name and a comment count while their line is read and no longer, so that an endless stream of comments is
    /// no error and one endless comment is.
    #[must_use]
    pub fn with_max_event_size(mut self, bytes: usize) -> Self {
        self.max_event_size = bytes;
        self
    }

    /// Takes the next bytes of the stream, cut anywhere.
    ///
    /// They are not copied. Chunks that are pushed before the earlier ones were read wait, uncounted by the limit: take the events
    /// first where the server is not trusted.
    pub fn push(&mut self, chunk: impl Into<Bytes>) {
        let chunk = chunk.into();
        if chunk.is_empty() || self.failed.is_some() {
            return;
        }
        // A dispatched event is no longer borrowed here, but its block may still name places in the chunk.
        if self.position == self.chunk.len() && !self.dispatched && self.waiting.is_empty() {
            self.begin(chunk);
        } else {
            self.waiting.push_back(chunk);
        }
    }

    /// The next event, or `None` when the chunks pushed so far complete no further one.
    ///
    /// # Errors
    /// [`EventTooLarge`] where an event passes the limit, and from then on. The events before it were handed out.
    pub fn next_event(&mut self) -> Result<Option<Event<'_>>, EventTooLarge> {
        if std::mem::take(&mut self.dispatched) {
            self.block.clear();
        }
        match self.read() {
            Ok(true) => {
                self.dispatched = true;
                Ok(Some(self.block.event(&self.chunk)))
            }
            Ok(false) => Ok(None),
            Err(error) => {
                self.fail(error);
                Err(error)
            }
        }
    }

    /// What would be lost if the stream ended here: the block that was begun, or `None` between two events.
    ///
    /// Whole lines with a comment, a `retry` or an unknown field begin no block. Meaningful once [`next_event`](Self::next_event) gave `None`; before, the bytes
    /// that wait to be read are not seen.
    #[must_use]
    pub fn unfinished(&self) -> Option<Unfinished<'_>> {
        if self.dispatched || self.failed.is_some() {
            return None;
        }
        self.block.unfinished()
    }

    /// The last event ID: that of the last block that was ended by a blank line and had an `id`, empty where none had.
    ///
    /// It is what a client sends as `Last-Event-ID` when it connects again.
    #[must_use]
    pub fn last_event_id(&self) -> &str {
        self.block.last_event_id()
    }

    /// The reconnection time that the last valid `retry` field set, `None` where there was none.
    #[must_use]
    pub fn retry(&self) -> Option<Duration> {
        self.block.retry()
    }

    /// Reads lines until one dispatches an event (`true`) or the chunks are used up (`false`).
    fn read(&mut self) -> Result<bool, EventTooLarge> {
        if let Some(error) = self.failed {
            return Err(error);
        }
        loop {
            let chunk = &self.chunk[..];
            while let Some(length) = line_length(&chunk[self.position..]) {
                let line = self.position..self.position + length;
                self.position = line.end + 1;
                if chunk[line.end] == b'\r' {
                    match chunk.get(self.position) {
                        Some(b'\n') => self.position += 1,
                        Some(_) => {}
                        None => self.after_cr = true,
                    }
                }
                if self.block.line(chunk, line, self.max_event_size)? {
                    return Ok(true);
                }
            }
            self.block
                .hold(chunk, &chunk[self.position..], self.max_event_size)?;
            // An empty chunk in place of the old one: the transport may use its memory again.
            let next = self.waiting.pop_front();
            let more = next.is_some();
            self.begin(next.unwrap_or_default());
            if !more {
                return Ok(false);
            }
        }
    }

    fn begin(&mut self, chunk: Bytes) {
        self.position = 0;
        if let Some(first) = chunk.first()
            && std::mem::take(&mut self.after_cr)
        {
            self.position = usize::from(*first == b'\n');
        }
        self.chunk = chunk;
    }

    fn fail(&mut self, error: EventTooLarge) {
        self.chunk = Bytes::new();
        self.position = 0;
        self.waiting = VecDeque::new();
        self.block.release();
        self.failed = Some(error);
    }
}

/// The length of the first line without its line end, or `None` where it has none.
fn line_length(bytes: &[u8]) -> Option<usize> {
    match bytes.first()? {
        // A blank line ends every event: not worth a call.
        b'\n' | b'\r' => Some(0),
        _ => memchr2(b'\n', b'\r', bytes),
    }
}

impl Default for Decoder {
    fn default() -> Self {
        Self::new()
    }
}

/// Sizes only: the stream's content does not belong in a log.
impl fmt::Debug for Decoder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Decoder")
            .field("unread", &(self.chunk.len() - self.position))
            .field("held", &self.block.held_len())
            .field("max_event_size", &self.max_event_size)
            .field("failed", &self.failed)
            .finish_non_exhaustive()
    }
}
