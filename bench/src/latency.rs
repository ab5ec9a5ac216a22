//! How long the first event takes, against the first bytes of the body.

use std::time::Instant;

use crate::clients::{Client, SHORT_REQUEST, Who, runtime};
use crate::row::{Row, Target};
use crate::series::{Side, in_turns};
use crate::server::Server;
use crate::suite::{Effort, Report};

/// Streams of one round.
const STREAMS: u32 = 100;

pub(crate) fn run(effort: Effort, report: &mut Report) -> anyhow::Result<()> {
    let server = Server::start()?;
    let side = |who| first_event(who, &server.url("first"));
    let [ours, theirs, drain] = in_turns(
        effort.rounds(),
        [side(Who::Ours)?, side(Who::AsyncOpenai)?, side(Who::Drain)?],
    )?;
    // A round takes twice as long where the client's thread and the server's are on different cores of a virtual machine, whoever asks.
    let [ours, theirs, drain] = [ours, theirs, drain].map(|side| side.fastest_quarter());
    report.add(Row::versus(
        "latency",
        "first event",
        "ns",
        &ours,
        ("draining", &drain),
        Target::Ratio(1.05),
    ));
    report.add(Row::versus(
        "latency",
        "first event",
        "ns",
        &ours,
        (Who::AsyncOpenai.name(), &theirs),
        Target::None,
    ));
    Ok(())
}

/// Wall time from the call to the first event, on a connection that is open already. The request is made beforehand.
fn first_event(who: Who, url: &str) -> anyhow::Result<Side<'static>> {
    let runtime = runtime()?;
    let url = url.to_owned();
    Ok(Box::new(move || {
        // A connection for each round: the core that its server runs on is drawn anew.
        let client = Client::new(who, &url, SHORT_REQUEST)?;
        let mut waited = 0.0;
        for turn in 0..=STREAMS {
            let request = client.request();
            let begin = Instant::now();
            let mut stream = runtime.block_on(client.open_with(request))?;
            runtime.block_on(stream.next())?;
            // The first one opened the connection.
            if turn > 0 {
                waited += begin.elapsed().as_secs_f64();
            }
            runtime.block_on(stream.read())?;
        }
        Ok(waited / f64::from(STREAMS) * 1e9)
    }))
}
