//! The vendor's next document: what it adds appears, without a change to an overlay, and the output changes in nothing else.

use std::collections::{BTreeMap, BTreeSet};

use grid_codegen::Generated;
use serde_json::{Value, json};

use crate::difference;
use crate::fixtures;
use crate::grid::Grid;

/// What a change to the document adds to and takes from the API, and which files it changes but for the root, which bears the digest.
struct Update {
    lost: Vec<String>,
    gained: Vec<String>,
    files: BTreeSet<String>,
}

/// Generates from the document and from one that differs in one thing.
fn update(change: impl FnOnce(&mut Value)) -> Update {
    let grid = Grid::read();
    let before = grid.generate();
    let after = grid
        .generate_with(change)
        .unwrap_or_else(|problems| panic!("{}", fixtures::said(&problems)));
    for text in after
        .files
        .iter()
        .filter(|(path, _)| is_rust(path))
        .map(|(_, text)| text)
    {
        syn::parse_file(text).unwrap();
    }
    let paths: BTreeSet<&String> = before.files.keys().chain(after.files.keys()).collect();
    let files = paths
        .into_iter()
        .filter(|path| differs(&before, &after, path))
        .cloned()
        .collect();
    let (lost, gained) = difference::changed(&api(&before), &api(&after));
    let items = |lines: Vec<String>| {
        lines
            .iter()
            .map(|line| line.replace("api.txt: ", "").replace('\t', " "))
            .collect()
    };
    Update {
        lost: items(lost),
        gained: items(gained),
        files,
    }
}

/// The listing alone.
fn api(generated: &Generated) -> BTreeMap<String, String> {
    [("api.txt".to_owned(), generated.files["api.txt"].clone())].into()
}

fn is_rust(path: &str) -> bool {
    path.strip_suffix(".rs").is_some()
}

fn differs(before: &Generated, after: &Generated, path: &str) -> bool {
    let text = |generated: &Generated| {
        let lines = generated.files.get(path)?.lines();
        Some(
            lines
                .filter(|line| !line.starts_with("// Inputs: sha256 "))
                .map(str::to_owned)
                .collect::<Vec<_>>(),
        )
    };
    text(before) != text(after)
}

fn files(paths: &[&str]) -> BTreeSet<String> {
    paths.iter().map(|path| (*path).to_owned()).collect()
}

const NONE: [&str; 0] = [];

#[test]
fn a_new_optional_field() {
    let update = update(|document| {
        document["components"]["schemas"]["ChatCompletionsRequest"]["properties"]["min_tokens"] =
            json!({"type": "integer", "minimum": 1});
    });
    assert_eq!(update.lost, NONE);
    assert_eq!(
        update.gained,
        [
            "field chat::ChatCompletionsRequest.min_tokens Option<u64> minimum 1 /components/schemas/ChatCompletionsRequest/properties/min_tokens"
        ]
    );
    assert_eq!(
        update.files,
        files(&[
            "api.txt",
            "src/chat/limits.rs",
            "src/chat/request.rs",
            "src/chat/wire.rs"
        ])
    );
}

#[test]
fn a_new_required_field() {
    let update = update(|document| {
        let schema = &mut document["components"]["schemas"]["ChatCompletionsRequest"];
        schema["properties"]["tenant"] = json!({"type": "string"});
        schema["required"]
            .as_array_mut()
            .unwrap()
            .push(json!("tenant"));
    });
    assert_eq!(
        update.lost,
        [
            "method chat::ChatCompletionsRequest::new() (messages: Vec<ChatMessage>) - /components/schemas/ChatCompletionsRequest"
        ]
    );
    assert!(
        update
            .gained
            .iter()
            .any(|line| line.starts_with("field chat::ChatCompletionsRequest.tenant String -")),
        "{:?}",
        update.gained
    );
    assert_eq!(update.gained.len(), 2);
}

#[test]
fn a_new_endpoint() {
    let update = update(|document| {
        document["paths"]["/models"] = json!({"get": {
            "operationId": "listModels",
            "tags": ["models"],
            "responses": {"200": {"description": "The models.", "content": {"application/json": {"schema": {
                "type": "object", "x-name": "ModelList", "required": ["data"],
                "properties": {"data": {"type": "array", "items": {"type": "string"}}},
            }}}}},
        }});
    });
    assert_eq!(update.lost, NONE);
    assert!(
        update.gained.iter().all(|line| line.contains(" models::")),
        "{:?}",
        update.gained
    );
    let elsewhere: Vec<&String> = update
        .files
        .iter()
        .filter(|path| !path.starts_with("src/models/"))
        .collect();
    assert_eq!(elsewhere, ["api.txt", "src/lib.rs"]);
    assert!(update.files.contains("src/models/list_models.rs"));
}

