//! What can be chosen of a client.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use http::header::USER_AGENT;
use http::{HeaderMap, HeaderName, HeaderValue};

use super::{Client, Endpoint, Inner};
use crate::gateway::Gateway;
use crate::options::Headers;
use crate::retry::Shared;
use crate::{ApiKey, Error, RetryPolicy, Timeouts, sse};

/// The largest body of a response that is not a stream, unless set otherwise: 64 MiB.
const DEFAULT_MAX_BODY_SIZE: usize = 64 * 1024 * 1024;

/// What requests name as their sender, unless set otherwise.
const DEFAULT_USER_AGENT: &str = concat!("grid-client/", env!("CARGO_PKG_VERSION"));

/// How much of an HTTP/2 stream a server may send before it is read: a slow reader keeps no more than this in memory.
const STREAM_WINDOW: u32 = 256 * 1024;

/// How much of all streams of a connection: more than they can hold together, so that one that is not read never holds up another.
const CONNECTION_WINDOW: u32 = 1 << 30;

/// How long an HTTP/2 connection in use may be silent before the server is asked for a sign of life, and how long that is waited for:
/// over one that is dead every call would run into its time limit.
const PING_INTERVAL: Duration = Duration::from_secs(20);
const PING_PATIENCE: Duration = Duration::from_secs(20);

/// Builds a [`Client`].
///
/// ```
/// use std::time::Duration;
/// use grid_client::{Client, Gateway, RetryPolicy, Timeouts};
///
/// let client = Client::builder()
///     .gateway(Gateway::dgrid())
///     .api_key("my-key")
///     .timeouts(Timeouts::default().idle(Duration::from_secs(30)))
///     .retry(RetryPolicy::new().max_retries(5))
///     .header("x-title", "my app")
///     .build()?;
/// # drop(client);
/// # Ok::<(), grid_client::Error>(())
/// ```
#[must_use]
pub struct ClientBuilder {
    gateway: Gateway,
    key: Option<ApiKey>,
    base_url: Option<String>,
    http: Option<reqwest::ClientBuilder>,
    timeouts: Timeouts,
    retry: RetryPolicy,
    headers: Headers,
    max_event_size: usize,
    max_body_size: usize,
    validate: bool,
}

impl Default for ClientBuilder {
    fn default() -> Self {
        Self {
            gateway: Gateway::the_grid(),
            key: None,
            base_url: None,
            http: None,
            timeouts: Timeouts::default(),
            retry: RetryPolicy::new(),
            headers: Headers::default(),
            max_event_size: sse::DEFAULT_MAX_EVENT_SIZE,
            max_body_size: DEFAULT_MAX_BODY_SIZE,
            validate: true,
        }
    }
}

impl ClientBuilder {
    /// The gateway to talk to; The Grid unless set.
    pub fn gateway(mut self, gateway: Gateway) -> Self {
        self.gateway = gateway;
        self
    }

    /// The key. Unless set it is read from the gateway's environment variable, see [`Gateway::key_from_env`].
    pub fn api_key(mut self, key: impl Into<ApiKey>) -> Self {
        self.key = Some(key.into());
        self
    }

