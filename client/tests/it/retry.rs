//! Retries: what is sent again, how often, and what never is.

use std::time::Duration;

use grid_client::{Client, Error, RetryPolicy};
use grid_gateway::{Answer, ErrorShape, Gateway, RefusedPort, Reply, Step, event};

use super::setup::{KEY, MODEL, at, builder, client, gateway, hello, hello_plain, quick};

async fn sent(client: &Client) -> Result<u32, Error> {
    Ok(client.chat(MODEL).user("x").send().await?.attempts())
}

async fn failed(gateway: &Gateway) -> Error {
    sent(&client(gateway)).await.unwrap_err()
}

#[tokio::test]
async fn the_statuses_of_the_gateways_data() {
    for status in [
        402, 408, 409, 429, 500, 502, 503, 504, 520, 521, 522, 523, 529,
    ] {
        let gateway = gateway();
        gateway.push(Reply::error(status));
        gateway.push(Reply::error(status));
        gateway.push(Reply::json(200, &hello_plain()));
        assert_eq!(sent(&client(&gateway)).await.unwrap(), 3, "{status}");
    }
    for status in [400, 401, 403, 404, 413, 422, 501, 524] {
        let gateway = gateway();
        gateway.always(Reply::error(status));
        let error = failed(&gateway).await;
        assert_eq!(
            (error.attempts(), gateway.received().len()),
            (1, 1),
            "{status}"
        );
    }
}

#[tokio::test]
async fn a_proxy_cannot_say_that_nothing_ran() {
    for status in [500, 502, 503, 504, 520, 521, 522, 523, 524, 529] {
        let gateway = gateway();
        gateway.always(Reply::error(status));
        let may_have_run = matches!(status, 502 | 504 | 520 | 524);
        assert_eq!(
            failed(&gateway).await.may_have_run(),
            may_have_run,
            "{status}"
        );
    }
}

#[tokio::test]
async fn an_earlier_attempt_counts_as_well() {
    let gateway = gateway();
    gateway.push(Reply::error(502));
    gateway.always(Reply::error(503));
    let error = failed(&gateway).await;
    assert_eq!(error.status().unwrap().as_u16(), 503);
    assert!(error.may_have_run());
    let said = error.to_string();
    assert!(
        said.contains("4 attempts, an earlier one may have run"),
        "{said}"
    );
    // What came of the one before is told with what is wrong in a response, too.
    gateway.push(Reply::error(503));
    gateway.push(Reply::error(400));
    let error = failed(&gateway).await;
    assert!(!error.may_have_run(), "{error}");
}

#[tokio::test]
async fn a_path_that_nobody_knows_is_named() {
    let gateway = gateway();
    gateway.always(Reply::html(404, "404 page not found"));
    let client = at(&format!("{}?token=secret", gateway.base_url()))
        .build()
        .unwrap();
    let error = sent(&client).await.unwrap_err().to_string();
    let path = format!("at {}/chat/completions?[redacted]: ", gateway.base_url());
    assert!(error.contains(&path), "{error}");
    // Some gateways have the key in their path.
    let client = at(&format!("{}/{KEY}", gateway.base_url()))
        .build()
        .unwrap();
    let error = sent(&client).await.unwrap_err();
    assert!(!format!("{error} {error:?}").contains(KEY), "{error}");
}

#[tokio::test]
async fn attempts_and_waits_are_told() {
    let gateway = gateway();
    gateway.always(Reply::error(500));
    let error = failed(&gateway).await;
    assert_eq!(error.attempts(), 4);
    assert_eq!(error.waits(), [1, 2, 4].map(Duration::from_millis));
    assert_eq!(gateway.received().len(), 4);
    assert!(error.is_retryable() && !error.may_have_run());
    assert!(error.to_string().contains("4 attempts"), "{error}");
    let once = client(&gateway)
        .chat(MODEL)
        .user("x")
        .with_retry(RetryPolicy::none());
    assert_eq!(once.send().await.unwrap_err().attempts(), 1);
}

