//! How long a server asks to wait, sensibly or not, and what is waited.

use std::time::Duration;

use grid_gateway::{ErrorShape, Reply};
use serde_json::json;

use crate::faults::expect::{Class, Expect, Retry, ends};
use crate::faults::row::{Row, always, row};

pub(super) fn rows() -> Vec<Row> {
    honoured()
        .chain(ignored())
        .chain(too_long())
        .chain(told())
        .collect()
}

fn answer(name: &str, status: u16, headers: &[(&str, &str)], expect: Expect) -> Row {
    let reply = headers.iter().fold(
        Reply::error(status).header("x-lab", "kept"),
        |reply, (name, value)| reply.header(name, value),
    );
    row(
        format!("wait: {name}"),
        move |_| reply.clone(),
        always(expect),
    )
    .marked()
}

type Headers = &'static [(&'static str, &'static str)];

fn limited() -> Expect {
    ends(Class::Status(429))
}

fn honoured() -> impl Iterator<Item = Row> {
    let asked: [(&str, Headers, u64); 6] = [
        ("milliseconds", &[("retry-after-ms", "7")], 7),
        (
            "milliseconds before seconds",
            &[("retry-after-ms", "6"), ("retry-after", "100")],
            6,
        ),
        ("parts of a second", &[("retry-after", "0.005")], 5),
        ("white space around it", &[("retry-after", "  0.004  ")], 4),
        (
            "nonsense in the milliseconds",
            &[("retry-after-ms", "soon"), ("retry-after", "0.003")],
            3,
        ),
        (
            "a negative number of milliseconds",
            &[("retry-after-ms", "-5"), ("retry-after", "0.003")],
            3,
        ),
    ];
    asked.into_iter().map(|(name, headers, milliseconds)| {
        answer(
            name,
            429,
            headers,
            limited().asks(Duration::from_millis(milliseconds)),
        )
    })
}

/// Where the server asks for nothing that makes sense, the wait is the policy's.
fn ignored() -> impl Iterator<Item = Row> {
    let values: [(&str, &str); 13] = [
        ("nothing", ""),
        ("zero", "0"),
        ("negative", "-10"),
        ("infinite", "inf"),
        ("not a number", "nan"),
        ("beyond f64", "1e400"),
        ("35 digits", "99999999999999999999999999999999999"),
        ("a word", "soon"),
        ("a date in the past", "Fri, 29 Sep 2023 16:26:57 GMT"),
        ("a date without a day", "Zun, 29 Sep 2023 16:26:57 GMT"),
        ("a date at the end of time", "Fri, 31 Dec 9999 23:59:59 GMT"),
        (
            "a date in the year 100000",
            "Fri, 29 Sep 100000 16:26:57 GMT",
        ),
        ("the beginning of time", "Thu, 01 Jan 1970 00:00:00 GMT"),
    ];
    let jumped: [(&str, Headers); 2] = [
        // By its own clock the moment has passed, however far ahead that clock is.
        (
            "a clock ahead of ours",
            &[
                ("date", "Sun, 01 Jan 2090 00:00:10 GMT"),
                ("retry-after", "Sun, 01 Jan 2090 00:00:05 GMT"),
            ],
        ),
        (
            "the same moment",
            &[
                ("date", "Fri, 29 Sep 2023 16:26:57 GMT"),
                ("retry-after", "Fri, 29 Sep 2023 16:26:57 GMT"),
            ],
        ),
    ];
    let values = values
        .into_iter()
        .map(|(name, value)| answer(name, 429, &[("retry-after", value)], limited()));
    values.chain(
        jumped
            .into_iter()
            .map(|(name, headers)| answer(name, 429, headers, limited())),
    )
}

/// Longer than is waited for: one attempt, and the caller is told for how long.
fn too_long() -> impl Iterator<Item = Row> {
    let asked: [(&str, Headers, u64); 4] = [
        ("121 s", &[("retry-after", "121")], 121),
        ("an hour", &[("retry-after", "3600")], 3600),
        ("121000 ms", &[("retry-after-ms", "121000")], 121),
        // Ten minutes by the server's clock, which stands 23 years behind.
        (
            "a clock behind ours",
            &[
                ("date", "Fri, 29 Sep 2000 16:26:37 GMT"),
                ("retry-after", "Fri, 29 Sep 2000 16:36:37 GMT"),
            ],
            600,
        ),
    ];
    let outlived = answer(
        "longer than the call may take",
        429,
        &[("retry-after", "60")],
        limited().once().asks(Duration::from_secs(60)),
    )
    .total(Duration::from_secs(20));
    let asked = asked.into_iter().map(|(name, headers, seconds)| {
        answer(
            name,
            429,
            headers,
            limited().once().asks(Duration::from_secs(seconds)),
        )
    });
    asked.chain([outlived])
}

/// The server's word, or what it says of the account, goes before the status.
fn told() -> impl Iterator<Item = Row> {
    let quota = Reply::json(
        429,
        &json!({"error": {"code": "insufficient_quota", "message": "top up"}}),
    );
    let quota = row(
        "wait: quota",
        move |_| quota.clone(),
        always(limited().once()),
    );
    let shape = Reply::error_as(ErrorShape::Balance, 402, "being replenished");
    let balance = row(
        "wait: balance",
        move |_| shape.clone(),
        always(ends(Class::Status(402))),
    );
    [
        answer(
            "told not to",
            500,
            &[("x-should-retry", "false")],
            ends(Class::Status(500)).once(),
        ),
        answer(
            "told to",
            400,
            &[("x-should-retry", "true")],
            ends(Class::Status(400)).retry(Retry::Always),
        ),
        answer(
            "told something else",
            500,
            &[("x-should-retry", "maybe")],
            ends(Class::Status(500)),
        ),
        quota,
        balance,
    ]
    .into_iter()
}
