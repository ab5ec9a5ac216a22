//! Each rule: a document that breaks it in one place, beside the sound one that it was made from.

mod corpus;
mod rules;

use serde::Deserialize;
use serde_json::{Value, json};

use super::check;
use crate::overlay::{self, Origins};
use crate::problem::{Place, Problem, Source};

fn problems_of(document: &Value, name: &str) -> Vec<Problem> {
    check(document, name, &Origins::default())
}

fn problems(document: &Value) -> Vec<Problem> {
    problems_of(document, "d.json")
}

/// Whether the library that later stages read documents with takes this one.
fn deserializes(document: &Value) -> bool {
    openapiv3::OpenAPI::deserialize(document).is_ok()
}

#[allow(
    clippy::too_many_lines,
    reason = "one document, with something of each kind"
)]
fn sound() -> Value {
    json!({
        "openapi": "3.0.3",
        "info": {"title": "T", "version": "1"},
        "servers": [{"url": "https://{host}/v1", "description": "One.", "variables": {
            "host": {"default": "a.example", "enum": ["a.example"], "description": "Which."}
        }}],
        "externalDocs": {"url": "https://a.example/docs", "description": "More."},
        "security": [{"key": []}],
        "tags": [{"name": "pets", "description": "Pets.", "externalDocs": {"url": "https://a.example"}}],
        "paths": {
            "/pets/{petId}": {
                "parameters": [{"$ref": "#/components/parameters/PetId"}],
                "get": {
                    "operationId": "getPet",
                    "summary": "Get",
                    "description": "Gets a pet.",
                    "deprecated": false,
                    "tags": ["pets"],
                    "security": [{"login": ["read"]}, {}],
                    "servers": [{"url": "/v2"}],
                    "parameters": [
                        {"name": "full", "in": "query", "schema": {"type": "boolean", "default": false}}
                    ],
                    "responses": {
                        "200": {
                            "description": "A pet.",
                            "headers": {"X-Left": {"schema": {"type": "integer"}}},
                            "content": {
                                "application/json": {
                                    "schema": {"$ref": "#/components/schemas/Pet"},
                                    "example": {"name": "Rex"}
                                },
                                "text/plain": {"examples": {
                                    "one": {"summary": "One", "value": "Rex"},
                                    "two": {"$ref": "#/components/examples/Two"}
                                }}
                            }
                        },
                        "204": {"description": "None.", "links": {
                            "next": {"operationId": "getPet", "parameters": {"petId": "$response.body#/next"}}
                        }},
                        "4XX": {"$ref": "#/components/responses/Bad"},
                        "default": {"$ref": "#/components/responses/Bad"}
                    }
                },
                "put": {
                    "requestBody": {"$ref": "#/components/requestBodies/Pet"},
                    "responses": {"204": {"description": "Done."}},
                    "callbacks": {"done": {"{$request.body#/url}": {"post": {
                        "requestBody": {"content": {"application/xml": {}}},
                        "responses": {"200": {"description": "Thanks."}}
                    }}}}
                }
            }
        },
        "components": {
            "parameters": {
                "PetId": {"name": "petId", "in": "path", "required": true, "schema": {"type": "string"}}
            },
            "responses": {"Bad": {"description": "No."}},
            "requestBodies": {
                "Pet": {"content": {
                    "multipart/form-data": {},
                    "application/json": {"schema": {"$ref": "#/components/schemas/Pet"}}
                }}
            },
            "examples": {"Two": {"value": "Tom"}},
            "headers": {"Left": {"description": "Left.", "schema": {"type": "integer"}}},
            "securitySchemes": {
                "key": {"type": "apiKey", "in": "header", "name": "X-Key"},
                "bearer": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"},
                "login": {"type": "oauth2", "flows": {
                    "authorizationCode": {
                        "authorizationUrl": "https://a.example/a",
                        "tokenUrl": "https://a.example/t",
                        "scopes": {"read": "Reads."}
                    }
                }},
                "connect": {"type": "openIdConnect", "openIdConnectUrl": "https://a.example/c"}
            },
            "schemas": {
                "Pet": {
                    "type": "object",
                    "title": "Pet",
                    "externalDocs": {"url": "https://a.example"},
                    "example": {"name": "Rex"},
                    "required": ["name", "unknown"],
                    "properties": {
                        "name": {"type": "string", "minLength": 1},
                        "kind": {"type": "string", "nullable": true, "enum": ["cat", "dog", null], "default": null},
                        "same": {"$ref": "#/components/schemas/Pet/properties/kind"},
                        "friend": {"$ref": "#/components/schemas/Pet"},
                        "any": {},
                        "tags": {"type": "object", "additionalProperties": {"type": "string"}, "maxProperties": 9},
                        "ages": {"type": "array", "items": {"type": "integer", "minimum": 0}, "uniqueItems": true},
                        "weight": {"type": "number", "multipleOf": 0.5, "exclusiveMinimum": true, "readOnly": true},
                        "nothing": {"not": {"type": "string"}, "deprecated": true}
                    }
                },
                "Alias": {"$ref": "#/components/schemas/Pet"},
                "Cat": {"allOf": [{"$ref": "#/components/schemas/Pet"}, {"type": "object"}]},
                "Either": {
                    "oneOf": [{"$ref": "#/components/schemas/Pet"}, {"$ref": "#/components/schemas/Cat"}],
                    "discriminator": {"propertyName": "kind", "mapping": {
                        "pet": "#/components/schemas/Pet", "cat": "Cat"
                    }}
                },
                "Tree": {"oneOf": [
                    {"type": "string"},
                    {"type": "array", "items": {"$ref": "#/components/schemas/Tree"}}
                ]}
            }
        }
    })
}

