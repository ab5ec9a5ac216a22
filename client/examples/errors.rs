//! What goes wrong, and what the error says of it.

use std::time::Duration;

use grid_client::api::chat::create_chat_completion::CreateChatCompletionError;
use grid_client::{Error, RetryPolicy};
use grid_gateway::{Answer, Step};

mod setting;

#[tokio::main]
async fn main() -> Result<(), setting::Failure> {
    let setting = setting::setting()?;

    // Refused before anything is sent: the document's limits are checked here.
    let out_of_range = setting
        .client
        .chat(&setting.model)
        .user("Hi")
        .temperature(3.0)
        .send()
        .await;
    report("a temperature of 3", out_of_range.err().as_ref());

    // Answered with an error: status, body and the typed error of the operation are kept.
    let unknown = setting
        .client
        .chat("no-such-instrument")
        .user("Hi")
        .with_retry(RetryPolicy::none())
        .send()
        .await;
    report("an unknown instrument", unknown.err().as_ref());

    // Not answered in time: sent, and perhaps run.
    if let Some(embedded) = &setting.embedded {
        embedded.push(Answer::steps([Step::Stall]));
    }
    let late = setting
        .client
        .chat(&setting.model)
        .user("Hi")
        .with_timeout(Duration::from_millis(500))
        .send()
        .await;
    report("half a second", late.err().as_ref());
    Ok(())
}

fn report(what: &str, error: Option<&Error>) {
    let Some(error) = error else {
        return println!("{what}: no error");
    };
    println!("{what}: {error}");
    println!(
        "  status {:?}, attempts {}, may have run: {}",
        error.status(),
        error.attempts(),
        error.may_have_run()
    );
    if let Some(CreateChatCompletionError::NotFound(answer)) =
        error.typed::<CreateChatCompletionError>()
    {
        println!("  the server's words: {:?}", answer.body.errors);
    }
    if error.is_retryable() && !error.may_have_run() {
        println!(
            "  it is worth another try, in {:?}",
            error.retry_after().unwrap_or(Duration::from_secs(1))
        );
    }
}
