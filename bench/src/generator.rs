//! The generator's benchmarks: `grid-bench` starts this program and reads its lines, each a row as JSON.

mod cargo;
mod check;
mod copies;
#[allow(dead_code, reason = "the other program uses the rest of it")]
mod cpu;
mod lines;
mod progenitor_alone;
mod regen;
mod row;
#[allow(dead_code, reason = "the other program uses the rest of it")]
mod series;
mod suite;
mod workspace;

use clap::Parser;

use suite::{Effort, Report, Suite};

const SUITES: [Suite; 2] = [
    Suite {
        name: "regen",
        run: regen::run,
    },
    Suite {
        name: "check",
        run: check::run,
    },
];

#[derive(Parser)]
struct Arguments {
    name: String,
    #[arg(long)]
    quick: bool,
}

fn main() {
    let arguments = Arguments::parse();
    let mut report = Report::printed(|row| Ok(serde_json::to_string(row)?));
    for suite in SUITES.iter().filter(|suite| suite.name == arguments.name) {
        suite.add_to(
            &mut report,
            Effort {
                quick: arguments.quick,
            },
        );
    }
}
