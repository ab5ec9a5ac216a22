//! A completion drawn at random, in the shape that servers send.

use proptest::collection::vec;
use proptest::option::of;
use proptest::prelude::*;
use serde_json::{Value, json};

/// Text with what text has: quotes, escapes, line ends, characters of one byte and of four.
pub(crate) fn text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        6 => "[a-z ]{1,8}",
        1 => Just("\"\\/\n\r\t\u{0}\u{1b}".to_owned()),
        1 => Just("größer 价格 🦀 \u{2028}\u{feff}".to_owned()),
        1 => Just("data: [DONE]\n\n".to_owned()),
        1 => Just("{\"error\":".to_owned()),
    ];
    vec(piece, 1..6).prop_map(|pieces| pieces.concat())
}

fn token() -> impl Strategy<Value = Value> {
    (text(), -20i32..0, vec((text(), -20i32..0), 0..3)).prop_map(|(token, logprob, top)| {
        let one = |token: &str, logprob: i32| json!({"token": token, "logprob": f64::from(logprob) / 4.0, "bytes": token.as_bytes()});
        let mut whole = one(&token, logprob);
        whole["top_logprobs"] = top.iter().map(|(token, logprob)| one(token, *logprob)).collect();
        whole
    })
}

fn tool_calls() -> impl Strategy<Value = Vec<Value>> {
    vec((any::<u32>(), "[a-z_]{1,12}", text()), 1..4).prop_map(|calls| {
        let call = |(index, (id, name, arguments)): (usize, (u32, String, String))| {
            json!({"id": format!("call_{index}_{id:x}"), "type": "function", "function": {"name": name, "arguments": arguments}})
        };
        calls.into_iter().enumerate().map(call).collect()
    })
}

fn choice() -> impl Strategy<Value = Value> {
    let reason = prop_oneof![
        Just("stop"),
        Just("length"),
        Just("tool_calls"),
        Just("content_filter"),
        Just("tired")
    ];
    (
        of(text()),
        of(text()),
        of(text()),
        of(tool_calls()),
        of(vec(token(), 1..4)),
        reason,
    )
        .prop_map(|(content, reasoning, refusal, calls, logprobs, reason)| {
            let mut choice = json!({"message": {"role": "assistant"}, "finish_reason": reason});
            for (name, text) in [
                ("content", content),
                ("reasoning_content", reasoning),
                ("refusal", refusal),
            ] {
                if let Some(text) = text {
                    choice["message"][name] = json!(text);
                }
            }
            if let Some(calls) = calls {
                choice["message"]["tool_calls"] = json!(calls);
            }
            if let Some(tokens) = logprobs {
                choice["logprobs"] = json!({"content": tokens});
            }
            choice
        })
}

/// A whole completion of one to four choices.
pub(crate) fn completion() -> impl Strategy<Value = Value> {
    let usage = (0u64..1 << 40, 0u64..1 << 40);
    ("[a-zA-Z0-9-]{1,20}", 0i64..1 << 40, vec(choice(), 1..5), of(usage), of("fp_[a-z0-9]{4}")).prop_map(
        |(id, created, choices, usage, fingerprint)| {
            let mut whole = json!({"id": id, "object": "chat.completion", "created": created, "model": "m", "choices": choices});
            for (index, choice) in whole["choices"].as_array_mut().unwrap().iter_mut().enumerate() {
                choice["index"] = json!(index);
            }
            if let Some((prompt, spent)) = usage {
                whole["usage"] = json!({"prompt_tokens": prompt, "completion_tokens": spent, "total_tokens": prompt + spent});
            }
            if let Some(fingerprint) = fingerprint {
                whole["system_fingerprint"] = json!(fingerprint);
            }
            whole
        },
    )
}
