//! The error bodies that the gateways document, by status.

use serde_json::{Value, json};

/// The shape of an error body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorShape {
    /// `{"errors": {"detail": ...}}`: The Grid, `ErrorResponse`.
    Detail,
    /// `{"errors": [{path, message, value}]}`: The Grid, `ErrorResponse` of a 422.
    Violations,
    /// `{"error": {code, message, type, param}}`: The Grid, `BalanceError` of a 503.
    Balance,
    /// `{"error": {message, type, param: null, code: null}}`: `OpenAI` and what imitates it.
    OpenAi,
    /// `{"error": {code: <number>, message, metadata}}`: `OpenRouter`, and suppliers behind the hop.
    Supplier,
    /// `{"type": "error", "error": {type, message}, "request_id"}`: Anthropic.
    Anthropic,
}

impl ErrorShape {
    /// A body of this shape.
    #[must_use]
    pub fn body(self, status: u16, message: &str) -> Value {
        match self {
            Self::Detail => json!({"errors": {"detail": message}}),
            Self::Violations => {
                json!({"errors": [{"path": "messages", "message": message, "value": "[]"}]})
            }
            Self::Balance => json!({"error": {
                "code": "balance_replenishment", "message": message, "type": "service_unavailable", "param": null,
            }}),
            Self::OpenAi => {
                json!({"error": {"message": message, "type": kind(status), "param": null, "code": null}})
            }
            Self::Supplier => json!({"error": {
                "code": status, "message": message, "metadata": {"provider_name": "supplier"},
            }}),
            Self::Anthropic => json!({
                "type": "error", "error": {"type": kind(status), "message": message}, "request_id": "req_fake",
            }),
        }
    }
}

/// The shape and the message that The Grid documents for a status.
pub(crate) fn documented(status: u16) -> (ErrorShape, &'static str) {
    match status {
        400 => (ErrorShape::Detail, "Invalid parameters"),
        401 => (ErrorShape::Detail, "Invalid or missing API key"),
        402 => (
            ErrorShape::Detail,
            "Insufficient USD balance, or no token capacity available for this instrument",
        ),
        404 => (ErrorShape::Detail, "Model not found"),
        422 => (ErrorShape::Violations, "should be non-empty"),
        429 => (ErrorShape::Detail, "Rate limit exceeded"),
        500 => (ErrorShape::Detail, "Internal server error"),
        503 => (
            ErrorShape::Balance,
            "Balance replenishment in progress. Retry the request after a short delay.",
        ),
        _ => (ErrorShape::Detail, reason(status)),
    }
}

/// Anthropic's name of an error (its API reference, "Errors"); `OpenAI`'s are the same where both have one.
fn kind(status: u16) -> &'static str {
    match status {
        401 => "authentication_error",
        402 => "billing_error",
        403 => "permission_error",
        404 => "not_found_error",
        429 => "rate_limit_error",
        504 => "timeout_error",
        529 => "overloaded_error",
        500.. => "api_error",
        _ => "invalid_request_error",
    }
}

/// The reason phrase of a status line (RFC 9110 section 15).
pub(crate) fn reason(status: u16) -> &'static str {
    match status {
        103 => "Early Hints",
        200 => "OK",
        204 => "No Content",
        206 => "Partial Content",
        301 => "Moved Permanently",
        302 => "Found",
        303 => "See Other",
        304 => "Not Modified",
        307 => "Temporary Redirect",
        308 => "Permanent Redirect",
        400 => "Bad Request",
        401 => "Unauthorized",
        402 => "Payment Required",
        404 => "Not Found",
        405 => "Method Not Allowed",
        408 => "Request Timeout",
        409 => "Conflict",
        413 => "Content Too Large",
        422 => "Unprocessable Content",
        429 => "Too Many Requests",
        431 => "Request Header Fields Too Large",
        500 => "Internal Server Error",
        502 => "Bad Gateway",
        503 => "Service Unavailable",
        504 => "Gateway Timeout",
        _ => "Status",
    }
}
