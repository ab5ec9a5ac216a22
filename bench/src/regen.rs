//! What generating costs.

use std::collections::BTreeMap;
use std::hint::black_box;

use anyhow::{Context as _, anyhow};
use grid_codegen::lower::Lowered;
use grid_codegen::{Generated, Settings, Source, Stage};

use crate::copies::copies;
use crate::lines::of_code;
use crate::row::{Row, Target};
use crate::series::{Side, in_turns};
use crate::suite::{Effort, Report};
use crate::{cpu, progenitor_alone, workspace};

const PEER: &str = "progenitor alone";
const STAGES: [Stage; 8] = [
    Stage::Read,
    Stage::Overlay,
    Stage::Check,
    Stage::Lower,
    Stage::Emit,
    Stage::Polish,
    Stage::Split,
    Stage::Render,
];

/// A document and its overlays.
pub(crate) struct Input {
    name: String,
    text: String,
    overlays: Vec<(String, String)>,
}

impl Input {
    /// The Grid's document and the workspace's overlays.
    pub(crate) fn grid() -> anyhow::Result<Self> {
        Self::grid_with(|_| true)
    }

    /// The Grid's document and some of the workspace's overlays, by their paths.
    fn grid_with(keep: impl Fn(&str) -> bool) -> anyhow::Result<Self> {
        let mut overlays = Vec::new();
        for entry in std::fs::read_dir(workspace::join("spec/overlays"))? {
            let name = format!("spec/overlays/{}", entry?.file_name().to_string_lossy());
            if keep(&name) {
                overlays.push((name.clone(), workspace::text(&name)?));
            }
        }
        overlays.sort();
        Ok(Self {
            overlays,
            ..Self::plain("spec/grid.json", workspace::text("spec/grid.json")?)
        })
    }

    fn plain(name: &str, text: String) -> Self {
        Self {
            name: name.to_owned(),
            text,
            overlays: Vec::new(),
        }
    }

    /// Every stage, with the CPU time of each in nanoseconds.
    pub(crate) fn generate(&self) -> anyhow::Result<(Generated, [f64; STAGES.len()])> {
        let overlays: Vec<Source<'_>> = self
            .overlays
            .iter()
            .map(|(name, text)| Source { name, text })
            .collect();
        let settings = Settings {
            origin: self.name.clone(),
            crate_name: "grid_api".to_owned(),
            whole_crate: true,
        };
        let mut times = [0.0; STAGES.len()];
        let (mut at, mut since) = (0, cpu::thread_ns()?);
        let document = Source {
            name: &self.name,
            text: &self.text,
        };
        let generated = grid_codegen::generate(document, &overlays, &settings, &mut |stage| {
            let now = cpu::thread_ns().unwrap_or(f64::NAN);
            times[at] += now - since;
            (at, since) = (
                STAGES.iter().position(|known| *known == stage).unwrap_or(0),
                now,
            );
        });
        times[at] += cpu::thread_ns()? - since;
        let generated = generated.map_err(|problems| {
            anyhow!(
                "{} places are refused, the first: {}",
                problems.len(),
                problems[0]
            )
        })?;
        Ok((generated, times))
    }

    fn lowered(&self, generated: &Generated) -> anyhow::Result<Lowered> {
        let effective = serde_json::from_str(&generated.effective)?;
        grid_codegen::lower::lower(&effective)
            .map_err(|refused| anyhow!("{} refuses: {refused:?}", self.name))
    }
}

pub(crate) fn run(effort: Effort, report: &mut Report) -> anyhow::Result<()> {
    let grid = Input::grid()?;
    stages(effort, report, &grid)?;
    against_whole_crate(effort, report, &grid)?;
    match largest(report)? {
        Some(largest) => stages(effort, report, &largest)?,
        None => report.add(Row::not_run(
            "regen",
            "the largest document of the corpus",
            "there is no ../shared/corpus",
        )),
    }
    linear(effort, report)?;
    size(report, &grid)
}

/// All our stages against progenitor, and where our time goes.
fn stages(effort: Effort, report: &mut Report, input: &Input) -> anyhow::Result<()> {
    let lowered = input.lowered(&input.generate()?.0)?;
    let rounds = if input.text.len() > 500_000 {
        effort.few_rounds()
    } else {
        effort.rounds()
    };
    let mut by_stage = [const { Vec::new() }; STAGES.len()];
    let ours: Side<'_> = Box::new(|| {
        let (generated, times) = input.generate()?;
        black_box(generated);
        for (all, time) in by_stage.iter_mut().zip(times) {
            all.push(time);
        }
        Ok(times.iter().sum())
    });
    let theirs: Side<'_> = Box::new(|| {
        let (ns, text) = cpu::thread_ns_of(|| progenitor_alone::lowered(&lowered))?;
        black_box(text?);
        Ok(ns)
    });
    let [ours, theirs] = in_turns(rounds, [ours, theirs])?;
    let parts: Vec<String> = STAGES
        .iter()
        .zip(by_stage)
        .map(|(stage, times)| format!("{stage} {:.2}", crate::series::Series(times).median() / 1e6))
        .collect();
    let name = input.name.rsplit('/').next().unwrap_or_default();
    report.add(
        Row::versus(
            "regen",
            format!("{name}, all stages"),
            "ns",
            &ours,
            (PEER, &theirs),
            Target::Ratio(1.5),
        )
        .note(format!(
            "{} kB; ms: {}",
            input.text.len() / 1000,
            parts.join(", ")
        )),
    );
    Ok(())
}

