//! Servers and security schemes, which become constants.

use serde_json::Value;

use super::place::Place;
use super::sendable::{TOKEN_HINT, is_token};
use super::{Refusal, references, schema};
use crate::model::{Carrier, Operation, SecurityScheme, Server};
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

/// The security schemes. `oauth2` and `openIdConnect` end in a bearer token (RFC 6750).
pub(crate) fn security(document: &Value, refused: &mut Vec<Refusal>) -> Vec<SecurityScheme> {
    let Some(components) = document.get("components") else {
        return Vec::new();
    };
    let mut found: Vec<SecurityScheme> = Vec::new();
    for (id, scheme) in schema::map(components, "securitySchemes") {
        let Some(scheme) = references::resolved(document, scheme) else {
            continue;
        };
        let text = |key| schema::text(scheme, key).unwrap_or_default();
        let authorization = || Carrier::Header("authorization".to_owned());
        // The names of headers, cookies and authentication schemes are tokens (RFC 9110, 5.1 and 11.1; RFC 6265, 4.1.1).
        let (carrier, prefix, token) = match (text("type"), text("in")) {
            ("apiKey", "header") => {
                let name = text("name").to_ascii_lowercase();
                (Carrier::Header(name), String::new(), Some("name"))
            }
            ("apiKey", "query") => (Carrier::Query(text("name").to_owned()), String::new(), None),
            ("apiKey", _) => (Carrier::Cookie, format!("{}=", text("name")), Some("name")),
            ("http", _) => {
                let mut known = ["Basic", "Bearer"].into_iter();
                let name = known.find(|known| known.eq_ignore_ascii_case(text("scheme")));
                let name = name.unwrap_or(text("scheme"));
                (authorization(), format!("{name} "), Some("scheme"))
            }
            _ => (authorization(), "Bearer ".to_owned(), None),
        };
        if let Some(key) = token.filter(|key| !is_token(text(key))) {
            let place = Place::root()
                .key("components")
                .key("securitySchemes")
                .key(id)
                .key(key);
            let what = format!("{:?} is no name that HTTP can carry", text(key));
            refused.push(Refusal::new(place, what, TOKEN_HINT));
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
            carrier,
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
    fn credentials_travel_as_their_scheme_says() {
        let document = json!({"components": {"securitySchemes": {
            "Key-1": {"type": "apiKey", "in": "header", "name": "X-Key"},
            "key_1": {"type": "http", "scheme": "Basic"},
            "digest": {"type": "http", "scheme": "digest"},
            "oauth": {"type": "oauth2", "flows": {}},
            "query": {"type": "apiKey", "in": "query", "name": "a b"},
            "cookie": {"type": "apiKey", "in": "cookie", "name": "a"},
            "bad": {"type": "apiKey", "in": "header", "name": "a b"},
            "worse": {"type": "apiKey", "in": "cookie", "name": "a;b"},
        }}});
        let mut refused = Vec::new();
        let found = security(&document, &mut refused);
        let found: Vec<String> = found
            .iter()
            .map(|scheme| format!("{} {:?} {:?}", scheme.name, scheme.carrier, scheme.prefix))
            .collect();
        let authorization = r#"Header("authorization")"#;
        assert_eq!(
            found[..6],
            [
                r#"key_1 Header("x-key") """#.to_owned(),
                format!(r#"key_1_2 {authorization} "Basic ""#),
                format!(r#"digest {authorization} "digest ""#),
                format!(r#"oauth {authorization} "Bearer ""#),
                r#"query Query("a b") """#.to_owned(),
                r#"cookie Cookie "a=""#.to_owned(),
            ]
        );
        let pointers = refused.iter().map(|refused| refused.pointer.as_str());
        let below = "/components/securitySchemes";
        assert!(pointers.eq([format!("{below}/bad/name"), format!("{below}/worse/name")]));
    }
}
