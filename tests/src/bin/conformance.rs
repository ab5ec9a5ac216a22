//! `cargo xtask conformance`: every field that the gateways' pages document, and where it lives in our types.
//!
//! Exits with 1 if a field is missing, with 2 if the documents cannot be read.

use std::path::Path;
use std::process::ExitCode;

use grid_tests::conformance::{Inputs, check};

fn main() -> ExitCode {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let inputs = match Inputs::read(&root) {
        Ok(inputs) => inputs,
        Err(error) => {
            eprintln!("error: {error}");
            return ExitCode::from(2);
        }
    };
    let report = check(&inputs.documents, &inputs.types);
    print!("{report}");
    for row in report.missing() {
        let reason = row.place.as_ref().err().map_or("", String::as_str);
        eprintln!(
            "missing: {} {} {} {}: {reason}",
            row.gateway, row.path, row.direction, row.field
        );
    }
    if report.missing().next().is_some() {
        ExitCode::FAILURE
    } else {
        ExitCode::SUCCESS
    }
}
