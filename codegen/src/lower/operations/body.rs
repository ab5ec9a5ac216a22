//! Which of several media types is sent or read.

use serde_json::{Value, json};

use super::answers::EVENT_STREAM;
use crate::lower::lift::Lift;
use crate::lower::place::Place;
use crate::lower::{references, schema, sendable};
use crate::model::{Body, Coding};
use crate::names;
use crate::note::{Fate, Note};

/// How a media type is written and read; the better one first.
fn coding(media: &str, schema: Option<&Value>) -> Option<(u8, Coding)> {
    let is_binary = schema.is_some_and(|schema| schema::text(schema, "format") == Some("binary"));
    let kind = media
        .split(';')
        .next()
        .unwrap_or(media)
        .trim()
        .to_ascii_lowercase();
    Some(match kind.as_str() {
        "application/json" | "text/json" => (0, Coding::Json),
        json if json.ends_with("+json") => (1, Coding::Json),
        "*/*" | "application/*" if is_binary => (5, Coding::Bytes),
        "*/*" | "application/*" => (2, Coding::Json),
        "application/x-www-form-urlencoded" => (3, Coding::Form),
        "text/event-stream" | "multipart/form-data" => return None,
        text if text.starts_with("text/") => (4, Coding::Text),
        _ => (5, Coding::Bytes),
    })
}

/// The media type that a request names where the document has a range of them, which `Content-Type` cannot hold (RFC 9110 section 8.3).
fn named(media: &str, coding: Coding) -> &str {
    match coding {
        _ if !media.contains('*') => media,
        Coding::Json => "application/json",
        Coding::Form => "application/x-www-form-urlencoded",
        Coding::Text => "text/plain",
        Coding::Bytes => "application/octet-stream",
    }
}

pub(super) fn body<'a>(
    document: &'a Value,
    lift: &mut Lift<'a>,
    operation: &'a Value,
    place: &Place,
    pascal: &str,
    surface: &str,
) -> Option<Body> {
    let body = operation.get("requestBody")?;
    let (at, written) = references::placed(document, body, place.key("requestBody"))?;
    let suggestion = match at.component_of("requestBodies") {
        Some(component) => names::canonical(&component),
        None => format!("{pascal}Body"),
    };
    let at = at.key("content");
    let (media, schema, coding) = best(lift, written, &at, |_| true)?;
    if named(media, coding) != media {
        let what = format!("a range of media types: sent as `{}`", named(media, coding));
        lift.notes
            .push(Note::new(at.key(media), what, Fate::Reported));
    }
    let schema = match (coding, schema) {
        (Coding::Json | Coding::Form, Some(schema)) => {
            lift.slot(schema, &at.key(media).key("schema"), &suggestion, surface)
        }
        (Coding::Json | Coding::Form, None) => json!({}),
        (Coding::Text | Coding::Bytes, _) => json!({"type": "string"}),
    };
    Some(Body {
        required: schema::flag(written, "required"),
        media: named(media, coding).to_owned(),
        coding,
        schema,
        doc: schema::description(written),
    })
}

/// The media type that is used, of those that are declared; the others are noted.
pub(super) fn best<'a>(
    lift: &mut Lift<'a>,
    holder: &'a Value,
    at: &Place,
    wanted: impl Fn(Coding) -> bool,
) -> Option<(&'a str, Option<&'a Value>, Coding)> {
    let mut candidates: Vec<(u8, &'a str, Option<&'a Value>, Coding)> =
        schema::map(holder, "content")
            .filter_map(|(media, value)| {
                let schema = value.get("schema");
                coding(media, schema).map(|(rank, coding)| (rank, media.as_str(), schema, coding))
            })
            .filter(|(_, _, _, coding)| wanted(*coding))
            .collect();
    candidates.sort_by_key(|(rank, ..)| *rank);
    let chosen = candidates
        .first()
        .map(|(_, media, schema, coding)| (*media, *schema, *coding));
    if let Some((media, ..)) = chosen.filter(|(media, ..)| !sendable::is_header_value(media)) {
        let what = format!("the media type {media:?} holds what no header carries");
        lift.problems.push((
            at.key(media),
            what,
            "correct it: `application/json`".to_owned(),
        ));
    }
    for (media, _) in schema::map(holder, "content") {
        if chosen.is_some_and(|(used, ..)| used != media) && media != EVENT_STREAM {
            let what = format!(
                "`{media}` beside `{}`: only the latter is used",
                chosen.map_or("", |c| c.0)
            );
            lift.notes
                .push(Note::new(at.key(media), what, Fate::Reported));
        }
    }
    chosen
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn media_types_are_coded() {
        let kind = |media| coding(media, None).map(|(_, coding)| coding);
        assert_eq!(kind("application/json; charset=utf-8"), Some(Coding::Json));
        assert_eq!(kind("application/problem+json"), Some(Coding::Json));
        assert_eq!(kind("text/csv"), Some(Coding::Text));
        assert_eq!(kind("image/png"), Some(Coding::Bytes));
        assert_eq!(kind("text/event-stream"), None);
        let rank = |media| coding(media, None).map(|(rank, _)| rank);
        assert!(rank("application/json") < rank("application/problem+json"));
        assert_eq!(kind("*/*"), Some(Coding::Json));
        let binary = json!({"type": "string", "format": "binary"});
        let coded = coding("*/*", Some(&binary)).map(|(_, coding)| coding);
        assert_eq!(coded, Some(Coding::Bytes));
        assert_eq!(named("*/*", Coding::Json), "application/json");
        assert_eq!(named("image/*", Coding::Bytes), "application/octet-stream");
        assert_eq!(named("image/png", Coding::Bytes), "image/png");
    }
}