#[tokio::test]
async fn the_server_says_how_long_and_whether() {
    let gateway = gateway();
    let asked = |name: &str, value: &str| Reply::error(429).header(name, value);
    gateway.push(asked("retry-after-ms", "7"));
    gateway.push(asked("retry-after", "0.003"));
    gateway.push(asked("retry-after", "Thu, 01 Jan 1970 00:00:00 GMT"));
    gateway.push(Reply::error(400).header("x-should-retry", "false"));
    let error = failed(&gateway).await;
    assert_eq!(
        error.waits(),
        [7, 3, 4].map(Duration::from_millis),
        "a date in the past is none"
    );

    gateway.push(Reply::error(400).header("x-should-retry", "true"));
    gateway.push(asked("retry-after", "121"));
    let error = failed(&gateway).await;
    assert_eq!(
        (error.attempts(), error.retry_after()),
        (2, Some(Duration::from_secs(121)))
    );
    let said = error.to_string();
    assert!(
        said.ends_with("not tried again: the server asks for a wait of 121 s)"),
        "{said}"
    );

    gateway.push(Reply::error(500).header("x-should-retry", "false"));
    assert_eq!(failed(&gateway).await.attempts(), 1);

    let quota = ErrorShape::OpenAi
        .body(429, "used up")
        .to_string()
        .replace("rate_limit_error", "insufficient_quota");
    gateway.push(Reply::body(429, "application/json", quota));
    let error = failed(&gateway).await;
    assert!(error.is_quota() && !error.is_retryable());
    assert_eq!(error.attempts(), 1);
}

#[tokio::test]
async fn no_wait_is_begun_that_the_time_limit_would_not_outlive() {
    let gateway = gateway();
    gateway.push(Reply::error(429).header("retry-after", "60"));
    let call = client(&gateway)
        .chat(MODEL)
        .user("x")
        .with_timeout(Duration::from_secs(30));
    let error = call.send().await.unwrap_err();
    assert_eq!(
        (error.status().unwrap().as_u16(), error.attempts()),
        (429, 1)
    );
    let said = error.to_string();
    assert!(
        said.ends_with("not tried again: a wait of 60 s outlives the time limit)"),
        "{said}"
    );
}

#[tokio::test]
async fn a_connection_that_cannot_be_made_is_tried_again() {
    let port = RefusedPort::bind().unwrap();
    let client = at(&port.origin()).build().unwrap();
    let error = sent(&client).await.unwrap_err();
    assert!(error.is_connect() && !error.may_have_run() && error.is_retryable());
    assert_eq!(error.attempts(), 4);
    let error = client.chat(MODEL).user("x").stream().await.unwrap_err();
    assert!(error.is_connect());
}

#[tokio::test]
async fn a_request_that_was_sent_and_not_answered_is_sent_again_only_when_allowed() {
    for step in [Step::Close, Step::Reset] {
        let gateway = gateway();
        gateway.push(Answer::steps([step.clone()]));
        let error = failed(&gateway).await;
        assert!(
            error.is_unanswered() && error.may_have_run() && error.is_retryable(),
            "{step:?}: {error}"
        );
        assert_eq!((error.attempts(), gateway.received().len()), (1, 1));

        gateway.push(Answer::steps([step]));
        let policy = quick().resend_when_maybe_run(true);
        let call = client(&gateway).chat(MODEL).user("x").with_retry(policy);
        assert_eq!(call.send().await.unwrap().attempts(), 2);
    }
}

#[tokio::test]
async fn a_stream_whose_first_event_is_an_error_is_opened_again() {
    let gateway = gateway();
    let overloaded = r#"{"error":{"message":"overloaded","type":"overloaded_error"}}"#;
    gateway.push(Reply::error(503));
    gateway.push(Reply::events([
        grid_gateway::comment("wait"),
        event(overloaded),
    ]));
    gateway.push(Reply::body(200, "application/json", overloaded));
    gateway.push(Reply::events(hello()));
    let stream = client(&gateway)
        .chat(MODEL)
        .user("x")
        .stream()
        .await
        .unwrap();
    assert_eq!(stream.attempts(), 4);
    let reply = stream.finish().await.unwrap();
    assert_eq!((reply.text(), reply.attempts()), ("Hello there", 4));
}

