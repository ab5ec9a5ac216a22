//! Makes the call of a cell, to its end, and hands back everything that came of it.

use std::sync::Arc;
use std::time::Duration;

use grid_client::api::chat::ChatCompletion;
use grid_client::api::messages::{Message, OutputBlock};
use grid_client::{
    ChatStream, Client, Error, Gateway, MessageStream, RetryPolicy, TimeoutPhase, Timeouts,
};
use reqwest::dns::{Name, Resolve, Resolving};

use super::row::Row;
use super::scene::{Mode, Scene, Surface};

/// What is waited for something that does come.
const LONG: Duration = Duration::from_secs(50);
/// What is waited for something that does not.
const SHORT: Duration = Duration::from_millis(400);

pub(crate) const MAX_RETRIES: usize = 2;
pub(crate) const BASE: Duration = Duration::from_millis(2);

/// What came of a call.
pub(crate) struct Outcome {
    pub(crate) result: Result<Reply, Error>,
    /// What must not be so, whatever the fault is.
    pub(crate) wrong: Vec<String>,
    /// `Debug` of what the caller holds beside the error.
    pub(crate) shown: String,
}

pub(crate) struct Reply {
    pub(crate) text: String,
    pub(crate) attempts: u32,
}

/// A client for this cell alone: small limits, exact waits.
pub(crate) fn client(
    row: &Row,
    scene: &Scene,
    resends: bool,
    base_url: &str,
    unresolved: bool,
) -> Client {
    let limit = |phase| {
        if row.short == Some(phase) {
            SHORT
        } else {
            LONG
        }
    };
    let total = row.total.unwrap_or_else(|| limit(TimeoutPhase::Total));
    let timeouts = Timeouts::default()
        .connect(limit(TimeoutPhase::Connect))
        .first_byte(limit(TimeoutPhase::FirstByte))
        .idle(limit(TimeoutPhase::Idle))
        .plain(total)
        .stream(total);
    let retry = RetryPolicy::new()
        .max_retries(u32::try_from(MAX_RETRIES).unwrap())
        .base(BASE)
        .cap(BASE * 10)
        .jitter(0.0)
        .resend_when_maybe_run(resends);
    let mut http = http();
    if unresolved {
        http = http.dns_resolver(Arc::new(Silent));
    }
    Client::builder()
        .gateway(Gateway::the_grid())
        .base_url(base_url)
        .api_key(scene.key.as_str())
        .http(http)
        .timeouts(timeouts)
        .retry(retry)
        .max_event_size(256 << 10)
        .max_body_size(2 << 20)
        .build()
        .unwrap()
}

/// Straight to the socket, whatever proxy the environment names; without the machine's certificates, which take long to read.
pub(crate) fn http() -> reqwest::ClientBuilder {
    reqwest::Client::builder().no_proxy().tls_certs_only([])
}

/// A name server that never answers.
struct Silent;

impl Resolve for Silent {
    fn resolve(&self, _name: Name) -> Resolving {
        Box::pin(std::future::pending())
    }
}

pub(crate) async fn call(client: &Client, scene: &Scene) -> Outcome {
    call_with(client, scene, RetryPolicy::new()).await
}

/// A call with a policy of its own over its client's.
pub(crate) async fn call_with(client: &Client, scene: &Scene, policy: RetryPolicy) -> Outcome {
    let chat = || {
        let builder = client.chat("text-prime").user(scene.prompt.as_str());
        builder.with_retry(policy.clone())
    };
    let message = || {
        let builder = client.messages("text-prime", 100);
        builder
            .user(scene.prompt.as_str())
            .with_retry(policy.clone())
    };
    match (scene.surface, scene.mode) {
        (Surface::Chat, Mode::Plain) => {
            let sent = chat().send().await;
            plain(sent.map(|reply| Reply {
                text: reply.text().to_owned(),
                attempts: reply.attempts(),
            }))
        }
        (Surface::Messages, Mode::Plain) => {
            let sent = message().send().await;
            plain(sent.map(|reply| Reply {
                text: reply.text(),
                attempts: reply.attempts(),
            }))
        }
        (Surface::Chat, Mode::Stream) => match chat().stream().await {
            Ok(stream) => drain_chat(stream).await,
            Err(error) => plain(Err(error)),
        },
        (Surface::Messages, Mode::Stream) => match message().stream().await {
            Ok(stream) => drain_messages(stream).await,
            Err(error) => plain(Err(error)),
        },
    }
}

fn plain(result: Result<Reply, Error>) -> Outcome {
    Outcome {
        result,
        wrong: vec![],
        shown: String::new(),
    }
}

/// The same for both streams: their types have nothing in common but their shape.
macro_rules! drain {
    ($stream:ident, $partial:ty, $text:ident) => {{
        let mut stream = $stream;
        let (mut handed, mut wrong) = (String::new(), vec![]);
        let failure = loop {
            match stream.try_next().await {
                Ok(Some(event)) => handed.push_str(event.text()),
                Ok(None) => break None,
                Err(error) => break Some(error),
            }
        };
        if !matches!(stream.try_next().await, Ok(None)) {
            wrong.push("the stream goes on after its end".to_owned());
        }
        let shown = format!("{stream:?}");
        let partial = $text(stream.partial());
        if partial != handed {
            wrong.push(format!(
                "partial() says {partial:?}, handed out was {handed:?}"
            ));
        }
        let finished = stream.finish().await;
        let result = match failure {
            Some(error) => {
                match finished {
                    Err(again) if again.to_string() == error.to_string() => {}
                    Err(error) => wrong.push(format!("finish() of a failed stream: {error:?}")),
                    Ok(_) => wrong.push("finish() of a failed stream succeeds".to_owned()),
                }
                match error.typed::<$partial>().map($text) {
                    Some(kept) if kept == handed => {}
                    kept => wrong.push(format!("the error keeps {kept:?} of {handed:?}")),
                }
                Err(error)
            }
            None => finished.map(|reply| {
                let text = reply.text().to_string();
                let attempts = reply.attempts();
                if text != handed {
                    wrong.push(format!("finish() says {text:?}, handed out was {handed:?}"));
                }
                Reply { text, attempts }
            }),
        };
        Outcome {
            result,
            wrong,
            shown,
        }
    }};
}

async fn drain_chat(stream: ChatStream) -> Outcome {
    drain!(stream, ChatCompletion, chat_text)
}

async fn drain_messages(stream: MessageStream) -> Outcome {
    drain!(stream, Message, message_text)
}

fn chat_text(completion: &ChatCompletion) -> String {
    let content = completion
        .choices
        .first()
        .and_then(|choice| choice.message.content.clone());
    content.unwrap_or_default()
}

fn message_text(message: &Message) -> String {
    let texts = message.content.iter().map(|block| match block {
        OutputBlock::Text(block) => block.text.as_str(),
        _ => "",
    });
    texts.collect()
}
