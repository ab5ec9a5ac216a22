//! One difference between two listings.

use std::fmt;

use super::Kind;

/// One difference between two listings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// What happened.
    pub step: Step,
    /// To what sort of thing.
    pub subject: Subject,
    /// The item's path; of a renamed item the new one.
    pub path: String,
    /// JSON Pointer into the overlaid document; of a removed item, into the one that the old listing was made from.
    pub pointer: String,
    /// What was.
    pub old: Option<String>,
    /// What is.
    pub new: Option<String>,
    /// What it means for code that uses the crate.
    pub breaks: Breaks,
}

/// What happened to an item or to one of its facts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Step {
    /// It is new.
    Added,
    /// It is gone.
    Removed,
    /// It is another.
    Changed,
    /// It has another name.
    Renamed,
}

/// The sort of thing that changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Subject {
    /// An item.
    Item(Kind),
    /// A limit of an item: `maximum`, `minItems`.
    Limit,
    /// What the server takes when an item is left out.
    Default,
    /// Anything else that the compiler does not see: a name on the wire, a constant's value.
    Fact,
}

/// Whether a change breaks code that uses the crate, whose structs and enums are all `#[non_exhaustive]`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Breaks {
    /// It does not compile any more, for this reason.
    Yes(&'static str),
    /// It compiles and does something else, for this reason.
    Behaviour(&'static str),
    /// It compiles and does what it did.
    No,
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}: {}", self.subject, self.step, self.path)?;
        match (self.old.as_deref(), self.new.as_deref()) {
            (Some(old), Some(new)) => write!(f, ": {old} -> {new}"),
            (None | Some(""), None | Some("")) => Ok(()),
            (Some(only), None) | (None, Some(only)) => write!(f, ": {only}"),
        }
    }
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Added => "added",
            Self::Removed => "removed",
            Self::Changed => "changed",
            Self::Renamed => "renamed",
        })
    }
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Item(kind) => kind.as_str(),
            Self::Limit => "limit",
            Self::Default => "default",
            Self::Fact => "fact",
        })
    }
}

impl fmt::Display for Breaks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Yes(why) => write!(f, "breaks users: {why}"),
            Self::Behaviour(why) => write!(f, "changes behaviour: {why}"),
            Self::No => f.write_str("breaks nobody"),
        }
    }
}
