//! One opaque error for everything that can go wrong with a call.

mod build;
mod clean;
mod display;
mod kind;
mod predicates;
mod report;
mod response;

#[cfg(test)]
mod tests;

use std::any::Any;
use std::borrow::Cow;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, StatusCode};

use crate::retry::{GiveUp, Outcome};

pub(crate) use kind::EventPlace;
use kind::Kind;
pub use kind::TimeoutPhase;
pub(crate) use report::Report;
pub(crate) use response::{CREDENTIALS, MAX_ERROR_BODY, Response};

/// Why a call failed.
///
/// Ask it with its predicates; more than one may hold. `Display` is one line for a log. Neither it nor `Debug` shows a key, a
/// redirect's token, a request or what a model wrote; what a server says of the error is shown up to a limit, with the key taken out
/// where it stands in it. [`std::error::Error::source`] leads to the transport's error.
///
/// | predicate, of the last attempt | may have run, and been billed | what to do |
/// |---|---|---|
/// | [`is_configuration`](Self::is_configuration), [`is_invalid_request`](Self::is_invalid_request) | no | mend the call |
/// | [`is_connect`](Self::is_connect) | no | try later |
/// | [`is_status`](Self::is_status) | no, but for 502, 504, 520 and 524: see [`may_have_run`](Self::may_have_run) | read [`message`](Self::message); try later where [`is_retryable`](Self::is_retryable) |
/// | [`is_redirect`](Self::is_redirect) | no | do not follow by hand; look where the base URL points |
/// | [`is_timeout`](Self::is_timeout), [`is_unanswered`](Self::is_unanswered), [`is_truncated`](Self::is_truncated) | see [`may_have_run`](Self::may_have_run) | send again if being billed twice is acceptable |
/// | [`is_stream_error`](Self::is_stream_error), [`is_decode`](Self::is_decode), [`is_too_large`](Self::is_too_large) | yes | keep what has come |
pub struct Error {
    inner: Box<Inner>,
}

struct Inner {
    kind: Kind,
    response: Option<Response>,
    report: Report,
    retry_after: Option<Duration>,
    retryable: bool,
    attempts: u32,
    waits: Vec<Duration>,
    /// Whether an attempt that failed may have run, this one or an earlier one.
    may_have_run: bool,
    given_up: Option<GiveUp>,
    gateway: Option<Cow<'static, str>>,
    /// Where the request was sent, of a failure to get there, and of a path that the server does not know.
    origin: Option<String>,
    request_id: Option<String>,
    hint: Option<String>,
    attached: Vec<Box<dyn Any + Send + Sync>>,
    source: Option<Box<dyn std::error::Error + Send + Sync>>,
    /// The last error of the source's chain, which says most: `Connection refused (os error 111)`.
    cause: Option<String>,
}

impl Error {
    /// The status of the response, where one came; of an error inside a stream it is a success.
    #[must_use]
    pub fn status(&self) -> Option<StatusCode> {
        self.inner.response.as_ref().map(|response| response.status)
    }

    /// The headers of the response, where one came. A `Location` is kept without its query.
    #[must_use]
    pub fn headers(&self) -> Option<&HeaderMap> {
        self.inner
            .response
            .as_ref()
            .map(|response| &response.headers)
    }

    /// The body of the response as it came, up to 1 MiB, whatever it is; `None` where no response came, or it was a stream or a redirect
    /// (whose body repeats a credential). See [`body_truncated`](Self::body_truncated).
    #[must_use]
    pub fn body(&self) -> Option<&Bytes> {
        self.inner
            .response
            .as_ref()
            .map(|response| &response.body)
            .filter(|body| !body.is_empty())
    }

    /// Whether [`body`](Self::body) is not all that the server sent, or would have sent.
    #[must_use]
    pub fn body_truncated(&self) -> bool {
        self.inner
            .response
            .as_ref()
            .is_some_and(|response| response.truncated)
    }

    /// What the server says is wrong, in one line: from `errors.detail`, `errors[]`, `error.message` or what stands in their place.
    #[must_use]
    pub fn message(&self) -> Option<&str> {
        self.inner.report.message.as_deref()
    }

