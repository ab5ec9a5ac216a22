//! A place in the document, as the lowering walks down.

use std::fmt;

/// A JSON Pointer (RFC 6901) that grows.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Place(String);

impl Place {
    pub(crate) fn root() -> Self {
        Self::default()
    }

    pub(crate) fn component(name: &str) -> Self {
        Self::root().key("components").key("schemas").key(name)
    }

    pub(crate) fn key(&self, name: &str) -> Self {
        Self(format!(
            "{}/{}",
            self.0,
            name.replace('~', "~0").replace('/', "~1")
        ))
    }

    pub(crate) fn index(&self, index: usize) -> Self {
        Self(format!("{}/{index}", self.0))
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<Place> for String {
    fn from(place: Place) -> Self {
        place.0
    }
}
