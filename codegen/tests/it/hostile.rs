//! Hostile documents.
pub(crate) fn documents() -> Vec<(String, String)> { Vec::new() }
