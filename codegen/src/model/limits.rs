//! Limits: `minimum`, `maxLength` and the like.

use serde_json::Value;

use crate::markdown::{code, span};

/// Limits that a Rust type does not say.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Limits {
    /// `minimum`, and whether it is exclusive.
    pub minimum: Option<(f64, bool)>,
    /// `maximum`, and whether it is exclusive.
    pub maximum: Option<(f64, bool)>,
    /// `minLength` and `maxLength`, in Unicode scalar values.
    pub length: (Option<u64>, Option<u64>),
    /// `minItems` and `maxItems`.
    pub items: (Option<u64>, Option<u64>),
    /// `minProperties` and `maxProperties`.
    pub properties: (Option<u64>, Option<u64>),
    /// Whether the value is a number that can be NaN or infinite.
    pub float: bool,
    /// What `validate()` does not check, by keyword: `multipleOf`, `pattern`, `format`, `uniqueItems`, and what does not fit the type.
    pub unchecked: Vec<(&'static str, Value)>,
    /// Limits of each item of an array or value of a map.
    pub each: Option<Box<Limits>>,
}

impl Limits {
    /// Whether there is nothing to check.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// The limits of both, which a value must keep at once.
    #[must_use]
    pub(crate) fn and(self, other: Self) -> Self {
        let each = match (self.each, other.each) {
            (Some(one), Some(other)) => Some(Box::new(one.and(*other))),
            (one, other) => one.or(other),
        };
        let mut unchecked = self.unchecked;
        for limit in other.unchecked {
            if !unchecked.contains(&limit) {
                unchecked.push(limit);
            }
        }
        Self {
            minimum: tighter(self.minimum, other.minimum, f64::gt),
            maximum: tighter(self.maximum, other.maximum, f64::lt),
            length: both(self.length, other.length),
            items: both(self.items, other.items),
            properties: both(self.properties, other.properties),
            float: self.float || other.float,
            unchecked,
            each,
        }
    }

    /// Leaves to the server what is not checked of a value of this type: `string`, `integer`, `number`, `array`, or `object` for a map.
    pub(crate) fn of(mut self, json_type: Option<&str>) -> Self {
        let bounds = [
            ("minimum", &mut self.minimum, "exclusiveMinimum"),
            ("maximum", &mut self.maximum, "exclusiveMaximum"),
        ];
        for (keyword, bound, exclusive) in bounds {
            let checked = |(limit, _): &(f64, bool)| match json_type {
                Some("number") => true,
                Some("integer") => limit.fract() == 0.0 && limit.abs() <= EXACT,
                _ => false,
            };
            if let Some((limit, is_exclusive)) = bound.take_if(|bound| !checked(bound)) {
                let keyword = if is_exclusive { exclusive } else { keyword };
                self.unchecked.push((keyword, limit.into()));
            }
        }
        let counts = [
            ("string", ["minLength", "maxLength"], &mut self.length),
            ("array", ["minItems", "maxItems"], &mut self.items),
            (
                "object",
                ["minProperties", "maxProperties"],
                &mut self.properties,
            ),
        ];
        for (of, keywords, (least, most)) in counts {
            if json_type != Some(of) {
                for (keyword, count) in keywords.into_iter().zip([least, most]) {
                    let count = count.take();
                    self.unchecked
                        .extend(count.map(|count| (keyword, count.into())));
                }
            }
        }
        self
    }

    /// What `validate()` checks, in words.
    pub(crate) fn words(&self) -> Vec<String> {
        let mut words = Vec::new();
        let mut bound = |limit: Bound, inclusive: &str, exclusive: &str| {
            words.extend(limit.map(|(limit, is_exclusive)| {
                format!(
                    "{} {limit}",
                    if is_exclusive { exclusive } else { inclusive }
                )
            }));
        };
        bound(self.minimum, "at least", "more than");
        bound(self.maximum, "at most", "less than");
        let mut count = |(least, most): Counts, unit: &str| {
            let units = |limit: u64| {
                let unit = if limit == 1 {
                    unit.trim_end_matches('s')
                } else {
                    unit
                };
                format!("{limit} {unit}")
            };
            words.extend(least.map(|limit| format!("at least {}", units(limit))));
            words.extend(most.map(|limit| format!("at most {}", units(limit))));
        };
        count(self.length, "characters");
        count(self.items, "items");
        count(self.properties, "members");
        words.extend(self.inside(Self::words));
        words
    }

