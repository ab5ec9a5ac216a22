//! `regen --spec FILE --out DIR`: another document, as a crate of its own.

use std::path::{Path, PathBuf};

use super::target::Target;
use crate::compare::Scope;
use crate::inputs::{self, Input, Inputs};
use crate::pipeline::Plan;
use crate::refusal::Refusal;
use crate::tree::Tree;

/// How many foreign files a refusal names.
const NAMED: usize = 10;

/// What is generated from the document; refuses a directory that holds anything else.
pub(super) fn target(spec: &Path, overlays: &[PathBuf], out: &Path) -> anyhow::Result<Target> {
    refuse_own_files(out)?;
    let read = |path: &Path| inputs::read(path, path.display().to_string());
    let overlay_inputs: anyhow::Result<Vec<Input>> =
        overlays.iter().map(|path| read(path)).collect();
    let mend = overlays.iter().fold(
        format!("cargo xtask regen --spec {}", spec.display()),
        |command, overlay| format!("{command} --overlay {}", overlay.display()),
    );
    Ok(Target {
        inputs: Inputs {
            document: read(spec)?,
            overlays: overlay_inputs?,
        },
        plan: Plan {
            origin: origin(spec, overlays),
            crate_name: crate_name(spec),
            whole_crate: true,
        },
        scope: Scope {
            dir: out.to_owned(),
            shown: out.display().to_string().trim_end_matches('/').to_owned(),
        },
        effective: None,
        mend: format!("{mend} --out {}", out.display()),
    })
}

fn refuse_own_files(out: &Path) -> anyhow::Result<()> {
    let own = Tree::read(out)?.own;
    if own.is_empty() {
        return Ok(());
    }
    let named = own
        .iter()
        .take(NAMED)
        .map(String::as_str)
        .collect::<Vec<_>>()
        .join(", ");
    let more = match own.len().saturating_sub(NAMED) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let reason = format!(
        "{}: it holds files without the generated header: {named}{more}\n  help: choose a directory of its own",
        out.display()
    );
    Err(Refusal::one(reason).into())
}

/// The files' names without their directories: the output is the same wherever they stand.
fn origin(spec: &Path, overlays: &[PathBuf]) -> String {
    let names: Vec<String> = overlays.iter().map(|overlay| file_name(overlay)).collect();
    match names.as_slice() {
        [] => file_name(spec),
        names => format!("{} and {}", file_name(spec), names.join(", ")),
    }
}

fn file_name(path: &Path) -> String {
    let name = path.file_name().unwrap_or(path.as_os_str());
    let visible = |character: char| {
        if character.is_control() {
            '_'
        } else {
            character
        }
    };
    name.to_string_lossy().chars().map(visible).collect()
}

/// The file's name as a package's name. The ending keeps it apart from the packages that it depends on.
fn crate_name(spec: &Path) -> String {
    let stem = spec
        .file_stem()
        .unwrap_or_default()
        .to_string_lossy()
        .to_ascii_lowercase();
    let words: Vec<&str> = stem
        .split(|character: char| !character.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty() && *word != "api")
        .collect();
    let name = words.join("-");
    match name.chars().next() {
        None => "openapi-api".to_owned(),
        Some(first) if first.is_ascii_digit() => format!("v{name}-api"),
        Some(_) => format!("{name}-api"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packages_are_named_after_the_file() {
        let name = |path: &str| crate_name(Path::new(path));
        assert_eq!(name("corpus/oai-petstore.json"), "oai-petstore-api");
        assert_eq!(name("serde.yaml"), "serde-api");
        assert_eq!(name("Stripe API (v2).json"), "stripe-v2-api");
        assert_eq!(name("2023.json"), "v2023-api");
        assert_eq!(name("日本.json"), "openapi-api");
    }

    #[test]
    fn directories_leave_no_trace() {
        let overlays = [PathBuf::from("x/a.yaml"), PathBuf::from("b.yaml")];
        assert_eq!(
            origin(Path::new("/y/pets.json"), &overlays),
            "pets.json and a.yaml, b.yaml"
        );
        assert_eq!(origin(Path::new("pets.json"), &[]), "pets.json");
    }
}
