//! Takes the operations out of the document: what progenitor would assert on never reaches it, and our templates print from this.

use serde_json::{Value, json};

use super::lift::Lift;
use super::place::Place;
use super::{references, schema, sendable, servers, surfaces};
use crate::model::{
    Answer, AnswerBody, Body, Coding, EventStream, Operation, Parameter, ParameterPlace,
};
use crate::names;
use crate::note::{Fate, Note};

/// Every operation, in the document's order.
pub(crate) fn lower<'a>(document: &'a Value, lift: &mut Lift<'a>) -> Vec<Operation> {
    let mut operations: Vec<Operation> = Vec::new();
    for (path, item) in schema::map(document, "paths") {
        for method in surfaces::METHODS {
            if let Some(operation) = item.get(method) {
                let place = Place::root().key("paths").key(path).key(method);
                let name = name(lift, &operations, path, method, operation, &place);
                operations.push(lower_one(
                    document, lift, path, method, item, operation, &place, name,
                ));
            }
        }
    }
    operations
}

/// Names that the module or the `Client` of an operation has already.
const TAKEN: [&str; 16] = [
    "request",
    "response",
    "stream",
    "common",
    "error",
    "limits",
    "wire",
    "mod",
    "new",
    "over",
    "with_server",
    "with_credential",
    "send",
    "clone",
    "fmt",
    "from",
];

/// The longest name of an operation or a surface, in bytes: each is the name of a file.
const LONGEST: usize = 150;

/// The types that the modules of operations define, so that no key is the same.
pub(crate) fn defined(document: &Value) -> impl Iterator<Item = String> {
    let items = schema::map(document, "paths");
    let all = items
        .flat_map(|(path, item)| surfaces::METHODS.map(|method| (path, method, item.get(method))));
    let errors = all.filter_map(|(path, method, operation)| {
        let id = schema::text(operation?, "operationId").map(names::snake);
        Some(names::error(&id.unwrap_or_else(|| unnamed(path, method))))
    });
    errors.chain(std::iter::once("Event".to_owned()))
}

/// The name of an operation that has no id.
fn unnamed(path: &str, method: &str) -> String {
    names::snake(&format!("{method} {}", path.replace(['{', '}'], " ")))
}

/// The name of an operation's module and method.
fn name(
    lift: &mut Lift<'_>,
    before: &[Operation],
    path: &str,
    method: &str,
    operation: &Value,
    place: &Place,
) -> String {
    let is_taken = |name: &String| before.iter().any(|known| known.name == *name);
    let free = |wanted: String| {
        if TAKEN.contains(&wanted.as_str()) {
            format!("{wanted}_operation")
        } else {
            wanted
        }
    };
    let name = if let Some(id) = schema::text(operation, "operationId") {
        free(names::snake(id))
    } else {
        lift.notes.push(Note::new(
            place.clone(),
            format!("no operationId: named after `{method} {path}`"),
            Fate::Reported,
        ));
        let wanted = free(unnamed(path, method));
        if is_taken(&wanted) {
            names::numbered(&format!("{wanted}_"), is_taken)
        } else {
            wanted
        }
    };
    for (name, what) in [
        (&name, "operation"),
        (&surfaces::of_operation(operation, path), "surface"),
    ] {
        if name.len() > LONGEST {
            let what = format!(
                "the {what}'s name is longer than {LONGEST} bytes: `{}...`",
                name.get(..40).unwrap_or_default()
            );
            lift.problems.push((
                place.clone(),
                what,
                "give it a shorter `operationId` or `x-surface`".to_owned(),
            ));
        }
    }
    if !sendable::is_path(path) {
        let what = format!("the path {path:?} holds what no URL does");
        lift.problems
            .push((place.clone(), what, "percent-encode it".to_owned()));
    }
    name
}

