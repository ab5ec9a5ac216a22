//! Streams that come whole: what is handed out, and what it is put together to.

use std::future::poll_fn;
use std::pin::Pin;

use futures_core::Stream;
use grid_client::api::chat::{ChatCompletion, FunctionDefinition, Tool};
use grid_client::{ChatStream, Gateway};
use grid_gateway::{Framing, Persona, Reply, comment, done, event, json_event, named_event};
use serde_json::{Value, json};

use super::setup::{KEY, MODEL, builder, chunk, client, gateway, hello, hello_plain};

async fn opened(reply: Reply) -> (grid_gateway::Gateway, ChatStream) {
    let gateway = gateway();
    gateway.push(reply);
    let stream = client(&gateway)
        .chat(MODEL)
        .user("x")
        .stream()
        .await
        .unwrap();
    (gateway, stream)
}

async fn finished(events: impl IntoIterator<Item = Vec<u8>>) -> Value {
    let (_gateway, stream) = opened(Reply::events(events)).await;
    let reply = stream.finish().await.unwrap();
    serde_json::to_value(reply.into_completion()).unwrap()
}

/// Servers that count text in UTF-16 units cut characters beyond U+FFFF in two.
#[tokio::test]
async fn a_character_cut_in_two_is_put_together() {
    let cut = |text: &str| {
        event(&format!(
            r#"{{"id":"c1","choices":[{{"index":0,"delta":{{"content":"{text}"}},"finish_reason":null}}]}}"#
        ))
    };
    let events = ["a", "b \\ud83d", "\\ude00 c", "d"].map(cut);
    let whole = finished(events.into_iter().chain([done()])).await;
    assert_eq!(whole["choices"][0]["message"]["content"], "ab \u{1f600} cd");
    let alone = [cut("a\\ude00"), cut("b"), done()];
    assert_eq!(
        finished(alone).await["choices"][0]["message"]["content"],
        "a\u{fffd}b"
    );
}

#[tokio::test]
async fn events_that_only_look_like_errors_are_none() {
    for data in [
        json!({"code": 0, "message": "", "data": null}),
        json!({"code": 200, "message": "Success"}),
        json!({"type": "status", "message": "Searching the web"}),
        json!({"message": "queued"}),
        json!({"detail": ""}),
        json!({"id": "c1", "choices": [], "error": {}, "errors": []}),
        json!({"id": "c1", "choices": [], "error": {"code": 0, "message": "", "type": null}}),
    ] {
        let mut events = hello();
        for place in [0, 3] {
            events.insert(place, json_event(&data));
        }
        let whole = finished(events).await;
        assert_eq!(whole["choices"], hello_plain()["choices"], "{data}");
    }
}

#[tokio::test]
async fn events_as_they_come() {
    let (_gateway, mut stream) = opened(Reply::events(hello())).await;
    let mut texts = Vec::new();
    while let Some(chunk) = stream.try_next().await.unwrap() {
        texts.push(chunk.text().to_owned());
        assert_eq!(
            stream.partial().choices[0].message.content.as_deref(),
            Some(texts.concat().as_str())
        );
        assert_eq!(chunk.id.as_deref(), Some("c1"));
    }
    assert_eq!(texts, ["", "Hello ", "there", ""]);
    assert!(
        stream.try_next().await.unwrap().is_none(),
        "the end stays the end"
    );
    let debug = format!("{stream:?}");
    assert!(
        debug.contains("complete") && !debug.contains("Hello"),
        "{debug}"
    );
    assert_eq!(stream.headers()["content-type"], "text/event-stream");
    let whole = serde_json::to_value(stream.finish().await.unwrap().completion()).unwrap();
    assert_eq!(whole, hello_plain());
}

#[tokio::test]
async fn it_is_a_stream_of_the_futures_kind() {
    fn is_stream<T: Stream + Send + Unpin + 'static>(_: &T) {}
    let (_gateway, mut stream) = opened(Reply::events(hello())).await;
    is_stream(&stream);
    let mut count = 0;
    while let Some(chunk) = poll_fn(|cx| Pin::new(&mut stream).poll_next(cx)).await {
        chunk.unwrap();
        count += 1;
    }
    assert_eq!(count, 4);
    assert!(
        poll_fn(|cx| Pin::new(&mut stream).poll_next(cx))
            .await
            .is_none()
    );
}

fn tools() -> Vec<Tool> {
    let tool = |name: &str| {
        let schema = json!({"type": "object", "properties": {"city": {"type": "string"}, "days": {"type": "integer"}}});
        Tool::new(FunctionDefinition::new(name).parameters(schema.as_object().unwrap().clone()))
    };
    ["weather", "population", "distance"].map(tool).to_vec()
}

/// What the gateway sends plain, and what its stream is put together to.
async fn both(
    gateway: &grid_gateway::Gateway,
    chat: grid_client::ChatBuilder,
) -> (ChatCompletion, ChatCompletion) {
    let plain = chat.clone().send().await.unwrap().into_completion();
    let streamed = chat
        .stream()
        .await
        .unwrap()
        .finish()
        .await
        .unwrap()
        .into_completion();
    assert!(gateway.violations().is_empty());
    (plain, streamed)
}

