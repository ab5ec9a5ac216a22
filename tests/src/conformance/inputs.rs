//! The files that are compared, from the workspace.

use std::path::{Path, PathBuf};
use std::{fs, io};

use thiserror::Error;

use super::{Document, Types};

/// All that is compared.
#[derive(Clone, Debug)]
pub struct Inputs {
    /// `spec/grid.json`, then the documents of `spec/gateways` by name.
    pub documents: Vec<Document>,
    /// What the generated crate offers.
    pub types: Types,
}

/// A file that could not be used.
#[derive(Debug, Error)]
#[error("{}: {problem}", .path.display())]
pub struct InputError {
    path: PathBuf,
    problem: String,
}

impl Inputs {
    /// Reads the files of the workspace whose root is `root`.
    ///
    /// # Errors
    /// The first file that is missing or not what it should be.
    pub fn read(root: &Path) -> Result<Self, InputError> {
        let mut paths = vec![root.join("spec/grid.json")];
        let gateways = root.join("spec/gateways");
        let mut found = yaml_files(&gateways).map_err(|error| input_error(&gateways, &error))?;
        if found.is_empty() {
            return Err(input_error(&gateways, &"holds no YAML document"));
        }
        found.sort();
        paths.append(&mut found);
        let documents = paths
            .iter()
            .map(|path| document(path))
            .collect::<Result<_, _>>()?;
        let listing = text(&root.join("generated/api.txt"))?;
        let effective = root.join("spec/effective.json");
        let types = Types::new(&listing, &text(&effective)?)
            .map_err(|error| input_error(&effective, &error))?;
        Ok(Self { documents, types })
    }
}

fn yaml_files(directory: &Path) -> io::Result<Vec<PathBuf>> {
    let entries = fs::read_dir(directory)?.map(|entry| Ok(entry?.path()));
    let paths: Vec<PathBuf> = entries.collect::<io::Result<_>>()?;
    Ok(paths
        .into_iter()
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "yaml")
        })
        .collect())
}

fn document(path: &Path) -> Result<Document, InputError> {
    let name = path.file_stem().unwrap_or_default().to_string_lossy();
    Document::read(&name, &text(path)?).map_err(|problem| input_error(path, &problem))
}

fn text(path: &Path) -> Result<String, InputError> {
    fs::read_to_string(path).map_err(|error| input_error(path, &error))
}

fn input_error(path: &Path, problem: &impl ToString) -> InputError {
    InputError {
        path: path.to_owned(),
        problem: problem.to_string(),
    }
}
