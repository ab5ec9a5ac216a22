//! What an error must say for itself, whatever the fault.

use std::time::Duration;

use grid_client::Error;

use super::call::BASE;
use super::expect::{Class, Expect, Kept, Retry};
use super::row::Row;

/// What is not as it must be.
pub(crate) struct Wrong(pub(crate) Vec<String>);

impl Wrong {
    pub(crate) fn unless(&mut self, holds: bool, what: impl FnOnce() -> String) {
        if !holds {
            self.0.push(what());
        }
    }
}

/// What an error must say for itself.
pub(crate) fn faults_of(
    wrong: &mut Wrong,
    error: &Error,
    class: Class,
    expect: &Expect,
    row: &Row,
) {
    let mut want = |holds: bool, what: String| wrong.unless(holds, || what);
    // An earlier attempt may have ended in another of the row's classes.
    let earlier = error.attempts() > 1 && expect.classes.iter().any(|class| class.may_have_run());
    want(
        error.may_have_run() == class.may_have_run() || earlier && error.may_have_run(),
        format!("may_have_run() is {}", error.may_have_run()),
    );
    if let Some(retryable) = retryable(class, expect.retry) {
        want(
            error.is_retryable() == retryable,
            format!("is_retryable() is {}", error.is_retryable()),
        );
    }
    if let Some(answered) = class.has_answer() {
        want(
            error.status().is_some() == answered && error.headers().is_some() == answered,
            format!("status {:?}, headers {:?}", error.status(), error.headers()),
        );
    }
    if row.marked
        && error
            .headers()
            .is_some_and(|headers| headers.get("x-lab").is_none())
    {
        want(false, format!("headers are lost: {:?}", error.headers()));
    }
    let waits: Vec<Duration> = (1..=u32::try_from(error.waits().len()).unwrap())
        .map(|retry| expect.asked.unwrap_or(BASE * 2u32.pow(retry - 1)))
        .collect();
    want(
        error.waits() == waits,
        format!("waits {:?}, not {waits:?}", error.waits()),
    );
    want(
        error.waits().len() + 1 == usize::try_from(error.attempts()).unwrap(),
        format!(
            "{} attempts, {} waits",
            error.attempts(),
            error.waits().len()
        ),
    );
    if let Some(asked) = expect.asked {
        want(
            error.retry_after() == Some(asked),
            format!("retry_after() is {:?}", error.retry_after()),
        );
    }
    want(
        keeps(error, &expect.kept),
        format!(
            "keeps {:?} and {:?}, cut: {}",
            error.body().map(bytes::Bytes::len),
            error.event_data().map(bytes::Bytes::len),
            error.body_truncated()
        ),
    );
    let line = error.to_string();
    want(
        !line.contains('\n') && line.len() < 2000,
        format!("not one line: {line:?}"),
    );
}

fn retryable(class: Class, retry: Retry) -> Option<bool> {
    match class {
        Class::Status(_) | Class::StreamError if retry == Retry::Always => Some(true),
        Class::Status(_) | Class::StreamError => None,
        Class::Redirect | Class::Decode | Class::TooLarge => Some(false),
        _ => Some(true),
    }
}

fn keeps(error: &Error, kept: &Kept) -> bool {
    let body = error.body().map(|body| &body[..]);
    match kept {
        Kept::Any => true,
        Kept::Nothing => body.is_none(),
        Kept::Body(bytes) => body == Some(bytes) && !error.body_truncated(),
        Kept::Part(bytes) => body == Some(bytes) && error.body_truncated(),
        Kept::Cut(length) => body.map(<[u8]>::len) == Some(*length) && error.body_truncated(),
        Kept::Event(bytes) => error.event_data().map(|data| &data[..]) == Some(bytes),
    }
}
