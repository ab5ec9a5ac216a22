//! The Anthropic-compatible surface (beta): an answer word by word, then whole.

use std::io::Write as _;

mod setting;

#[tokio::main]
async fn main() -> Result<(), setting::Failure> {
    let setting = setting::setting()?;
    let mut stream = setting
        .client
        .messages(&setting.model, 256)
        .user("Count to ten.")
        .stream()
        .await?;
    while let Some(event) = stream.try_next().await? {
        print!("{}", event.text());
        std::io::stdout().flush()?;
    }
    println!();

    // Complete only when the server said `message_stop`: a stream that was cut off ends in an error instead.
    let reply = stream.finish().await?;
    println!(
        "{:?}",
        reply
            .usage()
            .map(|usage| (usage.input_tokens, usage.output_tokens))
    );
    Ok(())
}
