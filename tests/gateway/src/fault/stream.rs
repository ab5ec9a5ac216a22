//! An event stream gone wrong.

use super::{Faults, TICK};
use crate::answer::{Answer, chunk};
use crate::events::{comment, event};
use crate::reply::{Framing, Reply};
use crate::step::Step;

/// An event stream gone wrong. `events` are the stream without its end, two or more; `end` is what
/// ends it ([`done`](crate::done) for chat, the `message_stop` event for messages).
#[must_use]
pub fn of_events(events: &[Vec<u8>], end: &[u8]) -> Faults {
    let mut faults = cut_short(events, end);
    faults.append(&mut out_of_order(events, end));
    faults.append(&mut odd_bytes(events, end));
    faults.append(&mut without_end(events.first().map_or(&[], Vec::as_slice)));
    faults
}

fn stream(events: &[Vec<u8>], end: &[u8]) -> Reply {
    Reply::events([events, &[end.to_vec()]].concat())
}

fn cut_short(events: &[Vec<u8>], end: &[u8]) -> Faults {
    let length = events.concat().len();
    let half = length - events.last().map_or(0, Vec::len) / 2;
    let within = |step| Answer::from(stream(events, end).cut(half, step));
    let behind_first = |step| Answer::from(stream(events, end).between(1, step));
    let whole = events.concat();
    Faults::from([
        ("reset in mid-event", within(Step::Reset)),
        ("close in mid-event", within(Step::Close)),
        ("stall in mid-event", within(Step::Stall)),
        ("reset between events", behind_first(Step::Reset)),
        ("close between events", behind_first(Step::Close)),
        ("stall between events", behind_first(Step::Stall)),
        (
            "clean end between events",
            Reply::events(events.to_vec()).into(),
        ),
        (
            "clean end in mid-event",
            Reply::events([whole[..half].to_vec()]).into(),
        ),
    ])
}

fn out_of_order(events: &[Vec<u8>], end: &[u8]) -> Faults {
    let whole = [events, &[end.to_vec()]].concat();
    let then = |more: &[Vec<u8>]| Answer::from(Reply::events([&whole, more].concat()));
    Faults::from([
        ("terminator twice", then(&[end.to_vec()])),
        (
            "terminator in mid-stream",
            stream(events, end).insert(1, end).into(),
        ),
        ("events after the terminator", then(events)),
        ("two streams in one", then(&whole)),
        (
            "terminator without blank line",
            stream(events, end.trim_ascii_end()).into(),
        ),
    ])
}

fn odd_bytes(events: &[Vec<u8>], end: &[u8]) -> Faults {
    let with = |index, piece: &[u8]| Answer::from(stream(events, end).insert(index, piece));
    let error = r#"{"error":{"message":"upstream died","type":"server_error"}}"#;
    let named_error = [b"event: error\n", event(error).as_slice()].concat();
    let commented = events
        .iter()
        .flat_map(|event| [comment("alive"), event.clone()]);
    let whole = || stream(events, end);
    Faults::from([
        ("NUL bytes", with(1, b"data: \0\0\n\n")),
        ("invalid UTF-8", with(1, b"data: \"\xff\xfe\"\n\n")),
        ("BOM", with(0, b"\xef\xbb\xbf")),
        ("BOM in mid-stream", with(1, b"\xef\xbb\xbf\n\n")),
        ("bad JSON in one event", with(1, b"data: {\"id\":\n\n")),
        ("error in mid-stream", with(1, &event(error))),
        ("event: error", with(1, &named_error)),
        (
            "comments everywhere",
            stream(&commented.collect::<Vec<_>>(), end).into(),
        ),
        ("byte by byte", whole().bytes_per_write(1).into()),
        (
            "no content type",
            whole().without_header("content-type").into(),
        ),
        ("ended by close", whole().framing(Framing::Close).into()),
    ])
}

fn without_end(first: &[u8]) -> Faults {
    let open = |start: &[u8], then| {
        let start = Reply::events([first.to_vec(), start.to_vec()]);
        Answer::from(start.cut(usize::MAX, then))
    };
    let endless = |bytes: &[u8]| Step::endless(chunk(bytes));
    let comments = Step::Repeat {
        bytes: chunk(&comment("alive")).into(),
        times: u64::MAX,
        gap: TICK,
    };
    Faults::from([
        ("endless comments", open(b"", comments)),
        ("endless event", open(b"data: ", endless(&[b'x'; 16 << 10]))),
        (
            "endless lines in one event",
            open(b"", endless("data: x\n".repeat(1 << 10).as_bytes())),
        ),
    ])
}
