//! What shows only in more than one call: pooled connections, a budget that is shared, a server that goes and comes back.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use grid_client::{Client, RetryPolicy, Timeouts};
use grid_gateway::{Gateway, Reply, fault};
use tokio::task::JoinSet;

use super::call::{call, http};
use super::expect::Class;
use super::scene::{Mode, Scene, Surface};

const SURFACES: [(Surface, Mode); 4] = [
    (Surface::Chat, Mode::Plain),
    (Surface::Chat, Mode::Stream),
    (Surface::Messages, Mode::Plain),
    (Surface::Messages, Mode::Stream),
];

fn client(gateway: &Gateway, retry: RetryPolicy) -> Client {
    Client::builder()
        .gateway(grid_client::Gateway::the_grid())
        .base_url(gateway.base_url())
        .api_key("sk-lab-many")
        .http(http())
        .timeouts(Timeouts::default().first_byte(Duration::from_secs(20)))
        .retry(
            retry
                .base(Duration::from_millis(1))
                .cap(Duration::from_millis(20)),
        )
        .build()
        .unwrap()
}

/// The class that the call ends in.
async fn ends(client: &Client, scene: &Scene) -> Class {
    let outcome = call(client, scene).await;
    assert_eq!(outcome.wrong, [""; 0]);
    match &outcome.result {
        Ok(_) => Class::Ok,
        Err(error) => Class::of(error).unwrap(),
    }
}

#[tokio::test]
async fn a_connection_that_was_closed_while_idle_is_never_an_error() {
    for (surface, mode) in SURFACES {
        let scene = Scene::new(surface, mode, 0);
        let gateway = Gateway::start().unwrap();
        let client = client(&gateway, RetryPolicy::none());
        for _ in 0..20 {
            gateway.push(fault::of_body(&scene.good())["closed while idle"].clone());
            assert_eq!(ends(&client, &scene).await, Class::Ok);
            assert_eq!(gateway.wait_for_open(0).await, 0);
        }
        assert_eq!(gateway.connections(), 20);
    }
}

#[tokio::test]
async fn a_close_that_crosses_the_request_may_have_run() {
    for (surface, mode) in SURFACES {
        for fault in ["closed by the next request", "reset by the next request"] {
            let scene = Scene::new(surface, mode, 0);
            let gateway = Gateway::start().unwrap();
            gateway.always(scene.good());
            let cautious = client(&gateway, RetryPolicy::new().max_retries(2));
            gateway.push(fault::of_body(&scene.whole())[fault].clone());
            assert_eq!(ends(&cautious, &scene).await, Class::Ok);
            // The answer came on the connection that the next request goes to.
            let error = call(&cautious, &scene).await.result.err().unwrap();
            assert!(
                error.is_unanswered() && error.may_have_run(),
                "{fault}: {error:?}"
            );
            assert_eq!(error.attempts(), 1);
            let bold = client(
                &gateway,
                RetryPolicy::new()
                    .max_retries(2)
                    .resend_when_maybe_run(true),
            );
            gateway.push(fault::of_body(&scene.whole())[fault].clone());
            assert_eq!(ends(&bold, &scene).await, Class::Ok);
            let reply = call(&bold, &scene).await.result.ok().unwrap();
            assert_eq!(reply.attempts, 2);
        }
    }
}

/// 50 retries, from a full budget: 500 tokens, 10 a retry. Without one, 120 calls would be 480 requests.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_dead_server_is_not_stormed() {
    const CALLS: usize = 120;
    for (surface, mode) in SURFACES {
        let gateway = Gateway::start().unwrap();
        gateway.always(Reply::error(503));
        let client = client(&gateway, RetryPolicy::new().max_retries(3));
        let mut calls: JoinSet<_> = (0..CALLS)
            .map(|number| {
                let client = client.clone();
                async move { ends(&client, &Scene::new(surface, mode, number)).await }
            })
            .collect();
        while let Some(class) = calls.join_next().await {
            assert_eq!(class.unwrap(), Class::Status(503));
        }
        assert_eq!(
            gateway.received().len(),
            CALLS + 50,
            "{surface:?}, {mode:?}"
        );
    }
}

/// The server is stopped and started again, three times, while 200 callers are at it.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_restart_in_mid_run_is_a_typed_outcome_for_everybody() {
    const CLIENTS: usize = 200;
    let gateway = Gateway::builder()
        .pace(Duration::from_millis(2))
        .start()
        .unwrap();
    let client = client(&gateway, RetryPolicy::new().max_retries(3));
    let (finished, running) = (
        Arc::new(AtomicUsize::new(0)),
        Arc::new(AtomicUsize::new(CLIENTS)),
    );
    let mut clients: JoinSet<_> = (0..CLIENTS)
        .map(|number| {
            let client = client.clone();
            let (finished, running) = (Arc::clone(&finished), Arc::clone(&running));
            async move {
                let (surface, mode) = SURFACES[number % SURFACES.len()];
                let mut classes = vec![];
                for _ in 0..12 {
                    classes.push(ends(&client, &Scene::new(surface, mode, number)).await);
                    finished.fetch_add(1, Ordering::Relaxed);
                }
                running.fetch_sub(1, Ordering::Relaxed);
                classes
            }
        })
        .collect();
    for restart in 1..=3 {
        while finished.load(Ordering::Relaxed) < CLIENTS * restart * 2 {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        assert!(
            running.load(Ordering::Relaxed) > 0,
            "over before the restart"
        );
        gateway.restart().await.unwrap();
    }
    let mut classes: Vec<Class> = vec![];
    while let Some(outcome) = tokio::time::timeout(Duration::from_secs(30), clients.join_next())
        .await
        .expect("somebody hangs")
    {
        classes.extend(outcome.unwrap());
    }
    assert_eq!(classes.len(), CLIENTS * 12);
    let broken = [Class::Connect, Class::Unanswered, Class::Truncated];
    for class in &classes {
        assert!(*class == Class::Ok || broken.contains(class), "{class:?}");
    }
    assert!(
        classes.iter().any(|class| *class != Class::Ok),
        "nobody noticed"
    );
    assert_eq!(
        ends(&client, &Scene::new(Surface::Chat, Mode::Stream, 0)).await,
        Class::Ok
    );
    drop(client);
    assert_eq!(gateway.wait_for_open(0).await, 0);
}
