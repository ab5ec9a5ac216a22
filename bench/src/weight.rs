//! What a program takes on with the crate.

use std::collections::BTreeSet;
use std::process::Command;

use anyhow::{Context as _, ensure};

use crate::cargo::{self, CHECK, cargo, put};
use crate::row::{Row, Target};
use crate::series::Series;
use crate::suite::{Effort, Report};
use crate::{cpu, workspace};

const PEER: &str = "async-openai 0.43";
/// Where the programs are built, each time from nothing.
const PLACE: &str = "target/bench/cold";

pub(crate) fn run(effort: Effort, report: &mut Report) -> anyhow::Result<()> {
    report.add(Row::alone(
        "weight",
        "crates of grid-client",
        "crates",
        crates()?,
        Target::Most(104.0),
    ));
    if effort.quick {
        report.add(Row::not_run(
            "weight",
            "cold cargo check of a program",
            "left out by --quick",
        ));
        return Ok(());
    }
    write("ours", OUR_DEPENDENCY, OUR_PROGRAM)?;
    write("theirs", THEIR_DEPENDENCY, THEIR_PROGRAM)?;
    let (mut ours, mut theirs) = (Series::default(), Series::default());
    for _ in 0..3 {
        ours.0.push(cold("ours")?);
        theirs.0.push(cold("theirs")?);
    }
    report.add(Row::versus(
        "weight",
        "cold cargo check of a program, CPU",
        "ns",
        &ours,
        (PEER, &theirs),
        Target::Ratio(1.0),
    ));
    Ok(())
}

/// Crates in `cargo tree -e normal -p grid-client`, ours included.
fn crates() -> anyhow::Result<f64> {
    let output = Command::new(cargo::program())
        .args([
            "tree",
            "--edges",
            "normal",
            "--package",
            "grid-client",
            "--prefix",
            "none",
            "--format",
            "{p}",
        ])
        .current_dir(workspace::join(""))
        .output()
        .context("starting cargo")?;
    ensure!(
        output.status.success(),
        "cargo tree: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    let text = String::from_utf8(output.stdout)?;
    let name = |line: &str| line.split(' ').take(2).collect::<Vec<_>>().join(" ");
    let crates: BTreeSet<String> = text
        .lines()
        .filter(|line| !line.is_empty())
        .map(name)
        .collect();
    Ok(f64::from(u32::try_from(crates.len())?))
}

const OUR_DEPENDENCY: &str = "grid-client = { path = \"../../../../client\" }";
const OUR_PROGRAM: &str = r#"#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let client = grid_client::Client::from_env()?;
    let mut stream = client.chat("text-prime").user("Count to ten.").stream().await?;
    while let Some(chunk) = stream.try_next().await? {
        print!("{}", chunk.text());
    }
    Ok(())
}
"#;

const THEIR_DEPENDENCY: &str = "async-openai = { version = \"0.43\", features = [\"chat-completion\"] }\nfutures-util = { version = \"0.3\", default-features = false }";
const THEIR_PROGRAM: &str = r#"use async_openai::types::chat::{ChatCompletionRequestUserMessageArgs, CreateChatCompletionRequestArgs};
use futures_util::StreamExt;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let client = async_openai::Client::new();
    let message = ChatCompletionRequestUserMessageArgs::default().content("Count to ten.").build()?;
    let request = CreateChatCompletionRequestArgs::default().model("text-prime").messages([message.into()]).build()?;
    let mut stream = client.chat().create_stream(request).await?;
    while let Some(chunk) = stream.next().await {
        print!("{}", chunk?.choices.first().and_then(|choice| choice.delta.content.as_deref()).unwrap_or_default());
    }
    Ok(())
}
"#;

fn write(name: &str, dependency: &str, program: &str) -> anyhow::Result<()> {
    let manifest = format!(
        "[package]\nname = \"{name}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[dependencies]\n{dependency}\n\
         tokio = {{ version = \"1\", features = [\"macros\", \"rt\"] }}\n\n[workspace]\n"
    );
    put(&format!("{PLACE}/{name}/Cargo.toml"), &manifest)?;
    put(&format!("{PLACE}/{name}/src/main.rs"), program)
}

fn cold(name: &str) -> anyhow::Result<f64> {
    let target = workspace::join(PLACE).join("target");
    if target.exists() {
        std::fs::remove_dir_all(&target)?;
    }
    let before = cpu::children_ns()?;
    cargo(CHECK, &workspace::join(PLACE).join(name), &target)?;
    Ok(cpu::children_ns()? - before)
}
