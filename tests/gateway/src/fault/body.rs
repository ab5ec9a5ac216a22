//! A body that is right, and does not arrive so.

use super::{Faults, TICK};
use crate::answer::Answer;
use crate::reply::{Framing, Reply};
use crate::step::Step;

/// An answer whose body is right, sent wrong.
#[must_use]
pub fn of_body(reply: &Reply) -> Faults {
    let mut faults = cut_short(reply);
    faults.append(&mut misframed(reply));
    faults.append(&mut miscoded(reply));
    faults.append(&mut around(reply));
    faults
}

fn sized(reply: &Reply) -> Reply {
    reply.clone().framing(Framing::Length)
}

fn cut_short(reply: &Reply) -> Faults {
    let half = reply.content().len() / 2;
    let cut = |bytes, step| Answer::from(sized(reply).cut(bytes, step));
    Faults::from([
        ("reset after headers", cut(0, Step::Reset)),
        ("close after headers", cut(0, Step::Close)),
        ("stall after headers", cut(0, Step::Stall)),
        ("reset in mid-body", cut(half, Step::Reset)),
        ("close in mid-body", cut(half, Step::Close)),
        ("stall in mid-body", cut(half, Step::Stall)),
    ])
}

fn misframed(reply: &Reply) -> Faults {
    let length = reply.content().len();
    let claimed =
        |length: usize| Answer::from(reply.clone().framing(Framing::Claimed(length as u64)));
    let chunks = |coded: &[u8]| {
        let head = reply.head(Framing::Chunked, 0);
        Answer::raw([&head, coded].concat()).then(Step::Close)
    };
    let chunked = reply.clone().framing(Framing::Chunked);
    Faults::from([
        ("length too short", claimed(length / 2).then(Step::Close)),
        ("length too long", claimed(length + 10).then(Step::Close)),
        (
            "chunks without end",
            chunked.cut(length, Step::Close).into(),
        ),
        ("broken chunk size", chunks(b"xyz\r\n{}")),
        ("chunk longer than said", chunks(b"2\r\n{}{}\r\n0\r\n\r\n")),
    ])
}

fn miscoded(reply: &Reply) -> Faults {
    let gzip = || sized(reply).header("content-encoding", "gzip");
    let untyped = || sized(reply).without_header("content-type");
    let body = |parts: &[&[u8]]| Answer::from(sized(reply).with_content(parts.concat()));
    let content = reply.content();
    Faults::from([
        ("gzip claimed", gzip().into()),
        (
            "gzip broken",
            gzip().with_content(b"\x1f\x8b\x08\x00broken").into(),
        ),
        (
            "wrong content type",
            untyped().header("content-type", "image/png").into(),
        ),
        ("no content type", untyped().into()),
        ("BOM", body(&[b"\xef\xbb\xbf", &content])),
        ("NUL bytes", body(&[&content, b"\0\0"])),
        ("invalid UTF-8", body(&[b"{\"id\":\"\xff\xfe\"}"])),
    ])
}

fn around(reply: &Reply) -> Faults {
    let whole = || Answer::from(sized(reply));
    let head = reply.head(Framing::Length, reply.content().len() as u64);
    let slow_head = head
        .iter()
        .flat_map(|byte| [Step::bytes([*byte]), Step::Wait(TICK)]);
    let early = Step::bytes("HTTP/1.1 103 Early Hints\r\nlink: </>\r\n\r\n");
    Faults::from([
        (
            "slow headers",
            Answer::steps(slow_head).then(Step::bytes(reply.content())),
        ),
        (
            "slow body",
            sized(reply).bytes_per_write(1).gap(TICK).into(),
        ),
        ("interim answer first", whole().after(early)),
        (
            "closed while idle",
            whole().then(Step::Wait(TICK)).then(Step::Close),
        ),
        (
            "closed by the next request",
            whole().then(Step::NextBytes).then(Step::Close),
        ),
        (
            "reset by the next request",
            whole().then(Step::NextBytes).then(Step::Reset),
        ),
    ])
}
