//! Events that are odd, and right or wrong on their own.

use super::events::{stream, streamed};
use crate::faults::expect::{Class, ends, ok};
use crate::faults::row::Row;
use crate::faults::scene::{Scene, Surface, raw_event};

pub(super) fn rows() -> Vec<Row> {
    let insert =
        |data: &'static str| move |scene: &Scene| scene.stream().insert(1, raw_event(data));
    let lines = |end: &'static str| {
        move |scene: &Scene| {
            let text = String::from_utf8(scene.stream().content()).unwrap();
            stream([text.replace('\n', end).into_bytes()])
        }
    };
    let decode = || ends(Class::Decode).once();
    vec![
        streamed("CR", lines("\r"), ok()),
        streamed("CRLF", lines("\r\n"), ok()),
        streamed(
            "CRLF byte by byte",
            move |scene| lines("\r\n")(scene).bytes_per_write(1),
            ok(),
        ),
        streamed(
            "id and retry",
            |scene| scene.stream().insert(1, "id: 7\nretry: 1\n\n"),
            ok(),
        ),
        streamed(
            "a field nobody knows",
            |scene| scene.stream().insert(1, "what: ever\n"),
            ok(),
        ),
        streamed(
            "data without a value",
            |scene| scene.stream().insert(1, "data\n\n"),
            ok(),
        ),
        streamed(
            "deep nesting",
            |scene| scene.stream().insert(1, raw_event(&"[".repeat(100_000))),
            decode(),
        ),
        streamed(
            "a number beyond f64",
            insert(r#"{"created":1e400}"#),
            decode(),
        ),
        streamed("half a character", insert(r#"{"id":"\ud800"}"#), ok()),
        streamed("a list", insert("[]"), decode()),
        streamed("a text", insert("\"PROMPT\""), decode()),
        streamed(
            "an error that is a text",
            insert(r#"{"error":"busy"}"#),
            ends(Class::StreamError).once(),
        ),
        streamed(
            "errors",
            insert(r#"{"errors":{"detail":"busy"}}"#),
            ends(Class::StreamError).once(),
        ),
        streamed(
            "a bare detail",
            insert(r#"{"detail":"busy"}"#),
            ends(Class::StreamError).once(),
        ),
        streamed(
            "a bare message",
            insert(r#"{"object":"error","message":"busy","code":500}"#),
            ends(Class::StreamError).once(),
        ),
        streamed(
            "all events in one write",
            |scene| scene.stream().per_write(usize::MAX),
            ok(),
        ),
        streamed(
            "data in two lines",
            |scene| scene.stream().insert(1, two_lines(scene)),
            ok(),
        ),
    ]
}

/// An event that adds nothing, its JSON cut between two `data` lines.
fn two_lines(scene: &Scene) -> &'static str {
    match scene.surface {
        Surface::Chat => "data: {\"id\":\"chatcmpl-1\",\ndata: \"choices\":[]}\n\n",
        Surface::Messages => "event: ping\ndata: {\ndata: \"type\":\"ping\"}\n\n",
    }
}
