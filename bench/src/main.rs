//! What the client and the generator cost, side by side with what a user would pick instead.
//!
//! `cargo xtask bench [NAME]... [--quick] [--json FILE] [--plot]`. The method is written down in BENCHMARKS.md.

mod bodies;
mod check;
mod chunk;
mod clients;
mod copies;
mod cpu;
mod decoders;
mod event_decoder;
mod generated;
mod input;
mod latency;
mod lines;
mod memory;
mod plain;
mod plot;
mod probe;
mod progenitor_alone;
mod regen;
mod row;
mod series;
mod server;
mod sse;
mod stream;
mod suite;
mod table;
mod weight;
mod workspace;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;

use suite::{Effort, Report, SUITES};

/// Benchmarks against the clients people use today.
#[derive(Parser)]
struct Arguments {
    /// Only these: regen, generated, sse, chunk, stream, memory, latency, plain, weight.
    names: Vec<String>,
    /// Fewer rounds, and nothing that takes minutes.
    #[arg(long)]
    quick: bool,
    /// Writes the lines as JSON, too.
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
    /// Draws docs/bench.svg.
    #[arg(long)]
    plot: bool,
}

fn main() -> anyhow::Result<ExitCode> {
    // Not commands for people: how this program starts itself.
    let own: Vec<String> = std::env::args().skip(1).collect();
    match own.first().map(String::as_str) {
        Some(server::COMMAND) => return server::serve().map(|()| ExitCode::SUCCESS),
        Some(probe::COMMAND) => return probe::main(&own[1..]).map(|()| ExitCode::SUCCESS),
        _ => {}
    }
    let arguments = Arguments::parse();
    let known = |name: &&String| SUITES.iter().any(|suite| suite.name == **name);
    if let Some(unknown) = arguments.names.iter().find(|name| !known(name)) {
        let names: Vec<&str> = SUITES.iter().map(|suite| suite.name).collect();
        anyhow::bail!("no benchmark `{unknown}`; there are {}", names.join(", "));
    }
    let effort = Effort { quick: arguments.quick };
    let mut report = Report::default();
    println!("{}", table::heading());
    for suite in &SUITES {
        if arguments.names.is_empty() || arguments.names.iter().any(|name| name == suite.name) {
            suite.run(effort, &mut report);
        }
    }
    if let Some(file) = &arguments.json {
        std::fs::write(file, serde_json::to_string_pretty(&report.rows)? + "\n")?;
    }
    if arguments.plot {
        plot::draw(&report.rows, &workspace::join("docs/bench.svg"))?;
    }
    Ok(ExitCode::SUCCESS)
}
