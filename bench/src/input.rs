//! Streams as gateways send them, made up once and the same in every run.

use bytes::Bytes;
use serde_json::{Value, json};

/// What a stream is full of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// One choice, text only.
    Text,
    /// Four choices that take turns, with obfuscation and usage.
    Choices,
    /// One choice with log probabilities, obfuscation and usage.
    Logprobs,
    /// Tool calls, with obfuscation and usage.
    Tools,
}

/// What the mixed stream is made of, in equal parts.
pub(crate) const MIXED: [Kind; 3] = [Kind::Choices, Kind::Logprobs, Kind::Tools];

/// How many events a stream has, its last ones and `[DONE]` included.
const LENGTH: usize = 400;

/// A draw of numbers that every run repeats (the constants are Knuth's, of MMIX).
struct Draw(u64);

impl Draw {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or(0) % limit
    }

    fn word(&mut self) -> &'static str {
        const WORDS: [&str; 24] = [
            " the",
            " market",
            " clears",
            " at",
            " a",
            " uniform",
            " price",
            ",",
            " so",
            " that",
            " each",
            " supplier",
            " is",
            " paid",
            " what",
            " marginal",
            " unit",
            " costs",
            ".",
            "\n\n",
            " \"spot\"",
            " caf\u{e9}",
            " \u{2014}",
            "ing",
        ];
        WORDS[self.below(WORDS.len())]
    }

    fn letters(&mut self, length: usize) -> String {
        const LETTERS: &[u8; 62] =
            b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
        (0..length)
            .map(|_| char::from(LETTERS[self.below(LETTERS.len())]))
            .collect()
    }
}

/// The data of each event of one stream, `[DONE]` last.
pub(crate) fn stream(kind: Kind, seed: u64) -> Vec<String> {
    let mut draw = Draw(seed.wrapping_mul(2_654_435_761).wrapping_add(kind as u64));
    let head = Head::draw(&mut draw, seed);
    let mut events = Vec::with_capacity(LENGTH);
    let choices = if kind == Kind::Choices { 4 } else { 1 };
    for index in 0..choices {
        events.push(head.event(
            kind,
            &mut draw,
            &json!([choice(
                index,
                json!({"role": "assistant", "content": "", "refusal": null})
            )]),
        ));
    }
    while events.len() < LENGTH - choices - 2 {
        let index = events.len() % choices;
        let piece = match kind {
            Kind::Tools => choice(0, tool_delta(events.len(), &mut draw)),
            Kind::Logprobs => logprobs_choice(&mut draw),
            Kind::Text | Kind::Choices => choice(index, json!({"content": draw.word()})),
        };
        events.push(head.event(kind, &mut draw, &json!([piece])));
    }
    for index in 0..choices {
        let mut last = choice(index, json!({}));
        last["finish_reason"] = json!(if kind == Kind::Tools {
            "tool_calls"
        } else {
            "stop"
        });
        events.push(head.event(kind, &mut draw, &json!([last])));
    }
    events.push(head.usage(kind, &mut draw));
    events.push("[DONE]".to_owned());
    events
}

/// What every event of one stream repeats.
struct Head {
    id: String,
    created: u64,
    fingerprint: String,
}

impl Head {
    fn draw(draw: &mut Draw, seed: u64) -> Self {
        Self {
            id: format!("chatcmpl-{}", draw.letters(29)),
            created: 1_763_000_000 + seed,
            fingerprint: format!("fp_{}", draw.letters(10).to_lowercase()),
        }
    }

    fn event(&self, kind: Kind, draw: &mut Draw, choices: &Value) -> String {
        self.text(kind, draw, choices, "null")
    }

