//! Which surface a component belongs to: the first, in the document's order, with an operation that reaches it.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{references, schema};
use crate::names;

/// The methods of a path item (`OpenAPI` 3.0.3, "Path Item Object"), in the order that the specification lists them.
pub(crate) const METHODS: [&str; 8] = [
    "get", "put", "post", "delete", "options", "head", "patch", "trace",
];

/// Component → surface, for every schema that an operation reaches.
pub(crate) fn assign(document: &Value) -> BTreeMap<String, String> {
    let mut surfaces = BTreeMap::new();
    for (path, item) in schema::map(document, "paths") {
        for method in METHODS {
            if let Some(operation) = item.get(method) {
                let surface = of_operation(operation, path);
                reach(document, operation, &surface, &mut surfaces);
            }
        }
    }
    surfaces
}

/// `x-surface`, or the first tag, or the path's first fixed segment.
pub(crate) fn of_operation(operation: &Value, path: &str) -> String {
    let named = schema::text(operation, "x-surface")
        .or_else(|| schema::strings(operation, "tags").first().copied());
    let segment = || {
        path.split('/')
            .find(|part| !part.is_empty() && !part.contains('{'))
            .unwrap_or("root")
    };
    let name = names::snake(named.unwrap_or_else(segment));
    if RESERVED.contains(&name.as_str()) {
        format!("{name}_api")
    } else {
        name
    }
}

/// Surface → the description of the first tag of its operations.
pub(crate) fn docs(document: &Value) -> BTreeMap<String, String> {
    let mut docs = BTreeMap::new();
    for (path, item) in schema::map(document, "paths") {
        for operation in METHODS.into_iter().filter_map(|method| item.get(method)) {
            let tags = schema::strings(operation, "tags");
            let described = schema::list(document, "tags")
                .iter()
                .filter(|tag| schema::text(tag, "name").is_some_and(|name| tags.contains(&name)))
                .find_map(schema::description);
            if let Some(described) = described {
                docs.entry(of_operation(operation, path))
                    .or_insert(described);
            }
        }
    }
    docs
}

/// Modules that every crate has.
const RESERVED: [&str; 6] = ["support", "client", "servers", "security", "types", "lib"];

fn reach(document: &Value, value: &Value, surface: &str, surfaces: &mut BTreeMap<String, String>) {
    let mut waiting = vec![value];
    let mut seen = std::collections::HashSet::new();
    while let Some(value) = waiting.pop() {
        match value {
            Value::Array(items) => waiting.extend(items.iter().rev()),
            Value::Object(members) => {
                if let Some(reference) = members.get("$ref").and_then(Value::as_str) {
                    if let Some(name) = references::component(reference) {
                        surfaces.entry(name).or_insert_with(|| surface.to_owned());
                    }
                    if seen.insert(reference) {
                        let target = reference
                            .strip_prefix('#')
                            .and_then(|pointer| document.pointer(pointer));
                        waiting.extend(target);
                    }
                }
                waiting.extend(members.values().rev());
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_first_surface_keeps_what_both_reach() {
        let document = json!({
            "paths": {
                "/a": {"post": {"x-surface": "chat", "x": {"$ref": "#/components/schemas/A"}}},
                "/b": {"get": {"tags": ["Other Things"], "x": {"$ref": "#/components/schemas/B"}}},
            },
            "components": {"schemas": {
                "A": {"items": {"$ref": "#/components/schemas/Shared"}},
                "B": {"items": {"$ref": "#/components/schemas/Shared"}},
                "Shared": {"properties": {"again": {"$ref": "#/components/schemas/Shared"}}},
            }},
        });
        let surfaces = assign(&document);
        assert_eq!(surfaces["A"], "chat");
        assert_eq!(surfaces["Shared"], "chat");
        assert_eq!(surfaces["B"], "other_things");
    }
}