#[test]
fn the_sound_document_passes() {
    let said: Vec<String> = problems(&sound()).iter().map(ToString::to_string).collect();
    assert_eq!(said, Vec::<String>::new());
}

const PET: &str = "/components/schemas/Pet";
const GET: &str = "/paths/~1pets~1{petId}/get";

/// Puts a value at a pointer, whose parent is there.
fn put(document: &mut Value, pointer: &str, value: Value) {
    let (parent, key) = pointer.rsplit_once('/').unwrap();
    let parent = document
        .pointer_mut(parent)
        .unwrap_or_else(|| panic!("{pointer}"));
    let key = crate::pointer::unescape(key);
    match parent {
        Value::Array(items) => items.push(value),
        other => other[&*key] = value,
    }
}

#[test]
fn near_misses_pass() {
    let cases = [
        (format!("{PET}/properties/name/default"), json!(1)),
        (
            format!("{PET}/properties/n"),
            json!({"type": "integer", "default": "12", "enum": [12, 13]}),
        ),
        (format!("{PET}/properties/kind/default"), json!("bird")),
        (
            format!("{PET}/properties/n"),
            json!({"type": "string", "enum": [null]}),
        ),
        (
            format!("{PET}/properties/n"),
            json!({"type": "string", "description": null}),
        ),
        (format!("{PET}/x-may-be-missing"), json!(["name"])),
        (
            format!("{PET}/properties/kind/x-enum-descriptions"),
            json!({"cat": "c"}),
        ),
        (format!("{GET}/x-surface"), json!("chat")),
        (
            format!("{GET}/parameters/-"),
            json!({"name": "petId", "in": "path", "schema": {}}),
        ),
        (
            format!("{GET}/parameters/-"),
            json!({"name": "full", "in": "header", "schema": {}}),
        ),
        (
            "/components/schemas/A".into(),
            json!({"properties": {"a": {"$ref": "#/components/schemas/A"}}, "required": ["a"]}),
        ),
        (
            "/components/schemas/A".into(),
            json!({"properties": {"a": {"$ref": "#/components/schemas/A/properties/b"}, "b": {"type": "string"}}}),
        ),
        ("/paths/x-internal".into(), json!(7)),
        ("/components/x-internal".into(), json!(7)),
    ];
    for (pointer, value) in cases {
        let mut document = sound();
        put(&mut document, &pointer, value);
        let said: Vec<String> = problems(&document)
            .iter()
            .map(ToString::to_string)
            .collect();
        assert_eq!(said, Vec::<String>::new(), "{pointer}");
    }
}

