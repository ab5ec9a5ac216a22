//! Every rule of [`decide`], each with a twin that differs in one thing.

use super::*;
use crate::gateway::Gateway;

/// 2023-09-29 16:26:37 UTC, the clock of openai-python's table.
const NOW: Duration = Duration::from_secs(1_696_004_797);

fn moment(retries_made: u32) -> Moment {
    Moment {
        retries_made,
        unreached: retries_made,
        now: SystemTime::UNIX_EPOCH + NOW,
        random: 0.0,
        time_left: None,
    }
}

fn headers(pairs: &[(&str, &str)]) -> HeaderMap {
    pairs
        .iter()
        .map(|(name, value)| {
            (
                name.parse::<http::HeaderName>().unwrap(),
                value.parse().unwrap(),
            )
        })
        .collect()
}

fn report(body: &str) -> Report {
    Report::read(body.as_bytes(), None)
}

fn answered(rules: &RetryRules, status: u16, pairs: &[(&str, &str)], body: &str) -> Decision {
    let outcome = Outcome::Answered {
        status: StatusCode::from_u16(status).unwrap(),
        headers: &headers(pairs),
        report: &report(body),
    };
    decide(rules, &outcome, &moment(0))
}

fn first_event(body: &str, pairs: &[(&str, &str)]) -> Decision {
    let outcome = Outcome::FirstEventError {
        headers: &headers(pairs),
        report: &report(body),
    };
    decide(&RetryRules::DEFAULT, &outcome, &moment(0))
}

const HALF: Decision = Decision::Retry(Duration::from_millis(500));

fn seconds(seconds: u64) -> Decision {
    Decision::Retry(Duration::from_secs(seconds))
}

fn too_long(seconds: u64) -> Decision {
    Decision::GiveUp(GiveUp::WaitTooLong(Duration::from_secs(seconds)))
}

/// The rows of openai-python's `test_parse_retry_after_header`: retries made, `retry-after`, what follows.
///
/// That test asks only for the wait, where too long a wait falls back to half a second; whether to retry at all is another
/// function of its client, which gives up. Here both are one decision: the two rows over 120 s give up. It also gives up for 35 nines,
/// which says a wait longer than the sun has left; here that is nonsense, as `inf` is.
#[test]
fn retry_after_as_openai_python_reads_it() {
    let table: [(u32, &str, Decision); 23] = [
        (0, "20", seconds(20)),
        (0, "0", HALF),
        (0, "-10", HALF),
        (0, "60", seconds(60)),
        (0, "61", seconds(61)),
        (0, "120", seconds(120)),
        (0, "121", too_long(121)),
        (0, "Fri, 29 Sep 2023 16:26:57 GMT", seconds(20)),
        (0, "Fri, 29 Sep 2023 16:26:37 GMT", HALF),
        (0, "Fri, 29 Sep 2023 16:26:27 GMT", HALF),
        (0, "Fri, 29 Sep 2023 16:27:37 GMT", seconds(60)),
        (0, "Fri, 29 Sep 2023 16:27:38 GMT", seconds(61)),
        (0, "Fri, 29 Sep 2023 16:28:37 GMT", seconds(120)),
        (0, "Fri, 29 Sep 2023 16:28:38 GMT", too_long(121)),
        (0, "99999999999999999999999999999999999", HALF),
        (0, "inf", HALF),
        (0, "nan", HALF),
        (0, "Zun, 29 Sep 2023 16:26:27 GMT", HALF),
        (0, "Fri, 29 Sep 100000 16:26:57 GMT", HALF),
        (0, "", HALF),
        (1, "", seconds(1)),
        (2, "", seconds(2)),
        (1103, "", seconds(8)),
    ];
    let rules = RetryRules {
        max_retries: u32::MAX,
        ..RetryRules::DEFAULT
    };
    for (retries_made, value, expected) in table {
        let outcome = Outcome::Answered {
            status: StatusCode::TOO_MANY_REQUESTS,
            headers: &headers(&[("retry-after", value)]),
            report: &Report::default(),
        };
        assert_eq!(
            decide(&rules, &outcome, &moment(retries_made)),
            expected,
            "{value:?} after {retries_made}"
        );
    }
}

