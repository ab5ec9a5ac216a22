//! Requests and completions as they travel, of known sizes.

use serde_json::{Value, json};

/// A completion of about 2 kB: an answer, a tool call, and every counter of the usage.
pub(crate) fn small_completion() -> String {
    let text = "A spot market clears at one price: that of the last unit of supply that demand still needs.\n\n".repeat(9);
    completion(&json!([{
        "index": 0, "logprobs": null, "finish_reason": "tool_calls",
        "message": {
            "role": "assistant", "content": text, "refusal": null, "annotations": [],
            "tool_calls": [{
                "id": "call_9Xk2mQ4nZ7pLr1sTv5wYb8cD", "type": "function",
                "function": {"name": "get_order_book", "arguments": "{\"instrument\":\"text-prime\",\"depth\":10}"},
            }],
        },
    }]))
}

/// A completion of about 200 kB: four long answers, one of them with log probabilities.
pub(crate) fn large_completion() -> String {
    let choice = |index: u32| {
        let text =
            format!("{index}. The \"marginal\" unit sets the price;\tcaf\u{e9}s pay it too.\n")
                .repeat(500);
        let logprobs = if index == 3 {
            logprobs(400)
        } else {
            Value::Null
        };
        let message =
            json!({"role": "assistant", "content": text, "refusal": null, "annotations": []});
        json!({"index": index, "message": message, "logprobs": logprobs, "finish_reason": "stop"})
    };
    completion(&json!([choice(0), choice(1), choice(2), choice(3)]))
}

fn logprobs(tokens: u32) -> Value {
    let one = |token: &str, number: u32| json!({"token": token, "logprob": -f64::from(number * 7_919 % 1_000_003) / 1e6, "bytes": token.as_bytes()});
    let tokens: Vec<Value> = (1..=tokens)
        .map(|number| {
            let mut token = one(" price", number);
            token["top_logprobs"] = json!([one(" price", number), one(" cost", number + 1)]);
            token
        })
        .collect();
    json!({"content": tokens, "refusal": null})
}

fn completion(choices: &Value) -> String {
    let usage = json!({
        "prompt_tokens": 1_213, "completion_tokens": 397, "total_tokens": 1_610,
        "prompt_tokens_details": {"cached_tokens": 1_024, "audio_tokens": 0},
        "completion_tokens_details": {
            "reasoning_tokens": 64, "audio_tokens": 0, "accepted_prediction_tokens": 0, "rejected_prediction_tokens": 0,
        },
    });
    format!(
        "{{\"id\":\"chatcmpl-CcVg3rXq8YtLwZ1mN5pKs7dHf2jBa\",\"object\":\"chat.completion\",\"created\":1763000000,\
         \"model\":\"gpt-5.1-mini-2025-11-13\",\"choices\":{choices},\"usage\":{usage},\"service_tier\":\"default\",\
         \"system_fingerprint\":\"fp_b1d4c8a2e0\"}}"
    )
}

/// A request with a conversation of 200 messages: text, pictures, tool calls and their answers.
pub(crate) fn request() -> String {
    let mut messages = vec![
        json!({"role": "system", "content": "You are the desk's assistant. Be brief, and quote prices with their time."}),
    ];
    for turn in 0..199 {
        messages.push(match turn % 5 {
            0 => json!({"role": "user", "content": format!("What did \"text-prime\" clear at in round {turn}?\nAnd the round before?")}),
            1 => json!({"role": "assistant", "content": null, "tool_calls": [{
                "id": format!("call_{turn}"), "type": "function",
                "function": {"name": "get_order_book", "arguments": format!("{{\"instrument\":\"text-prime\",\"round\":{turn}}}")},
            }]}),
            2 => json!({"role": "tool", "tool_call_id": format!("call_{}", turn - 1), "content": format!("{{\"round\":{turn},\"price\":0.4{turn}}}")}),
            3 => json!({"role": "assistant", "content": format!("It cleared at 0.4{turn} dollars for a million tokens; the round before it was a little cheaper.")}),
            _ => json!({"role": "user", "content": [
                {"type": "text", "text": format!("And what does this chart of round {turn} say?")},
                {"type": "image_url", "image_url": {"url": format!("https://example.com/charts/{turn}.png"), "detail": "low"}},
            ]}),
        });
    }
    let parameters = json!({
        "type": "object", "required": ["instrument"],
        "properties": {"instrument": {"type": "string"}, "round": {"type": "integer"}, "depth": {"type": "integer"}},
    });
    let function = json!({"name": "get_order_book", "description": "Bids and asks of a round.", "parameters": parameters});
    json!({
        "model": "text-prime", "messages": messages, "temperature": 0.2, "max_completion_tokens": 800,
        "tools": [{"type": "function", "function": function}], "tool_choice": "auto",
    })
    .to_string()
}
