//! What the callers and the gateway count.

use std::collections::{BTreeMap, HashMap};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

#[derive(Debug, Default)]
pub(super) struct Tally {
    pub(super) calls: Count,
    /// Completions that arrived whole, and were the right ones.
    pub(super) received: Count,
    /// Completions that the gateway was told to send to their end.
    pub(super) finished: Count,
    pub(super) requests: Count,
    pub(super) faults: Count,
    pub(super) hung: Count,
    pub(super) untyped: Count,
    pub(super) wrong: Count,
    pub(super) panicked: Count,
    outcomes: Mutex<BTreeMap<String, u64>>,
    /// The completions that are on their way, by prompt, with the fault that they suffer.
    on_their_way: Mutex<HashMap<String, &'static str>>,
    lost: Mutex<BTreeMap<String, u64>>,
}

#[derive(Debug, Default)]
pub(super) struct Count(AtomicU64);

impl Count {
    pub(super) fn add(&self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn get(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Tally {
    pub(super) fn outcome(&self, class: String) {
        *locked(&self.outcomes).entry(class).or_default() += 1;
    }

    pub(super) fn outcomes(&self) -> BTreeMap<String, u64> {
        locked(&self.outcomes).clone()
    }

    /// The gateway sends a whole completion.
    pub(super) fn sent(&self, prompt: &str, fault: Option<&'static str>) {
        self.finished.add();
        locked(&self.on_their_way).insert(prompt.to_owned(), fault.unwrap_or("no fault"));
    }

    /// The call with this prompt has ended so. A completion that is still on its way then is lost.
    pub(super) fn ended(&self, prompt: &str, arrived: bool, how: &str) {
        let sent = locked(&self.on_their_way).remove(prompt);
        if let Some(fault) = sent.filter(|_| !arrived) {
            *locked(&self.lost)
                .entry(format!("{fault}: {how}"))
                .or_default() += 1;
        }
    }

    /// What was lost, by fault and by what the caller was told.
    pub(super) fn lost(&self) -> BTreeMap<String, u64> {
        locked(&self.lost).clone()
    }
}
