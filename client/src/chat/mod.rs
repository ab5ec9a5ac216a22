//! Chat completions: building a request, the reply, the stream.

mod accumulate;
mod builder;
mod chunk;
mod dialect;
mod fields;
pub mod part;
mod reply;
mod stream;
mod tool_call;

pub use builder::ChatBuilder;
pub use chunk::ChatChunk;
pub use reply::ChatReply;
pub use stream::ChatStream;
pub use tool_call::ToolCallRef;
