//! An item's facts, apart, and what a change of one means.

use std::cmp::Ordering;

use super::{Breaks, Subject};

/// One fact: `minimum 0` is `minimum` and `0`, `deprecated` is itself and nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Fact<'a> {
    pub(super) name: &'a str,
    pub(super) value: &'a str,
}

/// The facts of an item, apart. A `;` inside a JSON string separates nothing.
pub(super) fn split(facts: &str) -> Vec<Fact<'_>> {
    let mut pieces = Vec::new();
    let (mut start, mut quoted, mut escaped) = (0, false, false);
    for (index, character) in facts.char_indices() {
        match character {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            ';' if !quoted => {
                pieces.push((start, index));
                start = index + 1;
            }
            _ => {}
        }
    }
    pieces.push((start, facts.len()));
    pieces
        .into_iter()
        .filter_map(|(start, end)| fact(facts.get(start..end)?.trim()))
        .collect()
}

fn fact(text: &str) -> Option<Fact<'_>> {
    if text.is_empty() {
        return None;
    }
    let starts = text.match_indices(' ').map(|(index, _)| index);
    let mut values = starts.map(|index| (index, text.get(index + 1..).unwrap_or_default()));
    let split = if text.starts_with("default ") {
        values.next()
    } else {
        values.find(|(_, rest)| begins_a_value(rest))
    };
    let (end, value) = split.unwrap_or((text.len(), ""));
    let name = text.get(..end)?;
    Some(Fact { name, value })
}

fn begins_a_value(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '"' | '-' | '[' | '{'))
        || ["true", "false", "null"].contains(&text)
}

/// What a fact is about.
pub(super) fn subject(name: &str) -> Subject {
    match bound(name) {
        Some(_) => Subject::Limit,
        None => match name {
            "default" => Subject::Default,
            "multipleOf" | "pattern" | "uniqueItems" => Subject::Limit,
            _ => Subject::Fact,
        },
    }
}

/// What it means that a fact came, went or changed.
pub(super) fn verdict(name: &str, old: Option<&str>, new: Option<&str>) -> Breaks {
    match (subject(name), name) {
        (Subject::Default, _) => {
            Breaks::Behaviour("the server takes another value when it is left out")
        }
        (Subject::Limit, _) => match tightened(name, old, new) {
            Some(true) => Breaks::Behaviour("values that were taken are refused"),
            Some(false) => Breaks::Behaviour("values that were refused are taken"),
            None => Breaks::Behaviour("other values are taken"),
        },
        (_, "deprecated" | "beta") => Breaks::No,
        (_, "wire" | "tag") => Breaks::Behaviour("it goes over the wire under another name"),
        (_, "value") => Breaks::Behaviour("it has another value"),
        _ => Breaks::Behaviour("it compiles as before and does something else"),
    }
}

/// Whether a name limits from below (`minimum`, `minItems`) or from above, alone or with a word before it.
fn bound(name: &str) -> Option<Bound> {
    match name.rsplit(' ').next()? {
        "minimum" | "exclusiveMinimum" | "minLength" | "minItems" | "minProperties" => {
            Some(Bound::Lower)
        }
        "maximum" | "exclusiveMaximum" | "maxLength" | "maxItems" | "maxProperties" => {
            Some(Bound::Upper)
        }
        _ => None,
    }
}

#[derive(Clone, Copy)]
enum Bound {
    Lower,
    Upper,
}

/// Whether the new limit takes less than the old one; nothing where that cannot be told.
fn tightened(name: &str, old: Option<&str>, new: Option<&str>) -> Option<bool> {
    let (old, new) = match (old, new) {
        (None, Some(_)) => return Some(true),
        (Some(_), None) => return Some(false),
        (old, new) => (old?.parse::<f64>().ok()?, new?.parse::<f64>().ok()?),
    };
    match (bound(name)?, new.partial_cmp(&old)?) {
        (Bound::Lower, Ordering::Greater) | (Bound::Upper, Ordering::Less) => Some(true),
        (Bound::Lower, Ordering::Less) | (Bound::Upper, Ordering::Greater) => Some(false),
        (_, Ordering::Equal) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(facts: &str) -> Vec<(&str, &str)> {
        split(facts).iter().map(|f| (f.name, f.value)).collect()
    }

    #[test]
    fn names_and_values() {
        assert_eq!(
            pairs("minimum 0; maximum -2.5; each maxLength 64; deprecated"),
            [
                ("minimum", "0"),
                ("maximum", "-2.5"),
                ("each maxLength", "64"),
                ("deprecated", "")
            ]
        );
        assert_eq!(pairs("default auto"), [("default", "auto")]);
        assert_eq!(pairs("uniqueItems true"), [("uniqueItems", "true")]);
        assert_eq!(pairs(""), []);
    }

    #[test]
    fn strings_are_not_cut() {
        assert_eq!(
            pairs(r#"default "a; \"b\"; c"; wire "x;y""#),
            [("default", r#""a; \"b\"; c""#), ("wire", r#""x;y""#)]
        );
    }

    #[test]
    fn limits_are_tightened_and_loosened() {
        let refused = Breaks::Behaviour("values that were taken are refused");
        let taken = Breaks::Behaviour("values that were refused are taken");
        assert_eq!(verdict("maximum", Some("2"), Some("1")), refused);
        assert_eq!(verdict("maximum", Some("1"), Some("2")), taken);
        assert_eq!(verdict("minItems", Some("1"), Some("2")), refused);
        assert_eq!(
            verdict("each exclusiveMinimum", Some("2"), Some("1")),
            taken
        );
        assert_eq!(verdict("maxLength", None, Some("64")), refused);
        assert_eq!(verdict("pattern", Some("\"a\""), None), taken);
        assert_eq!(
            verdict("multipleOf", Some("2"), Some("3")),
            Breaks::Behaviour("other values are taken")
        );
    }

    #[test]
    fn words_of_the_docs_alone_change_nothing() {
        assert_eq!(verdict("deprecated", None, Some("")), Breaks::No);
        assert_eq!(verdict("beta", Some(""), None), Breaks::No);
    }
}
