//! The Anthropic-compatible surface (beta): one question, one answer.

mod setting;

#[tokio::main]
async fn main() -> Result<(), setting::Failure> {
    let setting = setting::setting()?;
    let reply = setting
        .client
        .messages(&setting.model, 256)
        .system("Be brief.")
        .user("What is a spot market?")
        .stop_sequences(["END"])
        .send()
        .await?;
    println!("{}", reply.text());
    println!(
        "served by {}, stopped: {:?}",
        reply.model().unwrap_or("?"),
        reply.stop_reason()
    );
    Ok(())
}