/// The same against the crate that progenitor makes of the document as it is, as far as it can.
fn against_whole_crate(effort: Effort, report: &mut Report, input: &Input) -> anyhow::Result<()> {
    let effective = input.generate()?.0.effective;
    let ours: Side<'_> = Box::new(|| Ok(black_box(input.generate()?).1.iter().sum()));
    let theirs: Side<'_> = Box::new(|| {
        let (ns, text) = cpu::thread_ns_of(|| progenitor_alone::whole_crate(&effective))?;
        black_box(text?);
        Ok(ns)
    });
    let [ours, theirs] = in_turns(effort.rounds(), [ours, theirs])?;
    let peer = ("progenitor's whole crate", &theirs);
    report.add(
        Row::versus(
            "regen",
            "grid.json, all stages",
            "ns",
            &ours,
            peer,
            Target::None,
        )
        .note("for the document as it is"),
    );
    Ok(())
}

/// The largest document of the corpus that generates.
fn largest(report: &mut Report) -> anyhow::Result<Option<Input>> {
    let Ok(entries) = std::fs::read_dir(workspace::join("../shared/corpus")) else {
        return Ok(None);
    };
    let mut files = Vec::new();
    for entry in entries {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let extension = std::path::Path::new(&name).extension();
        if extension.is_some_and(|end| end == "json" || end == "yaml") {
            files.push((entry.metadata()?.len(), name));
        }
    }
    files.sort_unstable_by(|a, b| b.cmp(a));
    for (_, name) in files {
        let path = format!("../shared/corpus/{name}");
        let input = Input::plain(&path, workspace::text(&path)?);
        match input.generate() {
            Ok(_) => return Ok(Some(input)),
            Err(error) => report.add(Row::not_run("regen", name, brief(&format!("{error:#}")))),
        }
    }
    Ok(None)
}

fn brief(text: &str) -> String {
    text.lines()
        .next()
        .unwrap_or_default()
        .chars()
        .take(120)
        .collect()
}

/// A document that is the vendor's, over and over.
fn linear(effort: Effort, report: &mut Report) -> anyhow::Result<()> {
    let grid = serde_json::from_str(&workspace::text("spec/grid.json")?)
        .context("reading spec/grid.json")?;
    let times = |number| Input::plain("copies.json", copies(&grid, number).to_string());
    let (quarter, whole) = (times(4), times(16));
    let by_stage = |input: &Input| -> anyhow::Result<[f64; STAGES.len()]> {
        Ok(black_box(input.generate()?).1)
    };
    let growth = by_stage(&whole)?
        .iter()
        .zip(by_stage(&quarter)?)
        .map(|(whole, quarter)| whole / quarter)
        .collect::<Vec<f64>>();
    let side = |input: Input| -> Side<'static> {
        Box::new(move || Ok(black_box(input.generate()?).1.iter().sum()))
    };
    let [quarter, whole] = in_turns(effort.few_rounds(), [side(quarter), side(whole)])?;
    let parts = STAGES
        .iter()
        .zip(growth)
        .filter(|(stage, _)| **stage != Stage::Overlay);
    let parts: Vec<String> = parts
        .map(|(stage, growth)| format!("{stage} {growth:.1}"))
        .collect();
    report.add(
        Row::grown(
            "regen",
            "grid.json 16 times in one document: 4 x the size",
            &whole,
            &quarter,
        )
        .note(format!(
            "the cost of the smaller one; by stage: {}",
            parts.join(", ")
        )),
    );
    Ok(())
}

/// How much there is to read: of a crate that knows chat completions alone, and of all.
fn size(report: &mut Report, grid: &Input) -> anyhow::Result<()> {
    let chat = Input::grid_with(|overlay| overlay != MESSAGES)?;
    report.add(
        Row::alone(
            "regen",
            "code lines, chat and its stream",
            "lines",
            code_lines(&chat.generate()?.0.files),
            Target::Most(3_500.0),
        )
        .note(format!(
            "neither comment nor blank; all of src/, generated without {MESSAGES}"
        )),
    );
    report.add(
        Row::alone(
            "regen",
            "code lines, everything",
            "lines",
            code_lines(&grid.generate()?.0.files),
            Target::Most(6_000.0),
        )
        .note("neither comment nor blank; all of src/"),
    );
    Ok(())
}

/// The overlay that adds the other surface.
const MESSAGES: &str = "spec/overlays/04-messages.yaml";

fn code_lines(files: &BTreeMap<String, String>) -> f64 {
    let sources = files.iter().filter(|(path, _)| path.starts_with("src/"));
    let lines = sources.map(|(_, text)| of_code(text)).sum::<usize>();
    u32::try_from(lines).map_or(f64::NAN, f64::from)
}
