//! `DGrid`: another gateway, other names, the same client. `DGRID_API_KEY` makes it real.

use grid_client::{Client, Gateway};

mod setting;

#[tokio::main]
async fn main() -> Result<(), setting::Failure> {
    let embedded = setting::embedded(grid_gateway::Persona::DGRID)?;
    let client = match Gateway::dgrid().key_from_env() {
        Ok(key) => Client::builder()
            .gateway(Gateway::dgrid())
            .api_key(key)
            .build()?,
        Err(_) => setting::client_of(Gateway::dgrid(), &embedded)?,
    };
    let reply = client
        .chat("openai/gpt-4o")
        .user("What is the meaning of life?")
        .max_tokens(500)
        .send()
        .await?;
    println!("{}", reply.text());
    if !reply.reasoning().is_empty() {
        println!("it thought: {}", reply.reasoning());
    }
    // What DGrid's billing is asked about.
    println!("request {}", reply.request_id().unwrap_or("without an id"));
    Ok(())
}
