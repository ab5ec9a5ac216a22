//! All that a decoder shows of a stream, owned and comparable.

use std::time::Duration;

use bytes::Bytes;
use grid_client::sse::{Decoder, EventTooLarge};

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct OwnedEvent {
    pub(super) event: String,
    pub(super) data: String,
    pub(super) id: String,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Outcome {
    pub(super) events: Vec<OwnedEvent>,
    pub(super) last_event_id: String,
    pub(super) retry: Option<Duration>,
    pub(super) error: Option<EventTooLarge>,
    /// Type, data of the whole lines, cut line.
    pub(super) unfinished: Option<(String, Option<String>, String)>,
}

/// Decodes the chunks with a new decoder, taking the events after each of them.
pub(super) fn decode(chunks: impl IntoIterator<Item = Bytes>) -> Outcome {
    decode_with(Decoder::new(), chunks)
}

pub(super) fn decode_with(
    mut decoder: Decoder,
    chunks: impl IntoIterator<Item = Bytes>,
) -> Outcome {
    let mut events = Vec::new();
    for chunk in chunks {
        decoder.push(chunk);
        take_events(&mut decoder, &mut events);
    }
    outcome(decoder, events)
}

/// Decodes the chunks with a new decoder that is given all of them before the first event is taken.
pub(super) fn decode_pushed_at_once(chunks: impl IntoIterator<Item = Bytes>) -> Outcome {
    let mut decoder = Decoder::new();
    for chunk in chunks {
        decoder.push(chunk);
    }
    let mut events = Vec::new();
    take_events(&mut decoder, &mut events);
    outcome(decoder, events)
}

/// The events of a short text, pushed whole, as `type|data|id`.
pub(super) fn events(input: &[u8]) -> Vec<String> {
    decode([Bytes::copy_from_slice(input)])
        .events
        .into_iter()
        .map(|event| format!("{}|{}|{}", event.event, event.data, event.id))
        .collect()
}

fn take_events(decoder: &mut Decoder, events: &mut Vec<OwnedEvent>) {
    while let Ok(Some(event)) = decoder.next_event() {
        events.push(OwnedEvent {
            event: event.event.to_owned(),
            data: event.data.to_owned(),
            id: event.id.to_owned(),
        });
    }
}

fn outcome(mut decoder: Decoder, events: Vec<OwnedEvent>) -> Outcome {
    Outcome {
        events,
        error: decoder.next_event().err(),
        last_event_id: decoder.last_event_id().to_owned(),
        retry: decoder.retry(),
        unfinished: decoder.unfinished().map(|rest| {
            (
                rest.event.into_owned(),
                rest.data.map(std::borrow::Cow::into_owned),
                rest.line.into_owned(),
            )
        }),
    }
}
