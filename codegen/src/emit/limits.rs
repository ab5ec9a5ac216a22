//! `validate()`: what the document limits, checked.

use proc_macro2::{Literal, TokenStream, TokenTree};
use quote::{format_ident, quote};
use serde_json::Value;

use super::context::{Context, key_ident};
use crate::lower::{key_of, may_be_null};
use crate::model::{EXACT, Field, Limits, Presence, Shape, Type};
use crate::names::identifier;

/// `impl Limited` for a type that has limits.
pub(crate) fn print(context: &Context<'_>, ty: &Type) -> Option<TokenStream> {
    if !context.is_limited(&ty.key) {
        return None;
    }
    let name = key_ident(&ty.key);
    let body = match &ty.shape {
        Shape::Object(fields) => {
            let checks = fields.iter().flat_map(|field| field_checks(context, field));
            quote! { #(#checks)* }
        }
        Shape::Tagged { variants, .. } => {
            let limited = variants
                .iter()
                .filter(|variant| context.is_limited(&variant.key));
            arms(
                limited.map(|variant| (variant.name.as_str(), quote!(value.check(at);))),
                variants.len() + 1,
            )
        }
        Shape::ByType { strings, variants } => {
            let checked = variants.iter().filter_map(|variant| {
                let checks = variant_checks(context, &variant.schema, &variant.limits)?;
                Some((variant.name.as_str(), checks))
            });
            arms(checked, variants.len() + usize::from(!strings.is_empty()))
        }
        Shape::Untagged(members) => {
            let variants = context.tried(&ty.key);
            let names: Vec<String> = variants.iter().map(|(name, _)| name.to_string()).collect();
            let alone = members.iter().zip(&names);
            let alone = alone.filter(|(member, _)| member.is_alone_among(members));
            let checked = alone.filter_map(|(member, name)| {
                let checks = variant_checks(context, &member.schema, &member.limits)?;
                Some((name.as_str(), checks))
            });
            arms(checked, names.len())
        }
        Shape::OpenEnum(_) | Shape::Alias(_) => return None,
    };
    Some(quote! {
        impl Limited for #name {
            fn check(&self, at: &mut Checks) {
                #body
            }
        }
    })
}