    fn usage(&self, kind: Kind, draw: &mut Draw) -> String {
        let usage = json!({
            "prompt_tokens": 1_213, "completion_tokens": 397, "total_tokens": 1_610,
            "prompt_tokens_details": {"cached_tokens": 1_024, "audio_tokens": 0},
            "completion_tokens_details": {
                "reasoning_tokens": 64, "audio_tokens": 0, "accepted_prediction_tokens": 0, "rejected_prediction_tokens": 0,
            },
        });
        self.text(kind, draw, &json!([]), &usage.to_string())
    }

    /// In the order in which `OpenAI` sends the members.
    fn text(&self, kind: Kind, draw: &mut Draw, choices: &Value, usage: &str) -> String {
        let Self {
            id,
            created,
            fingerprint,
        } = self;
        let padding = match kind {
            Kind::Text => String::new(),
            _ => {
                let length = 2 + draw.below(14);
                format!(",\"obfuscation\":\"{}\"", draw.letters(length))
            }
        };
        format!(
            "{{\"id\":\"{id}\",\"object\":\"chat.completion.chunk\",\"created\":{created},\"model\":\"gpt-5.1-mini-2025-11-13\",\
             \"service_tier\":\"default\",\"system_fingerprint\":\"{fingerprint}\",\"choices\":{choices},\"usage\":{usage}{padding}}}"
        )
    }
}

fn choice(index: usize, delta: Value) -> Value {
    json!({"index": index, "delta": delta, "logprobs": null, "finish_reason": null})
}

/// Calls of 24 events: the name, then 23 pieces of the arguments.
fn tool_delta(number: usize, draw: &mut Draw) -> Value {
    let (call, piece) = (number / 24 % 3, number % 24);
    let piece = match piece {
        0 => json!({
            "index": call, "id": format!("call_{}", draw.letters(24)), "type": "function",
            "function": {"name": "get_order_book", "arguments": ""},
        }),
        _ => {
            const PIECES: [&str; 8] = [
                "{\"",
                "instrument",
                "\":\"",
                "text",
                "-prime",
                "\",\"",
                "depth",
                "\":",
            ];
            json!({"index": call, "function": {"arguments": PIECES[draw.below(PIECES.len())]}})
        }
    };
    json!({"tool_calls": [piece]})
}

fn logprobs_choice(draw: &mut Draw) -> Value {
    let word = draw.word();
    let mut one = |token: &str| {
        let logprob = -f64::from(u32::try_from(draw.below(9_000_000)).unwrap_or(0)) / 1e6;
        json!({"token": token, "logprob": logprob, "bytes": token.as_bytes()})
    };
    let mut token = one(word);
    token["top_logprobs"] = json!([one(word), one(" other")]);
    let mut piece = choice(0, json!({"content": word}));
    piece["logprobs"] = json!({"content": [token], "refusal": null});
    piece
}

/// The streams as bytes on the wire: events with a `data` line each.
pub(crate) fn wire(streams: &[Vec<String>]) -> Bytes {
    let mut bytes = Vec::new();
    for data in streams.iter().flatten() {
        bytes.extend_from_slice(format!("data: {data}\n\n").as_bytes());
    }
    bytes.into()
}

/// Cuts bytes into reads of one size.
pub(crate) fn reads(bytes: &Bytes, size: usize) -> Vec<Bytes> {
    (0..bytes.len())
        .step_by(size)
        .map(|at| bytes.slice(at..bytes.len().min(at + size)))
        .collect()
}

/// One read for each event.
pub(crate) fn read_each(streams: &[Vec<String>]) -> Vec<Bytes> {
    let whole = wire(streams);
    let mut at = 0;
    let lengths = streams
        .iter()
        .flatten()
        .map(|data| data.len() + "data: \n\n".len());
    lengths
        .map(|length| {
            at += length;
            whole.slice(at - length..at)
        })
        .collect()
}

/// The data of the events of a text stream that bring text: any number of them, in any order, is a stream.
pub(crate) fn text_only() -> Vec<String> {
    let mut events = stream(Kind::Text, 1);
    events.truncate(LENGTH - 3);
    events.remove(0);
    events
}
