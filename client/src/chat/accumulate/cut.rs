use grid_api::chat::ChatCompletion;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::tests::put_together;
use super::{Accumulator, chunk_of};

fn completion() -> impl Strategy<Value = Value> {
    let text = || "[a-zé\"\\\\ ]{0,12}";
    let call = (text(), text(), text()).prop_map(|(id, name, arguments)| {
        json!({"id": format!("id{id}"), "type": "function", "function": {"name": format!("f{name}"), "arguments": arguments}})
    });
    let logprob = (text(), -9.0..0.0)
        .prop_map(|(token, logprob)| json!({"token": token, "logprob": logprob}));
    let choice = (text(), text(), prop::collection::vec(call, 1..4), prop::collection::vec(logprob, 1..4)).prop_map(
        |(content, reasoning, mut calls, tokens)| {
            for (number, call) in calls.iter_mut().enumerate() {
                call["id"] = json!(format!("{number}{}", call["id"].as_str().unwrap()));
            }
            json!({
                "message": {"role": "assistant", "content": content, "reasoning_content": reasoning, "tool_calls": calls},
                "logprobs": {"content": tokens}, "finish_reason": "stop",
            })
        },
    );
    prop::collection::vec(choice, 1..5).prop_map(|mut choices| {
        for (index, choice) in choices.iter_mut().enumerate() {
            choice["index"] = json!(index);
        }
        json!({"id": "c", "object": "chat.completion", "created": 1, "model": "m", "choices": choices,
               "usage": {"prompt_tokens": 1, "completion_tokens": 2, "total_tokens": 3}})
    })
}

/// The fragments of one choice: each text in pieces of `size` characters.
fn fragments(choice: &Value, size: usize) -> Vec<Value> {
    let cut = |text: &Value| -> Vec<String> {
        let characters: Vec<char> = text.as_str().unwrap().chars().collect();
        characters
            .chunks(size)
            .map(|piece| piece.iter().collect())
            .collect()
    };
    let message = &choice["message"];
    let piece = |delta: Value| json!({"index": choice["index"], "delta": delta});
    let mut pieces = vec![piece(
        json!({"role": "assistant", "content": "", "reasoning_content": ""}),
    )];
    for field in ["reasoning_content", "content"] {
        pieces.extend(
            cut(&message[field])
                .iter()
                .map(|text| piece(json!({field: text}))),
        );
    }
    for (index, call) in message["tool_calls"].as_array().unwrap().iter().enumerate() {
        let head = json!({"index": index, "id": call["id"], "type": "function", "function": {"name": call["function"]["name"], "arguments": ""}});
        pieces.push(piece(json!({"tool_calls": [head]})));
        for text in cut(&call["function"]["arguments"]) {
            pieces.push(piece(
                json!({"tool_calls": [{"index": index, "function": {"arguments": text}}]}),
            ));
        }
    }
    for token in choice["logprobs"]["content"].as_array().unwrap() {
        let mut piece = piece(json!({}));
        piece["logprobs"] = json!({"content": [token]});
        pieces.push(piece);
    }
    let mut last = piece(json!({}));
    last["finish_reason"] = choice["finish_reason"].clone();
    pieces.push(last);
    pieces
}

proptest! {
    #[test]
    fn whatever_is_cut_is_put_together_again(whole in completion(), size in 1usize..6, turns in any::<bool>()) {
        let mut queues: Vec<_> = whole["choices"].as_array().unwrap().iter().map(|choice| fragments(choice, size).into_iter()).collect();
        let mut pieces = Vec::new();
        if turns {
            loop {
                let round: Vec<Value> = queues.iter_mut().filter_map(Iterator::next).collect();
                if round.is_empty() {
                    break;
                }
                pieces.push(json!(round));
            }
        } else {
            pieces.extend(queues.into_iter().rev().flatten().map(|piece| json!([piece])));
        }
        let head = json!({"id": "c", "object": "chat.completion.chunk", "created": 1, "model": "m"});
        let mut chunks: Vec<Value> = pieces
            .into_iter()
            .map(|choices| {
                let mut chunk = head.clone();
                chunk["choices"] = choices;
                chunk
            })
            .collect();
        let mut last = head.clone();
        last["choices"] = json!([]);
        last["usage"] = whole["usage"].clone();
        chunks.push(last);
        prop_assert_eq!(put_together(&chunks), whole);
    }

    #[test]
    fn a_whole_completion_is_one_event(whole in completion()) {
        let whole: ChatCompletion = serde_json::from_value(whole).unwrap();
        let mut accumulator = Accumulator::default();
        accumulator.add(&chunk_of(&whole));
        prop_assert_eq!(accumulator.into_whole(), whole);
    }
}
