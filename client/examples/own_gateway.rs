//! A gateway that the client does not know: its differences are data.

use std::time::Duration;

use grid_client::gateway::{Auth, Surface};
use grid_client::{Client, Gateway, RetryPolicy};

mod setting;

#[tokio::main]
async fn main() -> Result<(), setting::Failure> {
    let embedded = setting::embedded(grid_gateway::Persona::COMPATIBLE)?;
    let retry = RetryPolicy::new()
        .max_retries(1)
        .base(Duration::from_millis(200));
    let chat = Surface::chat(embedded.base_url())
        .auth(Auth::Bearer)
        .retry(&retry);
    let gateway = Gateway::new("my gateway", embedded.base_url())
        .chat(chat)
        .request_id_headers(["x-trace".parse()?]);

    let client = Client::builder()
        .gateway(gateway)
        .api_key("my-key")
        .build()?;
    let reply = client
        .chat("gpt-4o")
        .user("Hello")
        .max_completion_tokens(50)
        .send()
        .await?;
    println!("{}", reply.text());
    Ok(())
}