    /// Another address of the gateway, for all its surfaces, with or without a slash at its end. Errors and logs show its path, and
    /// not its query.
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        self.base_url = Some(url.into());
        self
    }

    /// The HTTP client's own settings: proxies, certificates, pool. Its redirects, retries and `Referer` are switched off and its connect
    /// timeout is that of [`timeouts`](Self::timeouts); do not set its total or read timeout, which would end streams.
    ///
    /// Begin with [`default_http`](Self::default_http), which is what a client has without this call.
    ///
    /// ```
    /// use grid_client::{Client, ClientBuilder, reqwest};
    ///
    /// let proxy = reqwest::Proxy::all("http://proxy.example:3128")?;
    /// let client = Client::builder().api_key("my-key").http(ClientBuilder::default_http().proxy(proxy)).build()?;
    /// # drop(client);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn http(mut self, http: reqwest::ClientBuilder) -> Self {
        self.http = Some(http);
        self
    }

    /// The settings of the HTTP client unless [`http`](Self::http) brings others: no content codings, which would hold events back; for HTTP/2, a
    /// window of 256 KiB for each stream and of 1 GiB for a connection, so that a stream that is read slowly holds up no other, and
    /// a ping after 20 s of silence, by which a dead connection is found (`http2_keep_alive_interval(None)` for a server that takes pings
    /// for abuse).
    ///
    /// HTTP/2 sends all calls over one connection: those beyond the server's limit of streams (often 100) wait for a place, and an
    /// attempt that never got one counts as not sent. `http1_only()` takes a connection for each.
    pub fn default_http() -> reqwest::ClientBuilder {
        reqwest::Client::builder()
            // They are on where any crate of the program switches on the feature.
            .no_gzip()
            .no_brotli()
            .no_deflate()
            .no_zstd()
            .http2_initial_stream_window_size(STREAM_WINDOW)
            .http2_initial_connection_window_size(CONNECTION_WINDOW)
            .http2_keep_alive_interval(PING_INTERVAL)
            .http2_keep_alive_timeout(PING_PATIENCE)
    }

    /// The time limits of all calls.
    pub fn timeouts(mut self, timeouts: Timeouts) -> Self {
        self.timeouts = timeouts;
        self
    }

    /// How all calls are retried.
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.retry = policy;
        self
    }

    /// A header of all requests, in place of one of the same name. One that HTTP cannot carry, or that would change how the request is
    /// framed, is an error of [`build`](Self::build).
    pub fn header<N, V>(mut self, name: N, value: V) -> Self
    where
        N: TryInto<HeaderName>,
        V: TryInto<HeaderValue>,
    {
        self.headers.set(name, value);
        self
    }

    /// What requests name as their sender; `grid-client/VERSION` unless set.
    pub fn user_agent(self, name: impl AsRef<str>) -> Self {
        self.header(USER_AGENT, name.as_ref())
    }

    /// The largest event of a stream, in bytes; 16 MiB unless set. Beyond it: [`Error::is_too_large`].
    pub fn max_event_size(mut self, bytes: usize) -> Self {
        self.max_event_size = bytes;
        self
    }

    /// The largest body of a response that is not a stream, in bytes; 64 MiB unless set. Beyond it: [`Error::is_too_large`].
    pub fn max_body_size(mut self, bytes: usize) -> Self {
        self.max_body_size = bytes;
        self
    }

    /// Skips validation: neither the document's limits nor the gateway's known restrictions are checked.
    pub fn without_validation(mut self) -> Self {
        self.validate = false;
        self
    }

    /// Builds the client.
    ///
    /// # Errors
    /// [`Error::is_configuration`] where there is no key, a key or a header cannot be sent, the base URL is invalid, or TLS cannot be set up.
    pub fn build(self) -> Result<Client, Error> {
        let gateway = match self.base_url {
            Some(url) => self.gateway.base_url(url),
            None => self.gateway,
        };
        let key = match self.key {
            Some(key) => key,
            None if !gateway.wants_key() => ApiKey::new(""),
            None => gateway.key_from_env()?,
        };
        let mut headers = HeaderMap::new();
        headers.insert(USER_AGENT, HeaderValue::from_static(DEFAULT_USER_AGENT));
        self.headers
            .apply(&mut headers)
            .map_err(Error::configuration)?;
        let http = self
            .http
            .unwrap_or_else(Self::default_http)
            .redirect(reqwest::redirect::Policy::none())
            .retry(reqwest::retry::never())
            .referer(false)
            .connect_timeout(self.timeouts.connect)
            .build()
            .map_err(|problem| {
                Error::configuration("the HTTP client cannot be set up")
                    .caused_by(problem.without_url())
            })?;
        let chat = Endpoint::chat(&gateway, &key, &headers)?;
        let messages = match &gateway.messages {
            Some(surface) => Some(Arc::new(Endpoint::messages(surface, &key, &headers)?)),
            None => None,
        };
        let mut keys = self.headers.keys();
        for surface in [Some(&gateway.chat), gateway.messages.as_ref()] {
            keys.extend(
                surface
                    .into_iter()
                    .flat_map(|surface| crate::options::keys(&surface.headers)),
            );
        }
        keys.push(key);
        let inner = Inner {
            gateway,
            keys,
            http,
            chat: Arc::new(chat),
            messages,
            timeouts: self.timeouts,
            retry: self.retry,
            retries: Arc::new(Shared::new()),
            max_event_size: self.max_event_size,
            max_body_size: self.max_body_size,
            validate: self.validate,
        };
        Ok(Client {
            inner: Arc::new(inner),
        })
    }
}

/// Neither the key nor any header.
impl fmt::Debug for ClientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientBuilder")
            .field("gateway", &self.gateway.name)
            .field("timeouts", &self.timeouts)
            .field("retry", &self.retry)
            .finish_non_exhaustive()
    }
}
