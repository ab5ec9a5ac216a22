//! HTTP that is odd, and right or wrong on its own.

use grid_gateway::{Answer, Framing, Step};

use crate::faults::expect::{Class, Expect, ends, ok};
use crate::faults::row::{Row, always, row};
use crate::faults::scene::Scene;

pub(super) fn rows() -> Vec<Row> {
    let raw = |name: &'static str, head: &'static str, expect: Expect| {
        row(
            format!("wire: {name}"),
            move |scene| with_head(scene, head),
            always(expect),
        )
    };
    vec![
        raw(
            "HTTP/1.0",
            "HTTP/1.0 200 OK\r\ncontent-type: application/json\r\n\r\n",
            ok(),
        ),
        raw(
            "no reason",
            "HTTP/1.1 200\r\nconnection: close\r\n\r\n",
            ok(),
        ),
        raw(
            "bare line ends",
            "HTTP/1.1 200 OK\ncontent-type: application/json\nconnection: close\n\n",
            ok(),
        ),
        raw(
            "a negative length",
            "HTTP/1.1 200 OK\r\ncontent-length: -1\r\n\r\n",
            ends(Class::Unanswered),
        ),
        raw(
            "a length that is a word",
            "HTTP/1.1 200 OK\r\ncontent-length: all\r\n\r\n",
            ends(Class::Unanswered),
        ),
        raw(
            "HTTP/3.7",
            "HTTP/3.7 200 OK\r\n\r\n",
            ends(Class::Unanswered),
        ),
        raw(
            "status 999",
            "HTTP/1.1 999 What\r\nconnection: close\r\n\r\n",
            ends(Class::Status(999)),
        ),
        raw(
            "a NUL in a header",
            "HTTP/1.1 200 OK\r\nx-a: \0\r\n\r\n",
            ends(Class::Unanswered),
        ),
        raw(
            "switching protocols",
            "HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n",
            ends(Class::Status(101)),
        ),
        row("wire: four interim answers", interim, always(ok())),
        row(
            "wire: the answer twice",
            |scene| Answer::from(scene.good()).then(twice(scene)),
            always(ok()),
        ),
        row(
            "wire: length and chunks",
            |scene| {
                scene
                    .good()
                    .header("content-length", "3")
                    .framing(Framing::Chunked)
            },
            always(ok()),
        ),
        row(
            "wire: a byte at a time",
            |scene| scene.good().framing(Framing::Chunked).bytes_per_write(1),
            always(ok()),
        ),
        row(
            "wire: 90 headers",
            |scene| {
                (0..90).fold(scene.good(), |reply, at| {
                    reply.header(&format!("x-{at}"), "v")
                })
            },
            always(ok()),
        ),
        row(
            "wire: 400 headers",
            |scene| {
                (0..400).fold(scene.good(), |reply, at| {
                    reply.header(&format!("x-{at}"), "v")
                })
            },
            always(ends(Class::Unanswered)),
        ),
    ]
}

/// This head, the answer's body, and the close that ends it.
fn with_head(scene: &Scene, head: &str) -> Answer {
    Answer::raw([head.as_bytes(), &scene.good().content()].concat()).then(Step::Close)
}

fn interim(scene: &Scene) -> Answer {
    let steps = [
        "100 Continue",
        "102 Processing",
        "103 Early Hints",
        "103 Early Hints",
    ]
    .map(|status| Step::bytes(format!("HTTP/1.1 {status}\r\nlink: </>\r\n\r\n")));
    steps.into_iter().fold(scene.good().into(), Answer::after)
}

fn twice(scene: &Scene) -> Step {
    Step::bytes(
        [
            b"HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\n",
            scene.good().content().get(..5).unwrap(),
        ]
        .concat(),
    )
}
