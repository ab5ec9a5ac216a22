//! Rust names from the document's names.

use std::fmt::Write as _;

use heck::{ToPascalCase, ToSnakeCase};

/// Names that structs of the output use for themselves.
const OURS: [&str; 5] = ["new", "validate", "extra", "default", "clone"];
/// Keywords that cannot be raw identifiers.
const NEVER_RAW: [&str; 5] = ["self", "Self", "super", "crate", "_"];
const KEYWORDS: [&str; 50] = [
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "do", "dyn",
    "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let",
    "loop", "macro", "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "return",
    "static", "struct", "trait", "true", "try", "type", "typeof", "union", "unsafe", "unsized",
    "use", "virtual", "where", "while", "yield", "auto",
];

/// A type's or variant's name. A name that already is a Rust type name stays as it is; of anything else, `PascalCase`.
#[must_use]
pub(crate) fn pascal(name: &str) -> String {
    if is_type_name(name) {
        return name.to_owned();
    }
    let spelled = spell_symbols(name);
    let pascal = spelled.to_pascal_case();
    match pascal.chars().next() {
        None => "Empty".to_owned(),
        Some(first) if first.is_ascii_digit() => format!("N{pascal}"),
        Some(_) if pascal == "Self" => "Self_".to_owned(),
        Some(_) => pascal,
    }
}

/// A type's name that hides nothing that the output uses by its short name.
#[must_use]
pub(crate) fn type_name(name: &str) -> String {
    let pascal = pascal(name);
    let plain = pascal.trim_end_matches('_');
    if is_taken(plain) {
        format!("{plain}Schema")
    } else {
        pascal
    }
}

/// Whether a type of this name would hide something that the output uses by its short name.
pub(crate) fn is_taken(name: &str) -> bool {
    TAKEN.contains(&name)
}

/// The names that the output uses without their path.
const TAKEN: [&str; 44] = [
    "Option",
    "Some",
    "None",
    "String",
    "Vec",
    "Box",
    "Map",
    "Value",
    "BTreeMap",
    "Result",
    "Ok",
    "Err",
    "Extra",
    "UnknownValue",
    "UnknownObject",
    "Into",
    "From",
    "Iterator",
    "IntoIterator",
    "Default",
    "Clone",
    "Copy",
    "Debug",
    "Client",
    "Bytes",
    "Response",
    "UndeclaredResponse",
    "Violations",
    "Violation",
    "Eq",
    "Request",
    "Method",
    "Scheme",
    "StatusCode",
    "HeaderMap",
    "EncodeError",
    "Carrier",
    "Checks",
    "Limited",
    "Multipart",
    "Bound",
    "Display",
    "Self",
    "Readable",
];

/// A type's name as progenitor will spell it: its own conversion leaves it alone.
#[must_use]
pub(crate) fn canonical(name: &str) -> String {
    let pascal = type_name(name).to_pascal_case();
    if pascal.is_empty() {
        "Empty".to_owned()
    } else {
        pascal
    }
}

/// The name of an operation's error.
pub(crate) fn error(operation: &str) -> String {
    format!("{}Error", canonical(operation))
}

/// The name of an operation's successes, where their bodies are of several types.
pub(crate) fn success(operation: &str) -> String {
    format!("{}Success", canonical(operation))
}

/// A variant's name for a value of an enumeration.
#[must_use]
pub(crate) fn variant(value: &str) -> String {
    let pascal = spell_symbols(value).to_pascal_case();
    match pascal.chars().next() {
        None => "Empty".to_owned(),
        Some(first) if first.is_ascii_digit() => format!("N{pascal}"),
        Some(_) if pascal == "Self" => "Itself".to_owned(),
        Some(_) => pascal,
    }
}