    /// What only the server checks, in words.
    pub(crate) fn unchecked_words(&self) -> Vec<String> {
        let own = self
            .unchecked
            .iter()
            .map(|(keyword, value)| match (*keyword, value) {
                ("multipleOf", step) => format!("a multiple of {step}"),
                ("uniqueItems", _) => "no item twice".to_owned(),
                ("minimum", limit) => format!("at least {limit}"),
                ("maximum", limit) => format!("at most {limit}"),
                (keyword, Value::String(text)) => format!("{keyword} {}", span(text)),
                (keyword, value) => format!("{keyword} {}", code(value)),
            });
        own.chain(self.inside(Self::unchecked_words)).collect()
    }

    fn inside(&self, words: fn(&Self) -> Vec<String>) -> Option<String> {
        let inside = self.each.as_deref().map(words).unwrap_or_default();
        (!inside.is_empty()).then(|| format!("each {}", inside.join(" and ")))
    }

    /// Whether a value is within what `validate()` checks.
    pub(crate) fn allow(&self, value: &Value) -> bool {
        let count = |(least, most): Counts, count: usize| {
            let count = count as u64;
            least.is_none_or(|least| least <= count) && most.is_none_or(|most| count <= most)
        };
        let each = |value: &Value| self.each.as_ref().is_none_or(|each| each.allow(value));
        match value {
            Value::String(text) => count(self.length, text.chars().count()),
            Value::Array(items) => count(self.items, items.len()) && items.iter().all(each),
            Value::Object(members) => {
                count(self.properties, members.len()) && members.values().all(each)
            }
            Value::Number(number) => {
                let number = number.as_f64().unwrap_or_default();
                let least = |(least, exclusive): (f64, bool)| {
                    least < number || !exclusive && least <= number
                };
                let most =
                    |(most, exclusive): (f64, bool)| number < most || !exclusive && number <= most;
                self.minimum.is_none_or(least) && self.maximum.is_none_or(most)
            }
            Value::Null | Value::Bool(_) => true,
        }
    }
}

/// Beyond this an `f64` does not say every integer.
pub(crate) const EXACT: f64 = 9_007_199_254_740_992.0;

type Bound = Option<(f64, bool)>;

/// Of two limits the one that lets less pass; of equal ones the exclusive one.
fn tighter(one: Bound, other: Bound, beats: fn(&f64, &f64) -> bool) -> Bound {
    match (one, other) {
        (Some(one), Some(other)) if beats(&other.0, &one.0) => Some(other),
        (Some(one), Some(other)) if beats(&one.0, &other.0) => Some(one),
        (Some(one), Some(other)) => Some((one.0, one.1 || other.1)),
        (one, other) => one.or(other),
    }
}

/// The larger of two least counts, and the smaller of two most counts.
fn both(one: Counts, other: Counts) -> Counts {
    let most = match (one.1, other.1) {
        (Some(one), Some(other)) => Some(one.min(other)),
        (one, other) => one.or(other),
    };
    (one.0.max(other.0), most)
}

type Counts = (Option<u64>, Option<u64>);

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn text(least: u64, most: u64) -> Limits {
        Limits {
            length: (Some(least), Some(most)),
            unchecked: vec![("pattern", json!("^a$"))],
            ..Limits::default()
        }
    }

    #[test]
    fn of_two_limits_the_tighter_holds() {
        let from = |minimum, exclusive| Limits {
            minimum: Some((minimum, exclusive)),
            ..Limits::default()
        };
        assert_eq!(from(1.0, false).and(from(2.0, false)), from(2.0, false));
        assert_eq!(from(2.0, true).and(from(2.0, false)), from(2.0, true));
        assert_eq!(from(2.0, false).and(Limits::default()), from(2.0, false));
        assert_eq!(text(1, 9).and(text(3, 5)), text(3, 5));
        assert_eq!(text(3, 5).and(text(1, 9)), text(3, 5));
    }

    #[test]
    fn in_words_and_of_values() {
        let list = Limits {
            items: (Some(1), None),
            each: Some(Box::new(text(1, 2))),
            ..Limits::default()
        };
        assert_eq!(
            list.words(),
            [
                "at least 1 item",
                "each at least 1 character and at most 2 characters"
            ]
        );
        assert_eq!(list.unchecked_words(), ["each pattern `^a$`"]);
        assert!(list.allow(&json!(["a", "bc"])));
        assert!(!list.allow(&json!([])));
        assert!(!list.allow(&json!(["abc"])));
    }
}
