//! One surface of a gateway: an address, and how it behaves.

use std::fmt;

use grid_api::messages::create_message::{ANTHROPIC_VERSION_DEFAULT, ANTHROPIC_VERSION_HEADER};
use grid_api::security::{API_KEY_AUTH, BEARER_AUTH, Carrier, Scheme};
use http::{HeaderMap, HeaderName, HeaderValue};

use super::{Redirects, Refusal};
use crate::RetryPolicy;
use crate::redirect::redacted_location;
use crate::retry::RetryRules;
use crate::{ApiKey, Error};

/// The data of one surface of a gateway.
///
/// `Debug` shows neither a query of the URL nor the headers' values: either may hold a key.
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub struct Surface {
    /// The URL that an operation's path is appended to, with or without a slash at its end.
    pub base_url: String,
    /// How the key is sent.
    pub auth: Auth,
    /// Headers that every request carries.
    pub headers: HeaderMap,
    /// Which redirects are followed.
    pub redirects: Redirects,
    /// When requests are sent again, unless the caller says otherwise.
    pub(crate) retry: RetryRules,
    /// When a stream is complete.
    pub ending: Ending,
    /// Whether `stream_options` is documented, so that a stream may ask for its usage.
    pub stream_options: bool,
    /// What its page contradicts.
    pub refusals: Vec<Refusal>,
}

/// How a key is sent.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Auth {
    /// No key is sent, and none is needed: servers of one's own.
    None,
    /// `Authorization: Bearer <key>` (RFC 6750 section 2.1).
    Bearer,
    /// The key alone, in this header.
    Header(HeaderName),
}

/// When a stream is complete. A stream that stops before is truncated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Ending {
    /// `data: [DONE]`; or every choice has a finish reason, and the body ended as its framing announced.
    DoneOrFinished,
    /// The event `message_stop`.
    MessageStop,
    /// Any end of the body that its framing announced: for servers that send neither `[DONE]` nor finish reasons. What they lose
    /// cannot be told from what they finish.
    Body,
}

/// The header of a scheme; a document that moves the key out of the headers does not compile.
const fn header(scheme: &Scheme) -> &'static str {
    match scheme.carrier {
        Carrier::Header(name) => name,
        _ => panic!("the client sends its key in a header"),
    }
}

impl fmt::Debug for Surface {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let headers: Vec<&HeaderName> = self.headers.keys().collect();
        f.debug_struct("Surface")
            .field("base_url", &redacted_location(&self.base_url))
            .field("auth", &self.auth)
            .field("headers", &headers)
            .field("redirects", &self.redirects)
            .field("retry", &self.retry)
            .field("ending", &self.ending)
            .field("stream_options", &self.stream_options)
            .field("refusals", &self.refusals)
            .finish()
    }
}

impl Surface {
    /// A surface of chat completions with nothing special about it: a Bearer key, redirects to its own origin, `[DONE]` or finish reasons. A stream does not ask for its usage
    /// by itself: not every gateway takes [`stream_options`](Self::stream_options).
    #[must_use]
    pub fn chat(base_url: impl Into<String>) -> Self {
        Self {
            base_url: base_url.into(),
            auth: Auth::Bearer,
            headers: HeaderMap::new(),
            redirects: Redirects::SameOrigin,
            retry: RetryRules::DEFAULT,
            ending: Ending::DoneOrFinished,
            stream_options: false,
            refusals: Vec::new(),
        }
    }

    /// A surface of Anthropic's Messages with nothing special about it: `x-api-key`, `anthropic-version: 2023-06-01`, redirects to its own
    /// origin, `message_stop`.
    #[must_use]
    pub fn messages(base_url: impl Into<String>) -> Self {
        Self::chat(base_url)
            .auth(Auth::Header(HeaderName::from_static(
                const { header(&API_KEY_AUTH) },
            )))
            .header(
                HeaderName::from_static(ANTHROPIC_VERSION_HEADER),
                HeaderValue::from_static(ANTHROPIC_VERSION_DEFAULT),
            )
            .ending(Ending::MessageStop)
    }

    /// Sets how the key is sent.
    #[must_use]
    pub fn auth(mut self, auth: Auth) -> Self {
        self.auth = auth;
        self
    }

    /// Adds a header that every request carries, in place of one of the same name.
    #[must_use]
    pub fn header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.insert(name, value);
        self
    }

    /// Sets which redirects are followed.
    #[must_use]
    pub fn redirects(mut self, redirects: Redirects) -> Self {
        self.redirects = redirects;
        self
    }

    /// Sets when requests are sent again that the gateway answered, unless the caller says otherwise.
    #[must_use]
    pub fn retry(mut self, policy: &RetryPolicy) -> Self {
        self.retry = policy.rules(&self.retry).of_answers(&self.retry);
        self
    }

    /// Sets when a stream is complete.
    #[must_use]
    pub fn ending(mut self, ending: Ending) -> Self {
        self.ending = ending;
        self
    }

    /// Says whether a stream may ask for its usage with `stream_options`.
    #[must_use]
    pub fn stream_options(mut self, taken: bool) -> Self {
        self.stream_options = taken;
        self
    }

    /// Adds something that is refused before it is sent.
    #[must_use]
    pub fn refuse(mut self, refusal: Refusal) -> Self {
        self.refusals.push(refusal);
        self
    }

    /// Puts a key among headers, in place of another, where one is sent.
    pub(crate) fn add_key(&self, key: &ApiKey, headers: &mut HeaderMap) -> Result<(), Error> {
        if let Some((name, value)) = self.key_header(key)? {
            headers.insert(name, value);
        }
        Ok(())
    }

    fn key_header(&self, key: &ApiKey) -> Result<Option<(HeaderName, HeaderValue)>, Error> {
        Ok(match &self.auth {
            Auth::None => None,
            Auth::Bearer => Some((
                HeaderName::from_static(const { header(&BEARER_AUTH) }),
                key.header_value(BEARER_AUTH.prefix)?,
            )),
            Auth::Header(name) => Some((name.clone(), key.header_value("")?)),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_goes_where_the_data_say() {
        let key = ApiKey::new("k");
        let sent = |surface: Surface| surface.key_header(&key).unwrap();
        let chat = || Surface::chat("https://a.example");
        let (name, value) = sent(chat()).unwrap();
        assert_eq!(
            (name.as_str(), value.as_bytes()),
            ("authorization", b"Bearer k".as_slice())
        );
        let (name, value) = sent(Surface::messages("https://a.example")).unwrap();
        assert_eq!(
            (name.as_str(), value.as_bytes()),
            ("x-api-key", b"k".as_slice())
        );
        assert!(value.is_sensitive());
        assert!(sent(chat().auth(Auth::None)).is_none());
    }

    #[test]
    fn setters_set() {
        let surface = Surface::messages("https://a.example")
            .header(
                HeaderName::from_static("anthropic-version"),
                HeaderValue::from_static("2"),
            )
            .redirects(Redirects::hosts(["b.example"]))
            .retry(&RetryPolicy::new().max_retries(9))
            .ending(Ending::Body)
            .stream_options(true);
        assert_eq!(
            surface
                .headers
                .get_all("anthropic-version")
                .iter()
                .collect::<Vec<_>>(),
            ["2"]
        );
        assert_eq!(surface.redirects, Redirects::hosts(["b.example"]));
        let retry = RetryRules {
            max_retries: 9,
            ..RetryRules::DEFAULT
        };
        assert_eq!(surface.retry, retry);
        assert_eq!(surface.ending, Ending::Body);
        assert!(surface.stream_options);
    }
}
