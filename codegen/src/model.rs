//! What the lowering knows of the document beside what progenitor is told: the plan that the output is printed from.

mod limits;

use serde_json::Value;

pub(crate) use limits::EXACT;
pub use limits::Limits;

/// The whole plan.
#[derive(Debug)]
pub struct Model {
    /// `info.title`.
    pub title: String,
    /// `info.version`.
    pub version: String,
    /// `info.description`.
    pub description: Option<String>,
    /// Surface → what the document's tags say of it.
    pub surface_docs: std::collections::BTreeMap<String, String>,
    /// Every type, in the document's order.
    pub types: Vec<Type>,
    /// Every operation, in the document's order.
    pub operations: Vec<Operation>,
    /// The servers of the document and of its operations, each once.
    pub servers: Vec<Server>,
    /// The security schemes, in the document's order.
    pub security: Vec<SecurityScheme>,
}

/// A named type of the output.
#[derive(Debug)]
pub struct Type {
    /// Its name in the document that progenitor sees, unique there.
    pub key: String,
    /// Its Rust name, unique in its surface.
    pub name: String,
    /// The module that holds it.
    pub surface: String,
    /// Where it stands in the overlaid document.
    pub pointer: String,
    /// `description`.
    pub doc: Option<String>,
    /// `example`.
    pub example: Option<Value>,
    /// `deprecated`.
    pub deprecated: bool,
    /// Only beta operations use it.
    pub beta: bool,
    /// Where it travels.
    pub uses: Uses,
    /// What it is.
    pub shape: Shape,
}

/// Where a type travels.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[allow(
    clippy::struct_excessive_bools,
    reason = "four independent facts, not states"
)]
pub struct Uses {
    /// In a request's body.
    pub request: bool,
    /// In a 2xx response's body.
    pub response: bool,
    /// In an event of a stream.
    pub stream: bool,
    /// In another response's body.
    pub error: bool,
    /// As a member of a union that tries its members in turn, which tells them apart by what they require.
    pub tried: bool,
}

impl Uses {
    /// Servers leave fields out and send nulls; what comes from them in a success is read leniently.
    #[must_use]
    pub fn tolerant(self) -> bool {
        (self.response || self.stream) && !self.tried
    }

    /// The file that a type goes to.
    #[must_use]
    pub fn area(self) -> &'static str {
        match (self.request, self.response || self.stream, self.error) {
            (true, false, false) => "request",
            (false, true, _) if self.stream && !self.response => "stream",
            (false, true, _) => "response",
            (false, false, true) => "error",
            _ => "common",
        }
    }

    pub(crate) fn union(self, other: Self) -> Self {
        Self {
            request: self.request || other.request,
            response: self.response || other.response,
            stream: self.stream || other.stream,
            error: self.error || other.error,
            tried: self.tried || other.tried,
        }
    }
}

/// What a type is.
#[derive(Debug)]
pub enum Shape {
    /// A struct.
    Object(Vec<Field>),
    /// An enum of strings that keeps values it does not know.
    OpenEnum(Vec<EnumValue>),
    /// An enum of structs told apart by the value of one property.
    Tagged {
        /// The property.
        tag: String,
        /// The variants.
        variants: Vec<TaggedVariant>,
    },
    /// An enum of values told apart by their JSON type.
    ByType {
        /// The strings that are variants of their own; with them, other strings are kept as unknown values.
        strings: Vec<EnumValue>,
        /// The other variants.
        variants: Vec<TypedVariant>,
    },
    /// Another name for what a schema says.
    Alias(Value),
    /// An enum of members that nothing tells apart, which are tried in turn. Progenitor prints it.
    Untagged(Vec<TriedVariant>),
}

/// A member of a union that nothing tells apart.
#[derive(Debug)]
pub struct TriedVariant {
    /// Its schema as progenitor is told it.
    pub schema: Value,
    /// `description`.
    pub doc: Option<String>,
    /// Its limits.
    pub limits: Limits,
}

