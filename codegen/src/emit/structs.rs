//! Structs: public fields, `new` with what is required, a setter for each of the rest.

use proc_macro2::TokenStream;
use quote::quote;

use super::context::Context;
use super::{docs, example};
use crate::lower::key_of;
use crate::markdown::code;
use crate::model::{Field, Presence, Type};
use crate::names::identifier;

pub(crate) fn print(context: &Context<'_>, ty: &Type, fields: &[Field]) -> TokenStream {
    let name = super::context::key_ident(&ty.key);
    let doc = type_doc(context, ty, fields);
    let derives = derives(context, ty, fields);
    let members = fields
        .iter()
        .filter(|field| field.presence != Presence::Fixed)
        .map(|field| {
            let ident = identifier(&field.name);
            let slot = context.rust.slot(&ty.key, &field.wire);
            let of_type = key_of(&field.schema).and_then(|key| context.get(&key));
            let of_type = of_type.and_then(|ty| ty.doc.as_deref());
            let doc = docs::field(field, of_type);
            let held = if field.presence == Presence::Required {
                quote!(#slot)
            } else {
                quote!(Option<#slot>)
            };
            quote! { #doc pub #ident: #held, }
        });
    let new = constructor(context, ty, fields, derives.has_default);
    let setters = fields
        .iter()
        .filter(|field| field.presence == Presence::Optional)
        .map(|field| setter(context, ty, field));
    let validate = context.is_limited(&ty.key).then(|| validate(ty));
    let default = (derives.by_new).then(|| {
        quote! {
            impl Default for #name {
                fn default() -> Self {
                    Self::new()
                }
            }
        }
    });
    let derive = &derives.list;
    quote! {
        #doc
        #[derive(#(#derive),*)]
        #[must_use]
        #[non_exhaustive]
        pub struct #name {
            #(#members)*
            /// Members that the document does not name.
            pub extra: Extra,
        }
        impl #name {
            #new
            #(#setters)*
            #validate
        }
        #default
    }
}

struct Derives {
    list: Vec<TokenStream>,
    /// `Default` is among them.
    has_default: bool,
    /// `Default` is what `new()` gives.
    by_new: bool,
}

fn derives(context: &Context<'_>, ty: &Type, fields: &[Field]) -> Derives {
    let mut list = vec![quote!(Clone), quote!(Debug), quote!(PartialEq)];
    if context.is_eq(&ty.key) {
        list.push(quote!(Eq));
    }
    let required = fields.iter().any(|field| field.asked_for);
    let preset = fields.iter().any(|field| preset(field).is_some());
    if ty.uses.tolerant() || (!required && !preset) {
        list.push(quote!(Default));
        return Derives {
            list,
            has_default: true,
            by_new: false,
        };
    }
    Derives {
        list,
        has_default: false,
        by_new: !required,
    }
}

/// The constant that `new` gives to a field of its own.
fn preset(field: &Field) -> Option<&str> {
    // What the document does not require is the caller's to send; what it requires, a server may leave out.
    let wanted = field.presence == Presence::Optional && field.document_requires;
    field.constant.as_deref().filter(|_| wanted)
}

fn type_doc(context: &Context<'_>, ty: &Type, fields: &[Field]) -> TokenStream {
    let mut text = docs::type_text(ty);
    for field in fields
        .iter()
        .filter(|field| field.presence == Presence::Fixed)
    {
        if let Some(constant) = &field.constant {
            text = format!(
                "{text}\n\nIts `{}` is always {}.",
                field.wire,
                code(&constant.clone().into())
            );
        }
    }
    let text = docs::doc(&text);
    let example = example::of_type(context, ty);
    quote! { #text #example }
}

fn constructor(
    context: &Context<'_>,
    ty: &Type,
    fields: &[Field],
    has_default: bool,
) -> TokenStream {
    let mut parameters = Vec::new();
    let mut values = Vec::new();
    for field in fields
        .iter()
        .filter(|field| field.presence != Presence::Fixed)
    {
        let ident = identifier(&field.name);
        let slot = || context.rust.slot(&ty.key, &field.wire);
        if field.presence == Presence::Nullable {
            let slot = slot();
            parameters.push(quote!(#ident: Option<#slot>));
            values.push(quote!(#ident));
        } else if field.asked_for {
            let parameter = context.parameter_named(&slot(), &field.schema, &quote!(#ident));
            let (ty, value) = (parameter.ty, parameter.value);
            parameters.push(quote!(#ident: #ty));
            values.push(match field.presence {
                Presence::Optional => quote!(#ident: Some(#value)),
                _ if ident == value.to_string() => quote!(#ident),
                _ => quote!(#ident: #value),
            });
        } else if let Some(constant) = preset(field) {
            values.push(quote!(#ident: Some(#constant.to_owned())));
        } else if !has_default {
            values.push(quote!(#ident: None));
        }
    }
    let value = match (has_default, values.is_empty()) {
        (true, true) => quote!(Self::default()),
        (true, false) => quote!(Self { #(#values,)* ..Self::default() }),
        (false, _) => quote!(Self { #(#values,)* extra: Extra::new() }),
    };
    let presets: Vec<&str> = fields
        .iter()
        .filter(|field| preset(field).is_some())
        .map(|field| field.wire.as_str())
        .collect();
    let doc = docs::doc(&match (parameters.is_empty(), presets.is_empty()) {
        (true, true) => "With nothing set.".to_owned(),
        (true, false) => format!("With `{}`, and nothing else set.", presets.join("` and `")),
        (false, true) => "With what is required, and nothing else set.".to_owned(),
        (false, false) => {
            let presets = presets.join("` and `");
            format!("With what is required and `{presets}`, and nothing else set.")
        }
    });
    quote! {
        #doc
        pub fn new(#(#parameters),*) -> Self {
            #value
        }
    }
}

fn setter(context: &Context<'_>, ty: &Type, field: &Field) -> TokenStream {
    let ident = identifier(&field.name);
    let slot = context.rust.slot(&ty.key, &field.wire);
    let parameter = context.parameter(&slot, &field.schema);
    let (takes, value) = (parameter.ty, parameter.value);
    let doc = docs::doc(&format!("Sets `{}`.", field.wire.replace('`', "'")));
    quote! {
        #doc
        pub fn #ident(mut self, value: #takes) -> Self {
            self.#ident = Some(#value);
            self
        }
    }
}

fn validate(ty: &Type) -> TokenStream {
    let doc = if ty.doc.is_some() {
        " Checks the limits that the document sets, before the server does."
    } else {
        " Checks the limits."
    };
    quote! {
        #[doc = #doc]
        ///
        /// # Errors
        /// Every value that is outside its limits, each with its path.
        pub fn validate(&self) -> Result<(), Violations> {
            limits::validate(self)
        }
    }
}
