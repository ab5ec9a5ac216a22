//! The Messages surface: the same guarantees as chat, in Anthropic's format.

mod stream;
mod whole;

use grid_client::api::messages::Message;
use grid_client::{Error, MessagesBuilder};
use grid_gateway::{Answer, named_event};
use serde_json::{Value, json};

use super::setup::{MODEL, client, gateway};

fn named(events: &[Value]) -> Vec<Vec<u8>> {
    events
        .iter()
        .map(|event| named_event(event["type"].as_str().unwrap(), event))
        .collect()
}

fn delta(index: u64, delta: &Value) -> Value {
    json!({"type": "content_block_delta", "index": index, "delta": delta})
}

fn start(index: u64, block: &Value) -> Value {
    json!({"type": "content_block_start", "index": index, "content_block": block})
}

fn stop(index: u64) -> Value {
    json!({"type": "content_block_stop", "index": index})
}

/// Thinking, text with a citation, two tools, one of them without input; pings everywhere.
fn recorded() -> Vec<Value> {
    let ping = json!({"type": "ping"});
    vec![
        json!({"type": "message_start", "message": {
            "id": "msg_1", "type": "message", "role": "assistant", "content": [], "model": "m",
            "stop_reason": null, "stop_sequence": null,
            "usage": {"input_tokens": 7, "output_tokens": 1, "cache_read_input_tokens": 3},
        }}),
        ping.clone(),
        start(
            0,
            &json!({"type": "thinking", "thinking": "", "signature": ""}),
        ),
        delta(0, &json!({"type": "thinking_delta", "thinking": "Let me "})),
        delta(0, &json!({"type": "thinking_delta", "thinking": "see."})),
        delta(0, &json!({"type": "signature_delta", "signature": "old"})),
        delta(0, &json!({"type": "signature_delta", "signature": "sig"})),
        stop(0),
        start(1, &json!({"type": "text", "text": ""})),
        delta(1, &json!({"type": "text_delta", "text": "Hello "})),
        ping,
        delta(1, &json!({"type": "text_delta", "text": "thére"})),
        delta(
            1,
            &json!({"type": "citations_delta", "citation": {"type": "char_location", "cited_text": "c"}}),
        ),
        delta(1, &json!({"type": "unheard_of_delta", "x": 1})),
        stop(1),
        start(
            2,
            &json!({"type": "tool_use", "id": "t1", "name": "weather", "input": {}}),
        ),
        delta(2, &json!({"type": "input_json_delta", "partial_json": ""})),
        delta(
            2,
            &json!({"type": "input_json_delta", "partial_json": "{\"city\": \"Os"}),
        ),
        delta(
            2,
            &json!({"type": "input_json_delta", "partial_json": "lo\"}"}),
        ),
        stop(2),
        start(
            3,
            &json!({"type": "tool_use", "id": "t2", "name": "now", "input": {}}),
        ),
        delta(3, &json!({"type": "input_json_delta", "partial_json": ""})),
        stop(3),
        json!({"type": "unheard_of", "x": 1}),
        json!({"type": "message_delta", "delta": {"stop_reason": "tool_use", "stop_sequence": null},
               "usage": {"output_tokens": 30}}),
        json!({"type": "message_delta", "delta": {}, "usage": {"output_tokens": 42, "input_tokens": 8}}),
        json!({"type": "message_stop"}),
    ]
}

fn recorded_plain() -> Value {
    json!({
        "id": "msg_1", "type": "message", "role": "assistant", "model": "m",
        "content": [
            {"type": "thinking", "thinking": "Let me see.", "signature": "sig"},
            {"type": "text", "text": "Hello thére", "citations": [{"type": "char_location", "cited_text": "c"}]},
            {"type": "tool_use", "id": "t1", "name": "weather", "input": {"city": "Oslo"}},
            {"type": "tool_use", "id": "t2", "name": "now", "input": {}},
        ],
        "stop_reason": "tool_use",
        "usage": {"input_tokens": 8, "output_tokens": 42, "cache_read_input_tokens": 3},
    })
}

fn asked(gateway: &grid_gateway::Gateway) -> MessagesBuilder {
    client(gateway).messages(MODEL, 100).user("x")
}

async fn streamed(answer: impl Into<Answer>) -> Result<Message, Error> {
    let gateway = gateway();
    gateway.push(answer);
    Ok(asked(&gateway).stream().await?.finish().await?.into_inner())
}
