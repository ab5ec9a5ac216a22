//! One question, one answer.

mod setting;

#[tokio::main]
async fn main() -> Result<(), setting::Failure> {
    let setting = setting::setting()?;
    let reply = setting
        .client
        .chat(&setting.model)
        .system("Be brief.")
        .user("What is a spot market?")
        .max_completion_tokens(500)
        .send()
        .await?;

    println!("{}", reply.text());
    println!(
        "served by {}",
        reply.model().unwrap_or("a model that was not named")
    );
    if let Some(usage) = reply.usage() {
        println!(
            "{} tokens in, {} out",
            usage.prompt_tokens, usage.completion_tokens
        );
    }
    Ok(())
}
