//! The doc example of a request's body: a value of the document's own, written as code.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::TokenStream;
use quote::quote;
use serde_json::Value;

use super::context::Context;
use crate::lower::{key_of, may_be_null};
use crate::model::{Field, JsonType, Presence, Shape, Type};
use crate::names::identifier_text;
use crate::split::use_of;

/// The example of a type that is the body of an operation, as a doc test.
pub(crate) fn of_type(context: &Context<'_>, ty: &Type) -> TokenStream {
    let is_body = context.model.operations.iter().any(|operation| {
        operation
            .body
            .as_ref()
            .is_some_and(|body| key_of(&body.schema).as_deref() == Some(&ty.key))
    });
    let (true, Shape::Object(fields)) = (is_body, &ty.shape) else {
        return TokenStream::new();
    };
    let Some(lines) = lines(context, ty, fields) else {
        return TokenStream::new();
    };
    let lines = lines.iter().map(|line| {
        if line.is_empty() {
            String::new()
        } else {
            format!(" {line}")
        }
    });
    quote! { #(#[doc = #lines])* }
}

fn lines(context: &Context<'_>, ty: &Type, fields: &[Field]) -> Option<Vec<String>> {
    let crate_name = context.crate_name.replace('-', "_");
    let mut used = Used {
        types: BTreeMap::new(),
        keeps_limits: true,
    };
    using(&mut used, ty);
    let value = ty.example.as_ref();
    let arguments = arguments(context, fields, |field| given(value, field), &mut used)?;
    let mut out = vec![String::new(), "```".to_owned()];
    let mut setters = Vec::new();
    for field in fields
        .iter()
        .filter(|field| field.presence == Presence::Optional && !field.asked_for)
    {
        if let Some(value) = given(value, field)
            && setters.len() < 2
            && let Some(text) = expression(context, &field.schema, value, &mut used)
        {
            used.keeps_limits &= field.limits.allow(value);
            setters.push(format!(".{}({text})", identifier_text(&field.name)));
        }
    }
    let types = used.types.iter();
    out.extend(types.map(|(surface, names)| use_of(&format!("{crate_name}::{surface}"), names)));
    out.push(String::new());
    let first = format!("let body = {}::new({})", ty.name, arguments.join(", "));
    // As rustfmt sets a chain: in line with the end of a call over several lines, else indented.
    let indent = if first.contains('\n') { "" } else { "    " };
    out.extend(first.split('\n').map(str::to_owned));
    out.extend(
        setters
            .into_iter()
            .map(|setter| format!("{indent}{setter}")),
    );
    if let Some(last) = out.last_mut() {
        last.push(';');
    }
    // Some documents' examples are outside of their own limits.
    if context.is_limited(&ty.key) && used.keeps_limits {
        out.push("assert!(body.validate().is_ok());".to_owned());
    }
    out.push("```".to_owned());
    Some(out)
}

/// What an example uses.
struct Used {
    /// Types, by surface.
    types: BTreeMap<String, BTreeSet<String>>,
    /// Whether its values are within their limits.
    keeps_limits: bool,
}

fn using(used: &mut Used, ty: &Type) {
    let names = used.types.entry(ty.surface.clone()).or_default();
    names.insert(ty.name.clone());
}

/// What `new` takes: an expression for each required field.
fn arguments<'v>(
    context: &Context<'_>,
    fields: &'v [Field],
    value_of: impl Fn(&'v Field) -> Option<&'v Value>,
    used: &mut Used,
) -> Option<Vec<String>> {
    let required = fields.iter().filter(|field| field.asked_for);
    required
        .map(|field| match (field.presence, value_of(field)) {
            (Presence::Nullable, None | Some(Value::Null)) => Some("None".to_owned()),
            (Presence::Nullable, Some(value)) => {
                used.keeps_limits &= field.limits.allow(value);
                let text = expression(context, &field.schema, value, used)?;
                match value {
                    Value::String(_) => Some(format!("Some({text}.into())")),
                    Value::Number(_) | Value::Bool(_) => Some(format!("Some({text})")),
                    _ => None,
                }
            }
            (_, value) => {
                used.keeps_limits &= field.limits.allow(value?);
                expression(context, &field.schema, value?, used)
            }
        })
        .collect()
}

/// A field's example: in the example of the whole, or its own.
fn given<'a>(whole: Option<&'a Value>, field: &'a Field) -> Option<&'a Value> {
    whole
        .and_then(|whole| whole.get(&field.wire))
        .or(field.example.as_ref())
}

/// A value as the expression that a setter takes.
fn expression(
    context: &Context<'_>,
    schema: &Value,
    value: &Value,
    used: &mut Used,
) -> Option<String> {
    if may_be_null(schema) {
        return None;
    }
    if let Some(key) = key_of(schema) {
        let ty = context.get(&key)?;
        return match &ty.shape {
            Shape::OpenEnum(_) => value.as_str().map(|text| format!("{text:?}")),
            Shape::Object(fields) => {
                let arguments = arguments(context, fields, |field| value.get(&field.wire), used)?;
                using(used, ty);
                Some(format!("{}::new({})", ty.name, arguments.join(", ")))
            }
            Shape::Tagged { tag, variants } => {
                let found = value.get(tag)?.as_str()?;
                let variant = variants
                    .iter()
                    .find(|variant| variant.values.iter().any(|value| value == found))?;
                let inner = crate::lower::reference_to(&variant.key);
                expression(context, &inner, value, used)
            }
            Shape::ByType { strings, variants } => {
                let takes_text = !strings.is_empty()
                    || variants
                        .iter()
                        .any(|variant| variant.json == JsonType::String);
                let text = value.as_str().filter(|_| takes_text)?;
                let mut limits = variants.iter().filter(|v| v.json == JsonType::String);
                used.keeps_limits &= limits.all(|variant| variant.limits.allow(value));
                Some(format!("{text:?}"))
            }
            Shape::Alias(_) | Shape::Untagged(_) => None,
        };
    }
    match (schema.get("type").and_then(Value::as_str)?, value) {
        ("string", Value::String(text)) => Some(format!("{text:?}")),
        ("integer", value) if value.is_i64() || value.is_u64() => Some(value.to_string()),
        ("boolean", Value::Bool(flag)) => Some(flag.to_string()),
        ("number", value) => value.as_f64().map(|number| format!("{number:?}")),
        // Of an empty list nothing would say the type.
        ("array", Value::Array(items)) if !items.is_empty() => {
            let inner = schema.get("items")?;
            let printed: Option<Vec<String>> = items
                .iter()
                .map(|item| expression(context, inner, item, used))
                .collect();
            let printed = printed?;
            // Items of several variants become one type by name.
            match key_of(inner).and_then(|key| context.get(&key)) {
                Some(ty) if matches!(ty.shape, Shape::Tagged { .. }) && printed.len() > 1 => {
                    using(used, ty);
                    let lines = printed
                        .iter()
                        .map(|item| format!("    {}::from({item}),\n", ty.name));
                    Some(format!("[\n{}]", lines.collect::<String>()))
                }
                _ => Some(format!("[{}]", printed.join(", "))),
            }
        }
        _ => None,
    }
}
