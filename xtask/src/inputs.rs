//! Reads documents and overlays from the disk.

use std::fs;
use std::path::Path;

use anyhow::{Context as _, bail};

use crate::workspace::{DOCUMENT, OVERLAYS, Workspace};

/// A text and the name that reports call it by.
#[derive(Clone, Debug)]
pub(crate) struct Input {
    pub(crate) name: String,
    pub(crate) text: String,
}

/// What is generated from.
#[derive(Clone, Debug)]
pub(crate) struct Inputs {
    pub(crate) document: Input,
    pub(crate) overlays: Vec<Input>,
}

impl Inputs {
    /// The workspace's document and overlays.
    pub(crate) fn of(workspace: &Workspace) -> anyhow::Result<Self> {
        Ok(Self {
            document: read(&workspace.join(DOCUMENT), DOCUMENT.to_owned())?,
            overlays: overlays(workspace)?,
        })
    }
}

/// The workspace's overlays, in the order of their names.
pub(crate) fn overlays(workspace: &Workspace) -> anyhow::Result<Vec<Input>> {
    let dir = workspace.join(OVERLAYS);
    if !dir.exists() {
        return Ok(Vec::new());
    }
    let mut names = Vec::new();
    for entry in fs::read_dir(&dir).with_context(|| format!("reading {OVERLAYS}"))? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        if is_overlay(&name) {
            names.push(name);
        }
    }
    names.sort();
    let read = |name: &String| read(&dir.join(name), format!("{OVERLAYS}/{name}"));
    names.iter().map(read).collect()
}

/// A text file.
pub(crate) fn read(path: &Path, name: String) -> anyhow::Result<Input> {
    let bytes = fs::read(path).with_context(|| format!("reading {name}"))?;
    match String::from_utf8(bytes) {
        Ok(text) => Ok(Input { name, text }),
        Err(error) => {
            let valid = error.utf8_error().valid_up_to();
            let before = error.as_bytes().get(..valid).unwrap_or_default();
            let lines: Vec<&[u8]> = before.split(|byte| *byte == b'\n').collect();
            let start = String::from_utf8_lossy(lines.last().copied().unwrap_or_default());
            let (line, column) = (lines.len(), start.chars().count() + 1);
            bail!("{name}:{line}:{column}: the text is not UTF-8\n  help: save it as UTF-8")
        }
    }
}

fn is_overlay(name: &str) -> bool {
    let extension = Path::new(name).extension();
    let known = extension.is_some_and(|end| end == "yaml" || end == "yml" || end == "json");
    known && !name.starts_with('.')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn overlays_come_in_the_order_of_their_names() {
        let dir = tempfile::tempdir().unwrap();
        let workspace = Workspace::at(Some(dir.path().to_owned())).unwrap();
        assert!(overlays(&workspace).unwrap().is_empty());
        fs::create_dir_all(workspace.join(OVERLAYS)).unwrap();
        for name in [
            "10-b.yaml",
            "02-a.json",
            "README.md",
            ".03-c.yaml.swp",
            ".04.yaml",
        ] {
            fs::write(workspace.join(OVERLAYS).join(name), name).unwrap();
        }
        let names: Vec<_> = overlays(&workspace)
            .unwrap()
            .into_iter()
            .map(|o| o.name)
            .collect();
        assert_eq!(
            names,
            ["spec/overlays/02-a.json", "spec/overlays/10-b.yaml"]
        );
    }

    #[test]
    fn bytes_that_are_no_text_have_a_place() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a");
        fs::write(&path, b"ok\n\xc3\xa9\xff").unwrap();
        let error = read(&path, "a".to_owned()).unwrap_err().to_string();
        assert!(error.starts_with("a:2:2: the text is not UTF-8"), "{error}");
    }
}
