/// The fields that the standard knows. A comment is a field without a name, and ignored like an unknown one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Name {
    Data,
    Event,
    Id,
    Retry,
    Ignored,
}

/// Splits a line, without its line end, into the field's name and the offset at which its value begins.
///
/// One space after the colon belongs to neither. A line without a colon is a name with an empty value. Only the four names
/// are looked for, so that the cost does not depend on the line's length.
pub(super) fn split(line: &[u8]) -> (Name, usize) {
    let (name, after) = match line {
        [b'd', b'a', b't', b'a', after @ ..] => (Name::Data, after),
        [b'e', b'v', b'e', b'n', b't', after @ ..] => (Name::Event, after),
        [b'i', b'd', after @ ..] => (Name::Id, after),
        [b'r', b'e', b't', b'r', b'y', after @ ..] => (Name::Retry, after),
        _ => return (Name::Ignored, line.len()),
    };
    match after {
        [] => (name, line.len()),
        [b':', b' ', value @ ..] | [b':', value @ ..] => (name, line.len() - value.len()),
        _ => (Name::Ignored, line.len()),
    }
}

/// The milliseconds of a `retry` value: ASCII digits only, read in base ten.
///
/// A number beyond `u64` is ignored, as browsers do.
pub(super) fn milliseconds(value: &[u8]) -> Option<u64> {
    if !value.iter().all(u8::is_ascii_digit) {
        return None;
    }
    str::from_utf8(value).ok()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn splits_name_and_value() {
        for (line, name, value) in [
            ("data: x", Name::Data, "x"),
            ("data:x", Name::Data, "x"),
            ("data:  x", Name::Data, " x"),
            ("data:\tx", Name::Data, "\tx"),
            ("data:", Name::Data, ""),
            ("data: ", Name::Data, ""),
            ("data", Name::Data, ""),
            ("data::", Name::Data, ":"),
            ("event: ping", Name::Event, "ping"),
            ("id: 7", Name::Id, "7"),
            ("retry: 10", Name::Retry, "10"),
        ] {
            let (found, at) = split(line.as_bytes());
            assert_eq!((found, &line[at..]), (name, value), "{line}");
        }
    }

    #[test]
    fn ignores_comments_and_unknown_names() {
        for line in [
            ":", ": x", "", "dat", "datax", "data x", " data: x", "Data: x", "foo: x", "idx: 1",
        ] {
            assert_eq!(split(line.as_bytes()).0, Name::Ignored, "{line}");
        }
    }

    #[test]
    fn reads_digits_only() {
        assert_eq!(milliseconds(b"3000"), Some(3000));
        assert_eq!(milliseconds(b"03000"), Some(3000));
        assert_eq!(milliseconds(b"18446744073709551615"), Some(u64::MAX));
        for value in [
            "",
            "3000x",
            "+1",
            "-1",
            "1.5",
            " 1",
            "1 ",
            "18446744073709551616",
            "١",
        ] {
            assert_eq!(milliseconds(value.as_bytes()), None, "{value}");
        }
    }
}