/// openai-python's `test_retry_after_max_delay`.
#[test]
fn two_minutes_are_honoured_and_not_a_millisecond_more() {
    let ask = |name, value| answered(&RetryRules::DEFAULT, 503, &[(name, value)], "");
    assert_eq!(ask("retry-after-ms", "120000"), seconds(120));
    let more = Duration::from_millis(120_001);
    assert_eq!(
        ask("retry-after-ms", "120001"),
        Decision::GiveUp(GiveUp::WaitTooLong(more))
    );
}

#[test]
fn statuses_are_the_rules() {
    let retried = |rules: &RetryRules| -> Vec<u16> {
        (100..600)
            .filter(|status| matches!(answered(rules, *status, &[], ""), Decision::Retry(_)))
            .collect()
    };
    assert_eq!(
        retried(&RetryRules::DEFAULT),
        [408, 409, 429, 500, 502, 503, 504, 520, 521, 522, 523, 529]
    );
    assert_eq!(
        retried(&Gateway::the_grid().chat.retry),
        [
            402, 408, 409, 429, 500, 502, 503, 504, 520, 521, 522, 523, 529
        ]
    );
    let own = RetryPolicy::new()
        .statuses([418])
        .rules(&RetryRules::DEFAULT);
    assert_eq!(retried(&own), [418]);
}

#[test]
fn the_grid_waits_from_one_second_and_tries_six_times() {
    let decisions = |rules: &RetryRules, outcome: &Outcome<'_>| -> Vec<Decision> {
        (0..6)
            .map(|made| decide(rules, outcome, &moment(made)))
            .collect()
    };
    let rules = Gateway::the_grid().chat.retry;
    let unavailable = Outcome::Answered {
        status: StatusCode::SERVICE_UNAVAILABLE,
        headers: &HeaderMap::new(),
        report: &Report::default(),
    };
    let answered = decisions(&rules, &unavailable);
    assert_eq!(answered[..5], [1, 2, 4, 8, 16].map(seconds));
    assert_eq!(answered[5], Decision::GiveUp(GiveUp::UsedUp));
    // Its pages speak of its answers: a host that does not exist is not waited for half a minute.
    let unreached = decisions(&rules, &Outcome::NotTakenUp);
    let expected = [500, 1000, 2000].map(|wait| Decision::Retry(Duration::from_millis(wait)));
    assert_eq!(unreached[..3], expected);
    assert_eq!(unreached[3], Decision::GiveUp(GiveUp::UsedUp));
    // Each kind of failure is counted by itself.
    let reached = Moment {
        unreached: 0,
        ..moment(3)
    };
    let decision = decide(&rules, &Outcome::NotTakenUp, &reached);
    assert_eq!(decision, seconds(4));
    // A caller's word counts for both.
    let own = RetryPolicy::new().max_retries(1).base(NOW).cap(NOW);
    let own = decisions(&own.rules(&rules), &Outcome::NotTakenUp);
    assert_eq!(
        own[..2],
        [Decision::Retry(NOW), Decision::GiveUp(GiveUp::UsedUp)]
    );
}

