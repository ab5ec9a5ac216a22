use grid_gateway::{Answer, Gateway, Reply};
use serde_json::{Value, json};

use crate::client::{Client, ask};

fn document() -> String {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../spec/grid.json");
    std::fs::read_to_string(path).unwrap()
}

fn with(field: &str, value: Value) -> Value {
    let mut body = ask("Hi");
    body[field] = value;
    body
}

#[tokio::test]
async fn what_the_document_allows_passes() {
    let gateway = Gateway::builder().document(&document()).start().unwrap();
    let mut client = Client::of(&gateway).await;
    for body in [
        ask("Hi"),
        with("temperature", Value::Null),
        with("temperature", json!(2)),
        with("stop", Value::Null),
        with("stop", json!("end")),
        with("stop", json!(["a", "b"])),
        with("service_tier", Value::Null),
        with("service_tier", json!("flex")),
        with("response_format", json!({"type": "json_object"})),
        with(
            "tool_choice",
            json!({"type": "function", "function": {"name": "f"}}),
        ),
        with("provider", json!({"anything": [1]})),
        with("logit_bias", json!({"50256": -100})),
        with("a_field_of_tomorrow", json!(1)),
    ] {
        assert_eq!(
            client.chat("/v1/chat/completions", &body).await.status,
            307,
            "{body}"
        );
    }
    assert_eq!(gateway.violations(), []);
}

#[tokio::test]
async fn what_the_document_forbids_is_refused_and_noted() {
    let gateway = Gateway::builder().document(&document()).start().unwrap();
    let mut client = Client::of(&gateway).await;
    let wrong = [
        (with("messages", json!([])), "messages"),
        (json!({"model": "text-prime"}), ""),
        (with("messages", json!([{"role": "user"}])), "messages[0]"),
        (
            with("messages", json!([{"role": "wizard", "content": "a"}])),
            "messages[0]",
        ),
        (with("temperature", json!(2.5)), "temperature"),
        (with("temperature", json!("hot")), "temperature"),
        (with("service_tier", json!("gold")), "service_tier"),
        (with("stop", json!(["a", "b", "c", "d", "e"])), "stop"),
        (
            with("tools", json!([{"type": "function", "function": {}}])),
            "tools[0].function",
        ),
        (with("logit_bias", json!({"1": 101})), "logit_bias.1"),
        (with("route", Value::Null), "route"),
    ];
    for (number, (body, path)) in (0..).zip(&wrong) {
        let refused = client.chat("/v1/chat/completions", body).await;
        assert_eq!(refused.status, 422, "{body}");
        let error = &refused.json()["errors"][0];
        assert_eq!(error["path"], *path, "{error}");
        assert!(
            error["message"].is_string() && error["value"].is_string(),
            "{error}"
        );
        let violations = gateway.violations();
        let last = violations.last().unwrap();
        assert_eq!((last.request, last.path.as_str()), (number, *path));
        assert!(
            !format!("{violations:?}").contains("wizard"),
            "{violations:?}"
        );
    }
}

#[tokio::test]
async fn scripted_answers_are_checked_unless_told_otherwise() {
    let gateway = Gateway::builder().document(&document()).start().unwrap();
    let mut client = Client::of(&gateway).await;
    gateway.push(Reply::error(429));
    gateway.push(Answer::from(Reply::error(429)).unchecked());
    gateway.push(Answer::hop());
    let bad = with("n", json!(0));
    assert_eq!(client.chat("/v1/chat/completions", &bad).await.status, 422);
    assert_eq!(client.chat("/v1/chat/completions", &bad).await.status, 429);
    assert_eq!(client.chat("/v1/chat/completions", &bad).await.status, 422);
    assert_eq!(gateway.violations().len(), 2);
}

#[tokio::test]
async fn the_second_leg_is_checked_too() {
    let gateway = Gateway::builder().document(&document()).start().unwrap();
    let mut client = Client::of(&gateway).await;
    let hop = client.chat("/v1/chat/completions", &ask("Hi")).await;
    let target = hop
        .header("location")
        .unwrap()
        .strip_prefix(&gateway.origin())
        .unwrap()
        .to_owned();
    assert_eq!(client.chat(&target, &json!({})).await.status, 422);
}

/// What the persona answers is itself as the document says.
#[tokio::test]
async fn the_persona_answers_what_the_document_describes() {
    let mut document: Value = serde_json::from_str(&document()).unwrap();
    // The response's schema in place of the request's, so that the gateway's own check does the work.
    document["paths"]["/chat/completions"]["post"]["requestBody"]["content"]["application/json"]
        ["schema"] = json!({"$ref": "#/components/schemas/ChatCompletionResponse"});
    let mirror = Gateway::builder()
        .document(&document.to_string())
        .start()
        .unwrap();
    mirror.always(Reply::new(204));
    let gateway = Gateway::start().unwrap();
    let mut client = Client::of(&gateway).await;
    let mut to_mirror = Client::of(&mirror).await;
    let tool = json!([{"type": "function", "function": {"name": "f"}}]);
    for body in [
        ask("Hi"),
        with("n", json!(3)),
        with("logprobs", json!(true)),
        with("tools", tool),
    ] {
        let hop = client.chat("/v1/chat/completions", &body).await;
        let target = hop
            .header("location")
            .unwrap()
            .strip_prefix(&gateway.origin())
            .unwrap()
            .to_owned();
        let answer = client.chat(&target, &body).await.json();
        to_mirror.chat("/v1/chat/completions", &answer).await;
    }
    assert_eq!(mirror.violations(), []);
    assert_eq!(
        to_mirror
            .chat("/v1/chat/completions", &json!({"id": 1}))
            .await
            .status,
        422
    );
}

#[tokio::test]
async fn a_document_that_is_none_does_not_start() {
    assert!(Gateway::builder().document("{").start().is_err());
}
