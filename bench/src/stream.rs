//! End to end over loopback: what a client's process costs above draining the body.

use crate::clients::{Client, SHORT_REQUEST, Who, runtime, whole};
use crate::cpu;
use crate::row::{Row, Target};
use crate::series::{Rounds, Series, Side, in_turns};
use crate::server::Server;
use crate::suite::{Effort, Report};

pub(crate) fn run(effort: Effort, report: &mut Report) -> anyhow::Result<()> {
    let server = Server::start()?;
    for per_frame in [1, 50] {
        frames(effort, report, &server, per_frame)?;
    }
    report.add(Row::not_run(
        "stream",
        "openapi-to-rust's typed stream",
        "it is generated code, not a crate to depend on",
    ));
    Ok(())
}

/// Events of one round.
fn events(effort: Effort) -> usize {
    if effort.quick { 100_000 } else { 300_000 }
}

fn frames(
    effort: Effort,
    report: &mut Report,
    server: &Server,
    per_frame: usize,
) -> anyhow::Result<()> {
    let events = events(effort);
    let url = server.url(&format!("events/{per_frame}/{}", events / per_frame));
    // User time of both kinds of CPU time comes from one run: a second figure for each side.
    let totals = std::cell::RefCell::new(Who::ALL.map(|_| Series::default()));
    let mut sides = Vec::new();
    for (at, who) in Who::ALL.into_iter().enumerate() {
        sides.push(side(who, &url, events, at, &totals)?);
    }
    let rounds = if effort.quick {
        Rounds { least: 5, most: 7 }
    } else {
        Rounds {
            least: 15,
            most: 41,
        }
    };
    let Ok(sides) = <[Side<'_>; 3]>::try_from(sides) else {
        anyhow::bail!("three clients")
    };
    let [ours, theirs, drain] = in_turns(rounds, sides)?;
    let frame = if per_frame == 1 {
        "1 event a frame"
    } else {
        "50 events a frame"
    };
    let name = format!("{frame}, user CPU above draining");
    let peer = (Who::AsyncOpenai.name(), &theirs.above(&drain));
    report.add(
        Row::versus(
            "stream",
            name,
            "ns",
            &ours.above(&drain),
            peer,
            Target::Ratio(0.5),
        )
        .note(format!("an event; draining takes {:.0} ns", drain.median())),
    );
    // The first figure of each is the round that does not count.
    let [ours, theirs, drain] = totals
        .into_inner()
        .map(|series| Series(series.0.into_iter().skip(1).collect()));
    let peer = (Who::AsyncOpenai.name(), &theirs.above(&drain));
    let name = format!("{frame}, user and system CPU above draining");
    report.add(
        Row::versus(
            "stream",
            name,
            "ns",
            &ours.above(&drain),
            peer,
            Target::None,
        )
        .note(format!("an event; draining takes {:.0} ns", drain.median())),
    );
    Ok(())
}

#[allow(clippy::cast_precision_loss, reason = "less than a million events")]
fn side<'a>(
    who: Who,
    url: &str,
    events: usize,
    at: usize,
    totals: &'a std::cell::RefCell<[Series; 3]>,
) -> anyhow::Result<Side<'a>> {
    let runtime = runtime()?;
    let client = Client::new(who, url, SHORT_REQUEST)?;
    Ok(Box::new(move || {
        let (user, total) = (cpu::user_ns()?, cpu::process_ns()?);
        let read = runtime.block_on(async { client.open().await?.read().await })?;
        let (user, total) = (cpu::user_ns()? - user, cpu::process_ns()? - total);
        whole(who, read, events)?;
        totals.borrow_mut()[at].0.push(total / events as f64);
        Ok(user / events as f64)
    }))
}
