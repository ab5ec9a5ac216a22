//! A response as it came, kept with an error.

use bytes::Bytes;
use http::header::{AUTHORIZATION, COOKIE, LOCATION, PROXY_AUTHORIZATION, SET_COOKIE};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};

use crate::ApiKey;
use crate::redirect::redacted_location;

/// How much of an error's body is read and kept.
pub(crate) const MAX_ERROR_BODY: usize = 1 << 20;

/// Headers whose values are credentials, wherever they come from.
pub(crate) const CREDENTIALS: [HeaderName; 6] = [
    AUTHORIZATION,
    PROXY_AUTHORIZATION,
    COOKIE,
    SET_COOKIE,
    HeaderName::from_static("x-api-key"),
    HeaderName::from_static("api-key"),
];

/// Status, headers and body of a response.
#[derive(Clone, Debug)]
pub(crate) struct Response {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(super) body: Bytes,
    pub(super) truncated: bool,
}

impl Response {
    /// A response whose body was read up to [`MAX_ERROR_BODY`]; `truncated` where there was more, or it broke off.
    ///
    /// A `Location` loses its query here: it is a credential. Headers that hold one are marked sensitive.
    pub(crate) fn new(
        status: StatusCode,
        mut headers: HeaderMap,
        mut body: Bytes,
        truncated: bool,
    ) -> Self {
        for value in locations(&mut headers) {
            let shown = redacted_location(&String::from_utf8_lossy(value.as_bytes()));
            *value = HeaderValue::try_from(shown)
                .unwrap_or_else(|_| HeaderValue::from_static(crate::key::REDACTED));
        }
        for (name, value) in &mut headers {
            if CREDENTIALS.contains(name) {
                value.set_sensitive(true);
            }
        }
        let truncated = truncated || body.len() > MAX_ERROR_BODY;
        body.truncate(MAX_ERROR_BODY);
        Self {
            status,
            headers,
            body,
            truncated,
        }
    }

    /// A response whose body is not kept: a stream's, or a redirect's, which repeats the token in a page of HTML.
    pub(crate) fn head(status: StatusCode, headers: HeaderMap) -> Self {
        Self::new(status, headers, Bytes::new(), false)
    }

    /// Hides the key where a server sends it back.
    pub(super) fn hide(&mut self, key: &ApiKey) {
        for value in self.headers.values_mut() {
            if key.is_in(value.as_bytes()) {
                value.set_sensitive(true);
            }
        }
    }
}

fn locations(headers: &mut HeaderMap) -> impl Iterator<Item = &mut HeaderValue> {
    headers
        .iter_mut()
        .filter(|(name, _)| **name == LOCATION)
        .map(|(_, value)| value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credentials_do_not_show() {
        let headers = HeaderMap::from_iter([
            (
                LOCATION,
                HeaderValue::from_static("https://api.thegrid.ai/r?token=secret"),
            ),
            (SET_COOKIE, HeaderValue::from_static("session=secret")),
            (
                HeaderName::from_static("x-echo"),
                HeaderValue::from_static("you sent sk-secret"),
            ),
            (
                HeaderName::from_static("x-request-id"),
                HeaderValue::from_static("req_1"),
            ),
        ]);
        let mut response = Response::head(StatusCode::TEMPORARY_REDIRECT, headers);
        response.hide(&ApiKey::new("sk-secret"));
        let debug = format!("{response:?}");
        assert!(!debug.contains("secret"), "{debug}");
        assert!(
            debug.contains("https://api.thegrid.ai/r?[redacted]") && debug.contains("req_1"),
            "{debug}"
        );
        assert!(
            !response.headers[LOCATION]
                .to_str()
                .unwrap()
                .contains("secret")
        );
    }

    #[test]
    fn a_body_is_kept_up_to_its_limit() {
        let body = |length: usize| Bytes::from(vec![b'x'; length]);
        let whole = Response::new(
            StatusCode::OK,
            HeaderMap::new(),
            body(MAX_ERROR_BODY),
            false,
        );
        assert_eq!((whole.body.len(), whole.truncated), (MAX_ERROR_BODY, false));
        let more = Response::new(
            StatusCode::OK,
            HeaderMap::new(),
            body(MAX_ERROR_BODY + 1),
            false,
        );
        assert_eq!((more.body.len(), more.truncated), (MAX_ERROR_BODY, true));
    }
}
