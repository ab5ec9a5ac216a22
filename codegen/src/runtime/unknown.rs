//! What the document does not know, kept as it came.

use std::fmt;
use std::ops::{Deref, DerefMut};
use std::sync::LazyLock;

use serde_json::{Map, Value, map};

/// The members of an object that the document does not name. They are read, kept, and sent again. It also remembers which required
/// members a server left out, so that they are left out again.
///
/// What is inserted is sent. Under the name of a field it may only be `Value::Null`, for an optional one that is not set: an explicit
/// null, which clears a member in a `PATCH`. Anything else under such a name is an error when the whole is written.
///
/// It is a [`Map`] in all but its size: every object has one, nearly all are empty, and an empty one takes the room of a pointer.
#[derive(Clone, Default)]
pub struct Extra(Option<Box<Members>>);

#[derive(Clone, Default)]
struct Members {
    unnamed: Map<String, Value>,
    /// Required members that a server left out.
    absent: Vec<&'static str>,
}

impl Extra {
    /// No members.
    #[must_use]
    pub const fn new() -> Self {
        Self(None)
    }

    /// The members, where there are any.
    pub(crate) fn members(&self) -> Option<&Map<String, Value>> {
        self.0.as_ref().map(|members| &members.unnamed)
    }

    /// Keeps in mind that a required member is not there, and stands in for it.
    #[cold]
    #[inline(never)]
    pub(crate) fn leave_out<T: Default>(&mut self, name: &'static str) -> T {
        self.0.get_or_insert_default().absent.push(name);
        T::default()
    }

    /// Whether a required member was not there, and has no value since.
    pub(crate) fn leaves_out<T: Default + PartialEq>(&self, name: &str, value: &T) -> bool {
        self.0.as_ref().is_some_and(|members| members.absent.contains(&name) && *value == T::default())
    }
}

impl Deref for Extra {
    type Target = Map<String, Value>;

    fn deref(&self) -> &Self::Target {
        static EMPTY: LazyLock<Map<String, Value>> = LazyLock::new(Map::new);
        self.members().unwrap_or(&EMPTY)
    }
}

impl DerefMut for Extra {
    fn deref_mut(&mut self) -> &mut Self::Target {
        &mut self.0.get_or_insert_default().unnamed
    }
}

impl<'a> IntoIterator for &'a Extra {
    type Item = (&'a String, &'a Value);
    type IntoIter = map::Iter<'a>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl From<Map<String, Value>> for Extra {
    fn from(unnamed: Map<String, Value>) -> Self {
        Self(Some(Box::new(Members { unnamed, absent: Vec::new() })))
    }
}

impl PartialEq for Extra {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl Eq for Extra {}

impl fmt::Debug for Extra {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&**self, f)
    }
}

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
