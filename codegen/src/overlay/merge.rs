//! What an update does to one place, or why it may not.

use serde_json::{Map, Value};

use super::target::{Location, Step as PathStep};
use super::{Origin, Origins};
use crate::problem::{Problem, shown};

const STATE_PREMISE: &str =
    "see which is right: delete the action, or state the old value in `x-premise` to replace it";
const ARRAYS: &str = "arrays are never merged, since an overlay would append: add an `x-` marker \
                      that the lowering reads, or remove the array with an action of its own first";

/// A change that is sure to fit.
#[derive(Debug)]
pub(super) enum Step<'u> {
    /// Puts a value at a place, new or in place of the old one.
    Set(Location, &'u Value),
    /// Puts a value at the end of an array.
    Append(Location, &'u Value),
}

impl Step<'_> {
    pub(super) fn place(&self) -> &Location {
        match self {
            Self::Set(place, _) | Self::Append(place, _) => place,
        }
    }
}

/// Does a step, and hands back where the value stands now; nothing if the place has gone.
pub(super) fn take(step: &Step<'_>, document: &mut Value) -> Option<Location> {
    match step {
        Step::Set(place, new) => {
            let Some((parent, last)) = place.split() else {
                (*new).clone_into(document);
                return Some(place.clone());
            };
            match (parent.get_mut(document)?, last) {
                (Value::Object(members), PathStep::Key(name)) => {
                    members.insert(name.clone(), (*new).clone());
                }
                (Value::Array(items), PathStep::Index(index)) => {
                    *items.get_mut(*index)? = (*new).clone();
                }
                _ => return None,
            }
            Some(place.clone())
        }
        Step::Append(place, new) => {
            let items = place.get_mut(document)?.as_array_mut()?;
            items.push((*new).clone());
            Some(place.element(items.len() - 1))
        }
    }
}

/// Plans one action's update over all the places that it selects.
pub(super) struct Merge<'a, 'u> {
    document: &'a str,
    origin: &'a Origin,
    origins: &'a Origins,
    steps: Vec<Step<'u>>,
    problems: Vec<Problem>,
}

impl<'a, 'u> Merge<'a, 'u> {
    pub(super) fn new(document: &'a str, origin: &'a Origin, origins: &'a Origins) -> Self {
        Self {
            document,
            origin,
            origins,
            steps: Vec::new(),
            problems: Vec::new(),
        }
    }

