//! The typed stream of what openapi-to-rust generates from the workspace's document: a package of its own under `target/`, with the
//! generator in its build script, and a process of its own. Neither the generator nor its output is part of this workspace.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use anyhow::Context as _;

use crate::cargo::{cargo, put};
use crate::clients::{KEY, SHORT_REQUEST};
use crate::workspace;

pub(crate) const NAME: &str = "openapi-to-rust 0.23";
/// What its figures are.
pub(crate) const ABOUT: &str = "an event; its client is generated from spec/effective.json, its typed chunks are taken one by one in a process of its own";
const PLACE: &str = "target/bench/openapi-to-rust";

/// Generates and compiles it; the program.
pub(crate) fn build() -> anyhow::Result<PathBuf> {
    for (path, text) in [
        (
            "Cargo.toml",
            include_str!("../openapi-to-rust/manifest.toml"),
        ),
        ("build.rs", include_str!("../openapi-to-rust/build.rs")),
        ("src/main.rs", include_str!("../openapi-to-rust/main.rs")),
        ("src/cpu.rs", include_str!("cpu.rs")),
    ] {
        put(&format!("{PLACE}/{path}"), text)?;
    }
    let package = workspace::join(PLACE);
    let target = package.join("target");
    cargo(&["build", "--release"], &package, &target)?;
    Ok(target.join("release/openapi-to-rust-stream"))
}

/// The program, waiting to be told to read a stream.
pub(crate) struct Reader {
    process: Child,
    orders: ChildStdin,
    answers: BufReader<ChildStdout>,
}

impl Reader {
    /// Starts it as a client of the server at `url`.
    pub(crate) fn start(program: &Path, url: &str) -> anyhow::Result<Self> {
        let mut process = Command::new(program)
            .args([url, KEY, SHORT_REQUEST])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .with_context(|| format!("starting {}", program.display()))?;
        Ok(Self {
            orders: process.stdin.take().context("it has no input")?,
            answers: BufReader::new(process.stdout.take().context("it has no output")?),
            process,
        })
    }

    /// Has it read one stream: how many events came, and the user time that it took, in nanoseconds.
    pub(crate) fn read(&mut self) -> anyhow::Result<(usize, f64)> {
        self.orders.write_all(b"\n")?;
        let mut line = String::new();
        self.answers.read_line(&mut line)?;
        let (events, user) = line
            .trim_end()
            .split_once(' ')
            .with_context(|| format!("{NAME} stopped"))?;
        Ok((events.parse()?, user.parse()?))
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        // Either has the same end: the process is gone.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
