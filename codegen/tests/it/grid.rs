//! The Grid's document with its overlays.

use std::fs;
use std::path::Path;

use grid_codegen::{Generated, Problem, Source};
use serde_json::Value;

use crate::fixtures;

/// Document and overlays, as they are in `spec/`.
pub(crate) struct Grid {
    pub(crate) document: String,
    pub(crate) overlays: Vec<(String, String)>,
}

impl Grid {
    pub(crate) fn read() -> Self {
        let spec = Path::new(env!("CARGO_MANIFEST_DIR")).join("../spec");
        let mut overlays: Vec<(String, String)> = fs::read_dir(spec.join("overlays"))
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .map(|path| {
                (
                    format!(
                        "spec/overlays/{}",
                        path.file_name().unwrap().to_string_lossy()
                    ),
                    fs::read_to_string(&path).unwrap(),
                )
            })
            .collect();
        overlays.sort();
        Self {
            document: fs::read_to_string(spec.join("grid.json")).unwrap(),
            overlays,
        }
    }

    pub(crate) fn value(&self) -> Value {
        serde_json::from_str(&self.document).unwrap()
    }

    pub(crate) fn sources(&self) -> Vec<Source<'_>> {
        self.overlays
            .iter()
            .map(|(name, text)| Source { name, text })
            .collect()
    }

    /// Generates from the document as it is.
    pub(crate) fn generate(&self) -> Generated {
        self.generate_text(&self.document)
            .unwrap_or_else(|problems| panic!("{}", fixtures::said(&problems)))
    }

    /// Generates from another version of the document.
    pub(crate) fn generate_text(&self, document: &str) -> Result<Generated, Vec<Problem>> {
        fixtures::generate(
            "spec/grid.json",
            document,
            &self.sources(),
            "grid-api",
            false,
        )
    }

    /// Generates from a version of the document that differs in one thing.
    pub(crate) fn generate_with(
        &self,
        change: impl FnOnce(&mut Value),
    ) -> Result<Generated, Vec<Problem>> {
        let mut document = self.value();
        change(&mut document);
        self.generate_text(&document.to_string())
    }
}
