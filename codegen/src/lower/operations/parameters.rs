//! The parameters of an operation, those of its path among them.

use serde_json::{Value, json};

use crate::lower::lift::{Lift, note_limits};
use crate::lower::place::Place;
use crate::lower::{Refusal, references, schema, sendable};
use crate::model::{Parameter, ParameterPlace};
use crate::names;
use crate::note::{Fate, Note};

/// Names that the functions of an operation use themselves.
const ARGUMENTS: [&str; 6] = [
    "body",
    "path",
    "request",
    "stream_request",
    "decode",
    "response",
];

/// Whether one of the operation's security schemes says what `Authorization` holds.
fn sends_authorization(document: &Value, operation: &Value) -> bool {
    let schemes = document.pointer("/components/securitySchemes");
    super::security(document, operation)
        .concat()
        .iter()
        .filter_map(|id| references::resolved(document, schemes?.get(id)?))
        .any(is_authorization)
}

fn is_authorization(scheme: &Value) -> bool {
    let name = schema::text(scheme, "name").unwrap_or_default();
    match schema::text(scheme, "type") {
        Some("apiKey") => {
            schema::text(scheme, "in") == Some("header")
                && name.eq_ignore_ascii_case("Authorization")
        }
        _ => true,
    }
}

pub(super) fn parameters<'a>(
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
    let secured = sends_authorization(document, operation);
    let own = own.map(|(i, p)| (place.key("parameters").index(i), p));
    let shared = shared.map(|(i, p)| (place.parent().key("parameters").index(i), p));
    for (at, parameter) in own.chain(shared) {
        let Some((at, parameter)) = references::placed(document, parameter, at) else {
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
        // OpenAPI 3.0.3, Parameter Object: such a definition shall be ignored. Some documents have no other place for the credential.
        let is = |name: &str| wire.eq_ignore_ascii_case(name);
        let is_ours = is("Accept") || is("Content-Type") || is("Authorization") && secured;
        if place == ParameterPlace::Header && is_ours {
            let what =
                format!("the header `{wire}` is no parameter: the operation has it by itself");
            lift.notes.push(Note::new(at, what, Fate::Reported));
            continue;
        }
        let held = schema::map(parameter, "content")
            .next()
            .and_then(|(_, media)| media.get("schema"));
        let written = parameter.get("schema").or(held);
        if place == ParameterPlace::Header && !sendable::is_token(wire) {
            let what = format!("{wire:?} is no name of a header");
            let refusal = Refusal::new(at.key("name"), what, sendable::TOKEN_HINT);
            lift.refused.push(refusal);
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
        let suggestion = match at.component_of("parameters") {
            Some(component) => names::canonical(&component),
            None => format!("{pascal}{}", names::canonical(wire)),
        };
        if schema::flag(parameter, "allowReserved") {
            let what = "`allowReserved`: reserved characters are escaped all the same";
            let note = Note::new(at.key("allowReserved"), what, Fate::Reported);
            lift.notes.push(note);
        }
        let limits = written.map(|s| lift.limits(s)).unwrap_or_default();
        note_limits(&mut lift.notes, &at, &limits, Fate::Docs, Fate::Docs);
        found.push(Parameter {
            limits,
            name,
            required: place == ParameterPlace::Path || schema::flag(parameter, "required"),
            doc: schema::description(parameter),
            deprecated: schema::flag(parameter, "deprecated"),
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
