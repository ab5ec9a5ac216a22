//! Whether a call is sent again, and after which wait. [`decide`] is a pure function of what happened, the rules, the clock
//! and a random number; [`Retries`] is the little state of one call around it.

mod budget;
mod dice;
mod policy;
mod retries;
mod wait;

#[cfg(test)]
mod tests;

use std::fmt;
use std::time::{Duration, SystemTime};

use http::{HeaderMap, StatusCode};

use crate::error::Report;

pub(crate) use budget::Budget;
pub(crate) use dice::Dice;
pub use policy::RetryPolicy;
pub(crate) use policy::RetryRules;
pub(crate) use retries::{Retries, Shared};
pub(crate) use wait::{asked_wait, backoff};

/// How an attempt failed, as far as a retry is concerned.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Outcome<'a> {
    /// No connection, or one whose server did not take the request up.
    NotTakenUp,
    /// Sent, and no whole response came: the request may have run.
    MaybeRun,
    /// Answered with an error status.
    Answered {
        status: StatusCode,
        headers: &'a HeaderMap,
        report: &'a Report,
    },
    /// A stream with a good status, whose first event reports an error.
    FirstEventError {
        headers: &'a HeaderMap,
        report: &'a Report,
    },
}

/// What the clock, chance and the call have to say.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Moment {
    /// Retries made so far in this call.
    pub(crate) retries_made: u32,
    /// How many of them followed an attempt that did not reach the server.
    pub(crate) unreached: u32,
    pub(crate) now: SystemTime,
    /// In `0.0..1.0`.
    pub(crate) random: f64,
    /// What is left of the call's time limit, where it has one.
    pub(crate) time_left: Option<Duration>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Decision {
    /// Wait this long, then send the request again, from its first hop.
    Retry(Duration),
    GiveUp(GiveUp),
}

/// Why a call is not sent again.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum GiveUp {
    /// Sending it again would not mend it.
    Final,
    /// The server said so: `x-should-retry: false`.
    ServerRefuses,
    /// The account's quota is used up; waiting seconds does not mend that.
    Quota,
    /// It may have run, and the policy does not allow a second one.
    MayHaveRun,
    /// All retries of the policy are used up.
    UsedUp,
    /// The server asks for a longer wait than the policy allows.
    WaitTooLong(Duration),
    /// The wait would outlive the call's time limit.
    OutOfTime(Duration),
    /// The budget that the clones of the client share is used up.
    BudgetSpent,
}

/// Whether an attempt that failed with `outcome` is followed by another.
pub(crate) fn decide(rules: &RetryRules, outcome: &Outcome<'_>, moment: &Moment) -> Decision {
    if let Some(why) = forbidden(rules, outcome) {
        return Decision::GiveUp(why);
    }
    let (made, max_retries, base) = match outcome {
        Outcome::NotTakenUp => (moment.unreached, rules.max_unreached, rules.base_unreached),
        _ => (moment.retries_made, rules.max_retries, rules.base),
    };
    let most = rules.max_retries.max(rules.max_unreached);
    if made >= max_retries || moment.retries_made >= most {
        return Decision::GiveUp(GiveUp::UsedUp);
    }
    let wait = match outcome
        .headers()
        .and_then(|headers| asked_wait(headers, moment.now))
    {
        Some(asked) if asked > rules.longest_retry_after => {
            return Decision::GiveUp(GiveUp::WaitTooLong(asked));
        }
        Some(asked) => asked,
        None => backoff(rules, base, moment.retries_made, moment.random),
    };
    if moment.time_left.is_some_and(|left| wait >= left) {
        return Decision::GiveUp(GiveUp::OutOfTime(wait));
    }
    Decision::Retry(wait)
}

/// Whether sending the same request later could end better, whatever the policy's numbers are.
///
/// A server's explicit `x-should-retry` (`OpenAI`'s SDKs obey it too) goes before what we would read from its response.
pub(crate) fn is_mendable(rules: &RetryRules, outcome: &Outcome<'_>) -> bool {
    matches!(forbidden(rules, outcome), None | Some(GiveUp::MayHaveRun))
}

fn forbidden(rules: &RetryRules, outcome: &Outcome<'_>) -> Option<GiveUp> {
    match outcome.headers().and_then(should_retry) {
        Some(true) => return None,
        Some(false) => return Some(GiveUp::ServerRefuses),
        None => {}
    }
    match outcome {
        Outcome::NotTakenUp => None,
        Outcome::MaybeRun => (!rules.resend_when_maybe_run).then_some(GiveUp::MayHaveRun),
        Outcome::Answered { report, .. } | Outcome::FirstEventError { report, .. }
            if report.is_quota() =>
        {
            Some(GiveUp::Quota)
        }
        Outcome::Answered { status, .. } => {
            (!rules.retries_status(*status)).then_some(GiveUp::Final)
        }
        Outcome::FirstEventError { report, .. } => {
            (!report.is_passing(rules)).then_some(GiveUp::Final)
        }
    }
}

fn should_retry(headers: &HeaderMap) -> Option<bool> {
    match headers.get("x-should-retry")?.as_bytes() {
        b"true" => Some(true),
        b"false" => Some(false),
        _ => None,
    }
}

impl<'a> Outcome<'a> {
    /// Whether the server said how long to wait.
    pub(crate) fn asks_for_a_wait(&self, now: SystemTime) -> bool {
        self.headers()
            .is_some_and(|headers| asked_wait(headers, now).is_some())
    }

    fn headers(&self) -> Option<&'a HeaderMap> {
        match self {
            Self::NotTakenUp | Self::MaybeRun => None,
            Self::Answered { headers, .. } | Self::FirstEventError { headers, .. } => Some(headers),
        }
    }
}

/// Said in `tracing` events.
impl fmt::Display for Outcome<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotTakenUp => f.write_str("no connection"),
            Self::MaybeRun => f.write_str("no whole response"),
            Self::Answered { status, .. } => write!(f, "status {}", status.as_u16()),
            Self::FirstEventError { .. } => f.write_str("error in the first event"),
        }
    }
}

/// Said in `tracing` events.
impl fmt::Display for GiveUp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Final => f.write_str("a retry would not mend it"),
            Self::ServerRefuses => f.write_str("the server says not to retry"),
            Self::Quota => f.write_str("the quota is used up"),
            Self::MayHaveRun => f.write_str("it may have run"),
            Self::UsedUp => f.write_str("all retries are used up"),
            Self::WaitTooLong(wait) => {
                write!(f, "the server asks for a wait of {} s", wait.as_secs_f64())
            }
            Self::OutOfTime(wait) => write!(
                f,
                "a wait of {} s outlives the time limit",
                wait.as_secs_f64()
            ),
            Self::BudgetSpent => f.write_str("the client's retry budget is spent"),
        }
    }
}
