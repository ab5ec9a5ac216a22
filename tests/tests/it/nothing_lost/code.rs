//! The generated crate, read as Rust: items by their path, with their docs.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use syn::{Attribute, Expr, Fields, ImplItem, Item, Lit, Meta, Type, Visibility};

use crate::document::read;

#[derive(Default)]
pub(super) struct Code {
    /// Docs by path: `chat::Choice`, `chat::Choice.index`, `chat::Stop::One`, `chat::Choice::new()`, `servers::DEFAULT`; of modules
    /// by their own path, of the crate by the empty one.
    docs: BTreeMap<String, String>,
    /// The texts of constants.
    constants: BTreeMap<String, String>,
    /// The constant members that a type sends: type, name, value.
    sent: BTreeSet<(String, String, String)>,
    pub(super) methods: Vec<Method>,
}

/// A method of a type, with what its first statement assigns to.
pub(super) struct Method {
    pub(super) of: String,
    pub(super) name: String,
    pub(super) assigns: Option<String>,
}

impl Code {
    pub(super) fn read() -> Self {
        let mut code = Self::default();
        let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../generated/src");
        code.folder(&root, "");
        code
    }

    fn folder(&mut self, folder: &Path, module: &str) {
        let parent = if module.is_empty() {
            "lib.rs"
        } else {
            "mod.rs"
        };
        let declared = std::fs::read_to_string(folder.join(parent)).unwrap();
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let stem = path.file_stem().unwrap().to_str().unwrap();
            let joined = if module.is_empty() {
                stem.to_owned()
            } else {
                format!("{module}::{stem}")
            };
            let public = declared.contains(&format!("pub mod {stem};"));
            let inner = if public || module.is_empty() {
                joined.as_str()
            } else {
                module
            };
            if path.is_dir() {
                self.folder(&path, inner);
            } else {
                let itself = matches!(stem, "lib" | "mod");
                self.file(&path, if itself { module } else { inner }, itself || public);
            }
        }
    }

    fn file(&mut self, path: &Path, module: &str, own_docs: bool) {
        let text = std::fs::read_to_string(path).unwrap();
        let file =
            syn::parse_file(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        if own_docs {
            self.docs
                .entry(module.to_owned())
                .or_default()
                .push_str(&docs(&file.attrs));
        }
        for item in &file.items {
            self.item(item, module);
        }
        self.constant_members(&text, module);
    }

    fn item(&mut self, item: &Item, module: &str) {
        let path = |name: &dyn std::fmt::Display| {
            if module.is_empty() {
                name.to_string()
            } else {
                format!("{module}::{name}")
            }
        };
        match item {
            Item::Struct(item) if is_public(&item.vis) => {
                let path = path(&item.ident);
                if let Fields::Named(fields) = &item.fields {
                    for field in fields.named.iter().filter(|field| is_public(&field.vis)) {
                        let name = plain(field.ident.as_ref().unwrap());
                        self.docs
                            .insert(format!("{path}.{name}"), docs(&field.attrs));
                    }
                }
                self.docs.insert(path, docs(&item.attrs));
            }
            Item::Enum(item) if is_public(&item.vis) => {
                let path = path(&item.ident);
                for variant in &item.variants {
                    self.docs
                        .insert(format!("{path}::{}", variant.ident), docs(&variant.attrs));
                }
                self.docs.insert(path, docs(&item.attrs));
            }
            Item::Const(item) if is_public(&item.vis) => {
                let path = path(&item.ident);
                if let Expr::Lit(literal) = &*item.expr
                    && let Lit::Str(text) = &literal.lit
                {
                    self.constants.insert(path.clone(), text.value());
                }
                self.docs.insert(path, docs(&item.attrs));
            }
            Item::Fn(item) if is_public(&item.vis) => {
                self.docs
                    .insert(format!("{}()", path(&item.sig.ident)), docs(&item.attrs));
            }
            Item::Mod(item) if is_public(&item.vis) => {
                self.docs
                    .entry(path(&item.ident))
                    .or_default()
                    .push_str(&docs(&item.attrs));
            }
            Item::Impl(item) if item.trait_.is_none() => {
                if let Type::Path(of) = &*item.self_ty {
                    let of = path(&of.path.segments.last().unwrap().ident);
                    for item in &item.items {
                        self.method(item, &of);
                    }
                }
            }
            _ => {}
        }
    }

    fn method(&mut self, item: &ImplItem, of: &str) {
        if let ImplItem::Fn(method) = item
            && is_public(&method.vis)
        {
            let name = plain(&method.sig.ident);
            self.docs
                .insert(format!("{of}::{name}()"), docs(&method.attrs));
            let assigns = match method.block.stmts.first() {
                Some(syn::Stmt::Expr(Expr::Assign(assign), _)) => match &*assign.left {
                    Expr::Field(field) => match &field.member {
                        syn::Member::Named(member) => Some(plain(member)),
                        syn::Member::Unnamed(_) => None,
                    },
                    _ => None,
                },
                _ => None,
            };
            self.methods.push(Method {
                of: of.to_owned(),
                name,
                assigns,
            });
        }
    }

    /// `object!(strict Name "role" = "system" { ... })`
    fn constant_members(&mut self, text: &str, module: &str) {
        for table in text.split("object!(").skip(1) {
            let Some((head, _)) = table.split_once('{') else {
                continue;
            };
            let mut words = head.split_whitespace().skip(1);
            let Some(name) = words.next() else { continue };
            let words: Vec<&str> = words.collect();
            for entry in words.chunks(3) {
                if let [name_of, "=", value] = entry {
                    let unquoted = |text: &str| text.trim_matches('"').to_owned();
                    self.sent.insert((
                        format!("{module}::{name}"),
                        unquoted(name_of),
                        unquoted(value),
                    ));
                }
            }
        }
    }

    pub(super) fn docs(&self, path: &str) -> Option<&str> {
        self.docs.get(path).map(String::as_str)
    }

    pub(super) fn holds(&self, path: &str) -> bool {
        self.docs.contains_key(path)
    }

    pub(super) fn constant(&self, path: &str) -> Option<&str> {
        self.constants.get(path).map(String::as_str)
    }

    pub(super) fn sends(&self, of: &str, name: &str, value: &str) -> bool {
        self.sent
            .contains(&(of.to_owned(), name.to_owned(), value.to_owned()))
    }

    pub(super) fn undocumented(&self) -> impl Iterator<Item = &str> {
        self.docs
            .iter()
            .filter(|(_, docs)| docs.trim().is_empty())
            .map(|(path, _)| path.as_str())
    }

    /// Types, fields and variants of modules, but for what every type has.
    pub(super) fn of_surfaces(&self, modules: &[&str]) -> impl Iterator<Item = &str> {
        let inside = |path: &str| {
            modules.iter().any(|module| {
                path.strip_prefix(*module)
                    .is_some_and(|rest| rest.starts_with("::"))
            })
        };
        self.docs.keys().map(String::as_str).filter(move |path| {
            let ours = [".extra", "::Other", "::Unknown", "::Undeclared"];
            let in_operation = path.contains("::create_");
            inside(path)
                && !path.ends_with(')')
                && !in_operation
                && !ours.iter().any(|end| path.ends_with(end))
        })
    }
}

fn is_public(visibility: &Visibility) -> bool {
    matches!(visibility, Visibility::Public(_))
}

/// Without `r#`.
fn plain(name: &syn::Ident) -> String {
    let name = name.to_string();
    name.strip_prefix("r#").map(str::to_owned).unwrap_or(name)
}

fn docs(attributes: &[Attribute]) -> String {
    let mut text = String::new();
    for attribute in attributes {
        if let Meta::NameValue(pair) = &attribute.meta
            && pair.path.is_ident("doc")
            && let Expr::Lit(literal) = &pair.value
            && let Lit::Str(line) = &literal.lit
        {
            text.push_str(&line.value());
            text.push('\n');
        }
    }
    text
}

#[test]
fn the_code_is_read() {
    let code = Code::read();
    assert!(code.docs("chat::ChatCompletionsRequest.model").is_some());
    assert_eq!(
        code.constant("chat::create_chat_completion::PATH"),
        Some("/chat/completions")
    );
    assert!(code.sends("chat::SystemMessage", "role", "system"));
    assert!(read("generated/src/lib.rs").contains("@generated"));
}
