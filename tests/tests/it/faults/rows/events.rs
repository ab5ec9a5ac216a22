//! An event stream gone wrong; and the same bytes where none was asked for.

use grid_client::TimeoutPhase;
use grid_gateway::{Framing, Reply, Step, comment, fault};

use super::{IDLE, Named, TOTAL, named};
use crate::faults::expect::{Class, Expect, Kept, ends, ok, says};
use crate::faults::row::{Fault, Row, always, row};
use crate::faults::scene::{FIRST, Mode, Scene, Surface, raw_event};

pub(super) fn rows() -> Vec<Row> {
    let mut rows = of_events();
    rows.extend(before_the_first());
    rows
}

/// Behind the first event nothing is retried. Where no stream was asked for, events are no JSON.
fn of_events() -> Vec<Row> {
    let no_json = || ends(Class::Decode);
    let cut = |name| (name, ends(Class::Truncated), ends(Class::Truncated).once());
    let stall = |name| (name, ends(IDLE), ends(IDLE).once());
    let clean_cut = |name| (name, no_json(), ends(Class::Truncated).once());
    let fine = |name: &'static str| -> Named { (name, no_json(), ok()) };
    let event = |name, class, data: &[u8]| -> Named {
        let stream = ends(class).once().keeps(Kept::Event(data.to_vec()));
        (name, no_json(), stream)
    };
    let error = br#"{"error":{"message":"upstream died","type":"server_error"}}"#;
    let rows = named(
        "events",
        |scene| fault::of_events(&scene.events(), &scene.end()),
        vec![
            cut("reset in mid-event"),
            cut("close in mid-event"),
            stall("stall in mid-event"),
            cut("reset between events"),
            cut("close between events"),
            stall("stall between events"),
            clean_cut("clean end between events"),
            clean_cut("clean end in mid-event"),
            fine("terminator twice"),
            fine("terminator in mid-stream"),
            fine("events after the terminator"),
            fine("two streams in one"),
            fine("terminator without blank line"),
            event("NUL bytes", Class::Decode, b"\0\0"),
            event(
                "invalid UTF-8",
                Class::Decode,
                "\"\u{fffd}\u{fffd}\"".as_bytes(),
            ),
            fine("BOM"),
            fine("BOM in mid-stream"),
            event("bad JSON in one event", Class::Decode, b"{\"id\":"),
            event("error in mid-stream", Class::StreamError, error),
            event("event: error", Class::StreamError, error),
            fine("comments everywhere"),
            fine("byte by byte"),
            fine("no content type"),
            fine("ended by close"),
            ("endless comments", ends(TOTAL), ends(TOTAL)),
            (
                "endless event",
                ends(Class::TooLarge),
                ends(Class::TooLarge),
            ),
            (
                "endless lines in one event",
                ends(Class::TooLarge),
                ends(Class::TooLarge),
            ),
        ],
        |answer| Fault::Answers(vec![answer]),
    );
    rows.into_iter().map(of_surface).collect()
}

/// Where the two formats differ: what `[DONE]` or `message_stop` cut off is not missed, and finish reasons end a chat stream alone.
fn of_surface(mut row: Row) -> Row {
    let stream: Option<fn(&Scene) -> Expect> = match row.name.as_str() {
        "events: clean end between events" => Some(|scene| match scene.surface {
            Surface::Chat => ok(),
            Surface::Messages => ends(Class::Truncated).once(),
        }),
        "events: terminator in mid-stream" => Some(|scene| match scene.surface {
            Surface::Chat => says(FIRST),
            Surface::Messages => says(""),
        }),
        _ => None,
    };
    if let Some(stream) = stream {
        let expect = row.expect;
        row.expect = Box::new(move |scene| match scene.mode {
            Mode::Plain => expect(scene),
            Mode::Stream => stream(scene),
        });
    }
    row
}

pub(super) fn stream(events: impl IntoIterator<Item = Vec<u8>>) -> Reply {
    Reply::events(events).header("x-lab", "kept")
}

pub(super) fn streamed<F: Into<Fault>>(
    name: &'static str,
    fault: impl Fn(&Scene) -> F + Send + Sync + 'static,
    expect: Expect,
) -> Row {
    row(format!("stream: {name}"), fault, always(expect))
        .only(Mode::Stream)
        .marked()
}

/// Until an event was handed out, a stream may begin again.
fn before_the_first() -> Vec<Row> {
    let truncated = || ends(Class::Truncated);
    vec![
        streamed(
            "error first",
            |scene| stream([scene.error_event("server_error")]),
            ends(Class::StreamError),
        ),
        streamed(
            "overload first",
            |scene| stream([scene.error_event("overloaded_error")]),
            ends(Class::StreamError),
        ),
        streamed(
            "quota first",
            |scene| stream([scene.error_event("insufficient_quota")]),
            ends(Class::StreamError).once(),
        ),
        streamed(
            "blame first",
            |scene| stream([scene.error_event("invalid_request_error")]),
            ends(Class::StreamError).once(),
        ),
        streamed(
            "error behind comments",
            |scene| {
                stream([
                    comment("a"),
                    comment("b"),
                    scene.error_event("server_error"),
                ])
            },
            ends(Class::StreamError),
        ),
        streamed(
            "bad JSON first",
            |_| stream([raw_event("{\"id\":")]),
            ends(Class::Decode),
        ),
        streamed("nothing at all", |_| stream([]), truncated()),
        streamed(
            "only a comment",
            |_| stream([comment("alive")]),
            truncated(),
        ),
        streamed(
            "comment, then close",
            |_| stream([comment("alive")]).between(1, Step::Close),
            truncated(),
        ),
        streamed(
            "comment, then reset",
            |_| stream([comment("alive")]).between(1, Step::Reset),
            truncated(),
        ),
        streamed(
            "half an event",
            |_| stream([b"data: {\"id\"".to_vec()]),
            truncated(),
        ),
        streamed(
            "comment, then silence",
            |_| stream([comment("alive")]).between(1, Step::Stall),
            ends(IDLE),
        )
        .short(TimeoutPhase::Idle),
        streamed(
            "comments, and never an event",
            |_| endless(comment("alive")),
            ends(TOTAL),
        )
        .short(TimeoutPhase::Total),
        streamed(
            "blank lines, and never an event",
            |_| endless(b"\n".repeat(1 << 10)),
            ends(TOTAL),
        )
        .short(TimeoutPhase::Total),
        streamed(
            "only the terminator",
            |scene| stream([scene.end()]),
            ends(Class::Decode).once(),
        ),
    ]
}

fn endless(bytes: Vec<u8>) -> Reply {
    let writes = Step::Repeat {
        bytes: bytes.into(),
        times: u64::MAX,
        gap: std::time::Duration::from_millis(1),
    };
    stream([]).framing(Framing::Close).between(0, writes)
}
