//! Enums: open enums of strings, unions by tag, unions by JSON type.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::context::{Context, key_ident};
use super::docs;
use crate::lower::{is_scalar, slots_of_type};
use crate::markdown::code;
use crate::model::{EnumValue, Shape, TaggedVariant, Type, TypedVariant};

pub(crate) fn open(ty: &Type, values: &[EnumValue]) -> TokenStream {
    let name = key_ident(&ty.key);
    let doc = docs::of_type(ty);
    let variants = string_variants(values);
    quote! {
        #doc
        #[derive(Clone, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum #name {
            #variants
            /// A value that the document does not list, kept as it came.
            Other(UnknownValue),
        }
    }
}

/// Whether a tag is a string: one that is a number or a boolean is a field of its member.
fn holds_text(context: &Context<'_>, key: &str, tag: &str) -> bool {
    let Some(Shape::Object(fields)) = context.get(key).map(|ty| &ty.shape) else {
        return true;
    };
    let mut fields = fields.iter();
    !fields.any(|field| field.wire == tag && is_scalar(&field.schema))
}

pub(crate) fn tagged(
    context: &Context<'_>,
    ty: &Type,
    tag: &str,
    variants: &[TaggedVariant],
) -> TokenStream {
    let name = key_ident(&ty.key);
    let doc = docs::of_type(ty);
    let eq = context.is_eq(&ty.key).then(|| quote!(, Eq));
    let printed = variants.iter().map(|variant| {
        let ident = format_ident!("{}", variant.name);
        let held = key_ident(&variant.key);
        let is_text = holds_text(context, &variant.key, tag);
        let values = variant.values.iter().map(|value| {
            if is_text {
                code(&value.clone().into())
            } else {
                format!("`{value}`")
            }
        });
        let values = values.collect::<Vec<_>>().join(" or ");
        let doc = docs::doc(&format!("`{tag}` is {values}."));
        quote! { #doc #ident(#held), }
    });
    let unknown = docs::doc(&format!(
        "An object whose `{tag}` the document does not list, whole."
    ));
    quote! {
        #doc
        #[derive(Clone, Debug, PartialEq #eq)]
        #[non_exhaustive]
        pub enum #name {
            #(#printed)*
            #unknown
            Unknown(UnknownObject),
        }
    }
}

pub(crate) fn by_type(
    context: &Context<'_>,
    ty: &Type,
    strings: &[EnumValue],
    variants: &[TypedVariant],
) -> TokenStream {
    let name = key_ident(&ty.key);
    let doc = docs::of_type(ty);
    let eq = context.is_eq(&ty.key).then(|| quote!(, Eq));
    let known = string_variants(strings);
    let slots = slots_of_type(&ty.key);
    let printed = variants.iter().map(|variant| {
        let ident = format_ident!("{}", variant.name);
        let slot = context.rust.slot(&slots, &variant.name);
        let mut text = variant_doc(context, variant);
        docs::add_limits(&mut text, &variant.limits);
        let doc = docs::doc(&text);
        quote! { #doc #ident(#slot), }
    });
    let other = (!strings.is_empty()).then(|| {
        quote! {
            /// A value that the document does not list, kept as it came.
            Other(UnknownValue),
        }
    });
    quote! {
        #doc
        #[derive(Clone, Debug, PartialEq #eq)]
        #[non_exhaustive]
        pub enum #name {
            #known
            #(#printed)*
            #other
        }
    }
}

fn variant_doc(context: &Context<'_>, variant: &TypedVariant) -> String {
    let held = crate::lower::key_of(&variant.schema)
        .and_then(|key| context.get(&key))
        .and_then(|ty| ty.doc.clone());
    variant.doc.clone().or(held).unwrap_or_else(|| {
        use crate::model::JsonType;
        match variant.json {
            JsonType::Boolean => "A flag.",
            JsonType::Integer => "An integer.",
            JsonType::Number => "A number.",
            JsonType::String => "A text.",
            JsonType::Array => "A list.",
            JsonType::Object => "An object.",
        }
        .to_owned()
    })
}

fn string_variants(values: &[EnumValue]) -> TokenStream {
    let variants = values.iter().map(|value| {
        let ident = format_ident!("{}", value.name);
        let wire = code(&value.wire.clone().into());
        let doc = docs::doc(
            &value
                .doc
                .as_ref()
                .map_or_else(|| format!("{wire}."), |doc| format!("{wire}: {doc}")),
        );
        quote! { #doc #ident, }
    });
    quote! { #(#variants)* }
}
