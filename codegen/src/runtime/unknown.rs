//! What the document does not know, kept as it came.

use std::fmt;

use serde_json::{Map, Value};

/// The members of an object that the document does not name. They are read, kept, and sent again.
pub type Extra = Map<String, Value>;

/// A value of an enumeration that the document does not list, as it stands on the wire.
///
/// It comes from a server, or from `From<&str>` of the enumeration; so that no unknown value can hold a listed one, it cannot be built
/// by hand.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UnknownValue(Box<str>);

impl UnknownValue {
    pub(crate) fn new(value: &str) -> Self {
        Self(value.into())
    }

    /// The value as it stands on the wire.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for UnknownValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

/// An object whose tag the document does not list, whole.
///
/// It comes from a server, or from reading JSON into the union; it cannot be built by hand, so that none can bear a listed tag.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownObject(Map<String, Value>);

impl UnknownObject {
    pub(crate) fn new(object: Map<String, Value>) -> Self {
        Self(object)
    }

    /// Its members, the tag among them.
    #[must_use]
    pub fn as_map(&self) -> &Map<String, Value> {
        &self.0
    }

    /// Its members, the tag among them.
    #[must_use]
    pub fn into_map(self) -> Map<String, Value> {
        self.0
    }
}
