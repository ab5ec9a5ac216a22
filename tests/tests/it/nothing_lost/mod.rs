//! Nothing of the document is lost: each schema, property, value, default, limit, description, example and deprecation stands in
//! the generated code, in its docs, or in the list of notes.

mod allowed;
mod code;
mod operations;
mod schemas;
mod setters;
mod words;

use std::collections::BTreeSet;

use grid_codegen::api::{Item, Kind};
use grid_codegen::{Fate, Note, Settings, Source, generate};

use crate::document::{CHAT, EFFECTIVE, MESSAGES, read};
use code::Code;

/// What the generated crate says, and what was found missing in it.
struct Search {
    code: Code,
    items: Vec<Item>,
    notes: Vec<Note>,
    lost: Vec<String>,
    excused: BTreeSet<&'static str>,
}

impl Search {
    fn new() -> Self {
        Self {
            code: Code::read(),
            items: items(),
            notes: notes(),
            lost: Vec::new(),
            excused: BTreeSet::new(),
        }
    }

    /// Notes a loss, unless the notes or the list of what may go excuse it.
    fn lose(&mut self, pointer: &str, what: &str) {
        let reported = |note: &&Note| note.fate == Fate::Reported && covers(&note.pointer, pointer);
        if self.notes.iter().any(|note| reported(&note)) {
            return;
        }
        match allowed::reason(pointer, what) {
            Some(rule) => _ = self.excused.insert(rule),
            None => self.lost.push(format!("{pointer}: {what}")),
        }
    }

    /// A text of the document must stand in the docs of one of these items, word for word.
    fn said(&mut self, pointer: &str, text: &str, items: &[&str]) {
        let docs = items.iter().filter_map(|item| self.code.docs(item));
        if !docs.into_iter().any(|docs| words::contain(docs, text)) {
            let text = text.trim();
            self.lose(
                pointer,
                &format!("{text:?} is not in the docs of {}", items.join(" or ")),
            );
        }
    }

    fn item(&self, kind: Kind, pointer: &str) -> Option<&Item> {
        self.items
            .iter()
            .find(|item| item.kind == kind && item.pointer == pointer)
    }

    fn by_path(&self, path: &str) -> Option<&Item> {
        self.items.iter().find(|item| item.path == path)
    }

    fn has_fact(&self, path: &str, fact: &str) -> bool {
        self.by_path(path)
            .is_some_and(|item| item.facts.split("; ").any(|known| known == fact))
    }
}

fn covers(outer: &str, inner: &str) -> bool {
    inner
        .strip_prefix(outer)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// The listing, with names as the document writes them: `type`, not `r#type`.
fn items() -> Vec<Item> {
    let mut items = grid_codegen::api::parse(&read("generated/api.txt"));
    for item in &mut items {
        item.path = item.path.replace("r#", "");
    }
    items
}

/// The notes of a run over the same document and overlays.
fn notes() -> Vec<Note> {
    let folder = std::path::PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../spec/overlays");
    let mut names: Vec<String> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| {
            std::path::Path::new(name)
                .extension()
                .is_some_and(|end| end == "yaml")
        })
        .collect();
    names.sort();
    let overlays: Vec<(String, String)> = names
        .into_iter()
        .map(|name| (name.clone(), read(&format!("spec/overlays/{name}"))))
        .collect();
    let overlays: Vec<Source<'_>> = overlays
        .iter()
        .map(|(name, text)| Source { name, text })
        .collect();
    let text = read("spec/grid.json");
    let settings = Settings {
        origin: "spec/grid.json and spec/overlays".to_owned(),
        crate_name: "grid-api".to_owned(),
        whole_crate: false,
    };
    let document = Source {
        name: "spec/grid.json",
        text: &text,
    };
    generate(document, &overlays, &settings, &mut |_| {})
        .unwrap()
        .notes
}

#[test]
fn nothing_of_the_document_is_lost() {
    let mut search = Search::new();
    let mut seen = BTreeSet::new();
    for (module, surface) in [("chat", &*CHAT), ("messages", &*MESSAGES)] {
        schemas::walk(&mut search, module, surface, &mut seen);
        operations::walk(&mut search, module, surface);
    }
    operations::document(&mut search);
    for name in EFFECTIVE["components"]["schemas"]
        .as_object()
        .unwrap()
        .keys()
    {
        let pointer = format!("/components/schemas/{name}");
        if !seen.contains(&pointer) {
            search.lose(&pointer, "no operation reaches this schema");
        }
    }
    assert!(
        search.lost.is_empty(),
        "{} lost\n{}",
        search.lost.len(),
        search.lost.join("\n")
    );
    allowed::all_used(&search.excused);
}

#[test]
fn the_listing_lists_what_is_there() {
    let search = Search::new();
    let listed: BTreeSet<&str> = search.items.iter().map(|item| item.path.as_str()).collect();
    let missing: Vec<&&str> = listed
        .iter()
        .filter(|path| !search.code.holds(path))
        .collect();
    assert!(
        missing.is_empty(),
        "listed and not in the code: {missing:?}"
    );
    let unlisted: Vec<&str> = search
        .code
        .of_surfaces(&["chat", "messages"])
        .filter(|path| !listed.contains(path))
        .collect();
    assert!(
        unlisted.is_empty(),
        "in the code and not listed: {unlisted:?}"
    );
}

#[test]
fn every_item_is_documented() {
    let search = Search::new();
    let bare: Vec<&str> = search.code.undocumented().collect();
    assert!(bare.is_empty(), "{bare:?}");
}
