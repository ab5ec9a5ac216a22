//! Third stage: value → problems.
//!
//! Refuses what cannot be generated, all of it at once, each place with its JSON Pointer into the document, or with the
//! overlay it came from. What passes is an `OpenAPI` 3.0 document of the shapes that the later stages rely on: they
//! need not look again.
//!
//! Allowed on purpose: operations without `operationId` (the lowering derives one), several media types, `required`
//! names without a property, members beside a `$ref` (which means nothing there), defaults outside their enumeration
//! (enumerations are open), and scalars in the wrong quotes: see [`reading`].

mod body;
mod cycle;
mod document;
mod ids;
mod marker;
mod operation;
mod parameter;
mod reference;
mod schema;
mod security;
mod shape;
mod template;
mod value;

#[cfg(test)]
mod tests;

use serde_json::Value;

use crate::overlay::Origins;
use crate::pointer::Path;
use crate::problem::Problem;

pub(crate) use value::reading;

/// Everything in an overlaid document that cannot be generated, in the document's order. `name` is the document's file,
/// and `origins` tells which places an overlay put in.
#[must_use]
pub(crate) fn check(document: &Value, name: &str, origins: &Origins) -> Vec<Problem> {
    let mut checker = Checker {
        document,
        name,
        origins,
        problems: Vec::new(),
        aliases: Vec::new(),
        deep: Vec::new(),
        ids: ids::Ids::default(),
        in_callback: false,
    };
    checker.root(&Path::Root);
    checker.cycles();
    checker.problems
}

struct Checker<'d> {
    document: &'d Value,
    name: &'d str,
    origins: &'d Origins,
    problems: Vec<Problem>,
    /// References to places that are references themselves.
    aliases: Vec<reference::Edge>,
    /// References to schemas that are no components.
    deep: Vec<reference::Edge>,
    ids: ids::Ids,
    /// Callbacks are requests that somebody else sends: nothing is generated for them.
    in_callback: bool,
}

impl Checker<'_> {
    fn problem(&mut self, path: &Path<'_>, what: impl Into<String>, hint: impl Into<String>) {
        self.problem_at(path.to_string(), what, hint);
    }

    fn problem_at(&mut self, pointer: String, what: impl Into<String>, hint: impl Into<String>) {
        let problem = self.origins.problem(self.name, pointer, what, hint);
        self.problems.push(problem);
    }

    /// Valid, but nothing that we can generate.
    fn unsupported(&mut self, path: &Path<'_>, what: impl Into<String>, hint: impl Into<String>) {
        if !self.in_callback {
            self.problem(path, what, hint);
        }
    }
}
