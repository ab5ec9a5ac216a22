//! What streams keep in memory. Each figure comes from a process of its own.

use anyhow::bail;

use crate::clients::Who;
use crate::probe::{self, Held, Probe};
use crate::row::{Row, Target};
use crate::series::Series;
use crate::server::Server;
use crate::suite::{Effort, Report};

const MIB: f64 = 1024.0 * 1024.0;

pub(crate) fn run(effort: Effort, report: &mut Report) -> anyhow::Result<()> {
    if effort.quick {
        for name in [
            "paused consumer, 100 MB offered",
            "1,000 streams at once",
            "10,000 streams dropped midway",
        ] {
            report.add(Row::not_run("memory", name, "left out by --quick"));
        }
        return Ok(());
    }
    let server = Server::start()?;
    paused(report, &server)?;
    many(report, &server)?;
    dropped(report, &server)
}

/// 330,000 events of about 306 bytes are offered; the consumer takes one and sleeps.
fn paused(report: &mut Report, server: &Server) -> anyhow::Result<()> {
    let url = server.url("events/1/330000");
    let grown = |who| grown(&probe::run(Probe::Paused, who, &url)?, |held| held.rss);
    let (ours, theirs, drain) = (
        grown(Who::Ours)?,
        grown(Who::AsyncOpenai)?,
        grown(Who::Drain)?,
    );
    let mut row = Row::alone(
        "memory",
        "paused consumer, 100 MB offered: growth",
        "B",
        ours,
        Target::Most(MIB),
    );
    row.peer = Who::AsyncOpenai.name().into();
    row.theirs = Some(theirs);
    report.add(row.note(format!("draining: {:.0} KiB", drain / 1024.0)));
    Ok(())
}

/// An event a second on each of 1,000 streams.
fn many(report: &mut Report, server: &Server) -> anyhow::Result<()> {
    let url = server.url("slow/1000");
    let mut sides = Who::ALL.map(|_| Series::default());
    for _ in 0..5 {
        for (who, side) in Who::ALL.into_iter().zip(&mut sides) {
            let held = probe::run(Probe::Many, who, &url)?;
            side.0
                .push(grown(&held, |held| held.rss)? / f64::from(probe::STREAMS));
        }
    }
    let [ours, theirs, drain] = sides;
    let name = "1,000 streams at once, a stream";
    report.add(Row::versus(
        "memory",
        name,
        "B",
        &ours,
        ("draining", &drain),
        Target::Ratio(1.05),
    ));
    report.add(Row::versus(
        "memory",
        name,
        "B",
        &ours,
        (Who::AsyncOpenai.name(), &theirs),
        Target::None,
    ));
    Ok(())
}

/// Streams of 2,000 events that are dropped after 20 of them, 100 at once, with a look at the process after every thousand.
fn dropped(report: &mut Report, server: &Server) -> anyhow::Result<()> {
    let url = server.url("events/1/2000");
    let ours = probe::run(Probe::Dropped, Who::Ours, &url)?;
    let drained = probe::run(Probe::Dropped, Who::Drain, &url)?;
    let name = |what: &str| format!("10,000 streams dropped midway, after the first 1,000: {what}");
    let all = |held: &[Held]| Ok::<_, anyhow::Error>(grown(held, |held| held.rss)? / 1024.0);
    let note = format!(
        "the median of the thousands, times 9; in all {:+.0} KiB, draining {:+.0} KiB",
        all(&ours)?,
        all(&drained)?
    );
    report.add(
        Row::alone(
            "memory",
            name("RSS"),
            "B",
            steady(&ours),
            Target::Most(LEAST_LEAK),
        )
        .note(note),
    );
    for (what, figure) in [
        ("sockets", (|held: &Held| held.sockets) as fn(&Held) -> f64),
        ("tasks", |held| held.tasks),
    ] {
        let grown = grown(&ours, figure)?;
        report.add(Row::alone(
            "memory",
            name(what),
            "",
            grown,
            Target::Most(0.0),
        ));
    }
    Ok(())
}

/// From the first figure to the last.
fn grown(held: &[Held], figure: impl Fn(&Held) -> f64) -> anyhow::Result<f64> {
    let (Some(first), Some(last)) = (held.first(), held.last()) else {
        bail!("a probe says nothing")
    };
    Ok(figure(last) - figure(first))
}

/// A page for every thousand streams: less cannot be seen.
const LEAST_LEAK: f64 = 9.0 * 4096.0;

/// What streams leave behind, in bytes. A leak grows with every thousand, while an allocator takes some pages at once, now and then.
fn steady(held: &[Held]) -> f64 {
    let steps = held.windows(2).map(|pair| pair[1].rss - pair[0].rss);
    9.0 * Series(steps.collect()).median()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn held(rss: &[f64]) -> Vec<Held> {
        let one = |rss: &f64| Held {
            rss: *rss,
            sockets: 0.0,
            tasks: 0.0,
        };
        rss.iter().map(one).collect()
    }

    #[test]
    fn a_leak_is_told_from_a_step() {
        let leak = held(&[0.0, 8e3, 16e3, 24e3, 32e3]);
        assert!(steady(&leak) > LEAST_LEAK);
        let step = held(&[0.0, 0.0, 2e5, 2e5, 2e5]);
        assert!(steady(&step) <= LEAST_LEAK);
    }
}
