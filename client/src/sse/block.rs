use std::borrow::Cow;
use std::ops::Range;
use std::time::Duration;

use super::error::EventTooLarge;
use super::event::{DEFAULT_TYPE, Event, Unfinished};
use super::field::{Name, milliseconds, split};

const BOM: &[u8] = b"\xEF\xBB\xBF";

/// The block being read: the buffers of the standard, filled a line at a time.
///
/// What lies in the current chunk is remembered as a place in it, and copied only when the chunk ends before the block does,
/// or when data lines have to be joined.
#[derive(Default)]
pub(super) struct Block {
    /// The data copied so far, a LF after each line, and behind it the line that the end of a chunk cut.
    held: Vec<u8>,
    /// Where in `held` the data begins: behind the name of its first line, if that line was cut.
    data_start: usize,
    /// Where in `held` the cut line begins; 0 while no data is held.
    line_start: usize,
    /// The first data line, while it is the only one and lies in the chunk.
    data: Option<Range<usize>>,
    /// The event type, while it lies in the chunk; it then counts instead of `event_type`.
    event: Option<Range<usize>>,
    event_type: Vec<u8>,
    /// The standard's last event ID buffer, where `id_changed`; otherwise the last event ID stands for it.
    id: String,
    id_changed: bool,
    last_event_id: String,
    retry: Option<Duration>,
    /// Data in which invalid UTF-8 was replaced.
    replaced_data: String,
    /// An event type in which invalid UTF-8 was replaced.
    replaced_type: String,
    /// The first line is over; a byte order mark is stripped from that line only.
    started: bool,
}

impl Block {
    /// Reads one line, without its line end, and tells whether it dispatches an event.
    pub(super) fn line(
        &mut self,
        chunk: &[u8],
        line: Range<usize>,
        limit: usize,
    ) -> Result<bool, EventTooLarge> {
        if self.cut_line_len() > 0 {
            return self.end_cut_line(&chunk[line], limit);
        }
        if line.is_empty() {
            self.started = true;
            return Ok(self.blank_line());
        }
        self.check_size(line.len(), limit)?;
        let line = line.start + self.bom_len(&chunk[line.clone()])..line.end;
        self.started = true;
        let (name, value) = split(&chunk[line.clone()]);
        let value = line.start + value..line.end;
        match name {
            Name::Data if self.line_start == 0 && self.data.is_none() => self.data = Some(value),
            Name::Data => {
                self.hold_data(chunk);
                if chunk.get(value.end) == Some(&b'\n') {
                    // The LF that ends the line is the one that stands after it in the data.
                    self.held.extend_from_slice(&chunk[value.start..=value.end]);
                    self.line_start = self.held.len();
                } else {
                    self.held.extend_from_slice(&chunk[value]);
                    self.end_data_line();
                }
            }
            Name::Event => self.event = Some(value),
            Name::Id => self.set_id(&chunk[value]),
            Name::Retry => self.set_retry(&chunk[value]),
            Name::Ignored => {}
        }
        Ok(false)
    }

    /// Keeps what the block needs of a chunk that ends; `rest` is the beginning of a line.
    pub(super) fn hold(
        &mut self,
        chunk: &[u8],
        rest: &[u8],
        limit: usize,
    ) -> Result<(), EventTooLarge> {
        self.check_size(rest.len(), limit)?;
        self.hold_data(chunk);
        if let Some(place) = self.event.take() {
            self.event_type.clear();
            self.event_type.extend_from_slice(&chunk[place]);
        }
        self.held.extend_from_slice(rest);
        Ok(())
    }

    /// The event that the last line dispatched.
    pub(super) fn event<'a>(&'a mut self, chunk: &'a [u8]) -> Event<'a> {
        let data = match &self.data {
            Some(place) => &chunk[place.clone()],
            None => &self.held[self.data_start..self.line_start - 1],
        };
        let event_type = match &self.event {
            Some(place) => &chunk[place.clone()],
            None => &self.event_type,
        };
        Event {
            event: if event_type.is_empty() {
                DEFAULT_TYPE
            } else {
                decode(event_type, &mut self.replaced_type)
            },
            data: decode(data, &mut self.replaced_data),
            id: &self.last_event_id,
        }
    }

    /// Empties the data and type buffers.
    pub(super) fn clear(&mut self) {
        self.held.clear();
        self.data_start = 0;
        self.line_start = 0;
        self.data = None;
        self.event = None;
        self.event_type.clear();
    }

    /// Lets go of the block and of its memory; the last event ID and the reconnection time stay.
    pub(super) fn release(&mut self) {
        *self = Self {
            last_event_id: std::mem::take(&mut self.last_event_id),
            retry: self.retry,
            ..Self::default()
        };
    }

