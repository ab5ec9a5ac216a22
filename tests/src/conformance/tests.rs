use std::fs;
use std::path::{Path, PathBuf};

use grid_api::chat::{ChatCompletion, ChatCompletionsRequest};
use grid_codegen::{Settings, Source};
use serde_json::{Value, json};

use super::value::trial;
use super::{Direction, Document, Inputs, Report, Types, check};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn inputs() -> Inputs {
    Inputs::read(&root()).unwrap()
}

fn missing(report: &Report) -> Vec<String> {
    report
        .missing()
        .map(|row| format!("{} {} {}", row.gateway, row.direction, row.field))
        .collect()
}

fn place<'r>(report: &'r Report, gateway: &str, field: &str, direction: Direction) -> &'r str {
    let mut rows = report.rows.iter();
    let row =
        rows.find(|row| row.gateway == gateway && row.field == field && row.direction == direction);
    row.unwrap_or_else(|| panic!("{gateway} has no {field}"))
        .place
        .as_deref()
        .unwrap()
}

#[test]
fn nothing_that_a_page_documents_is_missing() {
    let inputs = inputs();
    let report = check(&inputs.documents, &inputs.types);
    assert_eq!(missing(&report), Vec::<String>::new(), "{report}");
    let names: Vec<&str> = inputs
        .documents
        .iter()
        .map(|document| document.gateway.as_str())
        .collect();
    assert_eq!(
        names,
        [
            "grid",
            "compatible",
            "dgrid",
            "thegrid-chat-page",
            "thegrid-consumption-page"
        ]
    );
    for gateway in names {
        let rows = report
            .rows
            .iter()
            .filter(|row| row.gateway == gateway)
            .count();
        assert!(
            rows > 30,
            "{gateway}: {rows} fields are too few to be all of a page"
        );
    }
}

#[test]
fn a_field_is_shown_where_it_lives() {
    let inputs = inputs();
    let report = check(&inputs.documents, &inputs.types);
    let request = |gateway, field| place(&report, gateway, field, Direction::Request);
    let response = |gateway, field| place(&report, gateway, field, Direction::Response);
    assert_eq!(
        response("compatible", "usage.cache_read_input_tokens"),
        "chat::Usage.cache_read_input_tokens: Option<i64>"
    );
    assert_eq!(
        response("compatible", "choices[].message.role"),
        r#"chat::ResponseMessage.role: Option<Role>; "system" as Other"#
    );
    assert_eq!(
        response("dgrid", "usage.prompt_tokens_details.image_tokens"),
        "chat::PromptTokensDetails.image_tokens: Option<i64>"
    );
    assert_eq!(
        request("compatible", "tool_choice.type"),
        r#"chat::NamedToolChoice: fixed, "function""#
    );
    assert_eq!(
        request("grid", "messages[user].role"),
        r#"chat::UserMessage: fixed, "user""#
    );
    assert_eq!(
        request("grid", "messages[user].content[image_url].image_url.url"),
        "chat::ImageUrl.url: String"
    );
    assert_eq!(
        request("thegrid-consumption-page", "top_k"),
        "messages::MessagesRequest.top_k: Option<i64>"
    );
    assert_eq!(
        response("grid", "400.errors.detail"),
        "chat::ErrorDetail.detail: String"
    );
    assert_eq!(
        response("grid", "503.error.param"),
        "chat::BalanceErrorDetails.param: Option<String>"
    );
}

/// The generator's own listing of the document with one property taken out of the overlays.
fn types_without(target_ends_with: &str, property: &str) -> Types {
    let (document, overlays) = sources();
    let mut taken = 0;
    let overlays: Vec<(String, String)> = overlays
        .into_iter()
        .map(|(name, text)| {
            let mut overlay = grid_codegen::read::value(Source {
                name: &name,
                text: &text,
            })
            .unwrap();
            for action in overlay["actions"].as_array_mut().unwrap() {
                let is_meant = action["target"]
                    .as_str()
                    .unwrap()
                    .ends_with(target_ends_with);
                let update = action
                    .get_mut("update")
                    .and_then(Value::as_object_mut)
                    .filter(|_| is_meant);
                taken += usize::from(
                    update.is_some_and(|update| update.shift_remove(property).is_some()),
                );
            }
            (name, overlay.to_string())
        })
        .collect();
    assert_eq!(
        taken, 1,
        "one action brings {property} into {target_ends_with}"
    );
    let texts: Vec<Source<'_>> = overlays
        .iter()
        .map(|(name, text)| Source { name, text })
        .collect();
    let settings = Settings {
        origin: "a test".to_owned(),
        crate_name: "grid-api".to_owned(),
        whole_crate: false,
    };
    let source = Source {
        name: "grid.json",
        text: &document,
    };
    let generated =
        grid_codegen::generate(source, &texts, &settings, &mut |_| {}).unwrap_or_else(|problems| {
            let lines: Vec<String> = problems.iter().map(ToString::to_string).collect();
            panic!("{}", lines.join("\n"))
        });
    Types::new(&generated.files["api.txt"], &generated.effective).unwrap()
}

