//! Answers decode, and encode as they came.

use grid_api::Extra;
use grid_api::chat::{ChatCompletion, ChatCompletionChunk, FinishReason, Role, StreamErrorCode};
use grid_api::messages::{ContentDelta, Message, OutputBlock, StreamEvent};
use serde_json::{Map, Value};

use crate::compare::{difference, without_nulls};
use crate::fixtures::kinds;
use crate::text::{Tags, with_tags};

#[test]
fn every_fixture_comes_back_as_it_came() {
    let mut lost = Vec::new();
    for kind in kinds() {
        for (name, value) in kind.values() {
            let expected = without_nulls(kind.surface, &value, kind.schema);
            for tags in [Tags::First, Tags::Last] {
                match (kind.round_trip)(&with_tags(&value, tags)) {
                    Ok(found) => lost.extend(
                        difference(&expected, &found)
                            .map(|lost| format!("{name}, tags {tags:?}: {lost}")),
                    ),
                    Err(error) => lost.push(format!("{name}, tags {tags:?}: {error}")),
                }
            }
        }
    }
    assert!(lost.is_empty(), "{}", lost.join("\n"));
}

fn fixture(folder: &str, name: &str) -> String {
    let kind = kinds()
        .into_iter()
        .find(|kind| kind.folder == folder)
        .unwrap();
    let values = kind.values();
    let (_, value) = values
        .iter()
        .find(|(known, _)| known == &format!("{folder}/{name}"))
        .unwrap();
    value.to_string()
}

fn completion(name: &str) -> ChatCompletion {
    serde_json::from_str(&fixture("chat/completion", name)).unwrap()
}

#[test]
fn what_the_document_names_stands_in_its_fields() {
    let answer = completion("document-001");
    let usage = answer.usage.as_ref().unwrap();
    assert_eq!(answer.model.as_deref(), Some("text-prime"));
    assert_eq!(
        usage.prompt_tokens_details.as_ref().unwrap().cached_tokens,
        Some(4)
    );
    assert_eq!(
        answer.choices[0].finish_reason,
        Some(FinishReason::ContentFilter)
    );
    let call = &answer.choices[1].message.tool_calls.as_ref().unwrap()[0];
    assert_eq!(call.function.name, "get_weather");
    assert_eq!(answer.choices[1].message.role, Some(Role::Assistant));
    let audio = answer.choices[0].message.audio.as_ref().unwrap();
    assert_eq!(audio.transcript.as_deref(), Some("Hello."));
    let logprobs = answer.choices[0].logprobs.as_ref().unwrap();
    assert_eq!(logprobs.content, None);
    assert_eq!(
        logprobs.refusal.as_ref().unwrap()[0]
            .top_logprobs
            .as_ref()
            .unwrap()[0]
            .bytes,
        None
    );
}

#[test]
fn what_it_does_not_name_stands_in_extra_at_every_level() {
    let answer = completion("litellm");
    assert_eq!(answer.extra["x_groq"]["seed"], u64::MAX);
    assert_eq!(answer.extra["prompt_logprobs"], Value::Null);
    assert_eq!(answer.choices[0].extra["stop_reason"], Value::Null);
    assert!(
        answer.choices[0]
            .message
            .extra
            .contains_key("provider_specific_fields")
    );
    assert_eq!(answer.usage.unwrap().extra["queue_time"], 0.018_421);
    let answer = completion("azure");
    assert_eq!(answer.extra["prompt_filter_results"][0]["prompt_index"], 0);
    assert_eq!(
        answer.choices[0].extra["content_filter_results"]["hate"]["severity"],
        "safe"
    );
    let answer = completion("openrouter");
    assert_eq!(answer.provider.as_deref(), Some("DeepInfra"));
    assert_eq!(
        answer.choices[0].native_finish_reason.as_deref(),
        Some("STOP")
    );
    assert_eq!(
        answer.choices[0].finish_reason.as_ref().unwrap().as_str(),
        "error"
    );
    let details = answer.choices[0]
        .message
        .reasoning_details
        .as_ref()
        .unwrap();
    assert_eq!(details[1]["data"], "q83v");
    assert!(
        details[0].contains_key("signature"),
        "null in an open object is kept"
    );
}

