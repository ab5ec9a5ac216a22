//! Cuts a chat completion into the chunks of its stream (`OpenAI`'s `chat.completion.chunk`).

use serde_json::{Value, json};

use crate::completion::pieces;

/// The payloads of the events before `[DONE]`; the choices take turns.
pub(crate) fn chunks(completion: &Value, options: &Value) -> Vec<Value> {
    let choices = completion["choices"]
        .as_array()
        .map_or(&[][..], Vec::as_slice);
    let mut turns: Vec<_> = choices
        .iter()
        .map(|choice| parts(choice).into_iter())
        .collect();
    let mut chunks = vec![];
    loop {
        let before = chunks.len();
        chunks.extend(
            turns
                .iter_mut()
                .filter_map(Iterator::next)
                .map(|choice| chunk(completion, json!([choice]), options)),
        );
        if chunks.len() == before {
            break;
        }
    }
    if options["include_usage"] == true {
        let mut last = chunk(completion, json!([]), options);
        last["usage"] = completion["usage"].clone();
        chunks.push(last);
    }
    chunks
}

fn chunk(completion: &Value, choices: Value, options: &Value) -> Value {
    let mut chunk = json!({"object": "chat.completion.chunk"});
    for field in ["id", "created", "model", "system_fingerprint"] {
        chunk[field] = completion[field].clone();
    }
    chunk["choices"] = choices;
    if options["include_usage"] == true {
        chunk["usage"] = Value::Null;
    }
    if options["include_obfuscation"] == true {
        chunk["obfuscation"] = json!("aN3qX0");
    }
    chunk
}

/// What one choice says, chunk by chunk.
fn parts(choice: &Value) -> Vec<Value> {
    let message = &choice["message"];
    let mut first = json!({"role": message["role"]});
    first["content"] = if message["content"].is_null() {
        Value::Null
    } else {
        json!("")
    };
    let part = |delta: Value| json!({"index": choice["index"], "delta": delta, "logprobs": null, "finish_reason": null});
    let mut parts = vec![part(first)];
    let text = |field: &str| message[field].as_str().map(pieces).unwrap_or_default();
    parts.extend(
        text("reasoning_content")
            .into_iter()
            .map(|piece| part(json!({"reasoning_content": piece}))),
    );
    for (index, piece) in text("content").into_iter().enumerate() {
        let mut part = part(json!({"content": piece}));
        if let Some(logprob) = choice["logprobs"]["content"].get(index) {
            part["logprobs"] = json!({"content": [logprob], "refusal": null});
        }
        parts.push(part);
    }
    for (index, call) in message["tool_calls"]
        .as_array()
        .into_iter()
        .flatten()
        .enumerate()
    {
        let mut head = call.clone();
        head["index"] = json!(index);
        head["function"]["arguments"] = json!("");
        parts.push(part(json!({"tool_calls": [head]})));
        for piece in fragments(call["function"]["arguments"].as_str().unwrap_or_default()) {
            parts.push(part(
                json!({"tool_calls": [{"index": index, "function": {"arguments": piece}}]}),
            ));
        }
    }
    let mut last = part(json!({}));
    last["finish_reason"] = choice["finish_reason"].clone();
    parts.push(last);
    parts
}

/// A text in pieces of 7 characters, to fall between tokens of JSON as often as within.
pub(crate) fn fragments(text: &str) -> Vec<String> {
    text.chars()
        .collect::<Vec<_>>()
        .chunks(7)
        .map(|piece| piece.iter().collect())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::completion::completion;
    use crate::persona::Persona;

    /// Puts the chunks together again, with no more than what the format promises.
    fn joined(chunks: &[Value]) -> Value {
        let mut whole = json!({"object": "chat.completion", "choices": []});
        for chunk in chunks {
            for field in ["id", "created", "model", "system_fingerprint"] {
                whole[field] = chunk[field].clone();
            }
            if chunk["usage"].is_object() {
                whole["usage"] = chunk["usage"].clone();
            }
            for part in chunk["choices"].as_array().unwrap() {
                let index = usize::try_from(part["index"].as_u64().unwrap()).unwrap();
                let choices = whole["choices"].as_array_mut().unwrap();
                if choices.len() <= index {
                    choices.push(json!({"index": index, "message": {}, "logprobs": null}));
                }
                join(&mut choices[index], part);
            }
        }
        whole
    }

    fn join(choice: &mut Value, part: &Value) {
        choice["finish_reason"] = part["finish_reason"].clone();
        if let Some(logprob) = part["logprobs"]["content"].get(0) {
            if choice["logprobs"].is_null() {
                choice["logprobs"] = json!({"content": [], "refusal": null});
            }
            choice["logprobs"]["content"]
                .as_array_mut()
                .unwrap()
                .push(logprob.clone());
        }
        for (field, value) in part["delta"].as_object().unwrap() {
            let so_far = &mut choice["message"][field];
            if field == "tool_calls" {
                join_call(so_far, &value[0]);
            } else {
                append(so_far, value);
            }
        }
    }

    fn join_call(calls: &mut Value, part: &Value) {
        if calls.is_null() {
            *calls = json!([]);
        }
        let index = usize::try_from(part["index"].as_u64().unwrap()).unwrap();
        if let Some(call) = calls.get_mut(index) {
            append(
                &mut call["function"]["arguments"],
                &part["function"]["arguments"],
            );
        } else {
            let mut call = part.clone();
            call.as_object_mut().unwrap().remove("index");
            calls.as_array_mut().unwrap().push(call);
        }
    }

    fn append(so_far: &mut Value, more: &Value) {
        *so_far = match (so_far.as_str(), more.as_str()) {
            (Some(text), Some(more)) => json!(format!("{text}{more}")),
            _ => more.clone(),
        };
    }

    #[test]
    fn the_chunks_say_what_the_completion_says() {
        let tool = |name: &str| {
            let parameters = json!({"type": "object", "properties": {"city": {"type": "string"}}});
            json!({"type": "function", "function": {"name": name, "parameters": parameters}})
        };
        let messages = json!([{"role": "user", "content": "Is it raining in Oslo?"}]);
        for request in [
            json!({"messages": messages}),
            json!({"messages": messages, "n": 4, "logprobs": true, "top_logprobs": 2}),
            json!({"messages": messages, "max_tokens": 2}),
            json!({"messages": messages, "n": 4, "parallel_tool_calls": true, "tools": [tool("a"), tool("b"), tool("c")]}),
        ] {
            for persona in [Persona::THE_GRID, Persona::DGRID, Persona::COMPATIBLE] {
                let whole = completion(&request, &persona.routes[0], "m");
                assert_eq!(
                    joined(&chunks(&whole, &json!({"include_usage": true}))),
                    whole
                );
            }
        }
    }

    #[test]
    fn usage_and_obfuscation_come_when_asked_for() {
        let whole = completion(&json!({"messages": []}), &Persona::THE_GRID.routes[0], "m");
        let plain = chunks(&whole, &Value::Null);
        assert!(
            plain
                .iter()
                .all(|chunk| chunk.get("usage").is_none() && chunk.get("obfuscation").is_none())
        );
        let full = chunks(
            &whole,
            &json!({"include_usage": true, "include_obfuscation": true}),
        );
        assert_eq!(full.len(), plain.len() + 1);
        assert!(
            full.iter()
                .all(|chunk| chunk.get("usage").is_some() && chunk["obfuscation"].is_string())
        );
        assert_eq!(full.last().unwrap()["choices"], json!([]));
    }
}
