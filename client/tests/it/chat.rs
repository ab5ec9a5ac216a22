//! Plain completions: what leaves the client and what comes back.

use grid_client::api::chat::{
    AssistantMessage, ChatCompletionsRequest, ChatMessage, FinishReason, FunctionDefinition,
    ResponseFormat, ResponseFormatJsonObject, Tool, UserMessage,
};
use grid_client::chat::part;
use grid_client::{Client, Gateway};
use grid_gateway::{Persona, Reply};
use serde::Deserialize;
use serde_json::json;

use super::setup::{KEY, MODEL, builder, client, gateway};

#[tokio::test]
async fn a_completion_through_the_hop() {
    let gateway = gateway();
    let reply = client(&gateway)
        .chat(MODEL)
        .system("Be brief.")
        .user("Is it raining?")
        .temperature(0.5)
        .send()
        .await
        .unwrap();
    assert_eq!(reply.text(), "You said: Is it raining?");
    assert_eq!(reply.reasoning(), "The user wants an answer.");
    assert_eq!(reply.finish_reason(), Some(&FinishReason::Stop));
    assert_eq!(reply.model(), Some("openai/gpt-oss-120b"));
    assert!(reply.usage().unwrap().total_tokens > 0);
    assert_eq!(reply.attempts(), 1);
    assert!(reply.request_id().is_some() && reply.headers().contains_key("x-request-id"));
    assert_eq!(reply.choices().len(), 1);

    let received = gateway.received();
    assert_eq!(received.len(), 2, "the hop and its target");
    assert_eq!(
        received[0].connection, received[1].connection,
        "one connection carries both"
    );
    for request in &received {
        assert_eq!(request.method, "POST");
        assert_eq!(
            request.header("authorization").unwrap(),
            format!("Bearer {KEY}")
        );
        assert_eq!(
            request.header("user-agent").unwrap(),
            concat!("grid-client/", env!("CARGO_PKG_VERSION"))
        );
        assert_eq!(request.header("accept"), Some("application/json"));
        assert_eq!(request.header("referer"), None);
        assert_eq!(
            request.json(),
            json!({"model": MODEL, "temperature": 0.5, "messages": [
                {"role": "system", "content": "Be brief."}, {"role": "user", "content": "Is it raining?"},
            ]}),
            "what is not set is not sent"
        );
    }
    assert!(received[1].query("token").is_some());
    assert!(gateway.violations().is_empty());
}

#[tokio::test]
async fn every_kind_of_message_and_part() {
    let gateway = gateway();
    let client = client(&gateway);
    let before: [ChatMessage; 2] = [
        UserMessage::new("q").into(),
        AssistantMessage::new().content("a").into(),
    ];
    let reply = client
        .chat(MODEL)
        .developer("d")
        .messages(before)
        .assistant("b")
        .user_parts([
            part::text("What is this?"),
            part::image_url("https://a.example/x.png"),
            part::image("image/png", [1, 2, 3]),
            part::audio("wav", b"RIFF"),
        ])
        .send()
        .await
        .unwrap();
    assert_eq!(reply.text(), "You said: What is this? [part] [part] [part]");
    let sent = gateway.received()[0].json();
    assert_eq!(
        sent["messages"][4]["content"][2]["image_url"]["url"],
        "data:image/png;base64,AQID"
    );
    assert_eq!(
        sent["messages"][4]["content"][3]["input_audio"],
        json!({"data": "UklGRg==", "format": "wav"})
    );
    assert!(gateway.violations().is_empty());
}

#[derive(Debug, Deserialize, PartialEq)]
struct Place {
    city: String,
}

