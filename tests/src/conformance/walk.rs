//! A schema of a document beside a slot of our types, member by member.

use grid_codegen::api::Item;
use serde_json::{Map, Value};

use super::listing::{Held, Slot, Types, fact};
use super::schema::{self, Kind};

/// Members deeper than this are a schema that holds itself: they were looked at further up.
const DEEPEST: usize = 24;

/// One field of a document: its dotted path, and where it lives or why it does not.
pub(super) type Field = (String, Result<String, String>);

/// What was found of one value.
#[derive(Clone, Debug, Default)]
pub(super) struct Found {
    /// The fields in it.
    pub(super) fields: Vec<Field>,
    /// Values that the document names and an open enum of ours does not list.
    unlisted: Vec<String>,
}

/// A document and our types.
#[derive(Clone, Copy, Debug)]
pub(super) struct Walk<'t> {
    pub(super) document: &'t Value,
    pub(super) types: &'t Types,
}

impl<'t> Walk<'t> {
    /// The fields of a value at `path` that `schema` describes and `slot` is to hold.
    ///
    /// # Errors
    /// Why the slot cannot hold such a value at all.
    pub(super) fn value(
        self,
        path: &str,
        schema: &'t Value,
        slot: Slot<'t>,
    ) -> Result<Found, String> {
        if path.matches('.').count() > DEEPEST {
            return Ok(Found::default());
        }
        let schema =
            schema::resolve(self.document, schema).ok_or("its schema refers to nothing")?;
        let refused = |what: &str| Err(format!("`{}` does not take {what}", slot.signature));
        match (schema::kind(schema), self.types.held(slot)) {
            (_, Held::Unexplained) => Err(format!("`{}` is not in the listing", slot.signature)),
            (Kind::Union(parts) | Kind::All(parts), _) => self.each(path, parts, slot),
            (Kind::Object(members), Held::Struct(structure)) => {
                Ok(self.members(path, members, structure))
            }
            (_, Held::Enum(union)) => self.variants(path, schema, union),
            (Kind::List(Some(items)), Held::List(held)) => {
                self.value(&format!("{path}[]"), items, held)
            }
            (Kind::Map(values), Held::Map(held)) => {
                self.value(&format!("{path}{{}}"), values, held)
            }
            (Kind::Any, _)
            | (Kind::Text, Held::Text)
            | (Kind::Boolean, Held::Boolean)
            | (Kind::Integer, Held::Integer | Held::Number)
            | (Kind::Number, Held::Number)
            | (Kind::List(None), Held::List(_))
            | (Kind::Map(_), Held::FreeForm)
            | (Kind::FreeForm, Held::FreeForm | Held::Map(_) | Held::Struct(_)) => {
                Ok(Found::default())
            }
            (Kind::Object(_), Held::FreeForm | Held::Map(_)) => {
                refused("an object with members of their own types")
            }
            (Kind::Text, _) => refused("a string"),
            (Kind::Boolean, _) => refused("a boolean"),
            (Kind::Integer, _) => refused("an integer"),
            (Kind::Number, _) => refused("a number"),
            (Kind::List(_), _) => refused("a list"),
            (Kind::Map(_), _) => refused("an object of any names"),
            (Kind::Object(_) | Kind::FreeForm, _) => refused("an object"),
            (Kind::Unknown, _) => {
                Err("its schema has a type that OpenAPI does not have".to_owned())
            }
        }
    }

    /// The slot has to hold each of the parts.
    fn each(self, path: &str, parts: &'t [Value], slot: Slot<'t>) -> Result<Found, String> {
        let mut all = Found::default();
        for part in parts {
            let found = self.value(path, part, slot)?;
            all.fields.extend(found.fields);
            all.unlisted.extend(found.unlisted);
        }
        Ok(all)
    }

    fn members(self, path: &str, members: &'t Map<String, Value>, structure: &'t Item) -> Found {
        let fields = members.iter().flat_map(|(name, schema)| {
            let path = if path.is_empty() {
                name.clone()
            } else {
                format!("{path}.{name}")
            };
            self.member(&path, name, schema, structure)
        });
        Found {
            fields: fields.collect(),
            unlisted: Vec::new(),
        }
    }

