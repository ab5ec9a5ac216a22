//! What an error says, and what it does not show.

use std::error::Error as StdError;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};

use super::*;
use crate::ApiKey;
use crate::gateway::Gateway;
use crate::redirect::RedirectProblem;
use crate::retry::{Decision, Outcome, RetryRules, Shared};

const KEY: &str = "sk-secret-key";
const PROMPT: &str = "PROMPT-PROMPT";

fn response(status: u16, pairs: &[(&'static str, &str)], body: &str) -> Response {
    let headers: HeaderMap = pairs
        .iter()
        .map(|(name, value)| {
            (
                HeaderName::from_static(name),
                HeaderValue::from_str(value).unwrap(),
            )
        })
        .collect();
    Response::new(
        StatusCode::from_u16(status).unwrap(),
        headers,
        Bytes::copy_from_slice(body.as_bytes()),
        false,
    )
}

fn at_the_grid(error: Error) -> Error {
    error.at(&Gateway::the_grid(), &[ApiKey::new(KEY)])
}

fn status_error(status: u16, pairs: &[(&'static str, &str)], body: &str) -> Error {
    at_the_grid(Error::status_error(
        response(status, pairs, body),
        &RetryRules::DEFAULT,
    ))
}

fn event(number: u64, data: &str) -> EventPlace {
    EventPlace {
        number,
        data: Bytes::copy_from_slice(data.as_bytes()),
    }
}

/// One of each kind, with what a hostile server and a careless caller would put in it.
fn all() -> Vec<(&'static str, Error)> {
    let echo = format!(
        r#"{{"error":{{"message":"bad key {KEY} at /r?token=tok-secret","type":"{KEY}","code":"{KEY}"}}}}"#
    );
    let hop = [
        ("location", "https://evil.example/x?token=tok-secret"),
        ("x-echo", KEY),
        ("set-cookie", KEY),
    ];
    let foreign = RedirectProblem::ForeignOrigin {
        from: "https://a.example".into(),
        to: "https://evil.example".into(),
    };
    let place = || event(3, &format!("{PROMPT} {KEY}"));
    let head = || response(200, &hop, "");
    vec![
        ("configuration", Error::configuration("c")),
        ("invalid request", Error::invalid_request("c")),
        (
            "timeout",
            Error::timeout(TimeoutPhase::Idle, Duration::from_secs(1), true).with_response(head()),
        ),
        (
            "status",
            Error::status_error(response(500, &hop, &echo), &RetryRules::DEFAULT),
        ),
        (
            "page",
            Error::status_error(response(500, &hop, PROMPT), &RetryRules::DEFAULT),
        ),
        (
            "redirect",
            Error::redirect(foreign, response(307, &hop, "")),
        ),
        (
            "decode",
            Error::decode(response(200, &hop, PROMPT), KEY, &format!("found {KEY}\n")),
        ),
        ("event", Error::decode_event(place(), KEY, KEY)),
        (
            "reported",
            Error::reported(event(1, &echo), head(), &RetryRules::DEFAULT),
        ),
        (
            "truncated",
            Error::truncated()
                .with_response(head())
                .caused_by(std::io::Error::other(format!("{KEY}\n"))),
        ),
        (
            "too large",
            Error::too_large("an event", 5).with_response(head()),
        ),
    ]
}

#[test]
fn nothing_secret_shows_and_a_line_is_one_line() {
    for (kind, error) in all() {
        let error = at_the_grid(error)
            .after(3, &[Duration::from_secs(1); 2], false)
            .attach(PROMPT);
        let (line, debug) = (error.to_string(), format!("{error:?} {error:#?}"));
        for text in [&line, &debug] {
            for secret in [KEY, PROMPT, "tok-secret"] {
                assert!(!text.contains(secret), "{kind} shows {secret}: {text}");
            }
        }
        assert!(!line.contains('\n') && line.len() < 2000, "{kind}: {line}");
        for text in [
            error.message(),
            error.code(),
            error.error_type(),
            error.request_id(),
            error.decode_path(),
        ] {
            assert!(!text.unwrap_or_default().contains(KEY), "{kind}: {text:?}");
        }
    }
}

#[test]
fn predicates_of_each_kind() {
    type Predicate = fn(&Error) -> bool;
    let table: [(&str, Predicate, bool, bool); 10] = [
        ("configuration", Error::is_configuration, false, false),
        ("invalid request", Error::is_invalid_request, false, false),
        ("timeout", Error::is_timeout, true, true),
        ("status", Error::is_status, false, true),
        ("redirect", Error::is_redirect, false, false),
        ("decode", Error::is_decode, true, false),
        ("event", Error::is_decode, true, false),
        ("reported", Error::is_stream_error, true, true),
        ("truncated", Error::is_truncated, true, true),
        ("too large", Error::is_too_large, true, false),
    ];
    for (kind, predicate, may_have_run, retryable) in table {
        let holding = |error: &Error| {
            table
                .iter()
                .filter(|(_, other, ..)| other(error))
                .map(|(name, ..)| *name)
                .collect::<Vec<_>>()
        };
        let error = all().into_iter().find(|(name, _)| *name == kind).unwrap().1;
        assert!(predicate(&error), "{kind}");
        let expected: &[&str] = if error.is_decode() {
            &["decode", "event"]
        } else {
            &[kind]
        };
        assert_eq!(holding(&error), expected);
        assert_eq!(error.may_have_run(), may_have_run, "{kind}");
        assert_eq!(error.is_retryable(), retryable, "{kind}");
    }
}

#[test]
fn a_line_for_a_log() {
    let key = status_error(
        401,
        &[("x-request-id", "req_1")],
        r#"{"errors":{"detail":"Invalid API key"}}"#,
    );
    assert_eq!(
        key.to_string(),
        "401 Unauthorized from The Grid: Invalid API key; keys are made at \
         https://app.thegrid.ai/profile/api-keys (request req_1)"
    );
    assert!(key.is_unauthorized() && !key.is_retryable());
    let model = status_error(404, &[], r#"{"errors":{"detail":"Not Found"}}"#);
    assert!(
        model.to_string().contains("instruments::TEXT_PRIME"),
        "{model}"
    );
    assert!(model.is_not_found());
    let page = status_error(502, &[("content-type", "text/html")], "<html>").after(
        4,
        &[Duration::ZERO; 3],
        false,
    );
    assert_eq!(
        page.to_string(),
        "502 Bad Gateway from The Grid: 6 bytes of text/html (4 attempts)"
    );
    let empty = status_error(503, &[], "");
    assert_eq!(empty.to_string(), "503 Service Unavailable from The Grid");
    let idle = at_the_grid(Error::timeout(
        TimeoutPhase::Idle,
        Duration::from_millis(1500),
        true,
    ));
    assert_eq!(
        idle.to_string(),
        "timeout: silence of The Grid within 1.5 s"
    );
}

#[test]
fn a_long_message_is_cut_in_the_line_and_whole_in_the_accessor() {
    let long = "x".repeat(5000);
    let error = status_error(400, &[], &format!(r#"{{"error":{{"message":"{long}"}}}}"#));
    assert!(error.to_string().len() < 400);
    assert_eq!(error.message(), Some(&*long));
}

#[test]
fn nothing_of_an_answer_is_lost() {
    let body = r#"{"error":{"message":"m","type":"t","code":7,"param":"p"}}"#;
    let error = status_error(
        429,
        &[("retry-after", "500"), ("request-id", "req_2")],
        body,
    );
    assert_eq!(error.status(), Some(StatusCode::TOO_MANY_REQUESTS));
    assert_eq!(error.headers().unwrap()["retry-after"], "500");
    assert_eq!(error.body().unwrap(), body);
    assert!(!error.body_truncated());
    let said = (
        error.message(),
        error.error_type(),
        error.code(),
        error.param(),
    );
    assert_eq!(said, (Some("m"), Some("t"), Some("7"), Some("p")));
    assert_eq!(error.request_id(), Some("req_2"));
    assert_eq!(error.retry_after(), Some(Duration::from_secs(500)));
    assert!(error.is_rate_limited() && error.is_retryable() && !error.is_quota());
    let in_body = r#"{"type":"error","error":{"type":"x","message":"m"},"request_id":"req_3"}"#;
    assert_eq!(status_error(500, &[], in_body).request_id(), Some("req_3"));
    let quota = status_error(
        429,
        &[],
        r#"{"error":{"code":"insufficient_quota","message":"m"}}"#,
    );
    assert!(quota.is_quota() && !quota.is_rate_limited() && !quota.is_retryable());
}

#[test]
fn an_error_in_a_stream_is_told_by_its_own_code() {
    let reported = |data: &str| {
        at_the_grid(Error::reported(
            event(1, data),
            response(200, &[], ""),
            &RetryRules::DEFAULT,
        ))
    };
    let limited = reported(r#"{"error":{"code":429,"message":"slow"}}"#);
    assert!(limited.is_rate_limited() && limited.is_retryable());
    assert_eq!(limited.status(), Some(StatusCode::OK));
    assert_eq!(limited.event_number(), Some(1));
    assert!(limited.event_data().unwrap().starts_with(b"{\"error\""));
    assert_eq!(
        limited.to_string(),
        "The Grid reported an error in event 1 of the stream: slow (code 429)"
    );
    let key = reported(r#"{"error":{"code":401,"message":"m"}}"#);
    assert!(key.is_unauthorized() && !key.is_retryable() && key.to_string().contains("api-keys"));
}

#[test]
fn which_failures_a_retry_is_thought_of() {
    let outcome = |kind: &str| {
        let error = all().into_iter().find(|(name, _)| *name == kind).unwrap().1;
        error.outcome().map(|outcome| outcome.to_string())
    };
    assert_eq!(outcome("status").as_deref(), Some("status 500"));
    assert_eq!(
        outcome("reported").as_deref(),
        Some("error in the first event")
    );
    for kind in ["timeout", "truncated"] {
        assert_eq!(
            outcome(kind).as_deref(),
            Some("no whole response"),
            "{kind}"
        );
    }
    for kind in [
        "configuration",
        "invalid request",
        "redirect",
        "decode",
        "event",
        "too large",
    ] {
        assert_eq!(outcome(kind), None, "{kind}");
    }
    let timeout = |phase| Error::timeout(phase, Duration::ZERO, false);
    assert!(matches!(
        timeout(TimeoutPhase::Connect).outcome(),
        Some(Outcome::NotTakenUp)
    ));
    assert!(timeout(TimeoutPhase::Total).outcome().is_none());
    assert!(
        timeout(TimeoutPhase::Connect).is_connect()
            && !timeout(TimeoutPhase::Connect).may_have_run()
    );
}

#[test]
fn what_is_attached_is_found_by_its_type() {
    let error = Error::truncated().attach(5_u32).attach("part");
    assert_eq!(error.typed::<u32>(), Some(&5));
    assert_eq!(error.typed::<&str>(), Some(&"part"));
    assert_eq!(error.typed::<String>(), None);
}

#[test]
fn it_is_one_word_wide_and_goes_between_threads() {
    fn everywhere<T: Send + Sync + StdError + 'static>() {}
    everywhere::<Error>();
    assert_eq!(size_of::<Error>(), size_of::<usize>());
}

/// A port that was free a moment ago refuses connections: the one failure here that needs a socket.
#[tokio::test]
async fn a_refused_connection_is_not_sent_and_keeps_its_chain() {
    let port = std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port();
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let source = client
        .post(format!("http://127.0.0.1:{port}/r?token=tok-secret"))
        .send()
        .await
        .unwrap_err();
    let error = at_the_grid(Error::transport(source, Duration::from_secs(5), false));
    assert!(error.is_connect() && !error.may_have_run() && error.is_retryable());
    assert!(error.source().unwrap().is::<reqwest::Error>());
    let line = error.to_string();
    assert!(
        line.starts_with("could not connect to The Grid: ") && line.contains("refused"),
        "{line}"
    );
    let chain: Vec<String> = std::iter::successors(error.source(), |cause| (*cause).source())
        .map(ToString::to_string)
        .collect();
    assert!(
        chain.len() > 1 && !format!("{chain:?} {error:?}").contains("tok-secret"),
        "{chain:?}"
    );
    let mut retries =
        crate::retry::Retries::new(RetryRules::DEFAULT, std::sync::Arc::new(Shared::new()));
    let decision = retries.after(
        &error.outcome().unwrap(),
        std::time::SystemTime::now(),
        None,
    );
    assert!(matches!(decision, Decision::Retry(_)));
}

#[tokio::test]
async fn a_connection_that_closes_on_a_sent_request_may_have_run() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    let server = async {
        let (mut socket, _) = listener.accept().await.unwrap();
        tokio::io::AsyncReadExt::read(&mut socket, &mut [0; 4096])
            .await
            .unwrap();
    };
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let (response, ()) = tokio::join!(client.post(url).body("{}").send(), server);
    let error = at_the_grid(Error::transport(
        response.unwrap_err(),
        Duration::from_secs(5),
        true,
    ));
    assert!(
        error.is_unanswered() && error.may_have_run() && !error.is_connect(),
        "{error:?}"
    );
    assert!(matches!(error.outcome(), Some(Outcome::MaybeRun)));
}

#[test]
fn a_certificate_that_was_refused_is_found_inside_what_the_transport_says() {
    use std::io;

    let wrapped = |inner: rustls::Error| {
        let inner = io::Error::new(io::ErrorKind::InvalidData, inner);
        io::Error::other(inner)
    };
    let expired = rustls::CertificateError::Expired;
    let expired = wrapped(rustls::Error::InvalidCertificate(expired));
    assert!(super::build::refuses_certificate(&expired));
    let other = wrapped(rustls::Error::DecryptError);
    assert!(!super::build::refuses_certificate(&other));
    let reset = io::Error::from(io::ErrorKind::ConnectionReset);
    assert!(!super::build::refuses_certificate(&reset));
}
