//! Overlays, in their order, onto a document.

use serde_json::Value;

use super::merge::{Merge, Step};
use super::{Action, Applied, Change, Origin, Origins, Overlay, merge, remove};
use crate::problem::Problem;

/// Applies overlays to a document, in their order, each action on what the ones before it left.
///
/// # Errors
///
/// Every action that no longer fits, with its file, number, target, JSON Pointer, and both values: a target that
/// selects nothing; a leaf that is already there, whether the document or another action of ours says it; a premise
/// that does not hold; an update beside a `$ref`; an array onto an array.
pub(crate) fn apply(
    document: Value,
    document_name: &str,
    overlays: &[Overlay],
) -> Result<Applied, Vec<Problem>> {
    let mut value = document;
    let mut origins = Origins::default();
    let mut without_effect = Vec::new();
    let mut problems = Vec::new();
    for overlay in overlays {
        for action in &overlay.actions {
            let origin = Origin {
                file: overlay.file.clone(),
                number: action.number,
                target: action.target.clone(),
            };
            let known = origins.add(origin.clone());
            let scene = Scene {
                document: document_name,
                origin: &origin,
                action,
            };
            match scene.act(&mut value, &mut origins, known) {
                Ok(true) => {}
                Ok(false) => without_effect.push(origin),
                Err(of_action) => problems.extend(of_action),
            }
        }
    }
    if problems.is_empty() {
        Ok(Applied {
            value,
            origins,
            without_effect,
        })
    } else {
        Err(problems)
    }
}

/// One action and what its messages call the things around it.
struct Scene<'a> {
    document: &'a str,
    origin: &'a Origin,
    action: &'a Action,
}

impl Scene<'_> {
    /// Whether the action changed anything.
    fn act(
        &self,
        value: &mut Value,
        origins: &mut Origins,
        known: usize,
    ) -> Result<bool, Vec<Problem>> {
        let locations = self.action.path.select(value);
        if locations.is_empty() {
            let what = "the target selects nothing";
            let hint = "the document has changed: find the place's new path, or delete the action";
            return Err(vec![self.origin.problem(None, what, hint)]);
        }
        let premise = self.action.premise.as_ref();
        match &self.action.change {
            Change::Update(update) => {
                let mut merge = Merge::new(self.document, self.origin, origins);
                for location in &locations {
                    if let Some(old) = location.get(value) {
                        merge.plan(location, old, update, premise);
                    }
                }
                let steps = merge.into_steps()?;
                for step in &steps {
                    self.take(step, value, origins, known)?;
                }
                Ok(!steps.is_empty())
            }
            Change::Remove => {
                remove::refusals(self.origin, origins, value, &locations, premise)?;
                remove::remove(value, origins, locations);
                Ok(true)
            }
        }
    }

    fn take(
        &self,
        step: &Step<'_>,
        value: &mut Value,
        origins: &mut Origins,
        known: usize,
    ) -> Result<(), Vec<Problem>> {
        if let Some(place) = merge::take(step, value) {
            origins.set(place.to_string(), known);
            return Ok(());
        }
        let what = "the action changes this place twice, once inside the other";
        let hint = "make the target select either of the two";
        let pointer = Some(step.place().to_string());
        Err(vec![self.origin.problem(pointer, what, hint)])
    }
}

#[cfg(test)]
mod tests;
