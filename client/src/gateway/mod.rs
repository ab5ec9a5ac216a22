//! Gateways as data: where they are, how they take a key, and what they do differently. The gateways that this crate knows stand in one
//! table, `gateway/table.rs`; your own is a value of the same type.
//!
//! ```
//! use grid_client::gateway::{Auth, Gateway, Redirects, Surface};
//! use http::{HeaderMap, HeaderName};
//!
//! let ours = Gateway::new("ours", "https://llm.example.com/v1")
//!     .key_env("OURS_API_KEY")
//!     .messages(
//!         Surface::messages("https://claude.example.com/v1")
//!             .auth(Auth::Header(HeaderName::from_static("x-api-key")))
//!             .redirects(Redirects::hosts(["*.example.com"])),
//!     );
//! assert_eq!(ours.chat.base_url, "https://llm.example.com/v1");
//! ```

mod endpoint;
mod environment;
mod refusal;
mod surface;
mod table;

use std::borrow::Cow;

use http::{HeaderMap, HeaderName};

pub use crate::redirect::Redirects;
pub use refusal::{Form, Refusal};
pub use surface::{Auth, Ending, Surface};

/// A gateway: plain data, cheap enough to clone once a client.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Gateway {
    /// How errors and logs call it.
    pub name: Cow<'static, str>,
    /// The environment variable that holds its key.
    pub key_env: Cow<'static, str>,
    /// The environment variable that overrides its base URL where [`base_url_from_env`](Self::base_url_from_env) is called, as
    /// [`Client::from_env`](crate::Client::from_env) does.
    pub base_url_env: Cow<'static, str>,
    /// The page where keys are made; a 401 names it.
    pub key_page: Option<Cow<'static, str>>,
    /// How its models are named; a 404 says so.
    pub model_names: Option<Cow<'static, str>>,
    /// The headers that may hold the id of a request, the first that is present counts.
    pub request_id_headers: Vec<HeaderName>,
    /// `POST /chat/completions`.
    pub chat: Surface,
    /// `POST /messages`, where the gateway has it.
    pub messages: Option<Surface>,
}

impl Gateway {
    /// A gateway of your own that speaks the dialect of chat completions. It takes a Bearer key from `GATEWAY_API_KEY`, follows
    /// redirects to its own origin alone, and retries as [`RetryPolicy`](crate::RetryPolicy) says; each of these can be set.
    #[must_use]
    pub fn new(name: impl Into<Cow<'static, str>>, base_url: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            key_env: Cow::Borrowed("GATEWAY_API_KEY"),
            base_url_env: Cow::Borrowed("GATEWAY_BASE_URL"),
            key_page: None,
            model_names: None,
            request_id_headers: table::REQUEST_ID_HEADERS.to_vec(),
            chat: Surface::chat(base_url),
            messages: None,
        }
    }

    /// Sets the environment variable that holds the key.
    #[must_use]
    pub fn key_env(mut self, variable: impl Into<Cow<'static, str>>) -> Self {
        self.key_env = variable.into();
        self
    }

    /// Sets the environment variable that overrides the base URL.
    #[must_use]
    pub fn base_url_env(mut self, variable: impl Into<Cow<'static, str>>) -> Self {
        self.base_url_env = variable.into();
        self
    }

    /// Sets the page where keys are made.
    #[must_use]
    pub fn key_page(mut self, url: impl Into<Cow<'static, str>>) -> Self {
        self.key_page = Some(url.into());
        self
    }

    /// Says how models are named.
    #[must_use]
    pub fn model_names(mut self, hint: impl Into<Cow<'static, str>>) -> Self {
        self.model_names = Some(hint.into());
        self
    }

    /// Sets the headers that may hold the id of a request.
    #[must_use]
    pub fn request_id_headers(mut self, names: impl IntoIterator<Item = HeaderName>) -> Self {
        self.request_id_headers = names.into_iter().collect();
        self
    }

    /// Replaces the data of `POST /chat/completions`.
    #[must_use]
    pub fn chat(mut self, surface: Surface) -> Self {
        self.chat = surface;
        self
    }

    /// Sets the data of `POST /messages`.
    #[must_use]
    pub fn messages(mut self, surface: Surface) -> Self {
        self.messages = Some(surface);
        self
    }

    /// Whether any of its surfaces wants a key.
    pub(crate) fn wants_key(&self) -> bool {
        let surfaces = std::iter::once(&self.chat).chain(&self.messages);
        surfaces
            .into_iter()
            .any(|surface| surface.auth != Auth::None)
    }

    /// The id that a response's headers give its request.
    pub(crate) fn request_id<'a>(&self, headers: &'a HeaderMap) -> Option<&'a str> {
        let value = self
            .request_id_headers
            .iter()
            .find_map(|name| headers.get(name))?;
        value.to_str().ok().filter(|id| !id.is_empty())
    }

    /// The same gateway at another address, for all its surfaces: a proxy, a staging host, a fake one in tests.
    #[must_use]
    pub fn base_url(mut self, base_url: impl AsRef<str>) -> Self {
        for surface in std::iter::once(&mut self.chat).chain(self.messages.as_mut()) {
            base_url.as_ref().clone_into(&mut surface.base_url);
        }
        self
    }
}
