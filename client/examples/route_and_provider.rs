//! The extras that The Grid lists and `OpenRouter` explains: which suppliers may serve a request, and what to do when one fails.

use grid_client::api::chat::{Price, ProviderPreferences, Route, SortKey};

mod setting;

#[tokio::main]
async fn main() -> Result<(), setting::Failure> {
    let setting = setting::setting()?;
    let mut provider = ProviderPreferences::new()
        .order(["groq", "together"])
        .allow_fallbacks(false)
        .data_collection("deny")
        .sort(SortKey::Price)
        .max_price(Price::new().prompt(0.5).completion(1.5));
    // A key that no document knows travels all the same.
    provider.extra.insert("my_own_key".to_owned(), true.into());

    let request = setting
        .client
        .chat(&setting.model)
        .user("Hi")
        .route(Route::Fallback)
        .provider(provider);
    println!("{}", serde_json::to_string_pretty(request.request())?);
    println!("{}", request.send().await?.text());
    Ok(())
}
