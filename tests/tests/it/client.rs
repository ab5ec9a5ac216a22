//! The thin client over a real socket.

use grid_api::chat::create_chat_completion::{CreateChatCompletionError, STREAM_TERMINATOR};
use grid_api::chat::{ChatCompletionChunk, ChatCompletionsRequest, UserMessage};
use grid_api::messages::{InputMessage, MessagesRequest, StreamEvent};
use grid_api::security::Carrier;
use grid_api::{Client, Error, security};
use grid_gateway::{Answer, Gate, Gateway, RefusedPort, Reply, Step, done, json_event};
use serde_json::json;

use crate::document::read;

const KEY: &str = "grid-test-key-0123";

fn gateway() -> Gateway {
    Gateway::builder()
        .document(&read("spec/effective.json"))
        .key(KEY)
        .start()
        .unwrap()
}

/// Straight to the socket, whatever proxy the environment names.
fn http() -> reqwest::Client {
    reqwest::Client::builder().no_proxy().build().unwrap()
}

fn client(gateway: &Gateway) -> Client {
    Client::over(http())
        .with_server(gateway.base_url())
        .with_credential(&security::BEARER_AUTH, KEY)
        .and_then(|client| client.with_credential(&security::API_KEY_AUTH, KEY))
        .unwrap()
}

fn request() -> ChatCompletionsRequest {
    ChatCompletionsRequest::new([UserMessage::new("What is a spot market?")]).model("text-prime")
}

fn message() -> MessagesRequest {
    MessagesRequest::new("text-prime", 100, [InputMessage::new("user", "Hi")])
}

#[tokio::test]
async fn a_completion() {
    let gateway = gateway();
    let answer = client(&gateway)
        .create_chat_completion(&request())
        .await
        .unwrap();
    let text = answer.choices[0].message.content.as_deref().unwrap();
    assert!(text.contains("spot market"), "{text}");
    assert_eq!(answer.model.as_deref(), Some("openai/gpt-oss-120b"));
    // The hop of The Grid, and the request behind it.
    let received = gateway.received();
    assert_eq!(received.len(), 2);
    assert_eq!(received[0].path(), "/v1/chat/completions");
    assert_eq!(
        received[0].header("authorization"),
        Some(format!("Bearer {KEY}").as_str())
    );
    assert_eq!(received[0].header("content-type"), Some("application/json"));
    assert_eq!(received[0].header("x-api-key"), None);
    assert_eq!(received[0].json(), serde_json::to_value(request()).unwrap());
    assert_eq!(received[1].json(), received[0].json());
    assert_eq!(gateway.violations(), []);
}

#[tokio::test]
async fn a_message() {
    let gateway = gateway();
    let answer = client(&gateway)
        .create_message(&message(), Some("2023-06-01"))
        .await
        .unwrap();
    assert!(!answer.content.is_empty());
    let received = gateway.received();
    assert_eq!(received[0].path(), "/v1/messages");
    assert_eq!(received[0].header("x-api-key"), Some(KEY));
    assert_eq!(received[0].header("authorization"), None);
    assert_eq!(received[0].header("anthropic-version"), Some("2023-06-01"));
    assert_eq!(gateway.violations(), []);
}

#[tokio::test]
async fn a_stream_is_live() {
    let gateway = gateway();
    let gate = Gate::new();
    let chunk = |text: &str| json!({"choices": [{"index": 0, "delta": {"content": text}}]});
    let reply = Reply::events([json_event(&chunk("Hel")), json_event(&chunk("lo")), done()]);
    gateway.push(reply.between(1, Step::Until(gate.clone())));
    let mut response = client(&gateway)
        .create_chat_completion_stream(&request().stream(true))
        .await
        .unwrap();
    assert_eq!(response.headers()["content-type"], "text/event-stream");
    // The first event is here while the gateway still holds the second one back.
    let first = response.chunk().await.unwrap().unwrap();
    let data = std::str::from_utf8(&first)
        .unwrap()
        .strip_prefix("data: ")
        .unwrap();
    let chunk: ChatCompletionChunk = serde_json::from_str(data.trim()).unwrap();
    assert_eq!(chunk.choices[0].delta.content.as_deref(), Some("Hel"));
    gate.open();
    let mut rest = Vec::new();
    while let Some(bytes) = response.chunk().await.unwrap() {
        rest.extend_from_slice(&bytes);
    }
    let rest = String::from_utf8(rest).unwrap();
    assert!(
        rest.ends_with(&format!("data: {STREAM_TERMINATOR}\n\n")),
        "{rest}"
    );
    let accept = gateway.received()[0].header("accept").unwrap().to_owned();
    assert!(accept.starts_with("text/event-stream"), "{accept}");
}

#[tokio::test]
async fn every_event_of_the_personas_streams_is_of_its_type() {
    let gateway = gateway();
    let chat = client(&gateway)
        .create_chat_completion_stream(&request().stream(true))
        .await
        .unwrap();
    let mut count = 0;
    for data in events(&chat.text().await.unwrap()) {
        if data != STREAM_TERMINATOR {
            let chunk: ChatCompletionChunk = serde_json::from_str(&data).unwrap();
            assert_eq!(chunk.error, None);
            count += 1;
        }
    }
    assert!(count > 2);
    let stream = client(&gateway)
        .create_message_stream(&message().stream(true), None)
        .await
        .unwrap();
    let events = events(&stream.text().await.unwrap());
    let last = events.last().unwrap();
    assert!(matches!(
        serde_json::from_str(last).unwrap(),
        StreamEvent::MessageStop(_)
    ));
    for data in &events {
        let event: StreamEvent = serde_json::from_str(data).unwrap();
        assert!(!matches!(event, StreamEvent::Unknown(_)), "{data}");
    }
}

