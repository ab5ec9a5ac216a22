//! `$ref`: what it names must be there, in this document, and of the right kind.

use serde_json::{Map, Value};

use super::Checker;
use crate::pointer::{self, Path};
use crate::problem::{kind, shown};

/// Most references in a row that are followed.
const MAX_HOPS: usize = 64;

/// A reference: where it stands, and what it names, both as pointers.
#[derive(Debug)]
pub(super) struct Edge {
    pub(super) from: String,
    pub(super) to: String,
}

/// What a reference may name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Schema,
    Response,
    Parameter,
    Example,
    RequestBody,
    Header,
    SecurityScheme,
    Link,
    Callback,
}

impl Kind {
    pub(super) const SECTIONS: [&str; 9] = [
        "schemas",
        "responses",
        "parameters",
        "examples",
        "requestBodies",
        "headers",
        "securitySchemes",
        "links",
        "callbacks",
    ];

    pub(super) fn of_section(section: &str) -> Option<Self> {
        Some(match section {
            "schemas" => Self::Schema,
            "responses" => Self::Response,
            "parameters" => Self::Parameter,
            "examples" => Self::Example,
            "requestBodies" => Self::RequestBody,
            "headers" => Self::Header,
            "securitySchemes" => Self::SecurityScheme,
            "links" => Self::Link,
            "callbacks" => Self::Callback,
            _ => return None,
        })
    }

    fn section(self) -> &'static str {
        match self {
            Self::Schema => "schemas",
            Self::Response => "responses",
            Self::Parameter => "parameters",
            Self::Example => "examples",
            Self::RequestBody => "requestBodies",
            Self::Header => "headers",
            Self::SecurityScheme => "securitySchemes",
            Self::Link => "links",
            Self::Callback => "callbacks",
        }
    }

    pub(super) fn article(self) -> &'static str {
        match self {
            Self::Schema => "a schema",
            Self::Response => "a response",
            Self::Parameter => "a parameter",
            Self::Example => "an example",
            Self::RequestBody => "a request body",
            Self::Header => "a header",
            Self::SecurityScheme => "a security scheme",
            Self::Link => "a link",
            Self::Callback => "a callback",
        }
    }
}

impl<'d> Checker<'d> {
    /// Whether an object is a reference. Reports what is wrong with it if it is.
    pub(super) fn reference(
        &mut self,
        wanted: Kind,
        members: &'d Map<String, Value>,
        path: &Path<'_>,
    ) -> bool {
        let Some(reference) = members.get("$ref") else {
            return false;
        };
        let path_of_ref = path.key("$ref");
        let Value::String(text) = reference else {
            let what = format!("`$ref` is a text, and this is {}", kind(reference));
            self.problem(&path_of_ref, what, "name what is meant: `#/components/...`");
            return true;
        };
        let Some(to) = pointer::of_reference(text) else {
            let what = format!("the reference {} leaves the document", shown(reference));
            let hint = format!(
                "bring {} into components/{}",
                wanted.article(),
                wanted.section()
            );
            self.problem(&path_of_ref, what, hint);
            return true;
        };
        let Some(target) = pointer::resolve(self.document, &to) else {
            let what = format!("the reference {} names nothing", shown(reference));
            let hint = self.nearest(wanted, &to);
            self.problem(&path_of_ref, what, hint);
            return true;
        };
        let is_component = match component(&to) {
            Some(section) if Kind::of_section(section) == Some(wanted) => true,
            Some(section) if Kind::of_section(section).is_some() => {
                let what = format!(
                    "the reference {} names one of the {section} where {} is wanted",
                    shown(reference),
                    wanted.article()
                );
                let hint = format!("name one of components/{}", wanted.section());
                self.problem(&path_of_ref, what, hint);
                return true;
            }
            _ => false,
        };
        let is_schema = wanted == Kind::Schema && is_schema_place(&to) && target.is_object();
        if !is_component && !is_schema {
            let what = format!("the reference {} names no component", shown(reference));
            let hint = format!("move what it names to components/{}", wanted.section());
            self.problem(&path_of_ref, what, hint);
            return true;
        }
        let edge = || Edge {
            from: path.to_string(),
            to: to.to_string(),
        };
        if target.get("$ref").is_some() {
            self.aliases.push(edge());
        }
        if !is_component {
            self.deep.push(edge());
        }
        true
    }

    /// What a value is once its references are followed.
    pub(super) fn resolved(&self, value: &'d Value) -> Option<&'d Value> {
        let mut value = value;
        for _ in 0..MAX_HOPS {
            let Some(Value::String(reference)) = value.get("$ref") else {
                return Some(value);
            };
            value = pointer::resolve(self.document, &pointer::of_reference(reference)?)?;
        }
        None
    }

    /// What to do about a name that is not there: the one that was meant, where there is one much like it.
    fn nearest(&self, wanted: Kind, to: &str) -> String {
        let section = wanted.section();
        let bare = |name: &str| -> String {
            let letters = name.chars().filter(|c| c.is_alphanumeric());
            letters.flat_map(char::to_lowercase).collect()
        };
        let last = to.rsplit('/').next().unwrap_or_default();
        let meant = bare(&pointer::unescape(last));
        let known = self
            .document
            .get("components")
            .and_then(|all| all.get(section));
        let known = known.and_then(Value::as_object).into_iter().flatten();
        let like = known.map(|(name, _)| name).find(|name| {
            let name = bare(name);
            name == meant
                || name.strip_suffix('s') == Some(&meant)
                || meant.strip_suffix('s') == Some(&name)
        });
        match like {
            Some(name) => format!(
                "there is `#/components/{section}/{}`",
                pointer::escape(name)
            ),
            None => format!("add it to components/{section}, or mend the name"),
        }
    }
}

/// The section of a pointer to a component.
fn component(to: &str) -> Option<&str> {
    let mut tokens = to.strip_prefix("/components/")?.split('/');
    let section = tokens.next()?;
    let _name = tokens.next()?;
    tokens.next().is_none().then_some(section)
}

/// Whether schemas stand at such a place.
fn is_schema_place(to: &str) -> bool {
    let mut tokens = to.rsplit('/');
    let (last, parent) = (tokens.next(), tokens.next());
    matches!(
        last,
        Some("items" | "additionalProperties" | "not" | "schema")
    ) || matches!(parent, Some("properties" | "allOf" | "oneOf" | "anyOf"))
}
