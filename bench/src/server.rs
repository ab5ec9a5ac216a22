//! The server that clients are measured against, in a process of its own: this program, started once more.
//!
//! The path of a request says what comes back: `/events/{events a frame}/{frames}/...`, `/slow/{milliseconds}/...` (an event each time,
//! until the client goes), `/first/...` (one event), `/plain/...` (a completion). A frame is a chunk of the chunked coding, written
//! at once.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use anyhow::Context as _;

use crate::bodies;
use crate::input;

/// The argument that starts it.
pub(crate) const COMMAND: &str = "serve";

/// A server that runs until this is dropped.
pub(crate) struct Server {
    process: Child,
    port: u16,
}

impl Server {
    pub(crate) fn start() -> anyhow::Result<Self> {
        let mut process = Command::new(std::env::current_exe()?)
            .arg(COMMAND)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .context("starting the server")?;
        let mut line = String::new();
        BufReader::new(process.stdout.take().context("the server has no output")?)
            .read_line(&mut line)?;
        Ok(Self {
            process,
            port: line.trim().parse().context("the server's port")?,
        })
    }

    /// The base URL of what it sends.
    pub(crate) fn url(&self, what: &str) -> String {
        format!("http://127.0.0.1:{}/{what}/v1", self.port)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Either has the same end: the process is gone.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Serves until standard input ends, which it does with the parent.
pub(crate) fn serve() -> anyhow::Result<()> {
    thread::spawn(|| {
        let _ = std::io::stdin().read(&mut [0]);
        std::process::exit(0);
    });
    crate::probe::raise_file_limit()?;
    let listener = TcpListener::bind("127.0.0.1:0")?;
    println!("{}", listener.local_addr()?.port());
    let events: Vec<Vec<u8>> = input::text_only()
        .iter()
        .map(|data| format!("data: {data}\n\n").into_bytes())
        .collect();
    let events = Arc::new(events);
    loop {
        let (stream, _) = listener.accept()?;
        let events = Arc::clone(&events);
        // A client that goes away is no fault.
        thread::Builder::new()
            .stack_size(128 * 1024)
            .spawn(move || drop(connection(&stream, &events)))?;
    }
}

fn connection(stream: &TcpStream, events: &[Vec<u8>]) -> anyhow::Result<()> {
    stream.set_nodelay(true)?;
    let mut reader = BufReader::new(stream);
    while let Some(path) = request(&mut reader)? {
        let mut parts = path.trim_start_matches('/').split('/');
        let what = parts.next().unwrap_or_default();
        let mut number = || {
            parts
                .next()
                .and_then(|part| part.parse::<usize>().ok())
                .context("a number is missing in the path")
        };
        match what {
            "events" => stream_events(stream, events, number()?, number()?)?,
            "slow" => stream_slowly(stream, events, Duration::from_millis(number()? as u64))?,
            "first" => stream_events(stream, events, 1, 1)?,
            _ => plain(stream)?,
        }
    }
    Ok(())
}

/// The path of the next request, its body read; `None` when the client has closed.
fn request(reader: &mut BufReader<&TcpStream>) -> anyhow::Result<Option<String>> {
    let mut line = String::new();
    if reader.read_line(&mut line)? == 0 {
        return Ok(None);
    }
    let path = line.split(' ').nth(1).unwrap_or_default().to_owned();
    let mut length = 0;
    loop {
        line.clear();
        reader.read_line(&mut line)?;
        let header = line.trim_end().to_ascii_lowercase();
        if header.is_empty() {
            break;
        }
        if let Some(value) = header.strip_prefix("content-length:") {
            length = value.trim().parse()?;
        }
    }
    std::io::copy(&mut reader.take(length), &mut std::io::sink())?;
    Ok(Some(path))
}

const STREAM_HEAD: &[u8] =
    b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n";
const STREAM_END: &[u8] = b"e\r\ndata: [DONE]\n\n\r\n0\r\n\r\n";

fn stream_events(
    mut stream: &TcpStream,
    events: &[Vec<u8>],
    per_frame: usize,
    frames: usize,
) -> anyhow::Result<()> {
    // Every frame differs from the one before; all of them are made beforehand.
    let made: Vec<Vec<u8>> = (0..events.len().min(frames))
        .map(|at| {
            chunk(
                &(0..per_frame)
                    .flat_map(|n| &events[(at * per_frame + n) % events.len()])
                    .copied()
                    .collect::<Vec<u8>>(),
            )
        })
        .collect();
    stream.write_all(STREAM_HEAD)?;
    for frame in made.iter().cycle().take(frames) {
        stream.write_all(frame)?;
    }
    Ok(stream.write_all(STREAM_END)?)
}

fn stream_slowly(mut stream: &TcpStream, events: &[Vec<u8>], gap: Duration) -> anyhow::Result<()> {
    stream.write_all(STREAM_HEAD)?;
    for event in events.iter().cycle() {
        stream.write_all(&chunk(event))?;
        thread::sleep(gap);
    }
    Ok(())
}

fn chunk(bytes: &[u8]) -> Vec<u8> {
    [format!("{:x}\r\n", bytes.len()).as_bytes(), bytes, b"\r\n"].concat()
}

fn plain(mut stream: &TcpStream) -> anyhow::Result<()> {
    let body = bodies::small_completion();
    let head = format!(
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    Ok(stream.write_all(&[head.as_bytes(), body.as_bytes()].concat())?)
}
