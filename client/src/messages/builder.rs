//! Building and sending a request to the Messages surface.

use std::fmt;
use std::sync::Arc;

use grid_api::messages::{
    InputBlock, InputContent, InputMessage, MessageRole, MessagesRequest, ToolResultContent,
    create_message,
};

use super::dialect::Messages;
use super::{MessageReply, MessageStream, block};
use crate::client::{Endpoint, STREAM_IS_TRUE};
use crate::engine::Call;
use crate::options::{Options, options};
use crate::{Client, Error};

/// A request to the Messages surface, being built: [`Client::messages`]. In beta at The Grid: it can change without notice.
///
/// Messages are added in the order of the calls. Setters bear the names of the request's fields; what is not set is not
/// sent. Options of the call begin with `with_` or `without_`.
///
/// ```no_run
/// # async fn run(client: grid_client::Client) -> Result<(), grid_client::Error> {
/// let reply = client.messages("text-prime", 1024).system("Be brief.").user("Hi").send().await?;
/// println!("{}", reply.text());
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
#[must_use = "nothing is sent before `send` or `stream` is awaited"]
pub struct MessagesBuilder {
    client: Client,
    pub(super) request: MessagesRequest,
    options: Options,
}

impl MessagesBuilder {
    pub(crate) fn new(client: Client, request: MessagesRequest) -> Self {
        Self {
            options: Options::of(client.inner().timeouts),
            client,
            request,
        }
    }

    /// Adds a user message: a text, or blocks.
    pub fn user(self, content: impl Into<InputContent>) -> Self {
        self.message(InputMessage::new(MessageRole::User, content))
    }

    /// Adds a user message of several blocks; [`block`] makes them.
    pub fn user_blocks(self, blocks: impl IntoIterator<Item = impl Into<InputBlock>>) -> Self {
        let blocks: Vec<InputBlock> = blocks.into_iter().map(Into::into).collect();
        self.user(blocks)
    }

    /// Adds what the assistant said before; as the last message, what its response begins with. A reply goes in whole with
    /// [`message`](Self::message) and [`MessageReply::into_message`].
    pub fn assistant(self, content: impl Into<InputContent>) -> Self {
        self.message(InputMessage::new(MessageRole::Assistant, content))
    }

    /// Adds the result of a tool; `id` is that of the block that asked for it. Results that follow one another go into one user
    /// message, as Anthropic's API wants them.
    pub fn tool_result(self, id: impl Into<String>, content: impl Into<ToolResultContent>) -> Self {
        self.result(block::tool_result(id, content))
    }

    /// Adds what went wrong with a tool, in place of its result: the model is told, and may try again.
    pub fn tool_error(self, id: impl Into<String>, content: impl Into<ToolResultContent>) -> Self {
        self.result(block::tool_error(id, content))
    }

    fn result(mut self, result: InputBlock) -> Self {
        if let Some(last) = self.request.messages.last_mut()
            && last.role == MessageRole::User
            && let InputContent::Blocks(blocks) = &mut last.content
            && matches!(blocks.last(), Some(InputBlock::ToolResult(_)))
        {
            blocks.push(result);
            return self;
        }
        self.user_blocks([result])
    }

    /// Adds a message.
    pub fn message(mut self, message: InputMessage) -> Self {
        self.request.messages.push(message);
        self
    }

    /// Adds messages.
    pub fn messages(mut self, messages: impl IntoIterator<Item = InputMessage>) -> Self {
        self.request.messages.extend(messages);
        self
    }

    options!();

    /// The request as it stands.
    pub fn request(&self) -> &MessagesRequest {
        &self.request
    }

    /// The request by value, to be stored or sent by other means.
    pub fn into_request(self) -> MessagesRequest {
        self.request
    }

    /// Sends the request and waits for the whole response.
    ///
    /// # Errors
    /// Every kind but those of streams; see [`Error`]. A request with `stream: true` is [`Error::is_invalid_request`], as is any
    /// where the gateway has no Messages surface.
    pub async fn send(self) -> Result<MessageReply, Error> {
        let client = self.client.inner();
        if self.request.stream == Some(true) {
            return Err(client.refused(STREAM_IS_TRUE));
        }
        let endpoint = self.endpoint()?;
        let request = create_message::request(&self.request, None);
        let call = Call::new(
            client,
            endpoint,
            request,
            &self.options,
            self.options.timeouts.plain,
        )?;
        drop(self);
        // It is large, and would be carried in every future of the caller.
        let (message, meta) = Box::pin(call.send::<Messages>()).await?;
        Ok(MessageReply::new(message, meta))
    }

    /// Sends the request and streams the response. The first event has come when this returns, so that whatever went wrong before it could be
    /// retried.
    ///
    /// # Errors
    /// Every kind; see [`Error`].
    pub async fn stream(mut self) -> Result<MessageStream, Error> {
        self.request.stream = Some(true);
        let endpoint = self.endpoint()?;
        let client = self.client.inner();
        let request = create_message::stream_request(&self.request, None);
        let call = Call::new(
            client,
            endpoint,
            request,
            &self.options,
            self.options.timeouts.stream,
        )?;
        drop(self);
        Ok(MessageStream::new(
            Box::pin(call.stream(Messages::default)).await?,
        ))
    }

    /// Where the request goes, once it has passed the checks.
    fn endpoint(&self) -> Result<&Arc<Endpoint>, Error> {
        let client = self.client.inner();
        let endpoint = client.messages.as_ref().ok_or_else(|| {
            client.refused(format!("{} has no Messages surface", client.gateway.name))
        })?;
        let validate = || self.request.validate();
        client.check(endpoint, &self.options, &self.request, validate)?;
        Ok(endpoint)
    }
}

/// Says how many messages there are, not what is in them.
impl fmt::Debug for MessagesBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MessagesBuilder")
            .field("model", &self.request.model)
            .field("messages", &self.request.messages.len())
            .finish_non_exhaustive()
    }
}
