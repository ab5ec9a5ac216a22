//! The key: held so that it cannot be printed, sent so that it cannot be logged.

use std::borrow::Cow;
use std::fmt;

use http::HeaderValue;
use secrecy::{ExposeSecret, SecretString};

use crate::Error;

/// The shortest key that is looked for in what a server sends: a shorter one is a placeholder, and parts of words.
pub(crate) const SHORTEST: usize = 6;

/// What stands in a text where a secret stood.
pub(crate) const REDACTED: &str = "[redacted]";

/// An API key.
///
/// Its own text is wiped from memory when the last clone is dropped (the header that a client makes of it is not), and `Debug` shows none of it. White space around
/// it is dropped: keys are often read from a file that ends with a line break.
///
/// ```
/// let key = grid_client::ApiKey::new("sk-secret\n");
/// assert_eq!(format!("{key:?}"), "ApiKey([redacted])");
/// ```
#[derive(Clone)]
pub struct ApiKey(SecretString);

impl ApiKey {
    /// Takes a key as the gateway's site shows it. Whether it can be sent is checked when a client is built.
    #[must_use]
    pub fn new(key: impl AsRef<str>) -> Self {
        Self(SecretString::from(key.as_ref().trim()))
    }

    /// `prefix` and the key as a header value that is marked sensitive: HTTP/2 does not index it, `Debug` hides it.
    pub(crate) fn header_value(&self, prefix: &str) -> Result<HeaderValue, Error> {
        let key = self.0.expose_secret();
        if key.is_empty() {
            return Err(Error::configuration("the API key is empty"));
        }
        if !key.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(Error::configuration(
                "the API key holds white space or a character that is not ASCII, which no header can carry",
            ));
        }
        let mut value = HeaderValue::try_from(format!("{prefix}{key}"))
            .map_err(|_| Error::configuration("the API key does not fit in a header"))?;
        value.set_sensitive(true);
        Ok(value)
    }

    /// The text with every occurrence of the key replaced.
    pub(crate) fn redact<'a>(&self, text: &'a str) -> Cow<'a, str> {
        let key = self.0.expose_secret();
        if key.len() < SHORTEST || !text.contains(key) {
            return Cow::Borrowed(text);
        }
        Cow::Owned(text.replace(key, REDACTED))
    }

    /// Its length in bytes.
    pub(crate) fn len(&self) -> usize {
        self.0.expose_secret().len()
    }

    /// Whether the bytes hold the key.
    pub(crate) fn is_in(&self, bytes: &[u8]) -> bool {
        let key = self.0.expose_secret();
        key.len() >= SHORTEST && memchr::memmem::find(bytes, key.as_bytes()).is_some()
    }
}

impl fmt::Debug for ApiKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ApiKey({REDACTED})")
    }
}

impl From<&str> for ApiKey {
    fn from(key: &str) -> Self {
        Self::new(key)
    }
}

impl From<String> for ApiKey {
    fn from(key: String) -> Self {
        Self::new(key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_prints_it() {
        let key = ApiKey::new("sk-very-secret");
        let value = key.header_value("Bearer ").unwrap();
        assert_eq!(value.as_bytes(), b"Bearer sk-very-secret");
        assert!(value.is_sensitive());
        assert!(!format!("{key:?} {value:?}").contains("very"));
    }

    #[test]
    fn white_space_around_it_is_dropped() {
        let value = ApiKey::new(" abc\r\n").header_value("").unwrap();
        assert_eq!(value.as_bytes(), b"abc");
    }

    #[test]
    fn a_key_that_cannot_be_sent_is_refused_without_showing_it() {
        for key in ["", "  ", "se cret", "se\ncret", "sécret"] {
            let error = ApiKey::new(key).header_value("Bearer ").unwrap_err();
            assert!(error.is_configuration());
            assert!(!format!("{error} {error:?}").contains("cret"), "{error}");
        }
    }

    #[test]
    fn a_text_is_redacted_only_where_the_key_stands() {
        let key = ApiKey::new("abcdef");
        assert_eq!(
            key.redact("key abcdef, abcdef"),
            "key [redacted], [redacted]"
        );
        assert!(matches!(key.redact("key abc def"), Cow::Borrowed(_)));
        // The placeholder for a server that wants none is a part of many words.
        assert_eq!(ApiKey::new("x").redact("expected"), "expected");
        assert!(key.is_in(b"\xffabcdef"));
        assert!(!key.is_in(b"\xffab"));
    }
}
