//! What HTTP cannot carry: found here, it cannot panic or fail in the crate that is generated.

/// What to do about a name that is no token.
pub(crate) const TOKEN_HINT: &str =
    "letters, digits and ! # $ % & ' * + - . ^ _ ` | ~ only: correct the name";

/// A token (RFC 9110, section 5.6.2).
pub(crate) fn is_token(name: &str) -> bool {
    const SIGNS: &str = "!#$%&'*+-.^_`|~";
    !name.is_empty()
        && name
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || SIGNS.contains(c))
}

/// What a header's value can hold of a media type: what is visible in ASCII, and spaces.
pub(crate) fn is_header_value(value: &str) -> bool {
    value.chars().all(|c| c.is_ascii_graphic() || c == ' ')
}

/// A path template whose fixed parts are a path, perhaps with a query (RFC 3986, sections 3.3 and 3.4); names in braces may be anything.
pub(crate) fn is_path(template: &str) -> bool {
    let mut in_name = false;
    template.chars().all(|c| match c {
        '{' | '}' => {
            in_name = c == '{';
            true
        }
        _ => in_name || c.is_ascii_alphanumeric() || "-._~!$&'()*+,;=:@/%?".contains(c),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_headers() {
        assert!(is_token("X-API-Key"));
        for bad in ["", "a b", "a:b", "é", "a\n", "a\u{0}", "\"", "(x)"] {
            assert!(!is_token(bad), "{bad:?}");
        }
    }

    #[test]
    fn values_of_headers() {
        assert!(is_header_value("application/json; charset=\"utf-8\""));
        assert!(!is_header_value("text/\r\nx: y"));
        assert!(!is_header_value("text/é"));
    }

    #[test]
    fn paths() {
        for good in ["/", "/a/{b c}/d.{é}", "/a:run", "/x?action=y", "/%20"] {
            assert!(is_path(good), "{good:?}");
        }
        for bad in ["/a b", "/a#b", "/\\", "/é", "/a\nb", "/<a>", "/[x]"] {
            assert!(!is_path(bad), "{bad:?}");
        }
    }
}
