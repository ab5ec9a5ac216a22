//! How a call is made, whatever its surface: attempts, hops, time limits, retries, bodies, events. What the surfaces do differently is
//! behind [`Dialect`].

mod attempt;
mod body;
mod call;
mod dialect;
mod events;
mod limit;
mod meta;
mod opening;
mod response;
mod sent;

pub(crate) use call::Call;
pub(crate) use dialect::{Dialect, Read, is_bare_report, is_report, reports, says};
pub(crate) use events::Events;
pub(crate) use meta::{Meta, head};
