//! A response that is read whole: the success, the error status, the error inside a success.

use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, StatusCode};

use super::body::{Body, End};
use super::call::Call;
use super::limit::Limit;
use super::{Dialect, Meta};
use crate::decode::surrogates;
use crate::error::{EventPlace, MAX_ERROR_BODY, Response};
use crate::{Error, TimeoutPhase};

/// How long the whole body of an error is waited for, once its status has said that the call failed.
const ERROR_BODY_PATIENCE: Duration = Duration::from_secs(10);

/// What is wrong with a success that is none.
pub(super) const HOLLOW: &str = "none of the members of a response is there";

impl Call {
    /// One attempt, up to the end of its response.
    pub(super) async fn answered<D: Dialect>(&self) -> Result<(D::Whole, Meta), Error> {
        let mut response = self.attempt().await?;
        let status = response.status();
        if !status.is_success() {
            return Err(self.status_error::<D>(response).await);
        }
        let headers = std::mem::take(response.headers_mut());
        let body = Body::of(response, self.idle, self.total);
        let whole = self
            .whole::<D>(status, &headers, body, Bytes::new())
            .await?;
        Ok((whole, self.meta(status, headers)))
    }

    pub(super) fn meta(&self, status: StatusCode, headers: HeaderMap) -> Meta {
        Meta::new(
            self.client.clone(),
            self.keys.clone(),
            status,
            headers,
            self.retries.clone(),
        )
    }

    /// Reads a body whose status is no success, as far as it is worth it, and keeps whatever came.
    pub(super) async fn status_error<D: Dialect>(&self, mut response: reqwest::Response) -> Error {
        let (status, headers) = (response.status(), std::mem::take(response.headers_mut()));
        let patience = Limit::begin(TimeoutPhase::Total, Some(ERROR_BODY_PATIENCE));
        let mut body = Body::of(response, self.idle, Limit::first(patience, self.total));
        let (bytes, end) = body.read(Bytes::new(), MAX_ERROR_BODY).await;
        let truncated = !matches!(end, End::Clean);
        let failure = D::failure(status, headers.clone(), bytes.clone());
        Error::status_error(
            Response::new(status, headers, bytes, truncated),
            self.retries.rules(),
        )
        .attach(failure)
    }

    /// Reads and decodes the body of a success, of which `start` has been read.
    pub(super) async fn whole<D: Dialect>(
        &self,
        status: StatusCode,
        headers: &HeaderMap,
        mut body: Body,
        start: Bytes,
    ) -> Result<D::Whole, Error> {
        let limit = self.client.max_body_size;
        let (bytes, end) = body.read(start, limit).await;
        let response = |truncated| Response::new(status, headers.clone(), bytes.clone(), truncated);
        match end {
            End::Clean => {}
            End::More => {
                return Err(Error::too_large("the response", limit).with_response(response(true)));
            }
            End::Cut(cut) => return Err(cut.error().with_response(response(true))),
        }
        // RFC 8259 section 8.1 lets a reader ignore a byte order mark.
        let json = match bytes.strip_prefix(b"\xef\xbb\xbf".as_slice()) {
            Some(json) => bytes.slice_ref(json),
            None => bytes.clone(),
        };
        let decode = |json| D::decode(status, headers.clone(), json);
        let mended = |json: &[u8]| surrogates::replaced(std::str::from_utf8(json).ok()?);
        let whole = decode(json.clone()).or_else(|failure| match mended(&json) {
            Some(mended) => decode(mended.into()),
            None => Err(failure),
        });
        let whole = whole.map_err(|failure| {
            let (path, problem) = match D::problem(&failure) {
                Some(problem) => (problem.path().to_owned(), problem.problem().to_owned()),
                None => Default::default(),
            };
            Error::decode(response(false), &path, &problem).attach(failure)
        })?;
        if D::is_report(&whole) {
            let place = EventPlace {
                number: 0,
                data: bytes.clone(),
            };
            let error = Error::reported(place, response(false), self.retries.rules());
            let error = if D::has_run(&whole) {
                error.that_ran()
            } else {
                error
            };
            return Err(error.attach(whole));
        }
        if D::is_hollow(&whole) {
            return Err(Error::decode(response(false), "", HOLLOW));
        }
        Ok(whole)
    }
}
