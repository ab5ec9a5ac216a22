//! Asks progenitor for the Rust types. The only module that knows it.

use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};

use openapiv3::OpenAPI;
use progenitor::{GenerationSettings, Generator, InterfaceStyle};

use crate::lower::{FILE, Refusal, key_of};
use crate::model::{Model, Shape};

/// The Rust types that progenitor makes of schemas.
#[derive(Default)]
pub(crate) struct RustTypes {
    /// Struct → property → its Rust type.
    slots: HashMap<String, HashMap<String, syn::Type>>,
    /// Type → the items that progenitor printed for it.
    pub(crate) items: HashMap<String, Vec<syn::Item>>,
}

impl RustTypes {
    /// The Rust type of a property of a struct.
    pub(crate) fn slot(&self, structure: &str, property: &str) -> syn::Type {
        let known = self
            .slots
            .get(structure)
            .and_then(|slots| slots.get(property))
            .cloned();
        known.unwrap_or_else(|| syn::parse_quote!(::serde_json::Value))
    }
}

/// Progenitor's types for a lowered document.
///
/// # Errors
/// What progenitor refuses, and a panic of its own, each with the place it came from.
pub(crate) fn types(openapi: &OpenAPI, model: &Model) -> Result<RustTypes, Vec<Refusal>> {
    ask(openapi, model)
        .map(|types| boxed(types, model))
        .map_err(|(what, _)| {
            // Progenitor names no place: asking for each type alone finds it.
            let mut refused: Vec<Refusal> = culprits(openapi, model);
            if refused.is_empty() {
                refused.push(Refusal::new("", what, HINT));
            }
            refused
        })
}

/// Progenitor sees no circle that leads through a type of ours: the lowering says what stands behind a pointer.
fn boxed(mut types: RustTypes, model: &Model) -> RustTypes {
    for ty in &model.types {
        let Shape::Object(fields) = &ty.shape else {
            continue;
        };
        let Some(slots) = types.slots.get_mut(&ty.key) else {
            continue;
        };
        for field in fields
            .iter()
            .filter(|field| key_of(&field.schema).is_some())
        {
            let Some(slot) = slots.get_mut(&field.wire) else {
                continue;
            };
            if last_segment(slot).as_deref() == Some("Box")
                && let Some(inner) = super::context::argument(slot, 0)
            {
                *slot = inner;
            }
            if field.boxed {
                *slot = syn::parse_quote!(Box<#slot>);
            }
        }
    }
    types
}

const HINT: &str = "simplify the schema, or correct it in an overlay";

fn culprits(openapi: &OpenAPI, model: &Model) -> Vec<Refusal> {
    let mut refused = Vec::new();
    for ty in &model.types {
        let mut alone = openapi.clone();
        if let Some(components) = &mut alone.components {
            components.schemas.retain(|key, _| *key == ty.key);
            // What it refers to is stood in for by strings.
            for other in &model.types {
                if other.key != ty.key {
                    let text = openapiv3::Schema {
                        schema_data: openapiv3::SchemaData::default(),
                        schema_kind: openapiv3::SchemaKind::Type(openapiv3::Type::String(
                            openapiv3::StringType::default(),
                        )),
                    };
                    components
                        .schemas
                        .insert(other.key.clone(), openapiv3::ReferenceOr::Item(text));
                }
            }
        }
        if let Err((what, panicked)) = ask(&alone, model) {
            let verb = if panicked {
                "progenitor panicked on"
            } else {
                "progenitor refused"
            };
            let what = format!("{verb} the schema of `{}`: {what}", ty.name);
            refused.push(Refusal::new(&ty.pointer, what, HINT));
        }
    }
    refused
}

/// Progenitor's types; or what it says, and whether it panicked.
fn ask(openapi: &OpenAPI, model: &Model) -> Result<RustTypes, (String, bool)> {
    let run = || {
        let mut generator = Generator::new(&settings(model));
        generator
            .generate_tokens(openapi)
            .map_err(|error| error.to_string())
    };
    let tokens = match catch_unwind(AssertUnwindSafe(run)) {
        Ok(Ok(tokens)) => tokens,
        Ok(Err(error)) => return Err((error, false)),
        Err(panic) => return Err((panic_text(panic.as_ref()), true)),
    };
    let file: syn::File = syn::parse2(tokens)
        .map_err(|error| (format!("its output does not parse: {error}"), false))?;
    Ok(read(file, model))
}

fn panic_text(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| panic.downcast_ref::<&str>().copied());
    text.unwrap_or("a panic without a message").to_owned()
}

