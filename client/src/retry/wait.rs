//! How long to wait before the next attempt: what the server asks for, else exponential backoff. Pure functions.

use std::time::{Duration, SystemTime};

use http::HeaderMap;
use http::header::{DATE, RETRY_AFTER};

use super::RetryRules;

/// A wait longer than this is no instruction but an accident (a broken clock, a number without meaning).
const ABSURD: Duration = Duration::from_secs(10 * 365 * 24 * 60 * 60);

/// The wait that the server asks for, however long; `None` where it asks for none, or for nonsense (zero, negative,
/// past, not finite, absurd, not parseable).
///
/// Read in this order: `retry-after-ms` (milliseconds, `OpenAI`'s), then `retry-after` as seconds, also with
/// a fraction, then as an HTTP-date (RFC 9110 section 10.2.3). A date is measured from the response's own `date` where it has
/// one, so that a wrong clock on this machine does not count.
pub(crate) fn asked_wait(headers: &HeaderMap, now: SystemTime) -> Option<Duration> {
    number(headers, "retry-after-ms")
        .and_then(|milliseconds| usable(milliseconds / 1000.0))
        .or_else(|| number(headers, RETRY_AFTER.as_str()).and_then(usable))
        .or_else(|| until_date(headers, now))
}

/// The wait before retry number `retries_made + 1` where the server asks for none: `base * 2^retries_made`, at most `cap`, less
/// a random share of it. `random` is in `0.0..1.0`.
pub(crate) fn backoff(
    rules: &RetryRules,
    base: Duration,
    retries_made: u32,
    random: f64,
) -> Duration {
    let doublings = i32::try_from(retries_made.min(64)).unwrap_or(64);
    let whole = base.as_secs_f64() * 2f64.powi(doublings);
    let whole = whole.min(rules.cap.as_secs_f64());
    let share = if rules.jitter.is_finite() {
        rules.jitter.clamp(0.0, 1.0)
    } else {
        0.0
    };
    Duration::try_from_secs_f64(whole * (1.0 - share * random.clamp(0.0, 1.0))).unwrap_or(rules.cap)
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    Some(headers.get(name)?.to_str().ok()?.trim())
}

fn number(headers: &HeaderMap, name: &str) -> Option<f64> {
    text(headers, name)?.parse().ok()
}

fn usable(seconds: f64) -> Option<Duration> {
    reasonable(Duration::try_from_secs_f64(seconds).ok()?)
}

fn until_date(headers: &HeaderMap, now: SystemTime) -> Option<Duration> {
    let date = |name: &str| httpdate::parse_http_date(text(headers, name)?).ok();
    let then = date(RETRY_AFTER.as_str())?;
    let from = date(DATE.as_str()).unwrap_or(now);
    reasonable(then.duration_since(from).ok()?)
}

fn reasonable(wait: Duration) -> Option<Duration> {
    (!wait.is_zero() && wait <= ABSURD).then_some(wait)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(name: &'static str, value: &str) -> Option<f64> {
        let headers = HeaderMap::from_iter([(name.parse().unwrap(), value.parse().unwrap())]);
        asked_wait(&headers, SystemTime::UNIX_EPOCH).map(|wait| wait.as_secs_f64())
    }

    #[test]
    fn milliseconds_come_first_and_nonsense_in_them_does_not_hide_the_seconds() {
        let both = |milliseconds: &str| {
            let headers = HeaderMap::from_iter([
                (
                    "retry-after-ms".parse().unwrap(),
                    milliseconds.parse().unwrap(),
                ),
                (RETRY_AFTER, "7".parse().unwrap()),
            ]);
            asked_wait(&headers, SystemTime::UNIX_EPOCH)
        };
        assert_eq!(both("1500"), Some(Duration::from_millis(1500)));
        for nonsense in ["0", "-1", "soon", "nan"] {
            assert_eq!(both(nonsense), Some(Duration::from_secs(7)), "{nonsense}");
        }
    }

    #[test]
    fn seconds_may_have_a_fraction_and_space_around_them() {
        assert_eq!(asked("retry-after", "0.25"), Some(0.25));
        assert_eq!(asked("retry-after", " 3 "), Some(3.0));
        assert_eq!(asked("retry-after", "1e2"), Some(100.0));
    }

    #[test]
    fn nonsense_asks_for_nothing() {
        let digits = "9".repeat(35);
        for value in [
            "",
            "0",
            "-0",
            "-10",
            "inf",
            "-inf",
            "NaN",
            "1e400",
            "1e-30",
            "0x10",
            "1,5",
            "soon",
            &digits,
            "Thu, 01 Jan 1970 00:00:00 GMT",
            "Fri, 31 Dec 9999 23:59:59 GMT",
            "Thu, 01 Jan 100000 00:00:10 GMT",
        ] {
            assert_eq!(asked("retry-after", value), None, "{value}");
        }
        let broken = HeaderMap::from_iter([(
            RETRY_AFTER,
            http::HeaderValue::from_bytes(b"\xff5").unwrap(),
        )]);
        assert_eq!(asked_wait(&broken, SystemTime::UNIX_EPOCH), None);
    }

    #[test]
    fn a_date_is_measured_by_the_servers_own_clock() {
        let headers = HeaderMap::from_iter([
            (
                RETRY_AFTER,
                "Fri, 29 Sep 2023 16:26:57 GMT".parse().unwrap(),
            ),
            (DATE, "Fri, 29 Sep 2023 16:26:37 GMT".parse().unwrap()),
        ]);
        assert_eq!(
            asked_wait(&headers, SystemTime::UNIX_EPOCH),
            Some(Duration::from_secs(20))
        );
    }

    #[test]
    fn backoff_doubles_up_to_the_cap() {
        let rules = RetryRules::DEFAULT;
        let waits: Vec<f64> = (0..6)
            .map(|made| backoff(&rules, rules.base, made, 0.0).as_secs_f64())
            .collect();
        assert_eq!(waits, [0.5, 1.0, 2.0, 4.0, 8.0, 8.0]);
        assert_eq!(
            backoff(&rules, rules.base, u32::MAX, 0.0),
            Duration::from_secs(8)
        );
    }

    #[test]
    fn jitter_only_shortens() {
        let mut rules = RetryRules::DEFAULT;
        assert_eq!(
            backoff(&rules, rules.base, 1, 0.5),
            Duration::from_millis(875)
        );
        assert_eq!(
            backoff(&rules, rules.base, 1, 1.0),
            Duration::from_millis(750)
        );
        rules.jitter = 1.0;
        assert_eq!(backoff(&rules, rules.base, 1, 1.0), Duration::ZERO);
        rules.jitter = f64::NAN;
        assert_eq!(backoff(&rules, rules.base, 1, 1.0), Duration::from_secs(1));
        rules.base = Duration::MAX;
        rules.cap = Duration::MAX;
        assert_eq!(backoff(&rules, rules.base, 60, 0.0), Duration::MAX);
    }
}
