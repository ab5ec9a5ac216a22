//! The Messages surface as a dialect of the engine.

use std::collections::VecDeque;

use bytes::Bytes;
use grid_api::DecodeError;
use grid_api::messages::create_message::{self, CreateMessageError};
use grid_api::messages::{Message, StreamEvent};
use http::{HeaderMap, StatusCode};

use super::accumulate::{Accumulator, events_of};
use crate::decode::EventDecoder;
use crate::engine::{Dialect, Read, is_bare_report, is_report, reports};

/// A stream of a message, as far as it has come.
#[derive(Debug, Default)]
pub(crate) struct Messages {
    decoder: EventDecoder<StreamEvent>,
    accumulator: Accumulator,
}

impl Dialect for Messages {
    type Whole = Message;
    type Event = StreamEvent;
    type Failure = CreateMessageError;

    fn decode(
        status: StatusCode,
        headers: HeaderMap,
        bytes: Bytes,
    ) -> Result<Message, CreateMessageError> {
        create_message::decode(status, headers, bytes)
    }

    fn failure(status: StatusCode, headers: HeaderMap, bytes: Bytes) -> CreateMessageError {
        CreateMessageError::from_response(status, headers, bytes)
    }

    fn problem(failure: &CreateMessageError) -> Option<&DecodeError> {
        match failure {
            CreateMessageError::Undeclared(response) => response.problem.as_ref(),
            _ => None,
        }
    }

    fn is_report(whole: &Message) -> bool {
        is_report(&whole.extra) || Self::is_hollow(whole) && is_bare_report(&whole.extra)
    }

    fn has_run(whole: &Message) -> bool {
        !whole.content.is_empty()
            || whole
                .usage
                .as_ref()
                .is_some_and(|usage| usage.output_tokens > 0)
    }

    fn is_hollow(whole: &Message) -> bool {
        whole.content.is_empty() && whole.id.is_none() && whole.stop_reason.is_none()
    }

    fn read(&mut self, name: &str, data: &str) -> Read<StreamEvent> {
        if name == "error" {
            return Read::Report;
        }
        // `[DONE]` is no part of this format; gateways that add it do so behind `message_stop`.
        if data.trim_ascii().is_empty() || data.trim_ascii() == "[DONE]" {
            return Read::Nothing;
        }
        let event = match self.decoder.decode(data) {
            Ok(event) => event,
            // A ping without an object.
            Err(_) if name == "ping" => return Read::Nothing,
            Err(problem) => {
                return if reports(data) {
                    Read::Report
                } else {
                    Read::Undecodable(problem)
                };
            }
        };
        match &event {
            StreamEvent::Error(_) => Read::Report,
            StreamEvent::Unknown(object) if is_report(object.as_map()) => Read::Report,
            StreamEvent::Unknown(object)
                if !object.as_map().contains_key("type") && is_bare_report(object.as_map()) =>
            {
                Read::Report
            }
            _ if !self.accumulator.has_room_for(&event) => {
                Read::TooMany("content", "more than 10000 blocks")
            }
            StreamEvent::MessageStop(_) => {
                self.accumulator.add(&event);
                Read::Last(event)
            }
            _ => {
                self.accumulator.add(&event);
                Read::Event(event)
            }
        }
    }

    fn is_terminator(data: &str) -> bool {
        matches!(serde_json::from_str(data), Ok(StreamEvent::MessageStop(_)))
    }

    fn read_whole(&mut self, whole: Message) -> VecDeque<StreamEvent> {
        let events = events_of(&whole);
        self.accumulator = Accumulator::whole(whole);
        events
    }

    fn is_finished(&self) -> bool {
        self.accumulator.partial().stop_reason.is_some()
    }

    fn is_ping(event: &StreamEvent) -> bool {
        matches!(event, StreamEvent::Ping(_))
    }

    fn partial(&self) -> &Message {
        self.accumulator.partial()
    }

    fn into_whole(self) -> Message {
        self.accumulator.into_whole()
    }
}
