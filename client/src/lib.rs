//! A streaming client for The Grid's Consumption API and for gateways that speak its dialect.
//!
//! ```no_run
//! # async fn run() -> Result<(), grid_client::Error> {
//! let client = grid_client::Client::from_env()?; // THEGRID_API_KEY
//! let reply = client.chat("text-prime").system("Be brief.").user("What is a spot market?").send().await?;
//! println!("{}", reply.text());
//!
//! let mut stream = client.chat("text-prime").user("Count to ten.").stream().await?;
//! while let Some(chunk) = stream.try_next().await? {
//!     print!("{}", chunk.text());
//! }
//! let reply = stream.finish().await?; // the whole completion, or an error: the stream was cut off
//! # drop(reply);
//! # Ok(())
//! # }
//! ```
//!
//! Every type that stands on the wire is the generated one, re-exported as [`api`]; setters bear the names of the API's fields, options
//! of a call are called `with_...` and `without_...`. Futures and streams need a tokio runtime with its timers on, and spawn nothing.

pub mod chat;
mod client;
mod decode;
mod engine;
mod error;
pub mod gateway;
pub mod instruments;
mod json_object;
mod key;
pub mod messages;
#[cfg(test)]
mod names;
mod options;
mod redirect;
mod retry;
pub mod sse;
mod timeouts;

/// The generated types and operations: `api::chat`, `api::messages`.
pub use grid_api as api;

pub use chat::{ChatBuilder, ChatReply, ChatStream};
pub use client::{Client, ClientBuilder};
pub use error::{Error, TimeoutPhase};
pub use gateway::Gateway;
pub use json_object::json_object;
pub use key::ApiKey;
pub use messages::{MessageReply, MessageStream, MessagesBuilder};
pub use retry::RetryPolicy;
pub use timeouts::Timeouts;

/// The crates whose types stand in this one's signatures.
pub use {bytes, http, reqwest};

/// Compiles the README's examples.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct Readme;
