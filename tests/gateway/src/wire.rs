//! A connection: reads requests, plays steps, and notices the client leaving at any time.

use std::io::ErrorKind;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::request::{Request, parse};
use crate::step::Step;

/// How much a client may send ahead of an answer before it is no longer read.
const MAX_AHEAD: usize = 1024 * 1024;

pub(crate) struct Wire {
    stream: TcpStream,
    inbox: Vec<u8>,
}

/// What came instead of a request.
pub(crate) enum NoRequest {
    Gone,
    Bad(u16),
}

/// How playing an answer ended.
#[derive(Debug, PartialEq)]
pub(crate) enum Played {
    StillOpen,
    Closed,
    ClientGone,
}

/// The client has closed the connection.
struct Gone;

impl Wire {
    pub(crate) fn new(stream: TcpStream) -> Self {
        // A write is to be a segment; where it cannot be, nothing is lost but that.
        let _ = stream.set_nodelay(true);
        Self {
            stream,
            inbox: vec![],
        }
    }

    pub(crate) async fn request(&mut self) -> Result<Request, NoRequest> {
        loop {
            match parse(&self.inbox).map_err(NoRequest::Bad)? {
                Some((request, used)) => {
                    self.inbox.drain(..used);
                    return Ok(request);
                }
                None => match self.stream.read_buf(&mut self.inbox).await {
                    Ok(0) | Err(_) => return Err(NoRequest::Gone),
                    Ok(_) => {}
                },
            }
        }
    }

    pub(crate) async fn play(&mut self, steps: &[Step], written: &AtomicU64) -> Played {
        for step in steps {
            let done = match step {
                Step::Bytes(bytes) => self.write(bytes, written).await,
                Step::Repeat { bytes, times, gap } => {
                    self.repeat(bytes, *times, *gap, written).await
                }
                Step::Wait(time) => self.unless_gone(tokio::time::sleep(*time)).await,
                Step::Until(gate) => self.unless_gone(gate.opened()).await,
                Step::NextBytes => self.next_bytes().await,
                Step::Stall => self.unless_gone(std::future::pending()).await,
                Step::Close => {
                    // A failure means that it is closed already.
                    let _ = self.stream.shutdown().await;
                    return Played::Closed;
                }
                Step::Reset => {
                    let _ = self.stream.set_zero_linger();
                    return Played::Closed;
                }
            };
            if let Err(Gone) = done {
                return Played::ClientGone;
            }
        }
        Played::StillOpen
    }

    async fn repeat(
        &mut self,
        bytes: &[u8],
        times: u64,
        gap: Duration,
        written: &AtomicU64,
    ) -> Result<(), Gone> {
        for _ in 0..times {
            self.write(bytes, written).await?;
            if !gap.is_zero() {
                self.unless_gone(tokio::time::sleep(gap)).await?;
            }
        }
        Ok(())
    }

    async fn write(&mut self, bytes: &[u8], written: &AtomicU64) -> Result<(), Gone> {
        // A socket that always has room would never let the task be stopped.
        tokio::task::coop::consume_budget().await;
        let mut rest = bytes;
        while !rest.is_empty() {
            match self.stream.try_write(rest) {
                Ok(count) => {
                    rest = &rest[count..];
                    written.fetch_add(count as u64, Ordering::Relaxed);
                }
                Err(error) if error.kind() == ErrorKind::WouldBlock => {
                    tokio::select! {
                        _ = self.stream.writable() => {}
                        () = gone(&self.stream, &mut self.inbox) => return Err(Gone),
                    }
                }
                Err(_) => return Err(Gone),
            }
        }
        Ok(())
    }

    async fn unless_gone(&mut self, wait: impl Future<Output = ()>) -> Result<(), Gone> {
        tokio::select! {
            () = wait => Ok(()),
            () = gone(&self.stream, &mut self.inbox) => Err(Gone),
        }
    }

    async fn next_bytes(&mut self) -> Result<(), Gone> {
        if self.inbox.is_empty()
            && matches!(self.stream.read_buf(&mut self.inbox).await, Ok(0) | Err(_))
        {
            return Err(Gone);
        }
        Ok(())
    }
}

/// Returns when the client has closed the connection; keeps what it sends until then.
async fn gone(stream: &TcpStream, inbox: &mut Vec<u8>) {
    let mut buffer = [0; 4096];
    loop {
        if inbox.len() > MAX_AHEAD || stream.readable().await.is_err() {
            return std::future::pending().await;
        }
        match stream.try_read(&mut buffer) {
            Ok(0) => return,
            Ok(count) => inbox.extend_from_slice(&buffer[..count]),
            Err(error) if error.kind() == ErrorKind::WouldBlock => {}
            Err(_) => return,
        }
    }
}
