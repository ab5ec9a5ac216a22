//! Commands that other packages carry out: this one must build when they do not.

use std::ffi::OsString;
use std::fmt::Write as _;
use std::process::Command;

use anyhow::Context as _;

use crate::exit::Exit;
use crate::workspace::Workspace;

struct Launch {
    name: &'static str,
    arguments: &'static str,
    about: &'static str,
    /// What cargo is told to do.
    verb: &'static str,
    /// What it is told about; the command's own arguments follow.
    target: &'static [&'static str],
}

const LAUNCHES: [Launch; 5] = [
    Launch {
        name: "demo",
        arguments: "[--live] [--gateway NAME]",
        about: "A completion and a stream against the embedded gateway, or a real one",
        verb: "run",
        target: &["-q", "-p", "grid-client", "--example", "demo", "--"],
    },
    Launch {
        name: "test",
        arguments: "[ARGUMENTS OF CARGO TEST]...",
        about: "Every test",
        verb: "test",
        target: &["--workspace", "--exclude", "grid-bench"],
    },
    Launch {
        name: "conformance",
        arguments: "",
        about: "Every field that the gateways' pages document: where it lives in the types",
        verb: "run",
        target: &["-q", "-p", "grid-tests", "--bin", "conformance", "--"],
    },
    Launch {
        name: "bench",
        arguments: "[NAME] [--quick] [--json FILE] [--plot]",
        about: "The benchmarks, against the clients people use today",
        verb: "run",
        target: &["--release", "-p", "grid-bench", "--"],
    },
    Launch {
        name: "soak",
        arguments: "[--minutes N]",
        about: "Many clients against a gateway full of faults",
        verb: "run",
        target: &["--release", "-p", "grid-tests", "--bin", "soak", "--"],
    },
];

/// The part of the help that tells of these commands.
pub(crate) fn help() -> String {
    let mut text = "Run as other packages, which take the arguments:\n".to_owned();
    for launch in &LAUNCHES {
        let usage = format!("{} {}", launch.name, launch.arguments);
        let _ = writeln!(text, "  {usage:<46}{}", launch.about);
    }
    text
}

/// Runs a command of the table, its output as it comes, and hands its exit code on.
pub(crate) fn launch(
    workspace: &Workspace,
    name: &str,
    arguments: &[OsString],
) -> anyhow::Result<Exit> {
    let found = LAUNCHES.iter().find(|launch| launch.name == name);
    let launch = found.with_context(|| {
        let known: Vec<&str> = LAUNCHES.iter().map(|launch| launch.name).collect();
        format!("no command `{name}`; there are regen, {}", known.join(", "))
    })?;
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let status = Command::new(&cargo)
        .arg(launch.verb)
        .arg("--manifest-path")
        .arg(workspace.join("Cargo.toml"))
        .args(launch.target)
        .args(arguments)
        .status()
        .with_context(|| format!("starting {}", cargo.to_string_lossy()))?;
    Ok(match status.code() {
        Some(0) => Exit::Done,
        Some(code) => u8::try_from(code).map_or(Exit::Broken, Exit::Passed),
        None => Exit::Broken,
    })
}
