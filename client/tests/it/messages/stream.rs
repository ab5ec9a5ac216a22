//! Streams of the Messages surface.

use grid_client::api::messages::create_message::CreateMessageError;
use grid_client::api::messages::{Message, OutputBlock, StopReason, StreamEvent};
use grid_client::{Error, MessageStream, TimeoutPhase};
use grid_gateway::{ErrorShape, Framing, Reply, Step};
use serde_json::json;

use super::{asked, delta, named, recorded, recorded_plain, start, stop, streamed};
use crate::setup::{MODEL, client, gateway};

#[tokio::test]
async fn every_kind_of_event() {
    for reply in [
        Reply::events(named(&recorded())),
        Reply::events(named(&recorded())).bytes_per_write(1),
        Reply::events(recorded().iter().map(grid_gateway::json_event)),
    ] {
        let message = streamed(reply).await.unwrap();
        assert_eq!(serde_json::to_value(message).unwrap(), recorded_plain());
    }
}

/// Behind a ping an error still stands in place of the answer, and is tried again.
#[tokio::test]
async fn an_error_behind_a_ping_is_retried() {
    let gateway = gateway();
    let overloaded =
        json!({"type": "error", "error": {"type": "overloaded_error", "message": "busy"}});
    gateway.push(Reply::events(named(&[json!({"type": "ping"}), overloaded])));
    let mut events = recorded();
    events.insert(0, json!({"type": "ping"}));
    gateway.push(Reply::events(named(&events)));
    let mut stream = asked(&gateway).stream().await.unwrap();
    assert_eq!(stream.attempts(), 2);
    let first = stream.try_next().await.unwrap().unwrap();
    assert!(matches!(&*first, StreamEvent::Ping(_)));
    let whole = stream.finish().await.unwrap().into_inner();
    assert_eq!(serde_json::to_value(whole).unwrap(), recorded_plain());
}

/// However long a server only pings, the stream is handed out, and holds one of the pings.
#[tokio::test]
async fn a_server_that_only_pings_is_left_to_the_caller() {
    let gateway = gateway();
    let ping = grid_gateway::named_event("ping", &json!({"type": "ping"}));
    let pings = Step::Repeat {
        bytes: ping.into(),
        times: u64::MAX,
        gap: std::time::Duration::from_millis(1),
    };
    let head = Reply::body(200, "text/event-stream", "").framing(Framing::Close);
    gateway.push(head.cut(0, pings));
    let begun = std::time::Instant::now();
    let mut stream = asked(&gateway).stream().await.unwrap();
    assert!(begun.elapsed() < std::time::Duration::from_secs(20));
    for _ in 0..3 {
        let event = stream.try_next().await.unwrap().unwrap();
        assert!(matches!(&*event, StreamEvent::Ping(_)));
    }
}

#[tokio::test]
async fn an_end_without_a_beginning_is_no_answer() {
    let error = streamed(Reply::events(named(&[json!({"type": "message_stop"})]))).await;
    assert!(error.unwrap_err().is_decode());
}

#[tokio::test]
async fn events_as_they_come() {
    let gateway = gateway();
    gateway.push(Reply::events(named(&recorded())));
    let mut stream: MessageStream = asked(&gateway).stream().await.unwrap();
    let (mut text, mut reasoning, mut count) = (String::new(), String::new(), 0);
    while let Some(event) = stream.try_next().await.unwrap() {
        text.push_str(event.text());
        reasoning.push_str(event.reasoning());
        count += 1;
        if let StreamEvent::Unknown(object) = &*event {
            assert_eq!(object.as_map()["type"], "unheard_of");
        }
    }
    assert_eq!(
        (text.as_str(), reasoning.as_str()),
        ("Hello thére", "Let me see.")
    );
    assert_eq!(count, recorded().len());
    assert_eq!(stream.finish().await.unwrap().text(), "Hello thére");
}

/// A stream is whole with `message_stop` and never before, however the body ends.
#[tokio::test]
async fn cut_at_every_byte() {
    let mut recorded = recorded();
    recorded.drain(2..15);
    let events = named(&recorded);
    let whole: usize = events.iter().map(Vec::len).sum();
    let gateway = gateway();
    let client = client(&gateway);
    let run = || async {
        let stream = client.messages(MODEL, 100).user("x").stream().await?;
        Ok::<_, Error>(stream.finish().await?.into_inner())
    };
    for (framing, clean) in [(Framing::Close, true), (Framing::Chunked, false)] {
        for bytes in 0..=whole {
            gateway.push(
                Reply::events(events.clone())
                    .framing(framing)
                    .cut(bytes, Step::Close),
            );
            let result = run().await;
            // Behind a clean end the two line ends of the last event may be missing: its JSON is whole.
            if bytes == whole || clean && bytes >= whole - 2 {
                assert_eq!(
                    result.unwrap().stop_reason,
                    Some(StopReason::ToolUse),
                    "{bytes}"
                );
            } else {
                let error =
                    result.expect_err(&format!("{bytes} bytes were taken for a whole stream"));
                assert!(error.is_truncated(), "{bytes}: {error}");
                assert_eq!(error.typed::<Message>().is_some(), bytes >= events[0].len());
            }
        }
    }
}

