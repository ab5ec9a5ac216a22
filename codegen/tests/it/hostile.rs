//! Documents that try to break out of where their texts stand: names, descriptions, values and addresses of every bad kind, in every
//! place. What is generated holds them as data, or they are refused with their place.

use std::collections::BTreeSet;

use grid_codegen::problem::Place;
use proc_macro2::{TokenStream, TokenTree};
use serde_json::{Value, json};

use crate::fixtures;

/// A word that stands in every hostile text: it must turn up in literals and docs only.
const MARK: &str = "pwned";

/// Texts that end comments, strings, attributes and paths, or hide.
pub(crate) const TEXTS: [&str; 24] = [
    "*/ fn pwned() {} /*",
    "\"# ; fn pwned() {} //",
    "\"; fn pwned() {} const X: &str = \"",
    "]] pub fn pwned() {}",
    "../../pwned",
    "/etc/pwned",
    "..\\..\\pwned",
    "r#crate pwned",
    "pwned\nfn pwned() {}",
    "pwned\r\nfn pwned() {}",
    "pwned\rfn pwned() {}",
    "\u{202E}pwned\u{2066}",
    "pwned\u{0}",
    "pwned\u{2028}fn pwned() {}",
    "'pwned'",
    "\\\"pwned\\",
    "{} {pwned} {{}}",
    "```\npwned();\n```",
    "<script>pwned()</script>",
    "#![feature(pwned)]",
    "${pwned} $pwned $crate",
    "pwned!(x); macro_rules! pwned",
    "include_str!(\"/pwned\") env!(\"pwned\")",
    "\u{FEFF}pwned\u{7F}\u{1B}[31m",
];

/// The documents that are generated whole: a name of a crate, and a text.
pub(crate) fn documents() -> Vec<(String, String)> {
    vec![
        ("hostile-data".to_owned(), data().to_string()),
        ("hostile-names".to_owned(), names().to_string()),
    ]
}

/// Every text where a text is data: descriptions, values, examples, defaults, constants.
fn data() -> Value {
    let long = "long ".repeat(20_000);
    let mut properties = serde_json::Map::new();
    for (index, text) in TEXTS.iter().enumerate() {
        properties.insert(
            format!("p{index}"),
            json!({"type": "string", "description": text, "example": text, "default": text, "pattern": text, "title": text}),
        );
        properties.insert(
            format!("c{index}"),
            json!({"type": "string", "enum": [text], "description": text}),
        );
    }
    properties.insert(
        "values".to_owned(),
        json!({"type": "string", "enum": TEXTS, "description": long}),
    );
    let described: serde_json::Map<String, Value> = TEXTS
        .iter()
        .map(|text| ((*text).to_owned(), json!(text)))
        .collect();
    properties.insert(
        "described".to_owned(),
        json!({"type": "string", "enum": TEXTS, "x-enum-descriptions": described}),
    );
    let all = TEXTS.join("\n");
    json!({
        "openapi": "3.0.3",
        "info": {"title": all, "version": all, "description": all},
        "servers": TEXTS.map(|text| json!({"url": format!("https://example.com/{text}"), "description": text})),
        "tags": [{"name": "data", "description": all}],
        "paths": {"/data": {"post": {
            "operationId": "send_data", "tags": ["data"], "summary": all, "description": all, "x-beta": true, "deprecated": true,
            "parameters": [
                {"name": "q", "in": "query", "description": all, "schema": {"type": "string", "default": all, "enum": [all]}},
                {"name": "X-Header", "in": "header", "description": all, "schema": {"type": "string", "default": all}},
            ],
            "requestBody": {"required": true, "description": all, "content": {"application/json": {
                "schema": {"$ref": "#/components/schemas/Data"},
            }}},
            "responses": {
                "200": {"description": all, "content": {
                    "application/json": {"schema": {"$ref": "#/components/schemas/Data"}},
                    "text/event-stream": {"schema": {"$ref": "#/components/schemas/Union"}, "x-terminator": all},
                }},
                "404": {"description": all},
            },
        }}},
        "components": {
            "schemas": {
                "Data": {"type": "object", "description": all, "properties": properties, "required": ["p0", "p1", "c0", "c1"],
                         "example": {"p0": TEXTS[0], "p1": TEXTS[1], "p2": TEXTS[2]}},
                "Union": {"description": all, "oneOf": [{"$ref": "#/components/schemas/One"}, {"$ref": "#/components/schemas/Two"}]},
                "One": {"type": "object", "required": [TEXTS[2]], "properties": {TEXTS[2]: {"type": "string", "enum": [TEXTS[3]]}}},
                "Two": {"type": "object", "required": [TEXTS[2]], "properties": {TEXTS[2]: {"type": "string", "enum": [TEXTS[8]]}}},
            },
            "securitySchemes": {"key": {"type": "apiKey", "in": "header", "name": "X-Key", "description": all}},
        },
    })
}

