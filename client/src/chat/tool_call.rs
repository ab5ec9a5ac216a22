//! A call that the model asks for.

use std::ops::Deref;

use grid_api::chat::ToolCall;
use serde::de::DeserializeOwned;

use crate::Error;
use crate::engine::Meta;

/// A call that the model asks for: the generated [`ToolCall`], which it dereferences to, and its arguments as a type of yours.
#[derive(Clone, Copy)]
pub struct ToolCallRef<'a> {
    call: &'a ToolCall,
    index: usize,
    is_cut: bool,
    meta: &'a Meta,
}

impl<'a> ToolCallRef<'a> {
    /// `is_cut`: whether the model was stopped while it wrote this one.
    pub(super) fn new(call: &'a ToolCall, index: usize, is_cut: bool, meta: &'a Meta) -> Self {
        Self {
            call,
            index,
            is_cut,
            meta,
        }
    }

    /// The name of the function.
    #[must_use]
    pub fn name(&self) -> &'a str {
        &self.call.function.name
    }

    /// The arguments, read as JSON. No text at all, which some models send for a function without parameters, is read as `{}`.
    ///
    /// # Errors
    /// [`Error::is_decode`] where the model wrote something else, or was stopped in the middle of it; [`Error::body`] is what it wrote.
    pub fn arguments<T: DeserializeOwned>(&self) -> Result<T, Error> {
        let text = &self.call.function.arguments;
        let json = if text.trim_ascii().is_empty() && !self.is_cut {
            "{}"
        } else {
            text
        };
        serde_json::from_str(json).map_err(|problem| {
            let path = format!(
                "choices[0].message.tool_calls[{}].function.arguments",
                self.index
            );
            self.meta.misread(&path, text, &problem)
        })
    }
}

impl Deref for ToolCallRef<'_> {
    type Target = ToolCall;

    fn deref(&self) -> &ToolCall {
        self.call
    }
}

impl std::fmt::Debug for ToolCallRef<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.call.fmt(f)
    }
}
