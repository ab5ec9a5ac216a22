//! A moment by which something must have happened, and what it is called when it has not.

use std::time::Duration;

use tokio::time::Instant;

use crate::{Error, TimeoutPhase};

#[derive(Clone, Copy, Debug)]
pub(crate) struct Limit {
    pub(super) at: Instant,
    phase: TimeoutPhase,
    after: Duration,
}

impl Limit {
    /// Begins now. `None` where there is no limit, or it lies beyond what the clock can say.
    pub(super) fn begin(phase: TimeoutPhase, limit: Option<Duration>) -> Option<Self> {
        let limit = limit?;
        let at = Instant::now().checked_add(limit)?;
        Some(Self {
            at,
            phase,
            after: limit,
        })
    }

    /// The one that passes first.
    pub(super) fn first(one: Option<Self>, other: Option<Self>) -> Option<Self> {
        match (one, other) {
            (Some(one), Some(other)) => Some(if other.at < one.at { other } else { one }),
            (one, other) => one.or(other),
        }
    }

    pub(super) fn left(self) -> Duration {
        self.at.saturating_duration_since(Instant::now())
    }

    pub(super) fn has_passed(self) -> bool {
        self.left().is_zero()
    }

    /// `sent`: whether the request had begun to leave by then.
    pub(super) fn error(self, sent: bool) -> Error {
        Error::timeout(self.phase, self.after, sent)
    }
}
