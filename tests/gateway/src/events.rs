//! The text of server-sent events (WHATWG HTML, section 9.2.5).

use serde_json::Value;

/// `data: {data}` and a blank line; a line break in `data` starts another `data:` line.
#[must_use]
pub fn event(data: &str) -> Vec<u8> {
    let mut text: String = data
        .split('\n')
        .flat_map(|line| ["data: ", line, "\n"])
        .collect();
    text.push('\n');
    text.into_bytes()
}

/// [`event`] of a JSON value on one line.
#[must_use]
pub fn json_event(data: &Value) -> Vec<u8> {
    event(&data.to_string())
}

/// An event with a name, as Anthropic's streams have them.
#[must_use]
pub fn named_event(name: &str, data: &Value) -> Vec<u8> {
    let mut text = format!("event: {name}\n").into_bytes();
    text.append(&mut json_event(data));
    text
}

/// A comment, as gateways send to keep a connection alive.
#[must_use]
pub fn comment(text: &str) -> Vec<u8> {
    format!(": {text}\n\n").into_bytes()
}

/// The end of a chat stream: `data: [DONE]`.
#[must_use]
pub fn done() -> Vec<u8> {
    event("[DONE]")
}