#[allow(clippy::too_many_arguments, reason = "a place and what stands there")]
fn lower_one<'a>(
    document: &'a Value,
    lift: &mut Lift<'a>,
    path: &str,
    method: &str,
    item: &'a Value,
    operation: &'a Value,
    place: &Place,
    name: String,
) -> Operation {
    let surface = surfaces::of_operation(operation, path);
    let id = schema::text(operation, "operationId").map_or_else(|| name.clone(), str::to_owned);
    let pascal = names::canonical(&name);
    let mut operation_out = Operation {
        name,
        method: method.to_uppercase(),
        path: path.to_owned(),
        summary: schema::text(operation, "summary")
            .map(|text| text.trim().to_owned())
            .filter(|text| !text.is_empty()),
        doc: schema::description(operation),
        deprecated: schema::flag(operation, "deprecated"),
        beta: schema::flag(operation, "x-beta"),
        parameters: parameters(document, lift, item, operation, place, &pascal, &surface),
        body: body(document, lift, operation, place, &pascal, &surface),
        success: None,
        errors: Vec::new(),
        stream: None,
        server: server(operation).or_else(|| server(item)),
        security: security(document, operation),
        pointer: place.to_string(),
        id,
        surface,
    };
    answers(
        document,
        lift,
        operation,
        place,
        &pascal,
        &mut operation_out,
    );
    if schema::list(operation, "security")
        .iter()
        .filter_map(Value::as_object)
        .any(|alternative| alternative.len() > 1)
    {
        let what = "security schemes that are needed together: only the first of them is sent";
        lift.notes
            .push(Note::new(place.key("security"), what, Fate::Reported));
    }
    for keyword in ["callbacks", "links"] {
        if operation.get(keyword).is_some() {
            lift.notes.push(Note::new(
                place.key(keyword),
                format!("{keyword} are not generated"),
                Fate::Reported,
            ));
        }
    }
    operation_out
}

fn server(holder: &Value) -> Option<String> {
    schema::list(holder, "servers")
        .first()
        .and_then(servers::address)
}

/// The schemes of each alternative that needs just one, in order; an empty alternative ends nothing.
fn security(document: &Value, operation: &Value) -> Vec<String> {
    let holder = if operation.get("security").is_some() {
        operation
    } else {
        document
    };
    schema::list(holder, "security")
        .iter()
        .filter_map(Value::as_object)
        .filter_map(|alternative| alternative.keys().next().cloned())
        .collect()
}

/// Names that the functions of an operation use themselves.
const ARGUMENTS: [&str; 6] = [
    "body",
    "path",
    "request",
    "stream_request",
    "decode",
    "response",
];

fn parameters<'a>(
    document: &'a Value,
    lift: &mut Lift<'a>,
    item: &'a Value,
    operation: &'a Value,
    place: &Place,
    pascal: &str,
    surface: &str,
) -> Vec<Parameter> {
    let own = schema::list(operation, "parameters").iter().enumerate();
    let shared = schema::list(item, "parameters").iter().enumerate();
    let mut found: Vec<Parameter> = Vec::new();
    let places = own.map(|(i, p)| (place.key("parameters").index(i), p));
    for (at, parameter) in
        places.chain(shared.map(|(i, p)| (place.key("..").key("parameters").index(i), p)))
    {
        let Some(parameter) = references::resolved(document, parameter) else {
            continue;
        };
        let Some(wire) = schema::text(parameter, "name") else {
            continue;
        };
        let place = match schema::text(parameter, "in") {
            Some("path") => ParameterPlace::Path,
            Some("query") => ParameterPlace::Query,
            Some("header") => ParameterPlace::Header,
            _ => {
                lift.notes.push(Note::new(
                    at,
                    format!("parameter `{wire}`: only path, query and header are sent"),
                    Fate::Reported,
                ));
                continue;
            }
        };
        if found
            .iter()
            .any(|known| known.wire == wire && known.place == place)
        {
            continue;
        }
        let held = schema::map(parameter, "content")
            .next()
            .and_then(|(_, media)| media.get("schema"));
        let written = parameter.get("schema").or(held);
        if place == ParameterPlace::Header && !sendable::is_header_name(wire) {
            let what = format!("{wire:?} is no name of a header");
            lift.problems
                .push((at.key("name"), what, sendable::HEADER_HINT.to_owned()));
        }
        let wanted = names::field(wire);
        let is_taken = |name: &String| {
            found.iter().any(|known| known.name == *name) || ARGUMENTS.contains(&name.as_str())
        };
        let name = if is_taken(&wanted) {
            let qualified = format!(
                "{wanted}_{}",
                schema::text(parameter, "in").unwrap_or("parameter")
            );
            if is_taken(&qualified) {
                names::numbered(&format!("{qualified}_"), is_taken)
            } else {
                qualified
            }
        } else {
            wanted
        };
        let suggestion = format!("{pascal}{}", names::canonical(wire));
        found.push(Parameter {
            name,
            required: place == ParameterPlace::Path || schema::flag(parameter, "required"),
            doc: schema::description(parameter),
            default: written
                .and_then(|s| s.get("default"))
                .filter(|v| !v.is_null())
                .cloned(),
            explode: parameter
                .get("explode")
                .and_then(Value::as_bool)
                .unwrap_or(place == ParameterPlace::Query),
            schema: written.map_or_else(
                || json!({"type": "string"}),
                |s| lift.slot(s, &at.key("schema"), &suggestion, surface),
            ),
            wire: wire.to_owned(),
            place,
        });
    }
    found
}

