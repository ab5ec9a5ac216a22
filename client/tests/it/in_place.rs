//! What comes in place of a stream.

use grid_client::Error;
use grid_gateway::Reply;
use serde_json::json;

use super::setup::{MODEL, client, gateway, hello, hello_plain};

async fn streamed(reply: Reply) -> Result<(Vec<String>, serde_json::Value), Error> {
    let gateway = gateway();
    gateway.push(reply);
    let mut stream = client(&gateway)
        .chat(MODEL)
        .user("x")
        .with_retry(grid_client::RetryPolicy::none())
        .stream()
        .await?;
    let mut texts = Vec::new();
    while let Some(chunk) = stream.try_next().await? {
        texts.push(chunk.text().to_owned());
    }
    let whole = stream.finish().await?.into_completion();
    Ok((texts, serde_json::to_value(whole).unwrap()))
}

#[tokio::test]
async fn a_plain_completion_comes_as_one_event() {
    let body = format!(" \n{}", hello_plain());
    for content_type in ["application/json", "text/event-stream", "text/plain"] {
        for size in [1, usize::MAX] {
            let reply = Reply::body(200, content_type, body.clone()).bytes_per_write(size);
            let (texts, whole) = streamed(reply).await.unwrap();
            assert_eq!(texts, ["Hello there"], "{content_type}");
            assert_eq!(whole, hello_plain());
        }
    }
}

#[tokio::test]
async fn a_stream_that_is_called_something_else_is_one() {
    for content_type in ["application/json", "text/html", "application/octet-stream"] {
        let reply = Reply::events(hello())
            .without_header("content-type")
            .header("content-type", content_type);
        assert_eq!(
            streamed(reply).await.unwrap().1,
            hello_plain(),
            "{content_type}"
        );
    }
}

#[tokio::test]
async fn an_error_is_one() {
    for body in [
        json!({"error": {"message": "busy"}}),
        json!({"errors": {"detail": "busy"}}),
        json!({"error": "busy"}),
    ] {
        let error = streamed(Reply::json(200, &body)).await.unwrap_err();
        assert!(error.is_stream_error(), "{error}");
        assert_eq!(
            (error.message(), error.event_number()),
            (Some("busy"), Some(0))
        );
        assert_eq!(error.body().unwrap(), body.to_string().as_bytes());
    }
}

#[tokio::test]
async fn anything_else_does_not_decode_and_is_kept() {
    for (content_type, body) in [
        ("text/html", "<p>Sign in</p>"),
        ("application/json", "{\"id\":"),
        ("x/y", "[]"),
    ] {
        let error = streamed(Reply::body(200, content_type, body))
            .await
            .unwrap_err();
        assert!(error.is_decode(), "{body}: {error}");
        assert_eq!(error.body().unwrap(), body.as_bytes());
    }
    let coded = Reply::body(200, "text/event-stream", b"\x1f\x8b\x08".as_slice())
        .header("content-encoding", "gzip");
    assert!(streamed(coded).await.unwrap_err().is_decode());
}

#[tokio::test]
async fn events_that_are_said_to_be_coded_and_are_not() {
    for coding in ["none", "identity", "gzip", "Identity", ""] {
        for before in ["", "\n", ": hello\n\n", "id: 1\n", "\u{feff}"] {
            let events = format!(
                "{before}data: {}\n\ndata: [DONE]\n\n",
                r#"{"choices":[{"index":0,"delta":{"content":"Hi"}}]}"#
            );
            let reply =
                Reply::body(200, "text/event-stream", events).header("content-encoding", coding);
            let (texts, _) = streamed(reply).await.unwrap();
            assert_eq!(texts, ["Hi"], "{coding:?}, {before:?}");
        }
    }
}

#[tokio::test]
async fn nothing_at_all_is_cut_off() {
    for reply in [
        Reply::new(200),
        Reply::new(204),
        Reply::events([]),
        Reply::body(200, "text/event-stream", " \n\n"),
        Reply::body(200, "text/event-stream", ": comment\n\n"),
    ] {
        let error = streamed(reply).await.unwrap_err();
        assert!(error.is_truncated() && error.may_have_run(), "{error}");
    }
}

/// As a plain answer without any of its members is.
#[tokio::test]
async fn a_terminator_alone_is_no_answer() {
    let with_a_space = "data: [DONE] \n\n";
    for reply in [
        Reply::events([grid_gateway::done()]),
        Reply::body(200, "text/event-stream", with_a_space),
    ] {
        let error = streamed(reply).await.unwrap_err();
        assert!(error.is_decode() && error.may_have_run(), "{error}");
    }
}

#[tokio::test]
async fn a_text_in_place_of_a_stream_is_kept() {
    for (text, size) in [
        ("no healthy upstream", 1),
        ("no healthy upstream", usize::MAX),
        ("database is down", usize::MAX),
        ("retry later", 3),
    ] {
        let reply = Reply::body(200, "text/plain", text).bytes_per_write(size);
        let error = streamed(reply).await.unwrap_err();
        assert!(error.is_decode(), "{error}");
        assert_eq!(error.body().unwrap(), text);
    }
}

#[tokio::test]
async fn a_page_with_a_good_status_is_told_as_a_page() {
    let page = "<html>Log in</html>";
    let error = streamed(Reply::body(200, "text/html; charset=utf-8", page)).await;
    let said = error.unwrap_err().to_string();
    assert!(
        said.contains("does not decode, 19 bytes of text/html; charset=utf-8: "),
        "{said}"
    );
}

#[tokio::test]
async fn a_gateway_that_is_not_there_is_told_with_its_address() {
    // Nobody listens on port 1 of the loopback.
    let absent = "http://127.0.0.1:1";
    let client = grid_client::Client::builder()
        .base_url(format!("{absent}/v1?token=t-1"))
        .api_key("k")
        .http(reqwest::Client::builder().no_proxy())
        .retry(grid_client::RetryPolicy::none());
    let error = client.build().unwrap().chat(MODEL).user("x").send().await;
    let said = error.unwrap_err().to_string();
    assert!(
        said.contains(&format!("could not connect to The Grid at {absent}: ")),
        "{said}"
    );
    assert!(!said.contains("t-1"), "{said}");
}
