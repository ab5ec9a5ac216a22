//! Unions: by a tag wherever it stands, or by the type of JSON.

use grid_api::chat::{
    Amount, AssistantContent, ChatMessage, ResponseFormat, Stop, StreamErrorCode, SystemMessage,
    TextContent, TextPart, Threshold, ToolChoice, UserContent, UserContentPart, Voice,
};
use grid_api::messages::{ContentDelta, InputBlock, OutputBlock, StreamEvent, System, Thinking};
use grid_api::support::decode_json;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

fn read<T: DeserializeOwned>(text: &str) -> T {
    decode_json(text.as_bytes()).unwrap_or_else(|error| panic!("{text}: {error}"))
}

fn again<T: DeserializeOwned + Serialize>(text: &str) -> Value {
    serde_json::to_value(read::<T>(text)).unwrap()
}

#[test]
fn the_tag_may_stand_anywhere() {
    for text in [
        r#"{"role":"tool","content":"r","tool_call_id":"c","more":{"a":null}}"#,
        r#"{"content":"r","role":"tool","more":{"a":null},"tool_call_id":"c"}"#,
        r#"{"more":{"a":null},"tool_call_id":"c","content":"r","role":"tool"}"#,
    ] {
        assert!(matches!(read(text), ChatMessage::Tool(_)), "{text}");
        assert_eq!(again::<ChatMessage>(text), read::<Value>(text));
    }
    for text in [
        r#"{"type":"message_start","message":{"content":[{"text":"a","type":"text","x":1}]}}"#,
        r#"{"message":{"content":[{"x":1,"text":"a","type":"text"}]},"type":"message_start"}"#,
    ] {
        let StreamEvent::MessageStart(start) = read(text) else {
            panic!("{text}")
        };
        assert!(
            matches!(&start.message.content[0], OutputBlock::Text(block) if block.extra["x"] == 1)
        );
    }
}

#[test]
fn an_object_without_a_known_tag_is_kept_whole() {
    for text in [
        r#"{"type":"video_url","video_url":{"url":null},"n":[1,2]}"#,
        r#"{"n":1,"type":"","m":18446744073709551615}"#,
        r#"{"text":"no tag at all"}"#,
        r#"{"type":null,"text":"a"}"#,
        r#"{"type":7,"text":"a"}"#,
        r#"{"type":["text"],"text":"a"}"#,
        r#"{"Type":"text","text":"a"}"#,
        "{}",
    ] {
        let UserContentPart::Unknown(part) = read(text) else {
            panic!("{text} is known")
        };
        assert_eq!(Value::from(part.as_map().clone()), read::<Value>(text));
        assert_eq!(again::<UserContentPart>(text), read::<Value>(text));
        assert_eq!(Value::from(part.into_map()), read::<Value>(text));
        assert!(matches!(read(text), OutputBlock::Unknown(_)));
        assert!(matches!(read(text), ContentDelta::Unknown(_)));
        assert!(matches!(read(text), InputBlock::Unknown(_)));
        assert!(matches!(read(text), ResponseFormat::Unknown(_)) || text.contains("text"));
    }
}