/// Every text where a text is a name: of types, members, operations, parameters, tags and schemes.
fn names() -> Value {
    let mut paths = serde_json::Map::new();
    let mut schemas = serde_json::Map::new();
    let mut security = serde_json::Map::new();
    let mut properties = serde_json::Map::new();
    for (index, text) in TEXTS.iter().enumerate() {
        properties.insert(
            (*text).to_owned(),
            json!({"type": "string", "maxLength": 3}),
        );
        properties.insert(
            format!("{text} inline"),
            json!({"type": "object", "properties": {*text: {"enum": [text], "type": "string"}}}),
        );
        properties.insert(
            format!("{text} list"),
            json!({"type": "array", "items": {"type": "string", "enum": [text, "b"]}}),
        );
        security.insert(
            (*text).to_owned(),
            json!({"type": "http", "scheme": "bearer"}),
        );
        let parameters = [
            json!({"name": text, "in": "query", "schema": {"type": "string"}}),
            json!({"name": format!("{text} 2"), "in": "query", "schema": {"type": "string", "enum": [text, "x"]}}),
        ];
        paths.insert(
            format!("/p{index}"),
            json!({"get": {
                "operationId": format!("{text} {index}"), "tags": [text], "parameters": parameters, "security": [{*text: []}],
                "responses": {"200": {"description": "d", "content": {"application/json": {
                    "schema": {"$ref": format!("#/components/schemas/S{index}")},
                }}}},
            }}),
        );
        schemas.insert(
            format!("S{index}"),
            json!({"type": "object", "properties": properties}),
        );
        schemas.insert(
            format!("{text} {index}"),
            json!({"type": "array", "items": {"$ref": format!("#/components/schemas/S{index}")}}),
        );
        properties.clear();
    }
    json!({
        "openapi": "3.0.3",
        "info": {"title": "Names", "version": "1"},
        "paths": paths,
        "components": {"schemas": schemas, "securitySchemes": security},
    })
}

#[test]
fn nothing_of_a_hostile_text_becomes_code() {
    for (name, text) in documents() {
        let generated = fixtures::generate("hostile.json", &text, &[], &name, true);
        let files = generated
            .unwrap_or_else(|problems| panic!("{}", fixtures::said(&problems)))
            .files;
        for (path, text) in &files {
            is_inside(path);
            if path.strip_suffix(".rs").is_some() {
                let tokens: TokenStream = text
                    .parse()
                    .unwrap_or_else(|error| panic!("{path}: {error}"));
                syn::parse_file(text).unwrap_or_else(|error| panic!("{path}: {error}"));
                let spoilt: Vec<String> = words(tokens)
                    .into_iter()
                    .filter(|word| word == MARK)
                    .collect();
                // A name is a name, but never a whole word of a text: `fn pwned() {}` may become `FnPwned`, no `pwned`.
                assert!(
                    spoilt.is_empty() || name == "hostile-names",
                    "{path}: {spoilt:?}"
                );
                assert!(
                    !text.contains([
                        '\u{0}', '\u{202E}', '\u{2066}', '\r', '\u{7F}', '\u{1B}', '\u{FEFF}',
                        '\u{2028}'
                    ]),
                    "{path}"
                );
            }
        }
        if name == "hostile-names" {
            only_known_items(&files);
        }
    }
}