fn settings(model: &Model) -> GenerationSettings {
    let mut settings = GenerationSettings::new();
    settings.with_interface(InterfaceStyle::Positional);
    settings.with_derive("PartialEq");
    settings.with_map_type("::std::collections::BTreeMap");
    settings.with_replacement(FILE, "crate::File", std::iter::empty());
    for ty in &model.types {
        if !matches!(
            ty.shape,
            Shape::Object(_) | Shape::Alias(_) | Shape::Untagged(_)
        ) {
            settings.with_replacement(&ty.key, &ty.key, std::iter::empty());
        }
    }
    settings
}

/// Takes what is used out of progenitor's file: the `types` module.
fn read(file: syn::File, model: &Model) -> RustTypes {
    let mut rust = RustTypes::default();
    let types = file.items.into_iter().find_map(|item| match item {
        syn::Item::Mod(module) if module.ident == "types" => module.content.map(|(_, items)| items),
        _ => None,
    });
    let printed: std::collections::HashSet<&str> = model
        .types
        .iter()
        .filter(|ty| matches!(ty.shape, Shape::Alias(_) | Shape::Untagged(_)))
        .map(|ty| ty.key.as_str())
        .collect();
    for item in types.unwrap_or_default() {
        if let syn::Item::Struct(structure) = &item
            && let syn::Fields::Named(fields) = &structure.fields
            && !printed.contains(structure.ident.to_string().as_str())
        {
            let slots = fields
                .named
                .iter()
                .map(|field| (wire_name(field), field.ty.clone()))
                .collect();
            rust.slots.insert(structure.ident.to_string(), slots);
            continue;
        }
        if let Some(name) = subject(&item) {
            rust.items.entry(name).or_default().push(item);
        }
    }
    rust
}

/// The name on the wire: `serde(rename)`, or the field's.
fn wire_name(field: &syn::Field) -> String {
    let mut renamed = None;
    for attribute in field
        .attrs
        .iter()
        .filter(|attribute| attribute.path().is_ident("serde"))
    {
        let _ = attribute.parse_nested_meta(|meta| {
            if meta.path.is_ident("rename") {
                renamed = Some(meta.value()?.parse::<syn::LitStr>()?.value());
            } else if meta.input.peek(syn::Token![=]) {
                meta.value()?.parse::<syn::Expr>()?;
            }
            Ok(())
        });
    }
    let name = || {
        field
            .ident
            .as_ref()
            .map(ToString::to_string)
            .unwrap_or_default()
    };
    renamed.unwrap_or_else(|| name().trim_start_matches("r#").to_owned())
}

/// The type that an item defines or implements something for.
fn subject(item: &syn::Item) -> Option<String> {
    match item {
        syn::Item::Struct(item) => Some(item.ident.to_string()),
        syn::Item::Enum(item) => Some(item.ident.to_string()),
        syn::Item::Type(item) => Some(item.ident.to_string()),
        syn::Item::Impl(item) => {
            let own = last_segment(&item.self_ty);
            // `impl From<Name> for String` is about `Name` too.
            let argument =
                item.trait_
                    .as_ref()
                    .and_then(|(path, _)| match &path.segments.last()?.arguments {
                        syn::PathArguments::AngleBracketed(arguments) => {
                            arguments.args.iter().find_map(|argument| match argument {
                                syn::GenericArgument::Type(ty) => last_segment(ty),
                                _ => None,
                            })
                        }
                        _ => None,
                    });
            match own.as_deref() {
                Some(
                    "String" | "Vec" | "Map" | "BTreeMap" | "Value" | "bool" | "i64" | "u64"
                    | "f64" | "Option",
                )
                | None => argument,
                Some(_) => own,
            }
        }
        _ => None,
    }
}

fn last_segment(ty: &syn::Type) -> Option<String> {
    match ty {
        syn::Type::Path(path) => path
            .path
            .segments
            .last()
            .map(|segment| segment.ident.to_string()),
        syn::Type::Reference(reference) => last_segment(&reference.elem),
        _ => None,
    }
}
