//! What a cell must end with, in words of the issue and not of the client: this is the oracle.

use std::fmt;
use std::time::Duration;

use grid_client::{Error, TimeoutPhase};

/// How a call ends. Every call ends in exactly one of these.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Class {
    Ok,
    Configuration,
    InvalidRequest,
    Connect,
    Unanswered,
    Timeout(TimeoutPhase),
    Status(u16),
    Redirect,
    Decode,
    Truncated,
    StreamError,
    TooLarge,
}

impl Class {
    /// The one class of an error; otherwise all that it claims to be.
    pub(crate) fn of(error: &Error) -> Result<Self, String> {
        let status = error.status().map_or(0, |status| status.as_u16());
        let phase = error.timeout_phase();
        let claims = [
            (error.is_configuration(), Self::Configuration),
            (error.is_invalid_request(), Self::InvalidRequest),
            (error.is_connect() && phase.is_none(), Self::Connect),
            (error.is_unanswered(), Self::Unanswered),
            (
                error.is_timeout(),
                Self::Timeout(phase.unwrap_or(TimeoutPhase::Connect)),
            ),
            (error.is_status(), Self::Status(status)),
            (error.is_redirect(), Self::Redirect),
            (error.is_decode(), Self::Decode),
            (error.is_truncated(), Self::Truncated),
            (error.is_stream_error(), Self::StreamError),
            (error.is_too_large(), Self::TooLarge),
        ];
        let claims: Vec<Self> = claims
            .into_iter()
            .filter_map(|(claimed, class)| claimed.then_some(class))
            .collect();
        match claims[..] {
            [one] if error.is_timeout() == phase.is_some() => Ok(one),
            _ => Err(format!("not of one class: {claims:?}, {phase:?}")),
        }
    }

    /// Whether the request may have been executed, and billed.
    pub(crate) fn may_have_run(self) -> bool {
        match self {
            Self::Status(status) => matches!(status, 502 | 504 | 520 | 524),
            Self::Configuration
            | Self::InvalidRequest
            | Self::Connect
            | Self::Timeout(TimeoutPhase::Connect)
            | Self::Redirect => false,
            _ => true,
        }
    }

    /// Whether an answer's head had come by then; `None` where it may be either.
    pub(crate) fn has_answer(self) -> Option<bool> {
        match self {
            Self::Timeout(TimeoutPhase::Total) | Self::Ok => None,
            Self::Configuration
            | Self::InvalidRequest
            | Self::Connect
            | Self::Unanswered
            | Self::Timeout(TimeoutPhase::Connect | TimeoutPhase::FirstByte) => Some(false),
            _ => Some(true),
        }
    }

    /// What the client does about it unless an expectation says otherwise.
    fn usual_retry(self) -> Retry {
        match self {
            Self::Connect
            | Self::Timeout(TimeoutPhase::Connect)
            | Self::StreamError
            | Self::Status(402 | 408 | 409 | 429 | 500 | 502..=504 | 520..=523 | 529) => {
                Retry::Always
            }
            Self::Unanswered
            | Self::Truncated
            | Self::Timeout(TimeoutPhase::FirstByte | TimeoutPhase::Idle) => Retry::IfResent,
            _ => Retry::Never,
        }
    }
}

/// Its name in the tally.
impl fmt::Display for Class {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Status(status) => write!(f, "status {}xx", status / 100),
            Self::Timeout(phase) => write!(f, "timeout ({phase:?})"),
            other => write!(f, "{other:?}"),
        }
    }
}

/// Whether a further attempt follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Retry {
    Never,
    Always,
    /// Only where the caller accepts that a request may run twice.
    IfResent,
    /// The kernel decides whether the failure is seen before the request is sent or after it.
    AsItFalls,
}

/// What must be left of the answer in the error.
#[derive(Clone, Debug)]
pub(crate) enum Kept {
    /// Not looked at.
    Any,
    /// No body.
    Nothing,
    /// The whole body.
    Body(Vec<u8>),
    /// As much of the body as came, marked as cut.
    Part(Vec<u8>),
    /// This many bytes of the body, marked as cut.
    Cut(usize),
    /// The event, or the body in its place.
    Event(Vec<u8>),
}

#[derive(Clone, Debug)]
pub(crate) struct Expect {
    /// One of these; more than one only where the kernel decides.
    pub(crate) classes: Vec<Class>,
    pub(crate) retry: Retry,
    /// What an answer says, where it is not the healthy text.
    pub(crate) text: Option<&'static str>,
    pub(crate) kept: Kept,
    /// The wait that the server asks for.
    pub(crate) asked: Option<Duration>,
}

pub(crate) fn ok() -> Expect {
    ends(Class::Ok)
}

pub(crate) fn says(text: &'static str) -> Expect {
    Expect {
        text: Some(text),
        ..ok()
    }
}

pub(crate) fn ends(class: Class) -> Expect {
    Expect {
        classes: vec![class],
        retry: class.usual_retry(),
        text: None,
        kept: Kept::Any,
        asked: None,
    }
}

impl Expect {
    pub(crate) fn or(mut self, class: Class) -> Self {
        self.classes.push(class);
        self
    }

    pub(crate) fn retry(mut self, retry: Retry) -> Self {
        self.retry = retry;
        self
    }

    /// Never retried: an event was handed out, or the answer forbids it.
    pub(crate) fn once(self) -> Self {
        self.retry(Retry::Never)
    }

    pub(crate) fn keeps(mut self, kept: Kept) -> Self {
        self.kept = kept;
        self
    }

    pub(crate) fn asks(mut self, wait: Duration) -> Self {
        self.asked = Some(wait);
        self
    }
}
