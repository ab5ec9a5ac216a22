use std::time::Duration;

use grid_gateway::{Answer, Gate, Gateway, RefusedPort, Reply, Step, event};
use tokio::io::AsyncReadExt;
use tokio::net::TcpStream;

use crate::client::{Client, ask, request};

const CHAT: &str = "/v1/chat/completions";

#[tokio::test]
async fn a_request_is_recorded_as_it_came() {
    let gateway = Gateway::start().unwrap();
    let (mut first, mut second) = (Client::of(&gateway).await, Client::of(&gateway).await);
    first
        .post(
            "/v1/chat/completions?a=1&b=2",
            "X-One: 1\r\nx-two: 2\r\nX-One: 3\r\n",
            &ask("Hi"),
        )
        .await;
    second.chat(CHAT, &ask("there")).await;
    first.chat(CHAT, &ask("again")).await;
    let received = gateway.wait_for(3).await;
    assert_eq!(received.len(), 3);
    let one = &received[0];
    assert_eq!(
        (one.method.as_str(), one.path(), one.query("b")),
        ("POST", CHAT, Some("2"))
    );
    let names: Vec<&str> = one.headers.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["host", "X-One", "x-two", "X-One", "content-length"]);
    assert_eq!(
        (one.header("x-one"), one.header("X-TWO"), one.header("none")),
        (Some("1"), Some("2"), None)
    );
    assert_eq!(one.json(), ask("Hi"));
    assert_eq!(one.connection, received[2].connection);
    assert_ne!(one.connection, received[1].connection);
    assert_eq!((gateway.connections(), gateway.open_connections()), (2, 2));
    assert!(one.written() > 0);
}

#[tokio::test]
async fn debug_output_holds_no_secret() {
    let gateway = Gateway::start().unwrap();
    let mut client = Client::of(&gateway).await;
    client
        .chat("/r/v1/chat/completions?token=t0ken", &ask("pr0mpt"))
        .await;
    let shown = format!("{:?}", gateway.wait_for(1).await);
    assert!(shown.contains("authorization"), "{shown}");
    assert!(
        ["t0ken", "pr0mpt", "secret"]
            .iter()
            .all(|secret| !shown.contains(secret)),
        "{shown}"
    );
}

#[tokio::test]
async fn chunked_requests_and_pipelines_are_read() {
    let gateway = Gateway::start().unwrap();
    gateway.always(Reply::json(200, &ask("ok")));
    let mut client = Client::of(&gateway).await;
    let chunked = "POST /a HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\n2\r\n{\"\r\n5\r\na\":1}\r\n0\r\n\r\n";
    client
        .send(&format!("{chunked}{}", request("/b", "", &ask("Hi"))))
        .await;
    assert_eq!(
        (
            client.response().await.status,
            client.response().await.status
        ),
        (200, 200)
    );
    let received = gateway.received();
    assert_eq!(received[0].json()["a"], 1);
    assert_eq!((received[1].path(), received[1].connection), ("/b", 0));
}

#[tokio::test]
async fn the_connection_ends_when_the_client_asks_for_it() {
    let gateway = Gateway::start().unwrap();
    let mut client = Client::of(&gateway).await;
    client
        .send(&request(CHAT, "connection: close\r\n", &ask("Hi")))
        .await;
    let (bytes, reset) = client.rest().await;
    assert!(bytes.starts_with(b"HTTP/1.1 401") && !reset);
    assert_eq!(gateway.wait_for_open(0).await, 0);
}

#[tokio::test]
async fn what_is_no_request_is_answered_and_closed() {
    let gateway = Gateway::start().unwrap();
    let mut client = Client::of(&gateway).await;
    client.send("what?\r\n\r\n").await;
    assert!(client.rest().await.0.starts_with(b"HTTP/1.1 400"));
    assert_eq!(gateway.received().len(), 0);
}

#[tokio::test]
async fn a_client_that_leaves_is_seen_in_each_kind_of_wait() {
    let waits = [
        Step::Stall,
        Step::Wait(Duration::from_secs(60)),
        Step::Until(Gate::new()),
        Step::NextBytes,
        Step::endless([b'x'; 4096]),
        Step::Repeat {
            bytes: [b'x'; 9].into(),
            times: u64::MAX,
            gap: Duration::from_millis(1),
        },
    ];
    let gateway = Gateway::start().unwrap();
    for (number, wait) in (0..).zip(waits) {
        gateway.push(Answer::raw("HTTP/1.1 200 OK\r\n").then(wait.clone()));
        let mut client = Client::of(&gateway).await;
        client.send(&request(CHAT, "", &ask("Hi"))).await;
        client.at_least(10).await;
        assert_eq!(gateway.open_connections(), 1);
        drop(client);
        let received = gateway.wait_for_end(number).await.unwrap();
        assert!(
            received.client_closed.is_some() && received.answered.is_none(),
            "{wait:?}"
        );
        assert_eq!(gateway.wait_for_open(0).await, 0, "{wait:?}");
    }
    assert_eq!(gateway.connections(), 6);
}

