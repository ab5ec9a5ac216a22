//! What tells the members of a `oneOf` or `anyOf` apart.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::{references, schema};
use crate::model::{EnumValue, JsonType};
use crate::names;
use crate::pointer;

/// What tells the members of a union apart.
pub(crate) enum Class {
    /// All are strings: one open enum of the values that any of them lists.
    Strings(Vec<EnumValue>),
    /// A property with other values in each; the values in the order of the members, mostly one of each.
    Tagged {
        tag: String,
        values: Vec<Vec<String>>,
    },
    /// Their JSON type. Members by index; listed strings are variants of their own.
    ByType {
        strings: Vec<EnumValue>,
        members: Vec<(usize, JsonType)>,
    },
    /// Nothing that can be seen without trying.
    Mixed,
}

pub(crate) fn classify(document: &Value, schema: &Value, members: &[Value]) -> Class {
    if let Some((tag, values)) = tagged(document, schema, members, 0) {
        return Class::Tagged { tag, values };
    }
    let resolved: Option<Vec<&Value>> = members
        .iter()
        .map(|member| references::resolved(document, member))
        .collect();
    let Some(resolved) = resolved else {
        return Class::Mixed;
    };
    let types: Option<Vec<JsonType>> = resolved
        .iter()
        .map(|member| json_type(document, member))
        .collect();
    let Some(types) = types else {
        return Class::Mixed;
    };
    // A string enum with a name of its own stays a variant; one without lends its values to the union.
    let lends = |index: usize| {
        resolved
            .get(index)
            .is_some_and(|member| member.get("x-name").is_none())
    };
    let (strings, others): (Vec<_>, Vec<_>) = types
        .iter()
        .enumerate()
        .partition(|(index, json)| **json == JsonType::String && lends(*index));
    let distinct: BTreeSet<JsonType> = others.iter().map(|(_, json)| **json).collect();
    let strings_clash = distinct.contains(&JsonType::String) && !strings.is_empty();
    let numbers_clash =
        distinct.contains(&JsonType::Integer) && distinct.contains(&JsonType::Number);
    if distinct.len() != others.len() || numbers_clash || strings_clash {
        return Class::Mixed;
    }
    let listed: Vec<(String, Option<String>)> = strings
        .iter()
        .filter_map(|(index, _)| resolved.get(*index))
        .filter_map(|member| Some((schema::string_values(member)?, *member)))
        .flat_map(|(values, member)| {
            let docs = member.get("x-enum-descriptions");
            values.into_iter().map(move |value| {
                (
                    value.to_owned(),
                    docs.and_then(|docs| schema::text(docs, value))
                        .map(str::to_owned),
                )
            })
        })
        .collect();
    if others.is_empty() {
        return if listed.is_empty() {
            Class::Mixed
        } else {
            Class::Strings(distinct_names(listed))
        };
    }
    let mut variants: Vec<(usize, JsonType)> = others
        .iter()
        .map(|(index, json)| (*index, **json))
        .collect();
    if listed.is_empty() {
        variants.extend(strings.first().map(|(index, json)| (*index, **json)));
        variants.sort_unstable();
    }
    Class::ByType {
        strings: distinct_names(listed),
        members: variants,
    }
}

/// Variants for values, each with a name of its own: names that would fall together are numbered, in the document's order.
pub(crate) fn distinct_names(
    values: impl IntoIterator<Item = (String, Option<String>)>,
) -> Vec<EnumValue> {
    // `Other` holds the values that the document does not list.
    let mut taken: BTreeSet<String> = BTreeSet::from(["Other".to_owned()]);
    let mut seen = BTreeSet::new();
    values
        .into_iter()
        .filter(|(wire, _)| seen.insert(wire.clone()))
        .map(|(wire, doc)| {
            let wanted = names::variant(&wire);
            let name = if taken.insert(wanted.clone()) {
                wanted
            } else {
                let free = names::numbered(&wanted, |name| taken.contains(name));
                taken.insert(free.clone());
                free
            };
            EnumValue { wire, name, doc }
        })
        .collect()
}

fn json_type(document: &Value, schema: &Value) -> Option<JsonType> {
    let written = schema::text(schema, "type").map(|name| match name {
        "boolean" => Some(JsonType::Boolean),
        "integer" => Some(JsonType::Integer),
        "number" => Some(JsonType::Number),
        "string" => Some(JsonType::String),
        "array" => Some(JsonType::Array),
        "object" => Some(JsonType::Object),
        _ => None,
    });
    match written {
        Some(json) => json,
        None if schema::is_object(document, schema) => Some(JsonType::Object),
        None if schema::string_values(schema).is_some() => Some(JsonType::String),
        None => {
            let (_, part) = schema::wrapped(schema)?;
            json_type(document, references::resolved(document, part)?)
        }
    }
}

