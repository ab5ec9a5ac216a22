//! Gives every module its file and its imports.

use std::collections::{BTreeMap, BTreeSet};

use syn::visit_mut::{self, VisitMut};

use crate::names::identifier_text;
use crate::polish::Polished;

/// A file of the output: its imports, then its items, then what is text already.
pub(crate) struct File {
    /// Its path, relative to the crate.
    pub path: String,
    /// The items, imports first.
    pub items: syn::File,
    /// What follows them.
    pub text: String,
}

/// Names that files use without their path, and where they come from.
const IMPORTS: [(&str, &str); 28] = [
    ("Bound", "std::ops"),
    ("BTreeMap", "std::collections"),
    ("fmt", "std"),
    ("Bytes", "bytes"),
    ("HeaderMap", "http"),
    ("Method", "http"),
    ("Request", "http"),
    ("StatusCode", "http"),
    ("Map", "serde_json"),
    ("Value", "serde_json"),
    ("Client", "crate::client"),
    ("Scheme", "crate::security"),
    ("security", "crate"),
    ("servers", "crate"),
    ("Response", "crate::support"),
    ("EncodeError", "crate::support"),
    ("Extra", "crate::support"),
    ("UndeclaredResponse", "crate::support"),
    ("UnknownObject", "crate::support"),
    ("UnknownValue", "crate::support"),
    ("Violations", "crate::support"),
    ("limits", "crate::support"),
    ("parameters", "crate::support"),
    ("request", "crate::support"),
    ("Multipart", "crate::support::multipart"),
    ("Checks", "crate::support::limits"),
    ("Limited", "crate::support::limits"),
    ("Display", "std::fmt"),
];

/// Splits the modules into files.
#[must_use]
pub(crate) fn split(modules: Vec<Polished>) -> Vec<File> {
    modules.into_iter().map(file).collect()
}

fn file(module: Polished) -> File {
    let mut items = module.file;
    let wanted = wanted(&module.path, &mut items, &module.text, module.types);
    let mut wanted: Vec<(String, BTreeSet<String>)> = wanted.into_iter().collect();
    wanted.sort_by_key(|(from, _)| group(from));
    let mut uses: Vec<syn::Item> = wanted
        .into_iter()
        .filter_map(|(from, names)| import(&from, &names))
        .collect();
    uses.append(&mut items.items);
    items.items = uses;
    File {
        path: format!("src/{}", module.path),
        items,
        text: module.text,
    }
}

/// What a file imports: names, by where they come from. Roots say where theirs come from themselves.
fn wanted(
    path: &str,
    items: &mut syn::File,
    text: &str,
    types: BTreeSet<(String, String)>,
) -> BTreeMap<String, BTreeSet<String>> {
    let mut wanted: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    if path == "lib.rs" || path == "security.rs" || path.ends_with("/mod.rs") {
        return wanted;
    }
    let mut want = |from: &str, name: &str| {
        let names = wanted.entry(from.to_owned()).or_default();
        names.insert(name.to_owned());
    };
    for ((name, from), used) in IMPORTS.into_iter().zip(imported(items)) {
        if used {
            want(from, name);
        }
    }
    let own_surface = path.split_once('/').map(|(surface, _)| surface);
    for (surface, name) in types {
        if Some(surface.as_str()) == own_surface {
            want("super", &name);
        } else {
            want(&format!("crate::{}", identifier_text(&surface)), &name);
        }
    }
    if path.ends_with("/wire.rs") && !items.attrs.is_empty() {
        for table in ["by_type", "object", "open_enum", "tagged"] {
            if text.contains(&format!("{table}!(")) {
                want("crate::support::wire", table);
            }
        }
        let mentioned = crate::emit::mentioned(text);
        for (name, from) in [
            ("BTreeMap", "std::collections"),
            ("Map", "serde_json"),
            ("Value", "serde_json"),
        ] {
            if mentioned.contains(name) {
                want(from, name);
            }
        }
    }
    wanted
}

/// The standard library, then other crates, then this one.
fn group(from: &str) -> u8 {
    match from.split("::").next() {
        Some("std") => 0,
        Some("crate") => 2,
        Some("super") => 3,
        _ => 1,
    }
}

fn import(from: &str, names: &BTreeSet<String>) -> Option<syn::Item> {
    syn::parse_str(&use_of(from, names)).ok()
}

/// A `use` of names from a module.
pub(crate) fn use_of(from: &str, names: &BTreeSet<String>) -> String {
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    match names.as_slice() {
        [only] => format!("use {from}::{only};"),
        many => format!("use {from}::{{{}}};", many.join(", ")),
    }
}

/// Which of the names to import a file's paths begin with.
fn imported(file: &mut syn::File) -> [bool; IMPORTS.len()] {
    struct Collect([bool; IMPORTS.len()]);
    impl VisitMut for Collect {
        fn visit_path_mut(&mut self, path: &mut syn::Path) {
            if path.leading_colon.is_none()
                && let Some(first) = path.segments.first()
                && let Some(index) = IMPORTS.iter().position(|(name, _)| first.ident == name)
            {
                // A lone name in small letters is a variable, not a module.
                let is_module = IMPORTS[index]
                    .0
                    .starts_with(|c: char| c.is_ascii_lowercase());
                self.0[index] |= path.segments.len() > 1 || !is_module;
            }
            visit_mut::visit_path_mut(self, path);
        }
    }
    let mut collect = Collect([false; IMPORTS.len()]);
    collect.visit_file_mut(file);
    collect.0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn imports(path: &str, items: syn::File, types: &[(&str, &str)]) -> Vec<String> {
        let types = types
            .iter()
            .map(|(surface, name)| ((*surface).to_owned(), (*name).to_owned()))
            .collect();
        let module = Polished {
            path: path.to_owned(),
            file: items,
            text: String::new(),
            types,
        };
        let files = split(vec![module]);
        assert_eq!(files[0].path, format!("src/{path}"));
        let uses = files[0].items.items.iter().filter_map(|item| match item {
            syn::Item::Use(item) => Some(quote::quote!(#item).to_string().replace(' ', "")),
            _ => None,
        });
        uses.collect()
    }

    #[test]
    fn what_is_named_is_imported_and_nothing_else() {
        let items = syn::parse_quote! {
            pub struct A { pub map: BTreeMap<String, Value>, pub extra: Extra }
            impl fmt::Display for A {}
            fn request() { let limits = 1; request::json(limits); }
        };
        let types = [
            ("chat", "Usage"),
            ("messages", "Message"),
            ("chat", "Choice"),
        ];
        assert_eq!(
            imports("chat/response.rs", items, &types),
            [
                "usestd::fmt;",
                "usestd::collections::BTreeMap;",
                "useserde_json::Value;",
                "usecrate::messages::Message;",
                "usecrate::support::{Extra,request};",
                "usesuper::{Choice,Usage};",
            ]
        );
    }

    #[test]
    fn roots_import_nothing() {
        let items = syn::parse_quote! { pub fn f() -> Value { fmt::x() } };
        assert!(imports("chat/mod.rs", items, &[("chat", "Usage")]).is_empty());
    }
}
