//! Parts of a user's message: text, images, audio.
//!
//! ```no_run
//! use grid_client::chat::part;
//! # async fn run(client: grid_client::Client, photo: &[u8]) -> Result<(), grid_client::Error> {
//! let reply = client
//!     .chat("text-prime")
//!     .user_parts([part::text("What is in this picture?"), part::image("image/jpeg", photo)])
//!     .send()
//!     .await?;
//! # Ok(())
//! # }
//! ```

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use grid_api::chat::{
    ImagePart, ImageUrl, InputAudio, InputAudioFormat, InputAudioPart, TextPart, UserContentPart,
};

/// A text.
#[must_use]
pub fn text(text: impl Into<String>) -> UserContentPart {
    TextPart::new(text).into()
}

/// An image that the server fetches from this URL.
#[must_use]
pub fn image_url(url: impl Into<String>) -> UserContentPart {
    ImagePart::new(ImageUrl::new(url)).into()
}

/// An image that is sent along, in a `data:` URL (RFC 2397). `media_type` is `image/png`, for example.
#[must_use]
pub fn image(media_type: &str, bytes: impl AsRef<[u8]>) -> UserContentPart {
    image_url(format!(
        "data:{media_type};base64,{}",
        STANDARD.encode(bytes)
    ))
}

/// Spoken input that is sent along, as `wav` or `mp3`.
#[must_use]
pub fn audio(format: impl Into<InputAudioFormat>, bytes: impl AsRef<[u8]>) -> UserContentPart {
    InputAudioPart::new(InputAudio::new(STANDARD.encode(bytes), format)).into()
}
