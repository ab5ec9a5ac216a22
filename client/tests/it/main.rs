//! The integration tests of `grid-client`: one module a subject, one binary.

mod answers;
mod building;
mod cancel;
mod chat;
mod connect;
mod examples;
mod fields;
mod in_place;
mod messages;
mod redirect;
mod retry;
mod secrets;
mod setup;
mod sse;
mod stream;
mod stream_errors;
mod threads;
mod timeouts;
mod truncation;
