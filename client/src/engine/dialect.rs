//! What chat completions and Messages do differently.

use std::any::Any;
use std::collections::VecDeque;

use bytes::Bytes;
use grid_api::DecodeError;
use http::{HeaderMap, StatusCode};
use serde_json::{Map, Value};

/// A surface's responses and events, as this call needs them. The value holds what a stream has brought so far.
pub(crate) trait Dialect: Send + Sync + Unpin {
    /// What a call returns.
    type Whole: Clone + Send + Sync + 'static;
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
    /// One that brings more of something than any response has.
    TooMany(&'static str),
}

/// Whether an object that is nothing else is an error: one that says so, or a problem told bare, as `{"detail": "..."}`,
/// `{"message": "...", "code": 500}`.
pub(crate) fn is_bare_report(members: &Map<String, Value>) -> bool {
    let tells = |name: &str| members.get(name).is_some_and(|value| !value.is_null());
    is_report(members) || tells("detail") || tells("message")
}

/// Whether data that do not decode are an error, in a shape that an event cannot have: `{"error": "busy"}`.
pub(crate) fn reports(data: &str) -> bool {
    matches!(serde_json::from_str(data), Ok(Value::Object(object)) if is_report(&object))
}

/// Whether an object's unknown members are an error's: `error` or `errors` with anything in it.
pub(crate) fn is_report(members: &Map<String, Value>) -> bool {
    ["error", "errors"]
        .iter()
        .filter_map(|name| members.get(*name))
        .any(|value| match value {
            Value::Null | Value::Bool(false) => false,
            Value::String(text) => !text.is_empty(),
            Value::Array(list) => !list.is_empty(),
            _ => true,
        })
}
