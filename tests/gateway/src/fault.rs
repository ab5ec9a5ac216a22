//! Faults, by name. Each set is a table of answers: a test picks one, or walks all of them.

mod body;
mod stream;

use std::collections::BTreeMap;
use std::time::Duration;

use crate::answer::{Answer, chunk};
use crate::reply::{Framing, Reply};
use crate::step::Step;

pub use body::of_body;
pub use stream::of_events;

/// Answers by the name of what is wrong with them.
pub type Faults = BTreeMap<&'static str, Answer>;

const TICK: Duration = Duration::from_millis(2);

/// For [`Gateway::greet`](crate::Gateway::greet): what goes wrong before a request is read.
#[must_use]
pub fn on_connect() -> Faults {
    // An alert record (RFC 8446 section 5.1), unexpected_message.
    let alert = Answer::raw(b"\x15\x03\x01\x00\x02\x02\x0a");
    Faults::from([
        ("accept and close", Answer::steps([Step::Close])),
        ("accept and reset", Answer::steps([Step::Reset])),
        ("accept and stall", Answer::steps([Step::Stall])),
        ("TLS garbage", alert.then(Step::Close)),
        ("banner", Answer::raw("SSH-2.0-fake\r\n").then(Step::Close)),
    ])
}

/// In place of an answer, whatever was asked.
#[must_use]
pub fn in_place_of_answer() -> Faults {
    let mut faults = no_http();
    faults.append(&mut without_end());
    faults.append(&mut other_statuses());
    faults.append(&mut other_bodies());
    faults
}

fn no_http() -> Faults {
    let closed = |bytes: &[u8]| Answer::raw(bytes).then(Step::Close);
    let ok = |rest: &str| closed(format!("HTTP/1.1 200 OK\r\n{rest}").as_bytes());
    Faults::from([
        ("close", Answer::steps([Step::Close])),
        ("reset before headers", Answer::steps([Step::Reset])),
        ("stall", Answer::steps([Step::Stall])),
        ("HTTP garbage", closed(b"\x00\xffnot HTTP at all\r\n\r\n")),
        (
            "bad status line",
            closed(b"HTTP/1.1 abc OK\r\ncontent-length: 0\r\n\r\n"),
        ),
        ("bad header", ok("no colon here\r\n\r\n")),
        ("cut headers", ok("content-ty")),
        (
            "two lengths",
            ok("content-length: 2\r\ncontent-length: 3\r\n\r\n{}"),
        ),
    ])
}

fn without_end() -> Faults {
    let flood = format!("x-flood: {}\r\n", "a".repeat(1000));
    let early = b"HTTP/1.1 103 Early Hints\r\n\r\n".as_slice().into();
    let early = Step::Repeat {
        bytes: early,
        times: u64::MAX,
        gap: TICK,
    };
    let error = Reply::new(500).header("content-type", "application/json");
    let error = Answer::raw(error.head(Framing::Chunked, 0));
    Faults::from([
        (
            "header flood",
            Answer::raw("HTTP/1.1 200 OK\r\n").then(Step::endless(flood)),
        ),
        ("only interim answers", Answer::steps([early])),
        (
            "endless error body",
            error.then(Step::endless(chunk(&[b'x'; 16 << 10]))),
        ),
    ])
}

fn other_statuses() -> Faults {
    let to = |location: &str| Answer::from(Reply::redirect(307, location));
    let part = Reply::body(206, "application/json", "{\"id\":");
    Faults::from([
        ("no content", Reply::new(204).into()),
        ("not modified", Reply::new(304).into()),
        (
            "partial content",
            part.header("content-range", "bytes 0-5/600").into(),
        ),
        ("empty error body", Reply::new(500).into()),
        (
            "10 MiB error body",
            Reply::body(500, "text/plain", vec![b'x'; 10 << 20]).into(),
        ),
        (
            "HTML error page",
            Reply::html(502, "<h1>502 Bad Gateway</h1>").into(),
        ),
        ("redirect without Location", Reply::new(307).into()),
        ("redirect to nowhere", to("http://[::bad")),
        (
            "redirect to another scheme",
            to("ftp://127.0.0.1/v1/chat/completions"),
        ),
    ])
}

fn other_bodies() -> Faults {
    let json = |text: &str| Answer::from(Reply::body(200, "application/json", text));
    let completion = |members: &str| {
        json(&format!(
            r#"{{"id":"a","object":"chat.completion","model":"m","choices":[],{members}}}"#
        ))
    };
    let huge =
        r#""created":1e400,"usage":{"prompt_tokens":99999999999999999999,"total_tokens":-1}"#;
    Faults::from([
        ("empty body", json("")),
        (
            "HTML with status 200",
            Reply::html(200, "<p>Sign in to this network</p>").into(),
        ),
        ("deep nesting", json(&"[".repeat(200_000))),
        ("huge numbers", completion(huge)),
        (
            "duplicate keys",
            completion(r#""created":1,"created":2,"choices":[]"#),
        ),
    ])
}
