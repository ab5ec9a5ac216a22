//! What the gateway remembers: requests, connections, violations.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use tokio::sync::watch;

use crate::document::Violation;
use crate::received::Received;
use crate::request::Request;

/// A lock that a panicking test thread cannot take away from the others.
pub(crate) fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

pub(crate) struct Log {
    records: Mutex<Records>,
    keep: usize,
    connections: AtomicU64,
    open: AtomicU64,
    changed: watch::Sender<()>,
}

#[derive(Default)]
struct Records {
    count: u64,
    received: VecDeque<Received>,
    violations: Vec<Violation>,
}

impl Log {
    pub(crate) fn new(keep: usize) -> Self {
        Self {
            records: Mutex::default(),
            keep,
            connections: AtomicU64::new(0),
            open: AtomicU64::new(0),
            changed: watch::Sender::new(()),
        }
    }

    pub(crate) fn record(&self, connection: u64, request: Request) -> Received {
        let mut records = locked(&self.records);
        let received = Received {
            number: records.count,
            connection,
            method: request.method,
            target: request.target,
            headers: request.headers,
            body: request.body.into(),
            at: Instant::now(),
            answered: None,
            client_closed: None,
            written: Arc::default(),
        };
        records.count += 1;
        records.received.push_back(received.clone());
        if records.received.len() > self.keep {
            records.received.pop_front();
        }
        drop(records);
        self.changed.send_replace(());
        received
    }

    pub(crate) fn answered(&self, number: u64) {
        self.mark(
            |received| received.number == number,
            |received| &mut received.answered,
        );
    }

    pub(crate) fn client_closed(&self, connection: u64) {
        self.mark(
            |received| received.connection == connection,
            |received| &mut received.client_closed,
        );
    }

    fn mark(
        &self,
        which: impl Fn(&Received) -> bool,
        time: impl Fn(&mut Received) -> &mut Option<Instant>,
    ) {
        for received in locked(&self.records)
            .received
            .iter_mut()
            .filter(|received| which(received))
        {
            time(received).get_or_insert_with(Instant::now);
        }
        self.changed.send_replace(());
    }

    pub(crate) fn violated(&self, violations: &[Violation]) {
        locked(&self.records)
            .violations
            .extend_from_slice(violations);
    }

    pub(crate) fn received(&self) -> Vec<Received> {
        locked(&self.records).received.iter().cloned().collect()
    }

    pub(crate) fn violations(&self) -> Vec<Violation> {
        locked(&self.records).violations.clone()
    }

    /// How many requests have arrived, forgotten ones included.
    pub(crate) fn requests(&self) -> u64 {
        locked(&self.records).count
    }

    pub(crate) fn connections(&self) -> u64 {
        self.connections.load(Ordering::SeqCst)
    }

    pub(crate) fn open_connections(&self) -> u64 {
        self.open.load(Ordering::SeqCst)
    }

    pub(crate) fn opened(self: &Arc<Self>) -> OpenConnection {
        let number = self.connections.fetch_add(1, Ordering::SeqCst);
        self.open.fetch_add(1, Ordering::SeqCst);
        self.changed.send_replace(());
        OpenConnection {
            number,
            log: Arc::clone(self),
        }
    }

    /// Returns when `done` holds; it is asked again after every change.
    pub(crate) async fn until(&self, done: impl Fn(&Self) -> bool) {
        let mut changes = self.changed.subscribe();
        while !done(self) {
            // The error is that the sender is gone, and `self` holds it.
            let _ = changes.changed().await;
        }
    }
}

/// Counts a connection as open for as long as it lives.
pub(crate) struct OpenConnection {
    pub(crate) number: u64,
    log: Arc<Log>,
}

impl Drop for OpenConnection {
    fn drop(&mut self) {
        self.log.open.fetch_sub(1, Ordering::SeqCst);
        self.log.changed.send_replace(());
    }
}
