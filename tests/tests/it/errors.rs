//! What an operation answers when it does not answer what was asked for.

use std::collections::BTreeSet;

use bytes::Bytes;
use grid_api::chat::create_chat_completion::{self, CreateChatCompletionError};
use grid_api::chat::{ChatCompletion, ErrorDetails};
use grid_api::messages::create_message::{self, CreateMessageError};
use grid_gateway::ErrorShape;
use http::{HeaderMap, StatusCode};

use crate::document::{CHAT, MESSAGES, Surface};

const TOKEN: &str = "eyJ-signed-token";
const SECRET: &str = "the prompt of a customer";

fn headers() -> HeaderMap {
    let mut headers = HeaderMap::new();
    headers.insert("retry-after", "7".parse().unwrap());
    headers.insert("x-request-id", "req_1".parse().unwrap());
    let location = format!("https://api.thegrid.ai/r/v1/chat/completions?token={TOKEN}");
    headers.insert("location", location.parse().unwrap());
    headers
}

fn chat(status: u16, body: &str) -> Result<ChatCompletion, CreateChatCompletionError> {
    let status = StatusCode::from_u16(status).unwrap();
    create_chat_completion::decode(status, headers(), Bytes::copy_from_slice(body.as_bytes()))
}

fn chat_error(status: u16, body: &str) -> CreateChatCompletionError {
    let error = chat(status, body).unwrap_err();
    assert_eq!(error.status().as_u16(), status);
    assert_eq!(error.headers(), &headers());
    assert_eq!(error.bytes().as_ref(), body.as_bytes());
    assert!(error.to_string().contains(&status.to_string()), "{error}");
    error
}

fn message_error(status: u16, body: &str) -> CreateMessageError {
    let bytes = Bytes::copy_from_slice(body.as_bytes());
    let code = StatusCode::from_u16(status).unwrap();
    let error = create_message::decode(code, headers(), bytes).unwrap_err();
    assert_eq!(error.status().as_u16(), status);
    assert_eq!(error.headers(), &headers());
    assert_eq!(error.bytes().as_ref(), body.as_bytes());
    error
}

fn variant(error: &CreateChatCompletionError) -> &'static str {
    use CreateChatCompletionError as Error;
    match error {
        Error::BadRequest(_) => "BadRequest",
        Error::Unauthorized(_) => "Unauthorized",
        Error::PaymentRequired(_) => "PaymentRequired",
        Error::NotFound(_) => "NotFound",
        Error::UnprocessableEntity(_) => "UnprocessableEntity",
        Error::TooManyRequests(_) => "TooManyRequests",
        Error::InternalServerError(_) => "InternalServerError",
        Error::ServiceUnavailable(_) => "ServiceUnavailable",
        Error::TemporaryRedirect(_) => "TemporaryRedirect",
        Error::Undeclared(_) => "Undeclared",
        _ => "another",
    }
}

fn message_variant(error: &CreateMessageError) -> &'static str {
    use CreateMessageError as Error;
    match error {
        Error::BadRequest(_) => "BadRequest",
        Error::Unauthorized(_) => "Unauthorized",
        Error::PaymentRequired(_) => "PaymentRequired",
        Error::NotFound(_) => "NotFound",
        Error::UnprocessableEntity(_) => "UnprocessableEntity",
        Error::TooManyRequests(_) => "TooManyRequests",
        Error::InternalServerError(_) => "InternalServerError",
        Error::ServiceUnavailable(_) => "ServiceUnavailable",
        Error::TemporaryRedirect(_) => "TemporaryRedirect",
        Error::Undeclared(_) => "Undeclared",
        _ => "another",
    }
}

const VARIANTS: [(u16, &str); 9] = [
    (307, "TemporaryRedirect"),
    (400, "BadRequest"),
    (401, "Unauthorized"),
    (402, "PaymentRequired"),
    (404, "NotFound"),
    (422, "UnprocessableEntity"),
    (429, "TooManyRequests"),
    (500, "InternalServerError"),
    (503, "ServiceUnavailable"),
];

