//! What the gateway does with each request: mostly what it should, else a fault drawn from the seed.
//!
//! Each fault says whether the completion is finished all the same: a slow one is, a cut one is not.

use std::collections::BTreeMap;
use std::time::Duration;

use grid_gateway::{Answer, Reply, done, fault, json_event, named_event};
use serde_json::{Value, json};

/// One request in so many meets a fault.
const ONE_IN: u64 = 5;

/// Faults that finish the completion.
const FINISHED: [&str; 13] = [
    "wrong content type",
    "no content type",
    "interim answer first",
    "closed while idle",
    "closed by the next request",
    "reset by the next request",
    "terminator twice",
    "events after the terminator",
    "two streams in one",
    "terminator without blank line",
    "BOM",
    "comments everywhere",
    "ended by close",
];

/// Faults after which there is no completion.
const BROKEN: [&str; 40] = [
    "close",
    "reset before headers",
    "stall",
    "HTTP garbage",
    "bad status line",
    "bad header",
    "cut headers",
    "two lengths",
    "header flood",
    "no content",
    "not modified",
    "partial content",
    "empty error body",
    "HTML error page",
    "redirect without Location",
    "redirect to nowhere",
    "redirect to another scheme",
    "empty body",
    "HTML with status 200",
    "deep nesting",
    "huge numbers",
    "reset after headers",
    "close after headers",
    "stall after headers",
    "reset in mid-body",
    "close in mid-body",
    "stall in mid-body",
    "length too long",
    "chunks without end",
    "broken chunk size",
    "gzip broken",
    "NUL bytes",
    "reset in mid-event",
    "close in mid-event",
    "reset between events",
    "close between events",
    "bad JSON in one event",
    "error in mid-stream",
    "event: error",
    "clean end in mid-event",
];

/// What the gateway does with one request.
pub(super) struct Drawn {
    pub(super) answer: Answer,
    /// The fault's name; `None` for an answer as it should be.
    pub(super) fault: Option<&'static str>,
    /// Whether a whole completion is sent.
    pub(super) finishes: bool,
}

/// The faults that do not depend on the request.
pub(super) struct Mix {
    instead: fault::Faults,
}

impl Mix {
    pub(super) fn new() -> Self {
        Self {
            instead: fault::in_place_of_answer(),
        }
    }

    /// What to do with a request whose prompt is this text; `random` decides.
    pub(super) fn draw(&self, messages: bool, request: &Value, prompt: &str, random: u64) -> Drawn {
        let healthy = Healthy::new(messages, request["stream"] == true, prompt);
        if !random.is_multiple_of(ONE_IN) {
            return Drawn {
                answer: healthy.reply().into(),
                fault: None,
                finishes: true,
            };
        }
        let random = random / ONE_IN;
        let statuses = [400, 401, 402, 404, 429, 500, 503];
        let count = FINISHED.len() + BROKEN.len() + statuses.len();
        let pick = usize::try_from(random % count as u64).unwrap_or(0);
        let mut faults = healthy.faults();
        if let Some(name) = FINISHED.get(pick).filter(|name| faults.contains_key(*name)) {
            return drawn(faults.remove(name), name, true);
        }
        let pick = pick % (BROKEN.len() + statuses.len());
        if let Some(name) = BROKEN.get(pick) {
            let fault = faults
                .remove(name)
                .or_else(|| self.instead.get(name).cloned());
            return drawn(fault, name, false);
        }
        let status = statuses.get(pick - BROKEN.len()).copied().unwrap_or(500);
        drawn(Some(Reply::error(status).into()), "error status", false)
    }
}

/// A fault of the other mode is a closed connection in this one.
fn drawn(answer: Option<Answer>, fault: &'static str, finishes: bool) -> Drawn {
    match answer {
        Some(answer) => Drawn {
            answer,
            fault: Some(fault),
            finishes,
        },
        None => Drawn {
            answer: Answer::steps([grid_gateway::Step::Close]),
            fault: Some("close"),
            finishes: false,
        },
    }
}

/// What a caller who said `prompt` is told.
pub(super) fn reply_to(prompt: &str) -> String {
    format!("You said: {prompt}")
}

/// The answer as it should be.
struct Healthy {
    whole: Value,
    events: Vec<Vec<u8>>,
    end: Vec<u8>,
    streamed: bool,
}

impl Healthy {
    fn new(messages: bool, streamed: bool, prompt: &str) -> Self {
        let text = reply_to(prompt);
        if messages {
            Self {
                whole: message(&text),
                events: message_events(&text),
                end: named_event("message_stop", &json!({"type": "message_stop"})),
                streamed,
            }
        } else {
            Self {
                whole: completion(&text),
                events: chunks(&text),
                end: done(),
                streamed,
            }
        }
    }

    fn reply(&self) -> Reply {
        if self.streamed {
            Reply::events([&self.events[..], std::slice::from_ref(&self.end)].concat())
        } else {
            Reply::json(200, &self.whole)
        }
    }

    /// The faults that this answer can suffer.
    fn faults(&self) -> BTreeMap<&'static str, Answer> {
        if self.streamed {
            fault::of_events(&self.events, &self.end)
        } else {
            fault::of_body(&Reply::json(200, &self.whole))
        }
    }
}

fn completion(text: &str) -> Value {
    json!({"id": "chatcmpl-1", "object": "chat.completion", "created": 1, "model": "m", "choices": [
        {"index": 0, "message": {"role": "assistant", "content": text}, "finish_reason": "stop"}]})
}

fn chunks(text: &str) -> Vec<Vec<u8>> {
    let chunk = |delta: Value, finish: Value| {
        json_event(
            &json!({"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1, "model": "m", "choices": [
            {"index": 0, "delta": delta, "finish_reason": finish}]}),
        )
    };
    let words = text
        .split_inclusive(' ')
        .map(|word| chunk(json!({"content": word}), Value::Null));
    words.chain([chunk(json!({}), json!("stop"))]).collect()
}

fn message(text: &str) -> Value {
    json!({"id": "msg_1", "type": "message", "role": "assistant", "model": "m", "content": [{"type": "text", "text": text}],
        "stop_reason": "end_turn", "stop_sequence": null, "usage": {"input_tokens": 1, "output_tokens": 1}})
}

fn message_events(text: &str) -> Vec<Vec<u8>> {
    let mut start = message("");
    start["content"] = json!([]);
    start["stop_reason"] = Value::Null;
    let first = [
        json!({"type": "message_start", "message": start}),
        json!({"type": "content_block_start", "index": 0, "content_block": {"type": "text", "text": ""}}),
    ];
    let words = text
        .split_inclusive(' ')
        .map(|word| json!({"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": word}}));
    let last = [
        json!({"type": "content_block_stop", "index": 0}),
        json!({"type": "message_delta", "delta": {"stop_reason": "end_turn"}, "usage": {"output_tokens": 3}}),
    ];
    let events = first.into_iter().chain(words).chain(last);
    events
        .map(|event| named_event(event["type"].as_str().unwrap_or_default(), &event))
        .collect()
}

/// A wait that no healthy answer needs, and a stalled one does not get.
pub(super) const PATIENCE: Duration = Duration::from_secs(5);
