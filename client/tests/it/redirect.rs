//! Redirects: where the key and the request go, and where they do not.

use grid_client::Error;
use grid_gateway::{Answer, Gateway, Reply};

use super::setup::{KEY, MODEL, client, gateway, hello, hello_plain};

async fn sent(gateway: &Gateway) -> Result<String, Error> {
    let reply = client(gateway)
        .chat(MODEL)
        .user("the prompt")
        .send()
        .await?;
    Ok(reply.text().to_owned())
}

/// The error of a redirect that was not followed: nothing may have run, no token shows.
async fn stopped(gateway: &Gateway) -> Error {
    let error = sent(gateway).await.unwrap_err();
    assert!(
        error.is_redirect() && !error.may_have_run() && !error.is_retryable(),
        "{error}"
    );
    assert_eq!(error.attempts(), 1);
    let text = format!("{error} {error:?} {:?} {:?}", error.headers(), error.body());
    assert!(!text.contains("sekret") && !text.contains(KEY), "{text}");
    assert_eq!(error.body(), None, "the page repeats the token");
    error
}

#[tokio::test]
async fn every_307_and_308_within_the_origin_replays_the_request() {
    for status in [307, 308] {
        let gateway = gateway();
        gateway.push(Reply::redirect(status, "/elsewhere?token=sekret"));
        gateway.push(Reply::redirect(
            status,
            &format!("{}/third#fragment", gateway.origin()),
        ));
        gateway.push(Reply::json(200, &hello_plain()));
        assert_eq!(sent(&gateway).await.unwrap(), "Hello there");
        let received = gateway.received();
        let targets: Vec<_> = received
            .iter()
            .map(|request| request.target.as_str())
            .collect();
        assert_eq!(
            targets,
            ["/v1/chat/completions", "/elsewhere?token=sekret", "/third"]
        );
        assert!(
            received
                .iter()
                .all(|request| request.body == received[0].body && request.method == "POST")
        );
        assert_eq!(gateway.connections(), 1);
    }
}

#[tokio::test]
async fn a_stream_goes_through_the_hop_too() {
    let gateway = gateway();
    gateway.push_behind_hop(Reply::events(hello()));
    let stream = client(&gateway)
        .chat(MODEL)
        .user("x")
        .stream()
        .await
        .unwrap();
    assert_eq!(stream.finish().await.unwrap().text(), "Hello there");
}

#[tokio::test]
async fn a_foreign_origin_gets_neither_key_nor_body() {
    let (here, there) = (gateway(), gateway());
    for target in [
        format!("{}/v1/chat/completions?token=sekret", there.origin()),
        there.origin().replace("127.0.0.1", "localhost"),
        format!(
            "//{}/x?token=sekret",
            there.origin().trim_start_matches("http://")
        ),
    ] {
        here.push(Reply::redirect(307, &target));
        let error = stopped(&here).await;
        let port = there.origin().rsplit(':').next().unwrap().to_owned();
        assert!(
            error.to_string().contains(&port),
            "names the origin: {error}"
        );
    }
    assert_eq!((there.connections(), there.received().len()), (0, 0));
}

#[tokio::test]
async fn five_hops_and_no_more() {
    let gateway = gateway();
    let hop =
        |number: usize| gateway.push(Reply::redirect(307, &format!("/hop/{number}?token=sekret")));
    (1..=5).for_each(hop);
    gateway.push(Reply::json(200, &hello_plain()));
    assert_eq!(sent(&gateway).await.unwrap(), "Hello there");
    (1..=6).for_each(hop);
    let error = stopped(&gateway).await;
    assert!(error.to_string().contains("hop 6"), "{error}");
    assert_eq!(gateway.received().len(), 12);
}

#[tokio::test]
async fn redirects_that_lead_nowhere() {
    for (reply, part) in [
        (Reply::redirect(307, "/v1/chat/completions"), "leads back"),
        (Reply::new(307), "no Location"),
        (Reply::redirect(307, ""), "no Location"),
        (Reply::redirect(307, "http://[::?token=sekret"), "not a URL"),
        (
            Reply::redirect(307, "ftp://127.0.0.1/?token=sekret"),
            "from http://127.0.0.1",
        ),
        (
            Reply::redirect(307, "http://me:sekret@127.0.0.1/"),
            "names a user",
        ),
        (Reply::redirect(301, "/x?token=sekret"), "GET"),
        (Reply::redirect(302, "/x?token=sekret"), "GET"),
        (Reply::redirect(303, "/x?token=sekret"), "GET"),
    ] {
        let gateway = gateway();
        gateway.push(reply);
        let error = stopped(&gateway).await;
        assert!(error.to_string().contains(part), "{part}: {error}");
        assert_eq!(gateway.received().len(), 1);
    }
}

#[tokio::test]
async fn a_second_leg_that_fails_is_retried_from_the_first() {
    let gateway = gateway();
    gateway.push_behind_hop(Reply::error(503));
    gateway.push_behind_hop(Answer::persona());
    assert_eq!(sent(&gateway).await.unwrap(), "You said: the prompt");
    let received = gateway.received();
    assert_eq!(received.len(), 4);
    assert_eq!(received[2].target, "/v1/chat/completions");
    assert_ne!(
        received[1].query("token"),
        received[3].query("token"),
        "a fresh token"
    );
}

#[tokio::test]
async fn a_hop_whose_page_never_ends_does_not_hold_the_call_up() {
    let gateway = gateway();
    let page = Reply::redirect(307, "/next").with_content(vec![b'x'; 1 << 20]);
    gateway.push(page.cut(100, grid_gateway::Step::Stall));
    gateway.push(Reply::json(200, &hello_plain()));
    assert_eq!(sent(&gateway).await.unwrap(), "Hello there");
    assert_eq!(gateway.connections(), 2);
}
