//! What went wrong, in terms of how far the call came.

use std::time::Duration;

use bytes::Bytes;

use crate::redirect::RedirectProblem;

#[derive(Clone, Debug)]
pub(super) enum Kind {
    /// The client could not be built.
    Configuration(String),
    /// The request was refused here, before it was sent.
    InvalidRequest(String),
    /// No connection: the request never left.
    Connect {
        /// The server's certificate was refused.
        certificate: bool,
    },
    /// The request was sent, and no response came.
    Unanswered {
        /// The server said that it did not take the request up.
        refused: bool,
    },
    Timeout {
        phase: TimeoutPhase,
        limit: Duration,
        sent: bool,
    },
    /// Answered with a status that is no success.
    Status,
    Redirect(RedirectProblem),
    /// The body of a success does not decode.
    Decode {
        path: String,
        problem: String,
    },
    /// An event of a stream does not decode.
    Event {
        event: EventPlace,
        path: String,
        problem: String,
    },
    /// The server reported an error inside a success.
    Reported {
        event: EventPlace,
        /// The model had said something before.
        ran: bool,
    },
    /// The body ended before it was complete.
    Truncated,
    TooLarge {
        what: &'static str,
        limit: usize,
    },
}

/// An event of a stream: which one, counted from 1, and its data. Number 0 is a body that is no stream.
#[derive(Clone)]
pub(crate) struct EventPlace {
    pub(crate) number: u64,
    pub(crate) data: Bytes,
}

impl std::fmt::Debug for EventPlace {
    /// The data are not shown: they may hold what the model wrote.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "event {} ({} bytes)", self.number, self.data.len())
    }
}

/// Which time limit passed: see [`Timeouts`](crate::Timeouts).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TimeoutPhase {
    /// No connection was made in time; nothing was sent.
    Connect,
    /// No head of a response came in time.
    FirstByte,
    /// The body fell silent.
    Idle,
    /// The whole call took too long.
    Total,
}
