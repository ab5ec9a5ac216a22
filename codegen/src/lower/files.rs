//! Files of `multipart/form-data`: in such a body a `binary` string is a file with a name, and so is each of a list of
//! them; one in a union is a text.
//!
//! Before → after: `file: {type: string, format: binary}` → `file: {$ref: ...}` to a type of the runtime.

use serde_json::{Value, json};

use super::{key_of, reference_to};
use crate::model::{Coding, Limits, Operation, Shape, Type};
use crate::note::{Fate, Note};

/// What stands for the runtime's type; no type of a document has such a key.
pub(crate) const FILE: &str = "FileOfMultipart0";

/// Whether a slot holds a file.
pub(crate) fn is_file(schema: &Value) -> bool {
    key_of(schema).is_some_and(|key| key == FILE)
}

/// Gives the files of bodies their type.
pub(super) fn name(types: &mut [Type], operations: &[Operation], notes: &mut Vec<Note>) {
    let in_unions = in_unions(types);
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
            Shape::Object(fields) => {
                for field in fields {
                    if key_of(&field.schema).is_some_and(|key| in_unions.contains(&key)) {
                        let what = "a file in a union: it is sent as a text, without a name";
                        notes.push(Note::new(field.pointer.clone(), what, Fate::Reported));
                    }
                    file(&mut field.schema, &mut field.limits);
                }
            }
            Shape::Alias(schema) => {
                let target = key_of(schema).filter(|target| !keys.contains(target));
                keys.extend(target);
            }
            _ => {}
        }
    }
}

/// The keys of unions that a `binary` string, or a list of them, is a member of.
fn in_unions(types: &[Type]) -> Vec<String> {
    let holds =
        |limits: &Limits| is_binary(limits) || limits.each.as_deref().is_some_and(is_binary);
    let unions = types.iter().filter(|ty| match &ty.shape {
        Shape::ByType { variants, .. } => variants.iter().any(|variant| holds(&variant.limits)),
        Shape::Untagged(members) => members.iter().any(|member| holds(&member.limits)),
        _ => false,
    });
    unions.map(|ty| ty.key.clone()).collect()
}

/// Makes a slot that is a `binary` string, or a list of them, one of files; what it refers to may say so. The length of a file is the
/// server's to check.
fn file(schema: &mut Value, limits: &mut Limits) {
    if is_binary(limits) {
        *schema = reference_to(FILE);
        limits.unchecked.retain(|(keyword, _)| *keyword != "format");
        let (least, most) = std::mem::take(&mut limits.length);
        let bounds = [("minLength", least), ("maxLength", most)];
        let bounds = bounds
            .into_iter()
            .filter_map(|(keyword, bound)| Some((keyword, bound?.into())));
        limits.unchecked.extend(bounds);
    } else if let Some(each) = limits.each.as_deref_mut().filter(|each| is_binary(each)) {
        let mut item = Value::Null;
        file(&mut item, each);
        *schema = json!({"type": "array", "items": item});
    }
}

fn is_binary(limits: &Limits) -> bool {
    let mut unchecked = limits.unchecked.iter();
    unchecked.any(|(keyword, value)| *keyword == "format" && value == "binary")
}
