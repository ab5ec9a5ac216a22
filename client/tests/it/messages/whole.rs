//! Whole messages: what leaves the client and what comes back.

use grid_client::Gateway;
use grid_client::api::messages::{StopReason, Tool};
use grid_client::messages::block;
use grid_gateway::{Persona, Reply};
use serde_json::{Value, json};

use super::asked;
use crate::setup::{KEY, MODEL, builder, client, gateway};

#[tokio::test]
async fn a_message_and_what_was_sent_for_it() {
    let gateway = gateway();
    let reply = client(&gateway)
        .messages(MODEL, 100)
        .system("Be brief.")
        .user("Is it raining?")
        .stop_sequences(["END"])
        .send()
        .await
        .unwrap();
    assert_eq!(reply.text(), "You said: Is it raining?");
    assert_eq!(reply.stop_reason(), Some(&StopReason::EndTurn));
    assert!(reply.usage().unwrap().output_tokens > 0 && reply.request_id().is_some());
    let received = &gateway.received()[0];
    assert_eq!(received.path(), "/v1/messages");
    assert_eq!(received.header("x-api-key"), Some(KEY));
    assert_eq!(received.header("authorization"), None);
    assert_eq!(received.header("anthropic-version"), Some("2023-06-01"));
    assert_eq!(
        received.json(),
        json!({
            "model": MODEL, "max_tokens": 100, "system": "Be brief.", "stop_sequences": ["END"],
            "messages": [{"role": "user", "content": "Is it raining?"}],
        })
    );
    assert!(gateway.violations().is_empty());
}

#[tokio::test]
async fn dgrid_wants_a_bearer() {
    let gateway = grid_gateway::Gateway::builder()
        .persona(Persona::DGRID)
        .key(KEY)
        .start()
        .unwrap();
    let client = builder(&gateway).gateway(Gateway::dgrid()).build().unwrap();
    let messages = client.messages("anthropic/claude", 100).user("x");
    let plain = messages.clone().send().await.unwrap();
    assert!(plain.request_id().is_some());
    let streamed = messages.stream().await.unwrap().finish().await.unwrap();
    assert_eq!(streamed.message(), plain.message());
    assert_eq!(
        gateway.received()[0].header("authorization").unwrap(),
        format!("Bearer {KEY}")
    );
}

fn weather() -> Tool {
    let schema = json!({"type": "object", "properties": {"city": {"type": "string"}}});
    Tool::new("weather", schema.as_object().unwrap().clone())
}

#[tokio::test]
async fn a_tool_round_trip_whole_and_streamed() {
    let gateway = gateway();
    let messages = client(&gateway)
        .messages(MODEL, 100)
        .user("Oslo")
        .tools([weather()]);
    let plain = messages.clone().send().await.unwrap();
    let reply = messages
        .clone()
        .stream()
        .await
        .unwrap()
        .finish()
        .await
        .unwrap();
    assert_eq!(reply.message(), plain.message());
    let mut next = messages.message(reply.clone().into_message());
    for tool in reply.tool_uses() {
        assert_eq!(tool.name(), "weather");
        let input: Value = tool.arguments().unwrap();
        next = next.tool_result(&tool.id, format!("Rain in {}.", input["city"]));
        let error = tool.arguments::<Vec<u8>>().unwrap_err();
        assert!(error.is_decode());
        assert_eq!(error.decode_path(), Some("content[0].input"));
    }
    assert!(next.send().await.unwrap().text().contains("Rain in"));
    assert!(gateway.violations().is_empty());
}

#[test]
fn results_that_follow_one_another_share_a_message() {
    let messages = grid_client::Client::new(KEY).unwrap().messages(MODEL, 5);
    let request = messages
        .user_blocks([
            block::text("q"),
            block::image_url("https://a.example/x"),
            block::image("image/png", [0]),
        ])
        .assistant("a")
        .tool_result("1", "one")
        .tool_result("2", "two")
        .into_request();
    let sent = serde_json::to_value(request).unwrap();
    assert_eq!(sent["messages"].as_array().unwrap().len(), 3);
    assert_eq!(sent["messages"][2]["content"][1]["tool_use_id"], "2");
    assert_eq!(sent["messages"][0]["content"][2]["source"]["data"], "AA==");
}

#[tokio::test]
async fn the_key_stays_at_its_origin() {
    let (here, there) = (gateway(), gateway());
    here.push(Reply::redirect(307, "/v1/messages?token=sekret"));
    assert!(
        asked(&here).send().await.is_ok(),
        "within the origin it is followed"
    );
    here.push(Reply::redirect(
        307,
        &format!("{}/v1/messages?token=sekret", there.origin()),
    ));
    let error = asked(&here).send().await.unwrap_err();
    assert!(error.is_redirect() && !format!("{error} {error:?}").contains("sekret"));
    assert_eq!((there.connections(), there.received().len()), (0, 0));
}
