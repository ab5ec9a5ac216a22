//! A gateway's document, and the parts of it that are compared.

use grid_codegen::Source;
use serde_json::Value;

/// The methods of a path item, in the spelling of `OpenAPI` (3.0.3, "Path Item Object").
const METHODS: [&str; 8] = [
    "get", "put", "post", "delete", "options", "head", "patch", "trace",
];

/// What one page documents.
#[derive(Clone, Debug)]
pub struct Document {
    /// The file's name without its extension: `dgrid`.
    pub gateway: String,
    /// The document.
    pub value: Value,
}

/// One operation of a document.
#[derive(Clone, Copy, Debug)]
pub(super) struct Operation<'d> {
    /// `post`
    pub(super) method: &'d str,
    /// `/v1/chat/completions`
    pub(super) path: &'d str,
    pub(super) value: &'d Value,
}

/// A JSON body: its schema, where there is one, and the page's own sample.
#[derive(Clone, Copy, Debug)]
pub(super) struct Body<'d> {
    pub(super) schema: Option<&'d Value>,
    pub(super) example: Option<&'d Value>,
}

impl Document {
    /// Reads a document, JSON or YAML.
    ///
    /// # Errors
    /// What the reader says of it, with line and column.
    pub fn read(gateway: &str, text: &str) -> Result<Self, String> {
        let source = Source {
            name: gateway,
            text,
        };
        let value = grid_codegen::read::document(source).map_err(|problems| {
            let lines: Vec<String> = problems.iter().map(ToString::to_string).collect();
            lines.join("\n")
        })?;
        Ok(Self {
            gateway: gateway.to_owned(),
            value,
        })
    }

    pub(super) fn operations(&self) -> impl Iterator<Item = Operation<'_>> {
        let paths = self.value["paths"].as_object().into_iter().flatten();
        paths.flat_map(|(path, item)| {
            let members = item.as_object().into_iter().flatten();
            members
                .filter(|(method, _)| METHODS.contains(&method.as_str()))
                .map(move |(method, value)| Operation {
                    method,
                    path,
                    value,
                })
        })
    }
}

impl<'d> Operation<'d> {
    pub(super) fn request(self) -> Option<Body<'d>> {
        Body::of(&self.value["requestBody"])
    }

    /// The answers, by status.
    pub(super) fn responses(self) -> impl Iterator<Item = (&'d str, Option<Body<'d>>)> {
        let responses = self.value["responses"].as_object().into_iter().flatten();
        responses.map(|(status, response)| (status.as_str(), Body::of(response)))
    }
}

impl<'d> Body<'d> {
    fn of(holder: &'d Value) -> Option<Self> {
        let media = holder.pointer("/content/application~1json")?;
        Some(Self {
            schema: media.get("schema"),
            example: media.get("example"),
        })
    }
}
