//! A document several times in one: larger, and of the same shape.

use serde_json::{Map, Value};

/// The document with every path and every component `number` times, each copy with names of its own.
pub(crate) fn copies(document: &Value, number: usize) -> Value {
    let mut whole = document.clone();
    for (key, deep) in [("paths", false), ("components", true)] {
        let mut merged = Map::new();
        for copy in 1..=number {
            let mut part = document[key].clone();
            rename(&mut part, copy);
            let part = if deep { part } else { prefixed(part, copy) };
            merge(&mut merged, part, copy, deep);
        }
        whole[key] = merged.into();
    }
    whole
}

/// References and operation ids, at any depth.
fn rename(value: &mut Value, copy: usize) {
    match value {
        Value::Object(members) => {
            for (key, member) in members {
                match member {
                    Value::String(text)
                        if key == "operationId" || text.starts_with("#/components/schemas/") =>
                    {
                        *text = format!("{text}V{copy}");
                    }
                    _ => rename(member, copy),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| rename(item, copy)),
        _ => {}
    }
}

fn prefixed(paths: Value, copy: usize) -> Value {
    let Value::Object(paths) = paths else {
        return paths;
    };
    paths
        .into_iter()
        .map(|(path, item)| (format!("/v{copy}{path}"), item))
        .collect::<Map<_, _>>()
        .into()
}

fn merge(merged: &mut Map<String, Value>, part: Value, copy: usize, deep: bool) {
    let Value::Object(part) = part else { return };
    for (key, value) in part {
        match value {
            Value::Object(members) if deep && key == "schemas" => {
                let all = merged.entry(key).or_insert_with(|| Map::new().into());
                if let Value::Object(all) = all {
                    all.extend(
                        members
                            .into_iter()
                            .map(|(name, schema)| (format!("{name}V{copy}"), schema)),
                    );
                }
            }
            other => {
                merged.insert(key, other);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::copies;
    use serde_json::json;

    #[test]
    fn every_copy_refers_to_itself() {
        let document = json!({
            "paths": {"/a": {"get": {"operationId": "a", "x": {"$ref": "#/components/schemas/S"}}}},
            "components": {"schemas": {"S": {"type": "string"}}, "securitySchemes": {"k": {}}},
        });
        let whole = copies(&document, 2);
        assert_eq!(
            whole["paths"]["/v2/a"]["get"]["x"]["$ref"],
            "#/components/schemas/SV2"
        );
        assert_eq!(whole["paths"]["/v1/a"]["get"]["operationId"], "aV1");
        assert_eq!(
            whole["components"]["schemas"]["SV1"],
            json!({"type": "string"})
        );
        assert_eq!(whole["components"]["securitySchemes"], json!({"k": {}}));
    }
}