/// A tag, and its values in each member.
type Tag = (String, Vec<Vec<String>>);

fn tagged(document: &Value, schema: &Value, members: &[Value], depth: usize) -> Option<Tag> {
    if members.len() < 2 || depth > 8 {
        return None;
    }
    // One type cannot be two variants: nothing would say which of them a value of it becomes.
    let essences: Vec<&Value> = members
        .iter()
        .map(|member| essence(document, member))
        .collect();
    let is_repeated = |(index, one): (usize, &&Value)| {
        essences
            .iter()
            .take(index)
            .any(|other| std::ptr::eq(*one, *other))
    };
    if essences.iter().enumerate().any(is_repeated) {
        return None;
    }
    by_discriminator(document, schema, members, depth)
        .or_else(|| by_constant(document, members, depth))
}

/// What a schema is once its references, and the `allOf`s that only wrap one, are followed.
pub(crate) fn essence<'a>(document: &'a Value, schema: &'a Value) -> &'a Value {
    steps(document, schema).last().unwrap_or(schema)
}

/// A schema, and what its references and the `allOf`s that only wrap one lead to, step by step.
fn steps<'a>(document: &'a Value, schema: &'a Value) -> impl Iterator<Item = &'a Value> {
    let next = |schema: &&'a Value| match schema::text(schema, "$ref") {
        Some(reference) => document.pointer(&pointer::of_reference(reference)?),
        None => schema::wrapped(schema).map(|(_, part)| part),
    };
    // A circle was refused.
    std::iter::successors(Some(schema), next).take(64)
}

/// The property that `discriminator` names; its values from the mapping, what the members themselves list, or the names of the schemas.
fn by_discriminator(
    document: &Value,
    schema: &Value,
    members: &[Value],
    depth: usize,
) -> Option<Tag> {
    let discriminator = schema.get("discriminator")?;
    let tag = schema::text(discriminator, "propertyName")?;
    let mut values = Vec::new();
    for member in members {
        let components = components(document, member);
        let essence = essence(document, member);
        let listed = listed(document, member, depth).remove(tag);
        if !schema::is_object(document, essence) && listed.is_none() {
            return None;
        }
        let mapped: Vec<String> = schema::map(discriminator, "mapping")
            .filter(|(_, target)| {
                target.as_str().is_some_and(|target| {
                    let target = references::component(target).unwrap_or(target.to_owned());
                    components.contains(&target)
                })
            })
            .map(|(value, _)| value.clone())
            .collect();
        values.push(match (mapped.is_empty(), listed) {
            (false, _) => mapped,
            (true, Some(listed)) => listed,
            (true, None) => vec![components.first()?.clone()],
        });
    }
    are_distinct(&values).then(|| (tag.to_owned(), values))
}

/// The names of the schemas that a member refers to, the nearest first: it may be an alias, or wrapped in an `allOf`.
fn components(document: &Value, member: &Value) -> Vec<String> {
    let references = steps(document, member).filter_map(|schema| schema::text(schema, "$ref"));
    references.filter_map(references::component).collect()
}

/// A required property that every member has, with a list of values in each, and none of them in two.
fn by_constant(document: &Value, members: &[Value], depth: usize) -> Option<Tag> {
    let all: Vec<BTreeMap<String, Vec<String>>> = members
        .iter()
        .map(|member| listed(document, member, depth))
        .collect();
    let first = all.first()?;
    first.keys().find_map(|tag| {
        let values: Vec<Vec<String>> = all
            .iter()
            .map(|member| member.get(tag).cloned())
            .collect::<Option<_>>()?;
        are_distinct(&values).then(|| (tag.clone(), values))
    })
}

fn are_distinct(values: &[Vec<String>]) -> bool {
    let mut seen = BTreeSet::new();
    values.iter().flatten().all(|value| seen.insert(value))
}

