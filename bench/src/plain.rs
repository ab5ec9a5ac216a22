//! A plain completion, end to end over loopback.

use crate::clients::{Client, Who, runtime};
use crate::row::{Row, Target};
use crate::series::{Side, in_turns};
use crate::server::Server;
use crate::suite::{Effort, Report};
use crate::{bodies, cpu};

/// Completions of one round.
const CALLS: u32 = 100;

pub(crate) fn run(effort: Effort, report: &mut Report) -> anyhow::Result<()> {
    let server = Server::start()?;
    let side = |who| calls(who, &server.url("plain"));
    let [ours, drain, theirs] = in_turns(
        effort.rounds(),
        [side(Who::Ours)?, side(Who::Drain)?, side(Who::AsyncOpenai)?],
    )?;
    report.add(
        Row::versus(
            "plain",
            "200 messages, client CPU",
            "ns",
            &ours,
            (Who::AsyncOpenai.name(), &theirs),
            Target::Ratio(1.0),
        )
        .note(format!(
            "a call; sending the bytes alone takes {:.0} us",
            drain.median() / 1e3
        )),
    );
    Ok(())
}

/// User and system CPU time of a call. The request is given away, and made beforehand.
fn calls(who: Who, url: &str) -> anyhow::Result<Side<'static>> {
    let runtime = runtime()?;
    let client = Client::new(who, url, &bodies::request())?;
    Ok(Box::new(move || {
        let mut spent = 0.0;
        for _ in 0..CALLS {
            let request = client.request();
            let before = cpu::process_ns()?;
            runtime.block_on(client.plain(request))?;
            spent += cpu::process_ns()? - before;
        }
        Ok(spent / f64::from(CALLS))
    }))
}
