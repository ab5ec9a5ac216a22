//! From an event's data to its type.
//!
//! Consecutive events of one stream differ in a few places: a piece of text, its log probabilities, some padding. So the decoder remembers
//! events it has read and where those places are. An event that is the same before, between and after them is the remembered value
//! with something else in them, which alone is read; any other event is read in full. What is remembered was proved first: the event
//! was read once more with something else in those places, and nothing but that was different.

mod place;
mod places;
pub(crate) mod surrogates;
mod template;
#[cfg(test)]
mod tests;

use std::collections::VecDeque;
use std::fmt;

use grid_api::DecodeError;
use grid_api::support::decode_json;
use serde::de::DeserializeOwned;

use place::Place;
use surrogates::Halves;
use template::{Sketch, Template};

/// A type of events that the decoder can read.
pub(crate) trait Repeating: Clone + PartialEq + DeserializeOwned + 'static {
    /// The places that change from event to event.
    const PLACES: &'static [Place<Self>];
}

/// As many events as are remembered: a stream of several choices repeats one event for each.
const REMEMBERED: usize = 8;
/// Events above this size, in bytes, are not remembered.
const LARGEST: usize = 4096;
/// What looking for places may cost before it has to pay: an event that is like a remembered one earns as much as one look costs.
const CREDIT: u32 = 24;

/// Reads the events of one stream.
pub(crate) struct EventDecoder<T: 'static> {
    templates: Vec<Template<T>>,
    /// Where the last event was found, and where the next one is looked for first.
    last: usize,
    likely: usize,
    /// The template that was replaced last.
    oldest: usize,
    /// Events that were read in full: one that comes again with other text is worth remembering.
    missed: VecDeque<String>,
    credit: u32,
    halves: Halves,
}

impl<T> Default for EventDecoder<T> {
    fn default() -> Self {
        Self {
            templates: Vec::new(),
            last: 0,
            likely: 0,
            oldest: REMEMBERED - 1,
            missed: VecDeque::new(),
            credit: CREDIT,
            halves: Halves::default(),
        }
    }
}

/// What is remembered is the server's text: only how much it is.
impl<T> fmt::Debug for EventDecoder<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EventDecoder")
            .field("templates", &self.templates.len())
            .finish_non_exhaustive()
    }
}

impl<T: Repeating> EventDecoder<T> {
    /// Reads the data of the next event.
    ///
    /// # Errors
    ///
    /// Data that is not of the type.
    pub(crate) fn decode(&mut self, data: &str) -> Result<T, DecodeError> {
        let count = self.templates.len();
        for turn in 0..count {
            let index = wrapped(self.likely + turn, count);
            let template = &self.templates[index];
            let Some(rest) = template.begins(data) else {
                continue;
            };
            let mut value = template.value.clone();
            if template.fill(&mut value, rest).is_some() {
                self.credit = CREDIT.min(self.credit + 1);
                // One choice repeats one event, and several take turns: the step that led here leads on.
                let step = wrapped(index + count - self.last, count);
                self.likely = wrapped(index + step, count);
                self.last = index;
                return Ok(value);
            }
        }
        // Only what cannot be read pays for mending it, or for finding out where.
        let value = match serde_json::from_str(data) {
            Ok(value) => value,
            Err(_) => match self.halves.join(data) {
                Some(mended) => return decode_json(mended.as_bytes()),
                None => decode_json(data.as_bytes())?,
            },
        };
        self.learn(data, &value);
        Ok(value)
    }

    fn learn(&mut self, data: &str, value: &T) {
        if self.credit == 0 || data.len() > LARGEST {
            return;
        }
        self.credit -= 1;
        // The first event has nothing to be like, and is the one that somebody waits for.
        let sketch = if self.missed.is_empty() {
            None
        } else {
            Sketch::of(data, value)
        };
        let repeats = |sketch: &Sketch<'_, T>| self.missed.iter().any(|old| sketch.is_like(old));
        let Some(sketch) = sketch.filter(repeats) else {
            if self.missed.len() == REMEMBERED {
                self.missed.pop_front();
            }
            self.missed.push_back(data.to_owned());
            return;
        };
        if let Some(template) = sketch.proved(value) {
            self.missed.retain(|old| !sketch.is_like(old));
            if self.templates.len() < REMEMBERED {
                // Most streams have one, and it is large.
                self.templates.reserve_exact(1);
                self.templates.push(template);
            } else {
                self.oldest = (self.oldest + 1) % REMEMBERED;
                self.templates[self.oldest] = template;
            }
        }
    }
}

/// An index that has run past the end at most once, which needs no division.
fn wrapped(index: usize, count: usize) -> usize {
    if index < count { index } else { index - count }
}
