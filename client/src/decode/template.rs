//! An event that was read, and the places where it changes.

use std::ops::Range;

use super::Repeating;
use super::place::Place;

/// The most places of one event.
const MOST_PLACES: usize = 3;

/// Where an event seems to change.
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
            .filter_map(|place| Some((place.find(data, value)?, place)))
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
        let mut fixed = self.fixed.iter();
        let skipped = |rest: &'_ str| -> Option<usize> {
            let mut rest = rest.strip_prefix(*fixed.next()?)?;
            for (place, fixed) in self.places.iter().zip(fixed) {
                rest = place.skip(rest)?.strip_prefix(*fixed)?;
            }
            Some(rest.len())
        };
        skipped(data) == Some(0)
    }

    /// What is remembered of the event, if it reads as expected with something else in its places.
    pub(super) fn proved(&self, value: &T) -> Option<Template<T>> {
        let mut value = value.clone();
        let mut data = (*self.fixed.first()?).to_owned();
        let between = self.fixed.iter().skip(1);
        for (number, (place, fixed)) in self.places.iter().zip(between).enumerate() {
            let rest = place.probe(number) + fixed;
            place.read(&mut value, &rest)?;
            data.push_str(&rest);
        }
        if !serde_json::from_str::<T>(&data).is_ok_and(|read| read == value) {
            return None;
        }
        for place in &self.places {
            place.clear(&mut value)?;
        }
        let fixed = self.fixed.iter().map(|part| (*part).to_owned()).collect();
        Some(Template {
            fixed,
            places: self.places.clone(),
            value,
        })
    }
}

/// An event that was read, and the places where it changes.
pub(super) struct Template<T: 'static> {
    fixed: Vec<String>,
    places: Vec<&'static Place<T>>,
    /// The value, with nothing in the places.
    pub(super) value: T,
}

impl<T: Repeating> Template<T> {
    /// What follows the first fixed part, in data that may differ from this event in its places only.
    pub(super) fn begins<'d>(&self, data: &'d str) -> Option<&'d str> {
        let last = self.fixed.last()?;
        data.strip_prefix(self.fixed.first()?.as_str())
            .filter(|rest| rest.ends_with(last.as_str()))
    }

    /// Reads the places of such data into the value; nothing where it differs elsewhere.
    pub(super) fn fill(&self, value: &mut T, mut rest: &str) -> Option<()> {
        for (place, fixed) in self.places.iter().zip(self.fixed.iter().skip(1)) {
            rest = place.read(value, rest)?.strip_prefix(fixed.as_str())?;
        }
        rest.is_empty().then_some(())
    }
}
