//! The clients that are compared: each sends the same request.

use std::hint::black_box;

use anyhow::Context as _;
use async_openai::config::OpenAIConfig;
use async_openai::types::chat::CreateChatCompletionRequest;
use bytes::Bytes;
use futures_util::StreamExt as _;
use grid_client::api::chat::ChatCompletionsRequest;

/// Who.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Who {
    Ours,
    AsyncOpenai,
    /// reqwest, throwing the body away: what every client pays.
    Drain,
}

impl Who {
    pub(crate) const ALL: [Self; 3] = [Self::Ours, Self::AsyncOpenai, Self::Drain];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Ours => "ours",
            Self::AsyncOpenai => "async-openai 0.43",
            Self::Drain => "draining",
        }
    }
}

/// A client, and the request that it sends over and over.
pub(crate) enum Client {
    Ours(grid_client::Client, Box<ChatCompletionsRequest>),
    AsyncOpenai(
        async_openai::Client<OpenAIConfig>,
        Box<CreateChatCompletionRequest>,
    ),
    Drain(reqwest::Client, String, Bytes),
}

/// A request by value, as clients take it.
pub(crate) enum Request {
    Ours(Box<ChatCompletionsRequest>),
    AsyncOpenai(Box<CreateChatCompletionRequest>),
    /// The same as bytes, written beforehand.
    Bytes,
}

/// The key that all of them send.
pub(crate) const KEY: &str = "bench";

impl Client {
    /// A client of the server at `url`, with a request of this text.
    pub(crate) fn new(who: Who, url: &str, request: &str) -> anyhow::Result<Self> {
        let http = || reqwest::Client::builder().no_proxy();
        Ok(match who {
            Who::Ours => {
                let gateway = grid_client::Gateway::new("bench", url);
                let client = grid_client::Client::builder()
                    .gateway(gateway)
                    .api_key(KEY)
                    .http(http())
                    .build()?;
                Self::Ours(client, serde_json::from_str(request)?)
            }
            Who::AsyncOpenai => {
                let config = OpenAIConfig::new().with_api_base(url).with_api_key(KEY);
                Self::AsyncOpenai(
                    async_openai::Client::build(http().build()?, config),
                    serde_json::from_str(request)?,
                )
            }
            Who::Drain => Self::Drain(
                http().build()?,
                format!("{url}/chat/completions"),
                Bytes::copy_from_slice(request.as_bytes()),
            ),
        })
    }

    /// Opens a stream; its first event need not have come.
    pub(crate) async fn open(&self) -> anyhow::Result<Stream> {
        self.open_with(self.request()).await
    }

    /// The same, with a request that was made beforehand.
    pub(crate) async fn open_with(&self, request: Request) -> anyhow::Result<Stream> {
        Ok(match (self, request) {
            (Self::Ours(client, _), Request::Ours(request)) => {
                Stream::Ours(Box::new(client.stream(*request).await?))
            }
            (Self::AsyncOpenai(client, _), Request::AsyncOpenai(request)) => {
                Stream::AsyncOpenai(client.chat().create_stream(*request).await?)
            }
            _ => Stream::Drain(self.send().await?.bytes_stream().boxed()),
        })
    }

    /// The request, to be given away.
    pub(crate) fn request(&self) -> Request {
        match self {
            Self::Ours(_, request) => Request::Ours(request.clone()),
            Self::AsyncOpenai(_, request) => Request::AsyncOpenai(request.clone()),
            Self::Drain(..) => Request::Bytes,
        }
    }

    /// Sends a request and reads the whole answer.
    pub(crate) async fn plain(&self, request: Request) -> anyhow::Result<()> {
        match (self, request) {
            (Self::Ours(client, _), Request::Ours(request)) => {
                drop(black_box(client.send(*request).await?));
            }
            (Self::AsyncOpenai(client, _), Request::AsyncOpenai(request)) => {
                drop(black_box(client.chat().create(*request).await?));
            }
            _ => drop(black_box(self.send().await?.bytes().await?)),
        }
        Ok(())
    }

    async fn send(&self) -> anyhow::Result<reqwest::Response> {
        let Self::Drain(client, url, body) = self else {
            anyhow::bail!("not a plain HTTP client")
        };
        let request = client
            .post(url)
            .bearer_auth(KEY)
            .header("content-type", "application/json")
            .body(body.clone());
        Ok(request.send().await?.error_for_status()?)
    }
}

/// An open stream.
pub(crate) enum Stream {
    Ours(Box<grid_client::ChatStream>),
    AsyncOpenai(async_openai::types::chat::ChatCompletionResponseStream),
    Drain(futures_util::stream::BoxStream<'static, reqwest::Result<Bytes>>),
}

impl Stream {
    /// The next event, or piece of the body; false at the end.
    pub(crate) async fn next(&mut self) -> anyhow::Result<bool> {
        Ok(match self {
            Self::Ours(stream) => black_box(stream.try_next().await?).is_some(),
            Self::AsyncOpenai(stream) => black_box(stream.next().await.transpose()?).is_some(),
            Self::Drain(stream) => black_box(stream.next().await.transpose()?).is_some(),
        })
    }

    /// Reads to the end: how many events, or pieces of the body, came. Ours ends with the whole completion in hand.
    pub(crate) async fn read(mut self) -> anyhow::Result<usize> {
        let mut count = 0;
        while self.next().await? {
            count += 1;
        }
        if let Self::Ours(stream) = self {
            black_box(stream.finish().await?);
        }
        Ok(count)
    }
}

/// A runtime of one thread: nothing of a client runs beside what is measured.
pub(crate) fn runtime() -> anyhow::Result<tokio::runtime::Runtime> {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .context("starting the runtime")
}

/// A request of one short message.
pub(crate) const SHORT_REQUEST: &str =
    r#"{"model":"text-prime","messages":[{"role":"user","content":"Count to ten."}]}"#;
