//! The data of an event, decoded.

use grid_api::DecodeError;
use grid_api::chat::ChatCompletionChunk;
use grid_api::support::decode_json;

/// Decodes the events of one stream, one after the other. What it may remember of the event before changes what decoding costs, never
/// what it gives.
#[derive(Debug, Default)]
pub(super) struct ChunkDecoder {}

impl ChunkDecoder {
    /// The data are UTF-8, checked once when the event was framed.
    #[expect(
        clippy::unused_self,
        reason = "the events before this one are not looked at yet"
    )]
    pub(super) fn decode(&mut self, data: &str) -> Result<ChatCompletionChunk, DecodeError> {
        // Only what does not decode pays for finding out where.
        serde_json::from_str(data).or_else(|_| decode_json(data.as_bytes()))
    }
}
