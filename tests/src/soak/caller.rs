//! One of the many clients: a call after the other, each with a prompt of its own, each held to what the gateway says.

use std::sync::Arc;
use std::time::{Duration, Instant};

use grid_client::{Client, Error};
use tokio::time::timeout;

use super::mix::reply_to;
use super::tally::Tally;

/// A call that takes longer hangs: its limits and retries come to less.
const PATIENCE: Duration = Duration::from_secs(60);

/// Calls until the time is over.
pub(super) async fn calls(client: Client, number: usize, until: Instant, tally: Arc<Tally>) {
    let mut turn = 0u64;
    while Instant::now() < until {
        turn += 1;
        let prompt = format!("caller {number} turn {turn}");
        let kind = (number as u64).wrapping_add(turn) % 4;
        let ended = timeout(PATIENCE, call(&client, kind, &prompt)).await;
        tally.calls.add();
        let how = match ended {
            Err(_) => {
                tally.hung.add();
                "hung".to_owned()
            }
            Ok(Ok(text)) if text == reply_to(&prompt) => {
                tally.received.add();
                COMPLETION.to_owned()
            }
            Ok(Ok(_)) => {
                tally.wrong.add();
                "another text".to_owned()
            }
            Ok(Err(error)) => class(&error).unwrap_or_else(|| {
                tally.untyped.add();
                "without a type".to_owned()
            }),
        };
        tally.ended(&prompt, how == COMPLETION, &how);
        tally.outcome(how);
    }
}

const COMPLETION: &str = "completion";

async fn call(client: &Client, kind: u64, prompt: &str) -> Result<String, Error> {
    let chat = || client.chat("text-prime").user(prompt);
    let messages = || client.messages("text-prime", 100).user(prompt);
    Ok(match kind {
        0 => chat().send().await?.text().to_owned(),
        1 => chat().stream().await?.finish().await?.text().to_owned(),
        2 => messages().send().await?.text(),
        _ => messages().stream().await?.finish().await?.text(),
    })
}

/// The one class of an error; `None` where it has none, or two.
fn class(error: &Error) -> Option<String> {
    if let Some(phase) = error.timeout_phase() {
        return error.is_timeout().then(|| format!("timeout ({phase:?})"));
    }
    if error.is_status() {
        return error
            .status()
            .map(|status| format!("status {}", status.as_u16()));
    }
    let claims = [
        (error.is_connect(), "no connection"),
        (error.is_unanswered(), "unanswered"),
        (error.is_redirect(), "redirect refused"),
        (error.is_decode(), "does not decode"),
        (error.is_truncated(), "truncated"),
        (error.is_stream_error(), "error in a success"),
        (error.is_too_large(), "too large"),
    ];
    let mut claims = claims.into_iter().filter(|(claimed, _)| *claimed);
    match (claims.next(), claims.next()) {
        (Some((_, name)), None) => Some(name.to_owned()),
        _ => None,
    }
}
