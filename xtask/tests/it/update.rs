//! `regen --update FILE`: a new document, in the forms that vendors publish it in.

use crate::small::{DOCUMENT, Small};

fn page(json: &str) -> String {
    format!("# Books\n\nAdds a book.\n\n````json\n{json}\n````\n")
}

/// A workspace whose README states the document's digest.
fn settled() -> Small {
    let small = Small::fresh();
    let ended = small.run(&["regen", "--update", "spec/grid.json"]);
    assert_eq!(ended.code, Some(0), "{}", ended.err);
    assert!(
        ended.out.contains("is already this document"),
        "{}",
        ended.out
    );
    small
}

#[test]
fn the_page_of_the_document_itself_changes_nothing() {
    let small = settled();
    small.write("page.txt", &page(DOCUMENT));
    let before = small.all();
    let ended = small.run(&["regen", "--update", "page.txt"]);
    assert_eq!(ended.code, Some(0), "{}", ended.err);
    assert!(
        ended.out.contains("page.txt is already this document"),
        "{}",
        ended.out
    );
    assert!(!ended.out.contains("written"), "{}", ended.out);
    assert_eq!(small.all(), before);
}

#[test]
fn a_page_s_document_is_kept_byte_for_byte() {
    let small = settled();
    let new = DOCUMENT.replace("9000", "8000");
    let new = new.trim_end();
    small.write("page.md", &page(new));
    let ended = small.run(&["regen", "--update", "page.md"]);
    assert_eq!(ended.code, Some(0), "{}", ended.err);
    assert_eq!(small.read("spec/grid.json"), new);
    assert!(ended.out.contains("byte for byte"), "{}", ended.out);
    let digest = ended
        .out
        .split("sha256 ")
        .nth(1)
        .unwrap()
        .get(..64)
        .unwrap();
    assert!(
        small
            .read("spec/README.md")
            .contains(&format!("sha256: {digest}\n"))
    );
    assert!(
        ended.out.contains("maximum 9000 -> maximum 8000"),
        "{}",
        ended.out
    );
    assert_eq!(small.run(&["regen", "--check"]).code, Some(0));
}

#[test]
fn yaml_becomes_json_and_says_so() {
    let small = settled();
    let yaml = "openapi: 3.0.3\ninfo: {title: Shelf, version: 2.0.0}\npaths: {}\ncomponents:\n  schemas:\n    \
                Book:\n      type: object\n      properties:\n        title: {type: string}\n";
    small.write("new.yaml", yaml);
    let ended = small.run(&["regen", "--update", "new.yaml"]);
    assert_eq!(ended.code, Some(0), "{}", ended.err);
    assert!(
        ended.out.contains("YAML, converted to JSON"),
        "{}",
        ended.out
    );
    assert!(
        small
            .read("spec/grid.json")
            .starts_with("{\n  \"openapi\": \"3.0.3\",")
    );
    assert_eq!(small.run(&["regen", "--check"]).code, Some(0));
}

#[test]
fn a_broken_document_replaces_nothing() {
    let small = settled();
    let dangling = DOCUMENT.replacen("#/components/schemas/Book", "#/components/schemas/Gone", 1);
    let texts = [
        DOCUMENT.get(..DOCUMENT.len() / 2).unwrap().to_owned(),
        page("{\"openapi\": \"3.0.3\",,}"),
        dangling,
        DOCUMENT.replace("3.0.3", "3.1.0"),
        String::new(),
    ];
    for text in texts {
        small.write("new.txt", &text);
        let before = small.all();
        let ended = small.run(&["regen", "--update", "new.txt"]);
        assert_eq!(ended.code, Some(1), "{text}\n{}", ended.out);
        assert!(ended.err.contains("new.txt:"), "{}", ended.err);
        assert!(ended.err.contains("nothing was written"), "{}", ended.err);
        assert_eq!(small.all(), before);
    }
}

#[test]
fn a_readme_without_a_digest_is_named() {
    let small = settled();
    small.write("spec/README.md", "# Documents\n");
    small.write("new.json", &DOCUMENT.replace("9000", "8000"));
    let before = small.all();
    let ended = small.run(&["regen", "--update", "new.json"]);
    assert_eq!(ended.code, Some(1), "{}", ended.out);
    assert!(
        ended
            .err
            .contains("spec/README.md: it does not state the sha256"),
        "{}",
        ended.err
    );
    assert_eq!(small.all(), before);
}
