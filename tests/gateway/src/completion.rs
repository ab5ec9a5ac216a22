//! The chat completion that a request gets: the same for the same request, streamed or not.

use serde_json::{Map, Value, json};

use crate::persona::Route;
use crate::sample::sample;

/// The document's maximum of `n`, and of `top_logprobs`: a request need not have been checked.
const MOST_CHOICES: u64 = 128;
const MOST_LOGPROBS: u64 = 20;

/// The whole completion.
pub(crate) fn completion(request: &Value, route: &Route, model: &str) -> Value {
    let count = request["n"].as_u64().unwrap_or(1).min(MOST_CHOICES);
    let reply = reply(request);
    let choices: Vec<Value> = (0..count)
        .map(|index| choice(request, route, &reply, index))
        .collect();
    let prompt = request["messages"].to_string().len() as u64 / 4;
    let spent = choices
        .iter()
        .map(|choice| choice["message"].to_string().len() as u64 / 4)
        .sum::<u64>();
    let mut usage = json!({
        "prompt_tokens": prompt, "completion_tokens": spent, "total_tokens": prompt + spent,
        "completion_tokens_details": {"reasoning_tokens": if route.reasoning { 4 } else { 0 }},
    });
    add_counters(&mut usage, route.usage);
    json!({
        "id": format!("chatcmpl-{:016x}", fingerprint(&request["messages"].to_string())),
        "object": "chat.completion",
        "created": 1_767_225_600,
        "model": model,
        "choices": choices,
        "usage": usage,
        "system_fingerprint": "fp_fake",
    })
}

/// Puts each counter at its path.
pub(crate) fn add_counters(usage: &mut Value, counters: &[(&str, u64)]) {
    for (path, count) in counters {
        let mut place = &mut *usage;
        for key in path.split('/') {
            place = &mut place[key];
        }
        *place = json!(count);
    }
}

/// FNV-1a: an id that depends on nothing but the text.
pub(crate) fn fingerprint(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

enum Reply {
    Text(String),
    Calls(Vec<Value>),
}

fn reply(request: &Value) -> Reply {
    let messages = request["messages"]
        .as_array()
        .map_or(&[][..], Vec::as_slice);
    let results: Vec<String> = messages
        .iter()
        .rev()
        .take_while(|message| message["role"] == "tool")
        .map(|message| text(&message["content"]))
        .collect();
    let asked = messages
        .iter()
        .rev()
        .find(|message| message["role"] == "user")
        .map(|user| text(&user["content"]));
    let asked = asked.unwrap_or_default();
    if results.is_empty() && request["tool_choice"] != "none" {
        let calls = calls(request, &asked);
        if !calls.is_empty() {
            return Reply::Calls(calls);
        }
    }
    match request["response_format"]["type"].as_str() {
        Some("json_schema") => Reply::Text(
            sample(&request["response_format"]["json_schema"]["schema"], &asked).to_string(),
        ),
        Some("json_object") => Reply::Text(json!({"you_said": asked}).to_string()),
        _ if results.is_empty() => Reply::Text(format!("You said: {asked}")),
        _ => Reply::Text(format!(
            "The tool says: {}",
            results.into_iter().rev().collect::<Vec<_>>().join(", ")
        )),
    }
}

/// The text of a content: a string, or the text parts of a list.
pub(crate) fn text(content: &Value) -> String {
    match content {
        Value::String(text) => text.clone(),
        Value::Array(parts) => parts
            .iter()
            .map(|part| part["text"].as_str().unwrap_or("[part]"))
            .collect::<Vec<_>>()
            .join(" "),
        _ => String::new(),
    }
}

/// A call of the tool that is asked for by name, or of the first one; of all of them where parallel calls are asked for.
fn calls(request: &Value, asked: &str) -> Vec<Value> {
    let named = &request["tool_choice"]["function"]["name"];
    let wanted = if request["parallel_tool_calls"] == true && named.is_null() {
        usize::MAX
    } else {
        1
    };
    let functions = request["tools"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|tool| &tool["function"]);
    let functions = functions
        .filter(|function| named.is_null() || function["name"] == *named)
        .take(wanted);
    functions
        .enumerate()
        .map(|(index, function)| {
            let id = format!("call_{index}_{:08x}", fingerprint(asked) >> 32);
            let arguments = sample(&function["parameters"], asked).to_string();
            json!({"id": id, "type": "function", "function": {"name": function["name"], "arguments": arguments}})
        })
        .collect()
}

fn choice(request: &Value, route: &Route, reply: &Reply, index: u64) -> Value {
    let mut message = Map::from_iter([("role".to_owned(), json!("assistant"))]);
    let mut choice = json!({"index": index, "finish_reason": "stop", "logprobs": null});
    match reply {
        Reply::Text(whole) => {
            let whole = if index == 0 {
                whole.clone()
            } else {
                format!("{whole} (again, {index})")
            };
            let words = pieces(&whole);
            let limit = request["max_completion_tokens"]
                .as_u64()
                .or(request["max_tokens"].as_u64());
            let words = limited(&words, limit);
            if words.concat() != whole {
                choice["finish_reason"] = json!("length");
            }
            if request["logprobs"] == true {
                choice["logprobs"] = logprobs(
                    words,
                    request["top_logprobs"]
                        .as_u64()
                        .unwrap_or(0)
                        .min(MOST_LOGPROBS),
                );
            }
            message.insert("content".to_owned(), json!(words.concat()));
        }
        Reply::Calls(calls) => {
            choice["finish_reason"] = json!("tool_calls");
            message.insert("content".to_owned(), Value::Null);
            message.insert("tool_calls".to_owned(), json!(calls));
        }
    }
    if route.reasoning {
        message.insert(
            "reasoning_content".to_owned(),
            json!("The user wants an answer."),
        );
    }
    choice["message"] = message.into();
    choice
}

/// A token is a word with the space behind it.
pub(crate) fn pieces(text: &str) -> Vec<&str> {
    text.split_inclusive(' ').collect()
}

/// The first `limit` tokens.
pub(crate) fn limited<'a, 'b>(tokens: &'b [&'a str], limit: Option<u64>) -> &'b [&'a str] {
    let limit = limit
        .and_then(|limit| usize::try_from(limit).ok())
        .unwrap_or(usize::MAX);
    &tokens[..tokens.len().min(limit)]
}

fn logprobs(tokens: &[&str], top: u64) -> Value {
    let entry = |token: &&str| {
        let alternative = |rank: u64| {
            #[allow(clippy::cast_precision_loss)] // at most 20
            let logprob = -0.25 - rank as f64;
            json!({"token": token, "logprob": logprob, "bytes": token.as_bytes()})
        };
        let mut entry = alternative(0);
        entry["top_logprobs"] = (0..top).map(alternative).collect();
        entry
    };
    json!({"content": tokens.iter().map(entry).collect::<Vec<_>>(), "refusal": null})
}
