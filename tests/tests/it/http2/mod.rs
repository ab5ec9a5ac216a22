//! HTTP/2, which gateways speak behind TLS: what is sent, how streams end, and which failures say that a request was not taken up.

mod goodbye;
mod server;

use std::net::SocketAddr;
use std::time::Duration;

use bytes::Bytes;
use futures_util::StreamExt as _;
use grid_client::{Client, Error, Gateway, RetryPolicy, TimeoutPhase, Timeouts};
use grid_gateway::{done, json_event};
use h2::Reason;
use http::{Method, Response, Version};
use serde_json::{Value, json};

use crate::tls::http;
use goodbye::Goodbye;
use server::{End, Http2, Turn};

const KEY: &str = "sk-http2-very-secret";
const HOST: &str = "api.thegrid.ai";

fn client(address: SocketAddr, retry: RetryPolicy) -> Client {
    Client::builder()
        .gateway(Gateway::the_grid())
        .api_key(KEY)
        .http(http([(HOST, address), ("synapse.thegrid.ai", address)]))
        .timeouts(Timeouts::default().idle(Duration::from_millis(300)))
        .retry(retry)
        .build()
        .unwrap()
}

fn chunk(text: &str, finish: Option<&str>) -> Value {
    json!({
        "id": "c", "object": "chat.completion.chunk", "created": 1, "model": "m",
        "choices": [{"index": 0, "delta": {"content": text}, "finish_reason": finish}],
    })
}

fn events(events: impl IntoIterator<Item = Vec<u8>>, end: End) -> Turn {
    let head = Response::builder().header("content-type", "text/event-stream");
    Turn::Answer(
        head.body(()).unwrap(),
        events.into_iter().map(Bytes::from).collect(),
        end,
    )
}

fn whole_stream() -> Turn {
    let chunks = [json_event(&chunk("there", Some("stop"))), done()];
    events(chunks, End::Clean)
}

fn begun_stream(end: End) -> Turn {
    events([json_event(&chunk("the", None))], end)
}

fn whole() -> Turn {
    let head = Response::builder().header("content-type", "application/json");
    let body = json!({
        "id": "c", "object": "chat.completion", "created": 1, "model": "m",
        "choices": [{"index": 0, "message": {"role": "assistant", "content": "there"}, "finish_reason": "stop"}],
    });
    let body = Bytes::from(body.to_string());
    Turn::Answer(head.body(()).unwrap(), vec![body], End::Clean)
}

async fn chat(client: &Client, streams: bool) -> Result<String, Error> {
    let call = client.chat("text-prime").user("a prompt");
    let reply = if streams {
        call.stream().await?.finish().await?
    } else {
        call.send().await?
    };
    Ok(reply.text().to_owned())
}

#[tokio::test]
async fn one_connection_carries_all_calls_at_once() {
    const CALLS: usize = 20;
    for streams in [false, true] {
        let turn = || if streams { whole_stream() } else { whole() };
        let server = Http2::start((0..=CALLS).map(|_| turn())).await;
        let client = client(server.address, RetryPolicy::none());
        // The connection is there before they need one.
        assert_eq!(chat(&client, streams).await.unwrap(), "there");
        let calls = (0..CALLS).map(|_| chat(&client, streams));
        for text in futures_util::future::join_all(calls).await {
            assert_eq!(text.unwrap(), "there");
        }
        assert_eq!(server.connections(), 1);
        let taken = server.taken();
        assert_eq!(taken.len(), CALLS + 1);
        for request in taken {
            assert_eq!(
                (request.version, request.method),
                (Version::HTTP_2, Method::POST)
            );
            assert_eq!(
                request.uri,
                format!("https://{HOST}/v1/chat/completions")[..]
            );
            assert_eq!(request.headers["authorization"], format!("Bearer {KEY}"));
            assert_eq!(request.body["messages"][0]["content"], "a prompt");
            assert_eq!(
                request.body.get("stream"),
                streams.then_some(&Value::Bool(true))
            );
            // RFC 9113 section 8.2.2.
            for header in ["connection", "transfer-encoding", "host"] {
                assert!(!request.headers.contains_key(header), "{header}");
            }
        }
    }
}

#[tokio::test]
async fn a_reset_in_the_middle_is_no_end() {
    for reason in [
        Reason::NO_ERROR,
        Reason::INTERNAL_ERROR,
        Reason::CANCEL,
        Reason::REFUSED_STREAM,
    ] {
        let server = Http2::start([begun_stream(End::Reset(reason))]).await;
        let client = client(server.address, RetryPolicy::new());
        let mut stream = client
            .chat("text-prime")
            .user("a prompt")
            .stream()
            .await
            .unwrap();
        assert_eq!(stream.next().await.unwrap().unwrap().text(), "the");
        let error = stream.next().await.unwrap().unwrap_err();
        assert!(
            error.is_truncated() && error.may_have_run(),
            "{reason}: {error}"
        );
        let message = &stream.partial().choices[0].message;
        assert_eq!(message.content.as_deref(), Some("the"));
        assert_eq!(server.taken().len(), 1, "{reason}");
    }
}

#[tokio::test]
async fn an_early_end_is_no_end() {
    let server = Http2::start([begun_stream(End::Clean)]).await;
    let error = chat(&client(server.address, RetryPolicy::new()), true)
        .await
        .unwrap_err();
    assert!(error.is_truncated() && error.may_have_run(), "{error}");
}

