//! Many requests, a few at a time, and one that is given up half way: what came of it is kept, and its connection is closed.

use std::time::Duration;

use futures_util::{StreamExt as _, stream};

mod setting;

#[tokio::main]
async fn main() -> Result<(), setting::Failure> {
    let setting = setting::setting()?;
    let ask = |number: u32| {
        let chat = setting.client.chat(&setting.model);
        chat.user(format!("Say {number}.")).send()
    };
    // Over HTTP/2 a server takes so many at once; the others would wait for a place, within their time limits.
    let mut replies = stream::iter(1..=12).map(ask).buffered(4);
    while let Some(reply) = replies.next().await {
        match reply {
            Ok(reply) => println!("{}", reply.text()),
            Err(error) => eprintln!("{error}"),
        }
    }
    drop(replies);

    let chat = setting.client.chat(&setting.model);
    let mut stream = chat
        .user("Say it: ".to_owned() + &"again, ".repeat(50))
        .stream()
        .await?;
    let patience = tokio::time::sleep(Duration::from_millis(150));
    tokio::pin!(patience);
    loop {
        tokio::select! {
            () = &mut patience => break,
            chunk = stream.try_next() => if chunk?.is_none() { break },
        }
    }
    let partial = stream.partial().choices.first();
    let text = partial.and_then(|choice| choice.message.content.as_deref());
    println!("given up after {:?}", text.unwrap_or_default());
    // The connection is closed: the gateway can stop.
    drop(stream);
    Ok(())
}
