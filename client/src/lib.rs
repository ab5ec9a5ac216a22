//! A streaming client for The Grid's Consumption API and for gateways that speak its dialect.

#[allow(dead_code, unused_imports, reason = "until the client uses it")]
mod error;
#[allow(dead_code, unused_imports, reason = "until the client uses it")]
pub mod gateway;
pub mod instruments;
#[allow(dead_code, unused_imports, reason = "until the client uses it")]
mod key;
#[allow(dead_code, unused_imports, reason = "until the client uses it")]
mod redirect;
#[allow(dead_code, unused_imports, reason = "until the client uses it")]
mod retry;
pub mod sse;
mod timeouts;

pub use error::{Error, TimeoutPhase};
pub use gateway::Gateway;
pub use key::ApiKey;
pub use retry::RetryPolicy;
pub use timeouts::Timeouts;
