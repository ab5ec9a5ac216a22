//! What the generated crate offers, by name.
//!
//! The listing (`generated/api.txt`) has every type, field and variant with its signature; what has no field because it is a constant that
//! is always sent stands in the overlaid document alone, at the pointer of its type.

use grid_codegen::api::{self, Item, Kind};
use serde_json::Value;

use super::schema;

/// The listing and the document that it was made from.
#[derive(Clone, Debug)]
pub struct Types {
    items: Vec<Item>,
    effective: Value,
}

/// A place that holds a value: a signature, and the module whose types it names.
#[derive(Clone, Copy, Debug)]
pub(super) struct Slot<'t> {
    pub(super) module: &'t str,
    pub(super) signature: &'t str,
}

/// What a slot holds.
#[derive(Clone, Copy, Debug)]
pub(super) enum Held<'t> {
    Text,
    Boolean,
    Integer,
    Number,
    /// Any object.
    FreeForm,
    List(Slot<'t>),
    Map(Slot<'t>),
    Struct(&'t Item),
    Enum(&'t Item),
    /// A signature that the listing does not explain.
    Unexplained,
}

/// One of our operations.
#[derive(Clone, Debug)]
pub(super) struct OurOperation<'t> {
    /// The listing's path of it: `chat::create_chat_completion`.
    pub(super) path: &'t str,
    module: &'t str,
    arguments: Vec<(&'t str, &'t str)>,
    answer: &'t str,
}

impl Types {
    /// The types of a listing (the text of `generated/api.txt`), with the text of the overlaid document that it was made from.
    ///
    /// # Errors
    /// A document that is not JSON.
    pub fn new(listing: &str, effective: &str) -> Result<Self, serde_json::Error> {
        Ok(Self {
            items: api::parse(listing),
            effective: serde_json::from_str(effective)?,
        })
    }

    /// The operation that this path of a document is: ours, with anything before it.
    pub(super) fn operation(&self, method: &str, path: &str) -> Option<OurOperation<'_>> {
        let of_kind = |kind| self.items.iter().filter(move |item| item.kind == kind);
        let request = of_kind(Kind::Function).find(|item| {
            let ours = fact(&item.facts, method).filter(|_| item.path.ends_with("::request()"));
            ours.is_some_and(|ours| path.ends_with(&ours))
        })?;
        let own = request.path.strip_suffix("::request()")?;
        let decode = of_kind(Kind::Function)
            .find(|item| item.path.strip_suffix("::decode()") == Some(own))?;
        let (module, _) = own.split_once("::")?;
        let arguments = request.signature.strip_prefix('(')?.strip_suffix(')')?;
        let arguments = top_level(arguments)
            .filter_map(|argument| argument.split_once(": "))
            .collect();
        Some(OurOperation {
            path: own,
            module,
            arguments,
            answer: decode.signature.strip_prefix("-> ")?,
        })
    }

    /// The variant of an operation's error that stands for a status.
    pub(super) fn error_variant(
        &self,
        operation: &OurOperation<'_>,
        status: &str,
    ) -> Option<(&Item, Slot<'_>)> {
        let in_operation = |item: &&Item| {
            let rest = item
                .path
                .strip_prefix(operation.path)
                .and_then(|rest| rest.strip_prefix("::"));
            item.kind == Kind::Variant && rest.is_some()
        };
        let item = self
            .items
            .iter()
            .filter(in_operation)
            .find(|item| fact(&item.facts, "status").as_deref() == Some(status))?;
        Some((item, Slot::in_item(item, &item.signature)))
    }

    /// What a slot holds, whether or not it may be empty.
    pub(super) fn held<'t>(&'t self, slot: Slot<'t>) -> Held<'t> {
        let Slot {
            module,
            mut signature,
        } = slot;
        while let Some(inner) =
            argument_of(signature, "Option").or_else(|| argument_of(signature, "Box"))
        {
            signature = inner;
        }
        if let Some(item) = argument_of(signature, "Vec") {
            return Held::List(Slot {
                module,
                signature: item,
            });
        }
        if let Some(value) =
            argument_of(signature, "BTreeMap").and_then(|both| both.strip_prefix("String, "))
        {
            return Held::Map(Slot {
                module,
                signature: value,
            });
        }
        match signature {
            "String" => Held::Text,
            "bool" => Held::Boolean,
            "i64" | "u64" | "u8" => Held::Integer,
            "f64" => Held::Number,
            "Map<String, Value>" => Held::FreeForm,
            name => self.named(module, name),
        }
    }

    fn named(&self, module: &str, name: &str) -> Held<'_> {
        let is_it = |item: &&Item| {
            item.kind == Kind::Type && item.path.split_once("::") == Some((module, name))
        };
        match self.items.iter().find(is_it) {
            Some(item) if item.signature == "struct" => Held::Struct(item),
            Some(item) if item.signature == "enum" => Held::Enum(item),
            _ => Held::Unexplained,
        }
    }

    /// The field of a struct that has this name on the wire.
    pub(super) fn field<'t>(
        &'t self,
        structure: &'t Item,
        wire: &str,
    ) -> Option<(&'t Item, Slot<'t>)> {
        let mut fields = self.members(Kind::Field, structure);
        let item = fields.find(|item| wire_name(item) == wire)?;
        Some((item, Slot::in_item(item, &item.signature)))
    }

    /// The value that a struct without such a field always sends as `wire`.
    pub(super) fn constant(&self, structure: &Item, wire: &str) -> Option<&str> {
        let schema = schema::resolve(&self.effective, self.effective.pointer(&structure.pointer)?)?;
        let required = schema.get("required")?.as_array()?;
        let property = schema::resolve(&self.effective, schema.get("properties")?.get(wire)?)?;
        match property.get("enum")?.as_array()?.as_slice() {
            [value] if required.iter().any(|name| name == wire) => value.as_str(),
            _ => None,
        }
    }

    pub(super) fn variants<'t>(&'t self, union: &'t Item) -> impl Iterator<Item = &'t Item> {
        self.members(Kind::Variant, union)
    }

    fn members<'t>(&'t self, kind: Kind, owner: &'t Item) -> impl Iterator<Item = &'t Item> {
        self.items
            .iter()
            .filter(move |item| item.kind == kind && item.owner() == Some(&owner.path))
    }
}

