//! What is left where a stream ends, above all after `[DONE]`.

use grid_client::sse::Decoder;

fn end(input: &'static str) -> Option<(String, Option<String>, String, Option<String>)> {
    let mut decoder = Decoder::new();
    decoder.push(input);
    while decoder.next_event().unwrap().is_some() {}
    decoder.unfinished().map(|rest| {
        let with_line = rest.data_with_line().map(std::borrow::Cow::into_owned);
        (
            rest.event.into_owned(),
            rest.data.map(std::borrow::Cow::into_owned),
            rest.line.into_owned(),
            with_line,
        )
    })
}

#[test]
fn nothing_is_left_between_events() {
    for input in [
        "",
        "data: a\n\n",
        "data: a\r",
        "data: a\n\n\n\n",
        "data: a\n\n: ping",
        "data: a\n\n: ping\n",
        "id: 1\n\n",
        "\n\nretry: 1\n",
        "foo: 1\n",
    ] {
        let between = input != "data: a\r";
        assert_eq!(end(input).is_none(), between, "{input:?}");
    }
}

#[test]
fn a_block_without_its_blank_line_is_left() {
    assert_eq!(
        end("data: a\n\nevent: x\ndata: b\ndata: c\n"),
        Some((
            "x".into(),
            Some("b\nc".into()),
            String::new(),
            Some("b\nc".into())
        ))
    );
    assert_eq!(
        end("data: b\ndata: c"),
        Some((
            "message".into(),
            Some("b".into()),
            "data: c".into(),
            Some("b\nc".into())
        ))
    );
    assert_eq!(
        end("data: b\n: ping"),
        Some((
            "message".into(),
            Some("b".into()),
            ": ping".into(),
            Some("b".into())
        ))
    );
    assert_eq!(
        end("event: x\n"),
        Some(("x".into(), None, String::new(), None))
    );
    assert_eq!(
        end("id: 1\n"),
        Some(("message".into(), None, String::new(), None))
    );
    assert_eq!(end("da"), Some(("message".into(), None, "da".into(), None)));
}

#[test]
fn done_is_seen_whatever_ends_its_line() {
    for (input, whole) in [
        ("data: a\n\ndata: [DONE]\n", true),
        ("data: a\n\ndata: [DONE]\r", true),
        ("data: [DONE]\r\n", true),
        ("\u{FEFF}data:[DONE]\n", true),
        ("data: [DONE]", false),
        ("\u{FEFF}data: [DONE]", false),
    ] {
        let (_, data, _, with_line) = end(input).unwrap();
        assert_eq!(data, whole.then(|| "[DONE]".to_owned()), "{input:?}");
        assert_eq!(with_line, Some("[DONE]".into()), "{input:?}");
    }
    assert_eq!(end("data: [DONE]\n\n"), None);
}

#[test]
fn a_dispatched_block_is_not_left_while_its_event_is_in_hand() {
    let mut decoder = Decoder::new();
    decoder.push("event: x\nid: 1\ndata: a\ndata: b\n\n");
    assert!(decoder.next_event().unwrap().is_some());
    assert_eq!(decoder.unfinished(), None);
    decoder.push("data: c\n");
    assert_eq!(decoder.next_event(), Ok(None));
    assert_eq!(decoder.unfinished().unwrap().data.as_deref(), Some("c"));
}
