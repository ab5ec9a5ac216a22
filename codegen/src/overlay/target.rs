//! The places that an action's `JSONPath` (RFC 9535) selects.

use std::fmt;

use serde_json::Value;
use serde_json_path::{JsonPath, PathElement};

use crate::pointer::escape;

/// An action's target, parsed.
#[derive(Clone, Debug)]
pub(super) enum Target {
    /// A path of names only: walked, which costs a hundredth of a query.
    Names(Vec<String>),
    /// Anything else.
    Query(Box<JsonPath>),
}

/// Where a selected value stands.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Location(pub(super) Vec<Step>);

/// One step from a value to one inside it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Step {
    Key(String),
    Index(usize),
}

impl Target {
    /// # Errors
    ///
    /// What is wrong with the path, and what to do.
    pub(super) fn parse(text: &str) -> Result<Self, (String, &'static str)> {
        if let Some(names) = names(text) {
            return Ok(Self::Names(names));
        }
        let path = JsonPath::parse(text).map_err(|error| {
            let what = format!("`{text}` is no JSONPath: {}", error.message());
            (what, "see RFC 9535; for instance $.paths['/pets'].get")
        })?;
        if selects_by_index(text) {
            let what = format!("`{text}` selects an element by its place in an array");
            let hint = "places shift when the document changes: select by what the element says, \
                        as in [?@.name == 'x']";
            return Err((what, hint));
        }
        Ok(Self::Query(Box::new(path)))
    }

    /// Each place once, in the order that the path finds them.
    pub(super) fn select(&self, document: &Value) -> Vec<Location> {
        match self {
            Self::Names(names) => {
                let location = Location(names.iter().cloned().map(Step::Key).collect());
                let found = location.get(document).is_some();
                found.then_some(location).into_iter().collect()
            }
            Self::Query(path) => {
                let mut locations: Vec<Location> = Vec::new();
                for path in path.query_located(document).dedup().locations() {
                    locations.push(Location(path.iter().map(Step::of).collect()));
                }
                locations
            }
        }
    }
}

impl Step {
    fn of(element: &PathElement<'_>) -> Self {
        match element {
            PathElement::Name(name) => Self::Key((*name).to_owned()),
            PathElement::Index(index) => Self::Index(*index),
        }
    }

    fn of_value<'v>(&self, value: &'v Value) -> Option<&'v Value> {
        match self {
            Self::Key(name) => value.as_object()?.get(name),
            Self::Index(index) => value.as_array()?.get(*index),
        }
    }

    fn of_value_mut<'v>(&self, value: &'v mut Value) -> Option<&'v mut Value> {
        match self {
            Self::Key(name) => value.as_object_mut()?.get_mut(name),
            Self::Index(index) => value.as_array_mut()?.get_mut(*index),
        }
    }
}

impl Location {
    pub(super) fn get<'v>(&self, document: &'v Value) -> Option<&'v Value> {
        let mut steps = self.0.iter();
        steps.try_fold(document, |value, step| step.of_value(value))
    }

    pub(super) fn get_mut<'v>(&self, document: &'v mut Value) -> Option<&'v mut Value> {
        let mut steps = self.0.iter();
        steps.try_fold(document, |value, step| step.of_value_mut(value))
    }

    /// The place of a member of the value here.
    pub(super) fn member(&self, name: &str) -> Self {
        let mut steps = self.0.clone();
        steps.push(Step::Key(name.to_owned()));
        Self(steps)
    }

    /// The place of an element of the value here.
    pub(super) fn element(&self, index: usize) -> Self {
        let mut steps = self.0.clone();
        steps.push(Step::Index(index));
        Self(steps)
    }

    /// The place of the value that holds this one, and the step from there.
    pub(super) fn split(&self) -> Option<(Self, &Step)> {
        let (last, parent) = self.0.split_last()?;
        Some((Self(parent.to_vec()), last))
    }
}

/// As a JSON Pointer.
impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for step in &self.0 {
            match step {
                Step::Key(name) => write!(f, "/{}", escape(name))?,
                Step::Index(index) => write!(f, "/{index}")?,
            }
        }
        Ok(())
    }
}

