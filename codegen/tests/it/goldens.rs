//! Each fixture yields the files beside it, to the byte; but for those that are the same for every document.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;

use crate::difference;
use crate::fixtures::{self, Fixture};

const UPDATE: &str = "UPDATE_GOLDENS";

#[test]
fn fixtures_yield_what_is_expected() {
    let update = std::env::var_os(UPDATE).is_some();
    let mut wrong = String::new();
    for fixture in fixtures::all() {
        let files = match fixture.generate(false) {
            Ok(generated) => generated.files,
            Err(problems) => {
                let _ = writeln!(
                    wrong,
                    "{} is refused:\n{}",
                    fixture.name,
                    fixtures::said(&problems)
                );
                continue;
            }
        };
        let files: BTreeMap<String, String> = files
            .into_iter()
            .filter(|(path, _)| !is_fixed(path))
            .collect();
        if update {
            replace(&fixture, &files);
        } else {
            compare(&fixture, &files, &mut wrong);
        }
    }
    assert!(
        wrong.is_empty(),
        "{wrong}\nIf this is as it should be: {UPDATE}=1 cargo test -p grid-codegen goldens"
    );
}

/// Whether a file is the same for every document.
fn is_fixed(path: &str) -> bool {
    path.starts_with("src/support/") || path == "src/client.rs"
}

fn replace(fixture: &Fixture, files: &BTreeMap<String, String>) {
    let expected = fixture.directory.join("expected");
    let _ = fs::remove_dir_all(&expected);
    for (path, text) in files {
        fixtures::write(&expected.join(path), text);
    }
}

fn compare(fixture: &Fixture, files: &BTreeMap<String, String>, wrong: &mut String) {
    let expected = fixtures::files_below(&fixture.directory.join("expected"));
    let missing = files.keys().filter(|path| !expected.contains_key(*path));
    for path in missing {
        let _ = writeln!(
            wrong,
            "{}: {path} is generated, and not expected",
            fixture.name
        );
    }
    for (path, expected) in &expected {
        match files.get(path) {
            None => {
                let _ = writeln!(
                    wrong,
                    "{}: {path} is expected, and not generated",
                    fixture.name
                );
            }
            Some(text) if text != expected => {
                let _ = writeln!(
                    wrong,
                    "{}: {path} differs:\n{}",
                    fixture.name,
                    difference::lines(expected, text)
                );
            }
            Some(_) => {}
        }
    }
}
