//! The tables that say how a module's types stand on the wire: text, because no printer lays out the inside of a macro call.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use proc_macro2::{Delimiter, TokenStream, TokenTree};

use super::context::Context;
use crate::lower::slots_of_type;
use crate::model::{Field, JsonType, Presence, Shape, Type};
use crate::names::identifier_text;

/// The widest line of a table.
const WIDTH: usize = 116;

/// The table of one type; nothing where progenitor printed the type.
pub(crate) fn print(context: &Context<'_>, ty: &Type) -> Option<String> {
    let name = &ty.name;
    Some(match &ty.shape {
        Shape::Alias(_) => return None,
        Shape::Untagged(_) => format!("impl crate::support::wire::Readable<'_> for {name} {{}}\n"),
        Shape::Object(fields) => {
            let mode = if ty.uses.tolerant() {
                "tolerant"
            } else {
                "strict"
            };
            let constants: String = fields
                .iter()
                .filter(|field| field.presence == Presence::Fixed)
                .filter_map(|field| {
                    Some(format!(
                        " {:?} = {:?}",
                        field.wire,
                        field.constant.as_ref()?
                    ))
                })
                .collect();
            let entries = fields
                .iter()
                .filter(|field| field.presence != Presence::Fixed)
                .map(entry);
            table(&format!("object!({mode} {name}{constants}"), entries)
        }
        Shape::OpenEnum(values) => table(
            &format!("open_enum!({name}"),
            values
                .iter()
                .map(|value| format!("{} = {:?}", value.name, value.wire)),
        ),
        Shape::Tagged { tag, variants } => {
            let entries = variants.iter().map(|variant| {
                let held = super::context::key_ident(&variant.key);
                let held = context.type_text_in(&syn::parse_quote!(#held), &ty.surface);
                let values = variant.values.iter().map(|value| format!("{value:?}"));
                let values = values.collect::<Vec<_>>().join(" | ");
                format!("{values} = {}({held})", variant.name)
            });
            table(&format!("tagged!({name} by {tag:?}"), entries)
        }
        Shape::ByType { strings, variants } => {
            let slots = slots_of_type(&ty.key);
            let typed = variants.iter().map(|variant| {
                let slot = context.rust.slot(&slots, &variant.name);
                let text = context.type_text_in(&slot, &ty.surface);
                // Whatever it is called in the document: `visit_str` makes a `String`.
                let text = match variant.json {
                    JsonType::String if !context.is_open_enum(&variant.schema) => {
                        "String".to_owned()
                    }
                    _ => text,
                };
                let kind = match (variant.json, text.as_str()) {
                    (JsonType::String, text) if text != "String" => "listed",
                    (JsonType::Array, "Vec<String>") => "strings",
                    (json, _) => keyword(json),
                };
                format!("{kind} {}({text})", variant.name)
            });
            if strings.is_empty() {
                table(&format!("by_type!({name}"), typed)
            } else {
                let known: Vec<String> = strings
                    .iter()
                    .map(|value| format!("{} = {:?}", value.name, value.wire))
                    .collect();
                let first = format!("strings {{ {} }}", known.join(", "));
                let mut typed = typed.peekable();
                let first = match typed.next() {
                    Some(next) => format!("{first} {next}"),
                    None => first,
                };
                table(
                    &format!("by_type!({name}"),
                    std::iter::once(first).chain(typed),
                )
            }
        }
    })
}

fn entry(field: &Field) -> String {
    let kind = match field.presence {
        Presence::Required => "required",
        Presence::Nullable => "nullable",
        Presence::Optional | Presence::Fixed => "optional",
    };
    let ident = identifier_text(&field.name);
    if ident == field.wire {
        format!("{kind} {ident}")
    } else {
        format!("{kind} {ident} = {:?}", field.wire)
    }
}

fn keyword(json: JsonType) -> &'static str {
    match json {
        JsonType::Boolean => "boolean",
        JsonType::Integer => "integer",
        JsonType::Number => "number",
        JsonType::String => "string",
        JsonType::Array => "array",
        JsonType::Object => "object",
    }
}

/// `head { entries });`, on one line where it fits, else as many entries on a line as fit.
fn table(head: &str, entries: impl IntoIterator<Item = String>) -> String {
    let entries: Vec<String> = entries.into_iter().collect();
    if entries.is_empty() {
        return format!("{head} {{}});\n");
    }
    let one_line = format!("{head} {{ {} }});\n", entries.join(", "));
    if one_line.len() <= WIDTH {
        return one_line;
    }
    let mut out = format!("{head} {{\n");
    let mut line = String::new();
    for entry in &entries {
        if !line.is_empty() && line.len() + entry.len() + 6 > WIDTH {
            let _ = writeln!(out, "    {line}");
            line.clear();
        }
        if !line.is_empty() {
            line.push(' ');
        }
        let _ = write!(line, "{entry},");
    }
    let _ = writeln!(out, "    {line}");
    out.push_str("});\n");
    out
}

/// The names that tables use, without those of variants, which a value or what they hold follows.
pub(crate) fn mentioned(text: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut waiting: Vec<TokenStream> = text.parse().into_iter().collect();
    while let Some(tokens) = waiting.pop() {
        let mut before = ' ';
        let mut tokens = tokens.into_iter().peekable();
        while let Some(token) = tokens.next() {
            let is_variant = match tokens.peek() {
                Some(TokenTree::Group(group)) => group.delimiter() == Delimiter::Parenthesis,
                Some(TokenTree::Punct(punct)) => matches!(punct.as_char(), '=' | '!' | ':'),
                _ => false,
            };
            match &token {
                TokenTree::Ident(ident) if !is_variant && before != ':' => {
                    found.insert(ident.to_string());
                }
                TokenTree::Group(group) => waiting.push(group.stream()),
                _ => {}
            }
            before = if let TokenTree::Punct(punct) = &token {
                punct.as_char()
            } else {
                ' '
            };
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::{mentioned, table};

    #[test]
    fn what_tables_mention() {
        let text = "by_type!(Content { strings { Map = \"Map\" } string Text(String), array Value(Vec<Part>), object Other(crate::a::Usage) });";
        let found: Vec<String> = mentioned(text).into_iter().collect();
        assert_eq!(
            found,
            [
                "Content", "Part", "String", "Vec", "array", "object", "string", "strings"
            ]
        );
    }

    #[test]
    fn short_tables_take_one_line() {
        assert_eq!(
            table("open_enum!(A", ["B = \"b\"".to_owned()]),
            "open_enum!(A { B = \"b\" });\n"
        );
        assert_eq!(table("object!(strict A", []), "object!(strict A {});\n");
    }

    #[test]
    fn long_tables_are_filled() {
        let text = table(
            "object!(strict A",
            (0..20).map(|n| format!("optional field_{n}")),
        );
        assert!(text.lines().all(|line| line.len() <= super::WIDTH));
        assert!(text.starts_with("object!(strict A {\n    optional field_0, "));
        assert!(text.ends_with("optional field_19,\n});\n"));
    }
}