    pub(super) fn unfinished(&self) -> Option<Unfinished<'_>> {
        let (data, line) = self.held.split_at(self.line_start);
        let data = &data[self.data_start..];
        let line = &line[self.bom_len(line)..];
        let cut_field = !line.is_empty() && !line.starts_with(b":");
        if data.is_empty() && self.event_type.is_empty() && !self.id_changed && !cut_field {
            return None;
        }
        Some(Unfinished {
            event: if self.event_type.is_empty() {
                Cow::Borrowed(DEFAULT_TYPE)
            } else {
                String::from_utf8_lossy(&self.event_type)
            },
            data: data.strip_suffix(b"\n").map(String::from_utf8_lossy),
            line: String::from_utf8_lossy(line),
        })
    }

    pub(super) fn last_event_id(&self) -> &str {
        &self.last_event_id
    }

    pub(super) fn retry(&self) -> Option<Duration> {
        self.retry
    }

    pub(super) fn held_len(&self) -> usize {
        self.held.len()
    }

    /// Ends the line that earlier chunks began; it lies at the end of `held`.
    fn end_cut_line(&mut self, end: &[u8], limit: usize) -> Result<bool, EventTooLarge> {
        self.check_size(end.len(), limit)?;
        self.held.extend_from_slice(end);
        let bom = self.bom_len(&self.held[self.line_start..]);
        self.started = true;
        let line_start = self.line_start;
        let line = &self.held[line_start + bom..];
        if line.is_empty() {
            self.held.truncate(line_start);
            return Ok(self.blank_line());
        }
        let (name, offset) = split(line);
        let value = line_start + bom + offset;
        if name == Name::Data {
            // Nothing lies before the first line's data: the place is moved instead of what may be megabytes.
            if line_start == 0 {
                self.data_start = value;
            } else {
                self.held.drain(line_start..value);
            }
            self.end_data_line();
            return Ok(false);
        }
        // Moved out and back, so that the setters can borrow the value.
        let mut held = std::mem::take(&mut self.held);
        match name {
            Name::Event => {
                self.event_type.clear();
                self.event_type.extend_from_slice(&held[value..]);
            }
            Name::Id => self.set_id(&held[value..]),
            Name::Retry => self.set_retry(&held[value..]),
            Name::Data | Name::Ignored => {}
        }
        held.truncate(line_start);
        self.held = held;
        Ok(false)
    }

    /// The last event ID is set by every blank line, but only a block with data is an event.
    fn blank_line(&mut self) -> bool {
        if std::mem::take(&mut self.id_changed) {
            std::mem::swap(&mut self.last_event_id, &mut self.id);
        }
        let has_data = self.data.is_some() || self.line_start > 0;
        if !has_data {
            self.clear();
        }
        has_data
    }

    fn hold_data(&mut self, chunk: &[u8]) {
        if let Some(place) = self.data.take() {
            self.held.extend_from_slice(&chunk[place]);
            self.end_data_line();
        }
    }

    fn end_data_line(&mut self) {
        self.held.push(b'\n');
        self.line_start = self.held.len();
    }

    fn set_id(&mut self, value: &[u8]) {
        if !value.contains(&0) {
            self.id.clear();
            self.id.push_str(&String::from_utf8_lossy(value));
            self.id_changed = true;
        }
    }

    fn set_retry(&mut self, value: &[u8]) {
        if let Some(value) = milliseconds(value) {
            self.retry = Some(Duration::from_millis(value));
        }
    }

    fn cut_line_len(&self) -> usize {
        self.held.len() - self.line_start
    }

    fn bom_len(&self, line: &[u8]) -> usize {
        if !self.started && line.starts_with(BOM) {
            BOM.len()
        } else {
            0
        }
    }

    /// The size of a block is its data so far, with a LF after each line, and the line being read.
    fn check_size(&self, more: usize, limit: usize) -> Result<(), EventTooLarge> {
        let in_chunk = self.data.as_ref().map_or(0, |place| place.len() + 1);
        if self.held.len() - self.data_start + in_chunk + more > limit {
            return Err(EventTooLarge::new(limit));
        }
        Ok(())
    }
}

/// The standard's "UTF-8 decode" of a field's value. Line ends and colons are ASCII and never part of a sequence, valid or
/// not, so that decoding a value on its own equals decoding the whole stream first.
fn decode<'a>(bytes: &'a [u8], replaced: &'a mut String) -> &'a str {
    if let Ok(text) = str::from_utf8(bytes) {
        return text;
    }
    *replaced = String::from_utf8_lossy(bytes).into_owned();
    replaced
}
