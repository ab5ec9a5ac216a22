//! The limits of a schema, from all its parts.

use serde_json::Value;

use super::{Lift, needs_name};
use crate::lower::place::Place;
use crate::lower::{references, schema};
use crate::model::Limits;

impl Lift<'_> {
    /// Limits that no value meets: a range of them would not even compile for an unsigned integer.
    pub(super) fn refuse_contradiction(&mut self, limits: &Limits, place: &Place) {
        let (Some((low, _)), Some((high, _))) = (limits.minimum, limits.maximum) else {
            return;
        };
        if low > high {
            let what = format!("no value is at least {low} and at most {high}");
            self.problems.push((
                place.clone(),
                what,
                "correct `minimum` or `maximum`".to_owned(),
            ));
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
        if let Some(reference) = schema::reference(schema) {
            return match references::follow(self.document, reference) {
                Some(target) if !needs_name(target) => self.limits_within(target, depth + 1),
                _ => Limits::default(),
            };
        }
        if let Some((_, part)) = schema::wrapped(schema) {
            return self.limits_within(part, depth + 1);
        }
        let mut limits = schema::limits(schema);
        let each = schema
            .get("items")
            .or_else(|| schema.get("additionalProperties"))
            .filter(|s| s.is_object());
        if let Some(each) = each {
            let each = if needs_name(each) {
                Limits::default()
            } else {
                self.limits_within(each, depth + 1)
            };
            limits.each = (!each.is_empty()).then(|| Box::new(each));
        }
        limits
    }
}
