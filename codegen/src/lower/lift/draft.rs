//! A type, and a property, before it is known where they travel.

use serde_json::{Value, json};

use crate::lower::place::Place;
use crate::model::{EnumValue, Limits, TaggedVariant, TriedVariant, TypedVariant};

/// A type before it is known where it travels.
pub(crate) struct Draft {
    pub(crate) key: String,
    pub(crate) name: String,
    pub(crate) surface: String,
    pub(crate) place: Place,
    pub(crate) doc: Option<String>,
    pub(crate) example: Option<Value>,
    pub(crate) deprecated: bool,
    pub(crate) shape: DraftShape,
}

pub(crate) enum DraftShape {
    Object(Vec<Property>),
    OpenEnum(Vec<EnumValue>),
    Tagged {
        tag: String,
        variants: Vec<TaggedVariant>,
    },
    ByType {
        strings: Vec<EnumValue>,
        variants: Vec<TypedVariant>,
    },
    Alias(Value),
    Untagged(Vec<TriedVariant>),
}

impl Property {
    /// A required text.
    pub(crate) fn text(wire: &str, place: Place) -> Self {
        Self {
            wire: wire.to_owned(),
            place,
            required: true,
            nullable: false,
            may_be_missing: false,
            read_only: false,
            write_only: false,
            constant: None,
            doc: None,
            example: None,
            deprecated: false,
            default: None,
            limits: Limits::default(),
            schema: json!({"type": "string"}),
        }
    }
}

/// A property before it is known where its type travels.
#[allow(
    clippy::struct_excessive_bools,
    reason = "independent facts, not states"
)]
pub(crate) struct Property {
    pub(crate) wire: String,
    pub(crate) place: Place,
    pub(crate) required: bool,
    pub(crate) nullable: bool,
    pub(crate) may_be_missing: bool,
    pub(crate) read_only: bool,
    pub(crate) write_only: bool,
    pub(crate) constant: Option<String>,
    pub(crate) doc: Option<String>,
    pub(crate) example: Option<Value>,
    pub(crate) deprecated: bool,
    pub(crate) default: Option<Value>,
    pub(crate) limits: Limits,
    pub(crate) schema: Value,
}
