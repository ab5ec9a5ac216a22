//! A small chat in the terminal: an empty line or the end of the input ends it.

use std::io::{BufRead as _, Write as _};

use grid_client::api::chat::{ChatMessage, UserMessage};

mod setting;

#[tokio::main]
async fn main() -> Result<(), setting::Failure> {
    let setting = setting::setting()?;
    let mut messages: Vec<ChatMessage> = Vec::new();
    let mut lines = std::io::stdin().lock().lines();
    loop {
        print!("> ");
        std::io::stdout().flush()?;
        let line = match lines.next() {
            Some(line) => line?,
            None => break,
        };
        if line.trim().is_empty() {
            break;
        }
        messages.push(UserMessage::new(line).into());

        let request = setting
            .client
            .chat(&setting.model)
            .messages(messages.iter().cloned());
        let mut stream = request.stream().await?;
        while let Some(chunk) = stream.try_next().await? {
            print!("{}", chunk.text());
            std::io::stdout().flush()?;
        }
        println!();
        messages.push(stream.finish().await?.into_message());
    }
    Ok(())
}
