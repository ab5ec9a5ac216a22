//! Dropping a call or a stream.

use std::time::Duration;

use grid_gateway::{Answer, Reply, Step};

use super::setup::{MODEL, client, gateway, hello};

#[tokio::test]
async fn a_dropped_future_closes_its_connection() {
    let gateway = gateway();
    let client = client(&gateway);
    let answers: [Answer; 2] = [
        Answer::steps([Step::Stall]),
        Reply::json(200, &super::setup::hello_plain())
            .cut(10, Step::Stall)
            .into(),
    ];
    for (number, answer) in (0..).zip(answers) {
        gateway.push(answer);
        let call = tokio::spawn(client.chat(MODEL).user("x").send());
        gateway.wait_for(number + 1).await;
        call.abort();
        assert!(call.await.unwrap_err().is_cancelled());
        assert_eq!(gateway.wait_for_open(0).await, 0);
    }
}

#[tokio::test]
async fn a_dropped_stream_closes_its_connection() {
    let gateway = gateway();
    gateway.push(Reply::events(hello()).between(2, Step::Stall));
    let mut stream = client(&gateway)
        .chat(MODEL)
        .user("x")
        .stream()
        .await
        .unwrap();
    stream.try_next().await.unwrap();
    assert_eq!(gateway.open_connections(), 1);
    drop(stream);
    assert_eq!(gateway.wait_for_open(0).await, 0);
}

#[tokio::test]
async fn nothing_is_read_ahead_of_the_reader() {
    let gateway = gateway();
    let event = super::setup::chunk(&serde_json::json!({"content": "x".repeat(1000)}), None);
    gateway.push(Answer::repeating(event.repeat(100), 1000));
    let mut stream = client(&gateway)
        .chat(MODEL)
        .user("x")
        .stream()
        .await
        .unwrap();
    stream.try_next().await.unwrap();
    let received = &gateway.received()[0];
    let mut before = 0;
    // What the sockets hold has been written once this stands still.
    while before != received.written() {
        before = received.written();
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert!(
        before < 20 << 20,
        "{before} of 115 MB were taken from a server whose reader stopped"
    );
}
