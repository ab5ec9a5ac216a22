//! What every template asks: the Rust type of a slot, and what can be derived for it.

use std::collections::{BTreeSet, HashMap};

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use serde_json::Value;

use super::limits;
use super::progenitor::RustTypes;
use crate::lower::{ALIASED, key_of, may_be_null, slots_of_type};
use crate::model::{Model, Presence, Shape, Type};

/// The model, progenitor's types, and an index.
pub(crate) struct Context<'a> {
    pub(crate) model: &'a Model,
    pub(crate) rust: &'a RustTypes,
    pub(crate) crate_name: &'a str,
    by_key: HashMap<&'a str, &'a Type>,
    limited: BTreeSet<&'a str>,
    types: crate::polish::Types,
}

/// A setter's parameter and what it assigns.
pub(crate) struct Parameter {
    pub(crate) ty: TokenStream,
    pub(crate) value: TokenStream,
}

impl<'a> Context<'a> {
    pub(crate) fn new(model: &'a Model, rust: &'a RustTypes, crate_name: &'a str) -> Self {
        let by_key = model.types.iter().map(|ty| (ty.key.as_str(), ty)).collect();
        let types = model
            .types
            .iter()
            .map(|ty| (ty.key.clone(), (ty.surface.clone(), ty.name.clone())))
            .collect();
        let mut context = Self {
            model,
            rust,
            crate_name,
            by_key,
            limited: BTreeSet::new(),
            types,
        };
        context.limited = context.find_limited();
        context
    }

