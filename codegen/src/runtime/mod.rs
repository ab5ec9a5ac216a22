//! What every module rests on: reading and writing JSON, limits, responses, and what the document does not know.

mod response;
pub(crate) mod decode;
pub(crate) mod limits;
pub(crate) mod request;
mod unknown;
pub(crate) mod wire;

pub use response::{Response, UndeclaredResponse};
pub use decode::{DecodeError, decode_json};
pub use limits::{Violation, Violations};
pub use request::EncodeError;
pub use unknown::{Extra, UnknownObject, UnknownValue};
