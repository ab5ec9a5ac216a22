//! A whole chat completion, and what is asked of it most.

use std::fmt;

use grid_api::chat::{
    AssistantAudio, AssistantMessage, ChatCompletion, ChatMessage, Choice, FinishReason,
    ResponseMessage, Usage,
};
use serde::de::DeserializeOwned;

use super::ToolCallRef;
use crate::Error;
use crate::engine::{Meta, head};

/// The response to a chat request: the generated [`ChatCompletion`], with its headers.
///
/// The methods speak of the first choice; the others are in [`choices`](Self::choices).
#[derive(Clone)]
pub struct ChatReply {
    completion: ChatCompletion,
    meta: Meta,
}

impl ChatReply {
    pub(super) fn new(completion: ChatCompletion, meta: Meta) -> Self {
        Self { completion, meta }
    }

    /// The text of the response; empty where there is none (a refusal, tool calls).
    #[must_use]
    pub fn text(&self) -> &str {
        self.first(|message| message.content.as_deref())
    }

    /// The model's reasoning; empty where the gateway shows none.
    #[must_use]
    pub fn reasoning(&self) -> &str {
        self.first(|message| {
            let content = message.reasoning_content.as_deref();
            content
                .filter(|text| !text.is_empty())
                .or(message.reasoning.as_deref())
        })
    }

    /// The text with which the model declined, where it did.
    #[must_use]
    pub fn refusal(&self) -> Option<&str> {
        self.message()?.refusal.as_deref()
    }

    /// The calls that the model asks for, in their order.
    ///
    /// ```no_run
    /// # async fn run(chat: grid_client::ChatBuilder) -> Result<(), grid_client::Error> {
    /// #[derive(serde::Deserialize)]
    /// struct Place { city: String }
    ///
    /// let reply = chat.clone().send().await?;
    /// let mut next = chat.message(reply.to_message());
    /// for call in reply.tool_calls() {
    ///     let place: Place = call.arguments()?;
    ///     next = next.tool_result(&call.id, format!("It rains in {}.", place.city));
    /// }
    /// println!("{}", next.send().await?.text());
    /// # Ok(())
    /// # }
    /// ```
    pub fn tool_calls(&self) -> impl ExactSizeIterator<Item = ToolCallRef<'_>> {
        let calls = self
            .message()
            .and_then(|message| message.tool_calls.as_deref());
        let calls = calls.unwrap_or_default();
        let is_cut = self.finish_reason() == Some(&FinishReason::Length);
        calls.iter().enumerate().map(move |(index, call)| {
            let is_cut = is_cut && index + 1 == calls.len();
            ToolCallRef::new(call, index, is_cut, &self.meta)
        })
    }

    /// The text, read as JSON: for requests with a response format.
    ///
    /// # Errors
    /// [`Error::is_decode`] where the text is something else (a cut-off one, a refusal); [`Error::body`] is the text.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, Error> {
        serde_json::from_str(self.text()).map_err(|problem| {
            self.meta
                .misread("choices[0].message.content", self.text(), &problem)
        })
    }

    /// The message of the first choice; `None` where the server sent no choice.
    #[must_use]
    pub fn message(&self) -> Option<&ResponseMessage> {
        self.choices().first().map(|choice| &choice.message)
    }

    /// The message as one of the next request's: for conversations, and for tool calls before their results.
    #[must_use]
    pub fn into_message(self) -> ChatMessage {
        let message = self
            .completion
            .choices
            .into_iter()
            .next()
            .map(|choice| choice.message);
        assistant(message.unwrap_or_default()).into()
    }

    /// The same of a reply that is still needed: its tool calls are read from it.
    #[must_use]
    pub fn to_message(&self) -> ChatMessage {
        self.clone().into_message()
    }

    /// All choices, by index.
    pub fn choices(&self) -> &[Choice] {
        &self.completion.choices
    }

    /// The token counts, where the gateway sent them.
    #[must_use]
    pub fn usage(&self) -> Option<&Usage> {
        self.completion.usage.as_ref()
    }

    /// Why the model stopped.
    #[must_use]
    pub fn finish_reason(&self) -> Option<&FinishReason> {
        self.choices().first()?.finish_reason.as_ref()
    }

    /// The model that served the request, which need not be the one that was asked for.
    #[must_use]
    pub fn model(&self) -> Option<&str> {
        self.completion.model.as_deref()
    }

    /// The generated value.
    pub fn completion(&self) -> &ChatCompletion {
        &self.completion
    }

    /// The generated value.
    pub fn into_completion(self) -> ChatCompletion {
        self.completion
    }

    head!(this => this.meta);

    fn first<'a>(&'a self, text: impl Fn(&'a ResponseMessage) -> Option<&'a str>) -> &'a str {
        self.message().and_then(text).unwrap_or_default()
    }
}

/// What of a reply goes back to the server: a refusal as the text it is, audio by its id, tool calls with the type that requests need.
/// Reasoning goes back while a tool call is open, and only then: that is when models want it.
fn assistant(message: ResponseMessage) -> AssistantMessage {
    let mut assistant = AssistantMessage::new();
    let content = message.content.filter(|text| !text.is_empty());
    assistant.content = content.or(message.refusal).map(Into::into);
    assistant.name = message.name;
    assistant.audio = message
        .audio
        .and_then(|audio| audio.id)
        .map(|id| AssistantAudio::new().id(id));
    assistant.tool_calls = message.tool_calls.filter(|calls| !calls.is_empty());
    if let Some(calls) = &mut assistant.tool_calls {
        for call in calls {
            call.r#type.get_or_insert_with(|| "function".to_owned());
        }
        assistant.reasoning_content = message.reasoning_content;
        assistant.reasoning_details = message.reasoning_details;
        // The document has no field for it in a request: it is of the gateways that answer with it.
        if let Some(reasoning) = message.reasoning {
            assistant
                .extra
                .insert("reasoning".to_owned(), reasoning.into());
        }
    } else if assistant.audio.is_none() {
        assistant.content.get_or_insert_with(|| "".into());
    }
    assistant
}

/// A reply that no server sent: for tests of what an application does with one. Its status is 200, and it has no headers.
impl From<ChatCompletion> for ChatReply {
    fn from(completion: ChatCompletion) -> Self {
        Self::new(completion, Meta::made())
    }
}

impl fmt::Debug for ChatReply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ChatReply")
            .field("completion", &self.completion)
            .field("status", &self.meta.status())
            .field("attempts", &self.attempts())
            .finish_non_exhaustive()
    }
}
