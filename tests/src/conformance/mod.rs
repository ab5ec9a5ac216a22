//! Whether our types can say all that the gateways' pages document.
//!
//! Two proofs, over each document of `spec/gateways` and over `spec/grid.json`:
//! - on types: each field of a request and of an answer is looked for in `generated/api.txt`, the listing of what the generated crate
//!   offers. A field that has a type counts. A constant that is always sent counts. What would end up in `extra` does not;
//! - on values: samples made from the schemas, and the pages' own, are decoded into the types. Nothing of them may be left in an
//!   `extra`, and they must encode as they were.

mod document;
mod inputs;
mod listing;
mod operation;
mod row;
mod sample;
mod schema;
mod table;
mod value;
mod walk;

#[cfg(test)]
mod tests;

pub use document::Document;
pub use inputs::{InputError, Inputs};
pub use listing::Types;
pub use row::{Direction, Row};
pub use table::Report;

/// Checks the documents against the types; the values of the samples are decoded by the types that this crate was built with.
#[must_use]
pub fn check(documents: &[Document], types: &Types) -> Report {
    let mut report = Report::default();
    for document in documents {
        report.rows.extend(operation::rows(document, types));
        let values = value::check(document);
        report.samples += values.samples;
        report.rows.extend(values.problems);
    }
    report
}
