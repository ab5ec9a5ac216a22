//! Servers and security schemes, which become constants.

use serde_json::Value;

use super::place::Place;
use super::{references, schema};
use crate::model::{Operation, SecurityScheme, Server};
use crate::names;
use crate::note::{Fate, Note};

/// The document's servers and those of its operations, each once.
pub(crate) fn servers(document: &Value, operations: &[Operation]) -> Vec<Server> {
    let mut found: Vec<Server> = Vec::new();
    let described = schema::list(document, "servers")
        .iter()
        .filter_map(|server| Some((schema::text(server, "url")?.to_owned(), schema::description(server), None)));
    let own = operations.iter().filter_map(|operation| {
        let server = operation.server.clone()?;
        let described = document
            .pointer(&format!("{}/servers/0", operation.pointer))
            .and_then(schema::description);
        Some((server, described, Some(operation.surface.as_str())))
    });
    for (url, doc, surface) in described.chain(own) {
        if found.iter().any(|known| known.url == url) {
            continue;
        }
        let constant = match surface {
            Some(surface) => surface.to_uppercase(),
            None if found.is_empty() => "DEFAULT".to_owned(),
            None => format!("SERVER_{}", found.len() + 1),
        };
        found.push(Server { constant, url, doc });
    }
    found
}

/// The schemes that a header carries; the others are noted.
pub(crate) fn security(document: &Value, notes: &mut Vec<Note>) -> Vec<SecurityScheme> {
    let Some(components) = document.get("components") else { return Vec::new() };
    let mut found = Vec::new();
    for (id, scheme) in schema::map(components, "securitySchemes") {
        let Some(scheme) = references::resolved(document, scheme) else { continue };
        let kind = schema::text(scheme, "type").unwrap_or_default();
        let http = schema::text(scheme, "scheme").unwrap_or_default().to_ascii_lowercase();
        let (header, prefix) = match (kind, http.as_str(), schema::text(scheme, "in")) {
            ("http", "bearer", _) | ("oauth2" | "openIdConnect", _, _) => ("authorization".to_owned(), "Bearer "),
            ("http", "basic", _) => ("authorization".to_owned(), "Basic "),
            ("apiKey", _, Some("header")) => {
                (schema::text(scheme, "name").unwrap_or("authorization").to_ascii_lowercase(), "")
            }
            _ => {
                let place = Place::root().key("components").key("securitySchemes").key(id);
                notes.push(Note::new(place, format!("`{id}` is not carried by a header: set it by hand"), Fate::Reported));
                continue;
            }
        };
        found.push(SecurityScheme { id: id.clone(), name: names::snake(id), header, prefix, doc: schema::description(scheme) });
    }
    found
}
