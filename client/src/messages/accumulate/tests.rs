use grid_api::messages::{Message, StreamEvent};
use serde_json::{Value, json};

use super::{Accumulator, events_of};
use crate::names;

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
fn a_tools_input_is_read_when_the_message_stops_and_seen_before() {
    let tool = |index: u64, input: &Value| {
        json!({"type": "content_block_start", "index": index,
               "content_block": {"type": "tool_use", "id": "t", "name": "n", "input": input}})
    };
    let piece = |text: &str| {
        delta(
            0,
            &json!({"type": "input_json_delta", "partial_json": text}),
        )
    };
    let mut events = vec![
        tool(0, &json!({})),
        piece(""),
        piece("{\"a\""),
        piece(":1}"),
    ];
    assert_eq!(
        put_together(&events)["content"],
        json!([{"type": "tool_use", "id": "t", "name": "n", "input": {}, "partial_json": "{\"a\":1}"}])
    );
    events.push(json!({"type": "message_stop"}));
    assert_eq!(
        put_together(&events)["content"],
        json!([{"type": "tool_use", "id": "t", "name": "n", "input": {"a": 1}}])
    );
}

#[test]
fn an_index_that_is_taken_begins_a_block_of_its_own() {
    let tool = json!({"type": "content_block_start", "index": 0,
                      "content_block": {"type": "tool_use", "id": "t", "name": "n", "input": {}}});
    let whole = put_together(&[
        delta(0, &json!({"type": "text_delta", "text": "Let me see."})),
        tool.clone(),
        tool,
        delta(
            0,
            &json!({"type": "input_json_delta", "partial_json": "{\"a\":1}"}),
        ),
        json!({"type": "content_block_stop", "index": 0}),
    ]);
    assert_eq!(
        whole["content"],
        json!([{"type": "text", "text": "Let me see."}, {"type": "tool_use", "id": "t", "name": "n", "input": {"a": 1}}])
    );
}

#[test]
fn members_that_only_a_message_or_its_usage_has() {
    let whole = put_together(&[
        json!({"type": "message_start", "message": {"id": "m", "content": []}}),
        json!({"type": "message_delta", "id": "x", "delta": {"usage": {"output_tokens": 3}, "content": 5, "new": 1},
               "usage": {"input_tokens": 2, "service_tier": "standard", "cache_creation": {"ephemeral_5m_input_tokens": 1}}}),
        json!({"type": "message_delta", "delta": {"stop_reason": "end_turn"}, "usage": {"service_tier": 5}}),
        json!({"type": "message_delta", "delta": {"stop_reason": ""}}),
    ]);
    assert_eq!(
        whole,
        json!({"id": "m", "content": [], "new": 1, "stop_reason": "end_turn",
               "usage": {"input_tokens": 2, "output_tokens": 3, "service_tier": "standard",
                         "cache_creation": {"ephemeral_5m_input_tokens": 1}}})
    );
}

/// Whatever a server adds to an event, and wherever: what comes of it can be written.
#[test]
fn any_member_anywhere_can_be_written_again() {
    let mut written = 0;
    for name in names::of_the_document() {
        for value in names::values() {
            for at in ["", "/delta", "/usage"] {
                let mut event = json!({"type": "message_delta", "delta": {}, "usage": {}});
                if name != "type" {
                    event.pointer_mut(at).unwrap()[&name] = value.clone();
                }
                if let Ok(event) = serde_json::from_value::<StreamEvent>(event) {
                    let mut accumulator = Accumulator::default();
                    accumulator.add(&event);
                    accumulator.add(&event);
                    let whole = serde_json::to_value(accumulator.into_whole());
                    assert!(whole.is_ok(), "{name} at {at}: {whole:?}");
                    written += 1;
                }
            }
        }
    }
    assert!(written > 1000, "{written}");
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
fn blocks_are_limited() {
    let mut accumulator = Accumulator::default();
    let event = |event: Value| serde_json::from_value::<StreamEvent>(event).unwrap();
    let start = |index: usize| {
        event(
            json!({"type": "content_block_start", "index": index, "content_block": {"type": "text", "text": ""}}),
        )
    };
    for index in 0..super::MOST {
        assert!(accumulator.has_room_for(&start(index)));
        accumulator.add(&start(index));
    }
    assert!(!accumulator.has_room_for(&start(super::MOST)));
    let text = json!({"type": "text_delta", "text": "a"});
    assert!(accumulator.has_room_for(&event(delta(3, &text))));
    assert!(!accumulator.has_room_for(&event(delta(super::MOST as u64, &text))));
    assert!(accumulator.has_room_for(&event(json!({"type": "message_stop"}))));
}

/// One event costs time in proportion to its size, whatever is in it: with the square of it this would take minutes.
#[test]
fn many_unknown_counts_are_kept() {
    let mut usage = json!({"output_tokens": 9, "service_tier": "priority"});
    for number in 0..20_000 {
        usage[format!("x{number}")] = json!(number);
    }
    let whole = put_together(&[
        json!({"type": "message_start", "message": {"content": [], "usage": {"input_tokens": 5, "output_tokens": 1}}}),
        json!({"type": "message_delta", "delta": {}, "usage": usage.clone()}),
    ]);
    usage["input_tokens"] = json!(5);
    assert_eq!(whole["usage"], usage);
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
