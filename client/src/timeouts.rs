//! How long each phase of a call may take.

use std::time::Duration;

/// The time limits of calls.
///
/// | limit | default | what it bounds |
/// |---|---|---|
/// | [`connect`](Self::connect) | 5 s | DNS, TCP and TLS of a new connection; per client |
/// | [`first_byte`](Self::first_byte) | 600 s | an attempt, up to the head of its response: connecting, waiting for a place on a connection and redirects included |
/// | [`idle`](Self::idle) | 120 s | the silence between two pieces of a body; comments count as life, a slow reader does not trip it |
/// | [`plain`](Self::plain) | 600 s | a whole call that is not streamed, its retries and waits included |
/// | [`stream`](Self::stream) | none | a whole stream, from the call to its end |
///
/// Each setter but `connect` takes a [`Duration`], or `None` for no limit. A limit that is hit is
/// [`Error::is_timeout`](crate::Error::is_timeout).
///
/// ```
/// use std::time::Duration;
/// let timeouts = grid_client::Timeouts::default()
///     .idle(Duration::from_secs(30))
///     .plain(None);
/// assert_eq!(timeouts.idle, Some(Duration::from_secs(30)));
/// assert_eq!(timeouts.plain, None);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Timeouts {
    /// DNS, TCP and TLS of a new connection.
    pub connect: Duration,
    /// An attempt, up to the head of its response: connecting, waiting for a place on a connection and redirects included.
    pub first_byte: Option<Duration>,
    /// The silence between two pieces of a body.
    pub idle: Option<Duration>,
    /// A whole call that is not streamed, its retries and waits included.
    pub plain: Option<Duration>,
    /// A whole stream, from the call to its end.
    pub stream: Option<Duration>,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(5),
            first_byte: Some(Duration::from_secs(600)),
            idle: Some(Duration::from_secs(120)),
            plain: Some(Duration::from_secs(600)),
            stream: None,
        }
    }
}

impl Timeouts {
    /// Limits DNS, TCP and TLS of a new connection.
    #[must_use]
    pub fn connect(mut self, limit: Duration) -> Self {
        self.connect = limit;
        self
    }

    /// Limits each attempt, up to the head of its response: connecting, waiting for a place on a connection and redirects included.
    #[must_use]
    pub fn first_byte(mut self, limit: impl Into<Option<Duration>>) -> Self {
        self.first_byte = limit.into();
        self
    }

    /// Limits the silence between two pieces of a body, and before the first. A model that thinks for minutes, behind a gateway that
    /// sends no comments meanwhile, wants more.
    #[must_use]
    pub fn idle(mut self, limit: impl Into<Option<Duration>>) -> Self {
        self.idle = limit.into();
        self
    }

    /// Limits a whole call that is not streamed, its retries and waits included.
    #[must_use]
    pub fn plain(mut self, limit: impl Into<Option<Duration>>) -> Self {
        self.plain = limit.into();
        self
    }

    /// Limits a whole stream, from the call to its end.
    #[must_use]
    pub fn stream(mut self, limit: impl Into<Option<Duration>>) -> Self {
        self.stream = limit.into();
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_in_the_docs_is_the_default() {
        let timeouts = Timeouts::default();
        assert_eq!(timeouts.connect, Duration::from_secs(5));
        assert_eq!(timeouts.first_byte, Some(Duration::from_secs(600)));
        assert_eq!(timeouts.idle, Some(Duration::from_secs(120)));
        assert_eq!(timeouts.plain, Some(Duration::from_secs(600)));
        assert_eq!(timeouts.stream, None);
    }

    #[test]
    fn a_limit_can_be_set_and_lifted() {
        let timeouts = Timeouts::default()
            .connect(Duration::from_secs(1))
            .stream(Duration::from_secs(9))
            .first_byte(None);
        assert_eq!(timeouts.connect, Duration::from_secs(1));
        assert_eq!(timeouts.stream, Some(Duration::from_secs(9)));
        assert_eq!(timeouts.first_byte, None);
        assert_eq!(timeouts.idle, Timeouts::default().idle);
    }
}
