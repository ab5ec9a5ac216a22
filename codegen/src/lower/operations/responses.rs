//! The responses of an operation, by status.

use serde_json::{Value, json};

use super::body::{best, note_unused};
use crate::lower::lift::{Lift, identity};
use crate::lower::place::Place;
use crate::lower::{references, schema};
use crate::media;
use crate::model::{Coding, EventStream, Operation, Response, ResponseBody};
use crate::names;
use crate::note::{Fate, Note};

pub(super) fn responses<'a>(
    document: &'a Value,
    lift: &mut Lift<'a>,
    operation: &'a Value,
    place: &Place,
    pascal: &str,
    out: &mut Operation,
) {
    let has_success =
        schema::map(operation, "responses").any(|(status, _)| status.starts_with('2'));
    let mut first_read = None;
    let mut used = std::collections::BTreeSet::new();
    for (status, response) in schema::map(operation, "responses") {
        if status.starts_with("x-") {
            continue;
        }
        let at = place.key("responses").key(status);
        let Some((at, response)) = references::placed(document, response, at) else {
            continue;
        };
        let success = status.starts_with('2') || (status == "default" && !has_success);
        let content = at.key("content");
        // RFC 9110 section 9.3.2: the response to a HEAD has the headers of a body, and no body.
        let has_body = out.method != "HEAD" && schema::map(response, "content").next().is_some();
        let mut response_out = Response {
            status: status.clone(),
            name: variant(status),
            doc: schema::description(response),
            body: None,
        };
        while !used.insert(response_out.name.clone()) {
            response_out.name.push('_');
        }
        if success && let Some(first) = &out.success {
            if !has_body {
                out.empty_successes.push(response_out);
                continue;
            }
            if first.body.is_none()
                && out.stream.is_none()
                && let Some(first) = out.success.take()
            {
                out.empty_successes.insert(0, first);
            }
        }
        let body = has_body.then(|| best(lift, response, &content, media::read));
        let body = body.flatten();
        let read = body.map(|(_, schema, coding)| (coding, schema));
        if success && out.success.is_some() {
            if are_alike(read, first_read) {
                continue;
            }
            if status.parse::<u16>().is_err() {
                let what = "a range of successes with a body of its own: it is read like the first";
                lift.notes.push(Note::new(at, what, Fate::Reported));
                continue;
            }
        }
        let is_first = success && out.success.is_none();
        let suggestion = match at.component_of("responses") {
            Some(component) => names::canonical(&component),
            None if is_first => format!("{pascal}Response"),
            None => format!("{pascal}{}", names::canonical(&variant(status))),
        };
        event_stream(lift, response, &content, pascal, success, out);
        for (keyword, what) in [
            ("headers", "headers of a response are untyped"),
            ("links", "links are not generated"),
        ] {
            if response.get(keyword).is_some() {
                let note = Note::new(at.key(keyword), what, Fate::Reported);
                lift.notes.push(note);
            }
        }
        response_out.body =
            body.map(|chosen| lowered(lift, chosen, &content, &suggestion, &out.surface));
        if is_first {
            first_read = read;
            out.success = Some(response_out);
        } else if success {
            out.other_successes.push(response_out);
        } else {
            let what = format!("the response `{status}`");
            lift.notes.push(Note::new(at, what, Fate::Errors));
            out.errors.push(response_out);
        }
    }
    // Nothing waits for the end of a stream, so nothing tells successes apart: what is no stream is beside the errors.
    if out.only_streams() {
        out.errors.append(&mut out.other_successes);
    }
    // By their numbers, the ranges and `default` behind them, whatever order overlays added them in.
    out.errors
        .sort_by_key(|response| response.status.parse::<u16>().unwrap_or(u16::MAX));
}

/// How a body is read.
type Read<'a> = Option<(Coding, Option<&'a Value>)>;

/// Whether two bodies are read as the same type, whatever is said of them.
fn are_alike(one: Read<'_>, other: Read<'_>) -> bool {
    let (Some((one, first)), Some((other, second))) = (one, other) else {
        return one.is_none() && other.is_none();
    };
    let schemas = match (first, second) {
        (Some(first), Some(second)) => {
            match (schema::reference(first), schema::reference(second)) {
                (None, None) => identity(first) == identity(second),
                (first, second) => first == second,
            }
        }
        (first, second) => first.is_none() && second.is_none(),
    };
    one == other && schemas
}

