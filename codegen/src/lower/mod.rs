//! Rewrites what progenitor cannot express, and keeps what the rewriting took out.
//!
//! Progenitor is told objects, lists, maps and scalars only, with every property required and not nullable: of its output we use
//! the Rust types. Whether a field may be absent, its limits, defaults and docs, the unions, the open enums and the operations are in
//! the [`Model`].

mod circles;
mod files;
mod finish;
mod lift;
mod nulls;
mod operations;
mod place;
mod progenitor;
mod references;
mod refusal;
mod schema;
mod sendable;
mod servers;
mod surfaces;
mod unions;

pub(crate) use files::{FILE, is_file};
pub(crate) use finish::is_scalar;
pub(crate) use lift::{key_of, may_be_null, reference_to};
pub(crate) use progenitor::{ALIASED, slots_of_operation, slots_of_type};
pub(crate) use surfaces::METHODS;

pub use refusal::Refusal;

use serde_json::Value;

use crate::model::Model;
use crate::note::Note;

/// What the lowering yields.
pub struct Lowered {
    /// The document that progenitor is told.
    pub openapi: openapiv3::OpenAPI,
    /// Everything else.
    pub model: Model,
    /// What was taken out, and where it went.
    pub notes: Vec<Note>,
}

/// Lowers a checked document.
///
/// # Errors
/// Every place that contradicts another, such as two schemas with one `x-name`.
pub fn lower(document: &Value) -> Result<Lowered, Vec<Refusal>> {
    let document = &*nulls::folded(document);
    let surfaces = surfaces::assign(document);
    let mut lift = lift::Lift::new(document, &surfaces);
    lift.components();
    let operations = operations::lower(document, &mut lift);
    lift.finish();
    let mut refused = std::mem::take(&mut lift.refused);
    let mut notes = std::mem::take(&mut lift.notes);
    let mut types = finish::types(std::mem::take(&mut lift.drafts), &operations, &mut notes);
    files::name(&mut types, &operations, &mut notes);
    let security = servers::security(document, &mut refused);
    let model = Model {
        title: info(document, "title").unwrap_or_default(),
        version: info(document, "version").unwrap_or_default(),
        description: info(document, "description"),
        surface_docs: surfaces::docs(document),
        servers: servers::servers(document, &operations, &mut notes),
        security,
        types,
        operations,
    };
    refused.extend(finish::collisions(&model));
    refused.extend(finish::endless_aliases(&model));
    match progenitor::document(&model) {
        Ok(openapi) if refused.is_empty() => Ok(Lowered {
            openapi,
            model,
            notes,
        }),
        Ok(_) => Err(refused),
        Err(problem) => {
            refused.push(problem);
            Err(refused)
        }
    }
}

fn info(document: &Value, key: &str) -> Option<String> {
    document
        .get("info")
        .and_then(|info| schema::text(info, key))
        .map(str::to_owned)
}
