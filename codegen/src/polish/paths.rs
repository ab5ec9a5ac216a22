//! Gives types the names that a reader knows them by.
//!
//! Why: progenitor writes every path in full, and the emission calls a type by its key. Before → after:
//! `::std::option::Option<::std::string::String>` → `Option<String>`; `MessagesUsage` → `Usage`.

use std::collections::{BTreeSet, HashMap};

use syn::visit_mut::{self, VisitMut};

/// Full paths whose last segment says enough.
const SHORT: [&[&str]; 9] = [
    &["std", "option", "Option"],
    &["std", "string", "String"],
    &["std", "vec", "Vec"],
    &["std", "boxed", "Box"],
    &["std", "collections", "BTreeMap"],
    &["serde_json", "Map"],
    &["serde_json", "Value"],
    &["std", "primitive", "bool"],
    &["std", "result", "Result"],
];

/// Key → surface and Rust name, of every type.
pub(crate) type Types = HashMap<String, (String, String)>;

struct Settle<'a> {
    types: &'a Types,
    /// The types that are written with their full path.
    full: &'a dyn Fn(&(String, String)) -> bool,
    used: BTreeSet<(String, String)>,
}

/// Shortens every path of a file of `surface` and names its types; gives the types of the model that it names and does not define.
/// What a file defines is one of `definable`, or nothing of the model, whatever its name.
pub(crate) fn settle(
    file: &mut syn::File,
    types: &Types,
    definable: &Types,
    surface: &str,
) -> BTreeSet<(String, String)> {
    let clashing = clashing(file, types, definable, surface);
    let mut settle = Settle {
        types,
        full: &|ty| clashing.contains(ty),
        used: BTreeSet::new(),
    };
    settle.visit_file_mut(file);
    let defined: BTreeSet<(String, String)> = file
        .items
        .iter_mut()
        .filter_map(|item| {
            let ident = match item {
                syn::Item::Struct(item) => &mut item.ident,
                syn::Item::Enum(item) => &mut item.ident,
                syn::Item::Type(item) => &mut item.ident,
                _ => return None,
            };
            let (surface, name) = definable.get(&ident.to_string())?;
            *ident = syn::Ident::new(name, ident.span());
            Some((surface.clone(), name.clone()))
        })
        .collect();
    settle.used.difference(&defined).cloned().collect()
}

/// The types that a file names and cannot import: their name is that of something it defines, or of a type that is nearer.
fn clashing(
    file: &mut syn::File,
    types: &Types,
    definable: &Types,
    surface: &str,
) -> BTreeSet<(String, String)> {
    let mut names = Names {
        types,
        used: BTreeSet::new(),
    };
    names.visit_file_mut(file);
    let idents = file.items.iter().filter_map(|item| match item {
        syn::Item::Struct(item) => Some(&item.ident),
        syn::Item::Enum(item) => Some(&item.ident),
        syn::Item::Type(item) => Some(&item.ident),
        _ => None,
    });
    let defined: HashMap<String, Option<&(String, String)>> = idents
        .map(|ident| {
            let ty = definable.get(&ident.to_string());
            (
                ty.map_or_else(|| ident.to_string(), |(_, name)| name.clone()),
                ty,
            )
        })
        .collect();
    let used = names.used;
    let clashes = used.iter().filter(|ty| match defined.get(&ty.1) {
        Some(own) => *own != Some(**ty),
        None => ty.0 != surface && used.iter().any(|other| other.1 == ty.1 && other != *ty),
    });
    clashes.map(|ty| (*ty).clone()).collect()
}

/// The types of the model that a file names.
struct Names<'a> {
    types: &'a Types,
    used: BTreeSet<&'a (String, String)>,
}

impl VisitMut for Names<'_> {
    fn visit_path_mut(&mut self, path: &mut syn::Path) {
        visit_mut::visit_path_mut(self, path);
        self.used.extend(named(path, self.types));
    }
}

/// The type whose key a path begins with.
fn named<'a>(path: &syn::Path, types: &'a Types) -> Option<&'a (String, String)> {
    types.get(&path.segments.first()?.ident.to_string())
}

/// Shortens one type, with names for keys; types of other surfaces with their full path, where a surface is given.
pub(crate) fn shorten_type(ty: &mut syn::Type, types: &Types, surface: Option<&str>) {
    let full = |ty: &(String, String)| surface.is_some_and(|own| own != ty.0);
    Settle {
        types,
        full: &full,
        used: BTreeSet::new(),
    }
    .visit_type_mut(ty);
}

fn is(path: &syn::Path, names: &[&str]) -> bool {
    path.segments.len() == names.len()
        && path
            .segments
            .iter()
            .zip(names)
            .all(|(segment, name)| segment.ident == name)
}

impl VisitMut for Settle<'_> {
    fn visit_path_mut(&mut self, path: &mut syn::Path) {
        visit_mut::visit_path_mut(self, path);
        if SHORT.iter().any(|short| is(path, short)) {
            if let Some(last) = path.segments.pop() {
                path.leading_colon = None;
                path.segments = std::iter::once(last).collect();
            }
            return;
        }
        if let Some(ty) = named(path, self.types)
            && let Some(first) = path.segments.first_mut()
        {
            first.ident = syn::Ident::new(&ty.1, first.ident.span());
            if (self.full)(ty) {
                let surface = crate::names::identifier(&ty.0);
                let before: syn::Path = syn::parse_quote!(crate::#surface);
                path.segments = before
                    .segments
                    .into_iter()
                    .chain(std::mem::take(&mut path.segments))
                    .collect();
            } else if !self.used.contains(ty) {
                self.used.insert(ty.clone());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shortened(ty: &str, names: &[(&str, &str)]) -> String {
        let mut ty: syn::Type = syn::parse_str(ty).unwrap();
        let types = names
            .iter()
            .map(|(key, name)| ((*key).to_owned(), ("chat".to_owned(), (*name).to_owned())))
            .collect();
        shorten_type(&mut ty, &types, None);
        quote::quote!(#ty).to_string().replace(' ', "")
    }

    #[test]
    fn full_paths_are_shortened_and_keys_are_named() {
        let long = "::std::option::Option<::std::vec::Vec<ChatUsage>>";
        assert_eq!(
            shortened(long, &[("ChatUsage", "Usage")]),
            "Option<Vec<Usage>>"
        );
        let once = shortened(long, &[("ChatUsage", "Usage")]);
        assert_eq!(shortened(&once, &[]), once);
    }

    #[test]
    fn types_that_cannot_be_imported_are_written_in_full() {
        let types: Types = [
            ("AUsage", "a", "Usage"),
            ("BUsage", "b", "Usage"),
            ("FormError", "b", "FormError"),
        ]
        .map(|(key, surface, name)| (key.to_owned(), (surface.to_owned(), name.to_owned())))
        .into();
        let mut file: syn::File = syn::parse_quote! {
            pub enum FormError {}
            pub fn f(a: AUsage, b: BUsage) {}
        };
        let used = settle(&mut file, &types, &Types::new(), "b");
        assert_eq!(used, BTreeSet::from([("b".to_owned(), "Usage".to_owned())]));
        let printed = quote::quote!(#file).to_string().replace(' ', "");
        assert!(printed.contains("a:crate::a::Usage,b:Usage"), "{printed}");
    }

    #[test]
    fn other_paths_stay() {
        assert_eq!(
            shortened("::chrono::DateTime<::chrono::Utc>", &[]),
            "::chrono::DateTime<::chrono::Utc>"
        );
    }
}
