//! Servers and security schemes, which become constants.

use serde_json::Value;

use super::place::Place;
use super::sendable::{HEADER_HINT, is_header_name};
use super::{Refusal, references, schema};
use crate::model::{Operation, SecurityScheme, Server};
use crate::names;
use crate::note::{Fate, Note};

/// The document's servers and those of its operations, each once.
pub(crate) fn servers(
    document: &Value,
    operations: &[Operation],
    notes: &mut Vec<Note>,
) -> Vec<Server> {
    let mut found: Vec<Server> = Vec::new();
    let described = schema::list(document, "servers")
        .iter()
        .filter_map(|server| Some((address(server)?, schema::description(server), None)));
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
        let wanted = match surface {
            Some(surface) => surface.to_uppercase(),
            None if found.is_empty() => "DEFAULT".to_owned(),
            None => format!("SERVER_{}", found.len() + 1),
        };
        let is_taken = |name: &String| found.iter().any(|known| known.constant == *name);
        let constant = if is_taken(&wanted) {
            names::numbered(&format!("{wanted}_"), is_taken)
        } else {
            wanted
        };
        found.push(Server { constant, url, doc });
    }
    let place = Place::root().key("servers");
    let mut note = |what: String| {
        let what = format!("{what}: give the client one with `with_server`");
        notes.push(Note::new(place.clone(), what, Fate::Reported));
    };
    if found.is_empty() {
        note("no server".to_owned());
    }
    for server in &found {
        if !server.url.contains("://") {
            note(format!("`{}` is no whole address", server.url));
        } else if server.url.contains('{') {
            note(format!("`{}` has a variable without a value", server.url));
        }
    }
    found
}

/// A server's address, its variables as they are by default.
pub(crate) fn address(server: &Value) -> Option<String> {
    let mut url = schema::text(server, "url")?.to_owned();
    for (name, variable) in schema::map(server, "variables") {
        url = url.replace(
            &format!("{{{name}}}"),
            schema::text(variable, "default").unwrap_or_default(),
        );
    }
    Some(url)
}

/// The schemes that a header carries; the others are noted.
pub(crate) fn security(
    document: &Value,
    notes: &mut Vec<Note>,
    refused: &mut Vec<Refusal>,
) -> Vec<SecurityScheme> {
    let Some(components) = document.get("components") else {
        return Vec::new();
    };
    let mut found: Vec<SecurityScheme> = Vec::new();
    for (id, scheme) in schema::map(components, "securitySchemes") {
        let Some(scheme) = references::resolved(document, scheme) else {
            continue;
        };
        let kind = schema::text(scheme, "type").unwrap_or_default();
        let http = schema::text(scheme, "scheme")
            .unwrap_or_default()
            .to_ascii_lowercase();
        let (header, prefix) = match (kind, http.as_str(), schema::text(scheme, "in")) {
            ("http", "bearer", _) | ("oauth2" | "openIdConnect", _, _) => {
                ("authorization".to_owned(), "Bearer ")
            }
            ("http", "basic", _) => ("authorization".to_owned(), "Basic "),
            ("apiKey", _, Some("header")) => (
                schema::text(scheme, "name")
                    .unwrap_or("authorization")
                    .to_ascii_lowercase(),
                "",
            ),
            _ => {
                let place = Place::root()
                    .key("components")
                    .key("securitySchemes")
                    .key(id);
                notes.push(Note::new(
                    place,
                    format!("`{id}` is not carried by a header: set it by hand"),
                    Fate::Reported,
                ));
                continue;
            }
        };
        if !is_header_name(&header) {
            let place = Place::root()
                .key("components")
                .key("securitySchemes")
                .key(id)
                .key("name");
            refused.push(Refusal::new(
                place,
                format!("{header:?} is no name of a header"),
                HEADER_HINT,
            ));
        }
        let wanted = names::snake(id);
        let is_taken = |name: &String| found.iter().any(|known| known.name == *name);
        let name = if is_taken(&wanted) {
            names::numbered(&format!("{wanted}_"), is_taken)
        } else {
            wanted
        };
        found.push(SecurityScheme {
            id: id.clone(),
            name,
            header,
            prefix,
            doc: schema::description(scheme),
        });
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn variables_are_as_they_are_by_default() {
        let server = json!({"url": "https://{region}.example.com/{base}", "variables": {"region": {"default": "eu"}, "base": {"default": "v2"}}});
        assert_eq!(
            address(&server).as_deref(),
            Some("https://eu.example.com/v2")
        );
    }

    #[test]
    fn schemes_that_no_header_carries_are_noted() {
        let document = json!({"components": {"securitySchemes": {
            "Key-1": {"type": "apiKey", "in": "header", "name": "X-Key"},
            "key_1": {"type": "http", "scheme": "Basic"},
            "cookie": {"type": "apiKey", "in": "cookie", "name": "a"},
            "bad": {"type": "apiKey", "in": "header", "name": "a b"},
        }}});
        let (mut notes, mut refused) = (Vec::new(), Vec::new());
        let found = security(&document, &mut notes, &mut refused);
        let names: Vec<(&str, &str)> = found
            .iter()
            .map(|scheme| (scheme.name.as_str(), scheme.prefix))
            .collect();
        assert_eq!(names[..2], [("key_1", ""), ("key_1_2", "Basic ")]);
        assert_eq!(notes.len(), 1);
        assert_eq!(refused[0].pointer, "/components/securitySchemes/bad/name");
    }
}
