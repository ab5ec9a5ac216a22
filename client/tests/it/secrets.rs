//! No key, token or prompt in anything that is shown.

use std::cell::RefCell;
use std::fmt::{Debug, Write as _};
use std::sync::Once;

use grid_client::{ChatBuilder, Error};
use grid_gateway::{Answer, Reply, Step, event};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

use super::setup::{KEY, MODEL, client, gateway, hello, hello_plain};

thread_local! {
    /// What was traced on this thread: each test runs on one of its own.
    static TRACED: RefCell<String> = const { RefCell::new(String::new()) };
}

/// Writes every event down, whoever it comes from. One for all threads: with one for each, what a callsite is worth would depend on the
/// thread that comes by it first.
struct Log;

fn log() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| tracing::subscriber::set_global_default(Log).unwrap());
}

fn traced() -> String {
    TRACED.with_borrow(Clone::clone)
}

struct Line<'a>(&'a mut String);

impl Visit for Line<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        write!(self.0, " {field}={value:?}").unwrap();
    }
}

impl Subscriber for Log {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }
    fn new_span(&self, attributes: &Attributes<'_>) -> Id {
        TRACED.with_borrow_mut(|text| attributes.record(&mut Line(text)));
        Id::from_u64(1)
    }
    fn record(&self, _: &Id, values: &Record<'_>) {
        TRACED.with_borrow_mut(|text| values.record(&mut Line(text)));
    }
    fn record_follows_from(&self, _: &Id, _: &Id) {}
    fn event(&self, event: &Event<'_>) {
        TRACED.with_borrow_mut(|text| {
            write!(text, "\n{}", event.metadata().target()).unwrap();
            event.record(&mut Line(text));
        });
    }
    fn enter(&self, _: &Id) {}
    fn exit(&self, _: &Id) {}
}

fn shown(error: &Error) -> String {
    let mut text = format!("{error}\n{error:?}\n{error:#?}\n{:?}", error.headers());
    let mut source = std::error::Error::source(error);
    while let Some(error) = source {
        write!(text, "\n{error} {error:?}").unwrap();
        source = error.source();
    }
    text
}