impl<'t> Slot<'t> {
    /// A signature of an item, in the item's module.
    pub(super) fn in_item(item: &'t Item, signature: &'t str) -> Self {
        let module = item.path.split("::").next().unwrap_or_default();
        Self { module, signature }
    }
}

impl<'t> OurOperation<'t> {
    /// What an argument holds; `body` is the request.
    pub(super) fn argument(&self, name: &str) -> Option<Slot<'t>> {
        let (_, signature) = self.arguments.iter().find(|(known, _)| *known == name)?;
        Some(Slot {
            module: self.module,
            signature,
        })
    }

    /// What a successful answer is read into.
    pub(super) fn answer(&self) -> Slot<'t> {
        Slot {
            module: self.module,
            signature: self.answer,
        }
    }
}

/// The value of a fact that has a string: `wire "x"`, `tag "role=user"`, `status "400"`.
pub(super) fn fact(facts: &str, name: &str) -> Option<String> {
    let value = facts
        .split("; ")
        .find_map(|fact| fact.strip_prefix(name)?.strip_prefix(' '))?;
    serde_json::from_str(value).ok()
}

fn wire_name(field: &Item) -> String {
    let own = field.path.rsplit_once('.').map_or("", |(_, name)| name);
    fact(&field.facts, "wire").unwrap_or_else(|| own.trim_start_matches("r#").to_owned())
}

/// `T` of `Option<T>`.
fn argument_of<'s>(signature: &'s str, generic: &str) -> Option<&'s str> {
    signature
        .strip_prefix(generic)?
        .strip_prefix('<')?
        .strip_suffix('>')
}

/// The pieces between commas that stand in no brackets.
fn top_level(arguments: &str) -> impl Iterator<Item = &str> {
    let mut depth = 0_usize;
    let pieces = arguments.split(move |character| {
        match character {
            '<' | '(' => depth += 1,
            '>' | ')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        character == ',' && depth == 0
    });
    pieces.map(str::trim)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments_come_apart_at_top_level_commas() {
        let pieces: Vec<&str> = top_level("a: BTreeMap<String, i64>, body: Request").collect();
        assert_eq!(pieces, ["a: BTreeMap<String, i64>", "body: Request"]);
    }

    #[test]
    fn facts_with_strings_are_read() {
        assert_eq!(
            fact(r#"minimum 1; wire "a-b""#, "wire").as_deref(),
            Some("a-b")
        );
        assert_eq!(
            fact(r#"tag "role=user""#, "tag").as_deref(),
            Some("role=user")
        );
        assert_eq!(fact("minimum 1", "wire"), None);
    }
}