#[tokio::test]
async fn four_choices_with_three_parallel_tool_calls() {
    let gateway = gateway();
    let chat = client(&gateway)
        .chat(MODEL)
        .user("Oslo")
        .n(4)
        .tools(tools())
        .parallel_tool_calls(true);
    let (plain, streamed) = both(&gateway, chat).await;
    assert_eq!(plain.choices.len(), 4);
    assert_eq!(
        plain.choices[3].message.tool_calls.as_ref().unwrap().len(),
        3
    );
    assert_eq!(streamed, plain);
}

#[tokio::test]
async fn logprobs_reasoning_usage_and_obfuscation_at_every_gateway() {
    let personas = [
        (Persona::THE_GRID, Gateway::the_grid()),
        (
            Persona::COMPATIBLE,
            Gateway::compatible("http://replaced.example"),
        ),
    ];
    for (persona, data) in personas {
        let gateway = grid_gateway::Gateway::builder()
            .persona(persona)
            .key(KEY)
            .start()
            .unwrap();
        let client = builder(&gateway).gateway(data).build().unwrap();
        let options = grid_client::api::chat::StreamOptions::new().include_obfuscation(true);
        let chat = client
            .chat(MODEL)
            .user("one two three")
            .n(2)
            .logprobs(true)
            .top_logprobs(2);
        let plain = chat.clone().send().await.unwrap().into_completion();
        let streamed = chat
            .stream_options(options)
            .stream()
            .await
            .unwrap()
            .finish()
            .await
            .unwrap();
        assert!(plain.usage.is_some() && plain.choices[1].logprobs.is_some());
        assert_eq!(*streamed.completion(), plain);
    }
}

#[tokio::test]
async fn however_the_bytes_are_cut_and_the_end_is_told() {
    for framing in [Framing::Chunked, Framing::Length, Framing::Close] {
        for reply in [
            Reply::events(hello()).bytes_per_write(1),
            Reply::events(hello()).per_write(usize::MAX),
            Reply::events(hello()).without_header("content-type"),
            Reply::events(hello()).insert(0, b"\xef\xbb\xbf"),
            Reply::events(hello()).insert(0, b" \n\r\n"),
            Reply::events(hello())
                .insert(0, comment("alive"))
                .insert(3, comment("alive")),
        ] {
            let (_gateway, stream) = opened(reply.framing(framing)).await;
            assert_eq!(stream.finish().await.unwrap().text(), "Hello there");
        }
    }
}

#[tokio::test]
async fn what_follows_the_terminator_is_not_looked_at() {
    let mut events = hello();
    events.extend([
        chunk(&json!({"content": "more"}), None),
        event("garbage"),
        done(),
    ]);
    assert_eq!(finished(events).await, hello_plain());
}

#[tokio::test]
async fn the_connection_of_a_complete_stream_is_used_again() {
    let gateway = gateway();
    let client = client(&gateway);
    for _ in 0..3 {
        gateway.push(Reply::events(hello()));
        client
            .chat(MODEL)
            .user("x")
            .stream()
            .await
            .unwrap()
            .finish()
            .await
            .unwrap();
    }
    assert_eq!(gateway.connections(), 1);
}

#[tokio::test]
async fn odd_events_that_are_no_errors() {
    let odd = [
        event(""),
        event("  "),
        named_event("ping", &json!("now")),
        named_event("data", &json!({"choices": []})),
        json_event(&json!({"choices": [], "usage": null, "error": null})),
        json_event(&json!({"id": "", "choices": [], "prompt_filter_results": [1]})),
    ];
    for event in odd {
        let mut events = hello();
        events.insert(0, event.clone());
        events.insert(3, event);
        let mut whole = finished(events).await;
        whole
            .as_object_mut()
            .unwrap()
            .remove("prompt_filter_results");
        assert_eq!(whole, hello_plain());
    }
}

#[tokio::test]
async fn usage_comes_in_any_event() {
    let usage = json!({"prompt_tokens": 1, "completion_tokens": 2, "total_tokens": 3});
    for place in 1..4 {
        let mut events = hello();
        events.insert(place, json_event(&json!({"choices": [], "usage": usage})));
        assert_eq!(finished(events).await["usage"], usage, "alone");
        let mut events = hello();
        events[place] = json_event(&json!({
            "choices": [{"index": 0, "delta": {"content": "!"}, "finish_reason": null}], "usage": usage,
        }));
        assert_eq!(finished(events).await["usage"], usage, "beside a choice");
    }
}

#[tokio::test]
async fn a_choice_may_never_say_why_it_stopped() {
    let mut events = hello();
    events.remove(3);
    let whole = finished(events).await;
    assert_eq!(whole["choices"][0].get("finish_reason"), None);
    assert_eq!(whole["choices"][0]["message"]["content"], "Hello there");
}
