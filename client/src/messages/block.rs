//! Blocks of a message: text, images, results of tools.
//!
//! ```no_run
//! use grid_client::messages::block;
//! # async fn run(client: grid_client::Client, photo: &[u8]) -> Result<(), grid_client::Error> {
//! let reply = client
//!     .messages("text-prime", 1024)
//!     .user_blocks([block::text("What is in this picture?"), block::image("image/jpeg", photo)])
//!     .send()
//!     .await?;
//! # Ok(())
//! # }
//! ```

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use grid_api::messages::{
    Base64Source, ImageBlock, InputBlock, TextBlock, ToolResultBlock, ToolResultContent, UrlSource,
};

/// A text.
#[must_use]
pub fn text(text: impl Into<String>) -> InputBlock {
    TextBlock::new(text).into()
}

/// An image that the server fetches from this URL.
#[must_use]
pub fn image_url(url: impl Into<String>) -> InputBlock {
    ImageBlock::new(UrlSource::new(url)).into()
}

/// An image that is sent along. `media_type` is `image/png`, for example.
#[must_use]
pub fn image(media_type: impl Into<String>, bytes: impl AsRef<[u8]>) -> InputBlock {
    ImageBlock::new(Base64Source::new(media_type, STANDARD.encode(bytes))).into()
}

/// The result of a tool; `id` is that of the block that asked for it. All results for one reply go into one user message.
#[must_use]
pub fn tool_result(id: impl Into<String>, content: impl Into<ToolResultContent>) -> InputBlock {
    ToolResultBlock::new(id).content(content).into()
}

/// What went wrong with a tool, in place of its result: the model is told, and may try again.
#[must_use]
pub fn tool_error(id: impl Into<String>, content: impl Into<ToolResultContent>) -> InputBlock {
    let result = ToolResultBlock::new(id).content(content);
    result.is_error(true).into()
}
