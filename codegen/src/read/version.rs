//! Which documents are `OpenAPI` 3.0, and what the others are.

use serde_json::Value;

use crate::problem::{Problem, kind, shown};

const CONVERT: &str = "convert the document to OpenAPI 3.0.3: that is the version this tool reads";

/// Why a value is not an `OpenAPI` 3.0.x document (`OpenAPI` 3.0.3, "Versions").
pub(super) fn refusal(name: &str, value: &Value) -> Option<Problem> {
    let Value::Object(root) = value else {
        let what = format!("the document is {}, not an object", kind(value));
        return Some(Problem::at_pointer(
            name,
            "",
            what,
            "give an OpenAPI 3.0 document",
        ));
    };
    if let Some(version) = root.get("swagger") {
        let what = format!("Swagger {} is not supported", plain(version));
        return Some(Problem::at_pointer(name, "/swagger", what, CONVERT));
    }
    let Some(version) = root.get("openapi") else {
        let what = "the member `openapi` is missing";
        return Some(Problem::at_pointer(
            name,
            "",
            what,
            "an OpenAPI document says its version: `openapi: 3.0.3`",
        ));
    };
    let Value::String(text) = version else {
        let what = format!("`openapi` is {}, not a string", kind(version));
        return Some(Problem::at_pointer(
            name,
            "/openapi",
            what,
            "write it in full and in quotes: \"3.0.3\"",
        ));
    };
    if text == "3.0" || text.starts_with("3.0.") {
        return None;
    }
    let what = format!("OpenAPI {} is not supported", plain(version));
    Some(Problem::at_pointer(name, "/openapi", what, CONVERT))
}

fn plain(version: &Value) -> String {
    version
        .as_str()
        .map_or_else(|| shown(version), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn three_zero_passes() {
        for version in ["3.0.0", "3.0.3", "3.0.4", "3.0"] {
            assert_eq!(refusal("a", &json!({"openapi": version})), None);
        }
    }

    #[test]
    fn others_are_refused_by_name() {
        let refused = |value: Value| refusal("a", &value).expect("refused").to_string();
        assert!(refused(json!({"openapi": "3.1.0"})).contains("/openapi: OpenAPI 3.1.0 is not"));
        assert!(refused(json!({"openapi": "3.2.0"})).contains("OpenAPI 3.2.0 is not"));
        assert!(refused(json!({"openapi": "3.01.0"})).contains("OpenAPI 3.01.0 is not"));
        assert!(refused(json!({"swagger": "2.0"})).contains("/swagger: Swagger 2.0 is not"));
        assert!(refused(json!({"swagger": 2.0})).contains("Swagger 2.0 is not"));
        assert!(refused(json!({"openapi": 3.0})).contains("a number, not a string"));
        assert!(refused(json!({"paths": {}})).contains("`openapi` is missing"));
        assert!(refused(json!([])).contains("an array, not an object"));
    }
}
