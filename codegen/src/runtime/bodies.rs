//! Responses whose body is text or bytes.

use bytes::Bytes;

use super::response::{Response, UndeclaredResponse};

impl UndeclaredResponse {
    /// A body in bytes.
    pub(crate) fn raw(self) -> Box<Response<Bytes>> {
        let body = self.bytes.clone();
        self.holding(body)
    }

    /// A body in text; what is not UTF-8 in it is replaced (the bytes are kept as they came).
    pub(crate) fn text(self) -> Box<Response<String>> {
        let body = String::from_utf8_lossy(&self.bytes).into_owned();
        self.holding(body)
    }
}