#[test]
fn circles_of_two_are_reported_at_both() {
    let mut document = sound();
    let reference = |name: &str| json!({"$ref": format!("#/components/schemas/{name}")});
    put(&mut document, "/components/schemas/A", reference("B"));
    put(&mut document, "/components/schemas/B", reference("A"));
    put(
        &mut document,
        "/components/schemas/C",
        json!({"allOf": [reference("D")]}),
    );
    put(
        &mut document,
        "/components/schemas/D",
        json!({"allOf": [reference("C"), reference("Pet")]}),
    );
    put(
        &mut document,
        "/components/schemas/User",
        json!({"allOf": [reference("C"), reference("A")]}),
    );
    let places: Vec<Place> = problems(&document)
        .into_iter()
        .map(|problem| problem.place)
        .collect();
    let at = |name: &str| Place::Pointer(format!("/components/schemas/{name}"));
    assert_eq!(places, [at("A"), at("B"), at("C"), at("D")]);
}

#[test]
fn all_problems_come_at_once_and_name_the_overlay_they_came_from() {
    let mut document = sound();
    put(&mut document, "/info", json!(7));
    let text = r#"{"overlay": "1.0.0", "info": {"title": "T", "version": "1"}, "actions": [{
        "target": "$.components.schemas.Pet.properties", "description": "why", "x-source": "where",
        "update": {"x": {"$ref": "no.json"}}
    }]}"#;
    let overlay = overlay::parse(Source {
        name: "o.yaml",
        text,
    })
    .unwrap();
    let applied = overlay::apply(document, "d.json", &[overlay]).unwrap();
    let said: Vec<String> = check(&applied.value, "d.json", &applied.origins)
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(said.len(), 2, "{said:#?}");
    assert!(said[0].starts_with("d.json: /info: `info` is an object"));
    assert!(said[1].starts_with(
        "o.yaml: action 1, target $.components.schemas.Pet.properties, at /components"
    ));
}

#[test]
fn what_passes_is_what_later_stages_can_read() {
    let sound = sound();
    let mut pointers = vec![String::new()];
    let mut next = 0;
    while let Some(pointer) = pointers.get(next).cloned() {
        next += 1;
        match sound.pointer(&pointer) {
            Some(Value::Object(members)) => {
                pointers.extend(
                    members
                        .keys()
                        .map(|key| format!("{pointer}/{}", crate::pointer::escape(key))),
                );
            }
            Some(Value::Array(items)) => {
                pointers.extend((0..items.len()).map(|index| format!("{pointer}/{index}")));
            }
            _ => {}
        }
    }
    assert!(pointers.len() > 120, "{}", pointers.len());
    let values = [
        json!(null),
        json!(true),
        json!(7),
        json!(""),
        json!([]),
        json!([7]),
        json!({}),
        json!({"$ref": "#"}),
        json!({"$ref": "#/components/schemas/Pet"}),
    ];
    let mut passed = Vec::new();
    // The version is the first stage's to judge.
    for pointer in pointers.iter().filter(|pointer| *pointer != "/openapi") {
        for value in &values {
            let mut document = sound.clone();
            *document.pointer_mut(pointer).unwrap() = value.clone();
            let is_sound = problems(&document).is_empty();
            if is_sound && !deserializes(&document) {
                passed.push(format!("{value} at {pointer}"));
            }
        }
    }
    assert_eq!(passed, Vec::<String>::new());
}