/// The required properties of a member that list their values, from all its parts. A member that is a union itself has the tag of that,
/// with the values of all its members.
fn listed(document: &Value, member: &Value, depth: usize) -> BTreeMap<String, Vec<String>> {
    let inner = essence(document, member);
    if let Some((_, members)) = schema::members(inner)
        && inner.get("properties").is_none()
    {
        let tag = tagged(document, inner, members, depth + 1);
        let tag = tag.map(|(tag, values)| (tag, values.concat()));
        return tag.into_iter().collect();
    }
    let (mut found, mut required) = (BTreeMap::new(), BTreeSet::new());
    gather(document, member, 0, &mut found, &mut required);
    found.retain(|name, _| required.contains(name));
    found
}

fn gather(
    document: &Value,
    member: &Value,
    depth: usize,
    found: &mut BTreeMap<String, Vec<String>>,
    required: &mut BTreeSet<String>,
) {
    let Some(member) = references::resolved(document, member).filter(|_| depth < 32) else {
        return;
    };
    for part in schema::list(member, "allOf") {
        gather(document, part, depth + 1, found, required);
    }
    required.extend(
        schema::strings(member, "required")
            .into_iter()
            .map(str::to_owned),
    );
    for (name, property) in schema::map(member, "properties") {
        if property.get("x-name").is_some() {
            continue;
        }
        if let Some(values) = schema::string_values(property) {
            let values = values.into_iter().map(str::to_owned).collect();
            found.insert(name.clone(), values);
        } else if let Some(only) = only_value(document, property) {
            found.insert(name.clone(), vec![only]);
        }
    }
}

/// The one value that a property can have: of an enumeration with a name of its own, or a number or a boolean as JSON has it.
fn only_value(document: &Value, property: &Value) -> Option<String> {
    let resolved = essence(document, property);
    match schema::list(resolved, "enum") {
        [Value::String(only)] => Some(only.clone()),
        [only @ (Value::Number(_) | Value::Bool(_))] if std::ptr::eq(resolved, property) => {
            Some(only.to_string())
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn class(document: &Value, union: &Value) -> &'static str {
        match classify(document, union, union["oneOf"].as_array().unwrap()) {
            Class::Strings(_) => "strings",
            Class::Tagged { .. } => "tagged",
            Class::ByType { .. } => "by type",
            Class::Mixed => "mixed",
        }
    }

    fn constant(value: &str) -> Value {
        json!({"type": "object", "required": ["kind"], "properties": {"kind": {"type": "string", "enum": [value]}}})
    }

    #[test]
    fn what_tells_members_apart() {
        let nothing = json!({});
        let of = |members: Value| class(&nothing, &json!({"oneOf": members}));
        assert_eq!(of(json!([constant("a"), constant("b")])), "tagged");
        assert_eq!(of(json!([constant("a"), constant("a")])), "mixed");
        let two = json!({"required": ["kind"], "properties": {"kind": {"enum": ["b", "c"]}}});
        assert_eq!(of(json!([constant("a"), two])), "tagged");
        assert_eq!(of(json!([constant("b"), two])), "mixed");
        let part = json!({"allOf": [{"properties": {"x": {}}}, constant("b")]});
        assert_eq!(of(json!([constant("a"), part])), "tagged");
        assert_eq!(of(json!([constant("a"), {"type": "string"}])), "by type");
        assert_eq!(
            of(json!([{"type": "string"}, {"type": "string", "enum": ["a"]}])),
            "strings"
        );
        assert_eq!(
            of(json!([{"type": "integer"}, {"type": "number"}])),
            "mixed"
        );
        assert_eq!(of(json!([{}, {"type": "string"}])), "mixed");
        assert_eq!(
            of(json!([{"allOf": [{"type": "string"}]}, {"type": "array"}])),
            "by type"
        );
    }

    #[test]
    fn one_type_under_two_names_is_not_two_variants() {
        let document = json!({"components": {"schemas": {
            "A": {"type": "object", "properties": {"kind": {"type": "string"}}},
            "B": {"allOf": [{"$ref": "#/components/schemas/A"}]},
        }}});
        let members =
            ["A", "B"].map(|name| json!({"$ref": format!("#/components/schemas/{name}")}));
        let union = json!({"oneOf": members, "discriminator": {"propertyName": "kind"}});
        assert_eq!(class(&document, &union), "mixed");
    }

    #[test]
    fn variants_that_fall_together_are_numbered() {
        let values = ["a", "A", "other", "a"].map(|value| (value.to_owned(), None));
        let names: Vec<String> = distinct_names(values)
            .into_iter()
            .map(|value| value.name)
            .collect();
        assert_eq!(names, ["A", "A2", "Other2"]);
    }
}
