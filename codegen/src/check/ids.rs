//! Operation ids: each once, as text and as a Rust name.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::Checker;
use crate::names::snake;
use crate::pointer::Path;

/// The ids met so far, by their Rust names: the text, and where it stands.
#[derive(Debug, Default)]
pub(super) struct Ids(BTreeMap<String, (String, String)>);

impl<'d> Checker<'d> {
    pub(super) fn operation_id(&mut self, operation: &'d Map<String, Value>, path: &Path<'_>) {
        if self.in_callback || !operation.contains_key("operationId") {
            return;
        }
        let Some(id) = self.text(operation, "operationId", path) else {
            return;
        };
        let path = path.key("operationId");
        let name = snake(id);
        let Some((known, place)) = self.ids.0.get(&name) else {
            self.ids.0.insert(name, (id.to_owned(), path.to_string()));
            return;
        };
        let what = if known == id {
            format!("the operationId `{id}` is taken: {place} has it too")
        } else {
            format!("the operationId `{id}` and `{known}` at {place} would both be named `{name}`")
        };
        self.problem(&path, what, "give one of the two another id");
    }
}
