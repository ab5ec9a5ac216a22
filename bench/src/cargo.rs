//! Packages that are written and compiled to be measured.

use std::ffi::OsString;
use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, ensure};

use crate::workspace;

/// The cargo that started this program.
pub(crate) fn program() -> OsString {
    std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into())
}

/// The order to check a package, one crate after the other.
pub(crate) const CHECK: &[&str] = &["check", "--jobs", "1"];

/// Writes a file where it differs.
pub(crate) fn put(path: &str, text: &str) -> anyhow::Result<()> {
    let path = workspace::join(path);
    if std::fs::read_to_string(&path).is_ok_and(|old| old == text) {
        return Ok(());
    }
    if let Some(parent) = path.parent() {
        std::fs::create_dir_all(parent)?;
    }
    std::fs::write(&path, text).with_context(|| format!("writing {}", path.display()))
}

/// Has cargo do something with a package that stands alone.
pub(crate) fn cargo(order: &[&str], package: &Path, target: &Path) -> anyhow::Result<()> {
    let lock = package.join("Cargo.lock");
    if !lock.exists() {
        std::fs::copy(workspace::join("Cargo.lock"), &lock)?;
    }
    let output = Command::new(program())
        .args(order)
        .arg("--quiet")
        .current_dir(package)
        .env("CARGO_TARGET_DIR", target)
        .env("CARGO_INCREMENTAL", "0")
        .env_remove("RUSTFLAGS")
        .output()
        .context("starting cargo")?;
    ensure!(
        output.status.success(),
        "cargo {} of {}: {}",
        order.join(" "),
        package.display(),
        String::from_utf8_lossy(&output.stderr)
    );
    Ok(())
}
