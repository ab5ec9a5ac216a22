//! How an application tests what it does with a gateway: against a scripted one on a loopback port, and with replies made by hand.

use grid_client::api::chat::ChatCompletion;
use grid_client::{ChatReply, Client, Error, RetryPolicy};
use grid_gateway::{Gateway, Reply};
use serde_json::json;

mod setting;

/// The application's own code.
async fn headline(client: &Client, article: &str) -> Result<String, Error> {
    let chat = client.chat("text-prime").system("Write a headline.");
    Ok(shortened(&chat.user(article).send().await?))
}

fn shortened(reply: &ChatReply) -> String {
    reply.text().trim_matches('"').to_owned()
}

#[tokio::main]
async fn main() -> Result<(), setting::Failure> {
    let completion = json!({"choices": [{"message": {"content": "\"Rain\""}}]});

    // Without a server.
    let made: ChatCompletion = serde_json::from_value(completion.clone())?;
    assert_eq!(shortened(&made.into()), "Rain");

    // With one that is told what to answer, and tells what it was asked.
    let gateway = Gateway::start()?;
    let client = Client::builder()
        .api_key("test-key")
        .base_url(gateway.base_url())
        .retry(RetryPolicy::new().base(std::time::Duration::ZERO))
        .build()?;
    gateway.push(Reply::error(503));
    gateway.push(Reply::json(200, &completion));
    assert_eq!(headline(&client, "It rains.").await?, "Rain");
    let asked = gateway.received();
    assert_eq!(asked[1].json()["messages"][1]["content"], "It rains.");

    gateway.always(Reply::error(401));
    let error = headline(&client, "It rains.").await.err();
    assert!(error.is_some_and(|error| error.is_unauthorized()));
    println!(
        "{} requests, all as they should be",
        gateway.received().len()
    );
    Ok(())
}
