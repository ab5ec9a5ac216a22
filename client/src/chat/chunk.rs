//! An event of a chat stream.

use std::ops::Deref;

use grid_api::chat::{ChatCompletionChunk, ChunkChoice, FinishReason, ToolCallDelta};

/// One event of a chat stream: the generated [`ChatCompletionChunk`], which it dereferences to, and what is asked of it most.
#[derive(Clone, Debug, PartialEq)]
pub struct ChatChunk(ChatCompletionChunk);

impl ChatChunk {
    /// The text that this event adds to the first choice; empty where it adds none.
    #[must_use]
    pub fn text(&self) -> &str {
        self.first()
            .and_then(|choice| choice.delta.content.as_deref())
            .unwrap_or_default()
    }

    /// The reasoning that this event adds to the first choice; empty where it adds none.
    #[must_use]
    pub fn reasoning(&self) -> &str {
        self.first()
            .and_then(|choice| {
                let content = choice.delta.reasoning_content.as_deref();
                content
                    .filter(|text| !text.is_empty())
                    .or(choice.delta.reasoning.as_deref())
            })
            .unwrap_or_default()
    }

    /// Why the model stopped, in the event that says so of the first choice.
    #[must_use]
    pub fn finish_reason(&self) -> Option<&FinishReason> {
        self.first()?.finish_reason.as_ref()
    }

    /// The pieces of tool calls that this event adds to the first choice; [`ChatStream::finish`](crate::ChatStream::finish) has them put
    /// together.
    pub fn tool_calls(&self) -> &[ToolCallDelta] {
        self.first()
            .and_then(|choice| choice.delta.tool_calls.as_deref())
            .unwrap_or_default()
    }

    fn first(&self) -> Option<&ChunkChoice> {
        let mut choices = self.choices.iter();
        choices.find(|choice| choice.index.unwrap_or(0) == 0)
    }

    /// The generated value.
    pub fn into_inner(self) -> ChatCompletionChunk {
        self.0
    }
}

impl Deref for ChatChunk {
    type Target = ChatCompletionChunk;

    fn deref(&self) -> &ChatCompletionChunk {
        &self.0
    }
}

impl From<ChatCompletionChunk> for ChatChunk {
    fn from(chunk: ChatCompletionChunk) -> Self {
        Self(chunk)
    }
}
