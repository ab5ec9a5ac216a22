//! A client whose calls have failed before: what its clones share of retries is spent, and a call that would be retried is not.
//!
//! From a full budget 50 retries are paid, with no success between them; ten successes pay for one more.

use std::time::Duration;

use grid_gateway::{Reply, Step};

use crate::faults::call::MAX_RETRIES;
use crate::faults::expect::{Class, Expect, ends};
use crate::faults::row::{Past, Row, always, row};
use crate::faults::scene::Mode;

const SPENT: Past = Past {
    retries: 50,
    successes: 0,
    left: 0,
};

pub(super) fn rows() -> Vec<Row> {
    let unavailable = || ends(Class::Status(503));
    vec![
        answer("spent", SPENT, Reply::error(503), unavailable()),
        answer(
            "spent, and a wait is asked for, which costs nothing",
            Past {
                left: MAX_RETRIES,
                ..SPENT
            },
            Reply::error(429).header("retry-after-ms", "7"),
            ends(Class::Status(429)).asks(Duration::from_millis(7)),
        ),
        row(
            "budget: spent, no answer",
            |_| grid_gateway::Answer::steps([Step::Close]),
            always(ends(Class::Unanswered)),
        )
        .past(SPENT),
        row(
            "budget: spent, error in the first event",
            |scene| Reply::events([scene.error_event("server_error")]),
            always(ends(Class::StreamError)),
        )
        .only(Mode::Stream)
        .past(SPENT),
        answer(
            "one retry short of spent",
            Past {
                retries: 49,
                left: 1,
                ..SPENT
            },
            Reply::error(503),
            unavailable(),
        ),
        answer(
            "nine successes since it was spent",
            Past {
                successes: 9,
                ..SPENT
            },
            Reply::error(503),
            unavailable(),
        ),
        answer(
            "ten successes since it was spent",
            Past {
                successes: 10,
                left: 1,
                ..SPENT
            },
            Reply::error(503),
            unavailable(),
        ),
    ]
}

fn answer(name: &str, past: Past, reply: Reply, expect: Expect) -> Row {
    let reply = reply.header("x-lab", "kept");
    row(
        format!("budget: {name}"),
        move |_| reply.clone(),
        always(expect),
    )
    .marked()
    .past(past)
}
