//! The message that a Messages request gets, whole and as the events of its stream (Anthropic's API reference, "Streaming").

use serde_json::{Value, json};

use crate::chunks::fragments;
use crate::completion::{add_counters, fingerprint, limited, pieces, text};
use crate::events::named_event;
use crate::persona::Route;
use crate::sample::sample;

/// The whole message.
pub(crate) fn message(request: &Value, route: &Route, model: &str) -> Value {
    let (content, stop_reason) = content(request);
    let mut usage = json!({
        "input_tokens": request["messages"].to_string().len() / 4,
        "output_tokens": Value::from(content.clone()).to_string().len() / 4,
    });
    add_counters(&mut usage, route.usage);
    json!({
        "id": format!("msg_{:016x}", fingerprint(&request["messages"].to_string())),
        "type": "message",
        "role": "assistant",
        "content": content,
        "model": model,
        "stop_reason": stop_reason,
        "stop_sequence": null,
        "usage": usage,
    })
}

fn content(request: &Value) -> (Vec<Value>, &'static str) {
    let messages = request["messages"]
        .as_array()
        .map_or(&[][..], Vec::as_slice);
    let blocks = messages
        .last()
        .and_then(|last| last["content"].as_array())
        .map_or(&[][..], Vec::as_slice);
    let results: Vec<String> = blocks
        .iter()
        .filter(|block| block["type"] == "tool_result")
        .map(|block| text(&block["content"]))
        .collect();
    let asked = messages
        .iter()
        .rev()
        .find(|message| message["role"] == "user")
        .map(|user| text(&user["content"]));
    let asked = asked.unwrap_or_default();
    if let Some(tool) = tool(request).filter(|_| results.is_empty()) {
        let id = format!("toolu_{:016x}", fingerprint(&asked));
        let input = sample(&tool["input_schema"], &asked);
        return (
            vec![json!({"type": "tool_use", "id": id, "name": tool["name"], "input": input})],
            "tool_use",
        );
    }
    let whole = if results.is_empty() {
        format!("You said: {asked}")
    } else {
        format!("The tool says: {}", results.join(", "))
    };
    let words = pieces(&whole);
    let words = limited(&words, request["max_tokens"].as_u64());
    let said = words.concat();
    let stop_reason = if said == whole {
        "end_turn"
    } else {
        "max_tokens"
    };
    (vec![json!({"type": "text", "text": said})], stop_reason)
}

/// The tool that is asked for by name, or the first one.
fn tool(request: &Value) -> Option<&Value> {
    let choice = &request["tool_choice"];
    let mut tools = request["tools"]
        .as_array()?
        .iter()
        .filter(|_| choice["type"] != "none");
    tools.find(|tool| choice["name"].is_null() || tool["name"] == choice["name"])
}

/// The text of the events of its stream.
pub(crate) fn events(message: &Value) -> Vec<Vec<u8>> {
    let mut start = message.clone();
    start["content"] = json!([]);
    start["stop_reason"] = Value::Null;
    start["usage"]["output_tokens"] = json!(1);
    let mut events = vec![
        json!({"type": "message_start", "message": start}),
        json!({"type": "ping"}),
    ];
    for (index, block) in message["content"]
        .as_array()
        .into_iter()
        .flatten()
        .enumerate()
    {
        let (start, deltas) = parts(block);
        events.push(json!({"type": "content_block_start", "index": index, "content_block": start}));
        let delta = |delta| json!({"type": "content_block_delta", "index": index, "delta": delta});
        events.extend(deltas.into_iter().map(delta));
        events.push(json!({"type": "content_block_stop", "index": index}));
    }
    events.push(json!({
        "type": "message_delta",
        "delta": {"stop_reason": message["stop_reason"], "stop_sequence": message["stop_sequence"]},
        "usage": {"output_tokens": message["usage"]["output_tokens"]},
    }));
    events.push(json!({"type": "message_stop"}));
    events
        .iter()
        .map(|event| named_event(event["type"].as_str().unwrap_or_default(), event))
        .collect()
}

/// A block as it starts, empty, and what is added to it.
fn parts(block: &Value) -> (Value, Vec<Value>) {
    let mut start = block.clone();
    if block["type"] == "tool_use" {
        start["input"] = json!({});
        let deltas = fragments(&block["input"].to_string());
        return (
            start,
            deltas
                .iter()
                .map(|part| json!({"type": "input_json_delta", "partial_json": part}))
                .collect(),
        );
    }
    start["text"] = json!("");
    let words = pieces(block["text"].as_str().unwrap_or_default());
    (
        start,
        words
            .iter()
            .map(|word| json!({"type": "text_delta", "text": word}))
            .collect(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::persona::Persona;

    fn payloads(message: &Value) -> Vec<Value> {
        let events = events(message);
        let data = events.iter().map(|event| {
            let text = std::str::from_utf8(event).unwrap();
            let (name, data) = text
                .strip_prefix("event: ")
                .unwrap()
                .split_once("\ndata: ")
                .unwrap();
            let data: Value = serde_json::from_str(data).unwrap();
            assert_eq!(data["type"], name);
            data
        });
        data.collect()
    }

    #[test]
    fn the_events_say_what_the_message_says() {
        let tools = json!([{"name": "weather", "input_schema": {
            "type": "object", "properties": {"city": {"type": "string"}}}}]);
        let messages = json!([{"role": "user", "content": "Is it raining in Oslo?"}]);
        for (request, field) in [
            (json!({"messages": messages}), "text"),
            (json!({"messages": messages, "max_tokens": 2}), "text"),
            (
                json!({"messages": messages, "tools": tools}),
                "partial_json",
            ),
        ] {
            let whole = message(&request, &Persona::DGRID.routes[1], "m");
            let payloads = payloads(&whole);
            let said: String = payloads
                .iter()
                .filter_map(|event| event["delta"][field].as_str())
                .collect();
            let block = &whole["content"][0];
            let text = if field == "text" {
                block["text"].as_str().unwrap().to_owned()
            } else {
                block["input"].to_string()
            };
            assert_eq!(said, text);
            let end = &payloads[payloads.len() - 2];
            assert_eq!(end["delta"]["stop_reason"], whole["stop_reason"]);
            assert_eq!(
                end["usage"]["output_tokens"],
                whole["usage"]["output_tokens"]
            );
            assert_eq!(payloads[0]["message"]["id"], whole["id"]);
        }
    }
}
