//! How an [`Error`] comes to be: a constructor for each kind, then what the call knows of it.

use std::any::Any;
use std::error::Error as StdError;
use std::time::{Duration, SystemTime};

use http::StatusCode;
use reqwest::Url;

use super::clean::{clean, without_values};
use super::kind::{Kind, TimeoutPhase};
use super::{Error, EventPlace, Inner, Report, Response};
use crate::ApiKey;
use crate::gateway::Gateway;
use crate::redirect::{RedactedUrl, RedirectProblem};
use crate::retry::{GiveUp, Outcome, RetryRules, asked_wait, is_mendable};

impl Error {
    fn new(kind: Kind, retryable: bool) -> Self {
        Self {
            inner: Box::new(Inner {
                kind,
                response: None,
                report: Report::default(),
                retry_after: None,
                retryable,
                attempts: 0,
                waits: Vec::new(),
                may_have_run: false,
                given_up: None,
                gateway: None,
                origin: None,
                request_id: None,
                hint: None,
                attached: Vec::new(),
                source: None,
                cause: None,
            }),
        }
    }

    /// The client cannot be built. `problem` is shown as it is.
    pub(crate) fn configuration(problem: impl Into<String>) -> Self {
        Self::new(Kind::Configuration(problem.into()), false)
    }

    /// The request is refused before it is sent. `problem` is shown as it is: no values of the request in it.
    pub(crate) fn invalid_request(problem: impl Into<String>) -> Self {
        Self::new(Kind::InvalidRequest(problem.into()), false)
    }

    /// The transport failed before the head of a response came.
    /// `sent`: whether the request had begun to leave.
    pub(crate) fn transport(source: reqwest::Error, connect_limit: Duration, sent: bool) -> Self {
        let kind = match (
            source.is_connect(),
            source.is_timeout(),
            source.is_builder(),
        ) {
            (true, true, _) => Kind::Timeout {
                phase: TimeoutPhase::Connect,
                limit: connect_limit,
                sent: false,
            },
            (true, false, _) => Kind::Connect {
                certificate: refuses_certificate(&source),
            },
            (false, _, true) => Kind::InvalidRequest("it cannot be put in HTTP".into()),
            (false, _, false) if !sent => Kind::Connect { certificate: false },
            (false, _, false) => Kind::Unanswered {
                refused: was_refused(&source),
            },
        };
        let retryable = !matches!(
            kind,
            Kind::InvalidRequest(_) | Kind::Connect { certificate: true }
        );
        Self::new(kind, retryable).caused_by(source.without_url())
    }

    /// A time limit passed. `sent`: whether the request had begun to leave by then.
    pub(crate) fn timeout(phase: TimeoutPhase, limit: Duration, sent: bool) -> Self {
        Self::new(Kind::Timeout { phase, limit, sent }, true)
    }

    /// The response's status is no success.
    pub(crate) fn status_error(response: Response, rules: &RetryRules) -> Self {
        let report = Report::read(&response.body, Some(&response.headers));
        let outcome = Outcome::Answered {
            status: response.status,
            headers: &response.headers,
            report: &report,
        };
        let retryable = is_mendable(rules, &outcome);
        Self::new(Kind::Status, retryable)
            .reporting(report)
            .with_response(response)
    }

    /// A redirect that is not followed.
    pub(crate) fn redirect(problem: RedirectProblem, response: Response) -> Self {
        Self::new(Kind::Redirect(problem), false).with_response(response)
    }

    /// The body of a success does not decode, at `path`.
    pub(crate) fn decode(response: Response, path: &str, problem: &str) -> Self {
        let kind = Kind::Decode {
            path: clean(path),
            problem: clean(&without_values(problem)),
        };
        Self::new(kind, false).with_response(response)
    }

    /// An event of a stream does not decode, at `path`.
    pub(crate) fn decode_event(event: EventPlace, path: &str, problem: &str) -> Self {
        Self::new(
            Kind::Event {
                event,
                path: clean(path),
                problem: clean(&without_values(problem)),
            },
            false,
        )
    }

    /// An event, or the body of a success, reports an error.
    pub(crate) fn reported(event: EventPlace, response: Response, rules: &RetryRules) -> Self {
        let report = Report::read(&event.data, None);
        let outcome = Outcome::FirstEventError {
            headers: &response.headers,
            report: &report,
        };
        let retryable = is_mendable(rules, &outcome);
        Self::new(Kind::Reported { event, ran: false }, retryable)
            .reporting(report)
            .with_response(response)
    }

    /// The model had said something before the error was reported: sending the request again may be billed again.
    pub(crate) fn that_ran(mut self) -> Self {
        if let Kind::Reported { ran, .. } = &mut self.inner.kind {
            *ran = true;
        }
        self
    }

    /// A body ended before it was complete; add the transport's error with [`caused_by`](Self::caused_by), where there is one.
    pub(crate) fn truncated() -> Self {
        Self::new(Kind::Truncated, true)
    }

    /// The same once more, for a caller who asks again; the transport's error is in the first one.
    pub(crate) fn again(&self) -> Self {
        let inner = &*self.inner;
        let mut again = Self::new(inner.kind.clone(), inner.retryable);
        again.inner.response.clone_from(&inner.response);
        again.inner.report.clone_from(&inner.report);
        again.inner.retry_after = inner.retry_after;
        again.inner.may_have_run = inner.may_have_run;
        again.inner.cause.clone_from(&inner.cause);
        again
    }

    /// Where the request was sent, as it may be shown.
    pub(crate) fn sent_to(mut self, origin: String) -> Self {
        self.inner.origin = Some(origin);
        self
    }

