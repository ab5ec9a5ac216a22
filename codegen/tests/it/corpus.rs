//! Real documents: each is generated, or refused with the places to mend. None makes the generator panic.

use std::fs;
use std::panic::catch_unwind;
use std::path::Path;

use grid_codegen::problem::Place;

use crate::fixtures;

/// Where the documents are, from the workspace.
pub(crate) const ROOT: &str = "../shared/corpus";

/// The text of a document; nothing where the corpus is absent.
pub(crate) fn text(name: &str) -> Option<String> {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    fs::read_to_string(workspace.join(ROOT).join(name)).ok()
}

#[test]
fn no_real_document_makes_it_panic() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(ROOT);
    let Ok(entries) = fs::read_dir(&root) else {
        println!("SKIPPED: the corpus is not at {ROOT}");
        return;
    };
    let mut names: Vec<String> = entries
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .filter(|name| name != "MANIFEST.tsv")
        .collect();
    names.sort();
    let mut panicked = Vec::new();
    for name in names {
        let text = text(&name).unwrap();
        match catch_unwind(|| fixtures::generate(&name, &text, &[], "real", true)) {
            Ok(Ok(generated)) => println!(
                "{name}: generated, {} files, {} notes",
                generated.files.len(),
                generated.notes.len()
            ),
            Ok(Err(problems)) => {
                println!("{name}: refused, {} problems", problems.len());
                println!("{}", fixtures::said(problems.get(..3).unwrap_or(&problems)));
                let placed = problems
                    .iter()
                    .all(|p| matches!(&p.place, Place::Pointer(pointer) if !pointer.is_empty()));
                assert!(
                    placed,
                    "{name} is refused without a place:\n{}",
                    fixtures::said(&problems)
                );
            }
            Err(_) => panicked.push(name),
        }
    }
    assert_eq!(panicked, Vec::<String>::new());
}
