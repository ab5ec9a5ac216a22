//! Taking values out of a document.

use serde_json::Value;

use super::target::{Location, Step};
use super::{Origin, Origins};
use crate::problem::{Problem, shown};

/// # Errors
///
/// For each place: a premise that does not equal what is there; a value that another action of ours put in; the
/// document itself.
pub(super) fn refusals(
    origin: &Origin,
    origins: &Origins,
    document: &Value,
    locations: &[Location],
    premise: Option<&Value>,
) -> Result<(), Vec<Problem>> {
    let mut problems = Vec::new();
    for location in locations {
        let pointer = location.to_string();
        let mut problem = |what: String, hint: &str| {
            problems.push(origin.problem(Some(pointer.clone()), what, hint));
        };
        if location.0.is_empty() {
            problem(
                "the whole document would be removed".to_owned(),
                "select a part of it",
            );
            continue;
        }
        let other = origins
            .origin_of(&pointer)
            .or_else(|| origins.inside(&pointer));
        if let Some(other) = other {
            let what = format!(
                "action {} of {} has put this in, and this action removes it",
                other.number, other.file
            );
            problem(what, "delete both actions, or mend the other one");
            continue;
        }
        let old = location.get(document);
        if old != premise {
            let say = |value: Option<&Value>| value.map_or_else(|| "nothing".to_owned(), shown);
            let what = format!(
                "the premise no longer holds: it says {}, the document has {}",
                say(premise),
                say(old)
            );
            let hint =
                "see whether it still wants removing: delete the action, or mend its premise";
            problem(what, hint);
        }
    }
    if problems.is_empty() {
        Ok(())
    } else {
        Err(problems)
    }
}

/// Removes the values at all places. From the last to the first, so that no removal moves a place still to come, and
/// what stands inside another goes before it.
pub(super) fn remove(document: &mut Value, origins: &mut Origins, mut locations: Vec<Location>) {
    locations.sort();
    for location in locations.iter().rev() {
        let Some((parent, last)) = location.split() else {
            continue;
        };
        match (parent.get_mut(document), last) {
            (Some(Value::Object(members)), Step::Key(name)) => {
                members.shift_remove(name);
            }
            (Some(Value::Array(items)), Step::Index(index)) if *index < items.len() => {
                items.remove(*index);
                origins.shift(&parent.to_string(), *index);
            }
            _ => {}
        }
    }
}
