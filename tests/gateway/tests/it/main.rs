//! The gateway as raw sockets see it.

mod answers;
mod client;
mod faults;
mod lifetime;
mod personas;
mod validation;
