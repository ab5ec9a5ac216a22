//! `cargo xtask soak`: many clients against a gateway full of faults.
//!
//! Exits with 1 if anything was lost, hung or grew, with 2 if it could not be run.

use std::process::ExitCode;

use grid_tests::soak::{Options, run};

#[tokio::main]
async fn main() -> ExitCode {
    let options = match Options::parse(std::env::args().skip(1)) {
        Ok(options) => options,
        Err(error) => {
            eprintln!("error: {error}");
            return ExitCode::from(2);
        }
    };
    eprintln!(
        "soaking: {} clients for {:.0} s, a fault in every fifth answer, seed {}",
        options.clients,
        options.time.as_secs_f64(),
        options.seed
    );
    match run(&options).await {
        Ok(report) => {
            print!("{report}");
            if report.problems().is_empty() {
                ExitCode::SUCCESS
            } else {
                ExitCode::FAILURE
            }
        }
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::from(2)
        }
    }
}
