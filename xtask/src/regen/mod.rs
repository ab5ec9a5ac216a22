//! `cargo xtask regen`: documents and overlays in, a crate out.

mod digest;
mod elsewhere;
mod target;
mod update;

use std::path::PathBuf;

use clap::Args;
use grid_codegen::api;

use crate::apply;
use crate::compare::{Comparison, Wanted, compare};
use crate::exit::Exit;
use crate::inputs::Inputs;
use crate::pipeline::{self, Run};
use crate::refusal::Refusal;
use crate::workspace::Workspace;
use crate::{report, say};
use target::Target;

/// Generates the crate, and says what changed. Exits with 0 when that is done, 1 when something is broken.
///
/// Files are written only where they differ. A file without the generated header is never replaced or deleted.
#[derive(Debug, Args)]
#[command(name = "regen")]
pub(crate) struct Arguments {
    /// Write nothing: list the files that are stale, missing or orphaned. Exits with 4 if there are any.
    #[arg(long)]
    check: bool,
    /// Take FILE (JSON, YAML, or a Markdown page with one fenced JSON block) as the new spec/grid.json.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["check", "spec", "out"])]
    update: Option<PathBuf>,
    /// Generate from another `OpenAPI` 3.0 document.
    #[arg(long, value_name = "FILE", requires = "out")]
    spec: Option<PathBuf>,
    /// Apply an `OpenAPI` overlay to it; may be given more than once, in order.
    #[arg(long, value_name = "FILE", requires = "spec")]
    overlay: Vec<PathBuf>,
    /// Where the crate goes that is generated from it: a directory of its own.
    #[arg(long, value_name = "DIR", requires = "spec")]
    out: Option<PathBuf>,
}

/// Runs the command.
///
/// # Errors
///
/// Everything that is broken, before anything is written; or what went wrong while files were written.
pub(crate) fn run(workspace: &Workspace, arguments: Arguments) -> anyhow::Result<Exit> {
    let check = arguments.check;
    let prepared = prepare(workspace, arguments).map_err(refused)?;
    say::report(&prepared.remarks);
    say::report(&report::times(&prepared.run));
    if check {
        say::report(&report::drift(&prepared.comparison, &prepared.target.mend));
        return Ok(if prepared.comparison.is_fresh() {
            Exit::Done
        } else {
            Exit::Stale
        });
    }
    let blocked = &prepared.comparison.blocked;
    if !blocked.is_empty() {
        let reason = |(shown, why): &(String, &str)| {
            format!("{shown}: {why}\n  help: move it away, if it is nobody's work")
        };
        return Err(Refusal::new(blocked.iter().map(reason)).into());
    }
    let changes = api_changes(&prepared);
    apply::apply(&prepared.comparison, &prepared.target.scope.dir)?;
    say::report(&report::written(&prepared.comparison));
    say::report(&report::notes(&prepared.run));
    say::report(&changes);
    Ok(Exit::Done)
}

/// One line on whether the workspace's generated code is fresh.
pub(crate) fn freshness(workspace: &Workspace) -> String {
    let compared = Inputs::of(workspace).and_then(|inputs| {
        let target = Target::of_workspace(workspace, inputs);
        let run = pipeline::run(&target.inputs, &target.plan)?;
        compare(target.wanted(&run), &target.scope)
    });
    match compared {
        Ok(comparison) if comparison.is_fresh() => {
            let files = report::count(comparison.unchanged.len(), "file");
            format!("generated code: fresh ({files})\n")
        }
        Ok(_) => "generated code: STALE; `cargo xtask regen --check` shows where\n".to_owned(),
        Err(error) => format!("generated code: BROKEN INPUT\n{error:#}\n"),
    }
}

/// All that is known before anything is written.
struct Prepared {
    target: Target,
    run: Run,
    comparison: Comparison,
    remarks: String,
}

fn prepare(workspace: &Workspace, arguments: Arguments) -> anyhow::Result<Prepared> {
    let (target, inputs, remarks) = match (arguments.update, arguments.spec, arguments.out) {
        (Some(file), _, _) => {
            let update = update::update(workspace, &file)?;
            let target = Target::of_workspace(workspace, update.inputs);
            (target, update.files, update.remarks)
        }
        (None, Some(spec), Some(out)) => {
            let target = elsewhere::target(&spec, &arguments.overlay, &out)?;
            (target, Vec::new(), String::new())
        }
        _ => {
            let inputs = Inputs::of(workspace)?;
            let remarks = digest::remark(workspace, &inputs.document.text);
            (Target::of_workspace(workspace, inputs), Vec::new(), remarks)
        }
    };
    let run = pipeline::run(&target.inputs, &target.plan)?;
    let wanted: Vec<Wanted> = inputs.into_iter().chain(target.wanted(&run)).collect();
    let comparison = compare(wanted, &target.scope)?;
    Ok(Prepared {
        target,
        run,
        comparison,
        remarks,
    })
}

fn api_changes(prepared: &Prepared) -> String {
    if let Some(old) = prepared.target.listing() {
        return report::changes(&api::diff(&old, &prepared.run.items));
    }
    let items = report::count(prepared.run.items.len(), "item");
    format!("API: {items}, no earlier listing to compare with\n")
}

fn refused(error: anyhow::Error) -> anyhow::Error {
    match error.downcast::<Refusal>() {
        Ok(refusal) => refusal.into(),
        Err(error) => Refusal::one(format!("{error:#}")).into(),
    }
}
