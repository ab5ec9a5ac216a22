//! What is decided before anything is sent.

use std::collections::BTreeSet;

use grid_client::api::chat::{
    AudioOutput, Prediction, ProviderPreferences, Route, StreamOptions, WebSearchOptions,
};
use grid_client::api::messages::{CacheControl, Metadata, ThinkingEnabled, ToolChoiceAuto};
use grid_client::{ApiKey, Client, Error, Gateway};
use serde_json::{Value, json};

use super::setup::{KEY, MODEL, at, builder, client, gateway};

/// The names of the fields of a request in the document, but for those that the methods of a builder stand for.
fn fields(schema: &str, by_method: &[&str]) -> BTreeSet<String> {
    let document: Value =
        serde_json::from_str(include_str!("../../../spec/effective.json")).unwrap();
    let properties = document["components"]["schemas"][schema]["properties"]
        .as_object()
        .unwrap();
    let names = properties
        .keys()
        .filter(|name| !by_method.contains(&name.as_str()));
    names.cloned().collect()
}

fn names(request: &impl serde::Serialize, by_method: &[&str]) -> BTreeSet<String> {
    let request = serde_json::to_value(request).unwrap();
    let names = request
        .as_object()
        .unwrap()
        .keys()
        .filter(|name| !by_method.contains(&name.as_str()));
    names.cloned().collect()
}

#[test]
fn every_field_of_a_chat_request_has_a_setter() {
    let chat = Client::new(KEY).unwrap().chat("m").user("hi");
    let tools: [grid_client::api::chat::Tool; 0] = [];
    let chat = chat
        .model(MODEL)
        .max_tokens(1)
        .max_completion_tokens(1)
        .temperature(1.0)
        .top_p(1.0)
        .n(1)
        .stream_options(StreamOptions::new())
        .stop("x")
        .logprobs(true)
        .top_logprobs(1)
        .response_format(grid_client::api::chat::ResponseFormatText::new())
        .tools(tools)
        .tool_choice("auto")
        .parallel_tool_calls(true)
        .frequency_penalty(0.0)
        .presence_penalty(0.0)
        .logit_bias([("1", 1)])
        .seed(1)
        .service_tier("auto")
        .reasoning_effort("low")
        .modalities(["text"])
        .audio(AudioOutput::new())
        .prediction(Prediction::new())
        .metadata([("a", "b")])
        .store(true)
        .verbosity("low")
        .web_search_options(WebSearchOptions::new())
        .prompt_cache_key("k")
        .prompt_cache_retention("24h")
        .safety_identifier("s")
        .user_id("u")
        .route(Route::Fallback)
        .provider(ProviderPreferences::new());
    let by_method = ["stream"];
    assert_eq!(
        names(chat.request(), &by_method),
        fields("ChatCompletionsRequest", &by_method)
    );
    let chat = chat.extra("top_k", 5);
    assert_eq!(
        serde_json::to_value(chat.into_request()).unwrap()["top_k"],
        5
    );
}

#[test]
fn every_field_of_a_messages_request_has_a_setter() {
    let tools: [grid_client::api::messages::Tool; 0] = [];
    let messages = Client::new(KEY)
        .unwrap()
        .messages(MODEL, 9)
        .user("hi")
        .system("s")
        .metadata(Metadata::new())
        .stop_sequences(["x"])
        .temperature(1.0)
        .top_p(1.0)
        .top_k(1)
        .service_tier("auto")
        .tools(tools)
        .tool_choice(ToolChoiceAuto::new())
        .thinking(ThinkingEnabled::new(1024))
        .cache_control(CacheControl::new());
    let by_method = ["stream"];
    assert_eq!(
        names(messages.request(), &by_method),
        fields("MessagesRequest", &by_method)
    );
}

async fn refused(chat: grid_client::ChatBuilder) -> Error {
    chat.send().await.unwrap_err()
}

#[tokio::test]
async fn nothing_that_breaks_a_limit_is_sent_unless_asked_for() {
    let gateway = gateway();
    let client = client(&gateway);
    let chat = client
        .chat(MODEL)
        .user("the prompt")
        .temperature(7.0)
        .top_p(-1.0);
    let error = refused(chat.clone()).await;
    assert!(error.is_invalid_request() && !error.may_have_run());
    let violations: &grid_client::api::Violations = error.typed().unwrap();
    assert_eq!(violations.as_slice().len(), 2, "all at once");
    assert!(error.to_string().contains("temperature") && !error.to_string().contains("prompt"));
    assert_eq!((gateway.received().len(), error.attempts()), (0, 0));

    let error = chat.clone().stream().await.unwrap_err();
    assert!(error.is_invalid_request());
    let error = refused(chat.without_validation()).await;
    assert_eq!(
        error.status().unwrap(),
        422,
        "the gateway itself refuses it"
    );
    let unchecked = builder(&gateway).without_validation().build().unwrap();
    assert_eq!(
        refused(unchecked.chat(MODEL).user("x").n(0))
            .await
            .status()
            .unwrap(),
        422
    );
}

