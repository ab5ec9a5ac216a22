//! Gives types the names that a reader knows them by.
//!
//! Why: progenitor writes every path in full, and the emission calls a type by its key. Before → after:
//! `::std::option::Option<::std::string::String>` → `Option<String>`; `MessagesUsage` → `Usage`.

use std::collections::{BTreeSet, HashMap};

use syn::visit_mut::{self, VisitMut};

/// Full paths, and how many of their last segments say enough.
const SHORT: [&str; 9] = [
    "std::option::Option",
    "std::string::String",
    "std::vec::Vec",
    "std::boxed::Box",
    "std::collections::BTreeMap",
    "serde_json::Map",
    "serde_json::Value",
    "std::primitive::bool",
    "std::result::Result",
];

struct Settle<'a> {
    types: &'a HashMap<String, (String, String)>,
    used: BTreeSet<(String, String)>,
}

/// Shortens every path of a file and names its types; answers which types of the model it names and does not define.
pub(crate) fn settle(file: &mut syn::File, types: &HashMap<String, (String, String)>) -> BTreeSet<(String, String)> {
    let mut settle = Settle { types, used: BTreeSet::new() };
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
            let (surface, name) = types.get(&ident.to_string())?;
            *ident = syn::Ident::new(name, ident.span());
            Some((surface.clone(), name.clone()))
        })
        .collect();
    settle.used.difference(&defined).cloned().collect()
}

/// Shortens one type, with names for keys.
pub(crate) fn shorten_type(ty: &mut syn::Type, names: &HashMap<String, String>) {
    let types = names.iter().map(|(key, name)| (key.clone(), (String::new(), name.clone()))).collect();
    Settle { types: &types, used: BTreeSet::new() }.visit_type_mut(ty);
}

impl VisitMut for Settle<'_> {
    fn visit_path_mut(&mut self, path: &mut syn::Path) {
        visit_mut::visit_path_mut(self, path);
        let full: Vec<String> = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
        let joined = full.join("::");
        if SHORT.contains(&joined.as_str()) {
            if let Some(last) = path.segments.pop() {
                path.leading_colon = None;
                path.segments = std::iter::once(last).collect();
            }
            return;
        }
        if let Some(first) = path.segments.first_mut()
            && let Some((surface, name)) = self.types.get(&first.ident.to_string())
        {
            first.ident = syn::Ident::new(name, first.ident.span());
            self.used.insert((surface.clone(), name.clone()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shortened(ty: &str, names: &[(&str, &str)]) -> String {
        let mut ty: syn::Type = syn::parse_str(ty).unwrap();
        let names = names.iter().map(|(key, name)| ((*key).to_owned(), (*name).to_owned())).collect();
        shorten_type(&mut ty, &names);
        quote::quote!(#ty).to_string().replace(' ', "")
    }

    #[test]
    fn full_paths_are_shortened_and_keys_are_named() {
        let long = "::std::option::Option<::std::vec::Vec<ChatUsage>>";
        assert_eq!(shortened(long, &[("ChatUsage", "Usage")]), "Option<Vec<Usage>>");
        let once = shortened(long, &[("ChatUsage", "Usage")]);
        assert_eq!(shortened(&once, &[]), once);
    }

    #[test]
    fn other_paths_stay() {
        assert_eq!(shortened("::chrono::DateTime<::chrono::Utc>", &[]), "::chrono::DateTime<::chrono::Utc>");
    }
}
