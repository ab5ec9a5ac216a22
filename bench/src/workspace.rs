//! Where things are.

use std::path::{Path, PathBuf};

/// A path of the workspace.
pub(crate) fn join(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .unwrap_or(Path::new("."))
        .join(path)
}

/// A text file of the workspace, or of what lies beside it.
#[allow(dead_code, reason = "the generator's program uses it")]
pub(crate) fn text(path: &str) -> anyhow::Result<String> {
    use anyhow::Context as _;
    std::fs::read_to_string(join(path)).with_context(|| format!("reading {path}"))
}
