//! Values that a schema allows: every member, every part of a union, every value of an enum, each at least once.

use serde_json::{Map, Value, json};

use super::schema::{self, Kind};

/// Schemas deeper than this hold themselves.
const DEEPEST: usize = 24;

/// Samples of a schema; none where it says nothing of what stands there (an object without members, any value).
pub(super) fn samples(document: &Value, schema: &Value) -> Vec<Value> {
    of_schema(document, schema, 0)
}

fn of_schema(document: &Value, schema: &Value, depth: usize) -> Vec<Value> {
    let Some(schema) = schema::resolve(document, schema).filter(|_| depth < DEEPEST) else {
        return Vec::new();
    };
    if let Some(values) = schema.get("enum").and_then(Value::as_array) {
        return values
            .iter()
            .filter(|value| !value.is_null())
            .cloned()
            .collect();
    }
    if let Some(example) = schema.get("example") {
        return vec![example.clone()];
    }
    match schema::kind(schema) {
        Kind::Union(parts) => parts
            .iter()
            .flat_map(|part| of_schema(document, part, depth + 1))
            .collect(),
        // Of several at once, the one that says most; the documents have no more than one that says anything.
        Kind::All(parts) => parts
            .iter()
            .map(|part| of_schema(document, part, depth + 1))
            .max_by_key(Vec::len)
            .unwrap_or_default(),
        Kind::Text => vec![json!("text")],
        Kind::Boolean => vec![json!(true)],
        Kind::Integer => vec![schema.get("minimum").cloned().unwrap_or(json!(1))],
        Kind::Number => vec![json!(0.5)],
        Kind::List(items) => {
            let items: Vec<Value> = items
                .into_iter()
                .flat_map(|items| of_schema(document, items, depth + 1))
                .collect();
            if items.is_empty() {
                Vec::new()
            } else {
                vec![Value::Array(items)]
            }
        }
        Kind::Map(values) => {
            let values = of_schema(document, values, depth + 1).into_iter();
            values.map(|value| json!({"name": value})).collect()
        }
        Kind::Object(members) => objects(document, members, depth),
        Kind::FreeForm | Kind::Any | Kind::Unknown => Vec::new(),
    }
}

/// As many objects as the member with most samples has; the others take turns.
fn objects(document: &Value, members: &Map<String, Value>, depth: usize) -> Vec<Value> {
    let members = members
        .iter()
        .map(|(name, schema)| (name, of_schema(document, schema, depth + 1)));
    let members: Vec<(&String, Vec<Value>)> =
        members.filter(|(_, samples)| !samples.is_empty()).collect();
    let most = members
        .iter()
        .map(|(_, samples)| samples.len())
        .max()
        .unwrap_or_default();
    let object = |turn: usize| {
        let member = |(name, samples): &(&String, Vec<Value>)| {
            let sample = samples.get(turn % samples.len())?;
            Some(((*name).clone(), sample.clone()))
        };
        Value::Object(members.iter().filter_map(member).collect())
    };
    (0..most).map(object).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_part_and_every_value_once() {
        let schema = json!({"type": "object", "properties": {
            "stop": {"oneOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]},
            "tier": {"type": "string", "enum": ["a", "b", "c"], "nullable": true},
            "provider": {"type": "object"},
            "bias": {"type": "object", "additionalProperties": {"type": "integer"}}
        }});
        let expected = [
            json!({"stop": "text", "tier": "a", "bias": {"name": 1}}),
            json!({"stop": ["text"], "tier": "b", "bias": {"name": 1}}),
            json!({"stop": "text", "tier": "c", "bias": {"name": 1}}),
        ];
        assert_eq!(samples(&schema, &schema), expected);
    }

    #[test]
    fn a_schema_that_holds_itself_ends() {
        let document = json!({"a": {"type": "object", "properties": {"a": {"$ref": "#/a"}, "b": {"type": "boolean"}}}});
        assert_eq!(samples(&document, &json!({"$ref": "#/a"})).len(), 1);
    }
}