fn declared(surface: &Surface) -> BTreeSet<u16> {
    let answers = surface.operation()["responses"].as_object().unwrap();
    let statuses = answers.keys().map(|status| status.parse().unwrap());
    statuses.filter(|status| *status != 200).collect()
}

#[test]
fn the_table_holds_every_status_of_the_document() {
    let table: BTreeSet<u16> = VARIANTS.iter().map(|(status, _)| *status).collect();
    assert_eq!(table, declared(&CHAT));
    assert_eq!(table, declared(&MESSAGES));
}

#[test]
fn each_status_is_its_variant_with_its_body() {
    for (status, expected) in VARIANTS {
        let shape = if status == 503 {
            ErrorShape::Balance
        } else {
            ErrorShape::Detail
        };
        let error = chat_error(status, &shape.body(status, "why").to_string());
        assert_eq!(variant(&error), expected);
        let error = message_error(
            status,
            &ErrorShape::Anthropic.body(status, "why").to_string(),
        );
        assert_eq!(message_variant(&error), expected);
    }
}

#[test]
fn bodies_are_typed() {
    let body = ErrorShape::Violations.body(422, "why").to_string();
    let CreateChatCompletionError::UnprocessableEntity(answer) = chat_error(422, &body) else {
        panic!("another variant")
    };
    let ErrorDetails::Violations(violations) = &answer.body.errors else {
        panic!("no list")
    };
    assert_eq!(
        (violations[0].path.as_str(), violations[0].message.as_str()),
        ("messages", "why")
    );
    assert_eq!(violations[0].value.as_deref(), Some("[]"));
    let body = ErrorShape::Detail.body(402, "no balance").to_string();
    let CreateChatCompletionError::PaymentRequired(answer) = chat_error(402, &body) else {
        panic!("another variant")
    };
    let ErrorDetails::Detail(detail) = &answer.body.errors else {
        panic!("no detail")
    };
    assert_eq!(detail.detail, "no balance");
    let body = ErrorShape::Balance.body(503, "wait").to_string();
    let CreateChatCompletionError::ServiceUnavailable(answer) = chat_error(503, &body) else {
        panic!("another variant")
    };
    assert_eq!(answer.body.error.message, "wait");
    assert_eq!(answer.body.error.param, None);
}

