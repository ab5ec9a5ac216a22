//! An [`Error`] as a line of a log, and as `Debug`.

use std::error::Error as StdError;
use std::fmt;

use http::header::CONTENT_TYPE;

use super::clean::{clean, shown};
use super::kind::{Kind, TimeoutPhase};
use super::{Error, Inner, Response};
use crate::retry::GiveUp;

/// One line: what happened, the server's message, what to do, and where to look for it.
impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let inner = &*self.inner;
        happened(inner, f)?;
        // Of a decode the problem is the cause, and has been said.
        match &inner.kind {
            Kind::Decode { .. } | Kind::Event { .. } => {}
            _ => suffix(inner.cause.as_deref(), f)?,
        }
        if let Some(hint) = &inner.hint {
            write!(f, "; {hint}")?;
        }
        details(self, f)
    }
}

fn happened(inner: &Inner, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let gateway = inner.gateway.as_deref().unwrap_or("the gateway");
    match &inner.kind {
        Kind::Configuration(problem) => f.write_str(problem),
        Kind::InvalidRequest(problem) => write!(f, "invalid request, not sent: {problem}"),
        Kind::Connect { .. } => {
            write!(f, "could not connect to {gateway}")?;
            address(inner, f)
        }
        Kind::Unanswered { refused: true } => {
            write!(f, "{gateway} did not take up a request that was sent")
        }
        Kind::Unanswered { refused: false } => write!(
            f,
            "{gateway} did not answer a request that was sent and may have run"
        ),
        Kind::Timeout { phase, limit, sent } => {
            let what = match phase {
                TimeoutPhase::Connect => "no connection to",
                TimeoutPhase::FirstByte => "no response from",
                TimeoutPhase::Idle => "silence of",
                TimeoutPhase::Total => "no whole response from",
            };
            write!(f, "timeout: {what} {gateway}")?;
            address(inner, f)?;
            write!(f, " within {} s", limit.as_secs_f64())?;
            match phase {
                TimeoutPhase::FirstByte | TimeoutPhase::Total if !sent => {
                    f.write_str("; the request had not begun to leave")
                }
                _ => Ok(()),
            }
        }
        Kind::Status => status(inner, gateway, f),
        Kind::Redirect(problem) => write!(f, "a redirect by {gateway} was not followed: {problem}"),
        Kind::Decode { path, problem } => {
            write!(f, "the response of {gateway} does not decode")?;
            if let Some(response) = inner
                .response
                .as_ref()
                .filter(|response| !response.body.is_empty() && !is_json(response))
            {
                write!(f, ", {}", size_and_type(response))?;
            }
            undecodable(path, problem, f)
        }
        Kind::Event {
            event,
            path,
            problem,
        } => {
            write!(
                f,
                "event {} of the stream of {gateway} does not decode",
                event.number
            )?;
            undecodable(path, problem, f)
        }
        Kind::Reported { event, .. } if event.number == 0 => {
            write!(f, "{gateway} reported an error in place of a response")?;
            suffix(inner.report.message.as_deref(), f)
        }
        Kind::Reported { event, .. } => {
            write!(
                f,
                "{gateway} reported an error in event {} of the stream",
                event.number
            )?;
            suffix(inner.report.message.as_deref(), f)
        }
        Kind::Truncated => write!(f, "the response of {gateway} was cut off"),
        Kind::TooLarge { what, limit } => {
            write!(f, "{what} of {gateway} is larger than {limit} bytes")
        }
    }
}

fn undecodable(path: &str, problem: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    // The reader's path of the whole is empty, or a dot.
    if !matches!(path, "" | ".") {
        write!(f, " at `{}`", shown(path))?;
    }
    write!(f, ": {}", shown(problem))
}

fn status(inner: &Inner, gateway: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let Some(response) = &inner.response else {
        return f.write_str("an error status");
    };
    write!(f, "{} from {gateway}", response.status)?;
    address(inner, f)?;
    if inner.report.message.is_some() || response.body.is_empty() {
        return suffix(inner.report.message.as_deref(), f);
    }
    write!(f, ": {}", size_and_type(response))
}

/// `512 bytes of text/html`.
fn size_and_type(response: &Response) -> String {
    let content_type = content_type(response).map_or_else(|| "no type".to_owned(), clean);
    format!("{} bytes of {}", response.body.len(), shown(&content_type))
}

fn is_json(response: &Response) -> bool {
    content_type(response).is_some_and(|media_type| media_type.contains("json"))
}

fn content_type(response: &Response) -> Option<&str> {
    response.headers.get(CONTENT_TYPE)?.to_str().ok()
}

/// ` at https://host`, where it is known.
fn address(inner: &Inner, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    match &inner.origin {
        Some(origin) => write!(f, " at {origin}"),
        None => Ok(()),
    }
}

fn suffix(text: Option<&str>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    match text {
        Some(text) => write!(f, ": {}", shown(text)),
        None => Ok(()),
    }
}

/// Code, request id and attempts, as far as there are any.
fn details(error: &Error, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let mut opening = " (";
    for (name, value) in [
        ("code", error.code()),
        ("type", error.error_type()),
        ("request", error.request_id()),
    ] {
        if let Some(value) = value {
            write!(f, "{opening}{name} {}", shown(value))?;
            opening = ", ";
        }
    }
    if error.attempts() > 1 {
        write!(f, "{opening}{} attempts", error.attempts())?;
        opening = ", ";
    }
    if error.inner.may_have_run && !error.last_may_have_run() {
        write!(f, "{opening}an earlier one may have run")?;
        opening = ", ";
    }
    // What the others say is seen in the error itself.
    if let Some(why @ (GiveUp::BudgetSpent | GiveUp::OutOfTime(_) | GiveUp::WaitTooLong(_))) =
        error.inner.given_up
    {
        write!(f, "{opening}not tried again: {why}")?;
        opening = ", ";
    }
    if opening == ", " {
        f.write_str(")")
    } else {
        Ok(())
    }
}

/// Shows the response's head, and of bodies and events no more than their size.
impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let inner = &*self.inner;
        let mut debug = f.debug_struct("Error");
        debug.field("kind", &inner.kind);
        if let Some(response) = &inner.response {
            debug
                .field("status", &response.status)
                .field("headers", &response.headers);
            debug
                .field("body_bytes", &response.body.len())
                .field("body_truncated", &response.truncated);
        }
        if let Some(message) = self.message() {
            debug.field("message", &shown(message));
        }
        for (name, value) in [
            ("code", self.code()),
            ("type", self.error_type()),
            ("request_id", self.request_id()),
        ] {
            if let Some(value) = value {
                debug.field(name, &shown(value));
            }
        }
        if let Some(wait) = inner.retry_after {
            debug.field("retry_after", &wait);
        }
        debug
            .field("attempts", &inner.attempts)
            .field("waits", &inner.waits);
        if let Some(cause) = &inner.cause {
            debug.field("cause", &shown(cause));
        }
        debug.finish_non_exhaustive()
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.inner
            .source
            .as_deref()
            .map(|source| source as &(dyn StdError + 'static))
    }
}
