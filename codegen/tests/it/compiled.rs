//! What is generated compiles without an error and without a warning: the fixtures, the hostile documents, and four real ones.
//!
//! All are members of one workspace, and their dependencies compile once, into a target directory that is kept.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::Command;

use crate::{corpus, fixtures, hostile};

const REAL: [&str; 4] = [
    "oai-petstore",
    "oai-petstore-expanded",
    "removebg",
    "pagerduty-events",
];

#[test]
fn generated_crates_compile() {
    let mut crates: BTreeMap<String, BTreeMap<String, String>> = BTreeMap::new();
    for fixture in fixtures::all() {
        let generated = fixture
            .generate(true)
            .unwrap_or_else(|problems| panic!("{}", fixtures::said(&problems)));
        crates.insert(format!("fixture-{}", fixture.name), generated.files);
    }
    for (name, text) in hostile::documents() {
        let generated = fixtures::generate("hostile.json", &text, &[], &name, true);
        crates.insert(
            name,
            generated
                .unwrap_or_else(|problems| panic!("{}", fixtures::said(&problems)))
                .files,
        );
    }
    for name in REAL {
        let Some(text) = corpus::text(&format!("{name}.json")) else {
            println!("SKIPPED {name}: the corpus is not at {}", corpus::ROOT);
            continue;
        };
        let generated = fixtures::generate(&format!("{name}.json"), &text, &[], name, true);
        crates.insert(
            name.to_owned(),
            generated
                .unwrap_or_else(|problems| panic!("{}", fixtures::said(&problems)))
                .files,
        );
    }
    let workspace = Path::new(env!("CARGO_TARGET_TMPDIR")).join("goldens");
    crates.insert("wire".to_owned(), wire());
    write(&workspace, &crates);
    check(&workspace);
}

/// A crate whose tests run the crates of some fixtures.
fn wire() -> BTreeMap<String, String> {
    let mut manifest = "[package]\nname = \"wire\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[dependencies]\nbytes = \"1\"\nhttp = \"1\"\nserde_json = \"1\"\ntokio = { version = \"1\", features = [\"rt\"] }\n".to_owned();
    for name in [
        "answers",
        "bodies",
        "constants",
        "nullable",
        "objects",
        "security",
        "all-of",
        "tagged-by-discriminator",
        "directions",
        "mixed-unions",
        "multipart",
        "tags",
    ] {
        let key = name.replace('-', "_");
        let _ = writeln!(
            manifest,
            "{key} = {{ package = \"fixture-{name}\", path = \"../fixture-{name}\", default-features = false }}"
        );
    }
    let tests = include_str!("../compiled/wire.rs").to_owned();
    let library = "//! Nothing but tests.\n".to_owned();
    [
        ("Cargo.toml", manifest),
        ("src/lib.rs", library),
        ("tests/wire.rs", tests),
    ]
    .map(|(path, text)| (path.to_owned(), text))
    .into()
}

/// Writes the crates as members of a workspace of their own, with the versions that ours builds with.
fn write(workspace: &Path, crates: &BTreeMap<String, BTreeMap<String, String>>) {
    let mut root = "[workspace]\nresolver = \"3\"\nmembers = [\n".to_owned();
    for (name, files) in crates {
        let _ = writeln!(root, "    {name:?},");
        let directory = workspace.join(name);
        for path in fixtures::files_below(&directory)
            .into_keys()
            .filter(|path| !files.contains_key(path))
        {
            fs::remove_file(directory.join(path)).unwrap();
        }
        for (path, text) in files {
            if path == "Cargo.toml" {
                // A member cannot be a workspace of its own.
                let member = text.replace(
                    "\n# Its own workspace, wherever it stands.\n[workspace]\n",
                    "",
                );
                assert!(
                    !member.contains("[workspace]"),
                    "the manifest of a crate that stands alone has changed:\n{text}"
                );
                fixtures::write(
                    &directory.join(path),
                    &(member + "\n[lints]\nworkspace = true\n"),
                );
            } else {
                fixtures::write(&directory.join(path), text);
            }
        }
    }
    root.push_str("]\n\n[workspace.lints.rust]\nunsafe_code = \"forbid\"\nmissing_docs = \"warn\"\nunreachable_pub = \"warn\"\n");
    fixtures::write(&workspace.join("Cargo.toml"), &root);
    fs::copy(
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../Cargo.lock"),
        workspace.join("Cargo.lock"),
    )
    .unwrap();
}

fn check(workspace: &Path) {
    // TLS is the larger half of the dependencies, and nothing that is generated touches it.
    let all = "check --offline --workspace --no-default-features --keep-going --quiet";
    let said = cargo(workspace, all);
    assert!(said.is_empty(), "in {}:\n{said}", workspace.display());
    let said = cargo(
        workspace,
        "test --offline --package wire --test wire --quiet",
    );
    assert!(said.is_empty(), "in {}:\n{said}", workspace.display());
}

/// What a command says of trouble.
fn cargo(workspace: &Path, arguments: &str) -> String {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("../golden");
    let output = Command::new(env!("CARGO"))
        .args(arguments.split(' '))
        .current_dir(workspace)
        .env("CARGO_TARGET_DIR", target)
        .env("CARGO_INCREMENTAL", "0")
        .env_remove("RUSTFLAGS")
        .env_remove("CARGO_ENCODED_RUSTFLAGS")
        .env_remove("RUSTC_WORKSPACE_WRAPPER")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr).trim().to_owned();
    if output.status.success() {
        return said;
    }
    let failed = String::from_utf8_lossy(&output.stdout);
    format!("{}: {said}\n{failed}", output.status)
}
