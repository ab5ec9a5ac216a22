//! A server that speaks HTTP/2 alone, over TLS, and answers as it was told to.

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use h2::server::SendResponse;
use h2::{Reason, RecvStream, SendStream};
use http::{HeaderMap, Method, Request, Response, Uri, Version};
use serde_json::Value;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;
use tokio_rustls::TlsAcceptor;

use crate::tls::acceptor;

/// What a request is answered.
pub(super) enum Turn {
    Answer(Response<()>, Vec<Bytes>, End),
    /// No head: the stream is reset.
    Reset(Reason),
}

/// How a body ends.
pub(super) enum End {
    Clean,
    Reset(Reason),
    /// It does not, until the client resets the stream.
    Open,
}

/// A request as it arrived.
pub(super) struct Taken {
    pub(super) version: Version,
    pub(super) method: Method,
    pub(super) uri: Uri,
    pub(super) headers: HeaderMap,
    pub(super) body: Value,
}

#[derive(Default)]
struct Shared {
    turns: Mutex<VecDeque<Turn>>,
    taken: Mutex<Vec<Taken>>,
    /// Why the client reset the streams that it did.
    resets: Mutex<Vec<Reason>>,
    connections: AtomicUsize,
}

pub(super) struct Http2 {
    pub(super) address: SocketAddr,
    shared: Arc<Shared>,
    accepting: JoinHandle<()>,
}

impl Http2 {
    pub(super) async fn start(turns: impl IntoIterator<Item = Turn>) -> Self {
        Self::with_room_for(u32::MAX, turns).await
    }

    /// It takes so many streams of a connection at once (RFC 9113 section 5.1.2).
    pub(super) async fn with_room_for(streams: u32, turns: impl IntoIterator<Item = Turn>) -> Self {
        let shared = Arc::new(Shared {
            turns: Mutex::new(turns.into_iter().collect()),
            ..Shared::default()
        });
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let accepting = tokio::spawn(accept(listener, streams, Arc::clone(&shared)));
        Self {
            address,
            shared,
            accepting,
        }
    }

    pub(super) fn taken(&self) -> Vec<Taken> {
        std::mem::take(&mut self.shared.taken.lock().unwrap())
    }

    pub(super) fn resets(&self) -> Vec<Reason> {
        self.shared.resets.lock().unwrap().clone()
    }

    pub(super) fn connections(&self) -> usize {
        self.shared.connections.load(Ordering::Relaxed)
    }
}

impl Drop for Http2 {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

async fn accept(listener: TcpListener, streams: u32, shared: Arc<Shared>) {
    let acceptor = acceptor(&["h2"]);
    while let Ok((stream, _)) = listener.accept().await {
        shared.connections.fetch_add(1, Ordering::Relaxed);
        tokio::spawn(serve(
            acceptor.clone(),
            stream,
            streams,
            Arc::clone(&shared),
        ));
    }
}

async fn serve(acceptor: TlsAcceptor, stream: TcpStream, streams: u32, shared: Arc<Shared>) {
    let secure = acceptor.accept(stream).await.unwrap();
    let mut server = h2::server::Builder::new();
    let mut connection = server
        .max_concurrent_streams(streams)
        .handshake(secure)
        .await
        .unwrap();
    while let Some(Ok((request, respond))) = connection.accept().await {
        tokio::spawn(answer(request, respond, Arc::clone(&shared)));
    }
}

async fn answer(
    request: Request<RecvStream>,
    mut respond: SendResponse<Bytes>,
    shared: Arc<Shared>,
) {
    let (head, body) = request.into_parts();
    let body = read(body).await;
    let turn = shared.turns.lock().unwrap().pop_front();
    shared.taken.lock().unwrap().push(Taken {
        version: head.version,
        method: head.method,
        uri: head.uri,
        headers: head.headers,
        body,
    });
    match turn.expect("a request more than there are answers") {
        Turn::Reset(reason) => respond.send_reset(reason),
        Turn::Answer(head, pieces, end) => {
            let mut stream = respond.send_response(head, false).unwrap();
            for piece in pieces {
                stream.send_data(piece, false).unwrap();
            }
            finish(stream, end, &shared).await;
        }
    }
}

async fn read(mut body: RecvStream) -> Value {
    let mut bytes = Vec::new();
    while let Some(piece) = body.data().await {
        let piece = piece.unwrap();
        body.flow_control().release_capacity(piece.len()).unwrap();
        bytes.extend_from_slice(&piece);
    }
    serde_json::from_slice(&bytes).unwrap()
}

async fn finish(mut stream: SendStream<Bytes>, end: End, shared: &Shared) {
    match end {
        End::Clean => stream.send_data(Bytes::new(), true).unwrap(),
        End::Reset(reason) => {
            // What was sent before the reset has to leave first: a reset drops what is queued.
            tokio::time::sleep(std::time::Duration::from_millis(100)).await;
            stream.send_reset(reason);
        }
        End::Open => {
            let reset = std::future::poll_fn(|cx| stream.poll_reset(cx)).await;
            shared.resets.lock().unwrap().push(reset.unwrap());
        }
    }
}