/// A path that leads out of `src/` is one that writes where it should not.
fn is_inside(path: &str) {
    if path == "api.txt" || path == "Cargo.toml" {
        return;
    }
    let rest = path
        .strip_prefix("src/")
        .unwrap_or_else(|| panic!("{path:?} is not in src/"));
    let stem = rest
        .strip_suffix(".rs")
        .unwrap_or_else(|| panic!("{path:?} is no file of Rust"));
    assert!(
        stem.split('/').count() <= 2 && !stem.split('/').any(str::is_empty),
        "{path:?}"
    );
    assert!(
        stem.chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || "_/".contains(c)),
        "{path:?}"
    );
}

/// The identifiers of a stream of tokens.
fn words(tokens: TokenStream) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut waiting = vec![tokens];
    while let Some(tokens) = waiting.pop() {
        for token in tokens {
            match token {
                TokenTree::Ident(ident) => {
                    found.insert(ident.to_string());
                }
                TokenTree::Group(group) => waiting.push(group.stream()),
                _ => {}
            }
        }
    }
    found
}

/// In the modules of a surface there are types, implementations of known traits, modules, imports and the functions of an operation; no
/// macro is defined, and none is called but those of the tables and `write!`.
fn only_known_items(files: &std::collections::BTreeMap<String, String>) {
    const FUNCTIONS: [&str; 3] = ["request", "stream_request", "decode"];
    let is_of_surface = |path: &String| {
        path.strip_prefix("src/")
            .is_some_and(|rest| rest.contains('/'))
            && !path.starts_with("src/support/")
    };
    let mut functions = 0;
    for (path, text) in files.iter().filter(|(path, _)| is_of_surface(path)) {
        for item in syn::parse_file(text).unwrap().items {
            match item {
                syn::Item::Fn(item) => {
                    assert!(
                        FUNCTIONS.contains(&item.sig.ident.to_string().as_str()),
                        "{path}: fn {}",
                        item.sig.ident
                    );
                    functions += 1;
                }
                syn::Item::Macro(item) => {
                    let called = item.mac.path.segments.last().unwrap().ident.to_string();
                    assert!(
                        ["object", "open_enum", "tagged", "by_type"].contains(&called.as_str()),
                        "{path}: {called}!"
                    );
                }
                syn::Item::Struct(_)
                | syn::Item::Enum(_)
                | syn::Item::Type(_)
                | syn::Item::Impl(_)
                | syn::Item::Use(_)
                | syn::Item::Const(_)
                | syn::Item::Mod(syn::ItemMod { content: None, .. }) => {}
                _ => panic!("{path} has an item of another kind:\n{text}"),
            }
        }
    }
    assert_eq!(functions, 2 * TEXTS.len());
}

/// The texts where HTTP carries them: a header's name, a media type, a path.
#[test]
fn what_cannot_be_data_is_refused_with_its_place() {
    for text in TEXTS {
        let operation = |more: Value| {
            let mut operation =
                json!({"operationId": "a", "responses": {"200": {"description": "d"}}});
            for (key, value) in more.as_object().unwrap() {
                operation[key] = value.clone();
            }
            operation
        };
        let document = |path: &str, operation: Value| {
            json!({"openapi": "3.0.3", "info": {"title": "t", "version": "1"}, "paths": {path: {"get": operation}}}).to_string()
        };
        let header =
            json!({"parameters": [{"name": text, "in": "header", "schema": {"type": "string"}}]});
        let media = json!({"responses": {"200": {"description": "d", "content": {format!("text/{text}"): {}}}}});
        let documents = [
            document("/a", operation(header)),
            document("/a", operation(media)),
            document(&format!("/{text}"), operation(json!({}))),
        ];
        for document in documents {
            match fixtures::generate("hostile.json", &document, &[], "hostile", true) {
                Ok(generated) => generated.files.iter().for_each(|(path, text)| {
                    is_inside(path);
                    if path.strip_suffix(".rs").is_some() {
                        syn::parse_file(text).unwrap_or_else(|error| panic!("{path}: {error}"));
                    }
                }),
                Err(problems) => {
                    let placed = problems.iter().all(|p| matches!(&p.place, Place::Pointer(pointer) if pointer.starts_with("/paths/")));
                    assert!(placed, "{}", fixtures::said(&problems));
                }
            }
        }
    }
}
