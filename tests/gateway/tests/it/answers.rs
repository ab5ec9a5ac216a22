use std::time::{Duration, Instant};

use grid_gateway::{
    Answer, ErrorShape, Framing, Gateway, Reply, Step, comment, done, event, json_event,
    named_event,
};
use serde_json::json;

use crate::client::{Client, ask, request};

const CHAT: &str = "/v1/chat/completions";

#[tokio::test]
async fn the_queue_then_the_choice_then_the_persona() {
    let gateway = Gateway::start().unwrap();
    gateway.push(Reply::error(500));
    gateway.push(Reply::json(200, &json!({"a": 1})).header("x-a", "b"));
    gateway.push(Answer::persona());
    gateway.otherwise(|request| (request.number == 3).then(|| Reply::new(204).into()));
    let mut client = Client::of(&gateway).await;
    assert_eq!(gateway.unused(), 3);
    assert_eq!(client.chat(CHAT, &ask("Hi")).await.status, 500);
    let second = client.chat(CHAT, &ask("Hi")).await;
    assert_eq!(
        (second.header("x-a"), second.json()),
        (Some("b"), json!({"a": 1}))
    );
    assert_eq!(client.chat(CHAT, &ask("Hi")).await.status, 307);
    assert_eq!(client.chat(CHAT, &ask("Hi")).await.status, 204);
    assert_eq!(client.chat(CHAT, &ask("Hi")).await.status, 307);
    gateway.always(Reply::error(429));
    assert_eq!(client.chat(CHAT, &ask("Hi")).await.status, 429);
    assert_eq!(client.chat(CHAT, &ask("Hi")).await.status, 429);
    gateway.persona_again();
    assert_eq!(client.chat(CHAT, &ask("Hi")).await.status, 307);
    assert_eq!(gateway.connections(), 1);
}

#[tokio::test]
async fn an_answer_can_wait_behind_the_hop() {
    let gateway = Gateway::start().unwrap();
    gateway.push_behind_hop(Reply::events([event("x"), done()]));
    let mut client = Client::of(&gateway).await;
    let hop = client.chat(CHAT, &ask("Hi")).await;
    let target = hop
        .header("location")
        .unwrap()
        .strip_prefix(&gateway.origin())
        .unwrap()
        .to_owned();
    // A second leg without its token leaves the script alone.
    assert_eq!(
        client
            .chat("/r/v1/chat/completions?token=guess", &ask("Hi"))
            .await
            .status,
        401
    );
    assert_eq!(
        client.chat(&target, &ask("Hi")).await.text(),
        "data: x\n\ndata: [DONE]\n\n"
    );
}

#[tokio::test]
async fn every_documented_error_has_its_body() {
    let gateway = Gateway::start().unwrap();
    let mut client = Client::of(&gateway).await;
    for (status, shape) in [
        (400, "/errors/detail"),
        (401, "/errors/detail"),
        (402, "/errors/detail"),
        (404, "/errors/detail"),
        (422, "/errors/0/path"),
        (429, "/errors/detail"),
        (500, "/errors/detail"),
        (503, "/error/code"),
    ] {
        gateway.push(Reply::error(status));
        let error = client.chat(CHAT, &ask("Hi")).await;
        assert_eq!(error.status, status);
        assert!(error.json().pointer(shape).unwrap().is_string(), "{status}");
    }
    for (shape, member) in [
        (ErrorShape::Anthropic, "/error/type"),
        (ErrorShape::OpenAi, "/error/type"),
        (ErrorShape::Supplier, "/error/metadata/provider_name"),
    ] {
        gateway.push(Reply::error_as(shape, 529, "busy"));
        let error = client.chat(CHAT, &ask("Hi")).await.json();
        assert_eq!(error["error"]["message"], "busy");
        assert!(error.pointer(member).unwrap().is_string(), "{error}");
    }
}

