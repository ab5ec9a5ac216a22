//! Everything that a program might log, searched for what no log may hold.

use std::error::Error as StdError;
use std::fmt::Write as _;
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

use super::call::Outcome;
use super::scene::Scene;

/// What an error says in every way there is to ask it, its sources included.
pub(crate) fn said(outcome: &Outcome) -> String {
    let mut text = outcome.shown.clone();
    if let Err(error) = &outcome.result {
        let mut next: Option<&(dyn StdError + 'static)> = Some(error);
        while let Some(error) = next {
            let _ = write!(text, "\n{error}\n{error:?}\n{error:#?}");
            next = error.source();
        }
        let _ = write!(text, "\n{:?}", error.headers());
        for part in [
            error.message(),
            error.code(),
            error.error_type(),
            error.param(),
            error.request_id(),
        ] {
            let _ = write!(text, "\n{part:?}");
        }
    }
    text
}

/// The secrets of this cell that stand in the text.
pub(crate) fn secrets_in(text: &str, scene: &Scene) -> Vec<&'static str> {
    let secrets = [
        ("the key", scene.key.as_str()),
        ("the token", &scene.token),
        ("the prompt", &scene.prompt),
        ("what the model wrote", "ANSWERMARK"),
    ];
    secrets
        .into_iter()
        .filter_map(|(name, secret)| text.contains(secret).then_some(name))
        .collect()
}

/// Whether a log line holds a secret of any cell; the cell's number stands in it.
pub(crate) fn is_leak(line: &str) -> bool {
    ["KEYMARK", "TOKENMARK", "PROMPTMARK", "ANSWERMARK"]
        .iter()
        .any(|mark| line.contains(mark))
}

/// All `tracing` events and spans of this process, of every target and level, a line each, with the number of the cell whose own task it was.
struct Lines(Mutex<Vec<(Option<usize>, String)>>);

static LINES: OnceLock<&'static Lines> = OnceLock::new();

tokio::task_local! {
    static CELL: usize;
}

fn lines(lines: &Lines) -> MutexGuard<'_, Vec<(Option<usize>, String)>> {
    lines.0.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Begins to listen, for the rest of the process.
pub(crate) fn listen() {
    LINES.get_or_init(|| {
        let lines: &'static Lines = Box::leak(Box::new(Lines(Mutex::default())));
        tracing::subscriber::set_global_default(lines).expect("nobody else in these tests listens");
        lines
    });
}

/// Marks what is logged on the way as the cell's.
pub(crate) async fn in_cell<F: Future>(cell: usize, future: F) -> F::Output {
    CELL.scope(cell, future).await
}

/// What was logged so far.
pub(crate) fn logged() -> Vec<String> {
    logged_where(|_| true)
}

/// What the cell's own task has logged so far.
pub(crate) fn logged_in(cell: usize) -> Vec<String> {
    logged_where(|whose| whose == Some(cell))
}

fn logged_where(wanted: impl Fn(Option<usize>) -> bool) -> Vec<String> {
    let Some(held) = LINES.get() else {
        return vec![];
    };
    let held = lines(held);
    let found = held.iter().filter(|(whose, _)| wanted(*whose));
    found.map(|(_, line)| line.clone()).collect()
}

struct Line(String);

impl Visit for Line {
    fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
        let _ = write!(self.0, " {}={value:?}", field.name());
    }
}

impl Lines {
    fn push(&self, metadata: &Metadata<'_>, record: impl FnOnce(&mut Line)) {
        let mut line = Line(format!("{} {}", metadata.target(), metadata.name()));
        record(&mut line);
        self.keep(line);
    }

    fn keep(&self, line: Line) {
        let cell = CELL.try_with(|cell| *cell).ok();
        lines(self).push((cell, line.0));
    }
}

impl Subscriber for &'static Lines {
    fn enabled(&self, _metadata: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        self.push(span.metadata(), |line| span.record(line));
        Id::from_u64(1)
    }

    fn record(&self, _span: &Id, values: &Record<'_>) {
        let mut line = Line("span".to_owned());
        values.record(&mut line);
        self.keep(line);
    }

    fn record_follows_from(&self, _span: &Id, _follows: &Id) {}

    fn event(&self, event: &Event<'_>) {
        self.push(event.metadata(), |line| event.record(line));
    }

    fn enter(&self, _span: &Id) {}

    fn exit(&self, _span: &Id) {}
}
