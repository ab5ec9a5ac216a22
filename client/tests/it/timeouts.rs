//! Time limits: what trips them, and what does not.

use std::time::{Duration, Instant};

use grid_client::{ChatBuilder, Error, TimeoutPhase, Timeouts};
use grid_gateway::{Answer, Gate, Gateway, Reply, Step, comment};

use super::setup::{MODEL, builder, client, gateway, hello, hello_plain};

const SHORT: Duration = Duration::from_millis(40);
const LONG: Duration = Duration::from_secs(20);

fn chat(gateway: &Gateway, answer: impl Into<Answer>) -> ChatBuilder {
    gateway.push(answer);
    client(gateway).chat(MODEL).user("x")
}

fn assert_phase(error: &Error, phase: TimeoutPhase) {
    assert!(
        error.is_timeout() && error.may_have_run() && error.is_retryable(),
        "{error}"
    );
    assert_eq!(error.timeout_phase(), Some(phase), "{error}");
    assert_eq!(error.attempts(), 1);
}

#[tokio::test]
async fn the_first_byte() {
    for prefix in ["", "HTTP/1.1 200 OK\r\ncontent-ty"] {
        let gateway = gateway();
        let stall = || Answer::raw(prefix).then(Step::Stall);
        let plain = chat(&gateway, stall())
            .with_first_byte_timeout(SHORT)
            .send()
            .await;
        assert_phase(&plain.unwrap_err(), TimeoutPhase::FirstByte);
        let stream = chat(&gateway, stall())
            .with_first_byte_timeout(SHORT)
            .stream()
            .await;
        assert_phase(&stream.unwrap_err(), TimeoutPhase::FirstByte);
    }
}

#[tokio::test]
async fn silence_in_a_body() {
    let gateway = gateway();
    let plain = Reply::json(200, &hello_plain()).cut(20, Step::Stall);
    let error = chat(&gateway, plain)
        .with_idle_timeout(SHORT)
        .send()
        .await
        .unwrap_err();
    assert_phase(&error, TimeoutPhase::Idle);
    assert_eq!(
        (
            error.status().unwrap().as_u16(),
            error.body().unwrap().len()
        ),
        (200, 20)
    );

    let before = Reply::events(hello()).cut(0, Step::Stall);
    let error = chat(&gateway, before)
        .with_idle_timeout(SHORT)
        .stream()
        .await
        .unwrap_err();
    assert_phase(&error, TimeoutPhase::Idle);

    let after = Reply::events(hello()).between(2, Step::Stall);
    let mut stream = chat(&gateway, after)
        .with_idle_timeout(SHORT)
        .stream()
        .await
        .unwrap();
    stream.try_next().await.unwrap();
    stream.try_next().await.unwrap();
    let error = stream.try_next().await.unwrap_err();
    assert_phase(&error, TimeoutPhase::Idle);
    assert_eq!(gateway.wait_for_open(0).await, 0);
}

#[tokio::test]
async fn an_error_whose_body_stalls_is_told_all_the_same() {
    let gateway = gateway();
    let stalled = Reply::error(401).cut(5, Step::Stall);
    let error = chat(&gateway, stalled)
        .with_idle_timeout(SHORT)
        .send()
        .await
        .unwrap_err();
    assert_eq!(error.status().unwrap(), 401);
    assert_eq!(
        (error.body().unwrap().len(), error.body_truncated()),
        (5, true)
    );
}

#[tokio::test]
async fn a_whole_call() {
    let gateway = gateway();
    for answer in [
        Answer::steps([Step::Stall]),
        Reply::json(200, &hello_plain())
            .bytes_per_write(1)
            .gap(SHORT / 4)
            .into(),
    ] {
        let begun = Instant::now();
        let error = chat(&gateway, answer)
            .with_timeout(SHORT)
            .send()
            .await
            .unwrap_err();
        assert_phase(&error, TimeoutPhase::Total);
        assert!(begun.elapsed() < LONG / 4);
    }
    let comments = std::iter::repeat_n(comment("alive"), 2000);
    let error = chat(&gateway, Reply::events(comments).gap(SHORT / 20))
        .with_timeout(SHORT)
        .stream()
        .await
        .unwrap_err();
    assert_phase(&error, TimeoutPhase::Total);
}