fn events(text: &str) -> Vec<String> {
    text.lines()
        .filter_map(|line| line.strip_prefix("data: "))
        .map(str::to_owned)
        .collect()
}

#[tokio::test]
async fn errors_by_status_with_and_without_a_stream() {
    let gateway = gateway();
    for status in [400, 401, 402, 404, 422, 429, 500, 503, 418] {
        for stream in [false, true] {
            gateway.push(Reply::error(status).header("retry-after", "3"));
            let client = client(&gateway);
            let error = if stream {
                client
                    .create_chat_completion_stream(&request())
                    .await
                    .unwrap_err()
            } else {
                client.create_chat_completion(&request()).await.unwrap_err()
            };
            let Error::Response(answer) = error else {
                panic!("{status}: {error}")
            };
            assert_eq!(answer.status().as_u16(), status);
            assert_eq!(answer.headers()["retry-after"], "3");
            assert!(!answer.bytes().is_empty());
            let undeclared = matches!(answer, CreateChatCompletionError::Undeclared(_));
            assert_eq!(undeclared, status == 418);
        }
    }
}

#[tokio::test]
async fn no_server_is_an_error_of_transport_that_tells_no_address() {
    let gateway = gateway();
    let nobody = RefusedPort::bind().unwrap();
    gateway.push(Reply::redirect(
        307,
        &format!("{}/r?token=signed-token", nobody.origin()),
    ));
    let error = client(&gateway)
        .create_chat_completion(&request())
        .await
        .unwrap_err();
    assert!(matches!(error, Error::Transport(_)), "{error:?}");
    for text in [format!("{error:?}"), error.to_string()] {
        assert!(
            !text.contains("signed-token") && !text.contains(KEY),
            "{text}"
        );
    }
    gateway.push(Answer::steps([Step::Close]));
    gateway.push(Answer::steps([Step::Close]));
    let error = client(&gateway)
        .create_chat_completion(&request())
        .await
        .unwrap_err();
    assert!(matches!(error, Error::Transport(_)), "{error:?}");
}

#[tokio::test]
async fn the_server_with_and_without_a_slash() {
    let gateway = gateway();
    for server in [gateway.base_url(), format!("{}/", gateway.base_url())] {
        let client = client(&gateway).with_server(server);
        let answer = client.create_message(&message(), None).await.unwrap();
        assert!(!answer.content.is_empty());
    }
    assert!(
        gateway
            .received()
            .iter()
            .all(|received| received.path() == "/v1/messages")
    );
}

#[tokio::test]
async fn without_a_credential_none_is_sent() {
    let gateway = gateway();
    let client = Client::over(http()).with_server(gateway.base_url());
    let error = client.create_chat_completion(&request()).await.unwrap_err();
    let Error::Response(CreateChatCompletionError::Unauthorized(_)) = error else {
        panic!("{error}")
    };
    assert_eq!(gateway.received()[0].header("authorization"), None);
}

#[tokio::test]
async fn a_redirect_to_another_origin_is_answered_not_followed() {
    if ["http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"]
        .iter()
        .any(|name| std::env::var_os(name).is_some())
    {
        println!("skipped: the environment names a proxy, and this client would take it");
        return;
    }
    let (here, there) = (gateway(), gateway());
    here.push(Reply::redirect(
        307,
        &format!("{}/r?token=t", there.base_url()),
    ));
    let client = Client::new()
        .unwrap()
        .with_server(here.base_url())
        .with_credential(&security::BEARER_AUTH, KEY)
        .unwrap();
    let error = client.create_chat_completion(&request()).await.unwrap_err();
    let Error::Response(CreateChatCompletionError::TemporaryRedirect(answer)) = error else {
        panic!("{error}")
    };
    assert!(
        answer.headers["location"]
            .to_str()
            .unwrap()
            .ends_with("token=t")
    );
    assert!(there.received().is_empty());
    // Within the origin it goes on.
    let answer = client.create_chat_completion(&request()).await.unwrap();
    assert_eq!(answer.choices.len(), 1);
}

#[test]
fn debug_shows_no_key() {
    let client = Client::over(http())
        .with_credential(&security::BEARER_AUTH, KEY)
        .unwrap();
    assert!(!format!("{client:?} {client:#?}").contains(KEY));
    let error = Client::over(http())
        .with_credential(&security::BEARER_AUTH, "grid-test\nkey")
        .unwrap_err();
    for text in [format!("{error:?}"), error.to_string()] {
        assert!(!text.contains("grid-test"), "{text}");
    }
}

#[test]
fn servers_and_schemes_are_the_documents() {
    let document: serde_json::Value = serde_json::from_str(&read("spec/effective.json")).unwrap();
    assert_eq!(grid_api::servers::DEFAULT, document["servers"][0]["url"]);
    let messages = &document["paths"]["/messages"]["post"];
    assert_eq!(grid_api::servers::MESSAGES, messages["servers"][0]["url"]);
    assert_eq!(
        grid_api::chat::create_chat_completion::SERVER,
        grid_api::servers::DEFAULT
    );
    assert_eq!(
        grid_api::messages::create_message::SERVER,
        grid_api::servers::MESSAGES
    );
    assert_eq!(security::API_KEY_AUTH.carrier, Carrier::Header("x-api-key"));
    assert_eq!(
        (security::BEARER_AUTH.carrier, security::BEARER_AUTH.prefix),
        (Carrier::Header("authorization"), "Bearer ")
    );
}
