//! What a server says is wrong, read from any of the shapes in which gateways and their suppliers say it.
//!
//! | shape | who |
//! |---|---|
//! | `{"errors": {"detail": "..."}}` | The Grid, errors page |
//! | `{"errors": [{"path", "message", "value"}]}` | The Grid's document, 4xx and 500 |
//! | `{"error": {"code", "message", "type", "param"}}` | The Grid's document, 503; `OpenAI`; suppliers; `code` may be a number |
//! | `{"type": "error", "error": {"type", "message"}, "request_id"}` | Anthropic |
//! | `{"choices": [{"error": {"code", "message"}}]}` | `OpenRouter` |
//! | `{"object": "error", "code", "message", "type", "param"}` | `vLLM` |
//! | `{"error": "..."}`, `{"detail": "..."}`, `{"message": "..."}` | proxies and servers in front of models |
//!
//! A `value` that was refused is left out: it may be a piece of the prompt.

use http::{HeaderMap, header::CONTENT_TYPE};
use serde_json::Value;

use super::clean::clean;
use crate::retry::RetryRules;

/// A server's report, each text one clean line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Report {
    pub(crate) message: Option<String>,
    pub(crate) code: Option<String>,
    pub(crate) kind: Option<String>,
    pub(crate) param: Option<String>,
    pub(crate) request_id: Option<String>,
}

/// Codes and types that no retry mends: the account must be topped up by hand.
const QUOTA: [&str; 2] = ["insufficient_quota", "billing_hard_limit_reached"];

/// Codes and types that blame the request or the account, in a stream that has begun with a good status.
const FINAL: [&str; 12] = [
    "invalid_request_error",
    "authentication_error",
    "permission_error",
    "billing_error",
    "not_found_error",
    "request_too_large",
    "invalid_api_key",
    "model_not_found",
    "context_length_exceeded",
    "content_filter",
    "content_policy_violation",
    "unsupported_parameter",
];

impl Report {
    /// Reads a body; of one that is not JSON, only plain text counts (a page of HTML says nothing in one line).
    pub(crate) fn read(body: &[u8], headers: Option<&HeaderMap>) -> Self {
        if let Ok(value) = serde_json::from_slice::<Value>(body) {
            return Self::of(&value);
        }
        let plain = headers
            .and_then(|headers| headers.get(CONTENT_TYPE))
            .is_some_and(|content_type| {
                content_type
                    .as_bytes()
                    .to_ascii_lowercase()
                    .starts_with(b"text/plain")
            });
        Self {
            message: plain
                .then(|| text(&String::from_utf8_lossy(body)))
                .flatten(),
            ..Self::default()
        }
    }

    /// Reads an error that is decoded already: a body, or the data of an event.
    pub(crate) fn of(value: &Value) -> Self {
        // OpenRouter tells in a choice what went wrong with it.
        let choices = value.get("choices").and_then(Value::as_array);
        let failed = choices.and_then(|choices| {
            choices
                .iter()
                .find(|choice| choice.get("error").is_some_and(|error| !error.is_null()))
        });
        if let (None | Some(Value::Null), Some(choice)) = (value.get("error"), failed) {
            return Self::of(choice);
        }
        let bare = Value::Null;
        let error = match value.get("error") {
            None if value.get("object").is_some_and(|object| object == "error") => value,
            error => error.unwrap_or(&bare),
        };
        Self {
            message: message(value),
            code: scalar(error.get("code")).or_else(|| scalar(value.get("code"))),
            kind: scalar(error.get("type")),
            param: scalar(error.get("param")),
            request_id: scalar(value.get("request_id")),
        }
    }

    /// Whether the account's quota is used up.
    pub(crate) fn is_quota(&self) -> bool {
        QUOTA.iter().any(|name| self.says(name))
    }

    /// Whether code or type is `name`.
    pub(crate) fn says(&self, name: &str) -> bool {
        [&self.code, &self.kind]
            .into_iter()
            .flatten()
            .any(|said| said.eq_ignore_ascii_case(name))
    }

    /// The HTTP status that stands in `code`, as gateways put it there once a stream has begun.
    pub(crate) fn status(&self) -> Option<u16> {
        self.code
            .as_deref()?
            .parse()
            .ok()
            .filter(|status| (100..600).contains(status))
    }

    /// Whether an error in the first event of a stream may be gone the next time.
    pub(crate) fn is_passing(&self, rules: &RetryRules) -> bool {
        match self.status() {
            Some(status) => rules.statuses.contains(&status),
            None => !FINAL.iter().any(|name| self.says(name)),
        }
    }
}

fn message(value: &Value) -> Option<String> {
    let error = value.get("error");
    string(error.and_then(|error| error.get("message")))
        .or_else(|| errors(value.get("errors")?))
        .or_else(|| string(error))
        .or_else(|| errors(value.get("detail")?))
        .or_else(|| string(value.get("message")))
}

