//! A moment by which something must have happened, and what it is called when it has not.

use std::future::Future;
use std::time::Duration;

use tokio::time::{Instant, timeout_at};

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

    /// The request counts as sent: from outside the HTTP client it cannot be told from one that is being sent.
    pub(super) fn error(self) -> Error {
        Error::timeout(self.phase, self.after, true)
    }
}

/// The future's output, or the error of the limit that passed before.
pub(super) async fn within<T>(
    limit: Option<Limit>,
    future: impl Future<Output = T>,
) -> Result<T, Error> {
    match limit {
        None => Ok(future.await),
        Some(limit) => timeout_at(limit.at, future)
            .await
            .map_err(|_| limit.error()),
    }
}
