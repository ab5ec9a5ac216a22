//! End to end over loopback: what a client's process costs above draining the body.

use std::path::Path;

use anyhow::{bail, ensure};

use crate::clients::{Client, SHORT_REQUEST, Who, runtime};
use crate::cpu;
use crate::openapi_to_rust::{self, Reader};
use crate::row::{Row, Target};
use crate::series::{Rounds, Series, Side, all_in_turns};
use crate::server::Server;
use crate::suite::{Effort, Report};

pub(crate) fn run(effort: Effort, report: &mut Report) -> anyhow::Result<()> {
    let generated = openapi_to_rust::build();
    let server = Server::start()?;
    for (per_frame, name) in [(1, "1 event a frame"), (50, "50 events a frame")] {
        let frames = events(effort) / per_frame;
        let streams = Streams {
            url: server.url(&format!("events/{per_frame}/{frames}")),
            events: per_frame * frames,
        };
        streams.compare(effort, report, name, generated.as_deref().ok())?;
    }
    if let Err(error) = generated {
        let why = format!("{error:#}");
        report.add(Row::not_run("stream", openapi_to_rust::NAME, why));
    }
    Ok(())
}

/// Events of one round.
fn events(effort: Effort) -> usize {
    if effort.quick { 100_000 } else { 300_000 }
}

/// Rounds that make one figure. The kernel tells user from system time by what it finds at each tick, 250 times a second: a
/// round of a quarter of a second says little by itself.
fn block(effort: Effort) -> usize {
    if effort.quick { 5 } else { 10 }
}

fn rounds(effort: Effort) -> Rounds {
    let rounds = block(effort) * if effort.quick { 5 } else { 8 };
    Rounds {
        least: rounds,
        most: rounds,
    }
}

/// Streams of one kind, read by everybody.
struct Streams {
    url: String,
    events: usize,
}

impl Streams {
    fn compare(
        &self,
        effort: Effort,
        report: &mut Report,
        name: &str,
        generated: Option<&Path>,
    ) -> anyhow::Result<()> {
        let mut sides = vec![
            self.in_process(Who::Ours)?,
            self.in_process(Who::AsyncOpenai)?,
        ];
        let async_openai = (Who::AsyncOpenai.name(), 0.5, "an event");
        let mut peers = vec![async_openai];
        if let Some(program) = generated {
            sides.push(self.generated(program)?);
            peers.push((openapi_to_rust::NAME, 0.3, openapi_to_rust::ABOUT));
        }
        sides.push(self.in_process(Who::Drain)?);
        let series: Vec<Series> = all_in_turns(rounds(effort), sides)?
            .iter()
            .map(|side| side.in_blocks(block(effort)))
            .collect();
        let [ours, theirs @ .., drain] = &series[..] else {
            bail!("nobody read anything")
        };
        for ((peer, limit, about), theirs) in peers.into_iter().zip(theirs) {
            let row = Row::versus(
                "stream",
                format!("{name}, user CPU above draining"),
                "ns",
                &ours.above(drain),
                (peer, &theirs.above(drain)),
                Target::Ratio(limit),
            );
            let drain = drain.median();
            report.add(row.note(format!("{about}; draining takes {drain:.0} ns")));
        }
        Ok(())
    }

    fn in_process(&self, who: Who) -> anyhow::Result<Side<'_>> {
        let runtime = runtime()?;
        let client = Client::new(who, &self.url, SHORT_REQUEST)?;
        Ok(Box::new(move || {
            let before = cpu::user_ns()?;
            let read = runtime.block_on(async { client.open().await?.read().await })?;
            let spent = cpu::user_ns()? - before;
            // What is drained is not counted in events.
            let read = if who == Who::Drain { self.events } else { read };
            self.each(who.name(), read, spent)
        }))
    }

    fn generated(&self, program: &Path) -> anyhow::Result<Side<'_>> {
        let mut reader = Reader::start(program, &self.url)?;
        Ok(Box::new(move || {
            let (read, spent) = reader.read()?;
            self.each(openapi_to_rust::NAME, read, spent)
        }))
    }

    /// The cost of an event, after seeing that the stream was whole.
    #[allow(clippy::cast_precision_loss, reason = "less than a million events")]
    fn each(&self, name: &str, read: usize, spent: f64) -> anyhow::Result<f64> {
        let Self { events, .. } = self;
        ensure!(read == *events, "{name} read {read} of {events} events");
        Ok(spent / *events as f64)
    }
}
