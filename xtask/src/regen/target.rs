//! What is generated, from what, and where it goes.

use std::fs;

use grid_codegen::api::{self, Item};

use crate::compare::{Owner, Scope, Wanted};
use crate::inputs::Inputs;
use crate::pipeline::{Plan, Run};
use crate::workspace::{EFFECTIVE, GENERATED, LISTING, Workspace};

/// What is generated, from what, and where it goes.
#[derive(Debug)]
pub(super) struct Target {
    pub(super) inputs: Inputs,
    pub(super) plan: Plan,
    /// The crate's directory.
    pub(super) scope: Scope,
    /// The overlaid document's place, where it is kept.
    pub(super) effective: Option<Wanted>,
    /// The command that makes the files what they should be.
    pub(super) mend: String,
}

impl Target {
    /// The workspace's own generated crate.
    pub(super) fn of_workspace(workspace: &Workspace, inputs: Inputs) -> Self {
        Self {
            inputs,
            plan: Plan {
                origin: "spec/grid.json and spec/overlays".to_owned(),
                crate_name: "grid-api".to_owned(),
                whole_crate: false,
            },
            scope: Scope {
                dir: workspace.join(GENERATED),
                shown: GENERATED.to_owned(),
            },
            effective: Some(Wanted {
                path: workspace.join(EFFECTIVE),
                shown: EFFECTIVE.to_owned(),
                text: String::new(),
                owner: Owner::Place,
            }),
            mend: "cargo xtask regen".to_owned(),
        }
    }

    /// Every file that a run gave, with its place.
    pub(super) fn wanted(&self, run: &Run) -> Vec<Wanted> {
        let effective = self.effective.iter().map(|place| Wanted {
            text: run.effective.clone(),
            ..place.clone()
        });
        let files = run.files.iter().map(|(name, text)| Wanted {
            path: self.scope.dir.join(name),
            shown: format!("{}/{name}", self.scope.shown),
            text: text.clone(),
            owner: Owner::Header,
        });
        effective.chain(files).collect()
    }

    /// The items of the listing on the disk, if there is one.
    pub(super) fn listing(&self) -> Option<Vec<Item>> {
        let text = fs::read_to_string(self.scope.dir.join(LISTING)).ok()?;
        Some(api::parse(&text))
    }
}
