//! Building and sending a chat completion.

use std::fmt;

use grid_api::chat::{
    AssistantMessage, ChatCompletionsRequest, ChatMessage, DeveloperMessage, StreamOptions,
    SystemMessage, TextContent, ToolMessage, UserContent, UserContentPart, UserMessage,
    create_chat_completion,
};

use super::dialect::Chat;
use super::{ChatReply, ChatStream};
use crate::client::STREAM_IS_TRUE;
use crate::engine::Call;
use crate::options::{Options, options};
use crate::{Client, Error};

/// A request for a chat completion, being built: [`Client::chat`].
///
/// Messages are added in the order of the calls. Setters bear the names of the request's fields; what is not set is not
/// sent. Options of the call begin with `with_` or `without_`.
///
/// ```no_run
/// # async fn run(client: grid_client::Client) -> Result<(), grid_client::Error> {
/// use std::time::Duration;
/// use grid_client::api::chat::{Price, ProviderPreferences, Route};
///
/// let reply = client
///     .chat("text-prime")
///     .system("Be brief.")
///     .user("Hi")
///     .temperature(0.2)
///     .route(Route::Fallback)
///     .provider(ProviderPreferences::new().order(["groq"]).max_price(Price::new().prompt(0.5)))
///     .with_timeout(Duration::from_secs(60))
///     .send()
///     .await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
#[must_use = "nothing is sent before `send` or `stream` is awaited"]
pub struct ChatBuilder {
    pub(super) client: Client,
    pub(super) request: ChatCompletionsRequest,
    options: Options,
    ask_usage: bool,
}

impl ChatBuilder {
    pub(crate) fn new(client: Client, request: ChatCompletionsRequest) -> Self {
        Self {
            options: Options::of(client.inner().timeouts),
            client,
            request,
            ask_usage: true,
        }
    }

    /// Adds a system message: what holds for the whole conversation.
    pub fn system(self, content: impl Into<TextContent>) -> Self {
        self.message(SystemMessage::new(content))
    }

    /// Adds a developer message, which newer models take in place of a system message.
    pub fn developer(self, content: impl Into<TextContent>) -> Self {
        self.message(DeveloperMessage::new(content))
    }

    /// Adds a user message: a text, or parts.
    pub fn user(self, content: impl Into<UserContent>) -> Self {
        self.message(UserMessage::new(content))
    }

    /// Adds a user message of several parts; [`part`](super::part) makes them.
    pub fn user_parts(self, parts: impl IntoIterator<Item = impl Into<UserContentPart>>) -> Self {
        let parts: Vec<UserContentPart> = parts.into_iter().map(Into::into).collect();
        self.user(parts)
    }

    /// Adds what the assistant said before. A reply's message goes in whole with
    /// [`message`](Self::message) and [`ChatReply::into_message`].
    pub fn assistant(self, content: impl Into<String>) -> Self {
        self.message(AssistantMessage::new().content(content.into()))
    }

    /// Adds the result of a tool call; `id` is the call's.
    pub fn tool_result(self, id: impl Into<String>, content: impl Into<TextContent>) -> Self {
        self.message(ToolMessage::new(content, id))
    }

    /// Adds a message.
    pub fn message(mut self, message: impl Into<ChatMessage>) -> Self {
        self.request.messages.push(message.into());
        self
    }

    /// Adds messages.
    pub fn messages(mut self, messages: impl IntoIterator<Item = impl Into<ChatMessage>>) -> Self {
        self.request
            .messages
            .extend(messages.into_iter().map(Into::into));
        self
    }

    options!();

    /// Does not ask for the token counts of a stream, which is otherwise done where the gateway's page has `stream_options`.
    pub fn without_usage(mut self) -> Self {
        self.ask_usage = false;
        self
    }

    /// The request as it stands.
    pub fn request(&self) -> &ChatCompletionsRequest {
        &self.request
    }

    /// The request by value, to be stored or sent by other means.
    pub fn into_request(self) -> ChatCompletionsRequest {
        self.request
    }

    /// Sends the request and waits for the whole response.
    ///
    /// # Errors
    /// Every kind but those of streams; see [`Error`]. A request with `stream: true` is [`Error::is_invalid_request`].
    pub async fn send(self) -> Result<ChatReply, Error> {
        let client = self.client.inner();
        if self.request.stream == Some(true) {
            return Err(client.refused(STREAM_IS_TRUE));
        }
        self.check()?;
        let request = create_chat_completion::request(&self.request);
        let call = Call::new(
            client,
            &client.chat,
            request,
            &self.options,
            self.options.timeouts.plain,
        )?;
        drop(self);
        // It is large, and would be carried in every future of the caller.
        let (completion, meta) = Box::pin(call.send::<Chat>()).await?;
        Ok(ChatReply::new(completion, meta))
    }

    /// Sends the request and streams the response. The first event has come when this returns, so that whatever went wrong before it could be
    /// retried.
    ///
    /// # Errors
    /// Every kind; see [`Error`].
    pub async fn stream(mut self) -> Result<ChatStream, Error> {
        self.request.stream = Some(true);
        let client = self.client.inner();
        if self.ask_usage && client.chat.surface.stream_options {
            let options = self
                .request
                .stream_options
                .get_or_insert_with(StreamOptions::new);
            options.include_usage.get_or_insert(true);
        }
        self.check()?;
        let client = self.client.inner();
        let request = create_chat_completion::stream_request(&self.request);
        let call = Call::new(
            client,
            &client.chat,
            request,
            &self.options,
            self.options.timeouts.stream,
        )?;
        let choices = self.request.n.unwrap_or(1);
        drop(self);
        Ok(ChatStream::new(
            Box::pin(call.stream(|| Chat::new(choices))).await?,
        ))
    }

    fn check(&self) -> Result<(), Error> {
        let client = self.client.inner();
        let validate = || self.request.validate();
        client.check(&client.chat, &self.options, &self.request, validate)
    }
}

/// Says how many messages there are, not what is in them.
impl fmt::Debug for ChatBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ChatBuilder")
            .field("model", &self.request.model)
            .field("messages", &self.request.messages.len())
            .finish_non_exhaustive()
    }
}
