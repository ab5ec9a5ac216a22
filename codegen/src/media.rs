//! Media types (RFC 9110 section 8.3.1): how a body of each is written and read.

use serde_json::Value;

use crate::model::Coding;

/// How a body is written and read, and how far behind the others it is taken where there are several: the lowest is the best.
/// Nothing where it is no body: an event stream, or what is no media type.
pub(crate) fn coding(media: &str, schema: Option<&Value>) -> Option<(u8, Coding)> {
    let is_binary = schema
        .and_then(|schema| schema.get("format"))
        .is_some_and(|format| format == "binary");
    let essence = essence(media);
    let (kind, subtype) = essence.split_once('/')?;
    Some(match (kind, subtype) {
        _ if is_event_stream(media) => return None,
        ("application" | "text", "json") => (0, Coding::Json),
        (_, json) if json.ends_with("+json") => (1, Coding::Json),
        ("*" | "application", "*") if !is_binary => (2, Coding::Json),
        ("application", "x-www-form-urlencoded") => (3, Coding::Form),
        ("application", "x-ndjson" | "jsonl") | ("text", _) => (4, Coding::Text),
        _ => (5, Coding::Bytes),
    })
}

/// How a request's body is written; nothing for `multipart` of other kinds than forms.
pub(crate) fn sent(media: &str, schema: Option<&Value>) -> Option<(u8, Coding)> {
    match essence(media).as_str() {
        "multipart/form-data" => Some((4, Coding::Multipart)),
        other if other.starts_with("multipart/") => None,
        _ => coding(media, schema),
    }
}

/// How a response's body is read: a form as its text.
pub(crate) fn read(media: &str, schema: Option<&Value>) -> Option<(u8, Coding)> {
    coding(media, schema).map(|(rank, coding)| match coding {
        Coding::Form => (rank, Coding::Text),
        coding => (rank, coding),
    })
}

/// The media type that a request names where the document has a range of them, which `Content-Type` cannot hold.
pub(crate) fn named(media: &str, coding: Coding) -> &str {
    match coding {
        _ if !media.contains('*') => media,
        Coding::Json => "application/json",
        Coding::Form => "application/x-www-form-urlencoded",
        Coding::Multipart => "multipart/form-data",
        Coding::Text => "text/plain",
        Coding::Bytes => "application/octet-stream",
    }
}

/// Of an event stream (WHATWG HTML, "Server-sent events").
pub(crate) const EVENT_STREAM: &str = "text/event-stream";

/// Whether it is the media type of an event stream, which no operation reads as one body.
pub(crate) fn is_event_stream(media: &str) -> bool {
    essence(media) == EVENT_STREAM
}

fn essence(media: &str) -> String {
    let essence = media.split(';').next().unwrap_or(media);
    essence.trim().to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn media_types_are_coded() {
        for (media, expected) in [
            ("application/json", Some((0, Coding::Json))),
            ("Application/JSON; charset=utf-8", Some((0, Coding::Json))),
            ("application/problem+json", Some((1, Coding::Json))),
            ("*/*", Some((2, Coding::Json))),
            ("application/x-www-form-urlencoded", Some((3, Coding::Form))),
            ("text/csv", Some((4, Coding::Text))),
            ("application/x-ndjson", Some((4, Coding::Text))),
            ("image/png", Some((5, Coding::Bytes))),
            ("application/xml", Some((5, Coding::Bytes))),
            ("multipart/mixed", Some((5, Coding::Bytes))),
            ("text/event-stream; charset=utf-8", None),
            ("json", None),
            ("", None),
        ] {
            assert_eq!(coding(media, None), expected, "{media}");
        }
        let binary = json!({"type": "string", "format": "binary"});
        assert_eq!(coding("*/*", Some(&binary)), Some((5, Coding::Bytes)));
    }

    #[test]
    fn what_is_not_sent_and_what_is_not_read() {
        let form = sent("multipart/form-data", None);
        assert_eq!(form, Some((4, Coding::Multipart)));
        assert_eq!(sent("multipart/related", None), None);
        assert!(sent("application/xml", None).is_some());
        let form = read("application/x-www-form-urlencoded", None);
        assert_eq!(form, Some((3, Coding::Text)));
        assert!(read("multipart/mixed", None).is_some());
    }

    #[test]
    fn a_range_is_sent_as_one_type() {
        assert_eq!(named("*/*", Coding::Json), "application/json");
        assert_eq!(named("image/*", Coding::Bytes), "application/octet-stream");
        assert_eq!(named("image/png", Coding::Bytes), "image/png");
    }
}