#[tokio::test]
async fn errors_of_every_kind() {
    let overloaded = json!({"type": "error", "error": {"type": "overloaded_error", "message": "busy"}, "request_id": "req_1"});
    for event in [
        overloaded.clone(),
        json!({"type": "error", "error": "busy"}),
        json!({"errors": {"detail": "busy"}}),
    ] {
        let mut events = named(&recorded());
        events.insert(9, grid_gateway::json_event(&event));
        let error = streamed(Reply::events(events)).await.unwrap_err();
        assert!(error.is_stream_error() && error.may_have_run(), "{error}");
        assert_eq!(
            (error.message(), error.event_number()),
            (Some("busy"), Some(10))
        );
    }
    let mut events = named(&recorded());
    events.insert(
        9,
        grid_gateway::event(
            r#"{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":5}}"#,
        ),
    );
    let error = streamed(Reply::events(events)).await.unwrap_err();
    assert!(error.is_decode());
    assert_eq!(
        (error.event_number(), error.decode_path().is_some()),
        (Some(10), true)
    );

    // In the first event: sent again.
    let gateway = gateway();
    gateway.push(Reply::events(named(std::slice::from_ref(&overloaded))));
    gateway.push(Reply::json(200, &overloaded));
    gateway.push(Reply::error_as(ErrorShape::Anthropic, 503, "busy"));
    gateway.push(Reply::events(named(&recorded())));
    let stream = asked(&gateway).stream().await.unwrap();
    assert_eq!(stream.attempts(), 4);
    gateway.push(Reply::error_as(ErrorShape::Anthropic, 401, "wrong key"));
    let error = asked(&gateway).send().await.unwrap_err();
    assert!(error.is_unauthorized());
    assert!(matches!(
        error.typed(),
        Some(CreateMessageError::Unauthorized(_))
    ));
    assert_eq!(error.error_type(), Some("authentication_error"));
}

#[tokio::test]
async fn a_message_in_place_of_a_stream_comes_as_its_events() {
    let gateway = gateway();
    gateway.push(Reply::json(200, &recorded_plain()));
    let mut stream = asked(&gateway).stream().await.unwrap();
    let mut text = String::new();
    while let Some(event) = stream.try_next().await.unwrap() {
        text.push_str(event.text());
    }
    assert_eq!(text, "Hello thére");
    assert_eq!(
        serde_json::to_value(stream.finish().await.unwrap().message()).unwrap(),
        recorded_plain()
    );
}

#[tokio::test]
async fn silence_trips_the_idle_timeout() {
    let gateway = gateway();
    gateway.push(Reply::events(named(&recorded())).between(3, Step::Stall));
    let messages = asked(&gateway).with_idle_timeout(std::time::Duration::from_millis(30));
    let error = messages.stream().await.unwrap().finish().await.unwrap_err();
    assert_eq!(error.timeout_phase(), Some(TimeoutPhase::Idle));
}

/// A tool that takes no input is asked for with `{}`; so is one whose input the model had no tokens left for.
#[tokio::test]
async fn an_input_that_was_cut_before_it_began_is_none() {
    for (reason, is_read) in [("tool_use", true), ("max_tokens", false)] {
        let gateway = gateway();
        gateway.push(Reply::json(
            200,
            &json!({"id": "m", "type": "message", "role": "assistant", "content": [
                {"type": "tool_use", "id": "t", "name": "list", "input": {}},
                {"type": "tool_use", "id": "u", "name": "list", "input": {}},
            ], "stop_reason": reason}),
        ));
        let reply = asked(&gateway).send().await.unwrap();
        let read: Vec<bool> = reply
            .tool_uses()
            .map(|tool| tool.arguments::<serde_json::Value>().is_ok())
            .collect();
        assert_eq!(read, [true, is_read], "{reason}");
    }
}

#[tokio::test]
async fn blocks_without_a_text_do_not_go_back() {
    let gateway = gateway();
    gateway.push(Reply::json(
        200,
        &json!({"id": "m", "type": "message", "role": "assistant", "content": [
            {"type": "text", "text": ""},
            {"type": "tool_use", "id": "t", "name": "n", "input": {}},
        ], "stop_reason": "tool_use"}),
    ));
    let reply = asked(&gateway).send().await.unwrap();
    assert_eq!(
        serde_json::to_value(reply.to_message()).unwrap()["content"],
        json!([{"type": "tool_use", "id": "t", "name": "n", "input": {}}])
    );
}

#[tokio::test]
async fn blocks_of_a_kind_that_nobody_lists_are_kept_and_go_back() {
    let events = named(&[
        json!({"type": "message_start", "message": {"id": "m", "content": [], "usage": {"input_tokens": 1, "output_tokens": 1}}}),
        start(0, &json!({"type": "new_tool_use", "id": "n1", "input": {}})),
        delta(
            0,
            &json!({"type": "input_json_delta", "partial_json": "{\"a\":1}"}),
        ),
        stop(0),
        start(
            1,
            &json!({"type": "tool_use", "id": "t", "name": "n", "input": {}}),
        ),
        delta(
            1,
            &json!({"type": "input_json_delta", "partial_json": "{\"a\":"}),
        ),
        stop(1),
        json!({"type": "message_delta", "delta": {"stop_reason": "max_tokens"}}),
        json!({"type": "message_stop"}),
    ]);
    let gateway = gateway();
    gateway.push(Reply::events(events));
    let reply = asked(&gateway)
        .stream()
        .await
        .unwrap()
        .finish()
        .await
        .unwrap();
    let tool = reply.tool_uses().next().unwrap();
    assert!(
        tool.input.is_empty(),
        "the model was stopped in the middle of it"
    );
    let error = tool.arguments::<serde_json::Value>().unwrap_err();
    assert!(error.is_decode());
    assert_eq!(error.body().unwrap(), b"{\"a\":".as_slice());
    assert!(matches!(
        &reply.message().content[0],
        OutputBlock::Unknown(_)
    ));
    let back = serde_json::to_value(reply.into_message()).unwrap();
    assert_eq!(
        back,
        json!({"role": "assistant", "content": [
            {"type": "new_tool_use", "id": "n1", "input": {"a": 1}},
            {"type": "tool_use", "id": "t", "name": "n", "input": {}},
        ]})
    );
}
