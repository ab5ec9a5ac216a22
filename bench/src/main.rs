//! What the client and the generator cost, side by side with what a user would pick instead.
//!
//! `cargo xtask bench [NAME]... [--quick] [--json FILE] [--plot]`. The method is written down in BENCHMARKS.md.

mod bodies;
mod cargo;
mod chunk;
mod clients;
mod cpu;
mod decoders;
mod event_decoder;
mod generated;
mod generator_process;
mod input;
mod latency;
mod memory;
mod openapi_to_rust;
mod plain;
mod plot;
mod probe;
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

use suite::{Effort, Report, Suite};

const SUITES: [Suite; 9] = [
    Suite {
        name: "regen",
        run: |effort, report| generator_process::run("regen", effort, report),
    },
    Suite {
        name: "generated",
        run: generated::run,
    },
    Suite {
        name: "sse",
        run: sse::run,
    },
    Suite {
        name: "chunk",
        run: chunk::run,
    },
    Suite {
        name: "stream",
        run: stream::run,
    },
    Suite {
        name: "latency",
        run: latency::run,
    },
    Suite {
        name: "plain",
        run: plain::run,
    },
    Suite {
        name: "memory",
        run: memory::run,
    },
    Suite {
        name: "weight",
        run: weight::run,
    },
];

/// Benchmarks against the clients people use today.
#[derive(Parser)]
struct Arguments {
    /// Only these: regen, generated, sse, chunk, stream, latency, plain, memory, weight.
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
    let effort = Effort {
        quick: arguments.quick,
    };
    let mut report = Report::printed(|row| Ok(table::row(row)));
    println!("{}", table::heading());
    for suite in &SUITES {
        if arguments.names.is_empty() || arguments.names.iter().any(|name| name == suite.name) {
            suite.add_to(&mut report, effort);
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