    /// # Errors
    ///
    /// All problems, if there are any.
    pub(super) fn into_steps(self) -> Result<Vec<Step<'u>>, Vec<Problem>> {
        if self.problems.is_empty() {
            Ok(self.steps)
        } else {
            Err(self.problems)
        }
    }

    /// Plans the update of one selected place, which holds `old`.
    pub(super) fn plan(
        &mut self,
        place: &Location,
        old: &Value,
        update: &'u Value,
        premise: Option<&Value>,
    ) {
        if let Some(premise) = premise
            && !self.holds(place, Some(old), premise)
        {
            return;
        }
        match (old, update) {
            (Value::Array(_), Value::Array(_)) => {
                self.problem(place, "an array onto an array", ARRAYS);
            }
            (Value::Array(items), entry) => self.append(place, items, entry),
            _ => self.value(place, old, update, premise),
        }
    }

    /// Whether all that a premise says is so; members that it does not name may be anything.
    fn holds(&mut self, place: &Location, old: Option<&Value>, premise: &Value) -> bool {
        if let (Some(Value::Object(old)), Value::Object(premise)) = (old, premise) {
            let mut holds = true;
            for (name, premise) in premise {
                holds &= self.holds(&place.member(name), old.get(name), premise);
            }
            return holds;
        }
        if old == Some(premise) {
            return true;
        }
        let now = old.map_or_else(|| "nothing".to_owned(), shown);
        let what = format!(
            "the premise no longer holds: it says {}, {} has {now}",
            shown(premise),
            self.document
        );
        let hint = "see whether the correction is still needed: delete the action, or mend its premise and its update";
        self.problem(place, what, hint);
        false
    }

    fn value(&mut self, place: &Location, old: &Value, new: &'u Value, premise: Option<&Value>) {
        match (old, new) {
            (Value::Object(old), Value::Object(new)) => self.members(place, old, new, premise),
            (Value::Array(_), Value::Array(_)) => {
                self.problem(place, "an array onto an array", ARRAYS);
            }
            _ => self.leaf(place, old, new, premise),
        }
    }

    fn members(
        &mut self,
        place: &Location,
        old: &Map<String, Value>,
        new: &'u Map<String, Value>,
        premise: Option<&Value>,
    ) {
        let refers =
            |members: &Map<String, Value>| members.get("$ref").is_some_and(Value::is_string);
        let replaces_reference = new.len() == 1 && refers(new);
        if refers(old) && !new.is_empty() && !replaces_reference {
            let reference = old.get("$ref").map(shown).unwrap_or_default();
            let what =
                format!("the update lands beside a `$ref` to {reference}, where it means nothing");
            let hint = "the schema has moved: make its new place the target";
            return self.problem(place, what, hint);
        }
        if refers(new) && !refers(old) && !old.is_empty() {
            let what = "the update puts a `$ref` beside other members, which it makes meaningless";
            let hint = "remove what is there with an action of its own first";
            return self.problem(place, what, hint);
        }
        let of_schemas = ["/properties", "/schemas"]
            .iter()
            .any(|end| place.to_string().ends_with(end));
        for (name, new) in new {
            let place = place.member(name);
            match old.get(name) {
                // A property of any type would come to be, only because somebody describes it.
                None if of_schemas && says_no_type(new) => {
                    let what = format!(
                        "the update describes `{name}`, and {} has no such member",
                        self.document
                    );
                    self.problem(
                        &place,
                        what,
                        "delete the action, or that part of it; or say the type, to add the member",
                    );
                }
                None => self.steps.push(Step::Set(place, new)),
                Some(old) => {
                    let premise = premise.and_then(|premise| premise.get(name));
                    self.value(&place, old, new, premise);
                }
            }
        }
    }

    /// A value where one stands already. That the premise holds has been checked before.
    fn leaf(&mut self, place: &Location, old: &Value, new: &'u Value, premise: Option<&Value>) {
        let pointer = place.to_string();
        let other = self
            .origins
            .origin_of(&pointer)
            .or_else(|| self.origins.inside(&pointer));
        if let Some(other) = other {
            let what = format!(
                "action {} of {} has set this to {}, and this action says {}",
                other.number,
                other.file,
                shown(old),
                shown(new)
            );
            return self.problem(place, what, "keep one of the two actions");
        }
        if old == new {
            let what = format!("{} now says {} itself", self.document, shown(old));
            return self.problem(place, what, "delete the action, or that part of it");
        }
        if let Some(premise) = premise {
            if premise == old {
                return self.steps.push(Step::Set(place.clone(), new));
            }
            let what = format!(
                "the premise states {}, which is only a part of {}, and all of it would be replaced",
                shown(premise),
                shown(old)
            );
            return self.problem(place, what, "state the whole old value in `x-premise`");
        }
        let what = format!(
            "{} says it differently: it has {}, the action {}",
            self.document,
            shown(old),
            shown(new)
        );
        self.problem(place, what, STATE_PREMISE);
    }

    /// An entry for an array (Overlay 1.0.0 section 4.4.3): new, or known by what names it.
    fn append(&mut self, place: &Location, items: &[Value], entry: &'u Value) {
        let known = items
            .iter()
            .enumerate()
            .find(|(_, item)| is_same_entry(item, entry));
        let Some((index, known)) = known else {
            return self.steps.push(Step::Append(place.clone(), entry));
        };
        self.leaf(&place.element(index), known, entry, None);
    }

    fn problem(&mut self, place: &Location, what: impl Into<String>, hint: &str) {
        let pointer = Some(place.to_string());
        self.problems.push(self.origin.problem(pointer, what, hint));
    }
}

/// Whether a schema is only spoken of.
fn says_no_type(schema: &Value) -> bool {
    let said = |key: &String| {
        matches!(key.as_str(), "description" | "example" | "deprecated") || key.starts_with("x-")
    };
    schema
        .as_object()
        .is_some_and(|members| !members.is_empty() && members.keys().all(said))
}

/// Whether two entries of a list are one thing: equal, or of the same name (parameters: name and place; tags: name;
/// servers: address).
fn is_same_entry(one: &Value, other: &Value) -> bool {
    let same = |key| one.get(key).is_some() && one.get(key) == other.get(key);
    one == other || (same("name") && one.get("in") == other.get("in")) || same("url")
}
