//! What a gateway's data say of retries, and what a caller wants otherwise.

use std::borrow::Cow;
use std::time::Duration;

use http::StatusCode;

/// When and how often calls are sent again, with nothing left open. [`RetryPolicy`] says what each is.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct RetryRules {
    pub(crate) max_retries: u32,
    pub(crate) base: Duration,
    /// The same two where the server was not reached: of that a gateway's pages say nothing.
    pub(crate) max_unreached: u32,
    pub(crate) base_unreached: Duration,
    pub(crate) cap: Duration,
    pub(crate) jitter: f64,
    pub(crate) longest_retry_after: Duration,
    pub(crate) statuses: Cow<'static, [u16]>,
    pub(crate) resend_when_maybe_run: bool,
}

impl RetryRules {
    /// What is done where a gateway's pages say nothing.
    pub(crate) const DEFAULT: Self = Self {
        max_retries: 3,
        base: Duration::from_millis(500),
        max_unreached: 3,
        base_unreached: Duration::from_millis(500),
        cap: Duration::from_secs(8),
        jitter: 0.25,
        longest_retry_after: Duration::from_secs(120),
        statuses: Cow::Borrowed(&[408, 409, 429, 500, 502, 503, 504, 520, 521, 522, 523, 529]),
        resend_when_maybe_run: false,
    };

    /// The rules of a gateway by its pages, which know of its answers alone.
    pub(crate) fn of_answers(self, before: &Self) -> Self {
        Self {
            max_unreached: before.max_unreached,
            base_unreached: before.base_unreached,
            ..self
        }
    }

    /// Whether a retry may mend this status.
    pub(crate) fn retries_status(&self, status: StatusCode) -> bool {
        self.statuses.contains(&status.as_u16())
    }
}

/// How a caller wants calls to be retried. What is not set stays as the gateway's data have it; for a gateway that says nothing:
/// 3 retries, after 0.5 s, 1 s and 2 s (at most 8 s), less up to a quarter of it, on 408, 409, 429, 500, 502 to 504, 520 to 523
/// (Cloudflare's) and 529 (Anthropic's "overloaded"); a server's `Retry-After` is honoured up to 120 s.
///
/// Retried are connections that could not be made (3 times from 0.5 s at every gateway, but not where the server's certificate is
/// refused), requests that an HTTP/2 server says it did not take up, the statuses
/// that the gateway's data list, and streams whose first event is an error. Nothing is retried once an event was handed
/// out. A request that was sent and not answered is not sent again, unless
/// [`resend_when_maybe_run`](Self::resend_when_maybe_run) allows it. All clones of a client share a budget: after 50
/// retries that led to no success, failures are final until successes come back (ten of them pay for a retry), and the error says
/// so. A retry after the wait that the server asked for costs nothing.
///
/// ```
/// use std::time::Duration;
/// use grid_client::RetryPolicy;
///
/// let patient = RetryPolicy::new().max_retries(8).cap(Duration::from_secs(30));
/// let once = RetryPolicy::none();
/// # assert_ne!(patient, once);
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RetryPolicy {
    max_retries: Option<u32>,
    base: Option<Duration>,
    cap: Option<Duration>,
    jitter: Option<f64>,
    longest_retry_after: Option<Duration>,
    statuses: Option<Vec<u16>>,
    resend_when_maybe_run: Option<bool>,
}

impl RetryPolicy {
    /// The gateway's own rules.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// One attempt, never a second.
    #[must_use]
    pub fn none() -> Self {
        Self::new().max_retries(0)
    }

    /// How many attempts may follow the first one.
    #[must_use]
    pub fn max_retries(mut self, retries: u32) -> Self {
        self.max_retries = Some(retries);
        self
    }

    /// The wait before the first retry; it doubles with each.
    #[must_use]
    pub fn base(mut self, wait: Duration) -> Self {
        self.base = Some(wait);
        self
    }

    /// The longest wait that the doubling comes to.
    #[must_use]
    pub fn cap(mut self, wait: Duration) -> Self {
        self.cap = Some(wait);
        self
    }

