//! Answers as servers write them, under `tests/fixtures`: a folder for each type, a file for each server or page.

use std::path::PathBuf;
use std::sync::LazyLock;

use grid_api::support::{DecodeError, decode_json};
use grid_api::{chat, messages};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::document::{CHAT, MESSAGES, Schema, Surface};

/// What a folder holds.
pub(crate) struct Kind {
    pub(crate) folder: &'static str,
    pub(crate) surface: &'static LazyLock<Surface>,
    pub(crate) schema: Schema,
    /// Decodes as the generated type, and encodes again.
    pub(crate) round_trip: fn(&str) -> Result<Value, DecodeError>,
    /// Whether servers send it while all goes well: then everything about it is tolerated.
    pub(crate) tolerant: bool,
}

pub(crate) fn kinds() -> [Kind; 7] {
    let (json, events) = ("application/json", "text/event-stream");
    let kind = |folder, surface: &'static LazyLock<Surface>, status, media, round_trip| Kind {
        folder,
        surface,
        schema: surface.answer(status, media),
        round_trip,
        tolerant: status == "200",
    };
    [
        kind(
            "chat/completion",
            &CHAT,
            "200",
            json,
            round_trip::<chat::ChatCompletion>,
        ),
        kind(
            "chat/chunk",
            &CHAT,
            "200",
            events,
            round_trip::<chat::ChatCompletionChunk>,
        ),
        kind(
            "chat/error",
            &CHAT,
            "400",
            json,
            round_trip::<chat::ErrorResponse>,
        ),
        kind(
            "chat/balance",
            &CHAT,
            "503",
            json,
            round_trip::<chat::BalanceError>,
        ),
        kind(
            "messages/message",
            &MESSAGES,
            "200",
            json,
            round_trip::<messages::Message>,
        ),
        kind(
            "messages/event",
            &MESSAGES,
            "200",
            events,
            round_trip::<messages::StreamEvent>,
        ),
        kind(
            "messages/error",
            &MESSAGES,
            "400",
            json,
            round_trip::<messages::ErrorEnvelope>,
        ),
    ]
}

fn round_trip<T: Serialize + DeserializeOwned>(text: &str) -> Result<Value, DecodeError> {
    let decoded: T = decode_json(text.as_bytes())?;
    let encoded = serde_json::to_string(&decoded).unwrap();
    Ok(serde_json::from_str(&encoded).unwrap())
}

impl Kind {
    /// Name and value; a list in a file is one value after the other.
    pub(crate) fn values(&self) -> Vec<(String, Value)> {
        let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
            .join("tests/fixtures")
            .join(self.folder);
        let mut paths: Vec<PathBuf> = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .collect();
        paths.sort();
        let mut values = Vec::new();
        for path in paths {
            let name = format!("{}/{}", self.folder, path.file_stem().unwrap().display());
            match serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap() {
                Value::Array(items) => values.extend(
                    items
                        .into_iter()
                        .enumerate()
                        .map(|(index, item)| (format!("{name}[{index}]"), item)),
                ),
                value => values.push((name, value)),
            }
        }
        assert!(!values.is_empty(), "no fixture in {}", self.folder);
        values
    }
}