fn sources() -> (String, Vec<(String, String)>) {
    let spec = root().join("spec");
    let mut names: Vec<PathBuf> = fs::read_dir(spec.join("overlays"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    names.sort();
    let overlays = names.iter().map(|path| {
        (
            path.display().to_string(),
            fs::read_to_string(path).unwrap(),
        )
    });
    (
        fs::read_to_string(spec.join("grid.json")).unwrap(),
        overlays.collect(),
    )
}

#[test]
fn a_field_taken_out_of_an_overlay_is_missing_by_name() {
    let cases = [
        (
            ".ChatCompletionResponseMessage.properties",
            "reasoning_content",
            "dgrid response choices[].message.reasoning_content",
        ),
        (
            ".CompletionUsage.properties",
            "cache_read_input_tokens",
            "compatible response usage.cache_read_input_tokens",
        ),
    ];
    let documents = inputs().documents;
    for (target, property, expected) in cases {
        let report = check(&documents, &types_without(target, property));
        assert_eq!(missing(&report), [expected]);
    }
}

#[test]
fn a_field_of_another_type_is_missing() {
    let inputs = inputs();
    let document = |schema: &str| {
        let text = format!(
            "{{openapi: 3.0.3, paths: {{/chat/completions: {{post: {{requestBody: {{content: {{application/json: {{schema: {schema}}}}}}}}}}}}}}}"
        );
        Document::read("page", &format!("# {schema}\n{text}")).unwrap()
    };
    let field = |schema: &str| format!("{{type: object, properties: {schema}}}");
    for (wrong, right) in [
        ("{seed: {type: string}}", "{seed: {type: integer}}"),
        ("{n: {type: number}}", "{n: {type: integer}}"),
        (
            "{stop: {type: integer}}",
            "{stop: {type: array, items: {type: string}}}",
        ),
        ("{top_k: {type: integer}}", "{top_p: {type: number}}"),
        (
            "{metadata: {type: object, properties: {a: {type: string}}}}",
            "{metadata: {type: object}}",
        ),
        (
            "{tools: {type: array, items: {type: object, properties: {type: {type: string, enum: [custom]}}}}}",
            "{tools: {type: array, items: {type: object, properties: {type: {type: string, enum: [function]}}}}}",
        ),
    ] {
        let types = super::operation::rows(&document(&field(wrong)), &inputs.types);
        assert!(types.iter().any(super::Row::is_missing), "{wrong}");
        let types = super::operation::rows(&document(&field(right)), &inputs.types);
        assert!(
            !types.iter().any(super::Row::is_missing) && !types.is_empty(),
            "{right}"
        );
    }
}

#[test]
fn a_member_that_no_type_has_is_seen_wherever_it_stands() {
    let inputs = inputs();
    let sample = |gateway: &str| {
        let document = inputs
            .documents
            .iter()
            .find(|document| document.gateway == gateway)
            .unwrap();
        let operation = document.operations().next().unwrap();
        let (_, body) = operation
            .responses()
            .find(|(status, _)| *status == "200")
            .unwrap();
        body.unwrap().example.unwrap().clone()
    };
    for sample in [sample("dgrid"), sample("compatible")] {
        trial::<ChatCompletion>(&sample).unwrap();
        let mut objects = 0;
        for pointer in object_pointers(&sample) {
            let mut longer = sample.clone();
            longer.pointer_mut(&pointer).unwrap()["x-unknown"] = json!("extra: {\"y\"");
            let problem = trial::<ChatCompletion>(&longer).unwrap_err();
            assert_eq!(problem, "kept as unknown: x-unknown", "{pointer}");
            objects += 1;
        }
        assert!(objects > 6, "{objects} objects");
    }
    let quoted =
        json!({"messages": [{"role": "user", "content": "extra: {\"y\": 1} UnknownObject"}]});
    assert_eq!(trial::<ChatCompletionsRequest>(&quoted), Ok(()));
    let unknown = json!({"messages": [{"role": "critic", "content": "Hm."}]});
    assert!(
        trial::<ChatCompletionsRequest>(&unknown)
            .unwrap_err()
            .contains("kept as unknown")
    );
}

fn object_pointers(value: &Value) -> Vec<String> {
    let members: Vec<(String, &Value)> = match value {
        Value::Object(members) => members
            .iter()
            .map(|(name, value)| (name.clone(), value))
            .collect(),
        Value::Array(items) => items
            .iter()
            .enumerate()
            .map(|(index, value)| (index.to_string(), value))
            .collect(),
        _ => return Vec::new(),
    };
    let own = value.is_object().then(String::new);
    let inner = members.into_iter().flat_map(|(name, value)| {
        object_pointers(value)
            .into_iter()
            .map(move |pointer| format!("/{name}{pointer}"))
    });
    own.into_iter().chain(inner).collect()
}