    /// The share of a wait that chance may take off, 0 to 1; 0 makes the waits exact.
    #[must_use]
    pub fn jitter(mut self, share: f64) -> Self {
        self.jitter = Some(share);
        self
    }

    /// The longest wait that a server may ask for with `Retry-After`; a call gives up where it asks for more.
    #[must_use]
    pub fn longest_retry_after(mut self, wait: Duration) -> Self {
        self.longest_retry_after = Some(wait);
        self
    }

    /// The statuses that are retried, in place of the gateway's list.
    #[must_use]
    pub fn statuses(mut self, statuses: impl IntoIterator<Item = u16>) -> Self {
        self.statuses = Some(statuses.into_iter().collect());
        self
    }

    /// Whether a request is sent again that was sent and not answered (the connection broke, or a time limit passed).
    /// It may have run, and a second one be billed as well: off unless asked for.
    #[must_use]
    pub fn resend_when_maybe_run(mut self, resend: bool) -> Self {
        self.resend_when_maybe_run = Some(resend);
        self
    }

    /// This policy, and `other` where this one says nothing: a request's over its client's.
    pub(crate) fn or(self, other: &Self) -> Self {
        Self {
            max_retries: self.max_retries.or(other.max_retries),
            base: self.base.or(other.base),
            cap: self.cap.or(other.cap),
            jitter: self.jitter.or(other.jitter),
            longest_retry_after: self.longest_retry_after.or(other.longest_retry_after),
            statuses: self.statuses.or_else(|| other.statuses.clone()),
            resend_when_maybe_run: self.resend_when_maybe_run.or(other.resend_when_maybe_run),
        }
    }

    /// The rules of a call: this policy over the gateway's data.
    pub(crate) fn rules(&self, gateway: &RetryRules) -> RetryRules {
        RetryRules {
            max_retries: self.max_retries.unwrap_or(gateway.max_retries),
            base: self.base.unwrap_or(gateway.base),
            max_unreached: self.max_retries.unwrap_or(gateway.max_unreached),
            base_unreached: self.base.unwrap_or(gateway.base_unreached),
            cap: self.cap.unwrap_or(gateway.cap),
            jitter: self.jitter.unwrap_or(gateway.jitter),
            longest_retry_after: self
                .longest_retry_after
                .unwrap_or(gateway.longest_retry_after),
            statuses: match &self.statuses {
                Some(statuses) => Cow::Owned(statuses.clone()),
                None => gateway.statuses.clone(),
            },
            resend_when_maybe_run: self
                .resend_when_maybe_run
                .unwrap_or(gateway.resend_when_maybe_run),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_goes_before_its_client_and_the_client_before_the_gateway() {
        let client = RetryPolicy::new()
            .max_retries(7)
            .base(Duration::from_millis(1));
        let request = RetryPolicy::new().max_retries(2).statuses([418]);
        let rules = request.or(&client).rules(&RetryRules::DEFAULT);
        let expected = RetryRules {
            max_retries: 2,
            base: Duration::from_millis(1),
            max_unreached: 2,
            base_unreached: Duration::from_millis(1),
            statuses: Cow::Borrowed(&[418]),
            ..RetryRules::DEFAULT
        };
        assert_eq!(rules, expected);
    }

    #[test]
    fn every_setter_reaches_the_rules() {
        let second = Duration::from_secs(1);
        let rules = RetryPolicy::none()
            .base(second)
            .cap(second * 2)
            .jitter(0.5)
            .longest_retry_after(second * 3)
            .statuses([500])
            .resend_when_maybe_run(true)
            .rules(&RetryRules::DEFAULT);
        let expected = RetryRules {
            max_retries: 0,
            base: second,
            max_unreached: 0,
            base_unreached: second,
            cap: second * 2,
            jitter: 0.5,
            longest_retry_after: second * 3,
            statuses: Cow::Borrowed(&[500]),
            resend_when_maybe_run: true,
        };
        assert_eq!(rules, expected);
    }

    #[test]
    fn an_empty_policy_is_the_gateways() {
        assert_eq!(
            RetryPolicy::new().rules(&RetryRules::DEFAULT),
            RetryRules::DEFAULT
        );
    }
}
