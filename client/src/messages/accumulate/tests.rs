use grid_api::messages::{Message, StreamEvent};
use serde_json::{Value, json};

use super::{Accumulator, events_of};

fn put_together(events: &[Value]) -> Value {
    let mut accumulator = Accumulator::default();
    for event in events {
        let event: StreamEvent = serde_json::from_value(event.clone()).unwrap();
        accumulator.add(&event);
    }
    serde_json::to_value(accumulator.into_whole()).unwrap()
}

fn delta(index: u64, delta: &Value) -> Value {
    json!({"type": "content_block_delta", "index": index, "delta": delta})
}

#[test]
fn a_block_that_was_never_started_begins_with_its_first_delta() {
    let whole = put_together(&[
        delta(1, &json!({"type": "text_delta", "text": "b"})),
        delta(0, &json!({"type": "thinking_delta", "thinking": "a"})),
        delta(
            5,
            &json!({"type": "input_json_delta", "partial_json": "{}"}),
        ),
        delta(1, &json!({"type": "text_delta", "text": "c"})),
    ]);
    assert_eq!(
        whole["content"],
        json!([{"type": "thinking", "thinking": "a"}, {"type": "text", "text": "bc"}])
    );
}

#[test]
fn a_delta_of_another_kind_than_its_block_adds_nothing() {
    let whole = put_together(&[
        json!({"type": "content_block_start", "index": 0, "content_block": {"type": "text", "text": "a"}}),
        delta(0, &json!({"type": "thinking_delta", "thinking": "x"})),
        delta(0, &json!({"type": "signature_delta", "signature": "x"})),
        json!({"type": "content_block_stop", "index": 0}),
        json!({"type": "content_block_stop", "index": 7}),
    ]);
    assert_eq!(whole["content"], json!([{"type": "text", "text": "a"}]));
}

#[test]
fn counts_are_replaced_and_what_is_not_told_stays() {
    let usage = json!({"input_tokens": 5, "output_tokens": 1, "cache_read_input_tokens": 2, "service_tier": "standard"});
    let whole = put_together(&[
        json!({"type": "message_start", "message": {"content": [], "usage": usage}}),
        json!({"type": "message_delta", "delta": {"container": {"id": "x"}}, "usage": {
            "output_tokens": 9, "cache_creation_input_tokens": 4, "server_tool_use": {"web_search_requests": 1}, "new": 1}}),
        json!({"type": "message_delta", "delta": {"stop_reason": "stop_sequence", "stop_sequence": "END"}}),
    ]);
    assert_eq!(
        whole["usage"],
        json!({"input_tokens": 5, "output_tokens": 9, "cache_read_input_tokens": 2, "cache_creation_input_tokens": 4,
               "service_tier": "standard", "server_tool_use": {"web_search_requests": 1}, "new": 1})
    );
    assert_eq!(
        (&whole["stop_sequence"], &whole["container"]["id"]),
        (&json!("END"), &json!("x"))
    );
}

#[test]
fn a_whole_message_as_events_is_that_message_again() {
    let whole = json!({
        "id": "m", "type": "message", "role": "assistant", "model": "x", "stop_reason": "end_turn",
        "content": [{"type": "text", "text": "a"}, {"type": "tool_use", "id": "t", "name": "n", "input": {"a": 1}}],
        "usage": {"input_tokens": 1, "output_tokens": 2},
    });
    let message: Message = serde_json::from_value(whole.clone()).unwrap();
    let mut accumulator = Accumulator::default();
    for event in events_of(&message) {
        accumulator.add(&event);
    }
    assert_eq!(
        serde_json::to_value(accumulator.into_whole()).unwrap(),
        whole
    );
}
