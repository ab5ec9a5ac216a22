//! A process that does one thing with a client and tells what it holds: this program, started once more.

use std::process::Command;
use std::time::Duration;

use anyhow::{Context as _, bail, ensure};
use nix::sys::resource::{Resource, getrlimit, setrlimit};
use serde::{Deserialize, Serialize};
use tokio::runtime::Handle;
use tokio::time::sleep;

use crate::clients::{Client, SHORT_REQUEST, Stream, Who, runtime};

/// The argument that starts it.
pub(crate) const COMMAND: &str = "probe";
/// Streams that are open at once.
pub(crate) const STREAMS: u32 = 1_000;
/// How often a thousand streams are opened and dropped.
const THOUSANDS: usize = 10;

/// What it does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Probe {
    /// Takes one event, and no more for a while.
    Paused,
    /// Reads many streams at once.
    Many,
    /// Opens streams and drops them after a few events, over and over.
    Dropped,
}

/// What a process holds.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(crate) struct Held {
    /// Bytes in memory.
    pub(crate) rss: f64,
    pub(crate) sockets: f64,
    /// Tasks of the runtime.
    pub(crate) tasks: f64,
}

const PROBES: [(&str, Probe); 3] = [
    ("paused", Probe::Paused),
    ("many", Probe::Many),
    ("dropped", Probe::Dropped),
];

/// Does it in a new process: what that held, from time to time, the first figure being what it is held against.
pub(crate) fn run(probe: Probe, who: Who, url: &str) -> anyhow::Result<Vec<Held>> {
    let name = PROBES
        .iter()
        .find(|(_, known)| *known == probe)
        .map_or("", |(name, _)| name);
    let output = Command::new(std::env::current_exe()?)
        .args([COMMAND, name, who.name(), url])
        .output()?;
    ensure!(
        output.status.success(),
        "{name} of {}: {}",
        who.name(),
        String::from_utf8_lossy(&output.stderr)
    );
    Ok(serde_json::from_slice(&output.stdout)?)
}

/// Does it in this process, and prints the figures.
pub(crate) fn main(arguments: &[String]) -> anyhow::Result<()> {
    let [name, who, url] = arguments else {
        bail!("which probe, of whom, at what URL")
    };
    let (_, probe) = PROBES
        .iter()
        .find(|(known, _)| known == name)
        .context("no such probe")?;
    let who = Who::ALL
        .into_iter()
        .find(|known| known.name() == who)
        .context("no such client")?;
    let client = Client::new(who, url, SHORT_REQUEST)?;
    raise_file_limit()?;
    let held = runtime()?.block_on(async {
        match probe {
            Probe::Paused => paused(&client).await,
            Probe::Many => many(&client).await,
            Probe::Dropped => dropped(&client).await,
        }
    })?;
    println!("{}", serde_json::to_string(&held)?);
    Ok(())
}

async fn paused(client: &Client) -> anyhow::Result<Vec<Held>> {
    let mut stream = client.open().await?;
    stream.next().await?;
    let before = held()?;
    sleep(Duration::from_secs(5)).await;
    Ok(vec![before, held()?])
}

async fn many(client: &Client) -> anyhow::Result<Vec<Held>> {
    let mut first = client.open().await?;
    first.next().await?;
    let before = held()?;
    let mut streams = tokio::task::JoinSet::new();
    for _ in 0..STREAMS {
        let mut stream = client.open().await?;
        stream.next().await?;
        streams.spawn(forever(stream));
    }
    sleep(Duration::from_secs(6)).await;
    ensure!(streams.try_join_next().is_none(), "a stream has ended");
    Ok(vec![before, held()?])
}

async fn forever(mut stream: Stream) -> anyhow::Result<()> {
    while stream.next().await? {}
    Ok(())
}

async fn dropped(client: &Client) -> anyhow::Result<Vec<Held>> {
    let mut course = Vec::new();
    for _ in 0..THOUSANDS {
        for _ in 0..10 {
            let mut open = Vec::new();
            for _ in 0..100 {
                let mut stream = client.open().await?;
                for _ in 0..20 {
                    stream.next().await?;
                }
                open.push(stream);
            }
        }
        course.push(settled().await?);
    }
    Ok(course)
}

/// What is held once the tasks of closed connections have ended.
async fn settled() -> anyhow::Result<Held> {
    sleep(Duration::from_millis(500)).await;
    held()
}

fn held() -> anyhow::Result<Held> {
    let status =
        std::fs::read_to_string("/proc/self/status").context("reading /proc/self/status")?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:"))
        .context("no VmRSS")?;
    let kilobytes: f64 = line.trim().trim_end_matches("kB").trim().parse()?;
    let mut sockets = 0.0;
    for entry in std::fs::read_dir("/proc/self/fd")? {
        let target = std::fs::read_link(entry?.path()).unwrap_or_default();
        if target.to_string_lossy().starts_with("socket:") {
            sockets += 1.0;
        }
    }
    let tasks = Handle::current().metrics().num_alive_tasks();
    Ok(Held {
        rss: kilobytes * 1024.0,
        sockets,
        tasks: f64::from(u32::try_from(tasks)?),
    })
}

/// A socket is a file.
pub(crate) fn raise_file_limit() -> anyhow::Result<()> {
    let (_, most) = getrlimit(Resource::RLIMIT_NOFILE)?;
    setrlimit(Resource::RLIMIT_NOFILE, most, most).context("raising the limit of open files")
}
