//! Server-sent events: an incremental decoder over bytes.
//!
//! The rules are those of the WHATWG HTML standard, section 9.2 "Server-sent events" (9.2.5 "Parsing an event stream"
//! and 9.2.6 "Interpreting an event stream"). The decoder does no I/O and knows nothing of the rest of this crate:
//! push a chunk as the transport delivers it, take the events that it completes, repeat.
//!
//! ```
//! use grid_client::sse::Decoder;
//!
//! let mut decoder = Decoder::new();
//! let mut seen = Vec::new();
//! for chunk in ["data: {\"n\":1}\n", "\nevent: done\ndata: bye\n\n", ": a comment\n\n"] {
//!     decoder.push(chunk);
//!     while let Some(event) = decoder.next_event()? {
//!         seen.push(format!("{} {}", event.event, event.data));
//!     }
//! }
//! assert_eq!(seen, ["message {\"n\":1}", "done bye"]);
//! assert!(decoder.unfinished().is_none(), "the stream ended between two events");
//! # Ok::<(), grid_client::sse::EventTooLarge>(())
//! ```
//!
//! What it costs: an event whose lines lie in one chunk and which has one `data` line is borrowed from that chunk;
//! anything else is copied once, into a buffer that is used again. The work is linear in the size of an event whatever
//! the chunks are, and what is held is bounded by [`Decoder::with_max_event_size`].

mod block;
mod decoder;
mod error;
mod event;
mod field;

pub use decoder::{DEFAULT_MAX_EVENT_SIZE, Decoder};
pub use error::EventTooLarge;
pub use event::{Event, Unfinished};
