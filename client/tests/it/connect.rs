//! A server whose queue of connections is full: the kernel answers no further one, and only the time limit ends the wait.

use std::io::Write as _;
use std::time::{Duration, Instant};

use grid_client::{Client, TimeoutPhase, Timeouts};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::time::timeout;

use super::setup::{MODEL, at, quick};

const SHORT: Duration = Duration::from_millis(40);
const LONG: Duration = Duration::from_secs(20);

/// A loopback port that takes no further connection while this value lives.
struct Full {
    base_url: String,
    _listener: TcpListener,
    _waiting: Vec<TcpStream>,
}

/// `None`, and a line that says so, where the kernel takes more connections than were asked for.
async fn full() -> Option<Full> {
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let listener = socket.listen(0).unwrap();
    let address = listener.local_addr().unwrap();
    let mut waiting = vec![];
    // Nobody accepts. A connection that is taken is taken at once.
    for _ in 0..16 {
        match timeout(SHORT * 5, TcpStream::connect(address)).await {
            Ok(Ok(stream)) => waiting.push(stream),
            Ok(Err(_)) => break,
            Err(_) => {
                return Some(Full {
                    base_url: format!("http://{address}/v1"),
                    _listener: listener,
                    _waiting: waiting,
                });
            }
        }
    }
    // Past the capture of the test's output: a test that did not run is to be seen.
    let line = "SKIPPED: this system takes, or refuses, connections that nobody accepts\n";
    std::io::stderr().write_all(line.as_bytes()).unwrap();
    None
}

fn client(full: &Full) -> Client {
    let timeouts = Timeouts::default().connect(SHORT).first_byte(LONG);
    at(&full.base_url).timeouts(timeouts).build().unwrap()
}

#[tokio::test]
async fn a_connection_that_is_never_taken_is_given_up_tried_again_and_has_not_run() {
    let Some(full) = full().await else {
        return;
    };
    let client = client(&full);
    for streams in [false, true] {
        let begun = Instant::now();
        let call = client.chat(MODEL).user("x");
        let call = call.with_retry(quick().max_retries(2));
        let error = if streams {
            call.stream().await.map(drop).unwrap_err()
        } else {
            call.send().await.map(drop).unwrap_err()
        };
        assert_eq!(error.timeout_phase(), Some(TimeoutPhase::Connect));
        assert!(error.is_timeout() && error.is_connect(), "{error}");
        assert!(!error.may_have_run() && error.is_retryable(), "{error}");
        assert!(error.status().is_none() && error.headers().is_none());
        assert_eq!(error.attempts(), 3);
        assert_eq!(error.waits(), [1, 2].map(Duration::from_millis));
        assert!(error.to_string().contains("within 0.04 s"), "{error}");
        assert!(begun.elapsed() >= 3 * SHORT, "each attempt waits");
        assert!(begun.elapsed() < LONG / 4, "and no longer");
    }
}

/// The limit of the whole call, where it is shorter, ends the wait for a connection too. From outside the transport a request that is
/// being sent cannot be told from one that was.
#[tokio::test]
async fn the_limit_of_the_call_holds_while_connecting() {
    let Some(full) = full().await else {
        return;
    };
    let timeouts = Timeouts::default().connect(LONG);
    let client = at(&full.base_url).timeouts(timeouts).build().unwrap();
    let begun = Instant::now();
    let call = client.chat(MODEL).user("x").with_timeout(SHORT);
    let error = call.send().await.unwrap_err();
    assert_eq!(error.timeout_phase(), Some(TimeoutPhase::Total));
    assert_eq!(error.attempts(), 1);
    assert!(begun.elapsed() < LONG / 4, "{:?}", begun.elapsed());
}
