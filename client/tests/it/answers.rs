//! Answers of every kind to a plain request, and what is kept of them.

use grid_client::Error;
use grid_client::api::chat::ChatCompletion;
use grid_client::api::chat::create_chat_completion::CreateChatCompletionError;
use grid_gateway::{Framing, Reply, json_event};
use serde_json::json;

use super::setup::{MODEL, builder, client, gateway, hello_plain};

async fn answered(reply: Reply) -> Result<String, Error> {
    let gateway = gateway();
    gateway.always(reply);
    let reply = client(&gateway).chat(MODEL).user("x").send().await?;
    Ok(reply.text().to_owned())
}

#[tokio::test]
async fn however_the_end_of_the_body_is_told() {
    for framing in [Framing::Chunked, Framing::Length, Framing::Close] {
        let reply = Reply::json(200, &hello_plain())
            .framing(framing)
            .bytes_per_write(7);
        assert_eq!(answered(reply).await.unwrap(), "Hello there", "{framing:?}");
    }
}

#[tokio::test]
async fn an_error_that_says_nothing_beside_an_answer_is_none() {
    for error in [
        json!({"error": {}}),
        json!({"error": 0, "errors": {}}),
        json!({"error": {"message": "", "type": "", "param": "", "code": null}}),
        json!({"error": {"code": 0, "message": ""}}),
    ] {
        let mut answer = hello_plain();
        for (name, value) in error.as_object().unwrap() {
            answer[name] = value.clone();
            answer["choices"][0][name] = value.clone();
        }
        let text = answered(Reply::json(200, &answer)).await;
        assert_eq!(text.unwrap(), "Hello there", "{error}");
    }
    // One of two choices.
    let mut answer = hello_plain();
    let failed = json!({"index": 1, "message": {"role": "assistant", "content": ""}, "finish_reason": "error",
        "error": {"code": 502, "message": "gone"}});
    answer["choices"].as_array_mut().unwrap().push(failed);
    assert_eq!(
        answered(Reply::json(200, &answer)).await.unwrap(),
        "Hello there"
    );
}

/// What a model has said was paid for: it is kept, and not asked for again.
#[tokio::test]
async fn an_error_behind_an_answer_is_not_retried() {
    let mut answer = hello_plain();
    answer["error"] = json!({"code": 502, "message": "gone"});
    for stream in [false, true] {
        let gateway = gateway();
        if stream {
            gateway.always(Reply::events([json_event(&json!({
                "id": "c1", "error": {"code": 502, "message": "gone"},
                "choices": [{"index": 0, "delta": {"content": "Hello there"}, "finish_reason": "error"}],
            }))]));
        } else {
            gateway.always(Reply::json(200, &answer));
        }
        let call = client(&gateway).chat(MODEL).user("x");
        let error = if stream {
            call.stream().await.unwrap_err()
        } else {
            call.send().await.unwrap_err()
        };
        assert!(error.is_stream_error() && error.may_have_run(), "{error}");
        assert_eq!(gateway.received().len(), 1, "{error}");
        if !stream {
            let kept: &ChatCompletion = error.typed().unwrap();
            let text = kept.choices[0].message.content.as_deref();
            assert_eq!(text, Some("Hello there"));
        }
    }
}

#[tokio::test]
async fn a_byte_order_mark_is_no_error() {
    let body = format!("\u{feff}{}", hello_plain());
    let reply = Reply::body(200, "application/json", body);
    assert_eq!(answered(reply).await.unwrap(), "Hello there");
}

#[tokio::test]
async fn a_success_that_does_not_decode_keeps_all_of_it() {
    let body = r#"{"id":"c","choices":[{"index":0,"message":{"role":"assistant","content":5}}]}"#;
    let reply = Reply::body(200, "application/json", body).header("x-request-id", "req_9");
    let error = answered(reply).await.unwrap_err();
    assert!(error.is_decode() && error.may_have_run());
    assert_eq!(error.status().unwrap(), 200);
    assert_eq!(error.decode_path(), Some("choices[0].message.content"));
    assert_eq!(error.body().unwrap(), body.as_bytes());
    assert_eq!(error.request_id(), Some("req_9"));
    assert!(matches!(
        error.typed(),
        Some(CreateChatCompletionError::Undeclared(_))
    ));
    for body in [
        "",
        "<p>Sign in</p>",
        "[]",
        "null",
        "{}",
        r#"{"success":true}"#,
        "[[[[[[",
    ] {
        let error = answered(Reply::body(200, "text/html", body))
            .await
            .unwrap_err();
        assert!(error.is_decode(), "{body}: {error}");
    }
}

#[tokio::test]
async fn an_error_in_a_success_is_one() {
    for (body, message) in [
        (
            json!({"error": {"message": "no capacity", "code": 404}}),
            "no capacity",
        ),
        (json!({"errors": {"detail": "no capacity"}}), "no capacity"),
        (
            json!({"error": "no capacity", "choices": []}),
            "no capacity",
        ),
    ] {
        let error = answered(Reply::json(200, &body)).await.unwrap_err();
        assert!(error.is_stream_error(), "{error}");
        assert_eq!(error.message(), Some(message));
        assert_eq!(error.status().unwrap(), 200);
        assert_eq!(error.event_number(), Some(0));
    }
}

#[tokio::test]
async fn a_status_brings_its_typed_error() {
    for (status, shape) in [
        (401, "errors"),
        (404, "errors"),
        (422, "errors"),
        (400, "errors"),
    ] {
        let error = answered(Reply::error(status)).await.unwrap_err();
        assert_eq!(error.status().unwrap(), status);
        assert_eq!(error.attempts(), 1, "{status} is not sent again");
        assert!(!error.may_have_run() && !error.is_retryable());
        let typed: &CreateChatCompletionError = error.typed().unwrap();
        assert_eq!(typed.status(), status);
        assert!(!matches!(typed, CreateChatCompletionError::Undeclared(_)));
        assert!(
            std::str::from_utf8(error.body().unwrap())
                .unwrap()
                .contains(shape)
        );
    }
    let error = answered(Reply::error(401)).await.unwrap_err();
    assert!(error.to_string().contains("keys are made at"), "{error}");
    let error = answered(Reply::error(404)).await.unwrap_err();
    assert!(
        error.to_string().contains("instruments::TEXT_PRIME"),
        "{error}"
    );
    let error = answered(Reply::new(418)).await.unwrap_err();
    assert_eq!(
        (error.status().unwrap().as_u16(), error.body()),
        (418, None)
    );
}

#[tokio::test]
async fn bodies_beyond_the_limits() {
    let gateway = gateway();
    let client = builder(&gateway).max_body_size(100).build().unwrap();
    gateway.push(Reply::json(200, &hello_plain()).bytes_per_write(9));
    let error = client.chat(MODEL).user("x").send().await.unwrap_err();
    assert!(error.is_too_large() && error.may_have_run());
    assert_eq!(
        (error.body().unwrap().len(), error.body_truncated()),
        (100, true)
    );

    gateway.push(Reply::body(400, "text/plain", vec![b'x'; 3 << 20]));
    let error = client.chat(MODEL).user("x").send().await.unwrap_err();
    assert_eq!(error.status().unwrap(), 400);
    assert_eq!(
        (error.body().unwrap().len(), error.body_truncated()),
        (1 << 20, true)
    );
}
