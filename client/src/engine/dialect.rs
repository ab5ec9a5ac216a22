//! What chat completions and Messages do differently.

use std::any::Any;
use std::collections::VecDeque;

use bytes::Bytes;
use grid_api::DecodeError;
use http::{HeaderMap, StatusCode};
use serde::Serialize;
use serde_json::{Map, Value};

/// A surface's responses and events, as this call needs them. The value holds what a stream has brought so far.
pub(crate) trait Dialect: Send + Sync + Unpin {
    /// What a call returns.
    type Whole: Clone + Serialize + Send + Sync + 'static;
    /// What a stream hands out.
    type Event: Send + Sync + Unpin;
    /// The operation's typed error.
    type Failure: Any + Send + Sync;

    /// Reads the body of a success.
    fn decode(
        status: StatusCode,
        headers: HeaderMap,
        bytes: Bytes,
    ) -> Result<Self::Whole, Self::Failure>;

    /// Reads any other response.
    fn failure(status: StatusCode, headers: HeaderMap, bytes: Bytes) -> Self::Failure;

    /// Why the body of a success does not decode.
    fn problem(failure: &Self::Failure) -> Option<&DecodeError>;

    /// Whether it says that it is an error, or a part of it does.
    fn is_report(whole: &Self::Whole) -> bool;

    /// Whether a model has said something in it: it has run.
    fn has_run(whole: &Self::Whole) -> bool;

    /// Whether it holds none of the members that make it what it is.
    fn is_hollow(whole: &Self::Whole) -> bool;

    /// Reads an event, and adds what it brings to what has come.
    fn read(&mut self, name: &str, data: &str) -> Read<Self::Event>;

    /// Whether an event with these data completes the stream.
    fn is_terminator(data: &str) -> bool;

    /// Takes a whole response that came in place of a stream, and gives it as events.
    fn read_whole(&mut self, whole: Self::Whole) -> VecDeque<Self::Event>;

    /// Whether nothing is missing, should the body end here.
    fn is_finished(&self) -> bool;

    /// Whether an event only keeps the connection alive.
    fn is_ping(event: &Self::Event) -> bool;

    /// What has come so far.
    fn partial(&self) -> &Self::Whole;

    /// What has come, by value.
    fn into_whole(self) -> Self::Whole;
}

/// What an event is.
pub(crate) enum Read<E> {
    /// One to hand out.
    Event(E),
    /// One to hand out, with which the stream is complete.
    Last(E),
    /// The stream is complete.
    End,
    /// Nothing to hand out.
    Nothing,
    /// The server's report of an error.
    Report,
    /// Not what the document describes.
    Undecodable(DecodeError),
    /// One that brings more of something than any response has: where, and what.
    TooMany(&'static str, &'static str),
}

/// Whether an object that is nothing else is an error: one that says so, or a problem told bare, as `{"detail": "..."}`, or
/// `{"message": "..."}` with a code or a type that is an error's. Servers send bare messages that are none, too: `{"message": "queued"}`.
pub(crate) fn is_bare_report(members: &Map<String, Value>) -> bool {
    let of = |name: &str| members.get(name).unwrap_or(&Value::Null);
    let is_told = |name: &str| of(name).is_string() && says(of(name));
    let is_called_error = ["type", "object"]
        .iter()
        .filter_map(|name| of(name).as_str())
        .any(|name| name.to_ascii_lowercase().contains("error"));
    let is_failure = ["code", "status", "status_code"].iter().any(|name| {
        let code = match of(name) {
            Value::String(text) => text.parse().ok(),
            code => code.as_u64(),
        };
        code.is_some_and(|code| (400..600).contains(&code))
    });
    is_report(members)
        || is_told("message") && (is_called_error || is_failure)
        || is_told("detail")
        || of("detail").is_array() && says(of("detail"))
}

/// Whether data that do not decode are an error, in a shape that an event cannot have: `{"error": "busy"}`.
pub(crate) fn reports(data: &str) -> bool {
    matches!(serde_json::from_str(data), Ok(Value::Object(object)) if is_report(&object))
}

/// Whether an object's unknown members are an error's: `error` or `errors` that say something.
pub(crate) fn is_report(members: &Map<String, Value>) -> bool {
    ["error", "errors"]
        .iter()
        .filter_map(|name| members.get(*name))
        .any(says)
}

/// Whether a value says something: some servers send `"error": {"code": 0, "message": ""}` with every success.
pub(crate) fn says(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Bool(said) => *said,
        Value::Number(number) => number.as_f64() != Some(0.0),
        Value::String(text) => !text.is_empty(),
        Value::Array(list) => list.iter().any(says),
        Value::Object(object) => object.values().any(says),
    }
}
