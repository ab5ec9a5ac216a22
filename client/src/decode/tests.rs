use grid_api::chat::ChatCompletionChunk;
use grid_api::messages::StreamEvent;
use grid_api::support::decode_json;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::{EventDecoder, REMEMBERED};

fn chunk(index: u64, delta: &Value, padding: &str) -> String {
    json!({
        "id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1, "model": "m", "system_fingerprint": "f",
        "choices": [{"index": index, "delta": delta, "finish_reason": null}],
        "obfuscation": padding,
    })
    .to_string()
}

/// Reads all, each equal to what reading in full gives; returns how many were read from memory.
fn read_all(events: &[String]) -> usize {
    let mut decoder = EventDecoder::<ChatCompletionChunk>::default();
    let mut from_memory = 0;
    for data in events {
        from_memory += usize::from(decoder.templates.iter().any(|template| {
            let fill = |rest| template.fill(&mut template.value.clone(), rest);
            template.begins(data).and_then(fill).is_some()
        }));
        let read = decoder.decode(data).map_err(|error| error.to_string());
        let full =
            decode_json::<ChatCompletionChunk>(data.as_bytes()).map_err(|error| error.to_string());
        assert_eq!(read, full, "{data}");
    }
    from_memory
}

#[test]
fn a_text_stream_is_read_from_memory() {
    let events: Vec<String> = (0..100)
        .map(|n| {
            chunk(
                0,
                &json!({"content": format!("word {n}")}),
                &"x".repeat(n % 7),
            )
        })
        .collect();
    assert_eq!(read_all(&events), 98);
}

#[test]
fn so_is_one_with_log_probabilities() {
    let events: Vec<String> = (0..100)
        .map(|n| {
            let word = format!("w{n}\u{1f600}");
            let top = json!([{"token": word, "logprob": -0.5, "bytes": null}]);
            let token = json!({"token": word, "logprob": f64::from(n) / -7.0, "bytes": [1, n], "top_logprobs": top, "x": n});
            let logprobs = json!({"content": [token], "refusal": null});
            with_logprobs(&chunk(0, &json!({"content": word}), "pad"), &logprobs)
        })
        .collect();
    assert_eq!(read_all(&events), 98);
}

fn with_logprobs(event: &str, logprobs: &Value) -> String {
    let mut event: Value = serde_json::from_str(event).unwrap();
    event["choices"][0]["logprobs"] = logprobs.clone();
    event.to_string()
}

#[test]
fn so_are_several_choices_and_calls() {
    let events: Vec<String> = (0..400)
        .map(|n| match n % 4 {
            3 => {
                let call = json!({"index": 0, "function": {"arguments": format!("\"{n}\\n")}});
                chunk(3, &json!({"tool_calls": [call]}), "")
            }
            index => chunk(index, &json!({"content": format!("\u{e9}{n}")}), ""),
        })
        .collect();
    assert_eq!(read_all(&events), 392);
}

#[test]
fn events_that_never_repeat_soon_cost_nothing() {
    let mut decoder = EventDecoder::<ChatCompletionChunk>::default();
    for n in 0..1_000 {
        let data = json!({"id": n.to_string(), "created": n, "choices": []}).to_string();
        assert!(decoder.decode(&data).is_ok());
    }
    assert_eq!((decoder.credit, decoder.templates.len()), (0, 0));
    assert!(decoder.missed.len() <= REMEMBERED);
}

#[test]
fn what_is_no_json_is_not_taken_from_memory() {
    let good = [
        chunk(0, &json!({"content": "a"}), ""),
        chunk(0, &json!({"content": "b"}), ""),
    ];
    for bad in ["a\u{1}b", "\\x", "\\ud80", "a\"b"] {
        let mut events = good.to_vec();
        events.push(good[0].replace("\"a\"", &format!("\"{bad}\"")));
        read_all(&events);
    }
}

#[test]
fn a_member_of_the_same_name_elsewhere_is_not_mistaken() {
    let event = |text: &str, other: &str| {
        format!(
            r#"{{"extra":{{"content":"{other}"}},"choices":[{{"index":0,"delta":{{"content":"{text}"}}}}]}}"#
        )
    };
    read_all(&[
        event("a", "a"),
        event("b", "b"),
        event("c", "a"),
        event("a", "d"),
        event("e", "f"),
    ]);
}

#[test]
fn events_of_messages_repeat_too() {
    let event = |text: &str| {
        json!({"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": text}}).to_string()
    };
    let mut decoder = EventDecoder::<StreamEvent>::default();
    for text in ["a", "b", "c\n", "d"] {
        let data = event(text);
        assert_eq!(
            decoder.decode(&data).ok(),
            decode_json(data.as_bytes()).ok()
        );
    }
    assert_eq!(decoder.templates.len(), 1);
}

/// Pieces that events are made of: few, so that what repeats by chance repeats often.
fn piece() -> impl Strategy<Value = String> {
    prop::sample::select(vec![
        "\"content\"",
        "\"arguments\"",
        "\"obfuscation\"",
        "\"reasoning\"",
        ":",
        ",",
        "{",
        "}",
        "[",
        "]",
        "\"a\"",
        "\"b\\n\"",
        "\"\\u00e9\"",
        "null",
        "1",
        "\"delta\"",
        "\"logprobs\"",
        "\"choices\"",
        " ",
        "\"",
    ])
    .prop_map(str::to_owned)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn memory_never_changes_what_is_read(
        pieces in prop::collection::vec(prop::collection::vec(piece(), 0..12), 1..10),
        texts in prop::collection::vec(("[a-c\"\\\\\n\u{e9}]{0,4}", "[x\"]{0,3}", 0u64..3), 1..24),
    ) {
        let mut events = Vec::new();
        for (n, (text, padding, index)) in texts.iter().enumerate() {
            events.push(chunk(*index, &json!({"content": text}), padding));
            events.push(chunk(*index, &json!({"content": text, "reasoning": padding, "name": text}), padding));
            let logprobs = if text.is_empty() { Value::Null } else { json!({"content": [{"token": text, "logprob": *index}], text: padding}) };
            events.push(with_logprobs(&chunk(*index, &json!({"content": text}), padding), &logprobs));
            if let Some(noise) = pieces.get(n % pieces.len()) {
                let at = events.len() / 2;
                let noisy = events[at].replacen("\"content\"", &format!("{}\"content\"", noise.concat()), 1);
                events.push(noisy);
            }
        }
        read_all(&events);
    }
}
