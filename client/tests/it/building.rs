//! What is decided before anything is sent.

use grid_client::api::chat::{ChatCompletion, StreamOptions};
use grid_client::api::messages::Message;
use grid_client::gateway::{Auth, Surface};
use grid_client::{ApiKey, ChatReply, Client, Error, Gateway, MessageReply};
use grid_gateway::Reply;
use serde_json::{Value, json};

use super::setup::{KEY, MODEL, at, builder, client, gateway, hello, hello_plain};

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
async fn a_surfaces_header_may_have_several_values() {
    let server = gateway();
    let mut own = Gateway::new("mine", "http://replaced.example");
    for value in ["a", "b"] {
        own.chat.headers.append("x-beta", value.parse().unwrap());
    }
    let client = builder(&server).gateway(own).build().unwrap();
    client.chat(MODEL).user("x").send().await.unwrap();
    let received = server.received().pop().unwrap();
    let sent: Vec<&str> = received
        .headers
        .iter()
        .filter_map(|(name, value)| (name == "x-beta").then_some(value.as_str()))
        .collect();
    assert_eq!(sent, ["a", "b"]);
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

/// A server of one's own.
#[tokio::test]
async fn without_a_key() {
    let gateway = gateway();
    let chat = Surface::chat(gateway.base_url()).auth(Auth::None);
    let own = Gateway::new("mine", gateway.base_url()).chat(chat);
    let client = Client::builder().gateway(own).build().unwrap();
    // The fake gateway misses the key, as the document wants it to.
    let error = client.chat(MODEL).user("x").send().await.unwrap_err();
    assert!(error.is_unauthorized(), "{error}");
    let received = gateway.received();
    assert_eq!(received[0].header("authorization"), None);
    gateway.push(Reply::events(hello()));
    drop(client.chat(MODEL).user("x").stream().await.unwrap());
    let asked = &gateway.received()[1].json();
    assert!(asked.get("stream_options").is_none(), "nobody documents it");
}

/// One client, and the keys of many.
#[tokio::test]
async fn a_key_of_one_call() {
    const TENANT: &str = "sk-tenant-very-secret";
    let gateway = gateway();
    let client = client(&gateway);
    let chat = client.chat(MODEL).user("x").with_api_key(TENANT);
    assert!(!format!("{chat:?}").contains("tenant"));
    let answer = json!({"error": {"message": format!("{TENANT} is wrong")}});
    gateway.push(Reply::json(401, &answer));
    let error = chat.clone().send().await.unwrap_err();
    assert!(!format!("{error} {error:?}").contains("tenant"), "{error}");
    gateway.push(Reply::json(401, &answer));
    let messages = client.messages(MODEL, 5).user("x").with_api_key(TENANT);
    assert!(messages.send().await.is_err());
    drop(client.chat(MODEL).user("x").send().await);
    let received = gateway.received();
    let bearer = |index: usize| received[index].header("authorization").map(str::to_owned);
    assert_eq!(bearer(0), Some(format!("Bearer {TENANT}")));
    assert_eq!(
        (bearer(1), received[1].header("x-api-key")),
        (None, Some(TENANT))
    );
    assert_eq!(bearer(2), Some(format!("Bearer {KEY}")));
    let error = chat.with_api_key("se cret").send().await.unwrap_err();
    assert!(error.is_configuration() && !error.to_string().contains("cret"));
    assert_eq!(gateway.received().len(), received.len());
}

/// What an application does with a reply can be tested without a server.
#[test]
fn replies_that_no_server_sent() {
    let completion = serde_json::from_value::<ChatCompletion>(hello_plain()).unwrap();
    let reply = ChatReply::from(completion);
    assert_eq!((reply.text(), reply.attempts()), ("Hello there", 1));
    assert!(reply.json::<u8>().unwrap_err().is_decode());
    assert_eq!(reply.request_id(), None);
    let message = json!({"content": [{"type": "text", "text": "Hi"}], "stop_reason": "end_turn"});
    let reply = MessageReply::from(serde_json::from_value::<Message>(message).unwrap());
    assert_eq!(reply.text(), "Hi");
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