/// RFC 9113 section 8.7: the request was not processed in any way, and can be sent again.
#[tokio::test]
async fn a_refused_request_is_sent_again() {
    for streams in [false, true] {
        let answer = if streams { whole_stream() } else { whole() };
        let server = Http2::start([Turn::Reset(Reason::REFUSED_STREAM), answer]).await;
        let text = chat(&client(server.address, RetryPolicy::new()), streams).await;
        assert_eq!(text.unwrap(), "there");
        assert_eq!(server.taken().len(), 2);

        let server = Http2::start([Turn::Reset(Reason::REFUSED_STREAM)]).await;
        let error = chat(&client(server.address, RetryPolicy::none()), streams)
            .await
            .unwrap_err();
        assert!(error.is_unanswered() && error.is_retryable(), "{error}");
        assert!(!error.may_have_run(), "{error}");
        assert!(error.to_string().contains("did not take up"), "{error}");
    }
}

#[tokio::test]
async fn any_other_reset_may_have_run_and_is_not_sent_again() {
    for reason in [
        Reason::NO_ERROR,
        Reason::INTERNAL_ERROR,
        Reason::CANCEL,
        Reason::ENHANCE_YOUR_CALM,
    ] {
        let server = Http2::start([Turn::Reset(reason)]).await;
        let error = chat(&client(server.address, RetryPolicy::new()), true)
            .await
            .unwrap_err();
        assert!(
            error.is_unanswered() && error.may_have_run(),
            "{reason}: {error}"
        );
        assert_eq!(server.taken().len(), 1, "{reason}");
    }
}

/// What a server does that is about to be replaced.
#[tokio::test]
async fn a_goodbye_tells_which_requests_were_not_taken_up() {
    const NO_ERROR: u8 = 0;
    for (last, code, may_have_run) in [(0, NO_ERROR, false), (1, NO_ERROR, true), (1, 2, true)] {
        let server = Goodbye::start(last, code).await;
        let retry = RetryPolicy::new().max_retries(1);
        let error = chat(&client(server.address, retry), true)
            .await
            .unwrap_err();
        let told = format!("last stream {last}, code {code}: {error}");
        assert!(error.is_unanswered(), "{told}");
        assert_eq!(error.may_have_run(), may_have_run, "{told}");
        assert_eq!(
            server.connections(),
            if may_have_run { 1 } else { 2 },
            "{told}"
        );
    }
}

#[tokio::test]
async fn a_dropped_stream_is_reset_and_the_connection_serves_on() {
    let server = Http2::start([begun_stream(End::Open), whole()]).await;
    let client = client(server.address, RetryPolicy::none());
    let mut stream = client
        .chat("text-prime")
        .user("a prompt")
        .stream()
        .await
        .unwrap();
    assert_eq!(stream.next().await.unwrap().unwrap().text(), "the");
    drop(stream);
    assert_eq!(chat(&client, false).await.unwrap(), "there");
    assert_eq!(server.resets(), [Reason::CANCEL]);
    assert_eq!(server.connections(), 1);
}

#[tokio::test]
async fn streams_that_are_not_read_hold_up_no_other() {
    let long = "x".repeat(100_000);
    let much = || events((0..30).map(|_| json_event(&chunk(&long, None))), End::Open);
    let server = Http2::start([much(), much(), much(), whole_stream(), whole()]).await;
    let client = client(server.address, RetryPolicy::none());
    let mut unread = Vec::new();
    for _ in 0..3 {
        let call = client.chat("text-prime").user("a prompt");
        unread.push(call.stream().await.unwrap());
    }
    // What was sent has arrived.
    tokio::time::sleep(Duration::from_millis(300)).await;
    for streams in [true, false] {
        assert_eq!(chat(&client, streams).await.unwrap(), "there");
    }
    assert_eq!(server.connections(), 1);
    assert_eq!(unread[0].next().await.unwrap().unwrap().text(), long);
}

/// RFC 9113 section 5.1.2: what waits for a place among the streams has not left.
#[tokio::test]
async fn a_call_that_gets_no_place_on_the_connection_was_not_sent() {
    let server = Http2::with_room_for(1, [begun_stream(End::Open)]).await;
    let client = client(server.address, RetryPolicy::new().max_retries(1));
    let call = || client.chat("text-prime").user("a prompt");
    let held = call().stream().await.unwrap();
    let limit = Duration::from_millis(200);
    for (call, attempts) in [
        (call().with_first_byte_timeout(limit), 1),
        (call().with_timeout(limit), 1),
    ] {
        let error = call.send().await.unwrap_err();
        assert!(error.is_timeout() && !error.may_have_run(), "{error}");
        assert!(error.to_string().contains("not begun to leave"), "{error}");
        assert_eq!(error.attempts(), attempts, "{error}");
    }
    assert_eq!(server.taken().len(), 1);
    drop(held);
}

#[tokio::test]
async fn silence_ends_a_stream_and_not_the_connection() {
    let server = Http2::start([begun_stream(End::Open), whole()]).await;
    let client = client(server.address, RetryPolicy::none());
    let error = chat(&client, true).await.unwrap_err();
    assert_eq!(error.timeout_phase(), Some(TimeoutPhase::Idle), "{error}");
    assert_eq!(chat(&client, false).await.unwrap(), "there");
    assert_eq!(server.connections(), 1);
}

#[tokio::test]
async fn the_hop_takes_key_and_request_along() {
    let hop = Response::builder()
        .status(307)
        .header("location", "https://synapse.thegrid.ai/second?token=hop");
    let hop = Turn::Answer(hop.body(()).unwrap(), Vec::new(), End::Clean);
    let server = Http2::start([hop, whole_stream()]).await;
    let text = chat(&client(server.address, RetryPolicy::none()), true).await;
    assert_eq!(text.unwrap(), "there");
    let taken = server.taken();
    assert_eq!(
        taken[1].uri,
        "https://synapse.thegrid.ai/second?token=hop"[..]
    );
    assert_eq!(taken[1].headers["authorization"], format!("Bearer {KEY}"));
    assert_eq!(taken[1].body, taken[0].body);
}
