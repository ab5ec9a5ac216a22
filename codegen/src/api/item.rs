//! One thing that users of the generated crate can name.

use std::fmt;

/// One thing that users of the generated crate can name.
///
/// Setters are no items: they follow from the fields.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// What it is.
    pub kind: Kind,
    /// Its Rust path inside the crate, without the crate's name, unique in a listing: `chat::Choice`,
    /// `chat::Choice.finish_reason`, `chat::Stop::One`, `chat::create_chat_completion::decode()`.
    pub path: String,
    /// What the compiler checks: `struct`, a field's type, a function's arguments and result. May be empty.
    pub signature: String,
    /// What the compiler does not check: limits, defaults, names and values on the wire. Each is a name and mostly a
    /// value in JSON, with `; ` between two of them: `minimum 0; maximum 2; default 1; wire "x-y"; deprecated`.
    pub facts: String,
    /// JSON Pointer into the overlaid document.
    pub pointer: String,
}

/// What an [`Item`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// A struct, an enum or an alias.
    Type,
    /// A public field of a struct.
    Field,
    /// A variant of an enum.
    Variant,
    /// An associated function of a type, its constructor among them.
    Method,
    /// A function of a module.
    Function,
    /// A constant.
    Constant,
}

impl Kind {
    const ALL: [Self; 6] = [
        Self::Type,
        Self::Field,
        Self::Variant,
        Self::Method,
        Self::Function,
        Self::Constant,
    ];

    /// The word that stands for it in a listing.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Type => "type",
            Self::Field => "field",
            Self::Variant => "variant",
            Self::Method => "method",
            Self::Function => "function",
            Self::Constant => "constant",
        }
    }

    /// The kind that a listing's word stands for.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Item {
    /// The path of the type that holds this item: `chat::Choice` for `chat::Choice.index`. Nothing for items of a
    /// module.
    #[must_use]
    pub fn owner(&self) -> Option<&str> {
        let owner = match self.kind {
            Kind::Type | Kind::Function | Kind::Constant => return None,
            Kind::Field => self.path.rsplit_once('.'),
            Kind::Variant | Kind::Method => self.path.rsplit_once("::"),
        };
        owner.map(|(owner, _)| owner)
    }
}

#[cfg(test)]
impl Item {
    /// `kind path | signature | facts | pointer`, as the tests of this module write items.
    pub(super) fn of(kind: Kind, path: &str, signature: &str, facts: &str, pointer: &str) -> Self {
        Self {
            kind,
            path: path.to_owned(),
            signature: signature.to_owned(),
            facts: facts.to_owned(),
            pointer: pointer.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_know_their_type() {
        let owner = |kind, path| {
            Item::of(kind, path, "", "", "")
                .owner()
                .map(ToOwned::to_owned)
        };
        assert_eq!(
            owner(Kind::Field, "chat::Choice.index").as_deref(),
            Some("chat::Choice")
        );
        assert_eq!(
            owner(Kind::Variant, "chat::Stop::One").as_deref(),
            Some("chat::Stop")
        );
        assert_eq!(
            owner(Kind::Method, "chat::Usage::new()").as_deref(),
            Some("chat::Usage")
        );
        assert_eq!(owner(Kind::Type, "chat::Usage"), None);
        assert_eq!(owner(Kind::Function, "chat::list::decode()"), None);
    }

    #[test]
    fn every_kind_is_read_back() {
        for kind in Kind::ALL {
            assert_eq!(Kind::from_word(kind.as_str()), Some(kind));
        }
        assert_eq!(Kind::from_word("types"), None);
    }
}
