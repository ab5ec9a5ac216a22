//! An event of a Messages stream.

use std::ops::Deref;

use grid_api::messages::{ContentDelta, OutputBlock, StreamEvent};

/// One event of a Messages stream: the generated [`StreamEvent`], which it dereferences to, and what is asked of it most.
#[derive(Clone, Debug, PartialEq)]
pub struct MessageEvent(StreamEvent);

impl MessageEvent {
    /// The text that this event adds; empty where it adds none.
    #[must_use]
    pub fn text(&self) -> &str {
        match &self.0 {
            StreamEvent::ContentBlockDelta(event) => match &event.delta {
                Some(ContentDelta::Text(delta)) => &delta.text,
                _ => "",
            },
            StreamEvent::ContentBlockStart(event) => match &event.content_block {
                Some(OutputBlock::Text(block)) => &block.text,
                _ => "",
            },
            _ => "",
        }
    }

    /// The reasoning that this event adds; empty where it adds none.
    #[must_use]
    pub fn reasoning(&self) -> &str {
        match &self.0 {
            StreamEvent::ContentBlockDelta(event) => match &event.delta {
                Some(ContentDelta::Thinking(delta)) => &delta.thinking,
                _ => "",
            },
            StreamEvent::ContentBlockStart(event) => match &event.content_block {
                Some(OutputBlock::Thinking(block)) => &block.thinking,
                _ => "",
            },
            _ => "",
        }
    }

    /// The generated value.
    #[must_use]
    pub fn into_inner(self) -> StreamEvent {
        self.0
    }
}

impl Deref for MessageEvent {
    type Target = StreamEvent;

    fn deref(&self) -> &StreamEvent {
        &self.0
    }
}

impl From<StreamEvent> for MessageEvent {
    fn from(event: StreamEvent) -> Self {
        Self(event)
    }
}
