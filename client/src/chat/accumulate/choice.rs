//! One choice: its message and what stands beside it.

use grid_api::chat::{
    AudioDelta, Choice, ChunkChoice, Delta, Logprobs, ResponseAudio, ResponseMessage,
};
use serde_json::{Map, Value};

use super::tool_calls::ToolCallPlaces;
use super::{append, extra, first, last};

/// What is kept of a choice beside its value.
#[derive(Debug, Default)]
pub(super) struct ChoiceState {
    index: i64,
    tool_calls: ToolCallPlaces,
}

pub(super) fn new(index: i64) -> (Choice, ChoiceState) {
    let choice = Choice::new(ResponseMessage::new()).index(index);
    let state = ChoiceState {
        index,
        ..ChoiceState::default()
    };
    (choice, state)
}

impl ChoiceState {
    /// Of a choice that came whole.
    pub(super) fn of(choice: &Choice) -> Self {
        let calls = choice.message.tool_calls.as_deref().unwrap_or_default();
        Self {
            index: choice.index.unwrap_or(0),
            tool_calls: ToolCallPlaces::of(calls.len()),
        }
    }

    pub(super) fn index(&self) -> i64 {
        self.index
    }

    pub(super) fn add(&mut self, choice: &mut Choice, piece: &ChunkChoice) {
        self.add_delta(&mut choice.message, &piece.delta);
        if let Some(new) = &piece.logprobs {
            add_logprobs(choice.logprobs.get_or_insert_default(), new);
        }
        // Some servers write an empty one until they have one, and again behind it.
        let finish_reason = piece.finish_reason.as_ref();
        last(
            &mut choice.finish_reason,
            finish_reason.filter(|reason| !reason.as_str().is_empty()),
        );
        last(
            &mut choice.native_finish_reason,
            piece.native_finish_reason.as_ref(),
        );
        // Some servers repeat the whole message so far beside the delta.
        extra::overwrite(&mut choice.extra, &piece.extra, &["message"]);
    }

    fn add_delta(&mut self, message: &mut ResponseMessage, delta: &Delta) {
        if message.role.is_none() {
            message.role.clone_from(&delta.role);
        }
        append(&mut message.content, delta.content.as_ref());
        append(
            &mut message.reasoning_content,
            delta.reasoning_content.as_ref(),
        );
        append(&mut message.reasoning, delta.reasoning.as_ref());
        append(&mut message.refusal, delta.refusal.as_ref());
        if let Some(new) = &delta.tool_calls {
            let calls = message.tool_calls.get_or_insert_default();
            for call in new {
                self.tool_calls.add(calls, call);
            }
        }
        if let Some(new) = &delta.audio {
            add_audio(message.audio.get_or_insert_default(), new);
        }
        if let Some(new) = &delta.reasoning_details {
            let held = message.reasoning_details.get_or_insert_default();
            for detail in new {
                add_detail(held, detail);
            }
        }
        // The old form of a tool call: a reply's message has no field for it.
        if let Some(call) = &delta.function_call
            && let Ok(call) = serde_json::to_value(call)
        {
            let call = Map::from_iter([("function_call".to_owned(), call)]);
            extra::merge_members(&mut message.extra, &call);
        }
        for (name, value) in &delta.extra {
            add_member(message, name, value);
        }
    }
}

/// A member that the document does not name in a delta. Those that it names in a message are of the message there.
fn add_member(message: &mut ResponseMessage, name: &str, value: &Value) {
    match (name, value) {
        ("annotations", Value::Array(list)) => message
            .annotations
            .get_or_insert_default()
            .extend(list.iter().filter_map(Value::as_object).cloned()),
        ("name", Value::String(text)) => first(&mut message.name, Some(text)),
        ("tool_call_id", Value::String(text)) => first(&mut message.tool_call_id, Some(text)),
        ("annotations" | "name" | "tool_call_id", _) => {}
        _ => extra::merge_member(&mut message.extra, name, value),
    }
}

fn add_logprobs(held: &mut Logprobs, new: &Logprobs) {
    if let Some(tokens) = &new.content {
        held.content
            .get_or_insert_default()
            .extend_from_slice(tokens);
    }
    if let Some(tokens) = &new.refusal {
        held.refusal
            .get_or_insert_default()
            .extend_from_slice(tokens);
    }
    extra::overwrite(&mut held.extra, &new.extra, &[]);
}

fn add_audio(held: &mut ResponseAudio, new: &AudioDelta) {
    first(&mut held.id, new.id.as_ref());
    append(&mut held.data, new.data.as_ref());
    append(&mut held.transcript, new.transcript.as_ref());
    last(&mut held.expires_at, new.expires_at.as_ref());
    extra::overwrite(&mut held.extra, &new.extra, &[]);
}

/// A detail goes on where the last one has the same type and index (`OpenRouter`'s `reasoning_details`).
fn add_detail(held: &mut Vec<Map<String, Value>>, new: &Map<String, Value>) {
    let same = |detail: &Map<String, Value>| {
        new.get("index").is_some()
            && ["index", "type"]
                .iter()
                .all(|key| detail.get(*key) == new.get(*key))
    };
    match held.last_mut() {
        Some(detail) if same(detail) => extra::merge_members(detail, new),
        _ => held.push(new.clone()),
    }
}
