//! The client's own decoder of chunks, which it does not offer to users: the same source, compiled once more.

#[allow(dead_code, reason = "the client uses more of it")]
#[path = "../../client/src/decode/mod.rs"]
mod decode;

pub(crate) use decode::EventDecoder;
