//! JSON Pointers (RFC 6901): built while walking, read from references.

use std::borrow::Cow;
use std::fmt;

use serde_json::Value;

/// Where a walk stands: the way back to the root, on the stack. Costs nothing until it is printed.
#[derive(Clone, Copy, Debug)]
pub enum Path<'p> {
    /// The document itself.
    Root,
    /// A member of an object.
    Key(&'p Path<'p>, &'p str),
    /// An element of an array.
    Index(&'p Path<'p>, usize),
}

impl<'p> Path<'p> {
    /// The place of a member.
    #[must_use]
    pub fn key(&'p self, key: &'p str) -> Path<'p> {
        Path::Key(self, key)
    }

    /// The place of an element.
    #[must_use]
    pub fn index(&'p self, index: usize) -> Path<'p> {
        Path::Index(self, index)
    }
}

impl fmt::Display for Path<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Root => Ok(()),
            Self::Key(parent, key) => write!(f, "{parent}/{}", escape(key)),
            Self::Index(parent, index) => write!(f, "{parent}/{index}"),
        }
    }
}

/// A member's name as a pointer writes it: `~` as `~0`, `/` as `~1` (RFC 6901 section 3).
#[must_use]
pub fn escape(token: &str) -> Cow<'_, str> {
    if token.contains(['~', '/']) {
        Cow::Owned(token.replace('~', "~0").replace('/', "~1"))
    } else {
        Cow::Borrowed(token)
    }
}

/// The reverse of [`escape`] (RFC 6901 section 4).
#[must_use]
pub fn unescape(token: &str) -> Cow<'_, str> {
    if token.contains('~') {
        Cow::Owned(token.replace("~1", "/").replace("~0", "~"))
    } else {
        Cow::Borrowed(token)
    }
}

/// The pointer in the fragment of a reference to the same document, percent-decoded (RFC 6901 section 6); nothing for
/// a reference to another document, or one whose fragment is no pointer.
#[must_use]
pub fn of_reference(reference: &str) -> Option<Cow<'_, str>> {
    let fragment = reference.strip_prefix('#')?;
    if !(fragment.is_empty() || fragment.starts_with('/')) {
        return None;
    }
    if !fragment.contains('%') {
        return Some(Cow::Borrowed(fragment));
    }
    let mut bytes = Vec::with_capacity(fragment.len());
    let mut rest = fragment.as_bytes();
    while let Some((first, tail)) = rest.split_first() {
        let decoded = match (first, tail) {
            (b'%', [high, low, after @ ..]) => hex(*high)
                .zip(hex(*low))
                .map(|(high, low)| (high * 16 + low, after)),
            _ => None,
        };
        let (byte, after) = decoded.unwrap_or((*first, tail));
        bytes.push(byte);
        rest = after;
    }
    String::from_utf8(bytes).ok().map(Cow::Owned)
}

/// The value that a pointer names (RFC 6901 section 4).
#[must_use]
pub fn resolve<'v>(document: &'v Value, pointer: &str) -> Option<&'v Value> {
    document.pointer(pointer)
}

/// Whether `pointer` names `ancestor` or something inside it.
#[must_use]
pub fn is_within(pointer: &str, ancestor: &str) -> bool {
    pointer
        .strip_prefix(ancestor)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

fn hex(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        b'A'..=b'F' => Some(digit - b'A' + 10),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn paths_print_as_pointers_that_resolve() {
        let document = json!({"paths": {"/a/~b": [10, 20]}});
        let paths = Path::Root.key("paths").to_string();
        assert_eq!(paths, "/paths");
        let root = Path::Root;
        let (paths, item);
        paths = root.key("paths");
        item = paths.key("/a/~b");
        let pointer = item.index(1).to_string();
        assert_eq!(pointer, "/paths/~1a~1~0b/1");
        assert_eq!(resolve(&document, &pointer), Some(&json!(20)));
        assert_eq!(unescape("~1a~1~0b"), "/a/~b");
        assert_eq!(unescape("~01"), "~1");
    }

    #[test]
    fn references_are_percent_decoded() {
        let read = |text| of_reference(text).map(Cow::into_owned);
        assert_eq!(
            read("#/paths/~1a~1%7Bid%7D"),
            Some("/paths/~1a~1{id}".into())
        );
        assert_eq!(read("#/a%2"), Some("/a%2".into()));
        assert_eq!(read("#/a%zz"), Some("/a%zz".into()));
        assert_eq!(read("#"), Some(String::new()));
        assert_eq!(read("#/%ff"), None);
        assert_eq!(read("#anchor"), None);
        assert_eq!(read("other.json#/a"), None);
    }

    #[test]
    fn within_means_whole_tokens() {
        assert!(is_within("/a/b", "/a"));
        assert!(is_within("/a", "/a"));
        assert!(is_within("/a", ""));
        assert!(!is_within("/ab", "/a"));
    }
}
