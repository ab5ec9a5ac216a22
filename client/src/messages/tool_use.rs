//! A use of a tool that the model asks for.

use std::fmt;
use std::ops::Deref;

use grid_api::messages::ToolUseBlock;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::accumulate::PARTIAL_INPUT;
use crate::Error;
use crate::engine::Meta;

/// A use of a tool that the model asks for: the generated [`ToolUseBlock`], which it dereferences to, and its input as a type of yours.
#[derive(Clone, Copy)]
pub struct ToolUseRef<'a> {
    block: &'a ToolUseBlock,
    index: usize,
    is_cut: bool,
    meta: &'a Meta,
}

impl<'a> ToolUseRef<'a> {
    /// `index`: which block of the content it is; `is_cut`: whether the model was stopped while it wrote this one.
    pub(super) fn new(block: &'a ToolUseBlock, index: usize, is_cut: bool, meta: &'a Meta) -> Self {
        Self {
            block,
            index,
            is_cut,
            meta,
        }
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
        let cut = self.block.extra.get(PARTIAL_INPUT).and_then(Value::as_str);
        let cut = cut.or((self.is_cut && self.block.input.is_empty()).then_some(""));
        // What the model did not come to say is not an input without it.
        let read = match cut {
            Some(text) => serde_json::from_str(text),
            None => T::deserialize(&self.block.input),
        };
        read.map_err(|problem| {
            let path = format!("content[{}].input", self.index);
            let text = cut.map_or_else(
                || serde_json::to_string(&self.block.input).unwrap_or_default(),
                str::to_owned,
            );
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
