//! A whole round trip: the model asks for a function, gets its result, and answers with it.

use grid_client::api::chat::{ChatMessage, FunctionDefinition, Tool, ToolMessage, UserMessage};
use grid_client::json_object;
use serde::Deserialize;
use serde_json::json;

mod setting;

#[derive(Deserialize)]
struct Arguments {
    #[serde(default)]
    city: String,
}

fn weather(arguments: &Arguments) -> String {
    json!({"city": arguments.city, "celsius": 21, "sky": "clear"}).to_string()
}

#[tokio::main]
async fn main() -> Result<(), setting::Failure> {
    let setting = setting::setting()?;
    let parameters = json_object(
        json!({"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}),
    )?;
    let function = FunctionDefinition::new("weather")
        .description("The weather in a city.")
        .parameters(parameters);

    let mut messages: Vec<ChatMessage> = vec![UserMessage::new("Is it warm in Zurich?").into()];
    for _ in 0..5 {
        let conversation = messages.iter().cloned();
        let request = setting
            .client
            .chat(&setting.model)
            .messages(conversation)
            .tools([Tool::new(function.clone())]);
        let reply = request.send().await?;

        let mut results = Vec::new();
        for call in reply.tool_calls() {
            println!(
                "the model calls {}({})",
                call.name(),
                call.function.arguments
            );
            // The model writes the arguments, and may get them wrong: tell it, and it tries again.
            let result = match call.arguments::<Arguments>() {
                Ok(arguments) => weather(&arguments),
                Err(problem) => format!("the arguments cannot be read: {problem}"),
            };
            results.push(ToolMessage::new(result, call.id.clone()));
        }
        if results.is_empty() {
            println!("{}", reply.text());
            return Ok(());
        }
        messages.push(reply.into_message());
        messages.extend(results.into_iter().map(ChatMessage::from));
    }
    Err(setting::Failure::new(
        "the model calls functions without end",
    ))
}
