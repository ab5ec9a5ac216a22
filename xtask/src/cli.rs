//! The command line.

use std::ffi::OsString;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{CommandFactory as _, FromArgMatches as _, Parser, Subcommand};

use crate::exit::Exit;
use crate::workspace::Workspace;
use crate::{launch, regen, say};

/// The workspace's commands.
#[derive(Debug, Parser)]
#[command(name = "xtask", bin_name = "cargo xtask", subcommand_required = true)]
struct Arguments {
    /// A workspace other than the one that this program was built in.
    #[arg(long, value_name = "DIR", hide = true)]
    root: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Regen(regen::Arguments),
    #[command(external_subcommand)]
    Launch(Vec<OsString>),
}

/// Runs the command that the arguments ask for, the program's name first, and says how it ended: 0 done, 4 stale (of
/// `regen --check`), 1 anything else that went wrong, and what another program ended with.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    let ended = catch_unwind(AssertUnwindSafe(|| command(arguments)));
    let exit = match ended {
        Ok(Ok(exit)) => exit,
        Ok(Err(error)) if error.is::<crate::refusal::Refusal>() => {
            say::error(&error.to_string());
            Exit::Broken
        }
        Ok(Err(error)) => {
            say::error(&format!("error: {error:#}"));
            Exit::Broken
        }
        Err(_) => Exit::Broken,
    };
    exit.into()
}

fn command(arguments: Vec<OsString>) -> anyhow::Result<Exit> {
    let parser = Arguments::command().after_help(launch::help());
    let parsed = parser
        .try_get_matches_from(arguments)
        .and_then(|matches| Arguments::from_arg_matches(&matches));
    let arguments = match parsed {
        Ok(arguments) => arguments,
        Err(error) => {
            let exit = if error.use_stderr() {
                Exit::Broken
            } else {
                Exit::Done
            };
            let _ = error.print();
            return Ok(exit);
        }
    };
    let workspace = Workspace::at(arguments.root)?;
    match arguments.command {
        Command::Regen(arguments) => regen::run(&workspace, arguments),
        Command::Launch(words) => {
            let (name, rest) = words.split_first().unzip();
            let name = name.map(|name| name.to_string_lossy()).unwrap_or_default();
            if name == "demo" {
                say::report(&regen::freshness(&workspace));
            }
            launch::launch(&workspace, &name, rest.unwrap_or_default())
        }
    }
}
