//! Characters that a server has cut in two.
//!
//! Beyond U+FFFF a JSON text escapes a character as two halves, `\ud83d\ude00` (RFC 8259 section 7). Servers that count text in UTF-16 units, and
//! cut between them, send the halves in two events, or one of them alone; no reader that holds text as UTF-8 takes that.

use std::borrow::Cow;

/// The text with its halves put together: one that ends a string is kept in `held` and left out, until a string begins with the other one.
/// Any other half is replaced by U+FFFD. Nothing where no half stands alone.
pub(crate) fn joined(json: &str, held: &mut Option<String>) -> Option<String> {
    mended(json, |half, before, after| {
        let ends = after.starts_with('"');
        let begins = before.ends_with('"');
        if is_high(half) && ends {
            *held = Some(format!("\\u{half:04x}"));
            return Cow::Borrowed("");
        }
        match held.take().filter(|_| !is_high(half) && begins) {
            Some(high) => Cow::Owned(format!("{high}\\u{half:04x}")),
            None => Cow::Borrowed(REPLACEMENT),
        }
    })
}

/// The text with every half that stands alone replaced by U+FFFD; nothing where there is none.
pub(crate) fn replaced(json: &str) -> Option<String> {
    mended(json, |_, _, _| Cow::Borrowed(REPLACEMENT))
}

const REPLACEMENT: &str = "\\ufffd";

/// The text with each half that stands alone replaced; `mend` is told the half, the text before it, and the text behind it.
fn mended(
    json: &str,
    mut mend: impl FnMut(u16, &str, &str) -> Cow<'static, str>,
) -> Option<String> {
    let mut whole = String::new();
    let mut done = 0;
    let mut at = 0;
    while let Some(found) = json.get(at..)?.find('\\') {
        let start = at + found;
        let Some(unit) = escaped(json, start) else {
            // Any other escape: a backslash and what is escaped, which may be a backslash.
            at = start + 2;
            continue;
        };
        at = start + 6;
        match unit {
            0xd800..=0xdbff if escaped(json, at).is_some_and(is_low) => at += 6,
            0xd800..=0xdfff => {
                whole.push_str(json.get(done..start)?);
                let mend = mend(unit, json.get(..start)?, json.get(at..)?);
                whole.push_str(&mend);
                done = at;
            }
            _ => {}
        }
    }
    if done == 0 {
        return None;
    }
    whole.push_str(json.get(done..)?);
    Some(whole)
}

/// The code unit that is escaped here: `\uXXXX`.
fn escaped(json: &str, at: usize) -> Option<u16> {
    let digits = json.get(at..at + 6)?.strip_prefix("\\u")?;
    u16::from_str_radix(digits, 16).ok()
}

fn is_high(unit: u16) -> bool {
    (0xd800..0xdc00).contains(&unit)
}

fn is_low(unit: u16) -> bool {
    (0xdc00..0xe000).contains(&unit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_of_two_events_are_put_together() {
        let mut held = None;
        let mut next = |json: &str| joined(json, &mut held);
        assert_eq!(next(r#"{"a":"x\ud83d"}"#).unwrap(), r#"{"a":"x"}"#);
        assert_eq!(
            next(r#"{"a":"\ude00y"}"#).unwrap(),
            r#"{"a":"\ud83d\ude00y"}"#
        );
        // Only once, and only where a string begins.
        assert_eq!(next(r#"{"a":"\ude00"}"#).unwrap(), r#"{"a":"\ufffd"}"#);
        assert_eq!(next(r#"{"a":"\ud83d"}"#).unwrap(), r#"{"a":""}"#);
        assert_eq!(next(r#"{"a":"y\ude00"}"#).unwrap(), r#"{"a":"y\ufffd"}"#);
    }

    #[test]
    fn a_half_alone_is_replaced_and_nothing_else() {
        for (json, expected) in [
            (r#""\ud83d""#, Some(r#""\ufffd""#)),
            (r#""\ud83dx\ud83d\ude00""#, Some(r#""\ufffdx\ud83d\ude00""#)),
            (r#""\ude00\ud83d\ud83d""#, Some(r#""\ufffd\ufffd\ufffd""#)),
            (r#""\uD83D\n""#, Some(r#""\ufffd\n""#)),
            (r#""\\ud83d\\""#, None),
            (r#""\ud83d\ude00\u00e9é""#, None),
            (r#""\u12"#, None),
            (r#""\"#, None),
            (r#""\é"#, None),
            ("", None),
        ] {
            assert_eq!(replaced(json).as_deref(), expected, "{json}");
        }
    }
}
