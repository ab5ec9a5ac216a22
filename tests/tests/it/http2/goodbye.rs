//! A server that takes one request on each connection and says goodbye (GOAWAY, RFC 9113 section 6.8) instead of answering.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

use crate::tls::acceptor;

/// "PRI * HTTP/2.0 ...", RFC 9113 section 3.4.
const PREFACE: usize = 24;
const SETTINGS: [u8; 9] = [0, 0, 0, 4, 0, 0, 0, 0, 0];
const DATA: u8 = 0;
const HEADERS: u8 = 1;
const END_STREAM: u8 = 1;

pub(super) struct Goodbye {
    pub(super) address: SocketAddr,
    connections: Arc<AtomicUsize>,
    accepting: JoinHandle<()>,
}

impl Goodbye {
    /// `last`: the last stream that the server says it took up; a client's first is 1. `code`: RFC 9113 section 7.
    pub(super) async fn start(last: u8, code: u8) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let connections = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&connections);
        let accepting = tokio::spawn(async move {
            let acceptor = acceptor(&["h2"]);
            while let Ok((stream, _)) = listener.accept().await {
                counted.fetch_add(1, Ordering::Relaxed);
                tokio::spawn(take_one(acceptor.clone(), stream, last, code));
            }
        });
        Self {
            address,
            connections,
            accepting,
        }
    }

    pub(super) fn connections(&self) -> usize {
        self.connections.load(Ordering::Relaxed)
    }
}

impl Drop for Goodbye {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

async fn take_one(acceptor: TlsAcceptor, stream: TcpStream, last: u8, code: u8) {
    let mut stream = acceptor.accept(stream).await.unwrap();
    stream.write_all(&SETTINGS).await.unwrap();
    stream.flush().await.unwrap();
    stream.read_exact(&mut [0; PREFACE]).await.unwrap();
    while !ends_a_request(&mut stream).await {}
    let goaway = [0, 0, 8, 7, 0, 0, 0, 0, 0, 0, 0, 0, last, 0, 0, 0, code];
    stream.write_all(&goaway).await.unwrap();
    stream.shutdown().await.unwrap();
}

/// Reads a frame: whether it is the last one of a request.
async fn ends_a_request(stream: &mut TlsStream<TcpStream>) -> bool {
    let mut head = [0; 9];
    stream.read_exact(&mut head).await.unwrap();
    let [long, middle, short, kind, flags, ..] = head;
    let length = u32::from_be_bytes([0, long, middle, short]);
    let mut payload = vec![0; usize::try_from(length).unwrap()];
    stream.read_exact(&mut payload).await.unwrap();
    matches!(kind, DATA | HEADERS) && flags & END_STREAM != 0
}
