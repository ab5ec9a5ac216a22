//! The body of `POST /messages`.

use grid_api::messages::{
    CacheControl, InputMessage, MessagesRequest, Metadata, TextBlock, ThinkingAdaptive,
    ThinkingDisabled, ThinkingEnabled, Tool, ToolChoiceAny, ToolChoiceAuto, ToolChoiceNone,
    ToolChoiceTool, create_message,
};
use serde_json::Map;

use super::{Row, covers, sends};
use crate::document::MESSAGES;

const MINIMAL: &str =
    r#"{"model":"text-prime","max_tokens":1024,"messages":[{"role":"user","content":"Hi"}]}"#;

fn request() -> MessagesRequest {
    MessagesRequest::new("text-prime", 1024, [InputMessage::new("user", "Hi")])
}

fn rows() -> Vec<Row<MessagesRequest>> {
    vec![
        ("system", request().system("Be brief."), r#""Be brief.""#),
        (
            "metadata",
            request().metadata(Metadata::new().user_id("h")),
            r#"{"user_id":"h"}"#,
        ),
        (
            "stop_sequences",
            request().stop_sequences(["END"]),
            r#"["END"]"#,
        ),
        ("stream", request().stream(true), "true"),
        ("temperature", request().temperature(1.0), "1.0"),
        ("top_p", request().top_p(0.9), "0.9"),
        ("top_k", request().top_k(40), "40"),
        (
            "service_tier",
            request().service_tier("standard_only"),
            r#""standard_only""#,
        ),
        (
            "tools",
            request().tools([Tool::new("f", Map::new())]),
            r#"[{"name":"f","input_schema":{}}]"#,
        ),
        (
            "tool_choice",
            request().tool_choice(ToolChoiceTool::new("f")),
            r#"{"type":"tool","name":"f"}"#,
        ),
        (
            "thinking",
            request().thinking(ThinkingEnabled::new(1024)),
            r#"{"type":"enabled","budget_tokens":1024}"#,
        ),
        (
            "cache_control",
            request().cache_control(CacheControl::new().ttl("5m")),
            r#"{"type":"ephemeral","ttl":"5m"}"#,
        ),
    ]
}

fn with(members: &str) -> String {
    format!("{},{members}}}", MINIMAL.strip_suffix('}').unwrap())
}

#[test]
fn the_minimal_request_is_what_is_required() {
    sends(&request(), MINIMAL);
    let built = create_message::request(&request(), None).unwrap();
    assert_eq!(built.body().as_ref(), MINIMAL.as_bytes());
    assert_eq!(built.method(), http::Method::POST);
    assert_eq!(built.uri(), "/messages");
    assert_eq!(built.headers()["content-type"], "application/json");
    assert_eq!(built.headers()["accept"], "application/json");
    assert_eq!(built.headers().len(), 2, "no header that was not asked for");
}

#[test]
fn the_version_is_sent_when_it_is_given() {
    let built = create_message::stream_request(&request(), Some("2023-06-01")).unwrap();
    assert_eq!(built.headers()["anthropic-version"], "2023-06-01");
    assert!(
        built.headers()["accept"]
            .to_str()
            .unwrap()
            .starts_with("text/event-stream")
    );
    assert!(create_message::request(&request(), Some("a\nb")).is_err());
}

#[test]
fn each_optional_field_alone() {
    for (field, request, value) in rows() {
        sends(&request, &with(&format!(r#""{field}":{value}"#)));
    }
    covers(&rows(), &["model", "max_tokens", "messages"], &MESSAGES);
}

#[test]
fn all_fields_at_once_in_the_documents_order() {
    let mut whole = request();
    let mut expected = Vec::new();
    for (field, alone, value) in rows() {
        take(&mut whole, alone, field);
        expected.push(format!(r#""{field}":{value}"#));
    }
    sends(&whole, &with(&expected.join(",")));
}

/// Sets in one request what is set in the other.
fn take(whole: &mut MessagesRequest, alone: MessagesRequest, field: &str) {
    macro_rules! fields {
        ($($name:ident)*) => {
            match field {
                $(stringify!($name) => whole.$name = alone.$name,)*
                other => panic!("{other}: add it to the list"),
            }
        };
    }
    fields! {
        system metadata stop_sequences stream temperature top_p top_k service_tier tools tool_choice thinking cache_control
    }
}

#[test]
fn what_is_set_to_something_empty_is_sent() {
    let none: [&str; 0] = [];
    for (request, field, value) in [
        (request().tools([]), "tools", "[]"),
        (request().stop_sequences(none), "stop_sequences", "[]"),
        (request().system(Vec::<TextBlock>::new()), "system", "[]"),
        (request().metadata(Metadata::new()), "metadata", "{}"),
    ] {
        sends(&request, &with(&format!(r#""{field}":{value}"#)));
    }
}

#[test]
fn the_other_forms_of_unions() {
    let blocks = vec![TextBlock::new("Be brief.").cache_control(CacheControl::new())];
    for (request, field, value) in [
        (
            request().system(blocks),
            "system",
            r#"[{"type":"text","text":"Be brief.","cache_control":{"type":"ephemeral"}}]"#,
        ),
        (
            request().tool_choice(ToolChoiceNone::new()),
            "tool_choice",
            r#"{"type":"none"}"#,
        ),
        (
            request().tool_choice(ToolChoiceAuto::new()),
            "tool_choice",
            r#"{"type":"auto"}"#,
        ),
        (
            request().tool_choice(ToolChoiceAny::new().disable_parallel_tool_use(true)),
            "tool_choice",
            r#"{"type":"any","disable_parallel_tool_use":true}"#,
        ),
        (
            request().thinking(ThinkingAdaptive::new()),
            "thinking",
            r#"{"type":"adaptive"}"#,
        ),
        (
            request().thinking(ThinkingDisabled::new()),
            "thinking",
            r#"{"type":"disabled"}"#,
        ),
    ] {
        sends(&request, &with(&format!(r#""{field}":{value}"#)));
    }
}
