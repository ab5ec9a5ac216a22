//! The soak: many clients at a gateway that misbehaves, for minutes. Every call must end in a typed outcome, nothing may hang, and every
//! completion that the gateway finished must have arrived, no more and no less.

mod caller;
mod mix;
mod options;
mod proc;
mod report;
mod run;
mod tally;

pub use options::{Options, UsageError};
pub use report::Report;
pub use run::run;
