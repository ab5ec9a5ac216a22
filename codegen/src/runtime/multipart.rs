//! Bodies in `multipart/form-data` (RFC 7578).

use std::fmt;

use bytes::Bytes;
use http::{HeaderValue, Request, header::CONTENT_TYPE};
use serde::{Deserialize, Deserializer, Serialize, Serializer, ser};
use serde_json::Value;

use super::request::EncodeError;
use super::wire::Readable;

/// A file that a body holds: a name, a media type, and bytes, which a clone shares.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct File {
    name: String,
    media_type: String,
    bytes: Bytes,
}

impl File {
    /// A file of this name. Servers often tell from it what the file is: `speech.mp3`.
    #[must_use]
    pub fn new(name: impl Into<String>, bytes: impl Into<Bytes>) -> Self {
        Self { name: name.into(), media_type: String::new(), bytes: bytes.into() }
    }

    /// Sets the media type; `application/octet-stream` unless set.
    #[must_use]
    pub fn media_type(mut self, media_type: impl Into<String>) -> Self {
        self.media_type = media_type.into();
        self
    }

    /// The name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The bytes.
    #[must_use]
    pub fn bytes(&self) -> &Bytes {
        &self.bytes
    }
}

/// Says how long it is, not what it holds.
impl fmt::Debug for File {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("File").field("name", &self.name).field("bytes", &self.bytes.len()).finish_non_exhaustive()
    }
}

/// In JSON a file is its text.
impl Serialize for File {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let text = std::str::from_utf8(&self.bytes).map_err(ser::Error::custom)?;
        serializer.serialize_str(text)
    }
}

impl<'de> Deserialize<'de> for File {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(|text| Self::new("", text))
    }
}

impl Readable<'_> for File {}

/// The parts of a body.
#[derive(Default)]
pub(crate) struct Multipart {
    parts: Vec<(String, Bytes)>,
}

impl Multipart {
    /// A file.
    pub(crate) fn file(&mut self, name: &str, file: &File) {
        let file_name = if file.name.is_empty() { name } else { &file.name };
        let media_type = if file.media_type.is_empty() { "application/octet-stream" } else { &file.media_type };
        let head = format!("; filename=\"{}\"\r\nContent-Type: {}", quoted(file_name), media_type.replace(['\r', '\n'], " "));
        self.part(name, &head, file.bytes.clone());
    }

    /// A scalar as its text, an object as JSON, a list as a part for each of its items (OpenAPI 3.0.3, "Special Considerations for
    /// `multipart` Content"). Null is no part.
    pub(crate) fn value(&mut self, name: &str, value: &impl Serialize) -> Result<(), EncodeError> {
        match serde_json::to_value(value).map_err(EncodeError::new)? {
            Value::Array(items) => items.into_iter().for_each(|item| self.item(name, item)),
            value => self.item(name, value),
        }
        Ok(())
    }

    fn item(&mut self, name: &str, value: Value) {
        match value {
            Value::Null => {}
            Value::String(text) => self.part(name, "", text.into()),
            Value::Bool(_) | Value::Number(_) => self.part(name, "", value.to_string().into()),
            other => self.part(name, "\r\nContent-Type: application/json", other.to_string().into()),
        }
    }

    fn part(&mut self, name: &str, head: &str, bytes: Bytes) {
        let head = format!("Content-Disposition: form-data; name=\"{}\"{head}\r\n\r\n", quoted(name));
        self.parts.push((head, bytes));
    }

    /// Gives a request this body, with a boundary that stands in none of its parts.
    pub(crate) fn finish(self, request: &mut Request<Bytes>) -> Result<(), EncodeError> {
        let mut number = 0_u64;
        let mut boundary = "------------------------0".to_owned();
        while self.parts.iter().any(|(_, bytes)| bytes.windows(boundary.len()).any(|part| part == boundary.as_bytes())) {
            number += 1;
            boundary = format!("------------------------{number}");
        }
        let mut body = Vec::new();
        for (head, bytes) in &self.parts {
            body.extend_from_slice(format!("--{boundary}\r\n{head}").as_bytes());
            body.extend_from_slice(bytes);
            body.extend_from_slice(b"\r\n");
        }
        body.extend_from_slice(format!("--{boundary}--\r\n").as_bytes());
        let content_type = format!("multipart/form-data; boundary={boundary}");
        let content_type = HeaderValue::try_from(content_type).map_err(EncodeError::new)?;
        request.headers_mut().insert(CONTENT_TYPE, content_type);
        *request.body_mut() = body.into();
        Ok(())
    }
}

/// A name between quotes, as browsers write it (WHATWG HTML, "Multipart form data").
fn quoted(name: &str) -> String {
    name.replace('\r', "%0D").replace('\n', "%0A").replace('"', "%22")
}
