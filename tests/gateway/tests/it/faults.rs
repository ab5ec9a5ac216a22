use std::time::{Duration, Instant};

use grid_gateway::fault::Faults;
use grid_gateway::{Gateway, Reply, done, event, fault};
use serde_json::json;
use tokio::io::AsyncReadExt;
use tokio::time::timeout;

use crate::client::{Client, ask, request};
use End::{Close, Endless, Open, Reset};

const CHAT: &str = "/v1/chat/completions";

/// How a fault ends for one who sends a request and reads.
#[derive(Debug, PartialEq, Clone, Copy)]
enum End {
    Close,
    Reset,
    /// Nothing more for 40 ms.
    Open,
    /// More, however long it is waited.
    Endless,
}

/// `briefly`: after 150 ms, what still comes is taken to have no end.
async fn observe(gateway: &Gateway, briefly: bool) -> (Vec<u8>, End) {
    let mut client = Client::of(gateway).await;
    client.send(&request(CHAT, "", &ask("Hi"))).await;
    let (mut seen, mut buffer, start) = (vec![], vec![0; 1 << 16], Instant::now());
    loop {
        match timeout(Duration::from_millis(40), client.stream.read(&mut buffer)).await {
            Err(_) => return (seen, Open),
            Ok(Ok(0)) => return (seen, Close),
            Ok(Err(_)) => return (seen, Reset),
            Ok(Ok(count)) => seen.extend_from_slice(&buffer[..count]),
        }
        let long = briefly && start.elapsed() > Duration::from_millis(150);
        if long || seen.len() > 20 << 20 {
            return (seen, Endless);
        }
    }
}

/// A row for each fault: its name, what is read first, and how it ends.
type Row = (&'static str, &'static [u8], End);

/// Checks that the table has a row for each fault, and each fault does what its row says.
fn expectation(faults: &Faults, rows: &[Row]) -> Vec<(grid_gateway::Answer, Row)> {
    let mut names: Vec<&str> = rows.iter().map(|row| row.0).collect();
    names.sort_unstable();
    assert_eq!(names, faults.keys().copied().collect::<Vec<_>>());
    rows.iter()
        .map(|row| (faults[row.0].clone(), *row))
        .collect()
}

async fn check(faults: &Faults, rows: &[Row]) -> Gateway {
    let gateway = Gateway::start().unwrap();
    for (answer, (name, start, end)) in expectation(faults, rows) {
        gateway.push(answer);
        let (seen, how) = observe(&gateway, end == Endless).await;
        let shown = String::from_utf8_lossy(&seen[..seen.len().min(300)]);
        assert!(seen.starts_with(start), "{name}: {shown}");
        assert_eq!(how, end, "{name}: {shown}");
    }
    assert_eq!(gateway.wait_for_open(0).await, 0);
    gateway
}

const OK: &[u8] = b"HTTP/1.1 200 OK\r\n";

#[tokio::test]
async fn connect_faults_come_before_any_request() {
    // A request that arrives at a closed socket is answered by a reset, which may overtake the close: so none is sent.
    for (name, start, reset) in [
        ("accept and close", b"".as_slice(), false),
        ("accept and reset", b"", true),
        ("TLS garbage", b"\x15\x03\x01", false),
        ("banner", b"SSH-2.0", false),
    ] {
        let gateway = Gateway::start().unwrap();
        gateway.greet(fault::on_connect()[name].clone());
        let (seen, how) = Client::of(&gateway).await.rest().await;
        assert!(seen.starts_with(start), "{name}");
        assert_eq!(how, reset, "{name}");
        assert_eq!(gateway.wait_for_open(0).await, 0);
    }
    let gateway = Gateway::start().unwrap();
    gateway.greet(fault::on_connect()["accept and stall"].clone());
    assert_eq!(observe(&gateway, false).await, (vec![], Open));
    assert_eq!(gateway.received().len(), 0);
    assert_eq!(observe(&gateway, false).await.1, Open);
    assert_eq!(gateway.received().len(), 1);
}

#[tokio::test]
async fn faults_in_place_of_an_answer() {
    let rows: &[Row] = &[
        ("close", b"", Close),
        ("reset before headers", b"", Reset),
        ("stall", b"", Open),
        ("HTTP garbage", b"\0", Close),
        ("bad status line", b"HTTP/1.1 abc", Close),
        ("bad header", b"HTTP/1.1 200 OK\r\nno colon", Close),
        ("cut headers", OK, Close),
        ("two lengths", OK, Close),
        ("header flood", b"HTTP/1.1 200 OK\r\nx-flood: a", Endless),
        (
            "only interim answers",
            b"HTTP/1.1 103 Early Hints\r\n\r\n",
            Endless,
        ),
        ("endless error body", b"HTTP/1.1 500 ", Endless),
        ("no content", b"HTTP/1.1 204 No Content\r\n\r\n", Open),
        ("not modified", b"HTTP/1.1 304 Not Modified\r\n\r\n", Open),
        ("partial content", b"HTTP/1.1 206 Partial", Open),
        (
            "empty error body",
            b"HTTP/1.1 500 Internal Server Error\r\ncontent-length: 0\r\n",
            Open,
        ),
        ("10 MiB error body", b"HTTP/1.1 500 ", Open),
        (
            "HTML error page",
            b"HTTP/1.1 502 Bad Gateway\r\ncontent-type: text/html",
            Open,
        ),
        (
            "redirect without Location",
            b"HTTP/1.1 307 Temporary Redirect\r\ncontent-length: 0\r\n\r\n",
            Open,
        ),
        ("redirect to nowhere", b"HTTP/1.1 307 ", Open),
        ("redirect to another scheme", b"HTTP/1.1 307 ", Open),
        (
            "empty body",
            b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 0\r\n\r\n",
            Open,
        ),
        (
            "HTML with status 200",
            b"HTTP/1.1 200 OK\r\ncontent-type: text/html",
            Open,
        ),
        ("deep nesting", OK, Open),
        ("huge numbers", OK, Open),
        ("duplicate keys", OK, Open),
    ];
    let gateway = check(&fault::in_place_of_answer(), rows).await;
    assert!(
        gateway
            .received()
            .iter()
            .any(|received| received.written() > 10 << 20)
    );
}

