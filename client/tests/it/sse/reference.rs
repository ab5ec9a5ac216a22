//! The standard's text, turned into code sentence by sentence, without a thought for speed or chunks.

use std::time::Duration;

use super::outcome::{Outcome, OwnedEvent};

/// The events, the last event ID and the reconnection time of a whole stream.
pub(super) fn interpret(stream: &[u8]) -> Outcome {
    // "Streams must be decoded using the UTF-8 decode algorithm", which "strips one leading U+FEFF BYTE ORDER MARK".
    let text = String::from_utf8_lossy(stream);
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(&text);
    let mut fields = Fields::default();
    for line in lines(text) {
        fields.line(&line);
    }
    fields.outcome
}

/// "[...] separated by either a single LF, a single CR, or a CRLF pair"; what follows the last of them is no line.
fn lines(text: &str) -> Vec<String> {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let mut lines: Vec<_> = text.split('\n').map(str::to_owned).collect();
    lines.pop();
    lines
}

#[derive(Default)]
struct Fields {
    data: String,
    event_type: String,
    last_event_id: String,
    outcome: Outcome,
}

impl Fields {
    fn line(&mut self, line: &str) {
        if line.is_empty() {
            self.dispatch();
        } else if line.starts_with(':') {
            // "Ignore the line."
        } else if let Some((name, value)) = line.split_once(':') {
            self.field(name, value.strip_prefix(' ').unwrap_or(value));
        } else {
            self.field(line, "");
        }
    }

    fn field(&mut self, name: &str, value: &str) {
        match name {
            "event" => value.clone_into(&mut self.event_type),
            "data" => {
                self.data.push_str(value);
                self.data.push('\n');
            }
            "id" if !value.contains('\0') => value.clone_into(&mut self.last_event_id),
            "retry" if value.chars().all(|c| c.is_ascii_digit()) => {
                // Empty, or beyond a u64: not a number that can be set.
                if let Ok(milliseconds) = value.parse() {
                    self.outcome.retry = Some(Duration::from_millis(milliseconds));
                }
            }
            _ => {}
        }
    }

    fn dispatch(&mut self) {
        self.outcome.last_event_id.clone_from(&self.last_event_id);
        if self.data.is_empty() {
            self.event_type.clear();
            return;
        }
        if self.data.ends_with('\n') {
            self.data.pop();
        }
        let event_type = std::mem::take(&mut self.event_type);
        self.outcome.events.push(OwnedEvent {
            event: if event_type.is_empty() {
                "message".to_owned()
            } else {
                event_type
            },
            data: std::mem::take(&mut self.data),
            id: self.last_event_id.clone(),
        });
    }
}
