//! What can be asked of an [`Error`].

use http::StatusCode;

use super::Error;
use super::kind::{Kind, TimeoutPhase};

impl Error {
    /// The client could not be built: no key, or an invalid base URL. Nothing was sent.
    #[must_use]
    pub fn is_configuration(&self) -> bool {
        matches!(self.inner.kind, Kind::Configuration(_))
    }

    /// The request was refused here: a limit of the document is broken, or the gateway's page contradicts a field. Nothing was sent.
    /// Mend the request, or switch the check off.
    #[must_use]
    pub fn is_invalid_request(&self) -> bool {
        matches!(self.inner.kind, Kind::InvalidRequest(_))
    }

    /// No connection could be made (DNS, TCP, TLS, or their time limit), or none was left before the request began to leave. The request was
    /// not sent, and not billed, unless an earlier attempt was: [`may_have_run`](Self::may_have_run) knows. It was retried
    /// as far as the policy allows, but for a certificate that was refused.
    #[must_use]
    pub fn is_connect(&self) -> bool {
        matches!(
            self.inner.kind,
            Kind::Connect { .. }
                | Kind::Timeout {
                    phase: TimeoutPhase::Connect,
                    ..
                }
        )
    }

    /// The request was sent, and the connection ended without a response. It may have run and been billed, and was therefore not
    /// sent again, unless [`RetryPolicy::resend_when_maybe_run`](crate::RetryPolicy::resend_when_maybe_run) allowed it, or the
    /// server said over HTTP/2 that it did not take the request up (RFC 9113 section 8.7).
    #[must_use]
    pub fn is_unanswered(&self) -> bool {
        matches!(self.inner.kind, Kind::Unanswered { .. })
    }

    /// A time limit passed; [`timeout_phase`](Self::timeout_phase) says which, and [`may_have_run`](Self::may_have_run) whether the request
    /// had begun to leave.
    #[must_use]
    pub fn is_timeout(&self) -> bool {
        matches!(self.inner.kind, Kind::Timeout { .. })
    }

    /// The server answered with a status that is no success. By the gateways' word such a request is not billed; see
    /// [`may_have_run`](Self::may_have_run) for the statuses of proxies, which cannot know.
    #[must_use]
    pub fn is_status(&self) -> bool {
        matches!(self.inner.kind, Kind::Status)
    }

    /// The server redirected the request to where it is not taken: another origin, from https to http, in a loop, through too many hops,
    /// without a usable `Location`, or with a status that would drop the body. The request did not run; neither the key nor
    /// the request went there.
    #[must_use]
    pub fn is_redirect(&self) -> bool {
        matches!(self.inner.kind, Kind::Redirect(_))
    }

    /// The response of a success, or an event of a stream, is not what the document describes. It has run and been billed:
    /// [`body`](Self::body) or [`event_data`](Self::event_data) hold what came, [`decode_path`](Self::decode_path) where it is wrong. Sending the
    /// request again is billed again.
    #[must_use]
    pub fn is_decode(&self) -> bool {
        matches!(self.inner.kind, Kind::Decode { .. } | Kind::Event { .. })
    }

    /// The response was cut off: the body ended, or the connection broke, before it was complete. It has run at least in part, and may
    /// have been billed; what has come can still be used.
    #[must_use]
    pub fn is_truncated(&self) -> bool {
        matches!(self.inner.kind, Kind::Truncated)
    }

    /// The server reported an error inside a response that began as a success: in an event of a stream, or in the body of a plain response
    /// ([`event_number`](Self::event_number) is 0). It may have run in part and been billed. It was retried only if it was the first event
    /// or the whole body, and nothing had been said before.
    #[must_use]
    pub fn is_stream_error(&self) -> bool {
        matches!(self.inner.kind, Kind::Reported { .. })
    }

    /// An event or a body of a success is larger than the client's limit. It has run and been billed; raise the limit if
    /// such sizes are wanted.
    #[must_use]
    pub fn is_too_large(&self) -> bool {
        matches!(self.inner.kind, Kind::TooLarge { .. })
    }

    /// The account's quota is used up (`insufficient_quota`). Not run. No retry mends it: top the account up.
    #[must_use]
    pub fn is_quota(&self) -> bool {
        self.inner.report.is_quota()
    }

    /// Too many requests: 429, or a rate limit reported inside a stream, and no used up quota. Slow down;
    /// [`retry_after`](Self::retry_after) may say for how long.
    #[must_use]
    pub fn is_rate_limited(&self) -> bool {
        let said = ["rate_limit_error", "rate_limit_exceeded"]
            .iter()
            .any(|name| self.inner.report.says(name));
        (said || self.failed_with(StatusCode::TOO_MANY_REQUESTS)) && !self.is_quota()
    }

    /// The key is missing or not valid here: 401, or the like reported inside a stream. Not run. The message names the page where
    /// keys are made, where the gateway has one.
    #[must_use]
    pub fn is_unauthorized(&self) -> bool {
        let said = ["authentication_error", "invalid_api_key"]
            .iter()
            .any(|name| self.inner.report.says(name));
        said || self.failed_with(StatusCode::UNAUTHORIZED)
    }

    /// The model or the path does not exist: 404. Not run. The message says how models are named, where the gateway's data do.
    #[must_use]
    pub fn is_not_found(&self) -> bool {
        self.inner.report.says("not_found_error") || self.failed_with(StatusCode::NOT_FOUND)
    }

    /// Whether the request may have run, in whole or in part, and been billed. Sending it again may then be billed twice.
    ///
    /// An error status counts as not run: it is the gateway's word that the request failed, and failed requests are not billed
    /// (The Grid, troubleshooting page). Exceptions are 502, 504, 520 and 524: a proxy got no usable response from a server that may still be at work (RFC 9110 sections 15.6.3 and 15.6.5; Cloudflare, 5xx errors). A request that was sent and not
    /// answered counts as run. So does a call of several attempts if one of them does.
    #[must_use]
    pub fn may_have_run(&self) -> bool {
        self.inner.may_have_run || self.last_may_have_run()
    }

    pub(super) fn last_may_have_run(&self) -> bool {
        match self.inner.kind {
            Kind::Configuration(_)
            | Kind::InvalidRequest(_)
            | Kind::Connect { .. }
            | Kind::Unanswered { refused: true }
            | Kind::Redirect(_) => false,
            Kind::Status => self
                .status()
                .is_some_and(|status| matches!(status.as_u16(), 502 | 504 | 520 | 524)),
            Kind::Timeout { sent, .. } => sent,
            Kind::Unanswered { refused: false }
            | Kind::Decode { .. }
            | Kind::Event { .. }
            | Kind::Reported { .. }
            | Kind::Truncated
            | Kind::TooLarge { .. } => true,
        }
    }

    /// Whether the same request may succeed later, whether or not it was retried already. Look at [`may_have_run`](Self::may_have_run) before
    /// sending it again, and wait for [`retry_after`](Self::retry_after).
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        self.inner.retryable
    }

    pub(super) fn failed_with(&self, status: StatusCode) -> bool {
        match self.inner.kind {
            Kind::Status => self.status() == Some(status),
            Kind::Reported { .. } => self.inner.report.status() == Some(status.as_u16()),
            _ => false,
        }
    }
}
