//! Files of `multipart/form-data`: in such a body a `binary` string is a file with a name.
//!
//! Before → after: `file: {type: string, format: binary}` → `file: {$ref: ...}` to a type of the runtime.

use serde_json::Value;

use super::{key_of, reference_to};
use crate::model::{Coding, Limits, Operation, Shape, Type};

/// What stands for the runtime's type; no type of a document has such a key.
pub(crate) const FILE: &str = "FileOfMultipart0";

/// Whether a slot holds a file.
pub(crate) fn is_file(schema: &Value) -> bool {
    key_of(schema).is_some_and(|key| key == FILE)
}

/// Gives the files of bodies their type.
pub(super) fn name(types: &mut [Type], operations: &[Operation]) {
    let bodies = operations
        .iter()
        .filter_map(|operation| operation.body.as_ref());
    let bodies = bodies.filter(|body| body.coding == Coding::Multipart);
    let mut keys: Vec<String> = bodies.filter_map(|body| key_of(&body.schema)).collect();
    let mut number = 0;
    while let Some(key) = keys.get(number).cloned() {
        number += 1;
        let Some(ty) = types.iter_mut().find(|ty| ty.key == key) else {
            continue;
        };
        match &mut ty.shape {
            Shape::Object(fields) => fields
                .iter_mut()
                .for_each(|field| file(&mut field.schema, &mut field.limits)),
            Shape::Alias(schema) => {
                let target = key_of(schema).filter(|target| !keys.contains(target));
                keys.extend(target);
            }
            _ => {}
        }
    }
}

fn file(schema: &mut Value, limits: &mut Limits) {
    let is_format = |keyword: &str, value: &Value| keyword == "format" && value == "binary";
    let binary = limits.unchecked.iter();
    if binary
        .clone()
        .any(|(keyword, value)| is_format(keyword, value))
    {
        *schema = reference_to(FILE);
        limits
            .unchecked
            .retain(|(keyword, value)| !is_format(keyword, value));
    } else if let (Some(items), Some(each)) = (schema.get_mut("items"), &mut limits.each) {
        file(items, each);
    }
}
