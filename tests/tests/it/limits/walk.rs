//! Where the document sets limits, and values at them and beyond them.

use serde_json::{Value, json};

use crate::document::{Schema, Surface, additional, is_required, members, properties};

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Step {
    Member(&'static str),
    Item,
    /// A member of a map, of this name.
    Entry,
    Branch(usize),
}

pub(super) const ENTRY: &str = "k \"1\"";

/// A limit and where it holds.
pub(super) struct Limit {
    pub(super) steps: Vec<Step>,
    pub(super) keyword: &'static str,
    pub(super) schema: Schema,
}

pub(super) const KEYWORDS: &[&str] = &[
    "minimum",
    "maximum",
    "minLength",
    "maxLength",
    "minItems",
    "maxItems",
    "pattern",
    "multipleOf",
    "uniqueItems",
    "minProperties",
    "maxProperties",
    "exclusiveMinimum",
    "exclusiveMaximum",
];

/// Every limit below a schema. What contains itself is looked into once.
pub(super) fn limits(surface: &Surface) -> Vec<Limit> {
    let mut all = Vec::new();
    below(
        surface,
        surface.request(),
        &mut Vec::new(),
        &mut Vec::new(),
        &mut |schema, steps| {
            for keyword in KEYWORDS
                .iter()
                .filter(|keyword| schema.get(**keyword).is_some())
            {
                all.push(Limit {
                    steps: steps.to_vec(),
                    keyword,
                    schema,
                });
            }
        },
    );
    all
}

pub(super) fn below(
    surface: &Surface,
    schema: Schema,
    steps: &mut Vec<Step>,
    within: &mut Vec<Schema>,
    visit: &mut impl FnMut(Schema, &[Step]),
) {
    let schema = surface.settle(schema);
    if within.iter().any(|outer| std::ptr::eq(*outer, schema)) {
        return;
    }
    within.push(schema);
    visit(schema, steps);
    let mut into = |inner: Schema, step: Step, within: &mut Vec<Schema>| {
        steps.push(step);
        below(surface, inner, steps, within, visit);
        steps.pop();
    };
    for (name, property) in properties(schema) {
        into(property, Step::Member(name), within);
    }
    if let Some(items) = schema.get("items") {
        into(items, Step::Item, within);
    }
    if let Some(inner) = additional(schema) {
        into(inner, Step::Entry, within);
    }
    for (index, member) in members(schema).iter().enumerate() {
        into(member, Step::Branch(index), within);
    }
    within.pop();
}

/// The least value that the schema takes.
pub(super) fn least(surface: &Surface, schema: Schema) -> Value {
    let schema = surface.settle(schema);
    if let Some(member) = members(schema).first() {
        return least(surface, member);
    }
    if let Some(value) = schema["enum"].as_array().and_then(|values| values.first()) {
        return value.clone();
    }
    match schema["type"].as_str() {
        Some("object") => {
            let required = properties(schema).filter(|(name, _)| is_required(schema, name));
            let members = required.map(|(name, inner)| (name.to_owned(), least(surface, inner)));
            Value::Object(members.collect())
        }
        Some("array") => {
            let count = schema["minItems"].as_u64().unwrap_or(0);
            (0..count)
                .map(|_| least(surface, &schema["items"]))
                .collect()
        }
        Some("string") => "x".into(),
        Some("boolean") => false.into(),
        _ => schema.get("minimum").cloned().unwrap_or_else(|| json!(1)),
    }
}

/// Puts a value at the end of the steps, and what is required on the way to it. False where something else is in the way.
pub(super) fn put(
    surface: &Surface,
    root: &mut Value,
    schema: Schema,
    steps: &[Step],
    leaf: &Value,
) -> bool {
    let schema = surface.settle(schema);
    let Some((step, rest)) = steps.split_first() else {
        *root = leaf.clone();
        return true;
    };
    match step {
        Step::Branch(index) => {
            let member = surface.settle(&members(schema)[*index]);
            if !root.is_null() && surface.branch(schema, root) != Some(member) {
                return false;
            }
            put(surface, root, member, rest, leaf)
        }
        Step::Member(name) => {
            if root.is_null() {
                *root = least(surface, schema);
            }
            let slot = root
                .as_object_mut()
                .unwrap()
                .entry(*name)
                .or_insert(Value::Null);
            if !rest.is_empty() && !slot.is_null() && is_leaf(slot) {
                return false;
            }
            put(surface, slot, &schema["properties"][name], rest, leaf)
        }
        Step::Entry => {
            let entries = root.as_object_mut();
            let mut object = entries.map(std::mem::take).unwrap_or_default();
            let slot = object.entry(ENTRY).or_insert(Value::Null);
            let put = put(surface, slot, additional(schema).unwrap(), rest, leaf);
            *root = object.into();
            put
        }
        Step::Item => {
            if root.as_array().is_none_or(Vec::is_empty) {
                *root = json!([null]);
            }
            put(surface, &mut root[0], &schema["items"], rest, leaf)
        }
    }
}

/// A value that was put here as the end of other steps: an array that is too short or too long.
pub(super) fn is_leaf(value: &Value) -> bool {
    value.as_array().is_some_and(|items| items.len() != 1)
}

pub(super) fn path(steps: &[Step]) -> String {
    let mut path = String::new();
    for step in steps {
        match step {
            Step::Member(name) if path.is_empty() => path.push_str(name),
            Step::Member(name) => path = format!("{path}.{name}"),
            Step::Item => path.push_str("[0]"),
            Step::Entry => path = format!("{path}[{ENTRY:?}]"),
            Step::Branch(_) => {}
        }
    }
    path
}

/// A value one step beyond the limit, one at it, and the violation's own words for both.
pub(super) struct Probe {
    pub(super) beyond: Value,
    pub(super) at: Value,
    pub(super) limit: String,
    pub(super) found: String,
}

pub(super) fn probe(surface: &Surface, limit: &Limit) -> Probe {
    let bound = &limit.schema[limit.keyword];
    let count = bound
        .as_u64()
        .and_then(|count| usize::try_from(count).ok())
        .unwrap_or(0);
    let items = |count: usize| -> Value {
        (0..count)
            .map(|_| least(surface, &limit.schema["items"]))
            .collect()
    };
    // Two bytes each: characters are counted, not bytes.
    let text = |count: usize| -> Value { "ä".repeat(count).into() };
    let number = |by: i64| match (limit.schema["type"].as_str(), bound.as_i64()) {
        (Some("integer"), Some(bound)) => json!(bound + by),
        #[allow(clippy::cast_precision_loss)] // a small number
        _ => json!(bound.as_f64().unwrap() + by as f64 / 4.0),
    };
    let unit = |word: &str, count: usize| format!("{count} {word}");
    match limit.keyword {
        "minimum" => Probe {
            beyond: number(-1),
            at: number(0),
            limit: format!("at least {bound}"),
            found: number(-1).to_string(),
        },
        "maximum" => Probe {
            beyond: number(1),
            at: number(0),
            limit: format!("at most {bound}"),
            found: number(1).to_string(),
        },
        "minItems" => Probe {
            beyond: items(count - 1),
            at: items(count),
            limit: format!("at least {}", unit("items", count)),
            found: unit("items", count - 1),
        },
        "maxItems" => Probe {
            beyond: items(count + 1),
            at: items(count),
            limit: format!("at most {}", unit("items", count)),
            found: unit("items", count + 1),
        },
        "maxLength" => Probe {
            beyond: text(count + 1),
            at: text(count),
            limit: format!("at most {}", unit("characters", count)),
            found: unit("characters", count + 1),
        },
        other => panic!("`{other}` is new: say here how it is violated"),
    }
}
