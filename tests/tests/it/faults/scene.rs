//! Where a cell of the table plays: a surface, a mode, secrets of its own, and what a healthy gateway would have answered.

use grid_gateway::{Reply, done, event, json_event, named_event};
use serde_json::{Value, json};

/// What a healthy gateway says, however it says it.
pub(crate) const TEXT: &str = "ANSWERMARK one two";

/// What the first event of [`Scene::events`] with a text in it says.
pub(crate) const FIRST: &str = "ANSWERMARK ";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Surface {
    Chat,
    Messages,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mode {
    Plain,
    Stream,
}

/// The secrets hold the cell's number, so that a leak names the cell that it came from.
#[derive(Clone, Debug)]
pub(crate) struct Scene {
    /// The cell's number.
    pub(crate) cell: usize,
    pub(crate) surface: Surface,
    pub(crate) mode: Mode,
    pub(crate) key: String,
    pub(crate) prompt: String,
    pub(crate) token: String,
    /// The gateway that is asked.
    pub(crate) origin: String,
    /// A gateway that nobody should ever ask.
    pub(crate) foreign: String,
}

impl Scene {
    pub(crate) fn new(surface: Surface, mode: Mode, cell: usize) -> Self {
        Self {
            cell,
            surface,
            mode,
            key: format!("sk-lab-{cell}-KEYMARK"),
            prompt: format!("lab {cell} PROMPTMARK"),
            token: format!("lab.{cell}.TOKENMARK"),
            origin: String::new(),
            foreign: String::new(),
        }
    }

    /// The path of the surface's operation.
    pub(crate) fn path(&self) -> &'static str {
        match self.surface {
            Surface::Chat => "/v1/chat/completions",
            Surface::Messages => "/v1/messages",
        }
    }

    /// The whole answer, as JSON.
    pub(crate) fn completion(&self) -> Value {
        match self.surface {
            Surface::Chat => json!({
                "id": "chatcmpl-1", "object": "chat.completion", "created": 1_700_000_000, "model": "m",
                "choices": [{
                    "index": 0, "message": {"role": "assistant", "content": TEXT}, "logprobs": null, "finish_reason": "stop",
                }],
                "usage": {"prompt_tokens": 3, "completion_tokens": 3, "total_tokens": 6},
            }),
            Surface::Messages => json!({
                "id": "msg_1", "type": "message", "role": "assistant", "model": "m",
                "content": [{"type": "text", "text": TEXT}],
                "stop_reason": "end_turn", "stop_sequence": null,
                "usage": {"input_tokens": 3, "output_tokens": 3},
            }),
        }
    }

    /// The whole answer, as it is sent where none is streamed.
    pub(crate) fn whole(&self) -> Reply {
        Reply::json(200, &self.completion()).header("x-lab", "kept")
    }

    /// The events of the stream, without the one that ends it.
    pub(crate) fn events(&self) -> Vec<Vec<u8>> {
        match self.surface {
            Surface::Chat => chat_events(),
            Surface::Messages => messages_events(),
        }
    }

    /// What ends the stream.
    pub(crate) fn end(&self) -> Vec<u8> {
        match self.surface {
            Surface::Chat => done(),
            Surface::Messages => named_event("message_stop", &json!({"type": "message_stop"})),
        }
    }

    /// The whole stream.
    pub(crate) fn stream(&self) -> Reply {
        Reply::events([self.events(), vec![self.end()]].concat()).header("x-lab", "kept")
    }

    /// What a healthy gateway answers here.
    pub(crate) fn good(&self) -> Reply {
        match self.mode {
            Mode::Plain => self.whole(),
            Mode::Stream => self.stream(),
        }
    }

    /// An error as the surface's streams report it.
    pub(crate) fn error_event(&self, kind: &str) -> Vec<u8> {
        let error = json!({"type": kind, "message": "upstream died"});
        match self.surface {
            Surface::Chat => json_event(&json!({"error": error})),
            Surface::Messages => named_event("error", &json!({"type": "error", "error": error})),
        }
    }
}

fn chat_events() -> Vec<Vec<u8>> {
    let chunk = |delta: Value, finish: Value| {
        json_event(&json!({
            "id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1_700_000_000, "model": "m",
            "choices": [{"index": 0, "delta": delta, "logprobs": null, "finish_reason": finish}],
        }))
    };
    vec![
        chunk(json!({"role": "assistant", "content": FIRST}), Value::Null),
        chunk(json!({"content": "one "}), Value::Null),
        chunk(json!({"content": "two"}), Value::Null),
        chunk(json!({}), json!("stop")),
    ]
}

fn messages_events() -> Vec<Vec<u8>> {
    let text = |text: &str| json!({"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": text}});
    let events = [
        json!({"type": "message_start", "message": {
            "id": "msg_1", "type": "message", "role": "assistant", "model": "m", "content": [],
            "stop_reason": null, "stop_sequence": null, "usage": {"input_tokens": 3, "output_tokens": 1},
        }}),
        json!({"type": "content_block_start", "index": 0, "content_block": {"type": "text", "text": ""}}),
        text(FIRST),
        text("one "),
        text("two"),
        json!({"type": "content_block_stop", "index": 0}),
        json!({"type": "message_delta", "delta": {"stop_reason": "end_turn", "stop_sequence": null}, "usage": {"output_tokens": 3}}),
    ];
    events
        .iter()
        .map(|event| named_event(event["type"].as_str().unwrap(), event))
        .collect()
}

/// An event of this text, whatever it is.
pub(crate) fn raw_event(data: &str) -> Vec<u8> {
    event(data)
}
