//! Each rule, broken in one place of the sound document.

use super::{problems, put, sound};
use crate::problem::Place;

/// What is put where (`-` is the end of an array), where the problem is if not there, and what it says.
#[rustfmt::skip]
const CASES: &[(&str, &str, &str, &str)] = &[
    // References.
    ("@pet/properties/x", r##"{"$ref": "#/components/schemas/Pets"}"##, "@pet/properties/x/$ref", "names nothing\n  help: there is `#/components/schemas/Pet`"),
    ("@pet/properties/x", r##"{"$ref": "#/components/schemas/Q"}"##, "@pet/properties/x/$ref", "names nothing\n  help: add it"),
    ("@pet/properties/x", r#"{"$ref": "other.json#/A"}"#, "@pet/properties/x/$ref", "leaves the document"),
    ("@pet/properties/x", r#"{"$ref": "https://a.example/a"}"#, "@pet/properties/x/$ref", "leaves the document"),
    ("@pet/properties/x", r#"{"$ref": 7}"#, "@pet/properties/x/$ref", "is a text"),
    ("@pet/properties/x", r##"{"$ref": "#/components/responses/Bad"}"##, "@pet/properties/x/$ref", "one of the responses where a schema is wanted"),
    ("@pet/properties/x", r##"{"$ref": "#/info"}"##, "@pet/properties/x/$ref", "names no component"),
    ("@pet/properties/x", r##"{"$ref": "#/components/schemas/Pet/required/0"}"##, "@pet/properties/x/$ref", "names no component"),
    ("@get/parameters/-", r##"{"$ref": "#/components/parameters/No"}"##, "@get/parameters/1/$ref", "names nothing"),
    ("@get/parameters/-", r##"{"$ref": "#/paths/~1pets~1{petId}/parameters/0"}"##, "@get/parameters/1/$ref", "names no component"),
    ("@get/responses/500", r##"{"$ref": "#/components/responses/No"}"##, "@get/responses/500/$ref", "names nothing"),
    ("@get/requestBody", r##"{"$ref": "#/components/requestBodies/No"}"##, "@get/requestBody/$ref", "names nothing"),
    ("@get/responses/200/headers/X", r##"{"$ref": "#/components/headers/No"}"##, "@get/responses/200/headers/X/$ref", "names nothing"),
    ("@get/responses/200/links", r##"{"l": {"$ref": "#/components/links/No"}}"##, "@get/responses/200/links/l/$ref", "names nothing"),
    ("@schemas/Either/discriminator/mapping/no", r##""#/components/schemas/No""##, "", "names no schema"),
    ("@schemas/Either/discriminator/mapping/no", r#""No""#, "", "names no schema"),
    ("/paths/~1x", r##"{"$ref": "#/paths/~1pets~1{petId}"}"##, "/paths/~1x/$ref", "a path that is a reference"),
    // Circles.
    ("@schemas/Self", r##"{"$ref": "#/components/schemas/Self"}"##, "", "leads back to itself"),
    ("@schemas/Self", r##"{"allOf": [{"$ref": "#/components/schemas/Self"}]}"##, "", "made of itself"),
    ("@schemas/Self", r##"{"oneOf": [{"anyOf": [{"$ref": "#/components/schemas/Self"}]}, {"type": "string"}]}"##, "", "made of itself"),
    ("@schemas/Deep", r##"{"properties": {"a": {"properties": {"b": {"$ref": "#/components/schemas/Deep/properties/a"}}}}}"##, "@schemas/Deep/properties/a/properties/b", "which is no component, leads back"),
    // Operations.
    ("@get/operationId", r#""""#, "", "is a text"),
    ("@put/operationId", r#""getPet""#, "", "is taken: /paths/~1pets~1{petId}/get/operationId has it"),
    ("@put/operationId", r#""get-pet""#, "", "would both be named `get_pet`"),
    ("/paths/~1pets~1{petId}/gett", "{}", "", "unknown member"),
    ("/paths/pets", "{}", "", "does not begin with `/`"),
    ("/paths/~1{a", "{}", "", "without a closing one"),
    ("/paths/~1a~1{b}", r#"{"get": {"responses": {"200": {"description": "d"}}}}"#, "/paths/~1a~1{b}/get", "there is no path parameter `b`"),
    ("@get/parameters/-", r#"{"name": "other", "in": "path", "schema": {}}"#, "@get/parameters/1", "has no place in the path"),
    ("@get/parameters/-", r#"{"name": "full", "in": "query", "schema": {}}"#, "@get/parameters/1", "given twice"),
    ("@get/parameters/-", r#"{"in": "query", "schema": {}}"#, "@get/parameters/1", "`name` is missing"),
    ("@get/parameters/-", r#"{"name": "a", "schema": {}}"#, "@get/parameters/1", "`in` is missing"),
    ("@get/parameters/-", r#"{"name": "a", "in": "body", "schema": {}}"#, "@get/parameters/1/in", "not in `body`"),
    ("@get/parameters/-", r#"{"name": "a", "in": "query"}"#, "@get/parameters/1", "`schema` is missing"),
    ("@get/parameters/-", r#"{"name": "a", "in": "cookie", "schema": {}}"#, "@get/parameters/1/in", "cookie parameters"),
    ("@get/parameters/-", r#"{"name": "a", "in": "query", "style": "deepObject", "schema": {}}"#, "@get/parameters/1/style", "\"deepObject\" is not supported"),
    ("@get/parameters/-", r#"{"name": "a", "in": "query", "content": {"application/json": {}}}"#, "@get/parameters/1/content", "not supported"),
    ("@get/parameters/-", "7", "@get/parameters/1", "a parameter is an object"),
    ("@get/parameters", r#"{"a": 1}"#, "", "is an array"),
    ("@get/responses/20", r#"{"description": "d"}"#, "", "is no status"),
    ("@get/responses/600", r#"{"description": "d"}"#, "", "is no status"),
    ("@get/responses/500", "{}", "", "`description` is missing"),
    ("@get/responses", "[]", "", "is an object"),
    ("/paths/~1a", r#"{"get": {}}"#, "/paths/~1a/get", "`responses` is missing"),
    ("@get/requestBody", r#"{"content": {"multipart/related": {}}}"#, "@get/requestBody/content", "no media type that can be sent: multipart/related"),
    ("@get/requestBody", r#"{"content": {}}"#, "@get/requestBody/content", "has no media type"),
    ("@get/requestBody", "{}", "", "`content` is missing"),
    ("@get/responses/200/content/json", "{}", "", "is no media type"),
    ("@get/parameters/-", r#"{"name": "a", "in": "header", "explode": true, "schema": {"type": "object"}}"#, "@get/parameters/1/explode", "not supported here"),
    ("@get/requestBody", r#"{"content": {"application/x-www-form-urlencoded": {"encoding": {"a": {"contentType": "application/json"}}}}}"#, "@get/requestBody/content/application~1x-www-form-urlencoded/encoding/a/contentType", "not supported here"),
    ("@get/requestBody", r#"{"content": {"text/event-stream": {}}}"#, "@get/requestBody/content", "no media type that can be sent: text/event-stream"),
    ("@get/requestBody", r#"{"content": {"application/x-www-form-urlencoded": {"encoding": {"a": {"style": "deepObject"}}}}}"#, "@get/requestBody/content/application~1x-www-form-urlencoded/encoding/a/style", "not supported here"),
    ("@get/security", r#"[{"no": []}]"#, "@get/security/0/no", "there is no security scheme"),
    ("@get/deprecated", r#""yes""#, "", "true or false"),
    // Schemas.
    ("@pet/properties/x", "true", "", "a schema is an object"),
    ("@pet/properties", "[]", "", "`properties` is an object"),
    ("@name/type", r#""strin""#, "", "is not a type of OpenAPI 3.0"),
    ("@name/type", r#"["string", "null"]"#, "", "say one type"),
    ("@name/type", r#""null""#, "", "add `nullable: true`"),
    ("@name/enum", "[]", "", "is empty"),
    ("@name/enum", r#""a""#, "", "is an array"),
    ("@name/enum", r#"["a", "b", "a"]"#, "@name/enum/2", "given twice"),
    ("@name/enum", r#"["1", 1]"#, "@name/enum/1", "given twice"),
    ("@name/enum", r#"["a", null]"#, "@name/enum/1", "null is not of type string"),
    ("@name/enum", r#"[["a"]]"#, "@name/enum/0", "is not of type string"),
    ("@name/default", r#"["a"]"#, "", "is not of type string"),
    ("@name/default", "null", "", "null is not of type string"),
    ("@pet/properties/n", r#"{"type": "integer", "default": "inf"}"#, "@pet/properties/n/default", "the default \"inf\" is not of type integer"),
    ("@name/minLength", "-1", "", "a whole number"),
    ("@name/minLength", r#""1""#, "", "a whole number"),
    ("@name/minimum", r#""1""#, "", "a number"),
    ("@name/exclusiveMinimum", "1", "", "true or false"),
    ("@name/nullable", r#""true""#, "", "true or false"),
    ("@name/description", r#"["a"]"#, "", "is a text"),
    ("@name/required", "true", "", "is an array"),
    ("@name/required", "[7]", "@name/required/0", "lists texts"),
    ("@name/items", "[{}]", "", "a schema is an object"),
    ("@name/additionalProperties", r#""no""#, "", "a schema is an object"),
    ("@name/oneOf", "[]", "", "has no members"),
    ("@name/discriminator", "{}", "", "`propertyName` is missing"),
    // The rest of the document.
    ("/info", r#"{"title": "T"}"#, "", "`version` is missing"),
    ("/servers", "[{}]", "/servers/0", "`url` is missing"),
    ("/tags", "[{}]", "/tags/0", "`name` is missing"),
    ("/components/schema", "{}", "", "unknown kind"),
    ("/components/securitySchemes/b", r#"{"type": "basic"}"#, "/components/securitySchemes/b/type", "is no type of security scheme"),
    ("/components/securitySchemes/b", r#"{"type": "http"}"#, "", "`scheme` is missing"),
    ("/components/securitySchemes/b", r#"{"type": "oauth2"}"#, "", "`flows` is missing"),
    // Markers.
    ("@name/x-name", "7", "", "is a text"),
    ("@name/x-name", r#""two words""#, "", "is no name in Rust"),
    ("@name/x-same-as", r#""Option""#, "", "would hide a name"),
    ("@name", r##"{"$ref": "#/components/schemas/Pet", "x-variant": "a b"}"##, "@name/x-variant", "is no name in Rust"),
    ("@name/x-any-of", "true", "", "marks a `oneOf`"),
    ("@pet/x-may-be-missing", r#"["name", "nam"]"#, "@pet/x-may-be-missing/1", "there is no property \"nam\""),
    ("@pet/x-may-be-missing", r#""name""#, "", "true or a list"),
    ("@pet/properties/kind/x-enum-descriptions", r#"{"cat": "c", "bird": "b"}"#, "@pet/properties/kind/x-enum-descriptions/bird", "is no member"),
    ("@get/x-surface", r#""My Chat""#, "", "no name of a module"),
    ("@get/x-beta", "1", "", "true or false"),
];

fn pointer(short: &str) -> String {
    short
        .replace("@name", "@pet/properties/name")
        .replace("@pet", "@schemas/Pet")
        .replace("@schemas", "/components/schemas")
        .replace("@get", "/paths/~1pets~1{petId}/get")
        .replace("@put", "/paths/~1pets~1{petId}/put")
}

#[test]
fn each_rule() {
    for (place, value, shows, what) in CASES {
        let mut document = sound();
        let place = pointer(place);
        put(&mut document, &place, serde_json::from_str(value).unwrap());
        let shows = if shows.is_empty() {
            place.clone()
        } else {
            pointer(shows)
        };
        let found = problems(&document);
        let said: Vec<String> = found.iter().map(ToString::to_string).collect();
        assert_eq!(said.len(), 1, "{value} at {place}: {said:#?}");
        assert_eq!(found[0].place, Place::Pointer(shows), "{said:#?}");
        assert!(said[0].contains(what), "{value} at {place}: {said:#?}");
    }
}
