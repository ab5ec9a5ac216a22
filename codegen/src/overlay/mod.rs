//! Second stage: value + overlays → value.
//!
//! `OpenAPI` Overlay 1.0, applied strictly: an action that no longer fits the document is an error and never a guess.
//! Every problem of every action is reported at once; an action that fails is passed over, so that the others are
//! judged on what is left.
//!
//! `roas-overlay` 0.3 was considered: its report has no pointers, each of its actions clones the document, and it
//! merges without looking at what is there. Selecting is done by `serde_json_path` (RFC 9535), or by a walk where the
//! target is a plain path; merging is ours, because its rules are the point of this stage.

mod apply;
mod merge;
mod origins;
mod parse;
mod remove;
mod target;

use serde_json::Value;

pub(crate) use apply::apply;
pub(crate) use origins::{Origin, Origins};
pub(crate) use parse::parse;

use target::Target;

/// An overlay: one file of corrections, each with its reason.
#[derive(Clone, Debug)]
pub(crate) struct Overlay {
    /// The file's name, for messages.
    pub file: String,
    /// In the order of the file, which is the order they are applied in.
    pub actions: Vec<Action>,
}

/// One correction.
#[derive(Clone, Debug)]
pub(crate) struct Action {
    /// From 1, in the order of the file.
    pub number: usize,
    /// The `JSONPath` of the places that it changes, as written.
    pub target: String,
    path: Target,
    change: Change,
    /// `x-premise`: what the document must say for the action to make sense.
    premise: Option<Value>,
}

#[derive(Clone, Debug)]
enum Change {
    Update(Value),
    Remove,
}

/// A document with its overlays applied.
#[derive(Clone, Debug)]
pub(crate) struct Applied {
    /// The overlaid document.
    pub value: Value,
    /// Which of its places come from an overlay.
    pub origins: Origins,
    /// The actions that changed nothing.
    pub without_effect: Vec<Origin>,
}
