//! Fragments of tool calls, and which call each belongs to.
//!
//! By `index`, as the document says; and since servers do not keep to it: a fragment without an index belongs to the call with its id,
//! else begins a call where its id is new, else goes on with the last call. Servers that number every parallel call 0: a fragment with the
//! index of a call that has another id begins a call of its own if it brings a name, and so does one without an id that brings a name and
//! arguments where those of the call are complete; one without either goes on with the last call that began under its index. An empty id
//! is none, and a repeated one is nothing new; servers that make up an id for each fragment repeat no name.

use grid_api::chat::{FunctionCall, FunctionCallDelta, ToolCall, ToolCallDelta};
use serde::de::IgnoredAny;

use super::extra;

/// The index of each call, in the order in which they are kept: that of the indices, and under one index that of their beginnings.
#[derive(Debug, Default)]
pub(super) struct ToolCallPlaces {
    indices: Vec<i64>,
}

impl ToolCallPlaces {
    /// Of so many calls that came whole.
    pub(super) fn of(count: usize) -> Self {
        Self {
            indices: (0i64..).take(count).collect(),
        }
    }

    pub(super) fn add(&mut self, calls: &mut Vec<ToolCall>, new: &ToolCallDelta) {
        let at = self.place(calls, new);
        if let Some(call) = calls.get_mut(at) {
            merge(call, new);
        }
    }

    fn place(&mut self, calls: &mut Vec<ToolCall>, new: &ToolCallDelta) -> usize {
        let id = new.id.as_deref().filter(|id| !id.is_empty());
        let by_id = id.and_then(|id| calls.iter().position(|call| call.id == id));
        match (new.index, id, by_id) {
            (None, _, Some(at)) => at,
            (None, None, None) if !calls.is_empty() => calls.len() - 1,
            (None, _, None) => self.begin(calls, self.next_index()),
            (Some(index), _, _) => match self.last_of(index) {
                Some(at) if calls.get(at).is_none_or(|call| goes_on(call, id, new)) => at,
                Some(at) => by_id.unwrap_or_else(|| match id {
                    Some(_) if !new.function.as_ref().is_some_and(brings_name) => at,
                    _ => self.begin(calls, index),
                }),
                None => self.begin(calls, index),
            },
        }
    }

    /// The call that began last under this index.
    fn last_of(&self, index: i64) -> Option<usize> {
        let at = self.behind(index).checked_sub(1)?;
        (self.indices.get(at) == Some(&index)).then_some(at)
    }

    fn behind(&self, index: i64) -> usize {
        self.indices.partition_point(|held| *held <= index)
    }

    fn begin(&mut self, calls: &mut Vec<ToolCall>, index: i64) -> usize {
        let at = self.behind(index);
        self.indices.insert(at, index);
        let mut call = ToolCall::new("", FunctionCall::new("", ""));
        call.r#type = None;
        calls.insert(at, call);
        at
    }

    fn next_index(&self) -> i64 {
        self.indices.last().map_or(0, |last| last.saturating_add(1))
    }
}

/// Whether a fragment with the index of a call is of that call.
fn goes_on(call: &ToolCall, id: Option<&str>, new: &ToolCallDelta) -> bool {
    match id {
        Some(id) => call.id.is_empty() || call.id == id,
        None => !new
            .function
            .as_ref()
            .is_some_and(|new| is_another(&call.function, new)),
    }
}

fn brings_name(function: &FunctionCallDelta) -> bool {
    function.name.as_ref().is_some_and(|name| !name.is_empty())
}

/// Whether a function has all of its arguments, and these are those of another. A name alone may repeat.
fn is_another(function: &FunctionCall, new: &FunctionCallDelta) -> bool {
    brings_name(new)
        && new
            .arguments
            .as_ref()
            .is_some_and(|text| text.trim_start().starts_with('{'))
        && function.arguments.starts_with('{')
        // Looked at first: servers that repeat the name do so with every fragment.
        && function.arguments.trim_end().ends_with('}')
        && serde_json::from_str::<IgnoredAny>(&function.arguments).is_ok()
}

fn merge(call: &mut ToolCall, new: &ToolCallDelta) {
    if let Some(id) = &new.id
        && call.id.is_empty()
    {
        call.id.clone_from(id);
    }
    if new.r#type.is_some() && call.r#type.is_none() {
        call.r#type.clone_from(&new.r#type);
    }
    if let Some(new) = &new.function {
        merge_function(&mut call.function, new);
    }
    extra::merge(&mut call.extra, &new.extra);
}

fn merge_function(function: &mut FunctionCall, new: &FunctionCallDelta) {
    // A name comes whole, and at some servers again with each fragment; at others in fragments itself.
    if let Some(name) = &new.name
        && *name != function.name
    {
        function.name.push_str(name);
    }
    if let Some(arguments) = &new.arguments {
        function.arguments.push_str(arguments);
    }
    extra::merge(&mut function.extra, &new.extra);
}
