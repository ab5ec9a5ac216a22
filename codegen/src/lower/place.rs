//! A place in the document, as the lowering walks down.

use std::fmt;

use crate::pointer;

/// A JSON Pointer (RFC 6901) that grows.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Place(String);

impl Place {
    pub(crate) fn root() -> Self {
        Self::default()
    }

    /// Of a JSON Pointer.
    pub(crate) fn at(pointer: String) -> Self {
        Self(pointer)
    }

    /// Where this stands in.
    pub(crate) fn parent(&self) -> Self {
        Self(
            self.0
                .rsplit_once('/')
                .map_or("", |(parent, _)| parent)
                .to_owned(),
        )
    }

    /// The last step, where it is a component's of this kind (`responses`, `parameters`).
    pub(crate) fn component_of(&self, kind: &str) -> Option<String> {
        let name = self.0.strip_prefix("/components/")?.strip_prefix(kind)?;
        let name = name.strip_prefix('/')?;
        (!name.contains('/')).then(|| pointer::unescape(name).into_owned())
    }

    pub(crate) fn component(name: &str) -> Self {
        Self::root().key("components").key("schemas").key(name)
    }

    pub(crate) fn key(&self, name: &str) -> Self {
        Self(format!("{}/{}", self.0, pointer::escape(name)))
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
