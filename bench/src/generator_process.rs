//! The generator's benchmarks, in a program of their own: the generator turns on a feature of `serde_json` that users of the client do
//! not have, and that would be on for every type of one program.

use std::io::{BufRead as _, BufReader};
use std::process::{Command, Stdio};

use anyhow::{Context as _, ensure};

use crate::suite::{Effort, Report};
use crate::{cargo, workspace};

/// Builds it, runs one of its benchmarks, and adds the lines.
pub(crate) fn run(name: &str, effort: Effort, report: &mut Report) -> anyhow::Result<()> {
    let mut process = Command::new(cargo::program())
        .args([
            "run",
            "--quiet",
            "--release",
            "--package",
            "grid-bench",
            "--features",
            "generator",
        ])
        .args(["--bin", "grid-bench-generator", "--", name])
        .args(effort.quick.then_some("--quick"))
        .current_dir(workspace::join(""))
        .stdout(Stdio::piped())
        .spawn()
        .context("starting cargo")?;
    let output = process.stdout.take().context("the program has no output")?;
    for line in BufReader::new(output).lines() {
        report.add(serde_json::from_str(&line?)?);
    }
    let status = process.wait()?;
    ensure!(status.success(), "the generator's benchmarks: {status}");
    Ok(())
}