#[test]
fn a_required_member_that_was_left_out_is_left_out_until_it_is_set() {
    const BARE: &str = r#"{"choices":[{"message":{"tool_calls":[{"function":{"name":""}}]}}]}"#;
    let mut answer: ChatCompletion = serde_json::from_str(BARE).unwrap();
    assert_eq!(serde_json::to_string(&answer).unwrap(), BARE);

    let call = &mut answer.choices[0].message.tool_calls.as_mut().unwrap()[0];
    assert_eq!(call.id, "");
    assert!(call.extra.is_empty());
    "call_1".clone_into(&mut call.id);
    call.function.extra.insert("strict".to_owned(), true.into());
    assert_eq!(
        serde_json::to_string(call).unwrap(),
        r#"{"id":"call_1","function":{"name":"","strict":true}}"#
    );
}

#[test]
fn an_empty_extra_takes_the_room_of_a_pointer_and_is_a_map() {
    assert_eq!(size_of::<Extra>(), size_of::<usize>());
    let mut extra = Extra::new();
    assert_eq!((extra.get("a"), (&extra).into_iter().count()), (None, 0));
    assert_eq!(format!("{extra:?}"), "{}");
    extra.insert("a".to_owned(), 1.into());
    assert_eq!(
        extra,
        Extra::from(Map::from_iter([("a".to_owned(), 1.into())]))
    );
    assert_eq!(
        (&extra).into_iter().collect::<Vec<_>>(),
        [(&"a".to_owned(), &Value::from(1))]
    );
    extra.remove("a");
    assert_eq!(extra, Extra::default());
}

#[test]
fn an_answer_with_almost_nothing_is_an_answer() {
    let answer = completion("bare");
    assert_eq!(
        answer.choices[0].message.content.as_deref(),
        Some("Nothing but this.")
    );
    assert_eq!(
        (answer.id, answer.created, answer.usage),
        (None, None, None)
    );
    assert_eq!(
        completion("dgrid-002").choices[0]
            .message
            .tool_calls
            .as_ref()
            .unwrap()[0]
            .id,
        ""
    );
}

#[test]
fn errors_in_a_stream() {
    let chunk = |name: &str| -> ChatCompletionChunk {
        serde_json::from_str(&fixture("chat/chunk", name)).unwrap()
    };
    let error = chunk("gateways[3]").error.unwrap();
    assert_eq!(error.code, Some(StreamErrorCode::Number(502)));
    let error = chunk("gateways[2]").error.unwrap();
    assert_eq!(
        error.code,
        Some(StreamErrorCode::Text("server_error".to_owned()))
    );
    let error = chunk("openai[8]").error.unwrap();
    assert_eq!(
        (error.code, error.r#type.as_deref()),
        (None, Some("server_error"))
    );
}

#[test]
fn blocks_and_events_are_told_apart_by_type() {
    let message: Message = serde_json::from_str(&fixture("messages/message", "anthropic")).unwrap();
    let kinds: Vec<&str> = message
        .content
        .iter()
        .map(|block| match block {
            OutputBlock::Text(_) => "text",
            OutputBlock::Thinking(_) => "thinking",
            OutputBlock::RedactedThinking(_) => "redacted",
            OutputBlock::ToolUse(_) => "tool",
            OutputBlock::ServerToolUse(_) => "server tool",
            OutputBlock::Unknown(_) => "unknown",
            _ => "another",
        })
        .collect();
    assert_eq!(
        kinds,
        [
            "thinking",
            "redacted",
            "text",
            "server tool",
            "unknown",
            "tool",
            "text"
        ]
    );
    let event = |name: &str| -> StreamEvent {
        serde_json::from_str(&fixture("messages/event", name)).unwrap()
    };
    let StreamEvent::ContentBlockDelta(delta) = event("anthropic[11]") else {
        panic!("not a delta")
    };
    assert!(matches!(delta.delta, Some(ContentDelta::Unknown(_))));
    assert!(matches!(event("anthropic[16]"), StreamEvent::Unknown(_)));
}
