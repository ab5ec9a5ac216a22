//! A use of a tool that the model asks for.

use std::fmt;
use std::ops::Deref;

use grid_api::messages::ToolUseBlock;
use serde::de::DeserializeOwned;

use crate::Error;
use crate::engine::Meta;

/// A use of a tool that the model asks for: the generated [`ToolUseBlock`], which it dereferences to, and its input as a type of yours.
#[derive(Clone, Copy)]
pub struct ToolUseRef<'a> {
    block: &'a ToolUseBlock,
    index: usize,
    meta: &'a Meta,
}

impl<'a> ToolUseRef<'a> {
    /// `index`: which block of the content it is.
    pub(super) fn new(block: &'a ToolUseBlock, index: usize, meta: &'a Meta) -> Self {
        Self { block, index, meta }
    }

    /// The name of the tool.
    #[must_use]
    pub fn name(&self) -> &'a str {
        &self.block.name
    }

    /// The input as a type of yours.
    ///
    /// # Errors
    /// [`Error::is_decode`] where the model gave another one, or was stopped in the middle of it; [`Error::body`] is what it gave.
    pub fn arguments<T: DeserializeOwned>(&self) -> Result<T, Error> {
        T::deserialize(&self.block.input).map_err(|problem| {
            let path = format!("content[{}].input", self.index);
            let text = match self.block.extra.get("partial_json") {
                Some(partial) => partial.as_str().unwrap_or_default().to_owned(),
                None => serde_json::to_string(&self.block.input).unwrap_or_default(),
            };
            self.meta.misread(&path, &text, &problem)
        })
    }
}

impl Deref for ToolUseRef<'_> {
    type Target = ToolUseBlock;

    fn deref(&self) -> &ToolUseBlock {
        self.block
    }
}

impl fmt::Debug for ToolUseRef<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.block.fmt(f)
    }
}
