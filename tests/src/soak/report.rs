//! The closing table, and whether anything was lost.

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use super::proc::Samples;
use super::tally::Tally;

/// What a soak came to.
#[derive(Debug)]
pub struct Report {
    time: Duration,
    seed: u64,
    clients: usize,
    rows: Vec<(&'static str, u64)>,
    outcomes: BTreeMap<String, u64>,
    memory: (u64, u64),
    sockets: (u64, u64),
    problems: Vec<String>,
}

/// Growth of memory that is no leak: what an allocator keeps, in KiB.
const SLACK: u64 = 16 * 1024;

impl Report {
    pub(super) fn new(
        tally: &Tally,
        samples: &Samples,
        run: (Duration, usize, u64),
        left_open: u64,
    ) -> Self {
        let memory = samples.early_and_late(|sample| sample.rss);
        let sockets = samples.early_and_late(|sample| sample.sockets);
        let (time, clients, seed) = run;
        let rows = vec![
            ("calls", tally.calls.get()),
            ("requests that the gateway saw", tally.requests.get()),
            ("faults injected", tally.faults.get()),
            ("completions finished by the gateway", tally.finished.get()),
            ("completions received", tally.received.get()),
            ("completions with another text", tally.wrong.get()),
            ("calls that hung", tally.hung.get()),
            ("outcomes without a type", tally.untyped.get()),
            ("panics", tally.panicked.get()),
            ("connections left open", left_open),
        ];
        let mut problems = vec![];
        if tally.finished.get() != tally.received.get() {
            problems.push(format!(
                "{} completions finished, {} received",
                tally.finished.get(),
                tally.received.get()
            ));
        }
        problems.extend(
            tally
                .lost()
                .into_iter()
                .map(|(how, count)| format!("lost, {how}: {count}")),
        );
        for (what, count) in rows.iter().skip(5) {
            if *count > 0 {
                problems.push(format!("{what}: {count}"));
            }
        }
        if tally.received.get() == 0 || tally.faults.get() == 0 {
            problems.push("nothing was soaked".to_owned());
        }
        if memory.1 > memory.0 + memory.0 / 4 + SLACK {
            problems.push(format!("memory grows: {} to {} KiB", memory.0, memory.1));
        }
        if sockets.1 > sockets.0 * 2 + 50 {
            problems.push(format!("sockets grow: {} to {}", sockets.0, sockets.1));
        }
        Self {
            time,
            seed,
            clients,
            rows,
            outcomes: tally.outcomes(),
            memory,
            sockets,
            problems,
        }
    }

    /// What was lost, hung, or grew; empty where all is well.
    #[must_use]
    pub fn problems(&self) -> &[String] {
        &self.problems
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "| soak of {} clients, {:.0} s, seed {} | |",
            self.clients,
            self.time.as_secs_f64(),
            self.seed
        )?;
        writeln!(f, "|---|---:|")?;
        for (what, count) in &self.rows {
            writeln!(f, "| {what} | {count} |")?;
        }
        for (class, count) in &self.outcomes {
            writeln!(f, "| ended: {class} | {count} |")?;
        }
        writeln!(
            f,
            "| memory, second quarter and last, MiB | {} and {} |",
            self.memory.0 / 1024,
            self.memory.1 / 1024
        )?;
        writeln!(
            f,
            "| sockets, second quarter and last | {} and {} |",
            self.sockets.0, self.sockets.1
        )?;
        for problem in &self.problems {
            writeln!(f, "| PROBLEM | {problem} |")?;
        }
        let end = if self.problems.is_empty() {
            "nothing lost"
        } else {
            "LOST"
        };
        writeln!(f, "| closes with | {end} |")
    }
}
