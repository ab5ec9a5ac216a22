//! One attempt: the request, sent on by as many redirects as there are, up to the head of a response.

use std::time::Duration;

use http::header::LOCATION;
use tokio::time::timeout_at;

use super::body::Body;
use super::call::Call;
use super::limit::Limit;
use super::sent::Sent;
use crate::error::Response;
use crate::redirect::{RedactedUrl, is_redirect, next_hop, origin};
use crate::{Error, TimeoutPhase};

/// How much of a redirect's page is read, for how long, so that the next hop can use the same connection.
const HOP_PAGE: usize = 64 * 1024;
const HOP_PATIENCE: Duration = Duration::from_millis(250);

impl Call {
    /// Sends the request until a response comes that is no redirect.
    pub(super) async fn attempt(&self) -> Result<reqwest::Response, Error> {
        let first_byte = Limit::begin(TimeoutPhase::FirstByte, self.first_byte);
        let sent = Sent::default();
        match Limit::first(first_byte, self.total) {
            None => self.hops(&sent).await,
            Some(limit) => timeout_at(limit.at, self.hops(&sent))
                .await
                .unwrap_or_else(|_| Err(limit.error(sent.has_begun()))),
        }
    }

    async fn hops(&self, sent: &Sent) -> Result<reqwest::Response, Error> {
        let mut url = self.endpoint.url.clone();
        let mut earlier = Vec::new();
        loop {
            tracing::debug!(target: "grid_client", url = %RedactedUrl(&url), attempt = self.retries.attempts(), "sending");
            let mut request = reqwest::Request::new(self.method.clone(), url.clone());
            *request.headers_mut() = self.headers.clone();
            *request.body_mut() = Some(sent.body(self.body.clone()));
            let response = self.client.http.execute(request).await.map_err(|source| {
                Error::transport(source, self.client.timeouts.connect, sent.has_begun())
                    .sent_to(origin(&url))
            })?;
            let status = response.status();
            tracing::debug!(target: "grid_client", status = status.as_u16(), "answered");
            if !is_redirect(status) {
                return Ok(response);
            }
            let location = response.headers().get(LOCATION);
            let rule = &self.endpoint.surface.redirects;
            let next = next_hop(status, location, &url, &earlier, rule).map_err(|problem| {
                Error::redirect(problem, Response::head(status, response.headers().clone()))
            })?;
            Body::of(response, None, None)
                .drain(HOP_PAGE, HOP_PATIENCE)
                .await;
            earlier.push(std::mem::replace(&mut url, next));
        }
    }
}
