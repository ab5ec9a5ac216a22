//! A completion, cut into deltas at random, must accumulate to itself: whatever is cut where, whichever choice has its turn.

use grid_client::api::chat::ChatCompletion;
use grid_gateway::{Reply, done, json_event};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Value, json};

use super::completion::completion;
use super::link::Link;

const CASES: u32 = 200;

/// Draws numbers below a bound from bytes; zeros when they are used up.
struct Dice<'a>(std::iter::Copied<std::slice::Iter<'a, u8>>);

impl Dice<'_> {
    fn below(&mut self, bound: usize) -> usize {
        usize::from(self.0.next().unwrap_or(0)) % bound.max(1)
    }
}

/// A text in pieces of one to seven characters.
fn pieces(text: &str, dice: &mut Dice<'_>) -> Vec<String> {
    let mut rest: Vec<char> = text.chars().collect();
    let mut pieces = vec![];
    while !rest.is_empty() {
        let length = (1 + dice.below(7)).min(rest.len());
        pieces.push(rest.drain(..length).collect());
    }
    pieces
}

/// What one choice says, delta by delta.
fn parts(choice: &Value, dice: &mut Dice<'_>) -> Vec<Value> {
    let index = &choice["index"];
    let part = |delta: Value| json!({"index": index, "delta": delta});
    let mut parts = vec![part(json!({"role": "assistant"}))];
    for field in ["reasoning_content", "content", "refusal"] {
        if let Some(text) = choice["message"][field].as_str() {
            for piece in pieces(text, dice) {
                // Some servers say the role each time, or nothing at all in between.
                let mut delta = json!({field: piece});
                let other = if field == "content" {
                    "refusal"
                } else {
                    "content"
                };
                match dice.below(4) {
                    0 => delta["role"] = json!("assistant"),
                    1 => delta[other] = Value::Null,
                    _ => {}
                }
                parts.push(part(delta));
            }
        }
    }
    for (number, call) in choice["message"]["tool_calls"]
        .as_array()
        .into_iter()
        .flatten()
        .enumerate()
    {
        let mut head = json!({"index": number, "id": call["id"], "type": "function"});
        head["function"] = json!({"name": call["function"]["name"], "arguments": ""});
        parts.push(part(json!({"tool_calls": [head]})));
        for piece in pieces(call["function"]["arguments"].as_str().unwrap(), dice) {
            let mut next = json!({"index": number, "function": {"arguments": piece}});
            match dice.below(4) {
                0 => next["id"] = call["id"].clone(),
                1 => next["id"] = json!(""),
                _ => {}
            }
            parts.push(part(json!({"tool_calls": [next]})));
        }
    }
    for token in choice["logprobs"]["content"]
        .as_array()
        .into_iter()
        .flatten()
    {
        let mut part = part(json!({}));
        part["logprobs"] = json!({"content": [token]});
        parts.push(part);
    }
    let mut last = part(json!({}));
    last["finish_reason"] = choice["finish_reason"].clone();
    parts.push(last);
    parts
}

/// The events of a stream that says this completion; the choices take turns as the dice fall.
fn events(whole: &Value, dice: &mut Dice<'_>) -> Vec<Vec<u8>> {
    let chunk = |choices: Value| {
        let mut chunk = whole.clone();
        chunk["object"] = json!("chat.completion.chunk");
        chunk["choices"] = choices;
        chunk.as_object_mut().unwrap().remove("usage");
        chunk
    };
    let mut turns: Vec<_> = whole["choices"]
        .as_array()
        .unwrap()
        .iter()
        .map(|choice| parts(choice, dice).into_iter())
        .collect();
    let (mut chunks, count) = (vec![], turns.len());
    while turns.iter().any(|turn| turn.len() > 0) {
        let first = dice.below(count);
        let mut choices: Vec<Value> = turns[first].next().into_iter().collect();
        // Two choices in one event; and a turn where the one drawn has nothing left.
        if choices.is_empty() || dice.below(5) == 0 {
            let others = (first + 1..first + count).map(|at| at % count);
            choices.extend(others.filter_map(|at| turns[at].next()).take(1));
        }
        chunks.push(chunk(choices.into()));
    }
    if !whole["usage"].is_null() {
        if dice.below(2) == 0 {
            let mut last = chunk(json!([]));
            last["usage"] = whole["usage"].clone();
            chunks.push(last);
        } else {
            chunks.last_mut().unwrap()["usage"] = whole["usage"].clone();
        }
    }
    chunks.iter().map(json_event).chain([done()]).collect()
}

#[test]
fn a_completion_cut_anywhere_accumulates_to_itself() {
    let link = Link::new();
    let drawn = (
        completion(),
        proptest::collection::vec(any::<u8>(), 0..400),
        1usize..200,
    );
    let mut runner = TestRunner::new(Config {
        cases: CASES,
        failure_persistence: None,
        ..Config::default()
    });
    let run = runner.run(&drawn, |(whole, bytes, size)| {
        let expected: ChatCompletion = serde_json::from_value(whole.clone()).unwrap();
        let events = events(&whole, &mut Dice(bytes.iter().copied()));
        let count = whole["choices"].as_array().unwrap().len() as u64;
        let reply = Reply::events(events.clone()).bytes_per_write(size);
        let got = link.call(reply, |client| async move {
            client
                .chat("m")
                .user("Hi")
                .n(count)
                .stream()
                .await?
                .finish()
                .await
        });
        let got = got
            .map_err(|error| TestCaseError::fail(format!("{error:?}")))?
            .into_completion();
        prop_assert_eq!(
            &got,
            &expected,
            "{}",
            String::from_utf8_lossy(&events.concat())
        );
        // And in one piece: what is sent plain.
        let plain = link.call(Reply::json(200, &whole), |client| async move {
            client.chat("m").user("Hi").send().await
        });
        let plain = plain
            .map_err(|error| TestCaseError::fail(format!("{error:?}")))?
            .into_completion();
        prop_assert_eq!(plain, expected);
        Ok(())
    });
    run.unwrap_or_else(|error| panic!("{error}"));
}
