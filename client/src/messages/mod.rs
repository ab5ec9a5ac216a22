//! The Messages surface, in Anthropic's format: building a request, the reply, the stream. In beta at The Grid: it can change without
//! notice.

mod accumulate;
pub mod block;
mod builder;
mod dialect;
mod event;
mod fields;
mod reply;
mod stream;
mod tool_use;

pub use builder::MessagesBuilder;
pub use event::MessageEvent;
pub use reply::MessageReply;
pub use stream::MessageStream;
pub use tool_use::ToolUseRef;
