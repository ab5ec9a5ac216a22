//! What the crates do together is tested in `tests/it`; the binaries stand beside this file.

pub mod conformance;
pub mod soak;

/// The code of the README, compiled.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
pub struct Readme;