impl TriedVariant {
    /// Whether no other member can hold the same scalar: a value that this one took, and whose limits it breaks, may be another's.
    pub(crate) fn is_alone_among(&self, members: &[Self]) -> bool {
        let kind = |member: &Self| match member.schema.get("type").and_then(Value::as_str) {
            Some("integer" | "number") => Some("number"),
            Some("string") => Some("string"),
            _ => None,
        };
        let own = kind(self);
        own.is_none() || members.iter().filter(|other| kind(other) == own).count() == 1
    }
}

/// A property of an object.
#[allow(
    clippy::struct_excessive_bools,
    reason = "what the document says, each by itself"
)]
#[derive(Debug)]
pub struct Field {
    /// The property's name on the wire.
    pub wire: String,
    /// The field's name, without `r#`.
    pub name: String,
    /// Where it stands in the overlaid document.
    pub pointer: String,
    /// `description`.
    pub doc: Option<String>,
    /// `example`.
    pub example: Option<Value>,
    /// `deprecated`.
    pub deprecated: bool,
    /// `default`: what the server takes when the field is absent.
    pub default: Option<Value>,
    /// Its limits, and those of its items or values.
    pub limits: Limits,
    /// Whether the struct always holds it.
    pub presence: Presence,
    /// The only value it can have.
    pub constant: Option<String>,
    /// Whether the document lists it as required, however it is read.
    pub document_requires: bool,
    /// Whether `new` asks for it.
    pub asked_for: bool,
    /// `readOnly`: the server sets it.
    pub read_only: bool,
    /// `writeOnly`.
    pub write_only: bool,
    /// Whether it stands behind a pointer: its type holds the struct again.
    pub boxed: bool,
    /// Its schema as progenitor is told it.
    pub schema: Value,
}

/// Whether a struct always holds a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    /// The field is of its type.
    Required,
    /// The field is an `Option` of its type; `None` is not sent.
    Optional,
    /// The field is an `Option` of its type; `None` is sent as null.
    Nullable,
    /// There is no field: the constant is always sent.
    Fixed,
}

/// A value of an open enum.
#[derive(Debug)]
pub struct EnumValue {
    /// On the wire.
    pub wire: String,
    /// The variant's name.
    pub name: String,
    /// What it means.
    pub doc: Option<String>,
}

/// A variant of a tagged union.
#[derive(Debug)]
pub struct TaggedVariant {
    /// The tag's values: mostly one, which its type then always sends.
    pub values: Vec<String>,
    /// The variant's name.
    pub name: String,
    /// The key of its type.
    pub key: String,
}

/// A variant of a union by JSON type.
#[derive(Debug)]
pub struct TypedVariant {
    /// Its JSON type.
    pub json: JsonType,
    /// The variant's name.
    pub name: String,
    /// `description` of the member.
    pub doc: Option<String>,
    /// Its schema as progenitor is told it.
    pub schema: Value,
    /// Its limits.
    pub limits: Limits,
}

/// The types of JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum JsonType {
    /// `boolean`
    Boolean,
    /// `integer`
    Integer,
    /// `number`
    Number,
    /// `string`
    String,
    /// `array`
    Array,
    /// `object`
    Object,
}

/// An operation.
#[derive(Debug)]
pub struct Operation {
    /// `operationId`, or one made from method and path.
    pub id: String,
    /// The function's name.
    pub name: String,
    /// Its module.
    pub surface: String,
    /// Where it stands.
    pub pointer: String,
    /// The HTTP method, in capitals.
    pub method: String,
    /// The path template.
    pub path: String,
    /// `summary`.
    pub summary: Option<String>,
    /// `description`.
    pub doc: Option<String>,
    /// `deprecated`.
    pub deprecated: bool,
    /// `x-beta`.
    pub beta: bool,
    /// The parameters, in the document's order.
    pub parameters: Vec<Parameter>,
    /// The request's body.
    pub body: Option<Body>,
    /// Its successful response: the first 2xx.
    pub success: Option<Response>,
    /// Further successful responses whose bodies are of other types.
    pub other_successes: Vec<Response>,
    /// Further successful responses, without a body where others have one.
    pub empty_successes: Vec<Response>,
    /// Every other declared response.
    pub errors: Vec<Response>,
    /// The event stream of the success.
    pub stream: Option<EventStream>,
    /// The first server that serves it, if it is not the document's.
    pub server: Option<String>,
    /// Alternatives, in the document's order: the names of the security schemes that each takes together.
    pub security: Vec<Vec<String>>,
}

