//! Where things stand in the workspace.

use std::path::{Path, PathBuf};

use anyhow::Context as _;

/// The document, relative to the root.
pub(crate) const DOCUMENT: &str = "spec/grid.json";
/// The overlays, relative to the root.
pub(crate) const OVERLAYS: &str = "spec/overlays";
/// The overlaid document, relative to the root.
pub(crate) const EFFECTIVE: &str = "spec/effective.json";
/// What is said about the documents, relative to the root.
pub(crate) const README: &str = "spec/README.md";
/// The generated crate, relative to the root.
pub(crate) const GENERATED: &str = "generated";
/// The listing of the API, relative to the generated crate.
pub(crate) const LISTING: &str = "api.txt";

/// The directory that holds the workspace's manifest.
#[derive(Clone, Debug)]
pub(crate) struct Workspace {
    pub(crate) root: PathBuf,
}

impl Workspace {
    /// The workspace that this program was built in, or another.
    pub(crate) fn at(root: Option<PathBuf>) -> anyhow::Result<Self> {
        let root = match root {
            Some(root) => root,
            None => Path::new(env!("CARGO_MANIFEST_DIR"))
                .parent()
                .context("the package has no directory above it")?
                .to_owned(),
        };
        Ok(Self { root })
    }

    /// A place in it.
    pub(crate) fn join(&self, relative: &str) -> PathBuf {
        self.root.join(relative)
    }
}
