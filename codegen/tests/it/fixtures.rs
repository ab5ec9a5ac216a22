//! The fixtures: a directory each, with an input of our own writing, and the files that must come out of it.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use grid_codegen::{Generated, Problem, Settings, Source};

/// One fixture.
pub(crate) struct Fixture {
    pub(crate) name: String,
    pub(crate) directory: PathBuf,
    pub(crate) input: String,
    overlay: Option<String>,
}

/// Where the fixtures are.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures")
}

/// Every directory with an `input.yaml`, by name.
pub(crate) fn all() -> Vec<Fixture> {
    let mut found: Vec<Fixture> = directories(&root())
        .into_iter()
        .filter_map(|directory| {
            let input = fs::read_to_string(directory.join("input.yaml")).ok()?;
            let overlay = fs::read_to_string(directory.join("overlay.yaml")).ok();
            let name = directory.file_name()?.to_string_lossy().into_owned();
            Some(Fixture {
                name,
                directory,
                input,
                overlay,
            })
        })
        .collect();
    found.sort_by(|a, b| a.name.cmp(&b.name));
    assert!(found.len() > 20, "the fixtures are at {}", root().display());
    found
}

fn directories(parent: &Path) -> Vec<PathBuf> {
    fs::read_dir(parent)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_dir())
        .collect()
}

impl Fixture {
    pub(crate) fn generate(&self, whole_crate: bool) -> Result<Generated, Vec<Problem>> {
        let overlays: Vec<Source<'_>> = self
            .overlay
            .iter()
            .map(|text| Source {
                name: "overlay.yaml",
                text,
            })
            .collect();
        generate(
            "input.yaml",
            &self.input,
            &overlays,
            &format!("fixture-{}", self.name),
            whole_crate,
        )
    }
}

/// A run over texts.
pub(crate) fn generate(
    name: &str,
    text: &str,
    overlays: &[Source<'_>],
    crate_name: &str,
    whole_crate: bool,
) -> Result<Generated, Vec<Problem>> {
    let settings = Settings {
        origin: name.to_owned(),
        crate_name: crate_name.to_owned(),
        whole_crate,
    };
    grid_codegen::generate(Source { name, text }, overlays, &settings, &mut |_| {})
}

/// The problems, a line each.
pub(crate) fn said(problems: &[Problem]) -> String {
    let lines: Vec<String> = problems.iter().map(ToString::to_string).collect();
    lines.join("\n")
}

/// Every file below a directory, by its path from there.
pub(crate) fn files_below(directory: &Path) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let mut waiting = vec![directory.to_owned()];
    while let Some(next) = waiting.pop() {
        let Ok(entries) = fs::read_dir(&next) else {
            continue;
        };
        for path in entries.map(|entry| entry.unwrap().path()) {
            if path.is_dir() {
                waiting.push(path);
            } else {
                let relative = path
                    .strip_prefix(directory)
                    .unwrap()
                    .to_string_lossy()
                    .into_owned();
                found.insert(relative, fs::read_to_string(&path).unwrap());
            }
        }
    }
    found
}

/// Writes a file where its content differs, with the directories it needs.
pub(crate) fn write(path: &Path, text: &str) {
    if fs::read_to_string(path).is_ok_and(|known| known == text) {
        return;
    }
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}
