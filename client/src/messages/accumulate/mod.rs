//! Puts a stream's events together to the message that the gateway would have sent plain (Anthropic's API reference, "Streaming").
//!
//! `message_start` brings the message without its content; each block starts, grows by deltas, and stops; `message_delta` brings
//! the stop reason, and token counts that replace those before. A signature is replaced, citations are added. Blocks of a kind that the document does not
//! list are kept as they started, their input put together; deltas of an unlisted kind, and unlisted events, are handed out and add nothing.

mod block;
mod unsplit;

#[cfg(test)]
mod tests;

use grid_api::messages::{DeltaUsage, Message, MessageDeltaEvent, StreamEvent, Usage};

use block::BlockState;
pub(super) use block::without_partial_input;
pub(super) use unsplit::events_of;

/// A message in the making.
#[derive(Debug, Default)]
pub(super) struct Accumulator {
    message: Message,
    /// What is kept of each block beside its value, in the same order.
    blocks: Vec<BlockState>,
}

impl Accumulator {
    /// A message that came whole.
    pub(super) fn whole(message: Message) -> Self {
        Self {
            message,
            blocks: Vec::new(),
        }
    }

    pub(super) fn add(&mut self, event: &StreamEvent) {
        match event {
            StreamEvent::MessageStart(event) => {
                self.message = event.message.clone();
                self.blocks = block::states(self.message.content.len());
            }
            StreamEvent::ContentBlockStart(event) => {
                if let Some(block) = &event.content_block {
                    self.begin(event.index, block.clone());
                }
            }
            StreamEvent::ContentBlockDelta(event) => {
                let Some(delta) = &event.delta else { return };
                if self.find(event.index).is_err()
                    && let Some(block) = block::begun_by(delta)
                {
                    self.begin(event.index, block);
                }
                if let Ok(at) = self.find(event.index)
                    && let (Some(block), Some(state)) =
                        (self.message.content.get_mut(at), self.blocks.get_mut(at))
                {
                    state.add(block, delta);
                }
            }
            StreamEvent::ContentBlockStop(event) => {
                if let Ok(at) = self.find(event.index)
                    && let (Some(block), Some(state)) =
                        (self.message.content.get_mut(at), self.blocks.get_mut(at))
                {
                    state.stop(block);
                }
            }
            StreamEvent::MessageDelta(event) => self.add_message_delta(event),
            _ => {}
        }
    }

    fn add_message_delta(&mut self, event: &MessageDeltaEvent) {
        let message = &mut self.message;
        if event.delta.stop_reason.is_some() {
            message.stop_reason.clone_from(&event.delta.stop_reason);
        }
        if event.delta.stop_sequence.is_some() {
            message.stop_sequence.clone_from(&event.delta.stop_sequence);
        }
        for (name, value) in event.delta.extra.iter().chain(&event.extra) {
            message.extra.insert(name.clone(), value.clone());
        }
        if let Some(new) = &event.usage {
            add_usage(message.usage.get_or_insert_default(), new);
        }
    }

    fn find(&self, index: i64) -> Result<usize, usize> {
        self.blocks.binary_search_by_key(&index, BlockState::index)
    }

    /// A block that starts anew takes the place of the one that had its index.
    fn begin(&mut self, index: i64, block: grid_api::messages::OutputBlock) {
        let state = BlockState::new(index);
        match self.find(index) {
            Ok(at) => {
                self.message.content.splice(at..=at, [block]);
                self.blocks.splice(at..=at, [state]);
            }
            Err(at) => {
                self.message.content.insert(at, block);
                self.blocks.insert(at, state);
            }
        }
    }

    pub(super) fn partial(&self) -> &Message {
        &self.message
    }

    pub(super) fn into_whole(self) -> Message {
        self.message
    }
}

/// The counts are cumulative: the new ones replace the old; what is not in the event stays.
fn add_usage(held: &mut Usage, new: &DeltaUsage) {
    if let Some(tokens) = new.input_tokens {
        held.input_tokens = tokens;
    }
    if let Some(tokens) = new.output_tokens {
        held.output_tokens = tokens;
    }
    held.cache_creation_input_tokens = new
        .cache_creation_input_tokens
        .or(held.cache_creation_input_tokens);
    held.cache_read_input_tokens = new.cache_read_input_tokens.or(held.cache_read_input_tokens);
    if new.server_tool_use.is_some() {
        held.server_tool_use.clone_from(&new.server_tool_use);
    }
    for (name, value) in &new.extra {
        held.extra.insert(name.clone(), value.clone());
    }
}