/// How a media type is written and read; the better one first.
pub(crate) fn coding(media: &str) -> Option<(u8, Coding)> {
    let kind = media
        .split(';')
        .next()
        .unwrap_or(media)
        .trim()
        .to_ascii_lowercase();
    Some(match kind.as_str() {
        "application/json" => (0, Coding::Json),
        json if json.ends_with("+json") => (1, Coding::Json),
        "*/*" => (2, Coding::Json),
        "application/x-www-form-urlencoded" => (3, Coding::Form),
        "text/event-stream" | "multipart/form-data" => return None,
        text if text.starts_with("text/") => (4, Coding::Text),
        _ => (5, Coding::Bytes),
    })
}

fn body<'a>(
    document: &'a Value,
    lift: &mut Lift<'a>,
    operation: &'a Value,
    place: &Place,
    pascal: &str,
    surface: &str,
) -> Option<Body> {
    let written = references::resolved(document, operation.get("requestBody")?)?;
    let at = place.key("requestBody").key("content");
    let (media, schema, coding) = best(lift, written, &at, |_| true)?;
    let schema = match (coding, schema) {
        (Coding::Json | Coding::Form, Some(schema)) => lift.slot(
            schema,
            &at.key(media).key("schema"),
            &format!("{pascal}Body"),
            surface,
        ),
        (Coding::Json | Coding::Form, None) => json!({}),
        (Coding::Text | Coding::Bytes, _) => json!({"type": "string"}),
    };
    Some(Body {
        required: schema::flag(written, "required"),
        media: media.to_owned(),
        coding,
        schema,
        doc: schema::description(written),
    })
}

