//! The client against every gateway's persona, whose requests are held against that gateway's own document: one suite, no exceptions.

use std::path::Path;

use grid_client::api::chat::{ChatMessage, FunctionDefinition, Tool, ToolMessage, UserMessage};
use grid_client::{Client, Gateway, RetryPolicy};
use grid_gateway::Persona;
use grid_tests::conformance::Inputs;

/// A gateway, its persona, and the document that its requests are held against.
struct Kind {
    gateway: Gateway,
    persona: Persona,
    document: &'static str,
    model: &'static str,
}

fn kinds() -> Vec<Kind> {
    vec![
        Kind {
            gateway: Gateway::the_grid(),
            persona: Persona::THE_GRID,
            document: "grid",
            model: "text-prime",
        },
        Kind {
            gateway: Gateway::dgrid(),
            persona: Persona::DGRID,
            document: "dgrid",
            model: "openai/gpt-4o",
        },
        Kind {
            gateway: Gateway::compatible("http://127.0.0.1"),
            persona: Persona::COMPATIBLE,
            document: "compatible",
            model: "gpt-4o",
        },
    ]
}

fn document(name: &str) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    if name == "grid" {
        return std::fs::read_to_string(root.join("spec/effective.json")).unwrap();
    }
    let inputs = Inputs::read(&root).unwrap();
    let found = inputs
        .documents
        .iter()
        .find(|document| document.gateway == name);
    found.unwrap().value.to_string()
}

struct Running {
    server: grid_gateway::Gateway,
    client: Client,
    model: &'static str,
}

fn running(kind: Kind) -> Running {
    let server = grid_gateway::Gateway::builder()
        .persona(kind.persona)
        .document(&document(kind.document))
        .key("the-key")
        .start()
        .unwrap();
    let client = Client::builder()
        .gateway(kind.gateway)
        .base_url(server.base_url())
        .api_key("the-key")
        .retry(RetryPolicy::none())
        .build()
        .unwrap();
    Running {
        server,
        client,
        model: kind.model,
    }
}

async fn on_each<F: Future<Output = ()>>(suite: impl Fn(Client, &'static str) -> F) {
    for kind in kinds() {
        let running = running(kind);
        suite(running.client.clone(), running.model).await;
        assert_eq!(running.server.violations(), []);
        assert!(!running.server.received().is_empty());
    }
}

#[tokio::test]
async fn a_completion_and_its_stream_agree() {
    on_each(|client, model| async move {
        let request = || {
            client
                .chat(model)
                .system("Be brief.")
                .user("What is a spot market?")
                .temperature(0.5)
                .stop(vec!["END".to_owned()])
                .seed(7)
        };
        let plain = request().send().await.unwrap();
        let mut stream = request().stream().await.unwrap();
        let mut words = String::new();
        while let Some(chunk) = stream.try_next().await.unwrap() {
            words.push_str(chunk.text());
        }
        let streamed = stream.finish().await.unwrap();
        assert_eq!(words, plain.text());
        assert_eq!(streamed.text(), plain.text());
        assert_eq!(streamed.finish_reason(), plain.finish_reason());
        assert_eq!(streamed.model(), plain.model());
        assert!(plain.usage().is_some());
    })
    .await;
}

#[tokio::test]
async fn several_choices_agree_too() {
    on_each(|client, model| async move {
        let plain = client.chat(model).user("Hi").n(3).send().await.unwrap();
        let streamed = client.chat(model).user("Hi").n(3).stream().await.unwrap();
        let streamed = streamed.finish().await.unwrap();
        assert_eq!(plain.choices().len(), 3);
        assert_eq!(streamed.choices().len(), 3);
        for (one, other) in plain.choices().iter().zip(streamed.choices()) {
            assert_eq!(one.message.content, other.message.content);
        }
    })
    .await;
}

#[tokio::test]
async fn a_tool_round_trip() {
    on_each(|client, model| async move {
        let tool = Tool::new(FunctionDefinition::new("weather"));
        let mut messages: Vec<ChatMessage> = vec![UserMessage::new("Is it warm?").into()];
        let first = client
            .chat(model)
            .messages(messages.clone())
            .tools([tool.clone()]);
        let first = first.send().await.unwrap();
        let id = first.tool_calls().next().unwrap().id.clone();
        messages.push(first.into_message());
        messages.push(ToolMessage::new("21 degrees", id).into());
        let second = client
            .chat(model)
            .messages(messages)
            .tools([tool])
            .send()
            .await
            .unwrap();
        assert!(second.text().contains("21 degrees"), "{}", second.text());
    })
    .await;
}

#[tokio::test]
async fn a_wrong_key_is_told() {
    for kind in kinds() {
        let (gateway, model) = (kind.gateway.clone(), kind.model);
        let running = running(kind);
        let client = Client::builder()
            .gateway(gateway)
            .base_url(running.server.base_url())
            .api_key("another-key")
            .build()
            .unwrap();
        let error = client.chat(model).user("Hi").send().await.unwrap_err();
        assert!(error.is_unauthorized(), "{error}");
        let error = client.chat(model).user("Hi").stream().await.unwrap_err();
        assert!(error.is_unauthorized(), "{error}");
        assert!(!format!("{error} {error:?}").contains("another-key"));
    }
}

#[tokio::test]
async fn a_request_that_the_document_forbids_is_seen() {
    for kind in kinds() {
        let running = running(kind);
        // The typed request cannot be wrong in a way that every one of the documents forbids.
        let body = format!(r#"{{"model":"{}","messages":"hot"}}"#, running.model);
        let url = format!("{}/chat/completions", running.server.base_url());
        let http = reqwest::Client::builder().no_proxy().build().unwrap();
        let request = http.post(url).bearer_auth("the-key");
        let request = request.header("content-type", "application/json");
        let answer = request.body(body).send().await.unwrap();
        assert_eq!(answer.status().as_u16(), 422);
        assert_eq!(running.server.violations().len(), 1);
    }
}
