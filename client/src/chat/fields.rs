//! The request's fields as setters of the builder, under their own names.

use grid_api::chat::{
    AudioOutput, Modality, Prediction, PromptCacheRetention, ProviderPreferences, ReasoningEffort,
    ResponseFormat, Route, ServiceTier, Stop, StreamOptions, Tool, ToolChoice, Verbosity,
    WebSearchOptions,
};

use super::ChatBuilder;

macro_rules! setters {
    ($($name:ident: $type:ty;)*) => {
        impl ChatBuilder {
            $(
                #[doc = concat!("Sets `", stringify!($name), "`: see [`ChatCompletionsRequest`](grid_api::chat::ChatCompletionsRequest#structfield.", stringify!($name), ").")]
                pub fn $name(mut self, value: $type) -> Self {
                    self.request = self.request.$name(value);
                    self
                }
            )*
        }
    };
}

// `messages` is in `builder.rs`; `stream` is what `send` and `stream` are for.
setters! {
    model: impl Into<String>;
    max_tokens: u64;
    max_completion_tokens: u64;
    temperature: f64;
    top_p: f64;
    n: u64;
    stream_options: StreamOptions;
    stop: impl Into<Stop>;
    logprobs: bool;
    top_logprobs: u64;
    response_format: impl Into<ResponseFormat>;
    tools: impl IntoIterator<Item = Tool>;
    tool_choice: impl Into<ToolChoice>;
    parallel_tool_calls: bool;
    frequency_penalty: f64;
    presence_penalty: f64;
    logit_bias: impl IntoIterator<Item = (impl Into<String>, i64)>;
    seed: i64;
    service_tier: impl Into<ServiceTier>;
    reasoning_effort: impl Into<ReasoningEffort>;
    modalities: impl IntoIterator<Item = impl Into<Modality>>;
    audio: AudioOutput;
    prediction: Prediction;
    metadata: impl IntoIterator<Item = (impl Into<String>, impl Into<String>)>;
    store: bool;
    verbosity: impl Into<Verbosity>;
    web_search_options: WebSearchOptions;
    prompt_cache_key: impl Into<String>;
    prompt_cache_retention: impl Into<PromptCacheRetention>;
    safety_identifier: impl Into<String>;
}

impl ChatBuilder {
    /// Sets `route`: [`Route::Fallback`] asks for another supplier when the first one fails. The Grid's document has the field and says nothing of what it does.
    pub fn route(mut self, value: impl Into<Route>) -> Self {
        self.request = self.request.route(value);
        self
    }

    /// Sets `provider`: which suppliers may serve the request, in `OpenRouter`'s shape. The Grid's document has the field and
    /// names no keys; ones that the type does not know go through its `extra`.
    pub fn provider(mut self, value: ProviderPreferences) -> Self {
        self.request = self.request.provider(value);
        self
    }

    /// Sets `user`: who the end user is, for the gateway's sake. [`user`](Self::user) is the message.
    pub fn user_id(mut self, value: impl Into<String>) -> Self {
        self.request = self.request.user(value);
        self
    }

    /// Sets a member of the body that the document does not name, or an explicit `null` for a field that is not set.
    pub fn extra(mut self, name: impl Into<String>, value: impl Into<serde_json::Value>) -> Self {
        self.request.extra.insert(name.into(), value.into());
        self
    }
}
