//! The body of `POST /chat/completions`.

use grid_api::chat::{
    ApproximateLocation, AudioOutput, ChatCompletionsRequest, FunctionDefinition, JsonSchema,
    NamedFunction, NamedToolChoice, PercentileThresholds, Prediction, Price, ProviderPreferences,
    ResponseFormatJsonObject, ResponseFormatJsonSchema, ResponseFormatText, SortBy, StreamOptions,
    TextPart, Tool, UserLocation, UserMessage, VoiceId, WebSearchOptions, create_chat_completion,
};
use serde_json::{Value, json};

use super::{Row, covers, sends, text};
use crate::document::CHAT;

const MINIMAL: &str = r#"{"messages":[{"role":"user","content":"Hi"}]}"#;

fn request() -> ChatCompletionsRequest {
    ChatCompletionsRequest::new([UserMessage::new("Hi")])
}

/// In the document's order; `model` stands before `messages`, the others behind.
fn rows() -> Vec<Row<ChatCompletionsRequest>> {
    let mut rows = scalars();
    rows.extend(composed());
    rows
}

fn scalars() -> Vec<Row<ChatCompletionsRequest>> {
    vec![
        ("model", request().model("text-prime"), r#""text-prime""#),
        ("max_tokens", request().max_tokens(1), "1"),
        (
            "max_completion_tokens",
            request().max_completion_tokens(1024),
            "1024",
        ),
        ("temperature", request().temperature(0.5), "0.5"),
        ("top_p", request().top_p(0.1), "0.1"),
        ("n", request().n(128), "128"),
        ("stream", request().stream(true), "true"),
        (
            "stream_options",
            request().stream_options(StreamOptions::new().include_usage(true)),
            r#"{"include_usage":true}"#,
        ),
        ("stop", request().stop("END"), r#""END""#),
        ("logprobs", request().logprobs(false), "false"),
        ("top_logprobs", request().top_logprobs(0), "0"),
        (
            "response_format",
            request().response_format(ResponseFormatJsonObject::new()),
            r#"{"type":"json_object"}"#,
        ),
        (
            "tools",
            request().tools([Tool::new(FunctionDefinition::new("f"))]),
            r#"[{"type":"function","function":{"name":"f"}}]"#,
        ),
        (
            "tool_choice",
            request().tool_choice("required"),
            r#""required""#,
        ),
        (
            "parallel_tool_calls",
            request().parallel_tool_calls(false),
            "false",
        ),
        (
            "frequency_penalty",
            request().frequency_penalty(-2.0),
            "-2.0",
        ),
        ("presence_penalty", request().presence_penalty(2.0), "2.0"),
        (
            "logit_bias",
            request().logit_bias([("50256", -100)]),
            r#"{"50256":-100}"#,
        ),
        ("seed", request().seed(-1), "-1"),
        ("service_tier", request().service_tier("flex"), r#""flex""#),
        (
            "reasoning_effort",
            request().reasoning_effort("max"),
            r#""max""#,
        ),
        (
            "modalities",
            request().modalities(["text", "audio"]),
            r#"["text","audio"]"#,
        ),
    ]
}

fn composed() -> Vec<Row<ChatCompletionsRequest>> {
    let place = ApproximateLocation::new()
        .city("Lisbon")
        .timezone("Europe/Lisbon");
    let search = WebSearchOptions::new()
        .search_context_size("low")
        .user_location(UserLocation::new().approximate(place));
    vec![
        (
            "audio",
            request().audio(AudioOutput::new().voice("alloy").format("opus")),
            r#"{"voice":"alloy","format":"opus"}"#,
        ),
        (
            "prediction",
            request().prediction(Prediction::new().content("fn main() {}")),
            r#"{"type":"content","content":"fn main() {}"}"#,
        ),
        (
            "metadata",
            request().metadata([("b", "2"), ("a", "1")]),
            r#"{"a":"1","b":"2"}"#,
        ),
        ("store", request().store(true), "true"),
        ("verbosity", request().verbosity("low"), r#""low""#),
        (
            "web_search_options",
            request().web_search_options(search),
            r#"{"search_context_size":"low","user_location":{"type":"approximate","approximate":{"city":"Lisbon","timezone":"Europe/Lisbon"}}}"#,
        ),
        (
            "prompt_cache_key",
            request().prompt_cache_key("k"),
            r#""k""#,
        ),
        (
            "prompt_cache_retention",
            request().prompt_cache_retention("in-memory"),
            r#""in-memory""#,
        ),
        (
            "safety_identifier",
            request().safety_identifier("h"),
            r#""h""#,
        ),
        ("route", request().route("fallback"), r#""fallback""#),
        (
            "provider",
            request().provider(ProviderPreferences::new().allow_fallbacks(true)),
            r#"{"allow_fallbacks":true}"#,
        ),
        ("user", request().user("u"), r#""u""#),
    ]
}

fn alone(field: &str, value: &str) -> String {
    let messages = r#""messages":[{"role":"user","content":"Hi"}]"#;
    if field == "model" {
        format!(r#"{{"model":{value},{messages}}}"#)
    } else {
        format!(r#"{{{messages},"{field}":{value}}}"#)
    }
}

#[test]
fn the_minimal_request_is_its_messages() {
    sends(&request(), MINIMAL);
    let built = create_chat_completion::request(&request()).unwrap();
    assert_eq!(built.body().as_ref(), MINIMAL.as_bytes());
    assert_eq!(built.method(), http::Method::POST);
    assert_eq!(built.uri(), "/chat/completions");
    assert_eq!(built.headers()["content-type"], "application/json");
    assert_eq!(built.headers()["accept"], "application/json");
    assert_eq!(built.headers().len(), 2);
}

#[test]
fn a_request_for_the_stream_differs_in_what_it_accepts() {
    let built = create_chat_completion::stream_request(&request()).unwrap();
    assert_eq!(built.body().as_ref(), MINIMAL.as_bytes());
    let accept = built.headers()["accept"].to_str().unwrap();
    assert!(accept.starts_with("text/event-stream"), "{accept}");
}

#[test]
fn each_optional_field_alone() {
    for (field, request, value) in rows() {
        sends(&request, &alone(field, value));
    }
    covers(&rows(), &["messages"], &CHAT);
}

#[test]
fn all_fields_at_once_in_the_documents_order() {
    let mut whole = request();
    let mut expected = Vec::new();
    for (field, alone, value) in rows() {
        take(&mut whole, alone, field);
        expected.push(format!(r#""{field}":{value}"#));
    }
    expected.insert(
        1,
        r#""messages":[{"role":"user","content":"Hi"}]"#.to_owned(),
    );
    sends(&whole, &format!("{{{}}}", expected.join(",")));
}

/// Sets in one request what is set in the other.
fn take(whole: &mut ChatCompletionsRequest, alone: ChatCompletionsRequest, field: &str) {
    macro_rules! fields {
        ($($name:ident)*) => {
            match field {
                $(stringify!($name) => whole.$name = alone.$name,)*
                other => panic!("{other}: add it to the list"),
            }
        };
    }
    fields! {
        model max_tokens max_completion_tokens temperature top_p n stream stream_options stop logprobs top_logprobs
        response_format tools tool_choice parallel_tool_calls frequency_penalty presence_penalty logit_bias seed
        service_tier reasoning_effort modalities audio prediction metadata store verbosity web_search_options
        prompt_cache_key prompt_cache_retention safety_identifier route provider user
    }
}

#[test]
fn what_is_set_to_something_empty_is_sent() {
    let none: [&str; 0] = [];
    let no_pairs: [(&str, &str); 0] = [];
    for (request, field, value) in vec![
        (request().tools([]), "tools", "[]"),
        (request().stop(Vec::<String>::new()), "stop", "[]"),
        (request().modalities(none), "modalities", "[]"),
        (request().logit_bias([("", 0); 0]), "logit_bias", "{}"),
        (request().metadata(no_pairs), "metadata", "{}"),
        (request().user(""), "user", r#""""#),
        (
            request().provider(ProviderPreferences::new()),
            "provider",
            "{}",
        ),
        (
            request().stream_options(StreamOptions::new()),
            "stream_options",
            "{}",
        ),
        (request().temperature(0.0), "temperature", "0.0"),
    ] {
        sends(&request, &alone(field, value));
    }
}

#[test]
fn the_other_forms_of_unions() {
    let schema = json!({"type": "object"}).as_object().unwrap().clone();
    let format = ResponseFormatJsonSchema::new(JsonSchema::new("s").schema(schema).strict(true));
    let percentiles = PercentileThresholds::new().p50(1.5).p99(9.0);
    let provider = ProviderPreferences::new()
        .sort(SortBy::new().by("price").partition("none"))
        .max_price(Price::new().prompt(1.5).completion("2"))
        .preferred_max_latency(percentiles)
        .preferred_min_throughput(40.0);
    let rows = vec![
        (request().stop(vec!["a".to_owned()]), "stop", r#"["a"]"#),
        (
            request().response_format(ResponseFormatText::new()),
            "response_format",
            r#"{"type":"text"}"#,
        ),
        (
            request().response_format(format),
            "response_format",
            r#"{"type":"json_schema","json_schema":{"name":"s","schema":{"type":"object"},"strict":true}}"#,
        ),
        (
            request().tool_choice(NamedToolChoice::new(NamedFunction::new("f"))),
            "tool_choice",
            r#"{"type":"function","function":{"name":"f"}}"#,
        ),
        (
            request().audio(AudioOutput::new().voice(VoiceId::new().id("v"))),
            "audio",
            r#"{"voice":{"id":"v"}}"#,
        ),
        (
            request().prediction(Prediction::new().content(vec![TextPart::new("t")])),
            "prediction",
            r#"{"type":"content","content":[{"type":"text","text":"t"}]}"#,
        ),
        (
            request().provider(provider),
            "provider",
            r#"{"sort":{"by":"price","partition":"none"},"max_price":{"prompt":1.5,"completion":"2"},"preferred_min_throughput":40.0,"preferred_max_latency":{"p50":1.5,"p99":9.0}}"#,
        ),
    ];
    for (request, field, value) in rows {
        sends(&request, &alone(field, value));
    }
}

#[test]
fn members_of_ones_own_are_sent_behind_the_others() {
    let mut own = request().model("m");
    own.extra.insert("min_p".to_owned(), json!(0.05));
    assert_eq!(
        text(&own),
        r#"{"model":"m","messages":[{"role":"user","content":"Hi"}],"min_p":0.05}"#
    );
}

#[test]
fn members_of_ones_own_cannot_say_what_a_field_says() {
    let refusal = |key: &str| {
        let mut own = UserMessage::new("Hi");
        own.extra.insert(key.to_owned(), json!("x"));
        serde_json::to_string(&own).unwrap_err().to_string()
    };
    // One is set, one is not, and one is a constant.
    for key in ["content", "name", "role"] {
        let said = format!("`{key}` is a field: it cannot stand in `extra`, too");
        assert_eq!(refusal(key), said);
    }
}

#[test]
fn an_optional_field_can_be_sent_as_null() {
    let mut own = request();
    own.extra.insert("stop".to_owned(), Value::Null);
    assert_eq!(
        text(&own),
        r#"{"messages":[{"role":"user","content":"Hi"}],"stop":null}"#
    );
    let own = own.stop("x");
    let said = serde_json::to_string(&own).unwrap_err().to_string();
    assert_eq!(said, "`stop` is a field: it cannot stand in `extra`, too");
    let mut own = request();
    own.extra.insert("messages".to_owned(), Value::Null);
    assert!(serde_json::to_string(&own).is_err());
}