#[tokio::test]
async fn a_whole_stream_even_of_one_that_never_pauses() {
    let gateway = gateway();
    let flood = Answer::repeating(comment("alive").repeat(1000), u64::MAX);
    let error = chat(&gateway, flood)
        .with_timeout(SHORT)
        .stream()
        .await
        .unwrap_err();
    assert_phase(&error, TimeoutPhase::Total);
}

#[tokio::test]
async fn comments_are_life() {
    let gateway = gateway();
    let mut events = hello();
    let comments = std::iter::repeat_n(comment("alive"), 60);
    events.splice(1..1, comments);
    let reply = Reply::events(events).gap(SHORT / 8);
    let begun = Instant::now();
    let stream = chat(&gateway, reply).with_idle_timeout(SHORT * 5).stream();
    assert_eq!(
        stream.await.unwrap().finish().await.unwrap().text(),
        "Hello there"
    );
    assert!(
        begun.elapsed() > SHORT * 5,
        "longer than the limit of a silence"
    );
}

#[tokio::test]
async fn a_slow_reader_trips_nothing() {
    let gateway = gateway();
    let idle = SHORT * 4;
    // Each event arrives a little after it is asked for, so that every read waits, none of them long.
    let gates = [Gate::new(), Gate::new(), Gate::new()];
    let reply = (2..)
        .zip(&gates)
        .fold(Reply::events(hello()), |reply, (at, gate)| {
            reply.between(at, Step::Until(gate.clone()))
        });
    let mut stream = chat(&gateway, reply)
        .with_idle_timeout(idle)
        .stream()
        .await
        .unwrap();
    stream.try_next().await.unwrap();
    let mut text = String::new();
    for gate in gates {
        text.push_str(stream.try_next().await.unwrap().unwrap().text());
        // The timer of the last wait would have gone off by now.
        tokio::time::sleep(idle + SHORT).await;
        tokio::spawn(async move {
            tokio::time::sleep(SHORT / 8).await;
            gate.open();
        });
    }
    assert_eq!(text, "Hello there");
    assert!(stream.try_next().await.unwrap().is_none());
}

#[tokio::test]
async fn limits_of_the_client_and_none() {
    let gateway = gateway();
    let timeouts = Timeouts::default().idle(SHORT);
    let client = builder(&gateway).timeouts(timeouts).build().unwrap();
    let late = || Reply::events(hello()).between(1, Step::Wait(SHORT * 3));
    gateway.push(late());
    let stream = client.chat(MODEL).user("x").stream().await.unwrap();
    assert_phase(&stream.finish().await.unwrap_err(), TimeoutPhase::Idle);
    gateway.push(late());
    let stream = client
        .chat(MODEL)
        .user("x")
        .with_idle_timeout(None)
        .stream()
        .await
        .unwrap();
    assert_eq!(stream.finish().await.unwrap().text(), "Hello there");
    gateway.push(late());
    let stream = client
        .chat(MODEL)
        .user("x")
        .with_idle_timeout(Duration::MAX)
        .with_timeout(Duration::MAX)
        .stream();
    assert_eq!(
        stream.await.unwrap().finish().await.unwrap().text(),
        "Hello there"
    );
}

#[tokio::test]
async fn a_server_that_does_not_close_after_the_terminator_holds_nobody_up() {
    let gateway = gateway();
    let open = Reply::events(hello()).cut(usize::MAX, Step::Stall);
    let begun = Instant::now();
    let stream = chat(&gateway, open)
        .with_idle_timeout(LONG)
        .stream()
        .await
        .unwrap();
    assert_eq!(stream.finish().await.unwrap().text(), "Hello there");
    assert!(begun.elapsed() < LONG / 4);
    assert_eq!(gateway.wait_for_open(0).await, 0);
}