#[tokio::test]
async fn a_client_that_leaves_after_the_answer_is_seen_too() {
    let gateway = Gateway::start().unwrap();
    let mut client = Client::of(&gateway).await;
    client.chat(CHAT, &ask("Hi")).await;
    let answered = gateway.wait_for_end(0).await.unwrap();
    assert!(answered.answered.is_some() && answered.client_closed.is_none());
    drop(client);
    gateway.wait_for_open(0).await;
    assert!(gateway.received()[0].client_closed.is_some());
}

#[tokio::test]
async fn a_gate_holds_an_answer_until_it_is_opened() {
    let gateway = Gateway::start().unwrap();
    let gate = Gate::new();
    gateway.push(Reply::events([event("1"), event("2")]).between(1, Step::Until(gate.clone())));
    let mut client = Client::of(&gateway).await;
    client.send(&request(CHAT, "", &ask("Hi"))).await;
    client.at_least(80).await;
    assert!(gateway.received()[0].answered.is_none());
    gate.open();
    assert_eq!(client.response().await.text(), "data: 1\n\ndata: 2\n\n");
}

#[tokio::test]
async fn a_reader_that_pauses_holds_the_gateway_back() {
    let gateway = Gateway::start().unwrap();
    gateway.push(Answer::repeating(event(&"x".repeat(10_000)), 3_000));
    let mut client = Client::of(&gateway).await;
    client
        .send(&request(CHAT, "connection: close\r\n", &ask("Hi")))
        .await;
    let received = gateway.wait_for(1).await.remove(0);
    let mut before = 0;
    // What sockets hold is taken at once; then nothing moves.
    while received.written() == 0 || received.written() != before {
        before = received.written();
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert!(before < 20_000_000, "{before}");
    let (stream, _) = client.rest().await;
    assert!(stream.len() > 3_000 * 10_000);
    assert_eq!(received.written(), stream.len() as u64);
}

#[tokio::test]
async fn dropping_the_gateway_closes_everything() {
    let gateway = Gateway::start().unwrap();
    gateway.push(Answer::steps([Step::Stall]));
    gateway.push(Answer::raw("HTTP/1.1 200 OK\r\n").then(Step::endless([b'x'; 4096])));
    let origin = gateway.origin();
    let mut idle = Client::of(&gateway).await;
    let (mut stalled, mut flooded) = (Client::of(&gateway).await, Client::of(&gateway).await);
    stalled.send(&request(CHAT, "", &ask("Hi"))).await;
    gateway.wait_for(1).await;
    flooded.send(&request(CHAT, "", &ask("Hi"))).await;
    gateway.wait_for(2).await;
    drop(gateway);
    for client in [&mut idle, &mut stalled, &mut flooded] {
        client.rest().await;
    }
    assert!(
        TcpStream::connect(origin.replace("http://", ""))
            .await
            .is_err()
    );
    let metrics = tokio::runtime::Handle::current().metrics();
    assert_eq!(metrics.num_alive_tasks(), 0);
}

#[tokio::test]
async fn a_restart_keeps_port_script_and_records() {
    let gateway = Gateway::start().unwrap();
    let mut before = Client::of(&gateway).await;
    before.chat(CHAT, &ask("Hi")).await;
    gateway.push(Reply::error(503));
    gateway.stop().await;
    assert_eq!(gateway.open_connections(), 0);
    let address = gateway.origin().replace("http://", "");
    assert!(TcpStream::connect(&address).await.is_err());
    before.rest().await;
    gateway.restart().await.unwrap();
    gateway.restart().await.unwrap();
    assert_eq!(
        Client::of(&gateway)
            .await
            .chat(CHAT, &ask("Hi"))
            .await
            .status,
        503
    );
    assert_eq!(gateway.received().len(), 2);
}

#[tokio::test]
async fn only_the_last_requests_are_kept_when_told_so() {
    let gateway = Gateway::builder().keep(2).start().unwrap();
    let mut client = Client::of(&gateway).await;
    for _ in 0..5 {
        client.chat(CHAT, &ask("Hi")).await;
    }
    let numbers: Vec<u64> = gateway
        .wait_for(5)
        .await
        .iter()
        .map(|received| received.number)
        .collect();
    assert_eq!(numbers, [3, 4]);
}

#[tokio::test]
async fn a_refused_port_refuses() {
    let port = RefusedPort::bind().unwrap();
    let refused = TcpStream::connect(port.origin().replace("http://", ""))
        .await
        .unwrap_err();
    assert_eq!(refused.kind(), std::io::ErrorKind::ConnectionRefused);
    let gateway = Gateway::start().unwrap();
    let mut stream = TcpStream::connect(gateway.origin().replace("http://", ""))
        .await
        .unwrap();
    let waited = tokio::time::timeout(Duration::from_millis(20), stream.read(&mut [0; 1])).await;
    assert!(waited.is_err());
}
