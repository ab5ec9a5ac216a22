//! `regen --spec FILE --out DIR`: another document, as a crate of its own.

use crate::small::{DOCUMENT, Small};

#[test]
fn a_whole_crate_goes_into_an_empty_directory() {
    let small = Small::new();
    small.write("in/books.json", DOCUMENT);
    let ended = small.run(&["regen", "--spec", "in/books.json", "--out", "out"]);
    assert_eq!(ended.code, Some(0), "{}{}", ended.out, ended.err);
    let manifest = small.read("out/Cargo.toml");
    assert!(manifest.contains("name = \"books-api\""), "{manifest}");
    assert!(
        small
            .read("out/src/lib.rs")
            .contains("from books.json. Do not edit.")
    );
    assert!(
        !small.path("generated/src").exists(),
        "the workspace's own crate is not touched"
    );

    small.write("out/target/debug/x", "built");
    small.write("out/Cargo.lock", "locked");
    let before = small.all();
    let check = [
        "regen",
        "--check",
        "--spec",
        "in/books.json",
        "--out",
        "out",
    ];
    assert_eq!(small.run(&check).code, Some(0));
    assert_eq!(
        small
            .run(&["regen", "--spec", "in/books.json", "--out", "out"])
            .code,
        Some(0)
    );
    assert_eq!(
        small.all(),
        before,
        "a second run writes nothing, though it was built"
    );

    small.delete("out/src/lib.rs");
    let ended = small.run(&check);
    assert_eq!(ended.code, Some(4));
    let mend = "mend it: cargo xtask regen --spec in/books.json --out out\n";
    assert!(ended.out.contains(mend), "{}", ended.out);
}

#[test]
fn overlays_are_applied_in_the_order_given() {
    let small = Small::new();
    let overlay = |below: &str, update: &str| {
        format!(
            "overlay: 1.0.0\ninfo: {{title: T, version: 1.0.0}}\nactions:\n  - target: $.components.schemas.Book.{below}\n    \
             description: d\n    x-source: s\n    update: {update}\n"
        )
    };
    small.write("a.yaml", &overlay("properties", "{shelf: {type: string}}"));
    small.write(
        "b.yaml",
        &overlay("properties.shelf", "{description: Where it stands.}"),
    );
    small.write("books.json", DOCUMENT);
    let run = |first, second| {
        let spec = ["regen", "--spec", "books.json", "--out", "out"];
        small.run(&[&spec[..], &["--overlay", first, "--overlay", second]].concat())
    };
    let ended = run("b.yaml", "a.yaml");
    assert_eq!(ended.code, Some(1), "{}", ended.out);
    assert!(ended.err.contains("b.yaml:4:5: action 1"), "{}", ended.err);
    assert!(!small.path("out").exists());

    let ended = run("a.yaml", "b.yaml");
    assert_eq!(ended.code, Some(0), "{}", ended.err);
    let text = |bytes| String::from_utf8(bytes).unwrap();
    let all: String = small.bytes("out").into_values().map(text).collect();
    assert!(all.contains("/// Where it stands.\n"));
    assert!(all.contains("from books.json and a.yaml, b.yaml. Do not edit."));
}

#[test]
fn a_directory_with_other_files_is_refused() {
    let small = Small::new();
    small.write("out/notes.txt", "mine");
    let before = small.all();
    let ended = small.run(&["regen", "--spec", "spec/grid.json", "--out", "out"]);
    assert_eq!(ended.code, Some(1), "{}", ended.out);
    assert!(
        ended
            .err
            .contains("out: it holds files without the generated header: notes.txt"),
        "{}",
        ended.err
    );
    assert_eq!(small.all(), before);
}
