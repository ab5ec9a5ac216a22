//! Chat completions as a dialect of the engine.

use std::collections::VecDeque;

use bytes::Bytes;
use grid_api::chat::create_chat_completion::{self, CreateChatCompletionError, STREAM_TERMINATOR};
use grid_api::chat::{ChatCompletion, ChatCompletionChunk};
use grid_api::{DecodeError, Extra};
use http::{HeaderMap, StatusCode};
use serde_json::Value;

use super::accumulate::{Accumulator, chunk_of};
use crate::decode::EventDecoder;
use crate::engine::{Dialect, Read, is_report};

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
        CreateChatCompletionError::from_answer(status, headers, bytes)
    }

    fn problem(failure: &CreateChatCompletionError) -> Option<&DecodeError> {
        match failure {
            CreateChatCompletionError::Undeclared(answer) => answer.problem.as_ref(),
            _ => None,
        }
    }

    fn extra(whole: &ChatCompletion) -> &Extra {
        &whole.extra
    }

    fn is_hollow(whole: &ChatCompletion) -> bool {
        whole.choices.is_empty()
            && (is_report(&whole.extra) || whole.id.is_none() && whole.usage.is_none())
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
            Ok(chunk)
                if chunk.error.is_some() || chunk.choices.is_empty() && is_report(&chunk.extra) =>
            {
                Read::Report
            }
            Ok(chunk) if !self.accumulator.has_room_for(&chunk) => Read::TooMany,
            Ok(chunk) => {
                self.accumulator.add(&chunk);
                Read::Event(chunk)
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

    fn partial(&self) -> &ChatCompletion {
        self.accumulator.partial()
    }

    fn into_whole(self) -> ChatCompletion {
        self.accumulator.into_whole()
    }
}

/// Whether data that are no chunk are an error in a shape that a chunk cannot have: `{"error": "busy"}`.
fn reports(data: &str) -> bool {
    matches!(serde_json::from_str(data), Ok(Value::Object(object)) if is_report(&object))
}