/// A field's or function's name without the `r#` that a keyword needs: see [`identifier`].
#[must_use]
pub(crate) fn snake(name: &str) -> String {
    let snake = spell_symbols(name).to_snake_case();
    match snake.chars().next() {
        None => "empty".to_owned(),
        Some(first) if first.is_ascii_digit() => format!("n{snake}"),
        Some(_) if NEVER_RAW.contains(&snake.as_str()) => format!("{snake}_"),
        Some(_) => snake,
    }
}

/// A field's name: [`snake`], out of the way of the names that every struct has.
#[must_use]
pub(crate) fn field(name: &str) -> String {
    let snake = snake(name);
    if OURS.contains(&snake.as_str()) {
        format!("{snake}_")
    } else {
        snake
    }
}

/// The name with the first number, from 2, that is not taken.
pub(crate) fn numbered(name: &str, taken: impl Fn(&String) -> bool) -> String {
    let mut number = 2;
    let mut candidate = format!("{name}{number}");
    while taken(&candidate) {
        number += 1;
        candidate = format!("{name}{number}");
    }
    candidate
}

/// The identifier for a name, raw where it is a keyword.
#[must_use]
pub(crate) fn identifier(name: &str) -> proc_macro2::Ident {
    let span = proc_macro2::Span::call_site();
    if KEYWORDS.contains(&name) && name != "auto" && name != "union" {
        proc_macro2::Ident::new_raw(name, span)
    } else {
        proc_macro2::Ident::new(name, span)
    }
}

/// The text of [`identifier`].
#[must_use]
pub(crate) fn identifier_text(name: &str) -> String {
    identifier(name).to_string()
}

fn is_type_name(name: &str) -> bool {
    let mut chars = name.chars();
    chars.next().is_some_and(|first| first.is_ascii_uppercase())
        && chars.all(|c| c.is_ascii_alphanumeric())
        && name != "Self"
}

/// Signs that carry meaning are spelled out, so that `+1` and `-1` do not become one name; other signs separate words.
fn spell_symbols(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for (index, c) in name.chars().enumerate() {
        match c {
            '+' => out.push_str(" plus "),
            '-' if index == 0 => out.push_str(" minus "),
            '*' => out.push_str(" star "),
            '<' => out.push_str(" less "),
            '>' => out.push_str(" greater "),
            '=' => out.push_str(" equal "),
            '!' => out.push_str(" not "),
            c if c.is_ascii_alphanumeric() => out.push(c),
            c if c.is_alphanumeric() => {
                let _ = write!(out, "u{:x}", u32::from(c));
            }
            _ => out.push(' '),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types() {
        assert_eq!(pascal("ChatCompletionsRequest"), "ChatCompletionsRequest");
        assert_eq!(
            pascal("ResponseFormatJSONObject"),
            "ResponseFormatJSONObject"
        );
        assert_eq!(pascal("pet.store-item"), "PetStoreItem");
        assert_eq!(pascal("3d"), "N3d");
        assert_eq!(pascal("self"), "Self_");
        assert_eq!(pascal("*/"), "Star");
        assert_eq!(pascal(""), "Empty");
        assert_eq!(type_name("self"), "SelfSchema");
        assert_eq!(canonical("Self"), "SelfSchema");
        assert_eq!(type_name("Value"), "ValueSchema");
    }

    #[test]
    fn values() {
        assert_eq!(variant("in-memory"), "InMemory");
        assert_eq!(variant("24h"), "N24h");
        assert_eq!(variant("+1"), "Plus1");
        assert_eq!(variant("-1"), "Minus1");
        assert_eq!(variant(""), "Empty");
        assert_eq!(variant("self"), "Itself");
        assert_ne!(variant("é"), variant("è"));
    }

    #[test]
    fn fields() {
        assert_eq!(field("max_tokens"), "max_tokens");
        assert_eq!(field("new"), "new_");
        assert_eq!(field("crate"), "crate_");
        assert_eq!(identifier_text("type"), "r#type");
        assert_eq!(identifier_text("model"), "model");
        assert_eq!(field("@id"), "id");
    }
}