#[tokio::test]
async fn a_first_event_that_blames_the_request_is_final() {
    let gateway = gateway();
    let refused = r#"{"error":{"message":"too long","type":"invalid_request_error","code":"context_length_exceeded"}}"#;
    gateway.always(Reply::events([event(refused)]));
    let error = client(&gateway)
        .chat(MODEL)
        .user("x")
        .stream()
        .await
        .unwrap_err();
    assert!(error.is_stream_error() && !error.is_retryable());
    assert_eq!(
        (error.attempts(), error.event_number(), error.code()),
        (1, Some(1), Some("context_length_exceeded"))
    );
}

#[tokio::test]
async fn nothing_is_sent_again_after_the_first_event() {
    let gateway = gateway();
    let mut events = hello();
    events.truncate(2);
    events.push(event(
        r#"{"error":{"message":"upstream died","type":"server_error"}}"#,
    ));
    gateway.always(Reply::events(events));
    let policy = quick().resend_when_maybe_run(true);
    let mut stream = client(&gateway)
        .chat(MODEL)
        .user("x")
        .with_retry(policy)
        .stream()
        .await
        .unwrap();
    assert!(stream.try_next().await.unwrap().is_some());
    assert_eq!(stream.try_next().await.unwrap().unwrap().text(), "Hello ");
    let error = stream.try_next().await.unwrap_err();
    assert!(error.is_stream_error() && error.may_have_run());
    assert_eq!(gateway.received().len(), 1);
}

#[tokio::test]
async fn the_budget_is_shared_by_the_clones() {
    let gateway = gateway();
    gateway.always(Reply::error(500));
    let policy = quick().max_retries(100).cap(Duration::ZERO);
    let client = builder(&gateway).retry(policy).build().unwrap();
    let clone = client.clone();
    assert_eq!(
        sent(&client).await.unwrap_err().attempts(),
        51,
        "500 tokens, 10 a retry"
    );
    let error = sent(&clone).await.unwrap_err();
    assert_eq!(error.attempts(), 1);
    assert!(
        error
            .to_string()
            .ends_with("the client's retry budget is spent)"),
        "{error}"
    );
    gateway.always(Reply::json(200, &hello_plain()));
    for _ in 0..10 {
        assert_eq!(sent(&clone).await.unwrap(), 1);
    }
    gateway.always(Reply::error(500));
    assert_eq!(
        sent(&client).await.unwrap_err().attempts(),
        2,
        "ten successes buy one"
    );
}

/// Who waits as long as he was told to storms nobody.
#[tokio::test]
async fn waits_that_the_server_asks_for_cost_nothing() {
    let gateway = gateway();
    gateway.always(Reply::error(429).header("retry-after-ms", "0.01"));
    let client = builder(&gateway)
        .retry(quick().max_retries(80))
        .build()
        .unwrap();
    assert_eq!(sent(&client).await.unwrap_err().attempts(), 81);
    gateway.always(Reply::error(500));
    let error = sent(&client).await.unwrap_err();
    assert_eq!(error.attempts(), 51, "the budget is full");
}

#[tokio::test]
async fn a_pooled_connection_that_was_closed_while_idle_is_no_error() {
    let gateway = gateway();
    let client = client(&gateway);
    for _ in 0..20 {
        gateway.push(Answer::from(Reply::json(200, &hello_plain())).then(Step::Close));
        assert_eq!(sent(&client).await.unwrap(), 1);
        assert_eq!(gateway.wait_for_open(0).await, 0);
    }
    assert_eq!(gateway.received().len(), 20);
}

#[tokio::test]
async fn a_close_that_crosses_the_request_may_have_run() {
    let gateway = gateway();
    let client = client(&gateway);
    gateway.push(
        Answer::from(Reply::json(200, &hello_plain()))
            .then(Step::NextBytes)
            .then(Step::Reset),
    );
    assert_eq!(sent(&client).await.unwrap(), 1);
    let error = sent(&client).await.unwrap_err();
    assert!(error.is_unanswered() && error.may_have_run(), "{error}");
    assert_eq!(error.attempts(), 1);
}