fn lowered<'a>(
    lift: &mut Lift<'a>,
    (media, schema, coding): (&'a str, Option<&'a Value>, Coding),
    content: &Place,
    suggestion: &str,
    surface: &str,
) -> ResponseBody {
    let at = content.key(media).key("schema");
    let schema = match (coding, schema) {
        (Coding::Json, Some(schema)) => lift.bare(schema, &at, suggestion, surface),
        (Coding::Json, None) => json!({}),
        (_, schema) => {
            note_unused(lift, schema, &content.key(media));
            json!({"type": "string"})
        }
    };
    ResponseBody {
        media: media.to_owned(),
        coding,
        schema,
    }
}

/// Takes the event stream that a response can be; one that is an error is noted.
fn event_stream<'a>(
    lift: &mut Lift<'a>,
    response: &'a Value,
    content: &Place,
    pascal: &str,
    success: bool,
    out: &mut Operation,
) {
    let Some((media, stream)) =
        schema::map(response, "content").find(|(m, _)| media::is_event_stream(m))
    else {
        return;
    };
    let at = content.key(media);
    if !success {
        let what = "an event stream as an error";
        lift.notes.push(Note::new(at, what, Fate::Reported));
        return;
    }
    let suggestion = format!("{pascal}Event");
    out.stream = Some(EventStream {
        schema: stream.get("schema").map_or_else(
            || json!({}),
            |schema| lift.slot(schema, &at.key("schema"), &suggestion, &out.surface),
        ),
        terminator: schema::text(stream, "x-terminator").map(str::to_owned),
    });
    lift.notes
        .push(Note::new(at, "an event stream", Fate::Stream));
}

/// The variant for a status: its reason phrase (RFC 9110, section 15, and the IANA registry), or the class, or `Other`.
fn variant(status: &str) -> String {
    let status = status.to_ascii_uppercase();
    let known = PHRASES.iter().find(|(known, _)| *known == status);
    known.map_or_else(
        || format!("Status{status}"),
        |(_, phrase)| (*phrase).to_owned(),
    )
}

const PHRASES: [(&str, &str); 46] = [
    ("DEFAULT", "Other"),
    ("1XX", "Informational"),
    ("2XX", "Success"),
    ("3XX", "Redirection"),
    ("4XX", "ClientError"),
    ("5XX", "ServerError"),
    ("200", "Ok"),
    ("201", "Created"),
    ("202", "Accepted"),
    ("204", "NoContent"),
    ("206", "PartialContent"),
    ("301", "MovedPermanently"),
    ("302", "Found"),
    ("303", "SeeOther"),
    ("304", "NotModified"),
    ("307", "TemporaryRedirect"),
    ("308", "PermanentRedirect"),
    ("400", "BadRequest"),
    ("401", "Unauthorized"),
    ("402", "PaymentRequired"),
    ("403", "Forbidden"),
    ("404", "NotFound"),
    ("405", "MethodNotAllowed"),
    ("406", "NotAcceptable"),
    ("407", "ProxyAuthenticationRequired"),
    ("408", "RequestTimeout"),
    ("409", "Conflict"),
    ("410", "Gone"),
    ("411", "LengthRequired"),
    ("412", "PreconditionFailed"),
    ("413", "ContentTooLarge"),
    ("414", "UriTooLong"),
    ("415", "UnsupportedMediaType"),
    ("416", "RangeNotSatisfiable"),
    ("417", "ExpectationFailed"),
    ("421", "MisdirectedRequest"),
    ("422", "UnprocessableEntity"),
    ("423", "Locked"),
    ("424", "FailedDependency"),
    ("428", "PreconditionRequired"),
    ("429", "TooManyRequests"),
    ("500", "InternalServerError"),
    ("501", "NotImplemented"),
    ("502", "BadGateway"),
    ("503", "ServiceUnavailable"),
    ("504", "GatewayTimeout"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statuses_become_variants() {
        assert_eq!(variant("404"), "NotFound");
        assert_eq!(variant("4XX"), "ClientError");
        assert_eq!(variant("default"), "Other");
        assert_eq!(variant("418"), "Status418");
    }
}
