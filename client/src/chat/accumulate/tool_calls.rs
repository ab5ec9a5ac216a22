//! Fragments of tool calls, and which call each belongs to.
//!
//! By `index`, as the document says; and since servers do not keep to it: a fragment without an index belongs to the call with its id,
//! else begins a call where its id is new, else goes on with the last call. One with the index of a call that has another id begins a call
//! of its own (servers that number every parallel call 0). An empty id is none, and a repeated one is nothing new.

use grid_api::chat::{FunctionCall, FunctionCallDelta, ToolCall, ToolCallDelta};

use super::extra;

/// The index of each call, in the order in which they are kept: that of the indices.
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
            (Some(index), _, _) => match self.indices.binary_search(&index) {
                Ok(at)
                    if id.is_none_or(|id| {
                        calls
                            .get(at)
                            .is_none_or(|call| call.id.is_empty() || call.id == id)
                    }) =>
                {
                    at
                }
                Ok(_) => by_id.unwrap_or_else(|| self.begin(calls, self.next_index())),
                Err(_) => self.begin(calls, index),
            },
        }
    }

    fn begin(&mut self, calls: &mut Vec<ToolCall>, index: i64) -> usize {
        let at = self.indices.partition_point(|held| *held < index);
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
