//! What is known of a response beside its body, and what every error of its call is told.

use std::sync::Arc;

use http::{HeaderMap, StatusCode};

use crate::client::Inner;
use crate::error::Response;
use crate::retry::{Retries, RetryRules, Shared};
use crate::{ApiKey, Error};

/// The head of a response, and the call that it came from.
#[derive(Clone)]
pub(crate) struct Meta {
    /// `None` of a response that no client got.
    client: Option<Arc<Inner>>,
    /// The credentials of the call alone.
    keys: Vec<ApiKey>,
    response: Response,
    retries: Retries,
}

impl Meta {
    pub(super) fn new(
        client: Arc<Inner>,
        keys: Vec<ApiKey>,
        status: StatusCode,
        headers: HeaderMap,
        retries: Retries,
    ) -> Self {
        Self {
            client: Some(client),
            keys,
            response: Response::head(status, headers),
            retries,
        }
    }

    /// Of a response that was made, and did not come over a network.
    pub(crate) fn made() -> Self {
        Self {
            client: None,
            keys: Vec::new(),
            response: Response::head(StatusCode::OK, HeaderMap::new()),
            retries: Retries::new(RetryRules::DEFAULT, Arc::new(Shared::new())),
        }
    }

    pub(crate) fn headers(&self) -> &HeaderMap {
        &self.response.headers
    }

    pub(crate) fn status(&self) -> StatusCode {
        self.response.status
    }

    pub(crate) fn request_id(&self) -> Option<&str> {
        let gateway = &self.client.as_ref()?.gateway;
        gateway.request_id(&self.response.headers)
    }

    pub(crate) fn attempts(&self) -> u32 {
        self.retries.attempts()
    }

    pub(super) fn response(&self) -> Response {
        self.response.clone()
    }

    pub(super) fn retries(&self) -> &Retries {
        &self.retries
    }

    /// An error as it is handed out.
    pub(crate) fn complete(&self, error: Error) -> Error {
        match &self.client {
            Some(client) => complete(error, client, &self.keys, &self.retries),
            None => error,
        }
    }

    /// A part of the response, `text`, is not what the caller takes it for, at `path`.
    pub(crate) fn misread(&self, path: &str, text: &str, problem: &serde_json::Error) -> Error {
        let response = Response::new(
            self.response.status,
            self.response.headers.clone(),
            bytes::Bytes::copy_from_slice(text.as_bytes()),
            false,
        );
        self.complete(Error::decode(response, path, &problem.to_string()))
    }
}

pub(super) fn complete(error: Error, client: &Inner, keys: &[ApiKey], retries: &Retries) -> Error {
    error
        .after(retries.attempts(), retries.waits(), retries.may_have_run())
        .at(&client.gateway, client.keys.iter().chain(keys))
}

/// What replies and streams tell of the head of their response, in the same words.
macro_rules! head {
    ($this:ident => $meta:expr) => {
        /// The headers of the response.
        #[must_use]
        pub fn headers(&self) -> &http::HeaderMap {
            let $this = self;
            $meta.headers()
        }

        /// The id under which the gateway knows the request.
        #[must_use]
        pub fn request_id(&self) -> Option<&str> {
            let $this = self;
            $meta.request_id()
        }

        /// How many attempts were made, the first one included.
        #[must_use]
        pub fn attempts(&self) -> u32 {
            let $this = self;
            $meta.attempts()
        }
    };
}

pub(crate) use head;
