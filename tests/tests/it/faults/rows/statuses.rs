//! Every status that is no success, with every body that goes with it.

use grid_gateway::{ErrorShape, Reply};
use serde_json::json;

use crate::faults::expect::{Class, Kept, ends};
use crate::faults::row::{Row, always, row};

const STATUSES: [u16; 29] = [
    300, 304, 305, 306, 400, 401, 402, 403, 404, 405, 406, 408, 409, 413, 415, 418, 421, 422, 425,
    429, 451, 500, 501, 502, 503, 504, 507, 529, 599,
];

const SHAPES: [(&str, ErrorShape); 6] = [
    ("detail", ErrorShape::Detail),
    ("violations", ErrorShape::Violations),
    ("balance", ErrorShape::Balance),
    ("OpenAI", ErrorShape::OpenAi),
    ("supplier", ErrorShape::Supplier),
    ("Anthropic", ErrorShape::Anthropic),
];

pub(super) fn rows() -> Vec<Row> {
    let statuses = STATUSES.into_iter().map(|status| {
        let reply = if status == 304 {
            Reply::new(304)
        } else {
            Reply::error(status)
        };
        let kept = if status == 304 {
            Kept::Nothing
        } else {
            Kept::Body(reply.content())
        };
        answer(format!("status: {status}"), &reply, status, kept)
    });
    let shapes = SHAPES.into_iter().map(|(name, shape)| {
        let reply = Reply::error_as(shape, 500, "upstream died");
        let kept = Kept::Body(reply.content());
        answer(format!("status: 500, {name}"), &reply, 500, kept)
    });
    statuses
        .chain(shapes)
        .chain(bodies())
        .chain(echoes())
        .collect()
}

fn answer(name: String, reply: &Reply, status: u16, kept: Kept) -> Row {
    let reply = reply.clone().header("x-lab", "kept");
    row(
        name,
        move |_| reply.clone(),
        always(ends(Class::Status(status)).keeps(kept)),
    )
    .marked()
}

fn bodies() -> impl Iterator<Item = Row> {
    let bodies: [(&str, &str, &[u8]); 7] = [
        ("plain text", "text/plain", b"upstream connect error"),
        ("bytes", "application/octet-stream", b"\x00\xff\xfe\x1b[31m"),
        (
            "half of a JSON",
            "application/json",
            b"{\"error\":{\"message\":\"up",
        ),
        ("a list", "application/json", b"[1,2,3]"),
        (
            "an error of another type",
            "application/json",
            b"{\"error\":[1]}",
        ),
        (
            "events",
            "text/event-stream",
            b"data: {\"error\":{\"message\":\"m\"}}\n\n",
        ),
        ("a number", "application/json", b"7"),
    ];
    bodies.into_iter().map(|(name, content_type, body)| {
        let reply = Reply::body(503, content_type, body);
        answer(
            format!("status: 503, {name}"),
            &reply,
            503,
            Kept::Body(body.to_vec()),
        )
    })
}

/// Servers that send back what they should not.
fn echoes() -> impl Iterator<Item = Row> {
    let unauthorized = row(
        "status: 401 that repeats the key",
        |scene| {
            let message = format!("Incorrect API key provided: {}", scene.key);
            Reply::json(401, &json!({"error": {"message": message, "code": scene.key, "type": scene.key, "param": scene.key}}))
                .header("x-your-key", &scene.key)
                .header("x-request-id", &scene.key)
                .header("set-cookie", &format!("session={}", scene.token))
        },
        always(ends(Class::Status(401))),
    );
    let refused = row(
        "status: 422 that repeats the prompt",
        |scene| {
            Reply::json(
                422,
                &json!({"errors": [{"path": "messages[0].content", "message": "too long", "value": scene.prompt}]}),
            )
        },
        always(ends(Class::Status(422))),
    );
    let linked = row(
        "status: 500 that repeats a redirect's token",
        |scene| {
            let message = format!(
                "no route to https://api.thegrid.ai/r/v1?token={}&x=1",
                scene.token
            );
            Reply::json(500, &json!({"error": {"message": message}}))
        },
        always(ends(Class::Status(500))),
    );
    [unauthorized, refused, linked].into_iter()
}