/// The media type that is used, of those that are declared; the others are noted.
fn best<'a>(
    lift: &mut Lift<'a>,
    holder: &'a Value,
    at: &Place,
    wanted: impl Fn(Coding) -> bool,
) -> Option<(&'a str, Option<&'a Value>, Coding)> {
    let mut candidates: Vec<(u8, &'a str, Option<&'a Value>, Coding)> =
        schema::map(holder, "content")
            .filter_map(|(media, value)| {
                coding(media)
                    .map(|(rank, coding)| (rank, media.as_str(), value.get("schema"), coding))
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

const EVENT_STREAM: &str = "text/event-stream";

fn answers<'a>(
    document: &'a Value,
    lift: &mut Lift<'a>,
    operation: &'a Value,
    place: &Place,
    pascal: &str,
    out: &mut Operation,
) {
    let has_success =
        schema::map(operation, "responses").any(|(status, _)| status.starts_with('2'));
    let mut used = std::collections::BTreeSet::new();
    for (status, answer) in schema::map(operation, "responses") {
        if status.starts_with("x-") {
            continue;
        }
        let Some(answer) = references::resolved(document, answer) else {
            continue;
        };
        let at = place.key("responses").key(status);
        let success = status.starts_with('2') || (status == "default" && !has_success);
        if success && out.success.is_some() {
            lift.notes.push(Note::new(
                at,
                "a second success: it is read like the first",
                Fate::Reported,
            ));
            continue;
        }
        let content = at.key("content");
        let suggestion = if success {
            format!("{pascal}Response")
        } else {
            format!("{pascal}{}", names::canonical(&variant(status)))
        };
        let body = best(lift, answer, &content, |coding| coding != Coding::Form).map(
            |(media, schema, coding)| AnswerBody {
                media: media.to_owned(),
                coding,
                schema: match (coding, schema) {
                    (Coding::Json, Some(schema)) => lift.slot(
                        schema,
                        &content.key(media).key("schema"),
                        &suggestion,
                        &out.surface,
                    ),
                    (Coding::Json, None) => json!({}),
                    _ => json!({"type": "string"}),
                },
            },
        );
        if let Some(stream) = answer
            .get("content")
            .and_then(|content| content.get(EVENT_STREAM))
        {
            let at = content.key(EVENT_STREAM);
            if success {
                out.stream = stream.get("schema").map(|schema| EventStream {
                    schema: lift.slot(
                        schema,
                        &at.key("schema"),
                        &format!("{pascal}Event"),
                        &out.surface,
                    ),
                    terminator: schema::text(stream, "x-terminator").map(str::to_owned),
                });
                lift.notes
                    .push(Note::new(at, "an event stream", Fate::Stream));
            } else {
                lift.notes
                    .push(Note::new(at, "an event stream as an error", Fate::Reported));
            }
        }
        if answer.get("headers").is_some() {
            lift.notes.push(Note::new(
                at.key("headers"),
                "headers of an answer are untyped",
                Fate::Reported,
            ));
        }
        let mut name = variant(status);
        while !used.insert(name.clone()) {
            name.push('_');
        }
        let lowered = Answer {
            status: status.clone(),
            name,
            doc: schema::description(answer),
            body,
        };
        if success {
            out.success = Some(lowered);
        } else {
            lift.notes.push(Note::new(
                at,
                format!("the answer `{status}`"),
                Fate::Errors,
            ));
            out.errors.push(lowered);
        }
    }
}

/// The variant for a status: its reason phrase (RFC 9110, section 15, and the IANA registry), or the class, or `Other`.
fn variant(status: &str) -> String {
    let class = |word: &str| word.to_owned();
    match status.to_ascii_uppercase().as_str() {
        "DEFAULT" => class("Other"),
        "1XX" => class("Informational"),
        "2XX" => class("Success"),
        "3XX" => class("Redirection"),
        "4XX" => class("ClientError"),
        "5XX" => class("ServerError"),
        code => PHRASES
            .iter()
            .find(|(known, _)| known == &code)
            .map_or_else(
                || format!("Status{code}"),
                |(_, phrase)| (*phrase).to_owned(),
            ),
    }
}

const PHRASES: [(&str, &str); 40] = [
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

    #[test]
    fn media_types_are_coded() {
        let kind = |media| coding(media).map(|(_, coding)| coding);
        assert_eq!(kind("application/json; charset=utf-8"), Some(Coding::Json));
        assert_eq!(kind("application/problem+json"), Some(Coding::Json));
        assert_eq!(kind("text/csv"), Some(Coding::Text));
        assert_eq!(kind("image/png"), Some(Coding::Bytes));
        assert_eq!(kind("text/event-stream"), None);
        let rank = |media| coding(media).map(|(rank, _)| rank);
        assert!(rank("application/json") < rank("application/problem+json"));
    }

    #[test]
    fn operations_without_an_id_are_named_after_method_and_path() {
        assert_eq!(
            unnamed("/users/{user-id}/posts", "get"),
            "get_users_user_id_posts"
        );
        assert_eq!(unnamed("/", "get"), "get");
    }

    #[test]
    fn names_that_are_taken_give_way() {
        let document = json!({"paths": {
            "/a": {"get": {"operationId": "send", "responses": {}}},
            "/b": {"get": {"responses": {}, "parameters": [
                {"name": "path", "in": "query"}, {"name": "a-b", "in": "query"}, {"name": "a_b", "in": "query"}, {"name": "A b", "in": "query"},
            ]}},
        }});
        let none = std::collections::BTreeMap::new();
        let operations = lower(&document, &mut Lift::new(&document, &none));
        assert_eq!(operations[0].name, "send_operation");
        let names: Vec<&str> = operations[1]
            .parameters
            .iter()
            .map(|parameter| parameter.name.as_str())
            .collect();
        assert_eq!(names, ["path_query", "a_b", "a_b_query", "a_b_query_2"]);
    }
}