#[tokio::test]
async fn a_redirect_goes_wherever_it_is_told() {
    let gateway = Gateway::start().unwrap();
    let mut client = Client::of(&gateway).await;
    for status in [301, 302, 303, 307, 308] {
        gateway.push(Reply::redirect(
            status,
            "https://elsewhere.example/x?token=t",
        ));
        let redirect = client.chat(CHAT, &ask("Hi")).await;
        assert_eq!(
            (redirect.status, redirect.header("location")),
            (status, Some("https://elsewhere.example/x?token=t"))
        );
    }
}

#[tokio::test]
async fn a_stream_is_framed_as_told() {
    let events = || {
        [
            event("a\nb"),
            comment("c"),
            named_event("n", &json!(1)),
            json_event(&json!({"d": 2})),
            done(),
        ]
    };
    let text =
        "data: a\ndata: b\n\n: c\n\nevent: n\ndata: 1\n\ndata: {\"d\":2}\n\ndata: [DONE]\n\n";
    let gateway = Gateway::start().unwrap();
    let mut client = Client::of(&gateway).await;
    for reply in [
        Reply::events(events()),
        Reply::events(events()).framing(Framing::Length),
        Reply::events(events()).per_write(2),
        Reply::events(events()).per_write(usize::MAX),
        Reply::events(events()).bytes_per_write(3),
    ] {
        assert_eq!(reply.content(), text.as_bytes());
        gateway.push(reply);
        assert_eq!(client.chat(CHAT, &ask("Hi")).await.text(), text);
    }
    for (reply, writes) in [
        (Reply::events(events()), 5),
        (Reply::events(events()).per_write(2), 3),
    ] {
        gateway.push(Reply::framing(reply, Framing::Chunked));
        client
            .send(&request(CHAT, "connection: close\r\n", &ask("Hi")))
            .await;
        let (bytes, _) = client.rest().await;
        let chunks = String::from_utf8(bytes).unwrap().matches("\r\n").count() - 4;
        // Two line ends a chunk, and two for the last.
        assert_eq!(chunks, 2 * writes + 2);
        client = Client::of(&gateway).await;
    }
    gateway.push(Reply::events(events()).framing(Framing::Close));
    client.send(&request(CHAT, "", &ask("Hi"))).await;
    let (bytes, reset) = client.rest().await;
    assert!(bytes.ends_with(format!("connection: close\r\n\r\n{text}").as_bytes()) && !reset);
}

#[tokio::test]
async fn writes_wait_for_each_other() {
    let gateway = Gateway::start().unwrap();
    gateway
        .push(Reply::events([event("1"), event("2"), event("3")]).gap(Duration::from_millis(10)));
    let mut client = Client::of(&gateway).await;
    let before = Instant::now();
    client.chat(CHAT, &ask("Hi")).await;
    assert!(before.elapsed() >= Duration::from_millis(20));
}

#[tokio::test]
async fn a_body_is_cut_at_each_byte() {
    let events = [event("one"), event("two"), done()];
    let whole = events.concat();
    let gateway = Gateway::start().unwrap();
    for at in 0..=whole.len() {
        for (framing, step, reset) in [
            (Framing::Close, Step::Close, false),
            (Framing::Length, Step::Reset, true),
        ] {
            let reply = Reply::events(events.clone()).framing(framing).cut(at, step);
            gateway.push(reply);
            let mut client = Client::of(&gateway).await;
            client.send(&request(CHAT, "", &ask("Hi"))).await;
            let (bytes, was_reset) = client.rest().await;
            let text = String::from_utf8(bytes).unwrap();
            let (head, body) = text.split_once("\r\n\r\n").unwrap();
            assert_eq!(body.as_bytes(), &whole[..at]);
            assert_eq!(was_reset, reset, "{head}");
        }
    }
}

#[tokio::test]
async fn throughput_writes_are_whole_events() {
    let gateway = Gateway::start().unwrap();
    gateway.push(Answer::repeating([event("a"), event("b")].concat(), 3));
    let mut client = Client::of(&gateway).await;
    let stream = client.chat(CHAT, &ask("Hi")).await;
    assert_eq!(
        stream.text(),
        "data: a\n\ndata: b\n\n".repeat(3) + "data: [DONE]\n\n"
    );
}
