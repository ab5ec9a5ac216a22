//! What the crates do together is tested in `tests/it`; the binaries stand beside this file.

pub mod conformance;
