//! What a stage took out of the document, and where it went.

use std::fmt;

/// Something that the types cannot say, and where the output says it instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// JSON Pointer into the overlaid document.
    pub pointer: String,
    /// What stood there.
    pub what: String,
    /// Where it went.
    pub fate: Fate,
}

/// Where a noted part of the document went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Fate {
    /// It is said in the docs of the item.
    Docs,
    /// It is checked by `validate()`, and said in the docs.
    Validate,
    /// It became a variant of the operation's error.
    Errors,
    /// It became the operation's stream method.
    Stream,
    /// It is part of a name, a type or a signature.
    Signature,
    /// It is nowhere in the output: only the report names it.
    Reported,
}

impl Note {
    pub(crate) fn new(pointer: impl Into<String>, what: impl Into<String>, fate: Fate) -> Self {
        Self {
            pointer: pointer.into(),
            what: what.into(),
            fate,
        }
    }
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {} ({})", self.pointer, self.what, self.fate)
    }
}

impl fmt::Display for Fate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Docs => "in the docs",
            Self::Validate => "in validate() and the docs",
            Self::Errors => "in the operation's error",
            Self::Stream => "in the stream method",
            Self::Signature => "in the signatures",
            Self::Reported => "not in the output",
        })
    }
}
