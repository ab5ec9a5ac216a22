//! Takes the operations out of the document: what progenitor would assert on never reaches it, and our templates print from this.

mod body;
mod name;
mod parameters;
mod responses;

use serde_json::Value;

use super::lift::Lift;
use super::place::Place;
use super::{schema, servers, surfaces};
use crate::model::Operation;
use crate::names;
use crate::note::{Fate, Note};

use body::body;
use name::name;
use parameters::parameters;
use responses::responses;

pub(crate) use name::defined;

/// Every operation, in the document's order.
pub(crate) fn lower<'a>(document: &'a Value, lift: &mut Lift<'a>) -> Vec<Operation> {
    let mut operations: Vec<Operation> = Vec::new();
    for (path, item) in schema::map(document, "paths") {
        for method in surfaces::METHODS {
            if let Some(operation) = item.get(method) {
                let place = Place::root().key("paths").key(path).key(method);
                let name = name(lift, &operations, path, method, operation, &place);
                operations.push(lower_one(
                    document, lift, path, method, item, operation, &place, name,
                ));
            }
        }
    }
    operations
}

#[allow(clippy::too_many_arguments, reason = "a place and what stands there")]
fn lower_one<'a>(
    document: &'a Value,
    lift: &mut Lift<'a>,
    path: &str,
    method: &str,
    item: &'a Value,
    operation: &'a Value,
    place: &Place,
    name: String,
) -> Operation {
    let surface = surfaces::of_operation(operation, path);
    let id = schema::text(operation, "operationId").map_or_else(|| name.clone(), str::to_owned);
    let pascal = names::canonical(&name);
    let mut operation_out = Operation {
        name,
        method: method.to_uppercase(),
        path: path.to_owned(),
        summary: schema::text(operation, "summary")
            .map(|text| text.trim().to_owned())
            .filter(|text| !text.is_empty()),
        doc: schema::description(operation),
        deprecated: schema::flag(operation, "deprecated"),
        beta: schema::flag(operation, "x-beta"),
        parameters: parameters(document, lift, item, operation, place, &pascal, &surface),
        body: body(document, lift, operation, place, &pascal, &surface),
        success: None,
        other_successes: Vec::new(),
        empty_successes: Vec::new(),
        errors: Vec::new(),
        stream: None,
        server: server(operation).or_else(|| server(item)),
        security: security(document, operation),
        pointer: place.to_string(),
        id,
        surface,
    };
    responses(
        document,
        lift,
        operation,
        place,
        &pascal,
        &mut operation_out,
    );
    if operation.get("callbacks").is_some() {
        let note = Note::new(
            place.key("callbacks"),
            "callbacks are not generated",
            Fate::Reported,
        );
        lift.notes.push(note);
    }
    operation_out
}

fn server(holder: &Value) -> Option<String> {
    schema::list(holder, "servers")
        .first()
        .and_then(servers::address)
}

/// What says how an operation is secured: itself, or the document.
fn secured<'a>(document: &'a Value, operation: &'a Value) -> &'a Value {
    if operation.get("security").is_some() {
        operation
    } else {
        document
    }
}

/// The alternatives in order, but for the empty one: without a credential nothing is sent anyway.
fn security(document: &Value, operation: &Value) -> Vec<Vec<String>> {
    schema::list(secured(document, operation), "security")
        .iter()
        .filter_map(Value::as_object)
        .filter(|alternative| !alternative.is_empty())
        .map(|alternative| alternative.keys().cloned().collect())
        .collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn names_that_are_taken_give_way() {
        let document = json!({"paths": {
            "/a": {"get": {"operationId": "send", "responses": {}}},
            "/b": {"get": {"responses": {}, "parameters": [
                {"name": "path", "in": "query"}, {"name": "a-b", "in": "query"}, {"name": "a_b", "in": "query"}, {"name": "A b", "in": "query"},
            ]}},
        }});
        let none = std::collections::BTreeMap::new();
        let operations = lower(&document, &mut Lift::new(&document, &none));
        assert_eq!(operations[0].name, "send_operation");
        let names: Vec<&str> = operations[1]
            .parameters
            .iter()
            .map(|parameter| parameter.name.as_str())
            .collect();
        assert_eq!(names, ["path_query", "a_b", "a_b_query", "a_b_query_2"]);
    }
}
