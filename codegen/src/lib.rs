//! From an `OpenAPI` 3.0 document to a typed Rust client crate.
//!
//! `files = render(split(polish(emit(lower(check(overlay(read(text))))))))`: a module a verb, each a pure function. There is no disk,
//! clock, environment or network in here: the same input gives the same bytes, anywhere.

pub mod api;
mod check;
mod emit;
mod listing;
pub mod lower;
mod markdown;
mod media;
pub mod model;
mod names;
mod note;
mod overlay;
pub mod pointer;
mod polish;
pub mod problem;
pub mod read;
mod render;
mod split;
mod whole;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

pub use note::{Fate, Note};
pub use problem::{Problem, Source};
pub use render::HEADER_PREFIX;

/// What the output says of itself.
#[derive(Clone, Debug)]
pub struct Settings {
    /// What the files were made from, for their headers: `spec/grid.json and spec/overlays`.
    pub origin: String,
    /// The crate's name, for its docs.
    pub crate_name: String,
    /// Whether to write what a crate needs to stand alone, too.
    pub whole_crate: bool,
}

/// The stages, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Text to values.
    Read,
    /// Corrections.
    Overlay,
    /// Refusals.
    Check,
    /// What progenitor cannot express is taken out.
    Lower,
    /// Rust items.
    Emit,
    /// Names and paths.
    Polish,
    /// Files and imports.
    Split,
    /// Text.
    Render,
}

impl fmt::Display for Stage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Read => "read",
            Self::Overlay => "overlay",
            Self::Check => "check",
            Self::Lower => "lower",
            Self::Emit => "emit",
            Self::Polish => "polish",
            Self::Split => "split",
            Self::Render => "render",
        })
    }
}

/// What a run yields.
#[derive(Clone, Debug)]
pub struct Generated {
    /// The files, by their path in the crate.
    pub files: BTreeMap<String, String>,
    /// The document with the overlays applied.
    pub effective: String,
    /// What the types cannot say, and where the output says it.
    pub notes: Vec<Note>,
    /// Overlay actions that change nothing.
    pub without_effect: Vec<String>,
}

/// Generates a crate. `watch` is told of each stage as it begins.
///
/// # Errors
/// Everything that is wrong with the document or the overlays, at once as far as a stage can see it.
pub fn generate(
    document: Source<'_>,
    overlays: &[Source<'_>],
    settings: &Settings,
    watch: &mut dyn FnMut(Stage),
) -> Result<Generated, Vec<Problem>> {
    let mut inputs = vec![document];
    inputs.extend(overlays);
    let located = |problems| read::locate(problems, &inputs, &BTreeSet::new());
    watch(Stage::Read);
    let value = read::document(document);
    let parsed = overlays.iter().map(|source| overlay::parse(*source));
    let (value, parsed) = together(value, parsed).map_err(located)?;
    watch(Stage::Overlay);
    let applied = overlay::apply(value, document.name, &parsed).map_err(located)?;
    let located = |problems| read::locate(problems, &inputs, applied.origins.shifted());
    watch(Stage::Check);
    let problems = check::check(&applied.value, document.name, &applied.origins);
    if !problems.is_empty() {
        return Err(located(problems));
    }
    let refused = |refusals: Vec<lower::Refusal>| -> Vec<Problem> {
        let problem = |refusal: lower::Refusal| {
            let lower::Refusal {
                pointer,
                what,
                hint,
            } = refusal;
            applied.origins.problem(document.name, pointer, what, hint)
        };
        located(refusals.into_iter().map(problem).collect())
    };
    watch(Stage::Lower);
    let lowered = lower::lower(&applied.value).map_err(refused)?;
    watch(Stage::Emit);
    let emitted = emit::emit(&lowered, &settings.crate_name).map_err(refused)?;
    watch(Stage::Polish);
    let polished = polish::polish(emitted.modules, &lowered.model);
    watch(Stage::Split);
    let files = split::split(polished);
    watch(Stage::Render);
    let mut files = render::render(files, &settings.origin, &inputs);
    files.insert(
        "api.txt".to_owned(),
        api::render(&emitted.api, &settings.origin),
    );
    if settings.whole_crate {
        whole::add(&mut files, &settings.crate_name, &settings.origin);
    }
    let effective = serde_json::to_string_pretty(&applied.value).unwrap_or_default() + "\n";
    Ok(Generated {
        files,
        effective,
        notes: lowered.notes,
        without_effect: applied
            .without_effect
            .iter()
            .map(ToString::to_string)
            .collect(),
    })
}

/// All values, or the problems of all.
fn together<A, B>(
    first: Result<A, Vec<Problem>>,
    rest: impl Iterator<Item = Result<B, Vec<Problem>>>,
) -> Result<(A, Vec<B>), Vec<Problem>> {
    let mut problems = Vec::new();
    let mut values = Vec::new();
    for result in rest {
        match result {
            Ok(value) => values.push(value),
            Err(found) => problems.extend(found),
        }
    }
    match first {
        Ok(first) if problems.is_empty() => Ok((first, values)),
        Ok(_) => Err(problems),
        Err(mut found) => {
            found.append(&mut problems);
            Err(found)
        }
    }
}
