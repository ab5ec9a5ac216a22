//! Docs: what is said of types, fields and limits.

use proc_macro2::TokenStream;
use quote::quote;
use serde_json::Value;

use crate::markdown::{code, markdown};
use crate::model::{Field, Limits, Presence, Type};

/// `///` lines for a text.
pub(crate) fn doc(text: &str) -> TokenStream {
    lines(&markdown(text))
}

/// `//!` lines for a text.
pub(crate) fn module_doc(text: &str) -> TokenStream {
    let lines = markdown(text);
    let lines = lines.iter().map(|line| spaced(line));
    quote! { #(#![doc = #lines])* }
}

fn lines(lines: &[String]) -> TokenStream {
    let lines = lines.iter().map(|line| spaced(line));
    quote! { #(#[doc = #lines])* }
}

fn spaced(line: &str) -> String {
    if line.is_empty() {
        String::new()
    } else {
        format!(" {line}")
    }
}

/// The docs of a type.
pub(crate) fn of_type(ty: &Type) -> TokenStream {
    doc(&type_text(ty))
}

/// What a type is, and what the document warns of.
pub(crate) fn type_text(ty: &Type) -> String {
    let mut text = match &ty.doc {
        Some(doc) => doc.clone(),
        None => format!("The `{}` schema.", ty.name),
    };
    if ty.beta {
        text.push_str("\n\nBeta: it can change without notice.");
    }
    if ty.deprecated {
        text.push_str("\n\nThe document calls it deprecated.");
    }
    text
}

/// The docs of a field: what it is, then its limits, its default, its example. `of_type` is what is said of its type.
pub(crate) fn field(field: &Field, of_type: Option<&str>) -> TokenStream {
    let mut text = match (&field.doc, of_type) {
        (Some(own), _) => own.clone(),
        (None, Some(doc)) => first_sentence(doc).to_owned(),
        (None, None) => format!("The `{}` property.", field.wire),
    };
    let facts = facts(field);
    if !facts.is_empty() {
        text.push_str("\n\n");
        text.push_str(&facts.join(" "));
    }
    doc(&text)
}

/// Up to the first full stop that a space or a line break follows.
fn first_sentence(text: &str) -> &str {
    let paragraph = text.split("\n\n").next().unwrap_or(text);
    match paragraph.find(". ").or_else(|| paragraph.find(".\n")) {
        Some(stop) => paragraph.get(..=stop).unwrap_or(paragraph),
        None => paragraph,
    }
}

/// Adds limits to a text, behind its full stop.
pub(crate) fn add_limits(text: &mut String, limits: &Limits) {
    for fact in limits_facts(limits) {
        let stop = if text.trim_end().ends_with(['.', '!', '?', ':']) {
            " "
        } else {
            ". "
        };
        text.truncate(text.trim_end().len());
        text.push_str(stop);
        text.push_str(&fact);
    }
}

/// What the document says of a field beside its description.
pub(crate) fn facts(field: &Field) -> Vec<String> {
    let mut facts: Vec<String> = limits_facts(&field.limits).collect();
    if field.read_only {
        facts.push("The server sets it.".to_owned());
    }
    if field.write_only {
        facts.push("The server does not send it.".to_owned());
    }
    if field.presence == Presence::Nullable {
        facts.push("`None` is sent as null.".to_owned());
    }
    if let Some(default) = &field.default {
        facts.push(format!("Server default: {}.", code(default)));
    }
    if let Some(constant) = &field.constant {
        facts.push(format!(
            "Documented as always {}.",
            code(&Value::String(constant.clone()))
        ));
    }
    if let Some(example) = &field.example {
        facts.push(format!("Example: {}.", code(example)));
    }
    if field.deprecated {
        facts.push("The document calls it deprecated.".to_owned());
    }
    facts
}

/// What is said of limits where there is a `validate()`.
pub(crate) fn limits_facts(limits: &Limits) -> impl Iterator<Item = String> {
    let checked = limits.words();
    let checked = (!checked.is_empty()).then(|| format!("Limits: {}.", checked.join(", ")));
    checked
        .into_iter()
        .chain(server_limits(&limits.unchecked_words()))
}

/// What is said of limits that nothing checks before the server does.
pub(crate) fn server_limits(words: &[String]) -> Option<String> {
    let said = format!("Limits that only the server checks: {}.", words.join(", "));
    (!words.is_empty()).then_some(said)
}
