//! The request's fields as setters of the builder, under their own names.

use grid_api::messages::{CacheControl, Metadata, ServiceTier, System, Thinking, Tool, ToolChoice};

use super::MessagesBuilder;

macro_rules! setters {
    ($($name:ident: $type:ty;)*) => {
        impl MessagesBuilder {
            $(
                #[doc = concat!("Sets `", stringify!($name), "`: see [`MessagesRequest`](grid_api::messages::MessagesRequest#structfield.", stringify!($name), ").")]
                pub fn $name(mut self, value: $type) -> Self {
                    self.request = self.request.$name(value);
                    self
                }
            )*
        }
    };
}

// `model` and `max_tokens` are the builder's first; `messages` is in `builder.rs`; `stream` is what `send` and `stream` are for.
setters! {
    system: impl Into<System>;
    metadata: Metadata;
    stop_sequences: impl IntoIterator<Item = impl Into<String>>;
    temperature: f64;
    top_p: f64;
    top_k: i64;
    service_tier: impl Into<ServiceTier>;
    tools: impl IntoIterator<Item = Tool>;
    tool_choice: impl Into<ToolChoice>;
    thinking: impl Into<Thinking>;
    cache_control: CacheControl;
}

impl MessagesBuilder {
    /// Sets a member of the body that the document does not name, or an explicit `null` for a field that is not set.
    pub fn extra(mut self, name: impl Into<String>, value: impl Into<serde_json::Value>) -> Self {
        self.request.extra.insert(name.into(), value.into());
        self
    }
}
