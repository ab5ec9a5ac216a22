//! A whole message, and what is asked of it most.

use std::fmt;

use grid_api::messages::{
    InputBlock, InputMessage, Message, MessageRole, OutputBlock, StopReason, Usage,
};
use serde::de::DeserializeOwned;

use super::ToolUseRef;
use super::accumulate::without_partial_input;
use crate::Error;
use crate::engine::{Meta, head};

/// The response to a request of the Messages surface: the generated [`Message`], with its headers. In beta at The Grid.
#[derive(Clone)]
pub struct MessageReply {
    message: Message,
    meta: Meta,
}

impl MessageReply {
    pub(super) fn new(message: Message, meta: Meta) -> Self {
        Self { message, meta }
    }

    /// The text of the response, all its blocks of text together; empty where there is none.
    #[must_use]
    pub fn text(&self) -> String {
        self.joined(|block| match block {
            OutputBlock::Text(block) => Some(&block.text),
            _ => None,
        })
    }

    /// The model's reasoning, all its blocks of thinking together; empty where there is none.
    #[must_use]
    pub fn reasoning(&self) -> String {
        self.joined(|block| match block {
            OutputBlock::Thinking(block) => Some(&block.thinking),
            _ => None,
        })
    }

    /// The uses of tools that the model asks for, in their order.
    pub fn tool_uses(&self) -> impl Iterator<Item = ToolUseRef<'_>> {
        let is_cut = matches!(
            self.stop_reason(),
            Some(StopReason::MaxTokens | StopReason::ModelContextWindowExceeded)
        );
        let last = self.message.content.len().saturating_sub(1);
        let blocks = self.message.content.iter().enumerate();
        blocks.filter_map(move |(index, block)| match block {
            OutputBlock::ToolUse(block) => {
                let is_cut = is_cut && index == last;
                Some(ToolUseRef::new(block, index, is_cut, &self.meta))
            }
            _ => None,
        })
    }

    /// The text, read as JSON.
    ///
    /// # Errors
    /// [`Error::is_decode`] where the text is something else; [`Error::body`] is the text.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, Error> {
        let text = self.text();
        serde_json::from_str(&text).map_err(|problem| self.meta.misread("content", &text, &problem))
    }

    /// The message as one of the next request's: for conversations, and for uses of tools before their results. Blocks go back as
    /// they came, those of unlisted kinds too, but for blocks of text without a text, which servers refuse.
    pub fn into_message(self) -> InputMessage {
        let blocks: Vec<InputBlock> = self.message.content.into_iter().filter_map(input).collect();
        InputMessage::new(MessageRole::Assistant, blocks)
    }

    /// The same of a reply that is still needed: its uses of tools are read from it.
    pub fn to_message(&self) -> InputMessage {
        self.clone().into_message()
    }

    /// The token counts, where the gateway sent them.
    #[must_use]
    pub fn usage(&self) -> Option<&Usage> {
        self.message.usage.as_ref()
    }

    /// Why the model stopped.
    #[must_use]
    pub fn stop_reason(&self) -> Option<&StopReason> {
        self.message.stop_reason.as_ref()
    }

    /// The model that served the request, which need not be the one that was asked for.
    #[must_use]
    pub fn model(&self) -> Option<&str> {
        self.message.model.as_deref()
    }

    /// The generated value.
    pub fn message(&self) -> &Message {
        &self.message
    }

    /// The generated value.
    pub fn into_inner(self) -> Message {
        self.message
    }

    head!(this => this.meta);

    fn joined<'a>(&'a self, text: impl Fn(&'a OutputBlock) -> Option<&'a String>) -> String {
        self.message
            .content
            .iter()
            .filter_map(text)
            .map(String::as_str)
            .collect()
    }
}

fn input(block: OutputBlock) -> Option<InputBlock> {
    Some(match block {
        OutputBlock::Text(block) if block.text.is_empty() => return None,
        OutputBlock::Text(block) => block.into(),
        OutputBlock::Thinking(block) => block.into(),
        OutputBlock::RedactedThinking(block) => block.into(),
        OutputBlock::ToolUse(mut block) => {
            without_partial_input(&mut block.extra);
            block.into()
        }
        OutputBlock::ServerToolUse(mut block) => {
            without_partial_input(&mut block.extra);
            block.into()
        }
        // Its tag may be one that requests know, or none that anything knows: read it again.
        block => {
            return serde_json::to_value(block)
                .ok()
                .and_then(|block| serde_json::from_value(block).ok());
        }
    })
}

/// A reply that no server sent: for tests of what an application does with one. Its status is 200, and it has no headers.
impl From<Message> for MessageReply {
    fn from(message: Message) -> Self {
        Self::new(message, Meta::made())
    }
}

impl fmt::Debug for MessageReply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MessageReply")
            .field("message", &self.message)
            .field("status", &self.meta.status())
            .field("attempts", &self.attempts())
            .finish_non_exhaustive()
    }
}