fn weather() -> Tool {
    let schema =
        json!({"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]});
    let schema = schema.as_object().unwrap().clone();
    Tool::new(FunctionDefinition::new("weather").parameters(schema))
}

#[tokio::test]
async fn a_tool_round_trip() {
    let gateway = gateway();
    let client = client(&gateway);
    let chat = client.chat(MODEL).user("Oslo").tools([weather()]);
    let reply = chat.clone().send().await.unwrap();
    assert_eq!(reply.finish_reason(), Some(&FinishReason::ToolCalls));
    let mut next = chat.message(reply.to_message());
    for call in reply.tool_calls() {
        assert_eq!(call.name(), "weather");
        let place: Place = call.arguments().unwrap();
        next = next.tool_result(&call.id, format!("Rain in {}.", place.city));
        let error = call.arguments::<Vec<u8>>().unwrap_err();
        assert!(error.is_decode());
        assert_eq!(
            error.decode_path(),
            Some("choices[0].message.tool_calls[0].function.arguments")
        );
        assert_eq!(error.body().unwrap(), call.function.arguments.as_bytes());
    }
    let answer = next.send().await.unwrap();
    assert!(answer.text().contains("Rain in"), "{}", answer.text());
    let last = gateway.received().pop().unwrap().json();
    assert_eq!(last["messages"][1]["tool_calls"][0]["type"], "function");
    assert!(
        last["messages"][1]["reasoning_content"].is_string(),
        "reasoning goes back while a call is open"
    );
    assert!(gateway.violations().is_empty());
}

/// No arguments at all are those of a function that takes none, unless the model had no tokens left for them.
#[tokio::test]
async fn arguments_that_were_cut_before_they_began_are_none() {
    for (reason, is_read) in [("tool_calls", true), ("length", false)] {
        let gateway = gateway();
        let call =
            json!({"id": "c", "type": "function", "function": {"name": "list", "arguments": ""}});
        gateway.push(Reply::json(
            200,
            &json!({"choices": [{"message": {"tool_calls": [call, call]}, "finish_reason": reason}]}),
        ));
        let reply = client(&gateway).chat(MODEL).user("q").send().await.unwrap();
        let read: Vec<bool> = reply
            .tool_calls()
            .map(|call| call.arguments::<serde_json::Value>().is_ok())
            .collect();
        assert_eq!(read, [true, is_read], "{reason}");
    }
}

#[tokio::test]
async fn what_goes_back_of_a_refusal_and_of_reasoning_under_its_other_name() {
    let answered = async |message: serde_json::Value| {
        let gateway = gateway();
        gateway.push(Reply::json(
            200,
            &json!({"choices": [{"message": message}]}),
        ));
        let reply = client(&gateway).chat(MODEL).user("x").send().await.unwrap();
        let reasoning = reply.reasoning().to_owned();
        (
            reasoning,
            serde_json::to_value(reply.into_message()).unwrap(),
        )
    };
    let (_, refusal) = answered(json!({"content": "", "refusal": "No."})).await;
    assert_eq!(refusal, json!({"role": "assistant", "content": "No."}));
    let call = json!({"id": "a", "type": "function", "function": {"name": "f", "arguments": "{}"}});
    let message =
        json!({"content": null, "tool_calls": [call], "reasoning_content": "", "reasoning": "Hm."});
    let (reasoning, message) = answered(message).await;
    assert_eq!(reasoning, "Hm.");
    assert_eq!(
        message,
        json!({"role": "assistant", "tool_calls": [call], "reasoning_content": "", "reasoning": "Hm."})
    );
}

#[tokio::test]
async fn json_of_the_text() {
    let gateway = gateway();
    let chat = client(&gateway).chat(MODEL).user("x");
    let format: ResponseFormat = ResponseFormatJsonObject::new().into();
    let reply = chat.clone().response_format(format).send().await.unwrap();
    assert_eq!(
        reply.json::<serde_json::Value>().unwrap(),
        json!({"you_said": "x"})
    );
    let error = chat.send().await.unwrap().json::<Place>().unwrap_err();
    assert!(error.is_decode());
    assert_eq!(error.body().unwrap(), b"You said: x".as_slice());
}

#[tokio::test]
async fn a_request_of_your_own_and_several_choices() {
    let gateway = gateway();
    let request = ChatCompletionsRequest::new([UserMessage::new("x")])
        .model(MODEL)
        .n(3);
    let reply = client(&gateway).send(request).await.unwrap();
    assert_eq!(reply.choices().len(), 3);
    assert_eq!(reply.into_completion().choices[2].index, Some(2));
}

#[tokio::test]
async fn the_personas_of_the_other_gateways() {
    for (persona, data) in [
        (Persona::DGRID, Gateway::dgrid()),
        (
            Persona::COMPATIBLE,
            Gateway::compatible("http://replaced.example"),
        ),
    ] {
        let gateway = grid_gateway::Gateway::builder()
            .persona(persona)
            .key(KEY)
            .start()
            .unwrap();
        let client = builder(&gateway).gateway(data).build().unwrap();
        let chat = client.chat("openai/gpt-4o").user("x");
        assert_eq!(chat.clone().send().await.unwrap().text(), "You said: x");
        let streamed = chat.stream().await.unwrap().finish().await.unwrap();
        assert_eq!(streamed.text(), "You said: x");
    }
}

fn is_send<T: Send>(value: T) -> T {
    value
}

#[tokio::test]
async fn futures_are_send_and_the_client_is_shared() {
    fn is_shared<T: Clone + Send + Sync + 'static>(_: &T) {}
    let gateway = gateway();
    let client: Client = client(&gateway);
    is_shared(&client);
    let tasks: Vec<_> = (0..8)
        .map(|number| {
            let chat = client.chat(MODEL).user(number.to_string());
            tokio::spawn(is_send(async move {
                let mut stream = is_send(chat.clone().stream()).await?;
                is_send(stream.try_next()).await?;
                is_send(stream.finish()).await?;
                is_send(chat.send()).await
            }))
        })
        .collect();
    for (number, task) in tasks.into_iter().enumerate() {
        assert_eq!(
            task.await.unwrap().unwrap().text(),
            format!("You said: {number}")
        );
    }
}
