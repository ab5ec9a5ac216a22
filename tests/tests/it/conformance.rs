//! The client's table of gateways beside the documents of `spec/gateways`: each address, scheme and refusal stands in both.

use std::path::Path;

use grid_client::Gateway;
use grid_client::gateway::{Auth, Form, Refusal, Surface};
use grid_tests::conformance::{Document, Inputs};
use serde_json::Value;

fn document(gateway: &str) -> Value {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let inputs = Inputs::read(&root).unwrap();
    let found = inputs
        .documents
        .into_iter()
        .find(|document| document.gateway == gateway);
    let Document { value, .. } = found.unwrap();
    value
}

/// The URL that a document gives the operation at `path`; the servers of a path go before those of the document.
fn url(document: &Value, path: &str) -> Option<String> {
    let own = document["paths"][path]["servers"].as_array();
    let servers = own.or_else(|| document["servers"].as_array())?;
    let base = servers.first()?["url"].as_str()?;
    Some(format!("{base}{path}"))
}

/// The scheme that a document gives the operation at `path`, in the client's terms.
fn auth(document: &Value, path: &str) -> Auth {
    let own = &document["paths"][path]["post"]["security"];
    let security = if own.is_null() {
        &document["security"]
    } else {
        own
    };
    let id = security[0].as_object().unwrap().keys().next().unwrap();
    let scheme = &document["components"]["securitySchemes"][id];
    match (scheme["type"].as_str().unwrap(), scheme["scheme"].as_str()) {
        ("http", Some("bearer")) => Auth::Bearer,
        ("apiKey", None) => Auth::Header(scheme["name"].as_str().unwrap().parse().unwrap()),
        other => panic!("{id}: {other:?}"),
    }
}

fn request_fields<'d>(document: &'d Value, path: &str) -> &'d serde_json::Map<String, Value> {
    let body = &document["paths"][path]["post"]["requestBody"]["content"]["application/json"];
    body["schema"]["properties"].as_object().unwrap()
}

fn messages(gateway: &Gateway) -> &Surface {
    gateway.messages.as_ref().unwrap()
}

#[test]
fn addresses_and_schemes_are_those_of_the_pages() {
    let (the_grid, dgrid) = (Gateway::the_grid(), Gateway::dgrid());
    let page = document("thegrid-consumption-page");
    for (surface, path) in [
        (&the_grid.chat, "/chat/completions"),
        (messages(&the_grid), "/messages"),
    ] {
        assert_eq!(
            url(&page, path).unwrap(),
            format!("{}{path}", surface.base_url)
        );
        assert_eq!(auth(&page, path), surface.auth);
    }
    let page = document("dgrid");
    let path = "/v1/chat/completions";
    assert_eq!(
        url(&page, path).unwrap(),
        format!("{}/chat/completions", dgrid.chat.base_url)
    );
    assert_eq!(auth(&page, path), dgrid.chat.auth);
    let page = document("compatible");
    assert_eq!(url(&page, "/chat/completions"), None);
    assert_eq!(
        auth(&page, "/chat/completions"),
        Gateway::compatible("https://a.example").chat.auth
    );
}

#[test]
fn a_gateway_refuses_what_its_page_contradicts_and_nothing_else() {
    let chat = Gateway::compatible("https://a.example").chat;
    let refusals = [
        Refusal::new("stop", Form::Text, "a list of strings"),
        Refusal::new("max_tokens", Form::Any, "`max_completion_tokens`"),
    ];
    assert_eq!(chat.refusals, refusals);
    let page = document("compatible");
    let fields = request_fields(&page, "/chat/completions");
    assert_eq!(fields["stop"]["type"], "array");
    assert!(fields.contains_key("max_completion_tokens") && !fields.contains_key("max_tokens"));

    let page = document("dgrid");
    let fields = request_fields(&page, "/v1/chat/completions");
    assert_eq!(fields["stop"]["oneOf"][0]["type"], "string");
    assert!(fields.contains_key("max_tokens") && fields.contains_key("max_completion_tokens"));
    assert_eq!(Gateway::dgrid().chat.refusals, []);
}

#[test]
fn a_stream_asks_for_its_usage_where_the_page_has_the_option() {
    let documented = |gateway: &str, path: &str| {
        request_fields(&document(gateway), path).contains_key("stream_options")
    };
    assert_eq!(
        documented("dgrid", "/v1/chat/completions"),
        Gateway::dgrid().chat.stream_options
    );
    let compatible = Gateway::compatible("https://a.example");
    assert_eq!(
        documented("compatible", "/chat/completions"),
        compatible.chat.stream_options
    );
}
