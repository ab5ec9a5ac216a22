//! What is on the disk beside what should be there. Reads, and changes nothing.

use std::collections::HashSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use anyhow::Context as _;

use crate::difference::Difference;
use crate::header;
use crate::tree::{self, Tree};

/// A file that should be on the disk.
#[derive(Clone, Debug)]
pub(crate) struct Wanted {
    /// Where.
    pub(crate) path: PathBuf,
    /// Its path as reports show it.
    pub(crate) shown: String,
    /// All of it.
    pub(crate) text: String,
    /// Whose it is.
    pub(crate) owner: Owner,
}

/// Whose a file is that should be on the disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Owner {
    /// Ours if its first line says so.
    Header,
    /// Ours by its place.
    Place,
}

/// A directory whose files with the header are all ours.
#[derive(Clone, Debug)]
pub(crate) struct Scope {
    /// Where.
    pub(crate) dir: PathBuf,
    /// Its path as reports show it.
    pub(crate) shown: String,
}

/// What has to happen for the disk to hold what it should.
#[derive(Debug, Default)]
pub(crate) struct Comparison {
    /// Files that differ.
    pub(crate) stale: Vec<(Wanted, Difference)>,
    /// Files that are not there.
    pub(crate) missing: Vec<Wanted>,
    /// Files with the header that nothing generates any more: where, and as reports show it.
    pub(crate) orphaned: Vec<(PathBuf, String)>,
    /// Files that are as they should be, as reports show them.
    pub(crate) unchanged: Vec<String>,
    /// What stands in the way: as reports show it, and why.
    pub(crate) blocked: Vec<(String, &'static str)>,
    /// Files among the generated sources that somebody else wrote, as reports show them.
    pub(crate) own: Vec<String>,
    /// What an interrupted run left.
    pub(crate) temporary: Vec<PathBuf>,
}

impl Comparison {
    /// Whether every file is as it should be, and no other claims to be generated.
    pub(crate) fn is_fresh(&self) -> bool {
        self.stale.is_empty() && self.missing.is_empty() && self.orphaned.is_empty()
    }
}

/// Compares the files of a scope, and others that are wanted, with the disk.
pub(crate) fn compare(wanted: Vec<Wanted>, scope: &Scope) -> anyhow::Result<Comparison> {
    let tree = Tree::read(&scope.dir).with_context(|| format!("reading {}", scope.shown))?;
    let shown = |name: &String| format!("{}/{name}", scope.shown);
    let expected: HashSet<String> = wanted.iter().map(|file| file.shown.clone()).collect();
    let orphaned = tree
        .generated
        .iter()
        .filter(|name| !expected.contains(&shown(name)));
    let own = tree.own.iter().filter(|name| name.starts_with("src/"));
    let mut comparison = Comparison {
        orphaned: orphaned
            .map(|name| (scope.dir.join(name), shown(name)))
            .collect(),
        own: own
            .map(shown)
            .filter(|name| !expected.contains(name))
            .collect(),
        temporary: tree.temporary,
        ..Comparison::default()
    };
    let mut outside: Vec<&Path> = Vec::new();
    for file in &wanted {
        if let Some(dir) = file
            .path
            .parent()
            .filter(|dir| !dir.starts_with(&scope.dir))
        {
            outside.push(dir);
        }
    }
    outside.dedup();
    for dir in outside.into_iter().filter(|dir| dir.is_dir()) {
        comparison.temporary.extend(tree::temporary_in(dir)?);
    }
    for file in wanted {
        place(&mut comparison, file)?;
    }
    Ok(comparison)
}

fn place(comparison: &mut Comparison, file: Wanted) -> anyhow::Result<()> {
    if let Some(why) = obstacle(&file.path) {
        comparison.blocked.push((file.shown.clone(), why));
    }
    let found = match fs::read(&file.path) {
        Ok(found) => found,
        Err(error) if is_absence(&error) => {
            comparison.missing.push(file);
            return Ok(());
        }
        Err(error) => return Err(error).with_context(|| format!("reading {}", file.shown)),
    };
    match Difference::first(&found, &file.text) {
        None => comparison.unchanged.push(file.shown),
        Some(difference) => {
            if file.owner == Owner::Header && !header::is_generated(&found) {
                let why = "its first line is not the header of a generated file";
                comparison.blocked.push((file.shown.clone(), why));
            }
            comparison.stale.push((file, difference));
        }
    }
    Ok(())
}

fn is_absence(error: &io::Error) -> bool {
    use io::ErrorKind::{IsADirectory, NotADirectory, NotFound};
    matches!(error.kind(), NotFound | NotADirectory | IsADirectory)
}

/// Why a file could not be put there, beside its contents.
fn obstacle(path: &Path) -> Option<&'static str> {
    let found = fs::symlink_metadata(path).ok();
    match found.map(|found| found.file_type()) {
        Some(kind) if kind.is_dir() => Some("a directory has its name"),
        Some(kind) if kind.is_symlink() => Some("it is a symbolic link"),
        Some(_) => None,
        None => path
            .ancestors()
            .skip(1)
            .find(|above| above.exists())
            .is_some_and(|above| !above.is_dir())
            .then_some("a file stands where its directory should be"),
    }
}