/// `{"detail": text}`, a text, or a list of `{path, message}`.
fn errors(value: &Value) -> Option<String> {
    match value {
        Value::Array(list) => {
            let lines: Vec<String> = list.iter().filter_map(violation).collect();
            (!lines.is_empty()).then(|| lines.join("; "))
        }
        Value::Object(object) => {
            string(object.get("detail")).or_else(|| string(object.get("message")))
        }
        other => string(Some(other)),
    }
}

fn violation(value: &Value) -> Option<String> {
    let message = string(value.get("message"))
        .or_else(|| string(value.get("msg")))
        .or_else(|| string(Some(value)))?;
    Some(match string(value.get("path")) {
        Some(path) => format!("{path}: {message}"),
        None => message,
    })
}

fn string(value: Option<&Value>) -> Option<String> {
    text(value?.as_str()?)
}

fn scalar(value: Option<&Value>) -> Option<String> {
    match value? {
        Value::String(said) => text(said),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

fn text(said: &str) -> Option<String> {
    let line = clean(said);
    (!line.is_empty()).then_some(line)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(body: &str) -> Report {
        Report::read(body.as_bytes(), None)
    }

    fn message_of(body: &str) -> Option<String> {
        read(body).message
    }

    #[test]
    fn an_error_in_a_choice_and_one_that_is_the_whole() {
        let choice = r#"{"choices":[{"index":0},{"error":{"code":502,"message":"gone"}}]}"#;
        let whole = r#"{"object":"error","message":"gone","type":"BadGateway","code":502}"#;
        for (body, kind) in [(choice, None), (whole, Some("BadGateway"))] {
            let report = read(body);
            assert_eq!(report.message.as_deref(), Some("gone"));
            assert_eq!((report.status(), report.kind.as_deref()), (Some(502), kind));
        }
    }

    #[test]
    fn the_four_documented_shapes() {
        assert_eq!(
            message_of(r#"{"errors":{"detail":"Invalid key"}}"#).as_deref(),
            Some("Invalid key")
        );
        let violations = r#"{"errors":[{"path":"n","message":"too big","value":"PROMPT"},{"path":"","message":"bad"}]}"#;
        assert_eq!(message_of(violations).as_deref(), Some("n: too big; bad"));
        let balance = read(r#"{"error":{"code":"c","message":"m","type":"t","param":null}}"#);
        assert_eq!(balance.message.as_deref(), Some("m"));
        assert_eq!(
            (balance.code.as_deref(), balance.kind.as_deref()),
            (Some("c"), Some("t"))
        );
        assert_eq!(balance.param, None);
        let anthropic = read(
            r#"{"type":"error","error":{"type":"overloaded_error","message":"m"},"request_id":"req_1"}"#,
        );
        assert_eq!(anthropic.kind.as_deref(), Some("overloaded_error"));
        assert_eq!(anthropic.request_id.as_deref(), Some("req_1"));
    }

    #[test]
    fn what_servers_in_front_of_models_say() {
        for body in [
            r#"{"error":"m"}"#,
            r#"{"detail":"m"}"#,
            r#"{"detail":[{"loc":["body"],"msg":"m"}]}"#,
            r#"{"message":"m","success":false}"#,
            r#"{"errors":["m"]}"#,
            r#"{"errors":"m"}"#,
            r#"{"data":null,"error":{"code":"INSUFFICIENT_CREDITS","message":"m"}}"#,
        ] {
            assert_eq!(message_of(body).as_deref(), Some("m"), "{body}");
        }
        assert_eq!(read(r#"{"error":{"code":502}}"#).status(), Some(502));
        assert_eq!(read(r#"{"error":{"code":"502"}}"#).status(), Some(502));
        assert_eq!(read(r#"{"error":{"code":70000}}"#).status(), None);
    }

    #[test]
    fn nothing_is_made_up() {
        let deep = "[".repeat(100_000);
        for body in [
            "",
            "{}",
            "[]",
            "null",
            "{",
            "<html>busy</html>",
            r#"{"errors":[]}"#,
            r#"{"error":{"message":5}}"#,
            &deep,
        ] {
            assert_eq!(
                read(body),
                Report::default(),
                "{}",
                &body[..body.len().min(40)]
            );
        }
    }

    #[test]
    fn plain_text_is_a_message_and_a_page_is_not() {
        let typed = |content_type: &'static str| {
            let headers = HeaderMap::from_iter([(
                CONTENT_TYPE,
                http::HeaderValue::from_static(content_type),
            )]);
            Report::read(b"upstream connect\nerror", Some(&headers)).message
        };
        assert_eq!(
            typed("Text/Plain; charset=utf-8").as_deref(),
            Some("upstream connect error")
        );
        assert_eq!(typed("text/html"), None);
    }

    #[test]
    fn quota_is_a_code_or_a_type_and_not_a_word_in_a_message() {
        assert!(read(r#"{"error":{"type":"insufficient_quota"}}"#).is_quota());
        assert!(!read(r#"{"error":{"message":"insufficient_quota"}}"#).is_quota());
    }
}