#[test]
fn a_status_that_is_not_declared_is_kept_whole() {
    for (status, body) in [
        (418, "short and stout"),
        (502, "<html><h1>502 Bad Gateway</h1></html>"),
        (302, ""),
        (529, r#"{"error":{"code":529,"message":"overloaded"}}"#),
    ] {
        let CreateChatCompletionError::Undeclared(answer) = chat_error(status, body) else {
            panic!("{status} is declared")
        };
        assert_eq!(answer.problem, None, "nothing but the status is undeclared");
        assert_eq!(message_variant(&message_error(status, body)), "Undeclared");
    }
}

#[test]
fn the_503_by_the_shape_of_its_body() {
    for (shape, expected) in [
        (ErrorShape::Balance, "ServiceUnavailable"),
        // Chosen by the status, never by trying: what the document does not declare for it is kept whole.
        (ErrorShape::Detail, "Undeclared"),
        (ErrorShape::Violations, "Undeclared"),
    ] {
        let body = shape.body(503, "wait").to_string();
        assert_eq!(variant(&chat_error(503, &body)), expected, "{shape:?}");
        assert_eq!(
            message_variant(&message_error(503, &body)),
            "ServiceUnavailable",
            "{shape:?}"
        );
    }
}

#[test]
fn a_declared_status_with_another_body_is_kept_whole() {
    for (status, _) in VARIANTS.iter().filter(|(status, _)| *status != 307) {
        for body in [
            "",
            "<html>",
            "null",
            "[]",
            r#"{"errors":7}"#,
            "{\"errors\":{\"detail\":\"cut",
            "\u{0}",
        ] {
            let CreateChatCompletionError::Undeclared(answer) = chat_error(*status, body) else {
                panic!("{status} took {body:?}")
            };
            assert!(answer.problem.is_some(), "{status} {body:?}");
        }
    }
    let answer = chat_error(400, r#"{"errors":[{"path":"a","message":7}]}"#);
    let CreateChatCompletionError::Undeclared(answer) = answer else {
        panic!("declared")
    };
    assert_eq!(answer.problem.unwrap().path(), "errors[0].message");
}

#[test]
fn a_success_that_does_not_decode_is_kept_whole_with_the_place() {
    for (body, path) in [
        (
            r#"{"choices":[{"message":{"content":7}}]}"#,
            "choices[0].message.content",
        ),
        (
            r#"{"choices":[{"message":{"tool_calls":[{"function":"f"}]}}]}"#,
            "choices[0].message.tool_calls[0].function",
        ),
        (r#"{"usage":{"prompt_tokens":"9"}}"#, "usage.prompt_tokens"),
    ] {
        let CreateChatCompletionError::Undeclared(answer) = chat_error(200, body) else {
            panic!("declared")
        };
        assert_eq!(answer.problem.unwrap().path(), path);
    }
    for body in [
        "",
        "<html>Sign in</html>",
        "[]",
        "null",
        r#"{"choices":[]"#,
        r#"{"choices":[]}x"#,
    ] {
        let CreateChatCompletionError::Undeclared(answer) = chat_error(200, body) else {
            panic!("{body}: declared")
        };
        let problem = answer.problem.unwrap();
        assert!(
            matches!(problem.path(), "" | "."),
            "{body}: {}",
            problem.path()
        );
    }
    assert!(chat(200, r#"{"choices":[]}"#).is_ok());
    assert!(chat(201, "{}").is_ok(), "any success is read as one");
}

#[test]
fn bytes_that_are_no_text_are_kept() {
    let bytes = Bytes::from_static(b"{\"choices\":\"\xff\"}");
    let error =
        create_chat_completion::decode(StatusCode::OK, headers(), bytes.clone()).unwrap_err();
    assert_eq!(error.bytes(), &bytes);
}

#[test]
fn the_redirect_is_no_error_of_decoding() {
    let page = format!(
        "<html><body>You are being <a href=\"https://h/?token={TOKEN}\">redirected</a>.</body></html>"
    );
    assert_eq!(variant(&chat_error(307, &page)), "TemporaryRedirect");
    assert_eq!(variant(&chat_error(307, "")), "TemporaryRedirect");
}

/// Neither the redirect's token nor what a body says: it may echo a prompt.
#[test]
fn debug_and_display_show_no_token_and_no_body() {
    let page = format!("<a href=\"https://h/?token={TOKEN}\">redirected</a> {SECRET}");
    let violation =
        serde_json::json!({"errors": [{"path": "messages", "message": SECRET, "value": SECRET}]});
    let echo = serde_json::json!({"errors": {"detail": SECRET}, "input": SECRET});
    let mut shown = Vec::new();
    for (status, body) in [
        (307, page.clone()),
        (502, page.clone()),
        (400, page.clone()),
        (400, echo.to_string()),
        (422, violation.to_string()),
        (503, ErrorShape::Balance.body(503, SECRET).to_string()),
        (503, echo.to_string()),
        (500, format!("{{\"errors\":{SECRET:?}}}")),
        (200, format!("{{\"choices\":{SECRET:?}}}")),
        (200, format!("{{\"choices\":[{{\"message\":{SECRET:?}}}]}}")),
        (
            200,
            format!("{{\"usage\":{{\"prompt_tokens\":{SECRET:?}}}}}"),
        ),
    ] {
        let one = chat_error(status, &body);
        let mut texts = vec![format!("{one:?}"), format!("{one:#?}"), one.to_string()];
        if status >= 300 {
            let two = message_error(status, &body);
            texts.extend([format!("{two:?}"), two.to_string()]);
        }
        for text in texts {
            if text.contains(SECRET) || text.contains(TOKEN) {
                shown.push(format!("{status}: {text}"));
            }
        }
    }
    assert!(shown.is_empty(), "{}", shown.join("\n"));
}