#[tokio::test]
async fn send_refuses_a_stream_and_headers_that_cannot_be_sent() {
    let gateway = gateway();
    let client = client(&gateway);
    let mut request = client.chat(MODEL).user("x").into_request();
    request.stream = Some(true);
    let error = client.send(request).await.unwrap_err();
    assert!(error.is_invalid_request() && error.to_string().contains("stream"));
    for (name, value) in [
        ("a b", "v"),
        ("x-a", "v\r\nx-b: w"),
        ("host", "evil.example"),
    ] {
        let chat = client.chat(MODEL).user("x").with_header(name, value);
        assert!(refused(chat).await.is_invalid_request(), "{name}");
    }
    assert!(gateway.received().is_empty());
}

#[tokio::test]
async fn headers_of_the_client_and_of_a_call() {
    let gateway = gateway();
    let client = builder(&gateway)
        .user_agent("mine/1")
        .header("x-title", "client")
        .header("x-other", "client")
        .build()
        .unwrap();
    client
        .chat(MODEL)
        .user("x")
        .with_header("x-title", "call")
        .send()
        .await
        .unwrap();
    for received in gateway.received() {
        assert_eq!(received.header("user-agent"), Some("mine/1"));
        assert_eq!(received.header("x-title"), Some("call"));
        assert_eq!(received.header("x-other"), Some("client"));
    }
}

#[tokio::test]
async fn a_gateway_refuses_what_its_page_contradicts() {
    let gateway = gateway();
    let compatible = Gateway::compatible("http://replaced.example");
    let client = builder(&gateway).gateway(compatible).build().unwrap();
    let error = refused(client.chat(MODEL).user("x").stop("y").max_tokens(3)).await;
    assert!(error.is_invalid_request());
    let text = error.to_string();
    assert!(
        text.contains("`stop`") && text.contains("`max_completion_tokens`"),
        "{text}"
    );
    let error = client
        .messages(MODEL, 5)
        .user("x")
        .send()
        .await
        .unwrap_err();
    assert!(error.is_invalid_request() && error.to_string().contains("no Messages surface"));
    assert!(gateway.received().is_empty());
    let sent = client
        .chat(MODEL)
        .user("x")
        .stop("y")
        .without_validation()
        .send()
        .await;
    assert_eq!(sent.unwrap().text(), "You said: x");
}

#[tokio::test]
async fn usage_is_asked_for_where_the_gateway_takes_it() {
    let gateway = gateway();
    let the_grid = client(&gateway);
    let asked = |index: usize| gateway.received()[2 * index].json()["stream_options"].clone();
    drop(the_grid.chat(MODEL).user("x").stream().await.unwrap());
    assert_eq!(asked(0), json!({"include_usage": true}));
    drop(
        the_grid
            .chat(MODEL)
            .user("x")
            .without_usage()
            .stream()
            .await
            .unwrap(),
    );
    assert_eq!(asked(1), Value::Null);
    let own = StreamOptions::new()
        .include_usage(false)
        .include_obfuscation(false);
    drop(
        the_grid
            .chat(MODEL)
            .user("x")
            .stream_options(own)
            .stream()
            .await
            .unwrap(),
    );
    assert_eq!(
        asked(2),
        json!({"include_usage": false, "include_obfuscation": false})
    );
    let dgrid = builder(&gateway).gateway(Gateway::dgrid()).build().unwrap();
    drop(dgrid.chat(MODEL).user("x").stream().await.unwrap());
    assert_eq!(asked(3), Value::Null, "its page does not have the field");
    assert_eq!(
        gateway.received()[0].header("accept"),
        Some("text/event-stream, application/json")
    );
    assert_eq!(gateway.received()[0].json()["stream"], true);
}

#[test]
fn a_client_that_cannot_work_is_not_built() {
    for (builder, part) in [
        (at("nowhere"), "base URL"),
        (at("ftp://a.example"), "base URL"),
        (at("http://a.example").api_key(" "), "key is empty"),
        (at("http://a.example").header("x", "a\nb"), "header"),
    ] {
        let error = builder.build().unwrap_err();
        assert!(error.is_configuration());
        assert!(error.to_string().contains(part), "{error}");
    }
}

#[test]
fn debug_shows_no_secret() {
    let builder = at("http://a.example").header("x-api-key", "other-secret");
    let text = format!("{builder:?}");
    let client = builder.build().unwrap();
    let chat = client
        .chat(MODEL)
        .user("the prompt")
        .with_header("authorization", "Bearer other-secret");
    let messages = client.messages(MODEL, 5).user("the prompt");
    let text = format!(
        "{text} {client:?} {chat:?} {messages:?} {:?}",
        ApiKey::new(KEY)
    );
    for secret in [KEY, "other-secret", "prompt"] {
        assert!(!text.contains(secret), "{text}");
    }
}
