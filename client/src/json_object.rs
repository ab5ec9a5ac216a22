//! Objects for the fields that take any.

use serde::Serialize;
use serde_json::{Map, Value};

use crate::Error;

/// A JSON object, for a schema or whatever else takes any object: of `serde_json::json!`, of a type of yours, or of what a crate such
/// as `schemars` makes.
///
/// ```
/// use grid_client::api::chat::FunctionDefinition;
/// use grid_client::json_object;
/// use serde_json::json;
///
/// let parameters = json_object(json!({"type": "object", "properties": {"city": {"type": "string"}}}))?;
/// let function = FunctionDefinition::new("weather").parameters(parameters);
/// # drop(function);
/// # Ok::<(), grid_client::Error>(())
/// ```
///
/// # Errors
/// [`Error::is_invalid_request`] where it is no object.
pub fn json_object(value: impl Serialize) -> Result<Map<String, Value>, Error> {
    let wrong =
        |what: &str| Error::invalid_request(format!("a JSON object is needed, and this is {what}"));
    match serde_json::to_value(value) {
        Ok(Value::Object(object)) => Ok(object),
        Ok(Value::Null) => Err(wrong("null")),
        Ok(Value::Bool(_)) => Err(wrong("a boolean")),
        Ok(Value::Number(_)) => Err(wrong("a number")),
        Ok(Value::String(_)) => Err(wrong("a string")),
        Ok(Value::Array(_)) => Err(wrong("an array")),
        Err(problem) => Err(wrong("no JSON").caused_by(problem)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn only_an_object_is_one() {
        let object = json_object(json!({"a": 1, "b": [null]})).unwrap();
        assert_eq!(
            serde_json::to_string(&object).unwrap(),
            r#"{"a":1,"b":[null]}"#
        );
        for (value, what) in [
            (json!(null), "null"),
            (json!("secret"), "a string"),
            (json!([1]), "an array"),
        ] {
            let error = json_object(value).unwrap_err();
            assert!(error.is_invalid_request());
            let said =
                format!("invalid request, not sent: a JSON object is needed, and this is {what}");
            assert_eq!(error.to_string(), said);
        }
    }
}
