//! One block of the content, from its start to its stop.

use grid_api::Extra;
use grid_api::messages::{ContentDelta, OutputBlock, TextBlock, ThinkingBlock};
use serde_json::{Map, Value};

/// Where the text of a tool's input is kept until the block stops, and from then on where it is no JSON object: the model was stopped in
/// the middle of it.
pub(in crate::messages) const PARTIAL_INPUT: &str = "partial_json";

/// What is kept of a block beside its value.
#[derive(Debug)]
pub(super) struct BlockState {
    index: i64,
    /// A tool's input so far, as text, where the block has no place for it.
    input: String,
}

/// Of so many blocks that came with the message's start.
pub(super) fn states(count: usize) -> Vec<BlockState> {
    (0i64..).take(count).map(BlockState::new).collect()
}

/// The block that a delta goes on with, where the server forgot to start one.
pub(super) fn begun_by(delta: &ContentDelta) -> Option<OutputBlock> {
    match delta {
        ContentDelta::Text(_) | ContentDelta::Citations(_) => Some(TextBlock::new("").into()),
        ContentDelta::Thinking(_) | ContentDelta::Signature(_) => {
            Some(ThinkingBlock::new("").into())
        }
        _ => None,
    }
}

impl BlockState {
    pub(super) fn new(index: i64) -> Self {
        Self {
            index,
            input: String::new(),
        }
    }

    pub(super) fn index(&self) -> i64 {
        self.index
    }

    pub(super) fn add(&mut self, block: &mut OutputBlock, delta: &ContentDelta) {
        match (block, delta) {
            (OutputBlock::Text(block), ContentDelta::Text(delta)) => {
                block.text.push_str(&delta.text);
            }
            (OutputBlock::Text(block), ContentDelta::Citations(delta)) => {
                block
                    .citations
                    .get_or_insert_default()
                    .push(delta.citation.clone());
            }
            (OutputBlock::Thinking(block), ContentDelta::Thinking(delta)) => {
                block.thinking.push_str(&delta.thinking);
            }
            (OutputBlock::Thinking(block), ContentDelta::Signature(delta)) => {
                block.signature = Some(delta.signature.clone());
            }
            (OutputBlock::ToolUse(block), ContentDelta::InputJson(delta)) => {
                append(&mut block.extra, &delta.partial_json);
            }
            (OutputBlock::ServerToolUse(block), ContentDelta::InputJson(delta)) => {
                append(&mut block.extra, &delta.partial_json);
            }
            (_, ContentDelta::InputJson(delta)) => self.input.push_str(&delta.partial_json),
            _ => {}
        }
    }

    /// Puts a tool's input into the block. No text at all leaves what the block started with, `{}`.
    pub(super) fn stop(&mut self, block: &mut OutputBlock) {
        let text = std::mem::take(&mut self.input);
        match block {
            OutputBlock::ToolUse(block) => read(&mut block.input, &mut block.extra),
            OutputBlock::ServerToolUse(block) => read(&mut block.input, &mut block.extra),
            OutputBlock::Unknown(object) if !text.trim_ascii().is_empty() => {
                let mut object = object.as_map().clone();
                match serde_json::from_str(&text) {
                    Ok(input) => object.insert("input".to_owned(), input),
                    Err(_) => object.insert(PARTIAL_INPUT.to_owned(), Value::String(text)),
                };
                // It has the tag that it had, and is unknown again.
                if let Ok(again) = serde_json::from_value(Value::Object(object)) {
                    *block = again;
                }
            }
            _ => {}
        }
    }
}

fn append(extra: &mut Extra, text: &str) {
    match extra.get_mut(PARTIAL_INPUT) {
        Some(Value::String(held)) => held.push_str(text),
        _ => {
            extra.insert(PARTIAL_INPUT.to_owned(), text.into());
        }
    }
}

fn read(input: &mut Map<String, Value>, extra: &mut Extra) {
    let text = extra.get(PARTIAL_INPUT).and_then(Value::as_str);
    let Some(text) = text.map(str::trim_ascii) else {
        return;
    };
    match serde_json::from_str(text) {
        Ok(read) => *input = read,
        Err(_) if text.is_empty() => {}
        Err(_) => return,
    }
    extra.remove(PARTIAL_INPUT);
}

/// Takes out what only this client has put in, before a block goes back to the server.
pub(in crate::messages) fn without_partial_input(extra: &mut Extra) {
    extra.remove(PARTIAL_INPUT);
}