    /// `what` ("an event", "the response") exceeds `limit` bytes.
    pub(crate) fn too_large(what: &'static str, limit: usize) -> Self {
        Self::new(Kind::TooLarge { what, limit }, false)
    }

    /// Adds the error that led to this one. A transport's error comes without its URL: `reqwest::Error::without_url`.
    pub(crate) fn caused_by(mut self, source: impl StdError + Send + Sync + 'static) -> Self {
        let first: &(dyn StdError + 'static) = &source;
        let last = std::iter::successors(Some(first), |cause| (*cause).source()).last();
        self.inner.cause = last.map(|cause| clean(&cause.to_string()));
        self.inner.source = Some(Box::new(source));
        self
    }

    /// Adds the response in which it happened.
    pub(crate) fn with_response(mut self, response: Response) -> Self {
        self.inner.retry_after = asked_wait(&response.headers, SystemTime::now());
        self.inner.response = Some(response);
        self
    }

    /// Adds a value that callers find again with [`typed`](Self::typed).
    pub(crate) fn attach(mut self, value: impl Any + Send + Sync) -> Self {
        self.inner.attached.push(Box::new(value));
        self
    }

    /// Adds the attempts that the call made, the waits between them, and whether one that failed may have run.
    pub(crate) fn after(mut self, attempts: u32, waits: &[Duration], may_have_run: bool) -> Self {
        self.inner.attempts = attempts;
        self.inner.waits = waits.to_vec();
        self.inner.may_have_run |= may_have_run;
        self
    }

    /// Adds why it was not tried again.
    pub(crate) fn given_up(mut self, why: GiveUp) -> Self {
        self.inner.given_up = Some(why);
        self
    }

    /// Adds where the request was sent, if the server knows nothing there.
    pub(crate) fn at_path(self, url: &Url) -> Self {
        let is_unknown = [StatusCode::NOT_FOUND, StatusCode::METHOD_NOT_ALLOWED]
            .iter()
            .any(|status| self.failed_with(*status));
        if is_unknown {
            self.sent_to(RedactedUrl(url).to_string())
        } else {
            self
        }
    }

    /// Adds what the gateway's data know, and takes the keys out of what the server sent. Every error of a call passes here once, before
    /// it is shown or handed out.
    pub(crate) fn at<'a>(
        mut self,
        gateway: &Gateway,
        keys: impl IntoIterator<Item = &'a ApiKey>,
    ) -> Self {
        let inner = &mut *self.inner;
        if let Some(response) = &inner.response {
            inner.request_id = gateway
                .request_id(&response.headers)
                .map(clean)
                .filter(|id| !id.is_empty());
        }
        // A key may be a part of another: the longest first.
        let mut keys: Vec<&ApiKey> = keys.into_iter().collect();
        keys.sort_by_key(|key| std::cmp::Reverse(key.len()));
        for key in keys {
            redact(inner, key);
        }
        inner.gateway = Some(gateway.name.clone());
        let hint = if self.failed_with(StatusCode::UNAUTHORIZED) {
            gateway
                .key_page
                .as_ref()
                .map(|page| format!("keys are made at {page}"))
        } else if self.failed_with(StatusCode::NOT_FOUND) {
            gateway.model_names.as_deref().map(str::to_owned)
        } else {
            None
        };
        self.inner.hint = hint;
        self
    }

    fn reporting(mut self, report: Report) -> Self {
        self.inner.report = report;
        self
    }
}

/// Takes a key out of everything that is shown of what a server sent.
fn redact(inner: &mut Inner, key: &ApiKey) {
    let kind_texts = match &mut inner.kind {
        Kind::Decode { path, problem } | Kind::Event { path, problem, .. } => {
            [Some(path), Some(problem)]
        }
        _ => [None, None],
    };
    let report = &mut inner.report;
    let texts = [
        &mut report.message,
        &mut report.code,
        &mut report.kind,
        &mut report.param,
        &mut report.request_id,
        &mut inner.cause,
        &mut inner.request_id,
        &mut inner.origin,
    ];
    for text in texts
        .into_iter()
        .flatten()
        .chain(kind_texts.into_iter().flatten())
    {
        *text = key.redact(text).into_owned();
    }
    if let Some(response) = &mut inner.response {
        response.hide(key);
    }
}

/// Whether the server's certificate was refused: it will be again.
pub(super) fn refuses_certificate(source: &(dyn StdError + 'static)) -> bool {
    std::iter::successors(Some(source), |cause| inner(*cause))
        .filter_map(|cause| cause.downcast_ref::<rustls::Error>())
        .any(|cause| matches!(cause, rustls::Error::InvalidCertificate(_)))
}

/// What an error is made of. The source of an `io::Error` is that of the error in it, and not the error itself.
fn inner<'a>(error: &'a (dyn StdError + 'static)) -> Option<&'a (dyn StdError + 'static)> {
    let held = error
        .downcast_ref::<std::io::Error>()
        .and_then(std::io::Error::get_ref);
    held.map_or_else(|| error.source(), |held| Some(held))
}

/// Whether an HTTP/2 server said that it did nothing with the request (RFC 9113 section 8.7).
fn was_refused(source: &reqwest::Error) -> bool {
    let first: &(dyn StdError + 'static) = source;
    std::iter::successors(Some(first), |cause| (*cause).source())
        .filter_map(|cause| cause.downcast_ref::<h2::Error>())
        .any(|cause| {
            let refused = cause.is_reset() && cause.reason() == Some(h2::Reason::REFUSED_STREAM);
            // A stream that GOAWAY counts among those taken up does not end with it.
            let left_out = cause.is_go_away() && cause.reason() == Some(h2::Reason::NO_ERROR);
            cause.is_remote() && (refused || left_out)
        })
}
