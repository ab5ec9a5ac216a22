//! Messages, parts and blocks, alone and with each optional field alone.

use grid_api::{chat, messages};
use serde_json::{Map, json};

use super::sends;

#[test]
fn chat_messages() {
    use chat::{
        AssistantAudio, AssistantMessage, DeveloperMessage, FunctionCall, SystemMessage, TextPart,
        ToolCall, ToolMessage, UserMessage,
    };
    sends(
        &SystemMessage::new("s"),
        r#"{"role":"system","content":"s"}"#,
    );
    sends(
        &SystemMessage::new("s").name("n"),
        r#"{"role":"system","content":"s","name":"n"}"#,
    );
    sends(
        &SystemMessage::new(vec![TextPart::new("s")]),
        r#"{"role":"system","content":[{"type":"text","text":"s"}]}"#,
    );
    sends(
        &DeveloperMessage::new("d").name("n"),
        r#"{"role":"developer","content":"d","name":"n"}"#,
    );
    sends(
        &UserMessage::new("u").name("n"),
        r#"{"role":"user","content":"u","name":"n"}"#,
    );
    sends(
        &ToolMessage::new("r", "call_1"),
        r#"{"role":"tool","content":"r","tool_call_id":"call_1"}"#,
    );
    let detail = json!({"type": "reasoning.text", "signature": null})
        .as_object()
        .unwrap()
        .clone();
    let call = ToolCall::new("call_1", FunctionCall::new("f", "{}"));
    for (message, members) in [
        (AssistantMessage::new(), String::new()),
        (AssistantMessage::new().content("c"), r#","content":"c""#.to_owned()),
        (AssistantMessage::new().name("n"), r#","name":"n""#.to_owned()),
        (
            AssistantMessage::new().tool_calls([call]),
            r#","tool_calls":[{"id":"call_1","type":"function","function":{"name":"f","arguments":"{}"}}]"#.to_owned(),
        ),
        (AssistantMessage::new().audio(AssistantAudio::new().id("a")), r#","audio":{"id":"a"}"#.to_owned()),
        (AssistantMessage::new().reasoning_content("r"), r#","reasoning_content":"r""#.to_owned()),
        (
            AssistantMessage::new().reasoning_details([detail.clone()]),
            format!(r#","reasoning_details":[{}]"#, serde_json::to_string(&detail).unwrap()),
        ),
    ] {
        sends(&message, &format!(r#"{{"role":"assistant"{members}}}"#));
    }
}

#[test]
fn chat_parts() {
    use chat::{
        ImagePart, ImageUrl, InputAudio, InputAudioPart, RefusalPart, UserContentPart, UserMessage,
    };
    sends(
        &ImagePart::new(ImageUrl::new("data:,").detail("low")),
        r#"{"type":"image_url","image_url":{"url":"data:,","detail":"low"}}"#,
    );
    sends(
        &InputAudioPart::new(InputAudio::new("AA==", "wav")),
        r#"{"type":"input_audio","input_audio":{"data":"AA==","format":"wav"}}"#,
    );
    sends(
        &RefusalPart::new("no"),
        r#"{"type":"refusal","refusal":"no"}"#,
    );
    let parts: Vec<UserContentPart> = vec![
        chat::TextPart::new("t").into(),
        ImagePart::new(ImageUrl::new("https://example.com/a.png")).into(),
    ];
    sends(
        &UserMessage::new(parts),
        r#"{"role":"user","content":[{"type":"text","text":"t"},{"type":"image_url","image_url":{"url":"https://example.com/a.png"}}]}"#,
    );
}

#[test]
fn provider_preferences() {
    use chat::{Price, ProviderPreferences, SortBy};
    let new = ProviderPreferences::new;
    for (preferences, member) in [
        (new().allow_fallbacks(false), r#""allow_fallbacks":false"#),
        (
            new().require_parameters(true),
            r#""require_parameters":true"#,
        ),
        (new().data_collection("deny"), r#""data_collection":"deny""#),
        (new().zdr(true), r#""zdr":true"#),
        (
            new().enforce_distillable_text(true),
            r#""enforce_distillable_text":true"#,
        ),
        (new().order(["a", "b"]), r#""order":["a","b"]"#),
        (new().only(["a"]), r#""only":["a"]"#),
        (new().ignore(["a"]), r#""ignore":["a"]"#),
        (
            new().quantizations(["fp8", "int2"]),
            r#""quantizations":["fp8","int2"]"#,
        ),
        (new().sort("price"), r#""sort":"price""#),
        (
            new().sort(SortBy::new().by("latency")),
            r#""sort":{"by":"latency"}"#,
        ),
        (
            new().max_price(Price::new().image(0.01).audio("1")),
            r#""max_price":{"image":0.01,"audio":"1"}"#,
        ),
        (
            new().max_price(Price::new().request(0.5)),
            r#""max_price":{"request":0.5}"#,
        ),
        (
            new().preferred_min_throughput(10.5),
            r#""preferred_min_throughput":10.5"#,
        ),
        (
            new().preferred_max_latency(0.25),
            r#""preferred_max_latency":0.25"#,
        ),
    ] {
        sends(&preferences, &format!("{{{member}}}"));
    }
}

#[test]
fn the_tool_of_a_chat() {
    use chat::{FunctionDefinition, Tool};
    let new = || FunctionDefinition::new("f");
    for (function, members) in [
        (new(), ""),
        (new().description("d"), r#","description":"d""#),
        (new().parameters(Map::new()), r#","parameters":{}"#),
        (new().strict(true), r#","strict":true"#),
    ] {
        sends(
            &Tool::new(function),
            &format!(r#"{{"type":"function","function":{{"name":"f"{members}}}}}"#),
        );
    }
}

#[test]
fn message_blocks() {
    use messages::{
        Base64Source, CacheControl, Citation, DocumentBlock, FileSource, ImageBlock,
        RedactedThinkingBlock, SearchResultBlock, ServerToolUseBlock, TextBlock, TextSource,
        ThinkingBlock, ToolResultBlock, ToolResultPart, ToolUseBlock, UrlSource,
    };
    let input = || json!({"q": null}).as_object().unwrap().clone();
    sends(
        &TextBlock::new("t").citations([Citation::new().r#type("char_location").document_index(0)]),
        r#"{"type":"text","text":"t","citations":[{"type":"char_location","document_index":0}]}"#,
    );
    sends(
        &ImageBlock::new(Base64Source::new("image/png", "AA=="))
            .cache_control(CacheControl::new().ttl("1h")),
        r#"{"type":"image","source":{"type":"base64","media_type":"image/png","data":"AA=="},"cache_control":{"type":"ephemeral","ttl":"1h"}}"#,
    );
    sends(
        &DocumentBlock::new(TextSource::new("text/plain", "d"))
            .title("t")
            .context("c")
            .citations(Map::new()),
        r#"{"type":"document","source":{"type":"text","media_type":"text/plain","data":"d"},"title":"t","context":"c","citations":{}}"#,
    );
    sends(
        &DocumentBlock::new(UrlSource::new("https://example.com/a.pdf")),
        r#"{"type":"document","source":{"type":"url","url":"https://example.com/a.pdf"}}"#,
    );
    sends(
        &ImageBlock::new(FileSource::new("file_1")),
        r#"{"type":"image","source":{"type":"file","file_id":"file_1"}}"#,
    );
    sends(
        &SearchResultBlock::new("s", "t", [TextBlock::new("c")]),
        r#"{"type":"search_result","source":"s","title":"t","content":[{"type":"text","text":"c"}]}"#,
    );
    sends(
        &ThinkingBlock::new("t").signature("s"),
        r#"{"type":"thinking","thinking":"t","signature":"s"}"#,
    );
    sends(
        &RedactedThinkingBlock::new("x"),
        r#"{"type":"redacted_thinking","data":"x"}"#,
    );
    sends(
        &ToolUseBlock::new("id", "f", input()),
        r#"{"type":"tool_use","id":"id","name":"f","input":{"q":null}}"#,
    );
    sends(
        &ServerToolUseBlock::new("id", "web_search", Map::new()),
        r#"{"type":"server_tool_use","id":"id","name":"web_search","input":{}}"#,
    );
    let parts: Vec<ToolResultPart> = vec![TextBlock::new("r").into()];
    sends(
        &ToolResultBlock::new("id").content(parts).is_error(true),
        r#"{"type":"tool_result","tool_use_id":"id","content":[{"type":"text","text":"r"}],"is_error":true}"#,
    );
    sends(
        &ToolResultBlock::new("id").content("r"),
        r#"{"type":"tool_result","tool_use_id":"id","content":"r"}"#,
    );
}

#[test]
fn the_tool_of_a_message() {
    use messages::{CacheControl, Tool};
    let new = || Tool::new("f", Map::new());
    for (tool, expected) in [
        (
            new().r#type("custom"),
            r#"{"type":"custom","name":"f","input_schema":{}}"#,
        ),
        (
            new().description("d"),
            r#"{"name":"f","description":"d","input_schema":{}}"#,
        ),
        (
            new().strict(false),
            r#"{"name":"f","input_schema":{},"strict":false}"#,
        ),
        (
            new().cache_control(CacheControl::new()),
            r#"{"name":"f","input_schema":{},"cache_control":{"type":"ephemeral"}}"#,
        ),
    ] {
        sends(&tool, expected);
    }
}
