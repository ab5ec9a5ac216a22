use std::borrow::Cow;

use super::field::{Name, split};

/// One dispatched event, borrowed from the decoder until its next call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Event<'a> {
    /// The event's type: the last `event` field of the block, or `message` where there was none or an empty one.
    pub event: &'a str,
    /// The values of the `data` fields, joined by LF. Invalid UTF-8 is replaced by U+FFFD.
    pub data: &'a str,
    /// The last event ID: set by an `id` field of this block or of an earlier one; empty where there was none.
    pub id: &'a str,
}

/// What the end of the stream cut off: a block without its blank line. The standard discards it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Unfinished<'a> {
    /// The block's event type so far, as in [`Event::event`].
    pub event: Cow<'a, str>,
    /// The data of the block's whole lines, as in [`Event::data`]; `None` where no `data` line was whole.
    pub data: Option<Cow<'a, str>>,
    /// The last line, where the stream ended before its line end; empty where it ended after one.
    pub line: Cow<'a, str>,
}

impl Unfinished<'_> {
    /// The data that the event would have, had the stream gone on with a line end and a blank line.
    ///
    /// A server that closes right after the bytes `data: [DONE]`, with a line end or without, leaves `[DONE]` here. A line
    /// that was cut in the middle of its value cannot be told from a whole one: ask only where a part cannot be taken
    /// for the whole.
    ///
    /// ```
    /// let mut decoder = grid_client::sse::Decoder::new();
    /// decoder.push("data: [DONE]");
    /// assert_eq!(decoder.next_event(), Ok(None));
    /// let unfinished = decoder.unfinished().unwrap();
    /// assert_eq!(unfinished.data, None);
    /// assert_eq!(unfinished.data_with_line().as_deref(), Some("[DONE]"));
    /// ```
    #[must_use]
    pub fn data_with_line(&self) -> Option<Cow<'_, str>> {
        let (name, value) = split(self.line.as_bytes());
        if !matches!(name, Name::Data) {
            return self.data.as_deref().map(Cow::Borrowed);
        }
        let last = &self.line[value..];
        Some(match &self.data {
            None => Cow::Borrowed(last),
            Some(before) => Cow::Owned(format!("{before}\n{last}")),
        })
    }
}

/// The standard's rule for an event type buffer that is empty.
pub(super) const DEFAULT_TYPE: &str = "message";
