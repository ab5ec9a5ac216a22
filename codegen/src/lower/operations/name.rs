//! What an operation is called.

use serde_json::Value;

use crate::lower::lift::Lift;
use crate::lower::place::Place;
use crate::lower::{Refusal, schema, sendable, surfaces};
use crate::model::Operation;
use crate::names;
use crate::note::{Fate, Note};

/// Names that the module or the `Client` of an operation has already.
const TAKEN: [&str; 16] = [
    "request",
    "response",
    "stream",
    "common",
    "error",
    "limits",
    "wire",
    "mod",
    "new",
    "over",
    "with_server",
    "with_credential",
    "send",
    "clone",
    "fmt",
    "from",
];

/// The longest name of an operation or a surface, in bytes: each is the name of a file.
const LONGEST: usize = 150;

/// The types that the modules of operations define, so that no key is the same.
pub(crate) fn defined(document: &Value) -> impl Iterator<Item = String> {
    let items = schema::map(document, "paths");
    let all = items
        .flat_map(|(path, item)| surfaces::METHODS.map(|method| (path, method, item.get(method))));
    let defined = all.flat_map(|(path, method, operation)| {
        let operation = operation.unwrap_or(&Value::Null);
        let id = schema::text(operation, "operationId").map(names::snake);
        let id = free(id.unwrap_or_else(|| unnamed(path, method)));
        let responses = schema::map(operation, "responses");
        let successes = responses.filter(|(status, _)| status.starts_with('2'));
        let success = (successes.count() > 1).then(|| names::success(&id));
        operation
            .is_object()
            .then(|| names::error(&id))
            .into_iter()
            .chain(success)
    });
    defined.chain(std::iter::once("Event".to_owned()))
}

/// A name that a method can have.
fn free(wanted: String) -> String {
    if TAKEN.contains(&wanted.as_str()) {
        format!("{wanted}_operation")
    } else {
        wanted
    }
}

/// The name of an operation that has no id.
pub(super) fn unnamed(path: &str, method: &str) -> String {
    names::snake(&format!("{method} {}", path.replace(['{', '}'], " ")))
}

/// The name of an operation's module and method.
pub(super) fn name(
    lift: &mut Lift<'_>,
    before: &[Operation],
    path: &str,
    method: &str,
    operation: &Value,
    place: &Place,
) -> String {
    let is_taken = |name: &String| before.iter().any(|known| known.name == *name);
    let name = if let Some(id) = schema::text(operation, "operationId") {
        free(names::snake(id))
    } else {
        lift.notes.push(Note::new(
            place.clone(),
            format!("no operationId: named after `{method} {path}`"),
            Fate::Reported,
        ));
        let wanted = free(unnamed(path, method));
        if is_taken(&wanted) {
            names::numbered(&format!("{wanted}_"), is_taken)
        } else {
            wanted
        }
    };
    for (name, what) in [
        (&name, "operation"),
        (&surfaces::of_operation(operation, path), "surface"),
    ] {
        if name.len() > LONGEST {
            let what = format!(
                "the {what}'s name is longer than {LONGEST} bytes: `{}...`",
                name.get(..40).unwrap_or_default()
            );
            let hint = "give it a shorter `operationId` or `x-surface`";
            lift.refused.push(Refusal::new(place.clone(), what, hint));
        }
    }
    if !sendable::is_path(path) {
        let what = format!("the path {path:?} holds what no URL does");
        lift.refused
            .push(Refusal::new(place.clone(), what, "percent-encode it"));
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn operations_without_an_id_are_named_after_method_and_path() {
        assert_eq!(
            unnamed("/users/{user-id}/posts", "get"),
            "get_users_user_id_posts"
        );
        assert_eq!(unnamed("/", "get"), "get");
    }
}