fn failing(hello: &[Vec<u8>]) -> Vec<Answer> {
    let leak =
        format!(r#"{{"error":{{"message":"{KEY} is wrong","type":"invalid_request_error"}}}}"#);
    let cut = Reply::events(hello.to_vec()).cut(hello[0].len() + 20, Step::Close);
    vec![
        Reply::redirect(307, "https://evil.example/x?token=sekret").into(),
        Reply::redirect(302, "/x?token=sekret").into(),
        Reply::redirect(307, "http://[::1?token=sekret").into(),
        Reply::body(401, "application/json", leak.clone())
            .header("x-echo", KEY)
            .into(),
        Reply::body(
            400,
            "text/plain",
            format!("bad key {KEY} at /r?token=sekret"),
        )
        .into(),
        Reply::error(500)
            .header("set-cookie", "session=sekret")
            .into(),
        Reply::body(200, "application/json", "{\"choices\": [5]}").into(),
        Reply::body(
            200,
            "application/json",
            "{\"created\": \"the prompt\\\" said\"}",
        )
        .into(),
        Reply::events([event("{\"created\": \"the prompt\\\" said\"}")]).into(),
        Reply::events([event(&leak)]).into(),
        Reply::events([hello[0].clone(), event(&leak)]).into(),
        Answer::steps([Step::Reset]),
        cut.into(),
    ]
}

async fn run(chat: &ChatBuilder, text: &mut String) {
    if let Err(error) = chat.clone().send().await {
        text.push_str(&shown(&error));
    }
    match chat.clone().stream().await {
        Err(error) => text.push_str(&shown(&error)),
        Ok(stream) => {
            write!(text, "{stream:?}").unwrap();
            if let Err(error) = stream.finish().await {
                text.push_str(&shown(&error));
            }
        }
    }
}

#[tokio::test]
async fn a_key_of_one_call_is_not_shown_either() {
    const TENANT: &str = "sk-tenant-very-secret";
    let gateway = gateway();
    let answer = format!(r#"{{"error":{{"message":"{TENANT} and {KEY} are wrong"}}}}"#);
    gateway.otherwise(move |_| Some(Reply::body(401, "application/json", answer.clone()).into()));
    for on_the_client in [true, false] {
        let credential = format!("Bearer {TENANT}");
        let mut builder = super::setup::builder(&gateway);
        if on_the_client {
            builder = builder.header("authorization", credential.as_str());
        }
        let mut chat = builder.build().unwrap().chat(MODEL).user("x");
        if !on_the_client {
            chat = chat.with_header("authorization", credential.as_str());
        }
        let error = chat.send().await.unwrap_err();
        let text = shown(&error);
        assert!(!text.contains(TENANT) && !text.contains(KEY), "{text}");
        assert!(
            text.contains("[redacted] and [redacted] are wrong"),
            "{text}"
        );
    }
    let received = gateway.received();
    assert_eq!(received.len(), 2);
    for request in received {
        assert_eq!(
            request.header("authorization"),
            Some("Bearer sk-tenant-very-secret")
        );
    }
}

/// A dummy key stands in the real one of the call: what is left of it would still be told.
#[tokio::test]
async fn a_short_key_uncovers_no_longer_one() {
    let gateway = gateway();
    let answer = r#"{"error":{"message":"sk-tenant-very-secret is wrong"}}"#;
    gateway.push(Reply::body(401, "application/json", answer));
    let client = super::setup::builder(&gateway)
        .api_key("sk")
        .build()
        .unwrap();
    let chat = client.chat(MODEL).user("x");
    let chat = chat.with_header("authorization", "Bearer sk-tenant-very-secret");
    let text = shown(&chat.send().await.unwrap_err());
    assert!(!text.contains("tenant"), "{text}");
}

#[tokio::test]
async fn whatever_fails() {
    log();
    let mut text = String::new();
    let mut answers = 0;
    for answer in failing(&hello()) {
        let gateway = gateway();
        for hop in [false, true] {
            gateway.otherwise({
                let answer = answer.clone();
                move |received| {
                    Some(if hop && received.query("token").is_none() {
                        Reply::redirect(307, "/r?token=sekret").into()
                    } else {
                        answer.clone()
                    })
                }
            });
            let chat = client(&gateway).chat(MODEL).user("the prompt");
            run(&chat, &mut text).await;
            answers += gateway.received().len();
        }
    }
    let traced = traced();
    assert!(answers > 40 && traced.contains("grid_client"), "{traced}");
    assert!(
        traced.contains("?[redacted]"),
        "hops are told without their token"
    );
    for secret in [KEY, "sekret", "the prompt", "very-secret"] {
        for (name, text) in [("errors", &text), ("tracing", &traced)] {
            let found = text.lines().find(|line| line.contains(secret));
            assert_eq!(found, None, "{secret} in {name}");
        }
    }
}

#[tokio::test]
async fn attempts_waits_and_hops_are_traced() {
    log();
    let gateway = gateway();
    gateway.push(Reply::error(503));
    gateway.push_behind_hop(Reply::json(200, &hello_plain()));
    client(&gateway).chat(MODEL).user("x").send().await.unwrap();
    let traced = traced();
    for part in [
        "sending",
        "status=503",
        "retrying",
        "wait_ms=1",
        "attempt=2",
        "status=307",
    ] {
        assert!(traced.contains(part), "{part} in {traced}");
    }
}

#[test]
fn a_gateway_shows_no_query_and_no_header_value() {
    let mut gateway = grid_client::Gateway::new(
        "mine",
        "https://user:tok-1@h.example/v1?api-key=tok-2#tok-3",
    );
    let value = http::HeaderValue::from_static("tok-4");
    gateway.chat.headers.insert("x-gateway-token", value);
    for text in [format!("{gateway:?}"), format!("{gateway:#?}")] {
        assert!(
            text.contains("https://h.example/v1") && text.contains("x-gateway-token"),
            "{text}"
        );
        assert!(!text.contains("tok-"), "{text}");
    }
}
