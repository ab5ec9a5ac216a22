//! What changes from event to event: how it is found, skipped and read.

use memchr::memchr2;
use serde::Deserialize;
use serde::de::IgnoredAny;

/// A place of a type that changes from event to event.
pub(crate) struct Place<T> {
    /// The name of the member that it is.
    pub(crate) key: &'static str,
    pub(crate) slot: Slot<T>,
}

/// Where a place is in the value, and what it holds.
pub(crate) enum Slot<T> {
    /// A string. Its place is what stands between the quotes.
    Text {
        get: fn(&T) -> Option<&String>,
        get_mut: fn(&mut T) -> Option<&mut String>,
    },
    /// Any JSON value, absent where it is null.
    Value {
        is_some: fn(&T) -> bool,
        /// Reads the value that a text begins with; returns its length.
        read: fn(&mut T, &str) -> Option<usize>,
    },
}

impl<T> Place<T> {
    /// Where an event's data seems to have it; nothing where the value does not.
    pub(super) fn find(&self, data: &str, value: &T) -> Option<std::ops::Range<usize>> {
        let key = format!("\"{}\"", self.key);
        let end = memchr::memmem::find(data.as_bytes(), key.as_bytes())? + key.len();
        let held = data
            .get(end..)?
            .trim_start()
            .strip_prefix(':')?
            .trim_start();
        let begin = match &self.slot {
            Slot::Text { get, .. } => {
                let opened = held.strip_prefix('"')?;
                let (inside, _) = Text::read(opened)?;
                (inside.into_string()? == *get(value)?).then_some(opened)?
            }
            Slot::Value { is_some, .. } => is_some(value).then_some(held)?,
        };
        let after = self.skip(begin)?;
        Some(data.len() - begin.len()..data.len() - after.len())
    }

    /// What follows the place, where a text begins with it.
    pub(super) fn skip<'d>(&self, rest: &'d str) -> Option<&'d str> {
        match &self.slot {
            Slot::Text { .. } => Text::read(rest).map(|(_, after)| after),
            Slot::Value { .. } => rest.get(leading::<IgnoredAny>(rest)?.1..),
        }
    }

    /// Reads the place into the value; returns what follows it.
    pub(super) fn read<'d>(&self, value: &mut T, rest: &'d str) -> Option<&'d str> {
        match &self.slot {
            Slot::Text { get_mut, .. } => {
                let (inside, after) = Text::read(rest)?;
                *get_mut(value)? = inside.into_string()?;
                Some(after)
            }
            Slot::Value { read, .. } => rest.get(read(value, rest)?..),
        }
    }

    /// What the place can hold, and no event holds by chance.
    pub(super) fn probe(&self, number: usize) -> String {
        match &self.slot {
            Slot::Text { .. } => format!("probe~{number}~"),
            Slot::Value { .. } => format!("{{\"probe~\":{number}}}"),
        }
    }

    /// Empties the place: what is remembered is copied for every event.
    pub(super) fn clear(&self, value: &mut T) -> Option<()> {
        let nothing = match &self.slot {
            Slot::Text { .. } => "\"",
            Slot::Value { .. } => "null",
        };
        self.read(value, nothing).map(|_| ())
    }
}

/// The JSON value that a text begins with, and its length.
pub(super) fn leading<'d, V: Deserialize<'d>>(text: &'d str) -> Option<(V, usize)> {
    let mut values = serde_json::Deserializer::from_str(text).into_iter();
    let value = values.next()?.ok()?;
    Some((value, values.byte_offset()))
}

/// The inside of a JSON string.
struct Text<'a> {
    raw: &'a str,
    escaped: bool,
}

impl<'a> Text<'a> {
    /// Reads up to the quote that ends the string; returns the inside, and what begins with that quote.
    fn read(rest: &'a str) -> Option<(Self, &'a str)> {
        let bytes = rest.as_bytes();
        let mut at = 0;
        let mut escaped = false;
        loop {
            at += memchr2(b'"', b'\\', bytes.get(at..)?)?;
            if bytes.get(at) == Some(&b'"') {
                let (raw, after) = rest.split_at_checked(at)?;
                return Some((Self { raw, escaped }, after));
            }
            escaped = true;
            at += 2;
        }
    }

    /// The text; nothing where the string is no JSON, which reading it in full will say better.
    fn into_string(self) -> Option<String> {
        if self.escaped {
            return serde_json::from_str(&format!("\"{}\"", self.raw)).ok();
        }
        // RFC 8259, section 7: control characters stand escaped.
        (!self.raw.bytes().any(|byte| byte < 0x20)).then(|| self.raw.to_owned())
    }
}
