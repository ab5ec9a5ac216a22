//! What is known of an answer beside its body, and what every error of its call is told.

use std::sync::Arc;

use http::{HeaderMap, StatusCode};

use crate::client::Inner;
use crate::error::Answer;
use crate::retry::Retries;
use crate::{ApiKey, Error};

/// The head of an answer, and the call that it came from.
#[derive(Clone)]
pub(crate) struct Meta {
    client: Arc<Inner>,
    /// The credentials of the call alone.
    keys: Vec<ApiKey>,
    answer: Answer,
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
            client,
            keys,
            answer: Answer::head(status, headers),
            retries,
        }
    }

    pub(crate) fn headers(&self) -> &HeaderMap {
        &self.answer.headers
    }

    pub(crate) fn status(&self) -> StatusCode {
        self.answer.status
    }

    pub(crate) fn request_id(&self) -> Option<&str> {
        self.client.gateway.request_id(&self.answer.headers)
    }

    pub(crate) fn attempts(&self) -> u32 {
        self.retries.attempts()
    }

    pub(super) fn answer(&self) -> Answer {
        self.answer.clone()
    }

    pub(super) fn retries(&self) -> &Retries {
        &self.retries
    }

    /// An error as it is handed out.
    pub(crate) fn complete(&self, error: Error) -> Error {
        complete(error, &self.client, &self.keys, &self.retries)
    }

    /// A part of the answer, `text`, is not what the caller takes it for, at `path`.
    pub(crate) fn misread(&self, path: &str, text: &str, problem: &serde_json::Error) -> Error {
        let answer = Answer::new(
            self.answer.status,
            self.answer.headers.clone(),
            bytes::Bytes::copy_from_slice(text.as_bytes()),
            false,
        );
        self.complete(Error::decode(answer, path, &problem.to_string()))
    }
}

pub(super) fn complete(error: Error, client: &Inner, keys: &[ApiKey], retries: &Retries) -> Error {
    error
        .after(retries.attempts(), retries.waits())
        .at(&client.gateway, client.keys.iter().chain(keys))
}
