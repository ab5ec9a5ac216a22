//! A thin client: one method an operation, over a plain [`reqwest::Client`].

use std::collections::BTreeMap;
use std::fmt;

use bytes::Bytes;
use http::{HeaderValue, Request, header::COOKIE};

use crate::security::{Carrier, Scheme};
use crate::support::EncodeError;

/// A thin client: it sends what an operation builds, and reads the response. It does not retry, and sets no time limit.
#[derive(Clone)]
pub struct Client {
    http: reqwest::Client,
    server: Option<String>,
    credentials: BTreeMap<&'static str, HeaderValue>,
}

impl Client {
    /// A client that follows redirects within one origin only: `reqwest` by itself would carry the headers of an API key, and the
    /// body, to any origin that a redirect names.
    ///
    /// # Errors
    /// When the TLS backend cannot be set up.
    pub fn new() -> Result<Self, reqwest::Error> {
        let same_origin = reqwest::redirect::Policy::custom(|attempt| match attempt.previous() {
            [.., from] if from.origin() != attempt.url().origin() => attempt.stop(),
            [_, _, _, _, _, _, ..] => attempt.error("more than 5 redirects"),
            _ => attempt.follow(),
        });
        reqwest::Client::builder().redirect(same_origin).build().map(Self::over)
    }

    /// A client over one of your own. How it follows redirects is yours to decide: see [`Client::new`].
    #[must_use]
    pub fn over(http: reqwest::Client) -> Self {
        Self { http, server: None, credentials: BTreeMap::new() }
    }

    /// Sends every operation to one server, instead of the one that the document names for it. With or without a final slash.
    #[must_use]
    pub fn with_server(mut self, url: impl Into<String>) -> Self {
        self.server = Some(url.into());
        self
    }

    /// Gives the credential for a security scheme. It is sent with the operations that take it, behind the scheme's prefix; for HTTP
    /// Basic it is the base64 of `user:password` (RFC 7617). An operation that takes several schemes together is sent all of them, or
    /// none while one has no credential. One in the query stands in the URL of a response, which the `Debug` of `reqwest` shows.
    ///
    /// # Errors
    /// When it holds a character that a header cannot carry.
    pub fn with_credential(mut self, scheme: &Scheme, credential: &str) -> Result<Self, EncodeError> {
        let text = format!("{}{credential}", scheme.prefix);
        let mut value = HeaderValue::from_str(&text).map_err(EncodeError::new)?;
        value.set_sensitive(true);
        self.credentials.insert(scheme.id, value);
        Ok(self)
    }

    /// Sends a request that an operation built: to `server` unless another is set, with the first of its alternatives whose schemes all
    /// have a credential.
    pub(crate) async fn send(
        &self,
        request: Request<Bytes>,
        server: &str,
        security: &[&[Scheme]],
    ) -> Result<reqwest::Response, reqwest::Error> {
        let (parts, body) = request.into_parts();
        let server = self.server.as_deref().unwrap_or(server).trim_end_matches('/');
        let url = format!("{server}{}", parts.uri);
        let request = self.http.request(parts.method, url).headers(parts.headers).body(body).build();
        let mut request = request.map_err(reqwest::Error::without_url)?;
        let credential = |scheme: &Scheme| Some((scheme.carrier, self.credentials.get(scheme.id)?));
        let together = |schemes: &&[Scheme]| schemes.iter().map(credential).collect::<Option<Vec<_>>>();
        for (carrier, credential) in security.iter().find_map(together).unwrap_or_default() {
            carry(carrier, credential, &mut request);
        }
        self.http.execute(request).await.map_err(reqwest::Error::without_url)
    }
}

/// Puts a credential where its scheme wants it. Cookies share one header (RFC 6265, section 5.4).
fn carry(carrier: Carrier, credential: &HeaderValue, request: &mut reqwest::Request) {
    match carrier {
        Carrier::Header(name) => drop(request.headers_mut().insert(name, credential.clone())),
        Carrier::Query(name) => {
            let credential = String::from_utf8_lossy(credential.as_bytes());
            request.url_mut().query_pairs_mut().append_pair(name, &credential);
        }
        Carrier::Cookie => {
            let others = request.headers().get(COOKIE).map(|others| [others.as_bytes(), b"; "].concat()).unwrap_or_default();
            if let Ok(mut cookies) = HeaderValue::from_bytes(&[&others, credential.as_bytes()].concat()) {
                cookies.set_sensitive(true);
                request.headers_mut().insert(COOKIE, cookies);
            }
        }
    }
}

/// Without the credentials.
impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client").field("server", &self.server).finish_non_exhaustive()
    }
}

/// Why a method of the [`Client`] failed. It says what the error inside says, and has the source of that.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error<E> {
    /// The request could not be written; nothing was sent.
    Encode(EncodeError),
    /// The request was not sent, or its response did not arrive: in the second case it may have run.
    Transport(reqwest::Error),
    /// The server sent an error, or a body that could not be read.
    Response(E),
}

impl<E: fmt::Display> fmt::Display for Error<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Encode(error) => error.fmt(f),
            Self::Transport(error) => error.fmt(f),
            Self::Response(error) => error.fmt(f),
        }
    }
}

impl<E: std::error::Error + 'static> std::error::Error for Error<E> {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Encode(error) => error.source(),
            Self::Transport(error) => error.source(),
            Self::Response(error) => error.source(),
        }
    }
}

impl<E> From<EncodeError> for Error<E> {
    fn from(error: EncodeError) -> Self {
        Self::Encode(error)
    }
}

impl<E> From<reqwest::Error> for Error<E> {
    fn from(error: reqwest::Error) -> Self {
        Self::Transport(error.without_url())
    }
}
