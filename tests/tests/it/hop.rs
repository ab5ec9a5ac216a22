//! The Grid's hop from one of its hosts to another, over TLS: key and request of a chat go along, and to nobody else.

use grid_client::{Client, Error, Gateway, RetryPolicy};
use grid_gateway::{Reply, done, json_event};
use serde_json::{Value, json};

use crate::tls::{Secure, http};

const KEY: &str = "sk-hop-very-secret";
const PROMPT: &str = "the prompt of the hop";
/// Not below `/r/`, where the gateway takes only tokens of its own.
const TARGET: &str = "/second/chat/completions?token=hop";

/// A client of The Grid as it is, which finds The Grid's two addresses at one gateway and every other name of these tests at another.
fn client(here: &Secure, there: &Secure) -> Client {
    let own = ["api.thegrid.ai", "messages-beta.api.thegrid.ai"];
    let others = [
        "synapse.thegrid.ai",
        "a.b.thegrid.ai",
        "thegrid.ai",
        "evil.example",
        "synapse.thegrid.ai.example",
    ];
    let own = own.map(|host| (host, here.address));
    let others = others.map(|host| (host, there.address));
    Client::builder()
        .gateway(Gateway::the_grid())
        .api_key(KEY)
        .http(http(own.into_iter().chain(others)))
        .retry(RetryPolicy::none())
        .build()
        .unwrap()
}

fn completion(member: &str) -> Value {
    json!({
        "id": "c", "object": "chat.completion", "created": 1, "model": "m",
        "choices": [{"index": 0, member: {"role": "assistant", "content": "there"}, "finish_reason": "stop"}],
    })
}

async fn chat(client: &Client, streams: bool) -> Result<String, Error> {
    let call = client.chat("text-prime").user(PROMPT);
    let reply = if streams {
        call.stream().await?.finish().await?
    } else {
        call.send().await?
    };
    Ok(reply.text().to_owned())
}

async fn message(client: &Client, streams: bool) -> Result<String, Error> {
    let call = client.messages("text-prime", 100).user(PROMPT);
    let reply = if streams {
        call.stream().await?.finish().await?
    } else {
        call.send().await?
    };
    Ok(reply.text())
}

#[tokio::test]
async fn key_and_request_go_along_to_the_gateways_other_hosts() {
    for (status, streams) in [(307, false), (307, true), (308, false), (308, true)] {
        let (here, there) = (Secure::start().await, Secure::start().await);
        let location = format!("https://synapse.thegrid.ai{TARGET}");
        here.gateway.push(Reply::redirect(status, &location));
        there.gateway.push(if streams {
            Reply::events([json_event(&completion("delta")), done()])
        } else {
            Reply::json(200, &completion("message"))
        });
        let text = chat(&client(&here, &there), streams).await.unwrap();
        assert_eq!(text, "there");
        let (first, second) = (here.gateway.received(), there.gateway.received());
        let ([first], [second]) = (&first[..], &second[..]) else {
            panic!("{} and {} requests", first.len(), second.len());
        };
        assert_eq!(first.target, "/v1/chat/completions");
        assert_eq!((&second.method[..], &second.target[..]), ("POST", TARGET));
        assert_eq!(second.header("host"), Some("synapse.thegrid.ai"));
        for received in [first, second] {
            let bearer = format!("Bearer {KEY}");
            assert_eq!(received.header("authorization"), Some(&bearer[..]));
            assert_eq!(received.json()["messages"][0]["content"], PROMPT);
            assert_eq!(received.body, first.body);
        }
    }
}

/// Not followed: nothing of the request went there, and no token shows.
fn assert_stopped(error: &Error, here: &Secure, there: &Secure) {
    assert!(error.is_redirect() && !error.may_have_run(), "{error}");
    let shown = format!("{error} {error:?} {:?}", error.headers());
    assert!(!shown.contains("token=hop"), "{shown}");
    assert_eq!(here.gateway.received().len(), 1);
    assert_eq!(there.connections(), 0, "{error}");
}

#[tokio::test]
async fn nobody_else_is_even_connected_to() {
    for origin in [
        "https://evil.example",
        "https://synapse.thegrid.ai.example",
        "https://thegrid.ai",
        "http://synapse.thegrid.ai",
        "http://api.thegrid.ai",
        "https://synapse.thegrid.ai:8443",
    ] {
        for streams in [false, true] {
            let (here, there) = (Secure::start().await, Secure::start().await);
            let client = client(&here, &there);
            let hop = || Reply::redirect(307, &format!("{origin}{TARGET}"));
            here.gateway.push(hop());
            let error = chat(&client, streams).await.unwrap_err();
            assert_stopped(&error, &here, &there);
        }
    }
}

/// The Messages API is documented without a hop.
#[tokio::test]
async fn a_surface_without_a_hop_takes_none() {
    for streams in [false, true] {
        let (here, there) = (Secure::start().await, Secure::start().await);
        let location = format!("https://synapse.thegrid.ai{TARGET}");
        here.gateway.push(Reply::redirect(307, &location));
        let sent = message(&client(&here, &there), streams).await;
        assert_stopped(&sent.unwrap_err(), &here, &there);
        assert_eq!(
            here.gateway.received()[0].header("host"),
            Some("messages-beta.api.thegrid.ai")
        );
    }
}

#[tokio::test]
async fn nothing_is_sent_to_a_server_without_a_certificate_for_its_name() {
    let (here, there) = (Secure::start().await, Secure::start().await);
    // Allowed; but the certificate is for names one label below the domain.
    let location = format!("https://a.b.thegrid.ai{TARGET}");
    here.gateway.push(Reply::redirect(307, &location));
    let error = chat(&client(&here, &there), false).await.unwrap_err();
    assert!(error.is_connect() && !error.may_have_run(), "{error}");
    assert_eq!(there.connections(), 1, "{error}");
    assert_eq!(there.gateway.received().len(), 0);
}
