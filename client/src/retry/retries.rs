//! The retries of one call: counted, paid for, remembered, traced.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use super::{Budget, Decision, Dice, GiveUp, Moment, Outcome, RetryRules, decide};

/// What the clones of a client share.
#[derive(Debug)]
pub(crate) struct Shared {
    pub(crate) budget: Budget,
    pub(crate) dice: Dice,
}

/// The retries of one call.
#[derive(Clone, Debug)]
pub(crate) struct Retries {
    rules: RetryRules,
    shared: Arc<Shared>,
    waits: Vec<Duration>,
    /// How many of them the budget was charged for.
    paid: u32,
    /// How many of them followed an attempt that did not reach the server.
    unreached: u32,
    /// Whether an attempt that failed may have run.
    may_have_run: bool,
}

impl Shared {
    /// A full budget, and dice that chance has seeded.
    pub(crate) fn new() -> Self {
        Self {
            budget: Budget::full(),
            dice: Dice::new(),
        }
    }
}

impl Retries {
    pub(crate) fn new(rules: RetryRules, shared: Arc<Shared>) -> Self {
        Self {
            rules,
            shared,
            waits: Vec::new(),
            paid: 0,
            unreached: 0,
            may_have_run: false,
        }
    }

    /// Decides what follows a failed attempt; a retry is paid for and its wait remembered.
    pub(crate) fn after(
        &mut self,
        outcome: &Outcome<'_>,
        now: SystemTime,
        time_left: Option<Duration>,
    ) -> Decision {
        let moment = Moment {
            retries_made: self.attempts() - 1,
            unreached: self.unreached,
            now,
            random: self.shared.dice.roll(),
            time_left,
        };
        let mut decision = decide(&self.rules, outcome, &moment);
        // A server that says when to come back is not stormed.
        if matches!(decision, Decision::Retry(_)) && !outcome.asks_for_a_wait(now) {
            if self.shared.budget.pay() {
                self.paid += 1;
            } else {
                decision = Decision::GiveUp(GiveUp::BudgetSpent);
            }
        }
        match decision {
            Decision::Retry(wait) => {
                self.unreached += u32::from(matches!(outcome, Outcome::NotTakenUp));
                tracing::info!(attempt = self.attempts(), %outcome, wait_ms = wait.as_secs_f64() * 1000.0, "retrying");
                self.waits.push(wait);
            }
            Decision::GiveUp(why) => {
                tracing::info!(attempts = self.attempts(), %outcome, %why, "giving up");
            }
        }
        decision
    }

    /// The call has succeeded: the budget gets its share back.
    pub(crate) fn succeeded(&self) {
        self.shared.budget.succeed(self.paid);
    }

    pub(crate) fn rules(&self) -> &RetryRules {
        &self.rules
    }

    /// Attempts begun so far, the first one included.
    pub(crate) fn attempts(&self) -> u32 {
        u32::try_from(self.waits.len()).map_or(u32::MAX, |retries| retries.saturating_add(1))
    }

    /// Keeps in mind whether an attempt that failed may have run.
    pub(crate) fn note(&mut self, may_have_run: bool) {
        self.may_have_run |= may_have_run;
    }

    /// Whether one of the attempts that failed may have run.
    pub(crate) fn may_have_run(&self) -> bool {
        self.may_have_run
    }

    /// The wait before each retry.
    pub(crate) fn waits(&self) -> &[Duration] {
        &self.waits
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::RetryPolicy;

    fn retries(policy: &RetryPolicy, shared: &Arc<Shared>) -> Retries {
        Retries::new(policy.rules(&RetryRules::DEFAULT), Arc::clone(shared))
    }

    fn after(retries: &mut Retries) -> Decision {
        retries.after(&Outcome::NotTakenUp, SystemTime::UNIX_EPOCH, None)
    }

    #[test]
    fn attempts_and_waits_are_counted() {
        let shared = Arc::new(Shared::new());
        let mut call = retries(&RetryPolicy::new().jitter(0.0), &shared);
        assert_eq!(call.attempts(), 1);
        for _ in 0..3 {
            assert!(matches!(after(&mut call), Decision::Retry(_)));
        }
        assert_eq!(after(&mut call), Decision::GiveUp(GiveUp::UsedUp));
        assert_eq!(call.attempts(), 4);
        assert_eq!(call.waits(), [500, 1000, 2000].map(Duration::from_millis));
    }

    #[test]
    fn waits_of_one_policy_differ_by_chance() {
        let shared = Arc::new(Shared::new());
        let waits: std::collections::BTreeSet<Duration> = (0..20)
            .filter_map(
                |_| match after(&mut retries(&RetryPolicy::new(), &shared)) {
                    Decision::Retry(wait) => Some(wait),
                    Decision::GiveUp(_) => None,
                },
            )
            .collect();
        assert!(waits.len() > 10);
        assert!(
            waits
                .iter()
                .all(|wait| (375..=500).contains(&wait.as_millis())),
            "{waits:?}"
        );
    }

    #[test]
    fn calls_share_the_budget_and_successes_refill_it() {
        let shared = Arc::new(Shared::new());
        let policy = RetryPolicy::new().max_retries(1);
        for _ in 0..50 {
            assert!(matches!(
                after(&mut retries(&policy, &shared)),
                Decision::Retry(_)
            ));
        }
        let mut call = retries(&policy, &shared);
        assert_eq!(after(&mut call), Decision::GiveUp(GiveUp::BudgetSpent));
        assert_eq!(call.attempts(), 1);
        (0..10).for_each(|_| call.succeeded());
        assert!(matches!(after(&mut call), Decision::Retry(_)));
        // It was worth it.
        call.succeeded();
        assert!(matches!(
            after(&mut retries(&policy, &shared)),
            Decision::Retry(_)
        ));
    }

    #[test]
    fn a_call_that_gives_up_anyway_costs_nothing() {
        let shared = Arc::new(Shared::new());
        for _ in 0..100 {
            after(&mut retries(&RetryPolicy::none(), &shared));
        }
        assert!(matches!(
            after(&mut retries(&RetryPolicy::new(), &shared)),
            Decision::Retry(_)
        ));
    }
}
