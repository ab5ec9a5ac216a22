//! Which of several media types is sent or read.

use serde_json::{Value, json};

use crate::lower::lift::Lift;
use crate::lower::place::Place;
use crate::lower::{Refusal, references, schema, sendable, unions};
use crate::media;
use crate::model::{Body, Coding};
use crate::names;
use crate::note::{Fate, Note};

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
    let (media, schema, coding) = best(lift, written, &at, media::sent)?;
    if media::named(media, coding) != media {
        let what = format!(
            "a range of media types: sent as `{}`",
            media::named(media, coding)
        );
        lift.notes
            .push(Note::new(at.key(media), what, Fate::Reported));
    }
    let schema = match (coding, schema) {
        (Coding::Multipart, schema) => {
            let declared = schema::map(written, "content").find(|(name, _)| *name == media);
            if declared.is_some_and(|(_, declared)| declared.get("encoding").is_some()) {
                let what = "`encoding`: a file has its media type from the caller, an object is JSON, all else is text";
                let note = Note::new(at.key(media).key("encoding"), what, Fate::Reported);
                lift.notes.push(note);
            }
            if !schema.is_some_and(|schema| {
                schema::is_object(document, unions::essence(document, schema))
            }) {
                let what =
                    "a multipart body without properties: nothing says what its parts are called";
                let hint = "list them: `type: object`, `properties`, in an overlay if need be";
                lift.refused.push(Refusal::new(at.key(media), what, hint));
            }
            let schema = schema.unwrap_or(&Value::Null);
            lift.bare(schema, &at.key(media).key("schema"), &suggestion, surface)
        }
        (Coding::Json | Coding::Form, Some(schema)) => {
            lift.bare(schema, &at.key(media).key("schema"), &suggestion, surface)
        }
        (Coding::Json | Coding::Form, None) => json!({}),
        (Coding::Text | Coding::Bytes, schema) => {
            note_unused(lift, schema, &at.key(media));
            json!({"type": "string"})
        }
    };
    Some(Body {
        required: schema::flag(written, "required"),
        media: media::named(media, coding).to_owned(),
        coding,
        schema,
        doc: schema::description(written),
    })
}

/// Notes a schema that says more than that a body is a text or bytes: nothing reads one of those by a schema.
pub(super) fn note_unused(lift: &mut Lift<'_>, schema: Option<&Value>, at: &Place) {
    let is_more = |schema: &Value| {
        let schema = unions::essence(lift.document(), schema);
        schema::text(schema, "type").is_none_or(|name| name != "string")
    };
    if schema.is_some_and(is_more) {
        let what = "the schema of a body that is a text or bytes: it is handed over as it is";
        let note = Note::new(at.key("schema"), what, Fate::Reported);
        lift.notes.push(note);
    }
}

/// The media type that is used, of those that are declared; the others are noted.
pub(super) fn best<'a>(
    lift: &mut Lift<'a>,
    holder: &'a Value,
    at: &Place,
    coding: impl Fn(&str, Option<&Value>) -> Option<(u8, Coding)>,
) -> Option<(&'a str, Option<&'a Value>, Coding)> {
    let mut candidates: Vec<(u8, &'a str, Option<&'a Value>, Coding)> =
        schema::map(holder, "content")
            .filter_map(|(media, value)| {
                let schema = value.get("schema");
                coding(media, schema).map(|(rank, coding)| (rank, media.as_str(), schema, coding))
            })
            .collect();
    candidates.sort_by_key(|(rank, ..)| *rank);
    let chosen = candidates
        .first()
        .map(|(_, media, schema, coding)| (*media, *schema, *coding));
    if let Some((media, ..)) = chosen.filter(|(media, ..)| !sendable::is_header_value(media)) {
        let what = format!("the media type {media:?} holds what no header carries");
        let hint = "correct it: `application/json`";
        lift.refused.push(Refusal::new(at.key(media), what, hint));
    }
    for (media, _) in schema::map(holder, "content") {
        if chosen.is_some_and(|(used, ..)| used != media) && !media::is_event_stream(media) {
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