    /// The server's code of the error, as `insufficient_quota`; a number is given as text.
    #[must_use]
    pub fn code(&self) -> Option<&str> {
        self.inner.report.code.as_deref()
    }

    /// The server's type of the error, as `invalid_request_error`.
    #[must_use]
    pub fn error_type(&self) -> Option<&str> {
        self.inner.report.kind.as_deref()
    }

    /// The parameter that the server blames.
    #[must_use]
    pub fn param(&self) -> Option<&str> {
        self.inner.report.param.as_deref()
    }

    /// The id under which the gateway knows the request: from its header, else from the error's body.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        self.inner
            .request_id
            .as_deref()
            .or(self.inner.report.request_id.as_deref())
    }

    /// The wait that the server asked for, however long: `retry-after-ms`, or `Retry-After` in seconds or as a date.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        self.inner.retry_after
    }

    /// How many attempts were made, the first one included; 0 where none was begun.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.inner.attempts
    }

    /// The wait before each attempt but the first.
    #[must_use]
    pub fn waits(&self) -> &[Duration] {
        &self.inner.waits
    }

    /// Where in the JSON the response or the event does not decode, as `choices[0].message`.
    #[must_use]
    pub fn decode_path(&self) -> Option<&str> {
        match &self.inner.kind {
            Kind::Decode { path, .. } | Kind::Event { path, .. } => Some(path),
            _ => None,
        }
    }

    /// Which event of the stream does not decode or reports the error, counted from 1; 0 for a body that is no stream.
    #[must_use]
    pub fn event_number(&self) -> Option<u64> {
        self.event().map(|event| event.number)
    }

    /// The data of that event, as they came.
    #[must_use]
    pub fn event_data(&self) -> Option<&Bytes> {
        self.event().map(|event| &event.data)
    }

    /// Which time limit passed.
    #[must_use]
    pub fn timeout_phase(&self) -> Option<TimeoutPhase> {
        match self.inner.kind {
            Kind::Timeout { phase, .. } => Some(phase),
            _ => None,
        }
    }

    /// A value of this type that the failed call left behind: its operation's typed error, or the part of a stream's response that came.
    #[must_use]
    pub fn typed<T: Any>(&self) -> Option<&T> {
        self.inner
            .attached
            .iter()
            .find_map(|value| value.downcast_ref())
    }

    fn event(&self) -> Option<&EventPlace> {
        match &self.inner.kind {
            Kind::Event { event, .. } | Kind::Reported { event, .. } => Some(event),
            _ => None,
        }
    }

    /// How the attempt failed, as far as a retry is concerned; `None` where none is thought of.
    pub(crate) fn outcome(&self) -> Option<Outcome<'_>> {
        let inner = &*self.inner;
        match (&inner.kind, &inner.response) {
            (
                Kind::Connect { certificate: true }
                | Kind::Timeout {
                    phase: TimeoutPhase::Total,
                    ..
                }
                // It would wait at the end of the same queue again.
                | Kind::Timeout {
                    phase: TimeoutPhase::FirstByte,
                    sent: false,
                    ..
                },
                _,
            ) => None,
            (
                Kind::Connect { .. }
                | Kind::Unanswered { refused: true }
                | Kind::Timeout { sent: false, .. },
                _,
            ) => Some(Outcome::NotTakenUp),
            (Kind::Unanswered { .. } | Kind::Timeout { .. } | Kind::Truncated, _) => {
                Some(Outcome::MaybeRun)
            }
            (Kind::Status, Some(response)) => Some(Outcome::Answered {
                status: response.status,
                headers: &response.headers,
                report: &inner.report,
            }),
            (Kind::Reported { ran: true, .. }, _) => Some(Outcome::MaybeRun),
            (Kind::Reported { ran: false, .. }, Some(response)) => Some(Outcome::FirstEventError {
                headers: &response.headers,
                report: &inner.report,
            }),
            _ => None,
        }
    }
}