#[tokio::test]
async fn faults_of_a_body() {
    let reply = Reply::json(200, &json!({"answer": "The fox"}));
    let rows: &[Row] = &[
        ("reset after headers", OK, Reset),
        ("close after headers", OK, Close),
        ("stall after headers", OK, Open),
        ("reset in mid-body", OK, Reset),
        ("close in mid-body", OK, Close),
        ("stall in mid-body", OK, Open),
        ("length too short", OK, Close),
        ("length too long", OK, Close),
        ("chunks without end", OK, Close),
        ("broken chunk size", OK, Close),
        ("chunk longer than said", OK, Close),
        ("gzip claimed", OK, Open),
        ("gzip broken", OK, Open),
        (
            "wrong content type",
            b"HTTP/1.1 200 OK\r\ncontent-type: image/png\r\n",
            Open,
        ),
        (
            "no content type",
            b"HTTP/1.1 200 OK\r\ncontent-length: ",
            Open,
        ),
        ("BOM", OK, Open),
        ("NUL bytes", OK, Open),
        ("invalid UTF-8", OK, Open),
        ("slow headers", b"HTTP", Endless),
        ("slow body", OK, Open),
        (
            "interim answer first",
            b"HTTP/1.1 103 Early Hints\r\n",
            Open,
        ),
        ("closed while idle", OK, Close),
        ("closed by the next request", OK, Open),
        ("reset by the next request", OK, Open),
    ];
    check(&fault::of_body(&reply), rows).await;
}

#[tokio::test]
async fn a_close_can_cross_the_next_request() {
    let gateway = Gateway::start().unwrap();
    for (name, reset) in [
        ("closed by the next request", false),
        ("reset by the next request", true),
    ] {
        gateway.push(fault::of_body(&Reply::json(200, &json!({})))[name].clone());
        let mut client = Client::of(&gateway).await;
        assert_eq!(client.chat(CHAT, &ask("Hi")).await.status, 200);
        client.send(&request(CHAT, "", &ask("again"))).await;
        assert_eq!(client.rest().await, (vec![], reset), "{name}");
    }
    assert_eq!(gateway.received().len(), 2);
}

#[tokio::test]
async fn faults_of_a_stream() {
    let events = [event("{\"a\":1}"), event("{\"b\":2}"), event("{\"c\":3}")];
    let rows: &[Row] = &[
        ("reset in mid-event", OK, Reset),
        ("close in mid-event", OK, Close),
        ("stall in mid-event", OK, Open),
        ("reset between events", OK, Reset),
        ("close between events", OK, Close),
        ("stall between events", OK, Open),
        ("clean end between events", OK, Open),
        ("clean end in mid-event", OK, Open),
        ("terminator twice", OK, Open),
        ("terminator in mid-stream", OK, Open),
        ("events after the terminator", OK, Open),
        ("two streams in one", OK, Open),
        ("terminator without blank line", OK, Open),
        ("NUL bytes", OK, Open),
        ("invalid UTF-8", OK, Open),
        ("BOM", OK, Open),
        ("BOM in mid-stream", OK, Open),
        ("bad JSON in one event", OK, Open),
        ("error in mid-stream", OK, Open),
        ("event: error", OK, Open),
        ("comments everywhere", OK, Open),
        ("byte by byte", OK, Open),
        ("no content type", OK, Open),
        ("ended by close", OK, Close),
        ("endless comments", OK, Endless),
        ("endless event", OK, Endless),
        ("endless lines in one event", OK, Endless),
    ];
    check(&fault::of_events(&events, &done()), rows).await;
}

#[tokio::test]
async fn stream_faults_carry_what_their_names_say() {
    let events = [event("{\"a\":1}"), event("{\"b\":2}"), event("{\"c\":3}")];
    let gateway = Gateway::start().unwrap();
    let mut client = Client::of(&gateway).await;
    let (all, end) = (
        "data: {\"a\":1}\n\ndata: {\"b\":2}\n\ndata: {\"c\":3}\n\n",
        "data: [DONE]\n\n",
    );
    for (name, text) in [
        ("clean end between events", all.to_owned()),
        (
            "clean end in mid-event",
            "data: {\"a\":1}\n\ndata: {\"b\":2}\n\ndata: {\"".to_owned(),
        ),
        ("terminator twice", format!("{all}{end}{end}")),
        (
            "terminator in mid-stream",
            format!("{}{end}{}{end}", &all[..15], &all[15..]),
        ),
        ("events after the terminator", format!("{all}{end}{all}")),
        ("two streams in one", format!("{all}{end}{all}{end}")),
        (
            "terminator without blank line",
            format!("{all}data: [DONE]"),
        ),
        ("BOM", format!("\u{feff}{all}{end}")),
        ("byte by byte", format!("{all}{end}")),
    ] {
        gateway.push(fault::of_events(&events, &done())[name].clone());
        assert_eq!(client.chat(CHAT, &ask("Hi")).await.text(), text, "{name}");
    }
}
