//! A success whose JSON is not an answer.

use grid_client::TimeoutPhase;
use grid_gateway::{Answer, Framing, Reply, Step};
use serde_json::{Value, json};

use super::TOTAL;
use crate::faults::expect::{Class, Expect, Kept, ends, ok};
use crate::faults::row::{Row, always, row};
use crate::faults::scene::{Mode, Scene};

pub(super) fn rows() -> Vec<Row> {
    let mut rows = reports();
    rows.extend(no_answers());
    rows.extend(odd_answers());
    rows.extend(without_end());
    rows
}

fn reply(body: impl Into<Vec<u8>>) -> Reply {
    Reply::body(200, "application/json", body).header("x-lab", "kept")
}

fn text(name: &'static str, body: &'static str, expect: Expect) -> Row {
    row(
        format!("JSON: {name}"),
        move |_| reply(body),
        always(expect),
    )
    .marked()
}

/// An error in place of an answer, with a good status: the whole body is its event.
fn reports() -> Vec<Row> {
    let report = |name, body: &'static str| {
        let kept = Kept::Event(body.as_bytes().to_vec());
        text(name, body, ends(Class::StreamError).keeps(kept))
    };
    let last = |name, body: &'static str| text(name, body, ends(Class::StreamError).once());
    vec![
        report(
            "an error",
            r#"{"error":{"message":"upstream died","type":"server_error"}}"#,
        ),
        report("errors", r#"{"errors":{"detail":"upstream died"}}"#),
        report("an error that is a text", r#"{"error":"busy"}"#),
        report(
            "a code to be retried",
            r#"{"error":{"code":503,"message":"busy"}}"#,
        ),
        last(
            "a code not to be retried",
            r#"{"error":{"code":400,"message":"no"}}"#,
        ),
        last(
            "quota",
            r#"{"error":{"code":"insufficient_quota","message":"top up"}}"#,
        ),
        last(
            "blame",
            r#"{"error":{"type":"invalid_request_error","message":"no"}}"#,
        ),
    ]
}

fn no_answers() -> Vec<Row> {
    let decode = |name, body: &'static str| {
        text(
            name,
            body,
            ends(Class::Decode).keeps(Kept::Body(body.as_bytes().to_vec())),
        )
    };
    vec![
        decode("an empty object", "{}"),
        decode("a list", "[]"),
        decode("a list of texts", r#"["PROMPT"]"#),
        decode("members of other types", r#"{"choices":"no","content":7}"#),
        decode("a comma too many", r#"{"id":"a",}"#),
        decode("a number beyond f64", r#"{"created":1e400,"usage":1e400}"#),
        decode("NaN", r#"{"created":NaN}"#),
        decode("a name without quotes", "{id:1}"),
        decode("deep and wide", DEEP),
    ]
}

const DEEP: &str = r#"{"choices":[[[[[[[[[[[]]]]]]]]]]],"content":[[[[[[]]]]]]}"#;

/// Answers that are odd, and answers all the same.
fn odd_answers() -> Vec<Row> {
    let odd = |name, change: fn(&mut Value)| {
        let fault = move |scene: &Scene| {
            let mut whole = scene.completion();
            change(&mut whole);
            reply(whole.to_string())
        };
        row(format!("JSON: {name}"), fault, always(ok())).marked()
    };
    vec![
        odd("members nobody knows", |whole| {
            whole["x_new"] = json!({"a": [1, 2, 3]});
        }),
        odd("a null error beside the answer", |whole| {
            whole["error"] = Value::Null;
        }),
        odd("no usage", |whole| whole["usage"] = Value::Null),
        odd("no id", |whole| whole["id"] = Value::Null),
        odd("no object, no type", |whole| {
            whole
                .as_object_mut()
                .unwrap()
                .retain(|name, _| name != "object" && name != "type");
        }),
        odd("a reason nobody knows", |whole| {
            if whole["choices"].is_array() {
                whole["choices"][0]["finish_reason"] = json!("tired");
            } else {
                whole["stop_reason"] = json!("tired");
            }
        }),
        row(
            "JSON: half a character",
            |scene| {
                let whole = String::from_utf8(scene.whole().content()).unwrap();
                reply(whole.replacen("\"id\":\"", "\"id\":\"\\ud800", 1))
            },
            always(ok()),
        )
        .marked(),
        row(
            "JSON: the answer twice",
            |scene| reply([scene.whole().content(), scene.whole().content()].concat()),
            always(ends(Class::Decode)),
        )
        .marked(),
        row(
            "JSON: in white space",
            |scene| {
                reply(
                    [
                        b" \r\n\t".to_vec(),
                        scene.whole().content(),
                        b"\n\n".to_vec(),
                    ]
                    .concat(),
                )
            },
            always(ok()),
        )
        .marked(),
    ]
}

fn without_end() -> Vec<Row> {
    let endless = |start: &'static [u8], piece: &'static [u8]| {
        move |_: &Scene| {
            let head = reply(start).framing(Framing::Close);
            Answer::from(head.cut(start.len(), Step::endless(piece.repeat(1 << 12))))
        }
    };
    vec![
        row(
            "JSON: without end",
            endless(b"{\"id\":\"", b"aaaa"),
            always(ends(Class::TooLarge)),
        )
        .marked(),
        row(
            "JSON: white space without end",
            endless(b" ", b"\n  \n"),
            always(ends(Class::TooLarge)),
        )
        .only(Mode::Plain)
        .marked(),
        // These are blank lines, and life.
        row(
            "JSON: white space in place of a stream",
            endless(b" ", b"\n  \n"),
            always(ends(TOTAL)),
        )
        .only(Mode::Stream)
        .short(TimeoutPhase::Total)
        .marked(),
        row(
            "JSON: a text without end",
            endless(b"\"", b"aaaa"),
            always(ends(Class::TooLarge)),
        )
        .marked(),
    ]
}