impl Operation {
    /// Its successful responses, but for those without a body where others have one.
    pub(crate) fn successes(&self) -> impl Iterator<Item = &Response> {
        self.success.iter().chain(&self.other_successes)
    }

    /// All its responses that have a type of their own.
    pub(crate) fn responses(&self) -> impl Iterator<Item = &Response> {
        self.successes().chain(&self.errors)
    }

    /// Whether a success is an event stream and nothing else: there is no response to wait for.
    #[must_use]
    pub(crate) fn only_streams(&self) -> bool {
        self.stream.is_some()
            && self
                .success
                .as_ref()
                .is_none_or(|response| response.body.is_none())
    }
}

/// A parameter.
#[derive(Debug)]
pub struct Parameter {
    /// On the wire.
    pub wire: String,
    /// The argument's name.
    pub name: String,
    /// Where it goes.
    pub place: ParameterPlace,
    /// Whether it must be given.
    pub required: bool,
    /// `description`.
    pub doc: Option<String>,
    /// `deprecated`.
    pub deprecated: bool,
    /// `default`.
    pub default: Option<Value>,
    /// Its limits, which only the server checks.
    pub limits: Limits,
    /// Whether a list is repeated (`explode`) or joined by commas.
    pub explode: bool,
    /// Its schema as progenitor is told it.
    pub schema: Value,
}

/// Where a parameter goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParameterPlace {
    /// In the path.
    Path,
    /// In the query.
    Query,
    /// In a header.
    Header,
}

/// A request's body.
#[derive(Debug)]
pub struct Body {
    /// Whether it must be given.
    pub required: bool,
    /// Its media type.
    pub media: String,
    /// How it is written.
    pub coding: Coding,
    /// Its schema as progenitor is told it.
    pub schema: Value,
    /// `description`.
    pub doc: Option<String>,
}

/// How a body is written or read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Coding {
    /// JSON.
    Json,
    /// `application/x-www-form-urlencoded`.
    Form,
    /// `multipart/form-data`.
    Multipart,
    /// Text.
    Text,
    /// Bytes as they are.
    Bytes,
}

/// A declared response.
#[derive(Debug)]
pub struct Response {
    /// The status: `404`, `4XX` or `default`.
    pub status: String,
    /// The variant's name.
    pub name: String,
    /// `description`.
    pub doc: Option<String>,
    /// The body.
    pub body: Option<ResponseBody>,
}

/// A declared response's body.
#[derive(Debug)]
pub struct ResponseBody {
    /// Its media type.
    pub media: String,
    /// How it is read.
    pub coding: Coding,
    /// Its schema as progenitor is told it.
    pub schema: Value,
}

/// The event stream that a success can be.
#[derive(Debug)]
pub struct EventStream {
    /// The schema of one event's data.
    pub schema: Value,
    /// The data that ends the stream.
    pub terminator: Option<String>,
}

/// A server.
#[derive(Debug)]
pub struct Server {
    /// The constant's name.
    pub constant: String,
    /// The URL.
    pub url: String,
    /// `description`.
    pub doc: Option<String>,
}

/// A security scheme.
#[derive(Debug)]
pub struct SecurityScheme {
    /// Its name in the document.
    pub id: String,
    /// The constant's and setter's name, snake case.
    pub name: String,
    /// What carries the credential.
    pub carrier: Carrier,
    /// What stands before the credential: `Bearer `, or the name of a cookie.
    pub prefix: String,
    /// `description`.
    pub doc: Option<String>,
}

/// What carries a credential.
#[derive(Debug)]
pub enum Carrier {
    /// The header of this name, in lower case.
    Header(String),
    /// The parameter of this name in the query.
    Query(String),
    /// A cookie, named by the prefix.
    Cookie,
}
