//! Something else in place of an answer.

use grid_gateway::fault;

use super::{FIRST_BYTE, both, named, same};
use crate::faults::expect::{Class, Kept, ends, says};
use crate::faults::row::{Fault, Row};

const MIB: usize = 1 << 20;

pub(super) fn rows() -> Vec<Row> {
    let status = |name, status, kept| both(name, ends(Class::Status(status)).keeps(kept));
    let redirect = |name| both(name, ends(Class::Redirect).keeps(Kept::Nothing));
    let decode = |name| both(name, ends(Class::Decode));
    // A stream may end anywhere without a byte: it is cut off, rather than no stream.
    let empty = |name| {
        (
            name,
            ends(Class::Decode).keeps(Kept::Nothing),
            ends(Class::Truncated),
        )
    };
    // Megabytes: made once.
    let faults = fault::in_place_of_answer();
    named(
        "instead",
        move |_| faults.clone(),
        vec![
            same("close", Class::Unanswered),
            same("reset before headers", Class::Unanswered),
            same("stall", FIRST_BYTE),
            same("HTTP garbage", Class::Unanswered),
            same("bad status line", Class::Unanswered),
            same("bad header", Class::Unanswered),
            same("cut headers", Class::Unanswered),
            same("two lengths", Class::Unanswered),
            same("header flood", Class::Unanswered),
            same("only interim answers", FIRST_BYTE),
            status("endless error body", 500, Kept::Cut(MIB)),
            status("10 MiB error body", 500, Kept::Cut(MIB)),
            status("empty error body", 500, Kept::Nothing),
            status(
                "HTML error page",
                502,
                Kept::Body(b"<h1>502 Bad Gateway</h1>".to_vec()),
            ),
            status("not modified", 304, Kept::Nothing),
            empty("no content"),
            empty("empty body"),
            both(
                "partial content",
                ends(Class::Decode).keeps(Kept::Body(b"{\"id\":".to_vec())),
            ),
            redirect("redirect without Location"),
            redirect("redirect to nowhere"),
            redirect("redirect to another scheme"),
            decode("HTML with status 200"),
            both(
                "deep nesting",
                ends(Class::Decode).keeps(Kept::Body(vec![b'['; 200_000])),
            ),
            decode("huge numbers"),
            // The last one counts, as in most of JSON; this answer has no choices.
            both("duplicate keys", says("")),
        ],
        |answer| Fault::Answers(vec![answer]),
    )
}
