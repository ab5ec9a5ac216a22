//! What all connections of a gateway share.

use std::collections::HashSet;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use crate::document::Document;
use crate::log::{Log, locked};
use crate::persona::Persona;
use crate::script::Script;

pub(crate) struct Shared {
    pub(crate) persona: Persona,
    pub(crate) document: Option<Arc<Document>>,
    pub(crate) key: Option<String>,
    pub(crate) pace: Duration,
    pub(crate) origin: String,
    pub(crate) script: Script,
    pub(crate) log: Arc<Log>,
    pub(crate) tokens: Tokens,
}

/// The tokens of the hop that have not come back yet.
#[derive(Default)]
pub(crate) struct Tokens(Mutex<HashSet<String>>);

impl Tokens {
    pub(crate) fn issue(&self, request: u64) -> String {
        // Looks like a secret, so that a test can search logs for it.
        let token = format!(
            "SFMyNTY.{:016x}",
            crate::completion::fingerprint(&format!("hop {request}"))
        );
        locked(&self.0).insert(token.clone());
        token
    }

    /// Whether the token was issued, and not used before.
    pub(crate) fn redeem(&self, token: Option<&str>) -> bool {
        token.is_some_and(|token| locked(&self.0).remove(token))
    }
}