#[test]
fn a_server_may_say_itself_whether_to_retry() {
    let ask = |status, value, body| {
        answered(
            &RetryRules::DEFAULT,
            status,
            &[("x-should-retry", value)],
            body,
        )
    };
    assert_eq!(ask(400, "true", ""), HALF);
    assert_eq!(ask(400, "yes", ""), Decision::GiveUp(GiveUp::Final));
    assert_eq!(
        ask(500, "false", ""),
        Decision::GiveUp(GiveUp::ServerRefuses)
    );
    assert_eq!(ask(500, "no", ""), HALF);
    assert_eq!(
        ask(429, "true", r#"{"error":{"code":"insufficient_quota"}}"#),
        HALF
    );
    let with_wait = answered(
        &RetryRules::DEFAULT,
        400,
        &[("x-should-retry", "true"), ("retry-after", "500")],
        "",
    );
    assert_eq!(with_wait, too_long(500));
}

#[test]
fn a_used_up_quota_is_not_retried_and_a_rate_limit_is() {
    let ask = |body| answered(&RetryRules::DEFAULT, 429, &[], body);
    let quota = Decision::GiveUp(GiveUp::Quota);
    assert_eq!(
        ask(r#"{"error":{"message":"m","type":"insufficient_quota","code":null}}"#),
        quota
    );
    assert_eq!(
        ask(r#"{"error":{"message":"m","type":"x","code":"insufficient_quota"}}"#),
        quota
    );
    assert_eq!(
        ask(
            r#"{"error":{"message":"insufficient_quota","type":"requests","code":"rate_limit_exceeded"}}"#
        ),
        HALF
    );
}

#[test]
fn what_never_left_is_sent_again_and_what_may_have_run_only_when_allowed() {
    let ask = |policy: RetryPolicy, outcome| {
        decide(&policy.rules(&RetryRules::DEFAULT), &outcome, &moment(0))
    };
    assert_eq!(ask(RetryPolicy::new(), Outcome::NotTakenUp), HALF);
    assert_eq!(
        ask(RetryPolicy::new(), Outcome::MaybeRun),
        Decision::GiveUp(GiveUp::MayHaveRun)
    );
    assert_eq!(
        ask(
            RetryPolicy::new().resend_when_maybe_run(true),
            Outcome::MaybeRun
        ),
        HALF
    );
    assert_eq!(
        ask(RetryPolicy::none(), Outcome::NotTakenUp),
        Decision::GiveUp(GiveUp::UsedUp)
    );
}

#[test]
fn the_last_retry_is_the_last() {
    let ask = |made| decide(&RetryRules::DEFAULT, &Outcome::NotTakenUp, &moment(made));
    assert_eq!(ask(2), seconds(2));
    assert_eq!(ask(3), Decision::GiveUp(GiveUp::UsedUp));
}

#[test]
fn no_wait_outlives_the_call() {
    let ask = |left| {
        let moment = Moment {
            time_left: Some(Duration::from_millis(left)),
            ..moment(0)
        };
        decide(&RetryRules::DEFAULT, &Outcome::NotTakenUp, &moment)
    };
    assert_eq!(ask(501), HALF);
    assert_eq!(
        ask(500),
        Decision::GiveUp(GiveUp::OutOfTime(Duration::from_millis(500)))
    );
    assert_eq!(
        ask(0),
        Decision::GiveUp(GiveUp::OutOfTime(Duration::from_millis(500)))
    );
}

#[test]
fn an_error_in_the_first_event_is_retried_unless_it_is_the_requests_fault() {
    for body in [
        r#"{"error":{"type":"server_error","message":"m"}}"#,
        r#"{"type":"error","error":{"type":"overloaded_error","message":"m"}}"#,
        r#"{"error":{"code":502,"message":"m"}}"#,
        r#"{"error":{"code":"429","message":"m"}}"#,
        r#"{"error":"anything"}"#,
        "{}",
    ] {
        assert_eq!(first_event(body, &[]), HALF, "{body}");
    }
    for body in [
        r#"{"error":{"type":"invalid_request_error","message":"m"}}"#,
        r#"{"type":"error","error":{"type":"authentication_error","message":"m"}}"#,
        r#"{"error":{"code":400,"message":"m"}}"#,
        r#"{"error":{"code":"context_length_exceeded","message":"m"}}"#,
    ] {
        assert_eq!(
            first_event(body, &[]),
            Decision::GiveUp(GiveUp::Final),
            "{body}"
        );
    }
    let quota = r#"{"error":{"code":"insufficient_quota"}}"#;
    assert_eq!(first_event(quota, &[]), Decision::GiveUp(GiveUp::Quota));
    assert_eq!(first_event("{}", &[("retry-after", "3")]), seconds(3));
    assert_eq!(
        first_event("{}", &[("x-should-retry", "false")]),
        Decision::GiveUp(GiveUp::ServerRefuses)
    );
}

#[test]
fn mendable_is_about_the_fault_and_not_about_the_policys_numbers() {
    let rules = RetryPolicy::none().rules(&RetryRules::DEFAULT);
    assert!(is_mendable(&rules, &Outcome::NotTakenUp));
    assert!(is_mendable(&rules, &Outcome::MaybeRun));
    let (headers, report) = (HeaderMap::new(), Report::default());
    let with = |status| Outcome::Answered {
        status,
        headers: &headers,
        report: &report,
    };
    assert!(is_mendable(&rules, &with(StatusCode::BAD_GATEWAY)));
    assert!(!is_mendable(&rules, &with(StatusCode::NOT_FOUND)));
}
