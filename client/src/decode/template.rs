//! An event that was read, and the places where its text stands.

use std::ops::Range;

use memchr::{memchr2, memmem};

use super::{Place, Repeating};

/// The most places of one event.
const MOST_PLACES: usize = 3;
/// Text that no event holds by chance, a different one for each place.
const PROBES: [&str; MOST_PLACES] = ["probe~first~", "probe~second~", "probe~third~"];

/// Where the text of an event seems to stand.
pub(super) struct Sketch<'a, T: 'static> {
    /// What stands before the first place, between places, and after the last.
    fixed: Vec<&'a str>,
    /// The places, as they follow one another in the data.
    places: Vec<&'static Place<T>>,
}

impl<'a, T: Repeating> Sketch<'a, T> {
    /// Finds the places of an event; nothing where it has none.
    pub(super) fn of(data: &'a str, value: &T) -> Option<Self> {
        let mut found: Vec<(Range<usize>, &'static Place<T>)> = T::PLACES
            .iter()
            .filter_map(|place| Some((find(data, place, (place.get)(value)?)?, place)))
            .collect();
        found.truncate(MOST_PLACES);
        found.sort_by_key(|(range, _)| range.start);
        let mut fixed = Vec::with_capacity(found.len() + 1);
        let mut from = 0;
        for (range, _) in &found {
            fixed.push(data.get(from..range.start)?);
            from = range.end;
        }
        fixed.push(data.get(from..)?);
        let places: Vec<&'static Place<T>> = found.into_iter().map(|(_, place)| place).collect();
        (!places.is_empty()).then_some(Self { fixed, places })
    }

    /// Whether other data differs from this in the places only.
    pub(super) fn is_like(&self, data: &str) -> bool {
        texts(data, self.fixed.iter().copied()).is_some()
    }

    /// What is remembered of the event, if it reads as expected with other text in its places.
    pub(super) fn proved(&self, value: &T) -> Option<Template<T>> {
        let mut value = value.clone();
        let mut data = (*self.fixed.first()?).to_owned();
        for ((place, probe), fixed) in self
            .places
            .iter()
            .zip(PROBES)
            .zip(self.fixed.iter().skip(1))
        {
            data.push_str(probe);
            data.push_str(fixed);
            probe.clone_into((place.get_mut)(&mut value)?);
        }
        if !serde_json::from_str::<T>(&data).is_ok_and(|read| read == value) {
            return None;
        }
        for place in &self.places {
            *(place.get_mut)(&mut value)? = String::new();
        }
        let fixed = self.fixed.iter().map(|part| (*part).to_owned()).collect();
        Some(Template {
            fixed,
            places: self.places.clone(),
            value,
        })
    }
}

/// Where the text of a place stands in an event's data. It may be wrong: it is proved before it is used.
fn find<T>(data: &str, place: &Place<T>, text: &str) -> Option<Range<usize>> {
    let key = format!("\"{}\"", place.key);
    let end = memmem::find(data.as_bytes(), key.as_bytes())? + key.len();
    let opened = data
        .get(end..)?
        .trim_start()
        .strip_prefix(':')?
        .trim_start()
        .strip_prefix('"')?;
    let start = data.len() - opened.len();
    let (inside, after) = Text::read(opened)?;
    (inside.into_string()? == text).then(|| start..data.len() - after.len())
}

/// An event that was read, and the places where its text stands.
pub(super) struct Template<T: 'static> {
    fixed: Vec<String>,
    places: Vec<&'static Place<T>>,
    /// The value, with empty text in the places.
    pub(super) value: T,
}

impl<T: Repeating> Template<T> {
    /// The texts of an event that differs from this one in its places only.
    pub(super) fn texts<'d>(&self, data: &'d str) -> Option<Texts<'d>> {
        texts(data, self.fixed.iter().map(String::as_str))
    }

    /// Puts texts into the places of the value; nothing where one of them is no JSON.
    pub(super) fn fill(&self, value: &mut T, texts: Texts<'_>) -> Option<()> {
        for (place, text) in self.places.iter().zip(texts) {
            *(place.get_mut)(value)? = text?.into_string()?;
        }
        Some(())
    }
}

pub(super) type Texts<'d> = [Option<Text<'d>>; MOST_PLACES];

/// The texts between fixed parts, which data must hold as they are.
fn texts<'d, 'f>(data: &'d str, mut fixed: impl Iterator<Item = &'f str>) -> Option<Texts<'d>> {
    let mut rest = data.strip_prefix(fixed.next()?)?;
    let mut texts = [const { None }; MOST_PLACES];
    for (text, fixed) in texts.iter_mut().zip(fixed) {
        let (inside, after) = Text::read(rest)?;
        rest = after.strip_prefix(fixed)?;
        *text = Some(inside);
    }
    rest.is_empty().then_some(texts)
}

/// The inside of a JSON string.
pub(super) struct Text<'a> {
    raw: &'a str,
    escaped: bool,
}

impl<'a> Text<'a> {
    /// Reads up to the quote that ends the string; answers the inside, and what begins with that quote.
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
