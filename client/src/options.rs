//! What a single call may have otherwise than its client: the `with_` and `without_` methods of both builders.

use http::header::{CONTENT_LENGTH, HOST, TRANSFER_ENCODING};
use http::{HeaderMap, HeaderName, HeaderValue};

use crate::error::CREDENTIALS;
use crate::key::SHORTEST;
use crate::{ApiKey, RetryPolicy, Timeouts};

/// Headers that decide how a request is framed and where it goes.
const FRAMING: [HeaderName; 3] = [CONTENT_LENGTH, HOST, TRANSFER_ENCODING];

/// Headers as a caller gave them; the first that cannot be sent is kept as a problem.
#[derive(Clone, Debug, Default)]
pub(crate) struct Headers {
    map: HeaderMap,
    problem: Option<&'static str>,
}

/// The options of one call.
#[derive(Clone, Debug)]
pub(crate) struct Options {
    pub(crate) timeouts: Timeouts,
    pub(crate) retry: RetryPolicy,
    pub(crate) headers: Headers,
    /// In place of the client's.
    pub(crate) key: Option<ApiKey>,
    pub(crate) unchecked: bool,
}

impl Options {
    /// As the client has them.
    pub(crate) fn of(timeouts: Timeouts) -> Self {
        Self {
            timeouts,
            retry: RetryPolicy::new(),
            headers: Headers::default(),
            key: None,
            unchecked: false,
        }
    }
}

impl Headers {
    pub(crate) fn set<N, V>(&mut self, name: N, value: V)
    where
        N: TryInto<HeaderName>,
        V: TryInto<HeaderValue>,
    {
        match (name.try_into(), value.try_into()) {
            (Err(_), _) => self.refuse("an invalid header name"),
            (Ok(name), _) if FRAMING.contains(&name) => {
                self.refuse(
                    "host, content-length and transfer-encoding are not for callers to set",
                );
            }
            (Ok(_), Err(_)) => self.refuse("a header's value holds what no header can carry"),
            (Ok(name), Ok(mut value)) => {
                if CREDENTIALS.contains(&name) {
                    value.set_sensitive(true);
                }
                self.map.insert(name, value);
            }
        }
    }

    /// Puts them over `headers`, or says what is wrong with one of them.
    pub(crate) fn apply(&self, headers: &mut HeaderMap) -> Result<(), &'static str> {
        if let Some(problem) = self.problem {
            return Err(problem);
        }
        for (name, value) in &self.map {
            headers.insert(name.clone(), value.clone());
        }
        Ok(())
    }

    /// The credentials among them.
    pub(crate) fn keys(&self) -> Vec<ApiKey> {
        keys(&self.map)
    }

    fn refuse(&mut self, problem: &'static str) {
        self.problem.get_or_insert(problem);
    }
}

/// What no error shows of headers: what their credentials hold but for the name of a scheme, as `Bearer`, and what a cookie is set to.
pub(crate) fn keys(headers: &HeaderMap) -> Vec<ApiKey> {
    let mut found = Vec::new();
    for (_, value) in headers
        .iter()
        .filter(|(name, _)| CREDENTIALS.contains(name))
    {
        let words: Vec<&str> = value
            .to_str()
            .unwrap_or_default()
            .split([' ', '\t', ';'])
            .filter(|word| !word.is_empty())
            .collect();
        let scheme = usize::from(words.len() > 1 && !words[0].contains('='));
        for word in words.into_iter().skip(scheme) {
            let set_to = word.split_once('=').map_or("", |(_, value)| value);
            found.extend(
                [word, set_to]
                    .into_iter()
                    .filter(|word| word.len() >= SHORTEST)
                    .map(ApiKey::new),
            );
        }
    }
    found
}

/// The options that both builders have, in the same words.
macro_rules! options {
    () => {
        /// Limits the whole call, its retries and waits included; a stream up to its end. `None` for no limit.
        pub fn with_timeout(mut self, limit: impl Into<Option<std::time::Duration>>) -> Self {
            let limit = limit.into();
            self.options.timeouts = self.options.timeouts.plain(limit).stream(limit);
            self
        }

        /// Limits each attempt, up to the head of its response, connecting included. `None` for no limit.
        pub fn with_first_byte_timeout(
            mut self,
            limit: impl Into<Option<std::time::Duration>>,
        ) -> Self {
            self.options.timeouts = self.options.timeouts.first_byte(limit);
            self
        }

        /// Limits the silence between two pieces of the response. `None` for no limit.
        pub fn with_idle_timeout(mut self, limit: impl Into<Option<std::time::Duration>>) -> Self {
            self.options.timeouts = self.options.timeouts.idle(limit);
            self
        }

        /// Says how this call is retried; what the policy leaves open is as the client has it.
        pub fn with_retry(mut self, policy: crate::RetryPolicy) -> Self {
            self.options.retry = policy;
            self
        }

        /// Adds a header, in place of one of the same name. One that HTTP cannot carry, or that would change how the request is
        /// framed, is an error when the request is sent.
        pub fn with_header<N, V>(mut self, name: N, value: V) -> Self
        where
            N: TryInto<http::HeaderName>,
            V: TryInto<http::HeaderValue>,
        {
            self.options.headers.set(name, value);
            self
        }

        /// Sends another key than the client's, where the gateway wants it: for programs that call in the name of many.
        pub fn with_api_key(mut self, key: impl Into<crate::ApiKey>) -> Self {
            self.options.key = Some(key.into());
            self
        }

        /// Sends the request as it is, whatever the document's limits and the gateway's page say against it.
        pub fn without_validation(mut self) -> Self {
            self.options.unchecked = true;
            self
        }
    };
}

pub(crate) use options;

#[cfg(test)]
mod tests {
    use super::*;

    fn applied(name: &str, value: &str) -> Result<HeaderMap, &'static str> {
        let mut headers = Headers::default();
        headers.set(name, value);
        let mut map = HeaderMap::new();
        headers.apply(&mut map).map(|()| map)
    }

    #[test]
    fn a_header_that_cannot_be_sent_is_a_problem_and_not_a_panic() {
        for (name, value) in [
            ("", "v"),
            ("a b", "v"),
            ("x", "a\nb"),
            ("Host", "v"),
            ("content-length", "1"),
        ] {
            assert!(applied(name, value).is_err(), "{name}: {value}");
        }
        assert_eq!(applied("x-a", "v").unwrap()["x-a"], "v");
    }

    #[test]
    fn what_credentials_hold_is_a_key_and_their_scheme_is_none() {
        let found = |name: &str, value: &str| keys(&applied(name, value).unwrap()).len();
        assert_eq!(found("authorization", "Bearer sk-tenant"), 1);
        assert_eq!(found("authorization", "Negotiate\tabcdefgh"), 1);
        assert_eq!(found("x-api-key", "sk-tenant"), 1);
        // The pair, and the value alone.
        assert_eq!(found("cookie", "a=1; session=secret"), 2);
        assert_eq!(found("x-title", "sk-tenant"), 0);
    }

    #[test]
    fn a_credential_is_marked_as_one() {
        let map = applied("authorization", "Bearer other").unwrap();
        assert!(!format!("{map:?}").contains("other"));
    }
}
