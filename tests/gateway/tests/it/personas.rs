use std::collections::BTreeSet;

use grid_gateway::{Gateway, Persona};
use serde_json::{Value, json};

use crate::client::{Client, Response, ask};

/// The answer behind the hop.
async fn hopped(client: &mut Client, body: &Value) -> Response {
    let hop = client.chat("/v1/chat/completions", body).await;
    assert_eq!(hop.status, 307);
    let location = hop.header("location").unwrap().to_owned();
    client
        .chat(&location[location.find("/r/").unwrap()..], body)
        .await
}

fn payloads(stream: &Response) -> Vec<Value> {
    let events: Vec<&str> = stream.text().split_terminator("\n\n").collect();
    let (last, events) = events.split_last().unwrap();
    assert_eq!(*last, "data: [DONE]");
    events
        .iter()
        .map(|event| serde_json::from_str(event.strip_prefix("data: ").unwrap()).unwrap())
        .collect()
}

#[tokio::test]
async fn the_grid_sends_a_request_on_and_takes_each_token_once() {
    let gateway = Gateway::start().unwrap();
    let mut client = Client::of(&gateway).await;
    let hop = client.chat("/v1/chat/completions", &ask("Hi")).await;
    let location = hop.header("location").unwrap();
    let target = location.strip_prefix(&gateway.origin()).unwrap().to_owned();
    assert!(
        target.starts_with("/r/v1/chat/completions?token="),
        "{target}"
    );
    assert_eq!(
        hop.text(),
        format!("<html><body>You are being <a href=\"{location}\">redirected</a>.</body></html>")
    );
    assert_eq!(hop.header("content-type"), Some("text/html; charset=utf-8"));

    // The token is enough: no key on the second leg.
    let answer = client.post(&target, "", &ask("Hi")).await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.json()["model"], "openai/gpt-oss-120b");
    assert_eq!(
        answer.json()["choices"][0]["message"]["content"],
        "You said: Hi"
    );
    assert!(answer.header("x-request-id").is_some());
    assert_eq!(gateway.violations(), []);

    assert_eq!(client.post(&target, "", &ask("Hi")).await.status, 401);
    assert_eq!(
        client
            .chat("/r/v1/chat/completions", &ask("Hi"))
            .await
            .status,
        401
    );
    assert_eq!(gateway.violations().len(), 2);
    assert_eq!(gateway.violations()[0].path, "?token");
}

#[tokio::test]
async fn what_is_wrong_with_a_request_has_its_documented_error() {
    let gateway = Gateway::builder().key("secret").start().unwrap();
    let mut client = Client::of(&gateway).await;
    let chat = "/v1/chat/completions";
    for header in [
        "",
        "authorization: Bearer wrong\r\n",
        "authorization: secret\r\n",
        "x-api-key: secret\r\n",
    ] {
        let refused = client.post(chat, header, &ask("Hi")).await;
        assert_eq!(refused.status, 401, "{header}");
        assert_eq!(
            refused.json(),
            json!({"errors": {"detail": "Invalid or missing API key"}})
        );
    }
    let mut unknown = ask("Hi");
    unknown["model"] = json!("gpt-5.2");
    assert_eq!(client.chat(chat, &unknown).await.status, 404);
    assert_eq!(
        client
            .chat("/v1/v1/chat/completions", &ask("Hi"))
            .await
            .status,
        404
    );
    client
        .send("GET /v1/chat/completions HTTP/1.1\r\n\r\n")
        .await;
    assert_eq!(client.response().await.status, 405);
    let text = "authorization: Bearer secret\r\ncontent-length: 1\r\n\r\n{";
    client
        .send(&format!("POST /v1/chat/completions HTTP/1.1\r\n{text}"))
        .await;
    assert_eq!(client.response().await.status, 400);
}

#[tokio::test]
async fn a_stream_says_what_the_plain_answer_says() {
    let gateway = Gateway::start().unwrap();
    let mut client = Client::of(&gateway).await;
    let mut body = ask("one two three");
    body["n"] = json!(2);
    let plain = hopped(&mut client, &body).await.json();
    body["stream"] = json!(true);
    body["stream_options"] = json!({"include_usage": true});
    let stream = hopped(&mut client, &body).await;
    assert_eq!(stream.header("content-type"), Some("text/event-stream"));
    let chunks = payloads(&stream);
    let ids: BTreeSet<&str> = chunks
        .iter()
        .map(|chunk| chunk["id"].as_str().unwrap())
        .collect();
    assert_eq!(ids, BTreeSet::from([plain["id"].as_str().unwrap()]));
    for index in [0, 1] {
        let of_choice = chunks
            .iter()
            .map(|chunk| &chunk["choices"][0])
            .filter(|choice| choice["index"] == index);
        let said: String = of_choice
            .filter_map(|choice| choice["delta"]["content"].as_str())
            .collect();
        assert_eq!(said, plain["choices"][index]["message"]["content"]);
    }
    assert_eq!(chunks.last().unwrap()["usage"], plain["usage"]);
}