/// The checks of what a variant of a union holds, where there are any.
fn variant_checks(context: &Context<'_>, schema: &Value, limits: &Limits) -> Option<TokenStream> {
    let checks = checks(context, "", schema, limits, &Access::value());
    (!checks.is_empty()).then(|| quote!(#(#checks)*))
}

/// A `match` over the variants that have limits; an `if let` where there is one of several.
fn arms<'a>(limited: impl Iterator<Item = (&'a str, TokenStream)>, all: usize) -> TokenStream {
    let limited: Vec<(&str, TokenStream)> = limited.collect();
    if let [(name, checks)] = limited.as_slice() {
        let ident = format_ident!("{name}");
        return quote! { if let Self::#ident(value) = self { #checks } };
    }
    let rest = (limited.len() < all).then(|| quote!(_ => {}));
    let arms = limited.iter().map(|(name, checks)| {
        let ident = format_ident!("{name}");
        only(checks).map_or_else(
            || quote! { Self::#ident(value) => { #checks } },
            |check| quote! { Self::#ident(value) => #check, },
        )
    });
    quote! { match self { #(#arms)* #rest } }
}

/// The one statement of these checks, as an expression.
fn only(checks: &TokenStream) -> Option<TokenStream> {
    let ends = |token: &TokenTree| matches!(token, TokenTree::Punct(mark) if mark.as_char() == ';');
    let tokens: Vec<TokenTree> = checks.clone().into_iter().collect();
    let (last, check) = tokens.split_last()?;
    (ends(last) && !check.iter().any(ends)).then(|| check.iter().cloned().collect())
}

/// How a value is reached, in each of the forms that a check takes.
struct Access {
    copied: TokenStream,
    text: TokenStream,
    slice: TokenStream,
    reference: TokenStream,
}

impl Access {
    fn field(field: &Field) -> Self {
        let ident = identifier(&field.name);
        if field.presence == Presence::Required {
            Self {
                copied: quote!(Some(self.#ident)),
                text: quote!(Some(self.#ident.as_str())),
                slice: quote!(Some(self.#ident.as_slice())),
                reference: quote!(Some(&self.#ident)),
            }
        } else {
            Self {
                copied: quote!(self.#ident),
                text: quote!(self.#ident.as_deref()),
                slice: quote!(self.#ident.as_deref()),
                reference: quote!(self.#ident.as_ref()),
            }
        }
    }

    /// A variable that holds a reference to an item or a value, which may be null.
    fn inner(schema: &Value) -> Self {
        if !may_be_null(schema) {
            return Self::value();
        }
        Self {
            copied: quote!(*value),
            text: quote!(value.as_deref()),
            slice: quote!(value.as_deref()),
            reference: quote!(value.as_ref()),
        }
    }

    /// A variable that holds a reference.
    fn value() -> Self {
        Self {
            copied: quote!(Some(*value)),
            text: quote!(Some(value.as_str())),
            slice: quote!(Some(value.as_slice())),
            reference: quote!(Some(value)),
        }
    }
}

fn field_checks(context: &Context<'_>, field: &Field) -> Vec<TokenStream> {
    match field.presence {
        Presence::Fixed => Vec::new(),
        _ => checks(
            context,
            &field.wire,
            &field.schema,
            &field.limits,
            &Access::field(field),
        ),
    }
}

/// Whether a value has something to check that is its own, and not in a type that it holds.
pub(crate) fn is_checked(context: &Context<'_>, schema: &Value, limits: &Limits) -> bool {
    let schema = context.unaliased(schema);
    let inside = |key| {
        schema.get(key).is_some_and(|inner| {
            limits
                .each
                .as_ref()
                .is_some_and(|each| is_checked(context, inner, each))
        })
    };
    match schema.get("type").and_then(Value::as_str) {
        Some("integer") => integers(schema, limits).is_some(),
        Some("number") => true,
        Some("string") => counts(limits.length).is_some(),
        Some("array") => counts(limits.items).is_some() || inside("items"),
        Some("object") => {
            inside("additionalProperties")
                || (schema.get("additionalProperties").is_some()
                    && counts(limits.properties).is_some())
        }
        _ => false,
    }
}

/// The range of an integer. An unsigned one is never below zero.
fn integers(schema: &Value, limits: &Limits) -> Option<TokenStream> {
    let format = schema.get("format").and_then(Value::as_str);
    let unsigned = format.is_some_and(|format| format.starts_with('u'));
    let minimum = limits
        .minimum
        .filter(|(limit, exclusive)| !unsigned || *limit > 0.0 || (*limit == 0.0 && *exclusive));
    let maximum = limits
        .maximum
        .filter(|(limit, _)| !unsigned || *limit >= 0.0);
    range(
        minimum.and_then(whole).as_ref(),
        maximum.and_then(whole).as_ref(),
    )
}

/// The statements that check a value.
fn checks(
    context: &Context<'_>,
    name: &str,
    schema: &Value,
    limits: &Limits,
    access: &Access,
) -> Vec<TokenStream> {
    let Access {
        copied,
        text,
        slice,
        reference,
    } = access;
    let schema = context.unaliased(schema);
    if let Some(key) = key_of(schema) {
        return if context.is_limited(&key) {
            vec![quote!(at.inside(#name, #reference);)]
        } else {
            Vec::new()
        };
    }
    match schema.get("type").and_then(Value::as_str) {
        Some("integer") => integers(schema, limits)
            .map(|range| quote!(at.integer(#name, #copied, #range);))
            .into_iter()
            .collect(),
        Some("number") => {
            let float = |(limit, exclusive)| {
                (
                    Literal::f64_unsuffixed(f64::abs(limit)),
                    limit < 0.0,
                    exclusive,
                )
            };
            let (low, high) = (limits.minimum.map(float), limits.maximum.map(float));
            let range = range(low.as_ref(), high.as_ref()).unwrap_or_else(|| quote!(..));
            vec![quote!(at.number(#name, #copied, #range);)]
        }
        Some("string") => counts(limits.length)
            .map(|range| quote!(at.length(#name, #text, #range);))
            .into_iter()
            .collect(),
        Some("array") => {
            let count = counts(limits.items).map(|range| quote!(at.items(#name, #slice, #range);));
            let each = each(context, schema.get("items"), limits)
                .map(|check| quote!(at.each(#name, #slice, #check);));
            count.into_iter().chain(each).collect()
        }
        Some("object") if schema.get("additionalProperties").is_some() => {
            let count = counts(limits.properties)
                .map(|range| quote!(at.members(#name, #reference, #range);));
            let each = each(context, schema.get("additionalProperties"), limits)
                .map(|check| quote!(at.values(#name, #reference, #check);));
            count.into_iter().chain(each).collect()
        }
        _ => Vec::new(),
    }
}

/// A closure that checks an item or a value.
fn each(context: &Context<'_>, inner: Option<&Value>, limits: &Limits) -> Option<TokenStream> {
    let none = Limits::default();
    let inner = inner?;
    let checks = checks(
        context,
        "",
        inner,
        limits.each.as_deref().unwrap_or(&none),
        &Access::inner(inner),
    );
    let all = quote!(#(#checks)*);
    let closure = only(&all).map_or_else(
        || quote!(|at, value| { #all }),
        |call| quote!(|at, value| #call),
    );
    (!checks.is_empty()).then_some(closure)
}

type Bound = (Literal, bool, bool);

fn range(low: Option<&Bound>, high: Option<&Bound>) -> Option<TokenStream> {
    let signed = |(literal, negative, _): &Bound| {
        if *negative {
            quote!(-#literal)
        } else {
            quote!(#literal)
        }
    };
    Some(match (low, high) {
        (None, None) => return None,
        (Some(low @ (_, _, true)), high) => {
            let low = signed(low);
            let high = match high {
                None => quote!(Bound::Unbounded),
                Some(high) => {
                    let (value, kind) = (
                        signed(high),
                        format_ident!("{}", if high.2 { "Excluded" } else { "Included" }),
                    );
                    quote!(Bound::#kind(#value))
                }
            };
            quote!((Bound::Excluded(#low), #high))
        }
        (low, high) => {
            let start = low.map(signed);
            let end = high.map(signed);
            let inclusive = high.is_some_and(|(_, _, exclusive)| !exclusive);
            if inclusive {
                quote!(#start..=#end)
            } else {
                quote!(#start..#end)
            }
        }
    })
}

/// A limit of an integer; nothing where it is beyond what an `f64` says exactly, or no integer.
fn whole((limit, exclusive): (f64, bool)) -> Option<Bound> {
    let size = limit.abs();
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "in range and whole, by the condition"
    )]
    (size.fract() == 0.0 && size <= EXACT)
        .then(|| (Literal::u64_unsuffixed(size as u64), limit < 0.0, exclusive))
}

fn counts((least, most): (Option<u64>, Option<u64>)) -> Option<TokenStream> {
    let bound = |limit| (Literal::u64_unsuffixed(limit), false, false);
    let (least, most) = (least.filter(|least| *least > 0).map(bound), most.map(bound));
    range(least.as_ref(), most.as_ref())
}
