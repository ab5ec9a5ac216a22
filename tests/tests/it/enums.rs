//! Open enumerations: what is listed is a variant, what is not is kept and sent back.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::fmt::{Debug, Display};
use std::hash::Hash;

use grid_api::{chat, messages};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::document::{CHAT, MESSAGES, Surface};

/// The values of each enumeration that has a name of its own.
fn listed(surface: &Surface) -> BTreeMap<&'static str, Vec<&'static str>> {
    let mut listed = BTreeMap::new();
    for (name, schema) in surface.names() {
        let values = schema["enum"].as_array().into_iter().flatten();
        let values: Vec<&str> = values.filter_map(|value| value.as_str()).collect();
        if !values.is_empty() {
            listed.insert(name, values);
        }
    }
    listed
}

trait Open:
    for<'a> From<&'a str>
    + From<String>
    + Display
    + Debug
    + Serialize
    + DeserializeOwned
    + Clone
    + Eq
    + Hash
{
}
impl<T> Open for T where
    T: for<'a> From<&'a str>
        + From<String>
        + Display
        + Debug
        + Serialize
        + DeserializeOwned
        + Clone
        + Eq
        + Hash
{
}

const UNKNOWN: &[&str] = &["max", "", "Neu ü", "24H", " auto", "auto ", "NONE"];

fn check<T: Open>(name: &str, listed: &[&str], as_str: fn(&T) -> &str) {
    let mut all = HashSet::new();
    for value in listed.iter().chain(UNKNOWN) {
        let from: T = (*value).into();
        let wire = serde_json::to_string(value).unwrap();
        assert_eq!(from, T::from((*value).to_owned()), "{name} {value}");
        assert_eq!(as_str(&from), *value, "{name}");
        assert_eq!(from.to_string(), *value, "{name}");
        assert_eq!(serde_json::to_string(&from).unwrap(), wire, "{name}");
        assert_eq!(serde_json::from_str::<T>(&wire).unwrap(), from, "{name}");
        // An escape, so that the string cannot be borrowed from the text.
        if let Some(first) = value.chars().next().filter(char::is_ascii) {
            let escaped = format!("\"\\u{:04x}{}", first as u32, &wire[2..]);
            assert_eq!(
                serde_json::from_str::<T>(&escaped).unwrap(),
                from,
                "{name} {escaped}"
            );
        }
        let is_unknown = format!("{from:?}").starts_with("Other");
        assert_eq!(is_unknown, !listed.contains(value), "{name}: {from:?}");
        assert!(all.insert(from), "{name}: {value} is equal to another");
    }
    for wrong in ["1", "null", "true", "[]", "{}"] {
        assert!(
            serde_json::from_str::<T>(wrong).is_err(),
            "{name} took {wrong}"
        );
    }
}

macro_rules! check_all {
    ($surface:ident: $module:ident { $($name:ident)* }) => {{
        let listed = listed(&$surface);
        let tested: BTreeSet<&str> = [$(stringify!($name)),*].into();
        assert_eq!(tested, listed.keys().copied().collect());
        $(check::<$module::$name>(stringify!($name), &listed[stringify!($name)], $module::$name::as_str);)*
    }};
}

#[test]
fn of_chat_completions() {
    check_all!(CHAT: chat {
        AudioFormat DataCollection FinishReason ImageDetail InputAudioFormat Modality PromptCacheRetention Quantization
        ReasoningEffort Role Route SearchContextSize ServiceTier SortKey SortPartition Verbosity
    });
}

#[test]
fn of_messages() {
    check_all!(MESSAGES: messages { CacheTtl MessageRole ServiceTier StopReason });
}

#[test]
fn variants_bear_the_names_that_a_reader_expects() {
    assert_eq!(
        chat::FinishReason::from("tool_calls"),
        chat::FinishReason::ToolCalls
    );
    assert_eq!(
        chat::PromptCacheRetention::from("in-memory"),
        chat::PromptCacheRetention::InMemory
    );
    assert_eq!(
        chat::ServiceTier::from("default"),
        chat::ServiceTier::Default
    );
    assert_eq!(
        messages::StopReason::from("end_turn"),
        messages::StopReason::EndTurn
    );
    let chat::ReasoningEffort::Other(value) = chat::ReasoningEffort::from("max") else {
        panic!("listed")
    };
    assert_eq!(value.as_str(), "max");
}

#[test]
fn one_service_tier_for_request_and_answer() {
    let answer: chat::ChatCompletion =
        serde_json::from_str(r#"{"choices":[],"service_tier":"flex"}"#).unwrap();
    let request = chat::ChatCompletionsRequest::new([chat::UserMessage::new("Hi")]);
    assert_eq!(
        request
            .service_tier(answer.service_tier.unwrap())
            .service_tier,
        Some(chat::ServiceTier::Flex)
    );
}
