//! A whole message as the events that would bring it.

use std::collections::VecDeque;

use grid_api::messages::{
    ContentBlockStartEvent, ContentBlockStopEvent, DeltaUsage, Message, MessageDelta,
    MessageDeltaEvent, MessageStartEvent, MessageStopEvent, StreamEvent,
};

/// For servers that answer whole where a stream was asked for: each block comes whole with its start.
pub(in crate::messages) fn events_of(whole: &Message) -> VecDeque<StreamEvent> {
    let mut start = whole.clone();
    start.content = Vec::new();
    start.stop_reason = None;
    start.stop_sequence = None;
    let mut events = VecDeque::from([MessageStartEvent::new(start).into()]);
    for (index, block) in (0..).zip(&whole.content) {
        events.push_back(
            ContentBlockStartEvent::new(index)
                .content_block(block.clone())
                .into(),
        );
        events.push_back(ContentBlockStopEvent::new(index).into());
    }
    let mut delta = MessageDelta::new();
    delta.stop_reason.clone_from(&whole.stop_reason);
    delta.stop_sequence.clone_from(&whole.stop_sequence);
    let mut end = MessageDeltaEvent::new(delta);
    end.usage = whole
        .usage
        .as_ref()
        .map(|usage| DeltaUsage::new().output_tokens(usage.output_tokens));
    events.extend([end.into(), StreamEvent::from(MessageStopEvent::new())]);
    events
}
