//! What streams keep in memory. Each figure comes from a process of its own.

use crate::clients::Who;
use crate::probe::{self, Figures, Probe};
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

/// 300,000 events of about 330 bytes are offered; the consumer takes one and sleeps.
fn paused(report: &mut Report, server: &Server) -> anyhow::Result<()> {
    let url = server.url("events/1/330000");
    let grown = |who| Ok::<_, anyhow::Error>(probe::run(Probe::Paused, who, &url)?.grown());
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
            side.0
                .push(probe::run(Probe::Many, who, &url)?.grown() / f64::from(probe::STREAMS));
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

fn dropped(report: &mut Report, server: &Server) -> anyhow::Result<()> {
    let url = server.url("events/1/100000");
    let Figures { before, after } = probe::run(Probe::Dropped, Who::Ours, &url)?;
    let drained = probe::run(Probe::Dropped, Who::Drain, &url)?.grown();
    let name = |what: &str| format!("10,000 streams dropped midway, after the first 1,000: {what}");
    // An allocator gives and takes a few pages without any stream that leaks.
    let pages = 16.0 * 4096.0;
    report.add(
        Row::alone(
            "memory",
            name("RSS"),
            "B",
            after.rss - before.rss,
            Target::Most(pages),
        )
        .note(format!("draining: {:.0} KiB", drained / 1024.0)),
    );
    report.add(Row::alone(
        "memory",
        name("sockets"),
        "",
        after.sockets - before.sockets,
        Target::Most(0.0),
    ));
    report.add(Row::alone(
        "memory",
        name("tasks"),
        "",
        after.tasks - before.tasks,
        Target::Most(0.0),
    ));
    Ok(())
}
