//! One call: what is sent, where to, within which limits, and how often.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use grid_api::EncodeError;
use http::{HeaderMap, Method};

use super::Dialect;
use super::events::Events;
use super::limit::Limit;
use super::meta::{Meta, complete};
use crate::client::{Endpoint, Inner};
use crate::options::Options;
use crate::retry::{Decision, Retries};
use crate::{ApiKey, Error, TimeoutPhase};

/// A request, ready to be sent as often as the rules allow.
pub(crate) struct Call {
    pub(super) client: Arc<Inner>,
    pub(super) endpoint: Arc<Endpoint>,
    pub(super) method: Method,
    pub(super) headers: HeaderMap,
    pub(super) body: Bytes,
    pub(super) first_byte: Option<Duration>,
    pub(super) idle: Option<Duration>,
    pub(super) total: Option<Limit>,
    pub(super) retries: Retries,
    /// The credentials of this call alone.
    pub(super) keys: Vec<ApiKey>,
}

impl Call {
    /// Puts together what an operation built, the surface's headers and the caller's options. `total` is the time limit of calls of this
    /// kind. The clock of the whole call starts here.
    pub(crate) fn new(
        client: &Arc<Inner>,
        endpoint: &Arc<Endpoint>,
        request: Result<http::Request<Bytes>, EncodeError>,
        options: &Options,
        total: Option<Duration>,
    ) -> Result<Self, Error> {
        let request = request.map_err(|problem| client.refused(problem.to_string()))?;
        let (parts, body) = request.into_parts();
        let mut headers = parts.headers;
        // Each name in it takes the place of all values before it.
        headers.extend(endpoint.headers.clone());
        let mut keys = options.headers.keys();
        if let Some(key) = &options.key {
            endpoint.surface.add_key(key, &mut headers)?;
            keys.push(key.clone());
        }
        options
            .headers
            .apply(&mut headers)
            .map_err(|problem| client.refused(problem))?;
        let policy = options.retry.clone().or(&client.retry);
        Ok(Self {
            method: parts.method,
            headers,
            body,
            first_byte: options.timeouts.first_byte,
            idle: options.timeouts.idle,
            total: Limit::begin(TimeoutPhase::Total, total),
            retries: Retries::new(
                policy.rules(&endpoint.surface.retry),
                Arc::clone(&client.retries),
            ),
            keys,
            client: Arc::clone(client),
            endpoint: Arc::clone(endpoint),
        })
    }

    /// Sends it and reads the whole response.
    pub(crate) async fn send<D: Dialect>(mut self) -> Result<(D::Whole, Meta), Error> {
        loop {
            match self.answered::<D>().await {
                Ok(answered) => {
                    self.retries.succeeded();
                    return Ok(answered);
                }
                Err(error) => self.again(error).await?,
            }
        }
    }

    /// Sends it and reads the response up to its first event. `new` makes what the events are added to.
    pub(crate) async fn stream<D: Dialect>(
        mut self,
        new: impl Fn() -> D,
    ) -> Result<Events<D>, Error> {
        loop {
            match self.opened(new()).await {
                Ok(events) => {
                    self.retries.succeeded();
                    return Ok(events);
                }
                Err(error) => self.again(error).await?,
            }
        }
    }

    /// Waits until the request may be sent again, or gives the error back.
    async fn again(&mut self, error: Error) -> Result<(), Error> {
        let time_left = self.total.map(Limit::left);
        let decision = error
            .outcome()
            .map(|outcome| self.retries.after(&outcome, SystemTime::now(), time_left));
        self.retries.note(error.may_have_run());
        let error = match decision {
            Some(Decision::Retry(wait)) => {
                tokio::time::sleep(wait).await;
                return Ok(());
            }
            Some(Decision::GiveUp(why)) => error.given_up(why),
            None => error,
        };
        let error = error.at_path(&self.endpoint.url);
        Err(complete(error, &self.client, &self.keys, &self.retries))
    }
}
