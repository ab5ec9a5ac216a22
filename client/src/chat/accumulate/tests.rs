use grid_api::chat::ChatCompletionChunk;
use serde_json::{Value, json};

use super::Accumulator;

pub(super) fn put_together(chunks: &[Value]) -> Value {
    let mut accumulator = Accumulator::default();
    for chunk in chunks {
        let chunk: ChatCompletionChunk = serde_json::from_value(chunk.clone()).unwrap();
        accumulator.add(&chunk);
    }
    serde_json::to_value(accumulator.into_whole()).unwrap()
}

/// The message of one choice whose deltas these are.
fn message(deltas: &[Value]) -> Value {
    let chunks: Vec<Value> = deltas
        .iter()
        .map(|delta| json!({"choices": [{"index": 0, "delta": delta}]}))
        .collect();
    put_together(&chunks)["choices"][0]["message"].clone()
}

/// `(id, name, arguments)` of the tool calls of these fragments, each of them an event.
fn calls(fragments: &[Value]) -> Vec<(String, String, String)> {
    let deltas: Vec<Value> = fragments
        .iter()
        .map(|call| json!({"tool_calls": [call]}))
        .collect();
    let message = message(&deltas);
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let calls = message["tool_calls"].as_array().unwrap().iter();
    calls
        .map(|call| {
            (
                text(&call["id"]),
                text(&call["function"]["name"]),
                text(&call["function"]["arguments"]),
            )
        })
        .collect()
}

fn call(id: &str, name: &str, arguments: &str) -> (String, String, String) {
    (id.to_owned(), name.to_owned(), arguments.to_owned())
}

#[test]
fn texts_are_appended_and_the_role_may_repeat() {
    let whole = message(&[
        json!({"reasoning_content": "th", "reasoning": "x"}),
        json!({"role": "assistant", "reasoning_content": "ink", "content": null}),
        json!({"role": "assistant", "content": "Hel", "refusal": "n"}),
        json!({"role": "assistant", "content": "lo", "refusal": "o"}),
        json!({}),
    ]);
    assert_eq!(
        whole,
        json!({"role": "assistant", "content": "Hello", "refusal": "no", "reasoning_content": "think", "reasoning": "x"})
    );
}

#[test]
fn tool_calls_by_index_in_any_order() {
    let fragments = [
        json!({"index": 1, "id": "b", "type": "function", "function": {"name": "g", "arguments": ""}}),
        json!({"index": 0, "id": "a", "type": "function", "function": {"name": "f", "arguments": "{"}}),
        json!({"index": 1, "function": {"arguments": "[]"}}),
        json!({"index": 0, "function": {"arguments": "}"}}),
    ];
    assert_eq!(
        calls(&fragments),
        [call("a", "f", "{}"), call("b", "g", "[]")]
    );
}

#[test]
fn tool_calls_without_an_index() {
    let one = [
        json!({"id": "a", "function": {"name": "f", "arguments": "{"}}),
        json!({"function": {"arguments": "}"}}),
    ];
    assert_eq!(calls(&one), [call("a", "f", "{}")]);
    let two = [
        json!({"id": "a", "function": {"name": "f", "arguments": "{"}}),
        json!({"id": "b", "function": {"name": "g", "arguments": "["}}),
        json!({"id": "a", "function": {"arguments": "}"}}),
        json!({"id": "b", "function": {"arguments": "]"}}),
    ];
    assert_eq!(calls(&two), [call("a", "f", "{}"), call("b", "g", "[]")]);
}

#[test]
fn ids_that_repeat_are_empty_or_differ() {
    let repeated = [
        json!({"index": 0, "id": "a", "function": {"name": "f", "arguments": "{"}}),
        json!({"index": 0, "id": "a", "function": {"name": "f", "arguments": "\"x\""}}),
        json!({"index": 0, "id": "", "function": {"name": "", "arguments": ":1}"}}),
    ];
    assert_eq!(calls(&repeated), [call("a", "f", "{\"x\":1}")]);
    let all_zero = [
        json!({"index": 0, "id": "a", "function": {"name": "f", "arguments": "{}"}}),
        json!({"index": 0, "id": "b", "function": {"name": "f", "arguments": "[]"}}),
    ];
    assert_eq!(
        calls(&all_zero),
        [call("a", "f", "{}"), call("b", "f", "[]")]
    );
    let late = [
        json!({"index": 0, "id": "", "function": {"name": "f"}}),
        json!({"index": 0, "id": "a", "function": {"arguments": "{}"}}),
    ];
    assert_eq!(calls(&late), [call("a", "f", "{}")]);
    let pieces = [
        json!({"index": 0, "function": {"name": "get_"}}),
        json!({"index": 0, "function": {"name": "time"}}),
    ];
    assert_eq!(calls(&pieces), [call("", "get_time", "")]);
}

