//! A client that has calls behind it: retries that its budget has paid for, and successes that gave some of it back.

use std::time::Duration;

use grid_client::{Client, RetryPolicy};
use grid_gateway::{Gateway, Reply};

use super::call::{call, call_with};
use super::checks::Wrong;
use super::expect::Class;
use super::leaks::logged_in;
use super::row::Past;
use super::scene::Scene;

/// Makes the calls, and holds each against what it should come to.
pub(crate) async fn live(
    wrong: &mut Wrong,
    past: Past,
    client: &Client,
    scene: &Scene,
    gateway: &Gateway,
) {
    let patient = RetryPolicy::new()
        .max_retries(past.retries)
        .base(Duration::ZERO);
    gateway.always(Reply::error(503));
    let outcome = call_with(client, scene, patient).await;
    let failed = outcome.result.as_ref().is_err_and(|error| {
        Class::of(error) == Ok(Class::Status(503)) && error.attempts() == past.retries + 1
    });
    wrong.unless(failed, || {
        let attempts = outcome.result.as_ref().map_or(0, |_| 1);
        format!("the past fails otherwise: {attempts} attempts")
    });
    gateway.always(scene.good());
    for _ in 0..past.successes {
        let outcome = call(client, scene).await;
        wrong.unless(outcome.result.is_ok(), || {
            "no success in the past".to_owned()
        });
    }
}

/// The last word of the call is whether it was the budget that ended it.
pub(crate) fn told(wrong: &mut Wrong, cell: usize, spent: bool) {
    let log = logged_in(cell);
    let why = log
        .iter()
        .rev()
        .find(|line| line.contains("giving up") || line.contains("retrying"));
    let said = why.is_some_and(|line| line.contains("budget is spent"));
    wrong.unless(said == spent, || {
        format!("spent budget: {spent}, and it was logged: {why:?}")
    });
}
