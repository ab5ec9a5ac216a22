//! The one place that calls the generator.

use std::any::Any;
use std::collections::BTreeMap;
use std::io;
use std::sync::Mutex;
use std::thread;
use std::time::{Duration, Instant};

use grid_codegen::api::{self, Item};
use grid_codegen::problem::Source;
use grid_codegen::{Fate, Settings, Stage};

use crate::inputs::{Input, Inputs};
use crate::progress::Progress;
use crate::refusal::Refusal;
use crate::workspace::LISTING;

/// Every stage walks the document by recursion, and so do syn and prettyplease with what comes out.
const STACK: usize = 64 * 1024 * 1024;

/// What to call things, beside the inputs.
#[derive(Clone, Debug)]
pub(crate) struct Plan {
    /// The inputs' names as headers say them.
    pub(crate) origin: String,
    /// The package's name.
    pub(crate) crate_name: String,
    /// Whether the crate stands alone.
    pub(crate) whole_crate: bool,
}

/// What a run of the generator gave.
#[derive(Debug)]
pub(crate) struct Run {
    /// Crate-relative path → text.
    pub(crate) files: BTreeMap<String, String>,
    /// The overlaid document.
    pub(crate) effective: String,
    /// The items of the new listing.
    pub(crate) items: Vec<Item>,
    /// How many notes there are of each fate that put them into the output.
    pub(crate) kept: Vec<(String, usize)>,
    /// The notes that the output does not say.
    pub(crate) dropped: Vec<String>,
    /// Overlay actions that changed nothing.
    pub(crate) without_effect: Vec<String>,
    /// What each stage took, in order.
    pub(crate) times: Vec<(String, Duration)>,
}

/// Runs the generator.
///
/// # Errors
///
/// Every problem of the inputs; or, as one, a panic of the generator with the stage in which it happened.
pub(crate) fn run(inputs: &Inputs, plan: &Plan) -> Result<Run, Refusal> {
    let clock = Mutex::new(Clock::default());
    let progress = Progress::start();
    let settings = Settings {
        origin: plan.origin.clone(),
        crate_name: plan.crate_name.clone(),
        whole_crate: plan.whole_crate,
    };
    let overlays: Vec<Source<'_>> = inputs.overlays.iter().map(source).collect();
    let work = || {
        let mut watch = |stage: Stage| {
            let name = stage.to_string();
            progress.stage(&name);
            if let Ok(mut clock) = clock.lock() {
                clock.begin(name);
            }
        };
        grid_codegen::generate(source(&inputs.document), &overlays, &settings, &mut watch)
    };
    let ended = guarded(work);
    drop(progress);
    let mut clock = clock.into_inner().unwrap_or_default();
    let generated = match ended {
        Ok(Ok(Ok(generated))) => generated,
        Ok(Ok(Err(problems))) => return Err(Refusal::new(problems)),
        Ok(Err(panic)) => return Err(Refusal::one(defect(&*panic, &clock, inputs))),
        Err(error) => return Err(Refusal::one(format!("starting a thread: {error}"))),
    };
    clock.end();
    let listing = generated.files.get(LISTING).map(String::as_str);
    let mut fates: BTreeMap<Fate, usize> = BTreeMap::new();
    for note in &generated.notes {
        *fates.entry(note.fate).or_default() += 1;
    }
    fates.remove(&Fate::Reported);
    let dropped = generated
        .notes
        .iter()
        .filter(|note| note.fate == Fate::Reported);
    Ok(Run {
        items: api::parse(listing.unwrap_or_default()),
        kept: fates
            .into_iter()
            .map(|(fate, count)| (fate.to_string(), count))
            .collect(),
        dropped: dropped
            .map(|note| format!("{}: {}", note.pointer, note.what))
            .collect(),
        files: generated.files,
        effective: generated.effective,
        without_effect: generated.without_effect,
        times: clock.times,
    })
}

/// Reads any JSON, YAML or page as the generator does.
///
/// # Errors
///
/// Syntax errors and equal keys, with line and column.
pub(crate) fn value(input: &Input) -> Result<serde_json::Value, Refusal> {
    grid_codegen::read::value(source(input)).map_err(Refusal::new)
}

/// The exact text between the fences of a page.
pub(crate) fn fenced_json(page: &str) -> Option<&str> {
    grid_codegen::read::fenced_json(page)
}

/// Runs the generator on a stack of its own; a panic is what it ended with, not the end of the program.
fn guarded<T: Send>(work: impl FnOnce() -> T + Send) -> io::Result<thread::Result<T>> {
    thread::scope(|scope| {
        let builder = thread::Builder::new()
            .name("regen".into())
            .stack_size(STACK);
        builder
            .spawn_scoped(scope, work)
            .map(thread::ScopedJoinHandle::join)
    })
}

fn source(input: &Input) -> Source<'_> {
    Source {
        name: &input.name,
        text: &input.text,
    }
}

/// What a panic is to the person who meets it.
fn defect(panic: &(dyn Any + Send), clock: &Clock, inputs: &Inputs) -> String {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    let text = text.or_else(|| panic.downcast_ref::<&str>().copied());
    let stage = clock.current.as_ref().map_or("start", |(name, _)| name);
    format!(
        "{}: the generator panicked in stage `{stage}`: {}\n  help: this is a defect of grid-codegen, \
         whatever the document holds; report it with the document and its overlays",
        inputs.document.name,
        text.unwrap_or("no message"),
    )
}

#[derive(Default)]
struct Clock {
    times: Vec<(String, Duration)>,
    current: Option<(String, Instant)>,
}

impl Clock {
    fn begin(&mut self, name: String) {
        self.end();
        self.current = Some((name, Instant::now()));
    }

    fn end(&mut self) {
        if let Some((name, start)) = self.current.take() {
            self.times.push((name, start.elapsed()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_names_its_stage_and_its_message() {
        let mut clock = Clock::default();
        clock.begin("read".into());
        clock.begin("lower".into());
        let inputs = Inputs {
            document: Input {
                name: "spec/grid.json".into(),
                text: String::new(),
            },
            overlays: Vec::new(),
        };
        let panic = guarded(|| assert_eq!(inputs.overlays.len(), 1, "not one"));
        let text = defect(&*panic.unwrap().unwrap_err(), &clock, &inputs);
        assert!(text.starts_with(
            "spec/grid.json: the generator panicked in stage `lower`: assertion `left == right` failed: not one"
        ));
        let names: Vec<_> = clock.times.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["read"]);
    }
}
