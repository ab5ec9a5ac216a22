//! A request that is built, kept and sent as a value.

use grid_client::api::chat::{
    ChatCompletionsRequest, JsonSchema, ResponseFormatJsonSchema, UserMessage,
};
use serde_json::{Value, json};

mod setting;

#[tokio::main]
async fn main() -> Result<(), setting::Failure> {
    let setting = setting::setting()?;
    let schema = json!({"type": "object", "properties": {"answer": {"type": "string"}}, "required": ["answer"]});
    let format = JsonSchema::new("answer").schema(grid_client::json_object(schema)?);
    let mut request =
        ChatCompletionsRequest::new([UserMessage::new("What is a spot market? Answer in JSON.")])
            .model(&setting.model)
            .response_format(ResponseFormatJsonSchema::new(format))
            .stop(["END"].map(str::to_owned).to_vec())
            .seed(7);
    // A field that the document does not know yet.
    request.extra.insert("top_k".to_owned(), 40.into());

    // The same value can be checked, stored, and read again.
    request.validate()?;
    let stored = serde_json::to_string(&request)?;
    let request: ChatCompletionsRequest = serde_json::from_str(&stored)?;

    let reply = setting.client.send(request).await?;
    println!("{:#}", reply.json::<Value>()?);
    Ok(())
}