#[tokio::test]
async fn a_tool_is_called_and_its_result_used() {
    let gateway = Gateway::start().unwrap();
    let mut client = Client::of(&gateway).await;
    let mut body = ask("Oslo");
    let parameters = json!({"type": "object", "properties": {"city": {"type": "string"}}});
    body["tools"] =
        json!([{"type": "function", "function": {"name": "weather", "parameters": parameters}}]);
    let first = hopped(&mut client, &body).await.json();
    let message = &first["choices"][0]["message"];
    let call = &message["tool_calls"][0];
    assert_eq!(first["choices"][0]["finish_reason"], "tool_calls");
    assert_eq!(
        call["function"],
        json!({"name": "weather", "arguments": "{\"city\":\"Oslo\"}"})
    );
    let result = json!({"role": "tool", "tool_call_id": call["id"], "content": "rain, 7 degrees"});
    body["messages"]
        .as_array_mut()
        .unwrap()
        .extend([message.clone(), result]);
    let second = hopped(&mut client, &body).await.json();
    assert_eq!(
        second["choices"][0]["message"]["content"],
        "The tool says: rain, 7 degrees"
    );
}

#[tokio::test]
async fn a_response_format_is_kept() {
    let gateway = Gateway::builder()
        .persona(Persona::COMPATIBLE)
        .start()
        .unwrap();
    let mut client = Client::of(&gateway).await;
    let mut body = ask("Hi");
    body["response_format"] = json!({"type": "json_schema", "json_schema": {"name": "a", "schema": {
        "type": "object", "properties": {"greeting": {"type": "string"}, "count": {"type": "integer"}}}}});
    let answer = client.chat("/chat/completions", &body).await.json();
    let text = answer["choices"][0]["message"]["content"].as_str().unwrap();
    assert_eq!(
        serde_json::from_str::<Value>(text).unwrap(),
        json!({"greeting": "Hi", "count": 1})
    );
    assert_eq!(answer["usage"]["cache_read_input_tokens"], 2);
}

#[tokio::test]
async fn messages_have_their_own_key_and_events() {
    let grid = Gateway::start().unwrap();
    let mut client = Client::of(&grid).await;
    let mut body = ask("Hi there");
    body["max_tokens"] = json!(100);
    let refused = client.chat("/v1/messages", &body).await;
    assert_eq!(
        (refused.status, &refused.json()["errors"]["detail"]),
        (401, &json!("Invalid or missing API key"))
    );
    let plain = client
        .post("/v1/messages", "x-api-key: secret\r\n", &body)
        .await
        .json();
    assert_eq!(
        plain["content"],
        json!([{"type": "text", "text": "You said: Hi there"}])
    );
    body["stream"] = json!(true);
    let stream = client
        .post("/v1/messages", "x-api-key: secret\r\n", &body)
        .await;
    let names: Vec<&str> = stream
        .text()
        .lines()
        .filter_map(|line| line.strip_prefix("event: "))
        .collect();
    assert_eq!(names[..3], ["message_start", "ping", "content_block_start"]);
    assert_eq!(names[names.len() - 2..], ["message_delta", "message_stop"]);

    let dgrid = Gateway::builder().persona(Persona::DGRID).start().unwrap();
    let mut client = Client::of(&dgrid).await;
    assert_eq!(client.chat("/v1/messages", &body).await.status, 400);
    assert_eq!(dgrid.violations()[0].path, "anthropic-version");
    let headers = "authorization: Bearer secret\r\nanthropic-version: 2023-06-01\r\n";
    let answer = client.post("/v1/messages", headers, &body).await;
    assert_eq!(answer.status, 200);
    assert!(answer.header("dgrid-request-id").is_some());
    let refused = client.post("/v1/messages", "", &body).await.json();
    assert_eq!(refused["error"]["type"], "authentication_error");
}
