//! Prints the model: types with progenitor's Rust types in them, operations from our own templates.

mod context;
mod docs;
mod enums;
mod example;
mod limits;
mod modules;
mod operation;
mod progenitor;
mod structs;
mod wire;

use proc_macro2::TokenStream;
use quote::quote;
use syn::parse::Parser;

use crate::lower::{ALIASED, Lowered, Refusal, slots_of_type};
use crate::model::{Shape, TriedVariant, Type};
use context::key_ident;

pub(crate) use context::Context;
pub(crate) use modules::AREAS;
pub(crate) use operation::{error_name, success_name};
pub(crate) use wire::mentioned;

/// A module of the output before it is polished.
pub(crate) struct Module {
    /// Its file, relative to `src/`: `chat/request.rs`.
    pub path: String,
    /// Its items, with types by their keys.
    pub file: syn::File,
    /// What no printer lays out: the tables of `wire.rs`, and files that are the same for every document.
    pub text: String,
    /// The names that its text uses, for the imports.
    pub uses: Vec<String>,
}

/// What the emission yields.
pub(crate) struct Emitted {
    /// The modules.
    pub modules: Vec<Module>,
    /// The API that users of the crate see.
    pub api: Vec<crate::api::Item>,
}

/// Prints every module.
///
/// # Errors
/// What progenitor refuses, or panics on, with the place it came from.
pub(crate) fn emit(lowered: &Lowered, crate_name: &str) -> Result<Emitted, Vec<Refusal>> {
    let rust = progenitor::types(&lowered.openapi, &lowered.model)?;
    let context = Context::new(&lowered.model, &rust, crate_name);
    Ok(Emitted {
        modules: modules::print(&context)?,
        api: crate::listing::list(&context),
    })
}

/// The definition of one type.
fn type_definition(context: &Context<'_>, ty: &Type) -> TokenStream {
    match &ty.shape {
        Shape::Object(fields) => structs::print(context, ty, fields),
        Shape::OpenEnum(values) => enums::open(ty, values),
        Shape::Tagged { tag, variants } => enums::tagged(context, ty, tag, variants),
        Shape::ByType { strings, variants } => enums::by_type(context, ty, strings, variants),
        Shape::Alias(_) => alias(context, ty),
        Shape::Untagged(members) => untagged(context, ty, members),
    }
}

fn alias(context: &Context<'_>, ty: &Type) -> TokenStream {
    let name = key_ident(&ty.key);
    let doc = docs::of_type(ty);
    let aliased = context.rust.slot(&slots_of_type(&ty.key), ALIASED);
    quote! { #doc pub type #name = #aliased; }
}

/// Progenitor's own items, with our docs.
fn untagged(context: &Context<'_>, ty: &Type, members: &[TriedVariant]) -> TokenStream {
    let doc = docs::of_type(ty);
    let items = context
        .rust
        .items
        .get(&ty.key)
        .into_iter()
        .flatten()
        .filter(|item| !parses_text(item))
        .map(|item| {
            let mut item = item.clone();
            if let syn::Item::Enum(item) = &mut item {
                item.attrs
                    .retain(|attribute| !attribute.path().is_ident("doc"));
                for (variant, member) in item.variants.iter_mut().zip(members) {
                    variant
                        .attrs
                        .retain(|attribute| !attribute.path().is_ident("doc"));
                    let said = member.doc.as_deref();
                    let mut text = said.map_or_else(
                        || "One of the forms, tried in this order.".to_owned(),
                        str::to_owned,
                    );
                    docs::add_limits(&mut text, &member.limits);
                    let doc = docs::doc(&text);
                    let doc = syn::Attribute::parse_outer.parse2(doc);
                    variant.attrs.extend(doc.into_iter().flatten());
                }
                return quote! { #doc #[non_exhaustive] #item };
            }
            quote! { #item }
        });
    quote! { #(#items)* }
}

/// Whether an item is an implementation that reads a text: those need an error type that nothing else would use.
fn parses_text(item: &syn::Item) -> bool {
    let syn::Item::Impl(item) = item else {
        return false;
    };
    let last = item
        .trait_
        .as_ref()
        .and_then(|(path, _)| path.segments.last());
    last.is_some_and(|last| last.ident == "FromStr" || last.ident == "TryFrom")
}
