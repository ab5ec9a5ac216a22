//! Where each surface's events change.

use grid_api::chat::{ChatCompletionChunk, Delta, FunctionCallDelta};
use grid_api::messages::{ContentDelta, StreamEvent};

use super::Repeating;
use super::place::{Place, Slot, leading};

/// A text, with where the value has it.
macro_rules! text {
    ($key:expr, $get:expr, $get_mut:expr) => {
        Place {
            key: $key,
            slot: Slot::Text {
                get: $get,
                get_mut: $get_mut,
            },
        }
    };
}

/// A field of the first choice's delta.
macro_rules! of_delta {
    ($field:ident) => {
        text!(
            stringify!($field),
            |chunk| delta(chunk)?.$field.as_ref(),
            |chunk| delta_mut(chunk)?.$field.as_mut()
        )
    };
}

impl Repeating for ChatCompletionChunk {
    const PLACES: &'static [Place<Self>] = &[
        of_delta!(content),
        of_delta!(reasoning_content),
        of_delta!(reasoning),
        text!(
            "arguments",
            |chunk| function(delta(chunk)?)?.arguments.as_ref(),
            |chunk| function_mut(delta_mut(chunk)?)?.arguments.as_mut()
        ),
        text!("obfuscation", |chunk| chunk.obfuscation.as_ref(), |chunk| {
            chunk.obfuscation.as_mut()
        }),
        Place {
            key: "logprobs",
            slot: Slot::Value {
                is_some: |chunk| matches!(chunk.choices.first(), Some(choice) if choice.logprobs.is_some()),
                read: |chunk, text| {
                    let (logprobs, length) = leading(text)?;
                    chunk.choices.first_mut()?.logprobs = logprobs;
                    Some(length)
                },
            },
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
        text!(
            stringify!($field),
            |event| match event {
                StreamEvent::ContentBlockDelta(event) => match &event.delta {
                    Some(ContentDelta::$kind(delta)) => Some(&delta.$field),
                    _ => None,
                },
                _ => None,
            },
            |event| match event {
                StreamEvent::ContentBlockDelta(event) => match &mut event.delta {
                    Some(ContentDelta::$kind(delta)) => Some(&mut delta.$field),
                    _ => None,
                },
                _ => None,
            }
        )
    };
}

impl Repeating for StreamEvent {
    const PLACES: &'static [Place<Self>] = &[
        of_block!(Text, text),
        of_block!(InputJson, partial_json),
        of_block!(Thinking, thinking),
    ];
}
