//! A scriptable LLM gateway on a loopback port, for tests and demonstrations.
//!
//! It speaks HTTP/1.1 over raw TCP, so that it can send what a well-kept server library cannot: garbage, a broken chunk, a
//! reset in the middle of an event. Unscripted, it answers as a [`Persona`]: The Grid (with its 307 hop), `DGrid`, or the
//! nameless compatible gateway. Scripted, it plays an [`Answer`] per request: a list of [`Step`]s, mostly made from a
//! [`Reply`] or taken from [`fault`]. It records what it [`Received`], and checks each request body against an `OpenAPI` 3.0
//! document when it is given one.
//!
//! ```
//! use grid_gateway::{Gateway, Reply};
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> std::io::Result<()> {
//! let gateway = Gateway::start()?;
//! gateway.push(Reply::error(429).header("retry-after", "1"));
//! gateway.push(Reply::events([grid_gateway::event("{}"), grid_gateway::done()]));
//! // Point a client at `gateway.base_url()`; whatever it sends next gets the 429, then the stream, then the persona.
//! assert!(gateway.base_url().ends_with("/v1"));
//! assert_eq!(gateway.open_connections(), 0);
//! # Ok(())
//! # }
//! ```
//!
//! What it is not: fast in the last percent, HTTP/2, TLS, or a model.

mod answer;
mod builder;
mod chunks;
mod completion;
mod connection;
mod document;
mod error_bodies;
mod events;
pub mod fault;
mod gateway;
mod log;
mod message;
mod persona;
mod received;
mod refused;
mod render;
mod reply;
mod request;
mod respond;
mod sample;
mod schema;
mod script;
mod shared;
mod step;
mod wire;

pub use answer::Answer;
pub use builder::Builder;
pub use document::Violation;
pub use error_bodies::ErrorShape;
pub use events::{comment, done, event, json_event, named_event};
pub use gateway::Gateway;
pub use persona::{Auth, Persona, Route, Surface};
pub use received::Received;
pub use refused::RefusedPort;
pub use reply::{Framing, Reply};
pub use step::{Gate, Step};