/// The names of a path that has nothing but names, without escapes: `$.a.b['c']`.
fn names(text: &str) -> Option<Vec<String>> {
    let mut rest = text.strip_prefix('$')?;
    let mut names = Vec::new();
    while !rest.is_empty() {
        if let Some(after) = rest.strip_prefix('.') {
            let end = after
                .find(|c: char| !(c.is_ascii_alphanumeric() || c == '_' || !c.is_ascii()))
                .unwrap_or(after.len());
            let (name, tail) = after.split_at_checked(end)?;
            if name.is_empty() || name.starts_with(|c: char| c.is_ascii_digit()) {
                return None;
            }
            names.push(name.to_owned());
            rest = tail;
        } else {
            let after = rest.strip_prefix('[')?;
            let quote = after.chars().next().filter(|c| matches!(c, '\'' | '"'))?;
            let (name, tail) = after.strip_prefix(quote)?.split_once(quote)?;
            if name.contains(|c: char| c == '\\' || c.is_ascii_control()) {
                return None;
            }
            names.push(name.to_owned());
            rest = tail.strip_prefix(']')?;
        }
    }
    Some(names)
}

/// Whether a valid path has an index or a slice among its own selectors; what stands inside a filter does not count,
/// since it selects nothing.
fn selects_by_index(text: &str) -> bool {
    let mut brackets = 0_usize;
    let mut in_filter = false;
    let mut begins_selector = false;
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match c {
            '\'' | '"' => {
                while let Some(inside) = chars.next() {
                    match inside {
                        '\\' => drop(chars.next()),
                        end if end == c => break,
                        _ => {}
                    }
                }
                begins_selector = false;
            }
            '[' | '(' => {
                brackets += 1;
                begins_selector = c == '[' && brackets == 1;
            }
            ']' | ')' => {
                brackets = brackets.saturating_sub(1);
                in_filter &= brackets > 0;
                begins_selector = false;
            }
            ',' if brackets == 1 => {
                in_filter = false;
                begins_selector = true;
            }
            '?' if brackets == 1 => {
                in_filter = true;
                begins_selector = false;
            }
            '0'..='9' | '-' | ':' if begins_selector && !in_filter => return true,
            c if c.is_whitespace() => {}
            _ => begins_selector = false,
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn pointers(path: &str, document: &Value) -> Vec<String> {
        let target = Target::parse(path).unwrap();
        let found = target.select(document);
        found.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_walk_and_a_query_select_the_same() {
        let document = json!({"paths": {"/a~b": {"get": {"x": 1}}}, "été": [2], "0": {"1": 3}});
        for path in [
            "$",
            "$.paths['/a~b'].get",
            "$[\"paths\"][\"/a~b\"]",
            "$.été",
            "$['0']['1']",
            "$.été['0']",
            "$.nowhere.at",
        ] {
            assert!(
                matches!(Target::parse(path), Ok(Target::Names(_))),
                "{path}"
            );
            let query = JsonPath::parse(path).unwrap();
            let query = Target::Query(Box::new(query));
            let queried: Vec<String> = query
                .select(&document)
                .iter()
                .map(ToString::to_string)
                .collect();
            assert_eq!(pointers(path, &document), queried, "{path}");
        }
        assert_eq!(
            pointers("$.paths['/a~b'].get", &document),
            ["/paths/~1a~0b/get"]
        );
    }

    #[test]
    fn wildcards_filters_and_descendants() {
        let document = json!({"a": {"x": {"t": 1}, "y": {"t": 2}}, "l": [{"n": "p"}, {"n": "q"}]});
        assert_eq!(pointers("$.a.*", &document), ["/a/x", "/a/y"]);
        assert_eq!(pointers("$.l[?@.n == 'q']", &document), ["/l/1"]);
        assert_eq!(pointers("$..[?@.t == 1]", &document), ["/a/x"]);
        assert_eq!(pointers("$.a['x', 'x']", &document), ["/a/x"]);
        assert_eq!(pointers("$['a\\u0062']", &json!({"ab": 1})), ["/ab"]);
    }

    #[test]
    fn by_index_is_refused() {
        for path in [
            "$.l[0]",
            "$.l[-1]",
            "$.l[1:]",
            "$.l[:1]",
            "$.l[::2]",
            "$.l['a', 0]",
            "$.a[?@.b[0] == 1, 2]",
            "$..[3]",
        ] {
            let (what, _) = Target::parse(path).expect_err(path);
            assert!(what.contains("by its place"), "{what}");
        }
        for path in [
            "$.l[?@.b[0] == 1]",
            "$.l[?@.a == 'x[0]']",
            "$['[0]'].*",
            "$.l[?length(@) > 1, 'a']",
            "$.l[?@.x == 1 && (@.y[1] == 2)]",
        ] {
            assert!(Target::parse(path).is_ok(), "{path}");
        }
    }

    #[test]
    fn what_is_no_path_is_refused() {
        for path in ["", "paths", "$.", "$[", "$.a-b", "$.1a", "$['a", "#/paths"] {
            let (what, _) = Target::parse(path).expect_err(path);
            assert!(what.contains("is no JSONPath"), "{what}");
        }
    }
}
