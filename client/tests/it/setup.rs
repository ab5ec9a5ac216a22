//! A fake gateway that checks requests against the document, and a client that talks to it with a policy of milliseconds.

use std::time::Duration;

use grid_client::{Client, ClientBuilder, RetryPolicy};
use grid_gateway::{Gateway, done, json_event};
use serde_json::{Value, json};

pub(crate) const KEY: &str = "sk-test-very-secret-4711";

pub(crate) const MODEL: &str = "text-prime";

pub(crate) fn gateway() -> Gateway {
    Gateway::builder()
        .document(include_str!("../../../spec/effective.json"))
        .start()
        .unwrap()
}

pub(crate) fn quick() -> RetryPolicy {
    let millisecond = Duration::from_millis(1);
    RetryPolicy::new()
        .max_retries(3)
        .base(millisecond)
        .cap(4 * millisecond)
        .jitter(0.0)
}

pub(crate) fn builder(gateway: &Gateway) -> ClientBuilder {
    at(&gateway.base_url())
}

pub(crate) fn at(base_url: &str) -> ClientBuilder {
    Client::builder()
        .api_key(KEY)
        .base_url(base_url)
        .http(reqwest::Client::builder().no_proxy())
        .retry(quick())
}

pub(crate) fn client(gateway: &Gateway) -> Client {
    builder(gateway).build().unwrap()
}

/// A chunk with one choice.
pub(crate) fn chunk(delta: &Value, finish_reason: Option<&str>) -> Vec<u8> {
    json_event(&json!({
        "id": "c1", "object": "chat.completion.chunk", "created": 1, "model": "m",
        "choices": [{"index": 0, "delta": delta, "finish_reason": finish_reason}],
    }))
}

/// A stream that says "Hello there".
pub(crate) fn hello() -> Vec<Vec<u8>> {
    vec![
        chunk(&json!({"role": "assistant", "content": ""}), None),
        chunk(&json!({"content": "Hello "}), None),
        chunk(&json!({"content": "there"}), None),
        chunk(&json!({}), Some("stop")),
        done(),
    ]
}

/// The completion of which [`hello`] is the stream.
pub(crate) fn hello_plain() -> Value {
    json!({
        "id": "c1", "object": "chat.completion", "created": 1, "model": "m",
        "choices": [{
            "index": 0,
            "message": {"role": "assistant", "content": "Hello there"},
            "finish_reason": "stop",
        }],
    })
}
