//! The operations of a document beside ours.

use grid_codegen::api::Item;

use super::document::{Body, Document, Operation};
use super::listing::{OurOperation, Slot, Types};
use super::walk::{Field, Walk};
use super::{Direction, Row};

/// A row for each field that the document has.
pub(super) fn rows(document: &Document, types: &Types) -> Vec<Row> {
    let walk = Walk {
        document: &document.value,
        types,
    };
    document
        .operations()
        .flat_map(|operation| of_operation(&document.gateway, operation, walk))
        .collect()
}

fn of_operation(gateway: &str, operation: Operation<'_>, walk: Walk<'_>) -> Vec<Row> {
    let Operation { method, path, .. } = operation;
    let row = |direction| {
        move |(field, place): Field| Row {
            gateway: gateway.to_owned(),
            path: path.to_owned(),
            field,
            direction,
            place,
        }
    };
    let Some(ours) = walk.types.operation(method, path) else {
        let missing = (
            String::new(),
            Err(format!("no operation of ours is {method} {path}")),
        );
        return vec![row(Direction::Request)(missing)];
    };
    let mut rows: Vec<Row> = request(operation, &ours, walk)
        .into_iter()
        .map(row(Direction::Request))
        .collect();
    rows.extend(
        responses(operation, &ours, walk)
            .into_iter()
            .map(row(Direction::Response)),
    );
    rows
}

fn request(operation: Operation<'_>, ours: &OurOperation<'_>, walk: Walk<'_>) -> Vec<Field> {
    let parameters = operation.value["parameters"]
        .as_array()
        .into_iter()
        .flatten();
    let mut fields: Vec<Field> = parameters
        .map(|parameter| self::parameter(&parameter["name"], ours))
        .collect();
    if let Some(body) = operation.request() {
        fields.extend(match ours.argument("body") {
            Some(slot) => of_body("", body, slot, walk),
            None => vec![(
                "body".to_owned(),
                Err(format!("{} takes no body", ours.path)),
            )],
        });
    }
    fields
}

fn parameter(name: &serde_json::Value, ours: &OurOperation<'_>) -> Field {
    let name = name.as_str().unwrap_or_default();
    let argument = name.replace('-', "_").to_lowercase();
    let place = match ours.argument(&argument) {
        Some(slot) => Ok(format!(
            "{}::request({argument}: {})",
            ours.path, slot.signature
        )),
        None => Err(format!("{}::request() has no argument for it", ours.path)),
    };
    (name.to_owned(), place)
}

fn responses(operation: Operation<'_>, ours: &OurOperation<'_>, walk: Walk<'_>) -> Vec<Field> {
    operation
        .responses()
        .flat_map(|(status, body)| {
            if status.starts_with('2') {
                return body.map_or_else(Vec::new, |body| of_body("", body, ours.answer(), walk));
            }
            match walk.types.error_variant(ours, status) {
                Some((variant, slot)) => of_error(status, body, variant, slot, walk),
                None => vec![(
                    status.to_owned(),
                    Err(format!("{} has no error for it", ours.path)),
                )],
            }
        })
        .collect()
}

fn of_error(
    status: &str,
    body: Option<Body<'_>>,
    variant: &Item,
    slot: Slot<'_>,
    walk: Walk<'_>,
) -> Vec<Field> {
    let mut fields = vec![(
        status.to_owned(),
        Ok(format!("{}({})", variant.path, variant.signature)),
    )];
    if let Some(body) = body {
        fields.extend(of_body(status, body, slot, walk));
    }
    fields
}

fn of_body(path: &str, body: Body<'_>, slot: Slot<'_>, walk: Walk<'_>) -> Vec<Field> {
    let Some(schema) = body.schema else {
        return Vec::new();
    };
    match walk.value(path, schema, slot) {
        Ok(found) => found.fields,
        Err(reason) => vec![(
            if path.is_empty() {
                "body".to_owned()
            } else {
                path.to_owned()
            },
            Err(reason),
        )],
    }
}
