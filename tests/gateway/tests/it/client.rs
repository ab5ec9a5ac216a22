//! A client of bytes: it sees what is on the wire.

use std::time::Duration;

use grid_gateway::Gateway;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

pub(crate) struct Client {
    pub(crate) stream: TcpStream,
    inbox: Vec<u8>,
}

#[derive(Debug)]
pub(crate) struct Response {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: Vec<u8>,
}

impl Response {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let lines = self.head.lines().filter_map(|line| line.split_once(": "));
        lines
            .filter(|(key, _)| key.eq_ignore_ascii_case(name))
            .map(|(_, value)| value)
            .next()
    }
}

impl Client {
    pub(crate) async fn of(gateway: &Gateway) -> Self {
        let address = gateway.origin().replace("http://", "");
        Self {
            stream: TcpStream::connect(address).await.unwrap(),
            inbox: vec![],
        }
    }

    pub(crate) async fn send(&mut self, text: &str) {
        self.stream.write_all(text.as_bytes()).await.unwrap();
    }

    pub(crate) async fn post(&mut self, target: &str, headers: &str, body: &Value) -> Response {
        self.send(&request(target, headers, body)).await;
        self.response().await
    }

    /// With the key that every gateway takes.
    pub(crate) async fn chat(&mut self, target: &str, body: &Value) -> Response {
        self.post(target, "authorization: Bearer secret\r\n", body)
            .await
    }

    /// One whole response.
    pub(crate) async fn response(&mut self) -> Response {
        loop {
            if let Some((response, used)) = parse(&self.inbox) {
                self.inbox.drain(..used);
                return response;
            }
            assert!(
                self.read().await > 0,
                "closed after {:?}",
                String::from_utf8_lossy(&self.inbox)
            );
        }
    }

    /// Everything until the gateway closes, and whether it did so with a reset.
    pub(crate) async fn rest(&mut self) -> (Vec<u8>, bool) {
        let mut buffer = vec![0; 65536];
        loop {
            match timeout(Duration::from_secs(10), self.stream.read(&mut buffer))
                .await
                .unwrap()
            {
                Ok(0) => return (std::mem::take(&mut self.inbox), false),
                Ok(count) => self.inbox.extend_from_slice(&buffer[..count]),
                Err(_) => return (std::mem::take(&mut self.inbox), true),
            }
        }
    }

    /// Reads until this many bytes have come.
    pub(crate) async fn at_least(&mut self, count: usize) {
        while self.inbox.len() < count {
            assert!(self.read().await > 0);
        }
    }

    async fn read(&mut self) -> usize {
        let read = self.stream.read_buf(&mut self.inbox);
        timeout(Duration::from_secs(10), read)
            .await
            .unwrap()
            .unwrap()
    }
}

pub(crate) fn request(target: &str, headers: &str, body: &Value) -> String {
    let body = body.to_string();
    format!(
        "POST {target} HTTP/1.1\r\nhost: h\r\n{headers}content-length: {}\r\n\r\n{body}",
        body.len()
    )
}

pub(crate) fn ask(text: &str) -> Value {
    json!({"model": "text-prime", "messages": [{"role": "user", "content": text}]})
}

fn parse(bytes: &[u8]) -> Option<(Response, usize)> {
    let end = bytes.windows(4).position(|window| window == b"\r\n\r\n")?;
    let head = String::from_utf8(bytes[..end].to_vec()).unwrap();
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    let mut response = Response {
        status,
        head,
        body: vec![],
    };
    let bytes = &bytes[end + 4..];
    let (body, used) = match response.header("content-length") {
        Some(length) => {
            let length = length.parse().unwrap();
            (bytes.get(..length)?.to_vec(), length)
        }
        None if response.header("transfer-encoding").is_some() => dechunk(bytes)?,
        None => (vec![], 0),
    };
    response.body = body;
    Some((response, end + 4 + used))
}

fn dechunk(bytes: &[u8]) -> Option<(Vec<u8>, usize)> {
    let (mut body, mut at) = (vec![], 0);
    loop {
        let line = bytes[at..]
            .windows(2)
            .position(|window| window == b"\r\n")?;
        let size =
            usize::from_str_radix(std::str::from_utf8(&bytes[at..at + line]).unwrap(), 16).unwrap();
        at += line + 2;
        body.extend_from_slice(bytes.get(at..at + size)?);
        assert_eq!(bytes.get(at + size..at + size + 2)?, b"\r\n");
        at += size + 2;
        if size == 0 {
            return Some((body, at));
        }
    }
}
