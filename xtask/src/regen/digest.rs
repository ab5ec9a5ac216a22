//! The digest of the document that `spec/README.md` states.

use std::fmt::Write as _;
use std::fs;
use std::ops::Range;

use sha2::{Digest as _, Sha256};

use crate::workspace::{DOCUMENT, README, Workspace};

const MARK: &str = "sha256";
const DIGITS: usize = 64;

/// SHA-256 in hexadecimal.
pub(super) fn of(text: &str) -> String {
    let mut digits = String::with_capacity(DIGITS);
    for byte in Sha256::digest(text.as_bytes()) {
        let _ = write!(digits, "{byte:02x}");
    }
    digits
}

/// What to say where the README states another digest than the document's; nothing where it states the right one or
/// none.
pub(super) fn remark(workspace: &Workspace, document: &str) -> String {
    let readme = fs::read_to_string(workspace.join(README)).unwrap_or_default();
    let digest = of(document);
    if stated(&readme).is_empty() || readme.contains(&digest) {
        return String::new();
    }
    format!(
        "note: {README} states another sha256 for {DOCUMENT}; if the document is right, \
         `cargo xtask regen --update {DOCUMENT}` mends it\n"
    )
}

/// The README with the new digest in the place of the old one.
///
/// # Errors
///
/// What is wrong with the README: it has no line `sha256: <64 digits>`, or several and none with the old digest.
pub(super) fn replaced(readme: &str, old: &str, new: &str) -> Result<String, String> {
    let all = stated(readme);
    let mut places: Vec<Range<usize>> = all.clone();
    places.retain(|place| readme.get(place.clone()) == Some(old));
    if places.is_empty() {
        let newly = all
            .iter()
            .any(|place| readme.get(place.clone()) == Some(new));
        match all.as_slice() {
            _ if newly => return Ok(readme.to_owned()),
            [one] => places.push(one.clone()),
            [] => {
                return Err(format!(
                    "{README}: it does not state the sha256 of {DOCUMENT}\n  help: add the line `sha256: {new}`"
                ));
            }
            [..] => {
                return Err(format!(
                    "{README}: it states several sha256, none of them that of {DOCUMENT} as it is\n  \
                     help: make one of them `sha256: {old}`"
                ));
            }
        }
    }
    let mut text = readme.to_owned();
    for place in places {
        text.replace_range(place, new);
    }
    Ok(text)
}

/// The places of the digits behind each `sha256: `.
fn stated(readme: &str) -> Vec<Range<usize>> {
    let ends = readme
        .match_indices(MARK)
        .map(|(start, mark)| start + mark.len());
    let place = |end: usize| {
        let rest = readme.get(end..)?;
        let digits = rest.trim_start_matches([':', ' ', '`', '*', '|']);
        let start = end + (rest.len() - digits.len());
        let length = digits.bytes().take_while(u8::is_ascii_hexdigit).count();
        (length == DIGITS).then_some(start..start + length)
    };
    ends.filter_map(place).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_digest_is_the_usual_one() {
        assert_eq!(
            of("abc"),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
    }

    #[test]
    fn only_the_document_s_line_changes() {
        let (a, b, c) = (of("a"), of("b"), of("c"));
        let readme = format!("# x\n- sha256: {a}\n- sha256: `{b}`\nsha256 of nothing\n");
        let expected = readme.replace(&b, &c);
        assert_eq!(replaced(&readme, &b, &c), Ok(expected));
        assert_eq!(replaced(&readme, &c, &a), Ok(readme.clone()));
    }

    #[test]
    fn the_only_line_is_the_document_s() {
        let (a, b, c) = (of("a"), of("b"), of("c"));
        let replaced = replaced(&format!("sha256: {a}\n"), &b, &c);
        assert_eq!(replaced, Ok(format!("sha256: {c}\n")));
    }

    #[test]
    fn no_line_and_several_strange_ones_are_refused() {
        let (a, b, c) = (of("a"), of("b"), of("c"));
        let none = replaced("nothing\n", &a, &b).unwrap_err();
        assert!(none.contains(&format!("sha256: {b}")), "{none}");
        let two = format!("sha256: {a}\nsha256: {b}\n");
        assert!(replaced(&two, &c, &of("d")).is_err());
    }
}
