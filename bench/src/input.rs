//! Streams as gateways send them, made up once and the same in every run.

use bytes::Bytes;

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
        let first = choice(
            index,
            r#"{"role":"assistant","content":"","refusal":null}"#,
            "null",
            "null",
        );
        events.push(head.event(kind, &mut draw, &first, "null"));
    }
    while events.len() < LENGTH - choices - 2 {
        let piece = match kind {
            Kind::Tools => choice(0, &tool_delta(events.len(), &mut draw), "null", "null"),
            Kind::Logprobs => logprobs_choice(&mut draw),
            Kind::Text | Kind::Choices => choice(
                events.len() % choices,
                &text_delta(draw.word()),
                "null",
                "null",
            ),
        };
        events.push(head.event(kind, &mut draw, &piece, "null"));
    }
    let reason = if kind == Kind::Tools {
        "\"tool_calls\""
    } else {
        "\"stop\""
    };
    for index in 0..choices {
        events.push(head.event(
            kind,
            &mut draw,
            &choice(index, "{}", "null", reason),
            "null",
        ));
    }
    events.push(head.event(kind, &mut draw, "", USAGE));
    events.push("[DONE]".to_owned());
    events
}

/// Token counts with all their details.
pub(crate) const USAGE: &str = r#"{"prompt_tokens":1213,"completion_tokens":397,"total_tokens":1610,"prompt_tokens_details":{"cached_tokens":1024,"audio_tokens":0},"completion_tokens_details":{"reasoning_tokens":64,"audio_tokens":0,"accepted_prediction_tokens":0,"rejected_prediction_tokens":0}}"#;

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

    /// In the order in which `OpenAI` sends the members.
    fn event(&self, kind: Kind, draw: &mut Draw, choices: &str, usage: &str) -> String {
        let Self {
            id,
            created,
            fingerprint,
        } = self;
        let padding = if kind == Kind::Text {
            String::new()
        } else {
            let length = 2 + draw.below(14);
            format!(",\"obfuscation\":\"{}\"", draw.letters(length))
        };
        format!(
            "{{\"id\":\"{id}\",\"object\":\"chat.completion.chunk\",\"created\":{created},\"model\":\"gpt-5.1-mini-2025-11-13\",\
             \"service_tier\":\"default\",\"system_fingerprint\":\"{fingerprint}\",\"choices\":[{choices}],\"usage\":{usage}{padding}}}"
        )
    }
}

fn choice(index: usize, delta: &str, logprobs: &str, finish_reason: &str) -> String {
    format!(
        r#"{{"index":{index},"delta":{delta},"logprobs":{logprobs},"finish_reason":{finish_reason}}}"#
    )
}

/// A JSON string.
pub(crate) fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

fn text_delta(text: &str) -> String {
    format!(r#"{{"content":{}}}"#, quoted(text))
}

/// Calls of 24 events: the name, then 23 pieces of the arguments.
fn tool_delta(number: usize, draw: &mut Draw) -> String {
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
    let (call, piece) = (number / 24 % 3, number % 24);
    let piece = if piece == 0 {
        let id = draw.letters(24);
        format!(
            r#""id":"call_{id}","type":"function","function":{{"name":"get_order_book","arguments":""}}"#
        )
    } else {
        format!(
            r#""function":{{"arguments":{}}}"#,
            quoted(PIECES[draw.below(PIECES.len())])
        )
    };
    format!(r#"{{"tool_calls":[{{"index":{call},{piece}}}]}}"#)
}

fn logprobs_choice(draw: &mut Draw) -> String {
    let word = draw.word();
    let mut drawn = || u32::try_from(draw.below(9_000_000)).unwrap_or(0);
    let logprobs = logprobs(&[token(
        word,
        drawn(),
        &[(word, drawn()), (" other", drawn())],
    )]);
    choice(0, &text_delta(word), &logprobs, "null")
}

/// The log probabilities of some tokens.
pub(crate) fn logprobs(tokens: &[String]) -> String {
    format!(r#"{{"content":[{}],"refusal":null}}"#, tokens.join(","))
}

/// A token with its alternatives, each with its probability in millionths.
pub(crate) fn token(text: &str, millionths: u32, others: &[(&str, u32)]) -> String {
    let one = |text: &str, millionths: u32| {
        let logprob = -f64::from(millionths) / 1e6;
        format!(
            r#""token":{},"logprob":{logprob},"bytes":{:?}"#,
            quoted(text),
            text.as_bytes()
        )
        .replace(", ", ",")
    };
    let others: Vec<String> = others
        .iter()
        .map(|(text, millionths)| format!("{{{}}}", one(text, *millionths)))
        .collect();
    format!(
        r#"{{{},"top_logprobs":[{}]}}"#,
        one(text, millionths),
        others.join(",")
    )
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
