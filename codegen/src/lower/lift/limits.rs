//! The limits of a schema, from all its parts.

use serde_json::Value;

use super::{Lift, needs_name};
use crate::lower::place::Place;
use crate::lower::{Refusal, references, schema};
use crate::model::Limits;
use crate::note::{Fate, Note};

/// Notes what limits a value has: those that can be checked, and those that only the server checks.
pub(crate) fn note_limits(
    notes: &mut Vec<Note>,
    place: &Place,
    limits: &Limits,
    checked: Fate,
    unchecked: Fate,
) {
    let said = [
        (limits.words(), checked),
        (limits.unchecked_words(), unchecked),
    ];
    for (words, fate) in said {
        if !words.is_empty() {
            notes.push(Note::new(place.clone(), words.join("; "), fate));
        }
    }
}

impl<'a> Lift<'a> {
    /// The slot of a value that stands in no property: its limits are noted, and nothing checks them.
    pub(crate) fn bare(
        &mut self,
        schema: &'a Value,
        place: &Place,
        suggestion: &str,
        surface: &str,
    ) -> Value {
        let limits = self.limits(schema);
        note_limits(
            &mut self.notes,
            place,
            &limits,
            Fate::Reported,
            Fate::Reported,
        );
        if self.is_nullable(schema) {
            let what = "null is a value, and is not read";
            self.notes
                .push(Note::new(place.clone(), what, Fate::Reported));
        }
        self.slot(schema, place, suggestion, surface)
    }
}

impl Lift<'_> {
    /// Limits that no value meets: a range of them would not even compile for an unsigned integer.
    pub(super) fn refuse_contradiction(&mut self, limits: &Limits, place: &Place) {
        let (Some((low, _)), Some((high, _))) = (limits.minimum, limits.maximum) else {
            return;
        };
        if low > high {
            let what = format!("no value is at least {low} and at most {high}");
            let hint = "correct `minimum` or `maximum`";
            self.refused.push(Refusal::new(place.clone(), what, hint));
        }
    }

    /// The limits of a schema, of what it refers to, and of its items or values.
    pub(crate) fn limits(&self, schema: &Value) -> Limits {
        self.limits_within(schema, 0)
    }

    pub(super) fn limits_within(&self, schema: &Value, depth: usize) -> Limits {
        if depth > 8 {
            return Limits::default();
        }
        if let Some(reference) = schema::text(schema, "$ref") {
            return match references::follow(self.document, reference) {
                Some(target) if !needs_name(self.document, target) => {
                    self.limits_within(target, depth + 1)
                }
                _ => Limits::default(),
            };
        }
        let parts = schema::list(schema, "allOf").iter();
        let only = schema::only_member(schema)
            .filter(|_| !schema::is_object(self.document, schema))
            .map(|(_, only)| only);
        let mut limits = parts
            .chain(only)
            .filter(|part| !schema::is_object(self.document, part))
            .map(|part| self.limits_within(part, depth + 1))
            .fold(schema::limits(schema), Limits::and);
        let each = schema
            .get("items")
            .or_else(|| schema.get("additionalProperties"))
            .filter(|s| s.is_object());
        if let Some(each) = each {
            let each = if needs_name(self.document, each) {
                Limits::default()
            } else {
                self.limits_within(each, depth + 1)
            };
            if !each.is_empty() {
                limits.each = Some(Box::new(each));
            }
        }
        limits
    }
}
