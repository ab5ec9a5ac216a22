//! Operations, servers, security schemes, and what the document says of itself.

use grid_codegen::api::Kind;

use super::Search;
use crate::document::{EFFECTIVE, Surface, last};

pub(super) fn walk(search: &mut Search, module: &str, surface: &Surface) {
    let operation = surface.operation();
    let at = |key: &str| format!("{}/{key}", surface.pointer);
    let id = operation["operationId"].as_str().unwrap();
    let snake: String = id
        .chars()
        .flat_map(|c| {
            if c.is_uppercase() {
                vec!['_', c.to_ascii_lowercase()]
            } else {
                vec![c]
            }
        })
        .collect();
    let own = format!("{module}::{snake}");
    let method = format!("client::Client::{snake}()");
    let mut constant = |key: &str, name: &str, expected: &str| {
        if search.code.constant(&format!("{own}::{name}")) != Some(expected) {
            search.lose(&at(key), &format!("{own}::{name} is not {expected:?}"));
        }
    };
    let path = surface
        .pointer
        .split('/')
        .nth(2)
        .unwrap()
        .replace("~1", "/");
    constant("operationId", "OPERATION_ID", id);
    constant("", "PATH", &path);
    let stream = &operation["responses"]["200"]["content"]["text/event-stream"];
    if let Some(terminator) = stream["x-terminator"].as_str() {
        constant("responses/200", "STREAM_TERMINATOR", terminator);
    }
    for key in ["summary", "description"] {
        search.said(&at(key), operation[key].as_str().unwrap(), &[&own]);
    }
    if operation["x-beta"] == true {
        search.said(&at("x-beta"), "beta", &[&own, module]);
    }
    let request = format!("{own}::request()");
    let body = &operation["requestBody"]["content"]["application/json"]["schema"]["$ref"];
    let body = surface.request()["x-name"]
        .as_str()
        .unwrap_or(last(body.as_str().unwrap()));
    let body = format!("{module}::{body}");
    if let Some(text) = operation["requestBody"]["description"].as_str() {
        search.said(
            &at("requestBody/description"),
            text,
            &[&request, &own, &method, &body],
        );
    }
    parameters(search, surface, &own);
    responses(search, surface, &own, &method);
    for (index, server) in operation["servers"]
        .as_array()
        .into_iter()
        .flatten()
        .enumerate()
    {
        self::server(search, server, &at(&format!("servers/{index}")));
    }
}

fn parameters(search: &mut Search, surface: &Surface, own: &str) {
    for (index, parameter) in surface.operation()["parameters"]
        .as_array()
        .into_iter()
        .flatten()
        .enumerate()
    {
        let at = format!("{}/parameters/{index}", surface.pointer);
        let name = parameter["name"].as_str().unwrap();
        let base = format!("{own}::{}", name.to_uppercase().replace('-', "_"));
        let (header, default) = (format!("{base}_HEADER"), format!("{base}_DEFAULT"));
        if search.code.constant(&header) != Some(name) {
            search.lose(&format!("{at}/name"), &format!("{header} is not {name:?}"));
        }
        if let Some(value) = parameter["schema"]["default"].as_str()
            && search.code.constant(&default) != Some(value)
        {
            search.lose(
                &format!("{at}/schema/default"),
                &format!("{default} is not {value:?}"),
            );
        }
        if let Some(text) = parameter["description"].as_str() {
            let request = format!("{own}::request()");
            search.said(
                &format!("{at}/description"),
                text,
                &[&header, &default, &request, own],
            );
        }
    }
}

fn responses(search: &mut Search, surface: &Surface, own: &str, method: &str) {
    for (status, response) in surface.operation()["responses"].as_object().unwrap() {
        let at = format!("{}/responses/{status}", surface.pointer);
        let text = response["description"].as_str().unwrap();
        let pointer = format!("{at}/description");
        if status == "200" {
            let decode = format!("{own}::decode()");
            search.said(&pointer, text, &[&decode, own, method]);
        } else {
            let variant = search
                .item(Kind::Variant, &at)
                .map(|item| item.path.clone());
            match variant {
                Some(variant) => search.said(&pointer, text, &[&variant]),
                None => search.lose(&at, "no variant of the operation's error"),
            }
        }
        for (name, header) in response["headers"].as_object().into_iter().flatten() {
            let pointer = format!("{at}/headers/{name}/description");
            search.said(&pointer, header["description"].as_str().unwrap(), &[own]);
        }
    }
}

fn server(search: &mut Search, server: &serde_json::Value, at: &str) {
    let url = server["url"].as_str().unwrap();
    let names = search
        .items
        .iter()
        .filter(|item| item.path.starts_with("servers::"));
    let names: Vec<String> = names.map(|item| item.path.clone()).collect();
    let name = names
        .iter()
        .find(|name| search.code.constant(name) == Some(url))
        .cloned();
    match name {
        Some(name) => {
            search.said(
                &format!("{at}/description"),
                server["description"].as_str().unwrap(),
                &[&name],
            );
        }
        None => search.lose(at, &format!("no constant is {url:?}")),
    }
}

/// What stands beside operations and schemas.
pub(super) fn document(search: &mut Search) {
    for key in EFFECTIVE.as_object().unwrap().keys() {
        let known = [
            "openapi",
            "info",
            "tags",
            "servers",
            "security",
            "components",
            "paths",
        ];
        if !known.contains(&key.as_str()) {
            search.lose(&format!("/{key}"), "a keyword that this test does not know");
        }
    }
    for key in ["title", "version"] {
        search.said(
            &format!("/info/{key}"),
            EFFECTIVE["info"][key].as_str().unwrap(),
            &[""],
        );
    }
    for (index, tag) in EFFECTIVE["tags"].as_array().unwrap().iter().enumerate() {
        if let Some(text) = tag["description"].as_str() {
            search.said(
                &format!("/tags/{index}/description"),
                text,
                &["", "chat", "messages"],
            );
        }
    }
    for (index, server) in EFFECTIVE["servers"].as_array().unwrap().iter().enumerate() {
        self::server(search, server, &format!("/servers/{index}"));
    }
    for (name, scheme) in EFFECTIVE["components"]["securitySchemes"]
        .as_object()
        .unwrap()
    {
        let pointer = format!("/components/securitySchemes/{name}");
        match search
            .item(Kind::Constant, &pointer)
            .map(|item| item.path.clone())
        {
            Some(path) => {
                let text = scheme["description"].as_str().unwrap();
                search.said(&format!("{pointer}/description"), text, &[&path]);
            }
            None => search.lose(&pointer, "no constant"),
        }
    }
}
