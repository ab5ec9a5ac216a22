//! Presentation only: what is printed reads as if it had been written by hand. Nothing here changes the wire.

mod paths;

use std::collections::{BTreeSet, HashMap};

use crate::emit::{AREAS, Module};
use crate::model::Model;

pub(crate) use paths::{Types, shorten_type};

/// A module that is ready to be split off.
pub(crate) struct Polished {
    /// Its file, relative to `src/`.
    pub path: String,
    /// Its items.
    pub file: syn::File,
    /// What no printer lays out.
    pub text: String,
    /// The types of the model that it names: surface and Rust name.
    pub types: BTreeSet<(String, String)>,
}

/// Polishes every module.
#[must_use]
pub(crate) fn polish(modules: Vec<Module>, model: &Model) -> Vec<Polished> {
    let types: HashMap<String, (String, String)> = model
        .types
        .iter()
        .map(|ty| (ty.key.clone(), (ty.surface.clone(), ty.name.clone())))
        .collect();
    modules
        .into_iter()
        .map(|module| polish_one(module, &types))
        .collect()
}

fn polish_one(module: Module, types: &HashMap<String, (String, String)>) -> Polished {
    let mut file = module.file;
    let (surface, name) = module.path.split_once('/').unwrap_or_default();
    let no_types = HashMap::new();
    let defined = if AREAS
        .iter()
        .any(|area| name.strip_suffix(".rs") == Some(area))
    {
        types
    } else {
        &no_types
    };
    let mut used = paths::settle(&mut file, types, defined, surface);
    used.extend(module.uses.iter().filter_map(|key| types.get(key).cloned()));
    Polished {
        path: module.path,
        file,
        text: module.text,
        types: used,
    }
}
