//! The listing of what the generated crate offers, and what a change to it means for the crate's users.
//!
//! The listing is a committed file, one line an item. Two of them side by side say what a new document did to the API:
//! [`diff`] gives each difference its verdict. Tools that compare documents cannot: an operation's id, a schema's name
//! or a property that became required mean nothing on the wire, and break Rust code.

mod change;
mod diff;
mod facts;
mod item;
mod listing;
mod rename;

pub use change::{Breaks, Change, Step, Subject};
pub use diff::diff;
pub use item::{Item, Kind};
pub use listing::{parse, render};
