//! The generated crate, held against the document that it was made from and against what servers send.

mod client;
mod compare;
mod conformance;
mod document;
mod draw;
mod enums;
mod errors;
mod faults;
mod fixtures;
mod fuzz;
mod hop;
mod http2;
mod json_schema;
mod limits;
mod mutations;
mod nothing_lost;
mod personas;
mod property;
mod responses;
mod text;
mod tls;
mod unions;
mod wire;
