//! A recorded stream, cut at every byte, in every way in which a body can end.

use grid_client::api::chat::ChatCompletion;
use grid_client::{Client, Error};
use grid_gateway::{Framing, Gateway, Reply, Step};
use serde_json::{Value, json};

use super::setup::{MODEL, client, gateway};

/// Two choices that take turns, then `[DONE]`.
fn recorded() -> Vec<Vec<u8>> {
    let piece = |index: u64, text: &str, finish: Value| {
        let delta = if text.is_empty() {
            json!({})
        } else {
            json!({"content": text})
        };
        grid_gateway::json_event(
            &json!({"id": "c", "choices": [{"index": index, "delta": delta, "finish_reason": finish}]}),
        )
    };
    vec![
        piece(0, "ab", Value::Null),
        piece(1, "cd", Value::Null),
        piece(0, "", json!("stop")),
        piece(1, "é", Value::Null),
        piece(1, "", json!("stop")),
        grid_gateway::done(),
    ]
}

async fn streamed(client: &Client) -> Result<ChatCompletion, Error> {
    let stream = client.chat(MODEL).user("x").stream().await?;
    Ok(stream.finish().await?.into_completion())
}

fn texts(completion: &ChatCompletion) -> Vec<&str> {
    completion
        .choices
        .iter()
        .map(|choice| choice.message.content.as_deref().unwrap_or_default())
        .collect()
}

/// Whether a stream that ends behind this many bytes is whole.
fn is_whole(events: &[Vec<u8>], bytes: usize, clean: bool) -> bool {
    let whole: usize = events.iter().map(Vec::len).sum();
    let finished = whole - grid_gateway::done().len();
    // `data: [DONE]` and its blank line; a clean end needs no more than that all choices have finished.
    if clean {
        bytes >= finished
    } else {
        bytes == whole
    }
}

async fn cut_everywhere(framing: Framing, step: Step, clean: bool) {
    let (gateway, events): (Gateway, _) = (gateway(), recorded());
    let client = client(&gateway);
    let whole: usize = events.iter().map(Vec::len).sum();
    for bytes in 0..=whole {
        gateway.push(
            Reply::events(events.clone())
                .framing(framing)
                .cut(bytes, step.clone()),
        );
        let result = streamed(&client).await;
        if is_whole(&events, bytes, clean) {
            let completion = result.unwrap_or_else(|error| panic!("{bytes}: {error}"));
            assert_eq!(texts(&completion), ["ab", "cdé"], "{bytes}");
        } else {
            let error = result.expect_err(&format!("{bytes} bytes were taken for a whole stream"));
            assert!(
                error.is_truncated() && error.may_have_run(),
                "{bytes}: {error}"
            );
            let first = events[0].len();
            let partial: Option<&ChatCompletion> = error.typed();
            assert_eq!(partial.is_some(), bytes >= first, "{bytes}: what had come");
        }
        assert_eq!(gateway.received().len(), bytes + 1, "sent once");
    }
}

#[tokio::test]
async fn closed_where_the_close_is_the_end() {
    cut_everywhere(Framing::Close, Step::Close, true).await;
}

#[tokio::test]
async fn closed_within_chunked_coding() {
    cut_everywhere(Framing::Chunked, Step::Close, false).await;
}

#[tokio::test]
async fn reset() {
    cut_everywhere(Framing::Chunked, Step::Reset, false).await;
}

#[tokio::test]
async fn short_of_its_length() {
    let length = recorded().concat().len() as u64 + 1;
    cut_everywhere(Framing::Claimed(length), Step::Close, false).await;
}

#[tokio::test]
async fn without_terminator_every_choice_that_was_asked_for_must_have_finished() {
    let gateway = gateway();
    let client = client(&gateway);
    let mut events = recorded();
    events.pop();
    gateway.push(Reply::events(events.clone()));
    assert_eq!(texts(&streamed(&client).await.unwrap()), ["ab", "cdé"]);
    gateway.push(Reply::events(events.clone()));
    let three = client.chat(MODEL).user("x").n(3).stream().await.unwrap();
    assert!(
        three.finish().await.unwrap_err().is_truncated(),
        "the third choice never came"
    );
    events.pop();
    gateway.push(Reply::events(events));
    assert!(streamed(&client).await.unwrap_err().is_truncated());
}

#[tokio::test]
async fn a_gateway_that_ends_otherwise_is_data() {
    let gateway = gateway();
    let mut data = grid_client::Gateway::the_grid();
    data.chat.ending = grid_client::gateway::Ending::Body;
    let client = super::setup::builder(&gateway)
        .gateway(data)
        .build()
        .unwrap();
    gateway.push(Reply::events([recorded().swap_remove(0)]));
    assert_eq!(texts(&streamed(&client).await.unwrap()), ["ab"]);
    gateway.push(Reply::events([
        recorded().swap_remove(0),
        b"data: {".to_vec(),
    ]));
    assert!(
        streamed(&client).await.unwrap_err().is_truncated(),
        "it broke off within an event"
    );
    gateway.push(Reply::events(recorded()).cut(120, Step::Close));
    assert!(
        streamed(&client).await.unwrap_err().is_truncated(),
        "its framing was not kept"
    );
}
