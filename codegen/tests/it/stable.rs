//! The same input gives the same bytes; what is only said differently changes only how it is said.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::difference;
use crate::fixtures;
use crate::grid::Grid;

#[test]
fn the_same_input_gives_the_same_bytes() {
    let grid = Grid::read();
    let (first, second) = (grid.generate(), grid.generate());
    assert_eq!(first.files, second.files);
    assert_eq!(first.effective, second.effective);
    assert_eq!(first.notes, second.notes);
}

#[test]
fn another_file_name_changes_what_names_the_file_and_nothing_else() {
    let grid = Grid::read();
    let renamed = fixtures::generate(
        "elsewhere/other.json",
        &grid.document,
        &grid.sources(),
        "grid-api",
        false,
    )
    .unwrap_or_else(|problems| panic!("{}", fixtures::said(&problems)));
    let named_back: BTreeMap<String, String> = renamed
        .files
        .into_iter()
        .map(|(path, text)| {
            (
                path,
                text.replacen("from elsewhere/other.json.", "from spec/grid.json.", 1),
            )
        })
        .collect();
    assert_eq!(grid.generate().files, named_back);
}

#[test]
fn another_order_of_keys_changes_the_order_of_items_and_nothing_else() {
    let grid = Grid::read();
    let reordered = grid
        .generate_text(&reversed(&grid.value()).to_string())
        .unwrap_or_else(|problems| panic!("{}", fixtures::said(&problems)));
    let before = grid.generate();
    assert_ne!(
        before.files, reordered.files,
        "the document's order is kept"
    );
    let (before, after) = (words(&before.files), words(&reordered.files));
    let (lost, gained) = difference::changed(&before, &after);
    assert_eq!((lost, gained), (Vec::new(), Vec::new()));
}

/// The value with the keys of every object the other way round.
fn reversed(value: &Value) -> Value {
    match value {
        Value::Object(members) => Value::Object(
            members
                .iter()
                .rev()
                .map(|(key, value)| (key.clone(), reversed(value)))
                .collect::<Map<_, _>>(),
        ),
        Value::Array(items) => items.iter().map(reversed).collect(),
        other => other.clone(),
    }
}

/// The files with a word a line, without the signs that layout adds. Docs, and the places that the listing names, are left out: a type
/// that stands in several places is described by the first.
fn words(files: &BTreeMap<String, String>) -> BTreeMap<String, String> {
    let word = |c: char| c.is_whitespace() || "(){},;".contains(c);
    let of = |text: &str| -> String {
        let lines = text
            .lines()
            .filter(|line| !line.trim_start().starts_with("//"))
            .map(without_place);
        let words = lines.flat_map(|line| line.split(word));
        let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
        words.join("\n")
    };
    files
        .iter()
        .map(|(path, text)| (path.clone(), of(text)))
        .collect()
}

/// A line of the listing without its last column; any other as it is.
fn without_place(line: &str) -> &str {
    line.rsplit_once('\t').map_or(line, |(item, _)| item)
}