#[test]
fn a_new_value_of_an_enum_that_an_overlay_names() {
    let update = update(|document| {
        let reason = &mut document["components"]["schemas"]["ChatCompletionChoice"]["properties"]["finish_reason"];
        reason["enum"]
            .as_array_mut()
            .unwrap()
            .insert(0, json!("paused"));
    });
    assert_eq!(update.lost, NONE);
    assert_eq!(
        update.gained,
        [
            "variant chat::FinishReason::Paused - wire \"paused\" /components/schemas/ChatCompletionChoice/properties/finish_reason"
        ]
    );
    assert_eq!(
        update.files,
        files(&["api.txt", "src/chat/response.rs", "src/chat/wire.rs"])
    );
}

#[test]
fn a_new_part_of_a_union_that_an_overlay_names() {
    let update = update(|document| {
        document["components"]["schemas"]["ChatCompletionToolCallParam"] = json!({
            "type": "object", "required": ["role"],
            "properties": {"role": {"type": "string", "enum": ["critic"]}, "mood": {"type": "string"}},
        });
        let items = &mut document["components"]["schemas"]["ChatCompletionsRequest"]["properties"]
            ["messages"]["items"];
        items["oneOf"]
            .as_array_mut()
            .unwrap()
            .push(json!({"$ref": "#/components/schemas/ChatCompletionToolCallParam"}));
    });
    assert_eq!(update.lost, NONE);
    assert!(
        update.gained.iter().any(|line| line.starts_with(
            "variant chat::ChatMessage::Critic ChatCompletionToolCallParam tag \"role=critic\""
        )),
        "{:?}",
        update.gained
    );
    let own = |line: &&String| line.contains("ChatCompletionToolCallParam");
    assert_eq!(
        update.gained.iter().filter(own).count(),
        update.gained.len()
    );
}

#[test]
fn a_field_that_is_gone() {
    let grid = Grid::read();
    let before = grid.generate_with(|document| {
        document["components"]["schemas"]["CompletionUsage"]["properties"]["tokens_saved"] =
            json!({"type": "integer"});
    });
    let (lost, gained) = difference::changed(&api(&before.unwrap()), &api(&grid.generate()));
    assert_eq!(gained, NONE);
    assert_eq!(lost.len(), 1);
    assert!(
        lost[0].contains("chat::Usage.tokens_saved\tOption<i64>"),
        "{lost:?}"
    );
}

/// What a reader of the listing must see change, for the crate has changed.
#[test]
fn no_change_of_a_type_is_silent() {
    let api = |schemas: &Value, media: &str| {
        let document = json!({"openapi": "3.0.3", "info": {"title": "t", "version": "1"}, "paths": {"/a": {"post": {
            "operationId": "a",
            "requestBody": {"required": true, "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Body"}}}},
            "responses": {"200": {"description": "d", "content": {media: {"schema": {"type": "string"}}}}},
        }}}, "components": {"schemas": schemas}});
        let text = document.to_string();
        let generated = fixtures::generate("a.json", &text, &[], "a", false);
        generated
            .unwrap_or_else(|problems| panic!("{}", fixtures::said(&problems)))
            .files["api.txt"]
            .clone()
    };
    let schemas = |id: &str, item: &str, kind: &str| {
        json!({
            "Id": {"type": id},
            "Either": {"oneOf": [{"type": "array", "items": {"type": "string"}}, {"type": "array", "items": {"type": item}}]},
            "Body": {"type": "object", "required": ["kind"], "properties": {
                "kind": {"type": "string", "enum": [kind]},
                "id": {"$ref": "#/components/schemas/Id"},
                "either": {"$ref": "#/components/schemas/Either"},
            }},
        })
    };
    let before = api(&schemas("string", "integer", "one"), "text/plain");
    for (what, after) in [
        (
            "an alias",
            api(&schemas("integer", "integer", "one"), "text/plain"),
        ),
        (
            "a member of a union",
            api(&schemas("string", "boolean", "one"), "text/plain"),
        ),
        (
            "a constant",
            api(&schemas("string", "integer", "two"), "text/plain"),
        ),
        (
            "a coding",
            api(&schemas("string", "integer", "one"), "application/pdf"),
        ),
    ] {
        assert_ne!(before, after, "{what}");
    }
}
