//! Puts a stream's events together to the message that the gateway would have sent plain (Anthropic's API reference, "Streaming").
//!
//! `message_start` brings the message without its content; each block starts, grows by deltas, and stops; `message_delta` brings
//! the stop reason, and token counts that replace those before. A signature is replaced, citations are added. Blocks of a kind that the document does not
//! list are kept as they started, their input put together; deltas of an unlisted kind, and unlisted events, are handed out and add nothing.
//! `message_stop` stops the blocks that were not stopped. A block that starts under an index that is taken stands behind the one that has
//! it, and deltas go on with it from there; a start that merely repeats adds nothing.

mod block;
mod unsplit;

#[cfg(test)]
mod tests;

use grid_api::Extra;
use grid_api::messages::{DeltaUsage, Message, MessageDeltaEvent, OutputBlock, StreamEvent, Usage};
use serde_json::Value;

use block::BlockState;
pub(super) use block::{PARTIAL_INPUT, without_partial_input};
pub(super) use unsplit::events_of;

/// What the document names of a message: it cannot stand among the members that it does not name.
const FIELDS: [&str; 8] = [
    "id",
    "type",
    "role",
    "content",
    "model",
    "stop_reason",
    "stop_sequence",
    "usage",
];

/// What the document names of its usage, and not of an event's.
const USAGE_FIELDS: [&str; 2] = ["cache_creation", "service_tier"];

/// More blocks than this are refused: each costs its place in a list, and they may begin in any order. Anthropic documents no limit;
/// messages have a few dozen.
const MOST: usize = 10_000;

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

    /// Whether an event keeps to [`MOST`].
    pub(super) fn has_room_for(&self, event: &StreamEvent) -> bool {
        let begins = match event {
            StreamEvent::ContentBlockStart(_) => true,
            StreamEvent::ContentBlockDelta(event) => self.find(event.index).is_none(),
            _ => false,
        };
        !begins || self.message.content.len() < MOST
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
                if self.find(event.index).is_none()
                    && let Some(block) = block::begun_by(delta)
                {
                    self.begin(event.index, block);
                }
                if let Some((block, state)) = self.found(event.index) {
                    state.add(block, delta);
                }
            }
            StreamEvent::ContentBlockStop(event) => {
                if let Some((block, state)) = self.found(event.index) {
                    state.stop(block);
                }
            }
            StreamEvent::MessageDelta(event) => self.add_message_delta(event),
            StreamEvent::MessageStop(_) => {
                for (block, state) in self.message.content.iter_mut().zip(&mut self.blocks) {
                    state.stop(block);
                }
            }
            _ => {}
        }
    }

    fn add_message_delta(&mut self, event: &MessageDeltaEvent) {
        let message = &mut self.message;
        let reason = event.delta.stop_reason.as_ref();
        if reason.is_some_and(|reason| !reason.as_str().is_empty()) {
            message.stop_reason.clone_from(&event.delta.stop_reason);
        }
        if event.delta.stop_sequence.is_some() {
            message.stop_sequence.clone_from(&event.delta.stop_sequence);
        }
        for (name, value) in event.delta.extra.iter().chain(&event.extra) {
            match (name.as_str(), serde_json::from_value(value.clone())) {
                // It stood in the delta once.
                ("usage", Ok(new)) => add_usage(message.usage.get_or_insert_default(), &new),
                (name, _) if FIELDS.contains(&name) => {}
                _ => {
                    message.extra.insert(name.clone(), value.clone());
                }
            }
        }
        if let Some(new) = &event.usage {
            add_usage(message.usage.get_or_insert_default(), new);
        }
    }

    /// The block that began last under this index.
    fn find(&self, index: i64) -> Option<usize> {
        let at = self.behind(index).checked_sub(1)?;
        let state = self.blocks.get(at)?;
        (state.index() == index).then_some(at)
    }

    fn found(&mut self, index: i64) -> Option<(&mut OutputBlock, &mut BlockState)> {
        let at = self.find(index)?;
        Some((self.message.content.get_mut(at)?, self.blocks.get_mut(at)?))
    }

    fn behind(&self, index: i64) -> usize {
        self.blocks.partition_point(|state| state.index() <= index)
    }

    fn begin(&mut self, index: i64, block: OutputBlock) {
        let held = self.find(index).and_then(|at| self.message.content.get(at));
        if held == Some(&block) {
            return;
        }
        let at = self.behind(index);
        self.message.content.insert(at, block);
        self.blocks.insert(at, BlockState::new(index));
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
    absorb(held, &new.extra);
}

/// Takes in members that the document does not name in the usage of an event. One that it names in that of a message, and that cannot be
/// read as what it is there, is left out.
fn absorb(held: &mut Usage, members: &Extra) {
    for (name, value) in members {
        if !USAGE_FIELDS.contains(&name.as_str()) {
            held.extra.insert(name.clone(), value.clone());
        } else if let Ok(Value::Object(mut object)) = serde_json::to_value(&*held) {
            object.insert(name.clone(), value.clone());
            if let Ok(usage) = serde_json::from_value(Value::Object(object)) {
                *held = usage;
            }
        }
    }
}
