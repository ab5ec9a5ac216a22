//! Puts files on the disk so that each is the old one or the new one at any time.

use std::fs;
use std::io::Write as _;
use std::path::Path;

use anyhow::{Context as _, anyhow};

use crate::compare::{Comparison, Wanted};
use crate::tree::TEMPORARY;

/// Makes the disk what it should be: writes what is stale or missing, then deletes what is orphaned, in `scope` with
/// the directories that this empties. Refuses where something stands in the way, before the first change.
pub(crate) fn apply(comparison: &Comparison, scope: &Path) -> anyhow::Result<()> {
    if let Some((shown, why)) = comparison.blocked.first() {
        return Err(anyhow!("{shown}: {why}"));
    }
    for path in &comparison.temporary {
        fs::remove_file(path).with_context(|| format!("deleting {}", path.display()))?;
    }
    let stale = comparison.stale.iter().map(|(file, _)| file);
    for file in stale.chain(&comparison.missing) {
        write(file)?;
    }
    for (path, shown) in &comparison.orphaned {
        fs::remove_file(path).with_context(|| format!("deleting {shown}"))?;
        remove_empty(path, scope);
    }
    Ok(())
}

/// Writes a file through a temporary one beside it.
pub(crate) fn write(file: &Wanted) -> anyhow::Result<()> {
    let attempt = || -> anyhow::Result<()> {
        let dir = file.path.parent().context("a file without a directory")?;
        fs::create_dir_all(dir)?;
        let (start, end) = TEMPORARY;
        let mut builder = tempfile::Builder::new();
        builder.prefix(start).suffix(end);
        #[cfg(unix)]
        let mode = std::os::unix::fs::PermissionsExt::from_mode(0o666);
        #[cfg(unix)]
        builder.permissions(mode);
        let mut temporary = builder.tempfile_in(dir)?;
        temporary.write_all(file.text.as_bytes())?;
        temporary.as_file().sync_all()?;
        temporary.persist(&file.path)?;
        Ok(())
    };
    attempt().with_context(|| format!("writing {}", file.shown))
}

/// Deletes the directories above a file, up to the scope, that hold nothing any more.
fn remove_empty(path: &Path, scope: &Path) {
    let above = path.ancestors().skip(1);
    for dir in above.take_while(|dir| *dir != scope && dir.starts_with(scope)) {
        if fs::remove_dir(dir).is_err() {
            return;
        }
    }
}
