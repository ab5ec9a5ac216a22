//! Puts a stream's events together to the completion that the gateway would have sent plain.
//!
//! | what | how |
//! |---|---|
//! | `id`, `created`, `model`, `provider`, `role` | the first that is not empty |
//! | `service_tier`, `system_fingerprint`, `usage`, `finish_reason`, and unknown members beside `choices` and `delta` | the last one |
//! | `content`, `refusal`, reasoning, a tool call's `arguments`, audio's `data` and `transcript` | appended |
//! | log probabilities | appended, token by token |
//! | tool calls | by `index`; see `tool_calls.rs` |
//! | unknown members of a `delta` | texts and lists appended, objects merged; see `extra.rs` |
//!
//! Everything is appended in place; an event is only looked at.

mod choice;
mod extra;
mod tool_calls;
mod unsplit;

#[cfg(test)]
mod cut;
#[cfg(test)]
mod tests;

use grid_api::chat::{ChatCompletion, ChatCompletionChunk};

use choice::ChoiceState;
pub(super) use unsplit::chunk_of;

/// Upper bound on choices, and on tool calls per choice; without it one event could allocate millions of entries.
/// `OpenAI` documents 128 of either.
const MOST: usize = 1024;

/// A completion in the making.
#[derive(Debug, Default)]
pub(super) struct Accumulator {
    completion: ChatCompletion,
    /// What is kept of each choice beside its value, in the same order.
    states: Vec<ChoiceState>,
}

impl Accumulator {
    /// A completion that came whole.
    pub(super) fn whole(completion: ChatCompletion) -> Self {
        let states = completion.choices.iter().map(ChoiceState::of).collect();
        Self { completion, states }
    }

    pub(super) fn add(&mut self, chunk: &ChatCompletionChunk) {
        let whole = &mut self.completion;
        first(&mut whole.id, chunk.id.as_ref());
        first(&mut whole.model, chunk.model.as_ref());
        first(&mut whole.provider, chunk.provider.as_ref());
        if whole.created.is_none() {
            whole.created = chunk.created;
        }
        if whole.object.is_none() && chunk.object.is_some() {
            whole.object = Some("chat.completion".to_owned());
        }
        last(
            &mut whole.system_fingerprint,
            chunk.system_fingerprint.as_ref(),
        );
        last(&mut whole.service_tier, chunk.service_tier.as_ref());
        last(&mut whole.usage, chunk.usage.as_ref());
        extra::overwrite(&mut whole.extra, &chunk.extra, &[]);
        for piece in &chunk.choices {
            let at = self.place(piece.index.unwrap_or(0));
            if let (Some(choice), Some(state)) =
                (self.completion.choices.get_mut(at), self.states.get_mut(at))
            {
                state.add(choice, piece);
            }
        }
    }

    /// Whether an event keeps to [`MOST`].
    pub(super) fn has_room_for(&self, chunk: &ChatCompletionChunk) -> bool {
        let (new, held) = (&chunk.choices, &self.completion.choices);
        new.len() <= MOST
            && held.len() <= MOST
            && new
                .iter()
                .all(|choice| few(choice.delta.tool_calls.as_deref()))
            && held
                .iter()
                .all(|choice| few(choice.message.tool_calls.as_deref()))
    }

    /// Where the choice of this index stands; the choices are kept in the order of their indices.
    fn place(&mut self, index: i64) -> usize {
        // Mostly the only one, or one of a few that take turns.
        let found = self.states.binary_search_by_key(&index, ChoiceState::index);
        found.unwrap_or_else(|at| {
            let (choice, state) = choice::new(index);
            // Mostly the only one: room for more would be kept empty for as long as the stream lasts.
            self.completion.choices.reserve_exact(1);
            self.completion.choices.insert(at, choice);
            self.states.insert(at, state);
            at
        })
    }

    /// Whether as many choices as were asked for, and at least one, have all told why they stopped.
    pub(super) fn is_finished(&self, asked_for: u64) -> bool {
        let choices = &self.completion.choices;
        !choices.is_empty()
            && choices.len() as u64 >= asked_for
            && choices.iter().all(|choice| choice.finish_reason.is_some())
    }

    pub(super) fn partial(&self) -> &ChatCompletion {
        &self.completion
    }

    pub(super) fn into_whole(self) -> ChatCompletion {
        self.completion
    }
}

fn few<T>(calls: Option<&[T]>) -> bool {
    calls.is_none_or(|calls| calls.len() <= MOST)
}

/// Keeps the first text that is not empty: some servers send an event without one ahead of the others.
fn first(held: &mut Option<String>, new: Option<&String>) {
    if let Some(new) = new
        && held.as_ref().is_none_or(String::is_empty)
    {
        *held = Some(new.clone());
    }
}

/// Keeps the last value; one that repeats in every event is not copied again.
fn last<T: Clone + PartialEq>(held: &mut Option<T>, new: Option<&T>) {
    if new.is_some() && held.as_ref() != new {
        *held = new.cloned();
    }
}

/// Appends a fragment.
fn append(held: &mut Option<String>, new: Option<&String>) {
    if let Some(new) = new {
        held.get_or_insert_default().push_str(new);
    }
}
