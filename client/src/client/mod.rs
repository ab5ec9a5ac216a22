//! The client: what its clones share, and where calls begin.

mod builder;

use std::fmt;
use std::sync::Arc;

use grid_api::Violations;
use grid_api::chat::{ChatCompletionsRequest, create_chat_completion};
use grid_api::messages::{MessagesRequest, create_message};
use http::HeaderMap;
use reqwest::Url;
use serde::Serialize;

use crate::gateway::{Gateway, Surface};
use crate::options::Options;
use crate::retry::Shared;
use crate::{
    ApiKey, ChatBuilder, ChatReply, ChatStream, Error, MessagesBuilder, RetryPolicy, Timeouts,
};

pub use builder::ClientBuilder;

/// A client of one gateway.
///
/// Cheap to clone: the clones share connections, data and the retry budget. `Debug` shows neither the key nor any header.
///
/// ```no_run
/// # async fn run() -> Result<(), grid_client::Error> {
/// let client = grid_client::Client::new("my-key")?;
/// let reply = client.chat("text-prime").user("Hi").send().await?;
/// println!("{} ({:?})", reply.text(), reply.usage());
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Client {
    inner: Arc<Inner>,
}

/// What the clones of a client share.
pub(crate) struct Inner {
    pub(crate) gateway: Gateway,
    /// The key, and what the caller's own headers hold in its place: no error shows any of them.
    pub(crate) keys: Vec<ApiKey>,
    pub(crate) http: reqwest::Client,
    pub(crate) chat: Arc<Endpoint>,
    pub(crate) messages: Option<Arc<Endpoint>>,
    pub(crate) timeouts: Timeouts,
    pub(crate) retry: RetryPolicy,
    pub(crate) retries: Arc<Shared>,
    pub(crate) max_event_size: usize,
    pub(crate) max_body_size: usize,
    pub(crate) validate: bool,
}

/// A surface, and what its data and the key come to: the URL of its operation, and the headers that every request carries.
pub(crate) struct Endpoint {
    pub(crate) surface: Surface,
    pub(crate) url: Url,
    pub(crate) headers: HeaderMap,
}

impl Client {
    /// A client of The Grid with the key in `THEGRID_API_KEY`, at the base URL in `THEGRID_BASE_URL` where that is set.
    ///
    /// # Errors
    /// [`Error::is_configuration`] where there is no key, or the base URL is invalid.
    pub fn from_env() -> Result<Self, Error> {
        Self::builder()
            .gateway(Gateway::the_grid().base_url_from_env())
            .build()
    }

    /// A client of The Grid.
    ///
    /// # Errors
    /// [`Error::is_configuration`] where the key is empty or no header can carry it.
    pub fn new(key: impl Into<ApiKey>) -> Result<Self, Error> {
        Self::builder().api_key(key).build()
    }

    /// Everything that can be chosen.
    pub fn builder() -> ClientBuilder {
        ClientBuilder::default()
    }

    /// Begins a request for a chat completion by this model; see [`instruments`](crate::instruments) for The Grid's names.
    pub fn chat(&self, model: impl Into<String>) -> ChatBuilder {
        let messages: [grid_api::chat::ChatMessage; 0] = [];
        self.chat_request(ChatCompletionsRequest::new(messages).model(model))
    }

    /// Starts a builder from an existing request.
    pub fn chat_request(&self, request: ChatCompletionsRequest) -> ChatBuilder {
        ChatBuilder::new(self.clone(), request)
    }

    /// Sends an existing chat request; [`chat_request`](Self::chat_request) sends it with options.
    ///
    /// # Errors
    /// As [`ChatBuilder::send`].
    pub async fn send(&self, request: ChatCompletionsRequest) -> Result<ChatReply, Error> {
        self.chat_request(request).send().await
    }

    /// Sends an existing chat request and streams the response; `stream` in the request need not be set.
    ///
    /// # Errors
    /// As [`ChatBuilder::stream`].
    pub async fn stream(&self, request: ChatCompletionsRequest) -> Result<ChatStream, Error> {
        self.chat_request(request).stream().await
    }

    /// Begins a request to the Messages surface, of at most `max_tokens` tokens in the response. In beta at The Grid: it can change
    /// without notice.
    pub fn messages(&self, model: impl Into<String>, max_tokens: u64) -> MessagesBuilder {
        self.messages_request(MessagesRequest::new(model, max_tokens, []))
    }

    /// Starts a builder for the Messages surface from an existing request.
    pub fn messages_request(&self, request: MessagesRequest) -> MessagesBuilder {
        MessagesBuilder::new(self.clone(), request)
    }

    /// The gateway that this client talks to.
    #[must_use]
    pub fn gateway(&self) -> &Gateway {
        &self.inner.gateway
    }

    pub(crate) fn inner(&self) -> &Arc<Inner> {
        &self.inner
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("gateway", &self.inner.gateway.name)
            .field("timeouts", &self.inner.timeouts)
            .field("retry", &self.inner.retry)
            .finish_non_exhaustive()
    }
}

/// What is said of a request that asks for a stream where none is read.
pub(crate) const STREAM_IS_TRUE: &str = "`stream` is true: call `stream` instead of `send`";

impl Inner {
    /// Refuses a request that is outside of the document's limits, or that the gateway's page contradicts; unless nothing is to be
    /// checked.
    pub(crate) fn check(
        &self,
        endpoint: &Endpoint,
        options: &Options,
        request: &impl Serialize,
        validate: impl FnOnce() -> Result<(), Violations>,
    ) -> Result<(), Error> {
        if options.unchecked || !self.validate {
            return Ok(());
        }
        if let Err(violations) = validate() {
            return Err(self.refused(violations.to_string()).attach(violations));
        }
        match self.gateway.refuses(&endpoint.surface, request) {
            Some(problem) => Err(self.refused(problem)),
            None => Ok(()),
        }
    }

    /// An error of a request that is not sent.
    pub(crate) fn refused(&self, problem: impl Into<String>) -> Error {
        Error::invalid_request(problem).at(&self.gateway, &self.keys)
    }
}

impl Endpoint {
    fn new(
        surface: &Surface,
        path: &str,
        key: &ApiKey,
        headers: &HeaderMap,
    ) -> Result<Self, Error> {
        let mut all = surface.headers.clone();
        surface.add_key(key, &mut all)?;
        all.extend(headers.clone());
        Ok(Self {
            url: surface.endpoint(path)?,
            surface: surface.clone(),
            headers: all,
        })
    }

    fn chat(gateway: &Gateway, key: &ApiKey, headers: &HeaderMap) -> Result<Self, Error> {
        Self::new(&gateway.chat, create_chat_completion::PATH, key, headers)
    }

    fn messages(surface: &Surface, key: &ApiKey, headers: &HeaderMap) -> Result<Self, Error> {
        Self::new(surface, create_message::PATH, key, headers)
    }
}