    fn member(self, path: &str, name: &str, schema: &'t Value, structure: &'t Item) -> Vec<Field> {
        let Some((field, slot)) = self.types.field(structure, name) else {
            return vec![(path.to_owned(), self.constant(name, schema, structure))];
        };
        match self.value(path, schema, slot) {
            Err(reason) => vec![(path.to_owned(), Err(format!("{}: {reason}", field.path)))],
            Ok(found) => {
                let place = match found.unlisted.as_slice() {
                    [] => format!("{}: {}", field.path, field.signature),
                    others => format!(
                        "{}: {}; {} as Other",
                        field.path,
                        field.signature,
                        others.join(", ")
                    ),
                };
                let mut fields = vec![(path.to_owned(), Ok(place))];
                fields.extend(found.fields);
                fields
            }
        }
    }

    /// A member that is no field: the constant that is always sent, if the document names no other value.
    fn constant(self, name: &str, schema: &'t Value, structure: &Item) -> Result<String, String> {
        let path = &structure.path;
        let Some(constant) = self.types.constant(structure, name) else {
            return Err(format!("{path} has no such field"));
        };
        let schema =
            schema::resolve(self.document, schema).ok_or("its schema refers to nothing")?;
        match schema::strings(schema)
            .into_iter()
            .find(|value| *value != constant)
        {
            Some(other) => Err(format!("{path} always sends {constant:?}, never {other:?}")),
            None => Ok(format!("{path}: fixed, {constant:?}")),
        }
    }

    /// The variant that says most of what the schema asks for.
    fn variants(self, path: &str, schema: &'t Value, union: &'t Item) -> Result<Found, String> {
        let known: Vec<String> = self
            .types
            .variants(union)
            .filter_map(|variant| fact(&variant.facts, "wire"))
            .collect();
        let kind = schema::kind(schema);
        if matches!(kind, Kind::Any) || (matches!(kind, Kind::Text) && !known.is_empty()) {
            // Every enum of strings is open, and keeps a value that it does not list.
            let is_unlisted = |value: &&str| {
                !known.iter().any(|known| known == value) && matches!(kind, Kind::Text)
            };
            let unlisted = schema::strings(schema)
                .into_iter()
                .filter(is_unlisted)
                .map(|value| format!("{value:?}"));
            return Ok(Found {
                fields: Vec::new(),
                unlisted: unlisted.collect(),
            });
        }
        let found = self
            .types
            .variants(union)
            .filter_map(|variant| self.variant(path, schema, variant));
        let best = found.min_by_key(|found| {
            found
                .fields
                .iter()
                .filter(|(_, place)| place.is_err())
                .count()
        });
        best.ok_or_else(|| format!("no variant of {} holds what the page describes", union.path))
    }

    fn variant(self, path: &str, schema: &'t Value, variant: &'t Item) -> Option<Found> {
        let slot = Slot::in_item(variant, &variant.signature);
        let Some(tag) = fact(&variant.facts, "tag") else {
            let holds = fact(&variant.facts, "wire").is_none();
            return holds.then(|| self.value(path, schema, slot).ok()).flatten();
        };
        let (name, value) = tag.split_once('=')?;
        let documented = schema
            .get("properties")
            .and_then(|members| members.get(name));
        let documented = documented
            .and_then(|tag| schema::resolve(self.document, tag))
            .map(schema::strings);
        match documented.as_deref() {
            Some([]) | None => self.value(path, schema, slot).ok(),
            Some(values) if values.contains(&value) => {
                self.value(&tagged(path, value), schema, slot).ok()
            }
            Some(_) => None,
        }
    }
}

/// `messages[]` with the tag `user` is `messages[user]`; `response_format` with `text` is `response_format(text)`.
fn tagged(path: &str, value: &str) -> String {
    match path.strip_suffix("[]") {
        Some(list) => format!("{list}[{value}]"),
        None => format!("{path}({value})"),
    }
}
