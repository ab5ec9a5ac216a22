//! Unions: what tells their members apart, and what each is called.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{DraftShape, Lift, key_of};
use crate::lower::place::Place;
use crate::lower::{references, schema, unions};
use crate::model::{TaggedVariant, TriedVariant, TypedVariant};
use crate::names;
use crate::note::{Fate, Note};

impl<'a> Lift<'a> {
    pub(super) fn union(
        &mut self,
        schema: &'a Value,
        keyword: &'static str,
        members: &'a [Value],
        place: &Place,
        name: &str,
        surface: &str,
    ) -> DraftShape {
        match unions::classify(self.document, schema, members) {
            unions::Class::Strings(values) => DraftShape::OpenEnum(values),
            unions::Class::Tagged { tag, values } => {
                let mut variants = Vec::new();
                let mut taken = BTreeSet::from(["Unknown".to_owned()]);
                for (index, (member, values)) in members.iter().zip(values).enumerate() {
                    let only = match values.as_slice() {
                        [only] => Some(only.as_str()),
                        _ => None,
                    };
                    let variant = free_variant(self.variant_name(member, only), &mut taken);
                    let at = place.key(keyword).index(index);
                    let slot = self.slot(member, &at, &format!("{name}{variant}"), surface);
                    variants.push(TaggedVariant {
                        values,
                        name: variant,
                        key: key_of(&slot).unwrap_or_default(),
                    });
                }
                DraftShape::Tagged { tag, variants }
            }
            unions::Class::ByType {
                strings,
                members: typed,
            } => {
                let mut variants = Vec::new();
                let mut taken: BTreeSet<String> =
                    strings.iter().map(|value| value.name.clone()).collect();
                taken.insert("Other".to_owned());
                for (index, json) in typed {
                    let Some(member) = members.get(index) else {
                        continue;
                    };
                    let wanted = self
                        .given_variant(member)
                        .unwrap_or_else(|| json.word().to_owned());
                    let variant = free_variant(wanted, &mut taken);
                    let at = place.key(keyword).index(index);
                    let limits = self.limits(member);
                    let slot = self.slot(member, &at, &format!("{name}{variant}"), surface);
                    let doc = schema::description(member);
                    variants.push(TypedVariant {
                        json,
                        name: variant,
                        doc,
                        schema: slot,
                        limits,
                    });
                }
                DraftShape::ByType { strings, variants }
            }
            unions::Class::Mixed => {
                let mut lowered: Vec<TriedVariant> = Vec::new();
                let mut seen: Vec<&Value> = Vec::new();
                for (index, member) in members.iter().enumerate() {
                    let essence = unions::essence(self.document, member);
                    if seen.iter().any(|known| std::ptr::eq(*known, essence)) {
                        continue;
                    }
                    seen.push(essence);
                    let at = place.key(keyword).index(index);
                    let variant = self.variant_name(member, None);
                    let limits = self.limits(member);
                    lowered.push(TriedVariant {
                        schema: self.slot(member, &at, &format!("{name}{variant}"), surface),
                        doc: schema::description(member),
                        limits,
                    });
                }
                lowered.dedup_by(|one, other| one.schema == other.schema);
                if let [only] = lowered.as_slice() {
                    return DraftShape::Alias(only.schema.clone());
                }
                self.notes.push(Note::new(
                    place.key(keyword),
                    "members that nothing tells apart: an untagged enum that tries them in turn",
                    Fate::Reported,
                ));
                DraftShape::Untagged(lowered)
            }
        }
    }

    /// `x-variant` of a member, or of what it refers to.
    pub(super) fn given_variant(&self, member: &Value) -> Option<String> {
        let given = schema::text(member, "x-variant").or_else(|| {
            let target = references::follow(self.document, schema::reference(member)?)?;
            schema::text(target, "x-variant")
        });
        given.map(str::to_owned)
    }

    pub(super) fn variant_name(&self, member: &Value, tag: Option<&str>) -> String {
        if let Some(name) = self.given_variant(member) {
            return name;
        }
        match (
            tag,
            schema::reference(member).and_then(references::component),
            schema::text(member, "x-name"),
        ) {
            (Some(tag), _, _) => names::variant(tag),
            (None, Some(name), _) => names::pascal(&name),
            (None, None, Some(name)) => name.to_owned(),
            (None, None, None) => {
                schema::text(member, "type").map_or_else(|| "Item".to_owned(), names::pascal)
            }
        }
    }
}

/// A variant's name, numbered where another variant has it already.
fn free_variant(wanted: String, taken: &mut BTreeSet<String>) -> String {
    let name = if taken.contains(&wanted) {
        names::numbered(&wanted, |name| taken.contains(name))
    } else {
        wanted
    };
    taken.insert(name.clone());
    name
}