#[test]
fn a_known_tag_with_a_malformed_body_is_an_error() {
    for text in [
        r#"{"role":"tool","content":"r"}"#,
        r#"{"content":"r","role":"tool"}"#,
        r#"{"role":"tool","content":7,"tool_call_id":"c"}"#,
        r#"{"content":{},"tool_call_id":"c","role":"tool"}"#,
        r#"{"role":"user"}"#,
        r#"{"role":"user","content":null}"#,
    ] {
        assert!(
            decode_json::<ChatMessage>(text.as_bytes()).is_err(),
            "{text}"
        );
    }
    assert!(decode_json::<Thinking>(br#"{"type":"enabled"}"#).is_err());
    for wrong in ["null", "[]", "7", "\"user\""] {
        assert!(
            decode_json::<ChatMessage>(wrong.as_bytes()).is_err(),
            "{wrong}"
        );
    }
}

#[test]
fn errors_in_a_union_name_the_member_wherever_the_tag_stands() {
    for text in [
        r#"{"content":[{"type":"text","text":7}]}"#,
        r#"{"content":[{"text":7,"type":"text"}]}"#,
    ] {
        let error = decode_json::<grid_api::messages::Message>(text.as_bytes()).unwrap_err();
        assert_eq!(error.path(), "content[0].text", "{text}: {error}");
    }
}

#[test]
fn a_part_sends_its_type_alone_and_in_a_union() {
    let part = TextPart::new("t");
    let expected = r#"{"type":"text","text":"t"}"#;
    assert_eq!(serde_json::to_string(&part).unwrap(), expected);
    assert_eq!(
        serde_json::to_string(&UserContentPart::from(part.clone())).unwrap(),
        expected
    );
    let message = ChatMessage::from(SystemMessage::new(vec![part]));
    assert_eq!(
        serde_json::to_string(&message).unwrap(),
        format!(r#"{{"role":"system","content":[{expected}]}}"#)
    );
}

#[test]
fn a_part_alone_takes_no_other_type() {
    assert_eq!(
        read::<TextPart>(r#"{"text":"t","type":"text"}"#),
        TextPart::new("t")
    );
    assert!(decode_json::<TextPart>(br#"{"type":"refusal","text":"t"}"#).is_err());
    assert!(decode_json::<TextPart>(br#"{"type":7,"text":"t"}"#).is_err());
}

#[test]
fn arrays_become_what_lists_become() {
    assert_eq!(
        Stop::from(["a", "b"]),
        Stop::from(vec!["a".to_owned(), "b".to_owned()])
    );
    assert_eq!(
        Stop::from(["a".to_owned()]),
        Stop::Many(vec!["a".to_owned()])
    );
    assert_eq!(
        TextContent::from([TextPart::new("a")]),
        TextContent::Parts(vec![TextPart::new("a")])
    );
}

#[test]
fn by_the_type_of_json() {
    assert_eq!(read::<Stop>(r#""a""#), Stop::One("a".to_owned()));
    assert_eq!(read::<Stop>("[]"), Stop::Many(Vec::new()));
    assert_eq!(read::<Stop>(r#""\u0061""#), Stop::One("a".to_owned()));
    assert!(decode_json::<Stop>(b"7").is_err());
    assert!(decode_json::<Stop>(b"{}").is_err());
    assert!(decode_json::<Stop>(b"[1]").is_err());
    assert_eq!(read::<TextContent>(r#""a""#), "a".into());
    assert!(matches!(
        read(r#"[{"type":"refusal","refusal":"n"}]"#),
        AssistantContent::Parts(_)
    ));
    assert!(matches!(read("[]"), UserContent::Parts(parts) if parts.is_empty()));
    assert!(matches!(read("[]"), System::Blocks(_)));
    assert_eq!(read::<StreamErrorCode>("-5"), StreamErrorCode::Number(-5));
    assert_eq!(
        read::<StreamErrorCode>(r#""a""#),
        StreamErrorCode::Text("a".to_owned())
    );
    assert_eq!(read::<Amount>("1"), Amount::Number(1.0));
    assert_eq!(read::<Amount>("1.5"), Amount::Number(1.5));
    assert_eq!(read::<Amount>(r#""1.5""#), Amount::Text("1.5".to_owned()));
    assert!(matches!(read("2"), Threshold::Value(value) if value.total_cmp(&2.0).is_eq()));
    assert!(matches!(read(r#"{"p50":1}"#), Threshold::Percentiles(_)));
}

#[test]
fn strings_beside_an_object_are_variants_or_kept() {
    assert_eq!(read::<ToolChoice>(r#""auto""#), ToolChoice::Auto);
    assert_eq!(ToolChoice::from("none"), ToolChoice::None);
    assert!(matches!(ToolChoice::from("any"), ToolChoice::Other(value) if value.as_str() == "any"));
    assert_eq!(again::<ToolChoice>(r#""validated""#), "validated");
    assert!(matches!(
        read(r#"{"type":"function","function":{"name":"f"}}"#),
        ToolChoice::Named(_)
    ));
    assert!(decode_json::<ToolChoice>(br#"{"type":"function"}"#).is_err());
    assert_eq!(read::<Voice>(r#""alloy""#), Voice::Alloy);
    assert_eq!(again::<Voice>(r#""nova""#), "nova");
    assert!(
        matches!(read(r#"{"id":"v"}"#), Voice::Custom(voice) if voice.id.as_deref() == Some("v"))
    );
}

#[test]
fn a_name_that_stands_twice_counts_as_it_stands_last() {
    assert_eq!(
        read::<TextPart>(r#"{"type":"text","text":"a","text":"b"}"#),
        TextPart::new("b")
    );
    let answer: grid_api::chat::ChatCompletion =
        read(r#"{"id":"a","x":1,"choices":[],"id":"b","x":2}"#);
    assert_eq!(
        (answer.id.as_deref(), &answer.extra["x"]),
        (Some("b"), &Value::from(2))
    );
}

#[test]
fn a_null_member_that_is_required_of_a_request_is_an_error() {
    for text in ["{}", r#"{"messages":null}"#] {
        let read = decode_json::<grid_api::chat::ChatCompletionsRequest>(text.as_bytes());
        assert!(read.is_err(), "{text}");
    }
}
