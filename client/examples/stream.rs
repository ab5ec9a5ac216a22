//! An answer word by word, then whole.

use std::io::Write as _;

mod setting;

#[tokio::main]
async fn main() -> Result<(), setting::Failure> {
    let setting = setting::setting()?;
    let mut stream = setting
        .client
        .chat(&setting.model)
        .user("Count to ten.")
        .stream()
        .await?;

    while let Some(chunk) = stream.try_next().await? {
        print!("{}", chunk.text());
        std::io::stdout().flush()?;
    }
    println!();

    // The whole completion, in the type that a plain answer has. A stream that was cut off ends in an error instead.
    let reply = stream.finish().await?;
    println!(
        "{} choice, usage: {:?}",
        reply.choices().len(),
        reply.usage().map(|usage| usage.total_tokens)
    );
    Ok(())
}
