//! Where the text of each surface's events stands.

use grid_api::chat::{ChatCompletionChunk, Delta, FunctionCallDelta};
use grid_api::messages::{ContentDelta, StreamEvent};

use super::{Place, Repeating};

/// A field of the first choice's delta.
macro_rules! of_delta {
    ($field:ident) => {
        Place {
            key: stringify!($field),
            get: |chunk| delta(chunk)?.$field.as_ref(),
            get_mut: |chunk| delta_mut(chunk)?.$field.as_mut(),
        }
    };
}

impl Repeating for ChatCompletionChunk {
    const PLACES: &'static [Place<Self>] = &[
        of_delta!(content),
        of_delta!(reasoning_content),
        of_delta!(reasoning),
        Place {
            key: "arguments",
            get: |chunk| function(delta(chunk)?)?.arguments.as_ref(),
            get_mut: |chunk| function_mut(delta_mut(chunk)?)?.arguments.as_mut(),
        },
        Place {
            key: "obfuscation",
            get: |chunk| chunk.obfuscation.as_ref(),
            get_mut: |chunk| chunk.obfuscation.as_mut(),
        },
    ];
}

fn delta(chunk: &ChatCompletionChunk) -> Option<&Delta> {
    chunk.choices.first().map(|choice| &choice.delta)
}

fn delta_mut(chunk: &mut ChatCompletionChunk) -> Option<&mut Delta> {
    chunk.choices.first_mut().map(|choice| &mut choice.delta)
}

fn function(delta: &Delta) -> Option<&FunctionCallDelta> {
    delta.tool_calls.as_ref()?.first()?.function.as_ref()
}

fn function_mut(delta: &mut Delta) -> Option<&mut FunctionCallDelta> {
    delta.tool_calls.as_mut()?.first_mut()?.function.as_mut()
}

/// The text of a delta of one kind.
macro_rules! of_block {
    ($kind:ident, $field:ident) => {
        Place {
            key: stringify!($field),
            get: |event| match event {
                StreamEvent::ContentBlockDelta(event) => match &event.delta {
                    Some(ContentDelta::$kind(delta)) => Some(&delta.$field),
                    _ => None,
                },
                _ => None,
            },
            get_mut: |event| match event {
                StreamEvent::ContentBlockDelta(event) => match &mut event.delta {
                    Some(ContentDelta::$kind(delta)) => Some(&mut delta.$field),
                    _ => None,
                },
                _ => None,
            },
        }
    };
}

impl Repeating for StreamEvent {
    const PLACES: &'static [Place<Self>] = &[
        of_block!(Text, text),
        of_block!(InputJson, partial_json),
        of_block!(Thinking, thinking),
    ];
}
