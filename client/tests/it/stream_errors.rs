//! Streams that go wrong after a good status.

use std::time::Duration;

use grid_client::api::chat::ChatCompletion;
use grid_client::{ChatStream, Error};
use grid_gateway::{Answer, Gateway, Reply, done, event, named_event};
use serde_json::json;

use super::setup::{MODEL, builder, client, gateway, hello};

async fn opened(answer: impl Into<Answer>) -> (Gateway, Result<ChatStream, Error>) {
    let gateway = gateway();
    gateway.push(answer);
    let stream = client(&gateway).chat(MODEL).user("x").stream().await;
    (gateway, stream)
}

/// Reads to the error; what had come is in it, and the stream is over.
async fn error_of(answer: impl Into<Answer>) -> Error {
    let (gateway, stream) = opened(answer).await;
    let mut stream = stream.unwrap();
    let error = loop {
        match stream.try_next().await {
            Ok(Some(_)) => {}
            Ok(None) => panic!("it ended well"),
            Err(error) => break error,
        }
    };
    assert_eq!(error.typed::<ChatCompletion>(), Some(stream.partial()));
    assert!(
        stream.try_next().await.unwrap().is_none(),
        "after an error nothing more"
    );
    assert_eq!(
        gateway.wait_for_open(0).await,
        0,
        "the connection is closed"
    );
    let again = stream.finish().await.unwrap_err();
    assert_eq!(again.to_string(), error.to_string());
    assert_eq!(again.is_retryable(), error.is_retryable());
    assert_eq!(error.status().unwrap(), 200);
    assert_eq!(gateway.received().len(), 1);
    error
}

fn with(place: usize, event: Vec<u8>) -> Reply {
    let mut events = hello();
    events.insert(place, event);
    Reply::events(events)
}

#[tokio::test]
async fn errors_in_every_shape() {
    for data in [
        json!({"error": {"message": "upstream died", "type": "server_error", "code": 502}}),
        json!({"error": {"message": "upstream died", "code": "server_error"}, "choices": []}),
        json!({"error": "upstream died"}),
        json!({"errors": {"detail": "upstream died"}}),
        json!({"detail": "upstream died"}),
        json!({"object": "error", "message": "upstream died", "code": 500}),
        json!({"id": "c1", "choices": [{"index": 0, "delta": {"content": ""}, "finish_reason": "error",
            "error": {"message": "upstream died"}}]}),
        json!({"id": "c1", "error": {"message": "upstream died"}, "choices": [
            {"index": 0, "delta": {"content": ""}, "finish_reason": "error"}]}),
    ] {
        let error = error_of(with(2, event(&data.to_string()))).await;
        assert!(
            error.is_stream_error() && error.may_have_run(),
            "{data}: {error}"
        );
        assert_eq!(error.message(), Some("upstream died"), "{data}");
        assert_eq!(error.event_number(), Some(3));
        assert_eq!(error.event_data().unwrap(), data.to_string().as_bytes());
    }
    let error = error_of(with(
        2,
        named_event("error", &json!({"message": "upstream died"})),
    ))
    .await;
    assert!(error.is_stream_error());
    assert_eq!(error.message(), Some("upstream died"));
}

/// As in a response that is not streamed: what the others say was asked for, too.
#[tokio::test]
async fn one_of_several_choices_that_fails_ends_no_stream() {
    let piece = |index: u32, rest: serde_json::Value| {
        let mut choice = json!({"index": index, "delta": {"content": "x"}});
        choice
            .as_object_mut()
            .unwrap()
            .extend(rest.as_object().unwrap().clone());
        event(&json!({"id": "c1", "choices": [choice]}).to_string())
    };
    let fails = json!({"finish_reason": "error", "error": {"message": "upstream died"}});
    let stops = json!({"finish_reason": "stop"});
    let asked = async |last: &serde_json::Value| {
        let gateway = gateway();
        let events = [
            piece(1, fails.clone()),
            piece(0, json!({})),
            piece(0, last.clone()),
            done(),
        ];
        gateway.push(Reply::events(events));
        let chat = client(&gateway).chat(MODEL).user("x").n(2);
        chat.stream().await.unwrap().finish().await
    };
    let reply = asked(&stops).await.unwrap();
    assert_eq!((reply.text(), reply.choices().len()), ("xx", 2));
    let error = asked(&fails).await.unwrap_err();
    assert!(error.is_stream_error(), "{error}");

    // A gateway that makes one choice, whatever it is asked for.
    let gateway = gateway();
    gateway.push(Reply::events([piece(0, fails.clone()), done()]));
    let chat = client(&gateway).chat(MODEL).user("x").n(2);
    let error = chat.stream().await.unwrap().finish().await.unwrap_err();
    assert!(error.is_stream_error(), "{error}");
    assert_eq!(error.message(), Some("upstream died"));
}

#[tokio::test]
async fn an_event_that_does_not_decode_is_named_and_kept() {
    for (data, path) in [
        (r#"{"id":"#, ""),
        (
            r#"{"choices":[{"index":0,"delta":{"content":7}}]}"#,
            "choices[0].delta.content",
        ),
        ("not JSON", ""),
        ("[1]", ""),
    ] {
        let error = error_of(with(2, event(data))).await;
        assert!(
            error.is_decode() && !error.is_truncated(),
            "{data}: {error}"
        );
        assert_eq!(
            (error.event_number(), error.event_data().unwrap().as_ref()),
            (Some(3), data.as_bytes())
        );
        assert!(
            error.decode_path().unwrap().contains(path),
            "{:?}",
            error.decode_path()
        );
        assert!(error.to_string().contains("event 3"), "{error}");
    }
}

#[tokio::test]
async fn invalid_utf8_is_replaced() {
    let mut bytes = super::setup::chunk(&json!({"content": "a?b"}), None);
    let at = bytes.iter().position(|byte| *byte == b'?').unwrap();
    bytes[at] = 0xff;
    let (_gateway, stream) = opened(with(2, bytes)).await;
    assert_eq!(
        stream.unwrap().finish().await.unwrap().text(),
        "Hello a\u{fffd}bthere"
    );
}

#[tokio::test]
async fn an_event_beyond_the_limit() {
    let gateway = gateway();
    let client = builder(&gateway).max_event_size(1000).build().unwrap();
    gateway.push(with(2, event(&"x".repeat(1001))).bytes_per_write(100));
    let error = client
        .chat(MODEL)
        .user("x")
        .stream()
        .await
        .unwrap()
        .finish()
        .await
        .unwrap_err();
    assert!(error.is_too_large() && error.may_have_run());
    let partial: &ChatCompletion = error.typed().unwrap();
    assert_eq!(
        partial.choices[0].message.content.as_deref(),
        Some("Hello ")
    );

    gateway.push(Reply::events([vec![b':'; 2000]]).bytes_per_write(100));
    assert!(
        client
            .chat(MODEL)
            .user("x")
            .stream()
            .await
            .unwrap_err()
            .is_too_large()
    );
}

#[tokio::test]
async fn endless_events_end() {
    for (name, answer) in grid_gateway::fault::of_events(&hello()[..4], &hello()[4]) {
        if !name.starts_with("endless") {
            continue;
        }
        let gateway = gateway();
        gateway.push(answer);
        let client = builder(&gateway).max_event_size(1 << 20).build().unwrap();
        let chat = client
            .chat(MODEL)
            .user("x")
            .with_timeout(Duration::from_millis(300));
        let error = chat.stream().await.unwrap().finish().await.unwrap_err();
        assert!(
            error.is_too_large() || error.is_timeout(),
            "{name}: {error}"
        );
    }
}
