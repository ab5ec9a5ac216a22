//! Reads streams with the generated client, one for each line of its input, and tells what each cost.

#[allow(warnings, reason = "it is generated")]
mod api;
#[allow(dead_code, reason = "the benchmarks use the rest of it")]
mod cpu;

use std::hint::black_box;

use anyhow::Context as _;
use api::{ChatCompletionsRequest, CreateChatCompletionStreamingClient as _, StreamingClient};
use futures_util::StreamExt as _;

fn main() -> anyhow::Result<()> {
    let mut arguments = std::env::args().skip(1);
    let mut next = |what: &'static str| arguments.next().context(what);
    let (url, key) = (next("a base URL")?, next("a key")?);
    let request: ChatCompletionsRequest = serde_json::from_str(&next("a request")?)?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let client = StreamingClient::new()
        .with_http_client(reqwest::Client::builder().no_proxy().build()?)
        // Without the slash it would leave out the last part.
        .with_base_url(format!("{url}/"))
        .with_api_key(key);
    for line in std::io::stdin().lines() {
        line?;
        let before = cpu::user_ns()?;
        let events = runtime.block_on(read(&client, request.clone()))?;
        println!("{events} {}", cpu::user_ns()? - before);
    }
    Ok(())
}

/// Reads a stream to its end: how many chunks came.
async fn read(client: &StreamingClient, request: ChatCompletionsRequest) -> anyhow::Result<usize> {
    let mut stream = client.stream_create_chat_completion(request).await?;
    let mut count = 0;
    while let Some(chunk) = stream.next().await {
        black_box(chunk?);
        count += 1;
    }
    Ok(count)
}
