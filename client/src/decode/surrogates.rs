//! Characters that a server has cut in two.
//!
//! Beyond U+FFFF a JSON text escapes a character as two halves, `\ud83d\ude00` (RFC 8259 section 7). Servers that count text in UTF-16 units, and
//! cut between them, send the halves in two events, or one of them alone; no reader that holds text as UTF-8 takes that.

use std::borrow::Cow;

/// Halves that ended a string, each with what stood before that string: it tells which text of an event is meant.
#[derive(Debug, Default)]
pub(crate) struct Halves(Vec<(String, u16)>);

/// As many texts as a stream may cut in two at once: one for each choice, and then some.
const MOST: usize = 16;

impl Halves {
    /// The text with its halves put together: one that ends a string is kept and left out, until the same string of another event begins
    /// with the other one. Any other half is replaced by U+FFFD. Nothing where no half stands alone.
    pub(crate) fn join(&mut self, json: &str) -> Option<String> {
        mended(json, |half, before, after| {
            let Some(opening) = opening(before) else {
                return Cow::Borrowed(REPLACEMENT);
            };
            let place = &before[..opening];
            if is_high(half) && after.starts_with('"') {
                if self.0.len() == MOST {
                    self.0.remove(0);
                }
                self.0.push((place.to_owned(), half));
                return Cow::Borrowed("");
            }
            let begins = opening + 1 == before.len();
            let held = self.0.iter().position(|(held, _)| held == place);
            match held.filter(|_| is_low(half) && begins) {
                Some(at) => Cow::Owned(format!("\\u{:04x}\\u{half:04x}", self.0.remove(at).1)),
                None => Cow::Borrowed(REPLACEMENT),
            }
        })
    }
}

/// Where the string begins that this text ends in: at the last quote that is not escaped.
fn opening(before: &str) -> Option<usize> {
    let quotes = before.rmatch_indices('"').map(|(at, _)| at);
    let is_escaped = |at: usize| {
        let text = &before[..at];
        (text.len() - text.trim_end_matches('\\').len()) % 2 == 1
    };
    quotes.into_iter().find(|at| !is_escaped(*at))
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

/// The code unit that is escaped here, by `\u` and four hexadecimal digits (RFC 8259 section 7).
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
        let mut halves = Halves::default();
        let mut next = |json: &str| halves.join(json);
        assert_eq!(next(r#"{"a":"x\ud83d"}"#).unwrap(), r#"{"a":"x"}"#);
        assert_eq!(
            next(r#"{"a":"\ude00y"}"#).unwrap(),
            r#"{"a":"\ud83d\ude00y"}"#
        );
        // Only once, and only where a string begins.
        assert_eq!(next(r#"{"a":"\ude00"}"#).unwrap(), r#"{"a":"\ufffd"}"#);
        assert_eq!(next(r#"{"a":"\ud83d"}"#).unwrap(), r#"{"a":""}"#);
        assert_eq!(next(r#"{"a":"y\ude00"}"#).unwrap(), r#"{"a":"y\ufffd"}"#);
        assert_eq!(
            next(r#"{"a":"y \"\ude00"}"#).unwrap(),
            r#"{"a":"y \"\ufffd"}"#
        );
    }

    #[test]
    fn halves_of_two_texts_are_told_apart() {
        let mut halves = Halves::default();
        for (json, expected) in [
            (r#"{"i":0,"a":"\ud83d"}"#, r#"{"i":0,"a":""}"#),
            (r#"{"i":1,"a":"\ud83c"}"#, r#"{"i":1,"a":""}"#),
            (r#"{"i":0,"a":"\ude00"}"#, r#"{"i":0,"a":"\ud83d\ude00"}"#),
            (r#"{"i":1,"b":"\udf89"}"#, r#"{"i":1,"b":"\ufffd"}"#),
            (r#"{"i":1,"a":"\udf89"}"#, r#"{"i":1,"a":"\ud83c\udf89"}"#),
        ] {
            assert_eq!(halves.join(json).unwrap(), expected);
        }
        for number in 0..100 {
            halves.join(&format!(r#"{{"{number}":"\ud83d"}}"#)).unwrap();
        }
        assert_eq!(halves.0.len(), MOST);
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