    pub(crate) fn get(&self, key: &str) -> Option<&'a Type> {
        self.by_key.get(key).copied()
    }

    /// The names and types of the variants that progenitor gave a union whose members are tried in turn, in the order of the members.
    pub(crate) fn tried(&self, key: &str) -> Vec<(&'a syn::Ident, &'a syn::Type)> {
        let items = self.rust.items.get(key).into_iter().flatten();
        let variants = items.flat_map(|item| match item {
            syn::Item::Enum(item) => item.variants.iter().collect(),
            _ => Vec::new(),
        });
        let held = |variant: &'a syn::Variant| match &variant.fields {
            syn::Fields::Unnamed(fields) => Some((&variant.ident, &fields.unnamed.first()?.ty)),
            _ => None,
        };
        variants.filter_map(held).collect()
    }

    /// What a slot holds once the aliases of lists, maps and scalars are followed.
    pub(crate) fn unaliased<'s>(&self, schema: &'s Value) -> &'s Value
    where
        'a: 's,
    {
        // An alias of itself was refused.
        self.aliased(schema)
            .map_or(schema, |(_, inner)| self.unaliased(inner))
    }

    /// The key of the alias that a slot refers to, and what it stands for.
    fn aliased(&self, schema: &Value) -> Option<(&'a str, &'a Value)> {
        let ty = self.get(&key_of(schema)?)?;
        match &ty.shape {
            Shape::Alias(inner) => Some((&ty.key, inner)),
            _ => None,
        }
    }

    /// Whether a slot's schema is an enum of texts.
    pub(crate) fn is_open_enum(&self, schema: &Value) -> bool {
        let ty = key_of(schema).and_then(|key| self.get(&key));
        ty.is_some_and(|ty| matches!(ty.shape, Shape::OpenEnum(_)))
    }

    /// A type in the words of whoever imports all it needs.
    pub(crate) fn type_text(&self, ty: &syn::Type) -> String {
        self.text(ty, None)
    }

    /// A type in the words of a module of `surface`: what other surfaces hold has its full path.
    pub(crate) fn type_text_in(&self, ty: &syn::Type, surface: &str) -> String {
        self.text(ty, Some(surface))
    }

    fn text(&self, ty: &syn::Type, surface: Option<&str>) -> String {
        let mut ty = ty.clone();
        crate::polish::shorten_type(&mut ty, &self.types, surface);
        let text = quote!(#ty).to_string();
        text.replace(" < ", "<")
            .replace(" >", ">")
            .replace(" :: ", "::")
            .replace(" , ", ", ")
    }

    /// What a setter takes for a value of a type: whatever becomes one.
    pub(crate) fn parameter(&self, ty: &syn::Type, schema: &Value) -> Parameter {
        let name = quote!(value);
        self.parameter_named(ty, schema, &name)
    }

    pub(crate) fn parameter_named(
        &self,
        ty: &syn::Type,
        schema: &Value,
        value: &TokenStream,
    ) -> Parameter {
        if matches!(ty, syn::Type::Path(path) if path.path.segments.last().is_some_and(|last| last.ident == "Box"))
        {
            return Parameter {
                ty: quote!(impl Into<#ty>),
                value: quote!(#value.into()),
            };
        }
        if let Some((key, inner)) = self.aliased(schema) {
            let ty = self.rust.slot(&slots_of_type(key), ALIASED);
            return self.parameter_named(&ty, inner, value);
        }
        if let Some(key) = key_of(schema) {
            return match self.get(&key).map(|ty| &ty.shape) {
                Some(Shape::OpenEnum(_) | Shape::Tagged { .. } | Shape::ByType { .. }) => {
                    Parameter {
                        ty: quote!(impl Into<#ty>),
                        value: quote!(#value.into()),
                    }
                }
                _ => Parameter {
                    ty: quote!(#ty),
                    value: quote!(#value),
                },
            };
        }
        let kind = schema.get("type").and_then(Value::as_str);
        match (kind, argument(ty, 0), argument(ty, 1)) {
            (Some("string"), ..) => Parameter {
                ty: quote!(impl Into<String>),
                value: quote!(#value.into()),
            },
            (Some("array"), Some(item), _) => {
                if self.converts(schema.get("items")) {
                    Parameter {
                        ty: quote!(impl IntoIterator<Item = impl Into<#item>>),
                        value: quote!(#value.into_iter().map(Into::into).collect()),
                    }
                } else {
                    Parameter {
                        ty: quote!(impl IntoIterator<Item = #item>),
                        value: quote!(#value.into_iter().collect()),
                    }
                }
            }
            (Some("object"), Some(_), Some(item))
                if schema.get("additionalProperties").is_some() =>
            {
                if self.converts(schema.get("additionalProperties")) {
                    Parameter {
                        ty: quote!(impl IntoIterator<Item = (impl Into<String>, impl Into<#item>)>),
                        value: quote!(#value.into_iter().map(|(key, value)| (key.into(), value.into())).collect()),
                    }
                } else {
                    Parameter {
                        ty: quote!(impl IntoIterator<Item = (impl Into<String>, #item)>),
                        value: quote!(#value.into_iter().map(|(key, value)| (key.into(), value)).collect()),
                    }
                }
            }
            _ => Parameter {
                ty: quote!(#ty),
                value: quote!(#value),
            },
        }
    }

    /// Whether other types become one of this schema.
    fn converts(&self, schema: Option<&Value>) -> bool {
        let Some(schema) = schema.filter(|schema| !may_be_null(schema)) else {
            return false;
        };
        let schema = self.unaliased(schema);
        match key_of(schema).and_then(|key| self.get(&key)) {
            Some(ty) => matches!(
                ty.shape,
                Shape::OpenEnum(_) | Shape::Tagged { .. } | Shape::ByType { .. }
            ),
            None => schema.get("type").and_then(Value::as_str) == Some("string"),
        }
    }

    /// Whether a type can be compared for equality in full: it holds no floating-point number.
    pub(crate) fn is_eq(&self, key: &str) -> bool {
        let is_float =
            |schema: &Value| schema.get("type").and_then(Value::as_str) == Some("number");
        !self.reaches(key, &mut BTreeSet::new(), &is_float)
    }

    fn reaches(
        &self,
        key: &str,
        seen: &mut BTreeSet<String>,
        found: &dyn Fn(&Value) -> bool,
    ) -> bool {
        if !seen.insert(key.to_owned()) {
            return false;
        }
        let Some(ty) = self.get(key) else {
            return false;
        };
        let mut inside = |schema: &Value| self.schema_reaches(schema, seen, found);
        match &ty.shape {
            Shape::OpenEnum(_) => false,
            Shape::Object(fields) => fields.iter().any(|field| inside(&field.schema)),
            Shape::ByType { variants, .. } => {
                variants.iter().any(|variant| inside(&variant.schema))
            }
            Shape::Tagged { variants, .. } => variants
                .iter()
                .any(|variant| self.reaches(&variant.key, seen, found)),
            // Progenitor derives no `Eq` for its unions.
            Shape::Untagged(_) => true,
            Shape::Alias(schema) => inside(schema),
        }
    }

    fn schema_reaches(
        &self,
        schema: &Value,
        seen: &mut BTreeSet<String>,
        found: &dyn Fn(&Value) -> bool,
    ) -> bool {
        if let Some(key) = key_of(schema) {
            return self.reaches(&key, seen, found);
        }
        let inner = ["items", "additionalProperties"]
            .into_iter()
            .filter_map(|key| schema.get(key));
        found(schema)
            || inner
                .into_iter()
                .any(|inner| self.schema_reaches(inner, seen, found))
    }

    /// Whether a type has limits of its own or inside it, so that it can be checked before it is sent.
    pub(crate) fn is_limited(&self, key: &str) -> bool {
        self.limited.contains(key)
    }

    fn find_limited(&self) -> BTreeSet<&'a str> {
        let mut limited: BTreeSet<&'a str> = BTreeSet::new();
        loop {
            let before = limited.len();
            for ty in &self.model.types {
                let has = match &ty.shape {
                    Shape::Object(fields) => fields.iter().any(|field| {
                        field.presence != Presence::Fixed
                            && (limits::is_checked(self, &field.schema, &field.limits)
                                || self.refers_to_any(&field.schema, &limited))
                    }),
                    Shape::ByType { variants, .. } => variants.iter().any(|v| {
                        limits::is_checked(self, &v.schema, &v.limits)
                            || self.refers_to_any(&v.schema, &limited)
                    }),
                    Shape::Tagged { variants, .. } => {
                        variants.iter().any(|v| limited.contains(v.key.as_str()))
                    }
                    Shape::Untagged(members) => members.iter().any(|member| {
                        member.is_alone_among(members)
                            && limits::is_checked(self, &member.schema, &member.limits)
                            || self.refers_to_any(&member.schema, &limited)
                    }),
                    Shape::OpenEnum(_) | Shape::Alias(_) => false,
                };
                if has && ty.uses.request {
                    limited.insert(&ty.key);
                }
            }
            if limited.len() == before {
                return limited;
            }
        }
    }

    /// Whether a slot holds one of some types.
    fn refers_to_any(&self, schema: &Value, keys: &BTreeSet<&str>) -> bool {
        let schema = self.unaliased(schema);
        match key_of(schema) {
            Some(key) => keys.contains(key.as_str()),
            None => ["items", "additionalProperties"]
                .into_iter()
                .filter_map(|key| schema.get(key))
                .any(|inner| self.refers_to_any(inner, keys)),
        }
    }
}

/// A generic argument of a type.
pub(crate) fn argument(ty: &syn::Type, index: usize) -> Option<syn::Type> {
    let syn::Type::Path(path) = ty else {
        return None;
    };
    let syn::PathArguments::AngleBracketed(arguments) = &path.path.segments.last()?.arguments
    else {
        return None;
    };
    match arguments.args.iter().nth(index)? {
        syn::GenericArgument::Type(ty) => Some(ty.clone()),
        _ => None,
    }
}

/// The identifier that stands for a type until the polish gives it its name and path.
pub(crate) fn key_ident(key: &str) -> proc_macro2::Ident {
    format_ident!("{key}")
}
