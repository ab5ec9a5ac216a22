//! What compiling the generated crate costs, against progenitor's own output for the same document.

use crate::cargo::{CHECK, cargo, put};
use crate::lines::of_code;
use crate::regen::Input;
use crate::row::{Row, Target};
use crate::series::{Side, in_turns};
use crate::suite::{Effort, Report};
use crate::{cpu, progenitor_alone, workspace};

const PEER: &str = "progenitor's own output";
/// Where the two crates are built; kept, so that only the first run compiles what they depend on.
const PLACE: &str = "target/bench";

pub(crate) fn run(effort: Effort, report: &mut Report) -> anyhow::Result<()> {
    let (generated, _) = Input::grid()?.generate()?;
    let theirs = progenitor_alone::whole_crate(&generated.effective)?;
    for (path, text) in &generated.files {
        put(&format!("{PLACE}/ours/{path}"), text)?;
    }
    put(&format!("{PLACE}/theirs/Cargo.toml"), THEIR_MANIFEST)?;
    put(&format!("{PLACE}/theirs/src/lib.rs"), &theirs)?;
    let [ours, peer] = in_turns(effort.few_rounds(), [checking("ours"), checking("theirs")])?;
    report.add(
        Row::versus(
            "generated",
            "cargo check of the crate, CPU",
            "ns",
            &ours,
            (PEER, &peer),
            Target::Ratio(0.6),
        )
        .note(format!("its output: {} code lines", of_code(&theirs))),
    );
    Ok(())
}

const THEIR_MANIFEST: &str = r#"[package]
name = "theirs"
version = "0.1.0"
edition = "2024"

[dependencies]
bytes = "1"
futures-core = "0.3"
progenitor-client = "0.15"
regress = "0.11"
reqwest = { version = "0.13", default-features = false, features = ["json", "query", "stream", "rustls"] }
serde = { version = "1", features = ["derive"] }
serde_json = "1"
serde_urlencoded = "0.7"

[workspace]
"#;

/// CPU time of cargo and of the compiler, when the crate itself has to be checked anew and nothing else has.
fn checking(name: &'static str) -> Side<'static> {
    Box::new(move || {
        let place = workspace::join(PLACE);
        let root = place.join(name).join("src/lib.rs");
        std::fs::File::options()
            .append(true)
            .open(&root)?
            .set_modified(std::time::SystemTime::now())?;
        let before = cpu::children_ns()?;
        cargo(CHECK, &place.join(name), &place.join("target"))?;
        Ok(cpu::children_ns()? - before)
    })
}
