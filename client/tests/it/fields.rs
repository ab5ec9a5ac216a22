//! Every field of a request has a setter of its name.

use std::collections::BTreeSet;

use grid_client::Client;
use grid_client::api::chat::{
    AudioOutput, Prediction, ProviderPreferences, Route, StreamOptions, WebSearchOptions,
};
use grid_client::api::messages::{CacheControl, Metadata, ThinkingEnabled, ToolChoiceAuto};
use serde_json::Value;

use super::setup::{KEY, MODEL};

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
