//! Chat completions as a dialect of the engine.

use std::collections::VecDeque;

use bytes::Bytes;
use grid_api::DecodeError;
use grid_api::chat::create_chat_completion::{self, CreateChatCompletionError, STREAM_TERMINATOR};
use grid_api::chat::{ChatCompletion, ChatCompletionChunk, Choice, ChunkChoice};
use http::{HeaderMap, StatusCode};

use super::accumulate::{Accumulator, chunk_of};
use crate::decode::EventDecoder;
use crate::engine::{Dialect, Read, is_bare_report, is_report, reports, says};

/// A stream of chat completions, as far as it has come.
#[derive(Debug, Default)]
pub(crate) struct Chat {
    decoder: EventDecoder<ChatCompletionChunk>,
    accumulator: Accumulator,
    /// How many choices were asked for.
    choices: u64,
}

impl Chat {
    pub(super) fn new(choices: u64) -> Self {
        Self {
            choices,
            ..Self::default()
        }
    }

    /// Whether every choice that was asked for reports an error (`OpenRouter`'s stand in the choices).
    fn all_fail(&self) -> bool {
        let choices = self.accumulator.partial().choices.iter();
        let failed = choices.filter(|choice| is_report(&choice.extra)).count();
        failed as u64 >= self.choices
    }
}

impl Dialect for Chat {
    type Whole = ChatCompletion;
    type Event = ChatCompletionChunk;
    type Failure = CreateChatCompletionError;

    fn decode(
        status: StatusCode,
        headers: HeaderMap,
        bytes: Bytes,
    ) -> Result<ChatCompletion, CreateChatCompletionError> {
        create_chat_completion::decode(status, headers, bytes)
    }

    fn failure(status: StatusCode, headers: HeaderMap, bytes: Bytes) -> CreateChatCompletionError {
        CreateChatCompletionError::from_response(status, headers, bytes)
    }

    fn problem(failure: &CreateChatCompletionError) -> Option<&DecodeError> {
        match failure {
            CreateChatCompletionError::Undeclared(response) => response.problem.as_ref(),
            _ => None,
        }
    }

    fn is_report(whole: &ChatCompletion) -> bool {
        // Of several choices one may fail, and the others be what was asked for.
        let failed = |choice: &Choice| is_report(&choice.extra);
        is_report(&whole.extra)
            || !whole.choices.is_empty() && whole.choices.iter().all(failed)
            || Self::is_hollow(whole) && is_bare_report(&whole.extra)
    }

    fn has_run(whole: &ChatCompletion) -> bool {
        let says = |text: &Option<String>| text.as_ref().is_some_and(|text| !text.is_empty());
        whole
            .usage
            .as_ref()
            .is_some_and(|usage| usage.completion_tokens > 0)
            || whole.choices.iter().any(|choice| {
                let message = &choice.message;
                says(&message.content)
                    || says(&message.reasoning_content)
                    || says(&message.reasoning)
                    || message.tool_calls.is_some()
            })
    }

    fn is_hollow(whole: &ChatCompletion) -> bool {
        whole.choices.is_empty() && whole.id.is_none() && whole.usage.is_none()
    }

    fn read(&mut self, name: &str, data: &str) -> Read<ChatCompletionChunk> {
        if Self::is_terminator(data) {
            return Read::End;
        }
        match name {
            "error" => return Read::Report,
            // Servers that keep a connection alive with events rather than comments.
            "ping" => return Read::Nothing,
            _ => {}
        }
        match self.decoder.decode(data) {
            Ok(chunk) if !self.accumulator.has_room_for(&chunk) => {
                Read::TooMany("choices", TOO_MANY)
            }
            Ok(chunk) => {
                // An error may come with the last piece of the response.
                self.accumulator.add(&chunk);
                let fails = |choice: &ChunkChoice| is_report(&choice.extra);
                if reported(&chunk) || chunk.choices.iter().any(fails) && self.all_fail() {
                    Read::Report
                } else {
                    Read::Event(chunk)
                }
            }
            Err(_) if data.trim_ascii().is_empty() => Read::Nothing,
            Err(_) if reports(data) => Read::Report,
            Err(problem) => Read::Undecodable(problem),
        }
    }

    fn is_terminator(data: &str) -> bool {
        // Some servers write a space behind it.
        data.trim_ascii() == STREAM_TERMINATOR
    }

    fn read_whole(&mut self, whole: ChatCompletion) -> VecDeque<ChatCompletionChunk> {
        let chunk = chunk_of(&whole);
        self.accumulator = Accumulator::whole(whole);
        VecDeque::from([chunk])
    }

    fn is_finished(&self) -> bool {
        self.accumulator.is_finished(self.choices)
    }

    fn is_ping(_: &ChatCompletionChunk) -> bool {
        false
    }

    fn partial(&self) -> &ChatCompletion {
        self.accumulator.partial()
    }

    fn into_whole(self) -> ChatCompletion {
        self.accumulator.into_whole()
    }
}

const TOO_MANY: &str = "more than 1024 choices, or tool calls in one of them";

/// Whether a chunk reports an error: at its top, or bare, where it is nothing else.
fn reported(chunk: &ChatCompletionChunk) -> bool {
    let is_hollow = chunk.choices.is_empty() && chunk.id.is_none() && chunk.usage.is_none();
    let error = chunk.error.as_ref().map(serde_json::to_value);
    error.is_some_and(|error| error.is_ok_and(|error| says(&error)))
        || is_report(&chunk.extra)
        || is_hollow && is_bare_report(&chunk.extra)
}
