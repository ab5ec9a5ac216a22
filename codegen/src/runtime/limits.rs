//! Checking a value against the limits of the document before it is sent.

use std::collections::BTreeMap;
use std::fmt;
use std::ops::{Bound, RangeBounds};

/// A value that is outside its limits.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Violation {
    /// Where: `messages[0].content`.
    pub path: String,
    /// The limit: `at most 2`.
    pub limit: String,
    /// The value, or its size: `2.5`, `5 items`, `70 characters`.
    pub found: String,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}, found {}", self.path, self.limit, self.found)
    }
}

/// Every value of a request that is outside its limits.
#[derive(Clone, Debug, PartialEq)]
pub struct Violations(Vec<Violation>);

impl Violations {
    /// The violations, at least one, in the order of the fields.
    #[must_use]
    pub fn as_slice(&self) -> &[Violation] {
        &self.0
    }
}

impl fmt::Display for Violations {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let texts: Vec<String> = self.0.iter().map(ToString::to_string).collect();
        f.write_str(&texts.join("; "))
    }
}

impl std::error::Error for Violations {}

/// A type with limits of its own or inside it.
pub(crate) trait Limited {
    fn check(&self, at: &mut Checks);
}

impl<T: Limited> Limited for Box<T> {
    fn check(&self, at: &mut Checks) {
        self.as_ref().check(at);
    }
}

/// Checks a whole value.
pub(crate) fn validate(value: &impl Limited) -> Result<(), Violations> {
    let mut checks = Checks { path: String::new(), found: Vec::new() };
    value.check(&mut checks);
    if checks.found.is_empty() { Ok(()) } else { Err(Violations(checks.found)) }
}

/// Where the check stands, and what it found. An empty name stands for the value itself.
pub(crate) struct Checks {
    path: String,
    found: Vec<Violation>,
}

impl Checks {
    /// A number: neither NaN nor infinite, which JSON would turn into `null`, and in its range.
    pub(crate) fn number(&mut self, name: &str, value: Option<f64>, range: impl RangeBounds<f64>) {
        let Some(value) = value else { return };
        if value.is_finite() {
            self.integer(name, Some(value), range);
        } else {
            self.at(name, |at| at.violation("a finite number".to_owned(), value.to_string()));
        }
    }

    /// A number in its range.
    pub(crate) fn integer<T>(&mut self, name: &str, value: Option<T>, range: impl RangeBounds<T>)
    where
        T: Copy + PartialOrd + fmt::Display,
    {
        let Some(value) = value else { return };
        if !range.contains(&value) {
            self.at(name, |at| at.violation(words(&range, ""), value.to_string()));
        }
    }

    /// A text of some length, in Unicode scalar values.
    pub(crate) fn length(&mut self, name: &str, text: Option<&str>, range: impl RangeBounds<usize>) {
        self.count(name, text.map(|text| text.chars().count()), range, "characters");
    }

    /// A list of some length.
    pub(crate) fn items<T>(&mut self, name: &str, list: Option<&[T]>, range: impl RangeBounds<usize>) {
        self.count(name, list.map(<[T]>::len), range, "items");
    }

    /// A map of some size.
    pub(crate) fn members<T>(&mut self, name: &str, map: Option<&BTreeMap<String, T>>, range: impl RangeBounds<usize>) {
        self.count(name, map.map(BTreeMap::len), range, "members");
    }

    fn count(&mut self, name: &str, count: Option<usize>, range: impl RangeBounds<usize>, unit: &str) {
        let Some(count) = count else { return };
        if !range.contains(&count) {
            self.at(name, |at| at.violation(words(&range, unit), format!("{count} {unit}")));
        }
    }

    /// What is inside a value.
    pub(crate) fn inside(&mut self, name: &str, value: Option<&impl Limited>) {
        if let Some(value) = value {
            self.at(name, |at| value.check(at));
        }
    }

    /// Each item of a list.
    pub(crate) fn each<T>(&mut self, name: &str, list: Option<&[T]>, check: impl Fn(&mut Self, &T)) {
        for (index, item) in list.into_iter().flatten().enumerate() {
            self.at(name, |at| at.at(&format!("[{index}]"), |at| check(at, item)));
        }
    }

    /// Each value of a map.
    pub(crate) fn values<T>(&mut self, name: &str, map: Option<&BTreeMap<String, T>>, check: impl Fn(&mut Self, &T)) {
        for (key, value) in map.into_iter().flatten() {
            self.at(name, |at| at.at(&format!("[{key:?}]"), |at| check(at, value)));
        }
    }

    fn at(&mut self, name: &str, check: impl FnOnce(&mut Self)) {
        let length = self.path.len();
        if length > 0 && !name.is_empty() && !name.starts_with('[') {
            self.path.push('.');
        }
        self.path.push_str(name);
        check(self);
        self.path.truncate(length);
    }

    fn violation(&mut self, limit: String, found: String) {
        self.found.push(Violation { path: self.path.clone(), limit, found });
    }
}

/// A range in words: `at least 1, at most 4 items`.
fn words<T: fmt::Display>(range: &impl RangeBounds<T>, unit: &str) -> String {
    let bound = |bound: Bound<&T>, included: &str, excluded: &str| match bound {
        Bound::Included(limit) => Some(format!("{included} {limit}")),
        Bound::Excluded(limit) => Some(format!("{excluded} {limit}")),
        Bound::Unbounded => None,
    };
    let low = bound(range.start_bound(), "at least", "more than");
    let high = bound(range.end_bound(), "at most", "less than");
    let bounds = low.into_iter().chain(high).collect::<Vec<_>>().join(", ");
    let unit = if bounds.ends_with(" 1") { unit.trim_end_matches('s') } else { unit };
    format!("{bounds} {unit}").trim_end().to_owned()
}