#[test]
fn content_and_a_tool_call_in_one_delta() {
    let whole = message(&[
        json!({"content": "a", "tool_calls": [{"index": 0, "id": "x", "function": {"name": "f"}}]}),
    ]);
    assert_eq!(
        (&whole["content"], &whole["tool_calls"][0]["id"]),
        (&json!("a"), &json!("x"))
    );
}

#[test]
fn audio_and_its_end() {
    let whole = message(&[
        json!({"audio": {"id": "au", "data": "QUI=", "transcript": "a"}}),
        json!({"audio": {"data": "QkM=", "transcript": "b"}}),
        json!({"audio": {"expires_at": 5}}),
    ]);
    assert_eq!(
        whole["audio"],
        json!({"id": "au", "data": "QUI=QkM=", "transcript": "ab", "expires_at": 5})
    );
}

#[test]
fn choices_stand_in_their_order_and_the_last_reason_counts() {
    let piece = |index: u64, text: &str, reason: Value| json!({"choices": [{"index": index, "delta": {"content": text}, "finish_reason": reason, "seen": text}]});
    let whole = put_together(&[
        piece(2, "c", Value::Null),
        piece(0, "a", json!("stop")),
        piece(1, "b", json!("stop")),
        piece(2, "C", json!("length")),
        piece(0, "", json!("tool_calls")),
        json!({"choices": [{"delta": {"content": "!"}}]}),
    ]);
    let texts: Vec<&Value> = whole["choices"]
        .as_array()
        .unwrap()
        .iter()
        .map(|choice| &choice["message"]["content"])
        .collect();
    assert_eq!(texts, ["a!", "b", "cC"]);
    assert_eq!(whole["choices"][0]["finish_reason"], "tool_calls");
    assert_eq!(whole["choices"][2]["seen"], "C");
}

#[test]
fn what_stands_beside_the_choices() {
    let whole = put_together(&[
        json!({"id": "", "model": "", "choices": [], "x": 1}),
        json!({"id": "c", "object": "chat.completion.chunk", "created": 5, "model": "m", "provider": "p", "choices": [],
               "service_tier": "auto", "obfuscation": "abc", "usage": null}),
        json!({"id": "d", "created": 6, "model": "n", "choices": [], "service_tier": "flex", "system_fingerprint": "f",
               "usage": {"prompt_tokens": 1, "completion_tokens": 2, "total_tokens": 3}, "x": 2}),
    ]);
    assert_eq!(
        whole,
        json!({"id": "c", "object": "chat.completion", "created": 5, "model": "m", "provider": "p", "choices": [],
               "service_tier": "flex", "system_fingerprint": "f", "x": 2,
               "usage": {"prompt_tokens": 1, "completion_tokens": 2, "total_tokens": 3}})
    );
}

#[test]
fn members_that_nobody_names() {
    let whole = message(&[
        json!({"thoughts": "a", "list": [1], "object": {"text": "x", "type": "t"}, "number": 1, "none": null}),
        json!({"thoughts": "b", "list": [2], "object": {"text": "y", "type": "t"}, "number": 2, "none": "z"}),
        json!({"thoughts": null, "list": 5}),
        json!({"function_call": {"name": "f", "arguments": "{"}}),
        json!({"function_call": {"arguments": "}"}}),
    ]);
    assert_eq!(
        whole,
        json!({"thoughts": "ab", "list": 5, "object": {"text": "xy", "type": "t"}, "number": 2, "none": "z",
               "function_call": {"name": "f", "arguments": "{}"}})
    );
}

#[test]
fn details_of_reasoning_go_on_by_index_and_type() {
    let detail = |index: u64, kind: &str, text: &str| json!({"type": kind, "index": index, "text": text, "format": "f"});
    let whole = message(&[
        json!({"reasoning_details": [detail(0, "reasoning.text", "a")]}),
        json!({"reasoning_details": [detail(0, "reasoning.text", "b"), detail(1, "reasoning.text", "c")]}),
        json!({"reasoning_details": [{"type": "reasoning.encrypted", "data": "x"}, {"type": "reasoning.encrypted", "data": "y"}]}),
    ]);
    assert_eq!(
        whole["reasoning_details"],
        json!([detail(0, "reasoning.text", "ab"), detail(1, "reasoning.text", "c"),
               {"type": "reasoning.encrypted", "data": "x"}, {"type": "reasoning.encrypted", "data": "y"}])
    );
}

#[test]
fn a_choice_is_finished_when_all_are() {
    let mut accumulator = Accumulator::default();
    assert!(!accumulator.is_finished(0), "none has come");
    let chunk = json!({"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]});
    accumulator.add(&serde_json::from_value(chunk).unwrap());
    assert!(accumulator.is_finished(1) && !accumulator.is_finished(2));
}
