//! The workspace's commands.
//!
//! This crate owns the disk, the clock and the terminal; `grid-codegen` owns what is generated. It depends on neither
//! the generated crate nor the client, so that a broken output never stops its own mending: what needs those runs as
//! another package.

mod apply;
mod cli;
mod compare;
mod difference;
mod exit;
mod header;
mod inputs;
mod launch;
mod pipeline;
mod progress;
mod refusal;
mod regen;
mod report;
mod say;
mod tree;
mod workspace;

pub use cli::run;
pub use exit::Exit;
