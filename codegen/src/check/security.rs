//! Security schemes, and the requirements that name them.

use serde_json::{Map, Value};

use super::Checker;
use super::reference::Kind;
use crate::pointer::Path;
use crate::problem::shown;

impl<'d> Checker<'d> {
    /// `security` of the document or of an operation.
    pub(super) fn security(&mut self, members: &'d Map<String, Value>, path: &Path<'_>) {
        let Some(requirements) = self.list(members, "security", path) else {
            return;
        };
        let path = path.key("security");
        let schemes = self.document.pointer("/components/securitySchemes");
        for (index, requirement) in requirements.iter().enumerate() {
            let path = path.index(index);
            let Some(requirement) = self.object(requirement, &path, "a security requirement")
            else {
                continue;
            };
            for name in requirement.keys() {
                self.names(requirement, name, &path);
                if schemes.and_then(|schemes| schemes.get(name)).is_none() {
                    let what = format!("there is no security scheme `{name}`");
                    self.problem(
                        &path.key(name),
                        what,
                        "add it to components/securitySchemes, or mend the name",
                    );
                }
            }
        }
    }

    pub(super) fn security_scheme(&mut self, value: &'d Value, path: &Path<'_>) {
        let Some(scheme) = self.object(value, path, "a security scheme") else {
            return;
        };
        if self.reference(Kind::SecurityScheme, scheme, path) {
            return;
        }
        self.texts(scheme, &["description", "bearerFormat"], path);
        match self.text(scheme, "type", path) {
            Some("http") => {
                self.text(scheme, "scheme", path);
            }
            Some("apiKey") => {
                self.text(scheme, "name", path);
                let place = self.text(scheme, "in", path);
                if let Some(place) =
                    place.filter(|place| !matches!(*place, "header" | "query" | "cookie"))
                {
                    let what = format!("a key is in header, query or cookie, and not in `{place}`");
                    self.problem(&path.key("in"), what, "say where the key goes");
                }
            }
            Some("openIdConnect") => {
                self.text(scheme, "openIdConnectUrl", path);
            }
            Some("oauth2") => self.flows(scheme, path),
            Some(_) => {
                let what = format!(
                    "{} is no type of security scheme",
                    scheme.get("type").map(shown).unwrap_or_default()
                );
                self.problem(
                    &path.key("type"),
                    what,
                    "one of apiKey, http, oauth2, openIdConnect",
                );
            }
            None => {}
        }
    }

    fn flows(&mut self, scheme: &'d Map<String, Value>, path: &Path<'_>) {
        let Some(flows) = self.map(scheme, "flows", path) else {
            if !scheme.contains_key("flows") {
                self.problem(path, "`flows` is missing", "list the flows of OAuth 2");
            }
            return;
        };
        let path = path.key("flows");
        for (name, flow) in flows.iter().filter(|(name, _)| !name.starts_with("x-")) {
            let path = path.key(name);
            let Some(flow) = self.object(flow, &path, "a flow") else {
                continue;
            };
            let wanted: &[&str] = match name.as_str() {
                "implicit" => &["authorizationUrl"],
                "authorizationCode" => &["authorizationUrl", "tokenUrl"],
                _ => &["tokenUrl"],
            };
            for key in wanted
                .iter()
                .filter(|key| !flow.get(**key).is_some_and(Value::is_string))
            {
                let hint = "say the address of the authorization server";
                self.problem(&path, format!("`{key}` is missing or no text"), hint);
            }
            self.texts(flow, &["refreshUrl"], &path);
            if let Some(scopes) = self.map(flow, "scopes", &path) {
                let path = path.key("scopes");
                for (name, text) in scopes.iter().filter(|(_, text)| !text.is_string()) {
                    let what = format!(
                        "a scope's description is a text, and this is {}",
                        shown(text)
                    );
                    self.problem(&path.key(name), what, "write a sentence");
                }
            }
        }
    }
}
