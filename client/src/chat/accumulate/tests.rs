use grid_api::chat::ChatCompletionChunk;
use serde_json::{Value, json};

use super::Accumulator;
use crate::names;

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

/// Fragments cost time in proportion to their size: with the square of it this would take minutes.
#[test]
fn arguments_in_many_fragments_with_the_name_in_each() {
    let piece =
        |arguments: &str| json!({"index": 0, "function": {"name": "f", "arguments": arguments}});
    let pieces: Vec<Value> = std::iter::once(piece("{\"a\":[{}"))
        .chain((0..30_000).map(|_| piece(",{\"a\":1}")))
        .chain([piece("]}")])
        .collect();
    let calls = calls(&pieces);
    assert_eq!(calls.len(), 1);
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
    let all_zero_in_pieces = [
        json!({"index": 0, "id": "a", "function": {"name": "f", "arguments": ""}}),
        json!({"index": 0, "function": {"arguments": "{\"x\":1}"}}),
        json!({"index": 0, "id": "b", "function": {"name": "g", "arguments": ""}}),
        json!({"index": 0, "function": {"arguments": "{\"y\""}}),
        json!({"index": 0, "id": "a", "function": {"arguments": " "}}),
        json!({"index": 0, "function": {"arguments": ":2}"}}),
        json!({"index": 1, "id": "c", "function": {"name": "h", "arguments": "{}"}}),
    ];
    assert_eq!(
        calls(&all_zero_in_pieces),
        [
            call("a", "f", "{\"x\":1} "),
            call("b", "g", "{\"y\":2}"),
            call("c", "h", "{}")
        ]
    );
    let all_zero_without_ids = [
        json!({"index": 0, "function": {"name": "f", "arguments": "{"}}),
        json!({"index": 0, "function": {"name": "f", "arguments": "}"}}),
        json!({"index": 0, "function": {"name": "f", "arguments": "{}"}}),
        json!({"index": 0, "id": "", "function": {"name": "g", "arguments": "{}"}}),
        json!({"index": 0, "function": {"name": "g", "arguments": ""}}),
    ];
    assert_eq!(
        calls(&all_zero_without_ids),
        [
            call("", "f", "{}"),
            call("", "f", "{}"),
            call("", "g", "{}")
        ]
    );
    let an_id_for_each_fragment = [
        json!({"index": 0, "id": "a", "function": {"name": "f", "arguments": ""}}),
        json!({"index": 0, "id": "b", "function": {"arguments": "{\"x\""}}),
        json!({"index": 0, "id": "c", "function": {"name": "", "arguments": ":1}"}}),
    ];
    assert_eq!(
        calls(&an_id_for_each_fragment),
        [call("a", "f", "{\"x\":1}")]
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
fn members_that_only_a_message_has() {
    let citation = json!({"type": "url_citation"});
    let whole = put_together(&[
        json!({"choices": [{"index": 0, "message": {"content": "a"}, "delta": {"content": "a", "annotations": [citation], "name": "n"}}]}),
        json!({"choices": [{"index": 0, "message": {"content": "ab"}, "delta": {"content": "b", "annotations": [citation], "name": 5, "tool_call_id": "t"}}]}),
    ]);
    assert_eq!(
        whole["choices"],
        json!([{"index": 0, "message": {"content": "ab", "annotations": [citation, citation], "name": "n", "tool_call_id": "t"}}])
    );
}

/// Whatever a server adds to an event, and wherever: what comes of it can be written.
#[test]
fn any_member_anywhere_can_be_written_again() {
    let mut written = 0;
    for name in names::of_the_document() {
        for value in names::values() {
            for place in 0..6 {
                let mut chunk = json!({
                    "choices": [{"index": 0, "logprobs": {"content": []}, "delta": {
                        "audio": {"id": "a"}, "tool_calls": [{"index": 0, "id": "t", "function": {"name": "f"}}]}}],
                });
                let at = [
                    "",
                    "/choices/0",
                    "/choices/0/delta",
                    "/choices/0/delta/audio",
                    "/choices/0/delta/tool_calls/0",
                    "/choices/0/delta/tool_calls/0/function",
                ][place];
                chunk.pointer_mut(at).unwrap()[&name] = value.clone();
                if let Ok(chunk) = serde_json::from_value::<ChatCompletionChunk>(chunk) {
                    let mut accumulator = Accumulator::default();
                    accumulator.add(&chunk);
                    accumulator.add(&chunk);
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
fn an_empty_reason_is_none() {
    let mut accumulator = Accumulator::default();
    let mut add = |reason: &str| {
        let chunk = json!({"choices": [{"index": 0, "delta": {}, "finish_reason": reason}]});
        accumulator.add(&serde_json::from_value(chunk).unwrap());
        accumulator.is_finished(1)
    };
    assert_eq!([add(""), add("stop"), add("")], [false, true, true]);
    let reason = accumulator.into_whole().choices[0].finish_reason.take();
    assert_eq!(reason, Some("stop".into()));
}

#[test]
fn more_choices_or_calls_than_any_answer_has_are_refused() {
    let chunk = |choices: usize, calls: usize| -> ChatCompletionChunk {
        let call = json!({"index": 0});
        let choice = json!({"index": 0, "delta": {"tool_calls": vec![call; calls]}});
        serde_json::from_value(json!({"choices": vec![choice; choices]})).unwrap()
    };
    let accumulator = Accumulator::default();
    assert!(accumulator.has_room_for(&chunk(1024, 1)) && accumulator.has_room_for(&chunk(1, 1024)));
    assert!(
        !accumulator.has_room_for(&chunk(1025, 1)) && !accumulator.has_room_for(&chunk(1, 1025))
    );
    let mut accumulator = Accumulator::default();
    for index in 0..=1024 {
        let chunk = json!({"choices": [{"index": -index, "delta": {}}]});
        let chunk = serde_json::from_value(chunk).unwrap();
        assert!(accumulator.has_room_for(&chunk), "{index}");
        accumulator.add(&chunk);
    }
    assert!(!accumulator.has_room_for(&chunk(1, 1)));
}

#[test]
fn a_choice_is_finished_when_all_are() {
    let mut accumulator = Accumulator::default();
    assert!(!accumulator.is_finished(0), "none has come");
    let chunk = json!({"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]});
    accumulator.add(&serde_json::from_value(chunk).unwrap());
    assert!(accumulator.is_finished(1) && !accumulator.is_finished(2));
}
