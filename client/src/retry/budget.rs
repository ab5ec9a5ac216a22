//! The budget of retries: a dead server is not stormed by all the calls of a program at once.

use std::sync::atomic::{AtomicU32, Ordering};

/// What a full bucket holds.
const FULL: u32 = 500;
/// What a retry costs.
const RETRY: u32 = 10;
/// What a success gives back, beside what the retries that led to it have cost.
const SUCCESS: u32 = 1;

/// A token bucket, shared by the clones of a client (the AWS SDKs' standard retry mode has the same idea).
///
/// From a full bucket 50 retries can be paid that lead to no success; then every failure is final, until successes have filled it
/// again. A retry that led to a success costs nothing in the end.
#[derive(Debug)]
pub(crate) struct Budget(AtomicU32);

impl Budget {
    pub(crate) fn full() -> Self {
        Self(AtomicU32::new(FULL))
    }

    /// Pays for a retry; `false`, and nothing taken, where the bucket holds too little.
    pub(crate) fn pay(&self) -> bool {
        self.change(|held| held.checked_sub(RETRY))
    }

    /// Gives back what a success gives back, which `retries` led to, up to a full bucket.
    pub(crate) fn succeed(&self, retries: u32) {
        let back = retries.saturating_mul(RETRY).saturating_add(SUCCESS);
        self.change(|held| (held < FULL).then(|| held.saturating_add(back).min(FULL)));
    }

    fn change(&self, change: impl FnMut(u32) -> Option<u32>) -> bool {
        self.0
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, change)
            .is_ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paid(budget: &Budget) -> usize {
        (0..1000).take_while(|_| budget.pay()).count()
    }

    #[test]
    fn fifty_retries_then_none() {
        let budget = Budget::full();
        assert_eq!(paid(&budget), 50);
        assert!(!budget.pay());
    }

    #[test]
    fn ten_successes_buy_one_retry() {
        let budget = Budget::full();
        paid(&budget);
        (0..9).for_each(|_| budget.succeed(0));
        assert!(!budget.pay());
        budget.succeed(0);
        assert!(budget.pay());
        assert!(!budget.pay());
    }

    #[test]
    fn retries_that_led_to_a_success_cost_nothing() {
        let budget = Budget::full();
        for retries in (0..4).cycle().take(1000) {
            assert!((0..retries).all(|_| budget.pay()));
            budget.succeed(retries);
        }
        assert_eq!(paid(&budget), 50);
    }

    #[test]
    fn successes_never_overfill_it() {
        let budget = Budget::full();
        (0..10_000).for_each(|_| budget.succeed(3));
        assert_eq!(paid(&budget), 50);
    }

    #[test]
    fn threads_share_one_bucket() {
        let budget = Budget::full();
        let total: usize = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..4).map(|_| scope.spawn(|| paid(&budget))).collect();
            threads
                .into_iter()
                .map(|thread| thread.join().unwrap())
                .sum()
        });
        assert_eq!(total, 50);
    }
}
